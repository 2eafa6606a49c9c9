"""Rules that compare pairs, against their definitions by enumeration and published examples."""

from __future__ import annotations

import json
from itertools import combinations, pairwise, permutations
from pathlib import Path

import ballots_reference as slow
import pytest
from elect_amounts import FEW
from hypothesis import given, settings

from conftest import FULL
from foedus.elect.ballots.baldwin import baldwin
from foedus.elect.ballots.black import black
from foedus.elect.ballots.borda import borda
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.copeland import copeland
from foedus.elect.ballots.kemeny import LIMIT, kemeny
from foedus.elect.ballots.minimax import minimax
from foedus.elect.ballots.nanson import nanson
from foedus.elect.ballots.pairwise import PairCount, condorcet_winner, pairs, smith_set
from foedus.elect.ballots.profile import from_rankings
from foedus.elect.ballots.ranked_pairs import ranked_pairs
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.schulze import schulze
from foedus.elect.ballots.smith_irv import smith_irv
from foedus.elect.ballots.split_cycle import split_cycle
from foedus.errors import TooLarge

MORE = settings(max_examples=300 if FULL else 40)
Case = tuple[int, slow.Ballots]

#: Schulze 2011, example with 45 voters (also in reference works): E, A, C, B, D.
SCHULZE_45 = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip
#: Voters of a state capital's choice: A Memphis, B Nashville, C Chattanooga, D Knoxville.
TENNESSEE = {"ABCD": 42, "BCDA": 26, "CDBA": 15, "DCBA": 17}


def test_schulze_45() -> None:
    count = schulze(slow.profile(*slow.letters(SCHULZE_45)))
    assert count.winners == ("E",)
    assert count.order == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert count.margins["A"]["B"] == 20 - 25


@pytest.mark.parametrize(
    ("rule", "winner"),
    [(schulze, "B"), (ranked_pairs, "B"), (copeland, "B"), (minimax, "B"), (kemeny, "B"),
     (borda, "B"), (black, "B"), (nanson, "B"), (baldwin, "B"), (split_cycle, "B"),
     (smith_irv, "B")],
)  # fmt: skip
def test_tennessee(rule: object, winner: str) -> None:
    count = rule(slow.profile(*slow.letters(TENNESSEE)))  # type: ignore[operator]
    assert count.winners == (winner,)


def test_tennessee_in_order() -> None:
    profile = slow.profile(*slow.letters(TENNESSEE))
    assert ranked_pairs(profile).order == (("B",), ("C",), ("D",), ("A",))
    assert kemeny(profile).order == (("B",),)
    # 42*3; 42*2+26*3+15+17; 42+26*2+15*3+17*2; 26+15*2+17*3
    assert [int(v) for v in borda(profile).stages[0].votes.values()] == [126, 194, 173, 107]


def test_the_golden_file_says_the_same(shared: Path) -> None:
    path = shared / "data" / "elections" / "condorcet_textbook.json"
    data = json.loads(path.read_text())["schulze_wikipedia_45"]
    assert {b: n for n, b in data["ballots"]} == SCHULZE_45
    assert data["schulze_ranking"] == "EACBD"


def winners(count: PairCount) -> set[str]:
    return set(count.winners) or set(count.ties[-1].tied)


def lettered(m: int, found: set[int]) -> set[str]:
    return {slow.names(m)[c] for c in found}


def strength(links: list[list[int]], a: int, b: int) -> int:
    return max(min(links[x][y] for x, y in pairwise(p)) for p in slow.simple_paths(links, a, b))


@FEW
@given(slow.rankings())
def test_pairs_and_the_smith_set(case: Case) -> None:
    m, ballots = case
    margins = slow.margins(m, ballots)
    found = pairs(slow.profile(m, ballots))
    assert found.margins.tolist() == margins
    dominant = [
        set(s)
        for n in range(1, m + 1)
        for s in combinations(range(m), n)
        if all(margins[i][j] > 0 for i in s for j in range(m) if j not in s)
    ]
    assert set(smith_set(found.margins)) == dominant[0]
    winner = condorcet_winner(found.margins)
    assert (winner is not None) == (len(dominant[0]) == 1)


@MORE
@given(slow.rankings())
def test_schulze_by_all_paths(case: Case) -> None:
    m, ballots = case
    p = pairs(slow.profile(m, ballots))
    links = [[int(p.beats[i, j]) if p.beats[i, j] > p.beats[j, i] else 0 for j in range(m)]
             for i in range(m)]  # fmt: skip
    power = {(a, b): strength(links, a, b) for a, b in permutations(range(m), 2)}
    best = {a for a in range(m) if all(power[a, b] >= power[b, a] for b in range(m) if b != a)}
    assert winners(schulze(slow.profile(m, ballots))) == lettered(m, best)


@MORE
@given(slow.rankings())
def test_split_cycle_by_all_paths(case: Case) -> None:
    m, ballots = case
    margins = slow.margins(m, ballots)
    beaten = {
        b
        for a, b in permutations(range(m), 2)
        if margins[a][b] > 0 and margins[a][b] > strength(margins, b, a)
    }
    found = split_cycle(slow.profile(m, ballots))
    assert winners(found) == lettered(m, set(range(m)) - beaten)


def locked_winners(m: int, margins: list[list[int]]) -> set[int]:
    """Return the winners of ranked pairs over every order of equal margins."""
    edges = [(a, b) for a, b in permutations(range(m), 2) if margins[a][b] > 0]
    levels = sorted({margins[a][b] for a, b in edges}, reverse=True)
    states: set[frozenset[tuple[int, int]]] = {frozenset()}
    for level in levels:
        group = [e for e in edges if margins[e[0]][e[1]] == level]
        states = {lock(m, state, order) for state in states for order in permutations(group)}
    found: set[int] = set()
    for state in states:
        heads = [c for c in range(m) if not any(b == c for _, b in state)]
        found |= set(heads)
    return found


def lock(
    m: int, state: frozenset[tuple[int, int]], order: tuple[tuple[int, int], ...]
) -> frozenset[tuple[int, int]]:
    kept = set(state)
    for a, b in order:
        if not cyclic(m, kept | {(a, b)}):
            kept.add((a, b))
    return frozenset(kept)


def cyclic(m: int, edges: set[tuple[int, int]]) -> bool:
    left = set(range(m))
    while True:
        free = {c for c in left if not any(a in left and b == c for a, b in edges)}
        if not free:
            return bool(left)
        left -= free


@MORE
@given(slow.rankings(most=4))
def test_ranked_pairs_by_every_order_of_equal_majorities(case: Case) -> None:
    m, ballots = case
    possible = lettered(m, locked_winners(m, slow.margins(m, ballots)))
    count = ranked_pairs(slow.profile(m, ballots))
    if count.decided:
        assert set(count.winners) == possible
    drawn = ranked_pairs(slow.profile(m, ballots), Lot("s"))
    assert drawn.decided
    assert set(drawn.winners) <= possible


def test_ranked_pairs_asks_for_a_lot_only_where_it_matters() -> None:
    cycle = slow.profile(*slow.letters({"ABC": 1, "BCA": 1, "CAB": 1}))
    count = ranked_pairs(cycle)
    assert not count.decided
    assert count.ties[0].tied == ("A over B", "B over C", "C over A")


@MORE
@given(slow.rankings())
def test_kemeny_by_every_order(case: Case) -> None:
    m, ballots = case
    beats = pairs(slow.profile(m, ballots)).beats.tolist()
    agreement = {
        order: sum(beats[a][b] for a, b in combinations(order, 2))
        for order in permutations(range(m))
    }
    heads = {o[0] for o, v in agreement.items() if v == max(agreement.values())}
    assert winners(kemeny(slow.profile(m, ballots))) == lettered(m, heads)


@FEW
@given(slow.rankings())
def test_scores_from_their_definitions(case: Case) -> None:
    m, ballots = case
    profile, margins = slow.profile(m, ballots), slow.margins(m, ballots)
    scores = slow.borda_points(ballots, set(range(m)))
    assert list(borda(profile).stages[0].votes.values()) == list(scores.values())
    top = {c for c in scores if scores[c] == max(scores.values())}
    assert winners(borda(profile)) == lettered(m, top)
    net = [sum((v > 0) - (v < 0) for v in row) for row in margins]
    assert winners(copeland(profile)) == lettered(m, {c for c in range(m) if net[c] == max(net)})
    worst = [max(margins[j][c] for j in range(m) if j != c) for c in range(m)]
    assert winners(minimax(profile)) == lettered(m, {c for c in range(m) if worst[c] == min(worst)})
    heads = {c for c in range(m) if all(margins[c][j] > 0 for j in range(m) if j != c)}
    assert winners(black(profile)) == lettered(m, heads or top)


@FEW
@given(slow.rankings())
def test_nanson_and_baldwin_by_hand(case: Case) -> None:
    m, ballots = case
    pool = set(range(m))
    while len(pool) > 1:
        scores = slow.borda_points(ballots, pool)
        left = {c for c in pool if scores[c] * len(pool) > sum(scores.values())}
        if not left:
            break
        pool = left
    assert winners(nanson(slow.profile(m, ballots))) == lettered(m, pool)
    pool = set(range(m))
    while len(pool) > 1:
        scores = slow.borda_points(ballots, pool)
        last = [c for c in pool if scores[c] == min(scores.values())]
        if len(last) > 1:
            assert not baldwin(slow.profile(m, ballots)).decided
            assert baldwin(slow.profile(m, ballots), Lot("z")).decided
            return
        pool -= set(last)
    assert winners(baldwin(slow.profile(m, ballots))) == lettered(m, pool)


@MORE
@given(slow.rankings())
def test_smith_irv_by_hand(case: Case) -> None:
    m, ballots = case
    profile = slow.profile(m, ballots)
    inside = set(smith_set(pairs(profile).margins))
    count = smith_irv(profile, Lot("q"))
    assert count.decided
    assert set(count.winners) <= lettered(m, inside)
    outside = set(slow.names(m)) - lettered(m, inside)
    assert all(s.votes[n] == 0 for s in count.stages for n in outside)


CONDORCET = ["copeland", "minimax", "schulze", "ranked-pairs", "split-cycle", "kemeny", "black",
             "nanson", "baldwin", "smith-irv"]  # fmt: skip


@MORE
@given(slow.rankings())
def test_all_elect_the_condorcet_winner(case: Case) -> None:
    profile = slow.profile(*case)
    winner = condorcet_winner(pairs(profile).margins)
    if winner is None:
        return
    for rule in CONDORCET:
        count = CATALOGUE[rule].load()(profile, Lot("c"))
        assert count.winners == (profile.candidates[winner],), rule


def test_the_withdrawn_are_not_compared() -> None:
    profile = from_rankings("ABC", [((0, 1, 2), 3), ((1, 2), 2)], withdrawn=[0])
    assert pairs(profile).names == ("B", "C")
    assert schulze(profile).winners == ("B",)


def test_kemeny_is_exact_or_refuses() -> None:
    m = LIMIT + 1
    ring = [(tuple((i + k) % m for k in range(m)), 1) for i in range(m)]
    with pytest.raises(TooLarge, match="Kemeny is exact"):
        kemeny(from_rankings([f"c{i}" for i in range(m)], ring))
