"""Parcels: papers as returning officers keep them, each sub-parcel with its transfer value.

Papers of the same ranking always travel together, so that a parcel holds rankings, not papers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Count, Lot, Stage, Tie, settled


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """Rankings received at one stage, at one value a paper; `papers` is the number of papers."""

    stage: int
    value: Fraction
    rows: Array
    papers: int


@dataclass(frozen=True, slots=True, eq=False)
class Success:
    """A candidate at the count at which they reached the quota: votes before it, the parcels in
    hand, and who continued after it."""

    stage: int
    before: int
    parcels: tuple[Parcel, ...]
    standing: Array


class Table:
    """The counting table of one single transferable vote count.

    Votes are whole numbers of 1/unit; what a statute disregards is cut where votes are credited.
    `standing[c]` is True for a continuing candidate; index m is "nobody".
    """

    def __init__(self, profile: Profile, seats: int, unit: int, lot: Lot | None) -> None:
        if seats < 1:
            raise ValueError("at least one seat")
        self.names, self.seats, self.unit, self.lot = profile.candidates, seats, unit, lot
        self.m = len(profile.candidates)
        self.orders = np.ascontiguousarray(profile.orders)
        self.weights = profile.weights()
        self.standing = np.ones(self.m + 1, dtype=bool)
        self.standing[[*profile.withdrawn]] = False
        self.votes = [0] * self.m
        self.exhausted = 0
        self.parcels: list[list[Parcel]] = [[] for _ in range(self.m)]
        self.elected: list[int] = []
        self.waiting: list[tuple[int, int]] = []
        self.successes: dict[int, Success] = {}
        self.history: list[list[int]] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []
        self.quota = self.valid = 0

    def open(self, action: str = "first preferences") -> None:
        """Sort the first preferences and set the quota, floor(valid / (seats + 1)) + 1."""
        everything = np.arange(len(self.orders))
        lost = self.give(everything, Fraction(1))
        # A ballot that names nobody who stands is no valid paper.
        self.exhausted = 0
        self.valid = int(self.weights.sum()) - lost
        self.quota = (self.valid // (self.seats + 1) + 1) * self.unit
        self.record(action)

    def continuing(self) -> list[int]:
        """Return the candidates neither elected nor excluded."""
        return [c for c in range(self.m) if self.standing[c]]

    def next_of(self, rows: Array) -> Array:
        """Return, for each ranking, its first continuing candidate, or m."""
        return first_standing(self.orders, self.standing, rows)

    def give(self, rows: Array, value: Fraction) -> int:
        """Pass papers to their next continuing candidates at a value; return those exhausted."""
        who = self.next_of(rows)
        for c in np.unique(who[who < self.m]).tolist():
            mine = rows[who == c]
            papers = int(self.weights[mine].sum())
            self.parcels[c].append(Parcel(len(self.stages) + 1, value, mine, papers))
            self.votes[c] += self.worth(papers, value)
        lost = int(self.weights[rows[who == self.m]].sum())
        self.exhausted += self.worth(lost, value)
        return lost

    def worth(self, papers: int, value: Fraction) -> int:
        """Return the votes of so many papers at a value, any further fraction disregarded."""
        return int(papers * value * self.unit)

    def transferable(self, rows: Array) -> int:
        """Return the number of papers among `rows` with a next continuing candidate."""
        return int(self.weights[rows[self.next_of(rows) < self.m]].sum())

    def record(self, action: str, excluded: Sequence[int] = ()) -> None:
        """End a stage: note every total, and deem elected whoever has reached the quota."""
        totals = list(self.votes)
        self.history.append(totals)
        reached = [c for c in self.continuing() if totals[c] >= self.quota]
        reached.sort(key=lambda c: -totals[c])
        votes = {n: Fraction(v, self.unit) for n, v in zip(self.names, totals, strict=True)}
        lost = Fraction(self.exhausted, self.unit)
        cut = self.valid - sum(votes.values()) - lost
        self.stages.append(
            Stage(len(self.stages) + 1, action, votes, lost,
                  tuple(self.names[c] for c in reached),
                  tuple(self.names[c] for c in excluded), cut)
        )  # fmt: skip
        for c in reached:
            self.standing[c] = False
            self.elected.append(c)
            if totals[c] > self.quota:
                self.waiting.append((len(self.stages), c))
        for c in reached:
            before = self.history[-2][c] if len(self.history) > 1 else 0
            self.successes[c] = Success(
                len(self.stages), before, tuple(self.parcels[c]), self.standing.copy()
            )

    def elect(self, group: Sequence[int], why: str) -> None:
        """Deem candidates elected at the stage just ended, highest first."""
        order = sorted(group, key=lambda c: -self.votes[c])
        last = self.stages[-1]
        names = tuple(self.names[c] for c in order)
        self.stages[-1] = Stage(
            last.number, f"{last.action}; {why}", last.votes, last.exhausted,
            last.elected + names, last.excluded, last.cut,
        )  # fmt: skip
        self.elected += order
        for c in order:
            self.standing[c] = False

    def full(self) -> bool:
        """Return whether every seat is filled."""
        return len(self.elected) >= self.seats

    def vacancies(self) -> int:
        """Return the seats left to fill."""
        return self.seats - len(self.elected)

    def surplus(self, c: int) -> int:
        """Return votes above the quota, in 1/unit."""
        return self.votes[c] - self.quota

    def choose(self, tied: Sequence[int], what: str, *, largest: bool, look: str) -> int:
        """Return one of several candidates with equal votes by earlier stages, else by lot.

        `look` is "earliest" or "latest" (the first, or last, earlier stage at which the tied are
        not all equal decides among those foremost there), or "latest distinct" (the last earlier
        stage at which no two are equal). Raises OpenTie where a lot is due and none was given.
        """
        pool = list(tied)
        if len(pool) == 1:
            return pool[0]
        before = self.history[:-1]
        for totals in before if look == "earliest" else reversed(before):
            levels = {totals[c] for c in pool}
            if len(levels) == 1 or (look == "latest distinct" and len(levels) < len(pool)):
                continue
            best = max(levels) if largest else min(levels)
            pool = [c for c in pool if totals[c] == best]
            if len(pool) == 1:
                names = tuple(self.names[c] for c in tied)
                how = f"the {look} earlier stage"
                stage = len(self.stages) + 1
                self.ties.append(Tie(what, names, how, self.names[pool[0]], "earlier stage", stage))
                return pool[0]
        return self.draw(pool, what)

    def draw(self, pool: Sequence[int], what: str) -> int:
        """Return one by lot; raises OpenTie where none was given."""
        names = tuple(self.names[c] for c in pool)
        tie = settled(self.lot, Tie(what, names, "lot", stage=len(self.stages) + 1))
        self.ties.append(tie)
        return self.names.index(tie.chosen)

    def lowest(self) -> list[int]:
        """Return the continuing candidates with the fewest votes."""
        least = min(self.votes[c] for c in self.continuing())
        return [c for c in self.continuing() if self.votes[c] == least]

    def take(self, c: int) -> list[Parcel]:
        """Take every parcel from a candidate."""
        taken, self.parcels[c] = self.parcels[c], []
        return taken

    def exclude_by_value(self) -> None:
        """Exclude the lowest; its papers move by transfer value, each value a stage of its own."""
        c = self.choose(self.lowest(), "exclusion", largest=False, look="latest")
        self.standing[c] = False
        name = self.names[c]
        parts = by_value(self.take(c))
        if not parts:
            self.record(f"exclusion of {name}", [c])
        for i, (value, rows) in enumerate(parts):
            self.give(rows, value)
            gone = self.worth(int(self.weights[rows].sum()), value)
            self.votes[c] = 0 if i == len(parts) - 1 else max(0, self.votes[c] - gone)
            self.record(f"exclusion of {name}, papers at {value}", () if i else [c])
            if self.full():
                return

    def answer(self, rule: str, method: str, *, decided: bool) -> Count:
        """Return the count."""
        return Count(
            rule, self.seats, tuple(self.names[c] for c in self.elected), tuple(self.stages),
            tuple(self.ties), self.valid, method, Fraction(self.quota, self.unit), decided,
        )  # fmt: skip


def first_standing(orders: Array, standing: Array, rows: Array) -> Array:
    """Return the first candidate still standing of each ranking among `rows`, or m.

    `orders` is rankings x places, filled up with m; `standing` has m + 1 entries.
    """
    nobody = len(standing) - 1
    found = np.full(len(rows), nobody, dtype=np.int64)
    left = np.arange(len(rows))
    for place in range(orders.shape[1]):
        who = orders[rows[left], place].astype(np.int64)
        good = standing[who] & (who < nobody)
        found[left[good]] = who[good]
        left = left[~good]
        if not left.size:
            break
    return found


def by_value(parcels: Sequence[Parcel]) -> list[tuple[Fraction, Array]]:
    """Return the papers of parcels joined by transfer value, the highest value first."""
    values = sorted({p.value for p in parcels}, reverse=True)
    return [(v, np.concatenate([p.rows for p in parcels if p.value == v])) for v in values]
