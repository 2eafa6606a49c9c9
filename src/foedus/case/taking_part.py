"""Who can take part, as a case records it: its switches for every text, turnouts by each base."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from foedus.case.model import Case
from foedus.federation.participation import Participation
from foedus.federation.registers import registers
from foedus.federation.turnout import (
    Denominator,
    Turnout,
    denominator,
    of_registers,
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
            dict(s.registered),
            s.displaced_vote,
            s.abroad_vote,
        )
        for s in case.switches
    )


def turnouts(case: Case, models: Iterable[Any] = ()) -> tuple[Turnout, ...]:
    """Return the turnout of every switch that states one, by each of its bases.

    Bases are those that the case states and every register that its groups allow. Quorums are
    those of the texts' own procedures and one half, for comparison.
    """
    quorums: dict[str, Fraction] = {"one half, for comparison": Fraction(1, 2)}
    for model in models:
        quorums.update(quorums_of(model))
    found = []
    for switch, part in zip(case.switches, participations(case), strict=True):
        bases = (
            *(_base(switch.took_part, b) for b in switch.bases),
            *of_registers(switch.took_part, registers(part), "the switch's own register by unit"),
        )
        if bases:
            found.append(turnout(switch.key, switch.title, switch.took_part, bases, quorums))
    return tuple(found)


def _base(took_part: int | None, base: Any) -> Denominator:
    return denominator(base.what, took_part, base.registered, base.stated, base.source)
