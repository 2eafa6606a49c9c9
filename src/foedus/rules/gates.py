"""The gate form: a monotone decision rule as a directed acyclic graph of threshold gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

#: How many members of each type say yes; for single voters 0 or 1. Missing names count as 0.
Coalition = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Voter:
    """A voter, or a type of `count` identical voters whose members vote one by one."""

    name: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A weight row: pairs (node, weight), sorted by node, weights positive integers.

    Nodes 0 .. n-1 are the voters (the weight is that of ONE member of the type), node n+g is
    gate g. A row is stored once and shared by every gate that compares it with a quota.
    """

    items: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A threshold gate: open when the weight of the open children on `row` reaches `quota`.

    A quota <= 0 is always open; a quota above the row's total is never open.
    """

    row: int
    quota: int
    label: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Rule:
    """A decision rule: voters, weight rows, gates (children before parents) and a root node.

    The root is a node: a gate, or a single voter (a dictator). Monotone by construction.
    """

    voters: tuple[Voter, ...]
    rows: tuple[Row, ...]
    gates: tuple[Gate, ...]
    root: int

    @property
    def size(self) -> int:
        """The number of voters, members of types counted one by one."""
        return sum(v.count for v in self.voters)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the voters and types, in order."""
        return tuple(v.name for v in self.voters)

    def total(self, row: int) -> int:
        """Return the total weight on a row with every voter and gate open."""
        n = len(self.voters)
        return sum(w * (self.voters[k].count if k < n else 1) for k, w in self.rows[row].items)

    def open_nodes(self, coalition: Coalition) -> list[int]:
        """Return, for every node, how many of it are open (members of a type; 0 or 1 for a gate).

        Raises ValueError for an unknown voter or a count outside 0 .. the type's size.
        """
        unknown = set(coalition) - set(self.names)
        if unknown:
            raise ValueError(f"no such voter: {', '.join(sorted(unknown))}")
        yes = [coalition.get(v.name, 0) for v in self.voters]
        for voter, k in zip(self.voters, yes, strict=True):
            if not 0 <= k <= voter.count:
                raise ValueError(f"{voter.name} has {voter.count} members, not {k}")
        return self._spread(yes)

    def _spread(self, yes: Sequence[int]) -> list[int]:
        state = list(yes)
        weight = [-1] * len(self.rows)
        for gate in self.gates:
            if weight[gate.row] < 0:
                weight[gate.row] = sum(w * state[k] for k, w in self.rows[gate.row].items)
            state.append(1 if weight[gate.row] >= gate.quota else 0)
        return state

    def passes(self, coalition: Coalition | Iterable[str]) -> bool:
        """Return whether the proposal passes when exactly this coalition says yes.

        An iterable of names means every member of each named type.
        """
        return self._verdict(self.open_nodes(self.coalition(coalition)))

    def wins(self, yes: Sequence[int]) -> bool:
        """Return `passes` for counts given in the order of `voters`; nothing is checked."""
        return self._verdict(self._spread(yes))

    def _verdict(self, state: Sequence[int]) -> bool:
        if self.root < len(self.voters):
            return state[self.root] >= self.voters[self.root].count
        return state[self.root] > 0

    def __repr__(self) -> str:
        from foedus.rules.show import tree

        return tree(self)

    def coalition(self, yes: Coalition | Iterable[str]) -> Coalition:
        """Return `yes` as counts by name; a plain iterable of names takes every member."""
        if isinstance(yes, Mapping):
            return yes
        counts = {v.name: v.count for v in self.voters}
        return {name: counts.get(name, 1) for name in yes}


class Builder:
    """Collects voters and gates and returns a `Rule`; equal rows and gates are stored once."""

    def __init__(self) -> None:
        self._voters: list[Voter] = []
        self._index: dict[str, int] = {}
        self._pending: list[tuple[dict[Node, Fraction], Fraction, str]] = []

    def voter(self, name: str, count: int = 1) -> Node:
        """Return the node of a voter, adding it at its first mention.

        Raises ValueError where the same name is given with another count.
        """
        if name in self._index:
            node = self._index[name]
            if self._voters[node].count != count:
                raise ValueError(f"{name} was declared with {self._voters[node].count} members")
            return Node("voter", node)
        self._index[name] = len(self._voters)
        self._voters.append(Voter(name, count))
        return Node("voter", self._index[name])

    def gate(
        self,
        weights: Mapping[Node, Fraction | int],
        quota: Fraction | int,
        label: str = "",
    ) -> Node:
        """Return a gate: open when the open weight reaches `quota`; fractions are scaled later.

        Raises ValueError for a negative weight.
        """
        exact = {k: Fraction(w) for k, w in weights.items() if w}
        if any(w < 0 for w in exact.values()):
            raise ValueError("a weight is negative: the rule would not be monotone")
        self._pending.append((exact, Fraction(quota), label))
        return Node("gate", len(self._pending) - 1)

    def more_than(
        self, weights: Mapping[Node, Fraction | int], bound: Fraction | int, label: str = ""
    ) -> Node:
        """Return a gate open when the open weight is strictly above `bound`."""
        scale = lcm(
            Fraction(bound).denominator, *(Fraction(w).denominator for w in weights.values())
        )
        return self.gate(weights, Fraction(bound * scale // 1 + 1, scale), label)

    def all_of(self, nodes: Iterable[Node], label: str = "") -> Node:
        """Return an AND gate."""
        children = list(dict.fromkeys(nodes))
        return self.gate({k: 1 for k in children}, sum(self._members(k) for k in children), label)

    def any_of(self, nodes: Iterable[Node], label: str = "") -> Node:
        """Return an OR gate (of a type: any one member)."""
        return self.gate({k: 1 for k in dict.fromkeys(nodes)}, 1, label)

    def at_least(self, count: int, nodes: Iterable[Node], label: str = "") -> Node:
        """Return a gate open when at least `count` of the nodes are, members one by one."""
        return self.gate({k: 1 for k in dict.fromkeys(nodes)}, count, label)

    def always(self) -> Node:
        """Return the gate that is always open."""
        return self.gate({}, 0, "always")

    def never(self) -> Node:
        """Return the gate that is never open (an unamendable clause)."""
        return self.gate({}, 1, "never")

    def _members(self, node: Node) -> int:
        return self._voters[node.index].count if node.kind == "voter" else 1

    def build(self, root: Node) -> Rule:
        """Return the finished rule; only gates that the root reaches are kept, voters all are."""
        n = len(self._voters)
        reach, stack = set(), [root]
        while stack:
            node = stack.pop()
            if node.kind == "gate" and node.index not in reach:
                reach.add(node.index)
                stack.extend(self._pending[node.index][0])
        rows: dict[Row, int] = {}
        gates: dict[tuple[int, int], int] = {}
        made: list[Gate] = []
        at: dict[int, int] = {}
        for index in sorted(reach):
            weights, quota, label = self._pending[index]
            scale = lcm(quota.denominator, *(w.denominator for w in weights.values()))
            # Two nodes may have become one gate: its weights on a row are then added up.
            items: dict[int, int] = {}
            for k, w in weights.items():
                node_at = k.index if k.kind == "voter" else n + at[k.index]
                items[node_at] = items.get(node_at, 0) + int(w * scale)
            row = rows.setdefault(Row(tuple(sorted(items.items()))), len(rows))
            key = (row, int(quota * scale))
            if key not in gates:
                gates[key] = len(made)
                made.append(Gate(row, key[1], label))
            at[index] = gates[key]
        top = root.index if root.kind == "voter" else n + at[root.index]
        return Rule(tuple(self._voters), tuple(rows), tuple(made), top)


@dataclass(frozen=True, slots=True)
class Node:
    """A handle that `Builder` gives out: a voter or a gate."""

    kind: str
    index: int
