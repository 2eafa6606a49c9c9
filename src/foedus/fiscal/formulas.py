"""Equalisation formulas: capacity and need by unit -> what each receives or pays, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label

Amounts = Mapping[str, Fraction]


class DividesByZero(ZeroDivisionError):
    """Raised where a formula has no answer; `unit` is the unit without need, or empty."""

    def __init__(self, what: str, unit: str = "") -> None:
        super().__init__(what)
        self.what, self.unit = what, unit


@dataclass(frozen=True, slots=True)
class Paid(Answer):
    """What each unit receives (above zero) or pays (below), and what the centre adds.

    sum of `by_unit` = `centre`. `off` is what any amount may be off by, at most (0: exact).
    """

    by_unit: dict[str, Fraction]
    centre: Fraction
    off: Fraction = Fraction(0)
    label: Label = Label.EXACT
    method: str = "exact fractions"
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula by name: what it says, where it stands, how many capacities it compares."""

    name: str
    text: str
    reference: str
    capacities: int
    compute: Callable[[tuple[Amounts, ...], Amounts], Paid]


def average(capacity: Amounts, need: Amounts) -> Fraction:
    """Return sum capacity / sum need; raises DividesByZero where any unit has no need."""
    for unit, amount in need.items():
        if amount <= 0:
            raise DividesByZero(f"the need of {unit} is {amount}", unit)
    total = sum(need.values(), Fraction(0))
    if not total:
        raise DividesByZero("no unit has any need")
    return sum(capacity.values(), Fraction(0)) / total


def fills(
    capacity: Amounts, need: Amounts, share: Fraction, target: Fraction, *, by_units: bool
) -> Paid:
    """Return `share` of the gap of each unit to `target` x average x need, and who pays it.

    The centre pays it; or (`by_units`) the units above the average do, in proportion to what they
    have above it, so that the sums are equal. Raises DividesByZero.
    """
    mean = average(capacity, need)
    gaps = {u: max(Fraction(0), target * mean * need[u] - capacity[u]) for u in capacity}
    paid = {u: share * gap for u, gap in gaps.items()}
    total = sum(paid.values(), Fraction(0))
    if not by_units:
        return Paid(paid, total)
    above = {u: max(Fraction(0), capacity[u] - mean * need[u]) for u in capacity}
    whole = sum(above.values(), Fraction(0))
    if total and not whole:
        raise DividesByZero("no unit is above the average, so nobody can pay")
    return Paid(
        {u: paid[u] - (total * above[u] / whole if whole else 0) for u in paid}, Fraction(0)
    )


# ----------------------------------------------------------------------------- linear, 63 %


def linear_63(capacities: tuple[Amounts, ...], need: Amounts) -> Paid:
    """63 % of every gap to the average is given, 63 % of every excess taken; then the centre gives
    80 % of what is left to 99.75 % (FAG 2020, ss. 10, 11(2))."""
    (capacity,) = capacities
    mean = average(capacity, need)
    first = {u: Fraction(63, 100) * (mean * need[u] - capacity[u]) for u in capacity}
    return _topped_up(capacity, need, first, mean, Fraction(9975, 10000), Fraction(80, 100))


def _topped_up(
    capacity: Amounts,
    need: Amounts,
    first: dict[str, Fraction],
    mean: Fraction,
    target: Fraction,
    share: Fraction,
) -> Paid:
    """Return a first step and the centre's grants: a share of what is left to the target.

    Only units that the first step gives to can be below the target after it.
    """
    left = {u: target * mean * need[u] - capacity[u] - max(first[u], Fraction(0)) for u in first}
    grants = {u: share * max(Fraction(0), left[u]) for u in first}
    by_unit = {u: first[u] + grants[u] for u in first}
    return Paid(by_unit, sum(by_unit.values(), Fraction(0)))


# ----------------------------------------------------------------------------- progressive


def factor(x: Fraction) -> Fraction:
    """Return the part of the needed amount that is evened out at a relative gap x (FAG, s. 10).

    F = x (13/7 x + 11/25) up to 7 %, x (5/26 x + 35/52) - 2121/260000 up to 20 %, 3/4 x - 317/20000
    above. Continuous at both ends.
    """
    if x <= Fraction(7, 100):
        return x * (Fraction(13, 7) * x + Fraction(11, 25))
    if x <= Fraction(20, 100):
        return x * (Fraction(5, 26) * x + Fraction(35, 52)) - Fraction(2121, 260000)
    return Fraction(3, 4) * x - Fraction(317, 20000)


def progressive_2005(capacities: tuple[Amounts, ...], need: Amounts) -> Paid:
    """The tariff of 2005 to 2019: 44 % of a small gap, up to 75 % of a large one; contributions by
    the same tariff, scaled so that the sums are equal, none above 72.5 % of its excess; then the
    centre gives 77.5 % of what is left to 99.5 % (FAG 2005, ss. 10, 11(2))."""
    (capacity,) = capacities
    mean = average(capacity, need)
    standard = {u: mean * need[u] for u in capacity}
    gets: dict[str, Fraction] = {}
    gives: dict[str, Fraction] = {}
    for u, whole in standard.items():
        if not whole:
            raise DividesByZero("no unit has any capacity")
        x = 1 - capacity[u] / whole
        (gets if x > 0 else gives)[u] = whole * factor(abs(x))
    gets, gives = _balanced(gets, gives, {u: capacity[u] - standard[u] for u in gives})
    first = {u: gets.get(u, Fraction(0)) - gives.get(u, Fraction(0)) for u in capacity}
    return _topped_up(capacity, need, first, mean, Fraction(995, 1000), Fraction(775, 1000))


def _balanced(
    gets: dict[str, Fraction], gives: dict[str, Fraction], excess: dict[str, Fraction]
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Return grants and contributions with equal sums, no contribution above 72.5 % of its excess.

    What is above is borne half by all who pay, in proportion to their contributions, half by all
    who receive, in proportion to their grants (s. 10(3)).
    """
    total, raw = sum(gets.values(), Fraction(0)), sum(gives.values(), Fraction(0))
    if total and not raw:
        raise DividesByZero("no unit is above the average, so nobody can pay")
    scaled = {u: amount * total / raw for u, amount in gives.items()} if raw else gives
    over = {u: max(Fraction(0), k - Fraction(725, 1000) * excess[u]) for u, k in scaled.items()}
    more = sum(over.values(), Fraction(0))
    if not more:
        return gets, scaled
    paid = {u: k - over[u] + more / 2 * k / total for u, k in scaled.items()}
    got = {u: k - more / 2 * k / total for u, k in gets.items()}
    return got, paid


# ----------------------------------------------------------------------------- minimum, 86.5


#: Index points that any unit below 70 is brought to, and the cut.
MINIMUM, CUT = Fraction(865, 10), Fraction(70)
#: Accuracy of the curve between the cut and the average, in index points.
FINE = 10**6


def curve(index: Fraction) -> tuple[Fraction, Fraction]:
    """Return the index points added at a resource index, and what they may be off by.

    Below the cut exactly MINIMUM - index; between the cut and 100, 16.5 ((100 - index) / 30)^p with
    p = 30 / 16.5 = 20/11, the power for which no point more is given than is missing (the marginal
    rate at the cut is 1). The root is found by comparing whole numbers, to 1/FINE of a point.
    """
    if index >= 100:
        return Fraction(0), Fraction(0)
    if index <= CUT:
        return MINIMUM - index, Fraction(0)
    ratio = ((100 - index) / (100 - CUT)) ** 20
    low, high = 0, int(MINIMUM - CUT + 1) * FINE
    # The largest k with (k / FINE / 16.5)^11 <= ratio.
    while low < high:
        middle = (low + high + 1) // 2
        if (Fraction(middle, FINE) / (MINIMUM - CUT)) ** 11 <= ratio:
            low = middle
        else:
            high = middle - 1
    return Fraction(low, FINE), Fraction(1, FINE)


def minimum_2020(capacities: tuple[Amounts, ...], need: Amounts) -> Paid:
    """Resource index = capacity per need in per cent of the average; below 70 to 86.5, above by a
    progressive curve; 2/5 paid by the units above 100 at one rate, 3/5 by the centre (FiLaG 2020,
    Arts 3a, 4)."""
    (capacity,) = capacities
    mean = average(capacity, need)
    if not mean:
        raise DividesByZero("no unit has any capacity")
    given: dict[str, Fraction] = {}
    off = Fraction(0)
    for u in capacity:
        points, error = curve(capacity[u] / need[u] / mean * 100)
        given[u] = points / 100 * mean * need[u]
        off = max(off, error / 100 * mean * need[u])
    total = sum(given.values(), Fraction(0))
    above = {u: max(Fraction(0), capacity[u] - mean * need[u]) for u in capacity}
    whole = sum(above.values(), Fraction(0))
    rate = total * Fraction(2, 5) / whole if whole else Fraction(0)
    by_unit = {u: given[u] - rate * above[u] for u in capacity}
    label = Label.ESTIMATE if off else Label.EXACT
    return Paid(by_unit, total - rate * whole, off, label)


# ----------------------------------------------------------------------------- resources apart


def resources_apart(capacities: tuple[Amounts, ...], need: Amounts) -> Paid:
    """The greater of: the gap per need with half of the natural-resource revenue, and without it;
    capped so that no receiver has more in all than the poorest unit that receives nothing
    (Federal-Provincial Fiscal Arrangements Act, ss 3.2, 3.4 as of 2007). Paid by the centre."""
    plain, resource = capacities
    mean, extra = average(plain, need), average(resource, need)
    half = {u: plain[u] / need[u] + resource[u] / need[u] / 2 for u in need}
    gaps = {u: mean + extra / 2 - half[u] for u in need}
    offers = {u: max(Fraction(0), gaps[u], mean - plain[u] / need[u]) for u in need}
    richer = [u for u in need if gaps[u] <= 0]
    total = {u: (plain[u] + resource[u]) / need[u] for u in need}
    cap = min((total[u] for u in richer), default=None)
    paid = {u: capped(offers[u], total[u], cap) * need[u] for u in need}
    return Paid(paid, sum(paid.values(), Fraction(0)))


def capped(offer: Fraction, total: Fraction, cap: Fraction | None) -> Fraction:
    """Return an amount per need, cut so that total + amount stays at the cap at most."""
    return offer if cap is None else max(Fraction(0), min(offer, cap - total))


FORMULAS: dict[str, Formula] = {
    f.name: f
    for f in (
        Formula(
            "linear-63",
            "63 % of every gap and excess; the centre adds 80 % of what is left to 99.75 %",
            "Finanzausgleichsgesetz in force from 2020, ss. 5, 6, 10, 11(2)",
            1,
            linear_63,
        ),
        Formula(
            "progressive-2005",
            "44 % of a small gap to 75 % of a large one; the centre adds 77.5 % of what is left to "
            "99.5 %",
            "Finanzausgleichsgesetz of 2001, in force 2005 to 2019, ss. 5, 6, 10, 11(2)",
            1,
            progressive_2005,
        ),
        Formula(
            "minimum-2020",
            "an index below 70 is brought to 86.5, above by a progressive curve; 2/5 by the units "
            "above the average, 3/5 by the centre",
            "FiLaG of 3 October 2003 as in force from 2020, Arts 3a, 4; the power of the curve "
            "follows from its marginal rate and was not seen in the ordinance",
            1,
            minimum_2020,
        ),
        Formula(
            "resources-apart",
            "the greater of the gaps with half of the resource revenue and without it, capped at "
            "the poorest unit that receives nothing",
            "Federal-Provincial Fiscal Arrangements Act, ss 3.2 and 3.4 (text of 2007)",
            2,
            resources_apart,
        ),
    )
}
