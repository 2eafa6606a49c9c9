"""What is disputed: the statements of every side, side by side."""

from __future__ import annotations

from foedus.case.model import Case, Dispute
from foedus.report.blocks import Caution, Quotes, Section, slug
from foedus.report.sections.quotes import quote


def disputed(case: Case) -> Section | None:
    """Return the disputes; None where the case has none."""
    if not case.disputes:
        return None
    blocks: list[object] = [
        Caution("The page decides none of these. The order of the sides is that of the file.")
    ]
    for dispute in case.disputes:
        blocks += _dispute(case, dispute)
    return Section("disputed", "What is disputed", tuple(blocks))


def _dispute(case: Case, dispute: Dispute) -> list[object]:
    sides = tuple(
        quote(case.statements[k], side.holds) for side in dispute.sides for k in side.statements
    )
    blocks = [Quotes(slug("dispute", dispute.key), dispute.on, sides, dispute.note)]
    if dispute.texts:
        texts = tuple(quote(case.statements[k]) for k in dispute.texts)
        title = "The texts that the dispute is about"
        blocks.append(Quotes(slug("texts", dispute.key), title, texts))
    return list(blocks)
