"""The pieces of the engines for one gate, each beside the obvious way: tables, prefixes, sums."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import power_slow as slow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power import limbs as lb
from foedus.power import packed as pk
from foedus.power import quadrature as qd
from foedus.power.game import NotThisGame, Weighted, need_weighted, weighted
from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.power.profile import Budget
from foedus.rules.gates import Builder, Rule

FEW = settings(max_examples=400 if FULL else 40)
WEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=7)


def rule_of(weights: list[int], quota: int) -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter(f"v{k}"): w for k, w in enumerate(weights)}, quota))


def game_of(weights: list[int], quota: int) -> Weighted:
    return Weighted(tuple(weights), (1,) * len(weights), quota)


def below(weights: list[int], quota: int) -> list[int]:
    """How many sets weigh 0, at most 1, ... at most quota - 1."""
    sums = [w for (w, _), c in slow.by_sum_and_size(weights).items() for _ in range(c)]
    return [sum(w <= k for w in sums) for k in range(quota)]


@FEW
@given(WEIGHTS, st.integers(1, 30))
def test_the_packed_table_counts_sets_by_weight(weights: list[int], q: int) -> None:
    slot = 4
    game = game_of(weights, q)
    table = pk._slots(pk._table(game.grouped(), q, slot, None), q, slot)
    sums = slow.by_sum_and_size(weights)
    for w in range(q):
        assert table[w] == sum(c for (s, _), c in sums.items() if s == w)


@FEW
@given(WEIGHTS, st.integers(1, 30))
def test_alternating_prefix_sums_leave_nobody_out(weights: list[int], q: int) -> None:
    prefix = below(weights, q)
    for i, w in enumerate(weights):
        expected = sum(slow.swings(len(weights), slow.gate(weights, q), i))
        assert pk._alternate(prefix, q, w) == expected


@FEW
@given(WEIGHTS, st.integers(1, 30))
def test_prefix_sums_by_size_and_their_swings(weights: list[int], q: int) -> None:
    n, slot = len(weights), 2
    groups = game_of(weights, q).grouped()
    prefix = pk._prefix_by_size(groups, q, slot, None)
    sums = slow.by_sum_and_size(weights)
    for k in range(q):
        expected = [sum(c for (w, s), c in sums.items() if w <= k and s == size)
                    for size in range(n + 1)]  # fmt: skip
        assert unpack(prefix[k], slot, n + 1) == expected
    for i, w in enumerate(weights):
        found = unpack(pk._alternate_by_size(prefix, q, w, 8 * slot), slot, n)
        assert found == slow.swings(n, slow.gate(weights, q), i)


@FEW
@given(WEIGHTS, st.integers(1, 30))
def test_the_most_members_below_a_quota(weights: list[int], q: int) -> None:
    most = max(len(s) for s in slow.subsets(range(len(weights))) if slow.weight(weights, s) < q)
    assert pk._most_below(game_of(weights, q).grouped(), q) == most


@FEW
@given(WEIGHTS, st.integers(-1, 40))
@pytest.mark.parametrize("engine", ["packed", "limbs"])
def test_one_gate_by_either_table(engine: str, weights: list[int], quota: int) -> None:
    rule, n = rule_of(weights, quota), len(weights)
    wins = slow.gate(weights, quota)
    found = pk.packed(rule, sizes=False) if engine == "packed" else lb.limbs(rule)
    assert found.winning == sum(wins(s) for s in slow.subsets(range(n)))
    assert found.swings == tuple(sum(slow.swings(n, wins, i)) for i in range(n))
    assert found.engine == engine


@FEW
@given(WEIGHTS, st.integers(1, 30), st.integers(1, 70))
def test_limbs_hold_the_same_table_whatever_is_beside_it(
    weights: list[int], q: int, idle: int
) -> None:
    # many members that weigh more than the quota and a few of nothing: carries must pass on
    heavy = [*weights, *[0] * idle]
    game = Weighted((*weights, 0), (*[1] * len(weights), idle), q)
    table = lb._table(game, q, len(heavy), Budget())
    sums = slow.by_sum_and_size(weights)
    for w in range(q):
        once = sum(c for (s, _), c in sums.items() if s == w)
        assert lb._number(table[:, w]) == once << idle
    beside, lb.BESIDE = lb.BESIDE, 0
    try:
        assert np.array_equal(lb._table(game, q, len(heavy), Budget()), table)
    finally:
        lb.BESIDE = beside


@FEW
@given(st.lists(st.integers(0, 2**62), min_size=1, max_size=6))
def test_carries_keep_the_number(cells: list[int]) -> None:
    table = np.zeros((4, len(cells)), dtype=np.uint64)
    table[0] = cells
    lb._carry(table)
    assert [lb._number(table[:, k]) for k in range(len(cells))] == cells
    assert int(table.max()) < 1 << 32
    lb._prefix(table)
    assert lb._number(table[:, -1]) == sum(cells)


@FEW
@given(st.integers(0, 12), st.data())
def test_binomials_in_slots(count: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, count))
    high = data.draw(st.integers(low, count))
    slot = slot_bytes(count)
    found = unpack(binomials(count, low, high, slot), slot, count + 1)
    assert found == [comb(count, k) if low <= k <= high else 0 for k in range(count + 1)]
    assert binomials(count, low, high, 0) == sum(found)


@pytest.mark.parametrize("members", [0, 1, 7, 8, 9, 63, 64, 343])
def test_a_slot_holds_every_count(members: int) -> None:
    assert 1 << members < 1 << (8 * slot_bytes(members))


def test_too_many_coefficients_are_told() -> None:
    with pytest.raises(OverflowError):
        unpack(1 << 64, 2, 4)


@FEW
@given(WEIGHTS, st.sampled_from([0.01, 0.2, 0.37, 0.5]))
def test_the_table_of_chances(weights: list[int], t: float) -> None:
    game = game_of(weights, 1)
    cells = sum(weights) + 1
    table = qd._table(game, cells, t)
    chances = slow.chance_of(weights, t)
    for w in range(cells):
        assert table[w] * (1 - t) == pytest.approx(chances.get(w, 0.0), abs=1e-14)


@FEW
@given(WEIGHTS, st.integers(1, 40), st.sampled_from([0.01, 0.2, 0.5]))
def test_a_voter_is_taken_out_of_the_table(weights: list[int], quota: int, t: float) -> None:
    game = game_of(weights, quota)
    quota = min(quota, max(1, sum(weights)))
    prefix, scale = qd._prefix(qd._table(game, quota, t), t)
    powers = np.power(-t / (1 - t), np.arange(quota + 2))
    for i, w in enumerate(weights):
        others = [x for k, x in enumerate(weights) if k != i]
        swing = sum(c for s, c in slow.chance_of(others, t).items() if quota - w <= s < quota)
        assert qd._take_out(prefix, quota, w, powers) * scale == pytest.approx(swing, abs=1e-12)


@FEW
@given(WEIGHTS, st.integers(1, 40), st.sampled_from([0.01, 0.2, 0.5]))
def test_a_tail_is_never_above_its_bound(weights: list[int], quota: int, t: float) -> None:
    total = sum(weights)
    if not total or quota > total:
        return
    game = game_of(weights, quota)
    for i, w in enumerate(weights):
        others = [x for k, x in enumerate(weights) if k != i]
        swing = sum(c for s, c in slow.chance_of(others, t).items() if quota - w <= s < quota)
        assert swing <= qd._tail_bound(game, quota, t) + 1e-15


@settings(max_examples=200 if FULL else 20)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 30))
def test_quadrature_against_every_order(weights: list[int], quota: int) -> None:
    found = qd.quadrature(rule_of(weights, quota))
    exact = slow.shapley_by_orders(len(weights), slow.gate(weights, quota))
    for value, true in zip(found.values, exact, strict=True):
        assert abs(value - float(true)) <= found.error + 1e-15


@pytest.mark.parametrize("n", [1, 2, 5, 20, 51, 190, 537, 1000])
def test_nodes_are_as_many_as_exact_or_fewer_with_their_bound(n: int) -> None:
    m, left = qd.nodes_needed(n)
    assert m <= max(1, (n + 1) // 2)
    assert left <= qd.NODES_ERROR
    if left:
        # the bound falls with every node more
        bounds = [min(qd._node_bound(n, k, x / 50) for x in range(2, 100)) for k in (m, m + 1)]
        assert bounds[1] < bounds[0]


@pytest.mark.parametrize("degree", range(12))
def test_gauss_points_are_exact_to_their_degree(degree: int) -> None:
    m = (degree + 2) // 2
    x, shares = np.polynomial.legendre.leggauss(m)
    t = (1 + x) / 2
    assert float(np.dot(shares / 2, t**degree)) == pytest.approx(1 / (degree + 1), abs=1e-14)


@FEW
@given(WEIGHTS, st.integers(1, 40))
def test_what_is_one_gate_is_seen_as_one(weights: list[int], quota: int) -> None:
    rule = rule_of(weights, quota)
    game = weighted(rule)
    assert game is not None
    wins = slow.gate(weights, quota)
    for s in slow.subsets(range(len(weights))):
        assert (sum(game.weights[k] for k in s) >= game.quota) == wins(s)
    assert game.total == sum(w * c for w, c in game.grouped())
    assert need_weighted(rule, "packed") == game


def test_what_is_two_gates_is_not() -> None:
    b = Builder()
    v = [b.voter(f"v{k}") for k in range(4)]
    rule = b.build(b.all_of([b.gate({v[0]: 2, v[1]: 1}, 2), b.at_least(2, v)]))
    assert weighted(rule) is None
    for engine in (pk.packed, lb.limbs, qd.quadrature):
        with pytest.raises(NotThisGame, match="single weighted gate"):
            engine(rule)


@pytest.mark.parametrize(("weights", "cells"), [([50, 40, 30], 10), ([5, 4, 3, 2], 3)])
def test_a_table_beyond_its_budget_is_refused(weights: list[int], cells: int) -> None:
    rule = rule_of(weights, (sum(weights) + 1) // 2)
    for engine in (lb.limbs, qd.quadrature):
        with pytest.raises(TooLarge, match="sampling"):
            engine(rule, budget=Budget(cells=cells))


@FEW
@given(WEIGHTS, st.integers(1, 40))
def test_the_dual_gate_has_the_same_swings(weights: list[int], quota: int) -> None:
    total = sum(weights)
    if quota > total:
        return
    first, second = (pk.packed(rule_of(weights, q)) for q in (quota, total - quota + 1))
    assert first.swings == second.swings
    assert first.winning + second.winning == 1 << len(weights)
    assert first.swings_by_size is not None
    assert second.swings_by_size is not None
    for a, b in zip(first.swings_by_size, second.swings_by_size, strict=True):
        assert a == b[::-1]


@FEW
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 40), st.integers(2, 9))
def test_a_scale_changes_nothing(weights: list[int], quota: int, scale: int) -> None:
    from foedus.power.table import power

    first = power(rule_of(weights, quota), ["shapley", "banzhaf_swings"])
    second = power(rule_of([w * scale for w in weights], quota * scale),
                   ["shapley", "banzhaf_swings"])  # fmt: skip
    for a, b in zip(first.columns, second.columns, strict=True):
        assert a.values == b.values
    if sum(weights) >= quota:
        assert sum(Fraction(v) for v in first.columns[0].values) == 1
