"""`foedus seats list` and `confessional`: which persons take the seats of lists and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import emit, guarded, json_option, table
from foedus.cli.seats_input import (
    lots_fit,
    lots_input,
    numbers_of,
    open_sheet,
    remedy_of,
    resolutions_shown,
    tie_options,
    ties_shown,
    together,
    whole_column,
)

if TYPE_CHECKING:
    from foedus.elect.seats.confessional import Candidate

LIST = """\b
Examples:
  foedus seats list 3 candidates.csv
  foedus seats list 3 candidates.csv --preferences votes --least 500
  foedus seats list 3 candidates.csv --preferences votes --equal-tied --seed 'drawn in public'
CANDIDATES.csv has a row a candidate, in the order of the list."""

CONFESSIONAL = """\b
Examples:
  foedus seats confessional candidates.csv lists.csv groups.csv --votes votes
  foedus seats confessional candidates.csv lists.csv groups.csv --votes votes --order Ann,Ben
CANDIDATES.csv has a row a candidate: its list, its group and its votes. LISTS.csv and GROUPS.csv
have the seats of each."""


@click.command("list", epilog=LIST)
@click.argument("seats", type=click.IntRange(min=0))
@click.argument("path", metavar="CANDIDATES.csv")
@click.option("--preferences", metavar="COLUMN", help="Preference votes; without it the list is "
              "closed.")  # fmt: skip
@click.option("--least", metavar="N", help="Preference votes that bring a candidate to the front "
              "(default: any).")  # fmt: skip
@click.option("--equal-tied", is_flag=True, help="Equal votes are a tie, not decided by the order "
              "of the list.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The candidates (default: first text column).")
@tie_options
@json_option
@guarded
def list_command(
    seats: int, path: str, preferences: str | None, least: str | None, equal_tied: bool,
    key: str | None, kind: str | None, seed: str | None, order: str | None, lots: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Who takes a list's seats: by its order (closed), or by preference votes (open, flexible)."""
    from foedus.elect.seats.lists import closed, open_list
    from foedus.elect.seats.table import number
    from foedus.errors import BadInput, Diagnostic, Place

    data, sheet = open_sheet(path)
    remedy = remedy_of(kind, seed, order, lots)
    if preferences is None:
        if least is not None or equal_tied or remedy is not None:
            what = "a closed list has no preference votes and no ties"
            raise BadInput(Diagnostic("E408", what, Place("--preferences"), "a column"))
        found = closed(_names(sheet, key), seats)
    else:
        bar = number(least) if least is not None else 0
        if bar is None:
            what = f'"{least}" is no number of votes'
            raise BadInput(Diagnostic("E402", what, Place("--least"), "a number from 0 up"))
        votes = whole_column(sheet, preferences, key)
        found = open_list(votes, seats, least=bar, ordered=not equal_tied, tie=remedy)
    lots_fit(remedy, found.ties)
    if as_json:
        emit(found.to_dict(), kind="seats-list", inputs={path: data, **lots_input(remedy)})
        return
    rows = [[str(i), name, found.by[name]] for i, name in enumerate(found.names, 1)]
    click.echo(table(["seat", "candidate", "by"], rows, right={0}) + f"\n\n{found.reference}")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    click.echo(f"{len(found.names)} of {seats} seats filled.")


def _names(sheet: Any, key: str | None) -> list[str]:
    """Return the names of a closed list in order; raises BadInput (E403, E406)."""
    from foedus.elect.seats.table import key_column, no_rows
    from foedus.errors import BadInput, Diagnostic

    by = key_column(sheet, key)
    if not sheet.rows:
        raise BadInput(no_rows(sheet))
    errors, seen = [], set()
    for row, name in enumerate(sheet.column(by)):
        if not name or name in seen:
            what = f'"{name}" stands in two rows' if name else "this row has no name"
            errors.append(Diagnostic("E403", what, sheet.place(row, by), "each candidate once"))
        seen.add(name)
    if errors:
        raise BadInput(errors)
    return list(sheet.column(by))


@click.command("confessional", epilog=CONFESSIONAL)
@click.argument("path", metavar="CANDIDATES.csv")
@click.argument("lists_path", metavar="LISTS.csv")
@click.argument("groups_path", metavar="GROUPS.csv")
@click.option("--votes", required=True, metavar="COLUMN", help="The votes of each candidate.")
@click.option("--list", "list_", default="list", show_default=True, metavar="COLUMN",
              help="The list of each candidate.")  # fmt: skip
@click.option("--group", default="group", show_default=True, metavar="COLUMN",
              help="The group of each candidate.")  # fmt: skip
@click.option("--seats", default="seats", show_default=True, metavar="COLUMN",
              help="The column of seats in both tables of seats.")  # fmt: skip
@click.option("--key", metavar="COLUMN", help="The candidates (default: first text column).")
@tie_options
@json_option
@guarded
def confessional_command(
    path: str, lists_path: str, groups_path: str, votes: str, list_: str, group: str, seats: str,
    key: str | None, kind: str | None, seed: str | None, order: str | None, lots: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Seats that belong to a list and to a group: down one ranking, a full one is passed over.

    A tie stops the count until the law's remedy decides it.
    """
    from foedus.elect.seats.confessional import confessional

    (data, candidates), (more, lists_seats), (other, groups) = together(
        lambda: _candidates(path, votes, list_, group, key),
        lambda: numbers_of(lists_path, seats),
        lambda: numbers_of(groups_path, seats),
    )
    _known(candidates, lists_seats, groups, path)
    remedy = remedy_of(kind, seed, order, lots)
    found = confessional(candidates, lists_seats, groups, tie=remedy)
    lots_fit(remedy, found.ties, ranked=True)
    if as_json:
        inputs = {path: data, lists_path: more, groups_path: other, **lots_input(remedy)}
        emit(found.to_dict(), kind="seats-confessional", inputs=inputs)
        return
    rows = [
        [c.name, c.list, c.group, f"{c.votes:,}", _fate(c.name, found)]
        for c in sorted(candidates, key=lambda c: -c.votes)
    ]
    head = ["candidate", "list", "group", "votes", ""]
    click.echo(table(head, rows, right={3}) + f"\n\n{found.reference}")
    ties_shown(found.ties)
    resolutions_shown(found.resolutions)
    click.echo(f"{len(found.elected)} of {sum(lists_seats.values())} seats filled.")


def _fate(name: str, found: Any) -> str:
    if name in found.elected:
        return "elected"
    if name in found.undecided:
        return "undecided, below a tie"
    skipped: str = found.skipped.get(name, "tied")
    return skipped


def _candidates(
    path: str, votes: str, list_: str, group: str, key: str | None
) -> tuple[bytes, list[Candidate]]:
    """Return the candidates of a table; raises BadInput with every bad cell."""
    from foedus.elect.seats.confessional import Candidate
    from foedus.elect.seats.table import Cells, key_column, known_columns

    data, sheet = open_sheet(path)
    known_columns(sheet, (votes, list_, group))
    by = key_column(sheet, key) if sheet.rows else sheet.header[0]
    cells, out = Cells(sheet), []
    seen: set[str] = set()
    for row in range(len(sheet.rows)):
        name, on, of = (cells.text(row, n) for n in (by, list_, group))
        if name and name in seen:
            cells.wrong(row, by, "E403", f'"{name}" stands in two rows', "each candidate once")
        seen.add(name)
        out.append(Candidate(name, on, of, cells.whole(row, votes)))
    cells.done()
    return data, out


def _known(
    candidates: list[Candidate], lists: dict[str, int], groups: dict[str, int], path: str
) -> None:
    """Raise BadInput (E413) for candidates of a list or a group without a row of its own."""
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    wrong = {(c.list, "list"): lists for c in candidates if c.list not in lists}
    wrong |= {(c.group, "group"): groups for c in candidates if c.group not in groups}
    if wrong:
        raise BadInput(
            [
                Diagnostic("E413", f'no seats are given for the {what} "{name}"', Place(path),
                           ", ".join(table), did_you_mean(name, table))
                for (name, what), table in wrong.items()
            ]
        )  # fmt: skip
