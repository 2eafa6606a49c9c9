"""What both two-way methods share: quotients of a matrix, costs between columns, exact potentials.

A matrix x with the margins wanted is biproportional where row and column divisors exist with
s(x - 1) <= v / (row * column) <= s(x) in every cell (Balinski and Demange 1989). Moving a seat of
row i from column j to k costs a[i, j] - b[i, k] in logarithms, a the quotient of the last seat and
b that of the next; x is right where no cycle of columns has a negative sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from foedus.elect.seats.signposts import Signposts

NEAR = 1e-9
Array = Any


@dataclass(frozen=True)
class Problem:
    """Whole votes by row and column, the margins, signposts, and the least seats of each cell."""

    votes: tuple[tuple[int, ...], ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    posts: Signposts
    low: tuple[tuple[int, ...], ...]

    @cached_property
    def logs(self) -> Array:
        """The base-2 logarithms of the votes, minus infinity for none."""
        try:
            with np.errstate(divide="ignore"):
                return np.log2(np.array(self.votes, dtype=float))
        except OverflowError:
            rows = [[math.log2(v) if v else -math.inf for v in row] for row in self.votes]
            return np.array(rows)

    @cached_property
    def floor(self) -> Array:
        """The least seats of each cell as an array."""
        return np.array(self.low, dtype=np.int64)

    def flipped(self) -> Problem:
        """Return the same problem with rows and columns exchanged."""
        votes, low = tuple(zip(*self.votes, strict=True)), tuple(zip(*self.low, strict=True))
        return Problem(votes, self.columns, self.rows, self.posts, low)

    def quotient(self, i: int, j: int, n: int) -> Fraction | None:
        """Return (v / s(n)) ** power exactly; None stands for infinity."""
        num, den = self.posts.at(n)
        if not num:
            return None if self.votes[i][j] else Fraction(0)
        return Fraction(self.votes[i][j] ** self.posts.power * den, num)


class State:
    """A matrix of seats with its quotients and the cheapest move between each two columns."""

    def __init__(self, problem: Problem, x: Array) -> None:
        self.problem, self.x = problem, x
        self.low = problem.floor
        self.a = np.empty(x.shape)
        self.b = np.empty(x.shape)
        self.quotients(range(len(x)))
        self.costs()

    def quotients(self, rows: Any) -> None:
        """Compute a (last quotient) and b (next quotient) anew for some rows."""
        rows = list(rows)
        x, logs, log2 = self.x[rows], self.problem.logs[rows], self.problem.posts.log2
        with np.errstate(invalid="ignore", divide="ignore"):
            next_ = logs - log2(x)
            last = logs - log2(np.maximum(x - 1, 0))
        self.b[rows] = np.where(np.isneginf(logs), -math.inf, next_)
        self.a[rows] = np.where(x > self.low[rows], last, math.inf)

    def costs(self) -> None:
        """Compute cost[j, k] = min over rows of a[i, j] - b[i, k], and the row that attains it."""
        n = self.x.shape[1]
        self.cost = np.empty((n, n))
        self.row = np.empty((n, n), dtype=np.int64)
        for j in range(n):
            gap = self.a[:, j, None] - self.b
            gap[:, j] = math.inf
            self.row[j] = gap.argmin(axis=0)
            self.cost[j] = gap[self.row[j], np.arange(n)]
        np.fill_diagonal(self.cost, 0.0)

    def move(self, moves: list[tuple[int, int, int]]) -> None:
        """Move a seat of row i from column j to k for each (i, j, k), and refresh what changed."""
        for i, j, k in moves:
            self.x[i, j] -= 1
            self.x[i, k] += 1
        rows = sorted({i for i, _, _ in moves})
        self.quotients(rows)
        stale = np.isin(self.row, rows)
        np.fill_diagonal(stale, False)
        js, ks = np.nonzero(stale)
        gap = self.a[:, js] - self.b[:, ks]
        self.row[js, ks] = gap.argmin(axis=0)
        self.cost[js, ks] = gap.min(axis=0)
        for i in rows:
            new = self.a[i][:, None] - self.b[i][None, :]
            np.fill_diagonal(new, 0.0)
            better = new < self.cost
            self.cost[better] = new[better]
            self.row[better] = i

    def moves_of(self, path: list[int]) -> list[tuple[int, int, int]]:
        """Return the moves along a path of columns."""
        pairs = pairwise(path)
        return [(int(self.row[j, k]), j, k) for j, k in pairs]


def distances(cost: Array) -> Array:
    """Return all shortest distances between columns; the diagonal is negative on bad cycles."""
    far = cost.copy()
    for k in range(len(far)):
        np.minimum(far, far[:, k, None] + far[None, k, :], out=far)
    return far


def exact_costs(state: State) -> dict[tuple[int, int], tuple[Fraction, list[int]]]:
    """Return the exact cheapest move (as a ratio) between columns, with every row attaining it."""
    found: dict[tuple[int, int], tuple[Fraction, list[int]]] = {}
    n = state.x.shape[1]
    for j in range(n):
        for k in range(n):
            if j == k or not math.isfinite(state.cost[j, k]):
                continue
            gap = state.a[:, j] - state.b[:, k]
            rows = np.flatnonzero(gap <= state.cost[j, k] + NEAR).tolist()
            ratios = [(ratio, i) for i, ratio in _ratios(state, rows, j, k)]
            if ratios:
                best = min(r for r, _ in ratios)
                found[j, k] = best, [i for r, i in ratios if r == best]
    return found


def _ratios(state: State, rows: list[int], j: int, k: int) -> Iterator[tuple[int, Fraction]]:
    for i in rows:
        last = state.problem.quotient(i, j, int(state.x[i, j]) - 1)
        next_ = state.problem.quotient(i, k, int(state.x[i, k]))
        if last is not None and next_:
            yield i, last / next_


@dataclass(frozen=True)
class Potentials:
    """Exact column divisors ** power, or the cycle of columns (with rows) that improves x.

    `ties` are the moves on cycles of cost zero: applying such a cycle keeps x biproportional.
    """

    levels: list[Fraction]
    cycle: list[tuple[int, int, int]]
    ties: list[tuple[int, int, int]]


def exact_potentials(state: State) -> Potentials:
    """Decide exactly whether x is biproportional: potentials, or a cycle that improves it."""
    costs = exact_costs(state)
    n = state.x.shape[1]
    far = [Fraction(1)] * n
    before: list[tuple[int, int] | None] = [None] * n
    for _ in range(n):
        last = -1
        for (j, k), (ratio, rows) in costs.items():
            if far[j] * ratio < far[k]:
                far[k], before[k], last = far[j] * ratio, (j, rows[0]), k
        if last < 0:
            return Potentials([1 / f for f in far], [], _tight(costs, far, n))
    return Potentials([], _cycle(before, last), [])


def _cycle(before: list[tuple[int, int] | None], start: int) -> list[tuple[int, int, int]]:
    """Return the moves on the cycle that the predecessors of `start` lead into."""
    at = start
    for _ in before:
        step = before[at]
        assert step is not None
        at = step[0]
    first, moves = at, []
    while True:
        step = before[at]
        assert step is not None
        moves.append((step[1], step[0], at))
        at = step[0]
        if at == first:
            return moves[::-1]


def _tight(
    costs: dict[tuple[int, int], tuple[Fraction, list[int]]], far: list[Fraction], n: int
) -> list[tuple[int, int, int]]:
    """Return the moves that cost nothing and lie on a cycle of such moves."""
    tight = [(j, k) for (j, k), (ratio, _) in costs.items() if far[j] * ratio == far[k]]
    reach = np.eye(n, dtype=bool)
    for j, k in tight:
        reach[j, k] = True
    for k in range(n):
        reach |= reach[:, k, None] & reach[None, k, :]
    return [(i, j, k) for j, k in tight if reach[k, j] for i in costs[j, k][1]]
