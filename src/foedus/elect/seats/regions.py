"""Seats between regions beyond plain proportion, and the check of degressive proportionality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.result import Allocation
from foedus.elect.seats.ties import Number
from foedus.errors import BadInput, Diagnostic, Place

#: Methods between regions, with their rule and source.
REGION_METHODS: dict[str, str] = {
    "equal": "the same number for each; a remainder is a tie of all",
    "cambridge": "5 seats each, the rest upward in proportion, at most 96 (Grimmett et al. 2011)",
    "square-root": "in proportion to the square root of population (Penrose 1946)",
    "parabolic": "a + b p + c p^2 through minimum and maximum (Ramirez et al. 2006)",
}
CAMBRIDGE_BASE, CAMBRIDGE_TOP = 5, 96


def region_method(name: str) -> bool:
    """Tell whether a name is a method between regions; `power:E` has an exponent from 0 to 1."""
    if name in REGION_METHODS:
        return True
    family, _, text = name.partition(":")
    try:
        return family == "power" and 0 <= Fraction(text) <= 1
    except (ValueError, ZeroDivisionError):
        return False


def between(
    name: str, seats: int, people: Mapping[str, Number], options: dict[str, Any]
) -> Allocation:
    """Return the allocation of a method between regions, its certificate that of the inner rule.

    Raises BadInput as `allocate` does, and E414 where the parabola does not exist.
    """
    from foedus.elect.seats.allocate import allocate

    options = dict(options)
    if name == "equal":
        inner = allocate("sainte-lague", seats, dict.fromkeys(people, 1), **options)
        rule = REGION_METHODS[name]
    elif name == "cambridge":
        if options["base"] is None:
            options["base"] = CAMBRIDGE_BASE
        if options["maximum"] is None:
            options["maximum"] = CAMBRIDGE_TOP
        inner = allocate("adams", seats, people, **options)
        top = options["maximum"]
        most = f"at most {top}" if isinstance(top, int) else "bounded above"
        rule = f"{options['base']} seats each, then upward rounding, {most}"
    elif name == "parabolic":
        inner = _parabolic(seats, people, options)
        rule = REGION_METHODS[name]
    else:
        power = Fraction(1, 2) if name == "square-root" else Fraction(name.partition(":")[2])
        inner = allocate("sainte-lague", seats, people, **{**options, "exponent": power})
        rule = f"in proportion to population ** {power}, standard rounding"
    source = {"cambridge": "Grimmett et al., The Cambridge Compromise (2011)",
              "parabolic": "Ramirez, Palomares and Marquez 2006",
              "square-root": "Penrose 1946"}.get(name, "Pukelsheim 2017, ch. 12")  # fmt: skip
    return replace(inner, method=name, rule=rule, values=dict(people), reference=source)


def _no_parabola(what: str) -> BadInput:
    expected = "three different populations, minimum < maximum, and a house between them"
    return BadInput(Diagnostic("E414", what, Place("parabolic"), expected))


def parabola(
    people: Mapping[str, Number], seats: int, least: int, most: int
) -> dict[str, Fraction]:
    """Return f(p) = a + b p + c p^2 with f(smallest) = least, f(largest) = most, sum f = seats.

    Raises BadInput (E414) where it does not exist or does not rise with population.
    """
    low, high = Fraction(min(people.values())), Fraction(max(people.values()))
    if low == high:
        raise _no_parabola("all populations are equal")
    # f = chord + c (p - low)(p - high): the chord meets both ends, c fits the sum.
    chord = {k: least + (most - least) * (p - low) / (high - low) for k, p in people.items()}
    bend = {k: (p - low) * (p - high) for k, p in people.items()}
    if not sum(bend.values()):
        raise _no_parabola("only two different populations")
    c = (seats - sum(chord.values(), Fraction(0))) / sum(bend.values(), Fraction(0))
    slope = (most - least) / (high - low)
    if min(slope + c * (low - high), slope + c * (high - low)) < 0:
        raise _no_parabola(f"the parabola for {seats} seats does not rise with population")
    return {k: chord[k] + c * bend[k] for k in people}


def _parabolic(seats: int, people: Mapping[str, Number], options: dict[str, Any]) -> Allocation:
    from foedus.elect.seats.allocate import allocate

    least, most = options["minimum"], options["maximum"]
    if not isinstance(least, int) or not isinstance(most, int):
        raise _no_parabola("a parabolic allocation needs one minimum and one maximum")
    curve = parabola(people, seats, least, most)
    return allocate("sainte-lague", seats, curve, **options)


@dataclass(frozen=True)
class Breach(Answer):
    """One breach of degressive proportionality: between which units, by which figures."""

    kind: str
    units: tuple[str, ...]
    figures: tuple[Fraction, ...]


@dataclass(frozen=True)
class Degressive(Answer):
    """Whether seats are degressively proportional: bounds, order and people per seat all kept.

    `breaches` is empty where all hold. Art. 14(2) of the Treaty on European Union: degressively
    proportional, at least 6 and at most 96 a state, at most 750 and the president; the order of
    people per seat (before rounding) is Decision 2013/312/EU, art. 1.
    """

    holds: bool
    breaches: tuple[Breach, ...]
    rounded: bool
    label: Label = Label.EXACT
    reference: str = "TEU art. 14(2); European Council Decision 2013/312/EU, art. 1"


def degressive(
    people: Mapping[str, int],
    seats: Mapping[str, Number],
    *,
    least: int = 6,
    most: int = 96,
    house: int | None = 751,
) -> Degressive:
    """Check bounds, that more people never mean fewer seats, and that people per seat rise.

    `seats` may be fractions (before rounding, as the decision of 2013 demands) or whole numbers
    (after rounding, as the treaty's readers often test).
    """
    found = [
        Breach("bounds", (k,), (Fraction(n),)) for k, n in seats.items() if not least <= n <= most
    ]
    total = Fraction(sum(seats.values()))
    if house is not None and total > house:
        found.append(Breach("house", tuple(seats), (total, Fraction(house))))
    ranked = sorted(people, key=lambda k: people[k])
    for small, large in combinations(ranked, 2):
        if people[small] == people[large]:
            continue
        if seats[large] < seats[small]:
            found.append(
                Breach(
                    "seats fall", (large, small), (Fraction(seats[large]), Fraction(seats[small]))
                )
            )
        if not seats[large] or not seats[small]:
            continue
        a, b = Fraction(people[large]) / seats[large], Fraction(people[small]) / seats[small]
        if a <= b:
            found.append(Breach("people per seat do not rise", (large, small), (a, b)))
    rounded = all(Fraction(n).denominator == 1 for n in seats.values())
    return Degressive(not found, tuple(found), rounded)
