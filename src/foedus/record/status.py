"""What was promised and what was seen of it: commitments with every assessor's level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer
from foedus.record.alpha import ordinal_alpha
from foedus.record.entries import LEVELS
from foedus.record.view import Item, concerns


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessor's latest level for a commitment, with reasons and evidence."""

    assessor: str
    level: str
    date: str
    reasons: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommitmentStatus:
    """A commitment: what, by whom, by when, and what each assessor found; never one verdict."""

    id: str
    text: str
    obligor: str
    deadline: str
    verifier: str
    overdue: bool
    assessments: tuple[Assessment, ...]
    steps: tuple[str, ...]

    @property
    def spread(self) -> str:
        """The levels in words: "unknown", one level, or "minimal to complete (they differ)"."""
        found = sorted({LEVELS.index(a.level) for a in self.assessments})
        if not found:
            return "unknown: nobody assessed it"
        if len(found) == 1:
            return LEVELS[found[0]]
        return f"{LEVELS[found[0]]} to {LEVELS[found[-1]]} (assessors differ)"


@dataclass(frozen=True, slots=True)
class Status(Answer):
    """All commitments, with the agreement between assessors (Krippendorff's ordinal alpha)."""

    commitments: tuple[CommitmentStatus, ...]
    alpha: Fraction | None
    as_of: str
    method: str = "Krippendorff 2011, ordinal metric; levels of the Peace Accords Matrix"

    def rows(self) -> list[dict[str, Any]]:
        """Return a row a commitment."""
        return [
            {
                "id": c.id,
                "obligor": c.obligor,
                "what": c.text,
                "deadline": (c.deadline or "none") + (" (passed)" if c.overdue else ""),
                "level": c.spread,
                "assessors": len(c.assessments),
                "verifier": c.verifier or "none named",
            }
            for c in self.commitments
        ]


def status(entries: Sequence[Item], *, as_of: str, party: str = "", question: str = "") -> Status:
    """Return every standing commitment as seen on the day `as_of` (2014-03-31).

    `party` keeps those that name it as obligor or verifier, `question` those that bear it as a tag.

    An assessor's later assessment of the same commitment takes the place of the earlier one; a
    deadline is passed when it lies before `as_of`, whatever was assessed: whether it was kept is
    for the assessors to say.
    """
    standing = [i for i in entries if not i.replaced_by]
    found = [
        _one(i, standing, as_of)
        for i in standing
        if i.kind == "commitment"
        and not (i.body.get("agreed_on", "") > as_of)
        and concerns(i, party, question)
    ]
    ratings = {c.id: {a.assessor: a.level for a in c.assessments} for c in found}
    return Status(tuple(found), ordinal_alpha(ratings, LEVELS), as_of)


def _one(item: Item, standing: Sequence[Item], as_of: str) -> CommitmentStatus:
    latest: dict[str, Assessment] = {}
    steps = []
    for other in sorted(standing, key=lambda i: (i.date, i.seq)):
        body = other.body
        if body.get("commitment") != item.id or other.date > as_of:
            continue
        if other.kind == "assessment":
            latest[body["assessor"]] = Assessment(
                body["assessor"], body["level"], body["date"], body.get("reasons", ""),
                tuple(body.get("evidence", ())),
            )  # fmt: skip
        elif other.kind == "step":
            steps.append(_step(other))
    body = item.body
    deadline = body.get("deadline", "")
    return CommitmentStatus(
        item.id, body.get("text", "(sealed)"), body.get("obligor", "(sealed)"), deadline,
        body.get("verifier", ""), bool(deadline) and deadline < as_of[: len(deadline)],
        tuple(latest.values()), tuple(steps),
    )  # fmt: skip


def _step(item: Item) -> str:
    body = item.body
    count = f"{body['count']} {body.get('unit', '')}".strip() if "count" in body else ""
    counted = f"counted by {body['counted_by']}" if "counted_by" in body else ""
    counted = counted or ("nobody is named as having counted" if count else "")
    parts = (body.get("stage", ""), count, counted)
    return f"{item.date}: {body.get('what', '(sealed)')}" + "".join(f"; {p}" for p in parts if p)
