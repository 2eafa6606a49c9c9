"""Indices against figures worked by hand, and the smallest majority against every coalition."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from elect_amounts import FEW
from hypothesis import assume, given
from hypothesis import strategies as st

import foedus.elect.measures as indices
from foedus.elect.measures import equality, measures, smallest_majority
from foedus.elect.seats import allocate, picture
from foedus.elect.seats.compare import compare
from foedus.errors import BadInput, TooLarge


def test_indices_worked_by_hand() -> None:
    # votes 50, 30, 20 %; seats 6, 3, 1 of 10: gaps +10, 0, -10 points
    m = measures({"A": 50, "B": 30, "C": 20}, {"A": 6, "B": 3, "C": 1})
    assert m.gallagher_squared == Fraction(1, 100)
    assert m.gallagher == pytest.approx(0.1)
    assert m.loosemore_hanby == Fraction(1, 10)
    assert m.rae == Fraction(2, 30)
    assert m.sainte_lague == Fraction(1, 100) / Fraction(1, 2) + Fraction(1, 100) / Fraction(1, 5)
    assert m.effective_votes == 1 / Fraction(38, 100)
    assert m.effective_seats == 1 / Fraction(46, 100)
    assert m.below_quota == ("C",)
    assert m.above_quota == ("A",)


def test_a_seat_without_votes_has_no_sainte_lague_index() -> None:
    assert measures({"A": 1, "B": 0}, {"A": 1, "B": 1}).sainte_lague is None
    for votes, seats in (({"A": 0}, {"A": 1}), ({"A": 1}, {"A": 0}), ({"A": 1}, {"B": 1})):
        with pytest.raises(ValueError):
            measures(votes, seats)


def by_definition(votes: dict[str, int], seats: dict[str, int]) -> dict[str, object]:
    """Return the indices term by term, as their authors wrote them."""
    v = {k: Fraction(x, sum(votes.values())) for k, x in votes.items()}
    s = {k: Fraction(x, sum(seats.values())) for k, x in seats.items()}
    share = {k: x * sum(seats.values()) for k, x in v.items()}
    unearned = any(seats[k] and not votes[k] for k in votes)
    return {
        "gallagher_squared": sum((s[k] - v[k]) ** 2 for k in v) / 2,
        "loosemore_hanby": sum(abs(s[k] - v[k]) for k in v) / 2,
        "rae": sum(abs(s[k] - v[k]) for k in v) / len(v),
        "sainte_lague": None
        if unearned
        else sum(((s[k] - v[k]) ** 2 / v[k] for k in v if v[k]), Fraction(0)),
        "effective_votes": 1 / sum(x * x for x in v.values()),
        "effective_seats": 1 / sum(x * x for x in s.values()),
        "below_quota": tuple(k for k in v if seats[k] < math.floor(share[k])),
        "above_quota": tuple(k for k in v if seats[k] > math.ceil(share[k])),
    }


ROWS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=8)


@FEW
@given(ROWS, st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(7, 2)]))
def test_indices_are_their_definitions(rows: list[tuple[int, int]], scale: Fraction) -> None:
    votes = {f"u{i}": v for i, (v, _) in enumerate(rows)}
    seats = {f"u{i}": n for i, (_, n) in enumerate(rows)}
    assume(any(votes.values()) and any(seats.values()))
    found = measures({k: v * scale for k, v in votes.items()}, seats)
    expected = by_definition(votes, seats)
    assert {k: getattr(found, k) for k in expected} == expected
    assert found.sainte_lague_error == 0


@FEW
@given(ROWS, st.sampled_from([1, 10, 10**6]))
def test_an_index_cut_is_below_the_true_one_by_no_more_than_its_error(
    rows: list[tuple[int, int]], places: int
) -> None:
    votes = {f"u{i}": 50 + v for i, (v, _) in enumerate(rows)}
    seats = {f"u{i}": n for i, (_, n) in enumerate(rows)}
    assume(any(seats.values()))
    exact = measures(votes, seats).sainte_lague
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indices, "DIGITS", 0)
        patch.setattr(indices, "PLACES", places)
        cut = measures(votes, seats)
    assert exact is not None
    assert cut.sainte_lague is not None
    assert 0 <= exact - cut.sainte_lague <= cut.sainte_lague_error


def test_a_table_of_thousands_has_an_index_that_can_be_written() -> None:
    # The exact Sainte-Lague index of these has a denominator of more than 4,300 digits.
    votes = {f"p{i}": 1_000_003 + 2 * i for i in range(3000)}
    found = allocate("sainte-lague", 30_000, votes)
    data = json.dumps(measures(found.values, found.seats).to_dict())
    assert len(data) < 10_000
    m = measures(found.values, found.seats)
    assert m.sainte_lague is not None
    assert 0 < m.sainte_lague_error < m.sainte_lague / 10**9


UNITS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5)), min_size=1, max_size=8)


@FEW
@given(UNITS)
def test_the_smallest_majority_is_the_least_of_all_coalitions(units: list[tuple[int, int]]) -> None:
    people = {f"u{i}": p for i, (p, _) in enumerate(units)}
    seats = {f"u{i}": n for i, (_, n) in enumerate(units)}
    house = sum(seats.values())
    assume(house)
    coalitions = [c for r in range(len(units) + 1) for c in combinations(people, r)]
    best = min(
        sum(people[k] for k in c) for c in coalitions if 2 * sum(seats[k] for k in c) > house
    )
    found = smallest_majority(people, seats)
    assert sum(people[k] for k in found) == best
    assert 2 * sum(seats[k] for k in found) > house


def test_equality_from_best_to_worst() -> None:
    e = equality({"A": 100, "B": 30, "C": 40, "D": 5}, {"A": 2, "B": 1, "C": 2, "D": 0})
    assert e.per_seat == (("C", 20), ("B", 30), ("A", 50))
    assert e.ratio == Fraction(5, 2)
    assert e.smallest == ("B", "C")
    assert e.smallest_share == Fraction(70, 175)
    assert e.without == ("D",)
    big = {f"u{i}": 10**6 for i in range(10**4)}
    with pytest.raises(TooLarge):
        smallest_majority(big, big)


def test_us_house_smallest_majority_is_checked_by_hand(shared: Path) -> None:
    import csv

    with (shared / "data/countries/united_states.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["code"] != "US-DC"]
    people = {r["code"]: int(r["apportionment_population_2020"]) for r in rows}
    seats = {r["code"]: int(r["house_seats"]) for r in rows}
    e = equality(people, seats)
    assert e.smallest_seats == 218
    assert sum(seats[k] for k in e.smallest) == 218
    assert e.per_seat[0][0] == "US-MT"
    assert e.per_seat[-1][0] == "US-DE"


def test_the_comparison_shows_who_gains_and_who_loses() -> None:
    people = {"A": 27744, "B": 25178, "C": 19951, "D": 14610, "E": 9225, "F & G": 3292}
    c = compare(["jefferson", "adams", "webster"], 36, people)
    assert list(c.allocations) == ["dhondt", "adams", "sainte-lague"]
    assert c.gains("dhondt")["A"] == 11 - Fraction(36 * 27744, 100000)
    assert c.differing() == ("A", "C", "F & G")
    tree = ElementTree.fromstring(picture.svg(c))
    marks = [e for e in tree.iter() if e.tag.endswith("title")]
    assert len(marks) == 1 + 3 + 3 * 6  # the picture, the legend, and one mark a figure
    drawn = picture.text(c)
    assert all(name in drawn for name in people)
    assert "3 of 6 differ" in picture.summary(c)
    one = compare(["adams", "hare"], 3, people)
    assert list(one.undefined) == ["adams"]
    with pytest.raises(BadInput, match="E407"):
        compare(["adams"], 3, people)
    assert picture.summary(compare(["hare"], 4, {"A": 1, "B": 1})).endswith("all agree.")


def test_huge_and_tiny_numbers_stay_exact() -> None:
    v = 10**400
    found = allocate("sainte-lague", 3, {"A": v, "B": v + 1, "C": v})
    assert found.seats == {"A": 1, "B": 1, "C": 1}
    found = allocate("huntington-hill", 4, {"A": v, "B": v + 1, "C": v})
    assert found.seats == {"A": 1, "B": 2, "C": 1}
    tied = allocate("dhondt", 1, {"A": v, "B": v})
    assert tied.ties[0].among == ("A", "B")
    assert math.isfinite(measures(tied.values, {"A": 1, "B": 0}).gallagher)


def test_a_large_house_over_many_parties_with_every_tie() -> None:
    # 3000 equal parties and 3001 seats: one seat is tied among all of them
    found = allocate("sainte-lague", 3001, {f"p{i}": 7 for i in range(3000)})
    assert set(found.seats.values()) == {1}
    assert found.ties[0].seats == 1
    assert len(found.ties[0].among) == 3000
