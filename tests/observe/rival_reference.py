"""Tests of other authors, as their papers write them, for the published figures that are theirs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Log = Callable[[npt.NDArray[np.int64], float], Floats]


def means(x: npt.NDArray[np.int64]) -> Floats:
    """The mean of the cards left before each draw without replacement, where half of all are 1."""
    found: Floats = (len(x) / 2 - (np.cumsum(x) - x)) / (len(x) - np.arange(len(x)))
    return found


def a_priori_kelly(x: npt.NDArray[np.int64], eta: float) -> Floats:
    """log T of the bet lambda = 2 (2 eta - 1), cut at 1 / mu (Waudby-Smith et al. 2021, RiLACS)."""
    mu = means(x)
    with np.errstate(all="ignore"):
        most = np.where(mu > 0, 1 / mu, np.inf)
        found: Floats = np.cumsum(np.log1p(np.minimum(2 * (2 * eta - 1), most) * (x - mu)))
    return np.where(mu < 0, np.inf, found)


def sq_kelly(x: npt.NDArray[np.int64], _: float, points: int = 10) -> Floats:
    """log of the mixture of bets g / mu, g = k/11, by weights (1/3 - g)^2 up to 1/3 (ibid.)."""
    mu = means(x)
    g = np.arange(1, points + 1) / (points + 1)
    weights = np.where(g <= 1 / 3, (1 / 3 - g) ** 2, 0)
    mixed = np.zeros(len(x))
    with np.errstate(all="ignore"):
        for part, weight in zip(g, weights / weights.sum(), strict=True):
            if weight:
                mixed += weight * np.exp(np.cumsum(np.log1p(part / mu * (x - mu))))
        return np.where(mu < 0, np.inf, np.log(mixed))


def mean_stop(test: Log, theta: float, eta: float, cards: int, reps: int) -> tuple[float, float]:
    """Mean cards to a risk of 5 % without replacement, and its simulation error."""
    random = np.random.default_rng(7)
    ones = int(cards * theta)
    population = np.array([1] * ones + [0] * (cards - ones))
    found = []
    for _ in range(reps):
        hits = np.flatnonzero(test(random.permutation(population), eta) >= np.log(20))
        found.append(int(hits[0]) + 1 if len(hits) else cards)
    return float(np.mean(found)), float(np.std(found)) / reps**0.5


def sprt_risk(
    cards: int, winner: int, loser: int, seen: tuple[int, int, int], margin: float
) -> float:
    """P of a sample of a stratum, winner, loser and neither, against the margin of the null.

    The likelihood of the reported counts against the largest one of any counts with that margin
    (Ottoboni, Stark, Lindeman & McBurnett 2018, SUITE, sec. 2.4): found by narrowing a concave
    function of the winner's votes.
    """
    w, x, u = seen

    def log(a: float, b: float, c: float) -> float:
        with np.errstate(all="ignore"):
            parts = [np.log(n - np.arange(k)).sum() for n, k in ((a, w), (b, x), (c, u))]
        total = float(sum(parts))
        return total if np.isfinite(total) else -np.inf

    def null(a: float) -> float:
        return log(a, a - margin, cards - 2 * a + margin)

    low, high = max(w, x + margin), (cards - u + margin) / 2
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (a, high) if null(a) < null(b) else (low, b)
    ratio = null((low + high) / 2) - log(winner, loser, cards - winner - loser)
    return min(1.0, float(np.exp(ratio)))
