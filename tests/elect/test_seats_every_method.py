"""Every other method against its definition in fractions, and the checker on each certificate."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import seats_reference as reference
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.elect.measures import measured, measures
from foedus.elect.seats import Remedy, allocate
from foedus.elect.seats.biproportional import WAYS, biproportional
from foedus.elect.seats.checker import check
from foedus.elect.seats.groups import reserved, separate
from foedus.elect.seats.lists import apparentement
from foedus.elect.seats.ministries import ministries
from foedus.elect.seats.mixed import bonus, member_proportional, parallel
from foedus.elect.seats.regions import parabola
from foedus.errors import BadInput

TABLES = st.lists(st.integers(1, 60) | st.integers(1, 10**9), min_size=2, max_size=6).map(
    lambda vs: {f"p{i}": v for i, v in enumerate(vs)}
)
SMALL = st.lists(st.integers(1, 30), min_size=2, max_size=5).map(
    lambda vs: {f"p{i}": v for i, v in enumerate(vs)}
)
#: Each case is also a comparison with the slow reference: a few in the default run.
FEW = settings(max_examples=1000 if FULL else 25)
Found = tuple[dict[str, int], tuple[int, frozenset[str]] | None]


def verified(certificate: Any) -> None:
    """The certificate as it leaves the program: through JSON and back."""
    assert check(json.loads(json.dumps(certificate))) == []


def greedy(values: dict[str, Fraction], size: int, post: Any, low: dict[str, int]) -> Found:
    """One seat after another to the largest value / post(n); post(n) = 0 comes first of all."""
    n = dict(low)

    def quotient(key: str) -> Fraction | float:
        at = post(n[key])
        return values[key] / at if at else float("inf")

    while sum(n.values()) < size:
        best = max(quotient(k) for k in values)
        who = [k for k in values if quotient(k) == best]
        left = size - sum(n.values())
        if len(who) > left:
            return n, (left, frozenset(who))
        for k in who:
            n[k] += 1
    return n, None


def found_of(a: Any) -> Found:
    tie = (a.ties[0].seats, frozenset(a.ties[0].among)) if a.ties else None
    return a.seats, tie


@FEW
@given(TABLES, st.integers(0, 30), st.fractions(0, 3, max_denominator=7))
def test_stationary_methods(votes: dict[str, int], size: int, r: Fraction) -> None:
    assume(r or size >= len(votes))
    a = allocate(f"stationary:{r}", size, votes)
    values = {k: Fraction(v) for k, v in votes.items()}
    assert found_of(a) == greedy(values, size, lambda n: n + r, dict.fromkeys(votes, 0))
    verified(a.certificate)


@pytest.mark.parametrize("p", [-3, -2, -1, 0, 1, 2, 3, 5])
@FEW
@given(TABLES, st.integers(6, 30))
def test_power_mean_methods(p: int, votes: dict[str, int], size: int) -> None:
    a = allocate(f"power-mean:{p}", size, votes)
    k = abs(p) or 2

    def post(n: int) -> Fraction:
        if p > 0:
            return Fraction(n**k + (n + 1) ** k, 2)
        if not n:
            return Fraction(0)
        if p == 0:
            return Fraction(n * (n + 1))
        return Fraction(2) / (Fraction(1, n**k) + Fraction(1, (n + 1) ** k))

    values = {key: Fraction(v) ** k for key, v in votes.items()}
    assert found_of(a) == greedy(values, size, post, dict.fromkeys(votes, 0))
    verified(a.certificate)


@FEW
@given(TABLES, st.integers(0, 30), st.integers(1, 30))
def test_a_first_divisor_of_ones_own(votes: dict[str, int], size: int, tenths: int) -> None:
    first = Fraction(tenths, 10)
    a = allocate(f"modified-sainte-lague:{first}", size, votes)
    values = {k: Fraction(v) for k, v in votes.items()}
    expected = greedy(
        values, size, lambda n: first if n == 0 else Fraction(2 * n + 1), dict.fromkeys(votes, 0)
    )
    assume(first <= 3)  # above it the second seat would come before the first
    assert found_of(a) == expected
    verified(a.certificate)


@pytest.mark.parametrize("power", ["1/2", "1/3", "2/3", "3/4", "0", "1"])
@FEW
@given(votes=TABLES, size=st.integers(0, 30))
def test_powers_of_population(power: str, votes: dict[str, int], size: int) -> None:
    e = Fraction(power)
    a = allocate(f"power:{power}", size, votes)
    values = {k: Fraction(v) ** e.numerator for k, v in votes.items()}
    expected = greedy(
        values, size, lambda n: (n + Fraction(1, 2)) ** e.denominator, dict.fromkeys(votes, 0)
    )
    assert found_of(a) == expected
    verified(a.certificate)


@FEW
@given(TABLES, st.integers(0, 20))
def test_base_and_proportion(votes: dict[str, int], more: int) -> None:
    size = 6 * len(votes) + more
    a = allocate("cambridge", size, votes)
    values = {k: Fraction(v) for k, v in votes.items()}
    n, tie = greedy(values, size - 5 * len(votes), lambda n: Fraction(n), dict.fromkeys(votes, 0))
    assert found_of(a) == ({k: 5 + x for k, x in n.items()}, tie)
    verified(a.certificate)


@FEW
@given(SMALL, st.integers(12, 60))
def test_the_parabola_is_rounded_like_any_proportion(votes: dict[str, int], size: int) -> None:
    try:
        curve = parabola(votes, size, 2, 15)
        a = allocate("parabolic", size, votes, minimum=2, maximum=15)
    except BadInput as exc:
        refused = {d.code for d in exc.diagnostics}
    else:
        refused = set()
    assert refused <= {"E404", "E414", "E402"}
    if refused:
        return
    assert sum(curve.values()) == size
    assert all(2 <= n <= 15 for n in a.seats.values())
    verified(a.certificate)


def shares(votes: dict[str, int], size: int, low: dict[str, int] | None = None) -> Found:
    low = low or dict.fromkeys(votes, 0)
    return reference.divisor("sainte-lague", size, votes, low, dict.fromkeys(votes, size + 99))


@FEW
@given(SMALL, st.integers(1, 12), st.data())
def test_mixed_systems_by_their_definitions(
    votes: dict[str, int], size: int, data: st.DataObject
) -> None:
    direct = {k: data.draw(st.integers(0, 3)) for k in votes}
    share, tie = shares(votes, size)
    side = parallel(direct, votes, size, "sainte-lague")
    assert side.seats == {k: share[k] + direct[k] for k in votes}
    verified(side.certificate)
    if tie is None:
        kept = member_proportional(direct, votes, size, "sainte-lague", overhang="keep")
        assert kept.seats == {k: max(share[k], direct[k]) for k in votes}
        assert kept.overhang == {k: direct[k] - n for k, n in share.items() if direct[k] > n}
        verified(kept.certificate)
    if sum(direct.values()) <= size:
        taken = member_proportional(direct, votes, size, "sainte-lague", overhang="absorb")
        assert (taken.seats, taken.house) == (shares(votes, size, direct)[0], size)
        verified(taken.certificate)
    grown = member_proportional(direct, votes, size, "sainte-lague", overhang="level")
    house = size
    while any(shares(votes, house)[0][k] < direct[k] for k in votes):
        house += 1
    assert grown.house == house
    verified(grown.certificate)


@FEW
@given(SMALL, st.integers(2, 15), st.integers(0, 2))
def test_a_bonus_by_its_definition(votes: dict[str, int], size: int, extra: int) -> None:
    top = [k for k, v in votes.items() if v == max(votes.values())]
    if len(top) > 1:
        with pytest.raises(BadInput, match=f"tied among {', '.join(top)} at"):
            bonus(votes, size, "sainte-lague", seats=extra)
        order = Remedy("order", order=tuple(reversed(votes)))
        found = bonus(votes, size, "sainte-lague", seats=extra, tie=order)
        inner = allocate("sainte-lague", size - extra, votes, tie=order).seats
        assert found.seats == {k: n + (extra if k == top[-1] else 0) for k, n in inner.items()}
        return
    found = bonus(votes, size, "sainte-lague", seats=extra)
    expected = shares(votes, size - extra)[0]
    assert found.seats == {k: n + (extra if k == top[0] else 0) for k, n in expected.items()}
    verified(found.certificate)


@FEW
@given(SMALL, st.integers(1, 15), st.data())
def test_alliances_by_their_definition(
    votes: dict[str, int], size: int, data: st.DataObject
) -> None:
    ally = data.draw(st.sets(st.sampled_from(sorted(votes)), min_size=1))
    found = apparentement(votes, {"G": sorted(ally)}, size, "dhondt")
    joined = {k: v for k, v in votes.items() if k not in ally}
    joined["G"] = sum(votes[k] for k in ally)
    none, all_ = dict.fromkeys(joined, 0), dict.fromkeys(joined, size)
    upper = reference.divisor("dhondt", size, joined, none, all_)[0]
    inner = {k: votes[k] for k in sorted(ally)}
    low = dict.fromkeys(inner, 0)
    within = reference.divisor("dhondt", upper["G"], inner, low, dict.fromkeys(inner, size))[0]
    assert found.seats == {k: within[k] if k in ally else upper[k] for k in votes}
    verified(found.certificate)


@FEW
@given(SMALL, st.integers(3, 15), st.integers(0, 3), st.booleans())
def test_reserved_seats_are_never_fewer(
    votes: dict[str, int], size: int, kept: int, on_top: bool
) -> None:
    lists = {"G": (kept, ["p0"])}
    found = reserved(votes, size, "sainte-lague", lists, added=on_top)
    tied = sum(t.seats for t in found.ties)
    assert sum(found.seats.values()) + tied == size
    assert found.by_group["G"] >= kept
    verified(found.certificate)


@FEW
@given(st.lists(SMALL, min_size=1, max_size=3), st.data())
def test_separate_electorates_are_allocated_apart(
    parts: list[dict[str, int]], data: st.DataObject
) -> None:
    named = {
        f"g{i}": {f"g{i}{k}": v for k, v in part.items()} for i, part in enumerate(parts)
    }  # fmt: skip
    sizes = {g: data.draw(st.integers(1, 8)) for g in named}
    found = separate(sizes, named, "sainte-lague")
    for g, part in named.items():
        assert {k: found.seats[k] for k in part} == shares(part, sizes[g])[0]
    verified(found.certificate)


@FEW
@given(SMALL, st.integers(0, 9), st.data())
def test_offices_are_the_dhondt_allocation(
    strength: dict[str, int], offices: int, data: st.DataObject
) -> None:
    decline = data.draw(st.sets(st.sampled_from(sorted(strength)), max_size=len(strength) - 1))
    names = [f"o{i}" for i in range(offices)]
    lot = Remedy("lot", seed="x")
    found = ministries(strength, names, remedy=lot, decline=sorted(decline))
    able = {k: v for k, v in strength.items() if k not in decline}
    none, all_ = dict.fromkeys(able, 0), dict.fromkeys(able, offices)
    sure, tie = reference.divisor("dhondt", offices, able, none, all_)
    held = {k: found.seats().get(k, 0) for k in able}
    extra = {k for k in able if held[k] != sure[k]}
    assert extra <= (tie[1] if tie else frozenset())
    assert sum(held.values()) == offices
    quotients = [p.quotient for p in found.picks]
    assert quotients == sorted(quotients, reverse=True)
    verified(found.certificate)


@FEW
@given(st.data(), st.integers(2, 3), st.integers(2, 3))
def test_both_ways_of_two_margins_agree_and_are_right(
    data: st.DataObject, rows: int, columns: int
) -> None:
    votes = {
        f"r{i}": {f"c{j}": data.draw(st.integers(1, 20)) for j in range(columns)}
        for i in range(rows)
    }
    seats = {r: data.draw(st.integers(1, 4)) for r in votes}
    party = {f"c{j}": 0 for j in range(columns)}
    for _ in range(sum(seats.values())):
        party[data.draw(st.sampled_from(sorted(party)))] += 1
    one, two = (biproportional(votes, seats, party, way=w) for w in WAYS)
    verified(one.certificate)
    verified(two.certificate)
    assert bool(one.tied) == bool(two.tied)
    if not one.tied:
        assert one.seats == two.seats
    for found, (i, r) in product((one, two), enumerate(seats)):
        assert sum(found.seats[i]) == seats[r]


@FEW
@given(SMALL, st.integers(1, 20))
def test_measures_of_a_part_count_the_missing_as_nobody(votes: dict[str, int], size: int) -> None:
    seats = shares(votes, size)[0]
    assume(any(seats.values()))
    with_ = {**seats, "alone": 1}
    whole = measured(votes, with_)
    assert whole == measures({**votes, "alone": 0}, with_)
    assert whole is not None
    assert whole.sainte_lague is None
    assert measured({}, seats) is None
    assert measured(votes, dict.fromkeys(votes, 0)) is None
