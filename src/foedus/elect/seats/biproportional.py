"""Two-way allocation: seats by district and party at once, both margins met, by two methods.

`transfer` keeps rows allocated and carries seats from columns with too many to columns with too
few along the cheapest paths (dual: tie and transfer). `cycles` keeps both margins and cancels
cycles that improve the matrix (primal). Whatever they find is decided by exact arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from foedus.answer import Answer, Label, plain
from foedus.elect.seats import scaling
from foedus.elect.seats.matrix import (
    NEAR,
    Array,
    Potentials,
    Problem,
    State,
    distances,
    exact_potentials,
)
from foedus.elect.seats.pleasant import pleasant
from foedus.elect.seats.signposts import signposts
from foedus.errors import BadInput, Diagnostic, Place

WAYS = ("transfer", "cycles")


@dataclass(frozen=True)
class Biproportional(Answer):
    """Seats by row and column; with divisors that turn every v / (row * column) into its seats.

    `tied` lists cells (row, column) that may gain or lose a seat against each other; then
    `alternative` is another matrix with equal right.
    """

    rows_: tuple[str, ...]
    columns: tuple[str, ...]
    seats: tuple[tuple[int, ...], ...]
    row_divisors: tuple[Fraction, ...]
    column_divisors: tuple[Fraction, ...]
    power: int
    tied: tuple[tuple[str, str], ...]
    alternative: tuple[tuple[int, ...], ...] | None
    problem: Problem = field(repr=False)
    method: str = "transfer"
    label: Label = Label.EXACT
    reference: str = "Balinski and Demange 1989; Pukelsheim 2017, ch. 14-15"

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificate as plain data for `foedus.elect.seats.checker.check`.

        Divisors are given to the power `power` (2 for Huntington-Hill, else 1).
        """
        data: dict[str, Any] = plain(
            {
                "kind": "biproportional", "signposts": self.problem.posts.family,
                "power": self.power, "exponent": 1, "level": 1,
                "values": self.problem.votes, "seats": self.seats, "min": self.problem.low,
                "rows": self.problem.rows, "columns": self.problem.columns,
                "row_divisors": self.row_divisors, "column_divisors": self.column_divisors,
            }
        )  # fmt: skip
        return data

    def rows(self) -> list[dict[str, Any]]:
        """Return one row of the table a row of the matrix."""
        return [
            {"row": r, **dict(zip(self.columns, line, strict=True))}
            for r, line in zip(self.rows_, self.seats, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return seats by row and column, ties and the certificate as JSON-ready data."""
        return {
            "seats": {r["row"]: {c: r[c] for c in self.columns} for r in self.rows()},
            "tied": [list(t) for t in self.tied],
            "alternative": plain(self.alternative),
            "method": self.method,
            "label": self.label.value,
            "reference": self.reference,
            "certificate": self.certificate,
        }


def _margin_errors(
    votes: Mapping[str, Mapping[str, int]], rows: Mapping[str, int], columns: Mapping[str, int]
) -> list[Diagnostic]:
    found = []
    if sum(rows.values()) != sum(columns.values()):
        what = f"the rows have {sum(rows.values())} seats, the columns {sum(columns.values())}"
        found.append(Diagnostic("E410", what, Place("margins"), "equal sums"))
    for r, n in rows.items():
        cells = [votes.get(r, {}).get(c, 0) for c in columns]
        if any(not isinstance(v, int) or v < 0 for v in cells):
            found.append(
                Diagnostic("E402", f'"{r}" has {cells}', Place(r), "whole votes from 0 up")
            )
        elif n and not any(cells):
            found.append(Diagnostic("E410", f'"{r}" has {n} seats and no votes', Place(r)))
    for c, n in columns.items():
        if n and not any(line.get(c, 0) for line in votes.values()):
            found.append(Diagnostic("E410", f'"{c}" has {n} seats and no votes', Place(c)))
    return found


def biproportional(
    votes: Mapping[str, Mapping[str, int]],
    row_seats: Mapping[str, int],
    column_seats: Mapping[str, int],
    *,
    method: str = "sainte-lague",
    winner_first: bool = False,
    way: str = "transfer",
) -> Biproportional:
    """Return the matrix with both margins met, votes[row][column] scaled by row and column.

    `winner_first` (winner-constrained) reserves a seat of each row for its strongest column; ties
    for strongest reserve none. `way` is one of `WAYS`. Raises BadInput E400 (signposts), E402
    (votes), E410 (margins that no matrix meets). Source: Balinski and Demange 1989.
    """
    errors = _margin_errors(votes, row_seats, column_seats)
    posts = signposts(method)
    if posts is None or posts.power > 2 or posts.gives_everybody_one or method == "macanese":
        what = f'"{method}" is no rule for two-way allocation'
        errors.append(Diagnostic("E400", what, Place("method"), "sainte-lague, dhondt, ..."))
    if errors:
        raise BadInput(errors)
    assert posts is not None
    table = tuple(tuple(votes.get(r, {}).get(c, 0) for c in column_seats) for r in row_seats)
    low = tuple(_winner(line, n) if winner_first else (0,) * len(line)
                for line, n in zip(table, row_seats.values(), strict=True))  # fmt: skip
    problem = Problem(table, tuple(row_seats.values()), tuple(column_seats.values()), posts, low)
    flip = len(column_seats) > len(row_seats)
    solved = solve(problem.flipped() if flip else problem, way)
    return _named(problem, solved, flip, list(row_seats), list(column_seats), way)


def party_strength(
    votes: Mapping[str, Mapping[str, int]],
    row_seats: Mapping[str, int] | None = None,
    *,
    rounded: bool = False,
) -> dict[str, Fraction]:
    """Return each column's votes over all rows, or its voters where seats by row are given.

    Voters are sum over rows of v / seats, since a ballot has as many votes as its row has seats;
    `rounded` rounds each v / seats to a whole number, halves up, as some laws do. Source:
    Pukelsheim 2017, sec. 14.4.
    """
    names = dict.fromkeys(c for line in votes.values() for c in line)
    strength = dict.fromkeys(names, Fraction(0))
    for r, line in votes.items():
        for c, v in line.items():
            seats = row_seats[r] if row_seats is not None else 1
            x = Fraction(v, seats) if seats else Fraction(0)
            strength[c] += math.floor(x + Fraction(1, 2)) if rounded else x
    return strength


def _winner(line: tuple[int, ...], seats: int) -> tuple[int, ...]:
    best = max(line, default=0)
    if not seats or not best or line.count(best) > 1:
        return (0,) * len(line)
    return tuple(int(v == best) for v in line)


@dataclass(frozen=True)
class Solved:
    """A matrix with its exact divisors (to the power of the signposts), and tied moves."""

    x: Array
    rows: list[Fraction]
    columns: list[Fraction]
    ties: list[tuple[int, int, int]]


def _named(
    problem: Problem, solved: Solved, flip: bool, rows: list[str], columns: list[str], way: str
) -> Biproportional:
    x = solved.x.T if flip else solved.x
    cells = {(i, c) for i, j, k in solved.ties for c in (j, k)}
    at = sorted((c, r) if flip else (r, c) for r, c in cells)
    other = _swapped(solved)
    if other is not None and flip:
        other = other.T
    one, two = (solved.columns, solved.rows) if flip else (solved.rows, solved.columns)
    return Biproportional(
        tuple(rows),
        tuple(columns),
        tuple(tuple(int(n) for n in line) for line in x),
        tuple(one),
        tuple(two),
        problem.posts.power,
        tuple((rows[r], columns[c]) for r, c in at),
        None if other is None else tuple(tuple(int(n) for n in line) for line in other),
        problem,
        way,
    )


def _swapped(solved: Solved) -> Array | None:
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


def solve(problem: Problem, way: str) -> Solved:
    """Return the exact solution, found by one of the two ways and improved until it is right."""
    state = _transfer(problem) if way == "transfer" else _cycles(problem)
    while True:
        done = _short_divisors(state)
        if done is not None:
            return done
        exact: Potentials = exact_potentials(state)
        if exact.levels:
            z = _logs(state, exact.levels)
            rows = [_row_divisor(state, i, exact.levels, z) for i in range(len(state.x))]
            assert all(r is not None for r in rows)
            return Solved(state.x, [r for r in rows if r is not None], exact.levels, exact.ties)
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


def _short_divisors(state: State) -> Solved | None:
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
        logs = _logs(state, columns)
        rows = [_row_divisor(state, i, columns, logs, strict=True) for i in range(len(state.x))]
        if all(r is not None for r in rows):
            return Solved(state.x, [r for r in rows if r is not None], columns, [])
    return None


def _logs(state: State, columns: list[Fraction]) -> Array:
    """Return the logarithms of column divisors given to the power of the signposts."""
    logs = [math.log2(c.numerator) - math.log2(c.denominator) for c in columns]
    return np.array(logs) / state.problem.posts.power


def _row_divisor(
    state: State, i: int, columns: list[Fraction], z: Array, *, strict: bool = False
) -> Fraction | None:
    """Return a row divisor ** power for exact column divisors ** power, or None where none fits.

    `z` are the logarithms of the column divisors.
    """
    p = state.problem
    floor, ceiling = state.b[i] - z, state.a[i] - z
    lows: Array = np.flatnonzero(floor >= floor.max() - NEAR) if np.isfinite(floor.max()) else []
    highs: Array = (
        np.flatnonzero(ceiling <= ceiling.min() + NEAR) if np.isfinite(ceiling.min()) else []
    )
    below, above = Fraction(0), None
    for j in lows:
        q = p.quotient(i, int(j), int(state.x[i, j]))
        if q is not None:
            below = max(below, q / columns[j])
    for j in highs:
        q = p.quotient(i, int(j), int(state.x[i, j]) - 1)
        if q is not None:
            above = q / columns[j] if above is None else min(above, q / columns[j])
    if above is not None and (above < below or (strict and above == below)):
        return None
    found = pleasant(below, above, p.posts.power)
    return found**p.posts.power if found is not None else below
