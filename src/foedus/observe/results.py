"""A station table: every station of the frame, with counts or the reason why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from foedus.csvfile import Sheet, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.observe.columns import Absent, Columns
from foedus.observe.whole import LARGEST, whole

Value = int | Absent
#: What is expected of the column of stations.
ONE = "each station by name in one row"
#: The largest count a cell may hold; sums over ten million stations stay within 64 bits.


@dataclass(frozen=True, slots=True)
class Results:
    """A station table as read: one row a station, in file order.

    `counts` holds each field (a role or a choice) as counts or reasons, one a station; `lines` is
    the line of the file each station begins on; `digest` the SHA-256 of the bytes.
    """

    file: str
    stations: tuple[str, ...]
    strata: tuple[str, ...]
    groups: tuple[str, ...]
    counts: Mapping[str, tuple[Value, ...]] = field(repr=False)
    candidates: tuple[str, ...]
    lines: tuple[int, ...] = field(repr=False)
    digest: str
    population: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.stations)

    def known(self, name: str) -> npt.NDArray[np.bool_]:
        """Return, station by station, whether a field holds a count."""
        return np.array([isinstance(v, int) for v in self.plain(name)], dtype=bool)

    def plain(self, name: str) -> tuple[int | str, ...]:
        """Return a field with each absence as its word; raises KeyError for an unmapped field."""
        return tuple(v.value if isinstance(v, Absent) else v for v in self.counts[name])

    def numbers(self, name: str) -> npt.NDArray[np.int64]:
        """Return a field as integers, with -1 (never 0) where there is no count."""
        return np.array([v if isinstance(v, int) else -1 for v in self.plain(name)], np.int64)

    def absences(self) -> dict[str, dict[str, int]]:
        """Return, field by field, how many stations lack a count, by reason; and zeros apart."""
        table = {}
        for name, values in self.counts.items():
            tally = Counter("zero" if v == 0 else str(v) for v in values if not v or _gone(v))
            table[name] = {k: tally[k] for k in (*(a.value for a in Absent), "zero")}
        return table

    def opened(self) -> npt.NDArray[np.bool_]:
        """Return, station by station, whether voting was held: no result field says "not held"."""
        closed = np.zeros(len(self), dtype=bool)
        for name in (*self.candidates, "ballots", "valid", "issued"):
            if name in self.counts:
                closed |= np.array([v is Absent.NOT_HELD for v in self.counts[name]], dtype=bool)
        return ~closed


def _gone(value: Value) -> bool:
    return isinstance(value, Absent)


def read_results(data: bytes, file: str, columns: Columns) -> Results:
    """Return the station table in CSV bytes under an explicit mapping.

    Raises BadInput with every unreadable row (E900), absent column (E902), cell that is neither
    a count nor a declared absence (E903) and repeated station (E904).
    """
    sheet = parse_sheet(data, file, code="E900")
    wanted = {**columns.roles, **columns.candidates}
    errors = [_no_column(sheet, k, c) for k, c in wanted.items() if c not in sheet.header]
    if errors:
        raise BadInput(errors)
    stations = sheet.column(columns.roles["station"])
    errors = _repeated(sheet, columns.roles["station"], stations)
    counts = {k: _cells(sheet, c, columns, errors) for k, c in columns.counted().items()}
    if errors:
        raise BadInput(errors)
    names = {r: _words(sheet, columns, r) for r in ("stratum", "group")}
    return Results(
        file, stations, names["stratum"], names["group"], counts, tuple(columns.candidates),
        sheet.lines, sheet.digest, columns.population,
    )  # fmt: skip


def _no_column(sheet: Sheet, role: str, column: str) -> Diagnostic:
    what = f'"{role}" is mapped to the column "{column}", which is not there'
    hint = did_you_mean(column, sheet.header)
    return Diagnostic("E902", what, Place(sheet.file, 1), ", ".join(sheet.header), hint)


def _repeated(sheet: Sheet, column: str, stations: tuple[str, ...]) -> list[Diagnostic]:
    seen: dict[str, int] = {}
    found = []
    for row, name in enumerate(stations):
        if not name:
            found.append(
                Diagnostic("E904", "a row names no station", sheet.place(row, column), ONE)
            )
        elif name in seen:
            what = f'the station "{name}" has a row already'
            first = (sheet.place(seen[name], column), "the first row")
            found.append(Diagnostic("E904", what, sheet.place(row, column), ONE, related=(first,)))
        seen.setdefault(name, row)
    return found


def _words(sheet: Sheet, columns: Columns, role: str) -> tuple[str, ...]:
    if role not in columns.roles:
        return ("",) * len(sheet.rows)
    return sheet.column(columns.roles[role])


def _cells(
    sheet: Sheet, column: str, columns: Columns, errors: list[Diagnostic]
) -> tuple[Value, ...]:
    values: list[Value] = []
    for row, cell in enumerate(sheet.column(column)):
        if (count := whole(cell)) is not None:
            values.append(count)
        elif cell in columns.absent:
            values.append(columns.absent[cell])
        else:
            what = f'"{cell}" in "{column}" is neither a count nor a declared absence'
            expected = f"a whole number from 0 to {LARGEST}, or a word listed under [absent]"
            errors.append(Diagnostic("E903", what, sheet.place(row, column), expected))
    return tuple(values)
