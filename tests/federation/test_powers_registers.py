"""Displaced voters, voters abroad, units without a vote: every register, every procedure, tally."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from federation_schema import SCHEMAS
from federation_world import CSV, HEAD, META, model
from hypothesis import given, settings
from hypothesis import strategies as st

from cases_once import invoke
from conftest import FULL, fits
from foedus.elect.ballots.turnout import Unit
from foedus.elect.ballots.turnout import turnout as by_unit_turnout
from foedus.errors import BadInput
from foedus.federation.part import seats_filled, under
from foedus.federation.part_votes import Counted, tallied
from foedus.federation.participation import Participation
from foedus.federation.registers import WHOLE, Register, registers
from foedus.federation.turnout import Turnout, of_registers, turnout
from foedus.proof.ballots import read_ballots
from foedus.proof.games import Games

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

UNITS = ("N", "S", "W")


def reference(switch: Participation) -> set[int]:
    """Count voters one by one: each is counted or not, by every choice of three groups."""
    people = []
    for unit, number in switch.registered.items():
        away = switch.displaced.get(unit, 0)
        people += [(unit in switch.units_without, i < away, False) for i in range(number)]
    people += [(False, False, True)] * (switch.abroad or 0)
    totals = set()
    for closed in (True, False):
        for displaced in (True, False):
            for abroad in (True, False):
                totals.add(
                    sum(
                        (displaced or not moved)
                        and (abroad or not out)
                        # A displaced voter of a closed unit lives where a vote is held.
                        and (closed or not shut or moved)
                        for shut, moved, out in people
                    )
                )
    return totals


@st.composite
def switches(draw: st.DrawFn) -> Participation:
    registered = {u: draw(st.integers(0, 12)) for u in UNITS}
    displaced = {
        u: draw(st.integers(0, registered[u])) for u in draw(st.sets(st.sampled_from(UNITS)))
    }
    closed = tuple(sorted(draw(st.sets(st.sampled_from(UNITS)))))
    abroad = draw(st.none() | st.integers(0, 9))
    return Participation("k", "K", {}, {}, closed, displaced, abroad, registered=registered)


@given(switches())
def test_every_register_is_one_choice_of_who_is_counted(switch: Participation) -> None:
    found = registers(switch)
    assert {r.total for r in found} == reference(switch)
    assert found[0].total == max(r.total for r in found)
    assert all(r.total == sum(r.by_unit.values()) + r.out_of_country for r in found)


@settings(max_examples=1000 if FULL else 50)
@given(switches(), st.integers(0, 40))
def test_the_same_turnout_as_by_registers_kept_apart(switch: Participation, cast: int) -> None:
    """The second way: `foedus count turnout`, where each group has a register of its own."""
    still = {u: n for u, n in switch.displaced.items() if u not in switch.units_without}
    plain = Participation(
        "k", "K", {}, {}, switch.units_without, still, switch.abroad, registered=switch.registered
    )
    cast = min(cast, switch.abroad or 0)
    apart = [
        Unit(u, n - still.get(u, 0), None if u in switch.units_without else 0)
        for u, n in switch.registered.items()
    ]
    apart += [Unit(f"{u} away", n, 0, "displaced") for u, n in still.items()]
    apart += [Unit("abroad", switch.abroad, cast, "abroad")] if switch.abroad else []
    expected = {r.registered for r in by_unit_turnout(apart).rates}
    assert {r.total for r in registers(plain)} == expected


def test_the_registers_by_name() -> None:
    switch = Participation("k", "K", {}, {}, ("W",), {"N": 10, "W": 30}, 5,
                           registered={"N": 100, "S": 60, "W": 40})  # fmt: skip
    assert [(r.what, r.total) for r in registers(switch)] == [
        ("everybody on a register", 205),
        ("without voters abroad", 200),
        ("without displaced voters", 165),
        ("without displaced voters; without voters abroad", 160),
        ("without units where no vote is held, but with those displaced from them", 195),
        (
            "without units where no vote is held, but with those displaced from them; "
            "without voters abroad",
            190,
        ),
        ("without units where no vote is held; without displaced voters", 155),
        (
            "without units where no vote is held; without displaced voters; without voters abroad",
            150,
        ),
    ]


@pytest.mark.parametrize(
    "displaced, abroad, totals",
    [({}, None, [500]), ({"N": 20}, None, [500, 480]), ({"N": 20}, 30, [500, 470, 480, 450])],
)
def test_a_register_of_which_only_the_total_is_known(
    displaced: dict[str, int], abroad: int | None, totals: list[int]
) -> None:
    switch = Participation("k", "K", {}, {}, ("W",), displaced, abroad)
    assert [r.total for r in registers(switch, {WHOLE: 500})] == totals


def test_without_a_register_there_is_none() -> None:
    assert registers(Participation("k", "K", {}, {}, ("W",), {"N": 3})) == ()


@pytest.mark.parametrize(
    "register, displaced, abroad, words",
    [
        ({"N": 5}, {"N": 6}, None, "moves 6 voters of N, and 5 are registered"),
        ({WHOLE: 9}, {"N": 6}, 4, "moves 10 voters, and 9 are registered"),
    ],
)
def test_more_who_moved_than_are_registered_is_an_error(
    register: dict[str, int], displaced: dict[str, int], abroad: int | None, words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        registers(Participation("k", "K", {}, {}, (), displaced, abroad), register)
    assert words in caught.value.diagnostics[0].what


# ------------------------------------------------------------------------------- turnout


def told(took_part: int, quorum: Fraction) -> Turnout:
    switch = Participation("k", "K", {}, {}, ("W",), {"N": 10}, 5,
                           registered={"N": 100, "S": 60, "W": 40})  # fmt: skip
    bases = of_registers(took_part, registers(switch), "made")
    return turnout("k", "K", took_part, bases, {"q": quorum})


def test_a_quorum_flips_between_registers_and_the_interval_says_which() -> None:
    found = told(90, Fraction(1, 2))
    shares = [Fraction(90, n) for n in (205, 200, 195, 190, 165, 160, 155, 150)]
    assert [d.low for d in found.denominators] == shares
    (quorum,) = found.quorums
    assert quorum.met == (False, False, False, False, True, True, True, True)
    assert quorum.flips
    assert (found.flips_above, found.flips_up_to) == (Fraction(90, 205), Fraction(90, 150))


def test_a_register_smaller_than_the_turnout_is_no_denominator() -> None:
    found = told(158, Fraction(1, 2))
    assert [d.possible for d in found.denominators] == [True] * 6 + [False] * 2
    assert len(found.quorums[0].met) == 6
    assert found.flips_up_to == Fraction(158, 160)


@given(st.integers(0, 150), st.fractions(0, 1))
def test_a_quorum_flips_exactly_between_the_least_and_the_most(cast: int, quorum: Fraction) -> None:
    found = told(cast, quorum)
    by_hand = {Fraction(cast, d.base) >= quorum for d in found.denominators if d.base}
    assert found.quorums[0].flips is (by_hand == {True, False})
    assert found.quorums[0].flips is (found.flips_above < quorum <= found.flips_up_to)


# ------------------------------------------------------------------------- every procedure

VOTERS = (
    META
    + """
[columns.voters]
what = "voters on the register"
unit = "voters"
source = "made"
date = "2020"
confidence = "A"
kind = "integer"
total = 200
status = "verified"
"""
)
TABLE = (
    "\n".join(
        line + ("," + more if more else "")
        for line, more in zip(CSV.strip().split("\n"), ("voters", "100", "60", "40"), strict=True)
    )
    + "\n"
)
PEOPLE = HEAD.replace(
    "electorate People\n",
    "electorate People: voters of Regions as of 2020\n"
    "electorate Residents: population of Regions as of 2020\n",
)
RULES = """procedure Poll under "1"
  passes when all of
    People take part by at least 1/2 of registered voters
    People approve by more than 1/2 of votes cast
procedure Count under "2"
  passes when Residents approve by more than 1/2 of votes cast
"""


def world(tmp_path: Path) -> Games:
    return Games(model(tmp_path, PEOPLE, RULES, csv=TABLE, meta=VOTERS))


@pytest.mark.parametrize(
    "without, displaced, vote, cells",
    [
        ((), {}, None, {}),
        ((), {"N": 30}, None, {}),
        ((), {"N": 30}, True, {}),
        ((), {"North": 30}, False, {"People: North": 70}),
        (("W",), {}, None, {"People: West": 0, "Residents: West": 0}),
        (("W",), {"W": 25}, True, {"People: West": 25}),
        (("W",), {"West": 25}, False, {"People: West": 0}),
    ],
)
def test_displaced_voters_are_taken_off_where_they_are_registered(
    tmp_path: Path,
    without: tuple[str, ...],
    displaced: dict[str, int],
    vote: bool | None,
    cells: dict[str, int],
) -> None:
    switch = Participation("k", "K", {}, {}, without, displaced, displaced_vote=vote)
    found = seats_filled(world(tmp_path).model, switch)
    assert {k: n for k, n in found.items() if k.startswith("People")} == {
        k: n for k, n in cells.items() if k.startswith("People")
    }


@pytest.mark.parametrize(
    "displaced, vote, needed, possible",
    [
        ({}, None, 2, True),
        # 100 of 200 registered must take part: 70 + 60 + 40 can, 0 + 55 + 40 cannot.
        ({"N": 30}, False, 2, True),
        ({"N": 100, "S": 5}, False, None, False),
        ({"N": 100, "S": 5}, True, 2, True),
    ],
)
def test_a_turnout_quorum_can_become_impossible(
    tmp_path: Path, displaced: dict[str, int], vote: bool | None, needed: int | None, possible: bool
) -> None:
    switch = Participation("k", "K", {}, {}, (), displaced, displaced_vote=vote)
    (poll, _) = under(world(tmp_path), switch).effects
    assert poll.possible is possible
    assert (poll.needed is None) is not possible


def test_what_the_switch_leaves_as_it_is_is_said(tmp_path: Path) -> None:
    switch = Participation("k", "K", {}, {}, (), {"N": 3}, 7)
    notes = under(world(tmp_path), switch).notes
    assert len(notes) == 4
    assert any("belong to none and are not added" in n for n in notes)
    assert any("Residents is counted by population" in n for n in notes)


def test_more_displaced_than_the_electorate_is_an_error(tmp_path: Path) -> None:
    switch = Participation("k", "K", {}, {}, (), {"S": 61}, displaced_vote=False)
    with pytest.raises(BadInput) as caught:
        seats_filled(world(tmp_path).model, switch)
    assert "61 voters of South" in caught.value.diagnostics[0].what


# ------------------------------------------------------------------------------- tallies


def counted(tmp_path: Path, votes: str, switch: Participation) -> Counted:
    rows = read_ballots(votes.encode(), "votes.csv")
    (found,) = tallied(world(tmp_path), "Poll", rows, switch)
    return found


HEADER = "body,unit,yes,no,abstain,invalid,registered\n"
BY_UNIT = HEADER + "People,North,60,0,0,0,100\nPeople,South,25,0,0,0,60\n"


def test_votes_are_counted_over_every_register(tmp_path: Path) -> None:
    switch = Participation(
        "k", "K", {}, {}, ("W",), {"N": 10}, registered={"W": 40, "N": 100, "S": 60}
    )
    found = counted(tmp_path, BY_UNIT, switch)
    assert [(b.registered, b.word) for b in found.bases] == [
        (200, "rejected"),  # 85 of 200 do not reach one half
        (190, "rejected"),
        (160, "adopted"),
        (150, "adopted"),
    ]
    assert found.flips


def test_a_register_that_its_votes_exceed_has_no_outcome(tmp_path: Path) -> None:
    switch = Participation("k", "K", {}, {}, ("W",), {"N": 50}, registered={"N": 100, "S": 60})
    found = counted(tmp_path, BY_UNIT, switch)
    assert [b.outcome is None for b in found.bases] == [False, True]
    assert "60 votes of 50 voters in N" in found.bases[1].word


@settings(max_examples=300 if FULL else 40)
@given(st.integers(0, 100), st.integers(0, 60), st.integers(0, 30))
def test_the_outcome_over_a_register_is_arithmetic(
    tmp_path_factory: pytest.TempPathFactory, yes: int, no: int, away: int
) -> None:
    no = min(no, 60)
    votes = f"{HEADER}People,North,{yes},0,0,0,100\nPeople,South,0,{no},0,0,60\n"
    switch = Participation("k", "K", {}, {}, ("W",), {"N": away}, registered={"W": 40})
    found = counted(tmp_path_factory.mktemp("r"), votes, switch)
    for base in found.bases:
        if base.outcome is None:
            assert yes > 100 - away
        else:
            expected = 2 * (yes + no) >= base.registered and yes > no
            assert base.outcome.adopted is expected


def test_a_whole_register_without_units(tmp_path: Path) -> None:
    switch = Participation("k", "K", {}, {}, (), {"N": 10}, 50)
    found = counted(tmp_path, HEADER + "People,,80,0,0,0,200\n", switch)
    assert [(b.registered, b.word) for b in found.bases] == [
        (200, "rejected"), (150, "adopted"), (190, "rejected"), (140, "adopted")
    ]  # fmt: skip


# ------------------------------------------------------------------------------- commands

SWITCH = """[[switch]]
key = "autumn"
title = "Autumn"
seats = {{ "House" = 100 }}
filled = {{ "House" = 90 }}
units_without = ["SO"]
displaced = {{ "NO" = 40, "SO" = 20 }}
abroad = 30
took_part = 260
registered = {{ "NO" = 300, "EA" = 200, "SO" = 100 }}
{more}"""


def case(tmp_path: Path, more: str = "", switch: str = SWITCH) -> Path:
    from three_regions import write_case

    folder = write_case(tmp_path / "case")
    (folder / "switches.toml").write_text(switch.format(more=more), encoding="utf-8")
    return folder


def run(*words: str, code: int = 0) -> str:
    done = invoke("powers", "part", *words)
    assert done.exit_code == code, done.output
    return done.output


def test_the_command_shows_every_register_and_what_flips(tmp_path: Path) -> None:
    said = run(str(case(tmp_path)))
    for line in ("everybody on a register: 630 ~41.27 %", "without voters abroad: 600 ~43.33 %",
                 "without displaced voters: 570 ~45.61 %"):  # fmt: skip
        assert line in said
    assert "quorum 50.0 % (one half, for comparison)" in said
    assert "- flips" in said
    assert "not said whether displaced voters can vote" in said
    assert said.splitlines()[-1].endswith("denominators: 8; quorums that flip: 1")


@pytest.mark.parametrize(
    "words", [(), ("--displaced", "out"), ("--displaced", "vote", "--abroad", "out")]
)
def test_the_answer_fits_its_schema(tmp_path: Path, words: tuple[str, ...]) -> None:
    found = json.loads(run(str(case(tmp_path)), *words, "--json"))
    fits(found, json.loads((SCHEMAS / "part.json").read_text()))
    (one,) = found["registers"]
    assert [r["total"] for r in one["registers"]] == [630, 600, 570, 540, 550, 520, 490, 460]
    said = {(t["switch"]["displaced_vote"], t["switch"]["abroad_vote"]) for t in found["texts"]}
    expected = {(): (None, None), ("--displaced", "out"): (False, None)}
    assert said == {expected.get(words, (True, False))}


@pytest.mark.parametrize(
    "more, words",
    [
        ('displaced_vote = "yes"', "displaced_vote"),
        ("abroad_vote = 3", "abroad_vote"),
    ],
)
def test_what_is_said_of_the_displaced_is_true_or_false(
    tmp_path: Path, more: str, words: str
) -> None:
    assert words in run(str(case(tmp_path, more)), code=2)


@pytest.mark.parametrize(
    "old, new, words",
    [
        ('"NO" = 40', '"NO" = 301', "moves 301 voters of NO, where 300 are registered"),
        ('"NO" = 40', '"NO" = -1', "-1 voters of NO"),
        ('"NO" = 300', '"NORD" = 300', 'no "NORD"'),
        ("abroad = 30", "abroad = -30", "wrong kind"),
    ],
)
def test_a_switch_that_does_not_add_up_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    said = run(str(case(tmp_path, switch=SWITCH.replace(old, new))), code=2)
    assert "switches.toml:" in said
    assert words in said


def test_a_register_is_an_answer() -> None:
    (found,) = registers(Participation("k", "K", registered={"N": 3}))
    assert isinstance(found, Register)
    assert found.to_dict()["total"] == 3
