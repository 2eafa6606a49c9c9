"""Smaller parts of a convention against definitions: eigenvectors, flips, turnout, texts."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import convene_reference as ref
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.convene import clusters, pca
from foedus.convene.access import participation, read_participation
from foedus.convene.agenda import Clause, Voter, control, majority, outcomes, successive
from foedus.convene.agenda import amendment as amend
from foedus.convene.agenda_reading import read_plan
from foedus.convene.agenda_whole import agendas
from foedus.convene.delegates import by_rule, delegation, equal, read_seats
from foedus.convene.footing import footings
from foedus.convene.groups import NAMED, SIGNIFICANT, defining, side
from foedus.convene.matrix import BLOCK, VoteMatrix
from foedus.convene.submissions import CROWD, Submission, normal, runs, submissions
from foedus.convene.support import Threshold, read_support, support
from foedus.convene.turnout import turnout
from foedus.errors import BadInput
from foedus.proof.ballots import Votes

# ------------------------------------------------------------------ eigenvectors


@pytest.mark.parametrize(
    "diagonal",
    [[3.0], [5.0, 1.0], [2.0, 2.0, 2.0], [0.0, 0.0, 0.0], [4.0, 4.0, 1.0, 0.0], [1e-8, 2e-8]],
)
def test_lanczos_finds_values_that_are_equal_nought_or_tiny(diagonal: list[float]) -> None:
    matrix = np.diag(diagonal)
    k = min(2, len(diagonal))
    values, vectors, _ = pca.lanczos(lambda v: matrix @ v, len(diagonal), k)
    assert values == pytest.approx(sorted(diagonal, reverse=True)[:k], abs=1e-12)
    for value, vector in zip(values, vectors, strict=True):
        assert matrix @ vector == pytest.approx(value * vector, abs=1e-9)
    assert vectors @ vectors.T == pytest.approx(np.eye(k), abs=1e-9)


@settings(max_examples=50)
@given(st.integers(2, 40), st.integers(0, 10**6))
def test_lanczos_finds_the_largest_values_of_any_gram_matrix(m: int, seed: int) -> None:
    z = np.random.default_rng(seed).normal(size=(m + 3, m))
    gram = z.T @ z
    values, vectors, steps = pca.lanczos(lambda v: gram @ v, m, 2)
    wanted = np.linalg.eigvalsh(gram)[::-1][:2]
    assert values == pytest.approx(wanted, rel=1e-6)
    assert steps <= m
    for value, vector in zip(values, vectors, strict=True):
        assert np.linalg.norm(gram @ vector - value * vector) <= 1e-5 * values[0]


def test_all_variance_is_shared_among_the_components() -> None:
    rows: ref.Rows = [[1, -1, None], [1, 1, 0], [-1, -1, 1], [0, None, 1]]
    found = pca.components(ref.matrix(rows), 3)
    assert found.share.sum() == pytest.approx(1)


def test_a_matrix_without_a_vote_has_no_variance() -> None:
    empty = VoteMatrix(np.zeros(4, dtype=np.int64), np.zeros(0, dtype=np.int32),
                       np.zeros(0, dtype=np.int8), ("a", "b"))  # fmt: skip
    assert pca.components(empty).values == pytest.approx([0, 0])
    assert empty.blocks() == [(0, 3)]
    assert empty.counts(np.zeros(3, dtype=np.int64), 1)[2].tolist() == [[0, 0]]


def test_a_large_matrix_is_handled_in_blocks() -> None:
    n, each = 3000, 200
    column = np.tile(np.arange(each, dtype=np.int32), n)
    value = np.random.default_rng(1).choice([-1, 0, 1], n * each).astype(np.int8)
    start = np.arange(n + 1, dtype=np.int64) * each
    votes = VoteMatrix(start, column, value, tuple(map(str, range(each))))
    parts = votes.blocks()
    assert len(parts) > 1
    assert parts[0][0] == 0
    assert parts[-1][1] == n
    assert all(a[1] == b[0] for a, b in pairwise(parts))
    assert all((b - a) * each <= BLOCK + each for a, b in parts)
    dense = value.reshape(n, each)
    assert pca.means(votes) == pytest.approx(dense.mean(axis=0))
    agree, disagree, _ = votes.counts(np.zeros(n, dtype=np.int64), 1)
    assert agree[0].tolist() == (dense == 1).sum(axis=0).tolist()
    assert disagree[0].tolist() == (dense == -1).sum(axis=0).tolist()


# ------------------------------------------------------------------ groups


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=6, max_size=30))
def test_more_restarts_never_make_groups_looser(points: list[tuple[int, int]]) -> None:
    at = np.array(points, dtype=float)

    def spread(restarts: int) -> float:
        centres = clusters.search(at, 3, 1, restarts)
        return float(clusters.nearest(at, centres)[1].sum())

    assert spread(10) <= spread(1) + 1e-9


def test_nearest_breaks_ties_towards_the_first_centre() -> None:
    label, distance = clusters.nearest(np.array([[0.0, 0.0]]), np.array([[1.0, 0], [-1.0, 0]]))
    assert (label[0], distance[0]) == (0, 1.0)


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)),
        min_size=4, max_size=4,
    )
)  # fmt: skip
def test_what_defines_a_group_passes_both_tests_and_comes_strongest_first(
    cells: list[tuple[int, int, int]],
) -> None:
    agree = np.array([[a, b] for a, b, _ in cells])
    disagree = np.array([[b, c] for _, b, c in cells])
    seen = agree + disagree + 1
    sides = {"agree": side(agree, seen), "disagree": side(disagree, seen)}
    for g, found in enumerate(defining(agree, disagree, seen)):
        assert len(found) <= NAMED
        strengths = []
        for d in found:
            s = sides[d.side]
            assert d.test > SIGNIFICANT
            assert d.ratio_test > SIGNIFICANT
            strengths.append(float(s.strength[g, d.statement]))
        assert strengths == sorted(strengths, reverse=True)
        assert len({d.statement for d in found}) == len(found)


def test_footings_of_one_region_are_all_the_same() -> None:
    (f,) = footings(np.array([[30]]), np.array([[40]]), ("A",), ("s",), ())
    assert f.equal is not None
    assert f.weakest is not None
    assert f.pooled.value == f.equal.value == f.weakest.value == 0.75
    assert not f.differ
    assert f.effective == pytest.approx(40)


def test_without_regions_only_the_pooled_figure_stands() -> None:
    (f,) = footings(np.zeros((0, 1)), np.zeros((0, 1)), (), ("s",), ("T",),
                    pooled=(np.array([3]), np.array([9])))  # fmt: skip
    assert (f.equal, f.weakest, f.pooled.value) == (None, None, 3 / 9)


# ------------------------------------------------------------------ turnout


ROWS = (
    Votes("People", "A", {"yes": 30, "no": 10, "abstain": 5, "absent": 50, "invalid": 5,
                          "registered": 100}),
    Votes("People", "B", {"yes": 1, "no": 1, "abstain": 0, "absent": None, "invalid": None,
                          "registered": None}),
)  # fmt: skip


def test_turnout_adds_rows_up_only_where_all_are_known() -> None:
    found = {(t.name, t.numerator, t.denominator): t for t in turnout(ROWS, {"adults": {"A": 80}})}
    one = found["A in People", "with invalid", "registered"]
    assert (one.voted, one.of, one.share) == (50, 100, Fraction(1, 2))
    assert found["A in People", "valid votes (yes and no)", "adults"].share == Fraction(1, 2)
    assert found["B in People", "with invalid", "registered"].voted is None
    assert found["all of People", "valid votes (yes and no)", "registered"].voted == 42
    assert found["all of People", "valid votes (yes and no)", "registered"].share is None


def test_a_register_not_given_is_what_the_cells_add_up_to() -> None:
    row = Votes("P", "", {"yes": 3, "no": 1, "abstain": 0, "absent": 6, "invalid": 0,
                          "registered": None})  # fmt: skip
    (first, *_) = turnout((row,), {})
    assert (first.of, first.share) == (10, Fraction(4, 10))


# ------------------------------------------------------------------ support, seats


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 5)), min_size=1, max_size=25),
    st.integers(1, 6),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_support_is_counted_by_people_and_regions(
    rows: list[tuple[str, int]], supporters: int, regions: int, each: int
) -> None:
    home = {p: "NSE"[p % 3] for p in range(6)}
    text = "initiative,person,region\n" + "".join(f"{i},p{p},{home[p]}\n" for i, p in rows)
    found = support(read_support(text.encode(), "f"), Threshold(supporters, regions, each))
    for one in found.initiatives:
        people = {p for i, p in rows if i == one.name}
        by = Counter(home[p] for p in people)
        enough = len(people) >= supporters
        spread = sum(n >= each for n in by.values()) >= regions
        assert (one.supporters, one.enough, one.spread) == (len(people), enough, spread)
        assert one.reached == (enough and spread)
        assert one.signatures == sum(i == one.name for i, _ in rows)
        assert one.short == max(0, supporters - len(people))
        assert one.largest == max(by.values()) / len(people)
    repeats = {(i, f"p{p}"): n for (i, p), n in Counter(rows).items() if n > 1}
    assert {(i, p): n for i, p, n in found.repeated} == repeats


@given(st.lists(st.integers(1, 500), min_size=2, max_size=6), st.integers(1, 8))
def test_equal_seats_are_equal_for_units_and_as_unequal_as_regions_are_for_citizens(
    people: list[int], each: int
) -> None:
    table = {f"R{i}": n for i, n in enumerate(people)}
    found = delegation(equal(list(table), each), table)
    assert found.equal_units
    assert found.size == each * len(people)
    assert found.ratio == Fraction(max(people), min(people))
    assert found.majority is not None
    # The smallest regions that are more than half of them hold a majority of equal seats.
    half = len(people) // 2 + 1
    assert found.majority == Fraction(sum(sorted(people)[:half]), sum(people))


@given(st.lists(st.integers(1, 500), min_size=2, max_size=5), st.integers(2, 40))
def test_seats_by_a_rule_are_those_of_elect(people: list[int], size: int) -> None:
    from foedus.elect.seats import allocate

    table = {f"R{i}": n for i, n in enumerate(people)}
    found = by_rule(table, "sainte-lague", size)
    wanted = allocate("sainte-lague", size, table)
    assert found.seats == wanted.seats
    assert len(found.tied) == len(wanted.ties)


@pytest.mark.parametrize(
    "text,code",
    [
        ("region,seats\nA,1\nA,2\nB,1\n", "E802"),
        ("region,seats\nA,1\n", "E803"),
        ("region,seats\nA,1\nB,x\n", "E801"),
        ("region,seats\nA,1\nB,1\nC,1\n", "E803"),
        ("region\nA\n", "E800"),
    ],
)
def test_bad_tables_of_seats_get_named_errors(text: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        read_seats(text.encode(), "s.csv", ("A", "B"))


def test_participation_by_region_adds_up_to_the_people_in_the_table() -> None:
    text = "person,region,invited,voted\n" + "".join(
        f"p{i},R{i % 4},yes,{'yes' if i % 3 == 0 else 'no'}\n" for i in range(200)
    )
    found = participation(read_participation(text.encode(), "f"))
    region = found.breakdowns[0]
    assert found.people == 200
    assert sum(r.rates[0].count or 0 for r in region.rows) == 200
    assert region.whole.rates[1].count == sum(i % 3 == 0 for i in range(200))
    for row in region.rows:
        rate = row.rates[1]
        assert rate.low is not None
        assert rate.high is not None
        assert rate.share is not None
        assert rate.low <= rate.share <= rate.high


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize(
    "first,second,same",
    [
        ("We ask for water.", "we ask, for WATER", True),
        ("Wasser für alle", "WASSER FÜR ALLE!", True),
        ("ｗａｔｅｒ", "water", True),
        ("one  two\nthree", "one two three", True),
        ("We ask for water", "We ask for waters", False),
        ("水は権利", "水は権利。", True),
    ],
)
def test_texts_are_the_same_apart_from_case_punctuation_and_form(
    first: str, second: str, same: bool
) -> None:
    assert (normal(first) == normal(second)) is same


def test_runs_of_three_words() -> None:
    assert runs("a b c d") == {"a b c", "b c d"}
    assert runs("a b") == {"a b"}


def test_hundreds_of_near_copies_are_held_against_the_first_and_said_so() -> None:
    body = " ".join(f"word{i}" for i in range(60))
    texts = [f"{body} signed {i}" for i in range(CROWD + 100)]
    found = submissions([Submission(str(i), t) for i, t in enumerate(texts)])
    assert not found.complete
    assert {(n.first, n.second) for n in found.near} == {
        ("0", str(i)) for i in range(1, CROWD + 100)
    }
    assert len(found.near_groups) == 1
    assert found.own == CROWD + 100


def test_two_texts_without_words_are_one_petition() -> None:
    found = submissions([Submission("1", "..."), Submission("2", "!!")])
    assert (found.own, found.in_petitions) == (0, 2)


# ------------------------------------------------------------------ agendas, once more


@given(st.permutations(range(3)), st.permutations(range(3)), st.permutations(range(3)))
def test_whoever_sets_the_agenda_never_does_worse_than_under_the_imposed_one(
    a: list[int], b: list[int], c: list[int]
) -> None:
    ranks = [tuple(a), tuple(b), tuple(c)]
    voters = tuple(Voter(f"v{i}", 1, r) for i, r in enumerate(ranks))
    clause = Clause("c", ("x", "y", "z"), 0, voters)
    beats = majority(clause)

    def decide(order: object) -> frozenset[int]:
        return amend(order, beats)  # type: ignore[arg-type]

    for order in ((0, 1, 2), (2, 1, 0)):
        for row in control(clause, decide, decide(order), "v1"):
            assert row.best <= row.imposed <= row.worst
            assert row.gain == row.imposed - row.best
    first = control(clause, decide, decide((0, 1, 2)), "v1")[0]
    assert first.controls
    found = outcomes(clause, decide)
    assert (len(found) == 1) == all(r.best == r.worst for r in control(
        clause, decide, decide((0, 1, 2)), ""))  # fmt: skip


def test_the_last_option_of_the_successive_procedure_needs_no_vote() -> None:
    assert successive((2, 1, 0), lambda *_: False) == {0}
    assert successive((2, 1, 0), lambda *_: True) == {2}
    assert successive((2, 1, 0), lambda *_: None) == {0, 1, 2}


SUCCESSIVE = """procedure = "successive"
[[clause]]
key = "c"
status_quo = "old"
order = ["strong", "weak", "old"]
[[clause.option]]
key = "old"
[[clause.option]]
key = "weak"
[[clause.option]]
key = "strong"
"""
VIEWS = """voter,votes,clause,ranking
A,40,c,strong > weak > old
B,25,c,weak > strong > old
C,35,c,old > weak > strong
"""


def test_the_extreme_option_first_lets_the_middle_one_win() -> None:
    found = agendas(read_plan(SUCCESSIVE.encode(), "p", VIEWS.encode(), "r"))
    (clause,) = found.clauses
    assert [(x.option, x.votes_for, x.votes_against, x.won) for x in clause.path] == [
        ("strong", 40, 60, False), ("weak", 65, 35, True),
    ]  # fmt: skip
    assert clause.imposed == ("weak",)
    assert clause.condorcet == "weak"
    assert found.whole is not None
    assert found.whole.adopted is True


def test_a_whole_that_nobody_ranks_follows_from_the_clauses() -> None:
    found = agendas(read_plan(SUCCESSIVE.encode(), "p", VIEWS.encode(), "r"))
    assert found.whole is not None
    assert not found.whole.stated
    assert (found.whole.yes, found.whole.no) == (65, 35)
    assert any("counted alike" in a for a in found.assumptions)
