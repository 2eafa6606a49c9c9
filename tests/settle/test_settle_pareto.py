"""Fronts and bargaining solutions against every package, and against computed instances."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import settle_reference as slow
from hypothesis import given

from foedus.settle.bargaining import kalai_smorodinsky, leximin, nash
from foedus.settle.pareto import front_of_sums, undominated

GOLDEN = json.loads((Path(__file__).parent / "additive_instances.json").read_text())


def tables(seed: int) -> list[np.ndarray]:
    rng = random.Random(seed)
    parties, top = rng.randint(1, 5), rng.choice([2, 5, 1000])
    return [
        np.array([[rng.randint(-top, top) for _ in range(parties)]
                  for _ in range(rng.randint(1, 5))])
        for _ in range(rng.randint(1, 4))
    ]  # fmt: skip


def vectors(points: list[np.ndarray]) -> list[tuple[int, ...]]:
    rows = [[tuple(map(int, r)) for r in t] for t in points]
    return [tuple(map(sum, zip(*chosen, strict=True))) for chosen in itertools.product(*rows)]


@given(slow.seeds)
def test_front_of_sums_is_the_front_of_every_package(seed: int) -> None:
    points = tables(seed)
    found = front_of_sums(points)
    assert {tuple(v) for v in found.values.tolist()} == slow.front(vectors(points))
    for choice, value in zip(found.packages(), found.values.tolist(), strict=True):
        assert [sum(int(t[o][p]) for t, o in zip(points, choice, strict=True))
                for p in range(len(value))] == value  # fmt: skip


@given(slow.seeds)
def test_undominated_keeps_the_first_of_equal_rows_and_nothing_dominated(seed: int) -> None:
    rows = np.array(vectors(tables(seed)))
    kept = undominated(rows)
    assert {tuple(map(int, rows[i])) for i in kept} == slow.front(rows.tolist())
    assert len({tuple(map(int, rows[i])) for i in kept}) == len(kept)
    assert all(not (rows[:i] == rows[i]).all(axis=1).any() for i in kept)


@given(slow.seeds)
def test_solutions_against_every_package(seed: int) -> None:
    rows = vectors(tables(seed))
    values = np.array(rows)
    no_deal = [sorted(c)[len(c) // 3] for c in zip(*rows, strict=True)]
    found, product = nash(values, no_deal)
    assert product == slow.best_product(rows, no_deal)
    for i in found:
        assert slow.best_product([rows[i]], no_deal) == product
    assert {tuple(sorted(rows[i])) for i in leximin(values)} == {tuple(slow.best_leximin(rows))}


@given(slow.seeds)
def test_kalai_smorodinsky_is_leximin_of_relative_gains(seed: int) -> None:
    rows = vectors(tables(seed))
    no_deal = [sorted(c)[len(c) // 3] for c in zip(*rows, strict=True)]
    rational = [r for r in rows if all(v >= d for v, d in zip(r, no_deal, strict=True))]
    found, level = kalai_smorodinsky(np.array(rows), no_deal)
    if not rational:
        assert found == []
        return
    best = [max(c) - d for c, d in zip(zip(*rational, strict=True), no_deal, strict=True)]
    gains = [[Fraction(v - d, b) for v, d, b in zip(r, no_deal, best, strict=True) if b > 0]
             for r in rational]  # fmt: skip
    assert list(level) == max(sorted(g) for g in gains)


def held(row: dict) -> str:
    """The name of the row's table, where the table is held."""
    name = f"k{row['k']}_i{row['issues']}_m{row['parties']}"
    return name if name in GOLDEN["instances"] else ""


@pytest.mark.parametrize("row", list(filter(held, GOLDEN["crosscheck_random_additive"])), ids=held)
def test_published_instances(row: dict) -> None:
    name = held(row)
    points = [np.array(t) for t in GOLDEN["instances"][name]]
    found = front_of_sums(points)
    assert len(found.values) == row["front"]
    best, _ = nash(found.values, [0] * row["parties"])
    assert [found.values[i].tolist() for i in best] == [row["nash"]]


@pytest.mark.parametrize("row", GOLDEN["leximin_crosscheck"][:2], ids=lambda r: str(r["parties"]))
def test_published_leximin(row: dict) -> None:
    points = [np.array(t) for t in GOLDEN["instances"][f"k10_i4_m{row['parties']}"]]
    found = front_of_sums(points)
    assert [found.values[i].tolist() for i in leximin(found.values)] == [row["leximin"]]


# Points: Raiffa, The Art and Science of Negotiation (1982), as on pages.nyu.edu/adjustedwinner.
US = [22, 22, 15, 14, 11, 6, 4, 2, 2, 2]
PANAMA = [9, 15, 15, 3, 15, 5, 11, 7, 7, 13]


def test_panama_canal_each_issue_to_one_side() -> None:
    found = front_of_sums([np.array([[u, 0], [0, p]]) for u, p in zip(US, PANAMA, strict=True)])
    assert len(found.values) == 20
    best, product = nash(found.values, [0, 0])
    assert (found.values[best[0]].tolist(), product, len(best)) == ([64, 68], 4352, 1)
    assert [found.values[i].tolist() for i in leximin(found.values)] == [[64, 68]]


# Nash, The Bargaining Problem, Econometrica 18 (1950): utilities of each good to Bill and Jack.
BILL = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACK = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}


def test_bill_and_jack() -> None:
    """The trade Nash states is the only best one for the utilities listed."""
    keep = [[(0, 0), (-b, j)] for b, j in BILL.values()] + [[(0, 0), (b, -j)] for b, j in
                                                             JACK.values()]  # fmt: skip
    rows = [tuple(map(sum, zip(*c, strict=True))) for c in itertools.product(*keep)]
    best, product = nash(np.array(rows), [0, 0])
    traded = [c for c in itertools.product((0, 1), repeat=9)]
    names = [*BILL, *JACK]
    assert product == 60
    assert len(best) == 1
    assert [n for n, t in zip(names, traded[best[0]], strict=True) if t] == [
        "book", "whip", "ball", "bat", "pen", "toy", "knife"]  # fmt: skip


def test_equal_products_beyond_floats_are_told_apart() -> None:
    """Products that differ by one part in 10^18 have the same logarithm as floats."""
    values = np.array([[10**9, 10**9], [10**9 + 1, 10**9 - 1]])
    assert nash(values, [0, 0]) == ([0], 10**18)


def test_beyond_63_bits_is_an_error_and_no_wrap() -> None:
    with pytest.raises(OverflowError):
        front_of_sums([np.array([[2**61]]), np.array([[2**61]])])
