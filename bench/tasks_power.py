"""Voting power: the rivals' answers, as shares, must equal the exact ones to nine digits.

IMF votes: imf.org, members' quotas and voting power, October 2022 (bench/data).
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

from bench.harness import Rival, Task

ROOT = Path(__file__).resolve().parent.parent
ATLAS = ROOT / "src" / "foedus" / "atlas"
TOOLS = ("powerindices", "powerindex", "power-bdd", "tucoopy", "coopgame-py")
INDEX = {"banzhaf": "banzhaf_share", "shapley": "shapley"}


def column(path: Path, name: str) -> list[int]:
    with path.open(encoding="utf-8") as handle:
        return [int(r[name]) for r in csv.DictReader(handle) if r[name]]


@cache
def game(name: str) -> tuple[int, list[int]]:
    """Return quota and weights of a single weighted game."""
    if name == "college":
        return 270, column(ATLAS / "united-states" / "states.csv", "electors")
    if name == "security":
        return 39, [7] * 5 + [1] * 10
    if name == "council":
        people = column(ATLAS / "eu-council" / "members.csv", "population_2024")
        return -(-sum(people) * 65 // 100), people
    if name.startswith("imf"):
        votes = column(ROOT / "bench" / "data" / "imf_votes_2022-10.csv", "votes")
        percent = int(name.removeprefix("imf"))
        whole = sum(votes)
        return whole // 2 + 1 if percent == 50 else -(-whole * percent // 100), votes
    n = int(name.removeprefix("random"))
    draw = random.Random(n)
    weights = [draw.randint(1, 100) for _ in range(n)]
    return sum(weights) // 2 + 1, weights


def rule(name: str) -> Any:
    from foedus.rules.gates import Builder

    b = Builder()
    if name == "law":
        president, vice = b.voter("President"), b.voter("Vice President")
        upper, lower = b.voter("Senate", 100), b.voter("House", 435)
        tie = b.all_of([b.at_least(50, [upper]), vice])
        most = b.all_of(
            [president, b.at_least(218, [lower]), b.any_of([b.at_least(51, [upper]), tie])]
        )
        override = b.all_of([b.at_least(67, [upper]), b.at_least(290, [lower])])
        return b.build(b.any_of([most, override]))
    quota, weights = game("college" if name == "large row" else name)
    voters = [b.voter(f"v{k}") for k in range(len(weights))]
    if name == "large row":
        people = column(ATLAS / "united-states" / "states.csv", "apportionment_population_2020")
        draw = random.Random(51)
        people = [*people, *(draw.randint(500_000, 9_000_000) for _ in range(51 - len(people)))]
        row = b.more_than(dict(zip(voters, people, strict=True)), Fraction(sum(people), 2))
        return b.build(b.all_of([b.at_least(26, voters), row]))
    gate = b.gate(dict(zip(voters, weights, strict=True)), quota)
    if name == "council":
        both = b.all_of([b.at_least(15, voters), gate])
        return b.build(b.any_of([both, b.at_least(24, voters)]))
    return b.build(gate)


def ours(name: str, indices: tuple[str, ...]) -> Callable[[], Any]:
    from foedus.power.table import power

    subject = rule(name)
    return lambda: power(subject, indices)


@cache
def exact(name: str, index: str) -> list[float]:
    from foedus.power.table import power

    found = power(rule(name), INDEX[index])
    return [
        float(v)
        for v, c in zip(found.columns[0].values, found.counts, strict=True)
        for _ in range(c)
    ]


def same(name: str, index: str, answer: Any) -> bool:
    """Whether a rival's list, scaled to sum 1, equals the exact shares."""
    if index == "both":
        pairs = zip(("banzhaf", "shapley"), answer, strict=True)
        return all(same(name, i, a) for i, a in pairs)
    total = sum(answer)
    return bool(total) and all(
        abs(a / total - e) < 1e-9 for a, e in zip(answer, exact(name, index), strict=True)
    )


def rivals(name: str, index: str, *, kind: str = "") -> list[Rival]:
    quota, weights = game(name) if name != "law" else (0, [])
    data: dict[str, Any] = {"index": index, "quota": quota, "weights": weights}
    if kind:
        data["game"] = kind
    slow = name.startswith(("imf", "random1000"))
    return [
        Rival(t, "power.py", {**data, "tool": t}, right=partial(same, name, index), long_only=slow)
        for t in TOOLS
    ]


def make(name: str, *indices: str) -> Callable[[], Callable[[], Any]]:
    return lambda: ours(name, tuple(INDEX[i] for i in indices))


def bounded() -> Callable[[], Any]:
    from foedus.power.bounds import bounds

    subject = rule("large row")
    return lambda: bounds(subject)


def on_request() -> Callable[[], Any]:
    from foedus.power.engines import count

    subject = rule("large row")
    return lambda: count(subject, engine="middle")


@cache
def compiled() -> list[Any]:
    """Every procedure of the atlas with every reading; the first unit where one is concerned."""
    from foedus.atlas.index import find
    from foedus.constitution.compile import units_of, variants
    from foedus.constitution.load import load

    found = []
    for path in sorted(ATLAS.glob("*/*.foedus")):
        model = load(find(path.parent.name))
        for name in dict.fromkeys(p.name for p in model.constitution.procedures):
            units = units_of(model, name)
            found += [c.rule for c in variants(model, name, unit=units[0] if units else None)]
    return found


def atlas(*groups: str) -> Callable[[], Callable[[], Any]]:
    """Indices of every procedure, by the groups of foedus.power.indices."""

    def make() -> Callable[[], Any]:
        from foedus.power import indices
        from foedus.power.table import power

        wanted = [name for group in groups for name in getattr(indices, group)]
        rules = compiled()
        return lambda: [power(r, wanted) for r in rules]

    return make


TASKS: list[Task] = [
    Task("power: Electoral College, Banzhaf", make("college", "banzhaf"),
         rivals("college", "banzhaf"), ">= 35x"),
    Task("power: Electoral College, Shapley", make("college", "shapley"),
         rivals("college", "shapley"), ">= 60x"),
    Task("power: Security Council, Banzhaf", make("security", "banzhaf"),
         rivals("security", "banzhaf"), ">= 18x"),
    Task("power: Security Council, Shapley", make("security", "shapley"),
         rivals("security", "shapley"), ">= 57x"),
    Task("power: Council of 27 with clause, both", make("council", "banzhaf", "shapley"),
         rivals("council", "both", kind="council"), ">= 100x"),
    Task("power: federal law, 537 voters, both", make("law", "banzhaf", "shapley"),
         rivals("law", "banzhaf", kind="law"), ">= 125x"),
    Task("power: 300 random weights, Banzhaf", make("random300", "banzhaf"),
         rivals("random300", "banzhaf"), ">= 100x"),
    Task("power: 1000 random weights, Banzhaf", make("random1000", "banzhaf"),
         rivals("random1000", "banzhaf"), "<= 6 s", repeat=1),
    *(
        Task(f"power: IMF at {p} %, {i}", make(f"imf{p}", i.lower()), rivals(f"imf{p}", i.lower()),
             "<= 2.2 s" if i == "Banzhaf" else "<= 9 s", repeat=1)
        for p in (50, 70, 85)
        for i in ("Banzhaf", "Shapley")
    ),
    Task("power: 51 voters, one large row, bounds", bounded, [], "gap <= 0.3 % in 2 s", repeat=1),
    Task("power: 51 voters, one large row, exactly", on_request, [], "on request", repeat=1),
    Task("power: whole atlas, 15 indices without lists",
         atlas("FROM_TOTALS", "FROM_SIZES"), [], "<= 5 s", repeat=1),
    Task("power: whole atlas, all 18 indices",
         atlas("FROM_TOTALS", "FROM_SIZES", "FROM_MINIMAL"), [], "<= 5 s", repeat=1),
]  # fmt: skip
