"""Records of what was said, disputed and promised, as the case's dataclasses."""

from __future__ import annotations

from foedus.case.reader import Record
from foedus.case.words import (
    BASE,
    Absent,
    Cell,
    Commitment,
    Comparison,
    Dispute,
    Point,
    Question,
    Side,
    Statement,
    Status,
)


def statement(r: Record, layer: str) -> Statement:
    """Return a statement; `layer` is the file's own, where it says one."""
    quote, status = r.text("quote"), r.choice("status", Status)
    bracketed = quote.startswith(("[", "("))
    if bracketed and quote.endswith(("]", ")")) and status in (Status.HELD, Status.RECORDED):
        help = "take off the brackets, or give it the status paraphrase"
        what = f"{r.name} is bracketed but {status.value}"
        r.fail("E316", what, "quote", expected="paraphrase or unverified", help=help)
    found = Statement(
        key=r.text("key"),
        when=r.when(),
        speaker=r.text("speaker"),
        capacity=r.text("capacity"),
        document=r.text("document", ""),
        quote=quote,
        language=r.text("language", "en"),
        source=r.text("source"),
        source_kind=r.text("source_kind", ""),
        status=status,
        matters=r.texts("matters"),
        translator=r.text("translator", ""),
        translation=r.text("translation", ""),
        translation_by=r.text("translation_by", ""),
        reports=r.texts("reports"),
        mandate=r.text("mandate", ""),
        date_note=r.text("date_note", ""),
        note=r.text("note", ""),
        layer=r.text("layer", layer),
        place=r.file.place(r.path),
    )
    r.done({"copy", "sha256"})
    return found


def question(r: Record) -> Question:
    """Return a question."""
    found = Question(
        key=r.text("key"),
        text=r.text("text"),
        statements=r.texts("statements", needed=True),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
    )
    r.done()
    return found


def _cell(r: Record) -> Cell:
    found = Cell(r.text("statement"), r.text("words"), r.texts("marks"))
    for mark in found.marks:
        if mark not in found.words:
            what = f'the mark "{mark}" is not in the words of this cell'
            r.fail("E309", what, "marks", word=mark, expected=f'part of "{found.words}"')
    r.done()
    return found


def _point(r: Record, columns: tuple[str, ...]) -> Point:
    cells = tuple(_cell(c) for c in r.records("cell"))
    if tuple(c.statement for c in cells) != columns:
        what = f"the cells of {r.name} do not match the columns of the comparison"
        r.fail("E318", what, expected="one cell for each of " + ", ".join(columns))
    found = Point(r.text("title"), cells, r.text("note", ""))
    r.done()
    return found


def comparison(r: Record) -> Comparison:
    """Return a comparison of several texts, point by point."""
    columns = r.texts("columns", needed=True)
    absent = []
    for a in r.records("absent"):
        absent.append(Absent(a.text("who"), a.texts("statements"), a.text("note", "")))
        a.done()
    found = Comparison(
        key=r.text("key"),
        title=r.text("title"),
        columns=columns,
        points=tuple(_point(p, columns) for p in r.records("point")),
        only=tuple(_cell(c) for c in r.records("only")),
        absent=tuple(absent),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
    )
    r.done()
    return found


def dispute(r: Record) -> Dispute:
    """Return a dispute; fewer than two sides, or a side without a statement, is E317."""
    sides = []
    for s in r.records("side"):
        sides.append(Side(s.text("holds"), s.texts("statements", needed=True)))
        s.done()
    if len(sides) < 2 or not all(s.statements for s in sides):
        what = f"{r.name} has fewer than two sides with a statement each"
        r.fail("E317", what, expected="two or more [[dispute.side]] with statements")
    found = Dispute(
        key=r.text("key"),
        on=r.text("on"),
        sides=tuple(sides),
        texts=r.texts("texts"),
        note=r.text("note", ""),
        layer=r.text("layer", BASE),
    )
    r.done()
    return found


def commitment(r: Record, layer: str) -> Commitment:
    """Return a commitment; obligor, deadline and verifier are as written, or "not stated"."""
    found = Commitment(
        key=r.text("key"),
        when=r.when(),
        document=r.text("document"),
        point=r.text("point"),
        text=r.text("text"),
        language=r.text("language", "en"),
        obligor=r.text("obligor"),
        deadline=r.text("deadline"),
        verifier=r.text("verifier"),
        source=r.text("source"),
        status=r.choice("status", Status),
        after=r.texts("after"),
        readings=r.texts("readings"),
        note=r.text("note", ""),
        layer=r.text("layer", layer),
        place=r.file.place(r.path),
    )
    r.done()
    return found
