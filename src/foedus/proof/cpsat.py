"""OR-tools CP-SAT behind the own engines: exact integers, one worker, imported only when called."""

from __future__ import annotations

from typing import Any

from foedus.errors import MissingExtra
from foedus.proof.program import Outcome, Program

#: CP-SAT wants every activity to fit 64-bit integers with room to spare.
LARGEST = 1 << 61


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
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise MissingExtra("proof", "OR-tools", "the CP-SAT engine") from None
    if any(a > b for a, b in zip(program.low, program.high, strict=True)):
        return Outcome(None, None, True, "cp-sat")
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
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        point = tuple(solver.value(v) for v in x)
        done = status == cp_model.OPTIMAL and not first
        return Outcome(point, program.value(point) if done else None, done, "cp-sat")
    return Outcome(None, None, False, "cp-sat")
