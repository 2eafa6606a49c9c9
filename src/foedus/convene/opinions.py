"""Opinion groups, what defines each, what all agree on, and every figure on three footings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.convene.clusters import Silhouette, Stability, choose, kmeans, stability
from foedus.convene.footing import CELL, Footing, footings
from foedus.convene.groups import Consensus, Defining, consensus, defining
from foedus.convene.matrix import Floats, Ints, VoteMatrix
from foedus.convene.opinion_map import Spot, spots
from foedus.convene.pca import Components, components, scores
from foedus.convene.stats import adjusted_rand
from foedus.errors import BadInput, Diagnostic, Place

#: People with at least min(VOTED, m) votes are placed in a group.
VOTED = 7
#: A statement that fewer of some group saw is said to have too few votes.
FEW = 10
NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
METHOD = (
    "PCA of the sparse centred matrix by Lanczos steps, scores times sqrt(statements / votes), "
    "k-means with a seed, k by silhouette unless given"
)
REFERENCE = "Small et al. 2021 (Polis); Rousseeuw 1987; Hennig 2007; Kish 1965"


@dataclass(frozen=True, slots=True)
class Group:
    """One opinion group: its name, size, centre in the plane and what sets it apart.

    `hidden` where it has fewer members than may be shown; then `defining` is empty.
    """

    name: str
    size: int
    centre: tuple[float, float]
    defining: tuple[Defining, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """How far all groups share one side of a statement (see `foedus.convene.groups.Consensus`).

    `few` where some group has fewer than the stated number of votes on it. None where some group
    cast so few (and not none) that its people's votes could be read off.
    """

    statement: str
    text: str
    side: str
    product: float | None
    least: float | None
    low: float | None
    fewest: int | None
    few: bool


@dataclass(frozen=True, slots=True)
class ByRegion:
    """The grouping in which every region weighs the same, and how far it agrees with the first.

    Weights are 1 / (R n_r) for each person of a region of n_r people (those in no region are
    left out); `rand` is the adjusted Rand index of the two labellings.
    """

    k: int
    sizes: tuple[int, ...]
    rand: float
    people: int


@dataclass(frozen=True, slots=True)
class Opinions(Answer):
    """The opinions of a conversation.

    `placed` people have enough votes to be in a group, of `people`; `values` and `residual` are
    the eigenvalues of the two axes and how far each is from exact; `published` is the agreement
    (adjusted Rand index) with the labels of the export, which are never taken over.
    """

    people: int
    placed: int
    votes: int
    statements: tuple[str, ...] = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)
    moderated: tuple[str, ...]
    k: int
    chosen: str
    seed: int
    silhouettes: tuple[Silhouette, ...]
    share: tuple[float, ...]
    residual: tuple[float, ...]
    stability: Stability | None
    groups: tuple[Group, ...]
    consensus: tuple[Shared, ...]
    regions: tuple[str, ...]
    footing: tuple[Footing, ...]
    by_region: ByRegion | None
    published: float | None
    map: tuple[Spot, ...]
    unplaced_on_map: int
    notes: tuple[str, ...]
    few: int = FEW
    cell: int = CELL
    start: str = "best"
    labels: Ints = field(repr=False, compare=False, default_factory=lambda: np.zeros(0, np.int64))
    points: Floats = field(repr=False, compare=False, default_factory=lambda: np.zeros((0, 2)))
    label: Label = Label.ESTIMATE
    method: str = METHOD
    reference: str = REFERENCE

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a statement and side: the consensus of all groups."""
        return [
            {"statement": c.statement, "side": c.side, "product": c.product, "least": c.least,
             "low": c.low, "fewest": c.fewest, "few": c.few, "text": c.text}
            for c in self.consensus
        ]  # fmt: skip

    def differing(self) -> tuple[Footing, ...]:
        """Return the statements whose verdict depends on the footing."""
        return tuple(f for f in self.footing if f.differ)


def opinions(
    votes: VoteMatrix,
    *,
    groups: int | None = None,
    seed: int = 0,
    published: Ints | None = None,
    few: int = FEW,
    cell: int = CELL,
    resample: bool = True,
    start: str = "best",
) -> Opinions:
    """Return the opinion groups of a vote matrix and what they share.

    People with fewer than min(7, m) votes are in no group, and in every pooled figure. `groups`
    fixes k (chosen by silhouette otherwise); `start` is where k-means starts (`clusters.STARTS`).
    Raises BadInput (E806) for a k that the people do
    not allow and for a conversation in which nobody can be placed.
    """
    rows = np.flatnonzero(votes.per_person() >= min(VOTED, votes.m))
    _check(votes, rows, groups)
    found = components(votes)
    inside = votes.take(rows)
    points = scores(inside, found)
    if groups is None:
        k, tried, centres = choose(points, seed, start)
        label, centre = kmeans(points, k, seed, centres)
    else:
        k, tried = groups, ()
        label, centre = kmeans(points, k, seed, start=start)
    agree, disagree, seen = inside.counts(label, len(centre))
    everybody = np.full(votes.n, -1, dtype=np.int64)
    everybody[rows] = label
    marks, unplaced = spots(points, label, cell)
    return Opinions(
        votes.n, len(rows), votes.votes, votes.statements, votes.texts, votes.moderated,
        len(centre), "silhouette" if groups is None else "given", seed, tried,
        _floats(found.share), _floats(found.residual),
        stability(inside, label, len(centre), seed, start) if resample else None,
        _groups(label, centre, defining(agree, disagree, seen, cell), cell),
        _shared(votes, agree, disagree, seen, few, cell),
        votes.regions, _footing(votes, cell),
        _by_region(votes, rows, label, len(centre), seed, start),
        _agreement(published, rows, label), marks, unplaced,
        tuple(_notes(votes, rows, found, centre)), few, cell, start, everybody, points,
    )  # fmt: skip


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _check(votes: VoteMatrix, rows: Ints, groups: int | None) -> None:
    place = Place("--groups")
    if groups is not None and not 2 <= groups <= min(len(rows), len(NAMES)):
        what = f"{groups} groups of {len(rows)} people with enough votes"
        expected = f"2 to {min(len(rows), len(NAMES))}"
        raise BadInput(Diagnostic("E806", what, place, expected))
    if len(rows) < 4 or votes.m < 2:
        what = (
            f"{len(rows)} of {votes.n} people have {min(VOTED, votes.m)} votes or more on "
            f"{votes.m} statements: no groups can be formed"
        )
        raise BadInput(Diagnostic("E806", what, Place("votes"), "4 people and 2 statements"))


def _groups(
    label: Ints, centre: Floats, named: tuple[tuple[Defining, ...], ...], cell: int
) -> tuple[Group, ...]:
    sizes = np.bincount(label, minlength=len(centre))
    made = []
    for g, at in enumerate(centre):
        hidden = bool(sizes[g] < cell)
        place = (round(float(at[0]), 6), round(float(at[1]) if len(at) > 1 else 0.0, 6))
        made.append(Group(NAMES[g], int(sizes[g]), place, () if hidden else named[g], hidden))
    return tuple(made)


def _shared(
    votes: VoteMatrix, agree: Ints, disagree: Ints, seen: Ints, few: int, cell: int
) -> tuple[Shared, ...]:
    small = np.any((seen > 0) & (seen < cell), axis=0).tolist()
    rows: list[Shared] = []
    for name, chosen in (("agree", agree), ("disagree", disagree)):
        c: Consensus = consensus(chosen, seen)
        for j, s in enumerate(votes.statements):
            text = votes.texts[j] if votes.texts else ""
            if small[j]:
                rows.append(Shared(s, text, name, None, None, None, None, True))
                continue
            figures = float(c.product[j]), float(c.least[j]), float(c.low[j]), int(c.fewest[j])
            rows.append(Shared(s, text, name, *figures, bool(c.fewest[j] < few)))
    return tuple(sorted(rows, key=_order))


def _order(row: Shared) -> tuple[bool, bool, float, str, str]:
    return row.few, row.product is None, -(row.product or 0.0), row.statement, row.side


def _footing(votes: VoteMatrix, cell: int) -> tuple[Footing, ...]:
    if votes.region is None or not votes.regions:
        return ()
    agree, _, seen = votes.counts(votes.region, len(votes.regions))
    whole = votes.counts(np.zeros(votes.n, dtype=np.int64), 1)
    return footings(
        agree, seen, votes.regions, votes.statements, votes.texts,
        pooled=(whole[0][0], whole[2][0]), cell=cell,
    )  # fmt: skip


def _by_region(
    votes: VoteMatrix, rows: Ints, label: Ints, k: int, seed: int, start: str
) -> ByRegion | None:
    if votes.region is None or not votes.regions:
        return None
    known = votes.region[rows] >= 0
    inside = votes.take(rows[known])
    assert inside.region is not None
    count = np.bincount(inside.region, minlength=len(votes.regions))
    if not count.all() or len(inside.people) <= k:
        return None
    weight = 1 / (len(count) * count[inside.region])
    # k-means follows the axes of the weighted matrix; the people are the same.
    again, centre = kmeans(scores(inside, components(inside, 2, weight)), k, seed, start=start)
    sizes = tuple(int(v) for v in np.bincount(again, minlength=len(centre)))
    return ByRegion(len(centre), sizes, adjusted_rand(label[known], again), inside.n)


def _agreement(published: Ints | None, rows: Ints, label: Ints) -> float | None:
    if published is None:
        return None
    known = published[rows] >= 0
    return adjusted_rand(published[rows][known], label[known]) if known.any() else None


def _notes(votes: VoteMatrix, rows: Ints, found: Components, centre: Floats) -> list[str]:
    notes = []
    left = votes.n - len(rows)
    if left:
        least = min(VOTED, votes.m)
        notes.append(f"{left:,} people with fewer than {least} votes are in no group")
    if votes.moderated:
        notes.append(f"{len(votes.moderated)} statements taken out by moderation are left out")
    if float(found.residual.max(initial=0.0)) > 1e-6:
        notes.append("the axes are not exact: see the residuals")
    if votes.region is not None and (votes.region < 0).any():
        n = int((votes.region < 0).sum())
        notes.append(f"{n:,} people of no known region are in the pooled figures only")
    unseen = votes.m - len(np.unique(votes.column))
    if unseen:
        notes.append(f"{unseen} statements have no vote")
    if len(centre) < 2:
        notes.append("all people vote alike: there is one group")
    return notes
