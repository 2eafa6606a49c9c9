"""Intervals, inequality and agreement: the small formulas that every part of a convention uses."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from foedus.convene.matrix import Floats, Ints

#: Two-sided level of every interval unless another is named.
LEVEL = 0.95


def deviate(level: float = LEVEL) -> float:
    """Return z with a two-sided normal probability of `level` inside (1.96 for 0.95)."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(success: Floats | Ints, n: Floats | Ints, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the Wilson score interval of success / n, elementwise; (0, 1) where n is 0.

    (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). (Wilson 1927; Brown, Cai &
    DasGupta 2001)
    """
    z = deviate(level)
    count = np.maximum(np.asarray(n, dtype=np.float64), 1.0)
    p = np.asarray(success, dtype=np.float64) / count
    half = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    middle, scale = p + z * z / (2 * count), 1 + z * z / count
    empty = np.asarray(n) == 0
    low = np.where(empty, 0.0, np.maximum(0.0, (middle - half) / scale))
    high = np.where(empty, 1.0, np.minimum(1.0, (middle + half) / scale))
    # The ends are exactly 0 and 1 at the edges; rounding must not leave a dust.
    low = np.where(np.asarray(success) == 0, 0.0, low)
    high = np.where(np.asarray(success) == np.asarray(n), 1.0, high)
    return low, high


def beta_quantile(a: Floats | Ints, b: Floats | Ints, p: float) -> Floats:
    """Return the p-quantile of Beta(a, b), elementwise, to 1e-8: Newton steps inside a bracket."""
    alpha = np.asarray(a, dtype=np.float64)
    beta = np.asarray(b, dtype=np.float64)
    low, high = np.zeros(alpha.shape), np.ones(alpha.shape)
    mean = alpha / (alpha + beta)
    spread = np.sqrt(mean * (1 - mean) / (alpha + beta + 1))
    at = np.clip(mean + NormalDist().inv_cdf(p) * spread, mean / 50, (1 + 49 * mean) / 50)
    scale = _gamma(alpha) + _gamma(beta) - _gamma(alpha + beta)
    for _ in range(100):
        miss = beta_cdf(at, alpha, beta) - p
        low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
        with np.errstate(all="ignore"):
            density = np.exp((alpha - 1) * np.log(at) + (beta - 1) * np.log1p(-at) - scale)
            step = at - miss / density
        inside = np.isfinite(step) & (step > low) & (step < high)
        new = np.where(inside, step, (low + high) / 2)
        moved = float(np.abs(new - at).max(initial=0.0))
        at = new
        if moved < 1e-6:  # the next Newton step would be of the order of its square
            break
    return at


def beta_cdf(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return I_x(a, b), elementwise, by its continued fraction (Press et al. 2007, sec. 6.4)."""
    x, a, b = np.broadcast_arrays(np.asarray(x, dtype=np.float64), a, b)
    swap = x > (a + 1) / (a + b + 2)
    at = np.where(swap, 1 - x, x)
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    inside = np.clip(at, 1e-300, 1 - 1e-16)
    front = np.exp(
        _gamma(first + second) - _gamma(first) - _gamma(second)
        + first * np.log(inside) + second * np.log1p(-inside)
    ) / first  # fmt: skip
    value = np.where(at <= 0, 0.0, front * _fraction(inside, first, second))
    return np.where(swap, 1 - value, value)


def _gamma(values: Floats) -> Floats:
    known, where = np.unique(values, return_inverse=True)
    table = np.array([math.lgamma(v) for v in known])
    return table[where].reshape(values.shape)


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the continued fraction of the incomplete beta function (Lentz's method)."""
    tiny = 1e-300
    c = np.ones_like(x)
    d = 1 - (a + b) * x / (a + 1)
    d = 1 / np.where(np.abs(d) < tiny, tiny, d)
    h = d.copy()
    for m in range(1, 1000):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            d = 1 / np.where(np.abs(d) < tiny, tiny, d)
            c = 1 + term / np.where(np.abs(c) < tiny, tiny, c)
            step = c * d
            h = h * step
        if float(np.abs(step - 1).max(initial=0.0)) < 1e-12:
            break
    return h


def gini(values: Floats) -> float:
    """Return the Gini coefficient of non-negative values: sum_ij |x_i - x_j| / (2 n^2 mean)."""
    x = np.sort(np.asarray(values, dtype=np.float64))
    total = float(x.sum())
    if total <= 0:
        return 0.0
    rank = np.arange(1, len(x) + 1)
    return float((2 * rank - len(x) - 1) @ x / (len(x) * total))


def dissimilarity(first: Floats | Ints, second: Floats | Ints) -> float:
    """Return 1/2 sum |a_r / A - b_r / B|: the share that would have to move for equal profiles.

    (Duncan & Duncan 1955)
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.sum() <= 0 or b.sum() <= 0:
        return float("nan")
    return float(np.abs(a / a.sum() - b / b.sum()).sum() / 2)


def adjusted_rand(first: Ints, second: Ints) -> float:
    """Return the adjusted Rand index of two labellings: 1 the same, 0 what chance gives.

    (Hubert & Arabie 1985)
    """
    n = len(first)
    _, a = np.unique(first, return_inverse=True)
    _, b = np.unique(second, return_inverse=True)
    width = int(b.max(initial=0)) + 1
    table = np.bincount(a * width + b).astype(np.float64)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both = pairs(table)
    rows = pairs(np.bincount(a).astype(np.float64))
    columns = pairs(np.bincount(b).astype(np.float64))
    expected = rows * columns / (n * (n - 1) / 2) if n > 1 else 0.0
    highest = (rows + columns) / 2
    return 1.0 if highest == expected else (both - expected) / (highest - expected)
