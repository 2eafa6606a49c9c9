"""The ballot layer of a procedure as text and JSON, for `foedus show --ballots`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from foedus.constitution.model import Model
    from foedus.proof.ballot_layer import BallotLayer
    from foedus.proof.ternary import TernaryPower

#: Rows of a table of indices that are printed; --json has all.
ROWS = 12


def show(
    model: Model,
    procedure: str,
    *,
    unit: str,
    filled: dict[str, int],
    limit: float,
    as_json: bool,
) -> None:
    """Print the ballot layer of a procedure under every reading."""
    from foedus.cli.proof_shared import emit_digested
    from foedus.proof.ballot_layer import ballot_layers

    found = ballot_layers(model, procedure, unit=unit, filled=filled, seconds=limit)
    if as_json:
        data = {"name": model.constitution.name, "layers": [_data(x) for x in found]}
        emit_digested(data, kind="ballots", inputs=dict(model.digests))
        return
    click.echo("\n\n".join("\n".join(lines(x)) for x in found))
    count = sum(x.sensitive is True for x in found)
    word = "reading" if len(found) == 1 else "readings"
    click.echo(f"boycott-sensitive in {count} of {len(found)} {word} of {procedure}")


def _data(layer: BallotLayer) -> dict[str, Any]:
    data = layer.to_dict()
    for key in ("no_helps", "yes_hurts"):
        for plain, turn in zip(data[key], getattr(layer, key), strict=True):
            plain["text"] = turn.text
    return data


def lines(layer: BallotLayer) -> list[str]:
    """Return the ballot layer in lines."""
    from foedus.cli.proof_shared import indented

    where = f"  ({layer.where})" if layer.where else ""
    found = [f"{layer.procedure}, {layer.article}{where}: ballots"]
    if layer.problem:
        return [*found, indented(f"not decided: {layer.problem}", 2)]
    parts = [*_boycott(layer), *_turns(layer), *(f"index: {x}" for x in layer.refused)]
    found += [indented(text, 2) for text in parts]
    for power in layer.power:
        found += _power(power)
    found += [indented(f"undecided: {x}", 2) for x in layer.undecided]
    return found + [indented(f"assuming: {x}", 2) for x in layer.assumptions]


def _boycott(layer: BallotLayer) -> list[str]:
    from foedus.proof.engine import Verdict

    if layer.sensitive is None:
        return ["boycott-sensitive: undecided within the limit"]
    if layer.away is None:
        return ["boycott-sensitive: no, nobody defeats it by staying away instead of voting no"]
    told = [f"boycott-sensitive: yes, {layer.away.text}"]
    fewest, largest = layer.fewest, layer.largest
    if fewest is None or fewest.verdict is Verdict.UNDECIDED:
        return told
    if fewest.verdict is Verdict.NONE:
        return [*told, "where everyone else votes, no boycott defeats what would pass"]
    least = "" if fewest.bound == fewest.away else f" (at least {fewest.bound:,})"
    told.append(
        f"where everyone else votes, {fewest.away:,} opponents of {layer.size:,} voters{least} who "
        f"stay away defeat a majority of {fewest.yes:,} yes"
    )
    if largest is not None and largest.verdict is Verdict.FOUND:
        told.append(
            f"the most yes votes that can be defeated so: {largest.yes:,} ({largest.away:,} away)"
        )
    return told


def _turns(layer: BallotLayer) -> list[str]:
    told = [f"a no can make it pass: {turn.text}" for turn in layer.no_helps]
    told += [f"a yes can make it fail: {turn.text}" for turn in layer.yes_hurts]
    return told or ["more yes never harms it and more no never helps it"]


def _power(power: TernaryPower) -> list[str]:
    from foedus.cli.common import table

    head = ["voter", "members", "banzhaf", "yes/out", "out/no", "prevent", "initiate", "shapley"]
    rows = []
    for k, name in enumerate(power.names[:ROWS]):
        own = None if power.shapley is None else power.shapley[k]
        numbers = (
            power.banzhaf[k], power.yes_out[k], power.out_no[k], power.prevent[k],
            power.initiate[k], own,
        )  # fmt: skip
        rows.append([name, str(power.members[k]), *map(_decimal, numbers)])
    more = len(power.names) - ROWS
    found = [
        f"  ternary power of one member, third choice {power.out}: {power.passing:,} of "
        f"{power.divisions:,} divisions pass"
        if power.divisions < 10**30
        else f"  ternary power of one member, third choice {power.out}",
        *("    " + line for line in table(head, rows).splitlines()),
    ]
    found += [f"    and {more} more (--json has all)"] if more > 0 else []
    return found + ([f"    {power.shapley_why}"] if power.shapley_why else [])


def _decimal(value: Fraction | None) -> str:
    """Return an exact fraction to six digits (--json has the fraction)."""
    return "-" if value is None else f"{float(value):.6g}"
