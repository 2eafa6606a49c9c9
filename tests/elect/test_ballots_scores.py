"""Scores, STAR and majority judgment against their definitions."""

from __future__ import annotations

from statistics import median_low

import pytest
from elect_amounts import FEW
from hypothesis import given
from hypothesis import strategies as st

from foedus.elect.ballots.majority_judgment import majority_judgment
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.score import score
from foedus.elect.ballots.scores import Scores, scores
from foedus.elect.ballots.star import star

BALLOTS = st.integers(2, 4).flatmap(
    lambda m: st.lists(
        st.tuples(
            st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=m, max_size=m),
            st.integers(1, 4),
        ),
        min_size=1,
        max_size=7,
    )
)


def made(rows: list[tuple[list[int | None], int]]) -> Scores:
    return scores("ABCD"[: len(rows[0][0])], rows)


def expand(rows: list[tuple[list[int | None], int]], c: int) -> list[int]:
    return [row[c] or 0 for row, n in rows for _ in range(n)]


def judged(grades: list[int]) -> list[int]:
    """The majority value: the lower median, without it the next, and so on."""
    left, value = sorted(grades), []
    while left:
        value.append(median_low(left))
        left.remove(value[-1])
    return value


@FEW
@given(BALLOTS)
def test_majority_judgment_by_majority_values(rows: list[tuple[list[int | None], int]]) -> None:
    ballots = made(rows)
    values = [judged(expand(rows, c)) for c in range(len(ballots.candidates))]
    best = {n for n, v in zip(ballots.candidates, values, strict=True) if v == max(values)}
    count = majority_judgment(ballots)
    assert (set(count.winners) or set(count.ties[0].tied)) == best
    assert majority_judgment(ballots, Lot("m")).decided


@FEW
@given(BALLOTS)
def test_score_and_star(rows: list[tuple[list[int | None], int]]) -> None:
    ballots = made(rows)
    sums = {n: sum(expand(rows, c)) for c, n in enumerate(ballots.candidates)}
    best = {n for n, v in sums.items() if v == max(sums.values())}
    count = score(ballots)
    assert (set(count.winners) or set(count.ties[0].tied)) == best
    order = sorted(sums, key=lambda n: -sums[n])
    found = star(ballots)
    if len(order) > 2 and sums[order[1]] == sums[order[2]]:
        assert not found.decided
        return
    a, b = (ballots.candidates.index(n) for n in order[:2])
    prefer = sum((x > y) - (x < y) for x, y in zip(expand(rows, a), expand(rows, b), strict=True))
    prefer = prefer or sums[order[0]] - sums[order[1]]
    want = () if prefer == 0 else (order[0] if prefer > 0 else order[1],)
    assert found.winners == want


@pytest.mark.parametrize(
    ("rows", "by_score", "by_star", "by_judgment"),
    [
        # Two love A and loathe B; three find B good and A fair.
        ([((5, 0), 2), ((2, 4), 3)], "A", "B", "B"),
        ([((5, 1), 3), ((0, 5), 2)], "A", "A", "A"),
        ([((5, 4), 2), ((0, 4), 3)], "B", "B", "B"),
    ],
)
def test_where_they_part(
    rows: list[tuple[tuple[int, int], int]], by_score: str, by_star: str, by_judgment: str
) -> None:
    ballots = scores("AB", rows)
    assert score(ballots).winners == (by_score,)
    assert star(ballots).winners == (by_star,)
    assert majority_judgment(ballots).winners == (by_judgment,)
