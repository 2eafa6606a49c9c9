"""The data under a figure: a table to read and the same cells as a CSV file inside the page."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from foedus.report.numbers import exact, quantity

#: What may stand in a data address as it is.
PLAIN = ",;:/()-._~!*=@$"
#: The last column (from 0) that the style sheet can set flush right by itself.
COLUMNS = 24
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

    @property
    def flush(self) -> str:
        """The style classes of the columns set flush right: said once, not cell by cell.

        Raises ValueError for a column beyond those that the style sheet knows.
        """
        if self.numeric == frozenset(range(1, len(self.header))):
            return " figures"
        if max(self.numeric, default=0) > COLUMNS:
            raise ValueError(f"a table has numbers beyond its column {COLUMNS + 1}")
        return "".join(f" f{k}" for k in sorted(self.numeric) if k)

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
        """Return the CSV as a data address that a browser saves without any network.

        The shorter of its two encodings: by percent signs or in base 64.
        """
        raw = self.csv().encode("utf-8-sig")
        plain, packed = quote(raw, safe=PLAIN), base64.b64encode(raw).decode("ascii")
        if len(plain) <= len(packed):
            return f"data:text/csv;charset=utf-8,{plain}"
        return f"data:text/csv;charset=utf-8;base64,{packed}"


def _shown(cell: Cell) -> str:
    return cell if isinstance(cell, str) else quantity(cell, 2)


def _file_cell(cell: Cell) -> str:
    return _safe(cell) if isinstance(cell, str) else exact(cell)


def _safe(text: str) -> str:
    # A spreadsheet runs a cell that begins like a formula; a quote mark keeps it text.
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") else text
