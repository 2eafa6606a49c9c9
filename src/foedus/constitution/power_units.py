"""The units that powers are given in: every name that a text has for them, and names it has not."""

from __future__ import annotations

from foedus.constitution.bind_units import UnitList, bind_units
from foedus.constitution.model import Model
from foedus.constitution.syntax import Powers
from foedus.errors import BadInput, Diagnostic, did_you_mean


def lists(model: Model) -> tuple[UnitList, ...]:
    """Return every list of units of a text, bound to its table; raises BadInput as binding does."""
    return tuple(bind_units(model, u) for u in model.book().units.values())


def unit_names(model: Model) -> dict[str, str]:
    """Return every name of every unit (key, label, alias) -> its label."""
    found: dict[str, str] = {}
    for units in lists(model):
        for key, label in units.labels.items():
            found.setdefault(key, label)
            found[label] = label
        if units.table is not None:
            for key, names in units.table.meta.aliases.items():
                for name in names:
                    found.setdefault(name, units.labels.get(key, name))
    return found


def unknown_units(model: Model) -> list[Diagnostic]:
    """Return an error (E874) for each unit of a power that the text does not know.

    A text without units (a treaty, a draft) names whom it likes; of units that cannot be bound
    nothing is said here.
    """
    try:
        names = unit_names(model)
    except BadInput:
        return []
    known = dict.fromkeys(names.values())
    sets = model.book().sets
    powers = [*model.constitution.all(Powers), *(row.power for row in model.power_rows)]
    return [
        Diagnostic(
            "E874",
            f'the power over "{power.matter}" is given in "{name}", which is no unit',
            power.place,
            "a unit of the text",
            did_you_mean(name, known),
        )
        for power in powers
        for name in power.units
        if known and names.get(name, name) not in known and name not in sets
    ]
