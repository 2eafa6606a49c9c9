"""Power inside blocs: the coalitional Shapley (Owen) and Banzhaf-Owen values.

For a member i of a bloc B among m blocs, with |B| = b, let c(h, k) be the number of pairs of h
whole other blocs and k partners in B that lose without i and win with i. Then

    Owen_i         = sum c(h, k) h! (m-1-h)! / m!  k! (b-1-k)! / b!
    Banzhaf-Owen_i = sum c(h, k) / (2^(m-1) 2^(b-1))

(Owen 1977, 1982). Both counts come from one diagram with two size marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from foedus.power.diagram import build, sweep
from foedus.power.layers import Layers
from foedus.power.packing import slot_bytes, unpack
from foedus.power.profile import Budget
from foedus.rules.gates import Rule
from foedus.rules.transform import merge

Blocs = Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True)
class Coalitional:
    """Owen and Banzhaf-Owen values of one member of each voter or type."""

    owen: tuple[Fraction, ...]
    banzhaf_owen: tuple[Fraction, ...]


def coalitional(rule: Rule, blocs: Blocs, budget: Budget | None = None) -> Coalitional:
    """Return both values; voters (or types) in no bloc are blocs of their own, member by member.

    A type named in a bloc belongs to it with all its members. Raises ValueError for an unknown
    voter or one in two blocs, TooLarge where the diagram does not fit the budget.
    """
    budget = budget or Budget()
    whole = {name: tuple(members) for name, members in blocs.items()}
    merge(rule, whole)  # checks the blocs
    taken = {m for members in whole.values() for m in members}
    loose = [v for v in rule.voters if v.name not in taken]
    m = len(whole) + sum(v.count for v in loose)
    owen: dict[str, Fraction] = {}
    banzhaf: dict[str, Fraction] = {}
    for name, members in whole.items():
        others = {k: v for k, v in whole.items() if k != name}
        inner = set(members)
        for voter, pair in _values(merge(rule, others), inner, m, budget).items():
            owen[voter], banzhaf[voter] = pair
    if loose:
        outer = merge(rule, whole)
        for voter, pair in _values(outer, set(), m, budget).items():
            if voter not in whole or voter not in owen:
                owen.setdefault(voter, pair[0])
                banzhaf.setdefault(voter, pair[1])
    return Coalitional(tuple(owen[n] for n in rule.names), tuple(banzhaf[n] for n in rule.names))


def _values(
    rule: Rule, inner: set[str], m: int, budget: Budget
) -> dict[str, tuple[Fraction, Fraction]]:
    """Return both values of the members of one bloc; without one, of the single voters."""
    b = sum(v.count for v in rule.voters if v.name in inner) or 1
    keys = [v.name in inner for v in rule.voters]
    layers = Layers(rule, keys)
    found = build(layers, budget, "diagram")
    inside = [keys[layers.short.groups[t][0]] for t in layers.order]
    tags = [1 if mine else b for mine in inside]
    slot = slot_bytes(rule.size)
    start = layers.classify(0, (0,) * len(layers.rows))
    _, pivots = sweep(layers, found, tags, slot, start, budget, "diagram")
    wanted = {v.name for v in rule.voters if v.name in inner} if inner else set(rule.names)
    values = {}
    for d, t in enumerate(layers.order):
        if bool(inner) is not inside[d]:
            continue
        counts = unpack(pivots[d], slot, b * m)
        pair = _weigh(counts, b if inner else 1, m)
        for k in layers.short.groups[t]:
            if rule.names[k] in wanted:
                values[rule.names[k]] = pair
    return values


def _weigh(counts: list[int], b: int, m: int) -> tuple[Fraction, Fraction]:
    orders = 0
    for at, c in enumerate(counts):
        if c:
            h, k = divmod(at, b)
            orders += c * factorial(h) * factorial(m - 1 - h) * factorial(k) * factorial(b - 1 - k)
    owen = Fraction(orders, factorial(m) * factorial(b))
    return owen, Fraction(sum(counts), 2 ** (m - 1 + b - 1))
