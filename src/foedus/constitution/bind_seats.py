"""Chambers whose seats come from a rule: seats by unit, computed from the units' table."""

from __future__ import annotations

from foedus.constitution.bind_units import UnitList, bind_units
from foedus.constitution.model import Model
from foedus.constitution.syntax import SeatRule, Units
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: key of the unit, name of the list of units, label of the unit, seats
UnitSeats = tuple[str, str, str, int]


def unit_seats(model: Model, rules: tuple[SeatRule, ...]) -> list[UnitSeats]:
    """Return the seats of every unit under all seat rules of a body together.

    Raises BadInput: no such units (E118), and what the allocation refuses (E400-E416), a tie
    included (E411), each at the line of its rule.
    """
    found: dict[tuple[str, str], UnitSeats] = {}
    errors: list[Diagnostic] = []
    for rule in rules:
        try:
            units = _units(model, rule)
            seats = _seats(units, rule)
        except BadInput as exc:
            errors += [d if d.place.line else _at(d, rule.place) for d in exc.diagnostics]
            continue
        for key, label in units.labels.items():
            before = found.get((units.name, key), (key, units.name, label, 0))[3]
            found[units.name, key] = (key, units.name, label, before + seats[key])
    if errors:
        raise BadInput(errors)
    return [row for row in found.values() if row[3]]


def _at(d: Diagnostic, place: Place) -> Diagnostic:
    return Diagnostic(d.code, d.what, place, d.expected, d.help)


def _units(model: Model, rule: SeatRule) -> UnitList:
    known = {u.name: u for u in model.constitution.all(Units)}
    if rule.units not in known:
        what = f'"{rule.units}" is no list of units'
        hint = did_you_mean(rule.units, known)
        raise BadInput(Diagnostic("E118", what, rule.place, "the name of units", hint))
    return bind_units(model, known[rule.units])


def _seats(units: UnitList, rule: SeatRule) -> dict[str, int]:
    """Return the seats of one rule by key; the allocation refuses what the law leaves open."""
    if not rule.method:
        return dict.fromkeys(units.labels, rule.count)
    from foedus.elect.seats import allocate

    people = dict(units.weights(rule.column, rule.as_of, rule))
    found = allocate(rule.method, rule.count, people, minimum=rule.least or None)
    if found.ties:
        what = f"the rule does not decide: {found.ties[0]}"
        help_ = 'write the seats as decided: composition: table "...", by ...'
        raise BadInput(Diagnostic("E411", what, rule.place, "a rule without a tie", help_))
    return found.seats
