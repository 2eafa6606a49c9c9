"""Score ballots: whole numbers for candidates, an empty cell being no score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foedus.csvfile import Sheet
from foedus.elect.ballots.approval import Approvals, approvals
from foedus.elect.ballots.cast_votes import columns, numbers, once
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Scores:
    """Score ballots: rows of scores (None where the ballot gives none) and how many show each."""

    candidates: tuple[str, ...]
    rows: tuple[tuple[tuple[int | None, ...], int], ...]

    @property
    def size(self) -> int:
        """The number of ballots."""
        return sum(n for _, n in self.rows)


def scores(candidates: Sequence[str], rows: Sequence[tuple[Sequence[int | None], int]]) -> Scores:
    """Return score ballots, equal ones joined; raises ValueError for a row of the wrong length."""
    merged: dict[tuple[int | None, ...], int] = {}
    for row, n in rows:
        if len(row) != len(candidates) or n < 0:
            raise ValueError(f"no ballot of {len(candidates)} scores: {tuple(row)}")
        merged[tuple(row)] = merged.get(tuple(row), 0) + n
    return Scores(tuple(candidates), tuple(merged.items()))


def scores_table(sheet: Sheet, candidates: Sequence[str], count: str = "") -> Scores:
    """Return the score ballots of a table; raises BadInput (E527) with every cell at fault."""
    columns(sheet, [*candidates, *([count] if count else [])], "E527")
    once([*candidates, *([count] if count else [])], sheet.file, "the column", "E527")
    read = [numbers(sheet, c, "E527", blank=True) for c in candidates]
    times = numbers(sheet, count, "E527") if count else ([1] * len(sheet.rows), [])
    faults = [f for _, wrong in (*read, times) for f in wrong]
    if faults:
        raise BadInput(faults)
    table, weights = [column for column, _ in read], times[0]
    rows = zip(zip(*table, strict=True), weights, strict=True)
    return scores(candidates, [(row, n or 0) for row, n in rows])


def approving(ballots: Scores, file: str) -> Approvals:
    """Return score ballots of 1 and 0 as approvals; raises BadInput (E527) for other scores."""
    wrong = sorted({v for row, _ in ballots.rows for v in row if v not in (None, 0, 1)} - {None})
    if wrong:
        what = f"approval has no score {', '.join(map(str, wrong))}"
        raise BadInput(Diagnostic("E527", what, Place(file), "1, 0 or an empty cell"))
    sets = [([i for i, v in enumerate(row) if v == 1], n) for row, n in ballots.rows]
    return approvals(ballots.candidates, sets)
