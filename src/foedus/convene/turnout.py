"""Turnout of each region under each lawful numerator and denominator; the law says which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer
from foedus.proof.ballots import Votes

#: Numerators: who is counted as having taken part.
NUMERATORS = {
    "valid votes (yes and no)": ("yes", "no"),
    "with abstentions and blank": ("yes", "no", "abstain"),
    "with invalid": ("yes", "no", "abstain", "invalid"),
}


@dataclass(frozen=True, slots=True)
class Turnout(Answer):
    """The turnout of one row of the vote file; None where a figure is unknown."""

    name: str
    numerator: str
    denominator: str
    voted: int | None
    of: int | None
    share: Fraction | None


def turnout(
    votes: tuple[Votes, ...], registers: Mapping[str, Mapping[str, int]]
) -> tuple[Turnout, ...]:
    """Return every row under every numerator and denominator, and all rows of a body together.

    `registered` comes from the file itself, further denominators from `registers`.
    """
    found = []
    for row in votes:
        for numerator, cells in NUMERATORS.items():
            voted = _sum([row.cells.get(c) for c in cells])
            registered = _registered(row)
            found.append(_one(row.name, numerator, "registered", voted, registered))
            for name, by in registers.items():
                people = next((by[k] for k in (row.unit, row.name, row.body) if k in by), None)
                found.append(_one(row.name, numerator, name, voted, people))
    for body in dict.fromkeys(r.body for r in votes):
        parts = [t for t in found for r in votes if r.body == body and t.name == r.name]
        if sum(r.body == body for r in votes) > 1:
            found += _together(body, parts)
    return tuple(found)


def _together(body: str, parts: list[Turnout]) -> list[Turnout]:
    pairs = dict.fromkeys((t.numerator, t.denominator) for t in parts)
    made = []
    for numerator, denominator in pairs:
        mine = [t for t in parts if (t.numerator, t.denominator) == (numerator, denominator)]
        voted, of = _sum([t.voted for t in mine]), _sum([t.of for t in mine])
        made.append(_one(f"all of {body}", numerator, denominator, voted, of))
    return made


def _registered(row: Votes) -> int | None:
    given = row.cells.get("registered")
    if given is not None:
        return given
    kinds = [row.cells.get(c) for c in ("yes", "no", "abstain", "absent", "invalid")]
    return _sum(kinds) if row.cells.get("absent") is not None else None


def _sum(values: list[int | None]) -> int | None:
    return None if None in values else sum(v for v in values if v is not None)


def _one(name: str, numerator: str, denominator: str, voted: int | None, of: int | None) -> Turnout:
    share = Fraction(voted, of) if voted is not None and of else None
    return Turnout(name, numerator, denominator, voted, of, share)
