"""Station tables of millions of rows: read by DuckDB from Parquet or CSV, kept as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.observe.columns import Absent, Columns
from foedus.observe.results import ONE, Results, Value
from foedus.observe.whole import LARGEST

#: How many faulty cells are listed one by one; the others are counted.
LISTED = 1000
REASONS = tuple(Absent)
WRONG = len(REASONS) + 1


class Cells(Sequence[Value]):
    """A column of counts and reasons, made into values only where one is asked for."""

    def __init__(self, numbers: npt.NDArray[Any], reasons: npt.NDArray[Any]) -> None:
        self.numbers, self.reasons = numbers, reasons

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, i: Any) -> Any:
        """Return one value, or a list of them for a slice."""
        if isinstance(i, slice):
            return [self[k] for k in range(*i.indices(len(self)))]
        reason = int(self.reasons[i])
        return REASONS[reason - 1] if reason else int(self.numbers[i])

    def __iter__(self) -> Iterator[Value]:
        return (self[i] for i in range(len(self)))


@dataclass(frozen=True, slots=True)
class BigResults(Results):
    """A station table as arrays: the same questions, the same answers, less memory.

    `arrays` holds counts (-1 where there is none), `reasons` 0 for a count, else 1 + the place of
    the reason in REASONS.
    """

    arrays: Mapping[str, npt.NDArray[np.int64]] = field(repr=False, default_factory=dict)
    reasons: Mapping[str, npt.NDArray[np.int8]] = field(repr=False, default_factory=dict)

    def known(self, name: str) -> npt.NDArray[np.bool_]:
        """Return, station by station, whether a field holds a count."""
        held: npt.NDArray[np.bool_] = self.reasons[name] == 0
        return held

    def numbers(self, name: str) -> npt.NDArray[np.int64]:
        """Return a field as integers, with -1 (never 0) where there is no count."""
        return self.arrays[name].copy()

    def absences(self) -> dict[str, dict[str, int]]:
        """Return, field by field, how many stations lack a count, by reason; and zeros apart."""
        table = {}
        for name, reasons in self.reasons.items():
            tally = np.bincount(reasons, minlength=WRONG)
            found = {r.value: int(tally[i + 1]) for i, r in enumerate(REASONS)}
            table[name] = {**found, "zero": int((self.arrays[name] == 0).sum())}
        return table

    def opened(self) -> npt.NDArray[np.bool_]:
        """Return, station by station, whether voting was held: no result field says "not held"."""
        closed = np.zeros(len(self), dtype=bool)
        code = REASONS.index(Absent.NOT_HELD) + 1
        for name in (*self.candidates, "ballots", "valid", "issued"):
            if name in self.reasons:
                closed |= self.reasons[name] == code
        return ~closed


def read_relation(relation: Any, file: str, columns: Columns, digest: str) -> BigResults:
    """Return the table of a DuckDB relation (of text or integer columns) under a mapping.

    Errors as in `results.read_results`; of faulty cells the first thousand are listed. The line of
    a row is its number in the file, the header being line 1.
    """
    header = tuple(relation.columns)
    wanted = {**columns.roles, **columns.candidates}
    missing = [
        Diagnostic("E902", f'"{k}" is mapped to the column "{c}", which is not there',
                   Place(file, 1), ", ".join(header), did_you_mean(c, header))
        for k, c in wanted.items() if c not in header
    ]  # fmt: skip
    if missing:
        raise BadInput(missing)
    table = relation.query("stations", _query(columns)).fetchnumpy()
    fields = list(columns.counted())
    arrays = {f: np.ma.filled(table[f"n{i}"], -1).astype(np.int64) for i, f in enumerate(fields)}
    reasons = {f: np.asarray(table[f"r{i}"]).astype(np.int8) for i, f in enumerate(fields)}
    names = {r: _text(table, r, len(table["station"])) for r in ("station", "stratum", "group")}
    _check(file, columns, names["station"], reasons, table, fields)
    counts: dict[str, Any] = {f: Cells(arrays[f], reasons[f]) for f in fields}
    return BigResults(
        file, names["station"], names["stratum"], names["group"], counts,
        tuple(columns.candidates), range(2, len(names["station"]) + 2),  # type: ignore[arg-type]
        digest, columns.population, arrays, reasons,
    )  # fmt: skip


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _cell(column: str) -> str:
    return f"trim(coalesce(CAST({_quoted(column)} AS VARCHAR), ''))"


def _query(columns: Columns) -> str:
    parts = []
    for role in ("station", "stratum", "group"):
        text = _cell(columns.roles[role]) if role in columns.roles else "''"
        parts.append(f"{text} AS {_quoted(role)}")
    for i, column in enumerate(columns.counted().values()):
        cell = _cell(column)
        number = f"TRY_CAST({cell} AS BIGINT)"
        fits = f"(regexp_full_match({cell}, '[0-9]+') AND {number} <= {LARGEST})"
        cases = " ".join(
            f"WHEN {cell} = {_literal(word)} THEN {REASONS.index(reason) + 1}"
            for word, reason in columns.absent.items()
        )
        parts.append(f"CASE WHEN {fits} THEN {number} ELSE -1 END AS n{i}")
        parts.append(f"CASE WHEN {fits} THEN 0 {cases} ELSE {WRONG} END AS r{i}")
        parts.append(f"CASE WHEN r{i} = {WRONG} THEN {cell} ELSE NULL END AS t{i}")
    return f"SELECT {', '.join(parts)} FROM stations"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(table: Mapping[str, Any], role: str, rows: int) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    found = tuple(kept.setdefault(str(v), str(v)) for v in np.ma.filled(table[role], ""))
    return found or ("",) * rows


def _check(
    file: str, columns: Columns, stations: tuple[str, ...],
    reasons: Mapping[str, npt.NDArray[np.int8]], table: Mapping[str, Any], fields: list[str],
) -> None:  # fmt: skip
    errors = _repeated(file, stations)
    total = 0
    for i, name in enumerate(fields):
        wrong = np.flatnonzero(reasons[name] == WRONG)
        total += len(wrong)
        for row in wrong[: max(0, LISTED - len(errors))]:
            column = columns.counted()[name]
            what = (
                f'"{table[f"t{i}"][row]}" in "{column}" is neither a count nor a declared absence'
            )
            expected = f"a whole number from 0 to {LARGEST}, or a word listed under [absent]"
            errors.append(Diagnostic("E903", what, Place(file, int(row) + 2), expected))
    if total > LISTED:
        errors.append(Diagnostic("E903", f"{total} cells are wrong in all", Place(file)))
    if errors:
        raise BadInput(errors)


def _repeated(file: str, stations: tuple[str, ...]) -> list[Diagnostic]:
    if len(set(stations)) == len(stations) and all(stations):
        return []
    seen: dict[str, int] = {}
    found = []
    for row, name in enumerate(stations):
        if not name:
            found.append(Diagnostic("E904", "a row names no station", Place(file, row + 2), ONE))
        elif name in seen:
            first = ((Place(file, seen[name] + 2), "the first row"),)
            what = f'the station "{name}" has a row already'
            found.append(Diagnostic("E904", what, Place(file, row + 2), ONE, related=first))
        seen.setdefault(name, row)
    return found[:LISTED]
