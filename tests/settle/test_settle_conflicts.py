"""Conflicts and concessions: two engines against every subset of demands."""

from __future__ import annotations

import itertools
import random

import pytest
import settle_reference as slow
from hypothesis import given, settings

from conftest import FULL
from foedus.settle.conflicts import CAP, hitting_sets, impasse, minimal_sets
from foedus.settle.sat import cheapest_withdrawal, far_apart, impasse_by_sat
from foedus.settle.sat_conflicts import one_conflict
from foedus.settle.space import Demand, Literal, Space


def same_ground(seed: int):
    space, demands = slow.random_space(seed)
    return space, demands, bool(slow.allowed(space))


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 150)
def test_by_packages(seed: int) -> None:
    space, demands, some = same_ground(seed)
    if not some:
        with pytest.raises(ValueError, match="no package at all"):
            impasse(space, demands)
        return
    found = impasse(space, demands)
    wanted = slow.conflicts(space, demands)
    assert found.feasible is not bool(wanted)
    if found.feasible:
        assert slow.unmet(demands, found.package) == frozenset()
        return
    assert set(found.conflicts) == wanted
    assert not found.more_conflicts
    assert set(found.concessions) == slow.concessions(space, demands)
    for drop, package in zip(found.concessions, found.after, strict=True):
        assert slow.unmet(demands, package) == drop
    assert list(map(len, found.conflicts)) == sorted(map(len, found.conflicts))


@given(slow.seeds)
@settings(max_examples=500 if FULL else 60)
def test_by_sat(seed: int) -> None:
    space, demands, some = same_ground(seed)
    if not some:
        with pytest.raises(ValueError, match="no package at all"):
            impasse_by_sat(space, demands)
        return
    found = impasse_by_sat(space, demands)
    wanted = slow.conflicts(space, demands)
    assert found.feasible is not bool(wanted)
    if found.feasible:
        assert one_conflict(space, demands) is None
        return
    assert found.conflicts[0] in wanted
    assert len(found.conflicts[0]) == min(map(len, wanted))
    assert set(found.concessions) == slow.concessions(space, demands)
    assert one_conflict(space, demands) in wanted


def test_each_family_is_the_minimal_hitting_sets_of_the_other() -> None:
    """Reiter, A Theory of Diagnosis from First Principles, Artificial Intelligence 32 (1987)."""
    family = [0b0011, 0b0110, 0b1100]
    there, more = hitting_sets(family, CAP)
    back, _ = hitting_sets(there, CAP)
    assert not more
    assert sorted(back) == sorted(family)


def test_the_cap_says_that_there_are_more() -> None:
    family = [0b11 << 2 * i for i in range(7)]
    found, more = hitting_sets(family, 50)
    assert (len(found), more) == (50, True)


def test_minimal_sets() -> None:
    assert minimal_sets([7, 3, 3, 4, 12]) == [4, 3]


def test_conditional_demands_collide_only_where_their_condition_holds() -> None:
    space = Space((2, 2))
    a0, b0, b1 = Literal(0, 0), Literal(1, 0), Literal(1, 1)
    demands = [Demand("if a then b", ((-a0, b0),)), Demand("not b", ((b1,),))]
    assert impasse(space, demands).package == (1, 1)
    third = Demand("a", ((a0,),))
    assert impasse(space, [*demands, third]).conflicts == (
        frozenset({"if a then b", "not b", "a"}),
    )


def values_of(seed: int):
    rng = random.Random(seed)
    options = tuple(rng.randint(2, 4) for _ in range(3))
    points = [{(q, o): rng.randint(0, 40) for q, n in enumerate(options) for o in range(n)}
              for _ in range(rng.randint(2, 3))]  # fmt: skip
    clauses = tuple(slow.random_clause(rng, options, 2) for _ in range(2))
    return Space(options, clauses[:1]), points, clauses


@given(slow.seeds)
@settings(max_examples=500 if FULL else 40)
def test_cheapest_withdrawal_against_every_package(seed: int) -> None:
    space, demands, some = same_ground(seed)
    rng = random.Random(seed)
    costs = {d.name: rng.randint(1, 9) for d in demands}
    for prices in (None, costs):
        found = cheapest_withdrawal(space, demands, prices)
        assert (found is not None) is some
        if found is None:
            continue
        drop, package, cost = found
        price = prices or dict.fromkeys(costs, 1)
        assert cost == sum(price[n] for n in drop)
        assert cost == min(sum(price[n] for n in c) for c in slow.concessions(space, demands))
        assert slow.unmet(demands, package) == drop


def test_a_cost_of_nothing_is_refused() -> None:
    space = Space((2,))
    with pytest.raises(ValueError, match="at least 1"):
        cheapest_withdrawal(space, [Demand("a", ((Literal(0, 0),),))], {"a": 0})


def large_instance(seed: int, questions: int, number: int) -> tuple[Space, list[Demand]]:
    """Red lines of width 1 to 3, one in twenty against a hidden package."""
    rng = random.Random(seed)
    options = tuple(rng.randint(2, 4) for _ in range(questions))
    hidden = tuple(rng.randrange(n) for n in options)
    demands = []
    for i in range(number):
        against = rng.random() < 0.05
        width = rng.choice([1, 2, 2, 3])
        clause = slow.random_clause(rng, options, width)
        while slow.true(clause, hidden) is against:
            clause = slow.random_clause(rng, options, width)
        demands.append(Demand(f"d{i}", (clause,), f"p{i % 8}"))
    return Space(options), demands


@pytest.mark.parametrize("questions", [40, 60])
def test_500_red_lines(questions: int) -> None:
    """Beyond enumeration: every set rechecked by a solver call on its members alone."""
    space, demands = large_instance(questions, questions, 500)
    found = impasse_by_sat(space, demands, cap=12)
    by_name = {d.name: d for d in demands}
    for conflict in found.conflicts:
        members = [by_name[n] for n in conflict]
        assert one_conflict(space, members) == conflict
    assert len(found.conflicts[0]) == min(map(len, found.conflicts))
    sizes = list(map(len, found.concessions))
    assert sizes == sorted(sizes)
    for drop, package in zip(found.concessions, found.after, strict=True):
        assert {d.name for d in demands if not d.met_by(package)} == drop
    # Each conflict meets each concession (Reiter 1987).
    assert all(c & d for c in found.conflicts for d in found.concessions)
    best = cheapest_withdrawal(space, demands)
    assert best is not None
    assert best[2] == sizes[0]


@given(slow.seeds)
@settings(max_examples=500 if FULL else 40)
def test_sat_lists_every_conflict_where_they_are_few(seed: int) -> None:
    space, demands, some = same_ground(seed)
    if not some:
        return
    found = impasse_by_sat(space, demands)
    if not found.feasible:
        assert set(found.conflicts) == slow.conflicts(space, demands)
        assert not found.more_conflicts


@given(slow.seeds)
@settings(max_examples=200 if FULL else 20)
def test_packages_far_apart_meet_every_demand(seed: int) -> None:
    space, demands, _ = same_ground(seed)
    met = [p for p in slow.allowed(space) if not slow.unmet(demands, p)]
    found = far_apart(space, demands, 7)
    assert len(found) == len(set(found)) == min(7, len(met))
    assert set(found) <= set(met)


def test_far_apart_differ_on_every_question_where_they_can() -> None:
    found = far_apart(Space((3,) * 40), [], 3)
    assert all(a[q] != b[q] for a, b in itertools.combinations(found, 2) for q in range(40))


def test_one_conflict_where_hitting_sets_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search given up at once: a conflict is still shown, and not called smallest."""
    monkeypatch.setattr("foedus.settle.conflicts.hitting_sets", lambda *_: ([], True))
    space = Space((2, 2))
    a0, a1 = Literal(0, 0), Literal(0, 1)
    demands = [Demand("a", ((a0,),)), Demand("b", ((a1,),)), Demand("c", ((Literal(1, 0),),))]
    found = impasse(space, demands)
    assert found.conflicts == (frozenset({"a", "b"}),)
    assert not found.smallest_conflict_proved
    assert found.more_conflicts
