"""Conflicts and concessions: two engines against every subset of demands."""

from __future__ import annotations

import random

import pytest
import settle_reference as slow
from hypothesis import given, settings

from conftest import FULL
from foedus.settle.conflicts import CAP, hitting_sets, impasse, minimal_sets
from foedus.settle.milp import leximin_large, nash_large
from foedus.settle.sat import impasse_by_sat, one_conflict
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
@settings(max_examples=100 if FULL else 12)
def test_large_engines_against_every_package(seed: int) -> None:
    space, points, clauses = values_of(seed)
    packages = [p for p in slow.allowed(space) if all(slow.true(c, p) for c in clauses)]
    rows = [[sum(t[q, o] for q, o in enumerate(p)) for t in points] for p in packages]
    no_deal = [25] * len(points)
    product = slow.best_product([r for r in rows if min(r) > 25], no_deal)
    best = nash_large(space, points, no_deal, clauses)
    assert (best is None) is (product == 0)
    if best:
        assert slow.best_product([best.values], no_deal) == product
    fair = leximin_large(space, points, clauses)
    assert (fair is None) is (not rows)
    if fair:
        assert sorted(fair.values) == slow.best_leximin(rows)
        assert fair.package in packages
