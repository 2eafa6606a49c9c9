"""The ways a graph of gates can open, each a plain list of weight rows to be reached.

A gate whose voters appear nowhere else is a *module*: it is opened as cheaply as possible by
itself and then stands as one voter with that price (Moehring & Radermacher 1984).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from foedus.rules.draft import Draft

#: Rows to be reached at once: voters and their weights -> the least weight.
Demand = dict[frozenset[tuple[int, int]], int]


def modules(draft: Draft) -> list[int]:
    """Return the gates (as nodes, children first) below the root that form modules."""
    n = len(draft.voters)
    below: list[int] = [1 << k for k in range(n)]
    parents: list[int] = [0] * (n + len(draft.parts))
    for index, part in enumerate(draft.parts):
        bits = 1 << (n + index)
        for child in part.weights:
            bits |= below[child]
            parents[child] |= 1 << (n + index)
        below.append(bits)
    found = []
    for node in range(n, n + len(draft.parts)):
        inside = below[node]
        rest = inside & ~(1 << node)
        if node != draft.root and all(not parents[k] & ~inside for k in _bits(rest)):
            found.append(node)
    return found


def _bits(value: int) -> Iterator[int]:
    while value:
        low = value & -value
        yield low.bit_length() - 1
        value ^= low


def demands(draft: Draft, promising: Callable[[Demand], bool]) -> Iterator[Demand]:
    """Yield lists of rows that together open the root; every winning coalition meets one of them.

    A partial list for which `promising` is false is not continued.
    """
    yield from _open(draft, [draft.root], {}, frozenset(), promising)


def _open(
    draft: Draft,
    pending: list[int],
    demand: Demand,
    opened: frozenset[int],
    promising: Callable[[Demand], bool],
) -> Iterator[Demand]:
    n = len(draft.voters)
    pending = [k for k in pending if k not in opened]
    if not pending:
        yield demand
        return
    node, rest = pending[-1], pending[:-1]
    now = opened | {node}
    if node < n:
        yield from _demand(draft, rest, demand, {node: 1}, draft.voters[node].count, now, promising)
        return
    part = draft.parts[node - n]
    voters = {k: w for k, w in part.weights.items() if k < n}
    gates = sorted(((w, k) for k, w in part.weights.items() if k >= n), reverse=True)
    reach = sum(w * draft.voters[k].count for k, w in voters.items())
    free = sum(w for w, k in gates if k in now)
    gates = [(w, k) for w, k in gates if k not in now]
    for chosen, need in _choices(gates, part.quota - free, reach, 0):
        yield from _demand(draft, rest + chosen, demand, voters, need, now, promising)


def _choices(
    gates: list[tuple[int, int]], need: int, reach: int, start: int
) -> Iterator[tuple[list[int], int]]:
    """Yield sets of child gates to open, with the weight that the voters must then bring."""
    if need <= reach:
        yield [], max(need, 0)
    if need <= 0:
        return
    left = sum(w for w, _ in gates[start:])
    for at in range(start, len(gates)):
        weight, node = gates[at]
        if left + reach < need:
            return
        left -= weight
        for more, rest in _choices(gates, need - weight, reach, at + 1):
            yield [node, *more], rest


def _demand(
    draft: Draft,
    pending: list[int],
    demand: Demand,
    voters: dict[int, int],
    need: int,
    opened: frozenset[int],
    promising: Callable[[Demand], bool],
) -> Iterator[Demand]:
    if need > 0:
        row = frozenset(voters.items())
        if need > demand.get(row, 0):
            demand = {**demand, row: need}
            if not promising(demand):
                return
    yield from _open(draft, pending, demand, opened, promising)


class QuickBound:
    """The largest fractional-knapsack bound of the rows of a demand, each row by itself."""

    def __init__(self, draft: Draft, prices: list[int]) -> None:
        self.prices = prices
        self.counts = [v.count for v in draft.voters]
        self.order: dict[frozenset[tuple[int, int]], list[tuple[int, int]]] = {}
        self.known: dict[tuple[frozenset[tuple[int, int]], int], int] = {}

    def __call__(self, demand: Demand) -> int:
        """Return a cost that no coalition meeting the demand undercuts."""
        return max((self._row(row, need) for row, need in demand.items()), default=0)

    def _row(self, row: frozenset[tuple[int, int]], need: int) -> int:
        if (row, need) not in self.known:
            self.known[row, need] = self._bound(row, need)
        return self.known[row, need]

    def _bound(self, row: frozenset[tuple[int, int]], need: int) -> int:
        if row not in self.order:
            self.order[row] = sorted(row, key=lambda kw: (Fraction(self.prices[kw[0]], kw[1]), kw))
        cost = 0
        for node, weight in self.order[row]:
            room = weight * self.counts[node]
            if room >= need:
                return cost - (-self.prices[node] * need // weight)
            cost += self.prices[node] * self.counts[node]
            need -= room
        return cost
