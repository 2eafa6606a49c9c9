"""Courts, emergency and guarantors as coalitions: against enumeration."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from federation_world import HEAD, PROCEDURES, model
from hypothesis import given
from hypothesis import strategies as st

from foedus.atlas import find
from foedus.constitution.load import load
from foedus.errors import TooLarge
from foedus.federation.organs import (
    coalitions,
    courts,
    guarantors,
    measures,
    minimal,
    suspending,
    units_named,
)
from foedus.proof.games import Games

COURT = """organ Court: court, 9 members
  3 chosen by President
  4 chosen by House
  2 chosen by Senate
  may be seized by President, "Government of North"
organ Bank: bank
"""

EMERGENCY = """emergency "Coercion of a region" under "Art. 37"
  trigger "a region does not do its duty"
  declared by "Coercion"
  lasts "60 days"
  renewed by "Senate"
  reviewed by "Court"
  suspends "self-government"
emergency "Alarm" under "Art. 38"
  declared by "President"
emergency "Siege" under "Art. 39"
  trigger "war"
  declared by "the generals"
  reviewed by "history"
"""

GUARANTORS = """guarantor Alpha under "Treaty, Art. 4"
  acts "jointly or alone"
  ends "never"
guarantor Beta under "Treaty, Art. 4"
  acts "jointly or alone"
guarantor Gamma under "Pact, Art. 1"
  acts "jointly"
  appointed by "the parties"
guarantor Delta under "Pact, Art. 1"
  acts "jointly"
guarantor Omega under "Letter"
  acts "by mediation"
"""


def world(tmp_path: Path, *more: str) -> Games:
    return Games(model(tmp_path, HEAD, COURT, PROCEDURES, *more))


def test_who_can_fill_a_court_and_who_can_deny_it(tmp_path: Path) -> None:
    (court,) = courts(world(tmp_path).model)
    assert court.chosen == (("President", 3), ("House", 4), ("Senate", 2))
    assert set(court.capture) == {("President", "House"), ("House", "Senate"),
                                  ("President", "Senate")}  # fmt: skip
    assert court.deny == court.capture


def test_who_may_bring_a_case(tmp_path: Path) -> None:
    (court,) = courts(world(tmp_path).model)
    assert (court.units_in, court.units_out) == (("North",), ("South", "West"))


@pytest.mark.parametrize(
    "name, unit",
    [("South", "South"), ("Council of South", "South"), ("Council of the West", "West"),
     ("Council of the South West", ""), ("South Council", "")],
)  # fmt: skip
def test_an_organ_of_a_unit_stands_for_it(tmp_path: Path, name: str, unit: str) -> None:
    found, others = units_named(world(tmp_path).model, (name,))
    assert found == ((unit,) if unit else ())
    assert len(found) + len(others) == 3


def test_a_list_of_units_may_bring_a_case_together(tmp_path: Path) -> None:
    text = "organ Court: court, 3 members\n  3 chosen by President\n  may be seized by Regions\n"
    (court,) = courts(model(tmp_path, HEAD, text))
    assert court.units_in == ("North", "South", "West")
    assert court.units_out == ()


SHARES = st.lists(
    st.tuples(
        st.lists(st.sampled_from("ABCDE"), min_size=1, max_size=2, unique=True).map(tuple),
        st.integers(1, 5),
    ),
    min_size=1,
    max_size=5,
)


@given(SHARES, st.integers(1, 12))
def test_minimal_sets_are_those_of_enumeration(
    shares: list[tuple[tuple[str, ...], int]], need: int
) -> None:
    names = sorted({n for who, _ in shares for n in who})

    def enough(chosen: set[str]) -> bool:
        return sum(k for who, k in shares if set(who) <= chosen) >= need

    every = [set(c) for r in range(1, len(names) + 1) for c in combinations(names, r)]
    good = [c for c in every if enough(c)]
    slow = {frozenset(c) for c in good if not any(o < c for o in good)}
    assert {frozenset(c) for c in minimal(shares, need)} == slow


def test_too_many_appointers_are_refused() -> None:
    with pytest.raises(TooLarge):
        minimal([((f"A{i}",), 1) for i in range(17)], 3)


@pytest.mark.parametrize(
    "name, begins, renews, reviews, recorded, open_end",
    [
        ("Coercion of a region", (("Senate", "Government"),), (("Senate",),), (("Court",),), [],
         False),
        ("Alarm", (("President",),), (), (), [], True),
        ("Siege", (), (), (), ["declared by", "reviewed by"], False),
    ],
)  # fmt: skip
def test_who_begins_renews_and_reviews(
    tmp_path: Path,
    name: str,
    begins: tuple[tuple[str, ...], ...],
    renews: tuple[tuple[str, ...], ...],
    reviews: tuple[tuple[str, ...], ...],
    recorded: list[str],
    open_end: bool,
) -> None:
    (found,) = [m for m in measures(world(tmp_path, EMERGENCY)) if m.name == name]
    assert {frozenset(b) for b in found.begins} == {frozenset(b) for b in begins}
    assert (found.renews, found.reviews) == (renews, reviews)
    assert [k for k, _ in found.recorded] == recorded
    assert found.open_end is open_end


def test_who_can_act_alone(tmp_path: Path) -> None:
    found = {m.name: m.alone for m in measures(world(tmp_path, EMERGENCY))}
    assert found == {"Coercion of a region": (), "Alarm": ("President",), "Siege": ()}


@pytest.mark.parametrize(
    "text, sets",
    [
        ("President", (("President",),)),
        ("House", (("House",),)),
        ("Court", (("Court",),)),
        ("Regions", (("Regions",),)),
        ("nobody known", None),
    ],
)
def test_a_name_of_the_file_stands_for_itself(
    tmp_path: Path, text: str, sets: tuple[tuple[str, ...], ...] | None
) -> None:
    assert coalitions(world(tmp_path), text) == sets


def test_a_procedure_of_a_number_without_anybody_in_particular(tmp_path: Path) -> None:
    rule = 'procedure Any under "1"\n  passes when Regions approve by at least 1 units\n'
    assert coalitions(world(tmp_path, rule), "Any") == (("Regions",),)


@pytest.mark.parametrize(
    "article, names, can_act",
    [
        ("Treaty, Art. 4", ("Alpha", "Beta"), (("Alpha",), ("Beta",))),
        ("Pact, Art. 1", ("Gamma", "Delta"), (("Gamma", "Delta"),)),
        ("Letter", ("Omega",), ()),
    ],
)
def test_guarantors_act_jointly_or_alone(
    tmp_path: Path, article: str, names: tuple[str, ...], can_act: tuple[tuple[str, ...], ...]
) -> None:
    (found,) = [g for g in guarantors(world(tmp_path, GUARANTORS).model) if g.article == article]
    assert (found.names, found.can_act) == (names, can_act)


def test_how_guarantors_end_and_who_appoints_them(tmp_path: Path) -> None:
    found = {g.article: g for g in guarantors(world(tmp_path, GUARANTORS).model)}
    assert found["Treaty, Art. 4"].ends == "never"
    assert found["Pact, Art. 1"].appointed == "the parties"
    assert found["Letter"].acts == "by mediation"


def test_who_can_suspend_an_autonomy(tmp_path: Path) -> None:
    (path,) = suspending(world(tmp_path), "West")
    assert path.procedure == "Coercion"
    assert set(path.consent) == {"Senate", "Government"}
    assert path.unit_stops_it is None
    assert "no vote for West in it" in path.text


@pytest.mark.parametrize("name, said", [("canada", False), ("belgium", False), ("spain", True)])
def test_who_may_not_bring_a_case_is_told_only_where_the_text_says_who_may(
    name: str, said: bool
) -> None:
    (court,) = courts(load(find(name)))
    assert bool(court.standing) is said
    if not said:
        assert (court.units_in, court.units_out) == ((), ())
