"""Small cases checked by hand for each construct, numbered as in docs/compile.md."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from conftest import SIDECAR
from foedus.constitution.compile import Compiled, compile_procedure, family, open_quotas, variants
from foedus.constitution.model import CellTable, Model
from foedus.constitution.parse import parse
from foedus.country import parse_table

HEAD = """constitution Test
reading Count: Groups, Everyone
body House: 5 members
  filled: 4 as of 2000
  sworn: 4 as of 2000
body Chamber: 5 members, of whom 3 Dutch, 2 French
body Assembly: 6 members
  composition: table "seats.csv" by party, side counting members as of 2000
body Upper: 4 members
person President
person Speaker
units Regions: table "regions.csv", weight people as of 2000, weight votes as of 2000
  each decided by its people by more than 1/2 of votes cast
units Lands: Ost, West, Nord
  no vote held in Nord as of 2000
electorate People: people of Regions as of 2000
electorate Crowd
set Pair: Alpha, Beta of Regions
set Big: Regions where people at least 3 as of 2000
"""
TABLE = b"region,people,votes,type\nAlpha,5,1,old\nBeta,3,1/2,old\nGamma,2,1/2,new\n"
META = (
    SIDECAR.encode()
    + b"""[columns.people]
kind = "integer"
[columns.votes]
kind = "fraction"
[columns.type]
kind = "text"
"""
)
SEATS = {
    "party": ("Left", "Left", "Right"),
    "side": ("North", "South", "North"),
    "members": ("2", "1", "3"),
}


def model(body: str) -> Model:
    tree = parse(HEAD + body, "test.foedus")
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    return Model(tree, {"regions.csv": table}, {"seats.csv": CellTable("seats.csv", SEATS, "")})


def law(condition: str, details: str = "") -> Model:
    first, *rest = condition.strip("\n").split("\n")
    lines = [f'procedure Law under "Art. 1"\n{details}  passes when {first.strip()}', *rest]
    return model("\n".join(lines) + "\n")


def compiled(condition: str, **options: Any) -> Compiled:
    return compile_procedure(law(condition), "Law", **options)


H = "House"
#: construct, condition, options, coalitions that pass, coalitions that do not
CASES: list[tuple[str, str, dict[str, Any], list[Any], list[Any]]] = [
    # 1. bases: 5 seats by law, 4 filled. 1/2 of 5 is 2.5, of 4 is 2.
    ("1 members", "House approve by more than 1/2 of members", {"seats_filled": {H: 4}},
     [{H: 3}], [{H: 2}]),
    ("1 cast", "House approve by at least 1/2 of votes cast", {"seats_filled": {H: 4}},
     [{H: 2}], [{H: 1}]),
    ("1 filled", "House approve by at least 3/4 of seats filled", {"seats_filled": {H: 4}},
     [{H: 3}], [{H: 2}]),
    ("1 filled by law", "House approve by at least 3/4 of seats filled", {},
     [{H: 4}], [{H: 3}]),
    ("1 present", "House approve by at least 4/5 of members present", {"seats_filled": "stated"},
     [{H: 4}], [{H: 3}]),
    ("1 sworn", "House approve by at least 3/4 of members sworn", {}, [{H: 3}], [{H: 2}]),
    ("1 registered", "People approve by at least 1/2 of registered voters", {},
     [{"Regions: Alpha": 1}], [{"Regions: Beta": 1}]),
    ("1 weights", "Regions approve by at least 1/2 of people", {},
     [{"Regions: Alpha": 1}, {"Regions: Beta": 1, "Regions: Gamma": 1}], [{"Regions: Beta": 1}]),
    # 2. more than, at least, counts
    ("2 more than", "Upper approve by more than 1/2 of members", {},
     [{"Upper": 3}], [{"Upper": 2}]),
    ("2 at least", "Upper approve by at least 1/2 of members", {}, [{"Upper": 2}], [{"Upper": 1}]),
    ("2 count", "Upper approve by at least 3 members", {}, [{"Upper": 3}], [{"Upper": 2}]),
    ("2 more than a count", "Upper approve by more than 3 members", {},
     [{"Upper": 4}], [{"Upper": 3}]),
    ("2 all", "all of\n    all of\n      Upper approve by all members", {},
     [{"Upper": 4}], [{"Upper": 3}]),
    ("2 weight count", "Regions approve by at least 7 people", {},
     [{"Regions: Alpha": 1, "Regions: Gamma": 1}], [{"Regions: Beta": 1, "Regions: Gamma": 1}]),
    # 3. quorums are met when everyone comes; an approval quorum is a threshold
    ("3 presence", """all of
    House attend by at least 4/5 of members
    House approve by more than 1/2 of votes cast""", {"seats_filled": {H: 4}},
     [{H: 3}], [{H: 2}]),
    ("3 presence not met", """all of
    House attend by all members
    House approve by more than 1/2 of votes cast""", {"seats_filled": {H: 4}}, [], [{H: 4}]),
    ("3 approval", "People approve by at least 2/5 of registered voters", {},
     [{"Regions: Alpha": 1}], [{"Regions: Beta": 1}]),
    # 4. majorities in each group; the counted set and the base differ
    ("4 each", "each of Dutch, French in Chamber approve by more than 1/2 of votes cast", {},
     [{"Chamber: Dutch": 2, "Chamber: French": 2}], [{"Chamber: Dutch": 3, "Chamber: French": 1}]),
    ("4 each column", "each party in Assembly approve by at least 1/3 of members", {},
     [{"Assembly: Left, South": 1, "Assembly: Right, North": 1}], [{"Assembly: Left, North": 2}]),
    ("4 base", "yes votes of Dutch in Chamber reach at least 2/5 of votes cast in Chamber", {},
     [{"Chamber: Dutch": 2}], [{"Chamber: Dutch": 1, "Chamber: French": 2}]),
    ("4 together", "Dutch, French in Chamber together approve by at least 2/3 of votes cast", {},
     [{"Chamber: Dutch": 2, "Chamber: French": 2}], [{"Chamber: Dutch": 3}]),
    # 5. units: equal, half votes, an inner vote, a body counted with another
    ("5 half votes", "Regions approve by more than 1/2 of votes", {},
     [{"Regions: Alpha": 1, "Regions: Beta": 1}], [{"Regions: Alpha": 1}]),
    ("5 units", "Regions approve by at least 2/3 of units", {},
     [{"Regions: Beta": 1, "Regions: Gamma": 1}], [{"Regions: Alpha": 1}]),
    ("5 inner vote", "Regions approve by at least 2 units", {"citizens": True},
     [{"People: Beta": 2, "People: Gamma": 2}], [{"People: Alpha": 5, "People: Gamma": 1}]),
    ("5 other inner vote", "Regions approve by at least 1 units, each by all votes cast",
     {"citizens": True}, [{"People: Gamma": 2}], [{"People: Alpha": 4}]),
    ("5 joint sitting", "Upper, Chamber together approve by at least 2/3 of members", {},
     [{"Upper": 4, "Chamber: Dutch": 2}], [{"Upper": 4, "Chamber: Dutch": 1}]),
    # 6. regional sub-aggregates: a set of units has its own base
    ("6 set", "Pair approve by at least 5/8 of people", {},
     [{"Regions: Alpha": 1}], [{"Regions: Beta": 1}]),
    ("6 set by figures", "all of\n    Big approve by all units", {},
     [{"Regions: Alpha": 1, "Regions: Beta": 1}], [{"Regions: Alpha": 1}]),
    # 7. unless rejected: 3 regions, rejected by 2, so 2 must not reject
    ("7 units", "unless Regions reject by at least 2 units", {},
     [{"Regions: Beta": 1, "Regions: Gamma": 1}], [{"Regions: Alpha": 1}]),
    ("7 share", "unless House reject by at least 2/3 of members", {}, [{H: 2}], [{H: 1}]),
    ("7 inner", "unless Regions reject by at least 3 units, each by at least 2/3 of votes cast",
     {"citizens": True}, [{"People: Beta": 2}], [{"People: Beta": 1, "People: Gamma": 0}]),
    # 8. a petition adds: 2 of 4 sign, then the President must assent
    ("8 also", """all of
    Upper approve by at least 1/4 of members
    if Upper petition by at least 2 members, then also President assents""", {},
     [{"Upper": 3}, {"Upper": 1, "President": 1}], [{"Upper": 2}, {"President": 1}]),
    ("8 spread", """all of
    Assembly approve by at least 1/6 of members
    if Assembly petition by at least 3 members from at least 2 party, then also President assents
""", {}, [{"Assembly: Left, North": 2, "Assembly: Left, South": 1}, {"Assembly: Right, North": 3}],
     [{"Assembly: Left, North": 2}]),
    ("8 instead", """all of
    Upper approve by at least 2/4 of members
    if House petition by at least 1 members, then instead Upper approve by at least 3/4 of members
""", {}, [{"Upper": 3}, {"Upper": 2, H: 5}], [{"Upper": 2, H: 4}]),
    ("8 two petitions", """all of
    Upper approve by at least 1/4 of members
    if House petition by at least 5 members or Lands petition by at least 2 units, then also never
""", {}, [{"Upper": 1, H: 1, "Lands: Ost": 1, "Lands: West": 1}],
     [{"Upper": 1, "Lands: Ost": 1, "Lands: West": 1}, {"Upper": 1, H: 1, "Lands: Ost": 1}]),
    # 9. a delay changes nothing; the lower house votes again instead
    ("9 delay", """all of
    Upper approve by more than 1/2 of members
    if House petition by at least 1 members, then delay 30 days""", {},
     [{"Upper": 3}], [{"Upper": 2}]),
    ("9 suspensive", """any of
    Upper approve by more than 1/2 of members
    House approve again after 180 days by more than 1/2 of members""", {},
     [{H: 3}, {"Upper": 3}], [{H: 2, "Upper": 2}]),
    # 10. override
    ("10", """all of
    House approve by more than 1/2 of members
    any of
      President assents
      House approve again by at least 2/3 of members""", {},
     [{H: 3, "President": 1}, {H: 4}], [{H: 3}]),
    # 11. an election between two votes: new voters
    ("11", """in order
    House approve by more than 1/2 of members
    election of House
    House approve again by at least 2/3 of members""", {},
     [{H: 3, "House (after the election)": 4}], [{H: 5, "House (after the election)": 3}]),
    ("11 session", """in order
    House approve by more than 1/2 of members
    next session of House
    House approve again by at least 2/3 of members""", {}, [{H: 4}], [{H: 3}]),
    # 12. consent of the unit concerned
    ("12", """all of
    House approve by more than 1/2 of members
    every unit concerned of Regions approve""", {"unit": "Beta"},
     [{H: 3, "Regions: Beta": 1}], [{H: 5}]),
    ("12 organ", "People in every unit concerned of Regions approve by more than 1/2 of votes cast",
     {"unit": "Beta", "citizens": True}, [{"People: Beta": 2}], [{"People: Beta": 1}]),
    # 13. unamendable
    ("13", "never", {}, [], [{}]),
    # 14. a person's veto
    ("14", """all of
    President assents
    House approve by more than 1/2 of votes cast""", {}, [{H: 3, "President": 1}], [{H: 5}]),
    ("14 unit", "Beta assents", {}, [{"Regions: Beta": 1}], [{}]),
    ("14 unit by its people", "Beta assents", {"citizens": True},
     [{"People: Beta": 2}], [{"People: Beta": 1}]),
    # 15. a tie is broken
    ("15", "Upper approve by more than 1/2 of votes cast, ties broken by Speaker", {},
     [{"Upper": 2, "Speaker": 1}, {"Upper": 3}], [{"Upper": 2}, {"Upper": 1, "Speaker": 1}]),
    # 17. composition: the cells are the voters
    ("17", "North in Assembly approve by at least 3/5 of members", {},
     [{"Assembly: Right, North": 3}], [{"Assembly: Right, North": 2, "Assembly: Left, South": 1}]),
    # 18. secession of a unit: consent of its people and of the centre
    ("18", """all of
    House approve by more than 1/2 of members
    People in every unit concerned of Regions approve by at least 2/3 of registered voters""",
     {"unit": "Gamma", "citizens": True}, [{H: 3, "People: Gamma": 2}],
     [{H: 3, "People: Gamma": 1}]),
    # 19. readings and open thresholds
    ("19 groups", """by reading Count
    when Groups
      yes votes of Dutch in Chamber reach at least 2/5 of votes cast in Chamber
    when Everyone
      Chamber approve by at least 2/5 of votes cast""", {"reading": {"Count": "Groups"}},
     [{"Chamber: Dutch": 2}], [{"Chamber: French": 2}]),
    ("19 everyone", """by reading Count
    when Groups
      yes votes of Dutch in Chamber reach at least 2/5 of votes cast in Chamber
    when Everyone
      Chamber approve by at least 2/5 of votes cast""", {"reading": {"Count": "Everyone"}},
     [{"Chamber: Dutch": 2}, {"Chamber: French": 2}], [{"Chamber: French": 1}]),
    ("19 open", "House approve by undetermined from more than 1/2 to at most 4/5 of votes cast",
     {"quotas": {"Law": 4}}, [{H: 4}], [{H: 3}]),
    # 20. recorded, not a rule
    ("20", """all of
    shall endeavour "to agree"
    House approve by more than 1/2 of votes cast""", {}, [{H: 3}], [{H: 2}]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "options", "passing", "failing"),
    [c[1:] for c in CASES],
    ids=[c[0] for c in CASES],
)
def test_each_construct_decides_as_counted_by_hand(
    condition: str, options: dict[str, Any], passing: list[Any], failing: list[Any]
) -> None:
    rule = compiled(condition, **options).rule
    assert [c for c in passing if not rule.passes(c)] == []
    assert [c for c in failing if rule.passes(c)] == []


#: construct -> a phrase of the assumption that compiling it returns
ASSUMED = {
    "1 cast": "present and votes",
    "1 filled by law": "All seats of House are filled",
    "3 presence": "quorums of presence and turnout are met",
    "3 approval": "block assumption",
    "5 units": "Each unit of Regions votes as one bloc: its people",
    "8 also": "All opponents sign a petition, and nobody else",
    "9 delay": "A delay of 30 days changes nobody's vote",
    "9 suspensive": "Waiting 180 days changes nobody's vote",
    "10": "Whoever votes again votes as before",
    "11": "After the election of House its members are voters of their own",
    "11 session": "In the next session of House everyone votes as before",
}


@pytest.mark.parametrize("name", ASSUMED)
def test_assumptions_are_returned(name: str) -> None:
    condition, options = next((c[1], c[2]) for c in CASES if c[0] == name)
    found = compiled(condition, **options).assumptions
    assert any(ASSUMED[name] in a for a in found), found


def test_every_construct_of_the_coalition_layer_has_a_case() -> None:
    seen = {int(c[0].split()[0]) for c in CASES}
    assert seen == set(range(1, 21)) - {16}


def test_what_is_only_recorded_is_kept() -> None:
    found = compiled('all of\n    shall endeavour "to agree"\n    President assents')
    assert found.recorded == ('shall endeavour "to agree"',)


def test_a_quorum_is_boycott_sensitive_with_the_number_who_break_it() -> None:
    """4 of 5 must be there: 2 staying away break the quorum; 1 where one seat is vacant."""
    text = """all of
    House attend by at least 4/5 of members
    House approve by more than 1/2 of votes cast"""
    flags = compiled(text).flags
    assert [(f.kind, f.count) for f in flags] == [("boycott-sensitive", 2)]
    flags = compiled(text, seats_filled={"House": 4}).flags
    assert [(f.kind, f.count) for f in flags] == [("boycott-sensitive", 1)]


def test_a_limb_beyond_the_seats_filled_is_flagged_and_never_met() -> None:
    found = compiled("House approve by at least 3/5 of members", seats_filled={"House": 2})
    assert [f.kind for f in found.flags] == ["never"]
    assert not found.rule.passes({"House": 2})


def test_units_without_a_vote_count_in_the_base_and_do_not_vote() -> None:
    """2 of 3 units can vote; 2/3 of units is both of them."""
    text = "Lands approve by at least 2/3 of units"
    assert compiled(text).rule.size == 3
    stated = compiled(text, seats_filled="stated")
    assert stated.rule.names == ("Lands: Ost", "Lands: West")
    assert stated.rule.passes(["Lands: Ost", "Lands: West"])
    assert not stated.standing("Nord").has_vote


def test_types_are_cells_of_identical_members() -> None:
    rule = compiled("Assembly approve by more than 1/2 of members").rule
    assert {v.name: v.count for v in rule.voters} == {
        "Assembly: Left, North": 2,
        "Assembly: Left, South": 1,
        "Assembly: Right, North": 3,
    }


def test_members_outside_the_counted_groups_are_dummies() -> None:
    rule = compiled("Dutch in Chamber approve by more than 1/2 of votes cast").rule
    assert rule.size == 5
    assert rule.passes({"Chamber: Dutch": 2})


def test_equal_sentences_share_a_gate_and_a_row() -> None:
    rule = compiled(
        """any of
    all of
      House approve by more than 1/2 of votes cast
      President assents
    House approve by at least 4/5 of votes cast
    all of
      House approve by more than 1/2 of votes cast
      Speaker assents"""
    ).rule
    on_house = [g for g in rule.gates if g.label.startswith("House")]
    assert sorted(g.quota for g in on_house) == [3, 4]
    assert len({g.row for g in on_house}) == 1


def test_the_unit_concerned_makes_a_family() -> None:
    m = law("all of\n    President assents\n    every unit concerned of Regions approve")
    found = family(m, "Law")
    assert list(found) == ["Alpha", "Beta", "Gamma"]
    assert found["Beta"].rule.names == ("President", "Regions: Beta")
    assert found["Beta"].unit == ("Beta",)


def test_several_units_concerned_must_all_consent() -> None:
    found = compiled("every unit concerned of Regions approve", unit=("Alpha", "Beta"))
    assert found.rule.passes(["Regions: Alpha", "Regions: Beta"])
    assert not found.rule.passes(["Regions: Alpha"])


def test_open_quotas_run_over_every_integer_the_text_allows() -> None:
    """Of 100: from more than 1/2 to at most 2/3 allows 51 to 67 = ceil(66.67)."""
    m = model(
        """body Big100: 100 members
procedure Law under "Art. 1"
  passes when Big100 approve by undetermined from more than 1/2 to at most 2/3 of votes cast
"""
    )
    (found,) = open_quotas(m, "Law")
    assert (found.key, found.low, found.high, found.total) == ("Law", 51, 67, 100)
    rules = [compile_procedure(m, "Law", quotas={"Law": q}).rule for q in found.quotas()]
    assert [min(k for k in range(101) if r.passes({"Big100": k})) for r in rules] == list(
        range(51, 68)
    )


def test_readings_are_all_tried() -> None:
    m = law(
        """by reading Count
    when Groups
      President assents
    when Everyone
      Speaker assents"""
    )
    assert [c.reading for c in variants(m, "Law")] == [{"Count": "Groups"}, {"Count": "Everyone"}]


def test_who_has_no_vote_is_an_answer() -> None:
    found = compiled("House approve by more than 1/2 of members")
    for name in ("President", "Alpha", "Regions", "People", "Pair", "Dutch"):
        assert found.standing(name).voters == {}
        assert found.standing(name).text == f"no vote for {name} under Art. 1"
    assert found.standing("House").voters == {"House": 5}
    with pytest.raises(KeyError):
        found.standing("Nobody")


def test_names_stand_for_voters() -> None:
    found = compiled(
        """all of
    Chamber approve by more than 1/2 of members
    Regions approve by more than 1/2 of units
    President assents"""
    )
    members = found.members
    assert members["Chamber"] == ("Chamber: Dutch", "Chamber: French")
    assert members["Dutch"] == members["Dutch in Chamber"] == ("Chamber: Dutch",)
    assert members["Alpha"] == members["Regions: Alpha"] == ("Regions: Alpha",)
    assert members["Pair"] == members["Big"] == ("Regions: Alpha", "Regions: Beta")
    assert members["President"] == ("President",)
    assert found.kinds["Alpha"] == "unit"
    assert found.kinds["Pair"] == "set"
    assert found.alone("Regions: Alpha") == "Alpha"


def test_prices_are_integers_of_one_member_of_each_voter() -> None:
    found = compiled("Regions approve by more than 1/2 of units")
    assert found.prices["people as of 2000"] == {
        "Regions: Alpha": 5,
        "Regions: Beta": 3,
        "Regions: Gamma": 2,
    }
    assert found.price_totals["people"] == 10
    citizens = compiled("Regions approve by more than 1/2 of units", citizens=True)
    assert citizens.prices["People"] == {"People: Alpha": 1, "People: Beta": 1, "People: Gamma": 1}


def test_gates_lead_to_their_article() -> None:
    m = model(
        """procedure Act under "Art. 9"
  passes when House approve by more than 1/2 of votes cast
procedure Law under "Art. 1"
  passes when all of
    procedure Act passes
    President assents
"""
    )
    found = compile_procedure(m, "Law")
    assert found.articles["House approve by more than 1/2 of votes cast"] == "Art. 9"
    assert found.articles["President assents"] == "Art. 1"
    assert {g.label for g in found.rule.gates} <= set(found.articles)


#: a chair's statement -> who breaks a tie of 2:2 (or 2:1 of the others) in a body of 4
CHAIRS = [
    ("presided over by Speaker, who breaks ties", {"Upper": 2, "Speaker": 1}, {"Upper": 2}),
    ("presided over by Chairman, who breaks ties", {"Upper": 2}, {"Upper": 1}),
    ("presided over by Chairman, who does not vote", {"Upper": 2}, {"Upper": 1}),
    ("presided over by Speaker, who votes", {"Upper": 2, "Speaker": 1}, {"Upper": 2}),
    ("presided over by Chairman, who votes", {"Upper": 3}, {"Upper": 2}),
]


@pytest.mark.parametrize(("line", "passes", "fails"), CHAIRS, ids=[c[0] for c in CHAIRS])
def test_a_chair_votes_breaks_ties_or_neither(
    line: str, passes: dict[str, int], fails: dict[str, int]
) -> None:
    text = HEAD.replace("body Upper: 4 members\n", f"body Upper: 4 members\n  {line}\n")
    text += 'procedure Law under "Art. 1"\n'
    text += "  passes when Upper approve by more than 1/2 of votes cast\n"
    tree = parse(text, "test.foedus")
    other = model("")
    rule = compile_procedure(Model(tree, other.tables, other.cells), "Law").rule
    assert rule.passes(passes)
    assert not rule.passes(fails)


def test_fractions_stay_exact() -> None:
    """65 of 100 of 10 people is 6.5: 7 reach it, 6 do not (5 + 2 and 5 alone)."""
    rule = compiled("Regions approve by at least 65/100 of people").rule
    assert rule.gates[0].quota == 7
    assert Fraction(65, 100) * 10 == Fraction(13, 2)
