"""Statutes of single transferable vote: second counters, adding up, cases worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import ballots_reference as slow
import numpy as np
import pytest
import stv_reference as paper
from elect_amounts import FEW
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.hare_clark import hare_clark
from foedus.elect.ballots.irish import _mixed, irish
from foedus.elect.ballots.minneapolis import minneapolis
from foedus.elect.ballots.northern_irish import northern_irish
from foedus.elect.ballots.result import Count, Lot
from foedus.elect.ballots.senate import senate

Case = tuple[int, slow.Ballots]
PAIRS: list[tuple[Any, Any]] = [
    (northern_irish, paper.northern_irish),
    (senate, paper.senate),
    (hare_clark, paper.hare_clark),
    (minneapolis, paper.minneapolis),
]
RULES = ["northern-irish", "australian-senate", "hare-clark", "minneapolis", "irish"]


@pytest.mark.parametrize(("rule", "second"), PAIRS, ids=lambda f: f.__name__)
@FEW
@given(case=slow.rankings(most=6, papers=14, weight=12), seats=st.integers(1, 4))
def test_a_second_counter_agrees(
    rule: Callable[..., Count], second: Any, case: Case, seats: int
) -> None:
    m, ballots = case
    count = rule(slow.profile(m, ballots), seats)
    try:
        winners, log = second(m, ballots, seats)
    except slow.Undecided:
        assert not count.decided
        assert count.ties[-1].remedy == "lot"
        return
    assert count.decided
    names = slow.names(m)
    assert [list(s.votes.values()) for s in count.stages] == [
        [stage[c] for c in range(m)] for stage in log
    ]
    assert sorted(count.winners) == sorted(names[c] for c in winners)


@pytest.mark.parametrize("rule", RULES)
@given(case=slow.rankings(most=6), seats=st.integers(1, 4))
@settings(max_examples=60)
def test_every_stage_adds_up_and_a_lot_decides(rule: str, case: Case, seats: int) -> None:
    count = CATALOGUE[rule].load()(slow.profile(*case), seats, Lot("x"))
    assert count.decided
    assert len(set(count.winners)) == len(count.winners) == min(seats, case[0])
    for stage in count.stages:
        assert sum(stage.votes.values()) + stage.exhausted + stage.cut == count.valid
        assert stage.exhausted >= 0
    assert count == CATALOGUE[rule].load()(slow.profile(*case), seats, Lot("x"))


@pytest.mark.parametrize("rule", RULES)
def test_a_quota_of_first_choices_elects(rule: str) -> None:
    profile = slow.profile(*slow.letters({"ABC": 60, "BCA": 25, "CAB": 15}))
    count = CATALOGUE[rule].load()(profile, 1, Lot("q"))
    assert count.winners == ("A",)
    assert count.quota == 51


@pytest.mark.parametrize("rule", RULES)
def test_fewer_than_one_seat_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="seat"):
        CATALOGUE[rule].load()(slow.profile(2, [((0,), 1)]), 0)


#: Two seats, 100 papers, quota 34: A has 50, a surplus of 16.
SURPLUS = {"AB": 30, "AC": 15, "A": 5, "B": 24, "C": 26}


@pytest.mark.parametrize(
    ("rule", "b", "c"),
    [
        # 45 transferable papers at 0.35 (16/45 cut after two decimals).
        ("northern-irish", Fraction("34.5"), Fraction("31.25")),
        # 50 papers at 16/50, whole votes: 30 * 0.32 = 9.6 and 15 * 0.32 = 4.8.
        ("australian-senate", Fraction(33), Fraction(30)),
        # 45 papers at 16/45, six decimals.
        ("hare-clark", Fraction("34.666666"), Fraction("31.333333")),
        # Every paper at 0.32.
        ("minneapolis", Fraction("33.6"), Fraction("30.8")),
        # 30 * 16 / 45 = 10 and 2/3, 15 * 16 / 45 = 5 and 1/3: the larger fraction counts as one.
        ("irish", Fraction(35), Fraction(31)),
    ],
)
def test_one_surplus_five_statutes(rule: str, b: Fraction, c: Fraction) -> None:
    count = CATALOGUE[rule].load()(slow.profile(*slow.letters(SURPLUS)), 2, Lot("s"))
    after = count.stages[1].votes
    assert (count.quota, after["A"], after["B"], after["C"]) == (34, 34, b, c)


def test_only_the_last_sub_parcel_moves() -> None:
    # Quota 26 of 75 with two seats. D's papers bring B from 25 to 35: nine of ten go on to C.
    text = {"B": 25, "C": 20, "A": 20, "DBC": 10}
    count = northern_irish(slow.profile(*slow.letters(text)), 2, Lot("l"))
    surplus = count.stages[2]
    assert surplus.action == "surplus of B at 9/10"
    assert surplus.votes["C"] == 29
    inclusive = senate(slow.profile(*slow.letters(text)), 2, Lot("l"))
    assert inclusive.stages[2].action.startswith("surplus of B at 9/35")
    assert inclusive.stages[2].votes["C"] == 22


def test_votes_lost_by_fractions_are_shown() -> None:
    count = senate(slow.profile(*slow.letters(SURPLUS)), 2, Lot("s"))
    # Of 16 votes 9 and 4 are credited, 1 of 1.6 is exhausted, so that 2 are lost.
    assert (count.stages[1].exhausted, count.stages[1].cut) == (1, 2)


def test_the_hopeless_are_defeated_together() -> None:
    text = {"A": 36, "B": 30, "CB": 4, "DB": 3, "EB": 2}
    count = minneapolis(slow.profile(*slow.letters(text)), 1)
    assert count.stages[1].excluded == ("E", "D", "C")
    # 36 for A, 39 for B: neither has the threshold of 38 before, B has it after.
    assert count.winners == ("B",)


@FEW
@given(case=slow.rankings(most=6, papers=14, weight=12), seats=st.integers(1, 4))
def test_the_irish_count_paper_by_paper(case: Case, seats: int) -> None:
    m, ballots = case
    profile = slow.profile(m, ballots)
    rows = [r for r, n in profile.ballots() for _ in range(n)]
    order = [rows[i] for i in _mixed(np.arange(len(rows)), "mix").tolist()]
    count = irish(profile, seats, Lot("mix"))
    try:
        winners, log = paper.irish(m, order, seats)
    except slow.Undecided:
        assert any(t.how.startswith("lot") for t in count.ties)
        return
    assert [list(s.votes.values()) for s in count.stages] == [
        [stage[c] for c in range(m)] for stage in log
    ]
    assert sorted(count.winners) == sorted(slow.names(m)[c] for c in winners)


def test_which_papers_move_is_never_a_silent_default() -> None:
    text = {"ABC": 30, "ABD": 30, "B": 1, "C": 20, "D": 19}
    count = irish(slow.profile(*slow.letters(text)), 2)
    assert not count.decided
    assert count.ties[-1].what == "which papers pass from A to B"
    assert "mixed" in count.ties[-1].remedy
    assert irish(slow.profile(*slow.letters(text)), 2, Lot("1")).decided


def test_a_surplus_that_changes_nothing_waits() -> None:
    # Quota 34: A's surplus of 1 neither elects B, nor brings E to D, nor either to a quarter.
    text = {"A": 35, "B": 30, "C": 28, "D": 5, "E": 2}
    count = irish(slow.profile(*slow.letters(text)), 2, Lot("w"))
    assert count.stages[1].excluded == ("E", "D")


@pytest.mark.parametrize(
    ("rule", "gone"),
    [
        # 1 + 5 + 6 votes are fewer than 18: all three at once.
        (northern_irish, [("E", "D", "C")]),
        # C and D are level after E's paper; at the count before D had fewer.
        (senate, [("E",), ("D",), ("C",)]),
        (hare_clark, [("E",), ("D",), ("C",)]),
        (minneapolis, [("E", "D", "C")]),
    ],
)
def test_who_is_excluded_when(rule: Callable[..., Count], gone: list[tuple[str, ...]]) -> None:
    text = {"A": 20, "B": 18, "C": 6, "D": 5, "ED": 1}
    count = rule(slow.profile(*slow.letters(text)), 1)
    assert [s.excluded for s in count.stages if s.excluded][: len(gone)] == gone


def test_bulk_exclusion_waits_for_vacancies() -> None:
    text = {"A": 50, "B": 3, "C": 2, "D": 1}
    count = northern_irish(slow.profile(*slow.letters(text)), 3)
    assert set(count.winners) == {"A", "B", "C"}
