"""Solutions beyond enumeration against every package of small spaces, and against HiGHS alone."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
import settle_reference as slow
from hypothesis import given, settings

from conftest import FULL
from foedus.answer import Label
from foedus.settle.above import Needs, every_above
from foedus.settle.large import Best, ideals, leximin_large, nash_large
from foedus.settle.milp import Model
from foedus.settle.space import Literal, Package, Space


def instance(seed: int):
    rng = random.Random(seed)
    options = tuple(rng.randint(2, 4) for _ in range(3))
    points = [{(q, o): rng.randint(0, 40) for q, n in enumerate(options) for o in range(n)}
              for _ in range(rng.randint(2, 3))]  # fmt: skip
    clauses = tuple(slow.random_clause(rng, options, 2) for _ in range(2))
    return Space(options, clauses[:1]), points, clauses


def valued(space, points, clauses) -> dict[Package, tuple[int, ...]]:
    packages = [p for p in slow.allowed(space) if all(slow.true(c, p) for c in clauses)]
    return {p: tuple(sum(t[q, o] for q, o in enumerate(p)) for t in points) for p in packages}


@given(slow.seeds)
@settings(max_examples=2000 if FULL else 100)
def test_every_above_lists_exactly_what_reaches_the_thresholds(seed: int) -> None:
    space, points, clauses = instance(seed)
    rng = random.Random(seed)
    rows = valued(space, points, clauses)
    low = tuple(rng.randint(0, 80) for _ in points)
    weights = tuple(rng.randint(0, 5) for _ in points)
    wanted = sorted(p for p, v in rows.items() if all(a >= b for a, b in zip(v, low, strict=True)))
    for needs in (Needs(low), Needs(low).tight(weights)):
        found = every_above(space, points, needs, clauses)
        assert found is not None
        assert sorted(found) == wanted


def test_every_above_gives_up_rather_than_grow_without_end() -> None:
    space = Space((10,) * 6)
    points = [{(q, o): o for q in range(6) for o in range(10)}]
    assert every_above(space, points, Needs((0,)), held=100) is None
    assert every_above(space, points, Needs((54,)), held=100) == [(9,) * 6]


def test_beyond_63_bits_is_an_error() -> None:
    with pytest.raises(OverflowError):
        every_above(Space((2,)), [{(0, 0): 2**62, (0, 1): 0}], Needs((0,)))


@given(slow.seeds)
@settings(max_examples=300 if FULL else 25)
def test_nash_with_all_its_ties(seed: int) -> None:
    space, points, clauses = instance(seed)
    no_deal = [25] * len(points)
    rows = {p: v for p, v in valued(space, points, clauses).items() if min(v) > 25}
    product = slow.best_product(list(rows.values()), no_deal)
    found = nash_large(space, points, no_deal, clauses)
    assert (found is None) is (not rows)
    if found:
        wanted = {p for p, v in rows.items() if slow.best_product([v], no_deal) == product}
        assert {found.package, *found.ties} == wanted
        assert found.level == (Fraction(product),)
        assert found.label is Label.EXACT


@given(slow.seeds)
@settings(max_examples=300 if FULL else 25)
def test_leximin_with_all_its_ties(seed: int) -> None:
    space, points, clauses = instance(seed)
    rows = valued(space, points, clauses)
    found = leximin_large(space, points, clauses)
    assert (found is None) is (not rows)
    if found:
        best = slow.best_leximin(list(rows.values()))
        assert {found.package, *found.ties} == {p for p, v in rows.items() if sorted(v) == best}
        assert list(found.level) == best


@given(slow.seeds)
@settings(max_examples=300 if FULL else 25)
def test_kalai_smorodinsky_in_leximin_form(seed: int) -> None:
    space, points, clauses = instance(seed)
    no_deal = [15] * len(points)
    rows = {p: v for p, v in valued(space, points, clauses).items() if min(v) >= 15}
    top = ideals(space, points, no_deal, clauses)
    if not rows:
        assert top is None
        return
    assert top == tuple(max(column) for column in zip(*rows.values(), strict=True))
    c = [a - d for a, d in zip(top, no_deal, strict=True)]
    if min(c) < 1:
        with pytest.raises(ValueError, match="at least 1"):
            leximin_large(space, points, clauses, no_deal=no_deal, ideal_gains=c)
        return
    found = leximin_large(space, points, clauses, no_deal=no_deal, ideal_gains=c)

    def gains(v: tuple[int, ...]) -> list[Fraction]:
        return sorted(Fraction(x - d, k) for x, d, k in zip(v, no_deal, c, strict=True))

    best = max(map(gains, rows.values()))
    assert found is not None
    assert {found.package, *found.ties} == {p for p, v in rows.items() if gains(v) == best}


def large(seed: int, parties: int = 8):
    rng = random.Random(seed)
    scale = [rng.randint(1, 20) for _ in range(12)]
    points = [{(q, o): rng.randint(0, 100) * scale[q] for q in range(12) for o in range(10)}
              for _ in range(parties)]  # fmt: skip
    clauses = []
    for _ in range(100):
        a, b = rng.sample(range(12), 2)
        clauses.append((Literal(a, rng.randrange(10), False),
                        Literal(b, rng.randrange(10), rng.random() < 0.3)))  # fmt: skip
    return Space((10,) * 12), points, clauses


def ogryczak(space: Space, points, clauses) -> list[int]:
    """Ogryczak & Sliwinski 2003: T_j = j r_j - sum_p delta_jp, one after the other, by HiGHS."""
    model, n = Model(space, points, clauses), len(points)
    gains: list[int] = []
    for j in range(1, n + 1):
        level = model.variable(-model.inf, model.inf)
        deltas = [model.variable(0, model.inf) for _ in range(n)]
        for p in range(n):
            model.row(0, model.inf, model.value_terms(p) | {deltas[p]: 1.0, level: -1.0})
        objective = {level: float(j), **{x: -1.0 for x in deltas}}
        found = model.maximise(objective)
        assert found is not None
        gains = sorted(model.exact(found[0]))
        model.row(sum(gains[:j]) - 1e-3, model.inf, objective)
    return gains


@pytest.mark.parametrize("seed", [2, *([1, 3, 4] if FULL else [])])
def test_two_ways_to_the_leximin_of_a_million_million_packages(seed: int) -> None:
    space, points, clauses = large(seed, 8 if FULL else 4)
    found = leximin_large(space, points, clauses)
    assert found is not None
    assert found.label is Label.EXACT
    assert list(found.level) == ogryczak(space, points, clauses)


def test_nash_of_a_million_million_packages_is_within_the_numerical_bound() -> None:
    space, points, clauses = large(1)
    found = nash_large(space, points, [0] * 8, clauses)
    bounded = nash_large(space, points, [0] * 8, clauses, held=1)
    assert found is not None
    assert bounded is not None
    assert (found.label, bounded.label) == (Label.EXACT, Label.BOUND)
    assert math.prod(bounded.values) <= math.prod(found.values)
    assert math.log(math.prod(found.values)) <= bounded.bound + 1e-6


def test_a_bound_says_that_it_is_one() -> None:
    space, points, clauses = large(2)
    found = leximin_large(space, points, clauses, held=1)
    exact = leximin_large(space, points, clauses)
    assert isinstance(found, Best)
    assert isinstance(exact, Best)
    assert found.label is Label.BOUND
    assert "numerical" in found.method
    assert found.reached <= exact.reached <= found.bound + 1e-6


def test_rules_that_leave_nothing() -> None:
    space = Space((2, 2), ((Literal(0, 0),), (Literal(0, 1),)))
    points = [{(q, o): o for q in range(2) for o in range(2)}] * 2
    assert leximin_large(space, points) is None
    assert nash_large(space, points, [0, 0]) is None
    assert ideals(space, points, [0, 0]) is None
