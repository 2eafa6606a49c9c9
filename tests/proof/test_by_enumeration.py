"""Slow, obvious second ways beside fast ones: ladder, unity, outvoting, shares of a population."""

from __future__ import annotations

import itertools
import random
from collections import deque
from fractions import Fraction

import pytest
from proof_reference import double_majority, random_rule, random_sizes
from proof_world import META, TABLE
from test_claims_by_looking import every, made

from conftest import FULL
from foedus.constitution.compile import compile_procedure
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import parse_table
from foedus.proof.check import check
from foedus.proof.engine import Verdict, decide
from foedus.proof.ladder import ladder
from foedus.proof.least import least
from foedus.proof.properties import clash, deadlock, outvoting
from foedus.proof.query import Claim, Query
from foedus.proof.recheck import as_json, passes
from foedus.proof.verdicts import ClaimResult
from foedus.rules.gates import Rule

TEXTS = 120 if FULL else 12
RULES = 200 if FULL else 25


def coalitions(rule: Rule) -> list[tuple[dict[str, int], bool]]:
    """Every coalition with its outcome, from the rule's JSON."""
    data = as_json(rule)
    found = []
    for counts in itertools.product(*[range(v.count + 1) for v in rule.voters]):
        own = {v.name: k for v, k in zip(rule.voters, counts, strict=True)}
        found.append((own, passes(data, own)))
    return found


def some_rule(seed: int, members: int = 8) -> Rule:
    rng = random.Random(seed)
    sizes = random_sizes(rng, rng.randint(2, members))
    return random_rule(rng, sizes, rng.randint(1, 5), rng.choice([1, 3, 50]))


# ---------------------------------------------------------------------- mutual outvoting, deadlock


@pytest.mark.parametrize("seed", range(RULES))
def test_mutual_outvoting_by_every_coalition(seed: int) -> None:
    rule = some_rule(seed)
    rng = random.Random(seed)
    names = list(rule.names)
    first = rng.sample(names, rng.randint(1, max(1, len(names) // 2)))
    second = [n for n in names if n not in first][: rng.randint(1, 3)] or names[:1]
    found = outvoting(rule, dict.fromkeys(first, 1), dict.fromkeys(second, 1))
    for community, answer in ((first, found.first), (second, found.second)):
        without = [c for c, p in coalitions(rule) if p and not any(c[n] for n in community)]
        assert (answer.verdict is Verdict.FOUND) is bool(without)
        if answer.coalition is not None:
            assert passes(as_json(rule), dict(answer.coalition))
            assert not any(answer.coalition.get(n) for n in community)
            assert answer.value == min(sum(c.values()) for c in without)
    assert found.mutual is (
        found.first.coalition is not None and found.second.coalition is not None
    )


@pytest.mark.parametrize("seed", range(RULES))
def test_two_camps_by_every_division(seed: int) -> None:
    """Deadlock: neither camp passes it. Clash: both would."""
    rule = some_rule(4000 + seed)
    if rule.root < len(rule.voters):
        return
    counts = {v.name: v.count for v in rule.voters}
    whole = {tuple(c.values()): p for c, p in coalitions(rule)}
    pairs = [
        (p, whole[tuple(counts[n] - k for n, k in zip(counts, own, strict=True))])
        for own, p in whole.items()
    ]
    assert (deadlock(rule).verdict is Verdict.FOUND) is ((False, False) in pairs)
    assert (clash(rule).verdict is Verdict.FOUND) is ((True, True) in pairs)


# ---------------------------------------------------------------------- population in population


def least_by_looking(people: dict[str, int], rule: Rule, *, passing: bool) -> int | None:
    """The least number of people in the yes-units that pass it, or in the no-units that block."""
    found = []
    for own, passed in coalitions(rule):
        if passed is passing:
            inside = sum(p for n, p in people.items() if own[n])
            found.append(inside if passing else sum(people.values()) - inside)
    return min(found, default=None)


POPULATIONS = [
    pytest.param(lambda r, n: [r.randint(1, 9) for _ in range(n)], id="small"),
    pytest.param(lambda r, n: [r.randint(10**5, 10**7) for _ in range(n)], id="regions"),
    pytest.param(lambda _, n: [10**6] * n, id="all alike"),
    pytest.param(lambda _, n: [2**k for k in range(n)], id="powers of two"),
    pytest.param(lambda r, n: [1] * (n - 1) + [r.randint(1, 3 * n)], id="one large"),
    pytest.param(lambda r, n: [r.choice([3, 5, 7]) * 10**12 + r.randint(0, 9) for _ in range(n)],
                 id="near ties"),
]  # fmt: skip


@pytest.mark.parametrize("make", POPULATIONS)
@pytest.mark.parametrize("seed", range(6 if FULL else 2))
def test_the_least_population_where_population_is_a_gate(make, seed: int) -> None:  # type: ignore[no-untyped-def]
    rng = random.Random(seed)
    n = rng.randint(3, 11)
    people = {f"u{i}": p for i, p in enumerate(make(rng, n))}
    rule = double_majority(people, rng.randint(1, n))
    answer = decide(Query((Claim(rule, True),), price=people))
    assert answer.value == answer.bound == least_by_looking(people, rule, passing=True)
    stop = decide(Query((Claim(rule, False),), price={n: -p for n, p in people.items()}))
    assert stop.value is not None
    assert sum(people.values()) + stop.value == least_by_looking(people, rule, passing=False)


def of_regions(text: str) -> Model:
    """Return a text about a table of four regions."""
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    head = """constitution Test
units Regions: table "regions.csv", weight people as of 2000, weight votes as of 2000
"""
    return Model(parse(head + text, "t.foedus"), {"regions.csv": table}, file="t.foedus")


def with_claims(text: str) -> list[ClaimResult]:
    """Return the results of the claims of the questions of a text."""
    return [c for r in check(of_regions(text)).rulings for c in r.claims]


PEOPLE = {"Alpha": 50, "Beta": 30, "Gamma": 15, "Delta": 5}
RULED = [
    ("Regions approve by more than 1/2 of units", lambda s: len(s) > 2),
    ("Regions approve by at least 3/4 of units", lambda s: len(s) >= 3),
    (
        "Regions approve by more than 1/2 of people as of 2000",
        lambda s: 2 * sum(PEOPLE[n] for n in s) > 100,
    ),
    (
        "Regions approve by at least 2/3 of people as of 2000",
        lambda s: 3 * sum(PEOPLE[n] for n in s) >= 200,
    ),
]
SETS = [set(c) for k in range(5) for c in itertools.combinations(PEOPLE, k)]


@pytest.mark.parametrize(("sentence", "holds"), RULED, ids=[s for s, _ in RULED])
@pytest.mark.parametrize("goal", ["passes", "blocks"])
@pytest.mark.parametrize("meaning", ["counting everyone", "counting bare majorities"])
def test_both_meanings_of_the_least_share(sentence: str, holds, goal: str, meaning: str) -> None:  # type: ignore[no-untyped-def]
    """Everyone in the units, or floor(p/2) + 1 people to say yes and ceil(p/2) to say no."""
    bare = meaning.endswith("majorities")
    amounts = []
    for yes in SETS:
        if holds(yes) is (goal == "passes"):
            inside = yes if goal == "passes" else set(PEOPLE) - yes
            part = [PEOPLE[n] for n in inside]
            if bare:
                part = [p // 2 + 1 if goal == "passes" else -(-p // 2) for p in part]
            amounts.append(sum(part))
    procedure = f'procedure P under "1"\n  passes when {sentence}\n'
    game = compile_procedure(of_regions(procedure), "P")
    found = least(game, goal, "people as of 2000", bare=bare)
    assert (found.amount, found.bound, found.total) == (min(amounts), min(amounts), 100)
    assert ("in bare majorities" in found.text) is bare
    (claim,) = with_claims(f"""{procedure}question "q"
  smallest share of people as of 2000, {meaning}, that {goal} "P"
""")
    text = " ".join(f.reason for f in claim.findings)
    assert f"{min(amounts)} of 100" in text, text


# ---------------------------------------------------------------------- the ladder


AMEND = """procedure Amend under "Art. 50"
  decides "amending procedure"
  passes when {0}
procedure Guard under "Art. 51"
  decides "language"
  passes when {1}
"""
CONDITIONS = [
    "House approve by more than 1/2 of members",
    "House approve by at least 2/3 of members",
    "Senate approve by more than 1/2 of members",
    "each of Blue, Red in House approve by more than 1/2 of members",
    "President assents",
    "never",
    "all of\n    House approve by at least 2/3 of members\n    Senate approve by all members",
    "any of\n    House approve by all members\n    President assents",
]
BODIES = """constitution Test
body House: 5 members, of whom 3 Blue, 2 Red
body Senate: 3 members
person President
"""


def walks(amend: Compiled, guard: Compiled) -> bool:
    """Look breadth first at what each coalition can do: change the rule, decide the matter.

    States are (rule in force, decided). A coalition that decides at once needs no ladder.
    """
    data = {"guard": as_json(guard.rule), "amend": as_json(amend.rule)}
    names = {g: {v[0] for v in d["voters"]} for g, d in data.items()}
    sizes = {v.name: v.count for g in (amend, guard) for v in g.rule.voters}

    def can(rule: str, coalition: dict[str, int]) -> bool:
        return passes(data[rule], {n: k for n, k in coalition.items() if n in names[rule]})

    for counts in itertools.product(*[range(k + 1) for k in sizes.values()]):
        coalition = dict(zip(sizes, counts, strict=True))
        steps = {("guard", False): 0}
        queue = deque(steps)
        while queue:
            rule, decided = queue.popleft()
            following = [("amend", decided)] if can("amend", coalition) else []
            following += [(rule, True)] if can(rule, coalition) else []
            for state in following:
                if state not in steps:
                    steps[state] = steps[rule, decided] + 1
                    queue.append(state)
        ways = [k for (_, decided), k in steps.items() if decided]
        if ways and min(ways) == 2:
            return True
    return False


@pytest.mark.parametrize("amend", CONDITIONS)
@pytest.mark.parametrize("guard", CONDITIONS)
def test_the_ladder_breadth_first(amend: str, guard: str) -> None:
    model = Model(parse(BODIES + AMEND.format(amend, guard), "t.foedus"), file="t.foedus")
    (rung,) = ladder(model)
    own = [compile_procedure(model, name) for name in ("Amend", "Guard")]
    assert rung.walkable is walks(*own)
    if rung.walkable:
        assert rung.coalition is not None
        first = {n: k for n, k in rung.coalition.items() if n in own[0].rule.names}
        second = {n: k for n, k in rung.coalition.items() if n in own[1].rule.names}
        assert passes(as_json(own[0].rule), first)
        assert not passes(as_json(own[1].rule), second)


# ---------------------------------------------------------------------- unity


@pytest.mark.parametrize("seed", range(TEXTS))
def test_whose_consent_a_path_needs_by_looking(seed: int) -> None:
    """A path needs a region's consent where no coalition without it passes."""
    changes = ("leaving by Alpha", "changing borders of Alpha", "changing powers of Alpha",
               "intervention in Alpha")  # fmt: skip
    claims = "".join(f'question "{c}"\n  {c}\n' for c in changes)
    text = """procedure Path under "Art. 90"
  decides leaving, borders, powers, intervention
  passes when procedure First passes
"""
    model = made(seed, text + claims)
    game = compile_procedure(model, "Path")
    own = [n for n in game.members.get("Alpha", ()) if n in game.rule.names]
    without = any(game.rule.passes(c) for c in every(game) if not any(c.get(n) for n in own))
    never = not any(game.rule.passes(c) for c in every(game))
    for ruling in check(model).rulings[-4:]:
        (claim,) = ruling.claims
        (finding,) = claim.findings
        assert '"Path" (Art. 90)' in finding.reason
        if never:
            assert "never, whoever agrees" in finding.reason
        elif not own:
            assert "no vote for Alpha" in finding.reason
        else:
            word = "cannot stop it alone" if without else "can stop it alone"
            assert f"Alpha {word}" in finding.reason


@pytest.mark.parametrize("share", [Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)])
def test_a_unit_that_must_agree_is_found_by_looking(share: Fraction) -> None:
    (claim,) = with_claims(f"""procedure Leave under "Art. 9"
  decides leaving
  passes when Regions approve by more than {share} of people as of 2000
question "q"
  leaving by Alpha
""")
    without = PEOPLE["Beta"] + PEOPLE["Gamma"] + PEOPLE["Delta"]
    word = "cannot" if Fraction(without, 100) > share else "can"
    assert f"Alpha {word} stop it alone" in claim.findings[0].reason
