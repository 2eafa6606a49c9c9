"""Quotas of real procedures, computed by hand from the article and the size of the body."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import product
from math import comb
from typing import Any

import pytest

from foedus.constitution.compile import (
    Compiled,
    compile_procedure,
    family,
    open_quotas,
    readings_of,
    units_of,
    variants,
)
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.rules.gates import Rule

SYSTEMS = (
    "belgium", "bosnia", "canada", "eu-council", "germany", "northern-ireland", "switzerland",
    "ukraine", "un-security-council", "united-states",
)  # fmt: skip


@cache
def system(name: str) -> Model:
    return load(str(files("foedus.atlas") / name / f"{name}.foedus"))


def procedures(name: str) -> list[str]:
    return list(dict.fromkeys(p.name for p in system(name).constitution.procedures))


EVERY = [(s, p) for s in SYSTEMS for p in procedures(s)]


def compiled(name: str, procedure: str, **options: Any) -> Compiled:
    return compile_procedure(system(name), procedure, **options)


def quotas(rule: Rule) -> set[tuple[int, int]]:
    """The (quota, total) pairs of the gates that count voters."""
    n = len(rule.voters)
    return {
        (g.quota, rule.total(g.row))
        for g in rule.gates
        if all(k < n for k, _ in rule.rows[g.row].items)
    }


#: system, procedure, options, (quota, total) that a gate must have, and where it comes from
QUOTAS: list[tuple[str, str, dict[str, Any], tuple[int, int], str]] = [
    ("switzerland", "Constitutional amendment", {}, (24, 46),
     "Art. 142(2), (4): more than half of 23 cantonal votes, half votes doubled: 12 of 23"),
    ("switzerland", "Federal act", {}, (101, 200), "Art. 159(2): majority of those voting, 200"),
    ("switzerland", "Federal act", {}, (24, 46), "Art. 159(2): 46 in the Council of States"),
    ("switzerland", "Brake on spending", {}, (101, 200), "Art. 159(3): of all members"),
    ("switzerland", "Optional referendum", {}, (19, 26), "Art. 141: 8 cantons; 19 must not ask"),
    ("canada", "General amendment", {}, (7, 10), "s. 38(1)(b): two thirds of ten provinces"),
    ("canada", "General amendment", {}, (172, 343), "343 members of the Commons"),
    ("canada", "General amendment", {}, (53, 105), "105 senators"),
    ("canada", "General amendment (1986)", {}, (12616795, 25233589),
     "half of 25,233,589 rounded up: at least fifty per cent"),
    ("canada", "Unanimity", {}, (10, 10), "s. 41"),
    ("canada", "General amendment with the regional veto", {}, (2, 4), "S.C. 1996 c. 1: Atlantic"),
    ("canada", "General amendment with the regional veto", {}, (2, 3), "S.C. 1996 c. 1: Prairies"),
    ("united-states", "Law", {}, (218, 435), "more than half of 435"),
    ("united-states", "Law", {}, (51, 100), "more than half of 100"),
    ("united-states", "Law", {}, (50, 100), "Art. I s. 3: the Vice-President when equally divided"),
    ("united-states", "Law", {}, (290, 435), "Art. I s. 7: two thirds of 435"),
    ("united-states", "Law", {}, (67, 100), "Art. I s. 7: two thirds of 100"),
    ("united-states", "Amendment", {}, (34, 50), "Art. V: two thirds of 50 states"),
    ("united-states", "Amendment", {}, (38, 50), "Art. V: three fourths of 50 states"),
    ("united-states", "Presidential election", {}, (270, 538), "12th Amendment"),
    ("united-states", "Contingent election", {}, (26, 50), "12th Amendment: a majority of states"),
    ("united-states", "Cloture", {}, (60, 100), "Senate Rule XXII: three fifths of those sworn"),
    ("germany", "Bundesrat decision", {}, (35, 69), "Art. 52(3): majority of 69 votes"),
    ("germany", "Two thirds of the Bundesrat", {}, (46, 69), "Art. 79(2)"),
    ("germany", "Amendment", {}, (420, 630), "Art. 79(2): two thirds of 630 members"),
    ("germany", "Objection bill", {}, (35, 69),
     "Art. 77(4): not objected to by 35, so 69 - 35 + 1 = 35 withhold it"),
    ("germany", "Objection bill", {}, (24, 69), "Art. 77(4): 69 - 46 + 1 withhold two thirds"),
    ("belgium", "Special-majority law", {"reading": {"Yes votes counted": "Groups"}}, (40, 59),
     "Art. 4: two thirds of 60 votes, counted over the 59 members of the two groups"),
    ("belgium", "Special-majority law", {"reading": {"Yes votes counted": "Everyone"}}, (40, 60),
     "Art. 4: two thirds of 60 votes, counted over everyone"),
    ("belgium", "Special-majority law", {"reading": {"Yes votes counted": "Everyone"}}, (18, 35),
     "Art. 4: a majority of the 35 Dutch-speaking senators"),
    ("belgium", "Special-majority law", {"reading": {"Yes votes counted": "Everyone"}}, (13, 24),
     "Art. 4: a majority of the 24 French-speaking senators"),
    ("bosnia", "Ordinary decision", {}, (22, 42), "Art. IV.3.c: a majority of 42"),
    ("bosnia", "Ordinary decision", {}, (10, 28),
     "Art. IV.3.d: 2/3 of 28 against is 19; 28 - 19 + 1 = 10 prevent it"),
    ("bosnia", "Ordinary decision", {}, (5, 14),
     "Art. IV.3.d: 2/3 of 14 against is 10; 14 - 10 + 1 = 5 prevent it"),
    ("northern-ireland", "Cross-community support (1998)", {}, (55, 108), "s. 4(5)(a): of 108"),
    ("northern-ireland", "Cross-community support (1998)", {}, (30, 58), "58 unionists"),
    ("northern-ireland", "Cross-community support (1998)", {}, (22, 42), "42 nationalists"),
    ("northern-ireland", "Cross-community support (1998)", {}, (65, 108), "s. 4(5)(b): 60 %"),
    ("northern-ireland", "Cross-community support (1998)", {}, (24, 58), "s. 4(5)(b): 40 % of 58"),
    ("northern-ireland", "Cross-community support (1998)", {}, (17, 42), "s. 4(5)(b): 40 % of 42"),
    ("northern-ireland", "Petition of concern (1998)", {}, (79, 108),
     "s. 42: 30 signatures; 108 - 30 + 1 = 79 who do not sign prevent it"),
    ("eu-council", "Qualified majority", {}, (15, 27), "TEU 16(4): 55 % of 27 is 14.85"),
    ("eu-council", "Qualified majority", {}, (24, 27), "TEU 16(4): four members block; 27 - 4 + 1"),
    ("eu-council", "Reinforced qualified majority", {}, (20, 27), "TFEU 238(2): 72 % is 19.44"),
    ("eu-council", "Simple majority", {}, (14, 27), "TFEU 238(1)"),
    ("un-security-council", "Procedural decision", {}, (9, 15), "Charter Art. 27(2)"),
    ("un-security-council", "Charter amendment", {}, (129, 193), "Charter Art. 108: 2/3 of 193"),
    ("ukraine", "Law", {}, (226, 450), "Art. 91: majority of the constitutional composition"),
    ("ukraine", "Law", {}, (300, 450), "Art. 94: two thirds against a veto"),
    ("ukraine", "Amendment", {}, (300, 450), "Art. 155: two thirds of 450"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "procedure", "options", "expected", "source"),
    QUOTAS,
    ids=[f"{q[0]} {q[1]} {q[3][0]}" for q in QUOTAS],
)
def test_a_quota_is_the_one_of_the_article(
    name: str, procedure: str, options: dict[str, Any], expected: tuple[int, int], source: str
) -> None:
    assert expected in quotas(compiled(name, procedure, **options).rule), source


def options_of(name: str, procedure: str) -> dict[str, Any]:
    """One unit concerned and the lowest open thresholds, so that everything compiles."""
    unit = units_of(system(name), procedure)[:1]
    reading = {r.name: r.alternatives[0] for r in readings_of(system(name), procedure)}
    found = open_quotas(system(name), procedure, reading=reading, unit=unit or None)
    return {"unit": unit or None, "quotas": {q.key: q.low for q in found} or None}


@pytest.mark.parametrize(("name", "procedure"), EVERY, ids=[f"{s} {p}" for s, p in EVERY])
def test_every_procedure_of_the_atlas_compiles(name: str, procedure: str) -> None:
    """All in favour passes unless it is unamendable; nobody in favour never passes."""
    for found in variants(system(name), procedure, **options_of(name, procedure)):
        rule = found.rule
        unamendable = any(f.kind == "unamendable" for f in found.flags)
        assert rule.passes(rule.names) is not unamendable
        assert not rule.passes({})
        assert {g.label for g in rule.gates} <= set(found.articles)
        assert all(found.articles.values())
        assert set(rule.names) <= set(found.members)
        assert found.assumptions
        for voters in found.members.values():
            assert set(voters) <= set(rule.names)


def test_security_council_has_848_winning_coalitions() -> None:
    """All 5 permanent members and at least 4 of 10: sum of C(10, k), k = 4 .. 10, is 848."""
    assert sum(comb(10, k) for k in range(4, 11)) == 848
    reading = {"Concurring": "Text"}
    found = compiled("un-security-council", "Substantive decision", reading=reading)
    names = found.rule.names
    five = found.members["Permanent"]
    assert len(five) == 5
    others = [n for n in names if n not in five]
    won = sum(
        found.rule.passes([*five, *(n for n, yes in zip(others, take, strict=True) if yes)])
        for take in product((False, True), repeat=10)
    )
    assert won == 848
    assert not any(found.rule.passes([n for n in names if n != veto]) for veto in five)


def test_meech_lake_would_have_passed_under_the_general_procedure() -> None:
    """Eight provinces (all but two, about 94 % of the population) and both Houses had assented."""
    without = {"Manitoba", "Newfoundland and Labrador"}
    general = compiled("canada", "General amendment (1986)")
    every = {v.name: v.count for v in general.rule.voters}
    yes = {n: k for n, k in every.items() if general.alone(n) not in without}
    assert general.rule.passes(yes)
    assert not compiled("canada", "Unanimity").rule.passes(yes)


def test_the_fewest_votes_in_favour_of_a_special_majority_law_need_both_groups() -> None:
    """100 + 40 votes in favour can pass, and no majority outside one group can."""
    rule = compiled("belgium", "Special-majority law", reading={"Yes votes counted": "Groups"}).rule
    yes = {"House: Dutch": 69, "House: French": 31, "Senate: Dutch": 27, "Senate: French": 13}
    assert rule.passes(yes)
    assert not rule.passes({**yes, "House: French": 30, "House: Dutch": 89})
    assert not rule.passes({**yes, "Senate: Dutch": 26})


def test_the_ungrouped_senator_counts_under_one_reading_only() -> None:
    yes = {
        "House: Dutch": 69,
        "House: French": 31,
        "Senate: Dutch": 26,
        "Senate: French": 13,
        "Senate: Ungrouped": 1,
    }
    passed = {
        found.reading["Yes votes counted"]: found.rule.passes(yes)
        for found in variants(system("belgium"), "Special-majority law")
    }
    assert passed == {"Groups": False, "Everyone": True}


#: seats filled of 450 -> whether 300 can be reached
VACANT = [(450, True), (423, True), (300, True), (299, False)]


@pytest.mark.parametrize(("filled", "possible"), VACANT)
def test_three_hundred_is_a_number_of_seats_by_law(filled: int, possible: bool) -> None:
    """With 151 vacancies two thirds of the 450 seats by law cannot be reached."""
    found = compiled("ukraine", "Amendment", seats_filled={"Rada": filled})
    assert found.rule.passes({"Rada": filled}) is possible
    assert ("never" in {f.kind for f in found.flags}) is not possible
    if possible:
        assert not found.rule.passes({"Rada": 299})


def test_regions_have_no_vote_on_an_amendment_but_a_view_gives_them_their_deputies() -> None:
    plain = compiled("ukraine", "Amendment")
    assert plain.standing("Lviv").text == f"no vote for Lviv under {plain.article}"
    assert compiled("ukraine", "Amendment", view="Regions").standing("Lviv").has_vote


def test_consent_of_the_state_concerned_is_a_rule_for_each_state() -> None:
    found = family(system("united-states"), "Equal suffrage in the Senate")
    assert len(found) == 50
    rule = found["Wyoming"].rule
    assert rule.passes(rule.names)
    every = {v.name: v.count for v in rule.voters}
    assert not rule.passes({**every, "States: Wyoming": 0})
    assert rule.passes({**every, "States: Vermont": 0})


def test_the_citizens_of_a_canton_decide_for_it_by_a_bare_majority() -> None:
    found = compiled("switzerland", "Constitutional amendment", citizens=True)
    rule = found.rule
    assert rule.size == 5_495_345
    bare = {v.name: v.count // 2 + 1 for v in rule.voters}
    assert rule.passes(bare)
    uri = next(n for n in bare if found.alone(n) == "Uri")
    assert rule.passes({**bare, uri: bare[uri] - 1})
    assert not rule.passes({v.name: v.count // 2 for v in rule.voters})
    assert set(found.prices["People"].values()) == {1}
