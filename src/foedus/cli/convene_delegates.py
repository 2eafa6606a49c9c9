"""`foedus convene delegates`: seats by region and roll, and who fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from foedus.cli.common import emit, guarded, json_option, read_bytes, table
from foedus.shares import hundredths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foedus.convene.delegates import Delegation, Seat, Seating

EXAMPLES = """\b
Examples:
  foedus convene delegates regions.csv --each 5
  foedus convene delegates regions.csv --rule sainte-lague --size 60 --list delegates.csv
  foedus convene delegates regions.csv --each 5 --roll roll.csv --roll-each 2 --json
"""


@click.command("delegates", epilog=EXAMPLES)
@click.argument("regions", metavar="REGIONS.csv")
@click.option("--each", type=int, help="As many seats for every region.")
@click.option("--rule", default="", help="Seats by a method of `foedus seats`; with --size.")
@click.option("--size", type=int, help="Seats of all regions together.")
@click.option(
    "--list",
    "listed",
    default="",
    metavar="FILE.csv",
    help="The delegates: name,region,community,sex,age,way.",
)
@click.option(
    "--roll",
    default="",
    metavar="FILE.csv",
    help="Communities that are no region, by self-identification: person,community.",
)
@click.option("--roll-each", default=1, show_default=True, help="Seats of each community.")
@click.option(
    "--roll-size", type=int, help="Seats of all communities together, by --rule on their rolls."
)
@json_option
@guarded
def delegates_(
    regions: str, each: int | None, rule: str, size: int | None, listed: str, roll: str,
    roll_each: int, roll_size: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Seats of the regions of REGIONS.csv (region,population), equal or by any rule.

    Equal footing of units, of citizens and of access stand apart; every figure also by sex and
    age. Exit code 0; 1 where a seat is tied.
    """
    import sys

    from foedus.convene.access import read_regions
    from foedus.convene.delegates import delegation, read_delegates, read_roll
    from foedus.errors import Exit

    data = read_bytes(regions, code="E800")
    inputs = {regions: data}
    people = read_regions(data, regions)
    if (each is None) == (not rule or size is None):
        raise click.UsageError("name either --each N, or --rule METHOD with --size N")
    seats = _seats(people, each, rule, size)
    rolls: dict[str, int] = {}
    note = ""
    own = None
    if roll:
        inputs[roll] = read_bytes(roll, code="E800")
        rolls, note = read_roll(inputs[roll], roll)
        own = _seats(rolls, None if roll_size else roll_each, rule or "sainte-lague", roll_size)
    who = ()
    if listed:
        inputs[listed] = read_bytes(listed, code="E800")
        who = read_delegates(inputs[listed], listed, list(people), list(rolls))  # type: ignore[assignment]
    found = delegation(seats, people, communities=own, roll=rolls, roll_note=note, delegates=who)
    if as_json:
        emit(found.to_dict(), kind="convene-delegates", inputs=inputs)
    else:
        _show(found, bool(listed))
    sys.exit(Exit.FAILS if found.tied else Exit.OK)


def _seats(people: Mapping[str, int], each: int | None, rule: str, size: int | None) -> Seating:
    from foedus.convene.delegates import by_rule, equal

    if each is not None or size is None:
        return equal(list(people), each or 0)
    return by_rule(people, rule, size)


def _show(d: Delegation, listed: bool) -> None:
    click.echo(d.rule)
    click.echo(_seat_table("region", d.regions, listed))
    if d.communities:
        click.echo("\n" + _seat_table("community", d.communities, listed))
        click.echo(d.roll_note)
    click.echo(
        "\nunits: " + ("every region has as many seats" if d.equal_units else
                       "regions have different numbers of seats")
    )  # fmt: skip
    if d.ratio is not None and d.majority is not None:
        click.echo(
            f"citizens: most to fewest people a seat {float(d.ratio):.2f} to 1; regions with "
            f"{hundredths(d.majority, 2)} % of the people hold a majority of region seats "
            f"({', '.join(d.majority_regions)})"
        )
    if listed:
        empty = ", ".join(d.empty)
        click.echo(f"access: no delegate yet for {empty}" if empty else "access: nobody is missing")
        if d.overfull:
            click.echo(f"more delegates than seats: {', '.join(d.overfull)}")
        click.echo("\n" + _shares(d))
    for tie in d.tied:
        click.echo(f"TIE: {tie}")
    filled = sum(s.filled for s in (*d.regions, *d.communities))
    click.echo(f"{d.size} seats, {filled} filled{', some tied' if d.tied else ''}.")


def _seat_table(what: str, seats: tuple[Seat, ...], listed: bool) -> str:
    head = [what, "people", "seats", "people a seat"]
    head += ["filled", "by delegation", "by lot"] if listed else []
    rows = []
    for s in seats:
        per = f"{float(s.people_per_seat):,.1f}" if s.people_per_seat is not None else "-"
        row = [s.name, f"{s.people:,}" if s.people is not None else "-", str(s.seats), per]
        row += [str(s.filled), str(s.by_delegation), str(s.by_lot)] if listed else []
        rows.append(row)
    return table(head, rows, right=set(range(1, len(head))))


def _shares(d: Delegation) -> str:
    rows = [
        [s.feature, s.value, s.region or "all", "withheld" if s.delegates is None else
         str(s.delegates)]
        for s in d.shares
    ]  # fmt: skip
    return table(["by", "value", "region", "delegates"], rows, right={3})
