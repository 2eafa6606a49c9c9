"""ALPHA and the older tests: published figures, an exact reference, the pitfalls of eta and mu."""

from __future__ import annotations

import csv
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from audit_reference import slow_alpha
from hypothesis import given, settings
from hypothesis import strategies as st
from rival_reference import markov_expected

from conftest import FULL
from foedus.observe.audit.alpha import BLOCK, Bet, alpha, overstatement
from foedus.observe.audit.assertion import Scaled
from foedus.observe.audit.classic import (
    bravo_risk,
    bravo_size,
    markov_risk,
    markov_size,
)
from foedus.observe.audit.sizes import comparison_bet, comparison_size, quantiles, size_table

#: diluted margin, expected sample at risk limit 10 %. Lindeman, Stark & Yates 2012, table 1 (first
#: two rows) and the same formula in a published calculator.
BRAVO = [(0.01, 46151), (0.04, 2902), (0.02, 11562), (0.05, 1861), (0.3, 54), (0.4, 31)]


@pytest.mark.parametrize("margin,size", BRAVO)
def test_bravo_sizes_as_published(margin: float, size: int) -> None:
    assert bravo_size(0.1, (1 + margin) / 2, (1 - margin) / 2) == size


@pytest.mark.parametrize(
    "winner,loser,size",
    [  # an audit program's own tests of multi-candidate contests (true ASNs)
        (0.6, 0.4, 119), (6 / 9, 2 / 9, 22), (2 / 7, 1 / 7, 101), (3 / 7, 1 / 7, 34),
    ],
)  # fmt: skip
def test_bravo_sizes_with_several_choices(winner: float, loser: float, size: int) -> None:
    assert bravo_size(0.1, winner, loser) == size


@pytest.mark.parametrize(
    "margin,limit,errors,size",
    [  # A Gentle Introduction to Risk-limiting Audits (2012), p. 5; the calculator's checks of it
        (0.1, 0.1, (), 48), (0.002, 0.1, (), 2393), (0.05, 0.1, (), 96), (0.05, 0.2, (), 67),
        (0.2, 0.1, (), 24), (0.05, 0.1, (1,), 123), (0.005, 0.1, (1, 0, 1), 1067),
    ],
)  # fmt: skip
def test_super_simple_sizes(
    margin: float, limit: float, errors: tuple[int, ...], size: int
) -> None:
    assert markov_size(limit, margin, *errors) == size


NH = (354040 - 337589) / (354040 + 337589 + 33234)  # New Hampshire 2016


def test_kaplan_markov_as_published() -> None:
    assert markov_risk(200, NH, 1) == pytest.approx(0.21438135077031842, rel=1e-12)
    assert markov_expected(0.05, 0.05, 0.001, 0, 0.001, round_up=False) == 125
    assert markov_expected(0.05, 0.05, 0.001, 0, 0.001) == 136
    assert markov_expected(0.05, NH, 0.001) == 335
    assert markov_expected(0.05, 0.05, 0.05) is None


def test_bravo_risk_as_published() -> None:
    # Custer County 2018: reported 1410 to 1132, sample 170 to 135: T at the end of the sample,
    # which is also its largest value where the loser's cards come first.
    risk = bravo_risk([-1] * 135 + [1] * 170, 1410 / 2542)
    assert risk == pytest.approx(0.1342382069344729, rel=1e-9)
    assert bravo_risk([1, -1, 0], 0.6) == pytest.approx(1 / 1.2)
    with pytest.raises(ValueError, match="above 1/2"):
        bravo_risk([1], 0.5)


@pytest.mark.parametrize("winner,loser,limit", [(0.4, 0.4, 0.1), (0.5, 0.6, 0.1), (0.6, 0.4, 1.0)])
def test_sizes_refuse_what_is_no_margin(winner: float, loser: float, limit: float) -> None:
    with pytest.raises(ValueError):
        bravo_size(limit, winner, loser)


@given(st.data())
def test_alpha_against_fractions(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from([2, 4, 6, 10]))
    top = data.draw(st.integers(unit // 2 + 1, 2 * unit))
    cards = data.draw(st.one_of(st.none(), st.integers(1, 40)))
    n = data.draw(st.integers(0, 40 if cards is None else cards))
    values = data.draw(st.lists(st.integers(0, top), min_size=n, max_size=n))
    eta = data.draw(st.sampled_from([0.51, 0.6, 0.9]))
    d = data.draw(st.sampled_from([1, 10, 100]))
    null = data.draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 5)]))
    fast = alpha(np.array(values, np.int64), unit, top, cards, Bet(eta, d), null=null)
    slow = slow_alpha([Fraction(v, unit) for v in values], cards, Fraction(top, unit),
                      Fraction(eta), d, Bet(eta, d).gap, null)  # fmt: skip
    assert fast.p == pytest.approx(min(1.0, slow), rel=1e-6, abs=1e-12)
    assert fast.p >= min(1.0, slow) * (1 - 1e-9), "rounding must not make the risk smaller"


def test_blocks_do_not_change_the_answer() -> None:
    random = np.random.default_rng(2)
    values = (random.random(3 * BLOCK + 17) < 0.503).astype(np.int64) * 2
    whole = alpha(values, 2, 2, len(values) * 2, Bet(0.503))
    slow = slow_alpha([Fraction(int(v), 2) for v in values[:300]], len(values) * 2, Fraction(1),
                      Fraction(0.503), 100, Bet(0.503).gap)  # fmt: skip
    first = alpha(values[:300], 2, 2, len(values) * 2, Bet(0.503))
    assert first.p == pytest.approx(slow, rel=1e-9)
    assert whole.p <= first.p  # nothing after the best card makes it larger
    early = alpha(values, 2, 2, len(values) * 2, Bet(0.503), stop=0.5)
    assert early.cards % BLOCK == 0 or early.cards == len(values)


#: What goes wrong where eta falls below mu or mu leaves (0, u): each a case with its risk.
PITFALLS = [
    # values, cards, risk at least, at most, why
    ([2] * 6, 10, 0.0, 0.0, "6 of 10 at 1: a mean of at most 1/2 is impossible"),
    ([2] * 5, 10, 1e-9, 1.0, "5 of 10 at 1: exactly 1/2 is still possible"),
    ([0] * 6, 10, 1.0, 1.0, "6 of 10 at 0: the null is certain"),
    ([0] * 10, 10, 1.0, 1.0, "every card at 0"),
    ([0] * 4 + [2] * 6, 10, 0.0, 0.0, "a full count of a right outcome"),
    ([2] * 5 + [0] * 5, 10, 1e-9, 1.0, "a full count of a tie confirms nothing by itself"),
    ([], 10, 1.0, 1.0, "no card"),
    ([0, 2] * 5, 10, 0.2, 1.0, "a tie in turns"),
]


@pytest.mark.parametrize("values,cards,low,high,why", PITFALLS, ids=[p[-1] for p in PITFALLS])
def test_the_edges_of_alpha(
    values: list[int], cards: int, low: float, high: float, why: str
) -> None:
    risk = alpha(np.array(values, np.int64), 2, 2, cards, Bet(0.6)).p
    assert low <= risk <= high, why


def test_a_bound_at_or_below_the_null_confirms_nothing() -> None:
    assert alpha(np.array([1, 1, 1]), 2, 1, 100, Bet(0.6)).p == 1


@settings(max_examples=500 if FULL else 25)
@given(st.integers(2, 60), st.integers(0, 10**6))
def test_under_a_wrong_outcome_the_mean_of_t_is_at_most_one(cards: int, seed: int) -> None:
    # A supermartingale: averaged over every order of a tied or lost population, T_n is at most 1.
    random = np.random.default_rng(seed)
    ones = int(random.integers(0, cards // 2 + 1))
    values = np.array([2] * ones + [0] * (cards - ones))
    half = max(1, cards // 2)
    orders = [random.permutation(values)[:half] for _ in range(60)]
    last = [alpha(o, 2, 2, cards, Bet(0.7, 10)).last for o in orders]
    assert np.mean(np.exp(last)) < 1 + 6 * np.std(np.exp(last)) / 60**0.5 + 1e-9


#: Mean sample sizes with replacement at 5 %, 1,000 repetitions; Stark 2022, ALPHA, tab:results.
PUBLISHED = [(0.6, 0.6, 10, 187), (0.6, 0.6, 100, 160), (0.7, 0.7, 10, 45), (0.65, 0.7, 100, 73)]


@pytest.mark.parametrize("theta,eta,d,size", PUBLISHED)
def test_mean_sample_sizes_as_published(theta: float, eta: float, d: int, size: int) -> None:
    random = np.random.default_rng(7)
    reps = 1000 if FULL else 120
    found = []
    for _ in range(reps):
        values = (random.random(size * 12) < theta).astype(np.int64) * 2
        low, high = 0, len(values)
        while low + 1 < high:
            middle = (low + high) // 2
            short = alpha(values[:middle], 2, 2, None, Bet(eta, d)).p > 0.05
            low, high = (middle, high) if short else (low, middle)
        found.append(high)
    error = float(np.std(found)) * (1 / reps + 1 / 1000) ** 0.5
    assert abs(np.mean(found) - size) < 4 * error + 0.03 * size


#: Mean sample sizes without replacement, N = 20,000, 5 %, 10^5 simulations: tab:finite-population.
FINITE = [(0.6, 0.55, 100, 184), (0.64, 0.55, 100, 105), (0.6, 0.51, 1000, 371),
          (0.7, 0.51, 1000, 165)]  # fmt: skip


@pytest.mark.parametrize("theta,eta,d,size", FINITE)
def test_mean_sample_sizes_without_replacement(theta: float, eta: float, d: int, size: int) -> None:
    cards, reps = 20_000, 1000 if FULL else 80
    found = quantiles(
        Scaled(2, 2, (0, 2)), {0: round(cards * (1 - theta)), 2: round(cards * theta)},
        Bet(eta, d), 0.05, draws=reps, points=[k / 40 for k in range(1, 41, 2)],
    )  # fmt: skip
    # The mean by its quantiles; their spread bounds the simulation error.
    error = float(np.std(found)) / reps**0.5
    assert abs(np.mean(found) - size) < 4 * error + 0.05 * size


def test_overstatements_turn_a_comparison_into_a_mean_above_one_half() -> None:
    reported = [Fraction(1)] * 6 + [Fraction(0)] * 4
    margin = 2 * sum(reported) / 10 - 1
    right = overstatement(reported, reported, margin, Fraction(1))
    assert set(right) == {1 / (2 - margin)}
    seen = [Fraction(1)] * 5 + [Fraction(0)] * 5  # one card was overstated by two votes: a tie
    assert sum(overstatement(reported, seen, margin, Fraction(1))) / 10 == Fraction(1, 2)


def test_a_clean_comparison_takes_what_its_size_says() -> None:
    for margin in (Fraction(1, 100), Fraction(1, 20), Fraction(1, 5)):
        need = comparison_size(0.05, margin, Fraction(1))
        bet = comparison_bet(margin, Fraction(1))
        unit = 2 * margin.denominator
        # B (2 - v) = 1 on every card, tested against (2 - v) / 2.
        values = np.full(need, unit, np.int64)
        scale = Bet(bet.eta * float(2 - margin), bet.d, 0.0)
        null = (2 - margin) / 2
        assert alpha(values, unit, 2 * unit, 10**7, scale, null=null).p <= 0.05
        assert alpha(values[:-2], unit, 2 * unit, 10**7, scale, null=null).p > 0.05


def test_quantiles_of_the_sample_size() -> None:
    half, most = quantiles(Scaled(2, 2, (0, 2)), {0: 400, 2: 600}, Bet(0.6), 0.05, draws=60)
    assert 40 < half < 160 < most < 600


def test_size_tables_are_monotone() -> None:
    rows = size_table([0.01, 0.02, 0.05, 0.1], [0.01, 0.05, 0.1], 20_000)
    assert rows[0].bravo is None, "more than all cards: count by hand"
    for a, b in zip(rows, rows[3:], strict=False):
        pairs = ((a.bravo, b.bravo), (a.markov, b.markov), (a.comparison, b.comparison))
        assert all((x or 10**9) >= (y or 10**9) for x, y in pairs)


def test_the_golden_rows_of_the_shared_table(shared: Path) -> None:
    with (shared / "data" / "observe" / "observe_golden.csv").open(newline="") as file:
        rows = {r["id"]: r for r in csv.DictReader(file)}
    seen = 0
    for key, row in rows.items():
        if key.startswith("bravo_asn_"):
            m = float(key.rpartition("_")[2])
            assert bravo_size(0.1, (1 + m) / 2, (1 - m) / 2) == int(row["published_value"])
            seen += 1
        elif key.startswith("ssimple_margin="):
            parts = dict(p.split("=") for p in key.removeprefix("ssimple_").split("_"))
            found = markov_size(float(parts.get("alpha", 0.1)), float(parts["margin"]))
            assert found == int(row["published_value"])
            seen += 1
    assert seen >= 10
    assert math.isclose(float(rows["km_p_nh2016"]["published_value"]), markov_risk(200, NH, 1))


@pytest.mark.full
def test_ten_million_cards_stop_early() -> None:
    values = (np.random.default_rng(1).random(10**7) < 0.502).astype(np.int8) * 2
    found = alpha(values, 2, 2, 10**7, Bet(0.502), stop=0.05)
    assert found.p <= 0.05
    assert found.cards < 10**7
