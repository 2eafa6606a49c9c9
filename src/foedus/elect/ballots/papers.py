"""Papers in the hands of candidates: who holds which ranking, at which value; all vectorised."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array, Profile
from foedus.errors import TooLarge

#: Values up to which a revaluation is looked up in a table.
TABLE = 10**6
#: Rankings moved together, so that they stay in a processor's nearer memory.
CHUNK = 2**17
#: Places looked at before those who have arrived are set aside.
STEPS = 3


class Papers:
    """The state of a count by single transferable vote.

    Each ranking has a holder (m is "exhausted"), a place reached and a value per ballot in units
    of 1/scale. Sums are exact: they stay below 2^53, where doubles are exact integers, or the
    count is refused.
    """

    def __init__(self, profile: Profile, scale: int) -> None:
        self.m, self.scale = len(profile.candidates), scale
        self.orders = profile.orders
        self.counts = profile.counts
        n = len(self.orders)
        if profile.size * scale >= 2**53 or scale >= 2**31:
            raise TooLarge(f"{profile.size} ballots at 1/{scale} are beyond exact vector sums")
        self.standing = np.ones(self.m + 1, dtype=bool)
        # Where a ranking stands in the flat, column by column, array of all places.
        small = np.int32 if n * (self.orders.shape[1] + 1) < 2**31 else np.int64
        self.at: Array = np.arange(-n, 0, dtype=small)
        self.holder = np.full(n, self.m, dtype=self.orders.dtype)
        self.value: Array | None = None
        #: What a candidate keeps apart from papers in hand: the quota, once the surplus moved.
        self.kept = np.zeros(self.m + 1, dtype=np.int64)
        for c in profile.withdrawn:
            self.standing[c] = False
        self.sums = np.zeros(self.m + 1, dtype=np.int64)
        self._first()

    def _first(self) -> None:
        everything = np.arange(len(self.orders))
        if self.standing.all():
            self.holder[:] = self.orders[:, 0]
            self.at += len(self.orders)
        else:
            self._advance(everything)
        self.sums += self._sum(everything)

    def move_all(self, candidate: int) -> None:
        """Hand every ranking of a candidate to its next standing candidate, or to nobody."""
        self.sums[candidate] = 0
        for start in range(0, len(self.holder), CHUNK):
            index = np.flatnonzero(self.holder[start : start + CHUNK] == candidate) + start
            if index.size:
                self._advance(index)
                self.sums += self._sum(index)

    def held_by(self, candidate: int) -> Array:
        """Return the indices of the rankings a candidate holds."""
        return np.flatnonzero(self.holder == candidate)

    def totals(self) -> Array:
        """Return the value credited to each candidate (index m: exhausted), in 1/scale."""
        return self.sums + self.kept

    def _sum(self, index: Array) -> Array:
        if self.counts is None and self.value is None:
            ballots = np.bincount(self.holder[index], minlength=self.m + 1)
            return ballots.astype(np.int64) * self.scale
        sums = np.bincount(self.holder[index], weights=self.values(index), minlength=self.m + 1)
        return sums.astype(np.int64)

    def values(self, index: Array) -> Array:
        """Return the value of each ranking (all its ballots), in units of 1/scale."""
        if self.value is None:
            each = np.full(len(index), self.scale, dtype=np.int64)
        else:
            each = self.value[index]
        return each if self.counts is None else each.astype(np.int64) * self.counts[index]

    def revalue(self, index: Array, part: int, whole: int) -> None:
        """Set each ballot's value to floor(value * part / whole), as the statute truncates."""
        if self.value is None:
            self.value = np.full(len(self.orders), self.scale, dtype=np.int32)
        held = self.value[index]
        if not len(held):
            return
        low, high = int(held.min()), int(held.max())
        if low == high:
            self.value[index] = low * part // whole
        elif high <= TABLE and high * part < 2**63:
            self.value[index] = (np.arange(high + 1) * part // whole)[held]
        else:
            # Past 64 bits the few distinct values are divided as Python integers.
            for old in np.unique(held).tolist():
                self.value[index[held == old]] = old * part // whole

    def _advance(self, index: Array) -> None:
        n = len(self.orders)
        flat, size = self.orders.reshape(-1, order="F"), self.orders.size
        step = np.where(self.standing, 0, n)
        at = self.at[index].astype(np.int64)
        at += n
        while index.size:
            # A few steps for all are cheaper than sorting out, after each, who has arrived.
            for _ in range(STEPS):
                if int(at.max()) >= size:
                    index, at = self._exhaust(index, at)
                    if not index.size:
                        return
                found = flat.take(at)
                passed = step.take(found)
                if not passed.any():
                    break
                at += passed
            self.holder[index] = found
            self.at[index] = at
            left = passed.nonzero()[0]
            index, at = index[left], at[left]

    def _exhaust(self, index: Array, at: Array) -> tuple[Array, Array]:
        """Hand rankings past their last place to nobody; return the others."""
        over = at >= self.orders.size
        self.holder[index[over]] = self.m
        self.at[index[over]] = at[over]
        return index[~over], at[~over]
