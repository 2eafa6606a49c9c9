"""`foedus seats cover`: district winners elected as far as their list's votes cover them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.cli.seats_input import (
    indices_shown,
    lots_fit,
    lots_input,
    open_sheet,
    remedy_of,
    resolutions_shown,
    tie_options,
    ties_shown,
    together,
)

if TYPE_CHECKING:
    from foedus.csvfile import Sheet
    from foedus.elect.seats.cover import CoveredLists

COVER = """\b
Examples:
  foedus seats cover 630 lists.csv winners.csv --method sainte-lague --threshold 1/20
  foedus seats cover 630 lists.csv winners.csv --method sainte-lague --threshold 1/20 \\
      --direct-seats 3 --exempt Minority --json
LISTS.csv has a row a regional list: party, region, votes. WINNERS.csv has a row a district, its
name in the first text column: party, region, won (votes of the winner) and valid (all votes)."""


@click.command("cover", epilog=COVER)
@click.argument("seats", type=click.IntRange(min=0))
@click.argument("lists_path", metavar="LISTS.csv")
@click.argument("winners_path", metavar="WINNERS.csv")
@click.option("--method", required=True, help="The method between parties and between lists.")
@click.option("--party", default="party", show_default=True, metavar="COLUMN",
              help="The party, in both tables.")  # fmt: skip
@click.option("--region", default="region", show_default=True, metavar="COLUMN",
              help="The region of a list or a district.")  # fmt: skip
@click.option("--votes", default="votes", show_default=True, metavar="COLUMN",
              help="The votes of each list.")  # fmt: skip
@click.option("--district", default="district", show_default=True, metavar="COLUMN",
              help="The districts.")  # fmt: skip
@click.option("--won", default="won", show_default=True, metavar="COLUMN",
              help="The votes of each district's winner.")  # fmt: skip
@click.option("--valid", default="valid", show_default=True, metavar="COLUMN",
              help="All valid votes of each district.")  # fmt: skip
@click.option("--threshold", metavar="SHARE", help="Least share of all list votes, such as 1/20.")
@click.option("--direct-seats", type=click.IntRange(min=1), metavar="N",
              help="Or this many districts won.")  # fmt: skip
@click.option("--exempt", multiple=True, metavar="PARTY", help="A party without a threshold.")
@tie_options
@json_option
@guarded
def cover_command(
    seats: int, lists_path: str, winners_path: str, method: str, party: str, region: str,
    votes: str, district: str, won: str, valid: str, threshold: str | None,
    direct_seats: int | None, exempt: tuple[str, ...],
    kind: str | None, seed: str | None, order: str | None, lots: str | None, as_json: bool,
) -> None:  # fmt: skip
    """A house of fixed size: list votes decide the seats, and cover the winners of districts.

    Seats go to the parties, from each party to its regional lists, and each list's seats to its
    district winners by their share of the votes. Winners beyond that are not elected. A winner of
    no list takes a seat off the house.
    """
    from foedus.elect.measures import measured
    from foedus.elect.seats.cover import Winner, covered_lists, outsiders
    from foedus.elect.seats.table import share

    data, lists = open_sheet(lists_path)
    more, districts = open_sheet(winners_path)
    inputs = {lists_path: data, winners_path: more}
    by_party, winners = together(
        lambda: _votes_of(lists, party, region, votes),
        lambda: _winners(districts, (district, party, region, won, valid)),
    )
    by_list: dict[tuple[str, str], list[Winner]] = {}
    for name, p, r, part in winners:
        by_list.setdefault((p, r), []).append(Winner(name, p, part))
    rules = (share(threshold, "--threshold") if threshold else None, direct_seats, exempt)
    admitted = _admitted(by_party, by_list, rules)
    inside = {p: v for p, v in by_party.items() if p in admitted}
    alone = outsiders(by_list, inside)
    remedy = remedy_of(kind, seed, order, lots)
    found = covered_lists(
        inside,
        {k: v for k, v in by_list.items() if k[0] in inside},
        seats - len(alone),
        method,
        tie=remedy,
    )
    lots_fit(remedy, found.ties)
    total = {p: sum(v.values()) for p, v in by_party.items()}
    if as_json:
        own = {
            **found.to_dict(), "admitted": admitted, "without_list": alone,
            "measures": measured(total, found.seats),
        }  # fmt: skip
        emit(own, kind="seats-cover", inputs={**inputs, **lots_input(remedy)})
    else:
        _show(found, total, seats, alone)


def _votes_of(sheet: Sheet, party: str, region: str, votes: str) -> dict[str, dict[str, int]]:
    """Return the votes of each party's regional lists; raises BadInput with every bad cell."""
    from foedus.elect.seats.table import Cells, known_columns

    known_columns(sheet, (party, region, votes))
    cells = Cells(sheet)
    out: dict[str, dict[str, int]] = {}
    for row in range(len(sheet.rows)):
        p, r, n = cells.text(row, party), cells.text(row, region), cells.whole(row, votes)
        if r in out.setdefault(p, {}):
            cells.wrong(row, region, "E403", f"{p} has two lists in {r}", "one list a region")
        out[p][r] = n
    cells.done()
    return out


def _winners(
    sheet: Sheet, names: tuple[str, str, str, str, str]
) -> list[tuple[str, str, str, Any]]:
    """Return district, party, region and share of each winner; raises BadInput."""
    from fractions import Fraction

    from foedus.elect.seats.table import Cells, known_columns

    known_columns(sheet, names)
    cells = Cells(sheet)
    out, seen = [], set()
    for row in range(len(sheet.rows)):
        name, p, r = (cells.text(row, n) for n in names[:3])
        part, whole = cells.whole(row, names[3]), cells.whole(row, names[4])
        if name and name in seen:
            cells.wrong(row, names[0], "E403", f'"{name}" stands in two rows', "a row a district")
        elif not 0 < part <= whole:
            what = f"{name}: {part} votes of {whole}"
            cells.wrong(row, names[3], "E402", what, "votes of the winner within all valid votes")
        seen.add(name)
        out.append((name, p, r, Fraction(part, whole or 1)))
    cells.done()
    return out


def _admitted(
    votes: dict[str, dict[str, int]], winners: dict[tuple[str, str], list[Any]], rules: Any
) -> dict[str, str]:
    """Return the parties that take part, with the reason for each; raises BadInput (E413)."""
    from foedus.elect.seats.thresholds import Case, DirectSeats, Exempt, Rule, Share, admit
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    least, direct, exempt = rules
    unknown = [
        Diagnostic("E413", f'no party "{p}"', Place("--exempt"), "a party of LISTS.csv",
                   did_you_mean(p, votes))
        for p in exempt if p not in votes
    ]  # fmt: skip
    if unknown:
        raise BadInput(unknown)
    total = {p: sum(v.values()) for p, v in votes.items()}
    if least is None:
        return {p: "no threshold" for p in total}
    won: dict[str, int] = {}
    for (p, _), own in winners.items():
        won[p] = won.get(p, 0) + len(own)
    any_of: list[Rule] = [Share(least), Exempt(exempt)]
    any_of += [DirectSeats(direct)] if direct else []
    return admit(Case(total, direct=won), any_of).reasons


def _show(found: CoveredLists, total: dict[str, int], seats: int, alone: list[str]) -> None:
    out = sum(len(v) for v in found.uncovered.values())
    rows = [
        [r["party"], r["region"], str(r["seats"]), str(r["winners"]), str(r["elected"])]
        for r in found.rows()
    ]
    head = ["party", "region", "seats", "districts won", "of them elected"]
    click.echo(table(head, rows, right={2, 3, 4}))
    click.echo(f"\n{', '.join(f'{p} {n}' for p, n in found.seats.items())}")
    for (p, r), names in found.uncovered.items():
        if names:
            click.echo(f"not covered, {p} in {r}: {', '.join(names)}")
    if alone:
        click.echo(f"elected without a list: {', '.join(alone)}")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    indices_shown(total, found.seats)
    click.echo(f"{seats} seats, {out} winners of districts not covered.")
