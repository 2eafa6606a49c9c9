"""What a rule reads of a set: the sum on each weight row, capped at its largest quota."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import comb

from foedus.power.packing import binomials
from foedus.rules.gates import Rule

#: The capped sum on each row.
State = tuple[int, ...]
#: For each gate: the place of its row in a state (or None), the weights of gates on it, its quota.
Reading = tuple[int | None, tuple[tuple[int, int], ...], int]


class TooMany(Exception):
    """Raised where a count would take more steps than allowed."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The rows that read voters: their caps, each voter's (place of a row, weight), each gate."""

    rule: Rule
    caps: State
    weights: tuple[tuple[tuple[int, int], ...], ...]
    gates: tuple[Reading, ...]

    @classmethod
    def of(cls, rule: Rule) -> Sums:
        """Return the sums of a rule whose root is a gate."""
        n = len(rule.voters)
        used = sorted({g.row for g in rule.gates if any(k < n for k, _ in rule.rows[g.row].items)})
        caps = tuple(max(0, *(g.quota for g in rule.gates if g.row == r)) for r in used)
        on = [dict(rule.rows[r].items) for r in used]
        weights = (tuple((i, row[k]) for i, row in enumerate(on) if k in row) for k in range(n))
        at = {row: place for place, row in enumerate(used)}
        gates = (
            (at.get(g.row), tuple((k - n, w) for k, w in rule.rows[g.row].items if k >= n), g.quota)
            for g in rule.gates
        )
        return cls(rule, caps, tuple(weights), tuple(gates))

    @property
    def empty(self) -> State:
        """The state of nobody."""
        return (0,) * len(self.caps)

    def add(self, state: State, voter: int, members: int = 1) -> State:
        """Return the state with so many more members of a voter."""
        found = list(state)
        for row, weight in self.weights[voter]:
            found[row] = min(self.caps[row], found[row] + weight * members)
        return tuple(found)

    def joined(self, a: State, b: State) -> State:
        """Return the state of two sets without a common member."""
        return tuple(min(cap, x + y) for x, y, cap in zip(a, b, self.caps, strict=True))

    def passes(self, state: State) -> bool:
        """Return whether the rule passes in a state."""
        found: list[bool] = []
        for place, inner, quota in self.gates:
            weight = 0 if place is None else state[place]
            for gate, w in inner:
                if found[gate]:
                    weight += w
            found.append(weight >= quota)
        return found[self.rule.root - len(self.rule.voters)]

    def least(self, state: State, voter: int) -> int:
        """Return the fewest members of a voter that make a state pass; its count + 1 where none do.

        Rules are monotone: what passes with k members passes with more.
        """
        every = range(self.rule.voters[voter].count + 1)
        return bisect_left(every, True, key=lambda k: self.passes(self.add(state, voter, k)))

    def table(self, voters: Iterable[int], slot: int, steps: int) -> dict[State, int]:
        """Return, for each state that some voters reach, the number of sets by size, packed.

        A type of c members multiplies by (1 + y)^c, shifted by the weight of those who say yes.
        Raises TooMany.
        """
        table = {self.empty: 1}
        for voter in voters:
            count = self.rule.voters[voter].count
            steps -= len(table) * (count + 1)
            if steps < 0:
                raise TooMany
            ways = [(comb(count, k), 8 * slot * k) for k in range(1, count + 1)]
            grown = dict(table)
            for state, packed in table.items():
                for way, shift in ways:
                    state = self.add(state, voter)
                    grown[state] = grown.get(state, 0) + (packed * way << shift)
            table = grown
        return table


class Endings:
    """The sets of some voters that make a state pass, by size and packed; each state once.

    The largest type is no part of the table: a state needs at least so many of it, found by
    halving, and every larger number passes too.
    """

    def __init__(self, sums: Sums, voters: Iterable[int], slot: int, steps: int) -> None:
        counts = [v.count for v in sums.rule.voters]
        order = sorted(voters, key=lambda k: -counts[k])
        self._sums, self._slot = sums, slot
        self._last = order[0] if order else None
        self._table = sums.table(order[1:], slot, steps)
        halvings = counts[order[0]].bit_length() + 1 if order else 1
        if len(self._table) * halvings > steps:
            raise TooMany
        self._known: dict[State, int] = {}

    def of(self, state: State) -> int:
        """Return sum_s N_s y^s, N_s the sets of s members that pass together with the state."""
        if state not in self._known:
            self._known[state] = self._found(state)
        return self._known[state]

    def _found(self, state: State) -> int:
        sums, last = self._sums, self._last
        if last is None:
            return int(sums.passes(state))
        starts: dict[int, int] = {}
        for end, packed in self._table.items():
            least = sums.least(sums.joined(state, end), last)
            starts[least] = starts.get(least, 0) + packed
        return self._from(starts, sums.rule.voters[last].count)

    def _from(self, starts: Mapping[int, int], count: int) -> int:
        """Return the sum over k of C(count, k) y^k times all that starts at k or below."""
        ends: Sequence[int] = sorted({*starts, count + 1})
        running = total = 0
        for low, high in pairwise(ends):
            running += starts.get(low, 0)
            total += running * binomials(count, low, high - 1, self._slot)
        return total
