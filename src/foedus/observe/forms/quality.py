"""Quality rules: forms whose answers do not fit together are flagged, and none is changed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from foedus.answer import Answer, Label
from foedus.observe.columns import Absent
from foedus.observe.forms.checklist import Observation, Value
from foedus.observe.forms.double import shown
from foedus.observe.forms.form import Form, Rule

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le, "<": operator.lt, "=": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flag(Answer):
    """A form that breaks a rule: ask the observer; it may be the form, the entry or the place."""

    rule: str
    station: str
    observer: str
    line: int
    detail: str
    label: Label = Label.EXACT
    method: str = "rules declared with the form"
    reference: str = "call-back and verification before analysis"


def flags(observations: Sequence[Observation], form: Form) -> tuple[Flag, ...]:
    """Return every broken rule, form by form.

    Beside the declared rules: an end before its start (ISO times compare as text), and the same
    observer at two stations at overlapping times.
    """
    found = [f for o in observations for r in form.rules if (f := _broken(o, r))]
    found += [
        Flag("ended before started", o.station, o.observer, o.line, f"{o.started} to {o.ended}")
        for o in observations if o.started and o.ended and o.ended < o.started
    ]  # fmt: skip
    return tuple(found + _two_places(observations))


def _value(o: Observation, side: str) -> Value:
    if side in o.answers:
        return o.answers[side]
    return int(side)


def _broken(o: Observation, rule: Rule) -> Flag | None:
    left, right = _value(o, rule.left), _value(o, rule.right)
    pair = [sum(v) if isinstance(v, tuple) else v for v in (left, right)]
    if any(isinstance(v, Absent) for v in pair) or type(pair[0]) is not type(pair[1]):
        return None
    if COMPARE[rule.relation](pair[0], pair[1]):
        return None
    sides = ((rule.left, left), (rule.right, right))
    # A side that is a number is its own name.
    detail = ", ".join(f"{n} {shown(v)}" if n in o.answers else n for n, v in sides)
    return Flag(rule.name, o.station, o.observer, o.line, detail)


def _two_places(observations: Sequence[Observation]) -> list[Flag]:
    timed = [o for o in observations if o.observer and o.started and o.ended]
    timed.sort(key=lambda o: (o.observer, o.started))
    found = []
    for a, b in pairwise(timed):
        if a.observer == b.observer and a.station != b.station and b.started < a.ended:
            detail = f"{a.station} until {a.ended}, {b.station} from {b.started}"
            found.append(Flag("two places at once", b.station, b.observer, b.line, detail))
    return found
