"""Equality of citizens: residents per seat, unit by unit, best and worst."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.case.words import BASE
from foedus.country import Table
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Equality(Answer):
    """Residents per seat in each unit; `ratio` is the most residents per seat over the fewest.

    Units of `left_out` (where no vote was held) and units without seats are not compared.
    """

    key: str
    title: str
    people: str
    seats: str
    per_seat: Mapping[str, Fraction]
    left_out: tuple[str, ...] = ()
    without_seats: tuple[str, ...] = ()
    layer: str = BASE
    label: Label = Label.EXACT
    method: str = "residents divided by seats, unit by unit"
    reference: str = "Samuels & Snyder 2001 (malapportionment)"

    @property
    def most(self) -> str:
        """Return the unit with the most residents per seat, the first where several tie."""
        return max(self.per_seat, key=lambda u: self.per_seat[u])

    @property
    def fewest(self) -> str:
        """Return the unit with the fewest residents per seat, the first where several tie."""
        return min(self.per_seat, key=lambda u: self.per_seat[u])

    @property
    def ratio(self) -> Fraction:
        """Return most / fewest residents per seat; 1 is equality."""
        return self.per_seat[self.most] / self.per_seat[self.fewest]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each unit, most residents per seat first."""
        order = sorted(self.per_seat, key=lambda u: -self.per_seat[u])
        return [{"unit": u, "per_seat": self.per_seat[u]} for u in order]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are compared, with their dates ("" where the table has one date only)."""

    people: str
    people_as_of: str
    seats: str
    seats_as_of: str


def equality(
    key: str, title: str, table: Table, columns: Columns, left_out: tuple[str, ...] = ()
) -> Equality:
    """Return the residents per seat of each unit.

    Raises BadInput where a column is missing or not numeric (E212 to E219), where a figure is
    unknown (E218), or where no unit has a seat (E319).
    """
    people = table.column(columns.people, columns.people_as_of or None).numbers()
    seats = table.column(columns.seats, columns.seats_as_of or None).numbers()
    compared = [u for u in table.units if u not in left_out]
    per_seat = {u: people[u] / seats[u] for u in compared if seats[u]}
    empty = tuple(u for u in compared if not seats[u])
    if not per_seat:
        what = f"no unit of {table.file} has a seat in {columns.seats}"
        raise BadInput(Diagnostic("E319", what, Place(table.file), "a column of seats"))
    return Equality(key, title, columns.people, columns.seats, per_seat, left_out, empty)
