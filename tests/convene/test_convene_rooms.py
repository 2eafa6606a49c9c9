"""Pieces of a convention that the other tests reach only through a command, one by one."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import convene_reference as ref
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_convene_agenda import clauses

from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.convene import clusters
from foedus.convene.agenda import Clause, Voter, first_choices, majority
from foedus.convene.agenda_rules import procedure_test, ruled, ruled_successive, split_by_unit
from foedus.convene.matrix import VoteMatrix
from foedus.convene.reading import (
    needed,
    own_votes,
    polis_comments,
    polis_votes,
    triples,
    with_regions,
    with_texts,
)
from foedus.csvfile import parse_sheet
from foedus.errors import BadInput, Place

# ------------------------------------------------------------------ from where groups start

PLACES = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=4, max_size=30).map(
    lambda rows: np.array(rows, dtype=float)
)


@given(PLACES, st.integers(1, 6))
def test_the_first_people_who_stand_apart_are_the_first_centres(points: np.ndarray, k: int) -> None:
    wanted: list[tuple[float, ...]] = []
    for row in points:
        if tuple(row) not in wanted and len(wanted) < k:
            wanted.append(tuple(row))
    assert [tuple(c) for c in clusters.begin(points, k, 0, "first")] == wanted


@given(PLACES, st.integers(2, 4))
def test_from_the_first_people_k_means_is_lloyd_s_by_hand(points: np.ndarray, k: int) -> None:
    found, centres = clusters.kmeans(points, k, 0, start="first")
    middle = clusters.begin(points, k, 0, "first")
    label = None
    while True:
        again = [int(np.argmin(((p - middle) ** 2).sum(axis=1))) for p in points]
        if again == label:
            break
        label = again
        middle = np.array([
            points[np.array(label) == g].mean(axis=0) if g in label else middle[g]
            for g in range(len(middle))
        ])  # fmt: skip
    # The same parts, whatever their names; the largest is 0.
    pairs = set(zip(found.tolist(), label, strict=True))
    assert len(pairs) == len(set(found.tolist())) == len(set(label))
    sizes = np.bincount(found, minlength=len(centres))
    assert (np.diff(sizes) <= 0).all()


@given(PLACES)
def test_the_seed_is_of_no_matter_where_the_first_people_are_the_start(points: np.ndarray) -> None:
    one, other = (clusters.kmeans(points, 2, seed, start="first")[0] for seed in (0, 9))
    assert one.tolist() == other.tolist()


@pytest.mark.parametrize("start", clusters.STARTS)
def test_the_number_of_groups_is_that_of_three_clouds(start: str) -> None:
    draw = np.random.default_rng(3)
    clouds = [draw.normal(at, 0.2, (20, 2)) for at in ((0, 0), (5, 0), (0, 5))]
    points = draw.permutation(np.concatenate(clouds))
    k, tried, centres = clusters.choose(points, 0, start)
    assert [t.k for t in tried] == [2, 3, 4, 5]
    assert k == len(centres) == max(tried, key=lambda t: t.value).k
    # Two of the first three people are of one cloud: that start splits it and does not recover.
    assert k == (3 if start == "best" else 5)


# ------------------------------------------------------------------ reading


@st.composite
def exports(draw: st.DrawFn) -> list[list[str]]:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    votes = st.sampled_from(["1", "-1", "0", ""])
    return [
        [str(i), draw(st.sampled_from(["", "0", "1"])), *(draw(votes) for _ in range(m))]
        for i in range(n)
    ]


@given(exports())
def test_an_export_is_read_cell_by_cell(rows: list[list[str]]) -> None:
    head = ["participant", "group-id", *(str(10 + j) for j in range(len(rows[0]) - 2))]
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    votes, group = polis_votes(out.getvalue().encode(), "v.csv")
    assert votes.statements == tuple(head[2:])
    assert votes.people == tuple(r[0] for r in rows)
    assert group.tolist() == [int(r[1]) if r[1] else -1 for r in rows]
    for i, row in enumerate(rows):
        low, high = votes.start[i], votes.start[i + 1]
        cells = zip(votes.column[low:high].tolist(), votes.value[low:high].tolist(), strict=True)
        assert dict(cells) == {j: int(c) for j, c in enumerate(row[2:]) if c}


@given(exports())
def test_a_long_table_says_the_same_as_a_wide_one(rows: list[list[str]]) -> None:
    words = {"1": "agree", "-1": "Disagree", "0": " pass ", "": ""}
    long = [(r[0], f"s{j}", words[c]) for r in rows for j, c in enumerate(r[2:])]
    out = io.StringIO()
    csv.writer(out).writerows([("participant", "statement", "vote"), *long])
    votes, regions = own_votes(out.getvalue().encode(), "v.csv")
    assert regions == {}
    wide = ref.matrix([[int(c) if c else None for c in r[2:]] for r in rows])
    assert (votes.n, votes.m) == (wide.n, wide.m)
    for name in ("start", "column", "value"):
        assert getattr(votes, name).tolist() == getattr(wide, name).tolist()


def test_comments_give_texts_and_what_moderation_took_out() -> None:
    data = b'comment-id,moderated,comment-body\n0,1,Yes\n1,-1,Spam\n2,0,"A, b"\n'
    assert polis_comments(data, "c.csv") == ({"0": "Yes", "1": "Spam", "2": "A, b"}, ("1",))


def test_every_column_that_is_lacking_is_named() -> None:
    sheet = parse_sheet(b"a,regoin\n1,2\n", "t.csv", code="E800")
    needed(sheet, ("a",))
    with pytest.raises(BadInput) as raised:
        needed(sheet, ("a", "region", "person"))
    found = raised.value.diagnostics
    assert [d.code for d in found] == ["E800", "E800"]
    assert "region" in found[0].what
    assert "regoin" in found[0].help
    assert "person" in found[1].what


@pytest.mark.parametrize(
    "people,statements,votes,regions,code",
    [
        ("pp", "ss", ("agree", "pass"), None, "E802"),
        ("pq", "ss", ("agree", "maybe"), None, "E801"),
        ("pp", "st", ("agree", "pass"), ("N", "S"), "E802"),
    ],
)
def test_faults_of_triples_are_named(
    people: str, statements: str, votes: tuple[str, ...], regions: tuple[str, ...] | None, code: str
) -> None:
    with pytest.raises(BadInput) as raised:
        triples(people, statements, votes, regions, lambda row, _: Place("t", row + 2))
    assert {d.code for d in raised.value.diagnostics} == {code}


@pytest.fixture
def two() -> VoteMatrix:
    return ref.matrix([[1, None, 0], [-1, 1, None]])


def test_regions_are_those_given_or_those_known(two: VoteMatrix) -> None:
    given_ = {"p0": "South", "p1": ""}
    found = with_regions(two, given_, (), "r.csv")
    assert found.regions == ("South",)
    assert found.region is not None
    assert found.region.tolist() == [0, -1]
    known = with_regions(two, given_, ("North", "South"), "r.csv")
    assert known.region is not None
    assert (known.regions, known.region.tolist()) == (("North", "South"), [1, -1])
    with pytest.raises(BadInput, match="South") as raised:
        with_regions(two, given_, ("North", "Southern"), "r.csv")
    assert raised.value.diagnostics[0].code == "E803"


def test_statements_taken_out_are_named_and_their_votes_gone(two: VoteMatrix) -> None:
    found = with_texts(two, {"s0": "One", "s2": "Three"}, ("s1",))
    assert (found.statements, found.texts) == (("s0", "s2"), ("One", "Three"))
    assert found.moderated == ("s1",)
    assert found.votes == 3
    whole = with_texts(two, {}, ())
    assert (whole.statements, whole.texts, whole.moderated) == (two.statements, ("",) * 3, ())


# ------------------------------------------------------------------ the convention's own rules


@given(clauses(), st.data())
def test_votes_by_unit_add_up_to_those_of_all(clause: Clause, data: st.DataObject) -> None:
    units = data.draw(st.lists(st.sampled_from("NS"), min_size=len(clause.voters),
                               max_size=len(clause.voters)))  # fmt: skip
    voters = tuple(Voter(v.name, v.votes, v.rank, u)
                   for v, u in zip(clause.voters, units, strict=True))  # fmt: skip
    clause = Clause(clause.key, clause.options, clause.status_quo, voters)
    rest = tuple(range(1, len(clause.options)))
    together = split_by_unit(clause, 0, rest, by_unit=False)
    apart = split_by_unit(clause, 0, rest, by_unit=True)
    assert together == {"": first_choices(clause, 0, rest)}
    assert tuple(map(sum, zip(*apart.values(), strict=True))) == together[""]
    for unit, (yes, no, equal) in apart.items():
        mine = [v for v in voters if v.unit == unit]
        best = [(v.votes, v.rank[0], min(v.rank[o] for o in rest)) for v in mine]
        assert yes == sum(n for n, own, other in best if own < other)
        assert no == sum(n for n, own, other in best if own > other)
        assert equal == sum(n for n, own, other in best if own == other)


@given(clauses())
def test_without_rules_every_pair_is_a_plain_majority(clause: Clause) -> None:
    beats, plain = ruled(clause, None), majority(clause)
    successive, by_hand = ruled_successive(clause, None), ref.plurality_of_yes(clause)
    for i in range(len(clause.options)):
        rest = tuple(j for j in range(len(clause.options)) if j != i)
        assert successive(i, rest) == by_hand(i, rest)
        assert all(beats(i, j) == plain(i, j) for j in rest)


@given(clauses(), st.sampled_from([True, False, None]))
def test_a_rule_decides_only_against_the_status_quo(clause: Clause, says: bool | None) -> None:
    beats, plain = ruled(clause, lambda _: says), majority(clause)
    now = clause.status_quo
    for i in range(len(clause.options)):
        for j in range(len(clause.options)):
            if i == j:
                continue
            wanted = plain(i, j)
            if now == j:
                wanted = says
            elif now == i:
                wanted = None if says is None else not says
            assert beats(i, j) == wanted
    passes = ruled_successive(clause, lambda _: says)
    for i in range(len(clause.options)):
        rest = tuple(j for j in range(len(clause.options)) if j != i)
        plain_yes = ref.plurality_of_yes(clause)(i, rest)
        assert passes(i, rest) == (plain_yes if i == now else says)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 10))
def test_a_procedure_of_two_thirds_is_one(yes: int, no: int, equal: int) -> None:
    text = (
        'constitution Small\n  source "made"\nbody Plenary: 70 members\n\n'
        'procedure "Clause" under "Art. 1"\n'
        "  passes when Plenary approve by at least 2/3 of votes cast\n"
    )
    test = procedure_test(
        Model(parse(text, "s.foedus"), {}, file="s.foedus"), "Clause", "Plenary", by_unit=False
    )
    found = test({"": (yes, no, equal)})
    cast = yes + no
    assert found == (Fraction(yes, cast) >= Fraction(2, 3) if cast else found)
    assert found is not True or cast
