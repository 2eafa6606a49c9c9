"""Bargaining solutions over listed packages, exactly; only for values the parties gave.

d_p is the value of no deal, a_p = max u_p the ideal. Nash 1950: the greatest product of gains
u_p - d_p. Kalai & Smorodinsky 1975 with Imai's 1983 leximin: the leximin of the gains relative to
the ideal gains, (u_p - d_p) / (a_p - d_p). Ties are returned, not broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm, prod

import numpy as np

from foedus.settle.space import Array


def individually_rational(values: Array, no_deal: Sequence[int]) -> Array:
    """Return the indices of rows where nobody is worse off than without a deal."""
    return np.flatnonzero(np.all(values >= np.asarray(no_deal), axis=1))


def nash(values: Array, no_deal: Sequence[int]) -> tuple[list[int], int]:
    """Return the rows with the greatest product of gains, and the product (exact).

    Float logarithms only pick the few candidates within a margin above their own rounding error;
    the products compared are Python integers. Empty where no row is individually rational.
    """
    rows = individually_rational(values, no_deal)
    if not len(rows):
        return [], 0
    gains = values[rows] - np.asarray(no_deal)
    positive = np.all(gains > 0, axis=1)
    if not positive.any():
        return rows.tolist(), 0
    logs = np.where(positive, np.log(np.maximum(gains, 1)).sum(axis=1), -np.inf)
    # Each logarithm errs by under 1e-14 relative to at most 44; the margin is far above the sum.
    near = np.flatnonzero(logs >= logs.max() - 1e-9)
    products = [prod(map(int, gains[i])) for i in near]
    best = max(products)
    return [int(rows[i]) for i, v in zip(near, products, strict=True) if v == best], best


def leximin(values: Array) -> list[int]:
    """Return the rows whose ascending sort is lexicographically greatest (Sen 1970)."""
    if not len(values):
        return []
    ordered = np.sort(values, axis=1)
    rows = np.arange(len(values))
    for p in range(values.shape[1]):
        level = ordered[rows, p].max()
        rows = rows[ordered[rows, p] == level]
    return [int(i) for i in rows]


def kalai_smorodinsky(
    values: Array, no_deal: Sequence[int], ideal: Sequence[int] | None = None
) -> tuple[list[int], tuple[Fraction, ...]]:
    """Return the rows that are leximin in relative gains, and those gains in ascending order.

    `ideal` defaults to each party's best among individually rational rows. A party whose ideal
    gain is zero has nothing to gain and is left out. Empty where no row is individually rational.
    """
    rows = individually_rational(values, no_deal)
    if not len(rows):
        return [], ()
    d = np.asarray(no_deal, dtype=object)
    gains = values[rows].astype(object) - d
    best = [int(x) for x in gains.max(axis=0)] if ideal is None else [
        int(a) - int(b) for a, b in zip(ideal, no_deal, strict=True)
    ]  # fmt: skip
    counted = [p for p, b in enumerate(best) if b > 0]
    if not counted:
        return rows.tolist(), ()
    scale = lcm(*(best[p] for p in counted))
    relative = np.column_stack([gains[:, p] * (scale // best[p]) for p in counted])
    found = leximin(relative)
    level = tuple(sorted(Fraction(int(x), scale) for x in relative[found[0]]))
    return [int(rows[i]) for i in found], level
