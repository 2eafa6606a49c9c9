"""Vectors of counts of the types in lines: from which count of the largest type on each wins.

A rule is monotone, so along the axis of the largest type one number says it all: the least count
t(x') with which the vector x' of the others wins. The vector (x', k) is minimal where k = t(x')
and no other type can spare a member; in (x', k) a type u is critical where t(x') <= k < t(x' - u),
the largest one where k = t(x'). So each line falls into few segments of equal critical types, and
sums over a segment are differences of partial sums of binomials.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.power.residues import binomials, binomials_modulo, joined, primes, sums
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most vectors: for 27 single voters 2^27.
MOST = 1 << 27
#: Lines evaluated at once: their numbers stay in the processor's cache.
INNER = 1 << 16
#: Segments collected before they are added up.
SEGMENTS = 1 << 20
#: So few of them are added up one by one, in long integers.
SINGLY = 200
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
        self.sides = [c + 1 for c in self.counts[:-1]]
        self.cut = len(self.sides)
        while self.cut and prod(self.sides[self.cut - 1 :]) <= INNER:
            self.cut -= 1
        self.primes = primes(self.size + 1 + max(self.counts, default=1).bit_length())
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

    def columns(self, flat: Array) -> list[Array]:
        """Return the counts of each type but the largest in lines given by their places."""
        return list(np.unravel_index(flat, self.sides)) if self.sides else []

    def minimal(self) -> tuple[list[int], list[list[int]]]:
        """Return the minimal winning sets by size, and those with one member of each voter."""
        found = _Tally(self, self.size + 1)
        for start, least, before, inside in self._neighbours():
            here = (least <= self.counts[-1]) & np.all((before > least) | (inside == 0), axis=0)
            at = np.flatnonzero(here)
            t = least[at].astype(np.int64)
            size = inside[:, at].sum(axis=0) + t
            found.add(at + start, t, t + 1, size, inside[:, at] > 0)
        return found.result()

    def critical(self) -> tuple[list[int], list[list[int]]]:
        """Return winning sets by number of critical members, and those where one is critical."""
        found = _Tally(self, self.size + 1)
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
        found = _Tally(self, 1)
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
        flat = np.arange(self.least.size)
        least = self.least.reshape(-1).astype(np.int64)
        columns = [c.astype(np.int64) for c in self.columns(flat)]
        others = sum(columns, np.zeros(len(flat), dtype=np.int64))
        height = n - last + 1
        keys = others * (last + 2) + least
        places = (np.arange(height)[:, None] + np.arange(last + 1)).ravel()
        rows: list[Array] = []
        for p in self.primes:
            self.budget.check(len(rows) / len(self.primes), "types")
            ways, tail = self._ways(columns, p), binomials_modulo(last, p)
            found = [self._spread(keys, w, tail, places, p) for w in
                     (ways, *(ways * c % p for c in columns))]  # fmt: skip
            of_last = tail * np.arange(last + 1) % p
            found.append(self._spread(keys, ways, of_last, places, p))
            rows.append(np.concatenate(found))
        numbers = joined(self.primes, np.asarray(rows))
        parts = [numbers[k : k + n + 1] for k in range(0, len(numbers), n + 1)]
        return parts[0], self._of_one(parts[1:])

    def _spread(self, keys: Array, ways: Array, tail: Array, places: Array, p: int) -> Array:
        """Return sums by size from sums by the others' number and their least count."""
        table = sums(keys, ways, p, (self.size - self.counts[-1] + 1) * (self.counts[-1] + 2))
        table = table.reshape(-1, self.counts[-1] + 2)[:, :-1].cumsum(axis=1) % p
        return sums(places, (table * tail % p).ravel(), p, self.size + 1)

    def _ways(self, columns: list[Array], p: int) -> Array:
        ways = np.ones(1, dtype=np.int64)
        for count, x in zip(self.counts, columns, strict=False):
            if count > 1:
                ways = ways * binomials_modulo(count, p)[x] % p
        return np.broadcast_to(ways, columns[0].shape) if columns else ways

    def _of_one(self, every: list[list[int]]) -> list[list[int]]:
        """Return, by voter, how often ONE member is inside from how many of its type are."""
        found: list[list[int]] = [[] for _ in self.order]
        for axis, mine in enumerate(every):
            found[self.order[axis]] = [k // self.counts[axis] for k in mine]
        return found


class _Tally:
    """Sums over segments of lines by a key, in all and for the types that count there."""

    def __init__(self, lines: Lines, top: int) -> None:
        self.lines, self.top, self.held = lines, top, 0
        self.waiting: list[tuple[Array, ...]] = []
        self.whole = [0] * ((len(lines.counts) + 1) * top)

    def add(self, flat: Array, low: Array, high: Array, key: Array, marks: Array) -> None:
        """Add lines `flat`, counts low .. high - 1 of the largest type each, with their keys.

        `marks` has one row a type: whether its members count. The last row may be missing: then
        the largest type counts where any of it is inside, for segments of one count.
        """
        if not len(flat):
            return
        if len(marks) < len(self.lines.counts):
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
        columns = [c.astype(np.int64) for c in self.lines.columns(flat)]
        chosen = [np.flatnonzero(m) for m in marks]
        keys = [key[at] for at in chosen]
        inside = [x[at] for x, at in zip([*columns, low], chosen, strict=True)]
        rows = []
        for p in self.lines.primes:
            partial = np.concatenate([[0], binomials_modulo(self.lines.counts[-1], p)]).cumsum() % p
            ways = (partial[high] - partial[low]) % p * self.lines._ways(columns, p) % p
            found = [sums(key, ways, p, self.top)]
            for k, at, x in zip(keys, chosen, inside, strict=True):
                found.append(sums(k, ways[at] * x % p, p, self.top))
            rows.append(np.concatenate(found))
        numbers = joined(self.lines.primes, np.asarray(rows))
        self.whole = [a + b for a, b in zip(self.whole, numbers, strict=True)]

    def _singly(self, flat: Array, low: Array, high: Array, key: Array, marks: Array) -> None:
        """Add up a few segments one by one, in long integers."""
        counts, top = self.lines.counts, self.top
        partial = [0, *accumulate(binomials(counts[-1]))]
        columns = [*(c.tolist() for c in self.lines.columns(flat)), low.tolist()]
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
        return parts[0], self.lines._of_one(parts[1:])


def _side(table: Array, axis: int, high: int) -> Array:
    """Return the view of the vectors that have one more (high) or may have one more of a type."""
    pick: list[Any] = [slice(None)] * table.ndim
    pick[axis] = slice(1, None) if high else slice(None, -1)
    return np.asarray(table[tuple(pick)])


class Evaluation:
    """Whether a rule passes, for a block of vectors, as one voter's count is tried again.

    Gates that do not depend on that voter are evaluated once.
    """

    def __init__(self, rule: Rule, state: list[Any], tried: int) -> None:
        self.rule, self.tried = rule, tried
        n = len(rule.voters)
        self.loose = {tried}
        self.sums: list[Any] = []
        self.own: list[list[tuple[int, int]]] = []
        self.state = [*state, *([None] * len(rule.gates))]
        rows: dict[int, tuple[Any, list[tuple[int, int]]]] = {}
        for g, gate in enumerate(rule.gates):
            if gate.row not in rows:
                items = rule.rows[gate.row].items
                fixed = sum(w * self.state[k] for k, w in items if k not in self.loose)
                rows[gate.row] = fixed, [(k, w) for k, w in items if k in self.loose]
            fixed, loose = rows[gate.row]
            self.sums.append(fixed)
            self.own.append(loose)
            if loose:
                self.loose.add(n + g)
            else:
                self.state[n + g] = _opened(fixed, gate.quota)

    def __call__(self, count: Array) -> Array:
        """Return whether each vector wins with this count of the voter that is tried."""
        rule, n = self.rule, len(self.rule.voters)
        state = list(self.state)
        state[self.tried] = count
        for g, gate in enumerate(rule.gates):
            if self.own[g]:
                weight = self.sums[g] + sum(w * state[k] for k, w in self.own[g])
                state[n + g] = _opened(weight, gate.quota)
        top = state[rule.root]
        wins = top >= rule.voters[rule.root].count if rule.root < n else top > 0
        return np.broadcast_to(np.asarray(wins), count.shape)


def _opened(weight: Any, quota: int) -> Array:
    # a quota beyond 60 bits is beyond every sum
    return np.asarray(weight >= min(max(quota, -1), 1 << 61)).astype(np.int64)
