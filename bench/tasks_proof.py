"""Proof: guarantees, least shares, implications, differences; rivals are plain textbook models."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.harness import Rival, Task
from foedus.rules.gates import Builder, Rule

ATLAS = Path(__file__).resolve().parent.parent / "src" / "foedus" / "atlas"


def _people(count: int, seed: int = 1) -> dict[str, int]:
    rng = random.Random(seed)
    return {f"u{i}": int(rng.lognormvariate(13, 1)) for i in range(count)}


def _double(people: dict[str, int], units: int) -> Rule:
    builder = Builder()
    nodes = {n: builder.voter(n) for n in people}
    many = builder.at_least(units, nodes.values(), "units")
    half = Fraction(sum(people.values()), 2)
    row = {nodes[n]: p for n, p in people.items()}
    return builder.build(builder.all_of([many, builder.more_than(row, half, "population")]))


def _many_gates(voters: int, gates: int, share: Fraction) -> Rule:
    rng = random.Random(1)
    builder = Builder()
    nodes = [builder.voter(f"v{i}") for i in range(voters)]
    made = []
    for _ in range(gates):
        row = {node: rng.randint(1, 10**6) for node in nodes}
        made.append(builder.gate(row, share * sum(row.values())))
    return builder.build(builder.all_of(made))


def _guarantee() -> Callable[[], Any]:
    from foedus.proof.engine import decide
    from foedus.proof.query import Claim, Query, never

    people = _people(60)
    rule = _double(people, 40)
    largest = sorted(people, key=lambda n: -people[n])[:9]
    query = Query((Claim(rule, True),), fixed=never(largest))
    return lambda: decide(query, solver=False).coalition or 1 / 0


def _implication(voters: int, gates: int) -> Callable[[], Any]:
    from foedus.proof.engine import Verdict, decide
    from foedus.proof.query import Claim, Query

    strict = _many_gates(voters, gates, Fraction(2, 3))
    normal = _many_gates(voters, gates, Fraction(1, 2))
    query = Query((Claim(strict, True), Claim(normal, False)))
    return lambda: decide(query, solver=False).verdict is Verdict.NONE or 1 / 0


def _gap() -> Callable[[], Any]:
    """Two rules of 60 voters, neither implying the other: a smallest coalition each way."""
    from foedus.proof.properties import relation

    people = _people(60)
    a, b = _double(people, 40), _double(_people(60, 2), 38)
    return lambda: relation(a, b).word == "neither" or 1 / 0


def _blocking(count: int) -> Callable[[], Any]:
    from foedus.proof.engine import decide
    from foedus.proof.query import Claim, Query

    people = _people(count)
    query = Query((Claim(_double(people, count * 2 // 3), False),), price=people, most=True)

    def run() -> Any:
        found = decide(query, solver=False)
        return found.value == found.bound or 1 / 0

    return run


def _passing(count: int) -> Callable[[], Any]:
    from foedus.proof.engine import decide
    from foedus.proof.query import Claim, Query

    people = _people(count)
    query = Query((Claim(_double(people, count * 2 // 3), True),), price=people)

    def run() -> Any:
        found = decide(query, solver=False)
        assert found.value is not None
        assert found.bound is not None
        return (found.value - found.bound) * 10**6 <= found.value or 1 / 0

    return run


def _swiss() -> tuple[Rule, dict[str, int]]:
    with (ATLAS / "switzerland" / "cantons.csv").open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    column = next(c for c in rows[0] if c.startswith("population_2019"))
    votes = next(c for c in rows[0] if c.startswith("cantonal_votes"))
    name = next(iter(rows[0]))
    people = {r[name]: int(r[column]) for r in rows}
    builder = Builder()
    nodes = {n: builder.voter(n) for n in people}
    half = Fraction(sum(people.values()), 2)
    all_people = builder.more_than({nodes[n]: p for n, p in people.items()}, half)
    standing = {nodes[r[name]]: Fraction(r[votes]) for r in rows}
    cantons = builder.more_than(standing, sum(standing.values(), Fraction(0)) / 2)
    return builder.build(builder.all_of([all_people, cantons])), people


def _swiss_share(passing: bool) -> Callable[[], Any]:
    from foedus.proof.engine import decide
    from foedus.proof.query import Claim, Query

    rule, people = _swiss()
    query = Query((Claim(rule, passing),), price=people, most=not passing)
    found = decide(query, solver=False)
    assert found.value == found.bound
    return lambda: decide(query, solver=False)


def _difference() -> Callable[[], Any]:
    from foedus.atlas.index import find
    from foedus.constitution.load import load
    from foedus.constitution.syntax import Of
    from foedus.proof.diff import diff
    from foedus.proof.games import Games, Setting

    games = Games(load(find("eu-council")))
    a = games.game(Of("Qualified majority"), Setting()).rule
    name = "Qualified majority without the four-member clause"
    b = games.game(Of(name), Setting()).rule
    assert diff(a, b).differ == 20
    return lambda: diff(a, b)


def _atlas() -> Callable[[], Any]:
    from foedus.atlas.index import systems
    from foedus.constitution.load import load
    from foedus.proof.check import check
    from foedus.proof.load import read_votes

    texts = [load(entry.path) for entry in systems()]
    read = [read_votes(text) for text in texts]
    return lambda: [check(t, v) for t, v in zip(texts, read, strict=True)]


def _data(rule: Rule, people: dict[str, int] | None = None, **more: Any) -> dict[str, Any]:
    from foedus.proof.recheck import as_json

    return {"rule": as_json(rule), "price": people, **more}


def _plain(count: int, passing: bool) -> dict[str, Any]:
    people = _people(count)
    return _data(_double(people, count * 2 // 3), people, passing=passing)


TASKS: list[Task] = [
    Task("guarantee, 60 voters, no solver", _guarantee, goal="<= 0.020"),
    Task("relation of two rules, 60 voters", _gap, goal="<= 0.020"),
    Task("implication, 500 voters, 10 gates", lambda: _implication(500, 10), goal="<= 5"),
    Task(
        "blocking share, 200 voters", lambda: _blocking(200),
        [Rival("plain CP-SAT", "proof_cpsat.py", _plain(200, False))], goal="<= 0.020",
    ),
    Task(
        "population in population, 50 voters", lambda: _passing(50),
        [Rival("plain CP-SAT", "proof_cpsat.py", _plain(50, True), limit_s=30)],
        goal="<= 1 or within 1e-6",
    ),
    Task("population in population, 200 voters", lambda: _passing(200),
         goal="<= 1 or within 1e-6"),
    Task("26 cantons, least that blocks", lambda: _swiss_share(False),
         [Rival("plain diagram", "proof_diagram.py", _data(_swiss()[0], _swiss()[1], passing=False),
                limit_s=30)], goal="<= 0.020"),
    Task("26 cantons, least that passes", lambda: _swiss_share(True),
         [Rival("plain CP-SAT", "proof_cpsat.py", _data(_swiss()[0], _swiss()[1], passing=True),
                limit_s=30)], goal="<= 1"),
    Task("difference at 27 voters, counted", _difference, goal="<= 1"),
    Task("check of the whole atlas", _atlas, repeat=3, goal="<= 10"),
]  # fmt: skip
