"""Strata: products beat Fisher; the conservative maximum is never below any split's risk."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rival_reference import fisher_risk, product_risk

from conftest import FULL
from foedus.observe.audit.alpha import Bet, alpha
from foedus.observe.audit.sizes import ERROR_RATE
from foedus.observe.audit.strata import (
    Stratum,
    cells_for,
    path,
    paths,
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


def slow_comparison(s: Stratum, theta: Fraction) -> float:
    """log T of a compared stratum for the mean theta, card by card, in fractions."""
    null, total, log = s.shift + theta / s.span, 0, 0.0
    gap = float(Fraction(1, 2) - null)
    bet = (1 - ERROR_RATE) / float(null) - ERROR_RATE / gap if gap > 0 else 0.0
    bet = min(max(bet, 0.0), (1 - 2.0**-10) / float(null))
    first = float(null) + bet * float(null * (1 - null))
    for j, x in enumerate(int(v) for v in s.values):
        mu = (s.cards * null * s.unit - total) / ((s.cards - j) * s.unit)
        if 0 < mu < 1:
            eta = max(min((s.bet.d * first + total / s.unit) / (s.bet.d + j), 1 - 2.0**-20), mu)
            log += math.log(
                1 + float(Fraction(x, s.unit) - mu) * float((eta - mu) / (mu * (1 - mu)))
            )
        total += x
    return log


@settings(max_examples=300 if FULL else 20)
@given(st.integers(0, 10**6))
def test_a_compared_stratum_card_by_card(seed: int) -> None:
    draw = random.Random(seed)
    cards, drawn = draw.randint(20, 60), draw.randint(1, 15)
    mean = Fraction(draw.randint(cards // 3, cards), cards)
    # (1 + seen - reported) / 2 in quarters: 2 agrees, 1 and 0 overstate, 3 and 4 understate.
    values = np.array(draw.choices([2, 1, 0, 3, 4], [30, 2, 1, 2, 1], k=drawn))
    s = Stratum("h", cards, values, 4, 4, Bet(0.5, 1e6), (1 - mean) / 2, Fraction(2),
                Fraction(1, 2))  # fmt: skip
    ends = [Fraction(i, 10) for i in range(11)]
    for end, bound in zip(ends[1:], paths(s, ends), strict=True):
        if bound < math.inf:
            slow = slow_comparison(s, end)
            assert bound <= slow + 1e-9
            assert bound == pytest.approx(slow, abs=1e-6, rel=1e-6)


def test_cells_are_cut_by_the_report_alone() -> None:
    found = [cells_for(Fraction(m), Fraction(1)) for m in ("0.4", "0.1", "0.02", "0.001")]
    assert found == [50, 100, 500, 1000]


def test_a_narrow_margin_is_seen_by_fine_cells() -> None:
    strata = [make(str(k), 20_000, 10_500, 6_000, k) for k in range(2)]
    strata = [replace(s, bet=Bet(0.525)) for s in strata]
    coarse = stratified(strata, Fraction(1)).p
    fine = stratified(strata, Fraction(1), cells=cells_for(Fraction(1, 40), Fraction(1))).p
    assert fine < 0.001 < 0.5 < coarse


def test_the_example_of_suite_takes_less() -> None:
    # Ottoboni, Stark, Lindeman & McBurnett 2018, as in arlo's test: 5,300 to 5,100 votes on 11,000
    # cards; 500 of 10,000 compared without an error, 250 of 1,000 polled (187, 37, 26). There,
    # by Fisher's combination, P = .0705.
    polled = np.random.default_rng(1).permutation([2] * 187 + [0] * 37 + [1] * 26)
    mean = Fraction(4550 * 2 + 500, 2 * 10_000)
    strata = [
        Stratum("polled", 1_000, polled, 2, 2, Bet(0.8)),
        Stratum("compared", 10_000, np.full(500, 1), 2, 2, Bet(0.5, 1e6), (1 - mean) / 2,
                Fraction(2), Fraction(1, 2)),
    ]  # fmt: skip
    margin = Fraction(5300 - 5100, 2 * 11_000)
    found = stratified(strata, Fraction(1), cells=cells_for(margin, Fraction(1)))
    assert 0.02 < found.p < 0.05 < 0.0705


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
