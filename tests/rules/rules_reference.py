"""The slow, obvious reference: reads JSON, tries every coalition, imports nothing of foedus."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from math import comb, factorial
from typing import Any

import numpy as np

Json = dict[str, Any]


def passes(rule: Json, yes: dict[str, int]) -> bool:
    """Follow the gates from the root down."""
    voters = rule["voters"]

    def opened(node: int) -> int:
        if node < len(voters):
            return yes.get(voters[node]["name"], 0)
        gate = rule["gates"][node - len(voters)]
        weight = sum(w * opened(child) for child, w in rule["rows"][gate["row"]])
        return 1 if weight >= gate["quota"] else 0

    if rule["root"] < len(voters):
        return opened(rule["root"]) == voters[rule["root"]]["count"]
    return bool(opened(rule["root"]))


def coalitions(rule: Json) -> Iterator[dict[str, int]]:
    """Yield every vector of counts."""
    names = [v["name"] for v in rule["voters"]]
    for counts in itertools.product(*(range(v["count"] + 1) for v in rule["voters"])):
        yield dict(zip(names, counts, strict=True))


def ways(rule: Json, coalition: dict[str, int]) -> int:
    """Return how many sets of single members have these counts."""
    result = 1
    for v in rule["voters"]:
        result *= comb(v["count"], coalition[v["name"]])
    return result


def winning_by_size(rule: Json) -> list[int]:
    """Return the number of winning sets of single members of each size."""
    n = sum(v["count"] for v in rule["voters"])
    found = [0] * (n + 1)
    for c in coalitions(rule):
        if passes(rule, c):
            found[sum(c.values())] += ways(rule, c)
    return found


def swings_by_size(rule: Json, name: str) -> list[int]:
    """Return, for one member, the sets S without it by size: S fails, S with it passes."""
    n = sum(v["count"] for v in rule["voters"])
    total = next(v["count"] for v in rule["voters"] if v["name"] == name)
    found = [0] * n
    for c in coalitions(rule):
        if c[name] < total and not passes(rule, c):
            more = {**c, name: c[name] + 1}
            if passes(rule, more):
                others = Fraction(ways(rule, c) * (total - c[name]), total)
                assert others.denominator == 1
                found[sum(c.values())] += int(others)
    return found


def shapley(rule: Json, name: str) -> Fraction:
    """Return the Shapley-Shubik index of one member."""
    n = sum(v["count"] for v in rule["voters"])
    by_size = swings_by_size(rule, name)
    return sum(
        (
            Fraction(k * factorial(s) * factorial(n - s - 1), factorial(n))
            for s, k in enumerate(by_size)
        ),
        Fraction(0),
    )


def minimal(rule: Json) -> list[dict[str, int]]:
    """Return every minimal winning coalition, zero counts left out."""
    found = []
    for c in coalitions(rule):
        if passes(rule, c) and not any(
            k and passes(rule, {**c, name: k - 1}) for name, k in c.items()
        ):
            found.append({name: k for name, k in c.items() if k})
    return found


def complement(rule: Json, yes: dict[str, int]) -> dict[str, int]:
    """Return everybody else."""
    return {v["name"]: v["count"] - yes.get(v["name"], 0) for v in rule["voters"]}


def table(rule: Json) -> np.ndarray:
    """Return the verdict on every coalition at once: one axis a voter, its count the index.

    The same as `passes`, read from the root down over whole columns of counts.
    """
    voters = rule["voters"]
    shape = tuple(v["count"] + 1 for v in voters)
    counts = np.indices(shape)

    def opened(node: int) -> np.ndarray:
        if node < len(voters):
            return counts[node]
        gate = rule["gates"][node - len(voters)]
        weight = np.zeros(shape, dtype=np.int64)
        for child, w in rule["rows"][gate["row"]]:
            weight = weight + w * opened(child)
        return (weight >= gate["quota"]).astype(np.int64)

    if rule["root"] < len(voters):
        return opened(rule["root"]) == voters[rule["root"]]["count"]
    return opened(rule["root"]) > 0


def minimal_of(rule: Json, verdict: np.ndarray) -> list[dict[str, int]]:
    """Return the minimal winning coalitions of a table: one member less of any voter fails."""
    least = verdict.copy()
    for axis in range(verdict.ndim):
        fewer = np.zeros_like(verdict)
        into = [slice(None)] * verdict.ndim
        from_ = [slice(None)] * verdict.ndim
        into[axis], from_[axis] = slice(1, None), slice(None, -1)
        fewer[tuple(into)] = verdict[tuple(from_)]
        least &= ~fewer
    names = [v["name"] for v in rule["voters"]]
    return [{n: int(k) for n, k in zip(names, at, strict=True) if k} for at in np.argwhere(least)]


def random_rule(seed: int, voters: int = 12, gates: int = 6, *, full: bool = False) -> Json:
    """Return a random graph of threshold gates over so many voters (members) and gates.

    Both numbers are drawn evenly from 1 to the most, or taken in `full`.
    """
    dice = random.Random(seed)
    left, people = voters if full else dice.randint(1, voters), []
    while left:
        count = min(left, dice.choice([1, 1, 1, 1, 2, 3]))
        people.append({"name": f"v{len(people)}", "count": count})
        left -= count
    n = len(people)
    rows: list[list[list[int]]] = []
    made: list[Json] = []
    big = dice.choice([1, 3, 10, 1000])
    for g in range(gates if full else dice.randint(1, gates)):
        if rows and dice.random() < 0.3:
            row = dice.randrange(len(rows))
        else:
            nodes = sorted(dice.sample(range(n + g), dice.randint(1, n + g)))
            if g and n + g - 1 not in nodes:
                nodes.append(n + g - 1)
            rows.append([[k, dice.randint(1, big)] for k in nodes])
            row = len(rows) - 1
        total = sum(w * (people[k]["count"] if k < n else 1) for k, w in rows[row])
        quota = dice.randint(1, total) if dice.random() < 0.95 else dice.choice([0, total + 1])
        made.append({"row": row, "quota": quota, "label": f"g{g}"})
    used = sorted({g["row"] for g in made})
    for g in made:
        g["row"] = used.index(g["row"])
    root = n + len(made) - 1 if dice.random() < 0.97 else dice.randrange(n)
    return {
        "format": "foedus.rule/1",
        "voters": people,
        "rows": [rows[k] for k in used],
        "gates": made,
        "root": root,
    }
