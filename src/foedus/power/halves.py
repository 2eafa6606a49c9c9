"""Minimal sets and critical members of a rule in order, by two halves of its members.

A set S with weight w and x members of each class wins where w >= T(x), and its member i is critical
where w < T(x - class of i) + weight of i: its edge. Where members stand in the order of their
edges, the critical ones are the first of S. One half has the first members of the order, one the
others; the sums of each are sorted and pairs counted between two edges (Horowitz & Sahni 1974):
2^(n/2) searches instead of 2^n sets. All x with the same least weights are counted at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from foedus.power.ordered import NEVER, Ordered
from foedus.power.profile import Budget

Array = np.ndarray[Any, Any]


class Half:
    """Every subset of some members, those with the same members of each class in one group."""

    def __init__(self, weights: Array, steps: Array) -> None:
        n = len(weights)
        self.n = n
        sums, places = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64)
        for w, step in zip(weights.tolist(), steps.tolist(), strict=True):
            sums = np.concatenate([sums, sums + w])
            places = np.concatenate([places, places + step])
        self.sums = sums
        inside = np.arange(1 << n)[:, None] >> np.arange(n) & 1
        #: One row a subset, one column a member, 1 where it is inside.
        self.bits: Array = inside
        #: Members among the first k + 1.
        self.first: Array = np.cumsum(inside, axis=1, dtype=np.int64)
        self.size: Array = inside.sum(axis=1)
        self.groups: Array = np.unique(places)
        order = np.argsort(places, kind="stable")
        edges = np.searchsorted(places[order], [*self.groups.tolist(), NEVER])
        self.members = [order[a:b] for a, b in pairwise(edges)]
        self.of_size = [np.flatnonzero(self.size == m) for m in range(n + 1)]
        self.known: dict[tuple[int, ...], Array] = {}

    def together(self, groups: tuple[int, ...]) -> Array:
        """Return the subsets of some groups in the order of their sums."""
        if groups not in self.known:
            found = np.concatenate([self.members[g] for g in groups])
            self.known[groups] = found[np.argsort(self.sums[found], kind="stable")]
        return self.known[groups]

    def with_each(self, table: Array) -> Iterator[tuple[Array, Array]]:
        """Yield, by size of subset, the sums of a table's rows, in all and with each member."""
        for at in self.of_size:
            rows = table[at]
            yield rows.sum(axis=0), np.einsum("ri,rc->ic", self.bits[at], rows)

    @cached_property
    def last(self) -> Array:
        """The last member of each subset, -1 for none."""
        return np.where(self.size > 0, self.n - 1 - np.argmax(self.bits[:, ::-1], axis=1), -1)


@dataclass(slots=True)
class Found:
    """Sets by a number of members, in all and with each member in the order of the game."""

    sets: Array
    members: Array

    @classmethod
    def none(cls, n: int) -> Found:
        """Return counts of nothing among n members."""
        return cls(np.zeros(n + 1, dtype=np.int64), np.zeros((n, n + 1), dtype=np.int64))


def by_halves(game: Ordered, budget: Budget) -> tuple[Found, Found, int]:
    """Return minimal sets by size, winning sets by critical members, and how many sets win.

    Winning sets without a critical member are left out. Raises TooLarge where the time is over.
    """
    n = len(game.weights)
    minimal, critical, winning = Found.none(n), Found.none(n), 0
    orders = game.orders()
    for k, (order, kinds) in enumerate(orders.items()):
        budget.check(k / len(orders), "halves in order")
        sweep = _Sweep(game, np.asarray(order), budget)
        for kind in kinds:
            sweep.add(kind)
        winning += sweep.winning
        sweep.finish(minimal, critical)
    return minimal, critical, winning


class _Sweep:
    """The kinds of numbers of members that have one order of edges."""

    def __init__(self, game: Ordered, order: Array, budget: Budget) -> None:
        self.game, self.order, self.budget = game, order, budget
        self.h = (len(order) + 1) // 2
        weights, steps = game.weight[order], game.step[order]
        self.heavy = Half(weights[: self.h], steps[: self.h])
        self.light = Half(weights[self.h :], steps[self.h :])
        #: The kind of each pair of groups.
        self.kinds = game.kind[self.heavy.groups[:, None] + self.light.groups[None, :]]
        self.winning = 0
        a, b, h, rest = 1 << self.h, 1 << self.light.n, self.h, self.light.n
        #: For critical members all in the heavy half, by their number in the order.
        self.upper = np.zeros((a, h), dtype=np.int64)
        #: For the others: partners by size in the heavy half, by what is critical in the light one.
        self.lower = np.zeros((rest, b, h + 1), dtype=np.int32)
        self.cover = np.zeros((rest + 1, a), dtype=np.int64)
        self.least = np.zeros((b, h + 1), dtype=np.int32)
        self.least_cover = np.zeros((rest + 1, a), dtype=np.int64)
        self.alone = np.zeros(a, dtype=bool)

    def add(self, kind: int) -> None:
        """Count the pairs of subsets of one kind."""
        edges = self.game.edges(kind)[np.append(self.order, len(self.order))]
        for mine, partners in self._matches(kind, by_row=True):
            self.budget.check(0.5, "halves in order")
            sums = self.light.sums[self.light.together(partners)]
            wanted = edges[: self.h + 1] - self.heavy.sums[mine][:, None]
            at = np.searchsorted(sums, wanted)
            self.upper[mine] += at[:, :-1] - at[:, 1:]
        for mine, partners in self._matches(kind, by_row=False):
            self.budget.check(0.5, "halves in order")
            self._below(mine, self.heavy.together(partners), edges)
        zero = int(np.flatnonzero(self.light.groups == 0)[0])
        for g in np.flatnonzero(self.kinds[:, zero] == kind).tolist():
            at = self.heavy.members[g]
            sums, last = self.heavy.sums[at], self.heavy.last[at]
            # the empty set has no last member: its edge is that of nobody
            upper = np.where(last < 0, NEVER, edges[last])
            self.alone[at] = (sums >= edges[-1]) & (sums < upper)

    def _matches(self, kind: int, *, by_row: bool) -> Iterator[tuple[Array, tuple[int, ...]]]:
        """Yield subsets of one half and the groups of the other with which they are of a kind."""
        half = self.heavy if by_row else self.light
        fits = (self.kinds if by_row else self.kinds.T) == kind
        same: dict[tuple[int, ...], list[int]] = {}
        for g, line in enumerate(fits):
            partners = tuple(np.flatnonzero(line).tolist())
            if partners:
                same.setdefault(partners, []).append(g)
        for partners, groups in same.items():
            yield np.concatenate([half.members[g] for g in groups]), partners

    def _below(self, mine: Array, theirs: Array, edges: Array) -> None:
        """Count sets whose critical members are the heavy half's and the first of the light one."""
        light, rest = self.light, self.light.n
        sums = self.heavy.sums[theirs]
        at = np.searchsorted(sums, edges[self.h :] - light.sums[mine][:, None])
        self.winning += at.shape[0] * len(theirs) - int(at[:, -1].sum())
        # at most 2^15 partners of one subset
        sizes = np.zeros((len(theirs) + 1, self.h + 1), dtype=np.int32)
        sizes[np.arange(1, len(theirs) + 1), self.heavy.size[theirs]] = 1
        sizes = np.cumsum(sizes, axis=0, dtype=np.int32)
        row, k = np.nonzero(at[:, :-1] > at[:, 1:])
        start, end, who = at[row, k + 1], at[row, k], mine[row]
        self.lower[k, who] += sizes[end] - sizes[start]
        self._mark(self.cover, theirs, start, end, light.first[who, k])
        some = np.flatnonzero(light.size[mine])
        who, start = mine[some], at[some, rest]
        end = np.maximum(at[some, light.last[who]], start)
        self.least[who] += sizes[end] - sizes[start]
        self._mark(self.least_cover, theirs, start, end, light.size[who])

    def _mark(self, cover: Array, theirs: Array, start: Array, end: Array, key: Array) -> None:
        """Add up, by key, the intervals start .. end - 1 that each of `theirs` lies in."""
        if not len(key):
            return
        width, low = len(theirs) + 1, int(key.min())
        rows = int(key.max()) - low + 1
        place = (key - low) * width
        steps = np.bincount(place + start, minlength=rows * width)
        steps -= np.bincount(place + end, minlength=rows * width)
        cover[low : low + rows, theirs] += steps.reshape(rows, width).cumsum(axis=1)[:, :-1]

    def finish(self, minimal: Found, critical: Found) -> None:
        """Add what was found to the counts by number, members in the order of the game."""
        h, rest = self.h, self.light.n
        upper = sum(_first(self.upper[:, k], k, 1 << h) for k in range(h))
        lower = sum(_first(self.lower[k], k, 1 << rest) for k in range(rest))
        alone = self.alone.astype(np.int64)
        heavy = np.column_stack([upper, alone, self.cover.T, self.least_cover.T])
        light = np.column_stack([lower, self.least])
        first, second = self.order[:h], self.order[h:]
        for m, (number, mine) in enumerate(self.heavy.with_each(heavy)):
            for found, start, length in (
                (critical, 0, 1),
                (minimal, 1, 1),
                (critical, 2, rest + 1),
                (minimal, 3 + rest, rest + 1),
            ):
                found.sets[m : m + length] += number[start : start + length]
                found.members[first, m : m + length] += mine[:, start : start + length]
        for m, (_, mine) in enumerate(self.light.with_each(light)):
            critical.members[second, m : m + h + 1] += mine[:, : h + 1]
            minimal.members[second, m : m + h + 1] += mine[:, h + 1 :]


def _first(values: Array, k: int, length: int) -> Array:
    """Return values of subsets added up over those with the same members among the first k + 1."""
    folded = values.reshape(-1, 1 << (k + 1), *values.shape[1:]).sum(axis=0)
    rest = np.zeros((length - len(folded), *folded.shape[1:]), dtype=np.int64)
    return np.concatenate([folded, rest])
