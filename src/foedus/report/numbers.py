"""Numbers as a reader meets them: exact where they are whole, rounded and marked where not."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

#: A thin space between groups of three digits cannot be taken for a decimal sign.
GROUP = "\u202f"


def whole(value: int) -> str:
    """Return an integer with its digits in groups of three from 10 000 upwards."""
    return f"{value:,}".replace(",", GROUP) if abs(value) >= 10_000 else str(value)


def large(value: int) -> str:
    """Return a count in full up to fifteen digits, beyond that as "about 9.9 × 10^122"."""
    if value < 10**15:
        return whole(value)
    power = len(str(value)) - 1
    tenths = (value + 5 * 10 ** (power - 2)) // 10 ** (power - 1)
    if tenths == 100:
        tenths, power = 10, power + 1
    raised = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"about {tenths // 10}.{tenths % 10}\u00a0×\u00a010{raised}"


def decimal(value: Fraction, places: int = 1) -> str:
    """Return a fraction rounded half to even at `places` decimals, computed without floats."""
    scaled = value * 10**places
    nearest = round(scaled)
    number = Decimal(nearest).scaleb(-places).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    sign, _, rest = f"{number:f}".rpartition("-")
    head, dot, tail = rest.partition(".")
    return f"{'−' if sign or number < 0 else ''}{whole(int(head))}{dot}{tail}"


def percent(share: Fraction, places: int = 1) -> str:
    """Return a share (0..1) as a percentage; what is neither 0 nor 1 never prints as such."""
    least = Fraction(1, 2 * 10**places)
    step = Fraction(1, 10**places)
    if 0 < share * 100 < least:
        return f"under {decimal(step, places)}\u00a0%"
    if 100 - least <= share * 100 < 100:
        return f"over {decimal(100 - step, places)}\u00a0%"
    return f"{decimal(share * 100, places)}\u00a0%"


def quantity(value: Fraction | int | None, places: int = 1) -> str:
    """Return a number, whole or rounded; None is unknown and never zero."""
    if value is None:
        return "unknown"
    number = Fraction(value)
    return whole(number.numerator) if number.denominator == 1 else decimal(number, places)


def exact(value: Fraction | int | None) -> str:
    """Return a number for a data file: an integer, a finite decimal, or p/q; blank if unknown."""
    if value is None:
        return ""
    number = Fraction(value)
    if number.denominator == 1:
        return str(number.numerator)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = 1
    while (number * 10**places).denominator != 1:
        places += 1
    digits = Decimal((number * 10**places).numerator).scaleb(-places)
    return f"{digits:f}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return "1 region" or "27 regions"."""
    return f"{whole(number)} {noun if number == 1 else plural or noun + 's'}"


def listed(words: list[str] | tuple[str, ...], joint: str = "and") -> str:
    """Return "a", "a and b", or "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def told_share(share: Fraction | None) -> str:
    """Return a share in percent, or that nothing reaches it."""
    return "impossible" if share is None else percent(share)
