"""Sums over segments of lines of vectors of counts, each vector with the sets it stands for.

A vector x of counts of the types stands for prod C(count, x) sets of members. A segment has one
vector of all types but the last and a range of counts of that.
"""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np

from foedus.power.residues import binomials, binomials_modulo, joined, primes, sums

Array = np.ndarray[Any, Any]
#: Segments collected before they are added up.
SEGMENTS = 1 << 20
#: So few of them are added up one by one, in long integers.
SINGLY = 200


class Axes:
    """Types as axes: `order[a]` is the voter of axis a, `counts[a]` its members, most last."""

    def __init__(self, order: list[int], counts: list[int]) -> None:
        self.order, self.counts = order, counts
        self.sides = [c + 1 for c in counts[:-1]]

    @cached_property
    def primes(self) -> tuple[int, ...]:
        """Primes whose product is beyond every sum: all sets, times the members of one type."""
        return primes(sum(self.counts) + 1 + self.counts[-1].bit_length())

    def columns(self, flat: Array) -> list[Array]:
        """Return the counts of each type but the largest in lines given by their places."""
        return list(np.unravel_index(flat, self.sides)) if self.sides else []

    def ways(self, columns: list[Array], p: int) -> Array:
        """Return, modulo a prime, the sets of members that the counts of columns stand for."""
        ways = np.ones(1, dtype=np.int64)
        for count, x in zip(self.counts, columns, strict=False):
            if count > 1:
                ways = ways * binomials_modulo(count, p)[x] % p
        return np.broadcast_to(ways, columns[0].shape) if columns else ways

    def of_one(self, every: list[list[int]]) -> list[list[int]]:
        """Return, by voter, how often ONE member is inside from how many of its type are."""
        found: list[list[int]] = [[] for _ in self.order]
        for axis, mine in enumerate(every):
            found[self.order[axis]] = [k // self.counts[axis] for k in mine]
        return found


class Tally:
    """Sums over segments of lines by a key, in all and for the types that count there."""

    def __init__(self, axes: Axes, top: int) -> None:
        self.axes, self.top, self.held = axes, top, 0
        self.waiting: list[tuple[Array, ...]] = []
        self.whole = [0] * ((len(axes.counts) + 1) * top)

    def add(self, flat: Array, low: Array, high: Array, key: Array, marks: Array) -> None:
        """Add lines `flat`, counts low .. high - 1 of the largest type each, with their keys.

        `marks` has one row a type: whether its members count. The last row may be missing: then
        the largest type counts where any of it is inside, for segments of one count.
        """
        if not len(flat):
            return
        if len(marks) < len(self.axes.counts):
            marks = np.vstack([marks, (low > 0)[None, :]])
        self.waiting.append((flat, low, high, key, marks))
        self.held += len(flat)
        if self.held >= SEGMENTS:
            self._flush()

    def _flush(self) -> None:
        if not self.waiting:
            return
        flat, low, high, key = (
            np.concatenate(c) for c in list(zip(*self.waiting, strict=True))[:4]
        )
        marks = np.concatenate([w[4] for w in self.waiting], axis=1)
        self.waiting, self.held = [], 0
        if len(flat) <= SINGLY:
            self._singly(flat, low, high, key, marks)
            return
        columns = [c.astype(np.int64) for c in self.axes.columns(flat)]
        chosen = [np.flatnonzero(m) for m in marks]
        keys = [key[at] for at in chosen]
        inside = [x[at] for x, at in zip([*columns, low], chosen, strict=True)]
        rows = []
        for p in self.axes.primes:
            partial = np.concatenate([[0], binomials_modulo(self.axes.counts[-1], p)]).cumsum() % p
            ways = (partial[high] - partial[low]) % p * self.axes.ways(columns, p) % p
            found = [sums(key, ways, p, self.top)]
            for k, at, x in zip(keys, chosen, inside, strict=True):
                found.append(sums(k, ways[at] * x % p, p, self.top))
            rows.append(np.concatenate(found))
        numbers = joined(self.axes.primes, np.asarray(rows))
        self.whole = [a + b for a, b in zip(self.whole, numbers, strict=True)]

    def _singly(self, flat: Array, low: Array, high: Array, key: Array, marks: Array) -> None:
        """Add up a few segments one by one, in long integers."""
        counts, top = self.axes.counts, self.top
        partial = [0, *accumulate(binomials(counts[-1]))]
        columns = [*(c.tolist() for c in self.axes.columns(flat)), low.tolist()]
        inside = marks.T.tolist()
        for j, (a, b, k) in enumerate(zip(low.tolist(), high.tolist(), key.tolist(), strict=True)):
            ways = partial[b] - partial[a]
            for count, column in zip(counts[:-1], columns, strict=False):
                ways *= binomials(count)[column[j]]
            self.whole[k] += ways
            for axis, mark in enumerate(inside[j]):
                if mark:
                    self.whole[(axis + 1) * top + k] += ways * columns[axis][j]

    def result(self) -> tuple[list[int], list[list[int]]]:
        """Return the sums by key, and by voter for one given member."""
        self._flush()
        parts = [self.whole[k : k + self.top] for k in range(0, len(self.whole), self.top)]
        return parts[0], self.axes.of_one(parts[1:])
