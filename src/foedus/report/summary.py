"""What a page holds in a few lines, for the terminal."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.answer import Answer
from foedus.case.model import BASE, Case
from foedus.report.blocks import Page
from foedus.report.numbers import counted, listed


@dataclass(frozen=True, slots=True)
class Summary(Answer):
    """The page in numbers: `lines` for people; `verdicts` counts the verdicts by state."""

    case: str
    title: str
    as_of: str
    sections: int
    lines: tuple[str, ...]
    verdicts: dict[str, int]
    hidden: str
    next: str
    inputs: dict[str, str]


def summary(case: Case, page: Page, verdicts: dict[str, int]) -> Summary:
    """Return the summary of a page made from a case."""
    later = sum(x.items for x in case.layers if not x.on and x.key != BASE)
    return Summary(
        case.meta.key,
        case.meta.title,
        page.as_of,
        len(page.sections),
        tuple(_lines(case, verdicts)),
        verdicts,
        counted(later, "item") if later else "",
        f"foedus check {case.meta.key}" if case.constitutions else f"foedus report {case.folder}",
        dict(page.digests),
    )


def _lines(case: Case, verdicts: dict[str, int]) -> list[str]:
    table = case.tables.get(case.meta.units)
    parts = [
        (len(table.labels) if table else 0, "unit"),
        (len(case.constitutions), "constitution"),
        (len(case.statements), "statement"),
        (len(case.disputes), "dispute"),
        (len(case.commitments), "commitment"),
        (len(case.surveys), "survey"),
        (len(case.votes), "recorded vote"),
    ]
    lines = [f"as of {case.as_of.isoformat()}"]
    lines.append(", ".join(counted(n, noun) for n, noun in parts if n))
    if verdicts:
        told = listed([f"{n} {state}" for state, n in sorted(verdicts.items())])
        lines.append(f"guarantees and questions: {told}")
    return [line for line in lines if line]
