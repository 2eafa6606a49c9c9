"""Statements as quotes of the page, with their status, capacity, language and layer."""

from __future__ import annotations

from collections.abc import Sequence

from foedus.case.model import BASE, Statement, Status
from foedus.report.blocks import Quote, slug
from foedus.report.numbers import listed
from foedus.report.words import Piece, compared, only_here


def quote(statement: Statement) -> Quote:
    """Return one statement as a quote."""
    return quote_with(statement, (Piece(statement.quote),), ())


def side_by_side(statements: Sequence[Statement]) -> tuple[Quote, ...]:
    """Return quotes; where exactly two stand side by side, the words that differ are marked."""
    if len(statements) != 2 or statements[0].language != statements[1].language:
        return tuple(quote(s) for s in statements)
    left, right = compared(statements[0].quote, statements[1].quote)
    return (
        quote_with(statements[0], left, only_here(left)),
        quote_with(statements[1], right, only_here(right)),
    )


def marked(words: str, marks: Sequence[str]) -> tuple[Piece, ...]:
    """Return words cut into pieces so that every occurrence of a mark differs."""
    pieces = [Piece(words)]
    for mark in sorted(filter(None, marks), key=len, reverse=True):
        pieces = [p for piece in pieces for p in _split(piece, mark)]
    return tuple(p for p in pieces if p.text)


def verbatim(statement: Statement) -> bool:
    """Return whether the words are the speaker's own as recorded, and no paraphrase."""
    return statement.status in (Status.HELD, Status.RECORDED)


def _split(piece: Piece, mark: str) -> list[Piece]:
    if piece.differs or mark not in piece.text:
        return [piece]
    found: list[Piece] = []
    for k, part in enumerate(piece.text.split(mark)):
        found += [Piece(mark, differs=True)] if k else []
        found.append(Piece(part))
    return found


def quote_with(statement: Statement, pieces: tuple[Piece, ...], only: tuple[str, ...]) -> Quote:
    """Return a statement as a quote of `pieces`, with the words that only it has."""
    return Quote(
        statement.speaker,
        statement.capacity,
        str(statement.when),
        pieces,
        statement.language,
        verbatim(statement),
        _status(statement),
        statement.translation,
        _translation_by(statement),
        statement.document,
        statement.source,
        ". ".join(n.rstrip(".") for n in (statement.date_note, statement.note) if n),
        only,
        "" if statement.layer == BASE else statement.layer,
        slug("statement", statement.key),
    )


def _translation_by(statement: Statement) -> str:
    if not statement.translation:
        return ""
    by = f" by {statement.translation_by}" if statement.translation_by else ""
    return f"English reading{by}:"


def _status(statement: Statement) -> str:
    parts = [f"{statement.status.label[:1].upper()}{statement.status.label[1:]}"]
    if statement.translator:
        parts.append(f"translated by {statement.translator}")
    if statement.reports:
        parts.append(f"speaks of {listed(statement.reports)}")
    if statement.mandate:
        parts.append(f"mandate: {statement.mandate}")
    return "; ".join(parts) + "."
