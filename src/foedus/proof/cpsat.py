"""OR-tools CP-SAT behind the own engines: exact integers, one worker, imported only when called."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from foedus.errors import MissingExtra
from foedus.proof.program import Outcome, Program

#: CP-SAT wants every activity to fit 64-bit integers with room to spare.
LARGEST = 1 << 61
#: Stands for no bound on a sum.
MOST = (1 << 63) - 1


def fits(program: Program) -> bool:
    """Return whether every sum of the program stays inside 64-bit integers."""
    top = max(
        (max(abs(a), abs(b)) for a, b in zip(program.low, program.high, strict=True)), default=0
    )
    sums = [
        sum(abs(a) for _, a in c.terms) * max(top, 1) + abs(c.least) for c in program.constraints
    ]
    return max([*sums, sum(map(abs, program.cost)) * max(top, 1)], default=0) < LARGEST


def available() -> bool:
    """Return whether the extra `proof` is installed."""
    from importlib.util import find_spec

    return find_spec("ortools") is not None


def solve(
    program: Program, *, cut: int | None = None, first: bool = False, seconds: float = 10.0
) -> Outcome:
    """Return the cheapest point below `cut` or the proof that there is none, by CP-SAT.

    Raises MissingExtra without OR-tools.
    """
    if any(a > b for a, b in zip(program.low, program.high, strict=True)):
        return Outcome(None, None, True, "cp-sat")
    if not available():
        raise MissingExtra("proof", "OR-tools", "the CP-SAT engine")
    from importlib import import_module

    helper: Any = None
    with suppress(ImportError):
        # A tenth of a second, where the modelling layer imports pandas for a whole one.
        helper = import_module("ortools.sat.python.cp_model_helper")
    if not hasattr(helper, "CpModelProto"):
        return by_layer(program, cut, first, seconds)
    return by_messages(helper, program, cut, first, seconds)


def by_messages(
    helper: Any, program: Program, cut: int | None, first: bool, seconds: float
) -> Outcome:
    """Return the answer of CP-SAT to a model written as its own messages."""
    model: Any = helper.CpModelProto()
    for low, high in zip(program.low, program.high, strict=True):
        model.variables.add().domain.extend([low, high])
    costs = [(j, c) for j, c in enumerate(program.cost) if c]
    rows = [(row.terms, row.least, MOST) for row in program.constraints]
    if cut is not None:
        rows.append((tuple(costs), -MOST, cut - 1))
    for terms, least, most in rows:
        linear = model.constraints.add().linear
        linear.vars.extend([j for j, _ in terms])
        linear.coeffs.extend([a for _, a in terms])
        linear.domain.extend([least, most])
    if not first:
        model.objective.vars.extend([j for j, _ in costs])
        model.objective.coeffs.extend([c for _, c in costs])
    solver: Any = helper.SolveWrapper()
    parameters: Any = helper.SatParameters()
    parameters.num_workers = 1
    parameters.max_time_in_seconds = seconds
    solver.set_parameters(parameters)
    answer = solver.solve(model)
    if answer.status == helper.INFEASIBLE:
        return Outcome(None, None, True, "cp-sat")
    if answer.status not in (helper.OPTIMAL, helper.FEASIBLE):
        return Outcome(None, None, False, "cp-sat")
    return _found(program, tuple(answer.solution), answer.status == helper.OPTIMAL and not first)


def _found(program: Program, point: tuple[int, ...], done: bool) -> Outcome:
    return Outcome(point, program.value(point) if done else None, done, "cp-sat")


def by_layer(program: Program, cut: int | None, first: bool, seconds: float) -> Outcome:
    """Return the answer of CP-SAT to a model built by OR-tools' modelling layer (any release)."""
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    box = zip(program.low, program.high, strict=True)
    x = [model.new_int_var(a, b, f"x{j}") for j, (a, b) in enumerate(box)]
    for row in program.constraints:
        model.add(sum(a * x[j] for j, a in row.terms) >= row.least)
    total = sum(c * v for c, v in zip(program.cost, x, strict=True) if c)
    if cut is not None:
        model.add(total <= cut - 1)
    if not first:
        model.minimize(total)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Outcome(None, None, True, "cp-sat")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome(None, None, False, "cp-sat")
    point = tuple(solver.value(v) for v in x)
    return _found(program, point, status == cp_model.OPTIMAL and not first)
