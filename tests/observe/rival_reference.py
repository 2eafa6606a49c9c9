"""Tests of other authors, as their papers write them, for the published figures that are theirs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from foedus.observe.audit.classic import GAMMA, markov_size

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


def chi_tail(x: float, df: int) -> float:
    """Return P(chi2_df >= x): Q(df/2, x/2) by its recurrence from erfc or exp.

    Q(a + 1, y) = Q(a, y) + y^a e^-y / Gamma(a + 1). Abramowitz & Stegun 1964, 26.4.19-21.
    """
    y, a = x / 2, df / 2
    at = 0.5 if df % 2 else 1.0
    value = math.erfc(math.sqrt(y)) if df % 2 else math.exp(-y)
    while at < a:
        value += math.exp(at * math.log(y) - y - math.lgamma(at + 1)) if y > 0 else 0.0
        at += 1
    return min(1.0, value)


def fisher_risk(parts: Sequence[float]) -> float:
    """Return Fisher's combination of P-values: chi2 with 2k degrees, here in closed form.

    P = exp(-s) sum_{i<k} s^i / i!, s = -sum ln p. Shown for comparison only.
    """
    s = -sum(math.log(p) for p in parts)
    terms, term = 0.0, 1.0
    for i in range(len(parts)):
        terms += term
        term *= s / (i + 1)
    return math.exp(-s) * terms


def product_risk(parts: Sequence[float]) -> float:
    """Return the product of independent strata's 1/T at one split: no Fisher, no loss of power."""
    return math.prod(parts)


def markov_expected(
    alpha: float, margin: float, over1: float = 0.0, over2: float = 0.0, under1: float = 0.0,
    under2: float = 0.0, *, gamma: float = GAMMA, round_up: bool = True,
) -> int | None:  # fmt: skip
    """Return the sample at which n and the errors expected in it (rates) agree; None: no end.

    One-vote errors are rounded up where `round_up`, all others to the nearest (Stark's audit
    tools). At most ten rounds.
    """
    errors = (
        over1 * math.log(1 - 1 / (2 * gamma)) + over2 * math.log(1 - 1 / gamma)
        + under1 * math.log(1 + 1 / (2 * gamma)) + under2 * math.log(1 + 1 / gamma)
    )  # fmt: skip
    drift = math.log(1 - margin / (2 * gamma)) - errors
    if drift >= 0:
        return None
    n = math.ceil(math.log(alpha) / drift)
    for _ in range(10):
        ones = [math.ceil(r * n) if round_up else round(r * n) for r in (over1, under1)]
        twos = [round(r * n) for r in (over2, under2)]
        after = markov_size(alpha, margin, ones[0], twos[0], ones[1], twos[1], gamma)
        if after == n:
            return n
        n = after
    return None
