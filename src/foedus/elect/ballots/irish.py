"""Single transferable vote as in the lower house of 1922 and since: whole papers, the last
sub-parcel, the papers last filed.

Electoral Act 1992, Part XIX, sections 118 to 126, with section 124(1A) of 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256

import numpy as np

from foedus.elect.ballots.parcels import first_standing
from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage, Tie, settled
from foedus.errors import TooLarge

METHOD = "whole papers, last sub-parcel, those last filed (Electoral Act 1992, ss. 118-126)"
#: Papers are mixed one by one (section 114): so many at most.
LIMIT = 2_000_000


def irish(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by Part XIX of the Electoral Act 1992.

    Quota = floor(valid / (seats + 1)) + 1 (s. 120). Of a surplus, taken from the original papers or
    else from the sub-parcel last received, each candidate gets papers * surplus / transferable
    papers, whole, the largest fractions counting as one (s. 121), and the papers last filed are
    those that move. Which these are depends on the mixing of the papers: it is a lot, drawn by the
    seed; without one the count stops, `decided` False, where it matters. Surpluses that can change
    nothing wait (no quota, no order of the two lowest, no quarter of the quota reached). Ties go by
    original votes, then the earliest count that differs, then by lot. Raises ValueError for fewer
    than one seat and TooLarge above 2 * 10^6 ballots.
    """
    if seats < 1:
        raise ValueError("at least one seat")
    if profile.size > LIMIT:
        raise TooLarge(f"{profile.size} papers: each is handled by itself, up to {LIMIT}")
    return _Count(profile, seats, lot).run()


class _Count:
    def __init__(self, profile: Profile, seats: int, lot: Lot | None) -> None:
        self.names, self.seats, self.lot = profile.candidates, seats, lot
        self.m = len(self.names)
        self.orders = np.ascontiguousarray(profile.orders)
        self.papers = np.repeat(np.arange(len(self.orders)), profile.weights())
        if lot is not None and lot.seed:
            self.papers = _mixed(self.papers, lot.seed)
        self.standing = np.ones(self.m + 1, dtype=bool)
        self.standing[[*profile.withdrawn]] = False
        #: Sub-parcels in the order received, each the papers in the order filed.
        self.held: list[list[Array]] = [[] for _ in range(self.m)]
        self.votes = [0] * self.m
        self.idle = 0
        self.elected: list[int] = []
        self.waiting: list[tuple[int, int]] = []
        self.history: list[list[int]] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []

    def run(self) -> Count:
        """Count until the seats are filled (ss. 120-124)."""
        decided = True
        self._deal(self.papers)
        self.valid = sum(self.votes)
        self.idle = 0
        self.quota = self.valid // (self.seats + 1) + 1
        try:
            self._record("first count", [])
            while len(self.elected) < self.seats and self._continuing():
                if self._fill():
                    break
                if not self._transfer():
                    self._exclude()
        except OpenTie as stop:
            self.ties.append(stop.tie)
            decided = False
        return Count(
            "irish", self.seats, tuple(self.names[c] for c in self.elected), tuple(self.stages),
            tuple(self.ties), self.valid, METHOD, Fraction(self.quota), decided,
        )  # fmt: skip

    def _continuing(self) -> list[int]:
        return [c for c in range(self.m) if self.standing[c]]

    def _next(self, papers: Array) -> Array:
        """Return the next continuing candidate of each paper, m for a non-transferable one."""
        return first_standing(self.orders, self.standing, papers)

    def _deal(self, papers: Array) -> None:
        who = self._next(papers)
        for c in np.unique(who[who < self.m]).tolist():
            mine = papers[who == c]
            self.held[c].append(mine)
            self.votes[c] += len(mine)
        self.idle += int((who == self.m).sum())

    def _record(self, action: str, gone: Sequence[int]) -> None:
        self.history.append(list(self.votes))
        reached = [c for c in self._continuing() if self.votes[c] >= self.quota]
        reached.sort(key=lambda c: -self.votes[c])
        votes = {n: Fraction(v) for n, v in zip(self.names, self.votes, strict=True)}
        idle = self.valid - sum(votes.values(), Fraction(0))
        self.stages.append(
            Stage(len(self.stages) + 1, action, votes, idle,
                  tuple(self.names[c] for c in reached), tuple(self.names[c] for c in gone))
        )  # fmt: skip
        for c in reached:
            self.standing[c] = False
            self.elected.append(c)
            if self.votes[c] > self.quota:
                self.waiting.append((len(self.stages), c))

    def _surpluses(self) -> int:
        return sum(self.votes[c] - self.quota for _, c in self.waiting)

    def _fill(self) -> bool:
        """Fill the last vacancies (s. 124)."""
        rest = sorted(self._continuing(), key=lambda c: -self.votes[c])
        left = self.seats - len(self.elected)
        spare = self._surpluses()
        if len(rest) <= left:
            return self._elect(rest)
        votes = [self.votes[c] for c in rest]
        if len(rest) == left + 1 and votes[-1] + spare < votes[-2]:
            return self._elect(rest[:-1])
        if left == 1 and votes[0] > sum(votes[1:]) + spare:
            return self._elect(rest[:1])
        return False

    def _elect(self, group: list[int]) -> bool:
        last = self.stages[-1]
        names = tuple(self.names[c] for c in group)
        self.stages[-1] = Stage(
            last.number, f"{last.action}; last vacancies", last.votes, last.exhausted,
            last.elected + names, last.excluded,
        )  # fmt: skip
        self.elected += group
        for c in group:
            self.standing[c] = False
        return True

    def _transfer(self) -> bool:
        """Transfer a surplus unless it can change nothing (s. 121)."""
        if not self.waiting or not self._matters():
            return False
        most = max(self.votes[c] for _, c in self.waiting)
        tied = [c for _, c in self.waiting if self.votes[c] == most]
        c = self._choose(tied, "the next surplus to transfer", largest=True)
        self.waiting = [w for w in self.waiting if w[1] != c]
        surplus = most - self.quota
        last = self.held[c][-1]
        who = self._next(last)
        sizes = {d: int((who == d).sum()) for d in self._continuing()}
        total = sum(sizes.values())
        shares = sizes if total <= surplus else self._shares(sizes, surplus, total)
        for d, n in shares.items():
            if n:
                self._move(last[who == d], n, d, c)
        self.votes[c] = self.quota
        self._record(f"surplus of {self.names[c]}", [])
        return True

    def _move(self, filed: Array, n: int, to: int, source: int) -> None:
        """Pass on the n papers last filed; which these are must have been drawn by the mixing."""
        taken = filed[len(filed) - n :]
        mixed = self.lot is not None and self.lot.seed
        if not mixed and n < len(filed) and len(np.unique(filed)) > 1:
            what = f"which papers pass from {self.names[source]} to {self.names[to]}"
            remedy = "the papers are mixed before the count: give a seed"
            raise OpenTie(Tie(what, (), remedy, stage=len(self.stages) + 1))
        self.held[to].append(taken)
        self.votes[to] += n

    def _shares(self, sizes: dict[int, int], surplus: int, total: int) -> dict[int, int]:
        """Return papers * surplus / total, whole, the largest fractions made one."""
        shares = {d: n * surplus // total for d, n in sizes.items()}
        left = surplus - sum(shares.values())
        pool = [d for d in sizes if sizes[d] * surplus % total]
        while left:
            best = max((sizes[d] * surplus % total, sizes[d]) for d in pool)
            tied = [d for d in pool if (sizes[d] * surplus % total, sizes[d]) == best]
            d = self._choose(tied, "the larger of equal fractions", largest=True)
            shares[d] += 1
            pool.remove(d)
            left -= 1
        return shares

    def _matters(self) -> bool:
        """Return whether the surpluses could elect, reorder the two lowest, or reach a quarter."""
        spare = self._surpluses()
        ranked = sorted(self.votes[c] for c in self._continuing())
        if ranked[-1] + spare >= self.quota:
            return True
        if len(ranked) > 1 and ranked[0] + spare >= ranked[1]:
            return True
        return 4 * ranked[0] <= self.quota < 4 * (ranked[0] + spare)

    def _exclude(self) -> None:
        """Exclude the lowest, or several together where nothing could save one (s. 122)."""
        group = self._together()
        if not group:
            low = min(self.votes[c] for c in self._continuing())
            tied = [c for c in self._continuing() if self.votes[c] == low]
            group = [self._choose(tied, "exclusion", largest=False)]
        for c in group:
            self.standing[c] = False
        papers = [p for c in group for p in self.held[c]]
        for c in group:
            self.held[c], self.votes[c] = [], 0
        if papers:
            self._deal(np.concatenate(papers))
        self._record(f"exclusion of {', '.join(self.names[c] for c in group)}", group)

    def _together(self) -> list[int]:
        ranked = sorted(self._continuing(), key=lambda c: self.votes[c])
        total, best = self._surpluses(), list[int]()
        most = min(len(ranked) - 1, len(ranked) - (self.seats - len(self.elected)))
        for k in range(1, most + 1):
            total += self.votes[ranked[k - 1]]
            # One who could still pass a quarter of the quota is not excluded with others.
            open_ = [c for c in ranked[:k] if 4 * self.votes[c] <= self.quota]
            if k > 1 and total < self.votes[ranked[k]] and not (open_ and 4 * total > self.quota):
                best = ranked[:k]
        return best

    def _choose(self, tied: list[int], what: str, *, largest: bool) -> int:
        pool = list(tied)
        # The first count holds the original votes.
        for totals in self.history:
            if len(pool) == 1:
                return pool[0]
            levels = [totals[c] for c in pool]
            best = max(levels) if largest else min(levels)
            pool = [c for c in pool if totals[c] == best]
        if len(pool) == 1:
            return pool[0]
        names = tuple(self.names[c] for c in pool)
        tie = settled(self.lot, Tie(what, names, "lot", stage=len(self.stages) + 1))
        self.ties.append(tie)
        return self.names.index(tie.chosen)


def _mixed(papers: Array, seed: str) -> Array:
    """Return the papers mixed: paper i goes to the place of its SHA-256 of "seed|paper i"."""
    keys = [sha256(f"{seed}|paper {i}".encode()).digest()[:8] for i in range(len(papers))]
    return papers[np.argsort(np.frombuffer(b"".join(keys), dtype=">u8"), kind="stable")]
