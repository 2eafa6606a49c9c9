"""Single transferable vote as in district councils and the Assembly of 1998: two decimals, the
last sub-parcel of a surplus, exclusion by transfer value.

Electoral Law Act 1962, Schedule 5 (Local Elections Rules, inserted by SI 1985/454), rules 48-52.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.parcels import Table, by_value
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie

#: Two decimal places (rule 49(4)(b)).
UNIT = 100
METHOD = "Gregory, last sub-parcel, 2 decimals (SI 1985/454, Local Elections Rules, rules 48-52)"


def northern_irish(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by rules 48-52 of the Local Elections Rules.

    Quota = floor(valid / (seats + 1)) + 1. A surplus of first preferences moves all transferable
    papers, a later one those of the sub-parcel last received, at surplus / papers cut after two
    decimals, never above the value at which they came. Ties go to the earliest stage at which the
    tied differ, then to a lot, without which the count stops with `decided` False. Raises
    ValueError for fewer than one seat. For one seat rule 48(3) delays the declaration, which
    changes nobody's election, so that the stage at which the quota is reached is the last.
    """
    return _Count(profile, seats, lot).run()


class _Count:
    def __init__(self, profile: Profile, seats: int, lot: Lot | None) -> None:
        self.t = Table(profile, seats, UNIT, lot)

    def run(self) -> Count:
        t, decided = self.t, True
        try:
            t.open()
            while not t.full() and t.continuing():
                if self._fill():
                    break
                # Rule 49(9) before rule 51(1); a single vacancy transfers no surplus (49(11)).
                if not self._transfer():
                    self._exclude()
        except OpenTie as stop:
            t.ties.append(stop.tie)
            decided = False
        return t.answer("northern-irish", METHOD, decided=decided)

    def _fill(self) -> bool:
        """Fill the last vacancies (rule 52)."""
        t = self.t
        rest = t.continuing()
        if len(rest) <= t.vacancies():
            t.elect(rest, "last vacancies")
            return True
        if t.vacancies() > 1:
            return False
        others = sum(t.votes[c] for c in rest) + self._untransferred()
        sure = [c for c in rest if 2 * t.votes[c] >= others]
        # Two can each equal the rest only where both hold half, which is a tie for the seat.
        if len(sure) == 1:
            t.elect(sure, "more than all others together")
            return True
        return False

    def _untransferred(self) -> int:
        return sum(self.t.surplus(c) for _, c in self.t.waiting)

    def _transfer(self) -> bool:
        """Transfer the largest surplus unless no transfer is due (rules 49, 50(1))."""
        t = self.t
        if t.seats == 1 or not t.waiting or self._deferred():
            return False
        most = max(t.surplus(c) for _, c in t.waiting)
        tied = [c for _, c in t.waiting if t.surplus(c) == most]
        c = t.choose(tied, "the next surplus to transfer", largest=True, look="earliest")
        t.waiting = [w for w in t.waiting if w[1] != c]
        last = t.parcels[c][-1]
        papers = t.transferable(last.rows)
        value = min(_cut(Fraction(most, UNIT * papers)), last.value) if papers else Fraction(0)
        before = sum(t.votes) + t.exhausted
        t.give(last.rows[t.next_of(last.rows) < t.m], value)
        t.votes[c] = t.quota
        # Rule 50(2)(c): what the transfer leaves of the surplus is non-transferable.
        t.exhausted += before - sum(t.votes) - t.exhausted
        t.record(f"surplus of {t.names[c]} at {value}")
        return True

    def _deferred(self) -> bool:
        """Return whether the surpluses are too small to matter (rule 49(10))."""
        t = self.t
        ranked = sorted(t.votes[c] for c in t.continuing())
        left = self._untransferred()
        if len(ranked) > 1 and left < ranked[1] - ranked[0]:
            return True
        return len(self._group()) > 1

    def _group(self) -> list[int]:
        """Return the lowest candidates who are excluded together (rule 51(12))."""
        t = self.t
        ranked = sorted(t.continuing(), key=lambda c: t.votes[c])
        best: list[int] = []
        total = self._untransferred()
        for k in range(1, len(ranked) - t.vacancies() + 1):
            total += t.votes[ranked[k - 1]]
            if k > 1 and k < len(ranked) and total < t.votes[ranked[k]]:
                best = ranked[:k]
        return best

    def _exclude(self) -> None:
        """Exclude the lowest, first preferences first, then by transfer value (rule 51)."""
        t = self.t
        group = self._group()
        if not group:
            group = [t.choose(t.lowest(), "exclusion", largest=False, look="earliest")]
        names = ", ".join(t.names[c] for c in group)
        for c in group:
            t.standing[c] = False
        taken = [p for c in group for p in t.take(c)]
        parts = [(Fraction(1), np.concatenate([p.rows for p in first]))
                 for first in [[p for p in taken if p.stage == 1]] if first]  # fmt: skip
        parts += by_value([p for p in taken if p.stage > 1])
        if not parts:
            t.record(f"exclusion of {names}", group)
        for i, (value, rows) in enumerate(parts):
            t.give(rows, value)
            gone = t.worth(int(t.weights[rows].sum()), value)
            self._debit(group, gone)
            t.record(f"exclusion of {names}, papers at {value}", () if i else group)
            if self._stop():
                return

    def _debit(self, group: list[int], gone: int) -> None:
        for c in group:
            part = min(gone, self.t.votes[c])
            self.t.votes[c] -= part
            gone -= part

    def _stop(self) -> bool:
        """Return whether rule 52 fills the seats before the next sub-parcel (rule 51(5))."""
        return self.t.full() or len(self.t.continuing()) <= self.t.vacancies()


def _cut(value: Fraction) -> Fraction:
    return Fraction(int(value * UNIT), UNIT)
