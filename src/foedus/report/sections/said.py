"""What was said, by question, in the speakers' own words, and who was not in the room."""

from __future__ import annotations

from foedus.case.model import Case, Cell, Comparison
from foedus.report.blocks import (
    Caution,
    Compared,
    Figure,
    Group,
    Listing,
    Provenance,
    Quote,
    Quotes,
    Section,
    slug,
)
from foedus.report.data import Data
from foedus.report.figures.timeline import Event, day_of, timeline
from foedus.report.numbers import counted
from foedus.report.sections.quotes import marked, quote, quote_with, side_by_side

MARKED = "Words that only one of the texts has are underlined and set on a tint."


def said(case: Case) -> Section | None:
    """Return the section of statements; None where the case has none."""
    if not case.statements:
        return None
    blocks: list[object] = [
        Caution(
            "Each text is its speaker's. That two texts overlap does not mean that anything was "
            "agreed, and that X says Y agreed is a statement of X."
        )
    ]
    for comparison in case.comparisons:
        blocks += _comparison(case, comparison)
    blocks += [
        Group(
            slug("question", question.key),
            f"{question.text} ({counted(len(question.statements), 'statement')})",
            (
                Quotes(
                    slug("answers", question.key),
                    "",
                    side_by_side([case.statements[k] for k in question.statements]),
                    question.note,
                ),
            ),
        )
        for question in case.questions
    ]
    figure = _when_figure(case)
    if figure:
        blocks.append(figure)
    return Section("said", "What was said, by question", tuple(blocks))


def _comparison(case: Case, comparison: Comparison) -> list[object]:
    blocks: list[object] = [Caution(comparison.note)] if comparison.note else []
    columns = tuple(quote(case.statements[k]) for k in comparison.columns)
    rows = tuple(
        (p.title, p.note, tuple(marked(c.words, c.marks) for c in p.cells))
        for p in comparison.points
    )
    blocks.append(Compared(slug("points-of", comparison.key), "", columns, rows, MARKED))
    if comparison.only:
        only = tuple(_cell(case, cell) for cell in comparison.only)
        blocks.append(Quotes(slug("only", comparison.key), "What only one of them says", only))
    if comparison.absent:
        blocks += _absent(case, comparison)
    return [Group(slug(comparison.key), comparison.title, tuple(blocks), open=True)]


def _cell(case: Case, cell: Cell) -> Quote:
    return quote_with(case.statements[cell.statement], marked(cell.words, cell.marks), cell.marks)


def _absent(case: Case, comparison: Comparison) -> list[object]:
    names = tuple(f"{a.who}. {a.note}".strip() for a in comparison.absent)
    blocks: list[object] = [Listing(names, "Who was not in the room")]
    for k, a in enumerate(comparison.absent):
        told = tuple(quote(case.statements[s]) for s in a.statements)
        if told:
            blocks.append(
                Quotes(
                    slug("absent", comparison.key, k),
                    f"{a.who}: statements by it or about it",
                    told,
                )
            )
    return blocks


def _when_figure(case: Case) -> Figure | None:
    statements = sorted(case.statements.values(), key=lambda s: (s.when.first, s.key))
    dated = [s for s in statements if day_of(str(s.when)) or s.when.first == s.when.last]
    if len(dated) < 2:
        return None
    numbers = {s.key: k for k, s in enumerate(statements, 1)}
    events = [Event(numbers[s.key], s.when.first, f"{s.speaker}: {s.document}") for s in dated]
    recent = [e for e in events if (case.as_of - e.day).days <= 400]
    if len(recent) < 2:
        return None
    rows = tuple((numbers[s.key], str(s.when), s.speaker, s.document) for s in statements)
    header = ("Number", "Date", "Speaker", "Document")
    older = len(statements) - len(recent)
    return Figure(
        "when",
        "When it was said",
        (timeline("when-line", "Statements by day", recent, case.as_of, "as of"),),
        Data(header, rows, frozenset({0})),
        Provenance("the statements above", "each mark is one statement on its first day"),
        (("event", "a statement"),),
        f"{counted(older, 'statement')} without a day, or older, only in the table."
        if older
        else "",
    )
