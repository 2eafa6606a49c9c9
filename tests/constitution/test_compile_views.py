"""Views: regions as blocs of their members, fixed votes, citizens with their unit."""

from __future__ import annotations

import pytest
from compile_world import law

from foedus.constitution.compile import compile_procedure
from foedus.errors import BadInput

SIMPLE = "House approve by more than 1/2 of members"

#: name, condition, the view's lines, options, voters, passing, failing
CASES = [
    # House: 9 seats, the regions hold 3 + 2 + 1, three others vote no: 5 are needed
    ("column", SIMPLE, ["each with seats of House as of 2000, voting as one bloc",
                        "the other members of House voting no"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Alpha", "Regions: Beta"]], [["Regions: Alpha", "Regions: Gamma"]]),
    ("others yes", SIMPLE, ["each with seats of House as of 2000, voting as one bloc",
                            "the other members of House voting yes"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Beta"]], [["Regions: Gamma"]]),
    ("others a bloc", SIMPLE, ["each with seats of House as of 2000, voting as one bloc",
                               "the other members of House voting as one bloc"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1, "House: other members": 1},
     [["House: other members", "Regions: Beta"]], [["House: other members", "Regions: Gamma"]]),
    ("one by one", SIMPLE, ["each with seats of House as of 2000, voting one by one"], {},
     {"House: Alpha": 3, "House: Beta": 2, "House: Gamma": 1, "House: other members": 3},
     [["House: Alpha", "House: Beta"]], [["House: Alpha", "House: Gamma"]]),
    # Chamber: Alpha 2 + 1, Beta 2, Gamma 1
    ("members", "Chamber approve by more than 1/2 of members",
     ["each with its members of Chamber, voting as one bloc"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Alpha", "Regions: Gamma"]], [["Regions: Beta", "Regions: Gamma"]]),
    ("groups in blocs", "each party in Chamber approve by more than 1/2 of members",
     ["each with its members of Chamber, voting as one bloc"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Alpha", "Regions: Beta", "Regions: Gamma"]],
     [["Regions: Alpha", "Regions: Beta"]]),
    ("president yes", f"all of\n    President assents\n    {SIMPLE}", ["President voting yes"], {},
     {"House": 9}, [{"House": 5}], [{"House": 4}]),
    ("president no", f"any of\n    President assents\n    {SIMPLE}", ["President voting no"], {},
     {"House": 9}, [{"House": 5}], [{"House": 4}]),
    ("unless, fixed", "unless House reject by at least 5 members",
     ["each with seats of House as of 2000, voting as one bloc",
      "the other members of House voting no"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Alpha", "Regions: Beta"]], [["Regions: Alpha", "Regions: Gamma"]]),
    ("people with their unit", "all of\n    Regions approve by at least 1 units\n"
     "    People approve by more than 1/2 of votes cast", ["People voting with their unit"], {},
     {"Regions: Alpha": 1, "Regions: Beta": 1, "Regions: Gamma": 1},
     [["Regions: Alpha", "Regions: Beta"]], [["Regions: Alpha"]]),
    # no vote held in Gamma: its seat is vacant, the base of members stays 9
    ("vacant", SIMPLE, ["each with seats of House as of 2000, voting as one bloc",
                        "the other members of House voting yes"],
     {"seats_filled": {"Regions: Gamma": 0, "House": 8}},
     {"Regions: Alpha": 1, "Regions: Beta": 1}, [["Regions: Beta"]], [[]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "lines", "options", "voters", "passing", "failing"),
    [c[1:] for c in CASES],
    ids=[c[0] for c in CASES],
)
def test_a_view_decides_as_counted_by_hand(
    condition: str,
    lines: list[str],
    options: dict[str, object],
    voters: dict[str, int],
    passing: list[object],
    failing: list[object],
) -> None:
    head = "view Blocs of Law: voters are Regions\n"
    m = law(condition, head + "".join(f"  {line}\n" for line in lines))
    found = compile_procedure(m, "Law", view="Blocs", **options)  # type: ignore[arg-type]
    assert {v.name: v.count for v in found.rule.voters} == voters
    assert [c for c in passing if not found.rule.passes(c)] == []  # type: ignore[arg-type]
    assert [c for c in failing if found.rule.passes(c)] == []  # type: ignore[arg-type]
    assert found.view == "Blocs"
    assert any(a.startswith("View Blocs: ") for a in found.assumptions)


def test_without_a_view_the_regions_have_no_vote() -> None:
    found = compile_procedure(law(SIMPLE), "Law")
    assert found.standing("Alpha").text == "no vote for Alpha under Art. 1"


def test_a_region_votes_through_its_bloc_in_a_view() -> None:
    m = law(
        SIMPLE,
        "view Blocs of Law: voters are Regions\n"
        "  each with seats of House as of 2000, voting as one bloc\n"
        '  assuming "deputies follow their region"\n',
    )
    found = compile_procedure(m, "Law", view="Blocs")
    assert found.standing("Alpha").voters == {"Regions: Alpha": 1}
    assert found.standing("House").voters == {
        "Regions: Alpha": 1,
        "Regions: Beta": 1,
        "Regions: Gamma": 1,
        "House: other members": 3,
    }
    assert "deputies follow their region" in found.assumptions
    assert found.prices["people as of 2000"]["Regions: Alpha"] == 5


def test_groups_of_a_composition_can_be_the_voters() -> None:
    m = law(
        "Chamber approve by more than 1/2 of members",
        'view Parties of Law: voters are "party"\n'
        "  each with its members of Chamber, voting as one bloc\n",
    )
    rule = compile_procedure(m, "Law", view="Parties").rule
    assert rule.names == ("Left", "Right")
    assert rule.passes(["Left"])
    assert not rule.passes(["Right"])


def test_people_of_each_region_may_vote_one_by_one() -> None:
    m = law("People approve by more than 1/2 of votes cast")
    rule = compile_procedure(m, "Law", citizens=True).rule
    assert {v.name: v.count for v in rule.voters} == {
        "People: Alpha": 5,
        "People: Beta": 3,
        "People: Gamma": 2,
    }


WRONG = [
    ("E111", SIMPLE, "view Other of Law: voters are Regions\n  President voting no\n"),
    (
        "E150",
        SIMPLE,
        "view Blocs of Law: voters are Regions\n"
        "  each with its members of House, voting as one bloc\n",
    ),
    (
        "E151",
        SIMPLE,
        "view Blocs of Law: voters are Lands\n"
        "  each with seats of House as of 2000, voting as one bloc\n",
    ),
    (
        "E152",
        "Chamber approve by more than 1/2 of members",
        "view Blocs of Law: voters are Regions\n"
        "  each with seats of Chamber as of 2000, voting as one bloc\n",
    ),
    (
        "E153",
        SIMPLE,
        "view Blocs of Law: voters are Regions\n"
        "  each with people of House as of 2000, voting as one bloc\n",
    ),
]


@pytest.mark.parametrize(("code", "condition", "view"), WRONG, ids=[w[0] for w in WRONG])
def test_a_view_that_cannot_be_built_says_why(code: str, condition: str, view: str) -> None:
    with pytest.raises(BadInput) as caught:
        compile_procedure(law(condition, view), "Law", view="Blocs")
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_vacant_seats_that_no_unit_explains_are_an_error() -> None:
    m = law(
        "House approve by more than 1/2 of members",
        "view Blocs of Law: voters are Regions\n"
        "  each with seats of House as of 2000, voting as one bloc\n",
    )
    with pytest.raises(BadInput) as caught:
        compile_procedure(m, "Law", view="Blocs", seats_filled={"House": 5})
    assert caught.value.diagnostics[0].code == "E154"
    found = compile_procedure(m, "Law", view="Blocs", seats_filled={"House": 7})
    assert "2 vacant seats of House are not those of a unit." in found.assumptions
