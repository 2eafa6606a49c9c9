"""Strata: products beat Fisher; the conservative maximum is never below any split's risk."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.observe.audit.alpha import Bet, alpha
from foedus.observe.audit.strata import (
    Stratum,
    fisher_risk,
    path,
    product_risk,
    stratified,
    worst,
)


@pytest.mark.parametrize(
    "strata,fisher,product",
    [  # Stark 2022, ALPHA, tab:fisher: each stratum has P = 1/2
        (2, 0.5966, 0.25), (5, 0.7319, 0.03125), (10, 0.8374, 0.000977), (25, 0.9514, 2.98e-8),
        (50, 0.9917, 8.88e-16),
    ],
)  # fmt: skip
def test_combining_strata_as_published(strata: int, fisher: float, product: float) -> None:
    assert fisher_risk([0.5] * strata) == pytest.approx(fisher, abs=5e-5)
    assert product_risk([0.5] * strata) == pytest.approx(product, rel=1e-3)


def make(name: str, cards: int, ones: int, drawn: int, seed: int) -> Stratum:
    population = np.array([2] * ones + [0] * (cards - ones))
    values = np.random.default_rng(seed).permutation(population)[:drawn]
    return Stratum(name, cards, values, 2, 2, Bet(0.65))


def slow_path(s: Stratum, theta: Fraction, high: Fraction) -> float:
    """log T of a stratum for a mean theta under the bets made for `high`, card by card."""
    total, log = 0, 0.0
    for j, x in enumerate(int(v) for v in s.values):
        left = s.cards - j
        mu_high, mu = ((s.cards * t * s.unit - total) / (left * s.unit) for t in (high, theta))
        if 0 < mu_high < 1:
            guess = (s.bet.d * s.bet.eta + total / s.unit) / (s.bet.d + j)
            eta = max(min(guess, 1 - 2.0**-20), float(mu_high))
            bet = (eta - float(mu_high)) / float(mu_high * (1 - mu_high))
            log += math.log(1 + float(Fraction(x, s.unit) - mu) * bet)
        total += x
    return log


@settings(max_examples=500 if FULL else 30)
@given(st.integers(0, 10**6))
def test_the_risk_is_at_least_that_of_every_split(seed: int) -> None:
    random, cells = np.random.default_rng(seed), 20
    strata = []
    for k in range(2):
        cards = int(random.integers(8, 30))
        ones = int(random.integers(cards // 2, cards + 1))
        strata.append(make(str(k), cards, ones, int(random.integers(0, cards + 1)), seed + k))
    found = stratified(strata, Fraction(1), cells=cells).p
    a, b = strata
    for left in range(a.cards + 1):
        # Every way in which half of all cards, rounded down, could be ones.
        right = (a.cards + b.cards) // 2 - left
        if not 0 <= right <= b.cards:
            continue
        total = 0.0
        for s, mean in ((a, Fraction(left, a.cards)), (b, Fraction(right, b.cards))):
            cell = max(1, math.ceil(mean * cells))
            low, high = Fraction(cell - 1, cells), Fraction(cell, cells)
            bound = path(s, low, high)
            if bound < math.inf:
                assert bound <= slow_path(s, mean, high) + 1e-9
            total += bound
        assert found >= math.exp(-max(0.0, total)) - 1e-12 or total == math.inf


def test_wrong_outcomes_are_rarely_confirmed_whatever_the_split() -> None:
    # Half of all cards are ones: a tie, which confirms in at most 5 % of samples.
    for ones in ((20, 20), (40, 0), (30, 10), (5, 35)):
        confirmed = 0
        for seed in range(40):
            strata = [make("a", 40, ones[0], 25, seed), make("b", 40, ones[1], 25, seed + 10**6)]
            confirmed += stratified(strata, Fraction(1), cells=20).p <= 0.05
        assert confirmed <= 2, ones


def test_a_right_outcome_is_confirmed() -> None:
    strata = [make(str(k), 5000, 3250, 150, k) for k in range(5)]
    found = stratified(strata, Fraction(1))
    assert found.p < 0.05
    assert found.cards == 750
    # One sample of all strata together needs fewer cards: the price of not knowing the split.
    together = np.concatenate([s.values for s in strata])
    assert alpha(together, 2, 2, 25_000, Bet(0.65)).p < found.p


def test_one_stratum_agrees_with_alpha_in_direction() -> None:
    s = make("all", 2000, 1300, 300, 3)
    one = stratified([s], Fraction(1), cells=400).p
    plain = alpha(s.values, 2, 2, 2000, Bet(0.65, 100, 0.0)).p
    assert plain <= one < 0.05


def test_impossible_means_count_as_such() -> None:
    full = make("a", 10, 9, 10, 1)
    assert path(full, Fraction(0), Fraction(1, 2)) == math.inf
    assert path(full, Fraction(19, 20), Fraction(1)) == math.inf
    assert stratified([full], Fraction(1), cells=10).p == 0


@given(st.integers(0, 10**6))
def test_the_bound_is_below_the_least_sum_by_trying_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    table = random.normal(size=(3, 5))
    use = np.sort(random.random((3, 5)), axis=1)
    budget = float(random.uniform(use[:, 0].sum(), use[:, -1].sum()))
    best = min(
        table[0, i] + table[1, j] + table[2, k]
        for i in range(5) for j in range(5) for k in range(5)
        if use[0, i] + use[1, j] + use[2, k] <= budget
    )  # fmt: skip
    bound, _ = worst(table, use, budget)
    assert bound <= best
    assert bound >= table.min(axis=1).sum() - 1e-6


def test_no_cards_is_an_error() -> None:
    with pytest.raises(ValueError, match="no stratum"):
        stratified([], Fraction(1))
