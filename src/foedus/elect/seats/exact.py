"""Exact divisors of a two-way matrix, and another matrix with equal right where there are ties."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.elect.seats.matrix import NEAR, Array, State, distances
from foedus.elect.seats.pleasant import pleasant


@dataclass(frozen=True)
class Solved:
    """A matrix with its exact divisors (to the power of the signposts), and tied moves."""

    x: Array
    rows: list[Fraction]
    columns: list[Fraction]
    ties: list[tuple[int, int, int]]


def swapped(solved: Solved) -> Array | None:
    """Return the matrix after one shortest cycle of tied moves, or None without ties."""
    if not solved.ties:
        return None
    start = solved.ties[0]
    paths: list[list[tuple[int, int, int]]] = [[start]]
    seen = {start[2]}
    while paths:
        path = paths.pop(0)
        if path[-1][2] == start[1]:
            x = solved.x.copy()
            for i, j, k in path:
                x[i, j] -= 1
                x[i, k] += 1
            return x
        for move in solved.ties:
            if move[1] == path[-1][2] and (move[2] not in seen or move[2] == start[1]):
                seen.add(move[2])
                paths.append([*path, move])
    return None


def short_divisors(state: State) -> Solved | None:
    """Return a solution proved unique by short divisors strictly inside every interval, or None."""
    far = distances(state.cost)
    if np.diag(far).min() < -NEAR or not np.isfinite(far).all():
        return None
    z = -far.mean(axis=0)
    z = z - z.max()
    power = state.problem.posts.power
    for digits in (4, 7, 11):
        columns = [Fraction(round(2.0 ** float(t) * 10**digits), 10**digits) ** power for t in z]
        if not all(columns):
            continue
        rows = row_divisors(state, columns, strict=True)
        if rows is not None:
            return Solved(state.x, rows, columns, [])
    return None


def log_divisors(state: State, columns: list[Fraction]) -> Array:
    """Return the logarithms of column divisors given to the power of the signposts."""
    logs = [math.log2(c.numerator) - math.log2(c.denominator) for c in columns]
    return np.array(logs) / state.problem.posts.power


def row_divisors(
    state: State, columns: list[Fraction], *, strict: bool = False
) -> list[Fraction] | None:
    """Return row divisors ** power for exact column divisors ** power, or None where none fit.

    Floats name the cells that may bound a row's divisor; their quotients are compared exactly.
    `strict` wants a divisor strictly inside its interval.
    """
    z = log_divisors(state, columns)
    floor, ceiling = state.b - z, state.a - z
    with np.errstate(invalid="ignore"):
        lows = _cells(np.isfinite(floor) & (floor >= floor.max(axis=1, keepdims=True) - NEAR))
        highs = _cells(
            np.isfinite(ceiling) & (ceiling <= ceiling.min(axis=1, keepdims=True) + NEAR)
        )
    found: list[Fraction] = []
    for i in range(len(state.x)):
        one = _row_divisor(state, i, columns, (lows[i], highs[i]), strict)
        if one is None:
            return None
        found.append(one)
    return found


def _cells(mask: Array) -> list[list[int]]:
    """Return the columns marked in each row."""
    out: list[list[int]] = [[] for _ in range(len(mask))]
    for i, j in zip(*(x.tolist() for x in np.nonzero(mask)), strict=True):
        out[i].append(j)
    return out


def _row_divisor(
    state: State,
    i: int,
    columns: list[Fraction],
    cells: tuple[list[int], list[int]],
    strict: bool,
) -> Fraction | None:
    p, power = state.problem, state.problem.posts.power
    next_ = [p.quotient(i, j, int(state.x[i, j])) for j in cells[0]]
    last = [p.quotient(i, j, int(state.x[i, j]) - 1) for j in cells[1]]
    low = [q / columns[j] for q, j in zip(next_, cells[0], strict=True) if q is not None]
    high = [q / columns[j] for q, j in zip(last, cells[1], strict=True) if q is not None]
    below, above = max(low, default=Fraction(0)), min(high, default=None)
    if above is not None and (above < below or (strict and above == below)):
        return None
    found = pleasant(below, above, power)
    return found**power if found is not None else below
