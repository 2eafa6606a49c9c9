"""`foedus diff A B`: where two texts, versions, readings or models differ."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from foedus.cli.common import guarded, json_option
from foedus.cli.proof_options import limit_option

if TYPE_CHECKING:
    from foedus.proof.compare import Compared, Comparison

EXAMPLES = """\b
Examples:
  foedus diff my.foedus#Groups my.foedus#Everyone
  foedus diff my.foedus@1998 my.foedus@2022
  foedus diff eu-council eu-council -p "Qualified majority" -w "Simple majority"
"""


@click.command("diff", epilog=EXAMPLES)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("-p", "--procedure", default="", help="Compare this procedure of A only.")
@click.option(
    "-w", "--with", "other", default="", help="With this one of B (same name if left out)."
)
@limit_option
@click.option("--no-count", is_flag=True, help="Do not count the coalitions that differ.")
@click.option("--exact", is_flag=True, help="Count exactly, however long that takes.")
@json_option
@guarded
def command(
    first: str,
    second: str,
    procedure: str,
    other: str,
    limit: float,
    no_count: bool,
    exact: bool,
    as_json: bool,
) -> None:
    """Compare A and B: same, A implies B, B implies A, neither; where, and which guarantees change.

    Exit code 0: no difference; 1: they differ; 2: bad input; 3: undecided within the limit.
    """
    from foedus.cli.proof_shared import one_model
    from foedus.proof.compare import compare
    from foedus.proof.diff import COUNTING

    a, b = one_model(first), one_model(second)
    found = compare(
        a,
        b,
        procedure=procedure,
        other=other,
        seconds=limit,
        count=not no_count,
        counting=None if exact else COUNTING,
    )
    if as_json:
        from foedus.cli.proof_shared import emit_digested

        inputs = {f"A/{k}": d for k, d in a.digests.items()}
        inputs |= {f"B/{k}": d for k, d in b.digests.items()}
        data = {"exit": int(found.exit), "tally": found.tally, **_data(found)}
        emit_digested(data, kind="diff", inputs=inputs)
    else:
        click.echo("\n".join(_lines(found)))
    sys.exit(found.exit)


def _data(found: Comparison) -> dict[str, object]:
    data = found.to_dict()
    for plain, item in zip(data["procedures"], found.procedures, strict=True):
        plain["word"] = item.word
    for plain, changed in zip(data["guarantees"], found.guarantees, strict=True):
        plain["change"] = changed.change
    return data


def _lines(found: Comparison) -> list[str]:
    lines = [f"A: {found.first}", f"B: {found.second}", ""]
    for item in found.procedures:
        lines += _procedure(item)
    for side, names in (("A", found.only_first), ("B", found.only_second)):
        lines += [f"  only in {side}      {name}" for name in names]
    for changed in found.guarantees:
        if changed.change != "unchanged":
            verdicts = f"{changed.first} in A, {changed.second} in B"
            lines.append(f"  {changed.change:<14} {changed.title}: {verdicts}")
    same = sum(p.word == "same" for p in found.procedures)
    lines.append("")
    lines.append(
        f"{same} of {len(found.procedures)} procedures the same; guarantees: {found.tally}"
    )
    return lines


def _number(value: int | None) -> str:
    """Return a count in full, or beyond 10^15 its leading digits (--json has all of them)."""
    if value is None or value < 10**15:
        return f"{value:,}"
    digits = str(value)
    return f"{digits[0]}.{digits[1:5]}... x 10^{len(digits) - 1}"


_WORDS = {"first implies second": "A implies B", "second implies first": "B implies A"}


def _procedure(item: Compared) -> list[str]:
    from foedus.cli.proof_shared import indented

    name = item.first if item.first == item.second else f"{item.first} / {item.second}"
    where = f" ({item.where})" if item.where else ""
    lines = [f"  {_WORDS.get(item.word, item.word):<14} {name}{where}"]
    if item.problem:
        lines.append(indented(item.problem, 17))
    lines += [indented(text, 17) for text in item.witnesses]
    found = item.difference
    if found is not None and found.word != "same":
        if found.differ is None and found.least is not None:
            told = f"they differ on {_number(found.least)} to {_number(found.most)} of"
            lines.append(indented(f"{told} 2^{found.voters} coalitions ({found.counted})", 17))
        elif found.differ is None:
            lines.append(indented(found.counted, 17))
        elif found.passes_first is None:
            told = f"they differ on {_number(found.differ)} of 2^{found.voters} coalitions"
            lines.append(indented(f"{told} ({found.counted})", 17))
        else:
            passing = f"{_number(found.passes_first)} pass A, {_number(found.passes_second)} pass B"
            told = f"they differ on {_number(found.differ)} of 2^{found.voters} coalitions"
            lines.append(indented(f"{told} ({passing}; {found.counted})", 17))
    return lines
