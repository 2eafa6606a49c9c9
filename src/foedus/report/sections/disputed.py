"""What is disputed: the statements of every side, side by side."""

from __future__ import annotations

from foedus.case.model import Case, Dispute
from foedus.report.blocks import Caution, Group, Opposed, Quotes, Section, slug
from foedus.report.numbers import counted
from foedus.report.sections.quotes import quote


def disputed(case: Case) -> Section | None:
    """Return the disputes; None where the case has none."""
    if not case.disputes:
        return None
    blocks: list[object] = [
        Caution(
            "The page decides none of these. The sides stand in the order of their first statement."
        )
    ]
    blocks += [_dispute(case, dispute, first=k == 0) for k, dispute in enumerate(case.disputes)]
    return Section("disputed", "What is disputed", tuple(blocks))


def _dispute(case: Case, dispute: Dispute, *, first: bool) -> Group:
    sides = tuple(
        (_heading(side.holds), tuple(quote(case.statements[k]) for k in side.statements))
        for side in dispute.sides
    )
    blocks: list[object] = [Opposed(slug("dispute", dispute.key), "", sides, dispute.note)]
    if dispute.texts:
        texts = tuple(quote(case.statements[k]) for k in dispute.texts)
        title = "The texts that both sides refer to"
        blocks.append(Quotes(slug("texts", dispute.key), title, texts))
    ident = slug("dispute-group", dispute.key)
    return Group(ident, f"{dispute.on} ({counted(len(sides), 'side')})", tuple(blocks), first)


def _heading(holds: str) -> str:
    return f"{holds[:1].upper()}{holds[1:]}"
