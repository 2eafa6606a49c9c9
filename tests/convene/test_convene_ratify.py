"""Ratification: published referendums, the fewest changed ballots by enumeration, boycotts."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import foedus.atlas
from conftest import FULL
from foedus.cli import main
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.convene.convention import link, read_convention
from foedus.convene.flip import changes
from foedus.convene.ratify import Ratification, moved, ratify, read_registers
from foedus.errors import BadInput
from foedus.proof.ballots import read_ballots

ATLAS = Path(str(foedus.atlas.__file__)).parent


@cache
def model_of(text: str) -> Model:
    return load("rules.foedus", text.encode())


def counted(text: str, procedure: str, rows: str, **more: object) -> Ratification:
    model = model_of(text)
    votes = read_ballots(rows.encode(), "votes.csv")
    return ratify(model, procedure, votes, **more)  # type: ignore[arg-type]


def packaged(path: str, procedure: str, votes: str) -> Ratification:
    model = load(str(ATLAS / path))
    data = (ATLAS / votes).read_bytes()
    return ratify(model, procedure, read_ballots(data, votes))


# ------------------------------------------------------------------ published results

SWISS = ("switzerland/switzerland.foedus", "Constitutional amendment", "switzerland/votes/")


@pytest.mark.parametrize(
    "date,outcome,share,cantons",
    [
        # Swissvotes no. 567, 636 and 568; see the expectations in the atlas text.
        ("2013-03-03", "rejected", "54.3", "10 of 23"),
        ("2020-11-29", "rejected", "50.7", "8.5 of 23"),
        ("2013-03-03-remuneration", "adopted", "68.0", "23 of 23"),
    ],
)
def test_swiss_double_majorities(date: str, outcome: str, share: str, cantons: str) -> None:
    found = packaged(SWISS[0], SWISS[1], f"{SWISS[2]}{date}.csv")
    assert found.outcome == outcome
    people, units = found.tally.limbs
    yes = sum(r.cells["yes"] or 0 for r in read_ballots((ATLAS / SWISS[2] / f"{date}.csv")
                                                        .read_bytes(), "v"))  # fmt: skip
    cast = sum(t.voted or 0 for t in found.turnout
               if t.name == "all of People" and t.numerator.startswith("valid"))  # fmt: skip
    assert f"{100 * yes / cast:.1f}" == share
    assert units.text.startswith(cantons)
    # One limb decides, and so few changed ballots turn it that the people's vote never does.
    assert found.flip.limbs == (units.sentence,)
    assert found.flip.low == found.flip.high == units.changes
    assert sum(c.ballots for c in found.flip.changes) == found.flip.high
    assert (people.changes or 0) > (found.flip.high or 0)
    assert found.largest is not None
    assert found.largest[0] == "CH-ZH in People"


AUSTRALIA = """constitution Australia
  source "s. 128"
units States: table "states.csv"
  each decided by its people by more than 1/2 of votes cast
electorate Electors: voters of States as of 1977

procedure "Constitutional alteration" under "s. 128"
  passes when all of
    Electors approve by more than 1/2 of votes cast
    States approve by more than 1/2 of units
"""
#: Simultaneous elections, 21 May 1977: yes and no by state (psephos.adam-carr.net).
VOTES_1977 = {
    "NSW": (1931775, 800331), "VIC": (1325708, 713929), "QLD": (534968, 590942),
    "SA": (480827, 247762), "WA": (292344, 310765), "TAS": (82785, 158818),
}  # fmt: skip


@pytest.fixture
def australia(tmp_path: Path) -> Path:
    (tmp_path / "rules.foedus").write_text(AUSTRALIA)
    head = "state,voters\n"
    (tmp_path / "states.csv").write_text(
        head + "".join(f"{s},{y + n}\n" for s, (y, n) in VOTES_1977.items())
    )
    total = sum(y + n for y, n in VOTES_1977.values())
    (tmp_path / "states.meta.toml").write_text(
        'title = "States"\nkey = "state"\nkeys = "own"\nlabel = "state"\n'
        '[columns.state]\nwhat = "state"\nunit = "state"\nsource = "psephos"\ndate = "1977-05-21"\n'
        'confidence = "A"\nkind = "text"\nstatus = "verified"\n'
        '[columns.voters]\nwhat = "votes cast, standing for electors"\nunit = "persons"\n'
        'source = "psephos"\ndate = "1977-05-21"\nconfidence = "A"\nkind = "integer"\n'
        f'status = "verified"\ntotal = {total}\n'
    )
    rows = [f"Electors,{s},{y},{n},,,," for s, (y, n) in VOTES_1977.items()]
    (tmp_path / "votes.csv").write_text(
        "body,unit,yes,no,abstain,absent,invalid,registered\n" + "\n".join(rows) + "\n"
    )
    return tmp_path


def test_australia_1977_fails_by_states_and_turns_with_9211_ballots_of_one(
    australia: Path,
) -> None:
    model = load(str(australia / "rules.foedus"))
    votes = read_ballots((australia / "votes.csv").read_bytes(), "votes.csv")
    found = ratify(model, "Constitutional alteration", votes)
    assert found.outcome == "rejected"
    people, states = found.tally.limbs
    assert people.met
    # 62.22 % of 7,470,954 votes; 3 of 6 states, where a majority is four.
    assert f"{100 * 4648407 / 7470954:.2f}" == "62.22"
    assert [u.unit for u in states.units if u.met] == ["NSW", "VIC", "SA"]
    assert found.flip.high == found.flip.low == 9211
    assert [(c.row, c.ballots) for c in found.flip.changes] == [("WA in Electors", 9211)]


NORTH_SOUTH = """constitution Agreement
  source "concurrent referendums of 22 May 1998, as held"
electorate North
electorate South
procedure Endorsement under "as held"
  passes when all of
    North approve by more than 1/2 of votes cast
    South approve by more than 1/2 of votes cast
"""


def test_northern_ireland_1998_passes_in_both_electorates() -> None:
    # ark.ac.uk/elections/fref98.htm and cain.ulster.ac.uk; South: referendum.ie (19th amendment).
    rows = (
        "body,unit,yes,no,abstain,absent,invalid,registered\n"
        "North,,676966,274879,,,1738,1175403\nSouth,,1442583,85748,,,17064,2747088\n"
    )
    found = counted(NORTH_SOUTH, "Endorsement", rows)
    assert found.outcome == "adopted"
    shares = {
        (t.name, t.numerator): t.share for t in found.turnout if t.denominator == "registered"
    }
    assert shares["North", "valid votes (yes and no)"] == Fraction(676966 + 274879, 1175403)
    # With invalid papers: 81.1 % and 56.3 % as published (blank papers are among the invalid).
    assert round(100 * (676966 + 274879 + 1738) / 1175403, 1) == 81.1
    assert round(100 * (1442583 + 85748 + 17064) / 2747088, 2) == 56.26
    # The cheapest way to a rejection is the North: its majority of 402,087 less, halved.
    assert found.flip.high == found.flip.low == (676966 - 274879 + 1) // 2
    assert [c.row for c in found.flip.changes] == ["North"]


def test_cyprus_2004_fails_in_one_electorate_alone() -> None:
    found = packaged(
        "cases/cyprus-2004/constitutions/approval.foedus", "Approval",
        "cases/cyprus-2004/votes/referendums.csv",
    )  # fmt: skip
    assert found.outcome == "rejected"
    greek, turkish = found.tally.limbs
    assert (greek.met, turkish.met) == (False, True)
    assert f"{100 * 313704 / 413680:.2f}" == "75.83"
    assert f"{100 * 77646 / 119619:.2f}" == "64.91"
    # More than half of 413,680 is 206,841: 106,865 more than the 99,976 who voted yes.
    assert found.flip.high == found.flip.low == 206841 - 99976
    assert found.flip.limbs == (greek.sentence,)


BOTH = """constitution T
  source "t"
body A: 40 members
body B: 40 members
procedure P under "t"
  passes when all of
    A approve by more than 1/2 of votes cast
    B approve by at least 2/3 of votes cast
"""


def test_the_witness_is_counted_again() -> None:
    rows = "body,yes,no,abstain,absent,invalid\nA,10,20,0,0,0\nB,5,25,0,0,0\n"
    found = counted(BOTH, "P", rows)
    assert found.outcome == "rejected"
    # A needs 16 of 30, B 20 of 30: ballots of two electorates add up.
    assert (found.flip.low, found.flip.high) == (6 + 15, 6 + 15)
    votes = read_ballots(rows.encode(), "v")
    after = moved(moved(votes, "no", "yes", 0), "no", "absent", 3)
    assert changes(votes, votes) == ()
    assert sum((r.cells["absent"] or 0) for r in after) == 3


# ------------------------------------------------------------------ boycotts, turnout

QUORUM = """constitution Q
  source "q"
electorate People
procedure P under "q"
  passes when all of
    People take part by at least 1/2 of registered voters
    People approve by more than 1/2 of votes cast
"""


def quorum(yes: int, no: int, absent: int) -> Ratification:
    head = "body,yes,no,abstain,absent,invalid,registered\n"
    return counted(QUORUM, "P", f"{head}People,{yes},{no},0,{absent},0,{yes + no + absent}\n")


def test_no_voters_defeat_by_staying_away() -> None:
    found = quorum(300, 220, 480)
    assert found.outcome == "adopted"
    (boycott,) = found.boycotts
    # 520 of 1,000 take part; 21 fewer are too few.
    assert (boycott.away, boycott.shown) == (21, True)


def test_more_no_votes_would_have_made_it_pass() -> None:
    found = quorum(300, 150, 550)
    assert found.outcome == "rejected"
    (boycott,) = found.boycotts
    assert (boycott.come, boycott.shown) == (50, True)


def test_where_no_number_of_no_votes_helps_none_is_given() -> None:
    found = quorum(100, 200, 700)
    (boycott,) = found.boycotts
    assert (boycott.come, boycott.away) == (None, None)


@settings(max_examples=300 if FULL else 40)
@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_what_is_said_of_boycotts_holds_and_one_fewer_does_not(
    yes: int, no: int, absent: int
) -> None:
    if not yes + no + absent:
        return
    found = quorum(yes, no, absent)
    for b in found.boycotts:
        if b.away:
            assert quorum(yes, no - b.away, absent + b.away).outcome == "rejected"
            assert quorum(yes, no - b.away + 1, absent + b.away - 1).outcome == "adopted"
        if b.come:
            assert quorum(yes, no + b.come, absent - b.come).outcome == "adopted"
            assert quorum(yes, no + b.come - 1, absent - b.come + 1).outcome == "rejected"


def test_turnout_under_each_lawful_denominator() -> None:
    registers = read_registers(b"unit,adults,residents\nPeople,1250,2000\n", "r", "unit",
                               ("adults", "residents"))  # fmt: skip
    rows = "body,yes,no,abstain,absent,invalid,registered\nPeople,300,200,0,490,10,1000\n"
    found = counted(QUORUM, "P", rows, registers=registers)
    shares = {(t.numerator, t.denominator): t.share for t in found.turnout}
    assert shares["valid votes (yes and no)", "registered"] == Fraction(1, 2)
    assert shares["with invalid", "registered"] == Fraction(51, 100)
    assert shares["valid votes (yes and no)", "adults"] == Fraction(2, 5)
    assert shares["valid votes (yes and no)", "residents"] == Fraction(1, 4)


def test_an_unknown_figure_leaves_the_verdict_open() -> None:
    rows = "body,yes,no\nNorth,10,5\nSouth,,3\n"
    found = counted(NORTH_SOUTH, "Endorsement", rows)
    assert found.outcome == "open"
    assert found.flip.high is None
    assert found.notes


# ------------------------------------------------------------------ the link, the command


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["convene", *words])


def test_the_command_prints_all_parts(australia: Path) -> None:
    done = run("ratify", str(australia / "rules.foedus"), "Constitutional alteration",
               str(australia / "votes.csv"), "--register", str(australia / "states.csv"),
               "--key", "state", "--column", "voters")  # fmt: skip
    assert done.exit_code == 1, done.output
    assert "fewest ballots changing sides that turn it: 9,211 (WA in Electors 9,211)" in done.output
    assert "voters" in done.output
    last = done.output.splitlines()[-1]
    assert last == "rejected: States approve by more than 1/2 of units."


def test_the_command_speaks_json_with_digests(australia: Path) -> None:
    done = run("ratify", str(australia / "rules.foedus"), "Constitutional alteration",
               str(australia / "votes.csv"), "--json")  # fmt: skip
    data = json.loads(done.output)
    assert data["format"] == "foedus.convene-ratify/1"
    assert str(australia / "votes.csv") in data["inputs"]
    assert data["ratifications"][0]["flip"]["high"] == 9211


def test_bad_registers_get_named_errors() -> None:
    with pytest.raises(BadInput, match="E801"):
        read_registers(b"unit,adults\nA,many\n", "r", "unit", ("adults",))
    with pytest.raises(BadInput, match="E800"):
        read_registers(b"unit,adults\nA,1\n", "r", "unit", ("grown",))


ENTRIES = {"put-to-vote": "commitment", "said": "statement", "held": "step"}


@pytest.mark.parametrize(
    "result,flagged,words",
    [
        # Iceland 2010-13: a text of a council, an advisory vote, nobody bound to adopt it.
        ('text = "the council\'s bill"', True, "no procedure is named"),
        ('adopted_by = "Amendment"', True, "no entry of the record obliges anybody"),
        ('adopted_by = "Amendment"\nstep = "said"', True, "is a statement, which obliges nobody"),
        ('adopted_by = "Amendment"\nstep = "put-to-vote"', False, "leads to Amendment"),
        ('adopted_by = "Amendment"\nstep = "held"', False, "leads to Amendment"),
    ],
)
def test_a_text_nobody_must_adopt_is_flagged(result: str, flagged: bool, words: str) -> None:
    found = link(read_convention(f"[result]\n{result}\n".encode(), "c"), ENTRIES, "c")
    assert found.flagged is flagged
    assert words in found.why


@pytest.mark.parametrize(
    "text,words",
    [
        ('[result]\nstep = "put-to-vot"\nadopted_by = "A"\n', 'did you mean "put-to-vote"?'),
        ("titel = 3\n", 'did you mean "title"?'),
        ("title = 3\n", '"title" is not text'),
        ('groups = "two"\n', '"groups" is not a number'),
        ('clauses = "c.toml"\n', "stand together"),
        ("title = ", "this is not TOML"),
    ],
)
def test_bad_convention_files_get_named_errors(text: str, words: str) -> None:
    with pytest.raises(BadInput, match="E810") as caught:
        link(read_convention(text.encode(), "c"), ENTRIES, "c")
    assert words in str(caught.value)
