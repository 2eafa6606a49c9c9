"""The stage layer: steps in order, their days, alternatives, and the shortest time."""

from __future__ import annotations

import pytest
from compile_world import law

from foedus.constitution.compile import compile_procedure
from foedus.constitution.stages import Stage, days, shortest, spoken
from foedus.constitution.syntax import Duration, Period

LENGTHS = [
    (Duration(180, Period.DAY), (180, 180), "180 days"),
    (Duration(2, Period.WEEK), (14, 14), "2 weeks"),
    (Duration(1, Period.MONTH), (28, 31), "1 month"),
    (Duration(3, Period.YEAR), (1095, 1098), "3 years"),
]


@pytest.mark.parametrize(("duration", "length", "text"), LENGTHS)
def test_lengths_of_time_are_ranges_of_days(
    duration: Duration, length: tuple[int, int], text: str
) -> None:
    assert days(duration) == length
    assert spoken(duration) == text


def stages_of(condition: str) -> tuple[Stage, ...]:
    return compile_procedure(law(condition), "Law").stages


#: condition, the kinds of its steps, the fewest days
STEPS = [
    ("House approve by more than 1/2 of members", ["vote"], 0),
    (
        """all of
    House approve by more than 1/2 of members
    any of
      Chamber approve by more than 1/2 of members
      House approve again after 180 days by more than 1/2 of members""",
        ["vote", "vote", "repeated vote"],
        0,
    ),
    (
        """in order
    House approve by more than 1/2 of members
    election of House
    wait 30 days
    next session of House
    opinion of Chamber
    House approve again after 2 weeks by more than 1/2 of members""",
        ["vote", "election", "wait", "next session", "opinion", "repeated vote"],
        44,
    ),
    (
        """all of
    President assents within 15 days, silence is consent
    if House petition by at least 3 members, then delay 30 days""",
        ["assent", "delay"],
        0,
    ),
    (
        """all of
    House approve by more than 1/2 of members
    if House petition by at least 3 members, then also President assents""",
        ["vote", "petition", "assent"],
        0,
    ),
]


@pytest.mark.parametrize(("condition", "kinds", "fewest"), STEPS, ids=range(len(STEPS)))
def test_steps_keep_the_order_of_the_text(condition: str, kinds: list[str], fewest: int) -> None:
    found = stages_of(condition)
    assert [s.kind for s in found] == kinds
    assert shortest(found) == fewest


def test_alternatives_carry_their_branch() -> None:
    found = stages_of(STEPS[1][0])
    assert [s.path for s in found] == [(), (0, 0), (0, 1)]
    assert found[2].days == (180, 180)


def test_silence_is_said() -> None:
    found = stages_of(STEPS[3][0])
    assert found[0] == Stage("assent", ("President",), (15, 15), "silence is consent")
    assert found[1] == Stage("delay", ("House",), (30, 30), "30 days")


def test_windows_and_proposers_are_stages() -> None:
    m = law("House approve by more than 1/2 of members")
    text = """procedure Other under "Art. 2"
  proposed by President
  proposed when House petition by at least 1/3 of members
  not before 1 year
  not after 3 years
  not again for 1 year
  passes when House approve by more than 1/2 of members
"""
    from compile_world import model

    found = compile_procedure(model(text), "Other").stages
    assert [(s.kind, s.who) for s in found[:3]] == [
        ("proposal", ("President",)),
        ("proposal", ("House",)),
        ("vote", ("House",)),
    ]
    assert [s.kind for s in found[3:]] == ["not before", "not after", "not again for"]
    assert shortest(found) == 365
    assert compile_procedure(m, "Law").stages == (Stage("vote", ("House",)),)


def test_the_steps_of_a_procedure_referred_to_come_first() -> None:
    from compile_world import model

    text = """procedure Act under "Art. 9"
  passes when House approve by more than 1/2 of votes cast
procedure Law under "Art. 1"
  passes when all of
    procedure Act passes
    President assents
"""
    assert [s.kind for s in compile_procedure(model(text), "Law").stages] == ["vote", "assent"]
