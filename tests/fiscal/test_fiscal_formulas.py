"""Equalisation formulas against the statutes' own figures, published results, and each other."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.answer import Label
from foedus.fiscal.formulas import (
    FORMULAS,
    DividesByZero,
    Paid,
    average,
    capped,
    curve,
    factor,
    fills,
    linear_63,
    minimum_2020,
    progressive_2005,
    resources_apart,
)

F = Fraction
UNITS = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 20_000)), min_size=2, max_size=7
).filter(lambda rows: any(c for _, c in rows))


def split(rows: list[tuple[int, int]]) -> tuple[dict[str, F], dict[str, F]]:
    need = {f"U{i}": F(n) for i, (n, _) in enumerate(rows)}
    return need, {f"U{i}": F(c) for i, (_, c) in enumerate(rows)}


# ------------------------------------------------------------------------- the tariff of 2005


@pytest.mark.parametrize(
    "x, value, source",
    [
        ("0", "0", "no gap"),
        ("7/100", "399/10000", "13/7 x 0.07 + 0.44 is 0.57, times 0.07"),
        ("20/100", "13415/100000", "3/4 x 0.2 - 317/20000"),
        ("30/100", "20915/100000", "3/4 x 0.3 - 317/20000"),
    ],
)
def test_the_tariff_at_its_ends(x: str, value: str, source: str) -> None:
    assert factor(F(x)) == F(value), source


@pytest.mark.parametrize(
    "at, low, high",
    [("7/100", "13/7", "5/26"), ("20/100", "5/26", "0")],
)
def test_the_tariff_has_no_jump_where_its_pieces_meet(at: str, low: str, high: str) -> None:
    tiny = F(1, 10**9)
    before, after = factor(F(at)), factor(F(at) + tiny)
    assert 0 <= after - before < 2 * tiny
    assert low != high


@pytest.mark.parametrize(
    "x, rate",
    [
        ("0", "44/100"),  # FAG 2005, s. 10(1) no. 3: the smallest gaps
        ("7/100", "70/100"),  # where no. 3 ends and no. 2 begins
        ("20/100", "75/100"),  # where no. 2 ends and no. 1 begins
        ("1/2", "75/100"),
    ],
)
def test_the_marginal_rates_are_44_70_and_75_per_cent(x: str, rate: str) -> None:
    step = F(1, 10**12)
    slope = (factor(F(x) + step) - factor(F(x))) / step
    assert abs(slope - F(rate)) < F(1, 10**6)


@given(UNITS)
def test_the_tariff_of_2005_is_zero_sum_among_the_units(rows: list[tuple[int, int]]) -> None:
    need, capacity = split(rows)
    paid = progressive_2005((capacity,), need)
    mean = average(capacity, need)
    # What the centre grants is known apart: 77.5 % of what is left to 99.5 %.
    first = {u: paid.by_unit[u] - grant(u, capacity, need, mean, paid) for u in need}
    assert abs(sum(first.values(), F(0))) < F(1, 10**20)


def grant(u: str, capacity: dict[str, F], need: dict[str, F], mean: F, paid: Paid) -> F:
    """Return the centre's part of what a unit received: solved from the total."""
    target = F(995, 1000) * mean * need[u]
    total = paid.by_unit[u]
    if total <= 0 or capacity[u] >= target:
        return F(0)
    # total = first + 0.775 max(0, target - capacity - first), for first >= 0.
    first = (total - F(775, 1000) * (target - capacity[u])) / (1 - F(775, 1000))
    if 0 <= first <= target - capacity[u]:
        return total - first
    return F(0)


@given(UNITS)
def test_no_contribution_of_2005_exceeds_its_excess(rows: list[tuple[int, int]]) -> None:
    need, capacity = split(rows)
    mean = average(capacity, need)
    paid = progressive_2005((capacity,), need)
    for u in need:
        if paid.by_unit[u] < 0:
            assert -paid.by_unit[u] <= capacity[u] - mean * need[u]


# ------------------------------------------------------------------------- 63 per cent


def test_63_per_cent_of_every_gap_and_excess_and_the_centres_grant() -> None:
    need = {"poor": F(100), "near": F(100), "rich": F(200)}
    capacity = {"poor": F(80), "near": F(99), "rich": F(221)}
    paid = linear_63((capacity,), need)
    # Gap 20: 12.6; left to 99.75: 7.15, of which 80 %: 5.72. Gap 1: 0.63; left 0.12: 0.096.
    assert paid.by_unit["poor"] == F(1260, 100) + F(572, 100)
    assert paid.by_unit["near"] == F(63, 100) + F(96, 1000)
    assert paid.by_unit["rich"] == -F(63, 100) * 21
    assert paid.centre == F(572, 100) + F(96, 1000)


@given(UNITS)
def test_63_per_cent_is_zero_sum_but_for_the_centre(rows: list[tuple[int, int]]) -> None:
    need, capacity = split(rows)
    mean = average(capacity, need)
    paid = linear_63((capacity,), need)
    first = sum((F(63, 100) * (mean * need[u] - capacity[u]) for u in need), F(0))
    assert first == 0
    assert sum(paid.by_unit.values(), F(0)) == paid.centre >= 0


# ------------------------------------------------------------------------- minimum of 86.5


@pytest.mark.parametrize(
    "index, points",
    [("0", "173/2"), ("50", "73/2"), ("70", "33/2"), ("100", "0"), ("250", "0")],
)
def test_every_unit_below_70_comes_to_86_and_a_half(index: str, points: str) -> None:
    found, off = curve(F(index))
    assert (found, off) == (F(points), 0)


@given(st.fractions(71, 99, max_denominator=100))
def test_the_curve_is_within_a_millionth_of_the_power(index: F) -> None:
    found, off = curve(index)
    ratio = ((100 - index) / 30) ** 20
    assert (found / F(33, 2)) ** 11 <= ratio < ((found + off) / F(33, 2)) ** 11
    assert off == F(1, 10**6)


@settings(max_examples=1000 if FULL else 50)
@given(st.fractions(60, 99, max_denominator=50), st.fractions(0, 5, max_denominator=50))
def test_the_curve_falls_and_never_lets_one_overtake(index: F, more: F) -> None:
    low, off = curve(index)
    high, other = curve(index + more)
    assert low + off >= high
    assert index + low <= index + more + high + off + other


def test_two_fifths_are_paid_by_the_units_above_at_one_rate() -> None:
    need = {"a": F(1000), "b": F(1000), "c": F(1000)}
    capacity = {"a": F(60_000), "b": F(110_000), "c": F(130_000)}
    paid = minimum_2020((capacity,), need)
    assert paid.label is Label.EXACT
    given_ = paid.by_unit["a"]
    assert capacity["a"] + given_ == F(865, 1000) * 100_000
    assert -(paid.by_unit["b"] + paid.by_unit["c"]) == given_ * F(2, 5)
    assert paid.by_unit["b"] / 10_000 == paid.by_unit["c"] / 30_000
    assert paid.centre == given_ * F(3, 5)


def test_between_the_cut_and_the_average_the_amounts_are_estimates() -> None:
    need = {"a": F(10), "b": F(10)}
    paid = minimum_2020(({"a": F(80), "b": F(120)},), need)
    assert paid.label is Label.ESTIMATE
    assert 0 < paid.off < F(1, 10**4)


# ------------------------------------------------------------------------- resources apart

#: Finance Canada, Equalization Program, chart 1 (2025-26), dollars per head: non-resource and
#: natural-resource fiscal capacity, equalization payment. Census of 2021: Statistics Canada.
CANADA = {
    "NL": (8678, 2955, 212, 510_550),
    "PE": (7807, 1, 3936, 154_331),
    "NS": (8375, 41, 3349, 969_383),
    "NB": (7862, 111, 3827, 775_610),
    "QC": (9767, 525, 1553, 8_501_833),
    "ON": (11786, 24, 36, 14_223_942),
    "MB": (8422, 80, 3282, 1_342_153),
    "SK": (10458, 2655, 0, 1_132_505),
    "AB": (13138, 4510, 0, 4_262_635),
    "BC": (12996, 747, 0, 5_000_879),
}


def canada() -> Paid:
    need = {u: F(p) for u, (_, _, _, p) in CANADA.items()}
    plain = {u: F(a) * need[u] for u, (a, _, _, _) in CANADA.items()}
    resource = {u: F(b) * need[u] for u, (_, b, _, _) in CANADA.items()}
    return resources_apart((plain, resource), need)


@pytest.mark.parametrize("unit", ["PE", "NS", "NB", "MB"])
def test_payments_below_the_cap_differ_from_the_published_by_one_amount(unit: str) -> None:
    """The addition that keeps the programme growing is one amount a head: 57 to 58 dollars."""
    _, _, published, people = CANADA[unit]
    assert 56 <= published - canada().by_unit[unit] / people <= 59


@pytest.mark.parametrize("unit", ["NL", "QC", "ON"])
def test_payments_at_the_cap_differ_by_what_the_cap_was_raised(unit: str) -> None:
    _, _, published, people = CANADA[unit]
    assert 35 <= published - canada().by_unit[unit] / people <= 36


@pytest.mark.parametrize("unit", ["SK", "AB", "BC"])
def test_who_receives_nothing_is_as_published(unit: str) -> None:
    assert canada().by_unit[unit] == 0


def test_with_the_published_standard_and_cap_the_payments_are_the_published_ones() -> None:
    """11,744 and 11,845.5 a head are what the published figures of PE, NS, NB, MB and NL imply."""
    standard, cap = F(11744), F(118455, 10)
    for unit, (plain, resource, published, _) in CANADA.items():
        if unit in ("ON", "SK", "AB", "BC"):
            continue
        offer = max(F(0), standard - plain - F(resource, 2))
        assert abs(capped(offer, F(plain + resource), cap) - published) <= 1, unit


def test_the_cap_is_the_total_of_the_poorest_unit_that_receives_nothing() -> None:
    paid = canada()
    after = {
        u: F(a + b) + paid.by_unit[u] / p for u, (a, b, _, p) in CANADA.items() if paid.by_unit[u]
    }
    assert max(after.values()) == F(11786 + 24)


@given(
    st.lists(
        st.tuples(st.integers(1, 50), st.integers(0, 900), st.integers(0, 300)),
        min_size=2,
        max_size=6,
    )
)
def test_no_receiver_ends_above_the_cap(rows: list[tuple[int, int, int]]) -> None:
    need = {f"U{i}": F(n) for i, (n, _, _) in enumerate(rows)}
    plain = {f"U{i}": F(a) for i, (_, a, _) in enumerate(rows)}
    resource = {f"U{i}": F(b) for i, (_, _, b) in enumerate(rows)}
    paid = resources_apart((plain, resource), need)
    mean, extra = average(plain, need), average(resource, need)
    gap = {u: mean + extra / 2 - (plain[u] + resource[u] / 2) / need[u] for u in need}
    caps = [(plain[u] + resource[u]) / need[u] for u in need if gap[u] <= 0]
    for u in need:
        if paid.by_unit[u]:
            assert (plain[u] + resource[u] + paid.by_unit[u]) / need[u] <= min(caps)
    assert paid.centre == sum(paid.by_unit.values(), F(0))


# ------------------------------------------------------------------------- fills, all of them


@settings(max_examples=1000 if FULL else 50)
@given(UNITS, st.fractions(0, 1, max_denominator=20), st.fractions("1/2", 1, max_denominator=20))
def test_filling_gaps_is_zero_sum_where_units_pay(
    rows: list[tuple[int, int]], share: F, target: F
) -> None:
    need, capacity = split(rows)
    paid = fills(capacity, need, share, target, by_units=True)
    assert sum(paid.by_unit.values(), F(0)) == paid.centre == 0
    from_centre = fills(capacity, need, share, target, by_units=False)
    assert sum(from_centre.by_unit.values(), F(0)) == from_centre.centre
    mean = average(capacity, need)
    for u in need:
        gap = max(F(0), target * mean * need[u] - capacity[u])
        assert from_centre.by_unit[u] == share * gap


@given(UNITS, st.sampled_from(["linear-63", "progressive-2005", "minimum-2020"]))
def test_no_formula_lets_the_poorest_receive_less_than_the_richest(
    rows: list[tuple[int, int]], name: str
) -> None:
    need, capacity = split(rows)
    paid = FORMULAS[name].compute((capacity,), need)
    per = {u: paid.by_unit[u] / need[u] for u in need}
    poor = min(need, key=lambda u: capacity[u] / need[u])
    rich = max(need, key=lambda u: capacity[u] / need[u])
    assert per[poor] + paid.off >= per[rich]


@pytest.mark.parametrize("name", sorted(FORMULAS))
def test_a_unit_without_need_is_named(name: str) -> None:
    one = {"a": F(5), "b": F(7)}
    given_ = (one,) * FORMULAS[name].capacities
    with pytest.raises(DividesByZero) as caught:
        FORMULAS[name].compute(given_, {"a": F(3), "b": F(0)})
    assert caught.value.unit == "b"


@pytest.mark.parametrize("name", ["progressive-2005", "minimum-2020"])
def test_nothing_anywhere_has_no_average(name: str) -> None:
    with pytest.raises(DividesByZero):
        FORMULAS[name].compute(({"a": F(0), "b": F(0)},), {"a": F(1), "b": F(1)})


def test_nobody_above_the_average_can_pay() -> None:
    with pytest.raises(DividesByZero, match="nobody can pay"):
        fills({"a": F(1), "b": F(1)}, {"a": F(1), "b": F(1)}, F(1), F(2), by_units=True)


def test_every_formula_names_its_source_and_what_it_does() -> None:
    assert set(FORMULAS) == {"linear-63", "progressive-2005", "minimum-2020", "resources-apart"}
    assert all(f.text and f.reference and f.capacities in (1, 2) for f in FORMULAS.values())
