"""Strongest paths, beat paths and closures against the slowest way to each, small and large."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

import foedus.elect.ballots.beatpaths as beatpaths
import foedus.elect.ballots.paths as all_paths
import foedus.elect.ballots.ranked_pairs as locking
from foedus.elect.ballots.beatpaths import stronger_paths
from foedus.elect.ballots.closure import Closure, bits, packed, unpacked
from foedus.elect.ballots.pairwise import Pairs
from foedus.elect.ballots.paths import compared, strongest_paths
from foedus.elect.ballots.profile import Array
from foedus.elect.ballots.ranked_pairs import lock_all
from foedus.elect.ballots.result import Lot, OpenTie
from foedus.elect.ballots.schulze import schulze_relation
from foedus.elect.ballots.split_cycle import defeats


@st.composite
def links(draw: st.DrawFn) -> Array:
    """Draw links between candidates: many equal, some missing, some beyond 32 bits."""
    m = draw(st.integers(0, 7))
    size = st.sampled_from([0, 0, 1, 2, 3, 7, 2**16, 2**31, 2**40])
    rows = draw(st.lists(size, min_size=m * m, max_size=m * m))
    table = np.array(rows, dtype=np.int64).reshape(m, m)
    np.fill_diagonal(table, 0)
    return table


def widest(table: Array) -> list[list[int]]:
    """Return the strengths from each candidate, by always going on from the strongest reached."""
    m = len(table)
    found = []
    for source in range(m):
        best = [0] * m
        best[source] = 2**62
        waiting = set(range(m))
        while waiting:
            at = max(waiting, key=lambda c: best[c])
            waiting.discard(at)
            for to in range(m):
                best[to] = max(best[to], min(best[at], int(table[at, to])))
        best[source] = 0
        found.append(best)
    return found


def test_strongest_paths_by_hand() -> None:
    table = np.array([[0, 7, 1], [-7, 0, 5], [3, -5, 0]])
    assert strongest_paths(table).tolist() == [[0, 7, 5], [3, 0, 5], [3, 3, 0]]


@FEW
@given(links())
def test_strongest_paths_from_each_candidate(table: Array) -> None:
    assert strongest_paths(table).tolist() == widest(table)


@pytest.mark.parametrize("budget", [0, 10**9], ids=["by all paths", "link by link"])
@FEW
@given(table=links())
def test_the_stronger_of_two_paths(budget: int, table: Array) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beatpaths, "BUDGET", budget)
        patch.setattr(beatpaths, "FEW", 0)
        found = stronger_paths(table)
    paths = np.array(widest(table), dtype=np.int64).reshape(table.shape)
    assert (found == (paths > paths.T)).all()


@FEW
@given(links())
def test_links_cut_above_the_backward_ones_compare_the_same(table: Array) -> None:
    paths, cut = (
        np.array(widest(t), dtype=np.int64).reshape(t.shape) for t in (table, compared(table))
    )
    assert ((paths > paths.T) == (cut > cut.T)).all()


def test_a_line_is_left_to_all_paths_and_compares_the_same() -> None:
    beats = majorities("line", 120, 3)
    table = np.where(beats > beats.T, beats, 0)
    # Links backward are weak; the others are cut to one above the strongest of them.
    assert compared(table).max() < 515_000 < 540_000 < table.max()
    paths, seen = strongest_paths(table), list[Array]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            beatpaths, "strongest_paths", lambda t: (seen.append(t), strongest_paths(t))[1]
        )
        assert (stronger_paths(table) == (paths > paths.T)).all()
    assert len(seen) == 1


#: Kinds of majorities among many: none alike, nearly one line, few sizes, two camps.
KINDS = ["random", "line", "few sizes", "camps", "large"]


def majorities(kind: str, m: int, seed: int) -> Array:
    """Return how many prefer i to j."""
    draw = np.random.default_rng(seed)
    beats = draw.integers(0, 10**6, size=(m, m))
    if kind == "line":
        ahead = np.arange(m)[None, :] - np.arange(m)[:, None]
        upper = np.triu(500_000 + 400 * ahead + draw.integers(-9000, 9000, size=(m, m)), 1)
        beats = upper + np.tril(10**6 - upper.T, -1)
    if kind == "few sizes":
        beats = draw.integers(0, 9, size=(m, m))
    if kind == "camps":
        beats[: m // 2, m // 2 :] += 10**6
    if kind == "large":
        beats = beats * 10**9
    np.fill_diagonal(beats, 0)
    return beats


@pytest.mark.parametrize("kind", KINDS)
def test_blocks_and_links_agree_beyond_a_block(kind: str) -> None:
    beats = majorities(kind, 45, 3)
    table = np.where(beats > beats.T, beats, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(all_paths, "BLOCK", 16)
        patch.setattr(all_paths, "ROWS", 8)
        paths = strongest_paths(table)
    assert paths.tolist() == widest(table)
    for budget in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(beatpaths, "BUDGET", budget)
            patch.setattr(beatpaths, "FEW", 0)
            assert (stronger_paths(table) == (paths > paths.T)).all()


@pytest.mark.parametrize(("kind", "m"), [("random", 1000), ("line", 300), ("camps", 300)])
def test_a_thousand_candidates(kind: str, m: int) -> None:
    beats = majorities(kind, m, 5)
    better = schulze_relation(beats)
    # Schulze's relation has no cycle: sorted by how many beat it, nobody is beaten from below.
    losses = better.sum(axis=0)
    assert (losses == 0).any()
    i, j = np.nonzero(better)
    assert (losses[i] < losses[j]).all()
    assert not defeats(beats - beats.T)[losses.argmin()].all()


@FEW
@given(st.integers(1, 9), st.data())
def test_links_joined_are_links_added(m: int, data: st.DataObject) -> None:
    place = st.integers(0, m - 1)
    pairs = data.draw(st.lists(st.tuples(place, place).filter(lambda p: p[0] != p[1]), max_size=14))
    had = data.draw(st.integers(0, len(pairs)))
    before, every = Closure(m), Closure(m)
    for a, b in pairs[:had]:
        if not before.reaches(b, a):
            before.add(a, b)
            every.add(a, b)
    closed = False
    for a, b in pairs[had:]:
        closed |= every.reaches(b, a)
        every.add(a, b)
    more = np.array(pairs[had:], dtype=np.int64).reshape(-1, 2)
    joined = before.joined(more[:, 0], more[:, 1])
    assert (joined is None) == closed
    if joined is not None:
        assert (joined.below, joined.above) == (every.below, every.above)


@FEW
@given(st.lists(st.integers(0, 2**70 - 1), max_size=5))
def test_bit_sets_and_tables(sets: list[int]) -> None:
    table = unpacked(sets, 70)
    assert table.shape == (len(sets), 70)
    assert [bits(s) for s in sets] == [np.flatnonzero(r).tolist() for r in table]
    assert packed(table) == sets


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "few sizes"])
def test_majorities_locked_together_or_one_by_one(kind: str) -> None:
    found = Pairs(tuple(f"c{i}" for i in range(60)), majorities(kind, 60, 11))
    alone, _ = slow_locking(found)
    for few, block in ((0, 64), (0, 8192), (10**9, 64)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(locking, "FEW", few)
            patch.setattr(locking, "BLOCK", block)
            locked, ties = lock_all(found, None)
        assert (locked.matrix() == alone).all()
        assert not ties


def slow_locking(found: Pairs) -> tuple[Array, int]:
    """Return who reaches whom, searching for a way back before each majority."""
    m = len(found.names)
    margins = found.margins
    onward: list[set[int]] = [set() for _ in range(m)]

    def reached(a: int) -> set[int]:
        seen, todo = {a}, [a]
        while todo:
            for c in onward[todo.pop()] - seen:
                seen.add(c)
                todo.append(c)
        return seen

    order = sorted(
        ((int(margins[a, b]), a, b) for a in range(m) for b in range(m) if margins[a, b] > 0),
        reverse=True,
    )
    sizes = [size for size, _, _ in order]
    for _, a, b in order:
        if a not in reached(b):
            onward[a].add(b)
    ways = np.array([[b in seen for b in range(m)] for seen in map(reached, range(m))])
    return ways, sum(x == y for x, y in pairwise(sizes))


def test_equal_majorities_of_many_need_a_lot_where_they_close_a_cycle() -> None:
    found = Pairs(tuple(f"c{i}" for i in range(60)), majorities("few sizes", 60, 2))
    assert slow_locking(found)[1] > 100
    with pytest.raises(OpenTie):
        lock_all(found, None)
    locked, ties = lock_all(found, Lot("many"))
    assert ties
    table = locked.matrix()
    assert (table & table.T == np.eye(60, dtype=bool)).all()
