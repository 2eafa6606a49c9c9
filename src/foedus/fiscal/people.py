"""Residents of units, and columns in whole amounts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from foedus.constitution.bind_units import UnitList, bind_units
from foedus.constitution.model import Model
from foedus.constitution.syntax import Node, Units
from foedus.country import Column, Table
from foedus.errors import BadInput, Diagnostic

#: Words in a column's unit by which its figures are for one resident each.
PER_HEAD = ("per inhabitant", "per resident", "per head", "per person", "per capita")
_SCALES = (("thousand", 1000), ("million", 10**6), ("billion", 10**9))


def people_of(model: Model, units: Units) -> tuple[dict[str, Fraction], str]:
    """Return the residents of units by label, by the latest weight called population, and its date.

    Empty where the units declare no such weight. Raises BadInput (E21x) where a cell is blank.
    """
    weights = [w for w in units.weights if w.column.startswith("population")]
    if not weights:
        return {}, ""
    last = max(weights, key=lambda w: w.as_of)
    bound = bind_units(model, units)
    values = bound.weights(last.column, last.as_of, last)
    return {bound.labels[k]: v for k, v in values.items() if k in bound.labels}, last.as_of


def amounts(
    units: UnitList, column: str, as_of: str, node: Node, people: dict[str, Fraction]
) -> tuple[dict[str, Fraction], str]:
    """Return a column in whole amounts by label, and its unit of money.

    A column per head is multiplied by the residents; thousands, millions and billions are written
    out. Raises BadInput: no table (E850), no such column or date, a blank cell (E21x).
    """
    if units.table is None:
        what = f'{units.name} is a list of names and has no column "{column}"'
        raise BadInput(Diagnostic("E850", what, node.place, "units of a table"))
    found, values = _column(units.table, column, as_of, node)
    unit = found.meta.unit
    scale = next((k for word, k in _SCALES if word in unit.casefold()), 1)
    heads = any(word in unit.casefold() for word in PER_HEAD)
    if heads and not people:
        what = f'"{column}" is {unit} and {units.name} declare no population'
        raise BadInput(Diagnostic("E850", what, node.place, "weight population as of DATE"))
    whole = {
        label: values[key] * scale * (people[label] if heads else 1)
        for key, label in units.labels.items()
    }
    return whole, _money(unit)


def _column(table: Table, name: str, as_of: str, node: Node) -> tuple[Column, dict[str, Fraction]]:
    """Return a column and its figures; an error without a line gets that of the sentence."""
    try:
        found = table.column(name, as_of or None)
        return found, dict(found.numbers())
    except BadInput as exc:
        raise BadInput(
            [d if d.place.line else replace(d, place=node.place) for d in exc.diagnostics]
        ) from None


def _money(unit: str) -> str:
    """Return the unit of money of a column's unit: "million francs" -> "francs"."""
    words = unit.casefold()
    for head in PER_HEAD:
        words = words.replace(head, "")
    for word, _ in _SCALES:
        words = words.replace(f"{word}s", "").replace(word, "")
    return " ".join(words.split())
