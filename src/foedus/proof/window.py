"""Two sorted halves where one row must fall in a window: a partition, exact to about 36 voters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.proof import middle
from foedus.proof.program import Constraint, Outcome, Program

Ints = NDArray[np.int64]


def solve(program: Program, cut: int | None = None) -> Outcome | None:
    """Return the cheapest point below `cut`, or that there is none; None where it does not fit.

    One row of many different sums has a least and a greatest value; the other rows and the cost
    take few values. Every half is listed once (Horowitz & Sahni 1974), in classes of equal small
    sums; pairs of classes are tried in the order of their cost, and the partner that brings the
    row into its window is found by bisection.
    """
    if not middle.small(program):
        return None
    row = _widest(program)
    if row is None:
        return None
    low = max((c.least for c in program.constraints if c.terms == row), default=None)
    opposite = tuple((j, -a) for j, a in row)
    high = min((-c.least for c in program.constraints if c.terms == opposite), default=None)
    sides = [c for c in program.constraints if c.terms not in (row, opposite)]
    cost = Constraint(tuple((j, c) for j, c in enumerate(program.cost) if c), 0)
    left, right = middle.halves(program)
    classes = [
        middle.groups(program, half, [cost, *sides], [weight for _, weight in _own(row, half)])
        for half in (left, right)
    ]
    a, b = classes
    if a is None or b is None or len(a) * len(b) > middle.PAIRS:
        return None
    return _joined(program, (low, high), sides, (left, a), (right, b), cut)


def _own(row: tuple[tuple[int, int], ...], half: list[int]) -> list[tuple[int, int]]:
    weights = dict(row)
    return [(j, weights.get(j, 0)) for j in half]


def _widest(program: Program) -> tuple[tuple[int, int], ...] | None:
    """Return the row (positive weights) with the largest reach; the others must be small."""
    rows = {c.terms for c in program.constraints if all(a > 0 for _, a in c.terms)}
    rows |= {
        tuple((j, -a) for j, a in c.terms)
        for c in program.constraints
        if all(a < 0 for _, a in c.terms)
    }
    return max(rows, key=lambda r: (sum(a for _, a in r), r), default=None)


Half = tuple[list[int], dict[tuple[int, ...], tuple[Ints, Ints]]]


def _joined(
    program: Program,
    window: tuple[int | None, int | None],
    sides: list[Constraint],
    left: Half,
    right: Half,
    cut: int | None,
) -> Outcome:
    least = np.array([c.least for c in sides], dtype=np.int64)
    pairs = sorted(
        (x[0] + y[0], x, y)
        for x in left[1]
        for y in right[1]
        if (np.array(x[1:]) + np.array(y[1:]) >= least).all()
    )
    low, high = window
    for cost, x, y in pairs:
        if cut is not None and cost >= cut:
            break
        (sums, points), (others, partners) = left[1][x], right[1][y]
        start = np.zeros(len(sums), dtype=np.int64)
        end = np.full(len(sums), len(others), dtype=np.int64)
        if low is not None:
            start = np.searchsorted(others, low - sums, side="left")
        if high is not None:
            end = np.searchsorted(others, high - sums, side="right")
        found = np.flatnonzero(start < end)
        if len(found):
            i = int(found[0])
            half = points[:, i], partners[:, int(start[i])]
            point = middle.joined(program, left[0], half[0], right[0], half[1])
            return Outcome(point, cost, True, "middle")
    return Outcome(None, None, True, "middle")
