"""Whether a rule passes, for whole blocks of vectors of counts at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]


def verdicts(rule: Rule, state: list[Any]) -> Array:
    """Return whether the rule passes, for arrays of counts of each voter at once.

    Weights must add up to less than 2^60 on every row.
    """
    nodes, n = list(state), len(rule.voters)
    known: dict[int, Any] = {}
    for gate in rule.gates:
        if gate.row not in known:
            known[gate.row] = sum(w * nodes[k] for k, w in rule.rows[gate.row].items)
        nodes.append(_opened(known[gate.row], gate.quota))
    return _passed(rule, nodes[rule.root], n)


def _passed(rule: Rule, top: Any, n: int) -> Array:
    return np.asarray(top >= rule.voters[rule.root].count if rule.root < n else top > 0)


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
        return np.broadcast_to(_passed(rule, state[rule.root], n), count.shape)


def _opened(weight: Any, quota: int) -> Array:
    # a quota beyond 60 bits is beyond every sum
    return np.asarray(weight >= min(max(quota, -1), 1 << 61)).astype(np.int64)
