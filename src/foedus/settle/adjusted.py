"""Adjusted winner: two parties, 100 points each, issues that can be divided.

Brams & Taylor, Fair Division (1996), ch. 4: each issue goes to the higher bidder (ties to the
first party), then from the richer to the poorer in ascending ratio of their points, the last one
in part, until both totals are equal. The result is efficient, envy-free and equitable in the
points as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label


@dataclass(frozen=True, slots=True)
class AdjustedWinner(Answer):
    """The share of each issue that the first party gets, and both totals before and after."""

    shares: Mapping[str, Fraction]
    initial: tuple[int, int]
    final: tuple[Fraction, Fraction]
    ties: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "adjusted winner"
    reference: str = "Brams & Taylor 1996, ch. 4"


def adjusted_winner(first: Mapping[str, int], second: Mapping[str, int]) -> AdjustedWinner:
    """Return the division; points of each party are non-negative and sum to 100.

    Raises ValueError otherwise, or where the issues differ.
    """
    _checked(first, second)
    shares = {k: Fraction(int(first[k] >= second[k])) for k in first}
    a = sum(v for k, v in first.items() if shares[k])
    b = sum(v for k, v in second.items() if not shares[k])
    initial = (a, b)
    rich, poor, given = (first, second, 1) if a >= b else (second, first, 0)
    more, less = Fraction(max(a, b)), Fraction(min(a, b))
    held = [k for k in first if shares[k] == given and rich[k]]
    for issue in sorted(held, key=lambda k: _ratio(rich[k], poor[k])):
        if more == less:
            break
        part = min(Fraction(1), (more - less) / (rich[issue] + poor[issue]))
        shares[issue] = given - part if given else part
        more, less = more - part * rich[issue], less + part * poor[issue]
    final = (more, less) if given else (less, more)
    ties = tuple(k for k in first if first[k] == second[k])
    return AdjustedWinner(shares, initial, final, ties)


def _ratio(rich: int, poor: int) -> tuple[bool, Fraction]:
    return (poor == 0, Fraction(rich, poor) if poor else Fraction(rich))


def _checked(first: Mapping[str, int], second: Mapping[str, int]) -> None:
    if set(first) != set(second):
        raise ValueError("the two parties give points to different issues")
    for points in (first, second):
        if min(points.values(), default=0) < 0 or sum(points.values()) != 100:
            raise ValueError("points are non-negative and sum to 100")
