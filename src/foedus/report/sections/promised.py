"""What was promised: each commitment as written, with who owes it, by when, and who verifies."""

from __future__ import annotations

from foedus.case.model import BASE, Case, Commitment
from foedus.report.blocks import (
    Caution,
    Figure,
    Group,
    Provenance,
    Quote,
    Quotes,
    Section,
    slug,
)
from foedus.report.data import Data
from foedus.report.figures.timeline import Event, day_of, timeline
from foedus.report.numbers import counted
from foedus.report.sections.quotes import quote
from foedus.report.words import Piece


def promised(case: Case) -> Section | None:
    """Return the commitments by document; None where the case has none."""
    if not case.commitments:
        return None
    documents = tuple(dict.fromkeys(c.document for c in case.commitments))
    blocks: list[object] = [
        Caution(
            "Obligor, deadline and verifier are as the document writes them; “none” means that it "
            "names none. Whether a promise was kept is not judged here."
        ),
    ]
    figure = _deadlines(case)
    if figure:
        blocks.append(figure)
    blocks += [_document(case, d, k) for k, d in enumerate(documents)]
    return Section("promised", "What was promised", tuple(blocks))


def _deadlines(case: Case) -> Figure | None:
    events = []
    rows = []
    for number, c in enumerate(case.commitments, 1):
        made, due = c.when.first, day_of(c.deadline)
        events.append(Event(number, due or made, f"{c.document}, {c.point}", due is not None))
        rows.append((number, str(c.when), c.deadline, c.document, c.point))
    if len({e.day for e in events}) < 2:
        return None
    header = ("Number", "Made", "Deadline as written", "Document", "Point")
    return Figure(
        "deadlines",
        "When the promises were made and when they were due",
        (timeline("deadline-line", "Promises by day", events, case.as_of, "as of"),),
        Data(header, tuple(rows), frozenset({0})),
        Provenance(
            "the commitments below",
            "a deadline that the document does not give as a day stands on the day of the document",
        ),
        (("event", "made on this day, no day as deadline"), ("deadline", "due on this day")),
    )


def _document(case: Case, document: str, number: int) -> Group:
    points = [c for c in case.commitments if c.document == document]
    quotes = tuple(_commitment(c) for c in points)
    blocks: list[object] = [Quotes(slug("points", number), "", quotes)]
    for c in points:
        texts = tuple(quote(case.statements[k]) for k in c.readings if not _is_text(case, c, k))
        if texts:
            title = f"What is said of point {c.point}"
            blocks.append(Quotes(slug("reading", number, c.key), title, texts))
    title = f"{document} ({counted(len(points), 'point')})"
    return Group(slug("document", number), title, tuple(blocks), open=number == 0)


def _is_text(case: Case, c: Commitment, key: str) -> bool:
    """Return whether a statement is the text of the commitment itself, which stands there."""
    return _plain(c.text) in _plain(case.statements[key].quote)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _commitment(c: Commitment) -> Quote:
    parts = (("obligor", c.obligor), ("deadline", c.deadline), ("verifier", c.verifier))
    told = "; ".join(f"{name}: {words or 'not stated'}" for name, words in parts)
    return Quote(
        speaker=f"Point {c.point}",
        capacity="",
        date=str(c.when),
        pieces=(Piece(c.text),),
        language=c.language,
        verbatim=c.status in ("held", "recorded"),
        status=f"{told}. {c.status.label[:1].upper()}{c.status.label[1:]}.",
        url=c.source,
        note=c.note,
        layer="" if c.layer == BASE else c.layer,
    )
