"""What the commands of `foedus seats` share: their options, and reading a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from foedus.cli.common import note, read_bytes

if TYPE_CHECKING:
    from foedus.csvfile import Sheet
    from foedus.elect.seats.table import Column
    from foedus.elect.seats.ties import Resolution, Tie


def table_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a table: which column, which names, which rows."""
    for option in (
        click.option("--population", "--votes", "population", required=True, metavar="COLUMN",
                     help="The column of populations or votes."),
        click.option("--key", metavar="COLUMN", help="The names (default: first text column)."),
        click.option("--total", type=int, metavar="N", help="What the column must sum to."),
        click.option("--without", multiple=True, metavar="KEY", help="Leave out a row."),
    ):  # fmt: skip
        function = option(function)
    return function


def bound_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the bounds on each claimant's seats."""
    for option in (
        click.option("--min", "minimum", type=int, metavar="N", help="Least seats for each."),
        click.option("--max", "maximum", type=int, metavar="N", help="Most seats for each "
                     "(cambridge: 96 without it)."),
        click.option("--base", type=int, metavar="N", help="Seats for each first; the others "
                     "follow in proportion (default: none; cambridge: 5)."),
    ):  # fmt: skip
        function = option(function)
    return function


def tie_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the legal remedies for a tie."""
    for option in (
        click.option("--tie", "kind", help="The legal remedy for a tie.",
                     type=click.Choice(["lot", "more-votes", "fewer-votes", "order"])),
        click.option("--seed", help="The seed of the lot, recorded with it."),
        click.option("--lots", metavar="FILE.csv", help="Lots drawn in public: a row a tie, with "
                     "the columns tied and drawn (and stage, where the same are tied twice)."),
        click.option("--order", metavar="A,B,...", help="The names in order, for --tie order."),
    ):  # fmt: skip
        function = option(function)
    return function


def open_sheet(path: str) -> tuple[bytes, Sheet]:
    """Return the bytes and the cells of a table; raises BadInput (E408) where it is none."""
    from foedus.csvfile import parse_sheet

    data = read_bytes(path, code="E408")
    return data, parse_sheet(data, path, code="E408")


def together(*readings: Callable[[], Any]) -> list[Any]:
    """Return what each reading gives; raises BadInput with the errors of all of them, once each."""
    from foedus.errors import BadInput, Diagnostic

    found: list[Any] = []
    errors: dict[Diagnostic, None] = {}
    for reading in readings:
        try:
            found.append(reading())
        except BadInput as exc:
            errors |= dict.fromkeys(exc.diagnostics)
    if errors:
        raise BadInput(list(errors))
    return found


def read_table(
    path: str, population: str, key: str | None, total: int | None, without: tuple[str, ...],
    more: Sequence[str] = (),
) -> tuple[bytes, Column, list[Column]]:  # fmt: skip
    """Return the bytes of a table, its column of populations or votes, and `more` columns.

    Raises BadInput with the errors of every column and of the rows to leave out, once each.
    """
    from foedus.elect.seats.table import known_rows, leave_out, read_column

    data, sheet = open_sheet(path)
    _, column, *others = together(
        lambda: known_rows(sheet, key, without),
        lambda: read_column(sheet, population, key=key, total=total, without=without),
        *(partial(read_column, sheet, name, key=key, without=without) for name in more),
    )
    if column.stated_total is not None:
        note(f"the row stating the total {column.stated_total} is left out")
    return data, leave_out(column, without), [leave_out(c, without) for c in others]


def remedy_of(
    kind: str | None, seed: str | None, order: str | None, lots: str | None = None
) -> Any:
    """Return the remedy for ties, None where no option names one.

    Raises BadInput (E411) for an option that the remedy does not use, and as `Remedy` does; E417
    where the record of lots cannot be read.
    """
    from foedus.elect.seats.ties import Remedy
    from foedus.errors import BadInput, Diagnostic, Place

    given = {"--seed": seed, "--lots": lots, "--order": order}
    if kind is None and not any(v is not None for v in given.values()):
        return None
    kind = kind or ("order" if seed is None and lots is None else "lot")
    errors = [
        Diagnostic("E411", f"--tie {kind} has no use for {option}", Place(option),
                   f"{option} with --tie {own}, or none")
        for option, own in (("--seed", "lot"), ("--lots", "lot"), ("--order", "order"))
        if given[option] is not None and kind != own
    ]  # fmt: skip
    if seed is not None and lots is not None:
        errors.append(Diagnostic("E411", "a seed and a record of lots", Place("--lots"),
                                 "one of the two"))  # fmt: skip
    if errors:
        raise BadInput(errors)
    if lots is not None:
        return public_lots(lots)
    names = tuple(n.strip() for n in (order or "").split(",") if n.strip())
    return Remedy(kind, seed or "", names)


def public_lots(path: str) -> Any:
    """Return the remedy of lots drawn in public; raises BadInput (E417)."""
    from foedus.elect.lots import record_of
    from foedus.elect.seats.ties import PublicLots

    record = record_of(read_bytes(path, code="E417"), path, "E417")
    return PublicLots("lot", record=path, drawings=record)


def lots_fit(remedy: Any, ties: Iterable[Tie], *, ranked: bool = False) -> None:
    """Raise BadInput (E417) where a tie has no row in the record of lots, or a row no tie.

    `ranked`: the rows hold an order of all who are tied, over every list and group at once.
    """
    from foedus.elect.seats.ties import PublicLots
    from foedus.errors import BadInput

    if not isinstance(remedy, PublicLots):
        return
    open_ = [(t.at, "", t.among) for t in ties]
    if ranked and open_:
        names = tuple(dict.fromkeys(n for _, _, among in open_ for n in among))
        open_ = [(open_[0][0].partition(" in ")[0], "", names)]
    faults = remedy.drawings.faults(open_)
    if faults:
        raise BadInput(faults)


def lots_input(remedy: Any) -> dict[str, bytes]:
    """Return the record of lots as an input, where there is one."""
    drawings = getattr(remedy, "drawings", None)
    return {} if drawings is None else {drawings.file: drawings.data}


def passing(column: Column, threshold: str | None) -> tuple[dict[str, Any], Any]:
    """Return the votes that take part, and who is out by the threshold."""
    if threshold is None:
        return column.values, None
    from foedus.elect.seats.table import share
    from foedus.elect.seats.thresholds import Case, Share, admit
    from foedus.errors import BadInput, Diagnostic, Place

    admitted = admit(Case(column.values), [Share(share(threshold, "--threshold"))])
    if not admitted.parties and any(column.values.values()):
        what = f"nobody reaches {threshold} of the votes"
        raise BadInput(Diagnostic("E406", what, Place("--threshold"), "a share that somebody has"))
    return {k: column.values[k] for k in admitted.parties}, admitted


def whole_column(sheet: Sheet, name: str, key: str | None = None) -> dict[str, int]:
    """Return a column of whole numbers by key; raises BadInput with every cell that is none."""
    from foedus.elect.seats.table import read_column
    from foedus.errors import BadInput, Diagnostic

    column = read_column(sheet, name, key=key)
    errors = [
        Diagnostic("E402", f'"{k}" has {name} {v}', column.places[k], "a whole number")
        for k, v in column.values.items()
        if not isinstance(v, int)
    ]
    if errors:
        raise BadInput(errors)
    return {k: int(v) for k, v in column.values.items()}


def numbers_of(path: str, name: str, key: str | None = None) -> tuple[bytes, dict[str, int]]:
    """Return the bytes of a table and one of its columns in whole numbers."""
    data, sheet = open_sheet(path)
    return data, whole_column(sheet, name, key)


def matrix_of(path: str, key: str | None) -> tuple[bytes, dict[str, dict[str, int]]]:
    """Return whole numbers by row and column: every column but the key; all errors at once."""
    from foedus.elect.seats.table import key_column
    from foedus.errors import BadInput, Diagnostic, Place

    data, sheet = open_sheet(path)
    by = key_column(sheet, key)
    columns: dict[str, dict[str, int]] = {}
    errors: dict[Diagnostic, None] = {}
    for name in (n for n in sheet.header if n != by):
        try:
            columns[name] = whole_column(sheet, name, by)
        except BadInput as exc:
            errors |= dict.fromkeys(exc.diagnostics)
    if not columns and not errors:
        what = "no column beside the names"
        errors[Diagnostic("E408", what, Place(path, 1), "a column of votes for each party")] = None
    if errors:
        raise BadInput(list(errors))
    names = next(iter(columns.values()))
    return data, {r: {c: column[r] for c, column in columns.items()} for r in names}


def ties_shown(ties: Iterable[Tie]) -> None:
    """Print each tie, which only the law decides."""
    for tie in ties:
        click.echo(f"TIE: {tie}")


def resolutions_shown(resolutions: Iterable[Resolution]) -> None:
    """Print how ties were decided: the remedy, who received a seat, and the order drawn."""
    for r in resolutions:
        who, order = ", ".join(r.winners), ", ".join(r.drawn)
        click.echo(f"tie decided by {r.remedy}: {who} (order {order})")


def indices_shown(votes: Mapping[str, Any], seats: Mapping[str, int]) -> None:
    """Print the indices of disproportionality, where there are votes and seats."""
    from foedus.elect.measures import measured

    m = measured(votes, seats)
    if m is None:
        return
    click.echo(
        f"Gallagher {100 * m.gallagher:.3f} %, "
        f"Loosemore-Hanby {100 * float(m.loosemore_hanby):.3f} %, "
        f"effective number {float(m.effective_votes):.2f} -> {float(m.effective_seats):.2f}"
    )
