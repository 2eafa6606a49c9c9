"""An assertion: the mean of a number read off every card is above 1/2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from foedus.answer import Answer, Label

HALF = Fraction(1, 2)
#: The marks on one card: choices, or for a ranked card the choices in order of preference.
Card = tuple[str, ...]


def mean_of(values: Sequence[tuple[int, Fraction]]) -> Fraction:
    """Return sum(n v) / sum(n), over one common denominator."""
    unit = lcm(*(v.denominator for _, v in values))
    total = sum(n * v.numerator * (unit // v.denominator) for n, v in values)
    return Fraction(total, unit * sum(n for n, _ in values))


@dataclass(frozen=True, slots=True)
class Assertion(Answer):
    """The mean over all cards of blank + sum of the scores of the marks is above 1/2.

    `scores` maps a mark, or "stratum|mark", to what it adds; a card with no mark or more than
    `most` has the value `blank`. `upper` bounds the value, 0 bounds it from below. `scope` names
    the strata whose cards are meant; empty: all. Stark 2020, Sets of Half-Average Nulls.
    """

    name: str
    text: str
    scores: Mapping[str, Fraction]
    blank: Fraction
    upper: Fraction
    most: int = 1
    scope: tuple[str, ...] = ()
    kind: str = "marks"
    label: Label = Label.EXACT
    method: str = "assorter over cards"
    reference: str = "Stark 2020, Sets of Half-Average Nulls Generate Risk-Limiting Audits"

    def value(self, card: Card, stratum: str = "") -> Fraction:
        """Return the assorter's value of one card."""
        marks = tuple(m for m in dict.fromkeys(card) if m)
        if not marks or len(marks) > self.most:
            return self.blank
        found = self.blank
        for mark in marks:
            found += self.scores.get(f"{stratum}|{mark}", self.scores.get(mark, Fraction(0)))
        return found

    def mean(self, counts: Mapping[str, int], cards: int) -> Fraction:
        """Return the assorter's mean over `cards` cards with these marks; the rest are blank."""
        total = self.blank * cards
        for mark, n in counts.items():
            total += self.scores.get(mark, Fraction(0)) * n
        return total / cards


@dataclass(frozen=True, slots=True)
class Scaled:
    """Values of cards as integers over one denominator: value = numbers / unit, top / unit.

    `counts` holds how many of the cards have each of the `levels` (rising integers).
    """

    unit: int
    top: int
    levels: tuple[int, ...] = field(repr=False)

    def index(self, value: Fraction) -> int:
        """Return a value as an integer over `unit`; raises ValueError where it is none."""
        scaled = value * self.unit
        if scaled.denominator != 1:
            raise ValueError(f"{value} is no multiple of 1/{self.unit}")
        return int(scaled)


def scaled(upper: Fraction, values: Sequence[Fraction]) -> Scaled:
    """Return the smallest even denominator over which the bound and every value are integers.

    Even, so that 1/2 is one of its multiples.
    """
    unit = lcm(2, upper.denominator, *(v.denominator for v in values))
    levels = tuple(sorted({int(v * unit) for v in values}))
    return Scaled(unit, int(upper * unit), levels)


def linear(
    name: str, text: str, weights: Mapping[str, Fraction], constant: Fraction, *,
    most: int = 1, scope: tuple[str, ...] = (),
) -> Assertion | bool:  # fmt: skip
    """Return the assertion "the mean over cards of constant + the marks' weights is above 0".

    a = 1/2 + g / (2 |g_min|), so that a >= 0 and mean a > 1/2 exactly where mean g > 0
    (Blom et al. 2021, Assertion-Based Approaches to Auditing Complex Elections). True or False
    where every card's g has one sign, so that the cards decide nothing.
    """
    lows = sorted(w for w in weights.values() if w < 0)
    highs = sorted((w for w in weights.values() if w > 0), reverse=True)
    lowest = constant + sum(lows[:most], Fraction(0))
    highest = constant + sum(highs[:most], Fraction(0))
    if lowest > 0:
        return True
    if highest <= 0:
        return False
    if lowest == 0:
        # Every card is at least 0 and one is above it: strictly no assorter of this form; shift.
        lowest = Fraction(-1)
    scale = 1 / (2 * abs(lowest))
    scores = {k: w * scale for k, w in weights.items() if w}
    return Assertion(name, text, scores, HALF + constant * scale, HALF + highest * scale,
                     most, scope)  # fmt: skip
