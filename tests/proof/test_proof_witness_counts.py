""" "One of N": every count against all coalitions listed, and numbers a person can work out."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proof_reference import random_rule
from proof_world import claim

from foedus.proof.by_price import cheapest
from foedus.proof.by_size import STEPS, by_size
from foedus.proof.witnesses import (
    Alike,
    Counter,
    Does,
    apart,
    between,
    conjunction,
    lifted,
    passing,
)
from foedus.proof.witnesses import cheapest as cheapest_alike
from foedus.rules.gates import Builder, Rule, Voter


def every(rule: Rule) -> Iterator[tuple[dict[str, int], int]]:
    """Yield every choice of numbers from the types, and how many sets of members it stands for."""
    counts = [v.count for v in rule.voters]
    for chosen in itertools.product(*[range(c + 1) for c in counts]):
        ways = prod(comb(c, k) for c, k in zip(counts, chosen, strict=True))
        yield dict(zip(rule.names, chosen, strict=True)), ways


def listed(alike: Alike) -> int:
    """Count the sets that show the same by looking at all of them."""
    found = 0
    for yes, ways in every(alike.rule):
        price = sum((alike.price or {}).get(n, 0) * k for n, k in yes.items())
        fits = sum(yes.values()) == alike.size and (alike.price is None or price <= alike.cost)
        unless = alike.unless is not None and alike.unless.passes(yes)
        found += ways * (fits and alike.rule.passes(yes) and not unless)
    return found


def drawn(seed: int) -> tuple[random.Random, Rule]:
    rng = random.Random(seed)
    sizes = [rng.choice([1, 1, 1, 2, 3]) for _ in range(rng.randint(1, 6))]
    # A single gate of large weights is counted by halves, all others by a table of sums.
    gates, top = rng.choice([(1, 10**6), (rng.randint(1, 5), rng.choice([1, 3, 1000]))])
    sizes = [1] * len(sizes) if top == 10**6 else sizes
    return rng, random_rule(rng, sizes, gates, top)


@given(st.integers(0, 10**9))
def test_by_size_is_what_a_list_of_all_coalitions_gives(seed: int) -> None:
    _, rule = drawn(seed)
    wanted = [0] * (rule.size + 1)
    for yes, ways in every(rule):
        wanted[sum(yes.values())] += ways * rule.passes(yes)
    assert by_size(rule) == tuple(wanted)


@given(st.integers(0, 10**9))
def test_sets_of_a_price_are_what_a_list_gives(seed: int) -> None:
    rng, rule = drawn(seed)
    price = {v.name: rng.randint(0, 20) for v in rule.voters if v.count == 1}
    cost, size = rng.randint(0, 60), rng.randint(0, rule.size)
    found = cheapest(rule, price, cost, size, STEPS)
    alike = Alike(rule, size, None, Does.YES, price, cost)
    assert found is None or found == listed(alike)
    assert found is not None or rule.root < len(rule.voters)


@given(st.integers(0, 10**9))
def test_both_pass_where_the_conjunction_does(seed: int) -> None:
    rng, rule = drawn(seed)
    other = random_rule(rng, [v.count for v in rule.voters], rng.randint(1, 4), 5)
    both = conjunction(rule, other)
    assert all(both.passes(s) is (rule.passes(s) and other.passes(s)) for s, _ in every(rule))


@given(st.integers(0, 10**9))
def test_each_kind_of_witness_is_counted_as_a_list_counts_it(seed: int) -> None:
    rng, rule = drawn(seed)
    some = {v.name: rng.randint(0, v.count) for v in rule.voters}
    out = [n for n in rule.names if rng.random() < 0.3]
    inside = {n: k for n, k in some.items() if n not in out}
    single = [v.name for v in rule.voters if v.count == 1]
    made = [passing(rule, inside, no=out), cheapest_alike(rule, inside, None, blocks=True, yes=out)]
    if len(single) > 1:
        strong, weak = rng.sample(single, 2)
        others = {n: k for n, k in some.items() if n not in (strong, weak)}
        found = apart(rule, others, strong, weak)
        made += [found] if found else []
    counter = Counter()
    assert [counter.count(a) for a in made] == [listed(a) for a in made]


def test_a_blocking_set_is_counted_among_those_who_say_no() -> None:
    rule = of(3, {"a": 1, "b": 1, "c": 1, "d": 1})
    alike = cheapest_alike(rule, {"a": 1, "b": 1}, None, blocks=True)
    assert (alike.does, Counter().count(alike)) == (Does.NO, comb(4, 2))


def test_rules_over_different_voters_are_compared_over_all_of_them() -> None:
    first, second = of(1, {"a": 1, "b": 1}), of(1, {"b": 1, "c": 1})
    # {a} passes the first and not the second; no other set of one member does.
    assert Counter().count(between(first, second, {"a": 1})) == 1


def test_a_voter_as_the_root_becomes_a_gate_among_more_voters() -> None:
    builder = Builder()
    rule = builder.build(builder.voter("crown", 2))
    more = lifted(rule, (Voter("other"), Voter("crown", 2)))
    assert more.passes({"crown": 2})
    assert not more.passes({"crown": 1, "other": 1})


def test_two_equal_gates_on_one_row_keep_both_weights() -> None:
    builder = Builder()
    a, b = builder.voter("a"), builder.voter("b")
    one, two = builder.any_of([a, b], "one"), builder.any_of([a, b], "two")
    rule = builder.build(builder.gate({a: 1, b: 1, one: 1, two: 1}, 3))
    # One of the two brings 1 and opens both gates: 1 + 1 + 1.
    assert by_size(rule) == (0, 2, 1)


def test_what_takes_too_many_steps_stays_uncounted() -> None:
    weights = {f"v{i}": 3**i for i in range(20)}
    assert by_size(of(sum(weights.values()) // 2, weights), steps=1000) is None
    assert cheapest(of(2, dict.fromkeys(weights, 1)), weights, 10**9, 2, steps=100) is None


def of(quota: int, weights: Mapping[str, int]) -> Rule:
    """Return one weighted gate."""
    builder = Builder()
    nodes = {builder.voter(n): w for n, w in weights.items()}
    return builder.build(builder.gate(nodes, quota))


def council() -> Rule:
    """Return 9 of 15 with the consent of five of them (UN Charter, Art. 27(3))."""
    builder = Builder()
    vetoers, others = builder.voter("permanent", 5), builder.voter("elected", 10)
    nine = builder.at_least(9, [vetoers, others])
    return builder.build(builder.all_of([nine, builder.all_of([vetoers])]))


#: rule, size of the set, sets of that size that pass: each worked out by hand
KNOWN = [
    (council(), 9, comb(10, 4)),
    (council(), 15, 1),
    (council(), 8, 0),
    (of(300, {f"d{i}": 1 for i in range(450)}), 300, comb(450, 300)),
    (of(2, {"a": 2, "b": 1, "c": 1}), 1, 1),
    (of(2, {"a": 2, "b": 1, "c": 1}), 2, 3),
]


@pytest.mark.parametrize(("rule", "size", "number"), KNOWN)
def test_numbers_worked_out_by_hand(rule: Rule, size: int, number: int) -> None:
    found = by_size(rule)
    assert found is not None
    assert found[size] == number


#: kind, claim, what the members named do, how many sets show the same (the House has 10 members)
CLAIMS = [
    # the President with 6 of the House, or 7 of the House alone
    ("question", "smallest coalition that passes Law", Does.YES, comb(10, 6) + comb(10, 7)),
    # two regions of four: more than half of the units is then out of reach
    ("question", "smallest coalition that blocks Change", Does.NO, comb(4, 2)),
    # the three other regions and 7 of the House
    ("guarantee", "Change can pass without Alpha", Does.YES, comb(10, 7)),
    (
        "question",
        "smallest share of people as of 2000, counting everyone, that passes Change",
        Does.YES,
        comb(10, 7),
    ),
    # 60 of 100 people: no other two regions have so few
    (
        "question",
        "smallest share of people as of 2000, counting everyone, that blocks Change",
        Does.NO,
        1,
    ),
    # Alpha joins Beta and Gamma's people, Delta does not
    ("guarantee", "every unit of Regions is interchangeable in Ask", Does.YES, None),
    ("question", "fewest vacancies in House that stop Change", Does.EMPTY, comb(10, 4)),
]


@pytest.mark.parametrize(("kind", "sentence", "does", "number"), CLAIMS)
def test_findings_say_what_their_members_do_and_how_many_do_the_same(
    kind: str, sentence: str, does: Does, number: int | None
) -> None:
    finding = claim(sentence, kind).findings[0]
    assert finding.alike is not None
    assert finding.coalition
    found = Counter().count(finding.alike)
    assert finding.does is does
    assert found == listed(finding.alike)
    assert number is None or found == number


@pytest.mark.parametrize("scale", [1, 2**52, 2**61, 2**70])
def test_prices_and_weights_beyond_64_bits_count_as_small_ones_do(scale: int) -> None:
    weights, prices = [3, 5, 8, 13, 21, 34, 2, 9, 11], [7, 1, 12, 5, 9, 20, 4, 4, 6]
    builder = Builder()
    row = {builder.voter(f"u{i}"): w * scale for i, w in enumerate(weights)}
    rule = builder.build(builder.gate(row, 54 * scale))
    price = {f"u{i}": p * scale for i, p in enumerate(prices)}
    for size in range(2, 8):
        passing = [
            c for c in itertools.combinations(range(9), size) if sum(weights[i] for i in c) >= 54
        ]
        cheap = [c for c in passing if sum(prices[i] for i in c) <= 40]
        assert cheapest(rule, price, 40 * scale, size, STEPS) == len(cheap)
        counted = by_size(rule)
        assert counted is not None
        assert counted[size] == len(passing)
