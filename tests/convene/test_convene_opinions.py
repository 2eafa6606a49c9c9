"""Opinion groups against written-out algebra, planted groups and published results."""

from __future__ import annotations

import convene_reference as ref
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.convene import clusters, groups, opinion_map, pca
from foedus.convene.footing import footings
from foedus.convene.generate import conversation
from foedus.convene.matrix import VoteMatrix, from_triples
from foedus.convene.opinions import opinions
from foedus.convene.stats import adjusted_rand
from foedus.errors import BadInput

ROWS = (
    st.integers(2, 7)
    .flatmap(
        lambda m: st.lists(
            st.lists(st.sampled_from([1, 0, -1, None]), min_size=m, max_size=m),
            min_size=2,
            max_size=12,
        )
    )
    .filter(lambda rows: any(v is not None for row in rows for v in row))
)


# ------------------------------------------------------------------ the matrix


@given(ROWS, st.data())
def test_counts_are_counts(rows: ref.Rows, data: st.DataObject) -> None:
    label = data.draw(
        st.lists(st.integers(-1, 2), min_size=len(rows), max_size=len(rows)), label="label"
    )
    agree, disagree, seen = ref.matrix(rows).counts(np.array(label), 3)
    for g in range(3):
        for j in range(len(rows[0])):
            assert (agree[g, j], disagree[g, j], seen[g, j]) == ref.tally(rows, label, g, j)


@given(ROWS, st.data())
def test_rows_and_statements_are_taken_as_asked(rows: ref.Rows, data: st.DataObject) -> None:
    votes = ref.matrix(rows)
    take = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=9))
    keep = data.draw(st.lists(st.integers(0, len(rows[0]) - 1), min_size=1, unique=True))
    part = votes.take(np.array(take)).kept(keep)
    label = np.arange(len(take))
    agree, disagree, seen = part.counts(label, len(take))
    for a, i in enumerate(take):
        for b, j in enumerate(keep):
            found = (agree[a, b], disagree[a, b], seen[a, b])
            value = rows[i][j]
            assert found == (value == 1, value == -1, value is not None)


# ------------------------------------------------------------------ components


@given(ROWS)
def test_the_components_are_those_of_the_matrix_written_out(rows: ref.Rows) -> None:
    found = pca.components(ref.matrix(rows), 2)
    values, _ = ref.eigen(rows)
    assert found.values == pytest.approx(values[: len(found.values)], abs=1e-7)
    z = ref.dense(rows)
    for value, axis in zip(found.values, found.axes, strict=True):
        # Any vector of the eigenspace will do: equal values have no axis of their own.
        assert np.linalg.norm(axis) == pytest.approx(1)
        assert z.T @ (z @ axis) / len(rows) == pytest.approx(value * axis, abs=1e-6)
    assert found.residual.max() < 1e-6


@given(ROWS, st.data())
def test_weighted_components_repeat_people(rows: ref.Rows, data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(1, 3), min_size=len(rows), max_size=len(rows)))
    repeated = [row for row, t in zip(rows, times, strict=True) for _ in range(t)]
    weighted = pca.components(ref.matrix(rows), 2, np.array(times, dtype=float))
    plain = pca.components(ref.matrix(repeated), 2)
    assert weighted.values == pytest.approx(plain.values, abs=1e-7)
    assert weighted.mean == pytest.approx(plain.mean)


@given(ROWS)
def test_scores_are_projections_stretched_by_the_votes_cast(rows: ref.Rows) -> None:
    votes = ref.matrix(rows)
    found = pca.components(votes, 2)
    z = ref.dense(rows)
    cast = [sum(v is not None for v in row) for row in rows]
    wanted = (z @ found.axes.T) * np.sqrt(len(rows[0]) / np.maximum(1, cast))[:, None]
    assert pca.scores(votes, found) == pytest.approx(wanted, abs=1e-9)


def test_signs_are_fixed() -> None:
    votes, _ = conversation(300, 30, 3000, 5)
    axes = pca.components(votes).axes
    assert (axes[np.arange(2), np.abs(axes).argmax(axis=1)] > 0).all()


# ------------------------------------------------------------------ groups


def test_planted_groups_are_found() -> None:
    votes, planted = conversation(1500, 60, 75000, 3)
    found = opinions(votes, seed=1)
    assert found.k == 3
    assert adjusted_rand(planted, found.labels) > 0.97
    assert found.stability is not None
    assert min(found.stability.jaccard) > 0.9


def test_votes_at_random_have_no_stable_groups() -> None:
    draw = np.random.default_rng(4)
    n, m = 600, 40
    person = np.repeat(np.arange(n), 20)
    statement = np.concatenate([draw.permutation(m)[:20] for _ in range(n)])
    vote = draw.choice([1, -1, 0], n * 20)
    votes = from_triples(person, statement, vote, n, [str(j) for j in range(m)])
    found = opinions(votes)
    assert found.stability is not None
    assert found.stability.rand < 0.5


def test_the_same_seed_gives_the_same_answer_and_order_does_not_matter() -> None:
    votes, _ = conversation(400, 30, 6000, 9)
    first, again = opinions(votes, seed=5), opinions(votes, seed=5)
    assert first == again
    assert (first.labels == again.labels).all()
    assert opinions(votes, seed=6).k == first.k


def test_a_given_number_of_groups_is_kept_and_named_so() -> None:
    votes, _ = conversation(400, 30, 6000, 9)
    found = opinions(votes, groups=4)
    assert (found.k, found.chosen, len(found.groups)) == (4, "given", 4)
    sizes = [g.size for g in found.groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == found.placed


@pytest.mark.parametrize("k", [0, 1, 401])
def test_an_impossible_number_of_groups_is_an_error(k: int) -> None:
    votes, _ = conversation(400, 30, 6000, 9)
    with pytest.raises(BadInput, match="E806"):
        opinions(votes, groups=k)


def test_people_with_few_votes_are_in_no_group_but_in_every_pooled_figure() -> None:
    rows: ref.Rows = [[1, 1, 1, 1, 1, 1, 1, -1]] * 6 + [[-1, -1, -1, -1, -1, -1, -1, 1]] * 6
    rows += [[1, None, None, None, None, None, None, None]] * 4
    votes = ref.matrix(rows)
    regional = VoteMatrix(
        votes.start, votes.column, votes.value, votes.statements, (), votes.people, ("N", "S"),
        np.array([0, 1] * 8),
    )  # fmt: skip
    found = opinions(regional, resample=False)
    assert (found.people, found.placed) == (16, 12)
    assert (found.labels[-4:] == -1).all()
    assert found.footing[0].votes == 16
    assert found.footing[0].pooled.value == 10 / 16
    assert "4 people with fewer than 7 votes" in found.notes[0]


def test_nobody_to_place_is_an_error() -> None:
    with pytest.raises(BadInput, match="no groups can be formed"):
        opinions(ref.matrix([[1, None, None, None, None, None, None, None]] * 5))


def test_everybody_alike_is_one_group() -> None:
    found = opinions(ref.matrix([[1, 0, -1, 1, 1, 1, 1]] * 9), resample=False)
    assert found.k == 1
    assert found.notes == ("all people vote alike: there is one group",)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=8, max_size=40),
    st.integers(2, 4),
)
def test_k_means_is_a_local_best(points: list[tuple[int, int]], k: int) -> None:
    at = np.array(points, dtype=float)
    label, centre = clusters.kmeans(at, k, 0)
    assert (label == clusters.nearest(at, centre)[0]).all()
    for g in range(len(centre)):
        if (label == g).any():
            assert centre[g] == pytest.approx(at[label == g].mean(axis=0))


def test_the_silhouette_of_a_worked_example() -> None:
    # Two pairs on a line, 1 apart, the pairs 10 apart: a = 1, b = 9.5 or 10.5 for each point.
    points = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    found = clusters.silhouette(points, np.array([0, 0, 1, 1]), 2, 0)
    assert found.value == pytest.approx((9.5 / 10.5 + 8.5 / 9.5) / 2)
    alone = clusters.silhouette(points[:3], np.array([0, 0, 1]), 2, 0)
    assert alone.value == pytest.approx((9 / 10 + 8 / 9 + 0) / 3)


# ------------------------------------------------------------------ the formulas


COUNT = st.integers(0, 30)


@given(st.tuples(COUNT, COUNT), st.tuples(COUNT, COUNT))
def test_representativeness_is_the_formula(own: tuple[int, int], rest: tuple[int, int]) -> None:
    (a, x), (b, y) = own, rest
    chosen, seen = np.array([[a], [b]]), np.array([[a + x], [b + y]])
    found = groups.side(chosen, seen)
    wanted = ref.representativeness((a, a + x), (b, b + y))
    assert found.share[0, 0] == pytest.approx(wanted["p-success"])
    assert found.ratio[0, 0] == pytest.approx(wanted["repness"])
    assert found.test[0, 0] == pytest.approx(wanted["p-test"])
    assert found.ratio_test[0, 0] == pytest.approx(wanted["repness-test"])


def test_consensus_rewards_statements_that_few_saw_and_says_so() -> None:
    chosen = np.array([[3, 900], [3, 900]])
    seen = np.array([[3, 1000], [3, 1000]])
    found = groups.consensus(chosen, seen)
    assert found.product == pytest.approx([(4 / 5) ** 2, (901 / 1002) ** 2])
    assert found.least == pytest.approx([4 / 5, 901 / 1002])
    # The lower point of three in three is far below that of 900 in 1,000.
    assert found.low[0] == pytest.approx(0.05 ** (1 / 4))
    assert found.low[0] < 0.5 < 0.88 < found.low[1]
    assert list(found.fewest) == [3, 1000]


# ------------------------------------------------------------------ footing and the map


def one_footing(agree: list[int], seen: list[int], **more: int):  # type: ignore[no-untyped-def]
    regions = tuple("ABCDEFG"[: len(agree)])
    return footings(np.array(agree)[:, None], np.array(seen)[:, None], regions, ("s",), (), **more)[
        0
    ]


def test_a_large_region_carries_the_pooled_figure_and_not_the_others() -> None:
    f = one_footing([900, 20, 30], [1000, 100, 100])
    assert f.pooled.value == 950 / 1200
    assert f.equal is not None
    assert f.equal.value == pytest.approx((0.9 + 0.2 + 0.3) / 3)
    assert f.weakest is not None
    assert (f.weakest.value, f.weakest_region, f.above_half) == (0.2, "B", 1)
    assert f.differ
    assert f.clear
    # Kish: R^2 / sum 1/n_r
    assert f.effective == pytest.approx(9 / (1 / 1000 + 1 / 100 + 1 / 100))
    # (1/R) sqrt(sum p (1-p) / n), p smoothed by Agresti and Coull
    p = [(902 / 1004, 1000), (22 / 104, 100), (32 / 104, 100)]
    error = sum(q * (1 - q) / n for q, n in p) ** 0.5 / 3 * 1.959964
    assert f.equal.high - f.equal.value == pytest.approx(error, rel=1e-5)


def test_a_region_without_a_vote_makes_equal_undefined() -> None:
    f = one_footing([9, 9, 0], [10, 10, 0])
    assert (f.equal, f.weakest, f.without_votes) == (None, None, ("C",))
    assert f.pooled.value == 0.9


def test_a_small_region_is_not_shown() -> None:
    f = one_footing([9, 9, 0], [10, 10, 4])
    assert (f.equal, f.hidden) == (None, ("C",))
    assert f.by_region == (0.9, 0.9, None)
    assert one_footing([9, 9, 0], [10, 10, 4], cell=1).equal is not None


@given(
    st.lists(st.integers(5, 60), min_size=1, max_size=5).flatmap(
        lambda n: st.tuples(*(st.tuples(st.integers(0, x), st.just(x)) for x in n))
    )
)
def test_the_weakest_is_least_and_equal_lies_between(cells: tuple[tuple[int, int], ...]) -> None:
    f = one_footing([a for a, _ in cells], [n for _, n in cells])
    shares = [a / n for a, n in cells]
    assert f.equal is not None
    assert f.weakest is not None
    assert f.weakest.value == min(shares)
    assert min(shares) - 1e-9 <= f.equal.value <= max(shares) + 1e-9
    assert min(shares) - 1e-9 <= f.pooled.value <= max(shares) + 1e-9
    for x in (f.pooled, f.equal, f.weakest):
        assert x.low <= x.value + 1e-12
        assert x.value <= x.high + 1e-12


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    draw = np.random.default_rng(2)
    p, n = np.array([0.55, 0.4, 0.7]), np.array([400, 60, 90])
    hits = np.zeros(2)
    for _ in range(400):
        f = one_footing(draw.binomial(n, p).tolist(), n.tolist())
        assert f.equal is not None
        assert f.weakest is not None
        hits += [f.equal.low <= p.mean() <= f.equal.high, f.weakest.low <= 0.4 <= f.weakest.high]
    assert (hits / 400 > 0.92).all()


def test_the_map_shows_no_small_square_and_counts_everybody() -> None:
    votes, _ = conversation(800, 40, 16000, 3)
    found = opinions(votes, resample=False)
    assert all(s.people >= 5 for s in found.map)
    assert sum(s.people for s in found.map) + found.unplaced_on_map == found.placed
    assert all(0 < s.x < 1 and 0 < s.y < 1 for s in found.map)
    assert opinion_map.spots(np.zeros((0, 2)), np.zeros(0, dtype=np.int64), 5) == ((), 0)


def test_a_group_too_small_to_show_shows_nothing() -> None:
    rows: ref.Rows = [[1, 1, 1, 1, 1, 1, 1, -1]] * 20 + [[-1, -1, -1, -1, -1, -1, -1, 1]] * 3
    found = opinions(ref.matrix(rows), groups=2, resample=False)
    assert [(g.size, g.hidden, bool(g.defining)) for g in found.groups] == [
        (20, False, True),
        (3, True, False),
    ]


def test_votes_so_few_that_they_could_be_read_off_are_not_shown() -> None:
    # s7 is seen by three people of one group and by nobody else.
    rows: ref.Rows = [[1, 1, 1, 1, 1, 1, 1, 1 if i < 3 else None] for i in range(20)]
    rows += [[-1, -1, -1, -1, -1, -1, -1, None]] * 20
    found = opinions(ref.matrix(rows), groups=2, resample=False)
    hidden = [c for c in found.consensus if c.product is None]
    assert {(c.statement, c.side) for c in hidden} == {("s7", "agree"), ("s7", "disagree")}
    assert all(c.few and c.fewest is None and c.low is None for c in hidden)
    assert "s7" not in {found.statements[d.statement] for g in found.groups for d in g.defining}
    shown = opinions(ref.matrix(rows), groups=2, resample=False, cell=0)
    assert all(c.product is not None for c in shown.consensus)


def test_too_few_votes_are_said() -> None:
    votes, _ = conversation(200, 40, 2000, 8)
    found = opinions(votes, few=10_000, resample=False)
    assert all(c.few for c in found.consensus)
    assert not any(c.few for c in opinions(votes, few=0, resample=False).consensus)
