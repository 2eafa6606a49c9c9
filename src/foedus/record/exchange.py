"""Plain files in and out, and the comparison of two copies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer
from foedus.errors import BadInput, Diagnostic, Place
from foedus.record.database import typed
from foedus.record.log import Log
from foedus.record.view import Item, what, who

CSV_COLUMNS = ("seq", "date", "kind", "id", "who", "what", "replaced_by")


def read_entries(text: str, file: str) -> tuple[list[Any], list[Place]]:
    """Return the entries in JSON lines or one JSON array, each with its place.

    Raises BadInput (E601) with every line that is no JSON.
    """
    if text.lstrip().startswith("["):
        try:
            found = _loads(text)
        except ValueError as exc:
            raise BadInput(_no_json(exc, file, 0)) from None
        return found, [Place(file, 0, i + 1) for i in range(len(found))]
    entries, places, faults = [], [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entries.append(_loads(line))
            places.append(Place(file, number))
        except ValueError as exc:
            faults.append(_no_json(exc, file, number, line))
    if faults:
        raise BadInput(faults)
    return entries, places


def _loads(text: str) -> Any:
    """Return what JSON text says; raises ValueError also where a key is twice or nesting too deep.

    Of a key that is twice, a parser silently keeps one (RFC 8259, section 4).
    """
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object')
    return found


def _no_json(exc: ValueError, file: str, line: int, source: str = "") -> Diagnostic:
    column = getattr(exc, "colno", 0)
    place = Place(file, line or getattr(exc, "lineno", 0), column)
    return Diagnostic("E601", f"this is no JSON: {exc}", place, "a JSON object", source=source)


def json_lines(log: Log) -> Iterator[str]:
    """Yield each entry's canonical JSON; a log rebuilt from them has the same root."""
    for entry in log.entries():
        yield entry.data.decode()


def csv_rows(entries: list[Item]) -> Iterator[tuple[str, ...]]:
    """Yield a header and a row an entry for spreadsheets; text that a spreadsheet would run as a
    formula gets a leading apostrophe."""
    yield CSV_COLUMNS
    for i in entries:
        yield plain_cells((str(i.seq), i.date, i.kind, i.id, who(i), what(i), i.replaced_by))


def plain_cells(cells: Iterable[str]) -> tuple[str, ...]:
    """Return cells that no spreadsheet runs as a formula."""
    return tuple(f"'{c}" if c[:1] in ("=", "+", "-", "@", "\t") else c for c in cells)


@dataclass(frozen=True, slots=True)
class Comparison(Answer):
    """How two copies relate: same, one is an earlier state of the other, or they differ."""

    relation: str
    mine: int
    theirs: int
    first_difference: int | None
    mine_there: Any = None
    theirs_there: Any = None
    method: str = "the entries in order, byte by byte"


def compare(mine: Log, theirs: Log) -> Comparison:
    """Return how two logs relate, with the first entry in which they differ.

    The entries themselves are compared, byte by byte: stored hashes of a copy that was tampered
    with may still be the old ones. Raises BadInput (E613) where a row is no entry.
    """
    a, b = mine.size(), theirs.size()
    for seq, (one, two) in enumerate(zip(_bodies(mine), _bodies(theirs), strict=False)):
        if one != two:
            return Comparison("they differ", a, b, seq, _read(one), _read(two))
    relation = "same" if a == b else ("mine is ahead" if a > b else "theirs is ahead")
    return Comparison(relation, a, b, None if a == b else min(a, b))


def _bodies(log: Log) -> Iterator[bytes]:
    for (body,) in typed(log.database, (bytes,), "SELECT body FROM entry ORDER BY seq"):
        yield body


def _read(body: bytes) -> Any:
    """Return an entry as data; as text where a damaged one is no JSON."""
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", errors="replace")
