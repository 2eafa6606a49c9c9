"""`foedus record inspections`: what was asked, refused and done where, as a table and a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.case_shared import LATER
from foedus.cli.common import emit, guarded, json_option, table, write_bytes
from foedus.cli.record_open import read

if TYPE_CHECKING:
    from foedus.record.inspections import Inspections

STYLE = "<style>svg{color:#222;font:12px sans-serif;background:#fff}</style>"


@click.command(
    "inspections", epilog="Example: foedus record inspections talks.record --svg map.svg"
)
@click.argument("record")
@click.option("--svg", "svg_path", default="", metavar="FILE", help="Also write the map here.")
@LATER
@json_option
@guarded
def inspections_(record: str, svg_path: str, later: bool, as_json: bool) -> None:
    """Show the inspections of RECORD (or a case) by place, each with every stage and its effort.

    Entries linked by `of` are stages of one inspection. A place goes on the map where an entry
    states its latitude and longitude.
    """
    from foedus.record.inspections import inspections

    found = inspections(read(record, later)[0])
    if svg_path:
        _draw(found, svg_path)
    if as_json:
        data = found.to_dict()
        for site, own in zip(data["sites"], found.sites, strict=True):
            site["counts"] = own.counts()
        emit(data, kind="record-inspections")
        return
    rows = [list(row.values()) for row in found.rows()]
    if rows:
        head = ["place", "what", "by", "status", "stages", "hours on site", "access denied"]
        click.echo(table(head, rows, right={5}))
    visits = [v for s in found.sites for v in s.visits]
    denied = sum(bool(v.denied) for v in visits)
    refused = sum(v.status == "refused" for v in visits)
    click.echo(
        f"{len(visits)} inspections at {len(found.sites)} places: {refused} refused, "
        f"access denied in {denied}."
    )


def _draw(found: Inspections, path: str) -> None:
    from foedus.report.figures.sites import SHAPES, sites

    title = "Inspections by place"
    drawing = str(sites("map", title, found))
    head, _, rest = drawing.partition(">")
    legend = "; ".join(f"{status}: {shape}" for status, shape in SHAPES.items())
    start = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    text = f"{start}>{STYLE}<!-- {legend} -->{rest}\n"
    write_bytes(path, text.encode(), code="E600")
