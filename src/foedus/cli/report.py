"""`foedus report CASE`: one case folder becomes one self-contained page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, write_bytes

if TYPE_CHECKING:
    from foedus.report.summary import Summary

EXAMPLES = """\b
Examples:
  foedus report CASE -o page.html
  foedus report my-case/ --later --json
"""


@click.command("report", epilog=EXAMPLES)
@click.argument("case")
@click.option(
    "-o",
    "--output",
    metavar="FILE.html",
    help="Where the page goes; its folder is made; - is stdout.",
)
@click.option("--later", is_flag=True, help="Show what came after the as-of date, labelled.")
@json_option
@guarded
def command(case: str, output: str | None, later: bool, as_json: bool) -> None:
    """Turn a CASE (a folder or a packaged name) into one HTML page that needs no network."""
    from foedus.report.make import make

    begun = time.perf_counter()
    page, summary = make(case, later=later)
    seconds = time.perf_counter() - begun
    place = output or f"{summary.case}.html"
    write_bytes(place, page.encode(), code="E322", folder=True)
    if as_json:
        data = {**summary.to_dict(), "page": place, "bytes": len(page.encode()), "later": later}
        emit({**data, "seconds": round(seconds, 3)}, kind="report")
        return
    click.echo(_words(summary, place, len(page.encode()), seconds, later), err=place == "-")


def _words(summary: Summary, place: str, size: int, seconds: float, later: bool) -> str:
    lines = [summary.title, *(f"  {line}" for line in summary.lines)]
    if not later and summary.hidden:
        lines.append(f"  left out: {summary.hidden} of the later layer (--later shows them)")
    lines.append(f"next: {summary.next}")
    lines.append(f"{place}: {size / 1000:.0f} kB, {summary.sections} sections, {seconds:.1f} s")
    return "\n".join(lines)
