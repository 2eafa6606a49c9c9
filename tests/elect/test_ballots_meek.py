"""Meek: a second counter that takes ballots one by one, and what the rule promises."""

from __future__ import annotations

from fractions import Fraction

import ballots_reference as slow
import pytest
import stv_reference as paper
from elect_amounts import FEW
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.elect.ballots.meek import meek
from foedus.elect.ballots.profile import from_rankings
from foedus.elect.ballots.result import Lot

Case = tuple[int, slow.Ballots]


@FEW
@given(slow.rankings(), st.integers(1, 3))
def test_ballot_by_ballot(case: Case, seats: int) -> None:
    m, ballots = case
    count = meek(slow.profile(m, ballots), seats)
    try:
        expected = paper.meek(m, ballots, seats)
    except slow.Undecided:
        assert not count.decided
        assert "exclusion" in count.ties[-1].what
        assert meek(slow.profile(m, ballots), seats, Lot("k")).decided
        return
    assert list(count.winners) == [slow.names(m)[c] for c in expected]


@FEW
@given(slow.rankings(), st.integers(1, 3))
def test_votes_and_exhausted_add_up(case: Case, seats: int) -> None:
    count = meek(slow.profile(*case), seats, Lot("k"))
    for stage in count.stages:
        assert sum(stage.votes.values()) + stage.exhausted == count.valid
        assert stage.exhausted >= 0
    assert len(set(count.winners)) == min(seats, case[0])


@settings(max_examples=30)
@given(slow.rankings(most=4), st.integers(1, 3))
def test_a_solid_coalition_of_k_quotas_elects_k(case: Case, seats: int) -> None:
    # Droop proportionality, with every voter of {A, B} ranking both before anybody else.
    m, ballots = case
    solid = sum(n for b, n in ballots if len(b) >= 2 and set(b[:2]) == {0, 1})
    count = meek(slow.profile(m, ballots), seats, Lot("k"))
    due = min(int(solid * (seats + 1) / count.valid - Fraction(1, 1000)), 2, seats)
    assert len(set(count.winners) & {"A", "B"}) >= due


def test_a_by_hand_case() -> None:
    # Quota 100 / 3: A has twice the quota, so about half of each of A's ballots goes to B.
    count = meek(from_rankings("ABCD", [((0, 1), 66), ((2,), 20), ((3,), 14)]), 2)
    assert count.winners == ("A", "B")
    assert abs(count.stages[-1].votes["A"] - Fraction(100, 3)) < Fraction(1, 10**6) * 40


@pytest.mark.parametrize("seats", [0, -1])
def test_no_seats(seats: int) -> None:
    with pytest.raises(ValueError, match="seat"):
        meek(from_rankings("A", [((0,), 1)]), seats)


def test_the_withdrawn_keep_nothing() -> None:
    count = meek(from_rankings("ABC", [((0, 1), 5), ((2,), 3)], withdrawn=[0]), 1)
    assert count.winners == ("B",)
    assert count.valid == 8
