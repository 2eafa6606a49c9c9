"""Who can take part, as a case records it: its switches for every text, turnouts by each base."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from foedus.case.model import Case
from foedus.federation.part import (
    Denominator,
    Participation,
    Turnout,
    denominator,
    quorums_of,
    turnout,
)


def participations(case: Case) -> tuple[Participation, ...]:
    """Return the switches of a case as the federation floor reads them."""
    return tuple(
        Participation(
            s.key,
            s.title,
            dict(s.seats),
            dict(s.filled),
            s.units_without,
            dict(s.displaced),
            s.abroad,
            s.note,
        )
        for s in case.switches
    )


def turnouts(case: Case, models: Iterable[Any] = ()) -> tuple[Turnout, ...]:
    """Return the turnout of every switch that states one, by each of its bases.

    Quorums are those of the texts' own procedures and one half, for comparison.
    """
    quorums: dict[str, Fraction] = {"one half, for comparison": Fraction(1, 2)}
    for model in models:
        quorums.update(quorums_of(model))
    found = []
    for switch in case.switches:
        bases = tuple(_base(switch.took_part, b) for b in switch.bases)
        if bases:
            found.append(turnout(switch.key, switch.title, switch.took_part, bases, quorums))
    return tuple(found)


def _base(took_part: int | None, base: Any) -> Denominator:
    return denominator(base.what, took_part, base.registered, base.stated, base.source)
