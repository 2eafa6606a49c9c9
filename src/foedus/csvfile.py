"""CSV text with the place of every cell, so that an error can name file, line and column."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass

from foedus.errors import BadInput, Diagnostic, Place

#: More than any number of people, votes or seats has.
DIGITS = 40


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file as text: header, rows and the line each row begins on.

    `digest` is the SHA-256 of the bytes read; cells are stripped of surrounding blanks; a blank
    cell is an empty string and means "unknown", never zero.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    digest: str

    def place(self, row: int, column: str | int) -> Place:
        """Return the place of a cell: its line, and the number of its field as the column."""
        index = column if isinstance(column, int) else self.header.index(column)
        return Place(self.file, self.lines[row], index + 1)

    def column(self, name: str) -> tuple[str, ...]:
        """Return one column's cells; raises ValueError where there is no such column."""
        index = self.header.index(name)
        return tuple(row[index] for row in self.rows)


def is_whole(text: str) -> bool:
    """Tell whether a cell is a whole number from 0 up, of no more digits than any count needs.

    Python itself refuses to read a number of more than 4,300 digits.
    """
    return text.isdecimal() and len(text) <= DIGITS


def decode_text(data: bytes, file: str, *, code: str) -> str:
    """Return UTF-8 text, a byte-order mark apart; raises BadInput with the line that is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data[: exc.start].count(b"\n") + 1
        raise BadInput(
            Diagnostic(code, "the file is not UTF-8", Place(file, line), "UTF-8 text")
        ) from None


def parse_sheet(data: bytes, file: str, *, code: str = "E200", blank_rows: bool = False) -> Sheet:
    """Return the sheet in `data` (UTF-8 with or without a byte-order mark, one header row).

    Rows of blank cells are left out, unless `blank_rows`: then they are rows (a blank ballot is
    one), and only lines without a separator are left out. Raises BadInput, with every broken row,
    under the error code given.
    """
    text = decode_text(data, file, code=code)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    start = 1
    try:
        for raw in reader:
            if any(cell.strip() for cell in raw) or (blank_rows and len(raw) > 1):
                rows.append(tuple(cell.strip() for cell in raw))
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as exc:
        what = f"this is not a CSV row: {exc}"
        raise BadInput(
            Diagnostic(code, what, Place(file, start), "comma-separated cells")
        ) from None
    if not rows:
        raise BadInput(Diagnostic(code, "the table is empty", Place(file), "a header row"))
    header, body, body_lines = rows[0], rows[1:], lines[1:]
    errors = [
        Diagnostic(code, f'the column "{name}" appears twice', Place(file, lines[0], i + 1))
        for i, name in enumerate(header)
        if name in header[:i]
    ]
    errors += [
        Diagnostic(
            code,
            f"this row has {len(row)} cells",
            Place(file, line, len(row)),
            f"{len(header)} cells, one for each column of the header",
        )
        for row, line in zip(body, body_lines, strict=True)
        if len(row) != len(header)
    ]
    if errors:
        raise BadInput(errors)
    digest = hashlib.sha256(data).hexdigest()
    return Sheet(file, header, tuple(body), tuple(body_lines), digest)
