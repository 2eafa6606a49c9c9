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
from foedus.power.engines import count
from foedus.power.layers import Layers, _more_sums
from foedus.rules.exchange import from_json, to_json
from foedus.rules.gates import Builder
from foedus.rules.simplify import simplify

FEW = settings(max_examples=300 if FULL else 30)
SEED = st.integers(0, 10**6)


def some_rule(seed: int) -> ref.Json:
    return ref.random_rule(seed, 7, 6)


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
