"""How many coalitions pass one rule, another, and both: halves joined by counting dominance.

Exact for rules whose gates read at most two rows of many different sums, to about 36 voters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import gcd

import numpy as np

from foedus.proof.wavelet import Ints, Wavelet
from foedus.rules.gates import Builder, Rule
from foedus.rules.transform import expand

#: Most voters, and most classes of small sums in one half.
VOTERS, CLASSES = 36, 400
#: Sums in one half up to which a row counts as small.
SMALL = 40
#: Sums beyond this do not fit 64-bit integers with room to spare.
LARGEST = 1 << 61


@dataclass(frozen=True, slots=True)
class Counts:
    """The number of coalitions that pass the first rule, the second, and both."""

    first: int
    second: int
    both: int

    @property
    def differ(self) -> int:
        """The number on which the rules differ: |P| + |R| - 2 |P and R|."""
        return self.first + self.second - 2 * self.both


def count_pair(first: Rule, second: Rule) -> Counts | None:
    """Return the exact counts of two rules over the same voters, or None where they do not fit.

    Every half-coalition is listed once (Horowitz & Sahni 1974). Pairs of halves that agree on the
    small rows are counted by the two large ones: how many have x >= q and y >= p is a count of
    dominating points, found in a wavelet matrix (Claude, Navarro & Ordonez 2015).
    """
    if first.size > VOTERS or first.names != second.names:
        return None
    joined = _joined(first, second)
    if joined is None:
        return None
    rows = joined.numeric()
    if any(sum(row.values()) >= LARGEST for row in rows):
        return None
    n = len(joined.rule.voters)
    halves = (list(range(0, n, 2)), list(range(1, n, 2)))
    tables = [[_sums(row, half) for row in rows] for half in halves]
    wide = [k for k in range(len(rows)) if max(_distinct(t[k]) for t in tables) > SMALL]
    if len(wide) > 2:
        return None
    sides = [_Side.of(t, wide) for t in tables]
    if max(len(s.classes) for s in sides) > CLASSES:
        return None
    return _added(joined, rows, wide, sides)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Two rules in one graph, `roots` their nodes; voters beside gates are rows of their own."""

    rule: Rule
    roots: tuple[int, int]

    def numeric(self) -> list[dict[int, int]]:
        """Return the rows over voters alone, and one of each voter that stands beside gates."""
        n = len(self.rule.voters)
        used = {g.row for g in self.rule.gates}
        rows = [
            dict(r.items)
            for k, r in enumerate(self.rule.rows)
            if k in used and all(v < n for v, _ in r.items)
        ]
        mixed = [r for r in self.rule.rows if any(v >= n for v, _ in r.items)]
        alone = dict.fromkeys(v for r in mixed for v, _ in r.items if v < n)
        return rows + [{v: 1} for v in alone if {v: 1} not in rows]


def _joined(first: Rule, second: Rule) -> _Joined | None:
    builder = Builder()
    roots = []
    for rule in (expand(first), expand(second)):
        nodes = [builder.voter(v.name) for v in rule.voters]
        for gate in rule.gates:
            items = rule.rows[gate.row].items
            # Rows of one column are one row, whatever fractions their quotas were scaled by.
            common = gcd(*(w for _, w in items)) or 1
            weights = {nodes[k]: w // common for k, w in items}
            nodes.append(builder.gate(weights, -(-gate.quota // common)))
        roots.append(builder.gate({nodes[rule.root]: 1}, 1))
    rule = builder.build(builder.gate({roots[0]: 1, roots[1]: 2}, 3))
    items = rule.rows[rule.gates[-1].row].items
    if len(items) < 2:
        return _Joined(rule, (items[0][0], items[0][0]))
    one = next(k for k, w in items if w == 1)
    two = next(k for k, w in items if w == 2)
    return _Joined(rule, (one, two))


def _sums(row: dict[int, int], half: list[int]) -> Ints:
    found = np.zeros(1, dtype=np.int64)
    for v in half:
        found = np.concatenate([found, found + row.get(v, 0)])
    return found


def _distinct(values: Ints) -> int:
    return len(np.unique(values))


@dataclass(frozen=True, slots=True)
class _Class:
    """The half-coalitions of one class: their small sums, and their sums on the large rows."""

    small: tuple[int, ...]
    large: tuple[Ints, ...]
    size: int


@dataclass(frozen=True, slots=True)
class _Side:
    classes: list[_Class]

    @staticmethod
    def of(table: list[Ints], wide: list[int]) -> _Side:
        """Return the classes of a half."""
        small = [k for k in range(len(table)) if k not in wide]
        size = len(table[0]) if table else 1
        key = np.zeros(size, dtype=np.int64)
        for k in small:
            _, rank = np.unique(table[k], return_inverse=True)
            _, key = np.unique(key * (int(rank.max()) + 1) + rank, return_inverse=True)
        order = np.argsort(key, kind="stable")
        cuts = np.flatnonzero(np.diff(key[order])) + 1
        found = []
        for members in np.split(order, cuts):
            at = int(members[0])
            large = tuple(table[k][members] for k in wide)
            found.append(_Class(tuple(int(table[k][at]) for k in small), large, len(members)))
        return _Side(found)


def _added(
    joined: _Joined, rows: list[dict[int, int]], wide: list[int], sides: list[_Side]
) -> Counts:
    gates = _Gates.of(joined, rows, wide)
    first = second = both = 0
    for left in sides[0].classes:
        groups: dict[tuple[bool, ...], list[_Class]] = {}
        for right in sides[1].classes:
            total = [a + b for a, b in zip(left.small, right.small, strict=True)]
            groups.setdefault(gates.truth(total), []).append(right)
        for truth, members in groups.items():
            for cell, number in _cells(gates, truth, left, members):
                p, r = gates.outcome(truth, cell)
                first += number * p
                second += number * r
                both += number * (p and r)
    return Counts(first, second, both)


@dataclass(slots=True)
class _Gates:
    """The gates of the joined graph: which row each numeric gate reads, and with which quota."""

    joined: _Joined
    at: dict[int, tuple[int, int]]
    small: list[tuple[int, int]]
    large: list[list[int]]
    position: dict[int, int]
    wide: list[int]
    memo: dict[tuple[tuple[bool, ...], tuple[int, ...]], tuple[bool, bool]]

    @staticmethod
    def of(joined: _Joined, rows: list[dict[int, int]], wide: list[int]) -> _Gates:
        """Return the quotas by row: those on small rows as tests, those on large ones sorted."""
        rule, n = joined.rule, len(joined.rule.voters)
        number = {tuple(sorted(r.items())): k for k, r in enumerate(rows)}
        at: dict[int, tuple[int, int]] = {}
        for g, gate in enumerate(rule.gates):
            items = rule.rows[gate.row].items
            if all(v < n for v, _ in items):
                at[n + g] = number[tuple(sorted(items))], gate.quota
        for k, row in enumerate(rows):
            if len(row) == 1 and set(row.values()) == {1}:
                at.setdefault(next(iter(row)), (k, 1))
        small_rows = [k for k in range(len(rows)) if k not in wide]
        position = {k: i for i, k in enumerate(small_rows)}
        small = sorted({(position[k], q) for k, q in at.values() if k in position})
        large = [sorted({q for k, q in at.values() if k == w}) for w in wide]
        return _Gates(joined, at, small, large, position, wide, {})

    def truth(self, sums: list[int]) -> tuple[bool, ...]:
        """Return which quotas on small rows are reached."""
        return tuple(sums[k] >= q for k, q in self.small)

    def outcome(self, truth: tuple[bool, ...], cell: tuple[int, ...]) -> tuple[bool, bool]:
        """Return whether each rule passes; `cell` counts the quotas reached on each large row."""
        key = truth, cell
        if key not in self.memo:
            self.memo[key] = self._outcome(truth, cell)
        return self.memo[key]

    def _outcome(self, truth: tuple[bool, ...], cell: tuple[int, ...]) -> tuple[bool, bool]:
        rule, n = self.joined.rule, len(self.joined.rule.voters)
        known = dict(zip(self.small, truth, strict=True))
        state: dict[int, bool] = {}
        for node, (row, quota) in self.at.items():
            if row in self.position:
                state[node] = known[self.position[row], quota]
            else:
                k = self.wide.index(row)
                state[node] = self.large[k].index(quota) < cell[k]
        for g, gate in enumerate(rule.gates):
            if n + g not in state:
                items = rule.rows[gate.row].items
                state[n + g] = sum(w for k, w in items if state[k]) >= gate.quota
        return state[self.joined.roots[0]], state[self.joined.roots[1]]


def _cells(
    gates: _Gates, truth: tuple[bool, ...], left: _Class, members: list[_Class]
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield, by how many quotas on each large row are reached, the number of pairs of halves."""
    every = left.size * sum(c.size for c in members)
    top = tuple(len(q) for q in gates.large)
    lowest = tuple(0 for _ in top)
    if gates.outcome(truth, lowest) == gates.outcome(truth, top):
        yield lowest, every
        return
    reach = _reach(gates.large, left, members, every)
    for cell in product(*(range(k + 1) for k in top)):
        number = 0
        for step in product((0, 1), repeat=len(top)):
            at = tuple(a + s for a, s in zip(cell, step, strict=True))
            number += (-1) ** sum(step) * reach.get(at, 0)
        if number:
            yield cell, number


def _reach(
    quotas: list[list[int]], left: _Class, members: list[_Class], every: int
) -> dict[tuple[int, ...], int]:
    """Return how many pairs reach the first i quotas of the one row and j of the other."""
    x = np.concatenate([c.large[0] for c in members])
    order = np.argsort(-x, kind="stable")
    descending = -x[order]
    before = [np.full(left.size, len(x), dtype=np.int64)]
    before += [np.searchsorted(descending, left.large[0] - q, side="right") for q in quotas[0]]
    if len(quotas) == 1:
        return {(i,): int(m.sum()) for i, m in enumerate(before)}
    y = np.concatenate([c.large[1] for c in members])[order]
    ascending = np.sort(y, kind="stable")
    wavelet = Wavelet(np.argsort(np.argsort(y, kind="stable"), kind="stable"))
    found: dict[tuple[int, ...], int] = {(i, 0): int(m.sum()) for i, m in enumerate(before)}
    for j, p in enumerate(quotas[1], 1):
        least = np.searchsorted(ascending, p - left.large[1], side="left")
        for i, m in enumerate(before):
            found[i, j] = int(wavelet.at_least(m, least).sum())
    assert found[0, 0] == every
    return found
