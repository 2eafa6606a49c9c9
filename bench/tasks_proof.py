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


def _council() -> tuple[Rule, Rule]:
    """Return the rule of the Council with and without the clause of four members."""
    from foedus.atlas.index import find
    from foedus.constitution.load import load
    from foedus.constitution.syntax import Of
    from foedus.proof.games import Games, Setting

    games = Games(load(find("eu-council")))
    name = "Qualified majority without the four-member clause"
    a = games.game(Of("Qualified majority"), Setting()).rule
    return a, games.game(Of(name), Setting()).rule


def _columns(count: int, units: int) -> Rule:
    """Return a count of units and more than half of each of two columns."""
    builder = Builder()
    nodes = [builder.voter(f"u{i}") for i in range(count)]
    gates = [builder.at_least(units, nodes)]
    for seed in (1, 2):
        row = dict(zip(nodes, _people(count, seed).values(), strict=True))
        gates.append(builder.more_than(row, Fraction(sum(row.values()), 2)))
    return builder.build(builder.all_of(gates))


def _difference(a: Rule, b: Rule, differ: int | None = None) -> Callable[[], Any]:
    from foedus.proof.diff import diff

    found = diff(a, b)
    assert found.differ is not None
    assert differ in (None, found.differ)
    return lambda: diff(a, b)


def _bounded() -> Callable[[], Any]:
    """Two rules of 51 voters and one large row: bounds within 0.3 %."""
    from foedus.proof.diff import diff

    a, b = _double(_people(51), 34), _double(_people(51), 30)
    found = diff(a, b, counting=0.0)
    assert found.least is not None
    assert found.most is not None
    assert (found.most - found.least) * 1000 <= 3 * found.most
    return lambda: diff(a, b, counting=0.0)


def _guarantees(worst: bool) -> Callable[[], Any]:
    """Return the guarantee or question of the atlas that takes the median (or the most) time."""
    import time

    from foedus.atlas.index import systems
    from foedus.constitution.load import load
    from foedus.constitution.syntax import Guarantee, Question
    from foedus.proof.court import Court
    from foedus.proof.games import Games
    from foedus.proof.judge import rule_on

    timed = []
    for entry in systems():
        games = Games(load(entry.path))
        for node in games.model.constitution.statements:
            if isinstance(node, Guarantee | Question):
                rule_on(Court(games), node)
                begun = time.perf_counter()
                rule_on(Court(games), node)
                timed.append((time.perf_counter() - begun, len(timed), games, node))
    timed.sort(key=lambda t: t[:2])
    _, _, games, node = timed[-1 if worst else len(timed) // 2]
    return lambda: rule_on(Court(games), node)


def _ballots() -> Callable[[], Any]:
    from foedus.atlas.index import find
    from foedus.constitution.load import load
    from foedus.proof.ballot_layer import ballot_layers

    text = load(find("un-security-council"))
    return lambda: ballot_layers(text, "Substantive decision")


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


def _sixty() -> dict[str, Any]:
    people = _people(60)
    largest = sorted(people, key=lambda n: -people[n])[:9]
    return _data(_double(people, 40), passing=True, never=largest)


def _strict(voters: int, gates: int) -> dict[str, Any]:
    from foedus.proof.recheck import as_json

    strict, normal = (_many_gates(voters, gates, Fraction(*s)) for s in ((2, 3), (1, 2)))
    return _data(strict, passing=True, without=as_json(normal))


def _both(a: Rule, b: Rule) -> dict[str, Any]:
    from foedus.proof.recheck import as_json

    return _data(a, passing=True, without=as_json(b))


CPSAT, DIAGRAM, COUNTING = "plain CP-SAT", "plain diagram", "plain counting diagram"
TWO = (_columns(27, 18), _columns(27, 16))
TASKS: list[Task] = [
    Task("guarantee, 60 voters, no solver", _guarantee,
         [Rival(CPSAT, "proof_cpsat.py", _sixty(), lambda x: x == 1)], goal="<= 0.020"),
    Task("median guarantee of the atlas", lambda: _guarantees(worst=False), goal="<= 0.020"),
    Task("worst guarantee of the atlas", lambda: _guarantees(worst=True), repeat=3, goal="<= 2"),
    Task("relation of two rules, 60 voters", _gap, goal="<= 0.020"),
    Task("implication, 500 voters, 10 gates", lambda: _implication(500, 10),
         [Rival(CPSAT, "proof_cpsat.py", _strict(500, 10), lambda x: x == 0)], goal="<= 5"),
    Task("blocking share, 200 voters", lambda: _blocking(200),
         [Rival(CPSAT, "proof_cpsat.py", _plain(200, False))], goal="<= 0.020"),
    Task("population in population, 50 voters", lambda: _passing(50),
         [Rival(CPSAT, "proof_cpsat.py", _plain(50, True), limit_s=30)],
         goal="<= 1 or within 1e-6"),
    Task("population in population, 200 voters", lambda: _passing(200),
         [Rival(CPSAT, "proof_cpsat.py", _plain(200, True), limit_s=30)],
         goal="<= 1 or within 1e-6"),
    Task("26 cantons, least that blocks", lambda: _swiss_share(False),
         [Rival(DIAGRAM, "proof_diagram.py", _data(*_swiss(), passing=False), limit_s=30)],
         goal="<= 0.020"),
    Task("26 cantons, least that passes", lambda: _swiss_share(True),
         [Rival(CPSAT, "proof_cpsat.py", _data(*_swiss(), passing=True), limit_s=30)],
         goal="<= 1"),
    Task("diff at 27 voters, one large row", lambda: _difference(*_council(), 20),
         [Rival(COUNTING, "proof_diagram_count.py", _both(*_council()), lambda x: x == 20)],
         goal="<= 0.050"),
    Task("diff at 27 voters, two large rows", lambda: _difference(*TWO),
         [Rival(COUNTING, "proof_diagram_count.py", _both(*TWO), limit_s=30)], goal="<= 1"),
    Task("diff at 51 voters, bound", _bounded, repeat=3, goal="<= 2, within 0.3 %"),
    Task("ballots of 15 voters, two readings", _ballots, repeat=3, goal="<= 2"),
    Task("check of the whole atlas", _atlas, repeat=3, goal="<= 10"),
]  # fmt: skip
