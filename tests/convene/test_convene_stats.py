"""Intervals, inequality and agreement against definitions and printed values."""

from __future__ import annotations

import math

import convene_reference as ref
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.convene import stats


@pytest.mark.parametrize(
    "success,n,low,high",
    [
        # Newcombe 1998, table I, method 3 (four decimals), and n / (n + z^2) where all agree.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(success: int, n: int, low: float, high: float) -> None:
    found = stats.wilson(np.array([success]), np.array([n]))
    assert float(found[0][0]) == pytest.approx(low, abs=1e-4)
    assert float(found[1][0]) == pytest.approx(high, abs=1e-4)


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.5, 0.999))
def test_the_wilson_interval_holds_the_share_and_solves_its_equation(
    success: int, more: int, level: float
) -> None:
    n = success + more
    low, high = (float(x[0]) for x in stats.wilson(np.array([success]), np.array([n]), level))
    p = success / n
    assert 0 <= low <= p + 1e-12
    assert p - 1e-12 <= high <= 1
    for end in (low, high):
        if 0 < end < 1:
            z = abs(p - end) / math.sqrt(end * (1 - end) / n)
            assert z == pytest.approx(stats.deviate(level), rel=1e-6)


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.01, 0.99))
def test_the_beta_function_is_the_integral_of_its_density(a: int, b: int, x: float) -> None:
    found = float(stats.beta_cdf(np.array([x]), np.array([float(a)]), np.array([float(b)]))[0])
    assert found == pytest.approx(ref.beta_integral(x, a, b, 2000), abs=1e-7)


@given(st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([0.05, 0.5, 0.95]))
def test_the_beta_quantile_inverts_the_beta_function(a: int, b: int, p: float) -> None:
    x = stats.beta_quantile(np.array([a]), np.array([b]), p)
    back = stats.beta_cdf(x, np.array([float(a)]), np.array([float(b)]))
    assert float(back[0]) == pytest.approx(p, abs=1e-6)


@pytest.mark.parametrize(
    "a,b,p,value",
    [(1, 1, 0.05, 0.05), (2, 1, 0.25, 0.5), (1, 2, 0.75, 0.5), (16, 1, 0.05, 0.05 ** (1 / 16))],
)
def test_the_beta_quantile_where_it_has_a_closed_form(
    a: int, b: int, p: float, value: float
) -> None:
    assert float(stats.beta_quantile(np.array([a]), np.array([b]), p)[0]) == pytest.approx(value)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_gini_is_the_mean_difference(values: list[int]) -> None:
    found = stats.gini(np.array(values, dtype=float))
    assert found == pytest.approx(ref.gini_by_pairs(values))


@pytest.mark.parametrize(
    "first,second,value",
    [([1, 1], [1, 1], 0.0), ([1, 0], [0, 1], 1.0), ([3, 1], [1, 1], 0.25)],
)
def test_dissimilarity(first: list[int], second: list[int], value: float) -> None:
    assert stats.dissimilarity(np.array(first), np.array(second)) == pytest.approx(value)


def test_dissimilarity_from_nobody_is_undefined() -> None:
    assert math.isnan(stats.dissimilarity(np.array([0, 0]), np.array([1, 1])))


LABELS = st.integers(2, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 3), min_size=n, max_size=n),
        st.lists(st.integers(0, 3), min_size=n, max_size=n),
    )
)


@given(LABELS)
def test_the_adjusted_rand_index_counts_pairs(labels: tuple[list[int], list[int]]) -> None:
    first, second = labels
    found = stats.adjusted_rand(np.array(first), np.array(second))
    assert found == pytest.approx(float(ref.rand_index(first, second)))


def test_hubert_and_arabie_s_value_for_two_labellings() -> None:
    # scikit-learn's documentation, adjusted_rand_score([0,0,1,2], [0,0,1,1]) = 0.5714...
    found = stats.adjusted_rand(np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1]))
    assert found == pytest.approx(4 / 7)
