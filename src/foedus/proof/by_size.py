"""Winning coalitions of one rule counted by size, without swings: a table over sums of weights.

State: the sum on each weight row that a gate reads, capped at its largest quota; value: a
polynomial in y whose coefficient at y^s is the number of sets of s members in that state, packed
into one integer. This is the generating function of Brams & Affuso (1976) with a size marked.
"""

from __future__ import annotations

from foedus.power.components import components
from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.proof.by_price import below
from foedus.proof.sums import Endings, Sums, TooMany
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse

#: Steps (states times members) that one count may take.
STEPS = 100_000
#: A single gate with a larger quota is counted by matching halves instead of a table of sums.
WIDE = 10_000


def by_size(rule: Rule, steps: int = STEPS) -> tuple[int, ...] | None:
    """Return how many sets of s members pass, for s = 0 .. n; None where that takes too long."""
    slot = slot_bytes(rule.size)
    try:
        packed = _passing(simplify(rule), slot, steps)
    except TooMany:
        return None
    return tuple(unpack(packed, slot, rule.size + 1))


def _passing(rule: Rule, slot: int, steps: int) -> int:
    """Return the packed polynomial of the sets that pass a simplified rule."""
    n = len(rule.voters)
    if rule.root < n:
        return _choices(rule, {rule.root}, slot) << (8 * slot * rule.voters[rule.root].count)
    found = components(rule)
    if found is None:
        if _is_plain(rule) and rule.gates[0].quota > WIDE:
            return _choices(rule, set(), slot) - _losing(rule, slot, steps)
        sums = Sums.of(collapse(rule).rule)
        return Endings(sums, range(len(sums.weights)), slot, steps).of(sums.empty)
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
    found = below(list(weights.values()), rule.gates[0].quota - 1, steps)
    packed = sum(number << (8 * slot * size) for size, number in found.items())
    return packed * _choices(rule, set(weights), slot)


def _choices(rule: Rule, without: set[int], slot: int) -> int:
    """Return (1 + y)^m packed, for all members but those of the voters left out."""
    members = sum(v.count for k, v in enumerate(rule.voters) if k not in without)
    return binomials(members, 0, members, slot)
