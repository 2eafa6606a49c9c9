"""Ties as results, and the legal remedies that decide them; a lot is recorded with its seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

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
    """What the law says about a tie: one of `REMEDIES`; a lot has a seed, an order its names."""

    kind: str
    seed: str = ""
    order: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in REMEDIES:
            raise _no_remedy(f'no remedy "{self.kind}"', f"one of {', '.join(REMEDIES)}")
        if self.kind == "lot" and not self.seed:
            raise _no_remedy("a lot without a seed cannot be repeated", "a seed, drawn in public")


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


def resolve(tie: Tie, remedy: Remedy, votes: Mapping[str, Number]) -> Resolution | Tie:
    """Return who receives the tied seats, or what is still tied after the remedy.

    By votes, equal votes at the edge leave the whole tie undecided. An order must name everybody
    who is tied; raises BadInput (E411) where it does not.
    """
    if remedy.kind == "lot":
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
