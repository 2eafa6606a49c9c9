"""Committees: each rule against its definition, published examples, ties, too large searches."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import committees_reference as slow
import numpy as np
import pytest
from elect_amounts import FEW
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.elect.ballots.approval import approvals
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.chamberlin_courant import chamberlin_courant
from foedus.elect.ballots.committees import table_from_arrays
from foedus.elect.ballots.equal_shares import COMPLETIONS, equal_shares
from foedus.elect.ballots.flow import largest_flow
from foedus.elect.ballots.monroe import monroe
from foedus.elect.ballots.pav import pav
from foedus.elect.ballots.phragmen import phragmen
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.seq_pav import seq_pav
from foedus.errors import TooLarge

Election = tuple[int, slow.Sets, int]
NAMES = "ABCDEFGHIJ"


def letters(committee: tuple[int, ...] | list[int]) -> tuple[str, ...]:
    return tuple(NAMES[c] for c in committee)


@pytest.mark.parametrize(
    ("rule", "definition"),
    [(pav, slow.pav), (chamberlin_courant, slow.represented), (monroe, slow.monroe)],
    ids=["pav", "chamberlin-courant", "monroe"],
)
@given(case=slow.elections(most=5, voters=6))
@settings(max_examples=60)
def test_the_best_of_all_committees(rule: Any, definition: Any, case: Election) -> None:
    m, sets, k = case
    score, best = slow.best(m, k, definition(sets))
    count = rule(slow.ballots(m, sets), k)
    assert count.score == score
    if len(best) == 1:
        assert count.winners == letters(best[0])
        return
    assert not count.decided
    assert sorted(count.ties[0].tied) == sorted(", ".join(letters(g)) for g in best)
    drawn = rule(slow.ballots(m, sets), k, Lot("c"))
    assert drawn.decided
    assert ", ".join(drawn.winners) in count.ties[0].tied


@pytest.mark.parametrize(
    ("rule", "definition"),
    [(seq_pav, slow.seq_pav), (phragmen, slow.phragmen)],
    ids=["seq-pav", "phragmen"],
)
@FEW
@given(case=slow.elections())
def test_seat_by_seat(rule: Any, definition: Any, case: Election) -> None:
    m, sets, k = case
    count = rule(slow.ballots(m, sets), k)
    try:
        expected = definition(m, sets, k)
    except slow.Tied:
        assert not count.decided
        assert count.ties[-1].remedy == "lot"
        return
    assert count.winners == letters(expected)
    assert count.decided == (len(expected) == k)


@FEW
@given(case=slow.elections())
def test_equal_shares_voter_by_voter(case: Election) -> None:
    m, sets, k = case
    voters = len(slow.people(sets))
    count = equal_shares(slow.ballots(m, sets), k)
    try:
        chosen, prices, _ = slow.equal_shares(m, sets, Fraction(k, voters))
    except slow.Tied:
        assert not count.decided
        return
    assert count.winners == letters(chosen)
    assert list(count.prices.values()) == prices
    assert count.decided == (len(chosen) == k)


@FEW
@given(case=slow.elections(), seed=st.integers(0, 3))
def test_every_completion_fills_the_seats_after_the_same_beginning(
    case: Election, seed: int
) -> None:
    m, sets, k = case
    lot = Lot(str(seed))
    plain = equal_shares(slow.ballots(m, sets), k, lot)
    supported = len(frozenset().union(*(s for s, _ in sets)))
    for completion in ("phragmen", "utilitarian"):
        count = equal_shares(slow.ballots(m, sets), k, lot, completion)
        assert count.winners[: len(plain.winners)] == plain.winners
        assert len(count.winners) == (k if completion == "utilitarian" else min(k, supported))
    raised = equal_shares(slow.ballots(m, sets), k, lot, "add1")
    assert len(raised.winners) == k
    assert len(set(raised.winners)) == k


@FEW
@given(case=slow.elections())
def test_completion_by_phragmen_and_by_raising(case: Election) -> None:
    m, sets, k = case
    n = len(slow.people(sets))
    try:
        chosen, _, left = slow.equal_shares(m, sets, Fraction(k, n))
        spent = [Fraction(k, n) - x for x in left]
        expected = slow.phragmen(m, sets, k, spent, chosen)
    except slow.Tied:
        return
    count = equal_shares(slow.ballots(m, sets), k, None, "phragmen")
    assert count.winners == letters(expected)


@FEW
@given(case=slow.elections(most=5, voters=6))
def test_raising_stops_before_too_many(case: Election) -> None:
    m, sets, k = case
    n = len(slow.people(sets))
    count = equal_shares(slow.ballots(m, sets), k, None, "add1")
    try:
        kept, virtual = slow.equal_shares(m, sets, Fraction(k, n))[0], k
        while len(kept) < k and virtual < n * m:
            virtual += 1
            more = slow.equal_shares(m, sets, Fraction(virtual, n))[0]
            if len(more) > k:
                break
            kept = more
    except slow.Tied:
        return
    assert count.winners[: len(kept)] == letters(kept)


#: Lackner and Skowron 2023, example 2.1 in shape: 12 voters, 7 candidates, 4 seats.
PARTIES = [(frozenset({0, 1, 2}), 6), (frozenset({3, 4}), 3), (frozenset({5, 6}), 3)]


@pytest.mark.parametrize("rule", ["pav", "seq-pav", "phragmen", "equal-shares", "monroe"])
def test_parties_get_their_share(rule: str) -> None:
    # Twelve voters in parties of 6, 3 and 3, four seats: 2, 1 and 1 (lower quota is exact).
    ballots = approvals("ABCDEFG", PARTIES)
    count = CATALOGUE[rule].load()(ballots, 4, Lot("p"))
    of = [sum(w in group for w in count.winners) for group in ("ABC", "DE", "FG")]
    assert of == [2, 1, 1]


def test_chamberlin_courant_represents_everybody_first() -> None:
    count = chamberlin_courant(approvals("ABCDEFG", PARTIES), 3, Lot("p"))
    assert count.score == 12


def test_prices_are_what_each_supporter_paid() -> None:
    # Four voters, two seats: each has 1/2. AB twice pays 1/2 for A; then nothing is left for B.
    ballots = approvals("ABC", [({0, 1}, 2), ({2}, 2)])
    count = equal_shares(ballots, 2, Lot("1"))
    assert set(count.prices.values()) == {Fraction(1, 2)}
    assert "C" in count.winners


def test_equal_shares_may_leave_seats_open_and_says_so() -> None:
    ballots = approvals("ABC", [({0}, 1), ({1}, 1), ({2}, 1), (set(), 3)])
    count = equal_shares(ballots, 2)
    assert (count.winners, count.decided) == ((), False)
    assert "not completed" in count.method
    assert len(equal_shares(ballots, 2, Lot("x"), "utilitarian").winners) == 2


def test_who_has_no_supporter_cannot_be_elected_by_phragmen() -> None:
    count = phragmen(approvals("ABC", [({0}, 5)]), 2)
    assert (count.winners, count.decided) == (("A",), False)


@pytest.mark.parametrize(
    "rule", ["pav", "seq-pav", "phragmen", "equal-shares", "chamberlin-courant", "monroe"]
)
def test_seats_must_fit(rule: str) -> None:
    for seats in (0, 3):
        with pytest.raises(ValueError, match="seats"):
            CATALOGUE[rule].load()(approvals("AB", [({0}, 1)]), seats)


def test_searches_too_large_say_so() -> None:
    names = [f"c{i}" for i in range(40)]
    with pytest.raises(TooLarge, match="committees"):
        monroe(approvals(names, [({0}, 1)]), 20)
    with pytest.raises(TooLarge, match="64-bit"):
        pav(approvals(names, [({0}, 10**9)]), 40)


def test_no_such_completion_and_no_ballots() -> None:
    assert COMPLETIONS[0] == ""
    with pytest.raises(ValueError, match="completion"):
        equal_shares(approvals("AB", [({0}, 1)]), 1, None, "magic")
    with pytest.raises(ValueError, match="ballot"):
        equal_shares(approvals("AB", []), 1)


def test_a_table_from_arrays_counts_like_sets() -> None:
    draw = np.random.default_rng(4).random((6, 50)) < 0.4
    table = table_from_arrays("ABCDEF", draw)
    sets = [(frozenset(np.flatnonzero(draw[:, v]).tolist()), 1) for v in range(50)]
    for rule in ("seq-pav", "phragmen", "equal-shares", "pav"):
        count = CATALOGUE[rule].load()
        one, two = count(table, 3, Lot("t")), count(approvals("ABCDEF", sets), 3, Lot("t"))
        assert (one.winners, one.ties) == (two.winners, two.ties)
    for bad, weights in [(draw[:2], None), (draw, np.array([1])), (draw, -np.ones(50))]:
        with pytest.raises(ValueError, match="one"):
            table_from_arrays("ABCDEF", bad, weights)


@FEW
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 5)), max_size=12))
def test_the_largest_flow_is_the_smallest_cut(edges: list[tuple[int, int, int]]) -> None:
    room: dict[tuple[int, int], int] = {}
    for a, b, n in edges:
        if a != b:
            room[a, b] = room.get((a, b), 0) + n
    cuts = []
    for mask in range(8):
        inside = {0} | {i + 1 for i in range(3) if mask >> i & 1}
        cuts.append(sum(n for (a, b), n in room.items() if a in inside and b not in inside))
    assert largest_flow(dict(room), 0, 4) == min(cuts)
