"""Lots drawn in public: a table of who was drawn for which tie, checked against the ties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from foedus.csvfile import Sheet, parse_sheet
from foedus.errors import BadInput, Diagnostic, Place

#: What stands between names in one cell.
BAR = "|"


@dataclass(frozen=True, slots=True)
class Drawing:
    """One row: `tied` names were in the draw for `what` at `stage`, and `drawn` came out of it.

    `stage` and `what` are empty where the table does not say; `drawn` is in the order drawn.
    """

    tied: tuple[str, ...]
    drawn: tuple[str, ...]
    place: Place
    stage: str = ""
    what: str = ""

    def answers(self, tied: Collection[str], stage: str, what: str) -> bool:
        """Return whether this is the drawing of a tie among exactly `tied`."""
        return (
            set(self.tied) == set(tied)
            and self.stage in ("", stage)
            and self.what in ("", what)
        )  # fmt: skip


@dataclass(slots=True)
class Record:
    """The drawings of one table, and which ties each has answered; `code` is that of its errors."""

    file: str
    drawings: tuple[Drawing, ...]
    code: str
    data: bytes = b""
    answered: dict[int, set[tuple[str, str]]] = field(default_factory=dict)

    def find(self, tied: Sequence[str], stage: str = "", what: str = "") -> Drawing | None:
        """Return the drawing of a tie, None where no row holds it."""
        for i, row in enumerate(self.drawings):
            if row.answers(tied, stage, what):
                self.answered.setdefault(i, set()).add((stage, what))
                return row
        return None

    def order(self, row: Drawing, wanted: int) -> tuple[str, ...]:
        """Return the names drawn: `wanted` of them, or all that were tied, in their order.

        Raises BadInput at the row that holds another number.
        """
        if len(row.drawn) not in (wanted, len(row.tied)):
            names = "one name" if wanted == 1 else f"{wanted} names"
            what = f"{len(row.drawn)} drawn, where {wanted} of {len(row.tied)} receive something"
            expected = f"{names}, or all {len(row.tied)} in the order drawn, joined by {BAR}"
            raise BadInput(Diagnostic(self.code, what, row.place, expected))
        return row.drawn

    def faults(self, open_: Iterable[tuple[str, str, Sequence[str]]]) -> list[Diagnostic]:
        """Return an error for each tie (stage, what, names) still open, and for each idle row."""
        found = [
            Diagnostic(self.code, f"no row says who was drawn for {named(*tie)}", Place(self.file),
                       f"a row such as {row_text(*tie)}")
            for tie in open_
        ]  # fmt: skip
        for i, row in enumerate(self.drawings):
            ties = sorted(self.answered.get(i, set()))
            if not ties:
                what = f"no such tie arises: {named(row.stage, row.what, row.tied)}"
                found.append(Diagnostic(self.code, what, row.place, "a tie of this count"))
            elif len(ties) > 1:
                what = f"this row answers {len(ties)} ties among {', '.join(row.tied)}"
                each = "; ".join(" ".join(filter(None, t)) for t in ties)
                found.append(Diagnostic(self.code, what, row.place, f"a row for each: {each}"))
        return found


def named(stage: str, what: str, tied: Sequence[str]) -> str:
    """Return a tie in words."""
    at = f"stage {stage}, " if stage else ""
    return f"{at}{what or 'the tie'} among {', '.join(tied)}"


def row_text(stage: str, what: str, tied: Sequence[str]) -> str:
    """Return the row that records a tie, the names drawn left to be filled in."""
    cells = (stage, what, BAR.join(tied), "NAME")
    return ",".join(f'"{c}"' if "," in c or '"' in c else c for c in cells)


def record_of(data: bytes, file: str, code: str) -> Record:
    """Return the drawings of a table (CSV) with the columns `stage`, `for`, `tied` and `drawn`.

    `stage` and `for` may be missing. Names in a cell are joined by a bar. Raises BadInput with
    every row that names fewer than two tied, somebody twice, or one drawn who was not tied.
    """
    sheet = parse_sheet(data, file, code=code)
    known = ("stage", "for", "tied", "drawn")
    wrong = [
        Diagnostic(code, f'there is no column "{c}"', Place(sheet.file, 1), ", ".join(known))
        for c in ("tied", "drawn")
        if c not in sheet.header
    ]
    wrong += [
        Diagnostic(code, f'a column "{c}"', Place(sheet.file, 1, i), ", ".join(known))
        for i, c in enumerate(sheet.header, 1)
        if c not in known
    ]
    if wrong:
        raise BadInput(wrong)
    rows = [_drawing(sheet, i) for i in range(len(sheet.rows))]
    faults = [d for i, row in enumerate(rows) for d in _faults(sheet, i, row, rows[:i], code)]
    if faults:
        raise BadInput(faults)
    return Record(sheet.file, tuple(rows), code, data)


def _drawing(sheet: Sheet, i: int) -> Drawing:
    cells = dict(zip(sheet.header, sheet.rows[i], strict=True))
    tied, drawn = (
        tuple(n.strip() for n in cells[c].split(BAR) if n.strip()) for c in ("tied", "drawn")
    )
    place = Place(sheet.file, sheet.lines[i])
    return Drawing(tied, drawn, place, cells.get("stage", ""), cells.get("for", ""))


def _faults(
    sheet: Sheet, i: int, row: Drawing, before: Sequence[Drawing], code: str
) -> list[Diagnostic]:
    """Return what is wrong with one row."""
    found = []
    if len(set(row.tied)) < 2:
        what = "a tie has at least two names"
        found.append(Diagnostic(code, what, sheet.place(i, "tied"), f"names joined by {BAR}"))
    for column, names in (("tied", row.tied), ("drawn", row.drawn)):
        twice = sorted({n for n in names if names.count(n) > 1})
        found += [
            Diagnostic(code, f'"{n}" stands twice', sheet.place(i, column), "each name once")
            for n in twice
        ]
    strangers = [n for n in dict.fromkeys(row.drawn) if n not in row.tied]
    found += [
        Diagnostic(code, f'"{n}" was drawn and is not among the tied', sheet.place(i, "drawn"),
                   ", ".join(row.tied))
        for n in strangers
    ]  # fmt: skip
    if not row.drawn:
        place = sheet.place(i, "drawn")
        found.append(Diagnostic(code, "nobody was drawn", place, ", ".join(row.tied)))
    if any(b.answers(row.tied, row.stage, row.what) for b in before):
        found.append(Diagnostic(code, "this tie has a row above", row.place, "one row a tie"))
    return found
