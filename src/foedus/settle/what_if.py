"""What if one demand alone were dropped: for every demand, how many packages there would be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.settle.demands import Absent, Problem, problem
from foedus.settle.facts import Facts
from foedus.settle.model import Negotiation
from foedus.settle.outcome import engine
from foedus.settle.packages import feasible


@dataclass(frozen=True, slots=True)
class WhatIf(Answer):
    """What dropping one demand changes; `count` is None where packages are too many to list."""

    absent: Absent
    demand: str
    feasible: bool
    count: int | None
    before: int | None
    label: Label = Label.EXACT
    method: str = "the packages without this demand"


def what_ifs(
    negotiation: Negotiation,
    facts: Facts,
    absent: Absent,
    *,
    without: Iterable[str] = (),
    drop: Iterable[str] = (),
) -> tuple[WhatIf, ...]:
    """Return, for each demand that can be withdrawn, what its withdrawal alone would change."""
    left, dropped = tuple(without), tuple(drop)
    whole = problem(negotiation, facts, absent=absent, without=left, drop=dropped)
    before = _count(whole)[1]
    found = []
    for demand in whole.demands:
        names = (*dropped, demand.name)
        less = problem(negotiation, facts, absent=absent, without=left, drop=names)
        stands, count = _count(less)
        found.append(WhatIf(absent, demand.name, stands, count, before))
    return tuple(found)


def _count(found: Problem) -> tuple[bool, int | None]:
    places = feasible(found)
    if places is not None:
        return bool(len(places)), len(places)
    try:
        return engine(found.ground, found.demands).feasible, None
    except ValueError:
        return False, 0
