"""Conflicts by SAT: one, a smallest one, and more of them up to a cap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from foedus.settle.sat import Encoding, library
from foedus.settle.space import Demand, Space

#: Seeds that MARCO tries for each conflict it may list.
TRIES = 8


def one_conflict(space: Space, demands: Sequence[Demand]) -> frozenset[str] | None:
    """Return one minimal conflict by deletion from a core (not proved smallest), or None.

    (Chinneck & Dravnieks 1991; assumption-based deletion, Marques-Silva 2010.)
    """
    code = Encoding(space, demands)
    with library().solvers.Cadical153(bootstrap_with=code.hard) as solver:
        if solver.solve(assumptions=code.selectors):
            return None
        return code.names(_shrunk(solver, list(solver.get_core() or [])))


def _shrunk(solver: Any, core: list[int]) -> list[int]:
    """Return a minimal conflict within selectors that cannot stand together."""
    for selector in list(core):
        rest = [s for s in core if s != selector]
        if len(rest) < len(core) and not solver.solve(assumptions=rest):
            left = set(solver.get_core() or [])
            core = [s for s in rest if s in left]
    return core


def smallest_conflict(code: Encoding, solver: Any) -> frozenset[str]:
    """Return a conflict of the least size; the demands together are known to be in conflict.

    Single demands and pairs that unit propagation refutes come first: nothing is smaller than a
    single demand, nor than a pair where no single one fails. Else implicit hitting sets.
    """
    for selector in code.selectors:
        if not solver.solve(assumptions=[selector]):
            return code.names([selector])
    pair = _pair(code)
    if pair:
        chosen = pair
    else:
        with library().examples.optux.OptUx(code.weighted(), solver="g4") as search:
            chosen = [code.selectors[i - 1] for i in search.compute()]
    if solver.solve(assumptions=chosen):
        raise AssertionError("the solver's conflict can stand together")
    return code.names(chosen)


def _pair(code: Encoding) -> list[int]:
    known = set(code.selectors)
    with library().solvers.Minisat22(bootstrap_with=code.hard) as solver:
        for selector in code.selectors:
            _, implied = solver.propagate(assumptions=[selector])
            out = [-x for x in implied if -x in known]
            if out:
                return [selector, out[0]]
    return []


def more_conflicts(
    code: Encoding, solver: Any, first: frozenset[str], cap: int
) -> tuple[list[frozenset[str]], bool]:
    """Return up to `cap` conflicts, `first` before the others by size, and whether more may exist.

    MARCO (Liffiton, Previti, Malik & Marques-Silva 2016): a map of the sets not yet decided gives
    a seed; one that stands is grown and its subsets blocked, one that does not is shrunk to a
    conflict and its supersets blocked. At most TRIES seeds for each conflict wanted.
    """
    by_name = {d.name: s for s, d in zip(code.selectors, code.demands, strict=True)}
    found = {first}
    with library().solvers.Minisat22() as map_:
        map_.add_clause([-by_name[n] for n in sorted(first)])
        map_.set_phases(code.selectors)
        for _ in range(TRIES * cap):
            if len(found) >= cap:
                break
            if not map_.solve():
                return _by_size(first, found), False
            out = {-x for x in map_.get_model() or [] if x < 0}
            seed = [s for s in code.selectors if s not in out]
            if solver.solve(assumptions=seed):
                package = code.package(solver.get_model())
                # Both grown: everything that this package meets stands together.
                map_.add_clause(code.unmet(package))
            else:
                conflict = _shrunk(solver, list(solver.get_core() or []))
                found.add(code.names(conflict))
                map_.add_clause([-s for s in conflict])
        return _by_size(first, found), bool(map_.solve())


def _by_size(first: frozenset[str], found: set[frozenset[str]]) -> list[frozenset[str]]:
    rest = sorted(found - {first}, key=lambda c: (len(c), sorted(c)))
    return [first, *rest]
