"""Meeting in the middle by a sweep: against enumeration, engines, bounds; what it refuses."""

from __future__ import annotations

import random

import numpy as np
import pytest

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power import sweep as sweeping
from foedus.power.bounds import bounds, intervals
from foedus.power.engines import count
from foedus.power.game import NotThisGame
from foedus.power.indices import FROM_TOTALS
from foedus.power.middle import middle
from foedus.power.profile import Budget
from foedus.power.sweep import Half, product, sweep
from foedus.power.table import power
from foedus.rules.gates import Builder, Rule


def large_row(n: int, seed: int, kind: int) -> Rule:
    """One large row beside a count of heads, in four shapes."""
    dice = random.Random(seed)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(n)]
    people = {v: dice.randint(10_000, 9_999_999) for v in voters}
    row = b.gate(people, sum(people.values()) * dice.choice([4, 5, 6]) // 10)
    if kind == 0:
        root = b.all_of([b.at_least(n // 2 + 1, voters), row])
    elif kind == 1:
        root = b.any_of([b.all_of([b.at_least(n // 2, voters), row]), b.at_least(n - 2, voters)])
    elif kind == 2:
        seats = b.gate({v: dice.choice([1, 2]) for v in voters}, n)
        root = b.any_of([b.all_of([seats, row]), b.gate(people, sum(people.values()) * 9 // 10)])
    else:
        root = b.any_of([b.all_of([voters[0], row]), b.at_least(n // 2 + 2, voters)])
    return b.build(root)


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("seed", range(30 if FULL else 5))
def test_the_sweep_against_every_set(seed: int, kind: int) -> None:
    rule = large_row(random.Random(seed).randint(3, 15), seed, kind)
    try:
        found = count(rule, engine="middle")
    except NotThisGame:
        assert rule.size < 5
        return
    expected = count(rule, engine="enumeration")
    assert found.winning_by_size == expected.winning_by_size
    assert found.swings_by_size == expected.swings_by_size


@pytest.mark.parametrize("block", [1 << 6, 1 << 9, 1 << 20])
def test_the_size_of_a_block_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = large_row(20, 3, 1)
    expected = count(rule, engine="middle")
    monkeypatch.setattr(sweeping, "BLOCK", block)
    monkeypatch.setattr(sweeping, "CELLS", block * 30)
    assert count(rule, engine="middle") == expected


def test_beyond_enumeration_the_diagram_agrees_and_bounds_hold() -> None:
    for n, seed in ((28, 1), (30, 2)):
        rule = large_row(n, seed, 0)
        found = count(rule, engine="middle")
        certified = bounds(rule, cells=400_000)
        assert certified.winning[0] <= found.winning <= certified.winning[1]
        for (low, high), exact in zip(certified.swings, found.swings, strict=True):
            assert low <= exact <= high
    # half of the sets have a majority of heads, and symmetry gives the rest
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(35)]
    heavy = b.gate({v: 1_000_003 + 2 * k for k, v in enumerate(voters)}, 1)
    rule = b.build(b.all_of([b.at_least(18, voters), heavy]))
    assert count(rule, engine="middle", sizes=False).winning == 1 << 34


def test_two_engines_agree_at_thirty_four_members() -> None:
    rule = large_row(34, 7, 3)
    one = count(rule, engine="middle", sizes=False)
    table = power(rule, "banzhaf_swings", engine="bounds")
    for (low, high), exact in zip(table.columns[0].bounds or (), one.swings, strict=True):
        assert low <= exact <= high
    assert sum(one.winning_by_size or ()) == one.winning


@pytest.mark.parametrize("rows", [[[5, 3, 9], [1, 1, 1]], [[2, 2, 2, 2], [1, 0, 1, 0], [1] * 4]])
def test_a_half_knows_its_groups(rows: list[list[int]]) -> None:
    half = Half(rows)
    n = len(rows[0])
    assert int(half.number.sum()) == 1 << n
    for g in range(len(half.number)):
        want = half.small[:, g].tolist()
        inside = [
            s
            for s in range(1 << n)
            if [sum(w for k, w in enumerate(r) if s >> k & 1) for r in rows[1:]] == want
        ]
        assert half.number[g] == len(inside)
        for k in range(n):
            assert half.holding[g, k + 1] == sum(s >> k & 1 for s in inside)


@pytest.mark.parametrize("level", [-1, 0, 1, 7, 19, 20, 99])
def test_pairs_of_halves_that_reach_a_level(level: int) -> None:
    first, second = Half([[4, 1, 6], [1] * 3]), Half([[3, 5], [1] * 2])
    wanted = np.ones((len(first.number), len(second.number)), dtype=bool)
    found = sweep(first, second, level, wanted, Budget())
    weights = [4, 1, 6, 3, 5]
    for a in range(4):
        for b in range(3):
            sets = [
                s
                for s in range(32)
                if (s & 7).bit_count() == a
                and (s >> 3).bit_count() == b
                and sum(w for k, w in enumerate(weights) if s >> k & 1) >= level
            ]
            expected = [len(sets), *(sum(s >> k & 1 for s in sets) for k in range(5))]
            assert found[a, b].tolist() == expected


def test_products_in_pieces_are_products() -> None:
    dice = np.random.default_rng(1)
    for length in (0, 1, 5000, 70_001):
        counts = dice.integers(0, 1 << 20, (3, length)).astype(float)
        bits = dice.integers(0, 2, (length, 4)).astype(float)
        assert (product(counts, bits) == counts @ bits).all()


def test_what_does_not_meet_in_the_middle_is_said() -> None:
    dice = random.Random(1)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(61)]
    both = b.all_of(
        [b.at_least(31, voters), b.gate({v: dice.randint(1, 10**7) for v in voters}, 9)]
    )
    with pytest.raises(TooLarge, match="at most 60 members"):
        middle(b.build(both))
    rule = large_row(51, 2, 0)
    with pytest.raises(TooLarge, match="--engine middle with a --limit"):
        count(rule)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(24)]
    rows = [b.gate({v: dice.randint(10**5, 10**6) for v in voters}, 4 * 10**6) for _ in range(2)]
    with pytest.raises(NotThisGame, match="more than one row is large"):
        middle(b.build(b.all_of(rows)))
    with pytest.raises(TooLarge, match="--limit"):
        middle(rule, budget=Budget(seconds=0))


def test_where_nothing_exact_fits_bounds_and_estimates_say_so() -> None:
    b = Builder()
    dice = random.Random(5)
    voters = [b.voter(f"v{k}") for k in range(48)]
    people = b.gate({v: dice.randint(500_000, 9_000_000) for v in voters}, 110_000_000)
    rule = b.build(b.all_of([b.at_least(25, voters), people]))
    table = power(rule, ["banzhaf_share", "coleman_prevent", "coleman_act"])
    assert table.label == "bound"
    assert {c.engine for c in table.columns} == {"bounds"}
    assert "an exact count takes about" in table.notes[0]
    for column in table.columns:
        for value, (low, high) in zip(column.values, column.bounds or (), strict=True):
            assert 0 <= low <= value <= high <= 1


@pytest.mark.parametrize("seed", range(8 if FULL else 4))
def test_every_bounded_index_holds_the_exact_value(seed: int) -> None:
    rule = large_row(14, seed, seed % 4)
    exact = power(rule, FROM_TOTALS)
    certified = bounds(rule, cells=60_000)
    for column in exact.columns:
        coarse = intervals(column.index, certified, exact.counts)
        for value, (low, high) in zip(column.values, coarse, strict=True):
            assert low <= value <= high, column.index
    with pytest.raises(NotThisGame, match="not by size"):
        power(rule, "shapley", engine="bounds")
