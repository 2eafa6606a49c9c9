"""A divisor with few digits inside the interval that an allocation leaves, found in integers."""

from __future__ import annotations

from fractions import Fraction


def _root(n: int, k: int) -> int:
    """Return the whole part of the k-th root of n, by Newton's steps in integers."""
    if k == 1 or n < 2:
        return n
    x = 1 << -(-n.bit_length() // k)
    while True:
        y = ((k - 1) * x + n // x ** (k - 1)) // k
        if y >= x:
            return x
        x = y


def pleasant(below: Fraction, above: Fraction | None, power: int = 1) -> Fraction | None:
    """Return the divisor with the fewest digits strictly inside the interval of divisor ** power.

    On an interval of one point, that point where it has a rational root, else None.
    """
    if above is None:
        above = max(below, Fraction(1)) * 10**power
    if below == above:
        num, den = _root(below.numerator, power), _root(below.denominator, power)
        exact = num**power == below.numerator and den**power == below.denominator
        return Fraction(num, den) if exact else None
    (a, b), (c, d) = below.as_integer_ratio(), above.as_integer_ratio()
    top = len(str(c // d)) // power + 1
    for digits in range(top, top - 400, -1):
        up, down = 10 ** max(digits, 0), 10 ** max(-digits, 0)
        m = _root(a * down**power // (b * up**power), power) + 1
        if (m * up) ** power * d < c * down**power:
            return Fraction(m * up, down)
    return None
