"""Citizens at two levels: every citizen enumerated, counted exactly, and integrated in floats."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import factorial

import pytest

from foedus.answer import Label
from foedus.power import composite as level
from foedus.power.citizens import citizens
from foedus.power.composite import citizens_shapley, composite, middle_chance
from foedus.power.profile import Budget
from foedus.power.table import power
from foedus.rules.gates import Builder, Rule


def college(weights: dict[str, int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(n): w for n, w in weights.items()}, quota))


def by_orders(weights: list[int], quota: int, sizes: list[int]) -> list[Fraction]:
    """The share of orders of all citizens in which a region's first citizen tips the outcome.

    Counted over sets: a set of s others that loses without and wins with her comes before her in
    s! (n-s-1)! orders. Imports nothing of foedus.
    """
    home = [r for r, size in enumerate(sizes) for _ in range(size)]
    n = len(home)

    def wins(chosen: set[int]) -> bool:
        yes = [0] * len(sizes)
        for k in chosen:
            yes[home[k]] += 1
        return sum(w for w, y, s in zip(weights, yes, sizes, strict=True) if 2 * y > s) >= quota

    found = []
    for region in range(len(sizes)):
        me = home.index(region)
        others = [k for k in range(n) if k != me]
        orders = 0
        for s in range(n):
            for chosen in itertools.combinations(others, s):
                if not wins(set(chosen)) and wins({*chosen, me}):
                    orders += factorial(s) * factorial(n - s - 1)
        found.append(Fraction(orders, factorial(n)))
    return found


@pytest.mark.parametrize(
    ("weights", "quota", "sizes"),
    [
        ([1], 1, [3]),
        ([1, 1], 2, [2, 3]),
        ([2, 1, 1], 3, [3, 1, 4]),
        ([3, 2, 2], 4, [5, 2, 3]),
        ([1, 1, 1], 2, [3, 3, 3]),
        ([4, 3, 2, 1], 6, [3, 2, 4, 1]),
    ],
)
def test_citizens_against_every_set_of_them(
    weights: list[int], quota: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"r{k}" for k in range(len(sizes))]
    rule = college(dict(zip(names, weights, strict=True)), quota)
    people = dict(zip(names, sizes, strict=True))
    expected = by_orders(weights, quota, sizes)
    found = citizens_shapley(rule, people)
    assert list(found.values) == expected
    assert (found.label, found.error) == (Label.EXACT, 0)
    monkeypatch.setattr(level, "COUNTED", 0)
    near = citizens_shapley(rule, people)
    assert near.label == Label.ESTIMATE
    for value, exact, size in zip(near.values, expected, sizes, strict=True):
        assert abs(value - exact) * size <= near.error < 1e-9


@pytest.mark.parametrize("seed", range(8))
def test_the_integral_is_the_exact_count_where_both_go(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(seed)
    b = Builder()
    people = {f"r{k}": dice.choice([1, 2, dice.randint(3, 60)]) for k in range(dice.randint(2, 6))}
    voters = {name: b.voter(name) for name in people}
    row = b.gate({v: dice.randint(1, 6) for v in voters.values()}, dice.randint(3, 8))
    both = b.all_of([row, b.at_least(2, voters.values())])
    rule = b.build(b.any_of([both, voters["r0"]]) if seed % 2 else both)
    exact = citizens_shapley(rule, people).values
    monkeypatch.setattr(level, "COUNTED", 0)
    near = citizens_shapley(rule, people)
    for name, value, right in zip(people, near.values, exact, strict=True):
        assert abs(value - right) * people[name] <= near.error < 1e-10


def test_millions_of_citizens_share_one_whole() -> None:
    people = {"A": 39_576_757, "B": 5_030_053, "C": 20_215_752, "D": 577_719, "E": 11}
    rule = college({"A": 5, "B": 2, "C": 3, "D": 1, "E": 1}, 7)
    found = citizens(rule, people)
    assert found.shapley_label == Label.ESTIMATE
    assert 0 < found.shapley_error < 1e-10
    total = sum(r.population * float(r.citizen_shapley) for r in found.regions)
    assert total == pytest.approx(1, abs=1e-10)
    # independent citizens and large regions: turning at 1/2, both indices nearly agree there
    for row in found.regions[:4]:
        assert row.shapley_against_mean > 0
    assert sum(r.population * r.shapley_against_mean for r in found.regions) == pytest.approx(
        sum(people.values())
    )


def test_equal_citizens_of_equal_regions_are_equal() -> None:
    people = dict.fromkeys(["A", "B", "C"], 1_000_001)
    found = citizens_shapley(college(dict.fromkeys(people, 1), 2), people)
    assert found.values == pytest.approx([1 / 3_000_003] * 3, rel=1e-9)


def test_the_composite_rule_is_the_college_of_majorities() -> None:
    rule = composite(college({"A": 2, "B": 1, "C": 1}, 3), {"A": 3, "B": 2, "C": 1})
    assert rule.size == 6
    assert rule.passes({"A": 2, "B": 2})
    assert rule.passes({"A": 2, "C": 1})
    assert not rule.passes({"A": 1, "B": 2, "C": 1})
    assert not rule.passes({"A": 3, "B": 1})
    dictator = composite(college({"A": 1, "B": 0}, 1), {"A": 5, "B": 3})
    assert power(dictator, "shapley").value("A", "shapley") == Fraction(1, 5)
    assert power(dictator, "shapley").value("B", "shapley") == 0


def test_what_has_no_two_levels_is_said() -> None:
    b = Builder()
    typed = b.build(b.at_least(2, [b.voter("x", 3)]))
    with pytest.raises(ValueError, match="single voters"):
        citizens_shapley(typed, {"x": 5})
    with pytest.raises(ValueError, match="no citizens"):
        citizens_shapley(college({"A": 1}, 1), {"A": 0})
    from foedus.errors import TooLarge

    people = dict.fromkeys("ABCDEFGH", 10**6)
    with pytest.raises(TooLarge, match="--limit"):
        citizens_shapley(
            college({n: 3 + k for k, n in enumerate(people)}, 20), people, budget=Budget(seconds=0)
        )


@pytest.mark.parametrize("k", [0, 1, 7, 1000, 1001, 5000])
def test_the_middle_chance(k: int) -> None:
    from math import comb

    assert middle_chance(k) == pytest.approx(float(Fraction(comb(2 * k, k), 4**k)), rel=1e-11)
