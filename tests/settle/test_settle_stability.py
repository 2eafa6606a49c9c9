"""Adjusted winner, the graph model and uncertain weights: published results and slow versions."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
import settle_reference as slow
from hypothesis import given, settings

from foedus.settle.adjusted import adjusted_winner
from foedus.settle.graph import stability
from foedus.settle.model import Values
from foedus.settle.weights import acceptability, difference_range, draw

# Raiffa 1982 as on pages.nyu.edu/adjustedwinner/panama.htm, where the result is printed too.
ISSUES = ["US defense rights", "Use rights", "Land and water", "Expansion rights", "Duration",
          "Expansion routes", "Compensation", "Jurisdiction", "US military rights",
          "Defense role of Panama"]  # fmt: skip
US = dict(zip(ISSUES, [22, 22, 15, 14, 11, 6, 4, 2, 2, 2], strict=True))
PANAMA = dict(zip(ISSUES, [9, 15, 15, 3, 15, 5, 11, 7, 7, 13], strict=True))


def test_panama_canal() -> None:
    found = adjusted_winner(US, PANAMA)
    assert found.initial == (79, 53)
    assert found.final == (66, 66)
    assert found.ties == ("Land and water",)
    whole = {"US defense rights", "Use rights", "Expansion rights", "Expansion routes"}
    wanted = {k: Fraction(k in whole) for k in ISSUES} | {"Land and water": Fraction(2, 15)}
    assert found.shares == wanted


def points(rng: random.Random, n: int) -> dict[str, int]:
    cuts = sorted(rng.randint(0, 100) for _ in range(n - 1))
    return {str(i): b - a for i, (a, b) in enumerate(itertools.pairwise([0, *cuts, 100]))}


@given(slow.seeds)
def test_adjusted_winner_is_equitable_envy_free_and_efficient(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(2, 6)
    first, second = points(rng, n), points(rng, n)
    found = adjusted_winner(first, second)
    a = sum(found.shares[k] * first[k] for k in first)
    b = sum((1 - found.shares[k]) * second[k] for k in first)
    assert (a, b) == found.final
    assert a == b >= 50
    # Efficient: no issue held in part by one whose holder would gain by swapping it for another.
    for x, y in itertools.permutations(first, 2):
        if found.shares[x] > 0 and found.shares[y] < 1:
            assert first[x] * second[y] >= first[y] * second[x]


@pytest.mark.parametrize("bad", [{"a": 60, "b": 60}, {"a": 120, "b": -20}, {"c": 100}])
def test_adjusted_winner_refuses_points_that_do_not_sum(bad: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="points"):
        adjusted_winner({"a": 50, "b": 50}, bad)


# Prisoner's dilemma; states by (Row, Column): cooperate or defect.
STATES = ["CC", "CD", "DC", "DD"]
MOVES = {
    "Row": {"CC": ["DC"], "DC": ["CC"], "CD": ["DD"], "DD": ["CD"]},
    "Column": {"CC": ["CD"], "CD": ["CC"], "DC": ["DD"], "DD": ["DC"]},
}
RANKS = {
    "Row": {"DC": 0, "CC": 1, "DD": 2, "CD": 3},
    "Column": {"CD": 0, "CC": 1, "DD": 2, "DC": 3},
}


def test_prisoners_dilemma() -> None:
    """Fang, Hipel & Kilgour 1993: DD is Nash; CC and DD are GMR, SMR and SEQ."""
    found = stability(STATES, MOVES, RANKS)
    assert found.nash == ("DD",)
    assert found.gmr == found.smr == found.seq == ("CC", "DD")
    assert found.coalitional == ()


def test_no_rank_for_a_state_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not rank"):
        stability(STATES, MOVES, {"Row": {"CC": 0}})
    with pytest.raises(ValueError, match="unknown state"):
        stability(["CC"], MOVES, {"Row": {"CC": 0}})


@given(slow.seeds)
@settings(max_examples=40)
def test_two_party_definitions_written_out(seed: int) -> None:
    """For two parties the others' moves are single steps: the definitions as plain loops."""
    rng = random.Random(seed)
    states = [str(k) for k in range(rng.randint(2, 5))]
    ranks = {p: {s: rng.randint(0, 3) for s in states} for p in "AB"}
    moves = {p: {s: [t for t in states if t != s and rng.random() < 0.5] for s in states}
             for p in "AB"}  # fmt: skip

    def plus(p: str, s: str) -> list[str]:
        return [t for t in moves[p][s] if ranks[p][t] < ranks[p][s]]

    def stable(kind: str, i: str, j: str, s: str) -> bool:
        for s1 in plus(i, s):
            answers = plus(j, s1) if kind == "seq" else moves[j][s1]
            bad = [s2 for s2 in answers if s2 != s1 and ranks[i][s2] >= ranks[i][s]]
            if kind == "smr":
                bad = [s2 for s2 in bad if all(ranks[i][t] >= ranks[i][s] for t in moves[i][s2])]
            if not bad:
                return False
        return True

    found = stability(states, moves, ranks)
    assert set(found.nash) == {s for s in states if not plus("A", s) and not plus("B", s)}
    for kind in ("gmr", "smr", "seq"):
        wanted = {s for s in states if stable(kind, "A", "B", s) and stable(kind, "B", "A", s)}
        assert set(getattr(found, kind)) == wanted, kind


def values(seed: int) -> tuple[Values, list[str]]:
    rng = random.Random(seed)
    names = [str(i) for i in range(rng.randint(2, 4))]
    middle = points(rng, len(names))
    weights = {q: (max(0, middle[q] - rng.randint(0, 9)), min(100, middle[q] + rng.randint(0, 9)))
               for q in names}  # fmt: skip
    table = {(q, o): rng.randint(0, 100) for q in names for o in "ab"}
    return Values("p", "s", weights, table, 0), names


@given(slow.seeds)
@settings(max_examples=60)
def test_range_over_weights_against_all_corners(seed: int) -> None:
    """A linear form on a box cut by one sum is extreme where all weights but one are at an end."""
    given_, names = values(seed)
    rng = random.Random(seed + 1)
    x, y = ({q: rng.choice("ab") for q in names} for _ in range(2))
    step = {q: given_.points[q, x[q]] - given_.points[q, y[q]] for q in names}
    found = []
    for free in names:
        rest = [q for q in names if q != free]
        for ends in itertools.product((0, 1), repeat=len(rest)):
            w = {q: given_.weights[q][e] for q, e in zip(rest, ends, strict=True)}
            w[free] = 100 - sum(w.values())
            if given_.weights[free][0] <= w[free] <= given_.weights[free][1]:
                found.append(sum(w[q] * step[q] for q in names))
    assert difference_range(given_, x, y) == (min(found), max(found))


def test_drawn_weights_stay_inside_and_are_uniform() -> None:
    """Two weights in [20, 80] that sum to 100: uniform on a line, mean 50, variance 300."""
    given_ = Values("p", "s", {"a": (20, 80), "b": (20, 80)}, {}, 0)
    drawn = draw(given_, 20_000)
    assert np.allclose(drawn.sum(axis=1), 100)
    assert drawn.min() >= 20 - 1e-9
    assert abs(drawn[:, 0].mean() - 50) < 5 * (300 / 20_000) ** 0.5
    assert abs(drawn[:, 0].var() - 300) < 15


def test_rank_acceptability_of_two_packages_is_a_share_of_the_line() -> None:
    """u(x) > u(y) iff w_a > 60, a third of [20, 80]: 20 of 60."""
    points_ = {("a", "x"): 100, ("a", "y"): 60, ("b", "x"): 0, ("b", "y"): 60}
    given_ = Values("p", "s", {"a": (20, 80), "b": (20, 80)}, points_, 0)
    found = acceptability(given_, [{"a": "x", "b": "x"}, {"a": "y", "b": "y"}])
    assert abs(found.ranks[0][0] - 1 / 3) < 4 * found.error
    assert found.error == 0.005
