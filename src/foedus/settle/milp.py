"""A space of packages as a mixed-integer model for HiGHS, every package rechecked in integers.

Bounds from here are floating-point numbers; `large` proves or labels them. (extra `settle`)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from foedus.errors import MissingExtra
from foedus.settle.space import Clause, Package, Space

Points = Sequence[Mapping[tuple[int, int], int]]


class Model:
    """A mixed-integer model of a space, its clauses and additive values."""

    def __init__(self, space: Space, points: Points, clauses: Sequence[Clause] = ()) -> None:
        try:
            import highspy
        except ImportError:
            raise MissingExtra("settle", "highspy", "A negotiation of this size") from None
        self.space, self.points, self.clauses = space, points, (*space.rules, *clauses)
        self.inf = highspy.kHighsInf
        # The wrapper's own constructor turns callbacks on, which prints a banner on stdout.
        self.solver: Any = highspy.Highs.__mro__[1]()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("mip_rel_gap", 1e-9)
        # Measured on 12 questions of 10 options for 8 parties: a third less time without these.
        self.solver.setOptionValue("mip_allow_restart", False)
        self.solver.setOptionValue("mip_heuristic_run_feasibility_jump", False)
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

    def row(self, low: float, high: float, terms: Mapping[int, float]) -> int:
        """Add the constraint low <= sum of terms <= high and return its number."""
        self.solver.addRow(low, high, len(terms), list(terms), [float(v) for v in terms.values()])
        return int(self.solver.getNumRow()) - 1

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

    def duals(
        self, terms: Mapping[int, float], rows: Sequence[int]
    ) -> tuple[list[float], float] | None:
        """Return the duals of rows in the relaxation without integers, and its maximum.

        None where even the relaxation has no solution.
        """
        import highspy

        for column in range(self.columns):
            self.solver.changeColCost(column, float(terms.get(column, 0)))
        self.solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.solver.setOptionValue("solve_relaxation", True)
        self.solver.run()
        self.solver.setOptionValue("solve_relaxation", False)
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = list(self.solver.getSolution().row_dual)
        best = float(self.solver.getInfo().objective_function_value)
        return [abs(found[r]) for r in rows], best
