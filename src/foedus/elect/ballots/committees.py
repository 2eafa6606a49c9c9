"""Approval ballots as a table, and what every committee rule shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np

from foedus.elect.ballots.approval import Approvals
from foedus.elect.ballots.profile import Array
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage, Tie, settled
from foedus.errors import TooLarge

#: Committees looked at one by one where a rule asks for the best of all.
MOST = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class ApprovalTable:
    """`approved[c, v]`: whether the voters of type v approve candidate c; `weights[v]` voters."""

    names: tuple[str, ...]
    approved: Array = field(repr=False)
    weights: Array = field(repr=False)
    #: Whether each type is one voter.
    simple: bool = field(init=False)
    _supporters: dict[int, Array] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Look at the weights once."""
        object.__setattr__(self, "simple", bool((self.weights == 1).all()))

    def supporters(self, c: int) -> Array:
        """Return the types of voters who approve candidate c, in ascending order."""
        if c not in self._supporters:
            self._supporters[c] = np.flatnonzero(self.approved[c])
        return self._supporters[c]

    def held(self, c: int, level: Array, levels: int) -> list[int]:
        """Return how many of c's supporters stand at each of so many levels; `level[v]`: v's."""
        mine = self.supporters(c)
        if self.simple:
            number = np.bincount(level[mine], minlength=levels)
        else:
            number = np.zeros(levels, dtype=np.int64)
            np.add.at(number, level[mine], self.weights[mine])
        found: list[int] = number.tolist()
        return found

    @property
    def size(self) -> int:
        """The number of ballots."""
        return int(self.weights.sum())


@dataclass(frozen=True, slots=True)
class CommitteeCount(Count):
    """A committee: also the score where the rule has one, and what it means."""

    score: Fraction | None = None
    score_is: str = ""
    prices: Mapping[str, Fraction] = field(default_factory=dict)


def approval_table(ballots: Approvals | ApprovalTable) -> ApprovalTable:
    """Return approval ballots as a table; a table stays as it is."""
    if isinstance(ballots, ApprovalTable):
        return ballots
    approved = np.zeros((len(ballots.candidates), len(ballots.sets)), dtype=bool)
    for v, (chosen, _) in enumerate(ballots.sets):
        approved[list(chosen), v] = True
    weights = np.array([n for _, n in ballots.sets], dtype=np.int64)
    return ApprovalTable(ballots.candidates, approved, weights)


def table_from_arrays(
    names: Sequence[str], approved: Array, weights: Array | None = None
) -> ApprovalTable:
    """Return a table from a boolean array of shape (candidates, voters).

    Raises ValueError for another shape or for negative weights.
    """
    if approved.ndim != 2 or len(approved) != len(names):
        raise ValueError("one row of approvals for each candidate")
    n = approved.shape[1]
    found = np.ones(n, dtype=np.int64) if weights is None else np.asarray(weights, dtype=np.int64)
    if len(found) != n or (found < 0).any():
        raise ValueError("one weight of zero or more for each column")
    return ApprovalTable(tuple(names), np.ascontiguousarray(approved, dtype=bool), found)


def check_seats(table: ApprovalTable, seats: int) -> None:
    """Raise ValueError unless 1 <= seats <= candidates."""
    if not 1 <= seats <= len(table.names):
        raise ValueError(f"{seats} seats for {len(table.names)} candidates")


def all_committees(table: ApprovalTable, seats: int) -> Iterator[tuple[int, ...]]:
    """Return every committee; raises TooLarge above 200,000 of them."""
    number = comb(len(table.names), seats)
    if number > MOST:
        raise TooLarge(f"{number:,} committees: this search is exact up to {MOST:,}")
    return combinations(range(len(table.names)), seats)


def tied_committees(
    table: ApprovalTable, best: Sequence[tuple[int, ...]], lot: Lot | None
) -> tuple[tuple[int, ...], Tie | None]:
    """Return the committee elected; raises OpenTie where several are equal and no lot is given."""
    shown = tuple(", ".join(table.names[c] for c in group) for group in best)
    if len(best) == 1:
        return best[0], None
    tie = settled(lot, Tie("the committee", shown, "lot"))
    return best[shown.index(tie.chosen)], tie


def whole_committee(
    rule: str,
    method: str,
    table: ApprovalTable,
    best: Sequence[tuple[int, ...]],
    score: Fraction,
    score_is: str,
    lot: Lot | None,
) -> CommitteeCount:
    """Return the count of a rule that compares committees; several equal ones are a tie."""
    seats = len(best[0])
    votes = dict(zip(table.names, approvals_of(table), strict=True))
    ties: tuple[Tie, ...] = ()
    winners: tuple[str, ...] = ()
    try:
        chosen, tie = tied_committees(table, best, lot)
        winners = tuple(table.names[c] for c in chosen)
        ties = (tie,) if tie else ()
    except OpenTie as stop:
        ties = (stop.tie,)
    stage = Stage(1, f"approvals; {score_is} {score}", votes, Fraction(0), winners)
    return CommitteeCount(
        rule, seats, winners, (stage,), ties, table.size, method, decided=bool(winners),
        score=score, score_is=score_is,
    )  # fmt: skip


def approvals_of(table: ApprovalTable) -> list[Fraction]:
    """Return the approvals of each candidate."""
    return [Fraction(int(table.weights[row].sum())) for row in table.approved]
