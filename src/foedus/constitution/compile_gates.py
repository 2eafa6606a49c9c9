"""Threshold conditions put into gates: integer weights, quotas rounded the strict way, duals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from foedus.rules.gates import Builder, Node, Rule


@dataclass(frozen=True, slots=True)
class Bound:
    """What an open weight is held against: `value`, reached or (strict) exceeded."""

    value: Fraction
    strict: bool = False

    def quota(self) -> int:
        """Return the smallest integer weight that satisfies the bound.

        q = floor(v) + 1 for "more than v", ceil(v) for "at least v".
        """
        return self.value.__floor__() + 1 if self.strict else self.value.__ceil__()

    def scaled(self, factor: int) -> Bound:
        """Return the bound for weights multiplied by `factor`."""
        return Bound(self.value * factor, self.strict)


class Assembler:
    """Builds gates in two senses: of yes votes, or (dual) of "not enough no votes".

    The dual of a gate with weights w, quota q and total W is the gate with quota W - q + 1 over
    the duals of its children: NOT(no >= q) = (yes >= W - q + 1). A caller compiles a condition in
    the dual sense by passing `dual=True` all the way down. Equal rows and gates are stored once.
    """

    def __init__(self) -> None:
        self._builder = Builder()
        self._count: dict[Node, int] = {}
        self._fixed: dict[Node, bool] = {}
        self._made: dict[tuple[object, ...], Node] = {}

    def voter(self, name: str, count: int = 1) -> Node:
        """Return the node of a voter or of a type of `count` identical voters."""
        node = self._builder.voter(name, count)
        self._count[node] = count
        return node

    def reach(
        self,
        weights: Mapping[Node, Fraction | int],
        bound: Bound,
        label: str = "",
        *,
        dual: bool = False,
    ) -> Node:
        """Return the gate open when the open weight satisfies `bound`, or its dual.

        Weights are scaled to integers, so that all thresholds on one set of weights share a row;
        children that are always open count towards the quota, those never open are left out.
        Raises ValueError for a negative weight.
        """
        factor = lcm(*(w.denominator for w in weights.values()))
        whole = {k: w.numerator * (factor // w.denominator) for k, w in weights.items() if w}
        quota = bound.scaled(factor).quota()
        total = sum(w * self._count.get(k, 1) for k, w in whole.items())
        if dual:
            quota = total - quota + 1
        for k in [k for k in whole if k in self._fixed]:
            weight = whole.pop(k)
            total -= weight
            quota -= weight if self._fixed[k] else 0
        if quota <= 0:
            return self.constant(True)
        if quota > total:
            return self.constant(False)
        return self._gate(whole, quota, label)

    def every(self, nodes: Iterable[Node], label: str = "", *, dual: bool = False) -> Node:
        """Return the AND of gates (its dual: the OR); of one node, that node."""
        return self._join(nodes, label, conjunction=not dual)

    def some(self, nodes: Iterable[Node], label: str = "", *, dual: bool = False) -> Node:
        """Return the OR of gates (its dual: the AND); of one node, that node."""
        return self._join(nodes, label, conjunction=dual)

    def constant(self, value: bool, *, dual: bool = False) -> Node:
        """Return the gate that is always or never open; the dual swaps them."""
        value = value != dual
        key: tuple[object, ...] = ("constant", value)
        if key not in self._made:
            node = self._builder.always() if value else self._builder.never()
            self._made[key] = node
            self._fixed[node] = value
        return self._made[key]

    def is_constant(self, node: Node) -> bool | None:
        """Return whether the node is always (True) or never (False) open, None otherwise."""
        return self._fixed.get(node)

    def build(self, root: Node) -> Rule:
        """Return the rule with this root; every voter declared is kept."""
        return self._builder.build(root)

    def _gate(self, weights: Mapping[Node, int], quota: int, label: str) -> Node:
        key: tuple[object, ...] = ("gate", frozenset(weights.items()), quota)
        if key not in self._made:
            self._made[key] = self._builder.gate(weights, quota, label)
        return self._made[key]

    def _join(self, nodes: Iterable[Node], label: str, *, conjunction: bool) -> Node:
        children = list(dict.fromkeys(nodes))
        if any(self._fixed.get(k) is (not conjunction) for k in children):
            return self.constant(not conjunction)
        children = [k for k in children if k not in self._fixed]
        if not children:
            return self.constant(conjunction)
        if len(children) == 1 and self._count.get(children[0], 1) == 1:
            return children[0]
        need = sum(self._count.get(k, 1) for k in children) if conjunction else 1
        return self._gate(dict.fromkeys(children, 1), need, label)
