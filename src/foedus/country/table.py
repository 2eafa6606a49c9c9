"""A country table: units by key, columns with their source and date, nothing ever defaulted."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from foedus.country.cells import Value, key_errors, read_column, read_tiles
from foedus.country.meta import ColumnMeta, TableMeta, parse_meta
from foedus.csvfile import Sheet, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

#: What `where` compares a cell with: a value, or a test of a known value.
Test = str | int | Fraction | Callable[[Fraction | str], bool]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one date: its values by unit, in table order; None is unknown."""

    meta: ColumnMeta
    values: Mapping[str, Value]
    file: str

    def __getitem__(self, unit: str) -> Value:
        return self.values[unit]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The units whose cell is blank."""
        return tuple(unit for unit, value in self.values.items() if value is None)

    def numbers(self) -> dict[str, Fraction]:
        """Return the exact numbers by unit.

        Raises BadInput for a column of text (E219) or where any figure is unknown (E218).
        """
        if not self.meta.numeric:
            what = f"{self.meta.header} is a column of text"
            raise BadInput(Diagnostic("E219", what, Place(self.file), "a column of numbers"))
        if self.unknown:
            what = f"{self.meta.header} is unknown for {', '.join(self.unknown)}"
            help = "fill the cell with its source, or leave the unit out explicitly"
            raise BadInput(
                Diagnostic("E218", what, Place(self.file), "a figure for every unit", help)
            )
        return {unit: value for unit, value in self.values.items() if isinstance(value, Fraction)}

    def total(self) -> Fraction:
        """Return the sum of the column; raises BadInput as `numbers` does."""
        return sum(self.numbers().values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Table:
    """Units and their columns, checked against the sidecar.

    `labels` names each unit, in table order; `tiles` gives (row, column) on the tile map;
    `digests` holds the SHA-256 of the table and of its sidecar.
    """

    file: str
    meta: TableMeta
    labels: Mapping[str, str]
    tiles: Mapping[str, tuple[int, int]]
    digests: Mapping[str, str]
    _columns: tuple[Column, ...] = field(repr=False)

    @property
    def units(self) -> tuple[str, ...]:
        """The keys of the units, in table order."""
        return tuple(self.labels)

    @property
    def column_meta(self) -> dict[str, ColumnMeta]:
        """What each column is, by its header."""
        return {c.meta.header: c.meta for c in self._columns}

    def vintages(self, name: str) -> tuple[str, ...]:
        """Return the dates of which the table has figures for a quantity."""
        return tuple(c.meta.date for c in self._columns if name == c.meta.name)

    def column(self, name: str, as_of: str | int | None = None) -> Column:
        """Return a column by its quantity and date, or by its header.

        `as_of` is a year, month or day in ISO form and must be the date of the figures: the
        nearest one is never taken. Without it the quantity must have one date only.
        Raises BadInput: no such column (E212), no such date (E213), several dates (E214).
        """
        found = [c for c in self._columns if name in (c.meta.name, c.meta.header)]
        exact = [c for c in found if c.meta.header == name]
        found = exact or found
        if not found:
            raise BadInput(self._no_column(name))
        dated = [c for c in found if as_of is None or c.meta.dated(str(as_of))]
        if len(dated) == 1:
            return dated[0]
        dates = ", ".join(c.meta.date for c in found)
        if dated:
            what, code = f'"{name}" has figures of several dates', "E214"
            help = f"add the date: {name} as of {found[0].meta.date}"
        else:
            what, code = f'"{name}" has no figures as of {as_of}', "E213"
            help = "add a column of that date, or name one that is there"
        raise BadInput(Diagnostic(code, what, Place(self.file), f"one of {dates}", help))

    def _no_column(self, name: str) -> Diagnostic:
        known = {w for c in self._columns for w in (c.meta.name, c.meta.header)}
        return Diagnostic(
            "E212",
            f'the table has no column "{name}"',
            Place(self.file),
            ", ".join(sorted(c.meta.header for c in self._columns)),
            did_you_mean(name, known),
        )

    def find(self, name: str) -> str:
        """Return the key of a unit named by key, label or alias, whatever the case and accents.

        Raises BadInput (E215), with the nearest name.
        """
        names = dict(_names(self.meta, self.labels))
        key = name if name in self.labels else names.get(_fold(name))
        if key is None:
            spoken = [*self.labels, *self.labels.values(), *self._aliases()]
            hint = did_you_mean(name, spoken)
            what = f'the table has no unit "{name}"'
            raise BadInput(Diagnostic("E215", what, Place(self.file), "a key or a name", hint))
        return key

    def _aliases(self) -> Iterator[str]:
        for key, names in self.meta.aliases.items():
            if key in self.labels:
                yield from names

    def where(
        self, name: str, test: Test, as_of: str | int | None = None, *, unknown: str = "error"
    ) -> Table:
        """Return the table of the units whose cell equals `test`, or passes it as a function.

        Where a cell is unknown the unit is neither in nor out: that raises BadInput (E218)
        unless `unknown="exclude"` leaves such units out explicitly.
        """
        column = self.column(name, as_of)
        if column.unknown and unknown != "exclude":
            what = f"{name} is unknown for {', '.join(column.unknown)}"
            raise BadInput(Diagnostic("E218", what, Place(self.file), "a value for every unit"))
        keep = [u for u, v in column.values.items() if v is not None and _holds(test, v)]
        return self.only(keep)

    def only(self, units: Iterable[str]) -> Table:
        """Return the table of these units (by key), in table order.

        The expected totals were checked on the full table; those of a part are not stated.
        """
        keep = set(units)
        columns = tuple(
            Column(
                replace(c.meta, total=None, no_total="a part of the table"),
                {u: v for u, v in c.values.items() if u in keep},
                c.file,
            )
            for c in self._columns
        )
        return replace(
            self,
            labels={u: n for u, n in self.labels.items() if u in keep},
            tiles={u: t for u, t in self.tiles.items() if u in keep},
            _columns=columns,
        )

    def with_row(self, key: str, label: str, cells: Mapping[str, Value]) -> Table:
        """Return the table with one more unit, its cells by header; others are unknown (None).

        The expected totals were checked without it; those of the longer table are not stated.
        """
        columns = tuple(
            Column(
                replace(c.meta, total=None, no_total="a unit more than the table had"),
                {**c.values, key: cells.get(c.meta.header)},
                c.file,
            )
            for c in self._columns
        )
        return replace(self, labels={**self.labels, key: label}, _columns=columns)

    def rows(self) -> list[dict[str, Value]]:
        """Return the table as plain rows: key, label and every column by its header."""
        head = [{"key": unit, "label": label} for unit, label in self.labels.items()]
        return [
            {**h, **{c.meta.header: c.values[str(h["key"])] for c in self._columns}} for h in head
        ]


def parse_table(data: bytes, meta: bytes, file: str, meta_file: str) -> Table:
    """Return the table in `data`, checked against its sidecar `meta`.

    Raises BadInput with every error of both files (E200-E217).
    """
    errors: list[Diagnostic] = []
    sheet: Sheet | None = None
    head: TableMeta | None = None
    try:
        sheet = parse_sheet(data, file, code="E200")
    except BadInput as exc:
        errors += exc.diagnostics
    try:
        head = parse_meta(meta, meta_file)
    except BadInput as exc:
        errors += exc.diagnostics
    if sheet is None or head is None:
        raise BadInput(errors)
    errors += _header_errors(sheet, head, meta_file)
    if errors:
        raise BadInput(errors)
    keys = sheet.column(head.key)
    errors += key_errors(sheet, head)
    labels = dict(zip(keys, sheet.column(head.label), strict=True))
    if not errors:
        errors += _alias_errors(head, labels, file, meta_file)
    tiles, tile_errors = read_tiles(sheet, head)
    errors += tile_errors
    columns = []
    for column in head.columns:
        values, wrong = read_column(sheet, column)
        errors += wrong
        if not wrong:
            columns.append(Column(column, dict(zip(keys, values, strict=True)), file))
    if errors:
        raise BadInput(errors)
    digests = {file: sheet.digest, meta_file: hashlib.sha256(meta).hexdigest()}
    return Table(file, head, labels, tiles, digests, tuple(columns))


def load_table(path: str | Path) -> Table:
    """Return the table of a file NAME.csv with its sidecar NAME.meta.toml beside it.

    Raises BadInput: a file cannot be read (E201), or any error of `parse_table`.
    """
    table, side = Path(path), Path(path).with_suffix(".meta.toml")
    data: list[bytes] = []
    errors: list[Diagnostic] = []
    for file in (table, side):
        try:
            data.append(file.read_bytes())
        except OSError as exc:
            what = f"cannot read this file: {exc.strerror}"
            help = "every table has a sidecar NAME.meta.toml" if file is side else ""
            errors.append(Diagnostic("E201", what, Place(str(file)), "a readable file", help))
    if errors:
        raise BadInput(errors)
    return parse_table(data[0], data[1], str(table), str(side))


def _header_errors(sheet: Sheet, meta: TableMeta, meta_file: str) -> Iterator[Diagnostic]:
    structure = {"key": meta.key, "label": meta.label}
    for number, name in enumerate(meta.tile or ()):
        structure[("tile row", "tile column")[number]] = name
    for role, name in structure.items():
        if name not in sheet.header:
            hint = did_you_mean(name, sheet.header)
            what = f'the {role} column "{name}" is missing'
            yield Diagnostic("E204", what, Place(sheet.file, 1), ", ".join(sheet.header), hint)
    described = {c.header for c in meta.columns}
    for name in sorted(described - set(sheet.header)):
        what = f'the sidecar describes "{name}", which the table does not have'
        hint = did_you_mean(name, sheet.header)
        yield Diagnostic("E204", what, Place(meta_file), ", ".join(sheet.header), hint)
    for number, name in enumerate(sheet.header):
        if name not in described and name not in structure.values():
            help = f"add [columns.{name}] to {Path(meta_file).name}"
            what = f'the column "{name}" has no description'
            place = Place(sheet.file, 1, number + 1)
            yield Diagnostic("E205", what, place, "what, unit, source, date ...", help)


def _fold(name: str) -> str:
    """Return a name without case, accents and outer blanks, to compare names by."""
    split = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(c for c in split if not unicodedata.combining(c))


def _names(meta: TableMeta, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, label in labels.items():
        for name in (key, label, *meta.aliases.get(key, ())):
            yield _fold(name), key


def _alias_errors(
    meta: TableMeta, labels: Mapping[str, str], file: str, meta_file: str
) -> Iterator[Diagnostic]:
    for key in meta.aliases:
        if key not in labels:
            what = f'the aliases name "{key}", which is no key of the table'
            hint = did_you_mean(key, labels)
            yield Diagnostic("E216", what, Place(meta_file), "a key of the table", hint)
    owner: dict[str, str] = {}
    for name, key in _names(meta, labels):
        if name and owner.setdefault(name, key) != key:
            what = f'"{name}" stands for {owner[name]} and for {key}'
            related = ((Place(meta_file), "the aliases"),)
            yield Diagnostic("E216", what, Place(file), "one unit for a name", related=related)


def _holds(test: Test, value: Fraction | str) -> bool:
    if callable(test):
        return test(value)
    return value == (test if isinstance(test, str) else Fraction(test))
