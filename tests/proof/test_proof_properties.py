"""Vetoers, dummies, symmetry, deadlock, implication: random rules against plain definitions."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from proof_reference import double_majority, random_rule

from foedus.proof import properties
from foedus.proof.engine import Verdict
from foedus.proof.explain import limbs
from foedus.rules.gates import Builder, Rule

SEEDS = range(40)


def coalitions(rule: Rule) -> Iterator[dict[str, int]]:
    for counts in itertools.product(*[range(v.count + 1) for v in rule.voters]):
        yield dict(zip(rule.names, counts, strict=True))


def plus(coalition: dict[str, int], name: str) -> dict[str, int]:
    return {**coalition, name: coalition[name] + 1}


def some_rule(seed: int) -> Rule:
    rng = random.Random(seed)
    sizes = [rng.choice([1, 1, 2, 3]) for _ in range(rng.randint(2, 5))]
    return random_rule(rng, sizes, rng.randint(1, 5), rng.choice([2, 9]))


@pytest.mark.parametrize("seed", SEEDS)
def test_roles_match_their_definitions(seed: int) -> None:
    rule = some_rule(seed)
    every = {v.name: v.count for v in rule.voters}
    all_of_them = list(coalitions(rule))
    dummy = tuple(
        v.name
        for v in rule.voters
        if all(
            rule.passes(c) == rule.passes(plus(c, v.name))
            for c in all_of_them
            if c[v.name] < v.count
        )
    )
    assert properties.dummies(rule).names == dummy
    veto = tuple(
        n
        for n in rule.names
        if rule.passes(every) and not any(rule.passes(c) for c in all_of_them if c[n] < every[n])
    )
    assert properties.vetoers(rule) == veto
    alone = tuple(n for n in veto if rule.passes({n: 1}))
    assert properties.dictators(rule) == alone


@pytest.mark.parametrize("seed", SEEDS)
def test_symmetry_matches_swapping(seed: int) -> None:
    rule = some_rule(seed)
    every = {v.name: v.count for v in rule.voters}
    a, b = rule.names[:2]
    swapped = [
        c
        for c in coalitions(rule)
        if c[a] < every[a]
        and c[b] < every[b]
        and rule.passes(plus(c, a)) != rule.passes(plus(c, b))
    ]
    answer = properties.symmetry(rule, [a, b])
    assert answer.holds == (not swapped)
    if not answer.holds:
        found = {**dict.fromkeys(rule.names, 0), **(answer.coalition or {})}
        assert rule.passes(plus(found, answer.stronger))
        assert not rule.passes(plus(found, answer.weaker))


@pytest.mark.parametrize("seed", SEEDS)
def test_deadlock_and_clash_match_complements(seed: int) -> None:
    rule = some_rule(seed)
    if rule.root < len(rule.voters) and rule.voters[rule.root].count > 1:
        pytest.skip("the root is a type")
    every = {v.name: v.count for v in rule.voters}
    both = [(c, {n: every[n] - k for n, k in c.items()}) for c in coalitions(rule)]
    stuck = any(not rule.passes(c) and not rule.passes(d) for c, d in both)
    twice = any(rule.passes(c) and rule.passes(d) for c, d in both)
    assert (properties.deadlock(rule).verdict is Verdict.FOUND) == stuck
    assert (properties.clash(rule).verdict is Verdict.FOUND) == twice


def test_the_four_ways_two_rules_compare() -> None:
    people = {"a": 5, "b": 3, "c": 3, "d": 1}
    two, three = double_majority(people, 2), double_majority(people, 3)
    other = Builder()
    nodes = [other.voter(n) for n in people]
    any_two = other.build(other.at_least(2, nodes))
    rich = Builder()
    only_a = rich.build(rich.all_of([rich.voter("a"), *[rich.voter(n) for n in "bcd"][:1]]))
    assert properties.relation(two, two).word == "same"
    assert properties.relation(three, two).word == "first implies second"
    assert properties.relation(two, any_two).word == "first implies second"
    assert properties.relation(any_two, three).word == "second implies first"
    assert properties.relation(three, only_a).word == "neither"


def test_mutual_outvoting_names_a_coalition_each_way() -> None:
    rule = double_majority({"a": 4, "b": 4, "c": 3, "d": 3}, 2)
    mutual = properties.outvoting(rule, {"a": 1}, {"b": 1})
    assert mutual.mutual
    assert not rule.passes({"a": 1})
    assert "a" not in mutual.first.names
    one_way = properties.outvoting(rule, {"d": 1}, {"a": 1, "b": 1})
    assert not one_way.mutual
    assert one_way.second.verdict is Verdict.NONE


def test_an_explanation_gives_the_arithmetic_with_its_article() -> None:
    rule = double_majority({"a": 7, "b": 3, "c": 3}, 2)
    (failing,) = limbs(rule, {"b": 1, "c": 0, "a": 0}, {"units": "Art. 1"})[:1]
    assert failing.text == "Art. 1: units: 1 of 3; 2 needed"
    assert [limb.label for limb in limbs(rule, {"a": 1})] == ["units"]
    assert [limb.met for limb in limbs(rule, {"a": 1, "b": 1})] == [True, True]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_limbs_shown_alone_decide(seed: int) -> None:
    rule = some_rule(seed)
    rng = random.Random(seed)
    for _ in range(10):
        yes = {v.name: rng.randint(0, v.count) for v in rule.voters}
        shown = limbs(rule, yes)
        if rule.root >= len(rule.voters):
            assert shown
            decided = {limb.met for limb in shown}
            assert rule.passes(yes) in decided
