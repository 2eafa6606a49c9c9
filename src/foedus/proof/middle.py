"""Meet in the middle: exact where the price is itself a gate, to about 36 voters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foedus.proof.program import Constraint, Outcome, Program

#: Coalitions of one half, distinct sums of the side constraints, and pairs of those.
HALF, SIDES, PAIRS = 1 << 18, 64, 2_500
Ints = NDArray[np.int64]


def solve(program: Program, cut: int | None = None) -> Outcome | None:
    """Return the optimum by joining two sorted halves, or None where the program does not fit.

    Horowitz & Sahni 1974: every half-coalition is listed once; for each pair of side sums that
    together meet the side constraints, the cheapest partner that reaches the priced constraint is
    found by bisection.
    """
    main = [i for i, c in enumerate(program.constraints) if _is_price(program, c.terms)]
    if len(main) != 1 or not small(program):
        return None
    sides = [c for i, c in enumerate(program.constraints) if i != main[0]]
    unit = _is_price(program, program.constraints[main[0]].terms)
    quota = -(-program.constraints[main[0]].least * unit[0] // unit[1]) if unit else 0
    left, right = halves(program)
    a, b = (groups(program, h, sides, [program.cost[j] for j in h]) for h in (left, right))
    if a is None or b is None or len(a) * len(b) > PAIRS:
        return None
    least = np.array([c.least for c in sides], dtype=np.int64)
    best: tuple[int, tuple[int, ...]] | None = None
    for side_a, (cost_a, points_a) in a.items():
        for side_b, (cost_b, points_b) in b.items():
            if (np.array(side_a) + np.array(side_b) < least).any():
                continue
            at = np.searchsorted(cost_b, quota - cost_a)
            fits = at < len(cost_b)
            if not fits.any():
                continue
            total = cost_a[fits] + cost_b[at[fits]]
            k = int(total.argmin())
            if best is None or int(total[k]) < best[0]:
                i = int(np.nonzero(fits)[0][k])
                point = joined(program, left, points_a[:, i], right, points_b[:, int(at[i])])
                best = int(total[k]), point
    if best is None or (cut is not None and best[0] >= cut):
        return Outcome(None, None, True, "middle")
    return Outcome(best[1], best[0], True, "middle")


def _is_price(program: Program, terms: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """Return (cost, weight) of the common ratio where a row is the price, up to scale."""
    row = dict(terms)
    pairs = [(program.cost[j], row.get(j, 0)) for j in range(len(program.cost))]
    first = next(((c, w) for c, w in pairs if c and w), None)
    if first is None or any(w < 0 or c * first[1] != w * first[0] for c, w in pairs):
        return None
    return first


def small(program: Program) -> bool:
    """Whether a program has votes alone and sums that fit 64-bit integers."""
    sums = [sum(abs(a) for _, a in c.terms) + abs(c.least) for c in program.constraints]
    top = max(program.high, default=0)
    return (
        len(program.cost) > 1
        and program.voters == len(program.cost)
        and max([*sums, sum(map(abs, program.cost))]) * max(top, 1) < 1 << 60
    )


def halves(program: Program) -> tuple[list[int], list[int]]:
    """Return the variables in two halves, the dearest dealt out in turn."""
    order = sorted(range(len(program.cost)), key=lambda j: -program.cost[j])
    return order[::2], order[1::2]


def groups(
    program: Program, half: list[int], sides: list[Constraint], weights: list[int]
) -> dict[tuple[int, ...], tuple[Ints, Ints]] | None:
    """Return the half's coalitions by their side sums, each class sorted by a sum of weights.

    None where there are too many.
    """
    points = np.zeros((len(half), 1), dtype=np.int64)
    for i, j in enumerate(half):
        span = program.high[j] - program.low[j] + 1
        if points.shape[1] * span > HALF:
            return None
        repeated = np.tile(points, span)
        repeated[i] = np.repeat(np.arange(program.low[j], program.high[j] + 1), points.shape[1])
        points = repeated
    cost = np.array(weights, dtype=np.int64) @ points
    sums = np.array([_row(c, half) for c in sides], dtype=np.int64).reshape(len(sides), len(half))
    side = sums @ points
    distinct, group = np.unique(side, axis=1, return_inverse=True)
    if distinct.shape[1] > SIDES:
        return None
    found = {}
    for g in range(distinct.shape[1]):
        members = np.nonzero(group.ravel() == g)[0]
        members = members[np.argsort(cost[members], kind="stable")]
        key = tuple(int(v) for v in distinct[:, g])
        found[key] = (cost[members], points[:, members])
    return found


def _row(constraint: Constraint, half: list[int]) -> list[int]:
    weights = dict(constraint.terms)
    return [weights.get(j, 0) for j in half]


def joined(
    program: Program, left: list[int], a: Ints, right: list[int], b: Ints
) -> tuple[int, ...]:
    """Return the point that two halves make."""
    point = [0] * len(program.cost)
    for half, values in ((left, a), (right, b)):
        for j, v in zip(half, values, strict=True):
            point[j] = int(v)
    return tuple(point)
