"""The CSV form in which ballots of Scottish councils are shared: head, weighted ballots, names."""

from __future__ import annotations

import csv
import io
import re

from foedus.elect.ballots.marks import UNKNOWN, Marked, MarkedBallots
from foedus.errors import BadInput, Diagnostic, Place

_WHOLE = re.compile("[0-9]{1,15}")


def parse_scottish_csv(text: str, file: str) -> MarkedBallots:
    """Return the ballots: "CANDIDATES,SEATS", "WEIGHT,CHOICE,...", then candidates and ward.

    A candidate's row is "Candidate N", first name, last name, party. Raises BadInput (E522) with
    every row at fault.
    """
    rows = _rows(text, file)
    faults: list[Diagnostic] = []
    head = rows[0][1] if rows else []
    if len(head) != 2 or not all(_WHOLE.fullmatch(c) and int(c) > 0 for c in head):
        line = rows[0][0] if rows else 0
        raise BadInput(_fault(file, line, "the file does not begin as it should",
                              "CANDIDATES,SEATS"))  # fmt: skip
    m, seats = int(head[0]), int(head[1])
    ballots, names, title = [], [], ""
    for line, row in rows[1:]:
        if row[0].lower().startswith("candidate"):
            names.append(" ".join(row[1:3]))
        elif all(_WHOLE.fullmatch(c) for c in row) and not names:
            ballots.append(_ballot(row, m, line))
        elif names and len(row) == 1:
            title = row[0]
        else:
            faults.append(_fault(file, line, f"this row is neither: {row[0][:40]}",
                                 "WEIGHT,CHOICE,... or Candidate N,FIRST,LAST,PARTY"))  # fmt: skip
    if len(names) != m:
        faults.append(_fault(file, 0, f"{m} candidates, but {len(names)} rows name one",
                             "a row for each; the file may be cut short"))  # fmt: skip
    if len(set(names)) != len(names):
        faults.append(_fault(file, 0, "two candidates have the same name", "names that differ"))
    if faults:
        raise BadInput(faults)
    return MarkedBallots(file, tuple(names), tuple(ballots), seats, title)


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, without blank cells, each with its line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found, line = [], 1
    try:
        for row in reader:
            cells = [c.strip() for c in row if c.strip()]
            if cells:
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as exc:
        raise BadInput(
            _fault(file, line, f"this is no CSV row: {exc}", "comma-separated cells")
        ) from None
    return found


def _ballot(row: list[str], m: int, line: int) -> Marked:
    weight, *choices = (int(c) for c in row)
    places = tuple((c - 1 if 1 <= c <= m else UNKNOWN,) for c in choices)
    return Marked(places, weight, line)


def _fault(file: str, line: int, what: str, expected: str) -> Diagnostic:
    return Diagnostic("E522", what, Place(file, line), expected)
