"""Lower bounds for integer programs: multipliers found in floats, the bound itself in integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foedus.proof.program import Program

#: Multipliers are fractions with a power of two below, so that every bound is exact: so many bits
#: more than the largest weight has.
BITS = 60
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bound:
    """An exact lower bound: `scaled` / 2 ** shift, with each variable's reduced cost (scaled)."""

    scaled: int
    reduced: list[int]
    multipliers: list[int]
    shift: int

    @property
    def value(self) -> int:
        """The least integer cost that the bound allows."""
        return -(-self.scaled >> self.shift)


class Lagrangian:
    """The dual function of a program: L(m) = m.b + the box minimum of (cost - m.A).x, m >= 0.

    For any multipliers L is a lower bound on the cost of every point of the box that satisfies
    all constraints (Geoffrion 1974); where it exceeds the largest cost in the box, there is none.
    """

    def __init__(self, program: Program) -> None:
        n, rows = len(program.cost), program.constraints
        self.scale = [max((abs(a) for _, a in c.terms), default=1) for c in rows]
        self.size = [abs(c.least) + sum(abs(a) for _, a in c.terms) or 1 for c in rows]
        self.shift = BITS + max(self.scale, default=1).bit_length()
        self.columns: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        self.matrix = np.zeros((len(rows), n))
        for i, row in enumerate(rows):
            for j, a in row.terms:
                self.columns[j].append((i, a))
                self.matrix[i, j] = a / self.scale[i]
        self.least = [c.least for c in rows]
        self.right = np.array([c.least / s for c, s in zip(rows, self.scale, strict=True)])
        self.cost = list(program.cost)
        self.price = np.array([float(c) for c in program.cost])

    def exact(self, multipliers: Floats, low: Sequence[int], high: Sequence[int]) -> Bound:
        """Return the bound at these multipliers in exact integers."""
        lam = [
            (int(m * (1 << BITS)) << (self.shift - BITS)) // s if m > 0 else 0
            for m, s in zip(multipliers.tolist(), self.scale, strict=True)
        ]
        total = sum(m * b for m, b in zip(lam, self.least, strict=True))
        reduced = []
        for j, column in enumerate(self.columns):
            r = self.cost[j] << self.shift
            for i, a in column:
                r -= lam[i] * a
            total += r * (low[j] if r > 0 else high[j])
            reduced.append(r)
        return Bound(total, reduced, lam, self.shift)

    def climb(
        self, multipliers: Floats, low: Floats, high: Floats, target: float, steps: int
    ) -> Floats:
        """Return better multipliers: coordinate ascent, then subgradient steps (Polyak 1969)."""
        lam = multipliers
        best, kept = -np.inf, lam
        theta, stale = 1.0, 0
        for step in range(steps + 1):
            if step % 8 == 0:
                lam = self.sweep(lam, low, high)
            reduced = self.price - lam @ self.matrix
            point = np.where(reduced > 0, low, high)
            value = float(lam @ self.right + reduced @ point)
            gap = self.right - self.matrix @ point
            if value > best:
                best, kept, stale = value, lam, 0
            else:
                stale += 1
                theta, stale = (theta / 2, 0) if stale >= 4 else (theta, stale)
            gap[(lam <= 0) & (gap < 0)] = 0
            norm = float(gap @ gap)
            if norm < 1e-18 or best > target or theta < 1e-3:
                break
            lam = np.maximum(0, lam + theta * (target - value) / norm * gap)
        # A sweep turns at ties by one side's slope alone, and may end lower than it began.
        tried = (multipliers, kept, self.sweep(kept, low, high))
        return max(tried, key=lambda m: self._value(m, low, high))

    def _value(self, multipliers: Floats, low: Floats, high: Floats) -> float:
        """Return the dual function in floats, for choosing only."""
        reduced = self.price - multipliers @ self.matrix
        return float(multipliers @ self.right + reduced @ np.where(reduced > 0, low, high))

    def sweep(self, multipliers: Floats, low: Floats, high: Floats) -> Floats:
        """Return the multipliers after maximising L in each coordinate once (a knapsack each)."""
        lam = multipliers.copy()
        for i in range(len(lam)):
            row = self.matrix[i]
            reduced = self.price - lam @ self.matrix + lam[i] * row
            point = np.where(reduced > 0, low, high)
            slope = float(self.right[i] - row @ point)
            if slope <= 0:
                lam[i] = 0
                continue
            turns = np.nonzero(reduced * row > 0)[0]
            at = reduced[turns] / row[turns]
            order = np.argsort(at, kind="stable")
            turns = turns[order]
            fall = np.cumsum(np.abs(row[turns]) * (high[turns] - low[turns]))
            k = int(np.searchsorted(fall, slope * (1 - 1e-12)))
            lam[i] = at[order[min(k, len(order) - 1)]] if len(order) else lam[i]
        return lam
