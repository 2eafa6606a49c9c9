"""Signposts: the number s(n) at which a quotient stops earning n seats and earns n + 1.

A divisor method is its signposts (Balinski and Young 2001, ch. 3 and 12; Pukelsheim 2017, ch. 3).
Every sequence here is algebraic: s(n) to some whole power is a fraction, so that two quotients
v / s(n) are always compared exactly, in integers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

#: n -> (numerator, denominator) of s(n) ** power
Exact = Callable[[int], tuple[int, int]]


@dataclass(frozen=True)
class Signposts:
    """A sequence s(0) <= s(1) < s(2) ..., exact as `at(n) = s(n) ** power`.

    `family` is the name the checker knows it by. `log2` is its float logarithm, for numbers or
    arrays, used only to find candidates that are then compared exactly; `seats` is the inverse:
    about how many signposts lie at or below x.
    """

    name: str
    family: str
    rule: str
    power: int
    at: Exact
    log2: Callable[[Any], Any]
    seats: Callable[[Any], Any]
    reference: str

    @property
    def gives_everybody_one(self) -> bool:
        """Whether s(0) = 0, so that every claimant gets a seat before anyone gets a second."""
        return self.at(0)[0] == 0


def _log2(x: Any) -> Any:
    if isinstance(x, (int, float)):
        return math.log2(x) if x > 0 else -math.inf
    import numpy as np

    with np.errstate(divide="ignore"):
        return np.log2(x)


def _floor(x: Any) -> Any:
    if isinstance(x, float):
        return math.floor(x)
    import numpy as np

    return np.floor(x)


def stationary(r: Fraction, name: str = "", reference: str = "") -> Signposts:
    """Return s(n) = n + r, the stationary family: r = 0 Adams, 1/2 Sainte-Lague, 1 D'Hondt.

    Raises ValueError for a negative r. Source: Pukelsheim 2017, sec. 3.10.
    """
    if r < 0:
        raise ValueError("the share r of a stationary method is at least 0")
    p, q = r.numerator, r.denominator
    shift = p / q
    return Signposts(
        name or f"stationary:{r}",
        f"stationary:{r}",
        f"s(n) = n + {r}",
        1,
        lambda n: (n * q + p, q),
        lambda n: _log2(n + shift),
        lambda x: _floor(x - shift) + 1,
        reference or "Pukelsheim, Proportional Representation (2017), sec. 3.10",
    )


def modified(first: Fraction, name: str = "") -> Signposts:
    """Return Sainte-Lague with the first divisor `first` instead of 1: s(0) = first / 2.

    Source: the divisors 1.4, 3, 5, 7 (Nordic laws from 1952); 1.2 since 2018.
    """
    half = first / 2
    low, p, q = math.log2(half), half.numerator, half.denominator

    def log2(n: Any) -> Any:
        if isinstance(n, (int, float)):
            return low if n == 0 else math.log2(n + 0.5)
        import numpy as np

        return np.where(n == 0, low, np.log2(n + 0.5))

    return Signposts(
        name or f"modified-sainte-lague:{first}",
        f"modified:{first}",
        f"s(0) = {half}, s(n) = n + 1/2",
        1,
        lambda n: (p, q) if n == 0 else (2 * n + 1, 2),
        log2,
        lambda x: _floor(x + 0.5),
        "Pukelsheim, Proportional Representation (2017), sec. 3.12",
    )


def power_mean(p: int, name: str = "", reference: str = "") -> Signposts:
    """Return s(n) = ((n^p + (n+1)^p) / 2)^(1/p): p = -1 Dean, 0 Huntington-Hill, 1 Sainte-Lague.

    Raises ValueError for |p| > 64. Source: Balinski and Young 2001, app. A, sec. 5.
    """
    if abs(p) > 64:
        raise ValueError("the exponent of a power-mean method lies between -64 and 64")
    q = abs(p)

    def at(n: int) -> tuple[int, int]:
        if p == 0:
            return n * (n + 1), 1
        a, b = n**q, (n + 1) ** q
        return (a + b, 2) if p > 0 else (2 * a * b, a + b)

    def log2(n: Any) -> Any:
        if p == 0:
            return _log2(n * (n + 1.0)) / 2
        ratio = (n / (n + 1.0)) ** q
        if p > 0:
            return _log2(n + 1) + (_log2(1 + ratio) - 1) / q
        return _log2(n) + (1 - _log2(1 + ratio)) / q

    return Signposts(
        name or f"power-mean:{p}",
        f"mean:{p}" if p > 0 else f"harmonic:{q}" if p else "geometric",
        "s(n) = sqrt(n (n+1))" if p == 0 else f"s(n) = ((n^{p} + (n+1)^{p}) / 2)^(1/{p})",
        2 if p == 0 else q,
        at,
        log2,
        lambda x: _floor(x + 0.5),
        reference or "Balinski and Young, Fair Representation (2001), app. A, sec. 5",
    )


def _imperiali() -> Signposts:
    return stationary(
        Fraction(2), "imperiali", "divisors 2, 3, 4, ...: Pukelsheim (2017), sec. 3.12"
    )


def _estonian() -> Signposts:
    return Signposts(
        "estonian",
        "estonian",
        "s(n) = (n + 1)^0.9",
        10,
        lambda n: ((n + 1) ** 9, 1),
        lambda n: 0.9 * _log2(n + 1),
        lambda x: _floor(x ** (1 / 0.9)),
        "divisors 1, 2^0.9, 3^0.9, ...: electoral act of 2002, compensation mandates",
    )


def _macanese() -> Signposts:
    return Signposts(
        "macanese",
        "macanese",
        "s(n) = 2^n",
        1,
        lambda n: (2**n, 1),
        lambda n: n * 1.0,
        lambda x: _floor(_log2(x)) + 1,
        "divisors 1, 2, 4, 8, ...: law no. 3/2001, art. 17",
    )


_BY = "Balinski and Young, Fair Representation (2001), "
_NAMED: dict[str, Callable[[], Signposts]] = {
    "dhondt": lambda: stationary(Fraction(1), "dhondt", _BY + "ch. 3 (Jefferson)"),
    "sainte-lague": lambda: stationary(Fraction(1, 2), "sainte-lague", _BY + "ch. 4 (Webster)"),
    "modified-sainte-lague": lambda: modified(Fraction(7, 5), "modified-sainte-lague"),
    "modified-sainte-lague-1.2": lambda: modified(Fraction(6, 5), "modified-sainte-lague-1.2"),
    "adams": lambda: stationary(Fraction(0), "adams", _BY + "ch. 4 (Adams)"),
    "dean": lambda: power_mean(-1, "dean", _BY + "ch. 4 (Dean)"),
    "huntington-hill": lambda: power_mean(0, "huntington-hill", _BY + "ch. 6 (Hill)"),
    "danish": lambda: stationary(
        Fraction(1, 3), "danish", "divisors 1, 4, 7, ...: Pukelsheim (2017), sec. 3.12"
    ),
    "imperiali": _imperiali,
    "estonian": _estonian,
    "macanese": _macanese,
}
ALIASES = {
    "jefferson": "dhondt", "d'hondt": "dhondt", "d-hondt": "dhondt", "webster": "sainte-lague",
    "sainte-laguë": "sainte-lague", "hill": "huntington-hill", "equal-proportions":
    "huntington-hill", "major-fractions": "sainte-lague", "harmonic-mean": "dean",
    "smallest-divisors": "adams", "greatest-divisors": "dhondt",
}  # fmt: skip
#: The named divisor methods, in the order they are listed.
DIVISOR_METHODS: tuple[str, ...] = tuple(_NAMED)


def signposts(name: str) -> Signposts | None:
    """Return the signposts of a divisor method by name, or None where there is no such method.

    Families take a parameter: `stationary:1/3`, `power-mean:2`, `modified-sainte-lague:1.3`.
    """
    name = ALIASES.get(name, name)
    if name in _NAMED:
        return _NAMED[name]()
    family, _, text = name.partition(":")
    try:
        value = Fraction(text)
        if family == "stationary":
            return stationary(value)
        if family == "modified-sainte-lague" and value > 0:
            return modified(value)
        if family == "power-mean" and value.denominator == 1:
            return power_mean(int(value))
    except (ValueError, ZeroDivisionError):
        return None
    return None
