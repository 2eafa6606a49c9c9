"""Uncertain weights: what follows for every weight in the bounds, and for what share of them.

W_p = {w : low <= w <= high, sum w = 100}. x is necessarily at least as good as y for p iff
min over W_p of sum_i w_i (v_i(x_i) - v_i(y_i)) >= 0, possibly iff the max is (Greco, Mousseau &
Slowinski 2008). Rank acceptability: the share of W_p that gives x a rank (SMAA-2, Lahdelma &
Salminen 2001), by Monte Carlo with standard error at most 0.5 / sqrt(n).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foedus.answer import Answer, Label
from foedus.settle.model import Values

#: Draws for rank acceptabilities.
DRAWS = 10_000


def difference_range(values: Values, x: Mapping[str, str], y: Mapping[str, str]) -> tuple[int, int]:
    """Return the least and greatest u(x) - u(y) over all weights in the bounds, exactly.

    In ten-thousandths of the whole. A linear form over a box and one sum: the rest beyond the
    lower bounds goes to the smallest (or largest) differences first.
    """
    steps = {
        q: values.points[q, x[q]] - values.points[q, y[q]] for q in values.weights
    }  # fmt: skip
    return -_greatest(values, {q: -s for q, s in steps.items()}), _greatest(values, steps)


def _greatest(values: Values, steps: Mapping[str, int]) -> int:
    rest = 100 - sum(low for low, _ in values.weights.values())
    total = sum(low * steps[q] for q, (low, _) in values.weights.items())
    for q in sorted(steps, key=lambda q: -steps[q]):
        low, high = values.weights[q]
        more = min(rest, high - low)
        total, rest = total + more * steps[q], rest - more
    return total


@dataclass(frozen=True, slots=True)
class Acceptability(Answer):
    """For one party: the share of its weights that give each package each rank.

    `ranks[k][r]` is the share for package k and rank r (0 best; ties share the better rank);
    `error` the greatest standard error.
    """

    party: str
    ranks: tuple[tuple[float, ...], ...]
    draws: int
    error: float
    label: Label = Label.ESTIMATE
    method: str = "Monte Carlo, uniform over the weights in the bounds, seed 1"
    reference: str = "Lahdelma & Salminen 2001"


def draw(
    values: Values, draws: int, seed: int = 1
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return weights drawn uniformly from W_p, shape (draws, questions), summing to 100.

    Hit and run (Smith 1984) along exchanges between two questions, from a point inside; 50
    exchanges a question between draws.
    """
    rng = np.random.default_rng(seed)
    low = np.array([v[0] for v in values.weights.values()], dtype=float)
    high = np.array([v[1] for v in values.weights.values()], dtype=float)
    room = (high - low).sum()
    start = low + (high - low) * ((100 - low.sum()) / room if room else 0)
    found = np.tile(start, (draws, 1))
    if len(low) < 2:
        return found
    for _ in range(50 * len(low)):
        i, j = rng.choice(len(low), 2, replace=False)
        least = np.maximum(low[i] - found[:, i], found[:, j] - high[j])
        most = np.minimum(high[i] - found[:, i], found[:, j] - low[j])
        step = rng.uniform(size=draws) * (most - least) + least
        found[:, i] += step
        found[:, j] -= step
    return found


def acceptability(
    values: Values, packages: Sequence[Mapping[str, str]], draws: int = DRAWS, seed: int = 1
) -> Acceptability:
    """Return the rank acceptabilities of a few packages for one party."""
    points = np.array([[values.points[q, p[q]] for q in values.weights] for p in packages])
    worth = draw(values, draws, seed) @ points.T
    ranks = (worth[:, None, :] > worth[:, :, None] + 1e-9).sum(axis=2)
    shares = tuple(
        tuple(float((ranks[:, k] == r).mean()) for r in range(len(packages)))
        for k in range(len(packages))
    )
    return Acceptability(values.party, shares, draws, 0.5 / draws**0.5)
