"""Random constitutions: text -> parse -> compile agrees with the interpreter on coalitions."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

import pytest
from constitution_reference import World, decides
from hypothesis import given, note, settings
from hypothesis import strategies as st

from conftest import DEFAULTS, FULL
from foedus.constitution.compile import compile_procedure
from foedus.constitution.model import CellTable, Model
from foedus.constitution.parse import parse
from foedus.country import parse_table

META = (
    """title = "Regions"
key = "region"
keys = "own"
"""
    + DEFAULTS
    + """[columns.people]
kind = "integer"
[columns.votes]
kind = "fraction"
[columns.part]
kind = "text"
"""
)
UNITS = ("Alpha", "Beta", "Gamma")


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, object]:
    """Numbers of a small country: bodies with groups, weighted units, citizens by unit."""
    small = st.integers(2, 3)
    people = [draw(st.integers(1, 5)) for _ in UNITS]
    votes = [draw(st.sampled_from(["1/2", "1", "3/2", "2"])) for _ in UNITS]
    cells = [(p, q, draw(st.integers(0, 2))) for p in ("Left", "Right") for q in ("North", "South")]
    cells[0] = ("Left", "North", draw(st.integers(1, 2)))
    cells[1] = ("Left", "South", draw(st.integers(1, 2)))
    senate = draw(small)
    return {
        "red": draw(small),
        "blue": draw(small),
        "senate": senate,
        "filled": draw(st.integers(1, senate)),
        "people": people,
        "votes": votes,
        "cells": [c for c in cells if c[2]],
        "inner": draw(st.sampled_from(["more than 1/2", "at least 2/3", "at least 1/2"])),
    }


COMPARE = st.sampled_from(["more than", "at least"])
SHARE = st.sampled_from(["1/2", "1/3", "2/3", "3/5", "3/4", "1/4"])


def share(*bases: str) -> st.SearchStrategy[str]:
    """A threshold sentence: a share strictly below the whole, or all of it."""
    some = st.builds(lambda c, f, b: f"{c} {f} of {b}", COMPARE, SHARE, st.sampled_from(bases))
    return some | st.sampled_from(bases).map(lambda b: f"all {b}")


def count(base: str) -> st.SearchStrategy[str]:
    return st.builds(lambda n: f"at least {n} {base}", st.integers(1, 2))


BODY = share("votes cast", "members present", "members", "seats filled") | count("members")
PART = share("votes cast", "members")
UNIT = share("units", "votes") | count("units") | count("people") | share("people as of 2000")
SUBJECTS: list[tuple[str, st.SearchStrategy[str]]] = [
    ("House", BODY),
    ("Senate", BODY),
    ("Red in House", PART),
    ("each of Red, Blue in House", PART),
    ("Red, Blue in House together", PART),
    ("House, Senate together", share("votes cast", "members")),
    ("each party in Assembly", PART),
    ("North in Assembly", PART),
    ("Assembly", PART),
    ("North, South in Assembly together", PART),
    ("Northern", PART),
    ("Leftists in Assembly", PART),
    ("People", share("votes cast", "registered voters")),
    ("Regions", UNIT),
    ("Cantons", share("units") | count("units")),
    ("Pair", share("units") | count("units")),
]


@st.composite
def votes(draw: st.DrawFn, verb: str) -> list[str]:
    subject, thresholds = draw(st.sampled_from(SUBJECTS))
    line = f"{subject} {verb} by {draw(thresholds)}"
    if subject in ("Regions",) and draw(st.booleans()):
        line += f", each by {draw(PART.filter(lambda t: 'members' not in t))}"
    return [line]


@st.composite
def others(draw: st.DrawFn) -> list[str]:
    """Conditions that stand outside `unless` only."""
    kind = draw(
        st.sampled_from(["assent", "yes", "tie", "attend", "concern", "organ", "endeavour"])
    )
    if kind == "assent":
        return ["President assents"]
    if kind == "yes":
        part = draw(st.sampled_from(["Red", "Blue"]))
        threshold = draw(share("votes cast", "members"))
        return [f"yes votes of {part} in House reach {threshold} in House"]
    if kind == "tie":
        return ["Senate approve by more than 1/2 of votes cast, ties broken by President"]
    if kind == "attend":
        return [f"Senate attend by {draw(share('members'))}"]
    if kind == "concern":
        return ["every unit concerned of Regions approve"]
    if kind == "organ":
        threshold = draw(share("votes cast"))
        return [f"People in every unit concerned of Regions approve by {threshold}"]
    return ["all of", '  shall endeavour "to agree"', "  President assents"]


def indent(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


@st.composite
def blocks(draw: st.DrawFn, inner: st.SearchStrategy[list[str]], against: bool) -> list[str]:
    items = draw(st.lists(inner, min_size=2, max_size=3))
    heads = ["all of", "any of", f"at least {draw(st.integers(1, len(items)))} of"]
    head = draw(st.sampled_from(heads))
    return [head, *(line for item in items for line in indent(item))]


def reject() -> st.SearchStrategy[list[str]]:
    return st.recursive(votes("reject"), lambda k: blocks(k, True), max_leaves=4)


@st.composite
def unless(draw: st.DrawFn) -> list[str]:
    first, *rest = draw(reject())
    return [f"unless {first}", *rest]


@st.composite
def petitions(draw: st.DrawFn, inner: st.SearchStrategy[list[str]]) -> list[str]:
    signed = [
        draw(
            st.sampled_from(
                ["Assembly petition by at least 1/3 of members from at least 2 party",
                 "House petition by at least 2 members",
                 "Regions petition by at least 2 units",
                 "Cantons petition by at least 1 units"]
            )
        )
        for _ in range(draw(st.integers(1, 2)))
    ]  # fmt: skip
    joined = draw(st.sampled_from([" or ", " and "])).join(signed)
    first, *rest = draw(inner)
    if first.startswith("shall"):
        first = "President assents"
    return [f"if {joined}, then also {first}", *rest]


@st.composite
def ordered(draw: st.DrawFn, inner: st.SearchStrategy[list[str]]) -> list[str]:
    first, second = draw(inner), draw(inner)
    return ["in order", *indent(first), "  election of House", "  wait 30 days", *indent(second)]


@st.composite
def readings(draw: st.DrawFn, inner: st.SearchStrategy[list[str]]) -> list[str]:
    lines = ["by reading Count"]
    for name in ("Narrow", "Wide"):
        lines += [f"  when {name}", *indent(indent(draw(inner)))]
    return lines


def conditions() -> st.SearchStrategy[list[str]]:
    leaf = votes("approve") | others() | unless() | st.just(["never"]) | votes("approve")
    return st.recursive(
        leaf,
        lambda k: blocks(k, False) | petitions(k) | ordered(k) | readings(k) | blocks(k, False),
        max_leaves=8,
    )


def text_of(world: dict[str, object], condition: list[str]) -> str:
    red, blue = world["red"], world["blue"]
    assert isinstance(red, int)
    assert isinstance(blue, int)
    cells = world["cells"]
    assert isinstance(cells, list)
    first, *rest = condition
    lines = [
        "constitution Test",
        "reading Count: Narrow, Wide",
        f"body House: {red + blue} members, of whom {red} Red, {blue} Blue",
        f"  filled: {red + blue} as of 2000",
        f"body Senate: {world['senate']} members",
        f"  filled: {world['senate']} as of 2000",
        f"body Assembly: {sum(n for _, _, n in cells)} members",
        '  composition: table "seats.csv" by party, side counting members as of 2000',
        "person President",
        'units Regions: table "regions.csv", weight votes as of 2000, weight people as of 2000',
        f"  each decided by its people by {world['inner']} of votes cast",
        "units Cantons: One, Two",
        "set Pair: Alpha, Gamma of Regions",
        'set Northern: Assembly where side is "North"',
        "set Leftists: Left of Assembly",
        "electorate People: people of Regions as of 2000",
        'procedure Law under "Art. 1"',
        f"  passes when {first}",
        *indent(rest),
    ]
    return "\n".join(lines) + "\n"


def build(world: dict[str, object], condition: list[str]) -> tuple[Model, World]:
    tree = parse(text_of(world, condition), "test.foedus")
    people, votes_, cells = world["people"], world["votes"], world["cells"]
    assert isinstance(people, list)
    assert isinstance(votes_, list)
    assert isinstance(cells, list)
    rows = [f"{u},{p},{v},x" for u, p, v in zip(UNITS, people, votes_, strict=True)]
    csv = "region,people,votes,part\n" + "\n".join(rows) + "\n"
    table = parse_table(csv.encode(), META.encode(), "regions.csv", "regions.meta.toml")
    columns = {
        "party": tuple(p for p, _, _ in cells),
        "side": tuple(q for _, q, _ in cells),
        "members": tuple(str(n) for _, _, n in cells),
    }
    model = Model(tree, {"regions.csv": table}, {"seats.csv": CellTable("seats.csv", columns, "")})
    numbers = {
        "people": {u: Fraction(p) for u, p in zip(UNITS, people, strict=True)},
        "votes": {u: Fraction(v) for u, v in zip(UNITS, votes_, strict=True)},
    }
    plain = [{"party": p, "side": q, "members": str(n)} for p, q, n in cells]
    filled = world["filled"]
    assert isinstance(filled, int)
    reference = World(tree, {"regions.csv": numbers}, {"seats.csv": plain}, {"Senate": filled})
    return model, reference


@settings(max_examples=600 if FULL else 40)
@pytest.mark.parametrize("citizens", [False, True], ids=["blocs", "citizens"])
@given(
    worlds(), conditions(), st.sampled_from(["Narrow", "Wide"]), st.randoms(use_true_random=False)
)
def test_the_compiled_rule_decides_as_the_interpreter(
    citizens: bool,
    world: dict[str, object],
    condition: list[str],
    reading: str,
    draw: random.Random,
) -> None:
    note(text_of(world, condition))
    model, reference = build(world, condition)
    reference.reading, reference.unit = {"Count": reading}, "Beta"
    reference.citizens = citizens
    filled = world["filled"]
    assert isinstance(filled, int)
    rule = compile_procedure(
        model,
        "Law",
        reading=reference.reading,
        unit="Beta",
        seats_filled={"Senate": filled},
        citizens=citizens,
    ).rule
    sizes = [range(v.count + 1) for v in rule.voters]
    few = prod(len(k) for k in sizes) <= (3000 if FULL else 200)
    every = (
        list(product(*sizes))
        if few
        else [tuple(draw.choice(k) for k in sizes) for _ in range(400 if FULL else 40)]
    )
    for counts in every:
        yes = dict(zip(rule.names, counts, strict=True))
        assert rule.passes(yes) is decides(reference, "Law", yes), yes


VIEW = """view Parties of Law: voters are "party"
  each with its members of Assembly, voting as one bloc
  President voting yes
  Senate voting no
"""


@settings(max_examples=300 if FULL else 25)
@given(worlds(), conditions(), st.randoms(use_true_random=False))
def test_a_view_is_the_rule_with_everyone_of_a_bloc_voting_alike(
    world: dict[str, object], condition: list[str], draw: random.Random
) -> None:
    """A coalition of blocs, with the fixed votes, stands for a coalition of members."""
    text = text_of(world, condition) + VIEW
    note(text)
    model, _ = build(world, condition)
    model = replace(model, constitution=parse(text, "test.foedus"))
    reading = {"Count": draw.choice(["Narrow", "Wide"])}
    whole = compile_procedure(model, "Law", reading=reading, unit="Beta").rule
    view = compile_procedure(model, "Law", reading=reading, unit="Beta", view="Parties").rule
    fixed = {"President": 1, "Senate": 0}
    assert not {"President", "Senate"} & set(view.names)
    for _ in range(30):
        yes = {v.name: draw.randint(0, v.count) for v in view.voters}
        spread = {
            v.name: v.count * yes.get(v.name.removeprefix("Assembly: ").split(", ")[0], 0)
            if v.name.startswith("Assembly: ")
            else fixed.get(v.name, yes.get(v.name, 0))
            for v in whole.voters
        }
        assert view.passes(yes) is whole.passes(spread), yes
