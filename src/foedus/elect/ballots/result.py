"""The result of a count: a list of stages that can be counted again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.lots import Record


@dataclass(frozen=True, slots=True)
class Tie:
    """Who is tied for what, the legal remedy, and who was chosen how; nobody where undecided.

    `stage` is the number of the stage that the tie holds up; 0 where the rule has none.
    """

    what: str
    tied: tuple[str, ...]
    remedy: str
    chosen: str = ""
    how: str = ""
    stage: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what was done, every candidate's votes after it, and what followed.

    `exhausted` is the value of papers that name nobody who may still receive them, `cut` what the
    statute's rounding has dropped; votes, exhausted and cut add up to the valid papers.
    """

    number: int
    action: str
    votes: Mapping[str, Fraction]
    exhausted: Fraction
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    cut: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Count(Answer):
    """A counted election: winners in order of election, stages, ties, and the rule's reference.

    `decided` is False where a tie stands open that the rule leaves to a lot nobody drew; the
    winners are then those already elected.
    """

    rule: str
    seats: int
    winners: tuple[str, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...]
    valid: int
    method: str
    quota: Fraction | None = None
    decided: bool = True
    label: Label = Label.EXACT

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each stage and candidate."""
        return [
            {"stage": s.number, "action": s.action, "candidate": c, "votes": plain(v)}
            for s in self.stages
            for c, v in s.votes.items()
        ]


@dataclass(frozen=True, slots=True)
class Lot:
    """A drawing of lots that anybody can repeat: order by SHA-256 of "seed|what|name"."""

    seed: str

    def order(self, tie: Tie, wanted: int = 1) -> tuple[tuple[str, ...], str]:  # noqa: ARG002
        """Return the tied in the order drawn (at least `wanted`), and how; nobody where unknown.

        What is hashed names the stage, where there is one.
        """
        what = f"stage {tie.stage}: {tie.what}" if tie.stage else tie.what

        def ticket(name: str) -> str:
            return sha256(f"{self.seed}|{what}|{name}".encode()).hexdigest()

        return tuple(sorted(tie.tied, key=ticket)), f"lot, seed {self.seed}"


@dataclass(frozen=True, slots=True)
class PublicLots(Lot):
    """Lots drawn in public and recorded row by row; `seed` only mixes papers, where a law does."""

    record: Record

    def order(self, tie: Tie, wanted: int = 1) -> tuple[tuple[str, ...], str]:
        """Return the names that a row of the record says were drawn, and which row."""
        row = self.record.find(tie.tied, str(tie.stage or ""), tie.what)
        if row is None:
            return (), ""
        return self.record.order(row, wanted), f"public lot, {row.place}"


def settled(lot: Lot | None, tie: Tie) -> Tie:
    """Return a tie with whom the lot chose; raises OpenTie where none was drawn."""
    drawn, how = lot.order(tie) if lot is not None else ((), "")
    if not drawn:
        raise OpenTie(tie)
    return replace(tie, chosen=drawn[0], how=how)


class OpenTie(Exception):
    """Raised inside a count where a lot is due and none was provided."""

    def __init__(self, tie: Tie) -> None:
        super().__init__(tie.what)
        self.tie = tie
