"""What a tally gives: each limb with what was reached and needed, and the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.proof.unit_votes import Standing

REFERENCE = "the articles named; Felsenthal & Machover 1997 (ternary voting)"


@dataclass(frozen=True, slots=True)
class LimbResult(Answer):
    """One condition held against the votes: met, not met, or open (None) for want of a figure.

    `margin` is what was reached less what was needed; `changes` the fewest voters who, changing
    sides, turn this limb; `units` how each unit went, where units vote. Where the text leaves the
    threshold open and the limb turns on it, `turns_at` is the least quota of `base` that turns it.
    """

    sentence: str
    article: str
    met: bool | None
    text: str
    margin: Fraction | None = None
    changes: int | None = None
    unknown: tuple[str, ...] = ()
    units: tuple[Standing, ...] = ()
    quorum: bool = False
    boycott: int | None = None
    turns_at: int | None = None
    base: str = ""


@dataclass(frozen=True, slots=True)
class Tally(Answer):
    """A procedure's outcome under real votes: adopted, rejected, or open (None).

    `boycott_sensitive` where a quorum counts those who stay away; each such limb says how many of
    those who voted no would have defeated the proposal by staying away. `turns` says, where the
    text leaves thresholds open, that the outcome is the same for every one or where it turns.
    """

    procedure: str
    article: str
    adopted: bool | None
    limbs: tuple[LimbResult, ...]
    boycott_sensitive: bool
    assumptions: tuple[str, ...]
    reading: Mapping[str, str]
    turns: str = ""
    label: Label = Label.EXACT
    method: str = "exact fractions; an empty cell is an interval"
    reference: str = REFERENCE

    @property
    def word(self) -> str:
        """adopted, rejected or open."""
        return {True: "adopted", False: "rejected", None: "open"}[self.adopted]

    def decisive(self) -> tuple[LimbResult, ...]:
        """Return the limbs that are not met where it was rejected, those left open where open."""
        return tuple(limb for limb in self.limbs if limb.met is self.adopted)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a limb."""
        return [
            {"limb": x.sentence, "met": x.met, "result": x.text, "changes": x.changes}
            for x in self.limbs
        ]


#: True, False, or open; what is recorded only (steps, endeavours) stands in nobody's way: True.
Truth = bool | None


def every(results: list[Truth]) -> Truth:
    """Return the conjunction: false before open before true."""
    return False if False in results else None if None in results else True


def either(results: list[Truth]) -> Truth:
    """Return the disjunction: true before open before false."""
    return True if True in results else None if None in results else False


def at_least(count: int, results: list[Truth]) -> Truth:
    """Return whether at least `count` are true; open where unknown ones decide."""
    sure = sum(r is True for r in results)
    maybe = sum(r is None for r in results)
    return True if sure >= count else None if sure + maybe >= count else False
