"""Real votes against procedures: bases, units, unknown cells, margins, fewest changed votes."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest
from proof_world import checked, model

from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.constitution.syntax import Base, Op, Threshold
from foedus.errors import BadInput, Exit
from foedus.proof.ballots import Votes, read_ballots
from foedus.proof.counting import BASES
from foedus.proof.forms import Form
from foedus.proof.tally import Tally, tally

HEADER = "body,unit,yes,no,abstain,absent,invalid,registered\n"
EXTRA = """
procedure Cast under "Art. 20"
  passes when House approve by more than 1/2 of votes cast
procedure Present under "Art. 21"
  passes when House approve by more than 1/2 of members present
procedure Members under "Art. 22"
  passes when House approve by more than 1/2 of members
procedure Filled under "Art. 23"
  passes when Senate approve by at least 2/3 of seats filled
procedure Invalid under "Art. 24"
  passes when People approve by more than 1/2 of votes cast including blank and invalid
procedure Turnout under "Art. 25"
  passes when all of
    People take part by at least 1/2 of registered voters
    People approve by more than 1/2 of votes cast
procedure Register under "Art. 26"
  passes when People approve by at least 1/4 of registered voters
procedure Groups under "Art. 27"
  passes when all of
    each of Blue, Red in House approve by more than 1/2 of votes cast
    yes votes of Blue in House reach at least 1/3 of votes cast in House
procedure Dual under "Art. 28"
  passes when all of
    House approve by more than 1/2 of votes cast
    unless Regions reject by at least 2 units
procedure Tie under "Art. 29"
  passes when House approve by more than 1/2 of votes cast, ties broken by Speaker
procedure Two under "Art. 30"
  passes when at least 2 of
    House approve by more than 1/2 of votes cast
    Senate approve by more than 1/2 of votes cast
    President assents
procedure Joint under "Art. 31"
  passes when House, Senate together approve by at least 2/3 of members
"""
HOUSE = "House,,{},{},{},{},{},10\n"


def count(procedure: str, rows: str, **options: str) -> Tally:
    votes = read_ballots((HEADER + rows).encode(), "v.csv")
    return tally(model(EXTRA), procedure, votes, **options)  # type: ignore[arg-type]


#: procedure, rows, outcome, text of a limb
CASES = [
    ("Cast", HOUSE.format(4, 3, 2, 1, 0), True, "4 of 4 needed; met"),
    ("Cast", HOUSE.format(4, 4, 2, 0, 0), False, "4 of 5 needed; not met"),
    ("Present", HOUSE.format(4, 3, 2, 1, 0), False, "4 of 5 needed; not met"),
    ("Present", HOUSE.format(4, 3, 0, 3, 0), True, "4 of 4 needed; met"),
    ("Members", HOUSE.format(5, 0, 0, 5, 0), False, "5 of 6 needed; not met"),
    ("Members", HOUSE.format(6, 4, 0, 0, 0), True, "6 of 6 needed; met"),
    ("Filled", "Senate,,3,1,0,0,0,4\n", True, "3 of 3 needed; met"),
    ("Invalid", "People,,50,45,0,0,5,100\n", False, "50 of 51 needed; not met"),
    ("Invalid", "People,,51,44,0,0,5,100\n", True, "51 of 51 needed; met"),
    ("Turnout", "People,,30,10,5,50,5,100\n", True, "50 of 50 needed; met"),
    ("Turnout", "People,,30,10,4,51,5,100\n", False, "49 of 50 needed; not met"),
    ("Register", "People,,25,60,0,15,0,100\n", True, "25 of 25 needed; met"),
    ("Groups", "House,Blue,4,2,0,0,0,6\nHouse,Red,3,1,0,0,0,4\n", True, "4 of 4 needed; met"),
    ("Groups", "House,Blue,3,3,0,0,0,6\nHouse,Red,4,0,0,0,0,4\n", False, "3 of 4 needed; not met"),
    ("Dual", HOUSE.format(6, 4, 0, 0, 0) + "People,Alpha,10,30,,,,50\nPeople,Beta,9,10,,,,30\n"
     "People,Gamma,8,1,,,,15\nPeople,Delta,2,1,,,,5\n", False, "2 of 4; 2 needed; rejected so"),
    ("Dual", HOUSE.format(6, 4, 0, 0, 0) + "People,Alpha,10,30,,,,50\nPeople,Beta,9,8,,,,30\n"
     "People,Gamma,8,1,,,,15\nPeople,Delta,2,1,,,,5\n", True, "1 of 4; 2 needed; not rejected so"),
    ("Tie", HOUSE.format(5, 5, 0, 0, 0) + "Speaker,,1,0,,,,\n", True, "1 of 1 needed; met"),
    ("Tie", HOUSE.format(5, 5, 0, 0, 0) + "Speaker,,0,1,,,,\n", False, "0 of 1 needed; not met"),
    ("Tie", HOUSE.format(4, 6, 0, 0, 0) + "Speaker,,1,0,,,,\n", False, "4 of 6 needed; not met"),
    ("Two", HOUSE.format(6, 4, 0, 0, 0) + "Senate,,1,4,,,,\nPresident,,1,0,,,,\n", True, "met"),
    ("Joint", "House,,7,3,0,0,0,10\nSenate,,3,2,0,0,0,5\n", True, "10 of 10 needed; met"),
    ("Joint", "House,,7,3,0,0,0,10\nSenate,,2,3,0,0,0,5\n", False, "9 of 10 needed; not met"),
    ("Law", HOUSE.format(6, 4, 0, 0, 0) + "President,,0,1,,,,\n", False, "6 of 7 needed"),
    ("Law", HOUSE.format(7, 3, 0, 0, 0) + "President,,0,1,,,,\n", True, "7 of 7 needed; met"),
    ("Never", HOUSE.format(10, 0, 0, 0, 0), False, "nothing may change this"),
]  # fmt: skip


@pytest.mark.parametrize(("procedure", "rows", "outcome", "words"), CASES)
def test_votes_under_each_base(procedure: str, rows: str, outcome: bool, words: str) -> None:
    result = count(procedure, rows)
    assert result.adopted is outcome
    assert any(words in limb.text for limb in result.limbs), [x.text for x in result.limbs]


OPEN = [
    ("Cast", "House,,4,,0,0,0,10\n", None, "no of House"),
    ("Cast", "House,,6,,0,0,0,10\n", True, ""),
    ("Cast", "House,,,6,0,0,0,10\n", False, ""),
    ("Members", "House,,6,,,,,\n", True, ""),
    ("Members", "House,Blue,5,1,0,0,0,6\n", None, "votes of House"),
    ("Ask", "People,Alpha,30,10,,,,50\nPeople,Beta,20,5,,,,30\n", None, "votes of Gamma"),
    ("Two", HOUSE.format(6, 4, 0, 0, 0), None, "votes of Senate"),
    ("Change", HOUSE.format(6, 4, 0, 0, 0), False, ""),
]


@pytest.mark.parametrize(("procedure", "rows", "outcome", "words"), OPEN)
def test_an_empty_cell_is_unknown_and_leaves_open_what_it_decides(
    procedure: str, rows: str, outcome: bool | None, words: str
) -> None:
    result = count(procedure, rows)
    assert result.adopted is outcome
    if words:
        assert any(words in u for limb in result.limbs for u in limb.unknown)
        assert result.decisive()


UNITS = (
    "People,Alpha,26,20,0,4,0,50\nPeople,Beta,10,15,0,5,0,30\n"
    "People,Gamma,4,6,0,5,0,15\nPeople,Delta,3,1,0,1,0,5\n"
)


def test_units_show_how_each_went_and_the_fewest_ballots_that_turn_them() -> None:
    result = count("Ask", UNITS)
    people, regions = result.limbs
    assert people.text == "43 of 43 needed; met"
    assert people.changes == 1
    assert regions.met is False
    assert regions.text == "2 of 4; more than 2 needed; not met"
    # Gamma: 4 of 10; two voters changing sides make it 6 of 10. Beta would take three.
    assert regions.changes == 2
    assert [(u.unit, u.met, u.changes) for u in regions.units] == [
        ("Alpha", True, 3), ("Beta", False, 3), ("Gamma", False, 2), ("Delta", True, 1),
    ]  # fmt: skip


def brute_units(
    votes: list[tuple[int, int]], weights: list[int], strict: bool, need: Fraction
) -> int:
    """The fewest ballots whose change of side turns the limb, by trying every set of units."""

    def outcome(goes: list[bool]) -> bool:
        reached = sum(w for w, g in zip(weights, goes, strict=True) if g)
        return reached > need if strict else reached >= need

    now = [2 * y > y + n for y, n in votes]
    cost = [
        (y - n + 1) // 2 if g else (n - y) // 2 + 1 for (y, n), g in zip(votes, now, strict=True)
    ]
    best = []
    for flips in itertools.product([False, True], repeat=len(votes)):
        goes = [g is not f for g, f in zip(now, flips, strict=True)]
        if outcome(goes) is not outcome(now):
            best.append(sum(c for c, f in zip(cost, flips, strict=True) if f))
    return min(best)


@pytest.mark.parametrize("seed", range(30))
def test_the_fewest_changed_ballots_match_trying_every_set_of_units(seed: int) -> None:
    rng = random.Random(seed)
    votes = [(rng.randint(1, 12), rng.randint(1, 12)) for _ in range(4)]
    names = ("Alpha", "Beta", "Gamma", "Delta")
    rows = "".join(f"People,{u},{y},{n},,,,\n" for u, (y, n) in zip(names, votes, strict=True))
    result = count("Change", HOUSE.format(10, 0, 0, 0, 0) + rows)
    _, units, weighted = result.limbs
    assert units.changes == brute_units(votes, [1, 1, 1, 1], True, Fraction(2))
    assert weighted.changes == brute_units(votes, [3, 2, 2, 1], True, Fraction(4))


@pytest.mark.parametrize("seed", range(60))
def test_changes_and_margins_match_moving_votes_one_by_one(seed: int) -> None:
    rng = random.Random(seed)
    yes, no, abstain = (rng.randint(0, 9) for _ in range(3))
    base = rng.choice([Base.CAST, Base.PRESENT, Base.CAST_AND_INVALID])
    share = Fraction(rng.randint(1, 5), 6)
    strict = rng.random() < 0.5

    def passes(moved: int) -> bool:
        y, n = yes + moved, no - moved
        total = {"yes": y, "no": n, "abstain": abstain, "invalid": 0}
        whole = sum(total[c] for c in BASES[base])
        return y > share * whole if strict else y >= share * whole

    cells = {"yes": yes, "no": no, "abstain": abstain, "absent": 0, "invalid": 0}
    terms = {(0, "yes"): Fraction(1)}
    for cell in BASES[base]:
        terms[0, cell] = terms.get((0, cell), Fraction(0)) - share
    form = Form(terms, Fraction(0), strict)
    rows = (Votes("House", "", cells),)
    assert form.met(rows) is passes(0)
    direction = -1 if passes(0) else 1
    expected = next(k for k in range(200) if passes(direction * k) is not passes(0))
    assert form.changes(rows) == expected


def test_a_quorum_is_boycott_sensitive_and_says_how_many_suffice() -> None:
    result = count("Quorum", "Senate,,2,1,0,2,0,5\n")
    assert result.adopted is True
    assert result.boycott_sensitive
    assert result.limbs[0].boycott == 1
    stronger = count("Quorum", "Senate,,4,1,0,0,0,5\n")
    assert stronger.limbs[0].boycott is None
    assert not count("Cast", HOUSE.format(4, 3, 2, 1, 0)).boycott_sensitive


def test_a_no_can_complete_a_quorum_and_so_help_a_proposal() -> None:
    assert count("Quorum", "Senate,,2,0,0,3,0,5\n").adopted is False
    assert count("Quorum", "Senate,,2,1,0,2,0,5\n").adopted is True


def test_the_unit_concerned_must_be_named() -> None:
    rows = HOUSE.format(7, 3, 0, 0, 0) + UNITS
    assert count("Border", rows).adopted is None
    assert count("Border", rows, unit="Alpha").adopted is True
    assert count("Border", rows, unit="Beta").adopted is False


def test_a_roll_call_is_counted_by_voter_and_unit() -> None:
    lines = ["voter,vote,body,unit", "President,no,,"]
    lines += [f"Member {i},{'yes' if i < 7 else 'no'},House," for i in range(10)]
    votes = read_ballots("\n".join(lines).encode(), "v.csv")
    result = tally(model(EXTRA), "Law", votes)
    assert result.adopted is True
    assert votes[1].cells["yes"] == 7


def test_a_blank_vote_in_a_roll_call_is_unknown() -> None:
    votes = read_ballots(b"voter,vote\nPresident,\n", "v.csv")
    assert votes[0].range("yes") == (0, 1)


BAD = [
    (b"a,b\n1,2\n", "E260"),
    (b"body,unit,yes\nHouse,,four\n", "E261"),
    (b"body,unit,yes\nHouse,," + b"9" * 5000 + b"\n", "E261"),
    (b"voter,vote\nPresident,maybe\n", "E261"),
    (b"body,unit,yes,no\nHuose,,1,2\n", "E262"),
    (b"body,unit,yes,no\nHouse,Green,1,2\n", "E262"),
    (b"body,unit,yes,no\nHouse,,1,2\nHouse,Blue,1,2\n", "E263"),
    (b"voter,vote\nPresident,yes\nPresident,no\n", "E263"),
    (b"body,unit,yes,no,registered\nHouse,,7,6,10\n", "E264"),
]


@pytest.mark.parametrize(("data", "code"), BAD)
def test_a_broken_vote_file_says_where(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        tally(model(EXTRA), "Cast", read_ballots(data, "v.csv"))
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert caught.value.diagnostics[0].place.file == "v.csv"


def test_an_expected_vote_is_checked_with_its_reason() -> None:
    text = EXTRA + (
        'expect Ask with votes "v.csv" => rejected because "units"\n'
        'expect Ask with votes "v.csv" => rejected because "House"\n'
        'expect Ask with votes "v.csv" => adopted\n'
        'expect Two with votes "v.csv" => adopted\n'
    )
    report = checked(text, {"v.csv": (HEADER + UNITS).encode()})
    assert [r.as_expected for r in report.rulings] == [True, False, False, None]
    assert report.exit is Exit.FAILS


def test_an_expected_vote_needs_its_file() -> None:
    with pytest.raises(BadInput) as caught:
        checked('expect Law with votes "gone.csv" => adopted\n')
    assert caught.value.diagnostics[0].code == "E265"


def test_shares_of_registered_voters_use_the_register_of_the_file() -> None:
    threshold = Threshold(Op.AT_LEAST, Fraction(1, 4), Base.REGISTERED)
    assert threshold.base in BASES
    assert count("Register", "People,,25,60,0,16,0,101\n").adopted is False


NOTHING = [
    ("at least 2/3 of votes cast", False, 1),
    ("at least 1/2 of members present", False, 1),
    ("more than 1/2 of votes cast", False, 1),
    ("at least 1 members", False, 1),
]


@pytest.mark.parametrize(("threshold", "adopted", "changes"), NOTHING)
def test_no_votes_reach_no_share_of_nothing(threshold: str, adopted: bool, changes: int) -> None:
    text = f"""constitution Test
body House: 10 members
procedure Law under "Art. 1"
  passes when House approve by {threshold}
"""
    made = Model(parse(text, "t.foedus"), file="t.foedus")
    cells = dict.fromkeys(("yes", "no", "abstain", "invalid"), 0) | {"absent": 10}
    found = tally(made, "Law", (Votes("House", "", {**cells, "registered": None}),))
    assert (found.adopted, found.limbs[0].changes) == (adopted, changes)
    one = {**cells, "yes": 1, "absent": 9, "registered": None}
    assert tally(made, "Law", (Votes("House", "", one),)).adopted is True
