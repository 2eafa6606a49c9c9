"""Bodies, vacancies, partitions, versions: what is bound, and every error of binding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from compile_world import HEAD, META, TABLE, law, model

from foedus.codes import all_codes
from foedus.constitution.bind_units import bind_units
from foedus.constitution.compile import compile_procedure, open_quotas
from foedus.constitution.model import Model, day, holds
from foedus.constitution.parse import read
from foedus.constitution.syntax import Base, InForce, Op, Passes, Threshold, Units
from foedus.country import parse_table
from foedus.errors import BadInput


def voters(m: Model, **options: Any) -> dict[str, int]:
    return {v.name: v.count for v in compile_procedure(m, "Law", **options).rule.voters}


CHAMBER = "Chamber approve by more than 1/2 of members"

#: condition, seats filled, voters
FILLED = [
    ("House approve by more than 1/2 of members", {"House": 7}, {"House": 7}),
    ("House approve by more than 1/2 of members", {}, {"House": 9}),
    (
        "Women in Halves approve by more than 1/2 of members",
        {"Halves: Women": 3},
        {"Halves: Women": 3, "Halves: Men": 2},
    ),
    (
        "Women in Halves approve by more than 1/2 of members",
        {"Halves: Women": 3, "Halves": 5},
        {"Halves: Women": 3, "Halves: Men": 2},
    ),
    ("Regions approve by more than 1/2 of units", {"Gamma": 0},
     {"Regions: Alpha": 1, "Regions: Beta": 1}),
    ("People approve by more than 1/2 of votes cast", "stated",
     {"People: Alpha": 1, "People: Beta": 1}),
    ("Regions approve by more than 1/2 of units", "stated",
     {"Regions: Alpha": 1, "Regions: Beta": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "filled", "expected"), FILLED)
def test_the_switch_says_who_can_take_part(
    condition: str, filled: Any, expected: dict[str, int]
) -> None:
    assert voters(law(condition), seats_filled=filled) == expected


def test_stated_counts_hold_from_their_date() -> None:
    head = HEAD.replace(
        "body House: 9 members\n",
        "body House: 9 members\n  filled: 8 as of 2012\n  filled: 6 as of 2014-10-26\n",
    )
    text = 'procedure Law under "Art. 1"\n  passes when House approve by more than 1/2 of members\n'
    m = model(text, head)
    assert voters(m, seats_filled="stated") == {"House": 6}
    assert voters(m, seats_filled="stated", as_of="2013") == {"House": 8}
    assert voters(m, seats_filled="stated", as_of="2000") == {"House": 9}
    assert voters(m) == {"House": 9}


def test_the_partition_that_is_counted_gives_the_types() -> None:
    assert voters(law("each of Women, Men in Halves approve by more than 1/2 of members")) == {
        "Halves: Women": 4,
        "Halves: Men": 2,
    }
    assert voters(law("Old in Halves approve by more than 1/2 of members")) == {
        "Halves: Old": 3,
        "Halves: Young": 3,
    }


#: code, condition, options
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("E115", "Nobodies approve by more than 1/2 of units", {}),
    ("E116", "Sharers approve by more than 1/2 of units", {}),
    ("E117", "Typed approve by more than 1/2 of units", {}),
    ("E118", "every unit concerned of Regions approve", {"unit": "Omega"}),
    ("E121", CHAMBER, {"seats_filled": {"Chamber": 4}}),
    ("E122", "all of\n    Women in Halves approve by all members\n"
     "    Old in Halves approve by all members", {}),
    ("E123", "House approve by all members", {"seats_filled": {"House": 10}}),
    ("E127", "Omega in Chamber approve by all members", {}),
    ("E136", "House approve by undetermined from more than 1/2 to at most 2/3 of members",
     {"quotas": {"Law": 9}}),
    ("E137", "House approve by more than 1/2 of votes cast, ties broken by Chamber", {}),
    ("E141", "every unit concerned of Regions approve", {}),
    ("E144", "by reading Count\n    when Groups\n      President assents\n"
     "    when Everyone\n      President assents", {}),
    ("E148", "House approve by undetermined from more than 1/2 to at most 2/3 of members", {}),
    ("E156", "House approve by all members", {"seats_filled": {"Nobody": 1}}),
    ("E110", "House approve by all members", {"as_of": "1990"}),
]  # fmt: skip
SETS = """units Nobodies: table "regions.csv" where type is "none"
set Sharers: Regions where share at least 1/3 as of 2000
set Typed: Regions where type at least 1/3 as of 2000
"""


@pytest.mark.parametrize(("code", "condition", "options"), WRONG, ids=[w[0] for w in WRONG])
def test_what_cannot_be_bound_is_an_error_with_its_code(
    code: str, condition: str, options: dict[str, Any]
) -> None:
    first, *rest = condition.split("\n")
    sets = SETS if code in ("E115", "E116", "E117") else ""
    dated = "  in force from 1995\n" if code == "E110" else ""
    text = f'{sets}procedure Law under "Art. 1"\n{dated}  passes when {first}\n'
    text += "".join(f"{line}\n" for line in rest)
    with pytest.raises(BadInput) as caught:
        compile_procedure(model(text), "Law", **options)
    found = {d.code for d in caught.value.diagnostics}
    assert found == {code}
    assert code in all_codes()
    assert all(d.place.file for d in caught.value.diagnostics)


#: code, statements before, condition: errors that the checks of a text find earlier, by trees
UNCHECKED = [
    ("E112", "set Odd: Lands where people at least 1 as of 2000", "Odd approve by all units"),
    ("E112", "", "Lands approve by more than 1/2 of people as of 2000"),
    ("E114", 'units Lost: table "lost.csv"', "Lost approve by all units"),
    ("E118", "set Odd: Omega of Regions", "Odd approve by all units"),
    ("E127", "set Odd: Lft of Chamber", "Odd approve by all members"),
    ("E128", 'set Odd: Chamber where age is "old"', "Odd approve by all members"),
    ("E119", 'body Odd: 1 members\n'
     '  composition: table "seats.csv" by age counting members as of 2000',
     "Odd approve by all members"),
    ("E124", "electorate Odd: share of Regions as of 2000", "Odd approve by all votes cast"),
    ("E125", "", "Omega approve by all members"),
    ("E126", "body Odd: 2 members, of whom 1 A, 1 B\n  presided over by Chair, who does not vote",
     "Odd approve by all members"),
    ("E128", "", "each age in Chamber approve by all members"),
    ("E129", "", "House, Regions together approve by all members"),
    ("E132", 'set Odd as "a": Alpha of Regions\nset Odd as "b": Beta of Regions',
     "Odd approve by all units"),
    ("E133", "", "House approve by more than 1/2 of people as of 2000"),
    ("E135", "", "House approve by more than 1/2 of units"),
    ("E135", "", "Regions approve by more than 1/2 of members sworn"),
    ("E140", "", "House reject by more than 1/2 of members"),
    ("E140", "", "unless House approve by more than 1/2 of members"),
    ("E140", "", "unless yes votes of Women in Halves reach all members in Halves"),
    ("E142", "", "People in every unit concerned of Regions approve"),
    ("E143", "", "procedure Law passes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "before", "condition"), UNCHECKED, ids=[f"{i} {u[0]}" for i, u in enumerate(UNCHECKED)]
)
def test_a_tree_that_was_not_checked_is_refused_too(code: str, before: str, condition: str) -> None:
    if code == "E124":
        before = before.replace("share", "ratio")
    text = f'{HEAD}{before}\nprocedure Law under "Art. 1"\n  passes when {condition}\n'
    parsed = read(text, "test.foedus")
    assert parsed.errors == []
    whole = model("")
    table = TABLE.replace(b"share", b"ratio").replace(b",,new", b",0.5,new")
    meta = META.replace(b"columns.share", b"columns.ratio")
    tables = {"regions.csv": parse_table(table, meta, "regions.csv", "regions.meta.toml")}
    with pytest.raises(BadInput) as caught:
        compile_procedure(Model(parsed.constitution, tables, whole.cells), "Law", unit="Alpha")
    assert {d.code for d in caught.value.diagnostics} == {code}
    assert code in all_codes()


def test_a_vote_is_not_won_by_fewer_votes() -> None:
    """The grammar refuses the sentence; a tree made by hand is refused as well."""
    tree = law("House approve by at least 1/2 of members").constitution
    few = Threshold(Op.AT_MOST, Fraction(1, 2), Base.MEMBERS)
    vote = replace(tree.procedures[0].passes, threshold=few)  # type: ignore[type-var]
    procedure = replace(tree.procedures[0], details=(Passes(vote),))  # type: ignore[arg-type]
    tree = replace(tree, statements=(*tree.statements[:-1], procedure))
    with pytest.raises(BadInput) as caught:
        compile_procedure(Model(tree), "Law")
    assert caught.value.diagnostics[0].code == "E134"


def test_a_weight_of_two_declared_dates_needs_one() -> None:
    text = HEAD.replace(
        "weight people as of 2000", "weight people as of 2000, weight people as of 1990"
    )
    tree = read(text, "test.foedus").constitution
    units = bind_units(Model(tree, model("").tables), tree.all(Units)[0])
    with pytest.raises(BadInput, match="people as of 2000"):
        units.weights("people", "", tree)
    assert units.weights("people", "1990", tree)["Alpha"] == 6


#: statements, the set -> the voters it stands for
SETS_OF = [
    ("set S: Left of Chamber", ("Chamber: Left, Alpha", "Chamber: Left, Beta")),
    ('set S: Chamber where region is "Alpha"', ("Chamber: Left, Alpha", "Chamber: Right, Alpha")),
    ('set S: Chamber where party is "Left" and region is not "Beta"', ("Chamber: Left, Alpha",)),
    (
        'set S: Chamber where region is "Gamma" or region is "Beta"',
        ("Chamber: Left, Beta", "Chamber: Right, Gamma"),
    ),
    ('set R: Right of Chamber\nset S: R where region is "Alpha"', ("Chamber: Right, Alpha",)),
    ("set S: Alpha, G of Regions", ("Regions: Alpha", "Regions: Gamma")),
    ('set S: Regions where type is "old"', ("Regions: Alpha", "Regions: Beta")),
    ("set S: Regions where people at least 3 as of 2000", ("Regions: Alpha", "Regions: Beta")),
    (
        "set S: Regions where seats per people more than 3/5 as of 2000",
        ("Regions: Beta",),
    ),
    ('set O: Regions where type is "old"\nset S: Beta, Gamma of O', ("Regions: Beta",)),
]


@pytest.mark.parametrize(("lines", "expected"), SETS_OF, ids=[x[0] for x in SETS_OF])
def test_a_set_is_named_or_found_by_its_figures(lines: str, expected: tuple[str, ...]) -> None:
    text = f"""{lines}
procedure Law under "Art. 1"
  passes when all of
    Chamber approve by more than 1/2 of members
    Regions approve by more than 1/2 of units
"""
    found = compile_procedure(model(text), "Law")
    assert found.members["S"] == expected
    assert found.kinds["S"] == "set"


def test_a_set_of_two_definitions_has_a_name_for_each() -> None:
    text = """set S as "a": Alpha of Regions
set S as "b": Beta of Regions
procedure Law under "Art. 1"
  passes when Regions approve by more than 1/2 of units
"""
    found = compile_procedure(model(text), "Law")
    assert found.members["S as a"] == ("Regions: Alpha",)
    assert found.members["S as b"] == ("Regions: Beta",)
    assert "S" not in found.members


def test_a_composition_adds_up_to_the_members() -> None:
    cells = {"party": ("A", "B"), "region": ("Alpha", "Beta"), "members": ("3", "2")}
    m = model(f'procedure Law under "Art. 1"\n  passes when {CHAMBER}\n', cells=cells)
    with pytest.raises(BadInput) as caught:
        compile_procedure(m, "Law")
    assert caught.value.diagnostics[0].code == "E120"


@pytest.mark.parametrize("bad", ["x", "", "2.5", "-1"])
def test_a_composition_counts_whole_members(bad: str) -> None:
    cells = {"party": ("A", "B"), "region": ("Alpha", "Beta"), "members": (bad, "2")}
    m = model(f'procedure Law under "Art. 1"\n  passes when {CHAMBER}\n', cells=cells)
    with pytest.raises(BadInput) as caught:
        compile_procedure(m, "Law")
    assert caught.value.diagnostics[0].code == "E119"


def test_a_body_that_takes_no_part_needs_no_place_for_its_vacancies() -> None:
    m = law("House approve by all members")
    found = compile_procedure(m, "Law", seats_filled={"House": 8, "Chamber: Left, Alpha": 1})
    assert found.rule.names == ("House",)


#: version, date, whether it holds
DATES = [
    ("2000", "", "2000-01-01", True),
    ("2000", "", "1999-12-31", False),
    ("2000", "2010", "2009-12-31", True),
    ("2000", "2010", "2010-01-01", False),
    ("2000-06", "", "2000", True),
    ("2000", "2010", "2010", False),
    ("2000-06-15", "2000-06-20", "2000-06", True),
]


@pytest.mark.parametrize(("start", "until", "date", "expected"), DATES)
def test_a_version_holds_from_its_first_day_until_the_day_it_does_not(
    start: str, until: str, date: str, expected: bool
) -> None:
    assert holds(InForce(start, until), date) is expected


def test_dates_name_their_first_and_last_day() -> None:
    assert day("2014") == "2014-01-01"
    assert day("2014-05") == "2014-05-01"
    assert day("2014", last=True) == "2014-12-31"
    assert day("2014-05-25", last=True) == "2014-05-25"


VERSIONS = """procedure Law under "Art. 1"
  in force from 1990 until 2000
  passes when House approve by more than 1/2 of members
procedure Law under "Art. 2"
  in force from 2000
  passes when House approve by at least 2/3 of members
"""


def test_the_version_of_a_date_is_compiled() -> None:
    m = model(VERSIONS)
    old = compile_procedure(m, "Law", as_of="1995-01-01")
    new = compile_procedure(m, "Law", as_of="2014")
    last = compile_procedure(m, "Law")
    assert (old.article, old.rule.gates[0].quota) == ("Art. 1", 5)
    assert (new.article, new.rule.gates[0].quota) == ("Art. 2", 6)
    assert last.article == "Art. 2"
    assert "The version of Law in force from 2000." in last.assumptions
    with pytest.raises(BadInput, match="no version"):
        compile_procedure(m, "Law", as_of="1980")


#: threshold of the 9 members of the House -> lowest and highest quota, by hand
OPEN = [
    ("from more than 1/2 to at most 2/3", 5, 6),
    ("from at least 1/2 to at most 2/3", 5, 6),
    ("from more than 1/3 to at most 2/3", 4, 6),
    ("from at least 1/3 to less than 2/3", 3, 6),
    ("from more than 1/2 to at most 3/4", 5, 7),
]


@pytest.mark.parametrize(("text", "low", "high"), OPEN)
def test_open_thresholds_have_every_quota_between_their_ends(
    text: str, low: int, high: int
) -> None:
    m = law(f"House approve by undetermined {text} of members")
    (found,) = open_quotas(m, "Law")
    assert (found.low, found.high) == (low, high)


def test_several_open_thresholds_have_keys_of_their_own() -> None:
    line = "approve by undetermined from more than 1/2 to at most 2/3 of members"
    m = law(f"all of\n    House {line}\n    Chamber {line}")
    keys = [q.key for q in open_quotas(m, "Law")]
    assert keys == ["Law", "Law#2"]
    with pytest.raises(BadInput) as caught:
        compile_procedure(m, "Law")
    assert len(caught.value.diagnostics) == 2
    assert compile_procedure(m, "Law", quotas={"Law": 5, "Law#2": 4}).rule.size == 15
