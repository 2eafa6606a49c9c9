"""One form and one digest for a rule, however its voters and gates were numbered."""

from __future__ import annotations

import hashlib
import json

from foedus.rules.draft import Draft, Part, assemble, take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify


def canonical(rule: Rule) -> Rule:
    """Return the simplified rule with voters by name and gates by depth and content, no labels.

    Rules that differ only in numbering, labels or what `simplify` removes have the same form.
    Rules that pass for the same coalitions may still differ: equality of rules is a proof.
    """
    draft = take_apart(simplify(rule))
    order = sorted(range(len(draft.voters)), key=lambda k: draft.voters[k].name)
    keys = _keys(draft)
    n = len(order)
    gates = sorted(range(n, n + len(draft.parts)), key=lambda k: keys[k])
    place = {old: new for new, old in enumerate([*order, *gates])}
    parts = [
        Part({place[k]: w for k, w in draft.parts[g - n].weights.items()}, draft.parts[g - n].quota)
        for g in gates
    ]
    return assemble(Draft([draft.voters[k] for k in order], parts, place[draft.root]))


def _keys(draft: Draft) -> list[tuple[int, str]]:
    """Return for each node its depth and a digest of its content, free of numbering."""
    keys: list[tuple[int, str]] = [(0, f"voter {v.name}") for v in draft.voters]
    for part in draft.parts:
        children = sorted((*keys[k], w) for k, w in part.weights.items())
        depth = 1 + max((c[0] for c in children), default=0)
        text = json.dumps([part.quota, children], ensure_ascii=False)
        keys.append((depth, hashlib.sha256(text.encode()).hexdigest()))
    return keys


def digest(rule: Rule) -> str:
    """Return the SHA-256 (hex) of the canonical form: equal for rules that differ in numbering."""
    from foedus.rules.exchange import to_json

    text = json.dumps(to_json(canonical(rule)), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
