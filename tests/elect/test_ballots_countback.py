"""Countback: clause 13's three cases by hand, and a second count paper by paper."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import ballots_reference as slow
import pytest
import stv_reference as paper
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.elect.ballots.countback import countback
from foedus.elect.ballots.hare_clark import hare_clark
from foedus.elect.ballots.result import Count, Lot

Case = tuple[int, slow.Ballots]


def first_stage(text: dict[str, int], seats: int, contesting: str) -> Count:
    return countback(slow.profile(*slow.letters(text)), seats, "A", contesting, Lot("c"))


def test_papers_with_a_next_candidate_carry_what_was_missing() -> None:
    # Quota 34 of 100; 5 of A's 50 papers name nobody else and keep their 5 votes, the other 45
    # carry (34 - 5) / 45 each. B is elected with the surplus, so that C and D contest.
    text = {"AC": 30, "AD": 15, "A": 5, "B": 34, "C": 10, "D": 6}
    count = first_stage(text, 2, "CD")
    votes = count.stages[0].votes
    each = Fraction(29, 45)
    assert votes["C"] == Fraction(floor(30 * each * 10**6), 10**6)
    assert votes["D"] == Fraction(floor(15 * each * 10**6), 10**6)
    assert count.stages[0].exhausted == 5
    assert count.winners == ("C",)


def test_papers_that_end_with_the_member_may_be_all_that_was_needed() -> None:
    # 40 of A's 50 papers end there: they make up the quota of 34, the others are worth nothing.
    text = {"A": 40, "AC": 10, "B": 30, "C": 10, "D": 10}
    count = first_stage(text, 2, "CD")
    assert set(count.stages[0].votes.values()) == {0}
    assert count.stages[0].exhausted == 34


def test_a_member_elected_without_the_quota_leaves_every_paper_at_its_value() -> None:
    text = {"B": 40, "AC": 9, "CA": 5, "D": 4}
    profile = slow.profile(*slow.letters(text))
    assert hare_clark(profile, 2, Lot("c")).winners[:1] == ("B",)
    count = countback(profile, 2, "A", "CD", Lot("c"))
    assert count.winners == ("C",)
    # Nine papers AC and five CA, all at one vote.
    assert count.stages[0].votes["C"] == 14


@pytest.mark.parametrize(
    ("former", "contesting", "what"),
    [("D", "C", "was not elected"), ("A", "B", "not elected"), ("A", "", "not elected")],
)
def test_who_may_leave_and_who_may_contest(former: str, contesting: str, what: str) -> None:
    text = {"AC": 30, "AD": 15, "A": 5, "B": 34, "C": 10, "D": 6}
    with pytest.raises(ValueError, match=what):
        countback(slow.profile(*slow.letters(text)), 2, former, contesting, Lot("c"))


def test_an_open_election_has_no_countback() -> None:
    tied = slow.profile(*slow.letters({"A": 5, "B": 5, "C": 5}))
    with pytest.raises(ValueError, match="open"):
        countback(tied, 1, "A", "BC")


@FEW
@given(case=slow.rankings(most=6, papers=14, weight=12), seats=st.integers(1, 3), at=st.integers(0))
def test_a_second_countback_paper_by_paper(case: Case, seats: int, at: int) -> None:
    m, ballots = case
    try:
        winners, room = _room(m, ballots, seats)
    except slow.Undecided:
        return
    losers = [c for c in range(m) if c not in winners]
    if not losers:
        return
    former = winners[at % len(winners)]
    names = slow.names(m)
    profile = slow.profile(m, ballots)
    count = countback(profile, seats, names[former], [names[c] for c in losers])
    values = _values(room[former], former)
    going, log = set(losers), []
    while True:
        votes = {c: Fraction(0) for c in range(m)}
        piles: dict[tuple[int, Fraction], int] = {}
        for ranking, value in values:
            c = next((x for x in ranking if x in going), None)
            if c is not None:
                piles[(c, value)] = piles.get((c, value), 0) + 1
        for (c, value), n in piles.items():
            votes[c] += n * value
        log.append(votes)
        total = sum(votes.values())
        best = max(going, key=lambda c: votes[c])
        if votes[best] > total / 2 or len(going) == 1:
            break
        low = min(votes[c] for c in going)
        last = [c for c in going if votes[c] == low]
        if len(last) > 1:
            return
        going.discard(last[0])
    for stage, votes in zip(count.stages, log, strict=False):
        for c in losers:
            assert abs(stage.votes[names[c]] - votes[c]) < Fraction(len(values) + 1, 10**6)
    if count.decided and len(count.stages) == len(log):
        assert count.winners == (names[best],)


def _room(m: int, ballots: slow.Ballots, seats: int) -> tuple[list[int], dict[int, paper.Room]]:
    """Run the second Hare-Clark counter, keeping a picture of the room at each election."""
    import copy

    pictures: dict[int, paper.Room] = {}

    class Watching(paper.Room):
        def close(self) -> None:
            before = list(self.elected)
            super().close()
            for c in self.elected:
                if c not in before:
                    pictures[c] = copy.deepcopy(self)

        def elect(self, group: list[int]) -> None:
            for c in group:
                pictures[c] = copy.deepcopy(self)
            super().elect(group)

    original = paper.Room
    paper.Room = Watching  # type: ignore[misc]
    try:
        winners, _ = paper.hare_clark(m, ballots, seats)
    finally:
        paper.Room = original  # type: ignore[misc]
    return winners, pictures


def _values(room: paper.Room, former: int) -> list[tuple[tuple[int, ...], Fraction]]:
    heap = room.of(former)
    if former in room.going:
        return [(p.ranking, p.value) for p in heap]
    stage = len(room.log)
    last = [p for p in heap if p.stage == stage]
    before = room.log[-2][former] if stage > 1 else Fraction(0)
    missing = room.quota - before
    ends = [p for p in last if room.wanted(p) is None]
    held = sum((p.value for p in ends), Fraction(0))
    values = []
    for p in heap:
        value = p.value
        if p.stage == stage and held >= missing:
            value = missing / len(ends) if p in ends else Fraction(0)
        elif p.stage == stage and p not in ends:
            value = (missing - held) / (len(last) - len(ends))
        values.append((p.ranking, value))
    return values
