"""Published results of Polis, figure by figure, and the conversations that come with foedus."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from convene_published import POLIS, fixture, golden, kept, published_groups

from foedus.atlas.conversations import SEED, SHARES, packaged
from foedus.convene import clusters, groups, pca
from foedus.convene.folder import read_conversation
from foedus.convene.generate import planted_regions
from foedus.convene.opinions import VOTED, opinions
from foedus.convene.stats import adjusted_rand


@pytest.mark.parametrize("name", POLIS)
def test_group_votes_equal_the_published_ones(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    agree, disagree, seen = votes.counts(label, len(math["group-clusters"]))
    for g, published in math["group-votes"].items():
        assert published["n-members"] == (label == int(g)).sum()
        for tid, cell in published["votes"].items():
            j = votes.statements.index(tid)
            found = (agree[int(g), j], disagree[int(g), j], seen[int(g), j])
            assert found == (cell["A"], cell["D"], cell["S"]), (g, tid)


@pytest.mark.parametrize("name", POLIS)
def test_consensus_equals_the_published_one(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    agree, _, seen = votes.counts(label, len(math["group-clusters"]))
    found = groups.consensus(agree, seen).product
    for tid, value in math["group-aware-consensus"].items():
        assert found[votes.statements.index(tid)] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("name", POLIS)
def test_representativeness_equals_the_published_one(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    agree, disagree, seen = votes.counts(label, len(math["group-clusters"]))
    sides = {"agree": groups.side(agree, seen), "disagree": groups.side(disagree, seen)}
    checked = 0
    for g, rows in math["repness"].items():
        for row in rows:
            s, j = sides[row["repful-for"]], votes.statements.index(str(row["tid"]))
            assert s.share[int(g), j] == pytest.approx(row["p-success"], abs=1e-12)
            assert s.test[int(g), j] == pytest.approx(row["p-test"], abs=1e-12)
            assert s.ratio[int(g), j] == pytest.approx(row["repness"], abs=1e-12)
            assert s.ratio_test[int(g), j] == pytest.approx(row["repness-test"], abs=2e-6)
            checked += 1
    assert checked >= 11


@pytest.mark.parametrize("name", POLIS)
def test_majority_statements_equal_the_published_ones(shared: Path, name: str) -> None:
    math, votes, _ = fixture(shared, name)
    agree, disagree, seen = votes.counts(np.zeros(votes.n, dtype=np.int64), 1)
    for chosen, which in ((agree, "agree"), (disagree, "disagree")):
        s = groups.side(chosen, seen)
        assert math["consensus"][which]
        for row in math["consensus"][which]:
            j = votes.statements.index(str(row["tid"]))
            assert (chosen[0, j], seen[0, j]) == (row["n-success"], row["n-trials"])
            assert s.share[0, j] == pytest.approx(row["p-success"], abs=1e-12)
            assert s.test[0, j] == pytest.approx(row["p-test"], abs=1e-12)


@pytest.mark.parametrize("name", POLIS)
def test_the_statements_named_for_a_group_are_the_published_ones(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    named = groups.defining(*votes.counts(label, len(math["group-clusters"])))
    for g, rows in math["repness"].items():
        both = [r for r in rows if min(r["p-test"], r["repness-test"]) > groups.SIGNIFICANT]
        found = {(votes.statements[d.statement], d.side) for d in named[int(g)]}
        assert found == {(str(r["tid"]), r["repful-for"]) for r in both}
        # Where no statement meets both tests Polis still names one, the best agreed.
        assert both or len(rows) == 1


@pytest.mark.parametrize("name", POLIS)
def test_centre_and_axes_are_the_published_ones_up_to_sign(shared: Path, name: str) -> None:
    math, votes, _ = fixture(shared, name)
    inside = kept(math, votes)
    at = [votes.statements.index(s) for s in inside.statements]
    found = pca.components(inside)
    # Inside Polis -1 is agree.
    assert -found.mean == pytest.approx(np.array(math["pca"]["center"])[at], abs=1e-12)
    for axis, published in zip(found.axes, np.array(math["pca"]["comps"]), strict=True):
        assert abs(axis @ published[at]) == pytest.approx(1, abs=1e-12)
        outside = np.delete(published, at)
        assert not outside.any()


@pytest.mark.parametrize("name", POLIS)
def test_the_first_cells_of_the_axis_are_those_of_the_golden_table(shared: Path, name: str) -> None:
    math, votes, _ = fixture(shared, name)
    inside = kept(math, votes)
    axis = dict(zip(inside.statements, pca.components(inside).axes[0], strict=True))
    wanted = [float(x) for x in golden(shared, name)["pca_comp1_first3"].split(";")]
    tids = [str(t) for t in math["tids"][:3]]
    same = [axis.get(t, 0.0) for t in tids]
    assert [abs(x) for x in same] == pytest.approx([abs(x) for x in wanted], abs=1e-9)
    assert len({x * y > 0 for x, y in zip(same, wanted, strict=True) if y}) == 1


@pytest.mark.parametrize("name", POLIS)
def test_everybody_stands_where_the_server_put_them(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    inside = kept(math, votes)
    found = pca.components(inside)
    points = pca.scores(inside, found)
    base = math["base-clusters"]
    at = {p: i for i, p in enumerate(people)}
    mine = np.array([points[[at[p] for p in m]].mean(axis=0) for m in base["members"]])
    for axis, published in zip(mine.T, (base["x"], base["y"]), strict=True):
        sign = np.sign(axis @ np.array(published))
        assert sign * axis == pytest.approx(np.array(published), abs=1e-9)


@pytest.mark.parametrize(
    "name,from_theirs,from_ours", [(POLIS[0], 1.0, 0.48), (POLIS[1], 0.95, 0.55)]
)
def test_published_groups_are_a_resting_point_of_k_means_and_not_the_tightest(
    shared: Path, name: str, from_theirs: float, from_ours: float
) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    rows = np.flatnonzero(label >= 0)
    k = len(math["group-clusters"])
    base = math["base-clusters"]
    cells = np.array([base["x"], base["y"]]).T
    of_cell = np.array(
        [next(g["id"] for g in math["group-clusters"] if b in g["members"]) for b in base["id"]]
    )
    centres = np.array([g["center"] for g in sorted(math["group-clusters"], key=lambda g: g["id"])])
    weight = np.array(base["count"], dtype=float)
    means = np.array([np.average(cells[of_cell == g], 0, weight[of_cell == g]) for g in range(k)])
    assert means == pytest.approx(centres, abs=1e-12)
    assert (clusters.nearest(cells, centres)[0] == of_cell).all()
    # From there k-means on people goes nowhere, or hardly; from a start of its own, elsewhere.
    inside = kept(math, votes)
    points = pca.scores(inside, pca.components(inside))[rows]
    start = np.array([points[label[rows] == g].mean(axis=0) for g in range(k)])
    theirs, _ = clusters.kmeans(points, k, 0, start)
    ours, middle = clusters.kmeans(points, k, 0)
    assert adjusted_rand(label[rows], theirs) >= from_theirs
    assert adjusted_rand(label[rows], ours) >= from_ours
    loose = ((points - start[label[rows]]) ** 2).sum()
    assert ((points - middle[ours]) ** 2).sum() < 0.99 * loose


@pytest.mark.parametrize("name,early", [(POLIS[0], 4), (POLIS[1], 32)])
def test_who_is_on_the_map_depends_on_when_they_came(shared: Path, name: str, early: int) -> None:
    math, votes, people = fixture(shared, name)
    cast = dict(zip(people, votes.per_person().tolist(), strict=True))
    assert {str(p): c for p, c in cast.items()} == math["user-vote-counts"]
    on = set(math["in-conv"])
    # All with 7 votes are, and some with fewer, though others with as many or more are not.
    assert {p for p, c in cast.items() if c >= VOTED} <= on
    few = [p for p in on if cast[p] < VOTED]
    assert len(few) == early
    assert max(c for p, c in cast.items() if p not in on) > min(cast[p] for p in few)


@pytest.mark.parametrize("name", POLIS)
def test_the_table_of_golden_values(shared: Path, name: str) -> None:
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    wanted = golden(shared, name)
    k = int(wanted.pop("groups"))
    agree, disagree, seen = votes.counts(label, k)
    sides = {"agree": groups.side(agree, seen), "disagree": groups.side(disagree, seen)}
    shared_by_all = groups.consensus(agree, seen).product
    names = {"p-success": "share", "p-test": "test", "repness": "ratio",
             "repness-test": "ratio_test"}  # fmt: skip
    assert int(wanted.pop("participants_in_conv")) == (label >= 0).sum()
    wanted.pop("pca_comp1_first3")
    for quantity, value in wanted.items():
        words = quantity.split("_")
        if quantity.endswith("_n_members"):
            found: float = (label == int(words[1])).sum()
        elif words[0] == "group":
            found = shared_by_all[votes.statements.index(words[-1])]
        else:
            g, tid, which, figure = words[1][1:], words[2][3:], words[3], words[4]
            j = votes.statements.index(tid)
            found = getattr(sides[which], names[figure])[int(g), j]
        assert found == pytest.approx(float(value), abs=2e-6), quantity


@pytest.mark.parametrize("name,least", [(POLIS[0], 0.4), (POLIS[1], 0.6)])
def test_our_groups_agree_with_the_published_ones(shared: Path, name: str, least: float) -> None:
    # Published labels carry the history of a running server: agreement, never equality.
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    k = len(math["group-clusters"])
    found = opinions(kept(math, votes), groups=k, resample=False, published=label)
    assert found.published is not None
    assert found.published >= least


@pytest.mark.parametrize("name,least", [(POLIS[0], 1.0), (POLIS[1], 0.9)])
def test_started_as_polis_starts_the_groups_are_the_published_ones(
    shared: Path, name: str, least: float
) -> None:
    # From the votes alone: the first people of the file who stand apart are the first centres.
    math, votes, people = fixture(shared, name)
    label = published_groups(math, people)
    k = len(math["group-clusters"])
    found = opinions(kept(math, votes), groups=k, resample=False, published=label, start="first")
    assert found.published is not None
    assert found.published >= least
    assert found.start == "first"


@pytest.mark.parametrize("name", POLIS)
def test_on_the_published_points_our_groups_are_at_least_as_tight(shared: Path, name: str) -> None:
    math, _, _ = fixture(shared, name)
    base = math["base-clusters"]
    points = np.array([base["x"], base["y"]]).T
    published = np.array(
        [next(g["id"] for g in math["group-clusters"] if b in g["members"]) for b in base["id"]]
    )
    k = len(math["group-clusters"])

    def spread(label: np.ndarray) -> float:
        parts = (points[label == g] for g in range(k))
        return float(sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts))

    assert spread(clusters.kmeans(points, k, 0)[0]) <= spread(published)


# ------------------------------------------------------------------ packaged conversations


SHIPPED = {
    # people, published groups with their sizes (counted from the export's own column group-id)
    "canadian-electoral-reform": (448, [16, 265]),
    "vtaiwan-uberx": (1921, [330, 889]),
    "biodiversity": (536, [72, 371]),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_packaged_conversation_is_the_export(name: str) -> None:
    talk, inputs = read_conversation(packaged()[name])
    people, sizes = SHIPPED[name]
    assert talk.votes.n == people
    assert talk.published is not None
    assert [(talk.published == g).sum() for g in (0, 1)] == sizes
    assert "The Computational Democracy Project" in talk.attribution
    assert talk.note.startswith("PLANTED")
    assert len(inputs) == 5


# Agreement with the export's own labels, whichever the start.
LEAST = {"canadian-electoral-reform": 0.89, "vtaiwan-uberx": 0.82, "biodiversity": 0.95}


@pytest.mark.parametrize("start", clusters.STARTS)
@pytest.mark.parametrize("name", SHIPPED)
def test_labels_agree_with_the_export_s_at_equal_k(name: str, start: str) -> None:
    talk, _ = read_conversation(packaged()[name])
    found = opinions(talk.votes, groups=2, published=talk.published, resample=False, start=start)
    assert found.published is not None
    assert found.published >= LEAST[name]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_planted_regions_can_be_planted_again(name: str) -> None:
    talk, _ = read_conversation(packaged()[name])
    assert talk.published is not None
    again = planted_regions(talk.votes.people, talk.published.tolist(), SHARES, f"{SEED}:{name}")
    assert talk.votes.region is not None
    assert [talk.votes.regions[r] for r in talk.votes.region] == list(again.values())


def test_the_packaged_conversations_stay_small() -> None:
    files = [p for folder in packaged().values() for p in folder.iterdir()]
    assert sum(p.stat().st_size for p in files) < 200_000


# The numbers of the three exports, by our own count of the files (read with csv alone).
@pytest.mark.parametrize("name", SHIPPED)
def test_people_and_groups_are_those_of_the_golden_table(shared: Path, name: str) -> None:
    exports = {"vtaiwan-uberx": "vtaiwan.uberx", "biodiversity": "scoop-hivemind.biodiversity"}
    wanted = golden(shared, exports.get(name, name))
    people, sizes = SHIPPED[name]
    assert int(wanted["participants"]) == people
    left = people - sum(sizes)
    assert wanted["published_group_sizes"] == f"{sizes[0]};{sizes[1]} ({left} ungrouped)"


@pytest.mark.parametrize("name", SHIPPED)
def test_votes_are_counted_as_a_plain_reader_counts_them(name: str) -> None:
    folder = packaged()[name]
    with gzip.open(folder / "participants-votes.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with gzip.open(folder / "comments.csv.gz", "rt", encoding="utf-8") as file:
        out = {r["comment-id"] for r in csv.DictReader(file) if r["moderated"] == "-1"}
    ids = [c for c in rows[0] if c.isdecimal() and c not in out]
    talk, _ = read_conversation(folder)
    assert talk.votes.statements == tuple(ids)
    assert talk.votes.votes == sum(r[c] != "" for r in rows for c in ids)
    agree, disagree, _ = talk.votes.counts(np.zeros(talk.votes.n, dtype=np.int64), 1)
    assert int(agree.sum()) == sum(r[c] == "1" for r in rows for c in ids)
    assert int(disagree.sum()) == sum(r[c] == "-1" for r in rows for c in ids)
    assert set(talk.votes.moderated) <= out
