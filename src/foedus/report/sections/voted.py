"""Recorded votes with the rules that stand beside them."""

from __future__ import annotations

from foedus.case.model import Case, VoteRecord
from foedus.report.blocks import Caution, Group, Provenance, Quotes, Section, Table, slug
from foedus.report.data import Data
from foedus.report.sections.quotes import quote

COUNTS = ("yes", "no", "abstain", "absent", "invalid", "registered")


def voted(case: Case) -> Section | None:
    """Return the recorded votes; None where the case has none."""
    if not case.votes:
        return None
    blocks: list[object] = [
        Caution(
            "A count beside a threshold does not say that this threshold applied: which procedure "
            "had to be used is itself a matter of statements."
        )
    ]
    blocks += [_vote(case, vote) for vote in case.votes]
    return Section("voted", "What was voted", tuple(blocks))


def _vote(case: Case, vote: VoteRecord) -> Group:
    header = ("Body", "Unit", *COUNTS)
    rows = tuple((r.body, r.unit or "all", *(getattr(r, c) for c in COUNTS)) for r in vote.rows)
    table = Table(
        slug("vote", vote.key),
        "The count",
        Data(header, rows, frozenset(range(2, len(header)))),
        Provenance(vote.file, "as recorded; unknown is unknown", str(vote.when), vote.status.label),
    )
    blocks: list[object] = [table]
    if vote.note:
        blocks.insert(0, Caution(vote.note))
    if vote.rules:
        texts = tuple(quote(case.statements[k]) for k in vote.rules)
        blocks.append(Quotes(slug("rules", vote.key), "Rules that stand beside it", texts))
    if vote.statements:
        texts = tuple(quote(case.statements[k]) for k in vote.statements)
        blocks.append(Quotes(slug("vote-said", vote.key), "What is said of it", texts))
    title = f"{vote.body}, {vote.when}: {vote.on}"
    return Group(slug("vote-group", vote.key), title, tuple(blocks))
