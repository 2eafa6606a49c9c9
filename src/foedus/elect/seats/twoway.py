"""The two algorithms of two-way allocation, each decided by exact arithmetic at its end.

`transfer` keeps rows allocated and carries seats from columns with too many to columns with too
few along the cheapest paths (dual: tie and transfer). `cycles` keeps both margins and cancels
cycles that improve the matrix (primal).
"""

from __future__ import annotations

import math

import numpy as np

from foedus.elect.seats import scaling
from foedus.elect.seats.exact import Solved, row_divisors, short_divisors
from foedus.elect.seats.matrix import NEAR, Array, Potentials, Problem, State, exact_potentials
from foedus.errors import BadInput, Diagnostic, Place

WAYS = ("transfer", "cycles")


def solve(problem: Problem, way: str) -> Solved:
    """Return the exact solution, found by one of the two ways and improved until it is right."""
    state = _transfer(problem) if way == "transfer" else _cycles(problem)
    while True:
        done = short_divisors(state)
        if done is not None:
            return done
        exact: Potentials = exact_potentials(state)
        if exact.levels:
            rows = row_divisors(state, exact.levels)
            assert rows is not None, "exact potentials leave room in every row"
            return Solved(state.x, rows, exact.levels, exact.ties)
        state.move(exact.cycle)


def _unreachable() -> BadInput:
    what = "no matrix of seats meets both margins: too many cells have no votes"
    return BadInput(Diagnostic("E410", what, Place("margins"), "votes where seats must fall"))


def _path(cost: Array, over: Array, under: Array) -> tuple[list[int], Array]:
    """Return a cheapest path of columns from `over` to `under`, and all distances from `over`."""
    far = np.where(over, 0.0, math.inf)
    before = np.full(len(far), -1)
    for _ in range(len(far)):
        through = far[:, None] + cost
        best = through.argmin(axis=0)
        value = through[best, np.arange(len(far))]
        better = value < far - 1e-12
        if not better.any():
            break
        far = np.where(better, value, far)
        before = np.where(better, best, before)
    reached = np.where(under, far, math.inf)
    end = int(reached.argmin())
    if not math.isfinite(reached[end]):
        raise _unreachable()
    path = [end]
    while before[path[-1]] >= 0 and len(path) <= len(far):
        path.append(int(before[path[-1]]))
    return path[::-1], far


def _transfer(problem: Problem) -> State:
    """Dual: rows stay allocated under column divisors z; carry seats along cheapest paths."""
    _, z = scaling.alternating(problem)
    state = State(problem, scaling.rows_met(problem, z))
    columns = np.array(problem.columns)
    while True:
        gap = columns - state.x.sum(axis=0)
        if not gap.any():
            return state
        reduced = np.maximum(state.cost - z[:, None] + z[None, :], 0.0)
        path, far = _path(reduced, gap < 0, gap > 0)
        z = z - np.minimum(far, far[path[-1]])
        state.move(state.moves_of(path))


def _cycles(problem: Problem) -> State:
    """Primal: meet both margins at once, then cancel every cycle with a negative sum."""
    _, z = scaling.fitted(problem)
    state = State(problem, scaling.rows_met(problem, z))
    columns = np.array(problem.columns)
    while (gap := columns - state.x.sum(axis=0)).any():
        steps = np.where(np.isfinite(state.cost), 1.0 + np.maximum(state.cost, 0) / 1e3, math.inf)
        path, _ = _path(steps, gap < 0, gap > 0)
        state.move(state.moves_of(path))
    while (cycle := _negative_cycle(state.cost)) is not None:
        state.move(state.moves_of([*cycle, cycle[0]]))
    return state


def _negative_cycle(cost: Array) -> list[int] | None:
    """Return a cycle of columns with a negative sum, or None, by Bellman and Ford's rounds."""
    n = len(cost)
    far, before = np.zeros(n), np.full(n, -1)
    for turn in range(n + 1):
        through = far[:, None] + cost
        best = through.argmin(axis=0)
        value = through[best, np.arange(n)]
        better = value < far - NEAR
        if not better.any():
            return None
        far = np.where(better, value, far)
        before = np.where(better, best, before)
        if turn % 4 == 3 or turn == n:
            found = _loop(before)
            if found:
                return found
    return None


def _loop(before: Array) -> list[int] | None:
    """Return a cycle among predecessors, in the direction of the moves."""
    colour = [0] * len(before)
    for start in range(len(before)):
        at, walk = start, []
        while at >= 0 and not colour[at]:
            colour[at] = start + 1
            walk.append(at)
            at = int(before[at])
        if at >= 0 and colour[at] == start + 1:
            return walk[walk.index(at) :][::-1]
    return None
