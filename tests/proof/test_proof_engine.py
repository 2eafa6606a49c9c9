"""Every engine against the reference, on random gate graphs and on graphs with known answers."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from proof_reference import cheapest, double_majority, random_query, slowly

from conftest import FULL
from foedus.answer import Label
from foedus.proof import branch, cpsat, enumeration, middle, recheck
from foedus.proof.encode import encode
from foedus.proof.engine import Verdict, certify, decide
from foedus.proof.patterns import TooManyPatterns, minimal, patterns
from foedus.proof.query import Claim, Query, never
from foedus.rules.gates import Builder, Rule

GRAPHS = 10_000 if FULL else 1_000
SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_own_engine_and_enumeration_agree_with_the_reference(seed: int) -> None:
    rng = random.Random(seed)
    for k in range(GRAPHS // len(SEEDS)):
        query = random_query(rng, full=k % 10 == 0)
        right = cheapest(query)
        sign = -1 if query.most else 1
        found = decide(query, solver=False)
        assert (found.value is None) == (right is None)
        assert found.value is None or found.value * sign == right
        assert enumeration.solve(query).bound == right
        assert found.label is Label.EXACT


@pytest.mark.parametrize("seed", range(4))
def test_the_reference_is_checked_by_looking_at_each_coalition(seed: int) -> None:
    rng = random.Random(3000 + seed)
    for _ in range(25):
        query = random_query(rng, members=6)
        assert cheapest(query) == slowly(query)


def test_the_graphs_range_to_twelve_members_and_six_gates() -> None:
    rng = random.Random(0)
    queries = [random_query(rng, full=k % 10 == 0) for k in range(300)]
    members = [q.claims[0].rule.size for q in queries]
    gates = [len(q.claims[0].rule.gates) for q in queries]
    assert set(members) == set(range(1, 13))
    assert members.count(12) >= 30
    assert max(gates) == 6
    assert sum(members) / len(members) > 6


@pytest.mark.parametrize("seed", range(5))
def test_gate_literals_and_cp_sat_agree_with_the_reference(seed: int) -> None:
    pytest.importorskip("ortools")
    rng = random.Random(1000 + seed)
    for k in range(GRAPHS // 50):
        query = random_query(rng, full=k % 10 == 0)
        right, program = cheapest(query), encode(query)
        own = branch.solve(program, seconds=20)
        assert own.done
        assert own.bound == right
        assert cpsat.solve(program).bound == right


@pytest.mark.parametrize("seed", range(4))
def test_the_union_of_the_patterns_is_the_query(seed: int) -> None:
    rng = random.Random(2000 + seed)
    for _ in range(50):
        query = random_query(rng, members=6)
        programs = patterns(query)
        names = list(query.counts())
        box = query.box()
        every = [[]]
        for low, high in box:
            every = [[*p, k] for p in every for k in range(low, high + 1)]
        for point in every:
            inside = query.holds(dict(zip(names, point, strict=True)))
            assert inside == any(p.feasible(point) for p in programs)


@pytest.mark.parametrize("seed", range(6))
def test_meeting_in_the_middle_agrees_where_the_price_is_a_gate(seed: int) -> None:
    rng = random.Random(seed)
    people = {f"u{i}": rng.randint(1, 900) for i in range(9)}
    query = Query((Claim(double_majority(people, 5), True),), price=people)
    (program,) = patterns(query)
    met = middle.solve(program)
    assert met is not None
    assert met.point is not None
    assert program.feasible(met.point)
    assert met.bound == cheapest(query) == decide(query, solver=False).value


def test_meeting_in_the_middle_declines_what_it_cannot_do() -> None:
    people = {f"u{i}": i + 1 for i in range(6)}
    query = Query((Claim(double_majority(people, 3), True),), price={"u0": 5, "u1": 1})
    assert middle.solve(patterns(query)[0]) is None


def test_a_subset_sum_that_stays_open_is_a_bracket_labelled_as_a_bound() -> None:
    rng = random.Random(1)
    people = {f"u{i}": int(rng.lognormvariate(13, 1)) * 2 for i in range(48)}
    query = Query((Claim(double_majority(people, 32), True),), price=people)
    found = decide(query, solver=False, seconds=20, gap=Fraction(1, 1000))
    assert found.verdict is Verdict.FOUND
    assert found.value is not None
    assert found.bound is not None
    assert found.bound <= found.value <= found.bound * 1001 // 1000
    assert (found.label is Label.EXACT) == (found.bound == found.value)


def test_too_little_time_is_undecided_and_never_a_guess() -> None:
    rng = random.Random(4)
    weights = [{f"u{i}": 2 * rng.randint(10**5, 10**6) for i in range(60)} for _ in range(3)]
    builder = Builder()
    nodes = {name: builder.voter(name) for name in weights[0]}
    halves = [sum(w.values()) // 2 for w in weights]
    reach = [
        builder.gate({nodes[n]: k for n, k in w.items()}, h, "at least half")
        for w, h in zip(weights, halves, strict=True)
    ]
    over = [
        builder.gate({nodes[n]: k for n, k in w.items()}, h + 30, "a little more")
        for w, h in zip(weights, halves, strict=True)
    ]
    passing = builder.build(builder.all_of(reach))
    stronger = builder.build(builder.any_of(over))
    query = Query((Claim(passing, True), Claim(stronger, False)))
    found = decide(query, solver=False, seconds=0.3)
    assert found.verdict in (Verdict.UNDECIDED, Verdict.FOUND)
    if found.verdict is Verdict.UNDECIDED:
        assert found.coalition is None
        assert "undecided" in found.argument


def many_gates(name: str, voters: int, gates: int, share: Fraction, seed: int) -> Rule:
    rng = random.Random(seed)
    builder = Builder()
    nodes = [builder.voter(f"v{i}") for i in range(voters)]
    made = []
    for _ in range(gates):
        row = {node: rng.randint(1, 10**6) for node in nodes}
        made.append(builder.gate(row, share * sum(row.values()), name))
    return builder.build(builder.all_of(made))


def test_implication_between_rules_of_five_hundred_voters_and_ten_gates() -> None:
    strict = many_gates("strict", 500, 10, Fraction(2, 3), 1)
    normal = many_gates("normal", 500, 10, Fraction(1, 2), 1)
    assert decide(Query((Claim(strict, True), Claim(normal, False)))).verdict is Verdict.NONE
    back = decide(Query((Claim(normal, True), Claim(strict, False))), first=True)
    assert back.verdict is Verdict.FOUND
    assert normal.passes(back.coalition or {})
    assert not strict.passes(back.coalition or {})


def test_too_many_patterns_are_searched_with_gate_literals() -> None:
    builder = Builder()
    units = []
    for u in range(17):
        members = [builder.voter(f"u{u}m{i}") for i in range(3)]
        units.append(builder.at_least(2, members, f"unit {u}"))
    rule = builder.build(builder.at_least(9, units, "units"))
    query = Query((Claim(rule, True),))
    with pytest.raises(TooManyPatterns):
        patterns(query)
    found = decide(query)
    assert found.value == 18
    assert found.patterns == 0


def test_certify_uses_another_engine_and_agrees() -> None:
    people = {f"u{i}": (i + 3) ** 2 for i in range(12)}
    query = Query((Claim(double_majority(people, 7), False),), price=people, most=True)
    first, second = decide(query), certify(query)
    assert second is not None
    assert second.engine == "enumeration" != first.engine
    assert second.value == first.value


def test_certify_beyond_enumeration_is_cp_sat_with_another_encoding() -> None:
    pytest.importorskip("ortools")
    people = {f"u{i}": (i + 3) ** 2 for i in range(40)}
    query = Query(
        (Claim(double_majority(people, 27), True), Claim(double_majority(people, 21), False))
    )
    first, second = decide(query), certify(query)
    assert first.verdict is Verdict.NONE
    assert second is not None
    assert second.verdict is Verdict.NONE
    assert second.engine == "cp-sat"


def test_voters_of_one_name_must_have_one_size() -> None:
    one, two = Builder(), Builder()
    a = one.build(one.any_of([one.voter("senate", 10)]))
    b = two.build(two.any_of([two.voter("senate", 12)]))
    with pytest.raises(ValueError, match="senate has 10 members in one rule and 12 in another"):
        Query((Claim(a, True), Claim(b, False))).counts()


def test_ranges_keep_named_voters_at_no() -> None:
    people = {"a": 3, "b": 2, "c": 2}
    rule = double_majority(people, 2)
    found = decide(Query((Claim(rule, True),), fixed=never("a")))
    assert found.names == ("b", "c")
    assert decide(Query((Claim(rule, True),), fixed=never(["b", "c"]))).verdict is Verdict.NONE


def test_minimal_drops_ways_that_demand_more() -> None:
    assert minimal([{0: 3}, {0: 2}, {0: 2, 1: 1}, {1: 5}]) == [{0: 2}, {1: 5}]


def test_the_checker_shares_no_code_with_what_it_checks() -> None:
    source = recheck.__file__
    with open(source) as file:
        text = file.read()
    assert "import" in text
    assert "from foedus" not in text
    assert "import foedus" not in text


def test_the_checker_rejects_a_false_witness() -> None:
    rule = double_majority({"a": 3, "b": 2, "c": 2}, 2)
    data = recheck.as_json(rule)
    recheck.confirm(data, {"a": 1, "b": 1}, True)
    with pytest.raises(recheck.WitnessRejected):
        recheck.confirm(data, {"a": 1}, True)
    with pytest.raises(recheck.WitnessRejected):
        recheck.confirm(data, {"a": 2, "b": 1}, True)


@pytest.mark.parametrize("seed", range(5))
def test_the_checker_agrees_with_the_rule_on_random_graphs(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        query = random_query(rng)
        rule = query.claims[0].rule
        yes = {v.name: rng.randint(0, v.count) for v in rule.voters}
        assert recheck.passes(recheck.as_json(rule), yes) is rule.passes(yes)


@pytest.mark.parametrize("passing", [True, False])
def test_weights_beyond_machine_integers_stay_exact(passing: bool) -> None:
    rng = random.Random(3)
    people = {f"u{i}": rng.randint(10**29, 10**30) for i in range(11)}
    query = Query((Claim(double_majority(people, 6), passing),), price=people, most=not passing)
    found = decide(query, gap=Fraction(0), seconds=20)
    right = cheapest(query)
    assert right is not None
    assert found.value == (right if passing else -right)
    assert not enumeration.fits(query)
