"""Vote files: counts by body and unit, or voter by voter; an empty cell is unknown, never zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from foedus.csvfile import DIGITS, Sheet, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place

#: What a voter can do; `registered` counts who could.
KINDS = ("yes", "no", "abstain", "absent", "invalid")
CELLS = (*KINDS, "registered")


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of one body or of one unit of it; None is unknown."""

    body: str
    unit: str
    cells: Mapping[str, int | None]
    place: Place = field(compare=False, default=Place(""))

    @property
    def name(self) -> str:
        """Whose votes these are."""
        return f"{self.unit} in {self.body}" if self.unit else self.body

    def range(self, cell: str) -> tuple[int, int | None]:
        """Return the least and greatest value a cell can have (None: no upper bound known)."""
        value = self.cells.get(cell)
        if value is not None:
            return value, value
        others = [self.cells.get(k) or 0 for k in KINDS if k != cell]
        registered = self.cells.get("registered")
        if cell == "registered":
            return sum(self.cells.get(k) or 0 for k in KINDS), None
        return 0, None if registered is None else max(0, registered - sum(others))


def read_ballots(data: bytes, file: str) -> tuple[Votes, ...]:
    """Return the votes of a file. Raises BadInput with every error (E260-E264).

    Two forms: `body,unit,yes,no,abstain,absent,invalid,registered` (columns may be left out:
    unknown), or `voter,vote[,body]` with one line a voter.
    """
    rows, errors = read_rows(data, file)
    if errors:
        raise BadInput(errors)
    return rows


def read_rows(data: bytes, file: str) -> tuple[tuple[Votes, ...], list[Diagnostic]]:
    """Return the votes of a file and its errors; a cell in error is unknown.

    Raises BadInput (E260) for a header or a file that is no vote file.
    """
    sheet = parse_sheet(data, file, code="E260")
    header = set(sheet.header)
    if {"voter", "vote"} <= header <= {"voter", "vote", "body", "unit"}:
        return _roll_call(sheet)
    if "body" in header and header <= {"body", "unit", *CELLS} and header & set(KINDS):
        return _counts(sheet)
    what = f"the columns are {', '.join(sheet.header)}"
    expected = f"body, unit, {', '.join(CELLS)}; or voter, vote"
    raise BadInput(Diagnostic("E260", what, Place(file, 1), expected))


def _counts(sheet: Sheet) -> tuple[tuple[Votes, ...], list[Diagnostic]]:
    found, errors = list[Votes](), list[Diagnostic]()
    for i, row in enumerate(sheet.rows):
        cells = dict(zip(sheet.header, row, strict=True))
        counts: dict[str, int | None] = {}
        for cell in CELLS:
            text = cells.get(cell, "")
            if text and not is_whole(text):
                where = sheet.place(i, cell)
                shown = text if len(text) <= 2 * DIGITS else f"{text[:DIGITS]}..."
                what = f'"{shown}" is not a number of votes'
                help = "leave the cell empty where the number is unknown"
                errors.append(Diagnostic("E261", what, where, "a whole number", help))
                text = ""
            counts[cell] = int(text) if text else None
        votes = Votes(cells["body"], cells.get("unit", ""), counts, sheet.place(i, "body"))
        errors += _too_many(votes)
        found.append(votes)
    return tuple(found), errors + _twice(found)


def _too_many(votes: Votes) -> list[Diagnostic]:
    registered = votes.cells.get("registered")
    known = sum(votes.cells.get(k) or 0 for k in KINDS)
    if registered is None or known <= registered:
        return []
    what = f"{known} votes of {registered} registered in {votes.name}"
    return [Diagnostic("E264", what, votes.place, f"at most {registered}")]


def _twice(found: list[Votes]) -> list[Diagnostic]:
    errors: list[Diagnostic] = []
    seen: dict[tuple[str, str], Votes] = {}
    for votes in found:
        key = (votes.body, votes.unit)
        whole = seen.get((votes.body, ""))
        if key in seen or (votes.unit and whole is not None):
            earlier = seen.get(key) or whole
            note = ((earlier.place, "first given here"),) if earlier else ()
            what = f"the votes of {votes.name} are given twice"
            errors.append(Diagnostic("E263", what, votes.place, "once each", related=note))
        seen[key] = votes
    return errors


def _roll_call(sheet: Sheet) -> tuple[tuple[Votes, ...], list[Diagnostic]]:
    found: dict[tuple[str, str], dict[str, int | None]] = {}
    places: dict[tuple[str, str], Place] = {}
    errors: list[Diagnostic] = []
    seen: dict[tuple[str, str], int] = {}
    for i, row in enumerate(sheet.rows):
        cells = dict(zip(sheet.header, row, strict=True))
        voter, vote = cells["voter"], cells["vote"].casefold()
        if vote and vote not in KINDS:
            where = sheet.place(i, "vote")
            what = f'"{cells["vote"]}" is not a vote'
            errors.append(Diagnostic("E261", what, where, ", ".join(KINDS)))
        body, unit = cells.get("body", ""), cells.get("unit", "")
        once = (body, voter)
        if once in seen:
            related = ((sheet.place(seen[once], "voter"), "first given here"),)
            what = f"{voter} votes twice"
            where = sheet.place(i, "voter")
            errors.append(Diagnostic("E263", what, where, "one line a voter", related=related))
        seen.setdefault(once, i)
        key = (body, unit) if body else (voter, "")
        counts = found.setdefault(key, dict.fromkeys(CELLS, 0))
        places.setdefault(key, sheet.place(i, "voter"))
        counts["registered"] = (counts["registered"] or 0) + 1
        if not vote:
            found[key] = dict.fromkeys(KINDS) | {"registered": counts["registered"]}
        elif vote in KINDS and counts[vote] is not None:
            counts[vote] = (counts[vote] or 0) + 1
    return tuple(Votes(b, u, c, places[b, u]) for (b, u), c in found.items()), errors
