"""Meek's single transferable vote in fixed decimals: keep factors found by iteration."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.prefixes import Prefixes
from foedus.elect.ballots.profile import Profile
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
        self.prefixes = Prefixes(profile)
        self.keep = np.full(m + 1, UNIT, dtype=np.int64)
        self.keep[[*profile.withdrawn, m]] = 0
        self.hopeful = [c for c in range(m) if c not in profile.withdrawn]
        self.elected: list[int] = []
        self.chooser = Chooser(self.names, lot)
        self.stages: list[Stage] = []
        self.votes = np.zeros(m + 1, dtype=np.int64)
        self.quota = 0
        self._group()
        self.valid = int(self.prefixes.groups[:, :m].sum())

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
                # With the last seat the count is over: its votes go nowhere.
                if len(self.elected) < self.seats:
                    for c in won:
                        self.prefixes.elect(c)
                    self._group()
                return
            surplus = self._surplus()
            if surplus < OMEGA or (before is not None and surplus >= before):
                self._record(action, [])
                return
            before = surplus
            self._update()

    def _surplus(self) -> int:
        # Step B.2.d: the sum, and not each part of it, is not less than 0.
        return max(0, sum(int(self.votes[c]) - self.quota for c in self.elected))

    def _update(self) -> None:
        for c in self.elected:
            part = -(-int(self.keep[c]) * self.quota // UNIT)
            self.keep[c] = min(UNIT, -(-part * UNIT // int(self.votes[c])))

    def _defeat(self) -> str:
        low = min(int(self.votes[c]) for c in self.hopeful) + self._surplus()
        tied = [c for c in self.hopeful if self.votes[c] <= low]
        c = self.chooser.one("exclusion", tied, len(self.stages) + 1)
        self.hopeful.remove(c)
        self.keep[c] = 0
        last = self.stages[-1]
        self.stages[-1] = Stage(
            last.number, last.action, last.votes, last.exhausted, last.elected, (self.names[c],)
        )
        self.prefixes.exclude(c)
        self._group()
        return f"exclusion of {self.names[c]}"

    def _record(self, action: str, won: list[int]) -> None:
        votes = {
            n: Fraction(v, UNIT) for n, v in zip(self.names, self.votes.tolist(), strict=False)
        }
        lost = self.valid - sum(votes.values(), Fraction(0))
        names = tuple(self.names[c] for c in won)
        self.stages.append(Stage(len(self.stages) + 1, action, votes, lost, names))

    def _group(self) -> None:
        """Note the groups of ballots that keep factors apply to."""
        self.layers, self.below = self.prefixes.layers(), self.prefixes.totals()

    def _share(self) -> None:
        """Distribute every ballot by the keep factors and set the quota."""
        m, groups = len(self.names), self.prefixes.groups
        self.votes = np.zeros(m + 1, dtype=np.int64)
        left = np.full(len(groups), UNIT, dtype=np.int64)
        for nodes, parents, by in self.layers:
            kept = -(-left[parents] * self.keep[by] // UNIT)
            left[nodes] = left[parents] - kept
            np.add.at(self.votes, by, kept * self.below[nodes])
        self.votes[:m] += (left[:, None] * groups[:, :m]).sum(axis=0)
        self.quota = int(self.votes[:m].sum()) // (self.seats + 1) + 1
