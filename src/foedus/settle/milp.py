"""Bargaining solutions where packages are too many to list: HiGHS, every answer rechecked exactly.

The package found is exact (its values are recomputed as integers and the rules checked); that no
better one exists rests on HiGHS's floating-point bound, so the result is labelled a bound with
the gap shown. (extra `settle`)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import MissingExtra
from foedus.settle.space import Clause, Package, Space

Points = Sequence[Mapping[tuple[int, int], int]]


@dataclass(frozen=True, slots=True)
class Best(Answer):
    """A package, its exact values, what was maximised and HiGHS's numerical bound on it."""

    package: Package
    values: tuple[int, ...]
    objective: str
    bound: float
    reached: float
    label: Label = Label.BOUND
    method: str = "HiGHS, package rechecked in integers; the bound is numerical"


class Model:
    """A mixed-integer model of a space, its clauses and additive values."""

    def __init__(self, space: Space, points: Points, clauses: Sequence[Clause] = ()) -> None:
        try:
            import highspy
        except ImportError:
            raise MissingExtra("settle", "highspy", "A negotiation of this size") from None
        self.space, self.points, self.clauses = space, points, (*space.rules, *clauses)
        self.inf = highspy.kHighsInf
        untyped: Any = highspy.Highs
        self.solver: Any = untyped()
        self.solver.silent()
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_rel_gap", 1e-9)
        self.integer = highspy.HighsVarType.kInteger
        self.columns = 0
        self.first: list[int] = []
        for n in space.options:
            self.first.append(self.columns)
            for _ in range(n):
                self.variable(0, 1, integer=True)
        for q, n in enumerate(space.options):
            self.row(1, 1, {self.first[q] + o: 1 for o in range(n)})
        for clause in self.clauses:
            self._clause(clause)

    def variable(self, low: float, high: float, *, integer: bool = False) -> int:
        """Add a column and return its number."""
        self.solver.addVar(low, high)
        if integer:
            self.solver.changeColIntegrality(self.columns, self.integer)
        self.columns += 1
        return self.columns - 1

    def row(self, low: float, high: float, terms: Mapping[int, float]) -> None:
        """Add the constraint low <= sum of terms <= high."""
        self.solver.addRow(low, high, len(terms), list(terms), [float(v) for v in terms.values()])

    def _clause(self, clause: Clause) -> None:
        terms: dict[int, float] = {}
        need = 1.0
        for x in clause:
            column = self.first[x.question] + x.option
            terms[column] = terms.get(column, 0) + (1 if x.positive else -1)
            need -= 0 if x.positive else 1
        self.row(need, self.inf, terms)

    def value_terms(self, party: int) -> dict[int, float]:
        """Return the terms of a party's value."""
        return {self.first[q] + o: float(v) for (q, o), v in self.points[party].items() if v}

    def maximise(self, terms: Mapping[int, float]) -> tuple[Package, float, float] | None:
        """Return (package, objective, bound), or None where nothing is feasible.

        Raises ArithmeticError where HiGHS stops without an answer, or its package breaks a rule.
        """
        import highspy

        for column in range(self.columns):
            self.solver.changeColCost(column, float(terms.get(column, 0)))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"HiGHS stopped: {self.solver.modelStatusToString(status)}")
        found = list(self.solver.getSolution().col_value)
        package = tuple(
            max(range(n), key=lambda o, q=q: found[self.first[q] + o])  # type: ignore[misc]
            for q, n in enumerate(self.space.options)
        )
        if not all(any(x.true_of(package) for x in c) for c in self.clauses):
            raise ArithmeticError("HiGHS returned a package that breaks a rule")
        info = self.solver.getInfo()
        return package, float(info.objective_function_value), float(info.mip_dual_bound)

    def exact(self, package: Package) -> tuple[int, ...]:
        """Return the parties' values of a package, as integers."""
        return tuple(sum(t[q, o] for q, o in enumerate(package)) for t in self.points)


def nash_large(
    space: Space, points: Points, no_deal: Sequence[int], clauses: Sequence[Clause] = ()
) -> Best | None:
    """Return a package with the greatest product of gains, by tangent cuts on the logarithm.

    max sum theta_p with theta_p <= log v + (u_p - d_p - v) / v at each visited gain v (Kelley
    1960); stops when the bound exceeds the sum of logarithms reached by at most 1e-9. None where
    no package gives everybody a gain of at least 1.
    """
    model = Model(space, points, clauses)
    thetas = []
    for p, d in enumerate(no_deal):
        terms = model.value_terms(p)
        top = sum(max(points[p][q, o] for o in range(n)) for q, n in enumerate(space.options)) - d
        if top < 1:
            return None
        model.row(d + 1, model.inf, terms)
        thetas.append(model.variable(0, math.log(max(top, 1)) + 1e-9))
        for k in range(8):
            _tangent(model, p, thetas[p], d, max(1.0, top ** ((k + 1) / 8)))
    best: Best | None = None
    for _ in range(60):
        found = model.maximise({t: 1.0 for t in thetas})
        if found is None:
            return None
        package, _, bound = found
        values = model.exact(package)
        gains = [v - d for v, d in zip(values, no_deal, strict=True)]
        reached = sum(math.log(g) for g in gains)
        if best is None or math.prod(gains) > math.prod(
            v - d for v, d in zip(best.values, no_deal, strict=True)
        ):
            best = Best(package, values, "sum of log gains (Nash 1950)", bound, reached)
        best = Best(best.package, best.values, best.objective, bound, best.reached)
        if bound - best.reached <= 1e-7:
            return best
        for p, g in enumerate(gains):
            _tangent(model, p, thetas[p], no_deal[p], float(g))
    return best


def _tangent(model: Model, party: int, theta: int, no_deal: int, at: float) -> None:
    terms = {c: -v / at for c, v in model.value_terms(party).items()}
    terms[theta] = 1.0
    model.row(-model.inf, math.log(at) - 1 - no_deal / at, terms)


def leximin_large(
    space: Space,
    points: Points,
    clauses: Sequence[Clause] = (),
    *,
    no_deal: Sequence[int] | None = None,
    scale: Sequence[Fraction] | None = None,
) -> Best | None:
    """Return a leximin package of the (scaled) gains by Ogryczak & Sliwinski 2003.

    For j = 1 .. n maximise T_j = j r_j - sum_p delta_jp with delta_jp >= r_j - g_p, delta >= 0,
    keeping the earlier T; g_p = scale_p (u_p - d_p). With scale_p = 1 / (a_p - d_p) this is the
    Kalai-Smorodinsky solution in Imai's leximin form. None where nothing is feasible.
    """
    n = len(points)
    d = list(no_deal or [0] * n)
    s = [float(x) for x in scale] if scale else [1.0] * n
    model = Model(space, points, clauses)
    if no_deal is not None:
        for p in range(n):
            model.row(d[p], model.inf, model.value_terms(p))
    found, total = None, 0.0
    for j in range(1, n + 1):
        level = model.variable(-model.inf, model.inf)
        deltas = [model.variable(0, model.inf) for _ in range(n)]
        for p in range(n):
            terms = {c: v * s[p] for c, v in model.value_terms(p).items()}
            terms |= {deltas[p]: 1.0, level: -1.0}
            model.row(d[p] * s[p], model.inf, terms)
        objective = {level: float(j), **{x: -1.0 for x in deltas}}
        found = model.maximise(objective)
        if found is None:
            return None
        values = model.exact(found[0])
        gains = sorted((v - e) * k for v, e, k in zip(values, d, s, strict=True))
        total = sum(gains[:j])
        # Hold what was reached exactly, less the tolerance that HiGHS itself works to.
        model.row(total - 1e-7 * max(1.0, abs(total)), model.inf, objective)
    assert found is not None
    return Best(found[0], model.exact(found[0]), "leximin of gains", found[2], total)
