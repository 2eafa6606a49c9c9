"""What was said, by question, in the speakers' own words, and who was not in the room."""

from __future__ import annotations

from collections import Counter

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
from foedus.report.figures.days import day_columns, window
from foedus.report.numbers import counted
from foedus.report.sections.quotes import marked, quote, quote_with, side_by_side

#: Days that the drawing of statements shows.
DAYS = 45

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
    """Return how many statements there are for each of the last days up to the as-of date."""
    counts = Counter(s.when.first for s in case.statements.values() if s.when.first == s.when.last)
    first, last = window(case.as_of, DAYS)
    inside = {d: n for d, n in counts.items() if first <= d <= last}
    if len(inside) < 2:
        return None
    speakers = {
        day: dict.fromkeys(s.speaker for s in case.statements.values() if s.when.first == day)
        for day in inside
    }
    rows = tuple((d.isoformat(), inside[d], ", ".join(speakers[d])) for d in sorted(inside))
    outside = len(case.statements) - sum(inside.values())
    return Figure(
        "when",
        f"Statements on each of the {DAYS} days up to {case.as_of.isoformat()}",
        (day_columns("when-line", "Statements a day", inside, first, last),),
        Data(("Day", "Statements", "Speakers"), rows, frozenset({1})),
        Provenance(
            "the statements above", "counted by the day on which they were made", "", "exact"
        ),
        note=f"{counted(outside, 'statement')} of other days or without a day not in the drawing. "
        "The number shows what this case holds, not how much was said.",
    )
