"""What an equalisation keeps: sums, order, direction, floors and caps, each with its witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.fiscal.flows import Evened

Again = Callable[[Mapping[str, Fraction]], Evened]


@dataclass(frozen=True, slots=True)
class Property(Answer):
    """One property of one equalisation: whether it holds, and the units that show it.

    `stated` is the sentence of the text where the text guarantees it, else nothing.
    """

    equalisation: str
    name: str
    holds: bool
    text: str
    witness: tuple[str, ...]
    stated: str = ""
    label: Label = Label.EXACT
    method: str = "every unit and every pair of neighbours is gone through"
    reference: str = "Boadway & Shah 2009, Fiscal Federalism, ch. 9"


def properties(
    step: Evened, node: s.Equalisation, again: Again | None = None
) -> tuple[Property, ...]:
    """Return the properties of one equalisation, and its guarantees of floors and caps.

    *Sum*: what units receive less what they pay is what the centre adds (zero-sum where that is
    0). *Direction*: a unit with less per need never receives less per need. *Order*: no unit
    overtakes another per need. *Own effort* (with `again`, which recomputes): more capacity of a
    unit's own never leaves it with less.
    """
    found = [_sum(step), _direction(step), _order(step)]
    if again is not None:
        found.append(_effort(step, again))
    return (*found, *_limits(step, node))


def _sum(step: Evened) -> Property:
    total = sum(step.paid.by_unit.values(), Fraction(0))
    holds = abs(total - step.paid.centre) <= step.paid.off * len(step.paid.by_unit)
    text = "zero-sum among the units" if not step.paid.centre else "the centre adds the difference"
    return Property(step.name, "sum", holds, text, ())


def _ranked(step: Evened) -> list[str]:
    return sorted(step.capacity, key=lambda u: (step.capacity[u] / step.need[u], u))


def _direction(step: Evened) -> Property:
    per = {u: step.paid.by_unit[u] / step.need[u] for u in step.capacity}
    error = step.paid.off
    for poor, rich in pairwise(_ranked(step)):
        same = step.capacity[poor] / step.need[poor] == step.capacity[rich] / step.need[rich]
        if per[poor] < per[rich] - error and not same:
            text = f"{poor} has less than {rich} per need and receives less"
            return Property(step.name, "direction", False, text, (poor, rich))
    return Property(step.name, "direction", True, "who has less receives no less", ())


def _order(step: Evened) -> Property:
    after = step.after
    error = step.paid.off
    for poor, rich in pairwise(_ranked(step)):
        if after[poor] / step.need[poor] > after[rich] / step.need[rich] + error:
            text = f"{poor} had less than {rich} per need before and has more after"
            return Property(step.name, "order", False, text, (poor, rich))
    return Property(step.name, "order", True, "no unit overtakes another", ())


def _effort(step: Evened, again: Again) -> Property:
    before = step.after
    for unit in step.capacity:
        more = {u: k + (step.need[u] if u == unit else 0) for u, k in step.capacity.items()}
        after = again(more).after
        if after[unit] < before[unit] - step.paid.off:
            text = f"{unit} with one unit of money more per need has less in the end"
            return Property(step.name, "own effort", False, text, (unit,))
    text = "one unit of money more per need never leaves a unit with less"
    return Property(step.name, "own effort", True, text, ())


def _limits(step: Evened, node: s.Equalisation) -> Iterator[Property]:
    from foedus.constitution.render import line

    relative = step.relative(step.after)
    before = step.capacity
    for limit in s.pick(node.details, s.Limit):
        if limit.kind == "loses":
            worst = {u: -step.paid.by_unit[u] / before[u] for u in before if before[u] > 0}
            bad = [u for u, lost in worst.items() if lost > limit.amount]
            shown = max(worst, key=lambda u: worst[u], default="")
            lost = max(worst.get(shown, Fraction(0)), Fraction(0))
            told = f"{shown} loses {about(lost)} of its own"
        elif limit.kind == "below":
            bad = [u for u, k in relative.items() if k < limit.amount]
            shown = min(relative, key=lambda u: relative[u], default="")
            told = f"{shown} has {about(relative.get(shown, Fraction(0)))} of the average"
        else:
            bad = [u for u, k in relative.items() if k > limit.amount]
            shown = max(relative, key=lambda u: relative[u], default="")
            told = f"{shown} has {about(relative.get(shown, Fraction(0)))} of the average"
        yield Property(step.name, limit.kind, not bad, told, tuple(bad or [shown]), line(limit))


def about(share: Fraction) -> str:
    """Return a share in per cent with two decimals, marked where it is rounded."""
    scaled = share * 10_000
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    mark = "" if scaled.denominator == 1 else "about "
    return f"{mark}{whole // 100}.{whole % 100:02d} %"
