"""Student's t by its incomplete beta function, so that no statistics library is needed."""

from __future__ import annotations

import math

#: Relative error of `t_tail` and `t_quantile`, tested against published tables.
ERROR = 1e-9


def t_tail(t: float, df: int) -> float:
    """Return P(|T| >= |t|) for df degrees of freedom: I_x(df/2, 1/2), x = df / (df + t^2).

    Raises ValueError for df < 1. Source: Abramowitz & Stegun 1964, 26.7.1 and 26.5.8.
    """
    if df < 1:
        raise ValueError("Student's t needs at least one degree of freedom")
    if t == 0:
        return 1.0
    return _beta(df / 2, 0.5, df / (df + t * t), t * t / (df + t * t))


def t_quantile(level: float, df: int) -> float:
    """Return t with P(|T| <= t) = level, 0 <= level < 1, by bisection of `t_tail`."""
    if not 0 <= level < 1:
        raise ValueError("the level lies from 0 to below 1")
    low, high = 0.0, 1.0
    while t_tail(high, df) > 1 - level:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, df) > 1 - level else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float, y: float) -> float:
    """Return the regularised incomplete beta I_x(a, b), y = 1 - x, by continued fraction."""
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(y)
    if x < (a + 1) / (a + b + 2):
        return math.exp(log) * _fraction(a, b, x) / a
    return 1 - math.exp(log) * _fraction(b, a, y) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta (Lentz 1976)."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for k in range(1, 100_000):
        even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
        odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
        d, c = 1 / (1 + even * d), 1 + even / c
        value *= d * c
        d, c = 1 / (1 + odd * d), 1 + odd / c
        value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value
