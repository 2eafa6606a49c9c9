"""The bound of a lot: leximin over the quota polytope without whole numbers.

Every lottery over panels gives marginals inside this polytope, so its leximin vector is a
lexicographic upper bound on what any lottery achieves. (Flanigan, Goelz, Gupta, Hennig &
Procaccia 2021, relaxed.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.answer import Label
from foedus.convene.lot_model import EPSILON, Lot, Quota, passed, run
from foedus.convene.matrix import Floats

#: Two levels nearer than this share of k / n are one.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the leximin vector: this probability, for so many people."""

    probability: float
    people: int


@dataclass(frozen=True, slots=True)
class Bound:
    """Leximin of the relaxation: each type's probability, its levels, the price of each quota.

    `price[q]` is the dual of quota q at the first level: an upper bound on how much the least
    probability would rise per seat if the quota gave way (0: it costs the worst off nothing).
    """

    probability: Floats = field(repr=False)
    levels: tuple[Level, ...]
    price: Floats
    label: Label = Label.BOUND


class Relaxation:
    """max z with p_t = z + s_t for free types and p_t = s_t fixed at f_t, within the quotas.

    Written so that only the quotas are rows; p_t <= 1 enters as a row where it is broken. Fixing
    a type changes bounds and the column of z alone, so that each level starts from the last.
    """

    def __init__(self, of: Lot) -> None:
        self.lot = of
        self.rows = np.array([*of.inside.astype(float), np.ones(of.types)]) * of.count
        self.low = np.array([*(q.low for q in of.quotas), of.k], dtype=float)
        self.high = np.array([*(q.high for q in of.quotas), of.k], dtype=float)
        self.free = np.ones(of.types, dtype=bool)
        self.fixed = np.zeros(of.types)
        #: type -> its row of p_t <= 1.
        self.capped: dict[int, int] = {}
        cost = np.append(np.zeros(of.types), 1.0)
        matrix = np.column_stack([self.rows, self.rows.sum(axis=1)])
        self.model: Any = passed(matrix, self.low, self.high, cost, np.ones(of.types + 1))

    def solve(self) -> tuple[float, Floats, Floats, Floats] | None:
        """Return (z, probabilities, duals of s_t >= 0, duals of the quotas), or None."""
        while True:
            if run(self.model) != "optimal":
                return None
            solution = self.model.getSolution()
            values = np.array(solution.col_value)
            z = float(values[-1])
            p = np.where(self.free, z + values[:-1], self.fixed)
            over = [int(t) for t in np.flatnonzero(p > 1 + 1e-9) if int(t) not in self.capped]
            if not over:
                duals = np.maximum(0.0, -np.array(solution.col_dual)[:-1])
                rows = np.array(solution.row_dual)[: len(self.low)]
                return z, p, duals, rows
            for t in over:
                self.capped[t] = len(self.low) + len(self.capped)
                both = np.array([t, self.lot.types], dtype=np.int32)
                self.model.addRow(-np.inf, 1.0, 2, both, np.ones(2))

    def fix(self, types: npt.NDArray[np.bool_], at: float) -> None:
        """Fix some free types at a probability."""
        new = np.flatnonzero(types & self.free).astype(np.int32)
        self.free[new] = False
        self.fixed[new] = at
        value = np.full(len(new), at)
        self.model.changeColsBounds(len(new), new, value, value)
        of_z = self.rows[:, self.free].sum(axis=1)
        for row, weight in enumerate(of_z):
            self.model.changeCoeff(row, self.lot.types, float(weight))
        for t in new:
            if int(t) in self.capped:
                self.model.changeCoeff(self.capped[int(t)], self.lot.types, 0.0)


def bound(of: Lot) -> Bound | None:
    """Return the leximin of the relaxation; None where the quotas cannot be met even in parts.

    Level by level: a type with a positive dual has exactly z in every optimal point (strict
    complementarity) and is fixed there.
    """
    relaxation = Relaxation(of)
    price = np.zeros(len(of.quotas))
    first = True
    while relaxation.free.any():
        found = relaxation.solve()
        if found is None:
            return None
        z, p, duals, rows = found
        if first:
            price, first = np.abs(rows[: len(of.quotas)]), False
        tight = relaxation.free & (duals > EPSILON * max(1.0, float(duals.max(initial=0.0))))
        if not tight.any():
            # Only rounding can hide every dual: the least type is fixed where it stands.
            tight = relaxation.free & (p <= z + EPSILON)
        relaxation.fix(tight, max(0.0, z))
    return Bound(relaxation.fixed, levels(relaxation.fixed, of), price)


def levels(probability: Floats, of: Lot) -> tuple[Level, ...]:
    """Return the distinct probabilities in ascending order, each with its people."""
    order = np.argsort(probability, kind="stable")
    unit = SAME * of.k / of.n
    found: list[Level] = []
    for t in order:
        p, people = float(probability[t]), int(of.count[t])
        if found and p - found[-1].probability <= unit:
            found[-1] = Level(found[-1].probability, found[-1].people + people)
        else:
            found.append(Level(p, people))
    return tuple(found)


def eased(of: Lot, quota: int) -> float:
    """Return the first level of the bound when one quota gives way by one seat, the better way."""
    q = of.quotas[quota]
    found = []
    for low, high in ((max(0, q.low - 1), q.high), (q.low, q.high + 1)):
        given = list(of.quotas)
        given[quota] = Quota(q.feature, q.value, low, high)
        new = Lot(of.k, of.count, of.inside, tuple(given), of.members, of.features, of.values)
        solved = Relaxation(new).solve()
        found.append(0.0 if solved is None else solved[0])
    return max(found)


def without(of: Lot, quota: int) -> float:
    """Return the first level of the bound when one quota is left out altogether."""
    keep = [i for i in range(len(of.quotas)) if i != quota]
    eased = Lot(
        of.k, of.count, of.inside[keep], tuple(of.quotas[i] for i in keep), of.members,
        of.features, of.values,
    )  # fmt: skip
    found = Relaxation(eased).solve()
    return 0.0 if found is None else found[0]


def spread(of: Lot, probability: Floats) -> Floats:
    """Return each person's probability, shape (n,), types in order."""
    people: Floats = np.repeat(probability, of.count)
    return people
