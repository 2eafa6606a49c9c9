"""The same impasse beyond enumeration: SAT with a selector for each demand (extra `settle`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from foedus.errors import MissingExtra
from foedus.settle.conflicts import CAP, Impasse
from foedus.settle.space import Demand, Package, Space


def library() -> Any:
    """Return python-sat; raises MissingExtra without it."""
    try:
        import pysat.examples.optux
        import pysat.examples.rc2
        import pysat.formula
        import pysat.solvers
    except ImportError:
        raise MissingExtra("settle", "python-sat", "A negotiation of this size") from None
    return pysat


class Encoding:
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

    def names(self, selectors: Sequence[int]) -> frozenset[str]:
        """Return the names of the demands that selectors stand for."""
        return frozenset(self.demands[s - self.first[-1]].name for s in selectors)

    def unmet(self, package: Package) -> list[int]:
        """Return the selectors of the demands that a package does not meet."""
        return [s for s, d in zip(self.selectors, self.demands, strict=True)
                if not d.met_by(package)]  # fmt: skip

    def weighted(self, costs: Mapping[str, int] | None = None) -> Any:
        """Return the MaxSAT formula: dropping a demand costs its cost, 1 unless given."""
        formula = library().formula.WCNF()
        formula.extend(self.hard)
        for selector, demand in zip(self.selectors, self.demands, strict=True):
            formula.append([selector], weight=1 if costs is None else costs[demand.name])
        return formula


def impasse_by_sat(space: Space, demands: Sequence[Demand], *, cap: int = CAP) -> Impasse:
    """Return the impasse by SAT: concessions in order of size by MaxSAT (Ignatiev, Morgado &
    Marques-Silva 2019, RC2), a smallest conflict by implicit hitting sets (Ignatiev et al. 2015)
    and more conflicts by MARCO (Liffiton et al. 2016), each up to `cap`.

    Every package and every conflict is checked again: packages by the demands themselves,
    conflicts by another solver call on their members. Raises MissingExtra without python-sat,
    ValueError where the rules alone leave no package.
    """
    from foedus.settle.sat_conflicts import more_conflicts, smallest_conflict

    pysat = library()
    code = Encoding(space, demands)
    with pysat.solvers.Cadical153(bootstrap_with=code.hard) as solver:
        if not solver.solve():
            raise ValueError("the rules between options leave no package at all")
        if solver.solve(assumptions=code.selectors):
            package = code.package(solver.get_model())
            recheck(space, demands, package, frozenset())
            return Impasse(True, package, (), (), (), True, True, False, False, "SAT (CaDiCaL)")
        first = smallest_conflict(code, solver)
        conflicts, more = more_conflicts(code, solver, first, cap)
    drops, packages, further = _concessions(pysat, code, cap)
    for drop, package in zip(drops, packages, strict=True):
        recheck(space, demands, package, drop)
    return Impasse(
        False, None, tuple(conflicts), tuple(drops), tuple(packages), True, True, more, further,
        "MaxSAT (RC2) for concessions, implicit hitting sets for the smallest conflict, MARCO",
    )  # fmt: skip


def far_apart(space: Space, demands: Sequence[Demand], count: int) -> list[Package]:
    """Return up to `count` packages that meet every demand, each far from those before it.

    Question by question, in order, an option that none of them chose is asked for and kept where
    some package allows it; so the sets are no farthest ones, only different ones.
    """
    code = Encoding(space, demands)
    found: list[Package] = []
    with library().solvers.Cadical153(bootstrap_with=code.hard) as solver:
        while len(found) < count:
            wanted = list(code.selectors)
            for q, first in enumerate(code.first[:-1]):
                new = [*wanted, *sorted({-(first + p[q]) for p in found})]
                if solver.solve(assumptions=new):
                    wanted = new
            if not solver.solve(assumptions=wanted):
                return found
            package = code.package(solver.get_model())
            recheck(space, demands, package, frozenset())
            if package in found:
                return found
            found.append(package)
            solver.add_clause([-(code.first[q] + o) for q, o in enumerate(package)])
    return found


def recheck(
    space: Space, demands: Sequence[Demand], package: Package, dropped: frozenset[str]
) -> None:
    """Raise AssertionError unless a package obeys the rules and every demand not dropped."""
    if not space.allowed(package):
        raise AssertionError("the solver's package breaks a rule")
    unmet = {d.name for d in demands if not d.met_by(package)}
    if not unmet <= dropped:
        raise AssertionError("the solver's package breaks a demand it should meet")


def cheapest_withdrawal(
    space: Space, demands: Sequence[Demand], costs: Mapping[str, int] | None = None
) -> tuple[frozenset[str], Package, int] | None:
    """Return a set of demands of least total cost whose withdrawal suffices, a package, the cost.

    Each demand costs 1 unless costs are given (positive, for every demand): weighted MaxSAT.
    None where the rules alone leave no package. Raises MissingExtra without python-sat.
    """
    if costs is not None and any(costs[d.name] < 1 for d in demands):
        raise ValueError("every cost is at least 1")
    code = Encoding(space, demands)
    with library().examples.rc2.RC2(code.weighted(costs), adapt=True, exhaust=True,
                                    minz=True) as search:  # fmt: skip
        model = search.compute()
        total = int(search.cost)
    if model is None:
        return None
    package = code.package(model)
    drop = code.names(code.unmet(package))
    recheck(space, demands, package, drop)
    paid = sum(1 if costs is None else costs[name] for name in drop)
    if paid != total:
        raise AssertionError("the solver's cost is not that of its package")
    return drop, package, paid


def _concessions(
    pysat: Any, code: Encoding, cap: int
) -> tuple[list[frozenset[str]], list[Package], bool]:
    drops: list[frozenset[str]] = []
    packages: list[Package] = []
    with pysat.examples.rc2.RC2(code.weighted(), adapt=True) as search:
        while len(drops) <= cap:
            model = search.compute()
            if model is None:
                return drops, packages, False
            package = code.package(model)
            unmet = code.unmet(package)
            search.add_clause(unmet)
            drops.append(code.names(unmet))
            packages.append(package)
    return drops[:cap], packages[:cap], True
