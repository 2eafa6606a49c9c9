"""Every register a law may mean: closed units, displaced voters and those abroad, in or out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.federation.participation import Participation

#: The unit of a register of which only the total is known.
WHOLE = ""


@dataclass(frozen=True, slots=True)
class Register(Answer):
    """One lawful register: who is counted, how many by unit, and how many out of the country.

    `closed`: units where no vote is held are counted too. `displaced`: voters who live elsewhere
    than they are registered. `abroad`: voters registered out of the country. None where there are
    none of these, so that counting them makes no difference.
    """

    what: str
    closed: bool | None
    displaced: bool | None
    abroad: bool | None
    by_unit: Mapping[str, int]
    out_of_country: int
    total: int
    label: Label = Label.EXACT
    method: str = "each group counted or left out, by itself"
    reference: str = "the switch's own sources"


def registers(
    switch: Participation, register: Mapping[str, int] | None = None
) -> tuple[Register, ...]:
    """Return every register that the groups of a switch allow, the largest choice first.

    `register` is the number of voters by unit (the switch's own where none is given), without
    those abroad; or the total alone, by the unit "", with everybody in it. With units, a unit
    where no vote is held is left out with all its voters, or with all but the displaced ones, who
    live where one is. Raises BadInput (E873): more displaced voters than a register holds.
    """
    known = dict(switch.registered if register is None else register)
    if not known:
        return ()
    _check(switch, known)
    whole = set(known) == {WHOLE}
    shut = set(switch.units_without) & set(known)
    moved = sum(n for u, n in switch.displaced.items() if whole or u in known)
    choices = product(_choice(bool(shut)), _choice(bool(moved)), _choice(bool(switch.abroad)))
    found: dict[tuple[object, ...], Register] = {}
    for closed, displaced, abroad in choices:
        by_unit = dict(_counted(switch, known, shut, closed is not False, displaced is not False))
        out = 0 if abroad is False or not switch.abroad else switch.abroad
        total = sum(by_unit.values()) + (out if not whole else 0)
        if whole and abroad is False:
            total -= switch.abroad or 0
        key = (tuple(by_unit.items()), out, total)
        what = _named(closed, displaced, abroad, bool(shut & set(switch.displaced)))
        found.setdefault(key, Register(what, closed, displaced, abroad, by_unit, out, total))
    return tuple(found.values())


def _choice(there: bool) -> tuple[bool | None, ...]:
    return (True, False) if there else (None,)


def _counted(
    switch: Participation, register: Mapping[str, int], shut: set[str], closed: bool, moved: bool
) -> Iterator[tuple[str, int]]:
    """Yield each unit with those of its voters who are counted."""
    for unit, number in register.items():
        away = sum(switch.displaced.values()) if unit == WHOLE else switch.displaced.get(unit, 0)
        if unit in shut and not closed:
            yield unit, away if moved else 0
        else:
            yield unit, number if moved else number - away


def _named(
    closed: bool | None, displaced: bool | None, abroad: bool | None, from_closed: bool
) -> str:
    out = []
    if closed is False:
        but = ", but with those displaced from them" if displaced and from_closed else ""
        out.append(f"without units where no vote is held{but}")
    if displaced is False:
        out.append("without displaced voters")
    if abroad is False:
        out.append("without voters abroad")
    return "; ".join(out) or "everybody on a register"


def _check(switch: Participation, register: Mapping[str, int]) -> None:
    """Raise BadInput (E873) for each group that is larger than the register it is part of."""
    errors = []
    if set(register) == {WHOLE}:
        parts = {WHOLE: sum(switch.displaced.values()) + (switch.abroad or 0)}
    else:
        parts = dict(switch.displaced)
    for unit, number in parts.items():
        holds = register.get(unit)
        if holds is not None and number > holds:
            where = f" of {unit}" if unit else ""
            what = f'the switch "{switch.key}" moves {number} voters{where}, and {holds} are '
            expected = f"at most {holds}"
            errors.append(Diagnostic("E873", what + "registered", Place(""), expected))
    if errors:
        raise BadInput(errors)
