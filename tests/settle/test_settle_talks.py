"""The talks of 1996-98: their rule of decision counted, against the votes and by hand."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import pytest

from foedus.case.folder import find
from foedus.case.load import load
from foedus.case.positions import load_positions
from foedus.settle.demands import Absent
from foedus.settle.outcome import settle

TALKS = "northern-ireland-1998"


def rule():
    """Return the compiled rule of sufficient consensus."""
    from foedus.constitution.compile import compile_procedure

    model = load(TALKS).constitution("talks").model
    return compile_procedure(model, "Sufficient consensus").rule


def winning() -> set[frozenset[str]]:
    """Coalitions that the compiled rule lets pass."""
    found = rule()
    names = list(found.names)
    return {
        frozenset(n.removeprefix("Participants: ") for n in c)
        for k in range(len(names) + 1)
        for c in itertools.combinations(names, k)
        if found.passes(c)
    }


def by_hand() -> set[frozenset[str]]:
    """The rule of para 34 written out over the votes of 30 May 1996 (country/parties.csv)."""
    with (find(TALKS) / "country/parties.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    there = [r for r in rows if r["in_talks"] == "yes"]

    def total(column: str, names: set[str] | None = None) -> int:
        return sum(int(r[column] or 0) for r in rows if names is None or r["party"] in names)

    def passes(chosen: set[str]) -> bool:
        return (
            2 * total("votes", chosen) > 752_388
            and 2 * total("unionist_votes", chosen) > total("unionist_votes")
            and 2 * total("nationalist_votes", chosen) > total("nationalist_votes")
            and 2 * len(chosen) > len(there)
        )

    names = [r["party"] for r in there]
    every = (set(c) for k in range(len(names) + 1) for c in itertools.combinations(names, k))
    return {frozenset(c) for c in every if passes(c)}


def test_36_of_256_coalitions_have_sufficient_consensus() -> None:
    found = winning()
    assert len(rule().names) == 8
    assert len(found) == 36
    assert found == by_hand()


def test_the_minimal_coalitions_are_those_of_the_data(shared: Path) -> None:
    data = json.loads((shared / "data/settle/northern_ireland_1998.json").read_text())
    check = data["model_check"]
    found = winning()
    minimal = {c for c in found if not any(d < c for d in found)}
    assert minimal == {frozenset(c) for c in check["minimal_winning_coalitions_of_participants"]}
    always = frozenset.intersection(*found)
    assert sorted(always) == sorted(check["in_every_winning_coalition"])


def test_the_space_and_the_outcome_are_those_of_the_data(shared: Path) -> None:
    data = json.loads((shared / "data/settle/northern_ireland_1998.json").read_text())
    negotiation, _ = load_positions(load(TALKS))
    way = settle(negotiation, {}).way(Absent.IGNORED)
    sizes = [len(q.options) for q in negotiation.questions]
    product = 1
    for n in sizes:
        product *= n
    assert product == data["model_check"]["packages"]
    assert way.count == data["model_check"]["feasible_for_six_pro_agreement_parties"]
    assert way.offers[0].options == data["outcome"]


def test_every_red_line_from_hindsight_says_so() -> None:
    """A position is either tied to a paper dated before the end of the talks, or marked."""
    case = load(TALKS)
    negotiation, _ = load_positions(case)
    assert "HINDSIGHT" in negotiation.caution
    for position in negotiation.positions:
        statement = case.statements[position.statement]
        dated = statement.when.first < case.as_of
        marked = "hindsight" in position.confidence
        assert marked or (dated and statement.status.value != "unverified"), position.key
    low = [p for p in negotiation.positions if "hindsight" in p.confidence]
    assert (len(low), len(negotiation.positions)) == (37, 47)
    assert "thirty-seven of the forty-seven" in negotiation.caution


@pytest.mark.parametrize("name", [TALKS, "cyprus-2004", "ukraine-2014"])
def test_every_position_stands_in_a_statement_of_its_own_speaker(name: str) -> None:
    case = load(name)
    negotiation, _ = load_positions(case)
    for position in negotiation.positions:
        statement = case.statements[position.statement]
        assert statement.speaker in negotiation.party(position.party).speakers
        assert statement.source
        assert position.coder


def test_the_plan_of_2004_against_both_groups(shared: Path) -> None:
    """The checks written beside the data: all three demands, no two of them, and both counts."""
    data = json.loads((shared / "data/settle/cyprus_annan_2004.json").read_text())
    negotiation, _ = load_positions(load("cyprus-2004"))
    way = settle(negotiation, {}).way(Absent.HARD)
    alone = {m.party: m.withdrawals for m in way.moved}["gc-respondents"]
    demands = {"gc-troops", "gc-settlers", "gc-costs"}
    assert len(data["greek_cypriot_survey"]["demands_pct"]) == len(demands)
    assert [set(w) for w in alone] == [demands]
    for two in itertools.combinations(sorted(demands), 2):
        assert not settle(negotiation, {}, drop=two).way(Absent.HARD).feasible
    referendum = data["referendum"]
    gc, tc = referendum["greek_cypriot"], referendum["turkish_cypriot"]
    assert round(100 * gc["yes"] / (gc["yes"] + gc["no"]), 2) == gc["yes_pct"]
    assert round(100 * tc["yes"] / (tc["yes"] + tc["no"]), 2) == tc["yes_pct"]
    yes, no = gc["yes"] + tc["yes"], gc["no"] + tc["no"]
    assert round(100 * yes / (yes + no), 1) == referendum["joint_yes_pct"]
