"""Ties as results, and the legal remedies that decide them; a lot is recorded with its seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.elect.lots import Record
from foedus.errors import BadInput, Diagnostic, Place

Number = int | Fraction
REMEDIES = ("lot", "more-votes", "fewer-votes", "order")


@dataclass(frozen=True, slots=True)
class Tie:
    """`seats` seats are claimed with equal right by `among` (more claimants than seats).

    Each claimant may receive at most one of them. `at` says what they share: a quotient, a
    remainder, votes.
    """

    seats: int
    among: tuple[str, ...]
    at: str

    def __str__(self) -> str:
        word = "seat" if self.seats == 1 else "seats"
        names = ", ".join(self.among[:8]) + (", ..." if len(self.among) > 8 else "")
        return f"{self.seats} {word} tied among {len(self.among)} ({names}) at {self.at}"


@dataclass(frozen=True, slots=True)
class Remedy:
    """What the law says about a tie: one of `REMEDIES`; a lot has a seed, an order its names.

    A lot drawn in public has the place of its row in `record` instead of a seed.
    """

    kind: str
    seed: str = ""
    order: tuple[str, ...] = ()
    record: str = ""

    def __post_init__(self) -> None:
        if self.kind not in REMEDIES:
            raise _no_remedy(f'no remedy "{self.kind}"', f"one of {', '.join(REMEDIES)}")
        if self.kind == "lot" and not (self.seed or self.record):
            raise _no_remedy("a lot without a seed cannot be repeated", "a seed, drawn in public")

    def __str__(self) -> str:
        if self.kind != "lot":
            return self.kind
        return f"public lot, {self.record}" if self.record else f"lot, seed {self.seed!r}"


@dataclass(frozen=True, slots=True)
class PublicLots(Remedy):
    """Lots drawn in public, each in its row of `drawings`; a tie without a row stays a tie."""

    drawings: Record = field(kw_only=True, repr=False, compare=False)

    def drawn(self, tie: Tie, wanted: int) -> tuple[Remedy, tuple[str, ...]] | None:
        """Return the row of a tie as its remedy, and the names drawn: `wanted`, or all tied."""
        row = self.drawings.find(tie.among, tie.at)
        if row is None:
            return None
        return Remedy("lot", record=str(row.place)), self.drawings.order(row, wanted)


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a tie was decided: by which remedy, who received a seat, and the order that was drawn."""

    tie: Tie
    remedy: Remedy
    winners: tuple[str, ...]
    drawn: tuple[str, ...]


def _no_remedy(what: str, expected: str) -> BadInput:
    return BadInput(Diagnostic("E411", what, Place("tie"), expected))


def lot_order(seed: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return `names` in the order of SHA-256("seed:name"), which anybody can draw again."""

    def ticket(name: str) -> str:
        return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()

    return tuple(sorted(names, key=lambda name: (ticket(name), name)))


def resolve(
    tie: Tie, remedy: Remedy, votes: Mapping[str, Number], *, whole: bool = False
) -> Resolution | Tie:
    """Return who receives the tied seats, or what is still tied after the remedy.

    By votes, equal votes at the edge leave the whole tie undecided. An order must name everybody
    who is tied; raises BadInput (E411) where it does not. The row of a public lot names as many as
    receive a seat, or everybody in the order drawn, which `whole` demands (E417).
    """
    if isinstance(remedy, PublicLots):
        found = remedy.drawn(tie, len(tie.among) if whole else tie.seats)
        if found is None:
            return tie
        remedy, drawn = found
    elif remedy.kind == "lot":
        drawn = lot_order(remedy.seed, tie.among)
    elif remedy.kind == "order":
        missing = [n for n in tie.among if n not in remedy.order]
        if missing:
            raise _no_remedy(f"the order does not name {', '.join(missing)}", "everybody tied")
        drawn = tuple(sorted(tie.among, key=remedy.order.index))
    else:
        sign = -1 if remedy.kind == "more-votes" else 1
        drawn = tuple(sorted(tie.among, key=lambda n: sign * votes[n]))
        if votes[drawn[tie.seats - 1]] == votes[drawn[tie.seats]]:
            return tie
    return Resolution(tie, remedy, drawn[: tie.seats], drawn)
