"""The slow, obvious reference: look at every coalition; and random rules to play against it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from foedus.proof.query import Claim, Query
from foedus.proof.recheck import as_json
from foedus.rules.gates import Builder, Rule


def slowly(query: Query) -> int | None:
    """Return the least cost of a coalition that makes every claim true, by looking at each."""
    names, best = list(query.counts()), None
    for counts in itertools.product(*[range(a, b + 1) for a, b in query.box()]):
        if query.holds(dict(zip(names, counts, strict=True))):
            value = sum(c * k for c, k in zip(query.costs(), counts, strict=True))
            best = value if best is None else min(best, value)
    return best


def cheapest(query: Query) -> int | None:
    """Return the same for all coalitions at once: columns of counts, gates read from JSON.

    Shares no code with the engines; `slowly` checks it on small graphs, and weights that do not
    fit 64-bit integers are looked at one by one.
    """
    box, names = query.box(), list(query.counts())
    if any(a > b for a, b in box):
        return None
    rules = [as_json(c.rule) for c in query.claims]
    if any(sum(w for _, w in row) >= 1 << 55 for r in rules for row in r["rows"]):
        return slowly(query)
    grid = np.meshgrid(*[np.arange(a, b + 1) for a, b in box], indexing="ij")
    columns = {n: g.ravel() for n, g in zip(names, grid, strict=True)}
    good = np.ones(columns[names[0]].shape, dtype=bool)
    for rule, claim in zip(rules, query.claims, strict=True):
        good &= opened(rule, columns, claim.extra) == claim.passes
    if not good.any():
        return None
    spent = sum(c * columns[n] for n, c in zip(names, query.costs(), strict=True))
    return int(np.broadcast_to(spent, good.shape)[good].min())


def opened(
    rule: dict[str, Any], columns: Mapping[str, np.ndarray], extra: Mapping[str, int]
) -> np.ndarray:
    """Return, for every column of counts, whether the rule passes: from the root down."""
    voters = rule["voters"]

    def node(k: int) -> np.ndarray:
        if k < len(voters):
            name = voters[k][0]
            return columns[name] + extra.get(name, 0)
        row, quota, _ = rule["gates"][k - len(voters)]
        weight = sum((w * node(j) for j, w in rule["rows"][row]), np.int64(0))
        size = next(iter(columns.values())).shape
        return np.broadcast_to((np.asarray(weight) >= quota).astype(np.int64), size)

    need = voters[rule["root"]][1] if rule["root"] < len(voters) else 1
    return node(rule["root"]) >= need


def random_rule(rng: random.Random, sizes: list[int], gates: int, top: int) -> Rule:
    """Return a random gate graph over voters v0, v1, ... of these sizes, weights up to `top`."""
    builder = Builder()
    nodes = [builder.voter(f"v{i}", size) for i, size in enumerate(sizes)]
    members = dict(zip(nodes, sizes, strict=True))
    for g in range(gates):
        kids = rng.sample(nodes, min(len(nodes), rng.randint(1, 5)))
        weights = {k: rng.randint(1, top) for k in kids}
        total = sum(w * members.get(k, 1) for k, w in weights.items())
        quota = rng.randint(0 if rng.random() < 0.1 else 1, total + (rng.random() < 0.1))
        nodes.append(builder.gate(weights, quota, f"gate {g}"))
    return builder.build(nodes[-1] if rng.random() < 0.95 else nodes[0])


def random_sizes(rng: random.Random, members: int) -> list[int]:
    """Return voters and types of exactly so many members together."""
    sizes: list[int] = []
    while sum(sizes) < members:
        sizes.append(min(members - sum(sizes), rng.choice([1, 1, 1, 2, 3])))
    return sizes


def random_query(
    rng: random.Random, members: int = 12, gates: int = 6, *, full: bool = False
) -> Query:
    """Return one or two claims over the same voters, some with extra members, ranges, prices.

    The number of members and of gates is drawn evenly from 1 to the most, or `full`.
    """
    sizes = random_sizes(rng, members if full else rng.randint(1, members))
    top = rng.choice([1, 3, 1000])
    claims = []
    for _ in range(rng.choice([1, 2, 2])):
        extra = {f"v{rng.randrange(len(sizes))}": 1} if rng.random() < 0.3 else {}
        rule = random_rule(rng, sizes, gates if full else rng.randint(1, gates), top)
        claims.append(Claim(rule, rng.random() < 0.5, extra))
    fixed = {}
    if rng.random() < 0.3:
        i = rng.randrange(len(sizes))
        fixed[f"v{i}"] = (0, rng.randint(0, sizes[i]))
    price = {f"v{i}": rng.randint(0, 1000) for i in range(len(sizes))}
    return Query(tuple(claims), fixed, rng.choice([None, price]), rng.random() < 0.3)


def double_majority(populations: dict[str, int], units: int) -> Rule:
    """Return "at least `units` units and more than half of the population"."""
    builder = Builder()
    nodes = {name: builder.voter(name) for name in populations}
    many = builder.at_least(units, nodes.values(), "units")
    people = builder.more_than(
        {nodes[n]: p for n, p in populations.items()},
        Fraction(sum(populations.values()), 2),
        "population",
    )
    return builder.build(builder.all_of([many, people], "both"))
