"""Shares as people read them: what is not the whole is never 100, what is not nothing never 0."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


def hundredths(share: Fraction | float, places: int = 1) -> str:
    """Return 100 x share to so many places, half up; "<0.1" and ">99.9" where that would deceive.

    A share strictly between 0 and 1 is never shown as 0 or 100: beside a rounded 100 % somebody
    may have said no. Shares below 0 or beyond 1 (changes, turnouts of a stale register) are only
    rounded.
    """
    text = _rounded(share, places)
    least = "0" if not places else f"0.{'0' * (places - 1)}1"
    if 0 < share < 1 and not float(text):
        return f"<{least}" if places else "<1"
    if 0 < share < 1 and float(text) >= 100:
        return ">99" + (f".{'9' * places}" if places else "")
    return text


def percent(share: Fraction | float, places: int = 1) -> str:
    """Return a share as a percentage: "99.9 %", ">99.9 %" for what is nearly the whole."""
    return f"{hundredths(share, places)} %"


def _rounded(share: Fraction | float, places: int) -> str:
    if isinstance(share, float):
        return f"{100 * share:.{places}f}"
    value = Fraction(share) * 100
    with localcontext() as context:
        context.prec = max(60, len(str(abs(value.numerator))) + places + 10)
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
