"""Two rules counted by halves: against every coalition, other engines, and certified bounds."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from proof_reference import double_majority, random_rule

from conftest import FULL
from foedus.answer import Label
from foedus.power.engines import count
from foedus.proof import counts as module
from foedus.proof.counts import count_pair
from foedus.proof.diff import aligned, diff
from foedus.proof.wavelet import Wavelet
from foedus.rules.gates import Builder, Rule

GRAPHS = 600 if FULL else 60


def looked_at(a: Rule, b: Rule) -> tuple[int, int, int]:
    """Count by looking at every set of single members."""
    first = second = both = 0
    members = [v.name for v in a.voters for _ in range(v.count)]
    for chosen in itertools.product([0, 1], repeat=len(members)):
        yes: dict[str, int] = {v.name: 0 for v in a.voters}
        for name, x in zip(members, chosen, strict=True):
            yes[name] += x
        p, r = a.passes(yes), b.passes(yes)
        first, second, both = first + p, second + r, both + (p and r)
    return first, second, both


def two_rows(voters: int, seed: int, units: int, share: Fraction = Fraction(1, 2)) -> Rule:
    """Return a count of units and shares of two columns of many different sums."""
    rng = random.Random(seed)
    builder = Builder()
    nodes = [builder.voter(f"u{i}") for i in range(voters)]
    gates = [builder.at_least(units, nodes)]
    for _ in range(2):
        row = {n: int(rng.lognormvariate(13, 1)) for n in nodes}
        gates.append(builder.gate(row, share * sum(row.values())))
    return builder.build(builder.all_of(gates))


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_random_graphs_are_counted_as_by_looking(seed: int) -> None:
    rng = random.Random(seed)
    sizes = [rng.choice([1, 1, 1, 2]) for _ in range(rng.randint(1, 7))]
    top = rng.choice([1, 4, 10**6])
    a, b = (random_rule(rng, sizes, rng.randint(1, 6), top) for _ in range(2))
    found = count_pair(a, b)
    if found is None:
        # Only a graph with more than two wide rows may be declined, and none here is wide.
        assert sum(sizes) > module.VOTERS or top > 10**6
    else:
        assert (found.first, found.second, found.both) == looked_at(a, b)


@pytest.mark.parametrize("seed", range(4))
def test_wide_rows_are_counted_as_by_enumeration(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With few small sums allowed the wavelet has to work at sizes that can be looked at.
    monkeypatch.setattr(module, "SMALL", 8)
    a, b = two_rows(11, seed, 6), two_rows(11, seed, 5, Fraction(2, 5))
    found = count_pair(a, b)
    assert found is not None
    assert (found.first, found.second, found.both) == looked_at(a, b)


@pytest.mark.parametrize("voters", [12, 14])
def test_two_wide_rows_agree_with_the_engines_of_voting_power(voters: int) -> None:
    a, b = two_rows(voters, 3, voters * 3 // 5), two_rows(voters, 3, voters // 2, Fraction(1, 3))
    found = count_pair(a, b)
    assert found is not None
    both = aligned(a, b)[2]
    assert found.first == count(a, sizes=False).winning
    assert found.second == count(b, sizes=False).winning
    assert found.both == count(both, sizes=False).winning
    assert found.differ == found.first + found.second - 2 * found.both


def test_one_rule_against_itself_and_against_its_vetoer() -> None:
    rule = double_majority({f"u{i}": (i + 3) ** 3 for i in range(20)}, 12)
    same = count_pair(rule, rule)
    assert same is not None
    assert same.first == same.second == same.both == count(rule, sizes=False).winning
    assert same.differ == 0
    builder = Builder()
    for name in rule.names:
        builder.voter(name)
    one = builder.build(builder.any_of([builder.voter("u19")]))
    found = count_pair(rule, one)
    assert found is not None
    assert found.second == 2**19


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: double_majority({f"u{i}": i + 1 for i in range(37)}, 20), "too many voters"),
        (lambda: double_majority({f"u{i}": 10**18 + i for i in range(12)}, 6), "too large"),
    ],
)
def test_what_does_not_fit_is_declined(make: object, why: str) -> None:
    rule = make()  # type: ignore[operator]
    assert count_pair(rule, rule) is None, why


def test_three_wide_rows_are_declined() -> None:
    rng = random.Random(1)
    builder = Builder()
    nodes = [builder.voter(f"u{i}") for i in range(20)]
    gates = []
    for _ in range(3):
        row = {n: rng.randint(10**5, 10**6) for n in nodes}
        gates.append(builder.gate(row, sum(row.values()) // 2))
    rule = builder.build(builder.all_of(gates))
    assert count_pair(rule, rule) is None


@given(st.permutations(list(range(23))), st.integers(0, 23), st.integers(0, 23))
def test_a_wavelet_counts_a_prefix(values: list[int], first: int, least: int) -> None:
    wavelet = Wavelet(np.array(values, dtype=np.int64))
    found = wavelet.at_least(np.array([first]), np.array([least]))
    assert found.tolist() == [sum(v >= least for v in values[:first])]


@pytest.mark.parametrize("voters", [24, 28])
def test_bounds_hold_the_exact_count_and_are_labelled(
    voters: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(2)
    people = {f"u{i}": int(rng.lognormvariate(13, 1)) for i in range(voters)}
    a = double_majority(people, voters * 2 // 3)
    b = double_majority(people, voters * 3 // 5)
    exact = diff(a, b)
    assert exact.differ is not None
    assert exact.label is Label.EXACT
    assert exact.least == exact.differ == exact.most
    monkeypatch.setattr(module, "VOTERS", 10)
    monkeypatch.setattr("foedus.proof.diff.CELLS", 200_000)
    bounded = diff(a, b, counting=0.0)
    assert bounded.differ is None
    assert bounded.label is Label.BOUND
    assert bounded.least is not None
    assert bounded.most is not None
    assert "bounded by rounding" in bounded.counted
    assert 1 <= bounded.least <= exact.differ <= bounded.most
    # One large row: narrow even with few cells.
    assert bounded.most - bounded.least < exact.differ / 10


def test_neither_implies_the_other_and_the_bound_says_so() -> None:
    rng = random.Random(5)
    one, two = ({f"u{i}": int(rng.lognormvariate(13, 1)) for i in range(38)} for _ in range(2))
    found = diff(double_majority(one, 20), double_majority(two, 20), counting=0.0)
    assert found.word == "neither"
    assert found.differ is None
    assert found.least is not None
    assert found.most is not None
    assert 1 <= found.least < found.most <= 2**38


def test_what_is_the_same_needs_no_count() -> None:
    rule = double_majority({f"u{i}": i + 1 for i in range(50)}, 30)
    found = diff(rule, rule, counting=0.0)
    assert (found.word, found.differ, found.least, found.most) == ("same", 0, 0, 0)
    assert diff(rule, rule, count=False).differ == 0


def test_what_is_not_asked_for_is_not_counted() -> None:
    a = double_majority({f"u{i}": i + 1 for i in range(9)}, 5)
    b = double_majority({f"u{i}": i + 1 for i in range(9)}, 6)
    found = diff(a, b, count=False)
    assert (found.differ, found.least, found.most) == (None, None, None)
    assert found.counted == "not asked for"
    assert found.word == "second implies first"
