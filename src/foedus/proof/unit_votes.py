"""Units that vote with one voice: each unit's outcome, and how few ballots turn the whole limb."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from foedus.answer import Answer
from foedus.constitution.compile_scope import Pool
from foedus.constitution.syntax import AnyThreshold, Op, Threshold
from foedus.errors import BadInput, Diagnostic
from foedus.proof import branch
from foedus.proof.counting import Count
from foedus.proof.program import Constraint, Program


@dataclass(frozen=True, slots=True)
class Standing(Answer):
    """One unit: whether it is for, its weight, and the fewest ballots that turn it."""

    unit: str
    met: bool | None
    weight: Fraction
    changes: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """The limb of all units together."""

    met: bool | None
    text: str
    margin: Fraction | None
    changes: int | None
    unknown: tuple[str, ...]
    units: tuple[Standing, ...]
    assumed: tuple[str, ...]


def standing(
    count: Count,
    pool: Pool,
    threshold: AnyThreshold,
    each_by: AnyThreshold | None,
    counted: tuple[str, ...],
) -> Whole:
    """Return how the units vote and whether their weight reaches the threshold.

    Unknown units are left open both ways. The fewest ballots that turn the limb are found by
    choosing which units to turn (an exact knapsack). Raises BadInput (E148) for an open threshold.
    """
    threshold = count.settled(threshold)
    if not isinstance(threshold, Threshold):
        what = "the text leaves this threshold open: votes cannot be held against it"
        raise BadInput(Diagnostic("E148", what, threshold.place, "a chosen threshold"))
    weights = count.weights(pool, threshold)
    units: list[Standing] = []
    unknown: list[str] = []
    assumed: dict[str, None] = {}
    for of in pool.cells:
        form, missing, assumption = count.unit_form(pool, of, each_by, counted)
        met = None if missing else form.met(count.rows)
        if met is None:
            unknown += [*missing, *form.unknown(count.rows)]
        if assumption:
            assumed[assumption] = None
        changes = None if missing else form.changes(count.rows)
        units.append(Standing(of.label, met, weights[of.voter] * of.seats, changes))
    total = sum((u.weight for u in units), Fraction(0))
    bound = threshold.amount * total if threshold.share else threshold.amount
    return _whole(units, bound, threshold, unknown, tuple(assumed))


def _whole(
    units: list[Standing],
    bound: Fraction,
    threshold: Threshold,
    unknown: list[str],
    assumed: tuple[str, ...],
) -> Whole:
    strict = threshold.op is Op.MORE_THAN
    sure = sum((u.weight for u in units if u.met), Fraction(0))
    maybe = sum((u.weight for u in units if u.met is None), Fraction(0))
    total = sum((u.weight for u in units), Fraction(0))
    low, high = (_reached(w, bound, strict) for w in (sure, sure + maybe))
    met = low if low == high else None
    amount = _amount(sure) if not maybe else f"{_amount(sure)} to {_amount(sure + maybe)}"
    need = ("more than " if strict else "") + _amount(bound)
    text = f"{amount} of {_amount(total)}; {need} needed; "
    text += "open" if met is None else "met" if met else "not met"
    if met is None:
        text += f": unknown are {_listed(unknown)}"
    known = met is not None and not maybe
    changes = _fewest(units, sure, bound, strict, bool(met)) if known else None
    return Whole(
        met, text, sure - bound if known else None, changes,
        tuple(dict.fromkeys(unknown)) if met is None else (), tuple(units), assumed,
    )  # fmt: skip


def _listed(unknown: list[str], most: int = 3) -> str:
    names = list(dict.fromkeys(unknown))
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _reached(weight: Fraction, bound: Fraction, strict: bool) -> bool:
    return weight > bound if strict else weight >= bound


def _amount(value: Fraction) -> str:
    """Return an exact number: whole, with a half, or as a fraction."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    if value.denominator == 2:
        return f"{value.numerator // 2:,}.5"
    return str(value)


def _fewest(
    units: list[Standing], sure: Fraction, bound: Fraction, strict: bool, met: bool
) -> int | None:
    """Return the fewest ballots that turn the limb: a knapsack over the units to turn."""
    turnable = [u for u in units if u.met is met and u.changes is not None and u.weight]
    factor = lcm(bound.denominator, *(u.weight.denominator for u in units))
    gap = (sure - bound) * factor if met else (bound - sure) * factor
    # To fail, the weight lost must leave less than the bound (or no more than it, where strict).
    least = int(gap) + (1 if met is not strict else 0) if gap.denominator == 1 else gap.__ceil__()
    row = tuple((j, int(u.weight * factor)) for j, u in enumerate(turnable))
    n = len(turnable)
    cost = tuple(u.changes or 0 for u in turnable)
    program = Program((0,) * n, (1,) * n, cost, (Constraint(row, least),), n)
    found = branch.solve(program, seconds=2.0)
    return program.value(found.point) if found.done and found.point is not None else None
