"""The slow, obvious reference: look at every coalition; and random rules to play against it."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

from foedus.proof.query import Claim, Query
from foedus.rules.gates import Builder, Rule


def cheapest(query: Query) -> int | None:
    """Return the least cost of a coalition that makes every claim true, by looking at all."""
    names, best = list(query.counts()), None
    for counts in itertools.product(*[range(a, b + 1) for a, b in query.box()]):
        if query.holds(dict(zip(names, counts, strict=True))):
            value = sum(c * k for c, k in zip(query.costs(), counts, strict=True))
            best = value if best is None else min(best, value)
    return best


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


def random_query(rng: random.Random, voters: int = 7, gates: int = 6) -> Query:
    """Return one or two claims over the same voters, some with extra members, ranges, prices."""
    sizes = [rng.choice([1, 1, 1, 2, 3]) for _ in range(rng.randint(1, voters))]
    top = rng.choice([1, 3, 1000])
    claims = []
    for _ in range(rng.choice([1, 2, 2])):
        extra = {f"v{rng.randrange(len(sizes))}": 1} if rng.random() < 0.3 else {}
        rule = random_rule(rng, sizes, rng.randint(1, gates), top)
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
