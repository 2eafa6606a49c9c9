"""What was said, by question, in the speakers' own words, and who was not in the room."""

from __future__ import annotations

from foedus.case.model import Absent, Case, Cell, Comparison
from foedus.report.blocks import (
    Caution,
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
from foedus.report.sections.quotes import marked, quote_with, side_by_side

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
    blocks: list[object] = [
        Quotes(
            slug("point", comparison.key, k),
            point.title,
            tuple(_cell(case, cell) for cell in point.cells),
            " ".join(n for n in (point.note, MARKED if k == 0 else "") if n),
        )
        for k, point in enumerate(comparison.points)
    ]
    if comparison.only:
        only = tuple(_cell(case, cell) for cell in comparison.only)
        blocks.append(Quotes(slug("only", comparison.key), "In one of the texts only", only))
    if comparison.absent:
        items = tuple(_absent(case, a) for a in comparison.absent)
        blocks.append(Listing(items, "Who was not in the room"))
    lead = (Caution(comparison.note),) if comparison.note else ()
    return [Group(slug(comparison.key), comparison.title, (*lead, *blocks), open=True)]


def _cell(case: Case, cell: Cell) -> Quote:
    return quote_with(
        case.statements[cell.statement], marked(cell.words, cell.marks), cell.marks, ""
    )


def _absent(case: Case, absent: Absent) -> str:
    told = [case.statements[k] for k in absent.statements if k in case.statements]
    words = " ".join(f"{s.speaker}, {s.when}: “{s.quote}”" for s in told)
    return f"{absent.who}. {absent.note} {words}".replace("  ", " ").strip()


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
    rows = tuple(
        (numbers[s.key], str(s.when), s.speaker, s.capacity, s.document, s.status.label)
        for s in statements
    )
    header = ("Number", "Date", "Speaker", "Capacity", "Document", "Status")
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
