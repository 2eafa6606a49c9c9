"""Vectors of counts of the types in lines: from which count of the largest type on each wins.

A rule is monotone, so along the axis of the largest type one number says it all: the least count
t(x') with which the vector x' of the others wins. The vector (x', k) is minimal where k = t(x')
and no other type can spare a member; in (x', k) a type u is critical where t(x') <= k < t(x' - u),
the largest one where k = t(x'). So each line falls into few segments of equal critical types, and
sums over a segment are differences of partial sums of binomials.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.evaluation import Evaluation
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.power.residues import binomials_modulo, joined, sums
from foedus.power.tally import SEGMENTS, Axes, Tally
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most vectors: for 27 single voters 2^27.
MOST = 1 << 27
#: Lines evaluated at once: their numbers stay in the processor's cache.
INNER = 1 << 16
#: What to do where coalitions cannot be listed.
UNLISTED = "  help: ask for indices that need no list of coalitions (banzhaf, shapley, coleman)"


def vectors(rule: Rule) -> int:
    """Return the number of vectors of counts of a rule's types."""
    return prod(v.count + 1 for v in rule.voters)


class Lines:
    """The least winning counts of a rule's largest type, for each vector of the others.

    `order[a]` is the voter of axis a, the largest type last; `least` has one axis for each other
    type, count + 1 where nothing wins. Raises TooLarge for too many vectors or a budget used up,
    NotThisGame for weights beyond 60 bits.
    """

    def __init__(self, rule: Rule, budget: Budget) -> None:
        if vectors(rule) > MOST:
            raise TooLarge(f"there are more than {MOST:,} vectors of counts to try\n{UNLISTED}")
        if any(rule.total(r) >= 1 << 60 for r in range(len(rule.rows))):
            raise NotThisGame("the weights add up beyond 60 bits: take indices that need no list")
        self.budget, self.size = budget, rule.size
        self.order = sorted(range(len(rule.voters)), key=lambda k: rule.voters[k].count)
        self.counts = [rule.voters[k].count for k in self.order]
        self.axes = Axes(self.order, self.counts)
        self.sides = self.axes.sides
        self.cut = len(self.sides)
        while self.cut and prod(self.sides[self.cut - 1 :]) <= INNER:
            self.cut -= 1
        kind = np.int16 if max(self.counts, default=0) < 1 << 14 else np.int32
        self.least: Array = np.empty(self.sides, dtype=kind)
        for at in self._blocks():
            self.least[at] = self._search(rule, at)

    def _blocks(self) -> Iterator[tuple[int, ...]]:
        outer = self.sides[: self.cut]
        for k, at in enumerate(np.ndindex(*outer)):
            self.budget.check(k / prod(outer), "types")
            yield at

    def _inner(self) -> list[Array]:
        """Return the counts of the types inside a block, each along its own axis."""
        sides = self.sides[self.cut :]
        return [
            np.arange(s, dtype=np.int64).reshape([s if j == k else 1 for j in range(len(sides))])
            for k, s in enumerate(sides)
        ]

    def _search(self, rule: Rule, at: tuple[int, ...]) -> Array:
        """Return the least winning counts of a block by halving the interval they lie in."""
        shape, last = self.sides[self.cut :], self.counts[-1]
        state: list[Any] = [None] * len(rule.voters)
        for k, x in zip(self.order, [*at, *self._inner()], strict=False):
            state[k] = x
        low = np.zeros(shape, dtype=np.int64)
        high = np.full(shape, last + 1, dtype=np.int64)
        evaluate = Evaluation(rule, state, self.order[-1])
        for _ in range((last + 1).bit_length()):
            middle = (low + high) >> 1
            # where the search is over the middle is the end itself, perhaps beyond the last count
            wins = evaluate(np.minimum(middle, last)) & (middle <= last)
            high = np.where(wins, middle, high)
            low = np.where(wins, low, np.minimum(middle + 1, high))
        return high

    def minimal(self) -> tuple[list[int], list[list[int]]]:
        """Return the minimal winning sets by size, and those with one member of each voter."""
        found = Tally(self.axes, self.size + 1)
        for start, least, before, inside in self._neighbours():
            here = (least <= self.counts[-1]) & np.all((before > least) | (inside == 0), axis=0)
            at = np.flatnonzero(here)
            t = least[at].astype(np.int64)
            size = inside[:, at].sum(axis=0) + t
            found.add(at + start, t, t + 1, size, inside[:, at] > 0)
        return found.result()

    def critical(self) -> tuple[list[int], list[list[int]]]:
        """Return winning sets by number of critical members, and those where one is critical."""
        found = Tally(self.axes, self.size + 1)
        m = len(self.counts)
        for start, least, before, inside in self._neighbours():
            ends = np.where(inside > 0, np.maximum(before, least), least)
            own = np.where(least > 0, least + 1, least)
            ends = np.minimum(np.vstack([ends, own[None, :]]), self.counts[-1] + 1)
            here = np.flatnonzero(ends.max(axis=0) > least)
            t, ends = least[here].astype(np.int64), ends[:, here].astype(np.int64)
            members = np.vstack([inside[:, here], t[None, :]])
            # types in the order in which they cease to be critical along the line
            code = np.sort(ends.T * m + np.arange(m), axis=1)
            order, ends_sorted = (code % m).T, (code // m).T
            number = np.take_along_axis(members, order, axis=0)[::-1].cumsum(axis=0)[::-1]
            low = t
            for k in range(m):
                high = ends_sorted[k]
                at = np.flatnonzero(high > low)
                found.add(here[at] + start, low[at], high[at], number[k][at], ends[:, at] > low[at])
                low = np.maximum(low, high)
        by_number, members_of = found.result()
        by_number[0] = self.winning() - sum(by_number[1:])
        return by_number, members_of

    def _neighbours(self) -> Iterator[tuple[int, Array, Array, Array]]:
        """Yield each block: its first line, its least counts, those with one less of each, counts.

        Where there is none of a type to take away, "one less" repeats the count itself.
        """
        inner = self._inner()
        shape, length = self.sides[self.cut :], prod(self.sides[self.cut :])
        for number, at in enumerate(self._blocks()):
            here = self.least[at]
            before, inside = [], []
            for axis, x in enumerate(at):
                spare = (*at[:axis], x - 1, *at[axis + 1 :])
                before.append(self.least[spare] if x else here)
                inside.append(np.full(shape, x, dtype=np.int64))
            for axis, column in enumerate(inner):
                shifted = here.copy()
                _side(shifted, axis, 1)[...] = _side(here, axis, 0)
                before.append(shifted)
                inside.append(np.broadcast_to(column, shape))
            rows = len(before)
            yield (
                number * length,
                here.reshape(length),
                np.asarray(before, dtype=here.dtype).reshape(rows, length),
                np.asarray(inside, dtype=np.int64).reshape(rows, length),
            )

    def winning(self) -> int:
        """Return the number of winning sets."""
        found = Tally(self.axes, 1)
        least = self.least.reshape(-1).astype(np.int64)
        for k in range(0, len(least), SEGMENTS):
            part = least[k : k + SEGMENTS]
            flat = np.arange(k, k + len(part))
            nobody = np.zeros((len(self.counts), len(part)), dtype=bool)
            found.add(flat, part, np.full_like(part, self.counts[-1] + 1), part * 0, nobody)
        return found.result()[0][0]

    def by_size(self) -> tuple[list[int], list[list[int]]]:
        """Return the winning sets by size, and those with one given member of each voter."""
        last, n = self.counts[-1], self.size
        places = (np.arange(n - last + 1)[:, None] + np.arange(last + 1)).ravel()
        rows: list[Array] = []
        for p, tables in zip(self.axes.primes, self._tables(), strict=True):
            tail = binomials_modulo(last, p)
            found = [_spread(t, tail, places, p, n) for t in tables]
            found.append(_spread(tables[0], tail * np.arange(last + 1) % p, places, p, n))
            rows.append(np.concatenate(found))
        numbers = joined(self.axes.primes, np.asarray(rows))
        parts = [numbers[k : k + n + 1] for k in range(0, len(numbers), n + 1)]
        return parts[0], self.axes.of_one(parts[1:])

    def _tables(self) -> list[Array]:
        """Return by prime, in all and with each type's members but the last's, sums over the lines.

        One row for each number of members of the other types, one column for each least count.
        """
        last, primes = self.counts[-1], self.axes.primes
        shape = (len(self.counts), self.size - last + 1, last + 2)
        found = [np.zeros(shape, dtype=np.int64) for _ in primes]
        least = self.least.reshape(-1)
        for start in range(0, len(least), SEGMENTS):
            part = least[start : start + SEGMENTS].astype(np.int64)
            columns = self.axes.columns(np.arange(start, start + len(part)))
            keys = sum(columns, np.zeros(len(part), dtype=np.int64)) * (last + 2) + part
            for p, tables in zip(primes, found, strict=True):
                self.budget.check(start / len(least), "types")
                ways = self.axes.ways(columns, p)
                for table, terms in zip(tables, (ways, *(ways * c % p for c in columns)),
                                        strict=True):  # fmt: skip
                    table += sums(keys, terms, p, table.size).reshape(table.shape)
        return found


def _spread(table: Array, tail: Array, places: Array, p: int, n: int) -> Array:
    """Return sums by size from a table of sums by the others' number and their least count."""
    # each sum is below the prime, a few for a few parts of the lines: far from 2^63
    reached = (table % p)[:, :-1].cumsum(axis=1) % p
    return sums(places, (reached * tail % p).ravel(), p, n + 1)


def _side(table: Array, axis: int, high: int) -> Array:
    """Return the view of the vectors that have one more (high) or may have one more of a type."""
    pick: list[Any] = [slice(None)] * table.ndim
    pick[axis] = slice(1, None) if high else slice(None, -1)
    return np.asarray(table[tuple(pick)])
