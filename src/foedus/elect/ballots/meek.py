"""Meek's single transferable vote in fixed decimals: keep factors found by iteration."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage
from foedus.errors import TooLarge

#: Nine decimal places; the iteration ends below a total surplus of one millionth.
UNIT = 10**9
OMEGA = 10**3
METHOD = "Meek, 9 decimals, surplus below 0.000001 (reference rule; Hill, Wichmann, Woodall 1987)"


def meek(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by Meek's rule in nine decimals, keep factors and votes kept rounded up.

    Each ballot gives a candidate its keep factor of what is left; quota = votes / (seats + 1) + 1
    unit; an elected candidate's factor becomes factor * quota / votes. Candidates within the total
    surplus of the lowest are tied for exclusion (a lot). Raises ValueError for fewer than one seat
    and TooLarge above 4 * 10^9 ballots. Reference Meek rule of the Proportional Representation
    Foundation, after Hill, Wichmann and Woodall 1987.
    """
    if seats < 1:
        raise ValueError("at least one seat")
    return _Meek(profile, seats, lot).count()


class _Meek:
    def __init__(self, profile: Profile, seats: int, lot: Lot | None) -> None:
        self.names, self.seats = profile.candidates, seats
        if profile.size >= 4 * 10**9:
            raise TooLarge(f"{profile.size} ballots are beyond exact sums in nine decimals")
        m = len(self.names)
        self.orders, self.weights = profile.orders, profile.weights()
        self.keep = np.full(m + 1, UNIT, dtype=np.int64)
        self.keep[[*profile.withdrawn, m]] = 0
        self.hopeful = [c for c in range(m) if c not in profile.withdrawn]
        self.elected: list[int] = []
        self.chooser = Chooser(self.names, lot)
        self.stages: list[Stage] = []
        self.votes = np.zeros(m + 1, dtype=np.int64)
        self.quota = 0
        self.table: tuple[Array, Array] = (np.empty((0, 0)), np.empty(0))
        self._narrow()
        alive = self.table[0][:, 0] < m if self.table[0].shape[1] else np.empty(0, dtype=bool)
        self.valid = int(self.table[1][alive].sum())

    def count(self) -> Count:
        """Run rounds until the seats are filled."""
        decided, action = True, "first preferences"
        try:
            while not self._complete():
                self._converge(action)
                if not self._complete() and not self.stages[-1].elected:
                    action = self._defeat()
                else:
                    action = "surpluses"
            self._finish(action)
        except OpenTie as stop:
            self.chooser.ties.append(stop.tie)
            decided = False
        winners = tuple(self.names[c] for c in self.elected)
        return Count(
            "meek", self.seats, winners, tuple(self.stages), tuple(self.chooser.ties), self.valid,
            METHOD, Fraction(self.quota, UNIT), decided,
        )  # fmt: skip

    def _complete(self) -> bool:
        left = self.seats - len(self.elected)
        return left <= 0 or len(self.hopeful) <= left

    def _finish(self, action: str) -> None:
        """Elect the hopeful where they are no more than the seats left."""
        left = self.seats - len(self.elected)
        if left > 0 and self.hopeful:
            self._share()
            rest = sorted(self.hopeful, key=lambda c: -int(self.votes[c]))
            self.elected += rest
            self.hopeful = []
            self._record(f"{action}; last vacancies", rest)

    def _converge(self, action: str) -> None:
        before = None
        while True:
            self._share()
            won = sorted(
                (c for c in self.hopeful if self.votes[c] >= self.quota),
                key=lambda c: -int(self.votes[c]),
            )
            if won:
                self.elected += won
                self.hopeful = [c for c in self.hopeful if c not in won]
                self._record(action, won)
                self._narrow()
                return
            surplus = self._surplus()
            if surplus < OMEGA or (before is not None and surplus >= before):
                self._record(action, [])
                return
            before = surplus
            self._update()

    def _surplus(self) -> int:
        return sum(max(0, int(self.votes[c]) - self.quota) for c in self.elected)

    def _update(self) -> None:
        for c in self.elected:
            part = -(-int(self.keep[c]) * self.quota // UNIT)
            self.keep[c] = min(UNIT, -(-part * UNIT // int(self.votes[c])))

    def _defeat(self) -> str:
        low = min(int(self.votes[c]) for c in self.hopeful) + self._surplus()
        tied = [c for c in self.hopeful if self.votes[c] <= low]
        c = self.chooser.one(f"stage {len(self.stages) + 1}: exclusion", tied)
        self.hopeful.remove(c)
        self.keep[c] = 0
        last = self.stages[-1]
        self.stages[-1] = Stage(
            last.number, last.action, last.votes, last.exhausted, last.elected, (self.names[c],)
        )
        self._narrow()
        return f"exclusion of {self.names[c]}"

    def _record(self, action: str, won: list[int]) -> None:
        votes = {
            n: Fraction(v, UNIT) for n, v in zip(self.names, self.votes.tolist(), strict=False)
        }
        lost = self.valid - sum(votes.values(), Fraction(0))
        names = tuple(self.names[c] for c in won)
        self.stages.append(Stage(len(self.stages) + 1, action, votes, lost, names))

    def _share(self) -> None:
        """Distribute every ballot by the keep factors and set the quota."""
        rows, weights = self.table
        m = len(self.names)
        self.votes = np.zeros(m + 1, dtype=np.int64)
        left = np.full(len(rows), UNIT, dtype=np.int64)
        for p in range(rows.shape[1]):
            who = rows[:, p]
            kept = -(-left * self.keep[who] // UNIT)
            np.add.at(self.votes, who, kept * weights)
            left -= kept
        self.quota = int(self.votes[:m].sum()) // (self.seats + 1) + 1

    def _narrow(self) -> None:
        """Reduce ballots to those elected up to the first hopeful, each pattern once."""
        m = len(self.names)
        state = np.zeros(m + 1, dtype=np.int8)
        state[self.elected], state[self.hopeful] = 1, 2
        n = len(self.orders)
        rows = np.full((n, len(self.elected) + 1), m, dtype=np.int64)
        filled = np.zeros(n, dtype=np.int64)
        index = np.arange(n)
        for p in range(self.orders.shape[1]):
            who = self.orders[index, p].astype(np.int64)
            use = state[who] > 0
            rows[index[use], filled[index[use]]] = who[use]
            filled[index[use]] += 1
            index = index[(state[who] < 2) & (who < m)]
            if not index.size:
                break
        self.table = _unique(rows, self.weights, m + 1)


def _unique(rows: Array, weights: Array, base: int) -> tuple[Array, Array]:
    """Return each distinct row once, with the sum of the weights."""
    keys = np.zeros(len(rows), dtype=np.int64)
    top = 1
    for p in range(rows.shape[1]):
        if top * base >= 2**62:
            keys = np.unique(keys, return_inverse=True)[1].astype(np.int64)
            top = len(rows) + 1
        keys = keys * base + rows[:, p]
        top *= base
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    sums = np.zeros(len(first), dtype=np.int64)
    np.add.at(sums, inverse.ravel(), weights)
    return rows[first], sums
