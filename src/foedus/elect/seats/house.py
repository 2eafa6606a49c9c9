"""How large a house: from a rule about population to a number of seats, in integers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from foedus.csvfile import is_whole
from foedus.elect.seats.certificates import shared
from foedus.elect.seats.result import Allocation
from foedus.errors import BadInput, Diagnostic, Place

RULES = ("cube-root", "square-root", "smallest-unit", "per:N")


def nearest_root(n: int, k: int) -> int:
    """Return the whole number nearest to the k-th root of n (an exact half cannot occur)."""
    low, high = 0, 1 << (n.bit_length() // k + 2)
    while low < high:  # the largest m with (2m - 1)^k <= 2^k n
        middle = (low + high + 1) // 2
        if (2 * middle - 1) ** k <= n << k:
            low = middle
        else:
            high = middle - 1
    return low


def _short(text: str) -> bool:
    """Tell whether a text is a whole number of no more digits than any house or country needs."""
    return text.isascii() and is_whole(text)


def _nearest(x: Fraction) -> int:
    return int(x + Fraction(1, 2))


def house_size(rule: str, people: Mapping[str, int]) -> int:
    """Return the seats of a house by `rule`: a number, or one of `RULES`.

    cube-root: nearest to P^(1/3) (Taagepera 1972); square-root: nearest to P^(1/2);
    smallest-unit: P over the smallest population, to the nearest; per:N: one seat for each N
    people or part of N above a half. Raises BadInput (E401) for anything else.
    """
    total = sum(people.values())
    if _short(rule):
        return int(rule)
    if rule in ("cube-root", "square-root"):
        return nearest_root(total, 3 if rule == "cube-root" else 2)
    above = [p for p in people.values() if p > 0]
    if rule == "smallest-unit" and above:
        return _nearest(Fraction(total, min(above)))
    family, _, text = rule.partition(":")
    if family == "per" and _short(text) and int(text):
        return _nearest(Fraction(total, int(text)))
    expected = f"a whole number from 0 up, or {', '.join(RULES)}"
    raise BadInput(
        Diagnostic("E401", f'"{rule[:60]}" is no number of seats', Place("SEATS"), expected)
    )


def by_quotient(
    people: Mapping[str, int], quotient: int, floors: Mapping[str, int] | None = None
) -> Allocation:
    """Return seats by a fixed quotient, rounded up, each raised to its floor; the house follows.

    max(ceil(p / quotient), floor). Raises BadInput E401, E402, E413. Source: constitution acts
    with an electoral quotient and floors from a second chamber or an earlier house (s. 51 of the
    act of 1867 as amended in 2022).
    """
    floors = dict(floors or {})
    errors = [
        Diagnostic("E402", f'"{k}" has {p!r}', Place(k), "a whole number from 0 up")
        for k, p in people.items()
        if p < 0
    ]
    errors += [
        Diagnostic("E413", f'the floors name "{k}"', Place("floors"), "a row of the table")
        for k in floors
        if k not in people
    ]
    if quotient <= 0:
        what = f"the quotient is {quotient!r}"
        errors.append(Diagnostic("E401", what, Place("quotient"), "a whole number from 1 up"))
    if errors:
        raise BadInput(errors)
    seats = {k: max(-(-p // quotient), floors.get(k, 0)) for k, p in people.items()}
    proof = shared(people, seats, quotient, signposts="stationary:0", minimum=floors)
    rule = f"population / {quotient}, rounded up, at least the floor"
    source = "Constitution Act, 1867, s. 51 (electoral quotient and floors)"
    return Allocation("quotient", rule, sum(seats.values()), seats, (), dict(people), proof, source)
