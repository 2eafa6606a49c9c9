"""How a matter can be taken, and what second chambers can stop: against enumeration."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from federation_world import HEAD, PROCEDURES, model
from hypothesis import given
from hypothesis import strategies as st

from foedus.atlas import find
from foedus.constitution.load import load
from foedus.constitution.syntax import Veto
from foedus.federation.chamber import Chamber, ChamberVeto, chambers, least_people, malapportionment
from foedus.federation.paths import changers, paths
from foedus.proof.games import Games


def games(tmp_path: Path, *parts: str) -> Games:
    return Games(model(tmp_path, *(parts or (HEAD, PROCEDURES))))


@pytest.mark.parametrize(
    "matter, unit, procedures, possible, stops",
    [
        ("police", "", ["Law", "Amendment"], [True, True], [None, None]),
        ("police", "North", ["Law", "Amendment"], [True, True], [None, None]),
        ("regional language", "West", ["Amendment", "Own affairs"], [True, True], [None, True]),
        ("republic", "", ["Amendment", "Eternity"], [True, False], [None, None]),
        ("anything else", "", ["Amendment"], [True], [None]),
    ],
)
def test_the_paths_of_a_matter(
    tmp_path: Path,
    matter: str,
    unit: str,
    procedures: list[str],
    possible: list[bool],
    stops: list[bool | None],
) -> None:
    found = paths(games(tmp_path), matter, unit)
    assert [p.procedure for p in found] == procedures
    assert [p.possible for p in found] == possible
    assert [p.unit_stops_it for p in found] == stops


@pytest.mark.parametrize(
    "matter, unit, told",
    [
        ("police", "", '"Law" (Art. 10): needs House'),
        ("republic", "", "never, whoever agrees"),
        ("police", "South", "no vote for South in it"),
        ("regional language", "South", "South can stop it alone"),
    ],
)
def test_a_path_is_told_in_a_sentence(tmp_path: Path, matter: str, unit: str, told: str) -> None:
    assert any(told in p.text for p in paths(games(tmp_path), matter, unit))


def test_a_text_without_such_a_procedure_has_no_path(tmp_path: Path) -> None:
    text = 'procedure Law under "1"\n  decides "x"\n  passes when House approve by all members\n'
    assert paths(games(tmp_path, HEAD, text), "y") == ()


def test_the_rule_for_any_other_matter_is_the_path_where_none_names_it(tmp_path: Path) -> None:
    text = (
        'procedure Rest under "2"\n  decides any other matter\n'
        "  passes when House approve by all members\n"
    )
    (path,) = paths(games(tmp_path, HEAD, text), "y")
    assert path.residual
    assert "as the rule for any other matter" in path.text
    assert path.consent == ("Northern", "Southern")


def test_an_earlier_change_of_the_rule_makes_it_easier(tmp_path: Path) -> None:
    world = games(tmp_path)
    assert [p.name for p in changers(world)] == ["Change of rules"]
    by_name = {p.procedure: p for p in paths(world, "regional language", "West")}
    (step,) = by_name["Own affairs"].earlier
    assert step.easier is True
    assert "House" in step.coalition
    assert "question of law" in step.text
    # Such a coalition passes the changing rule and, without the region, not the rule itself.
    (amendment,) = by_name["Amendment"].earlier
    assert amendment.easier is True


def test_nothing_is_easier_where_whoever_changes_the_rule_can_decide_anyway(tmp_path: Path) -> None:
    text = (
        'procedure Weak under "1"\n  decides "x"\n'
        "  passes when House approve by more than 1/2 of members\n"
        'procedure Strong under "2"\n  decides "rules of amendment"\n'
        "  passes when House approve by at least 2/3 of members\n"
    )
    (path,) = paths(games(tmp_path, HEAD, text), "x")
    (step,) = path.earlier
    assert step.easier is False


def test_an_alias_of_a_matter_leads_to_its_procedure(tmp_path: Path) -> None:
    text = (
        'procedure A under "1"\n  decides "language"\n  passes when House approve by all members\n'
    )
    world = games(tmp_path, HEAD, text)
    assert [p.procedure for p in paths(world, "official language")] == ["A"]


@pytest.mark.parametrize("unit", ["North", "South", "West"])
def test_a_unit_stops_exactly_what_it_has_a_decisive_vote_in(tmp_path: Path, unit: str) -> None:
    text = (
        'procedure Most under "1"\n  decides "x"\n'
        "  passes when Regions approve by at least 2 units\n"
        'procedure Heavy under "2"\n  decides "x"\n'
        "  passes when Regions approve by more than 1/2 of population\n"
    )
    found = {p.procedure: p.unit_stops_it for p in paths(games(tmp_path, HEAD, text), "x", unit)}
    assert found == {"Most": False, "Heavy": unit == "North"}


# ------------------------------------------------------------------------- second chambers

CHAMBER = """second chamber Senate under "Art. 60"
  choice "by the regions"
  money bills "begin in the House"
  reconciliation "a committee"
  instruction "none"
  initiative "five members"
  suspensive veto on "police" under "Art. 61", overridden by "Law", after 30 days
  absolute veto on "schools" under "Art. 62"
  no veto on "accession" under "Art. 63"
  absolute veto on any other matter under "Art. 64"
"""


def chamber(tmp_path: Path, *parts: str) -> Chamber:
    (found,) = chambers(games(tmp_path, *(parts or (HEAD, PROCEDURES, CHAMBER))))
    return found


@pytest.mark.parametrize(
    "procedure, kind, blocks, overrides, without, days",
    [
        ("Law", Veto.SUSPENSIVE, None, 67, 51, 0),
        ("Amendment", Veto.ABSOLUTE, 4, None, 67, 0),
        ("Own affairs", Veto.NONE, None, None, None, 0),
        ("Change of rules", Veto.NONE, None, None, None, 0),
        ("Coercion", Veto.ABSOLUTE, 5, None, 1, 0),
        ("Referendum", Veto.NONE, None, None, None, 0),
    ],
)
def test_whose_veto_on_what(
    tmp_path: Path,
    procedure: str,
    kind: Veto,
    blocks: int | None,
    overrides: int | None,
    without: int | None,
    days: int,
) -> None:
    (found,) = [v for v in chamber(tmp_path).vetoes if v.procedure == procedure]
    assert (found.kind, found.blocks) == (kind, blocks)
    assert (found.overrides, found.without, found.days) == (overrides, without, days)


def test_a_procedure_that_never_passes_shows_no_veto(tmp_path: Path) -> None:
    assert "Eternity" not in {v.procedure for v in chamber(tmp_path).vetoes}


def test_what_the_text_says_stands_beside_what_its_procedures_do(tmp_path: Path) -> None:
    found = chamber(tmp_path)
    assert dict(found.clauses)["money bills"] == "begin in the House"
    assert [k for k, _ in found.clauses] == [
        "choice", "money bills", "reconciliation", "instruction", "initiative"
    ]  # fmt: skip
    police, schools, accession, other = found.said
    assert (police.differs, police.overridden, police.after) == ("", "Law", "30 days")
    assert "a suspensive veto" in schools.differs
    assert accession.differs == ""
    assert other.matters == ()


def test_seats_people_and_malapportionment(tmp_path: Path) -> None:
    found = chamber(tmp_path)
    assert found.seats == {"North": 4, "South": 4, "West": 2}
    # |0.4 - 0.6| + |0.4 - 0.3| + |0.2 - 0.1|, halved.
    assert found.malapportionment == Fraction(1, 5)
    # Four of ten stop an amendment: South alone has four, and 30 % of the people.
    assert (found.least_people, found.blocking_units) == (Fraction(3, 10), ("South",))
    assert found.as_of == "2020"


def test_a_list_of_units_is_a_chamber_by_its_votes(tmp_path: Path) -> None:
    rule = (
        'procedure P under "1"\n  decides "x"\n  passes when Regions approve by at least 4 votes\n'
        'second chamber Regions under "2"\n'
    )
    found = chamber(tmp_path, HEAD, rule)
    assert found.seats == {"North": 3, "South": 2, "West": 1}
    (veto,) = found.vetoes
    # Of 6 votes 4 are needed: North alone stops it, or South and West, with 40 % of the people.
    assert (veto.kind, veto.blocks) == (Veto.ABSOLUTE, 1)
    assert (found.least_people, set(found.blocking_units)) == (Fraction(2, 5), {"South", "West"})


def test_delays_of_the_chamber_are_counted_in_days(tmp_path: Path) -> None:
    rule = (
        'procedure P under "1"\n  decides "x"\n  passes when in order\n'
        "    House approve by more than 1/2 of members\n    wait 30 days\n"
        "    House approve again by more than 1/2 of members\n"
        'second chamber Senate under "2"\n'
    )
    (veto,) = chamber(tmp_path, HEAD, rule).vetoes
    assert isinstance(veto, ChamberVeto)
    assert veto.days == 30


def test_a_chamber_without_seats_by_unit_has_no_share_of_people(tmp_path: Path) -> None:
    text = (
        'constitution X\nbody House: 9 members\nbody Upper: 5 members\nprocedure P under "1"\n'
        "  passes when Upper approve by all members\n"
        'second chamber Upper under "2"\n'
    )
    found = chamber(tmp_path, text)
    assert (found.seats, found.malapportionment, found.least_people) == ({}, None, None)


SEATS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 50)), min_size=1, max_size=7)


@given(SEATS, st.data())
def test_the_least_people_are_those_of_enumeration(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    seats = {f"U{i}": s for i, (s, _) in enumerate(pairs)}
    people = {f"U{i}": Fraction(p) for i, (_, p) in enumerate(pairs)}
    needed = data.draw(st.integers(1, sum(seats.values()) + 1))
    slow = min(
        (
            sum((people[u] for u in chosen), Fraction(0))
            for size in range(len(seats) + 1)
            for chosen in combinations(seats, size)
            if sum(seats[u] for u in chosen) >= needed
        ),
        default=None,
    )
    share, units = least_people(seats, people, needed)
    total = sum(people.values(), Fraction(0))
    assert share == (None if slow is None else slow / total)
    if share is not None:
        assert sum(seats[u] for u in units) >= needed
        assert sum((people[u] for u in units), Fraction(0)) / total == share


@given(SEATS)
def test_malapportionment_is_between_zero_and_one_and_zero_in_proportion(
    pairs: list[tuple[int, int]],
) -> None:
    seats = {f"U{i}": s for i, (s, _) in enumerate(pairs)}
    people = {f"U{i}": Fraction(p) for i, (_, p) in enumerate(pairs)}
    assert 0 <= malapportionment(seats, people) < 1
    assert malapportionment(seats, {u: Fraction(s * 7) for u, s in seats.items()}) == 0


def test_a_province_that_may_opt_out_is_told_so() -> None:
    # Constitution Act, 1982, s. 38(3): a derogating amendment has no effect where it is refused.
    text = load(find("canada"))
    (path,) = paths(Games(text), "minerals", "Alberta", ladder=False)
    assert path.unit_stops_it is False
    assert "Alberta" in path.opt_out
    assert path.text.endswith("Alberta cannot stop it alone; Alberta may opt out of it")
    (path,) = paths(Games(text), "minerals", ladder=False)
    assert path.text.endswith("a unit may opt out of it")
    other = paths(Games(text), "amending procedure", "Alberta", ladder=False)
    assert "opt out" not in other[-1].text or other[-1].procedure == "Derogating amendment"
