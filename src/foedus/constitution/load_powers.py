"""Tables of powers: rows of a CSV file, each the same as a `power` sentence, with its status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from foedus.constitution.syntax import Constitution, Function, Level, Powers, PowersTable
from foedus.csvfile import Sheet, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

NEEDED = ("matter", "functions", "level", "article")
KNOWN = (*NEEDED, "units", "residual", "status", "note", "source")
#: What is known of a row: its article was read, or it was not, or is not said.
STATUSES = ("", "verified", "unverified")

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class PowerRow:
    """One row: the sentence it stands for, whether its article was read and where, and a note."""

    power: Powers
    status: str = ""
    note: str = ""
    source: str = ""


def load_powers(
    constitution: Constitution, folder: Path, digests: dict[str, str],
    read: Callable[[Path], bytes], errors: list[Diagnostic],
) -> tuple[PowerRow, ...]:  # fmt: skip
    """Return the rows of every table of powers that a text names, relative to a folder.

    Adds to `digests`, and to `errors` every error: no such file (E114), a row that cannot be read
    (E157), a power given twice (E069).
    """
    found: list[PowerRow] = []
    for node in constitution.all(PowersTable):
        path = folder / node.table
        if not path.exists():
            help = "tables are named relative to the .foedus file"
            what = f'there is no table "{node.table}"'
            errors.append(Diagnostic("E114", what, node.place, "a file", help))
            continue
        try:
            sheet = parse_sheet(read(path), str(path), code="E157")
        except BadInput as exc:
            errors += exc.diagnostics
            continue
        digests[node.table] = sheet.digest
        found += read_rows(sheet, errors)
    errors += _twice(constitution, found)
    return tuple(found)


def read_rows(sheet: Sheet, errors: list[Diagnostic]) -> list[PowerRow]:
    """Return the rows of a sheet; what cannot be read is added to `errors` (E157)."""
    before = len(errors)
    for name in NEEDED:
        if name not in sheet.header:
            hint = did_you_mean(name, sheet.header)
            what = f'the table of powers has no column "{name}"'
            errors.append(Diagnostic("E157", what, Place(sheet.file, 1), ", ".join(KNOWN), hint))
    for i, name in enumerate(sheet.header):
        if name not in KNOWN:
            hint = did_you_mean(name, KNOWN)
            what = f'a table of powers has no column "{name}"'
            place = Place(sheet.file, 1, i + 1)
            errors.append(Diagnostic("E157", what, place, ", ".join(KNOWN), hint))
    if len(errors) > before:
        return []
    return [row for i in range(len(sheet.rows)) if (row := _row(sheet, i, errors))]


def _row(sheet: Sheet, i: int, errors: list[Diagnostic]) -> PowerRow | None:
    before = len(errors)
    cells = dict(zip(sheet.header, sheet.rows[i], strict=True))
    level = _word(Level, cells["level"], sheet, i, "level", errors)
    words = cells["functions"].split()
    functions = [_word(Function, w, sheet, i, "functions", errors) for w in words]
    residual = cells.get("residual", "") == "yes"
    status = cells.get("status", "")
    for column, wrong, expected in (
        ("functions", not words, "legislate, execute, finance or adjudicate"),
        ("matter", not (cells["matter"] or residual), "a matter, or `yes` under residual"),
        ("residual", cells.get("residual", "") not in ("", "yes"), "yes, or nothing"),
        ("article", not cells["article"], "the article that says so"),
        ("status", status not in STATUSES, "verified, unverified, or nothing"),
    ):
        if wrong:
            what = f'{column} is "{cells.get(column, "")}"'
            at = column if column in sheet.header else "matter"
            errors.append(Diagnostic("E157", what, sheet.place(i, at), expected))
    units = tuple(u.strip() for u in cells.get("units", "").split(";") if u.strip())
    kept = tuple(dict.fromkeys(f for f in functions if f is not None))
    if level is None or len(errors) > before:
        return None
    place = sheet.place(i, "matter")
    named = cells["matter"]
    power = Powers(named, level, kept, cells["article"], units, residual and not named, place=place)
    note = cells.get("note", "")
    if residual and named:
        note = f"by the residual clause; {note}".removesuffix("; ")
    return PowerRow(power, status, note, cells.get("source", ""))


def _word(
    kind: type[E], word: str, sheet: Sheet, i: int, column: str, errors: list[Diagnostic]
) -> E | None:
    words = [str(w) for w in kind]
    if word in words:
        return kind(word)
    hint = did_you_mean(word, words)
    what = f'there is no {kind.__name__.lower()} "{word}"'
    errors.append(Diagnostic("E157", what, sheet.place(i, column), ", ".join(words), hint))
    return None


def _twice(constitution: Constitution, rows: list[PowerRow]) -> Iterator[Diagnostic]:
    """Yield an error for each row that gives what a sentence or an earlier row gives already."""
    seen: dict[tuple[str, ...], Powers] = {}
    for power in constitution.all(Powers):
        seen.update(dict.fromkeys(_cells(power), power))
    for row in rows:
        for key in _cells(row.power):
            first = seen.setdefault(key, row.power)
            if first is not row.power:
                what = f'"{key[0] or "any other matter"}": {key[1]} may {key[2]} stands twice'
                expected = "each function of a matter once for a level and unit"
                related = ((first.place, "it stands here first"),)
                help = "name both articles in one row"
                yield Diagnostic("E069", what, row.power.place, expected, help, related=related)
                break


def _cells(power: Powers) -> list[tuple[str, ...]]:
    return [
        (power.matter, str(power.level), str(function), unit)
        for function in power.functions
        for unit in power.units or ("",)
    ]
