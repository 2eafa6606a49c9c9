"""From constraint entries to the network of steps, one for each reading of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer
from foedus.errors import BadInput, Diagnostic, Place
from foedus.record.order import Limit, Schedule, between, schedule
from foedus.record.view import Item


@dataclass(frozen=True, slots=True)
class Exposure:
    """A step that commits its doer before the named other step is due: who moves first."""

    who: str
    first: str
    before: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reading(Answer):
    """One reading of a sequence: its schedule, who is exposed first, the last reversible step."""

    name: str
    schedule: Schedule
    exposed: tuple[Exposure, ...]
    last_reversible: str

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of the schedule."""
        return self.schedule.rows()


@dataclass(frozen=True, slots=True)
class Collision(Answer):
    """Two readings that cannot both be followed, and the smallest set of clauses that collide."""

    first: str
    second: str
    clauses: tuple[Limit, ...]
    excess: int
    smallest_proved: bool


def collisions(entries: Sequence[Item]) -> tuple[Collision, ...]:
    """Return each pair of readings, good in themselves, that contradict one another."""
    found = [i for i in entries if i.kind == "constraint" and not i.replaced_by]
    good = [r.name for r in readings(entries) if r.schedule.consistent]
    steps = _steps(found)
    pairs = []
    for i, first in enumerate(good):
        for second in good[i + 1 :]:
            both = [x for x in found if x.body.get("reading", first) in (first, second)]
            made = schedule(steps, _limits(both)) if steps else None
            if made is not None and not made.consistent:
                pairs.append(
                    Collision(first, second, made.contradiction, made.excess, made.smallest_proved)
                )
    return tuple(pairs)


def readings(entries: Sequence[Item], *, origin: str | None = None) -> tuple[Reading, ...]:
    """Return each named reading with the constraints that all readings share.

    Constraint entries without a `reading` belong to every reading; where none names a reading
    there is one, called "as written". Raises BadInput (E620) for a constraint without bounds.
    """
    found = [i for i in entries if i.kind == "constraint" and not i.replaced_by]
    faults = [
        Diagnostic("E620", f'the constraint "{i.id}" has no bounds', Place(f"entry {i.seq}"),
                   "least_days, most_days or both")
        for i in found if "least_days" not in i.body and "most_days" not in i.body
    ]  # fmt: skip
    names = list(dict.fromkeys(i.body["reading"] for i in found if "reading" in i.body))
    steps = _steps(found)
    if origin is not None and origin not in steps:
        known = ", ".join(steps) or "nothing: no constraint names a step"
        faults.append(Diagnostic("E620", f'no such step: "{origin}"', Place("origin"), known))
    if faults:
        raise BadInput(faults)
    return tuple(
        _reading(name, [i for i in found if i.body.get("reading", name) == name], steps, origin)
        for name in names or ["as written"]
    )


def _steps(found: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(s for i in found for s in (i.body["first"], i.body["then"])))


def _limits(found: Sequence[Item]) -> list[Limit]:
    limits: list[Limit] = []
    for b in (i.body for i in found):
        limits += between(
            b["first"], b["then"], least=b.get("least_days"), most=b.get("most_days"),
            quote=b["quote"],
        )  # fmt: skip
    return limits


def _reading(name: str, found: list[Item], steps: list[str], origin: str | None) -> Reading:
    made = schedule(steps, _limits(found), origin=origin)
    exposed = tuple(
        Exposure(i.body["exposed"], i.body["first"], i.body["then"], i.body["quote"])
        for i in found
        if "exposed" in i.body
    )
    return Reading(name, made, exposed, _last_reversible(found, made))


def _last_reversible(found: list[Item], made: Schedule) -> str:
    """Return the step from which on nothing can be undone, by the earliest schedule."""
    if not made.consistent:
        return ""
    fixed = {i.body["first"] for i in found if i.body.get("reversible") == "no"}
    if not fixed:
        return ""
    order = sorted(made.windows, key=lambda s: (made.windows[s][0] is None, made.windows[s][0]))
    first_fixed = min(order.index(s) for s in fixed)
    return order[first_fixed - 1] if first_fixed else ""
