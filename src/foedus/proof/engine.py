"""Decide a query: gate patterns, own branch and bound, then CP-SAT, then a bracket."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.proof import branch, cpsat, enumeration, middle, presolve, window
from foedus.proof.encode import encode
from foedus.proof.patterns import TooManyPatterns, patterns
from foedus.proof.program import Outcome, Program
from foedus.proof.query import Query
from foedus.proof.recheck import as_json, confirm

#: Seconds a query may take before the answer is "undecided within the limit".
LIMIT = 10.0
#: Of that, the share given to the own engine where CP-SAT stands behind it.
OWN = 0.3
#: Boxes times variables before meeting in the middle is tried (it wins where the price is itself a
#: gate). A number of boxes and no time: which engine answers must not depend on the machine.
BRIEF = 5_000
#: Relative width at which a bracket counts as an answer (a subset sum may stay open for ever).
GAP = Fraction(1, 10**6)
REFERENCE = "Geoffrion 1974 (Lagrangian bounds); Land & Doig 1960 (branch and bound)"


class Verdict(StrEnum):
    """Whether a query has a coalition."""

    FOUND = "found"
    NONE = "none"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Solution(Answer):
    """The answer to a query: a coalition, or why there is none.

    `value` is the cost of `coalition`, `bound` an exact lower bound on every coalition's cost;
    `label` is exact where they meet and "bound" for a bracket. `argument` says how the absence
    was proved; `engine` which engine closed it, `patterns` how many gate patterns it took
    (0 where gates were searched as literals).
    """

    verdict: Verdict
    coalition: Mapping[str, int] | None
    value: int | None
    bound: int | None
    engine: str
    patterns: int
    argument: str
    label: Label = Label.EXACT
    method: str = "gate patterns, branch and bound in exact integers"
    reference: str = REFERENCE

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the coalition's voters, in order; empty where there is none."""
        return tuple(n for n, k in (self.coalition or {}).items() if k)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to search, with what, and how close is close enough."""

    end: float
    first: bool
    solver: bool
    gap: Fraction


def decide(
    query: Query,
    *,
    seconds: float = LIMIT,
    first: bool = False,
    solver: bool = True,
    gap: Fraction = GAP,
) -> Solution:
    """Return the cheapest coalition that makes every claim true, or the proof that there is none.

    `first` stops at any coalition; `solver` lets CP-SAT (extra `proof`) stand behind the own
    engine; where price is itself a gate (a subset sum) the search stops at a bracket of relative
    width `gap` (0 asks for the exact value). Every coalition returned is confirmed from the rules'
    JSON. Raises ValueError for rules whose voters do not match.
    """
    plan = Plan(time.monotonic() + seconds, first, solver and cpsat.available(), gap)
    try:
        programs = patterns(query)
    except TooManyPatterns:
        outcome = solve_one(encode(query), None, plan)
        return _solution(query, outcome, 0, first)
    return _solution(query, _best(programs, plan), len(programs), first)


def certify(query: Query, *, seconds: float = LIMIT) -> Solution | None:
    """Return the answer of a second engine that shares no search with the first, None if none fits.

    Enumeration to 2^22 coalitions; beyond that CP-SAT on the encoding with gate literals.
    """
    if enumeration.fits(query):
        return _solution(query, enumeration.solve(query), 0, False)
    program = encode(query)
    if cpsat.available() and cpsat.fits(program):
        outcome = cpsat.solve(program, seconds=seconds)
        return _solution(query, outcome, 0, False) if outcome.done else None
    return None


def _best(programs: list[Program], plan: Plan) -> Outcome:
    """Solve the patterns one after the other, each below the best found so far."""
    best: Outcome | None = None
    floors: list[int] = []
    engines: set[str] = set()
    nodes, done, steps = 0, True, []
    if len(programs) > 1:
        order = presolve.min_cost if plan.first else branch.root_bound
        programs = sorted(programs, key=order)
    for program in programs:
        cut = program.value(best.point) if best and best.point is not None else None
        found = solve_one(program, cut, plan)
        engines.add(found.engine)
        nodes += found.nodes
        steps += list(found.multipliers)
        if not found.done:
            done = False
            floors.append(presolve.min_cost(program) if found.bound is None else found.bound)
        if found.point is not None:
            best = found
            if plan.first:
                break
    engine = "+".join(sorted(engines)) or "patterns"
    value = None if best is None or best.point is None else programs[0].value(best.point)
    if not done:
        bound = min([*floors, value] if value is not None else floors)
        return Outcome(best.point if best else None, bound, False, engine, (), nodes)
    if best is None:
        return Outcome(None, None, True, engine, tuple(dict.fromkeys(steps)), nodes)
    return Outcome(best.point, value, True, engine, (), nodes)


def solve_one(program: Program, cut: int | None, plan: Plan) -> Outcome:
    """Return the cheapest point of one program below `cut`: own engine, middle, then CP-SAT."""
    left = max(0.05, plan.end - time.monotonic())
    backed = plan.solver and cpsat.fits(program)
    share = left * (OWN if backed else 1)
    boxes = max(8, BRIEF // max(1, len(program.low)))
    quick = branch.solve(program, cut=cut, first=plan.first, seconds=share, boxes=boxes)
    if quick.done or (plan.first and quick.point is not None):
        return quick
    small, groups = presolve.merge(program)
    if not plan.first:
        small = presolve.dominated(small)
    for listed in (middle.solve, window.solve):
        met = listed(small, cut)
        if met is not None:
            point = None if met.point is None else presolve.spread(program, groups, met.point)
            return Outcome(point, met.bound, True, "branch+middle")
    own = branch.solve(program, cut=cut, first=plan.first, seconds=share, gap=plan.gap)
    if (
        own.done
        or (plan.first and own.point is not None)
        or not backed
        or _close(own, program, plan)
    ):
        return own
    if own.point is not None:
        cut = program.value(own.point)
    left = max(0.05, plan.end - time.monotonic())
    other = cpsat.solve(program, cut=cut, first=plan.first, seconds=left)
    if other.done and other.point is None and own.point is not None:
        return Outcome(own.point, cut, True, "branch+cp-sat", (), own.nodes)
    if other.done or other.point is not None:
        bound = other.bound if other.done else own.bound
        return Outcome(other.point, bound, other.done, "branch+cp-sat", (), own.nodes)
    return own


def _close(own: Outcome, program: Program, plan: Plan) -> bool:
    if own.point is None or own.bound is None:
        return False
    value = program.value(own.point)
    return value - own.bound <= plan.gap * abs(value)


def _solution(query: Query, outcome: Outcome, count: int, first: bool) -> Solution:
    sign = -1 if query.most else 1
    if outcome.point is None:
        verdict = Verdict.NONE if outcome.done else Verdict.UNDECIDED
        bound = None if outcome.bound is None else sign * outcome.bound
        argument = _argument(outcome, count) if outcome.done else "undecided within the limit"
        return Solution(verdict, None, None, bound, outcome.engine, count, argument)
    names = list(query.counts())
    coalition = {n: k for n, k in zip(names, outcome.point, strict=False) if k}
    for claim in query.claims:
        own = {n: coalition.get(n, 0) + claim.extra.get(n, 0) for n in claim.rule.names}
        confirm(as_json(claim.rule), own, claim.passes)
    costs = zip(query.costs(), outcome.point, strict=False)
    value = sum(c * x for c, x in costs)
    bound = value if outcome.done else outcome.bound
    exact = first or bound == value
    return Solution(
        Verdict.FOUND,
        coalition,
        sign * value,
        None if bound is None else sign * bound,
        outcome.engine,
        count,
        "the coalition is the witness",
        Label.EXACT if exact else Label.BOUND,
    )


def _argument(outcome: Outcome, count: int) -> str:
    labels = [label for label, _ in dict(outcome.multipliers).items() if label]
    if outcome.engine == "enumeration":
        return f"none of the {outcome.nodes:,} coalitions does it"
    if outcome.engine == "patterns":
        return "every way to meet the demands contradicts itself on one row of weights"
    where = f"; the bounds rest on: {'; '.join(dict.fromkeys(labels))}" if labels else ""
    ways = f"all {count} gate patterns are" if count > 1 else "the demand is"
    boxes = "1 box" if outcome.nodes == 1 else f"{outcome.nodes:,} boxes"
    return f"{ways} closed in {boxes} of exact integer bounds{where}"
