"""Ballots grouped elsewhere: unique rows of the columns of ranks, and how many there are of each.

An engine (DuckDB, or any that Ibis speaks to) does the grouping; only the groups come here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from foedus.elect.ballots.cast_votes import Words, everybody, once
from foedus.elect.ballots.marks import UNKNOWN, Marked, MarkedBallots, kinds
from foedus.errors import BadInput, Diagnostic, Place

Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups of like rows; `lines(cells)` gives (line, weight) of every row of such groups."""

    file: str
    groups: tuple[tuple[Cells, int], ...]
    lines: Callable[[Sequence[Cells]], Iterable[tuple[Cells, int, int]]]


def grouped_ballots(
    found: Grouped, candidates: Sequence[str] = (), words: Words | None = None
) -> MarkedBallots:
    """Return grouped rows as marked ballots.

    Rows that the law has to judge (overvotes, skipped ranks, repeats, unknown names) stay apart,
    each with its line; all others are joined, at line 0.
    """
    once(candidates, found.file, "the candidate", "E523")
    said = words or Words()
    places = {cells: tuple(said.names(c) for c in cells) for cells, _ in found.groups}
    named = candidates or everybody(list(places.values()))
    number = {n: i for i, n in enumerate(named)}
    marks = {
        cells: tuple(tuple(number.get(n, UNKNOWN) for n in p) for p in row)
        for cells, row in places.items()
    }
    odd = [cells for cells, _ in found.groups if any(kind for kind, _ in kinds(marks[cells]))]
    apart = set(odd)
    ballots = [Marked(marks[cells], n, 0) for cells, n in found.groups if cells not in apart]
    if odd:
        listed = sorted(found.lines(odd), key=lambda x: x[1])
        ballots += [Marked(marks[cells], n, line) for cells, line, n in listed]
        total = sum(n for cells, n in found.groups if cells in apart)
        if sum(n for _, _, n in listed) != total:
            what = "the rows found again are not those that were grouped"
            raise BadInput(
                Diagnostic("E525", what, Place(found.file), "a file that stays as it is")
            )
    return MarkedBallots(found.file, tuple(named), tuple(ballots))
