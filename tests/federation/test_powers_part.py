"""Who can take part: one switch on every procedure; every lawful denominator."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from federation_world import HEAD, PROCEDURES, model
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import FULL
from foedus.constitution.compile import compile_procedure
from foedus.errors import BadInput
from foedus.federation.part import seats_filled, under
from foedus.federation.participation import Participation
from foedus.federation.turnout import denominator, quorums_of, turnout
from foedus.proof.games import Games
from foedus.proof.properties import everyone

PLAIN = HEAD.replace(", of whom 60 Northern, 40 Southern as of 2020", "")
VOTES = """procedure Most under "Art. 95"
  passes when Regions approve by at least 3 units
"""


def switch(filled: int = 100, without: tuple[str, ...] = ()) -> Participation:
    return Participation("k", "K", {"House": 100}, {"House": filled}, without)


def world(tmp_path: Path, *more: str) -> Games:
    return Games(model(tmp_path, PLAIN, PROCEDURES, *more))


@pytest.mark.parametrize(
    "filled, procedure, by_law, needed, possible",
    [
        (100, "Amendment", 74, 74, True),
        (90, "Amendment", 74, 74, True),
        (67, "Amendment", 74, 74, True),
        (66, "Amendment", 74, None, False),
        (66, "Law", 57, 57, True),
        (50, "Law", 57, None, False),
        (66, "Coercion", 7, 7, True),
        (0, "Eternity", None, None, False),
    ],
)
def test_what_each_procedure_needs_of_the_seats_filled(
    tmp_path: Path,
    filled: int,
    procedure: str,
    by_law: int | None,
    needed: int | None,
    possible: bool,
) -> None:
    found = under(world(tmp_path), switch(filled))
    (effect,) = [e for e in found.effects if e.procedure == procedure]
    assert (effect.by_law, effect.needed, effect.possible) == (by_law, needed, possible)


@settings(max_examples=400 if FULL else 30)
@given(st.integers(0, 100))
def test_a_procedure_is_possible_exactly_where_its_number_can_be_reached(
    tmp_path_factory: pytest.TempPathFactory, filled: int
) -> None:
    found = under(world(tmp_path_factory.mktemp("w")), switch(filled))
    for effect in found.effects:
        if effect.procedure == "Change of rules":
            assert effect.possible is (filled >= 67)
            assert effect.stops_at == (("House", 34),)


def test_a_number_is_a_part_of_the_seats_filled(tmp_path: Path) -> None:
    found = under(world(tmp_path), switch(90))
    (effect,) = [e for e in found.effects if e.procedure == "Change of rules"]
    assert [(b, n, share) for b, _, n, share in effect.thresholds] == [
        ("House", 67, Fraction(67, 90))
    ]


def test_the_flips_are_those_that_passed_by_law_and_cannot_any_more(tmp_path: Path) -> None:
    found = under(world(tmp_path), switch(60))
    assert found.flips == ("Amendment", "Change of rules")
    assert under(world(tmp_path), switch(100)).flips == ()


def test_a_unit_without_a_vote_does_not_vote_anywhere(tmp_path: Path) -> None:
    games = world(tmp_path, VOTES)
    found = under(games, switch(100, ("West",)))
    by_name = {e.procedure: e for e in found.effects}
    assert by_name["Most"].possible is False
    assert by_name["Own affairs"].possible is True
    assert "Most" in found.flips
    key = under(games, switch(100, ("W",)))
    assert key.flips == found.flips


def test_the_switch_is_what_compiling_obeys(tmp_path: Path) -> None:
    text = model(tmp_path, PLAIN, PROCEDURES, VOTES)
    filled = seats_filled(text, switch(66, ("North",)))
    assert filled == {"House": 66, "Regions: North": 0}
    rule = compile_procedure(text, "Amendment", seats_filled=filled).rule
    assert not rule.passes(everyone(rule))


@pytest.mark.parametrize(
    "bad, what",
    [
        (Participation("k", "K", {"House": 99}, {"House": 50}), "fills 50 of 99 seats"),
        (Participation("k", "K", {"House": 100}, {"House": 101}), "fills 101 of 100 seats"),
        (switch(100, ("Este",)), "no unit"),
    ],
)
def test_a_switch_that_the_text_cannot_obey_is_an_error(
    tmp_path: Path, bad: Participation, what: str
) -> None:
    with pytest.raises(BadInput) as caught:
        under(world(tmp_path), bad)
    (error,) = caught.value.diagnostics
    assert error.code == "E873"
    assert what in error.what


def test_a_body_of_another_text_is_not_of_this_one(tmp_path: Path) -> None:
    other = Participation("k", "K", {"Diet": 10}, {"Diet": 5})
    assert seats_filled(model(tmp_path, PLAIN, PROCEDURES), other) == {}


# ------------------------------------------------------------------------- denominators


def test_a_stated_percentage_is_an_interval_of_its_last_digit() -> None:
    base = denominator("register", None, None, "59.57", "reports")
    assert (base.low, base.high) == (Fraction(59565, 100000), Fraction(59575, 100000))
    whole = denominator("register", 450, 900)
    assert whole.low == whole.high == Fraction(1, 2)


def test_counts_win_over_a_stated_percentage() -> None:
    assert denominator("x", 1, 3, "33.00").low == Fraction(1, 3)


@pytest.mark.parametrize("took, base, stated", [(None, None, ""), (5, 0, ""), (None, 7, "")])
def test_neither_counts_nor_a_percentage_is_refused(
    took: int | None, base: int | None, stated: str
) -> None:
    with pytest.raises(ValueError, match="neither"):
        denominator("x", took, base, stated)


@pytest.mark.parametrize(
    "quorum, met, flips",
    [
        ("1/2", (True, True), False),
        ("55/100", (True, False), True),
        ("5957/10000", (None, False), False),
        ("60/100", (False, False), False),
    ],
)
def test_quorums_that_flip_between_denominators(
    quorum: str, met: tuple[bool | None, ...], flips: bool
) -> None:
    bases = (
        denominator("without", None, None, "59.57"),
        denominator("with", 18_019_504, 35_500_913),
    )
    found = turnout("k", "K", 18_019_504, bases, {"q": Fraction(quorum)})
    (one,) = found.quorums
    assert (one.met, one.flips) == (met, flips)
    assert found.flips_above == Fraction(18_019_504, 35_500_913)
    assert found.flips_up_to == Fraction(59565, 100000)


@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=5),
    st.integers(0, 1000),
    st.fractions(0, 1, max_denominator=50),
)
def test_a_quorum_flips_exactly_inside_the_interval(
    bases: list[int], took: int, quorum: Fraction
) -> None:
    found = turnout("k", "K", took, [denominator("x", took, b) for b in bases], {"q": quorum})
    (one,) = found.quorums
    assert one.flips is (found.flips_above < quorum <= found.flips_up_to)


def test_one_denominator_flips_nothing() -> None:
    found = turnout("k", "K", 5, [denominator("x", 5, 10)], {})
    assert found.flips_above == found.flips_up_to == Fraction(1, 2)


def test_the_quorums_of_a_text_are_its_turnout_conditions(tmp_path: Path) -> None:
    assert quorums_of(model(tmp_path)) == {"Referendum (Art. 94)": Fraction(55, 100)}
