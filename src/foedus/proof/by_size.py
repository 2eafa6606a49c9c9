"""Winning coalitions of one rule counted by size, without swings: a table over sums of weights.

State: the sum on each weight row that a gate reads, capped at its largest quota; value: a
polynomial in y whose coefficient at y^s is the number of sets of s members in that state, packed
into one integer. A type of c members multiplies by (1 + y)^c, shifted by the weight of those who
say yes. This is the generating function of Brams & Affuso (1976) with a size marked as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.power.components import components
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse

#: State: the capped sum on each row. Table: state -> polynomial in the size, packed.
State = tuple[int, ...]
#: (state, size) -> the prices of the subsets that give it, sorted.
Half = dict[tuple[State, int], NDArray[Any]]
#: Sums of prices below this fit 64 bits with room for one more.
LARGE = 1 << 61
#: Steps (states times members) that one count may take.
STEPS = 100_000
#: A single gate with a larger quota is counted by matching halves instead of a table of sums.
WIDE = 10_000


class TooMany(Exception):
    """Raised where a table would take more steps than allowed."""


def by_size(rule: Rule, steps: int = STEPS) -> tuple[int, ...] | None:
    """Return how many sets of s members pass, for s = 0 .. n; None where that takes too long."""
    try:
        slot = rule.size + 1
        packed = _passing(simplify(rule), slot, steps)
    except TooMany:
        return None
    mask = (1 << slot) - 1
    return tuple(packed >> (slot * s) & mask for s in range(rule.size + 1))


def cheapest(
    rule: Rule, price: Mapping[str, int], cost: int, size: int, steps: int = STEPS
) -> int | None:
    """Return how many sets of `size` members pass and cost `cost` at most; None if too long.

    Voters with a price are split into halves that are listed and matched by price (Horowitz &
    Sahni 1974); those without one are counted by a table. A priced type is not counted.
    """
    try:
        return _cheapest(rule, price, cost, size, steps)
    except TooMany:
        return None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that read voters, their caps, and each voter's (place of a row, weight)."""

    rule: Rule
    rows: tuple[int, ...]
    caps: State
    weights: tuple[tuple[tuple[int, int], ...], ...]

    def add(self, state: State, voter: int, members: int) -> State:
        """Return the state with so many more members of a voter."""
        found = list(state)
        for row, weight in self.weights[voter]:
            found[row] = min(self.caps[row], found[row] + weight * members)
        return tuple(found)

    def passes(self, state: State) -> bool:
        """Return whether the rule passes in a state."""
        sums = dict(zip(self.rows, state, strict=True))
        n, found = len(self.rule.voters), list[int]()
        for gate in self.rule.gates:
            inner = sum(w * found[k - n] for k, w in self.rule.rows[gate.row].items if k >= n)
            found.append(int(sums.get(gate.row, 0) + inner >= gate.quota))
        return bool(found[self.rule.root - n])


def _rows(rule: Rule) -> _Rows:
    n = len(rule.voters)
    used = sorted({g.row for g in rule.gates if any(k < n for k, _ in rule.rows[g.row].items)})
    caps = tuple(max(0, *(g.quota for g in rule.gates if g.row == r)) for r in used)
    on = [dict(rule.rows[r].items) for r in used]
    weights = (tuple((i, row[k]) for i, row in enumerate(on) if k in row) for k in range(n))
    return _Rows(rule, tuple(used), caps, tuple(weights))


def _passing(rule: Rule, slot: int, steps: int) -> int:
    """Return the packed polynomial of the sets that pass a simplified rule."""
    n = len(rule.voters)
    if rule.root < n:
        return _choices(rule, {rule.root}, slot) << (slot * rule.voters[rule.root].count)
    found = components(rule)
    if found is None:
        if _is_plain(rule) and rule.gates[0].quota > WIDE:
            return _choices(rule, set(), slot) - _losing(rule, slot, steps)
        rule = collapse(rule).rule
        n, rows = len(rule.voters), _rows(rule)
        table = _table(rows, range(n), slot, steps)
        return sum(poly for state, poly in table.items() if rows.passes(state))
    every, parts = found
    inside = {v for p in parts for v in p.names}
    taken = {k for k, v in enumerate(rule.voters) if v.name in inside}
    whole = _choices(rule, taken, slot)
    for part in parts:
        own = _passing(simplify(part), slot, steps)
        whole *= own if every else _choices(part, set(), slot) - own
    return whole if every else _choices(rule, set(), slot) - whole


def _is_plain(rule: Rule) -> bool:
    """Return whether a rule is one gate over single voters."""
    one = len(rule.gates) == 1 and all(v.count == 1 for v in rule.voters)
    return one and all(k < len(rule.voters) for k, _ in rule.rows[rule.gates[0].row].items)


def _losing(rule: Rule, slot: int, steps: int) -> int:
    """Return the sets below one gate's quota, packed: halves listed and matched by weight."""
    weights = dict(rule.rows[rule.gates[0].row].items)
    voters = list(weights)
    half = len(voters) // 2
    if 1 << (len(voters) - half) > steps:
        raise TooMany
    sizes = _Rows(rule, (), (), ((),) * len(rule.voters))
    most, ends = rule.gates[0].quota - 1, (0, len(voters))
    lists = [_half(sizes, p, weights, ends[1], most) for p in (voters[:half], voters[half:])]
    found = 0
    for _, members, number in _matched(sizes, lists, most, ends, 64 * steps):
        found += number << (slot * members)
    return found * _choices(rule, set(voters), slot)


def _choices(rule: Rule, without: set[int], slot: int) -> int:
    """Return (1 + y)^m packed, for all members but those of the voters left out."""
    members = sum(v.count for k, v in enumerate(rule.voters) if k not in without)
    return sum(comb(members, s) << (slot * s) for s in range(members + 1))


def _table(rows: _Rows, voters: Iterable[int], slot: int, steps: int) -> dict[State, int]:
    counts = [v.count for v in rows.rule.voters]
    table = {tuple(0 for _ in rows.caps): 1}
    for voter in sorted(voters, key=lambda k: -counts[k]):
        steps -= len(table) * (counts[voter] + 1)
        if steps < 0:
            raise TooMany
        ways = [comb(counts[voter], k) for k in range(1, counts[voter] + 1)]
        grown = dict(table)
        for state, poly in table.items():
            for members, ways_of in enumerate(ways, 1):
                key = rows.add(state, voter, members)
                more = poly if ways_of == 1 else poly * ways_of
                grown[key] = grown.get(key, 0) + (more << (slot * members))
        table = grown
    return table


def _cheapest(rule: Rule, price: Mapping[str, int], cost: int, size: int, steps: int) -> int:
    rows = _rows(rule)
    priced = [k for k, v in enumerate(rule.voters) if price.get(v.name)]
    if any(rule.voters[k].count > 1 for k in priced) or rule.root < len(rule.voters):
        raise TooMany
    half = len(priced) // 2
    if 1 << (len(priced) - half) > steps:
        raise TooMany
    costs = {k: price[rule.voters[k].name] for k in priced}
    lists = [_half(rows, part, costs, size, cost) for part in (priced[:half], priced[half:])]
    rest = [k for k in range(len(rule.voters)) if k not in costs]
    slot = rule.size + 1
    others = _table(rows, rest, slot, steps)
    free = sum(rule.voters[k].count for k in rest)
    found, decided = 0, dict[State, int]()
    for state, members, number in _matched(rows, lists, cost, (size - free, size), 8 * steps):
        if state not in decided:
            ends = ((_sum(rows, state, s), poly) for s, poly in others.items())
            decided[state] = sum(poly for end, poly in ends if rows.passes(end))
        at = size - members
        found += number * (decided[state] >> (slot * at) & ((1 << slot) - 1))
    return found


def _half(rows: _Rows, voters: list[int], costs: Mapping[int, int], size: int, most: int) -> Half:
    """Return every subset's price, sorted, under the state and size that it gives.

    Subsets of more than `size` members or above the price `most` take part in nothing.
    """
    found = [(tuple(0 for _ in rows.caps), 0, 0)]
    for k in voters:
        own = costs[k]
        found += [
            (rows.add(s, k, 1), n + 1, c + own) for s, n, c in found if n < size and c + own <= most
        ]
    groups: dict[tuple[State, int], list[int]] = {}
    for state, n, c in found:
        groups.setdefault((state, n), []).append(c)
    small = sum(costs.values()) < LARGE and most < LARGE
    # Prices beyond 64 bits stay whole numbers of Python: never a silent overflow.
    kind = np.int64 if small else object
    return {key: np.sort(np.array(prices, dtype=kind)) for key, prices in groups.items()}


def _matched(
    rows: _Rows,
    lists: list[Half],
    cost: int,
    sizes: tuple[int, int],
    steps: int,
) -> Iterator[tuple[State, int, int]]:
    """Yield (state, size, number of sets) for every two groups of fitting size and price."""
    for (one, mine), (other, theirs) in product(lists[0].items(), lists[1].items()):
        members = one[1] + other[1]
        if not sizes[0] <= members <= sizes[1] or int(mine[0]) + int(theirs[0]) > cost:
            continue
        steps -= len(mine)
        if steps < 0:
            raise TooMany
        number = int(np.searchsorted(theirs, cost - mine, side="right").sum())
        if number:
            yield _sum(rows, one[0], other[0]), members, number


def _sum(rows: _Rows, a: State, b: State) -> State:
    return tuple(min(cap, x + y) for x, y, cap in zip(a, b, rows.caps, strict=True))
