"""The result of a count: a list of stages that can be counted again by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any

from foedus.answer import Answer, Label, plain


@dataclass(frozen=True, slots=True)
class Tie:
    """Who is tied for what, the legal remedy, and who was chosen how; nobody where undecided."""

    what: str
    tied: tuple[str, ...]
    remedy: str
    chosen: str = ""
    how: str = ""


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

    def draw(self, what: str, tied: Sequence[str]) -> str:
        """Return the name whose hash comes first."""
        return min(tied, key=lambda n: sha256(f"{self.seed}|{what}|{n}".encode()).hexdigest())


class OpenTie(Exception):
    """Raised inside a count where a lot is due and none was provided."""

    def __init__(self, tie: Tie) -> None:
        super().__init__(tie.what)
        self.tie = tie
