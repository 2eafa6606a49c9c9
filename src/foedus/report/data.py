"""The data under a figure: a table to read and the same cells as a CSV file inside the page."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import dataclass
from fractions import Fraction

from foedus.report.numbers import exact, quantity

#: What a cell may hold: text, a number, or None for unknown.
Cell = str | int | Fraction | None


@dataclass(frozen=True, slots=True)
class Data:
    """A table: `header` names the columns, the first cell of each row names the row.

    `numeric` holds the indices of columns set flush right.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()

    def shown(self) -> tuple[tuple[str, ...], ...]:
        """Return the cells as a reader meets them (long fractions rounded)."""
        return tuple(tuple(_shown(cell) for cell in row) for row in self.rows)

    def csv(self) -> str:
        """Return the cells as CSV text, every number exact, unknown cells blank."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([_safe(name) for name in self.header])
        writer.writerows([[_file_cell(cell) for cell in row] for row in self.rows])
        return out.getvalue()

    def uri(self) -> str:
        """Return the CSV as a data address that a browser saves without any network."""
        body = base64.b64encode(self.csv().encode("utf-8-sig")).decode("ascii")
        return f"data:text/csv;charset=utf-8;base64,{body}"


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else quantity(cell, 2)


def _file_cell(cell: Cell) -> str:
    return _safe(cell) if isinstance(cell, str) else exact(cell)


def _safe(text: str) -> str:
    # A spreadsheet runs a cell that begins like a formula; a quote mark keeps it text.
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text
