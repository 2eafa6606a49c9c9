"""From a CSV sheet to populations or votes by key, with every error by row and column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from foedus.csvfile import Sheet
from foedus.elect.seats.ties import Number
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
#: The longest number that is read.
DIGITS = 100
_TOTAL = {"total", "totals", "sum", "all", "together"}


@dataclass(frozen=True)
class Column:
    """One column of numbers by key; a row that only states the total is left out of `values`."""

    key: str
    name: str
    values: dict[str, Number]
    places: dict[str, Place]
    head: Place
    stated_total: Number | None = None

    def placed(self, exc: BadInput) -> BadInput:
        """Return the errors of an allocation with the cells or the column they are about."""
        return BadInput(
            [
                replace(d, place=self.places.get(d.place.file, self._near(d.place)))
                for d in exc.diagnostics
            ]
        )

    def _near(self, place: Place) -> Place:
        known = place.file in {"minimum", "maximum", "direct", "table", "seats", "base"}
        return self.head if known and not place.line else place


def number(text: str) -> Number | None:
    """Return a plain decimal number exactly, or None: no signs, exponents or separators.

    A number of more than DIGITS digits is none of people, votes or seats.
    """
    if len(text) <= DIGITS and text.isascii() and text.isdigit():
        return int(text)
    if len(text) > DIGITS or not _NUMBER.fullmatch(text):
        return None
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def key_column(sheet: Sheet, wanted: str | None) -> str:
    """Return the key column: the one wanted, else the first that is not made of numbers.

    Raises BadInput (E408), and E406 for a header without rows.
    """
    if wanted is not None:
        return _column(sheet, wanted)
    if not sheet.rows:
        raise BadInput(no_rows(sheet))
    for name in sheet.header:
        if any(cell and number(cell) is None for cell in sheet.column(name)):
            return name
    where = Place(sheet.file, 1)
    raise BadInput(
        Diagnostic("E408", "no column of names", where, "a text column, or --key COLUMN")
    )


def no_rows(sheet: Sheet) -> Diagnostic:
    """Return the error of a table that is a header alone."""
    what = "the table has a header and no rows below it"
    expected = f"a row for each name, with a cell for {', '.join(sheet.header)}"
    return Diagnostic("E406", what, Place(sheet.file, 2), expected)


def _column(sheet: Sheet, name: str) -> str:
    if name in sheet.header:
        return name
    expected = f"one of {', '.join(sheet.header)}"
    raise BadInput(
        Diagnostic(
            "E408",
            f'no column "{name}"',
            Place(sheet.file, 1),
            expected,
            did_you_mean(name, sheet.header),
        )
    )


def read_column(
    sheet: Sheet,
    name: str,
    *,
    key: str | None = None,
    total: int | None = None,
    without: Collection[str] = (),
) -> Column:
    """Return the numbers of a column by key.

    A row of `without` may be blank, unless its number is needed for a total. Raises BadInput with
    every E402 (unusable number), E403 (key twice), E405 (total), E406 (no rows) and E408 (column)
    of the sheet.
    """
    by = key_column(sheet, key)
    _column(sheet, name)
    errors: list[Diagnostic] = []
    values: dict[str, Number] = {}
    first: dict[str, int] = {}
    stated: tuple[int, Number] | None = None
    for row, (label, cell) in enumerate(zip(sheet.column(by), sheet.column(name), strict=True)):
        value = number(cell)
        unread = not cell and label in without and total is None
        if value is None and not unread:
            errors.append(_bad_number(sheet, row, name, label, cell))
        if not label:
            errors.append(
                Diagnostic("E403", "this row has no key", sheet.place(row, by), f"a name in {by}")
            )
        elif label in first:
            errors.append(_twice(sheet, row, by, label, first[label]))
        elif label.lower() in _TOTAL and value is not None:
            stated = (row, value)
        else:
            first[label] = row
            values[label] = value if value is not None else 0
    errors += [] if errors else _totals(sheet, name, values, stated, total)
    if not values and not errors:
        only_total = Diagnostic(
            "E406",
            "the table has no row beside its total",
            Place(sheet.file),
            f"a row for each {by}",
        )
        errors.append(only_total if sheet.rows else no_rows(sheet))
    if errors:
        raise BadInput(errors)
    places = {k: sheet.place(row, name) for k, row in first.items()}
    head = Place(sheet.file, 1, sheet.header.index(name) + 1)
    return Column(by, name, values, places, head, stated[1] if stated else None)


def known_columns(sheet: Sheet, names: Sequence[str]) -> None:
    """Raise BadInput (E408) with every column that the sheet lacks."""
    errors = [
        Diagnostic("E408", f'no column "{n}"', Place(sheet.file, 1),
                   f"one of {', '.join(sheet.header)}", did_you_mean(n, sheet.header))
        for n in names if n not in sheet.header
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def share(text: str, option: str) -> Fraction:
    """Return a share of votes from 0 to 1, written 1/20 or 0.05; raises BadInput (E402)."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 1:
        what = f'the threshold "{text}" is no share'
        raise BadInput(Diagnostic("E402", what, Place(option), "1/20, 0.05, ... up to 1"))
    return value


class Cells:
    """Cells of a sheet with several columns of names; `done` raises every error found."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.errors: list[Diagnostic] = []

    def wrong(self, row: int, column: str, code: str, what: str, expected: str) -> None:
        """Note an error at a cell."""
        self.errors.append(Diagnostic(code, what, self.sheet.place(row, column), expected))

    def text(self, row: int, column: str) -> str:
        """Return a name; a blank one is an error (E403)."""
        cell = self.sheet.rows[row][self.sheet.header.index(column)]
        if not cell:
            self.wrong(row, column, "E403", f"this row has no {column}", f"a {column}")
        return cell

    def whole(self, row: int, column: str) -> int:
        """Return a whole number from 0 up; anything else is an error (E402)."""
        cell = self.sheet.rows[row][self.sheet.header.index(column)]
        value = number(cell)
        if isinstance(value, int):
            return value
        self.errors.append(_bad_number(self.sheet, row, column, f"row {row + 1}", cell))
        return 0

    def done(self) -> None:
        """Raise BadInput where anything was wrong, or there is no row (E406)."""
        if not self.sheet.rows:
            self.errors.append(no_rows(self.sheet))
        if self.errors:
            raise BadInput(self.errors)


def known_rows(sheet: Sheet, key: str | None, keys: Collection[str]) -> None:
    """Raise BadInput (E413) with every one of `keys` that no row has."""
    by = key_column(sheet, key)
    known = sheet.column(by)
    where = Place(sheet.file, 1, sheet.header.index(by) + 1)
    errors = [
        Diagnostic("E413", f'no row "{k}" to leave out', where, f"a {by}", did_you_mean(k, known))
        for k in keys if k not in known
    ]  # fmt: skip
    if errors:
        raise BadInput(errors)


def leave_out(column: Column, keys: Collection[str]) -> Column:
    """Return the column without some rows."""
    return replace(column, values={k: v for k, v in column.values.items() if k not in keys})


def _bad_number(sheet: Sheet, row: int, name: str, label: str, cell: str) -> Diagnostic:
    place = sheet.place(row, name)
    if not cell:
        what, help_ = f'"{label}" has no {name}', "blank means unknown, never zero: fill it in"
    else:
        shown = cell if len(cell) <= 40 else f"{cell[:40]}... ({len(cell)} characters)"
        what = f'"{label}" has {name} "{shown}"'
        help_ = "write 1234567, without signs, blanks or separators"
    return Diagnostic("E402", what, place, "a number from 0 up", help_)


def _twice(sheet: Sheet, row: int, by: str, label: str, before: int) -> Diagnostic:
    return Diagnostic(
        "E403",
        f'"{label}" stands in two rows',
        sheet.place(row, by),
        f"each {by} once",
        "choose another key with --key, or join the rows",
        related=((sheet.place(before, by), "first here"),),
    )


def _totals(
    sheet: Sheet,
    name: str,
    values: dict[str, Number],
    stated: tuple[int, Number] | None,
    wanted: int | None,
) -> list[Diagnostic]:
    """Return the totals, stated in a row of the table or by the caller, that the rows miss."""
    added = sum(values.values())
    found = []
    if stated and stated[1] != added:
        found.append((sheet.place(stated[0], name), stated[1]))
    if wanted is not None and wanted != added:
        found.append((Place(sheet.file, 1, sheet.header.index(name) + 1), wanted))
    return [
        Diagnostic(
            "E405",
            f"the rows of {name} sum to {added}, the stated total is {want}",
            place,
            f"rows that sum to {want}",
            f"the difference is {abs(added - want)}: is a row missing, or counted twice?",
        )
        for place, want in found
    ]
