"""The same impasse beyond enumeration: SAT with a selector for each demand (extra `settle`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from foedus.errors import MissingExtra
from foedus.settle.conflicts import CAP, Impasse
from foedus.settle.space import Demand, Package, Space


def _library() -> Any:
    try:
        import pysat.examples.optux
        import pysat.examples.rc2
        import pysat.formula
        import pysat.solvers
    except ImportError:
        raise MissingExtra("settle", "python-sat", "A negotiation of this size") from None
    return pysat


class _Encoding:
    """Variables: one for each option of each question, then one selector for each demand."""

    def __init__(self, space: Space, demands: Sequence[Demand]) -> None:
        self.space, self.demands = space, list(demands)
        self.first = [1]
        for n in space.options:
            self.first.append(self.first[-1] + n)
        self.selectors = [self.first[-1] + i for i in range(len(demands))]
        self.hard: list[list[int]] = []
        for q, n in enumerate(space.options):
            options = [self.first[q] + o for o in range(n)]
            self.hard.append(options)
            self.hard += [[-a, -b] for a, b in combinations(options, 2)]
        for clause in space.rules:
            self.hard.append([self.literal(x) for x in clause])
        for selector, demand in zip(self.selectors, demands, strict=True):
            for clause in demand.clauses:
                self.hard.append([-selector, *(self.literal(x) for x in clause)])

    def literal(self, x: Any) -> int:
        """Return the signed variable of a literal."""
        variable: int = self.first[x.question] + int(x.option)
        return variable if x.positive else -variable

    def package(self, model: Sequence[int]) -> Package:
        """Return the package of a model."""
        true = set(model)
        return tuple(
            next(o for o in range(n) if self.first[q] + o in true)
            for q, n in enumerate(self.space.options)
        )


def impasse_by_sat(space: Space, demands: Sequence[Demand], *, cap: int = CAP) -> Impasse:
    """Return the impasse by SAT: one smallest concession by MaxSAT (Ignatiev, Morgado &
    Marques-Silva 2019, RC2), a smallest conflict by implicit hitting sets (Ignatiev et al. 2015),
    and more concessions up to `cap` in order of size.

    Every package and every conflict is checked again: packages by the demands themselves,
    conflicts by a second solver call on their members. Raises MissingExtra without python-sat,
    ValueError where the rules alone leave no package.
    """
    pysat = _library()
    code = _Encoding(space, demands)
    with pysat.solvers.Cadical153(bootstrap_with=code.hard) as solver:
        if not solver.solve():
            raise ValueError("the rules between options leave no package at all")
        if solver.solve(assumptions=code.selectors):
            package = code.package(solver.get_model())
            _recheck(space, demands, package, frozenset())
            return Impasse(True, package, (), (), (), True, True, False, False, "SAT (CaDiCaL)")
        conflict, proved = _smallest_conflict(pysat, code, solver)
    drops, packages, more = _concessions(pysat, code, cap)
    for drop, package in zip(drops, packages, strict=True):
        _recheck(space, demands, package, drop)
    return Impasse(
        False, None, (conflict,), tuple(drops), tuple(packages), proved, True, True, more,
        "MaxSAT (RC2) for concessions, implicit hitting sets for the smallest conflict",
    )  # fmt: skip


def _recheck(
    space: Space, demands: Sequence[Demand], package: Package, dropped: frozenset[str]
) -> None:
    if not space.allowed(package):
        raise AssertionError("the solver's package breaks a rule")
    unmet = {d.name for d in demands if not d.met_by(package)}
    if not unmet <= dropped:
        raise AssertionError("the solver's package breaks a demand it should meet")


def _smallest_conflict(pysat: Any, code: _Encoding, solver: Any) -> tuple[frozenset[str], bool]:
    formula = pysat.formula.WCNF()
    formula.extend(code.hard)
    for selector in code.selectors:
        formula.append([selector], weight=1)
    with pysat.examples.optux.OptUx(formula, solver="g4") as search:
        members = search.compute()
    chosen = [code.selectors[i - 1] for i in members]
    if solver.solve(assumptions=chosen):
        raise AssertionError("the solver's conflict can stand together")
    return frozenset(code.demands[i - 1].name for i in members), True


def one_conflict(space: Space, demands: Sequence[Demand]) -> frozenset[str] | None:
    """Return one minimal conflict by deletion from a core (not proved smallest), or None.

    (Chinneck & Dravnieks 1991; assumption-based deletion, Marques-Silva 2010.)
    """
    pysat = _library()
    code = _Encoding(space, demands)
    with pysat.solvers.Cadical153(bootstrap_with=code.hard) as solver:
        if solver.solve(assumptions=code.selectors):
            return None
        core = list(solver.get_core() or [])
        for selector in list(core):
            rest = [s for s in core if s != selector]
            if not solver.solve(assumptions=rest):
                core = [s for s in solver.get_core() or [] if s in rest]
        known = dict(zip(code.selectors, code.demands, strict=True))
        return frozenset(known[s].name for s in core)


def _concessions(
    pysat: Any, code: _Encoding, cap: int
) -> tuple[list[frozenset[str]], list[Package], bool]:
    formula = pysat.formula.WCNF()
    formula.extend(code.hard)
    for selector in code.selectors:
        formula.append([selector], weight=1)
    drops: list[frozenset[str]] = []
    packages: list[Package] = []
    with pysat.examples.rc2.RC2(formula) as search:
        while len(drops) <= cap:
            model = search.compute()
            if model is None:
                return drops, packages, False
            true = set(model)
            dropped = [s for s in code.selectors if s not in true]
            search.add_clause(dropped)
            names = frozenset(
                d.name
                for s, d in zip(code.selectors, code.demands, strict=True)
                if s in set(dropped)
            )
            drops.append(names)
            packages.append(code.package(model))
    return drops[:cap], packages[:cap], True
