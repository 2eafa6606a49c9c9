"""Principal components of a sparse vote matrix, never written out in full.

A missing vote is taken as the mean of its statement, so a centred missing cell is exactly 0 and
the centred matrix is as sparse as the votes. The leading eigenvectors of its Gram matrix are
found by Lanczos steps with full reorthogonalisation; the residual of each is part of the answer.
(Polis: Small, Bjorkegren, Erkkilae, Shaw & Megill 2021; Lanczos: Parlett 1998, ch. 13.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from foedus.convene.matrix import Floats, Ints, VoteMatrix

#: A residual below this share of the largest eigenvalue ends the iteration.
TOLERANCE = 1e-8
#: Steps between two looks at the residuals.
EVERY = 4


@dataclass(frozen=True, slots=True)
class Components:
    """The leading components: axes (k, m), eigenvalues, their share of all variance, residuals.

    `residual` is |A v - lambda v| / lambda_1 for each: 0 for an exact eigenvector.
    """

    axes: Floats = field(repr=False)
    values: Floats
    share: Floats
    residual: Floats
    mean: Floats = field(repr=False)
    steps: int = 0


def means(votes: VoteMatrix, weight: Floats | None = None) -> Floats:
    """Return each statement's mean vote among those who saw it (0 where nobody did), shape (m,)."""
    total, seen = np.zeros(votes.m), np.zeros(votes.m)
    for first, last in votes.blocks():
        low, high = votes.start[first], votes.start[last]
        column, value = votes.column[low:high], votes.value[low:high].astype(np.float64)
        w = None if weight is None else _spread(votes, weight, first, last)
        seen += np.bincount(column, w, votes.m)
        total += np.bincount(column, value if w is None else value * w, votes.m)
    return np.divide(total, seen, out=np.zeros(votes.m), where=seen > 0)


def _spread(votes: VoteMatrix, per_row: Floats, first: int, last: int) -> Floats:
    spread: Floats = np.repeat(per_row[first:last], np.diff(votes.start[first : last + 1]))
    return spread


class _Centred:
    """The centred sparse matrix Z: products with Z and with its transpose, block by block.

    A cell is one code, 3 * statement + vote + 1, so that each product is a single look-up.
    """

    def __init__(self, votes: VoteMatrix, mean: Floats) -> None:
        self.votes = votes
        self.cell = (np.array([-1.0, 0.0, 1.0])[None, :] - mean[:, None]).ravel()
        self.parts: list[tuple[int, Ints, Ints, Ints, Ints]] = []
        for first, last in votes.blocks():
            low, high = votes.start[first], votes.start[last]
            code = 3 * votes.column[low:high].astype(np.int64) + (votes.value[low:high] + 1)
            length = np.diff(votes.start[first : last + 1])
            filled = np.flatnonzero(length)
            begins = (votes.start[first:last] - low)[filled]
            self.parts.append((first, code, length, filled, begins))

    def scores(self, axis: Floats) -> Floats:
        """Return Z axis for an axis of shape (m,): shape (n,)."""
        found = np.zeros(self.votes.n)
        of_cell = self.cell * np.repeat(axis, 3)
        for first, code, _, filled, begins in self.parts:
            if len(filled):
                found[first + filled] = np.add.reduceat(of_cell[code], begins)
        return found

    def back(self, scores: Floats) -> Floats:
        """Return Z' scores for scores of shape (n,): shape (m,)."""
        total = np.zeros(3 * self.votes.m)
        for first, code, length, _, _ in self.parts:
            spread = np.repeat(scores[first : first + len(length)], length)
            total += np.bincount(code, spread, len(total))
        found: Floats = (total * self.cell).reshape(-1, 3).sum(axis=1)
        return found

    def trace(self, w: Floats) -> float:
        """Return sum_i w_i |z_i|^2."""
        total = 0.0
        for first, code, length, _, _ in self.parts:
            z = self.cell[code]
            total += float(np.dot(z * z, np.repeat(w[first : first + len(length)], length)))
        return total


def components(
    votes: VoteMatrix, k: int = 2, weight: Floats | None = None, *, tolerance: float = TOLERANCE
) -> Components:
    """Return the k leading components of the (row-weighted) centred matrix.

    A = sum_i w_i z_i z_i' / sum_i w_i, z_ic = x_ic - mean_c where seen and 0 where not. Signs are
    fixed so that each axis has its largest entry positive: the answer is deterministic.
    """
    mean = means(votes, weight)
    centred = _Centred(votes, mean)
    w = np.ones(votes.n) if weight is None else weight
    w = w / w.sum()

    def operate(vector: Floats) -> Floats:
        return centred.back(w * centred.scores(vector))

    # All variance is the trace: the sum of every squared centred cell.
    trace = centred.trace(w) if tolerance <= TOLERANCE else 0.0
    values, vectors, steps = lanczos(operate, votes.m, min(k, votes.m), tolerance)
    axes = (
        vectors * np.sign(vectors[np.arange(len(vectors)), np.abs(vectors).argmax(axis=1)])[:, None]
    )
    top = values[0] if len(values) and values[0] > 0 else 1.0
    residual = np.array(
        [float(np.linalg.norm(operate(v) - x * v)) / top for x, v in zip(values, axes, strict=True)]
    )
    return Components(axes, values, values / trace if trace else values, residual, mean, steps)


def lanczos(
    operate: Callable[[Floats], Floats], m: int, k: int, tolerance: float = TOLERANCE
) -> tuple[Floats, Floats, int]:
    """Return the k largest eigenvalues, their vectors (k, m) and the steps taken.

    The start vector is fixed. The iteration ends when every wanted Ritz pair has a residual below
    `tolerance` of the largest value, or when the space is exhausted, where it is exact.
    """
    draw = np.random.default_rng(20210901)
    basis: list[Floats] = []
    alpha: list[float] = []
    beta: list[float] = []
    vector = draw.random(m) - 0.5
    vector /= np.linalg.norm(vector)
    values, ritz = np.zeros(0), np.zeros((0, 0))
    for step in range(1, m + 1):
        basis.append(vector)
        found = operate(vector)
        alpha.append(float(vector @ found))
        rest = _orthogonal(found, basis)
        norm = float(np.linalg.norm(rest))
        # The largest entry bounds the largest eigenvalue from below.
        scale = max(np.abs(alpha).max(), 1e-300)
        stuck = norm <= 1e-13 * scale
        if stuck or step == m or step % EVERY == 0:
            matrix = np.diag(alpha) + np.diag(beta, 1) + np.diag(beta, -1)
            values, ritz = np.linalg.eigh(matrix)
            residual = norm * np.abs(ritz[-1, -k:])
            if step >= k and not stuck and float(residual.max()) <= tolerance * float(values[-1]):
                break
        if stuck:
            # An invariant subspace: go on in a new direction, so that equal values are found too.
            rest, norm = _orthogonal(draw.random(m) - 0.5, basis), 0.0
        beta.append(norm)
        size = float(np.linalg.norm(rest))
        if step == m or size < 1e-12:
            break
        vector = rest / size
    top = np.argsort(values)[::-1][:k]
    vectors = ritz[:, top].T @ np.array(basis)
    return values[top], vectors, len(basis)


def _orthogonal(vector: Floats, basis: list[Floats]) -> Floats:
    """Return a vector less its parts along the basis, twice (once leaves rounding behind)."""
    known = np.array(basis)
    for _ in range(2):
        vector = vector - known.T @ (known @ vector)
    return vector


def scores(votes: VoteMatrix, found: Components) -> Floats:
    """Return each person's place, (n, k): the projection times sqrt((m + o) / (o + votes cast)).

    The factor undoes that a person who voted on few statements would lie near the middle. o is
    the number of statements that moderation took out: Polis keeps their columns, all nought, and
    so counts them as seen by everybody, which draws people with few votes in.
    """
    centred = _Centred(votes, found.mean)
    placed = np.stack([centred.scores(axis) for axis in found.axes], axis=1)
    out = len(votes.moderated)
    cast = np.maximum(1, out + votes.per_person())
    return placed * np.sqrt((votes.m + out) / cast)[:, None]
