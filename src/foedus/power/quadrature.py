"""Shapley-Shubik for one large gate: Gauss-Legendre on the multilinear extension, with a bound.

phi_i = integral over t in [0, 1] of f_i(t), the probability that i swings when everybody else
says yes with probability t (Owen 1972, "Multilinear extensions of games"). f_i is a polynomial
of degree n - 1: ceil(n/2) nodes are exact, and fewer leave at most
(64/15) M rho^(-2(m-1)) / (1 - rho^-2) / 2 with M = ((rho + 1/rho)/2)^(n-1), for every rho > 1
(Trefethen 2013, Approximation Theory and Approximation Practice, theorem 19.3; |z| + |1-z| is
constant on an ellipse with foci 0 and 1). Every addition is of positive numbers, a voter is taken
out only where that is stable (t <= 1/2; else the dual game), so rounding is bounded too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cosh, exp, log
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import Weighted, need_weighted
from foedus.power.profile import Budget
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
BLOCK = 1 << 13
#: The part of the error that the choice of nodes may leave.
NODES_ERROR = 1e-12


@dataclass(frozen=True, slots=True)
class Quadrature:
    """Shapley-Shubik values of one member of each type and a bound on the error of each."""

    values: tuple[float, ...]
    error: float
    nodes: int


def nodes_needed(n: int, error: float = NODES_ERROR) -> tuple[int, float]:
    """Return how many nodes suffice and the bound they leave; ceil(n/2) leave none."""
    exact = max(1, ceil(n / 2))
    for m in range(3, exact):
        bound = min(_node_bound(n, m, k / 50) for k in range(2, 100))
        if bound <= error:
            return m, bound
    return exact, 0.0


def _node_bound(n: int, m: int, x: float) -> float:
    power = (n - 1) * log(cosh(x)) - 2 * (m - 1) * x
    return 32 / 15 * exp(min(power, 500.0)) / (1 - exp(-2 * x))


def quadrature(rule: Rule, *, budget: Budget | None = None) -> Quadrature:
    """Return Shapley-Shubik values in floating point with their certified error bound.

    Raises NotThisGame for a rule of several gates, TooLarge where the table exceeds the budget.
    """
    game = need_weighted(rule, "quadrature")
    budget = budget or Budget()
    n, total = sum(game.counts), game.total
    if not 0 < game.quota <= total:
        return Quadrature((0.0,) * len(game.weights), 0.0, 0)
    if max(game.quota, total - game.quota + 1) > budget.cells:
        raise TooLarge(
            f"the engine quadrature would need {8 * game.quota / 1e9:.1f} GB for its table\n"
            "  help: take --engine bounds or --engine sampling"
        )
    m, left = nodes_needed(n)
    points, shares = np.polynomial.legendre.leggauss(m)
    distinct = sorted(set(game.weights))
    values = np.zeros(len(distinct))
    error = left + 1e-14
    for k in range((m + 1) // 2):
        budget.check(2 * k / m, "quadrature")
        t, share = (1 + float(points[k])) / 2, float(shares[k]) / 2
        quotas = [game.quota] if 2 * k + 1 == m else [game.quota, total - game.quota + 1]
        at, worst = _swing_chances(game, quotas, t, distinct)
        values += share * at
        error += share * worst
    found = dict(zip(distinct, values.tolist(), strict=True))
    return Quadrature(tuple(found[w] for w in game.weights), error, m)


def _swing_chances(
    game: Weighted, quotas: list[int], t: float, distinct: list[int]
) -> tuple[Array, float]:
    """Return f_i(t), t <= 1/2, for each weight, summed over the quotas, and a bound on its error.

    The dual game at t is the game at 1 - t, so one table of the odds serves a pair of nodes.
    """
    n, odds = sum(game.counts), t / (1 - t)
    found, error = np.zeros(len(distinct)), 0.0
    wanted = []
    for quota in quotas:
        tail = _tail_bound(game, quota, t)
        if tail < 1e-15:
            error += tail
        else:
            wanted.append(quota)
    if not wanted:
        return found, error
    cells = max(wanted)
    prefix, scale = _prefix(_table(game, cells, t), t)
    powers = np.power(-odds, np.arange((cells - 1) // max(1, next(w for w in distinct if w)) + 2))
    for quota in wanted:
        found += [_take_out(prefix, quota, w, powers) * scale for w in distinct]
        unit = float(np.finfo(np.float64).eps)
        whole = 2 * float(prefix[quota - 1]) * scale
        error += (2 * n + 8 + len(powers)) * unit * whole + quota * scale
    return found, error


def _tail_bound(game: Weighted, quota: int, t: float) -> float:
    """Return a Chernoff bound on the chance that anybody's partners come within reach of q."""
    weights = np.asarray(game.weights, dtype=float) / game.total
    counts = np.asarray(game.counts, dtype=float)
    need = (quota - max(game.weights)) / game.total
    best = 0.0
    for tilt in (4.0, 8.0, 16.0, 32.0, 64.0, 128.0):
        terms = counts * np.log1p(t * np.expm1(np.minimum(tilt * weights, 700.0)))
        best = min(best, float(terms.sum()) - tilt * need)
    return exp(best) * (1 + 1e-9)


def _table(game: Weighted, cells: int, t: float) -> Array:
    """Return (1-t)^(n-1) prod(1 + odds x^w) below x^cells: positive numbers only are added."""
    odds = t / (1 - t)
    table = np.zeros(cells)
    table[0] = (1 - t) ** (sum(game.counts) - 1)
    scratch = np.empty(BLOCK)
    top = 0
    for w, count in sorted(zip(game.weights, game.counts, strict=True)):
        for _ in range(count):
            if w == 0:
                table[: top + 1] *= 1 + odds
            elif w < cells:
                _shift_add(table, w, min(top + w, cells - 1) + 1, odds, scratch)
            top = min(top + w, cells - 1)
    return table


def _shift_add(table: Array, w: int, reach: int, odds: float, scratch: Array) -> None:
    for high in range(reach, w, -BLOCK):
        low = max(high - BLOCK, w)
        moved = scratch[: high - low]
        np.multiply(table[low - w : high - w], odds, out=moved)
        part = table[low:high]
        np.add(part, moved, out=part)


def _prefix(table: Array, t: float) -> tuple[Array, float]:
    """Return prefix sums in fixed point and the worth of a unit.

    The table adds up to 1/(1-t) <= 2, so units of 2^-61 cannot overflow; cutting each cell to a
    unit loses less than one unit a cell, and integer sums and differences lose nothing.
    """
    table *= 2.0**61 * (1 - t) / (1 + 1e-9)
    return np.cumsum(table.astype(np.int64)), 2.0**-61 / (1 - t) * (1 + 1e-9)


def _take_out(prefix: Array, quota: int, w: int, powers: Array) -> float:
    """Return sum_k (-odds)^k (S[q-1-kw] - S[q-1-(k+1)w])."""
    if w == 0:
        return 0.0
    at = prefix[quota - 1 :: -w]
    windows = at.astype(np.float64)
    windows[:-1] = at[:-1] - at[1:]
    return float(np.dot(windows, powers[: len(windows)]))
