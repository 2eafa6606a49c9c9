"""The cells of a table: exact numbers or text, every broken cell reported with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from foedus.country.meta import ColumnMeta, TableMeta
from foedus.csvfile import Sheet
from foedus.errors import Diagnostic, Place

#: A cell's value: an exact number, a text, or None where it is blank, that is unknown.
Value = Fraction | str | None

_FORMS = {
    "integer": (re.compile(r"[0-9]+"), "digits only, such as 1234"),
    "decimal": (re.compile(r"[0-9]+(\.[0-9]+)?"), "digits and one point, such as 48457.1"),
    "fraction": (re.compile(r"[0-9]+(/0*[1-9][0-9]*|\.[0-9]+)?"), "a fraction, such as 1/2 or 0.5"),
}
_KEY_FORMS = {
    "iso3166-2": (re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}"), "an ISO 3166-2 code such as XX-ABC"),
    "iso3166-1": (re.compile(r"[A-Z]{2}"), "a country code of two letters"),
    "own": (re.compile(r".+"), "a key"),
}
_NUMBER = _FORMS["integer"][0]
#: More than any figure of a country needs; Python reads no number of thousands of digits.
_MOST_CHARACTERS = 200
_NOT_FINITE = {"nan", "inf", "infinity", "#n/a", "null"}


def read_cell(text: str, meta: ColumnMeta, place: Place) -> Value | Diagnostic:
    """Return a cell's exact value, None where it is blank, or what is wrong with it."""
    if not text:
        return None
    if not meta.numeric:
        return text
    form, expected = _FORMS[meta.kind]
    if len(text) > _MOST_CHARACTERS:
        what = f"{meta.header}: {text[:20]}... has {len(text):,} characters"
        return Diagnostic("E208", what, place, f"a number of at most {_MOST_CHARACTERS}")
    if form.fullmatch(text):
        return Fraction(text)
    bare = text.lstrip("+-").casefold()
    where = f"{meta.header}: {text}"
    if bare in _NOT_FINITE:
        help = "leave the cell blank where the figure is not known"
        return Diagnostic("E210", f"{where} is not a finite number", place, expected, help)
    if text[0] == "-" and form.fullmatch(text[1:]):
        return Diagnostic("E209", f"{where} is negative", place, "zero or more")
    digits = re.sub(r"[\s',_]", "", text)
    help = f"write {digits}" if form.fullmatch(digits) else ""
    article = "an" if meta.kind == "integer" else "a"
    return Diagnostic("E208", f"{where} is not {article} {meta.kind}", place, expected, help)


def read_column(sheet: Sheet, meta: ColumnMeta) -> tuple[list[Value], list[Diagnostic]]:
    """Return the values of a column in row order, with every error, its total among them."""
    values: list[Value] = []
    errors: list[Diagnostic] = []
    for row, text in enumerate(sheet.column(meta.header)):
        value = read_cell(text, meta, sheet.place(row, meta.header))
        if isinstance(value, Diagnostic):
            errors.append(value)
        else:
            values.append(value)
    if not errors:
        errors.extend(_total_error(values, meta, sheet))
    return values, errors


def _total_error(values: list[Value], meta: ColumnMeta, sheet: Sheet) -> Iterator[Diagnostic]:
    found = sum((v for v in values if isinstance(v, Fraction)), Fraction(0))
    blank = values.count(None)
    place = Place(sheet.file, 1, sheet.header.index(meta.header) + 1)
    sums = f"{meta.header} adds up to {decimal(found)}"
    if blank:
        sums = f"the known cells of {meta.header} add up to {decimal(found)} ({blank} blank)"
    expected = meta.known_total if blank else meta.total
    if expected is not None and found != expected:
        side = "above" if found > expected else "below"
        what = f"{sums}, {decimal(abs(found - expected))} {side} the expected total"
        help = "mend the cell or the sidecar"
        yield Diagnostic("E211", what, place, decimal(expected), help)
    elif meta.total is not None and found > meta.total:
        yield Diagnostic("E211", sums, place, f"at most {decimal(meta.total)}")


def key_errors(sheet: Sheet, meta: TableMeta) -> Iterator[Diagnostic]:
    """Yield every blank, malformed or repeated key."""
    form, expected = _KEY_FORMS[meta.keys]
    first: dict[str, int] = {}
    for row, key in enumerate(sheet.column(meta.key)):
        place = sheet.place(row, meta.key)
        if not key:
            yield Diagnostic("E207", "this row has no key", place, expected)
        elif not form.fullmatch(key):
            yield Diagnostic("E207", f'the key "{key}" is not {meta.keys}', place, expected)
        elif key in first:
            other = (sheet.place(first[key], meta.key), "the first row with this key")
            what = f'the key "{key}" appears twice'
            yield Diagnostic("E206", what, place, "one row for each unit", related=(other,))
        first.setdefault(key, row)


def read_tiles(
    sheet: Sheet, meta: TableMeta
) -> tuple[dict[str, tuple[int, int]], list[Diagnostic]]:
    """Return each unit's place on the tile grid (row, column), with every error."""
    tiles: dict[str, tuple[int, int]] = {}
    errors: list[Diagnostic] = []
    if meta.tile is None:
        return tiles, errors
    taken: dict[tuple[int, int], str] = {}
    cells = zip(*(sheet.column(name) for name in (meta.key, *meta.tile)), strict=True)
    for number, (key, row, col) in enumerate(cells):
        place = sheet.place(number, meta.tile[0])
        if not row and not col:
            continue
        if not (_NUMBER.fullmatch(row) and _NUMBER.fullmatch(col)):
            what = f"the tile of {key} is ({row or 'blank'}, {col or 'blank'})"
            errors.append(Diagnostic("E217", what, place, "two whole numbers, or both blank"))
            continue
        tile = (int(row), int(col))
        if tile in taken:
            what = f"{key} stands on the tile of {taken[tile]}, row {row} column {col}"
            errors.append(Diagnostic("E217", what, place, "a tile of its own for each unit"))
        taken.setdefault(tile, key)
        tiles[key] = tile
    return tiles, errors


def decimal(value: Fraction) -> str:
    """Return an exact number as a decimal where it ends within 12 places, else as p/q."""
    for places in range(13):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if value < 0 else ""
            return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
    return str(value)
