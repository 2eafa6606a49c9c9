"""A rule taken apart for rewriting, and put together again with rows and gates stored once."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.rules.gates import Gate, Row, Rule, Voter


@dataclass(slots=True)
class Part:
    """One gate of a draft: weights by node, quota, label."""

    weights: dict[int, int]
    quota: int
    label: str = ""

    def total(self, voters: list[Voter]) -> int:
        """Return the weight with every voter and gate open."""
        n = len(voters)
        return sum(w * (voters[k].count if k < n else 1) for k, w in self.weights.items())


@dataclass(slots=True)
class Draft:
    """Voters, gates (children first; node n+g is gate g) and a root, free to be changed."""

    voters: list[Voter]
    parts: list[Part]
    root: int


def take_apart(rule: Rule) -> Draft:
    """Return a draft of a rule; a type as root becomes the gate "every member"."""
    parts = [Part(dict(rule.rows[g.row].items), g.quota, g.label) for g in rule.gates]
    n = len(rule.voters)
    if rule.root < n and rule.voters[rule.root].count > 1:
        parts.append(Part({rule.root: 1}, rule.voters[rule.root].count))
        return Draft(list(rule.voters), parts, n + len(parts) - 1)
    return Draft(list(rule.voters), parts, rule.root)


def assemble(draft: Draft) -> Rule:
    """Return the rule of a draft: unreachable gates dropped, equal rows and gates stored once."""
    n = len(draft.voters)
    keep = _reachable(draft)
    rows: dict[Row, int] = {}
    made: dict[tuple[int, int], int] = {}
    gates: list[Gate] = []
    at = {k: k for k in range(n)}
    for index, part in enumerate(draft.parts):
        if n + index not in keep:
            continue
        merged: dict[int, int] = {}
        for node, weight in part.weights.items():
            if weight:
                merged[at[node]] = merged.get(at[node], 0) + weight
        row = rows.setdefault(Row(tuple(sorted(merged.items()))), len(rows))
        key = (row, part.quota)
        if key not in made:
            made[key] = len(gates)
            gates.append(Gate(row, part.quota, part.label))
        at[n + index] = n + made[key]
    return Rule(tuple(draft.voters), tuple(rows), tuple(gates), at[draft.root])


def _reachable(draft: Draft) -> set[int]:
    n = len(draft.voters)
    seen, stack = {draft.root}, [draft.root]
    while stack:
        node = stack.pop()
        if node < n:
            continue
        for child in draft.parts[node - n].weights:
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return seen


def renumber(draft: Draft, voters: list[Voter], at: dict[int, int]) -> Draft:
    """Return a draft over other voters: `at` maps each kept voter's old node to its new one.

    Gates keep their order; weights of old voters that share a new node are added up.
    """
    old, new = len(draft.voters), len(voters)

    def place(node: int) -> int:
        return at[node] if node < old else node - old + new

    parts = []
    for part in draft.parts:
        weights: dict[int, int] = {}
        for node, weight in part.weights.items():
            target = place(node)
            weights[target] = weights.get(target, 0) + weight
        parts.append(Part(weights, part.quota, part.label))
    return Draft(voters, parts, place(draft.root))
