"""Tables of cast votes (CSV): rankings by column, scores by column, results by region."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from foedus.csvfile import Sheet, is_whole
from foedus.elect.ballots.firsts import Results
from foedus.elect.ballots.marks import UNKNOWN, Marked, MarkedBallots
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean


@dataclass(frozen=True, slots=True)
class Words:
    """What a cell may say instead of a name: that the rank is empty, or that it is an overvote."""

    empty: Collection[str] = ()
    overvote: Collection[str] = ()

    def names(self, cell: str | None) -> tuple[str, ...]:
        """Return the names in a cell; two that are empty where a word says overvote."""
        text = (cell or "").strip()
        if text in self.overvote:
            return ("", "")
        if text in self.empty:
            return ()
        return tuple(w.strip() for w in text.split("|") if w.strip())


def everybody(cells: Sequence[Sequence[tuple[str, ...]]]) -> list[str]:
    """Return every name in a table of cells, in alphabetical order."""
    return sorted({n for row in cells for place in row for n in place} - {""})


def columns(sheet: Sheet, names: Sequence[str], code: str) -> None:
    """Raise BadInput for every name that is no column of the table."""
    missing = [n for n in names if n not in sheet.header]
    if missing:
        raise BadInput(
            Diagnostic(code, f'there is no column "{n}"', Place(sheet.file, 1),
                       ", ".join(sheet.header), did_you_mean(n, sheet.header))
            for n in missing
        )  # fmt: skip


def whole(sheet: Sheet, column: str, code: str, *, blank: bool = False) -> list[int | None]:
    """Return a column of whole numbers from 0 up, None for an empty cell where those are allowed.

    Raises BadInput with every cell at fault.
    """
    found, faults = numbers(sheet, column, code, blank=blank)
    if faults:
        raise BadInput(faults)
    return found


def numbers(
    sheet: Sheet, column: str, code: str, *, blank: bool = False
) -> tuple[list[int | None], list[Diagnostic]]:
    """Return a column of whole numbers, None where there is none, and every cell at fault."""
    cells = sheet.column(column)
    faults = [
        Diagnostic(code, f'"{c}" is no whole number', sheet.place(i, column),
                   "a whole number from 0 up")
        for i, c in enumerate(cells)
        if not (is_whole(c) or (blank and not c))
    ]  # fmt: skip
    return [int(c) if is_whole(c) else None for c in cells], faults


def once(names: Sequence[str], file: str, what: str, code: str) -> None:
    """Raise BadInput for every name that stands twice in a list."""
    twice = sorted({n for n in names if list(names).count(n) > 1})
    if twice:
        raise BadInput(
            Diagnostic(code, f'{what} "{n}" is named twice', Place(file), "each once")
            for n in twice
        )


def ranked_table(
    sheet: Sheet,
    ranks: Sequence[str],
    candidates: Sequence[str] = (),
    count: str = "",
    words: Words | None = None,
) -> MarkedBallots:
    """Return ballots whose first, second, ... choices stand in the columns `ranks`.

    Names joined by | are an overvote, an empty cell is a skipped rank (`words` says what else
    is), and a name outside `candidates` is unknown; without a list everybody named is a candidate,
    in alphabetical order.
    """
    columns(sheet, [*ranks, *([count] if count else [])], "E523")
    once([*ranks, *([count] if count else [])], sheet.file, "the column", "E523")
    once(candidates, sheet.file, "the candidate", "E523")
    weights = whole(sheet, count, "E523") if count else [1] * len(sheet.rows)
    index = [sheet.header.index(r) for r in ranks]
    said = words or Words()
    cells = [[said.names(row[i]) for i in index] for row in sheet.rows]
    named = candidates or everybody(cells)
    number = {n: i for i, n in enumerate(named)}
    ballots = tuple(
        Marked(tuple(tuple(number.get(n, UNKNOWN) for n in p) for p in row), w or 0, line)
        for row, w, line in zip(cells, weights, sheet.lines, strict=True)
    )
    return MarkedBallots(sheet.file, tuple(named), ballots)


def results_table(
    sheet: Sheet, region: str, candidates: Sequence[str] = (), cast: str = ""
) -> Results:
    """Return votes by region: one row each, the candidates' columns, and the ballots cast.

    Without a list, every column but the region's and `cast` is a candidate. Raises BadInput
    (E526) with every cell at fault, for a region twice, or more votes than ballots.
    """
    wanted = list(candidates) or [c for c in sheet.header if c not in (region, cast)]
    columns(sheet, [region, *wanted, *([cast] if cast else [])], "E526")
    once([region, *wanted, *([cast] if cast else [])], sheet.file, "the column", "E526")
    faults: list[Diagnostic] = []
    table: dict[str, list[int | None]] = {}
    for c in (*wanted, *([cast] if cast else [])):
        table[c], wrong = numbers(sheet, c, "E526")
        faults += wrong
    ballots = table[cast] if cast else None
    keys = sheet.column(region)
    faults += [
        Diagnostic("E526", f'"{k}" has two rows', sheet.place(i, region), "one row a region")
        for i, k in enumerate(keys)
        if k in keys[:i]
    ]
    votes = {k: {c: table[c][i] or 0 for c in wanted} for i, k in enumerate(keys)}
    for i, k in enumerate(keys):
        here = None if ballots is None else ballots[i]
        if here is not None and sum(votes[k].values()) > here:
            what = f"{k} has more votes than ballots cast"
            faults.append(Diagnostic("E526", what, sheet.place(i, cast), "votes <= ballots"))
    if faults:
        raise BadInput(faults)
    base = {k: ballots[i] or 0 for i, k in enumerate(keys)} if ballots else None
    return Results(votes, base)
