"""The pieces of the engines for rules of several gates, each beside the obvious way."""

from __future__ import annotations

import random
from bisect import bisect_left
from itertools import product
from math import comb, prod

import numpy as np
import power_reference as ref
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.power import bounds as bd
from foedus.power import components as cp
from foedus.power import diagram as dg
from foedus.power import grid as gr
from foedus.power import ordered as od
from foedus.power import vectors as vc
from foedus.power.engines import count
from foedus.power.layers import Layers, _more_sums
from foedus.power.minimal_indices import count_minimal
from foedus.power.profile import Budget
from foedus.rules.exchange import from_json, to_json
from foedus.rules.gates import Builder, Rule
from foedus.rules.simplify import simplify

FEW = settings(max_examples=300 if FULL else 30)
SEED = st.integers(0, 10**6)


def some_rule(seed: int) -> ref.Json:
    return ref.random_rule(seed, 7, 6)


# ------------------------------------------------------------------ heads and one row of weights


def heads_and_weights(seed: int) -> Rule:
    """A random rule whose gates count heads or one row of weights, types and idlers included."""
    dice = random.Random(seed)
    b = Builder()
    voters = [b.voter(f"v{k}", dice.choice([1, 1, 2])) for k in range(dice.randint(2, 6))]
    if dice.random() < 0.3:
        b.voter("idle", dice.choice([1, 2]))
    top = dice.choice([2, 9, 10**9])
    row = {v: dice.randint(0, top) for v in voters}
    size, total = len(voters), max(1, sum(row.values()))
    heads = [b.gate(dict.fromkeys(voters, 1), dice.randint(1, size + 2)) for _ in range(2)]
    heavy = [b.gate(row, dice.randint(1, total)) for _ in range(2)]
    forms = [
        lambda: b.any_of([b.all_of([heads[0], heavy[0]]), heads[1]]),
        lambda: b.all_of([b.any_of([heads[0], heavy[0]]), heads[1]]),
        lambda: b.any_of([b.all_of([heads[0], heavy[0]]), b.all_of([heads[1], heavy[1]])]),
        lambda: b.gate({heads[0]: 1, heads[1]: 1, heavy[0]: 1, heavy[1]: 1}, 3),
    ]
    return simplify(b.build(dice.choice(forms)()))


@pytest.mark.parametrize("batch", range(4))
def test_halves_in_order_against_every_set(batch: int) -> None:
    seen = 0
    for seed in range(batch * 1000, batch * 1000 + (150 if FULL else 12)):
        rule = heads_and_weights(seed)
        game = od.ordered(rule)
        if game is None:
            continue
        seen += 1
        members = ref.Members(to_json(rule))
        by_size, with_member = od.minimal(rule, game, Budget())
        sets = members.minimal()
        for s in range(rule.size + 1):
            assert by_size[s] == sum(x.bit_count() == s for x in sets), seed
            for name, mine in zip(rule.names, with_member, strict=True):
                k = members.first(name)
                assert mine[s] == sum(x.bit_count() == s and x >> k & 1 for x in sets), seed
        check_critical(rule, members, od.critical(rule, game, Budget()))
    assert seen >= 5


def check_critical(rule: Rule, members: ref.Members, found: vc.Critical) -> None:
    wins = [s for s in range(1 << members.n) if members.wins(s)]
    kinds = {s: members.critical(s) for s in wins}
    for c, number in enumerate(found.winning):
        assert number == sum(len(k) == c for k in kinds.values())
    assert sum(found.winning) == len(wins)
    for name, mine in zip(rule.names, found.with_member, strict=True):
        at = members.first(name)
        for c, number in enumerate(mine):
            assert number == sum(len(k) == c and at in k for k in kinds.values())


@pytest.mark.parametrize("seed", range(6))
def test_halves_in_order_against_vectors_of_fourteen(seed: int) -> None:
    dice = random.Random(seed)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(14)]
    row = {v: dice.randint(1, 10**6) for v in voters}
    part = b.all_of([b.at_least(8, voters), b.gate(row, sum(row.values()) * 13 // 20)])
    rule = simplify(b.build(b.any_of([part, b.at_least(12, voters)])))
    game = od.ordered(rule)
    assert game is not None
    assert od.minimal(rule, game, Budget()) == vc.minimal(rule, Budget())
    first, second = od.critical(rule, game, Budget()), vc.critical(rule, Budget())
    for one, other in zip([first.winning, *first.with_member],
                          [second.winning, *second.with_member], strict=True):  # fmt: skip
        longest = max(len(one), len(other))
        assert [*one, *[0] * longest][:longest] == [*other, *[0] * longest][:longest]


def test_the_order_and_the_least_weights() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(5)]
    row = dict(zip(voters, [2, 9, 4, 4, 1], strict=True))
    part = b.all_of([b.at_least(3, voters), b.gate(row, 13)])
    game = od.ordered(simplify(b.build(b.any_of([part, b.at_least(4, voters)]))))
    assert game is not None
    assert game.weights == (9, 4, 4, 2, 1)
    assert game.owner == (1, 2, 3, 0, 4)
    assert game.least == (od.NEVER, od.NEVER, od.NEVER, 13, 0, 0)


def two_weight_rows(b: Builder) -> object:
    v = [b.voter(f"v{k}") for k in range(4)]
    return b.all_of([b.gate(dict(zip(v, w, strict=True)), 5) for w in ([1, 2, 3, 4], [4, 1, 3, 2])])


def some_heads_only(b: Builder) -> object:
    v = [b.voter(f"v{k}") for k in range(4)]
    weights = b.gate(dict(zip(v, [1, 2, 3, 4], strict=True)), 5)
    return b.all_of([b.at_least(1, v[:2]), weights])


def gates_that_count_along(b: Builder) -> object:
    v = [b.voter(f"v{k}") for k in range(4)]
    return b.gate({b.at_least(2, v): 2, v[0]: 1, v[1]: 2, v[2]: 1}, 3)


def too_many(b: Builder) -> object:
    v = [b.voter(f"v{k}") for k in range(31)]
    row = {x: k + 1 for k, x in enumerate(v)}
    return b.all_of([b.at_least(16, v), b.gate(row, 250)])


def too_heavy(b: Builder) -> object:
    v = [b.voter(f"v{k}") for k in range(4)]
    row = {x: (1 << 60) + 7 * k for k, x in enumerate(v)}
    return b.all_of([b.at_least(2, v), b.gate(row, (5 << 59) + 11)])


@pytest.mark.parametrize(
    "make", [two_weight_rows, some_heads_only, gates_that_count_along, too_many, too_heavy]
)
def test_what_has_no_order_is_left_to_others(make: object) -> None:
    b = Builder()
    rule = simplify(b.build(make(b)))  # type: ignore[operator]
    assert od.ordered(rule) is None


def test_a_council_of_27_with_its_clause_is_counted_by_halves_in_order() -> None:
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(27)]
    row = {v: 40 + 83 * k * k % 1700 for k, v in enumerate(voters)}
    total = sum(row.values())
    part = b.all_of([b.at_least(15, voters), b.gate(row, -(-total * 13 // 20))])
    rule = simplify(b.build(b.any_of([part, b.at_least(24, voters)])))
    found = count_minimal(rule)
    assert found.engine == "halves in order"
    everything = count(rule, engine="middle")
    game = od.ordered(rule)
    assert game is not None
    critical = od.critical(rule, game, Budget())
    # two ways to the same totals: winning sets, and everybody's swings
    assert sum(critical.winning) == everything.winning
    assert tuple(sum(mine) for mine in critical.with_member) == everything.swings
    # each minimal set of s members has s of them
    for s, number in enumerate(found.by_size):
        assert sum(mine[s] for mine in found.with_member) == s * number
    # and a set all of whose members are critical is minimal
    assert sum(found.by_size) <= sum(critical.winning[1:])


# ------------------------------------------------------------------ vectors of counts


@FEW
@given(SEED)
def test_the_vectors_of_counts_that_win(seed: int) -> None:
    data = some_rule(seed)
    rule = from_json(data)
    wins = vc.winners(rule, Budget())
    for x in product(*(range(v.count + 1) for v in rule.voters)):
        assert bool(wins[x]) == ref.passes(data, dict(zip(rule.names, x, strict=True)))


@FEW
@given(SEED)
def test_critical_and_minimal_by_vectors(seed: int) -> None:
    data = some_rule(seed)
    rule, members = from_json(data), ref.Members(data)
    check_critical(rule, members, vc.critical(rule, Budget()))
    by_size, with_member = vc.minimal(rule, Budget())
    sets = members.minimal()
    assert list(by_size) == [sum(s.bit_count() == k for s in sets) for k in range(rule.size + 1)]
    for name, mine in zip(rule.names, with_member, strict=True):
        assert sum(mine) == sum(s >> members.first(name) & 1 for s in sets)


def test_large_types_are_counted_beyond_sixty_four_bits() -> None:
    b = Builder()
    rule = b.build(b.all_of([b.at_least(k // 2 + 1, [b.voter(n, k)]) for n, k in
                             (("a", 101), ("b", 60))]))  # fmt: skip
    by_size, with_member = vc.minimal(rule, Budget())
    assert sum(by_size) == comb(101, 51) * comb(60, 31)
    assert sum(with_member[0]) == comb(100, 50) * comb(60, 31)
    assert sum(with_member[1]) == comb(101, 51) * comb(59, 30)
    found = vc.critical(rule, Budget())
    winning = sum(comb(101, k) for k in range(51, 102)) * sum(comb(60, k) for k in range(31, 61))
    assert sum(found.winning) == winning
    assert found.winning[82] == comb(101, 51) * comb(60, 31)


@pytest.mark.parametrize("count_", [0, 1, 2, 9, 60])
def test_ways_to_choose_with_and_without_one(count_: int) -> None:
    assert vc._ways(count_, 0) == [comb(count_, x) for x in range(count_ + 1)]
    if count_:
        expected = [comb(count_ - 1, x - 1) if x else 0 for x in range(count_ + 1)]
        assert vc._ways(count_, 1) == expected


def test_primes_by_the_strong_test_and_by_division() -> None:
    for number in [
        *range(9, 4001, 2),
        *range((1 << 31) - 401, 1 << 31, 2),
        2047,
        1373653,
        25326001,
    ]:
        divided = all(number % k for k in range(3, int(number**0.5) + 1, 2))
        assert vc._is_prime(number) == divided, number


@FEW
@given(st.integers(0, 2**200))
def test_remainders_are_put_together(number: int) -> None:
    primes = vc._primes(201)
    assert prod(primes) > number
    assert len(set(primes)) == len(primes)
    assert all(p < 1 << 31 and all(p % k for k in range(2, 100)) for p in primes)
    assert vc._joined(primes, [number % p for p in primes]) == number


# ------------------------------------------------------------------ the diagram and its layers


def sums_so_far(layers: Layers, chosen: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(
        sum(x * layers.weights[d][r] for d, x in enumerate(chosen)) for r in range(len(layers.rows))
    )


@FEW
@given(SEED)
def test_partial_decisions_of_one_key_have_one_future(seed: int) -> None:
    data = some_rule(seed)
    rule = from_json(data)
    layers = Layers(rule)
    small = layers.short.rule
    inner = to_json(small)
    names = [small.names[t] for t in layers.order]
    ranges = [range(layers.counts[t] + 1) for t in layers.order]
    for depth in range(len(ranges) + 1):
        futures: dict[object, list[bool]] = {}
        for chosen in product(*ranges[:depth]):
            at = sums_so_far(layers, chosen)
            future = [
                ref.passes(inner, dict(zip(names, chosen + rest, strict=True)))
                for rest in product(*ranges[depth:])
            ]
            key = layers.classify(depth, at)
            assert futures.setdefault(key, future) == future, (seed, depth, chosen)
            if isinstance(key, bool):
                assert set(future) == {key}, (seed, depth, chosen)
            # what is known from the first reading does not change the second
            assert layers.classify(depth, at) == key


@FEW
@given(SEED)
def test_wide_layers_are_read_without_memory(seed: int) -> None:
    data = some_rule(seed)
    first, second = Layers(from_json(data)), Layers(from_json(data))
    second.wide = [True] * len(second.wide)
    for depth in range(len(first.order) + 1):
        for chosen in product(*(range(first.counts[t] + 1) for t in first.order[:depth])):
            at = sums_so_far(first, chosen)
            assert first.classify(depth, at) == second.classify(depth, at)


@FEW
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True), st.integers(0, 5),
       st.integers(0, 3))  # fmt: skip
def test_sums_still_to_come(sums: list[int], w: int, many: int) -> None:
    found = _more_sums(sorted(sums), w, many)
    assert found is not None
    assert found == sorted({s + k * w for s in sums for k in range(many + 1)})
    assert _more_sums(None, w, many) is None
    # two needs that no sum separates are one
    for need in range(60):
        assert bisect_left(found, need) == sum(s < need for s in found)


def test_too_many_sums_are_not_kept() -> None:
    assert _more_sums(list(range(5000)), 7919, 1) is None
    assert _more_sums([0], 3, 10**6) is None


@FEW
@given(st.integers(0, 8), st.integers(1, 3), st.data())
def test_the_pieces_of_an_edge(count_: int, tag: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, count_))
    high = data.draw(st.integers(low, count_))
    slot = 2
    packed = dg._piece(count_, low, high, slot * tag, slot)
    expected = sum(comb(count_, k) << (8 * slot * tag * k) for k in range(low, high + 1))
    assert packed == expected


@FEW
@given(SEED, st.booleans())
def test_the_diagram_by_size_and_in_all(seed: int, sizes: bool) -> None:
    data = some_rule(seed)
    rule = from_json(data)
    found = dg.diagram(rule, sizes=sizes)
    assert found.winning == sum(ref.winning_by_size(data))
    for name, swings in zip(rule.names, found.swings, strict=True):
        assert swings == sum(ref.swings_by_size(data, name))
    if sizes:
        assert found.swings_by_size is not None
        assert [list(s) for s in found.swings_by_size] == [
            ref.swings_by_size(data, n) for n in rule.names
        ]


# ------------------------------------------------------------------ parts that share no voter


def nest(b: Builder, kind: str, leaves: list[int], dice: random.Random) -> int:
    """Put gates together by one connective, nested at random."""
    join = b.all_of if kind == "all" else b.any_of
    while len(leaves) > 1:
        some = dice.sample(range(len(leaves)), 2)
        joined = join([leaves[k] for k in some])
        leaves = [x for k, x in enumerate(leaves) if k not in some] + [joined]
    return leaves[0]


@pytest.mark.parametrize("kind", ["all", "any"])
@pytest.mark.parametrize("seed", range(12))
def test_nested_connectives_fall_apart_and_count_as_one(seed: int, kind: str) -> None:
    dice = random.Random(seed)
    b = Builder()
    leaves = []
    for part in range(3):
        voters = [b.voter(f"p{part}v{k}", dice.choice([1, 2])) for k in range(2)]
        leaves.append(b.gate({v: dice.randint(1, 3) for v in voters}, dice.randint(2, 4)))
        leaves.append(b.at_least(dice.randint(1, 2), voters))
    rule = simplify(b.build(nest(b, kind, leaves, dice)))
    data = to_json(rule)
    found = cp.components(rule)
    if found is not None:
        every, parts = found
        assert len({n for p in parts for n in p.names}) == sum(len(p.names) for p in parts)
        for yes in ref.coalitions(data):
            verdicts = [p.passes({n: yes.get(n, 0) for n in p.names}) for p in parts]
            assert (all(verdicts) if every else any(verdicts)) == ref.passes(data, yes)
    assert count(rule).winning == sum(ref.winning_by_size(data))
    for name, swings in zip(rule.names, count(rule).swings, strict=True):
        assert swings == sum(ref.swings_by_size(data, name))


def test_an_and_inside_an_or_stays_whole() -> None:
    b = Builder()
    v = [b.voter(f"v{k}") for k in range(6)]
    rule = simplify(
        b.build(b.any_of([b.all_of([b.at_least(2, v[:3]), v[3]]), b.at_least(2, v[3:])]))
    )
    assert cp.components(rule) is None


# ------------------------------------------------------------------ dynamic programming


@FEW
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.data())
def test_moves_of_a_table_reach_every_sum_once(shape: list[int], data: st.DataObject) -> None:
    weights = [data.draw(st.integers(0, 5)) for _ in shape]
    cells = list(product(*(range(s) for s in shape)))
    seen = {c: 0 for c in cells}
    values = np.arange(1, prod(shape) + 1, dtype=np.int64).reshape(shape)

    def moved(cell: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(min(c + w, s - 1) for c, w, s in zip(cell, weights, shape, strict=True))

    for here, _ in gr._moves(tuple(shape), weights):
        for cell in product(*(range(s.start, s.stop) for s in here)):
            seen[cell] += 1
    assert set(seen.values()) == {1}
    reached = gr._add_reached(values, weights)
    pushed = gr._add_pushed(values.copy(), values, weights)
    expected = values.copy()
    for cell in cells:
        assert reached[cell] == values[cell] + values[moved(cell)]
        expected[moved(cell)] += values[cell]
    assert np.array_equal(pushed, expected)
    gained = sum(int(values[c]) * (int(values[moved(c)]) - int(values[c])) for c in cells)
    assert gr._gained(values, values, weights) == gained


# ------------------------------------------------------------------ certified bounds


@FEW
@given(SEED, st.integers(1, 9))
def test_rounding_down_and_up_encloses_a_rule(seed: int, divisor: int) -> None:
    from foedus.rules.draft import take_apart

    data = some_rule(seed)
    draft = take_apart(simplify(from_json(data)))
    rows = bd._rows(draft)
    mixed = {bd._own(p, len(draft.voters)) for p in draft.parts
             if any(k >= len(draft.voters) for k in p.weights)}  # fmt: skip
    divisors = [1 if row in mixed else divisor for row in rows]
    low, high = (bd._rounded(draft, rows, divisors, up=up) for up in (False, True))
    for yes in ref.coalitions(data):
        passes = ref.passes(data, yes)
        assert low.passes(yes) <= passes <= high.passes(yes)


@pytest.mark.parametrize("seed", range(8))
def test_bounds_hold_the_counts_and_narrow_with_cells(seed: int) -> None:
    dice = random.Random(seed)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(9)]
    row = {v: dice.randint(1, 10**6) for v in voters}
    rule = b.build(b.all_of([b.at_least(4, voters), b.gate(row, sum(row.values()) // 2)]))
    exact = count(rule, engine="enumeration")
    gaps = []
    for cells in (2_000, 20_000, 1_000_000):
        found = bd.bounds(rule, cells=cells)
        assert found.winning[0] <= exact.winning <= found.winning[1]
        for (low, high), swings in zip(found.swings, exact.swings, strict=True):
            assert low <= swings <= high
        gaps.append(found.gap)
    assert gaps[2] <= gaps[0]


@FEW
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5), st.data())
def test_a_share_lies_between_the_ends_of_the_counts(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    ranges = [(min(p), max(p)) for p in pairs]
    counts = [data.draw(st.integers(1, 3)) for _ in ranges]
    swings = [data.draw(st.integers(low, high)) for low, high in ranges]
    total = sum(s * c for s, c in zip(swings, counts, strict=True))
    for (low, high), s in zip(bd._shares(ranges, counts), swings, strict=True):
        assert low * total <= s
        assert total == 0 or s <= high * total
