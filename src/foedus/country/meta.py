"""The sidecar of a table: what each column is, whose figures, of which date, how sure."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

KINDS = ("integer", "decimal", "fraction", "text")
CONFIDENCES = ("A", "B", "C", "none")
STATUSES = ("verified", "unverified")
KEYS = ("iso3166-2", "iso3166-1", "own")
_HEAD = ("title", "key", "keys", "label", "tile", "note", "aliases", "defaults", "columns")
_TEXT = ("what", "unit", "source", "confidence", "kind", "status")
_FIELDS = (*_TEXT, "name", "date", "total", "known_total", "note")


@dataclass(frozen=True, slots=True)
class ColumnMeta:
    """What a column of figures is and how far it can be trusted.

    `header` is the column's name in the CSV, `name` the quantity it measures (several headers may
    share one, each of its own date). `date` is the day, month or year the figures describe, as ISO
    text. `confidence`: A a source was seen and equals the figures; B confirmed by an independent
    exact check; C plausible only; none not known. `total` is what the column must add up to, None
    where it does not add up, for the reason in `no_total`; `known_total` what its known cells must
    add up to where some are blank.
    """

    header: str
    name: str
    what: str
    unit: str
    source: str
    date: str
    confidence: str
    kind: str
    status: str
    total: Fraction | None = None
    no_total: str = ""
    known_total: Fraction | None = None
    note: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the cells are numbers."""
        return self.kind != "text"

    def dated(self, as_of: str) -> bool:
        """Return whether the figures are of `as_of`, a year, month or day in ISO form."""
        return self.date == as_of or self.date.startswith(f"{as_of}-")


@dataclass(frozen=True, slots=True)
class TableMeta:
    """What a table is: title, the key and label columns, tile columns, aliases and columns."""

    title: str
    key: str
    label: str
    keys: str = "own"
    tile: tuple[str, str] | None = None
    note: str = ""
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: tuple[ColumnMeta, ...] = ()


def parse_meta(data: bytes, file: str) -> TableMeta:
    """Return the sidecar in `data`; raises BadInput with every wrong field (E202, E203)."""
    try:
        # Fractions, so that an expected total such as 48457.1 stays exact.
        raw = tomllib.loads(data.decode("utf-8"), parse_float=Fraction)
    except ValueError as exc:  # TOMLDecodeError, UnicodeDecodeError and "nan" are all of this kind
        what = f"the sidecar is not valid TOML: {exc}"
        raise BadInput(Diagnostic("E202", what, Place(file), "TOML text, finite numbers")) from None
    errors = list(_head_errors(raw, file))
    if errors:
        raise BadInput(errors)
    columns: list[ColumnMeta] = []
    for header, own in raw.get("columns", {}).items():
        fields = {**raw.get("defaults", {}), **own}
        found = list(_column_errors(header, fields, file))
        errors += found
        if not found:
            columns.append(_column(header, fields))
    errors += _vintage_errors(columns, file)
    if errors:
        raise BadInput(errors)
    tile = raw.get("tile")
    return TableMeta(
        raw["title"],
        raw["key"],
        raw.get("label", raw["key"]),
        raw.get("keys", "own"),
        (tile[0], tile[1]) if tile else None,
        raw.get("note", ""),
        {key: tuple(names) for key, names in raw.get("aliases", {}).items()},
        tuple(columns),
    )


def _wrong(file: str, what: str, expected: str = "", help: str = "") -> Diagnostic:
    return Diagnostic("E203", what, Place(file), expected, help)


def _head_errors(raw: Mapping[str, Any], file: str) -> Iterator[Diagnostic]:
    for name in raw:
        if name not in _HEAD:
            yield _wrong(
                file, f'unknown field "{name}"', ", ".join(_HEAD), did_you_mean(name, _HEAD)
            )
    for name in ("title", "key"):
        if not isinstance(raw.get(name), str):
            yield _wrong(file, f'the field "{name}" is missing', "text")
    for name in ("label", "note"):
        if not isinstance(raw.get(name, ""), str):
            yield _wrong(file, f'the field "{name}" is not text', "text")
    if raw.get("keys", "own") not in KEYS:
        yield _wrong(file, f'unknown form of keys "{raw["keys"]}"', " or ".join(KEYS))
    tile = raw.get("tile", ["row", "col"])
    if not (isinstance(tile, list) and len(tile) == 2 and all(isinstance(t, str) for t in tile)):
        yield _wrong(file, "tile does not name two columns", 'tile = ["row", "col"]')
    for name in ("aliases", "defaults", "columns"):
        if not isinstance(raw.get(name, {}), dict):
            yield _wrong(file, f'"{name}" is not a table', f"[{name}]")
    aliases = raw.get("aliases", {})
    if isinstance(aliases, dict):
        for key, names in aliases.items():
            if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
                yield _wrong(file, f"the aliases of {key} are not a list of names", '["A", "B"]')
    columns = raw.get("columns", {})
    if isinstance(columns, dict):
        for header, own in columns.items():
            if not isinstance(own, dict):
                yield _wrong(file, f"columns.{header} is not a table", f"[columns.{header}]")


def _column_errors(header: str, fields: Mapping[str, Any], file: str) -> Iterator[Diagnostic]:
    where = f"columns.{header}"
    for name in fields:
        if name not in _FIELDS:
            hint = did_you_mean(name, _FIELDS)
            yield _wrong(file, f'{where} has an unknown field "{name}"', ", ".join(_FIELDS), hint)
    for name in _TEXT:
        value = fields.get(name)
        if value is None:
            yield _wrong(file, f"{where} does not say its {name}")
        elif not isinstance(value, str) or not value.strip():
            yield _wrong(file, f"{where}: {name} is not text", "text")
    for name, allowed in (("confidence", CONFIDENCES), ("kind", KINDS), ("status", STATUSES)):
        value = fields.get(name)
        if isinstance(value, str) and value.strip() and value not in allowed:
            yield _wrong(file, f'{where}: {name} is "{value}"', " or ".join(allowed))
    if _iso(fields.get("date")) is None:
        yield _wrong(file, f"{where} has no date", "a year, month or day: 2021 or 2021-05-11")
    yield from _total_errors(where, fields, file)


def _total_errors(where: str, fields: Mapping[str, Any], file: str) -> Iterator[Diagnostic]:
    total = fields.get("total")
    if fields.get("kind") == "text":
        return
    number, known = _is_number(total), fields.get("known_total")
    if known is not None and not _is_number(known):
        yield _wrong(file, f"{where}: known_total is not a number", "a number")
    reason = isinstance(total, str) and total.startswith("none: ")
    if not number and not reason:
        expected = 'a number, or total = "none: the reason why it does not add up"'
        yield _wrong(file, f"{where} does not say its expected total", expected)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _vintage_errors(columns: list[ColumnMeta], file: str) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], str] = {}
    for column in columns:
        other = seen.setdefault((column.name, column.date), column.header)
        if other != column.header:
            what = f"{other} and {column.header} are both {column.name} as of {column.date}"
            yield _wrong(file, what, "a name of its own for each quantity")


def _iso(value: object) -> str | None:
    """Return a date as ISO text (year, month or day), or None where it is none of these."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    parts = text.split("-")
    if not (1 <= len(parts) <= 3 and len(parts[0]) == 4 and all(p.isdigit() for p in parts)):
        return None
    try:
        datetime.date.fromisoformat(f"{text}{'-01' * (3 - len(parts))}")
    except ValueError:
        return None
    return text


def _column(header: str, fields: Mapping[str, Any]) -> ColumnMeta:
    total, known = fields.get("total"), fields.get("known_total")
    text = fields["kind"] == "text"
    reason = total.removeprefix("none: ") if isinstance(total, str) else ""
    date = _iso(fields["date"])
    assert date is not None  # checked by _column_errors
    return ColumnMeta(
        header=header,
        name=fields.get("name", header),
        what=fields["what"],
        unit=fields["unit"],
        source=fields["source"],
        date=date,
        confidence=fields["confidence"],
        kind=fields["kind"],
        status=fields["status"],
        total=None if text or total is None or reason else Fraction(total),
        no_total=reason,
        known_total=None if text or known is None else Fraction(known),
        note=fields.get("note", ""),
    )
