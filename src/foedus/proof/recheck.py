"""Evaluate a rule from its JSON alone: every witness is checked here before anyone sees it.

Nothing of the compiler or the engines is imported; the JSON is read as the sentence reads: a gate
is open when the weight of its open children reaches the quota.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_json(rule: Any) -> dict[str, Any]:
    """Return a rule as plain data: voters, rows of [node, weight], gates of [row, quota, label]."""
    return {
        "voters": [[v.name, v.count] for v in rule.voters],
        "rows": [[[k, w] for k, w in r.items] for r in rule.rows],
        "gates": [[g.row, g.quota, g.label] for g in rule.gates],
        "root": rule.root,
    }


def passes(data: Mapping[str, Any], yes: Mapping[str, int]) -> bool:
    """Return whether the rule in `data` passes when these members, and nobody else, say yes."""
    voters, seen = data["voters"], {}

    def opened(node: int) -> int:
        if node < len(voters):
            return int(yes.get(voters[node][0], 0))
        if node not in seen:
            row, quota, _ = data["gates"][node - len(voters)]
            seen[node] = int(sum(w * opened(k) for k, w in data["rows"][row]) >= quota)
        return int(seen[node])

    root = data["root"]
    return opened(root) >= (voters[root][1] if root < len(voters) else 1)


class WitnessRejected(AssertionError):
    """Raised where a witness does not show what it should: a defect of foedus, not of input."""


def confirm(data: Mapping[str, Any], yes: Mapping[str, int], expected: bool) -> None:
    """Raise WitnessRejected unless the coalition decides the rule in `data` as expected."""
    known = dict(map(tuple, data["voters"]))
    outside = {n: k for n, k in yes.items() if not 0 <= k <= known.get(n, k)}
    if outside or passes(data, yes) is not expected:
        raise WitnessRejected(f"the witness {dict(yes)} does not show what it should")
