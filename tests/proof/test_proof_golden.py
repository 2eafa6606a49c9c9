"""Figures published or computed twice: least populations, readings of Belgium, Nepal and others."""

from __future__ import annotations

import csv
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest

from foedus.answer import Label
from foedus.atlas.index import find
from foedus.constitution.load import load
from foedus.constitution.model import CellTable, Model
from foedus.constitution.parse import parse
from foedus.constitution.syntax import Of
from foedus.proof.compare import compare
from foedus.proof.diff import diff
from foedus.proof.engine import certify, decide
from foedus.proof.games import Games, Setting
from foedus.proof.least import least
from foedus.proof.query import Claim, Query
from foedus.rules.gates import Builder, Node, Rule

ATLAS = Path(__file__).resolve().parents[2] / "src" / "foedus" / "atlas"


def table(system: str, file: str, *columns: str) -> list[tuple[str, ...]]:
    with (ATLAS / system / file).open(encoding="utf-8") as text:
        return [tuple(r[c] for c in columns) for r in csv.DictReader(text)]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}"


def ends(rule: Rule, price: dict[str, int]) -> tuple[int, int]:
    """Return the least price that passes and the least that blocks; each certified."""
    found = []
    for passing in (True, False):
        query = Query((Claim(rule, passing),), price=price, most=not passing)
        answer = decide(query, seconds=20)
        assert answer.value is not None
        assert answer.label is Label.EXACT
        found.append(answer.value)
    return found[0], sum(price.values()) - found[1]


def test_twenty_seven_units_by_two_thirds_and_half_of_the_population() -> None:
    """50.004 % pass and 22.005 % block (population of 1 January 2014)."""
    rows = table("ukraine", "regions.csv", "code", "population_2014")
    people = {code: int(p) for code, p in rows}
    builder = Builder()
    nodes = {code: builder.voter(code) for code in people}
    conditions: list[Node] = [
        builder.gate(dict.fromkeys(nodes.values(), 1), Fraction(2 * len(nodes), 3)),
        builder.more_than({nodes[c]: p for c, p in people.items()},
                          Fraction(sum(people.values()), 2)),
    ]  # fmt: skip
    rule = builder.build(builder.all_of(conditions))
    passing, blocking = ends(rule, people)
    total = sum(people.values())
    assert (len(people), total) == (27, 45_426_249)
    assert (percent(passing, total), percent(blocking, total)) == ("50.004", "22.005")


SENATE = """constitution "Senate of Belgium"
reading Counted: Groups, Everyone
body Senate: 60 members, of whom 35 Dutch, 24 French, 1 Ungrouped
procedure Special under "Art. 4(3)"
  passes when all of
    each of Dutch, French in Senate approve by more than 1/2 of votes cast
    by reading Counted
      when Groups
        yes votes of Dutch, French in Senate together reach at least 2/3 of votes cast in Senate
      when Everyone
        Senate approve by at least 2/3 of votes cast
"""


def senate(counted: str) -> int:
    """Count the winning sets of senators by hand: d Dutch, f French, u ungrouped."""
    return sum(
        comb(35, d) * comb(24, f)
        for d in range(18, 36)
        for f in range(13, 25)
        for u in (0, 1)
        if d + f + (u if counted == "Everyone" else 0) >= 40
    )


def test_belgium_two_readings_of_the_senate_differ_on_quadrillions() -> None:
    # 4.92e15 against 7.63e15 winning coalitions of members.
    text = Model(parse(SENATE, "s.foedus"), file="s.foedus")
    groups, everyone = (
        Model(text.constitution, reading={"Counted": r}, file="s.foedus")
        for r in ("Groups", "Everyone")
    )
    (found,) = compare(groups, everyone).procedures
    assert found.difference is not None
    numbers = found.difference
    assert (numbers.passes_first, numbers.passes_second) == (senate("Groups"), senate("Everyone"))
    assert found.word == "first implies second"
    assert numbers.differ == senate("Everyone") - senate("Groups")
    # The smallest coalition that only the second reading counts: 39 of the groups and the one.
    assert numbers.only_second.value == 40


def test_northern_ireland_fewest_members_before_and_after_2022() -> None:
    """NI Act 1998 s. 42: 108 members, thirty signatures; since 2022 of 90 and of two parties."""
    games = Games(load(find("northern-ireland")))
    for year, passing in (("1998", 55), ("2022", 46)):
        name = f"Petition of concern ({year})"
        game = games.game(Of(name), games.settings([name])[0])
        assert [least(game, goal).amount for goal in ("passes", "blocks")] == [passing, 30]


PETITION = """constitution Petition
body Assembly: 90 members
  composition: table "members.csv" by party, community counting seats as of 2022
procedure Old under "s. 42 as enacted"
  passes when all of
    Assembly approve by more than 1/2 of votes cast
    if Assembly petition by at least 30 members,
        then also each of Blue, Green in Assembly approve by more than 1/2 of votes cast
procedure New under "s. 42 as substituted"
  passes when all of
    Assembly approve by more than 1/2 of votes cast
    if Assembly petition by at least 30 members from at least 2 party,
        then also each of Blue, Green in Assembly approve by more than 1/2 of votes cast
"""


def test_northern_ireland_thirty_of_one_party_stop_it_only_in_the_text_as_enacted() -> None:
    """A party of thirty-one whose members alone oppose: a petition of one party until 2022."""
    columns = {
        "party": ("Alpha", "Beta", "Gamma"),
        "community": ("Blue", "Blue", "Green"),
        "seats": ("31", "9", "50"),
    }
    cells = {"members.csv": CellTable("members.csv", columns, "")}
    text = Model(parse(PETITION, "p.foedus"), cells=cells, file="p.foedus")
    games = Games(text)
    setting = games.settings(["Old"])[0]
    old, new = (games.game(Of(n), setting).rule for n in ("Old", "New"))
    against = {v.name: 0 if "Alpha" in v.name else v.count for v in old.voters}
    assert not old.passes(against)
    assert new.passes(against)
    # With one member of another party the petition is one of two parties.
    also = {n: k - 1 if "Gamma" in n else k for n, k in against.items()}
    assert not new.passes(also)
    assert diff(new, old).word == "second implies first"


@pytest.mark.parametrize("reading", ["Groups", "Everyone"])
def test_belgium_fewest_members_under_each_reading(reading: str) -> None:
    games = Games(load(find("belgium")))
    game = games.game(Of("Special-majority law"), Setting({"Yes votes counted": reading}))
    found = [least(game, goal) for goal in ("passes", "blocks")]
    assert [f.amount for f in found] == [140, 12]
    assert all(f.bound == f.amount for f in found)


#: system, procedure, reading, goal, amount in members: computed twice with other programs.
MEMBERS = [
    ("united-states", "Law", {}, "passes", 270),
    ("united-states", "Law", {}, "blocks", 35),
    ("un-security-council", "Substantive decision", {"Concurring": "Practice"}, "passes", 9),
    ("un-security-council", "Substantive decision", {"Concurring": "Practice"}, "blocks", 1),
    ("un-security-council", "Procedural decision", {}, "blocks", 7),
    ("eu-council", "Qualified majority", {}, "passes", 15),
    ("eu-council", "Qualified majority", {}, "blocks", 4),
    ("canada", "Unanimity", {}, "blocks", 1),
]


@pytest.mark.parametrize(("system", "procedure", "reading", "goal", "amount"), MEMBERS)
def test_fewest_members(
    system: str, procedure: str, reading: dict[str, str], goal: str, amount: int
) -> None:
    games = Games(load(find(system)))
    found = least(games.game(Of(procedure), Setting(reading)), goal)
    assert (found.amount, found.bound) == (amount, amount)


def test_the_thirteen_smallest_states_and_half_of_them() -> None:
    """US Article V: 13 states block with 4.420 %; bare majorities in them with 2.210 %."""
    rows = table("united-states", "states.csv", "code", "type", "resident_population_2020")
    people = {code: int(p) for code, kind, p in rows if kind == "state"}
    assert len(people) == 50
    builder = Builder()
    nodes = [builder.voter(code) for code in people]
    rule = builder.build(builder.at_least(38, nodes))
    total = sum(people.values())
    passing, blocking = ends(rule, people)
    assert (percent(passing, total), percent(blocking, total)) == ("40.384", "4.420")
    half = {code: (p + 1) // 2 for code, p in people.items()}
    assert percent(ends(rule, half)[1], total) == "2.210"


def test_every_golden_search_is_certified_by_a_second_engine() -> None:
    rows = table("ukraine", "regions.csv", "code", "population_2014")
    people = {code: int(p) for code, p in rows}
    builder = Builder()
    nodes = [builder.voter(code) for code in people]
    rule = builder.build(builder.at_least(18, nodes))
    query = Query((Claim(rule, False),), price=people, most=True)
    first, second = decide(query), certify(query)
    assert second is not None
    assert (second.value, second.label) == (first.value, Label.EXACT)
    assert second.engine != first.engine


def test_a_rule_is_the_same_as_itself_written_otherwise() -> None:
    """Two thirds of ten provinces are seven; the population makes the difference, not the words."""
    one, two = Builder(), Builder()
    a = one.build(one.gate({one.voter(f"p{i}"): 1 for i in range(10)}, Fraction(20, 3)))
    b = two.build(two.at_least(7, [two.voter(f"p{i}") for i in range(10)]))
    found = diff(a, b)
    assert (found.word, found.differ) == ("same", 0)
    assert found.passes_first == sum(comb(10, k) for k in range(7, 11))
