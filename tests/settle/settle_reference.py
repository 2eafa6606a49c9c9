"""The slow, obvious versions: every package, every subset; nothing shared with the fast paths."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from hypothesis import strategies as st

from foedus.settle.space import Clause, Demand, Literal, Package, Space


def dominates(a: Sequence[int], b: Sequence[int]) -> bool:
    return all(x >= y for x, y in zip(a, b, strict=True)) and list(a) != list(b)


def front(vectors: Sequence[Sequence[int]]) -> set[tuple[int, ...]]:
    kept = {tuple(v) for v in vectors}
    return {v for v in kept if not any(dominates(w, v) for w in kept)}


def every_package(options: Sequence[int]) -> list[Package]:
    return list(itertools.product(*(range(n) for n in options)))


def true(clause: Clause, package: Package) -> bool:
    return any((package[x.question] == x.option) == x.positive for x in clause)


def allowed(space: Space) -> list[Package]:
    return [p for p in every_package(space.options) if all(true(c, p) for c in space.rules)]


def unmet(demands: Sequence[Demand], package: Package) -> frozenset[str]:
    return frozenset(d.name for d in demands if not all(true(c, package) for c in d.clauses))


def stands(space: Space, demands: Sequence[Demand], names: frozenset[str]) -> bool:
    return any(not (unmet(demands, p) & names) for p in allowed(space))


def conflicts(space: Space, demands: Sequence[Demand]) -> set[frozenset[str]]:
    names = [d.name for d in demands]
    found: set[frozenset[str]] = set()
    for size in range(1, len(names) + 1):
        for chosen in map(frozenset, itertools.combinations(names, size)):
            if not any(f <= chosen for f in found) and not stands(space, demands, chosen):
                found.add(chosen)
    return found


def concessions(space: Space, demands: Sequence[Demand]) -> set[frozenset[str]]:
    sets = {unmet(demands, p) for p in allowed(space)}
    return {s for s in sets if not any(t < s for t in sets)}


def best_product(vectors: Sequence[Sequence[int]], no_deal: Sequence[int]) -> int:
    gains = [[v - d for v, d in zip(row, no_deal, strict=True)] for row in vectors]
    return max((math.prod(g) for g in gains if min(g) >= 0), default=0)


def best_leximin(vectors: Sequence[Sequence[int]]) -> list[int]:
    return max(sorted(v) for v in vectors)


def random_clause(rng: random.Random, options: Sequence[int], width: int) -> Clause:
    questions = rng.sample(range(len(options)), min(width, len(options)))
    return tuple(Literal(q, rng.randrange(options[q]), rng.random() < 0.5) for q in questions)


def random_space(seed: int) -> tuple[Space, list[Demand]]:
    rng = random.Random(seed)
    options = tuple(rng.randint(2, 4) for _ in range(rng.randint(2, 4)))
    rules = tuple(random_clause(rng, options, 2) for _ in range(rng.randint(0, 2)))
    demands = [
        Demand(f"d{i}", tuple(random_clause(rng, options, rng.randint(1, 2))
                              for _ in range(rng.randint(1, 2))), f"p{i % 3}")
        for i in range(rng.randint(1, 7))
    ]  # fmt: skip
    return Space(options, rules), demands


seeds = st.integers(0, 10**9)
