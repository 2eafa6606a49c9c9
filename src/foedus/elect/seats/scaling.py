"""Starts of the two-way methods: fit of the margins, and alternating scaling in whole seats."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from foedus.elect.seats.matrix import Problem

Array = Any
SWEEPS = 40


def fitted(problem: Problem) -> tuple[Array, Array]:
    """Return logarithms of row and column divisors that fit the fractional margins (Sinkhorn)."""
    logs = problem.logs
    peak = logs[np.isfinite(logs)].max()
    weight = np.exp2(np.maximum(logs - peak, -300.0)) * np.isfinite(logs)
    rows = np.maximum(np.array(problem.rows, dtype=float), 1e-3)
    columns = np.maximum(np.array(problem.columns, dtype=float), 1e-3)
    y = np.ones(len(rows))
    z = np.ones(len(columns))
    for _ in range(SWEEPS):
        y = np.clip(rows / np.maximum(weight @ z, 1e-100), 1e-100, 1e100)
        z = np.clip(columns / np.maximum(y @ weight, 1e-100), 1e-100, 1e100)
    return peak - np.log2(y), -np.log2(z)


def rounded(problem: Problem, y: Array, z: Array) -> Array:
    """Return the whole seats of v / (row * column), before any margin is met."""
    quotient = np.exp2(np.clip(problem.logs - y[:, None] - z[None, :], -60, 60))
    seats = np.where(np.isfinite(problem.logs), problem.posts.seats(quotient), 0)
    x: Array = np.maximum(seats.astype(np.int64), problem.floor)
    return x


def _margins(problem: Problem, x: Array) -> tuple[Array, Array]:
    """Return the logarithms of the last quotients (infinite at the minimum) and the next ones."""
    logs, log2 = problem.logs, problem.posts.log2
    with np.errstate(invalid="ignore", divide="ignore"):
        next_ = np.where(np.isneginf(logs), -math.inf, logs - log2(x))
        last = logs - log2(np.maximum(x - 1, 0))
    return np.where(x > problem.floor, last, math.inf), next_


def _shift(last: Array, next_: Array, over: Array) -> Array:
    """Return by how much each column's divisor must grow (shrink) to lose (gain) `over` seats."""
    down, up = np.sort(last, axis=0), -np.sort(-next_, axis=0)
    height, where = len(last), np.arange(len(over))
    k = np.minimum(np.abs(over), height - 1)
    lose = (down[np.maximum(k - 1, 0), where] + down[k, where]) / 2
    gain = (up[np.maximum(k - 1, 0), where] + up[k, where]) / 2
    found = np.where(over > 0, lose, np.where(over < 0, gain, 0.0))
    return np.where(np.isfinite(found), found, 0.0)


def alternating(problem: Problem, rounds: int = 25) -> tuple[Array, Array]:
    """Return divisors after alternating whole-seat scaling, as near to the margins as it came.

    Source: Pukelsheim 2017, sec. 15.2 (alternating scaling).
    """
    y, z = fitted(problem)
    rows, columns = np.array(problem.rows), np.array(problem.columns)
    best: tuple[int, Array, Array] | None = None
    for turn in range(rounds):
        x = rounded(problem, y, z)
        error = int(np.abs(x.sum(0) - columns).sum() + np.abs(x.sum(1) - rows).sum())
        if best is None or error < best[0]:
            best, since = (error, y.copy(), z.copy()), turn
        if error == 0 or turn - since > 6:
            break
        last, next_ = _margins(problem, x)
        if turn % 2:
            z = z + _shift(last - y[:, None] - z, next_ - y[:, None] - z, x.sum(0) - columns)
        else:
            flat = y[:, None] + z
            y = y + _shift((last - flat).T, (next_ - flat).T, x.sum(1) - rows)
    assert best is not None
    return best[1], best[2]


def rows_met(problem: Problem, z: Array) -> Array:
    """Return the matrix whose every row is the allocation of its seats under column divisors z."""
    y, _ = fitted(problem)
    rows = np.array(problem.rows)
    low, high = np.full(len(rows), -4000.0), np.full(len(rows), 4000.0)
    level = y
    for _ in range(60):
        total = rounded(problem, level, z).sum(axis=1)
        if (total == rows).all():
            break
        high = np.where(total < rows, np.minimum(high, level), high)
        low = np.where(total > rows, np.maximum(low, level), low)
        step = np.where(total > rows, 1.0, np.where(total < rows, -1.0, 0.0))
        open_ = (high > 3999) | (low < -3999)
        level = np.where(open_, level + step, np.where(step != 0, (low + high) / 2, level))
    x = rounded(problem, level, z)
    return _corrected(problem, x, z)


def _corrected(problem: Problem, x: Array, z: Array) -> Array:
    """Return x with one seat after another added or taken until every row is met."""
    rows = np.array(problem.rows)
    while True:
        gap = rows - x.sum(axis=1)
        if not gap.any():
            return x
        last, next_ = _margins(problem, x)
        more, less = np.flatnonzero(gap > 0), np.flatnonzero(gap < 0)
        x[more, (next_ - z)[more].argmax(axis=1)] += 1
        x[less, (last - z)[less].argmin(axis=1)] -= 1
