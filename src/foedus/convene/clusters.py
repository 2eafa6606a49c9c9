"""Opinion groups: k-means with a seed, k by silhouette on a fixed sample, stability by resampling.

(k-means++: Arthur & Vassilvitskii 2007; silhouette: Rousseeuw 1987; clusterwise stability:
Hennig 2007.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.convene.matrix import Floats, Ints, VoteMatrix
from foedus.convene.pca import components, scores
from foedus.convene.stats import adjusted_rand

RESTARTS = 10
#: Points on which centres are sought first; the labels are always those of all points.
SEARCHED = 2000
#: Points on which the silhouette is taken; its standard error is printed.
SILHOUETTE = 1000
#: Resamples for the stability of the groups, and the most people in each.
RESAMPLES, RESAMPLED = 20, 1000
MOST_GROUPS = 5
#: From where k-means starts: the tightest of several drawn starts, or the first k people who
#: stand apart in the order of the file, as a Polis server starts.
STARTS = ("best", "first")


@dataclass(frozen=True, slots=True)
class Silhouette:
    """The mean silhouette of k groups on a sample, with its standard error."""

    k: int
    value: float
    error: float
    sampled: int


@dataclass(frozen=True, slots=True)
class Stability:
    """How far groups return in resamples: adjusted Rand index and, a group each, mean Jaccard.

    A group with a mean Jaccard below 0.6 is not to be trusted, from 0.75 it is stable (Hennig).
    """

    rand: float
    rand_low: float
    jaccard: tuple[float, ...]
    resamples: int
    people: int


def nearest(points: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Return each point's nearest centre (the first of equals) and the squared distance to it."""
    # |p - c|^2 less |p|^2, which is the same for every centre.
    distance = (centres**2).sum(axis=1)[:, None] - 2 * (centres @ points.T)
    label = distance.argmin(axis=0)
    square = np.einsum("ij,ij->i", points, points)
    return label, np.maximum(0.0, distance[label, np.arange(len(points))] + square)


def _seeded(points: Floats, k: int, draw: np.random.Generator) -> Floats:
    centres = [points[int(draw.random() * len(points))]]
    while len(centres) < k:
        _, distance = nearest(points, np.array(centres))
        heights = np.cumsum(distance)
        if heights[-1] <= 0:
            break
        centres.append(points[int(np.searchsorted(heights, draw.random() * heights[-1]))])
    return np.array(centres)


def _lloyd(points: Floats, centres: Floats, most: int = 100) -> tuple[Ints, Floats, float]:
    label, distance = nearest(points, centres)
    for _ in range(most):
        count = np.bincount(label, minlength=len(centres))
        moved = np.stack(
            [np.bincount(label, points[:, d], len(centres)) for d in range(points.shape[1])], axis=1
        )
        # An empty group keeps its centre.
        centres = np.where(count[:, None] > 0, moved / np.maximum(count, 1)[:, None], centres)
        again, distance = nearest(points, centres)
        if np.array_equal(again, label):
            break
        label = again
    return label, centres, float(distance.sum())


def search(points: Floats, k: int, seed: int, restarts: int = RESTARTS) -> Floats:
    """Return the best of `restarts` sets of k centres, sought on a fixed sample of the points."""
    draw = np.random.default_rng([seed, k])
    sample = points
    if len(points) > SEARCHED:
        sample = points[np.sort(np.argsort(draw.random(len(points)))[:SEARCHED])]
    found = [_lloyd(sample, _seeded(sample, k, draw)) for _ in range(restarts)]
    return min(found, key=lambda f: f[2])[1]


def begin(
    points: Floats, k: int, seed: int, start: str = "best", restarts: int = RESTARTS
) -> Floats:
    """Return the centres from which k-means starts (see `STARTS`); fewer where places are."""
    if start == "first":
        _, at = np.unique(points, axis=0, return_index=True)
        return points[np.sort(at)[:k]]
    return search(points, k, seed, restarts)


def kmeans(
    points: Floats, k: int, seed: int, centres: Floats | None = None, restarts: int = RESTARTS,
    start: str = "best",
) -> tuple[Ints, Floats]:  # fmt: skip
    """Return labels and centres of k groups; the largest group is 0. Deterministic for a seed."""
    from_ = begin(points, k, seed, start, restarts) if centres is None else centres
    label, centre, _ = _lloyd(points, from_)
    count = np.bincount(label, minlength=len(centre))
    order = np.lexsort((centre[:, 0], -count))
    rank = np.empty(len(centre), dtype=np.int64)
    rank[order] = np.arange(len(centre))
    return rank[label], centre[order]


def silhouette(points: Floats, label: Ints, k: int, seed: int) -> Silhouette:
    """Return the mean of (b - a) / max(a, b) over a fixed sample, with its standard error.

    a is a point's mean distance to its own group, b the least mean distance to another; both
    within the sample. A point alone in its group counts 0.
    """
    draw = np.random.default_rng([seed, 77])
    rows = np.sort(np.argsort(draw.random(len(points)))[:SILHOUETTE])
    at, of = points[rows], label[rows]
    square = (at**2).sum(axis=1)
    distance = np.sqrt(np.maximum(0, square[:, None] + square[None, :] - 2 * at @ at.T))
    member = np.zeros((len(rows), k))
    member[np.arange(len(rows)), of] = 1
    total, size = distance @ member, member.sum(axis=0)
    own = size[of]
    a = total[np.arange(len(rows)), of] / np.maximum(own - 1, 1)
    other = np.where(size > 0, total / np.maximum(size, 1), np.inf)
    other[np.arange(len(rows)), of] = np.inf
    b = other.min(axis=1)
    fine = (own > 1) & np.isfinite(b) & (np.maximum(a, b) > 0)
    value = np.where(fine, (b - a) / np.where(fine, np.maximum(a, b), 1), 0.0)
    error = float(value.std(ddof=1) / np.sqrt(len(rows))) if len(rows) > 1 else 0.0
    return Silhouette(k, float(value.mean()), error, len(rows))


def choose(
    points: Floats, seed: int, start: str = "best"
) -> tuple[int, tuple[Silhouette, ...], Floats]:
    """Return the k of 2..5 with the highest silhouette, every silhouette, and its centres.

    As in Polis at most 2 + n // 12 groups are tried; of equals the smaller k.
    """
    most = max(2, min(MOST_GROUPS, 2 + len(points) // 12, len(np.unique(points, axis=0))))
    tried = []
    for k in range(2, most + 1):
        centres = begin(points, k, seed, start)
        tried.append((silhouette(points, nearest(points, centres)[0], len(centres), seed), centres))
    best = max(range(len(tried)), key=lambda i: (tried[i][0].value, -i))
    return best + 2, tuple(t for t, _ in tried), tried[best][1]


def stability(votes: VoteMatrix, label: Ints, k: int, seed: int, start: str = "best") -> Stability:
    """Return how far the groups come back when people are drawn again with replacement.

    Every resample repeats the whole computation: components, scores, k-means. `votes` holds the
    people of `label`, row by row.
    """
    draw = np.random.default_rng([seed, 13])
    size = min(votes.n, RESAMPLED)
    rands, found = [], np.zeros((RESAMPLES, k))
    for b in range(RESAMPLES):
        rows = (draw.random(size) * votes.n).astype(np.int64)
        part = votes.take(np.sort(rows))
        found_axes = components(part, 2, tolerance=1e-4)
        again, _ = kmeans(scores(part, found_axes), k, seed, restarts=3, start=start)
        old = label[np.sort(rows)]
        rands.append(adjusted_rand(old, again))
        found[b] = _jaccard(old, again, k)
    return Stability(
        float(np.mean(rands)), float(np.quantile(rands, 0.05)),
        tuple(float(v) for v in np.nanmean(found, axis=0)), RESAMPLES, size,
    )  # fmt: skip


def _jaccard(old: Ints, again: Ints, k: int) -> Floats:
    """Return each old group's highest |A and B| / |A or B| over the new groups."""
    width = int(again.max(initial=0)) + 1
    table = np.bincount(old * width + again, minlength=k * width).reshape(k, width)
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    found: Floats = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(table.sum(axis=1) > 0, found, np.nan)
