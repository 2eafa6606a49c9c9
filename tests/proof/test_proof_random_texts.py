"""Random constitutions written as text, parsed and compiled: four engines must agree on each."""

from __future__ import annotations

import itertools
import random

import pytest
from proof_world import META, TABLE

from conftest import FULL
from foedus.constitution.compile import compile_procedure
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import parse_table
from foedus.power.engines import count
from foedus.proof import branch, cpsat, enumeration
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.counts import count_pair
from foedus.proof.diff import aligned
from foedus.proof.encode import encode
from foedus.proof.engine import decide
from foedus.proof.query import Claim, Query
from foedus.proof.recheck import as_json, passes

TEXTS = 1_000 if FULL else 100
SHARES = ("more than 1/2", "at least 2/3", "at least 3/5", "more than 1/4", "at least 1/2")
HEAD = """constitution Random
body House: {house} members, of whom {blue} Blue, {red} Red
body Senate: {senate} members
person President
units Regions: table "regions.csv", weight people as of 2000, weight votes as of 2000
procedure First under "Art. 1"
  passes when {first}
procedure Second under "Art. 2"
  passes when {second}
"""


def condition(rng: random.Random, depth: int, indent: int) -> str:
    """Return a random condition, its inner lines indented."""
    if depth and rng.random() < 0.6:
        head = rng.choice(["all of", "any of", "at least 2 of", "any of"])
        inner = [condition(rng, depth - 1, indent + 2) for _ in range(rng.randint(2, 3))]
        pad = " " * (indent + 2)
        return head + "".join(f"\n{pad}{line}" for line in inner)
    share = rng.choice(SHARES)
    return rng.choice(
        [
            f"House approve by {share} of members",
            f"Senate approve by {share} of members",
            f"each of Blue, Red in House approve by {share} of members",
            f"Regions approve by {share} of units",
            f"Regions approve by {share} of people as of 2000",
            f"Regions approve by {share} of votes as of 2000",
            "President assents",
            f"unless Regions reject by {share} of units",
            f"unless Red in House reject by {share} of members",
            "if Senate petition by at least 1 members, then also President assents",
            f"yes votes of Blue in House reach {share} of members in House",
        ]
    )


def text(rng: random.Random) -> str:
    blue, red = rng.randint(1, 3), rng.randint(1, 2)
    return HEAD.format(
        house=blue + red,
        blue=blue,
        red=red,
        senate=rng.randint(1, 3),
        first=condition(rng, 2, 2),
        second=condition(rng, 2, 2),
    )


def compiled(written: str) -> tuple[Compiled, Compiled]:
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    model = Model(parse(written, "r.foedus"), {"regions.csv": table}, file="r.foedus")
    return compile_procedure(model, "First"), compile_procedure(model, "Second")


def looked_at(query: Query, games: list[dict[str, object]]) -> int | None:
    """Return the least cost by looking at every coalition with the evaluator over JSON."""
    counts, best = query.counts(), None
    for point in itertools.product(*[range(k + 1) for k in counts.values()]):
        yes = dict(zip(counts, point, strict=True))
        good = all(
            passes(game, yes) is c.passes for game, c in zip(games, query.claims, strict=True)
        )
        if good:
            cost = sum(c * k for c, k in zip(query.costs(), point, strict=True))
            best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("part", range(10))
def test_four_engines_agree_on_random_texts(part: int) -> None:
    solver = cpsat.available()
    for seed in range(part, TEXTS, 10):
        rng = random.Random(seed)
        written = text(rng)
        a, b = compiled(written)
        price = rng.choice([None, {v.name: rng.randint(0, 9) for v in a.rule.voters}])
        try:
            query = Query((Claim(a.rule, True), Claim(b.rule, False)), price=price)
            query.counts()
        except ValueError:
            query = Query((Claim(a.rule, True),), price=price)
        games = [as_json(c.rule) for c in query.claims]
        found = decide(query, solver=False)
        every = enumeration.solve(query)
        assert found.value == every.bound, written
        assert branch.solve(encode(query), seconds=20).bound == every.bound, written
        if solver and (FULL or seed % 5 == 0):
            assert cpsat.solve(encode(query)).bound == every.bound, written
        if FULL or seed % 10 == 0:
            assert looked_at(query, games) == every.bound, written
            assert count(a.rule, sizes=False, engine="diagram").winning == winning(a), written


@pytest.mark.parametrize("part", range(5))
def test_two_compilers_agree_where_everybody_says_yes_or_no(part: int) -> None:
    """The ballot layer reads the sentences by itself; without abstentions it decides alike."""
    for seed in range(part, TEXTS, 5):
        rng = random.Random(seed)
        written = text(rng)
        table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
        model = Model(parse(written, "r.foedus"), {"regions.csv": table}, file="r.foedus")
        for name, game in zip(("First", "Second"), compiled(written), strict=True):
            ballots = ballot_rule(model, name)
            for _ in range(12):
                yes = {v.name: rng.randint(0, v.count) for v in game.rule.voters}
                profile = {
                    v.name: (yes[v.name], 0, 0, v.count - yes[v.name]) for v in ballots.voters
                }
                assert ballots.passes(profile) is game.rule.passes(yes), written


@pytest.mark.parametrize("part", range(5))
def test_differences_of_random_texts_are_counted_alike_by_three_ways(part: int) -> None:
    for seed in range(part, TEXTS, 10):
        written = text(random.Random(seed))
        first, second = (c.rule for c in compiled(written))
        try:
            a, b, both = aligned(first, second)
        except ValueError:
            continue
        found = count_pair(a, b)
        assert found is not None
        numbers = [count(r, sizes=False, engine="diagram").winning for r in (a, b, both)]
        assert [found.first, found.second, found.both] == numbers, written


def winning(game: Compiled) -> int:
    """Return the number of winning sets of single members, each coalition of types weighted."""
    from math import comb, prod

    data, voters = as_json(game.rule), game.rule.voters
    total = 0
    for point in itertools.product(*[range(v.count + 1) for v in voters]):
        yes = {v.name: k for v, k in zip(voters, point, strict=True)}
        if passes(data, yes):
            total += prod(comb(v.count, k) for v, k in zip(voters, point, strict=True))
    return total
