"""Recorded votes over every base that their counts allow, none of them the default."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from foedus.case.model import Case, VoteRecord
from foedus.report.blocks import Caution, Provenance, Section, Table
from foedus.report.data import Data
from foedus.report.numbers import percent

#: A base, and the counts that make it up; all of them must be known.
BASES = (
    ("yes and no", ("yes", "no")),
    ("yes, no and abstentions", ("yes", "no", "abstain")),
    ("ballots, invalid ones too", ("yes", "no", "invalid")),
    ("those registered", ("registered",)),
)


def counted(case: Case) -> Section | None:
    """Return yes votes as shares of every base known; None where no vote has a base."""
    rows = tuple(row for vote in case.votes for row in _rows(vote))
    if not rows:
        return None
    head = ("Vote", "Who", "Base", "Yes", "Of", "Share")
    table = Table(
        "counted-shares",
        "Yes votes over each base",
        Data(head, rows, frozenset({3, 4, 5})),
        Provenance("the counts above", "exact division; a base with an unknown part is left out",
                   label="computed"),
    )  # fmt: skip
    caution = Caution(
        "Which base a rule means is the rule's to say. Where registers of displaced voters, of "
        "voters abroad or of units without a vote are not recorded, no turnout follows."
    )
    return Section("counted", "What was voted, over which base", (caution, table))


def _rows(vote: VoteRecord) -> Iterator[tuple[str | int | Fraction | None, ...]]:
    for row in vote.rows:
        if row.yes is None:
            continue
        for name, parts in BASES:
            counts = [getattr(row, p) for p in parts]
            if any(c is None for c in counts) or not sum(counts):
                continue
            base = sum(counts)
            who = f"{row.body}, {row.unit}" if row.unit else row.body
            share = percent(Fraction(row.yes, base))
            yield (f"{vote.when}: {vote.on}", who, name, row.yes, base, share)
