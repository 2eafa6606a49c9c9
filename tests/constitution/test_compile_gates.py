"""Bounds become integer quotas on the strict side; duals are complements; rows are shared."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.constitution.compile_gates import Assembler, Bound
from foedus.rules.gates import Node, Rule

F = Fraction

#: value, strict, the smallest integer that satisfies it
QUOTAS = [
    (F(343, 2), True, 172),
    (F(343, 2), False, 172),
    (F(50), True, 51),
    (F(50), False, 50),
    (F(2, 3) * 99, False, 66),
    (F(2, 3) * 99, True, 67),
    (F(2, 3) * 100, False, 67),
    (F(0), False, 0),
    (F(0), True, 1),
    (F(65, 100) * 451_028_881, False, 293_168_773),  # EU Council, 65 % of the population
]


@pytest.mark.parametrize(("value", "strict", "quota"), QUOTAS)
def test_a_bound_is_an_integer_quota(value: Fraction, strict: bool, quota: int) -> None:
    assert Bound(value, strict).quota() == quota


def test_half_votes_are_scaled_to_integers() -> None:
    """12 of 23 standing votes is 24 of 46 half votes (Swiss Const. Arts 140, 142)."""
    a = Assembler()
    whole = [a.voter(f"canton {i}") for i in range(20)]
    halves = [a.voter(f"half {i}") for i in range(6)]
    weights = {**dict.fromkeys(whole, F(1)), **dict.fromkeys(halves, F(1, 2))}
    rule = a.build(a.reach(weights, Bound(F(23, 2), strict=True), "cantons"))
    assert rule.gates[0].quota == 24
    assert rule.total(0) == 46
    assert {w for _, w in rule.rows[0].items} == {1, 2}


def test_thresholds_on_one_set_of_weights_share_a_row() -> None:
    a = Assembler()
    parts = {a.voter("x", 40): 1, a.voter("y", 60): 1}
    gates = [a.reach(parts, Bound(F(q)), str(q)) for q in (50, 60, 67)]
    rule = a.build(a.every(gates))
    assert len(rule.gates) == 4
    assert len(rule.rows) == 2


def test_a_gate_made_twice_is_stored_once() -> None:
    a = Assembler()
    parts = {a.voter("x", 40): 1, a.voter("y", 60): 1}
    assert a.reach(parts, Bound(F(50)), "one") == a.reach(parts, Bound(F(99, 2), True), "two")


@pytest.mark.parametrize(
    ("bound", "dual", "fixed"),
    [
        (Bound(F(0)), False, True),
        (Bound(F(11)), False, False),
        (Bound(F(10)), False, None),
        (Bound(F(11)), True, True),
        (Bound(F(0)), True, False),
    ],
)
def test_what_always_or_never_opens_is_a_constant(
    bound: Bound, dual: bool, fixed: bool | None
) -> None:
    a = Assembler()
    assert a.is_constant(a.reach({a.voter("x", 10): 1}, bound, dual=dual)) is fixed


def test_constants_vanish_from_and_and_or() -> None:
    a = Assembler()
    x = a.voter("x")
    true, false = a.constant(True), a.constant(False)
    assert a.every([true, x]) == x
    assert a.some([false, x]) == x
    assert a.every([false, x]) == false
    assert a.some([true, x]) == true
    assert a.every([]) == true
    assert a.some([]) == false
    assert a.every([true], dual=True) == true


def test_joining_a_type_needs_all_or_one_of_its_members() -> None:
    a = Assembler()
    kind = a.voter("x", 3)
    assert a.build(a.every([kind])).passes({"x": 3})
    assert not a.build(a.every([kind])).passes({"x": 2})
    assert a.build(a.some([kind])).passes({"x": 1})


Plan = tuple[str, tuple[int, ...], int]


def assemble(plans: list[Plan], join: str, dual: bool) -> Rule:
    """A two-storey rule over three types of 1, 2 and 3 members."""
    a = Assembler()
    voters = [a.voter(n, c) for n, c in (("a", 1), ("b", 2), ("c", 3))]
    gates = []
    for _, weights, quota in plans:
        row: dict[Node, int] = dict(zip(voters, weights, strict=True))
        gates.append(a.reach(row, Bound(F(quota)), dual=dual))
    top = a.every(gates, dual=dual) if join == "and" else a.some(gates, dual=dual)
    return a.build(top)


PLANS = st.lists(
    st.tuples(st.just("g"), st.tuples(*[st.integers(0, 4)] * 3), st.integers(-1, 12)),
    min_size=1,
    max_size=4,
)


@given(PLANS, st.sampled_from(["and", "or"]))
def test_the_dual_passes_unless_the_others_meet_the_rule(plans: list[Plan], join: str) -> None:
    rule, dual = assemble(plans, join, False), assemble(plans, join, True)
    for x, y, z in product(range(2), range(3), range(4)):
        met = rule.passes({"a": 1 - x, "b": 2 - y, "c": 3 - z})
        assert dual.passes({"a": x, "b": y, "c": z}) is not met


@given(PLANS, st.sampled_from(["and", "or"]))
def test_gates_say_what_plain_sums_say(plans: list[Plan], join: str) -> None:
    rule = assemble(plans, join, False)
    for counts in product(range(2), range(3), range(4)):
        verdicts = [
            sum(w * c for w, c in zip(weights, counts, strict=True)) >= quota
            for _, weights, quota in plans
        ]
        expected = all(verdicts) if join == "and" else any(verdicts)
        assert rule.passes(dict(zip("abc", counts, strict=True))) is expected
