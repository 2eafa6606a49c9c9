"""Stratified audits: a product of supermartingales, at the allocation that is worst for us."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.audit.alpha import EPS, KEEP, Bet, Ints
from foedus.observe.audit.sizes import ERROR_RATE

Floats = npt.NDArray[np.float64]
#: Cells into which each stratum's null mean is cut: at least, and at most.
CELLS, FINEST = 50, 1000
#: Cards times cells that are looked at together.
BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Stratum:
    """The cards drawn so far from one stratum of `cards` cards.

    values / unit lie between 0 and top / unit. The mean of the assorter theta is tested through
    values whose mean is shift + theta / span: 0 and 1 for polling; for a comparison the values
    are (u + seen - reported) / 2u, with shift (u - reported mean) / 2u and span 2u.
    """

    name: str
    cards: int
    values: Ints
    unit: int
    top: int
    bet: Bet
    shift: Fraction = Fraction(0)
    span: Fraction = Fraction(1)
    clean: Fraction | None = None


@dataclass(frozen=True, slots=True)
class StratifiedRisk(Answer):
    """The risk over all strata; `strata` names each with its part of log T at the worst split."""

    p: float
    cards: int
    strata: tuple[tuple[str, float], ...]
    label: Label = Label.BOUND
    method: str = (
        "product of the strata's supermartingales, minimised over every split of the null mean "
        "(Lagrangian bound over cells, each at its least value)"
    )
    reference: str = "Stark 2022, ALPHA, sec. 4 (union-intersection test)"


def cells_for(margin: Fraction, upper: Fraction) -> int:
    """Return how many cells see a reported mean of 1/2 + `margin`: ten to a margin, in bounds.

    Chosen from the report alone, before a card is seen: so no choice follows the cards.
    """
    return min(FINEST, max(CELLS, math.ceil(10 * upper / margin)))


def path(stratum: Stratum, low: Fraction, high: Fraction) -> float:
    """Return a lower bound on log T of a stratum whose mean lies from `low` to `high`."""
    return float(paths(stratum, [low, high])[0])


def paths(stratum: Stratum, ends: Sequence[Fraction]) -> Floats:
    """Return a lower bound on log T for each range of means between two successive ends.

    The bets are those of the range's upper end, and none where the guess is below it or the null
    leaves no room; +inf where the cards drawn leave no such mean. Rounding is taken off.
    """
    nulls = [stratum.shift + h / stratum.span for h in ends[1:]]
    total, whole = int(stratum.values.sum()), stratum.cards * stratum.unit
    most = total + (stratum.cards - len(stratum.values)) * stratum.top
    gone = [
        total * t.denominator > whole * t.numerator
        or most < whole * (stratum.shift + low / stratum.span)
        for t, low in zip(nulls, ends[:-1], strict=True)
    ]
    null = np.array([float(t) for t in nulls])[:, None]
    values = stratum.values.astype(np.int64)
    found = np.zeros(len(nulls))
    step = max(1, BLOCK // len(nulls))
    before = 0
    for at in range(0, len(values), step):
        block = values[at : at + step]
        found += _logs(stratum, null, block, at, before).sum(axis=1)
        before += int(block.sum())
    return np.where(gone, math.inf, found)


def _logs(stratum: Stratum, null: Floats, block: Ints, at: int, before: int) -> Floats:
    """Return each card's log factor under each null, rounding taken off; 0 where none is bet."""
    unit, u = stratum.unit, stratum.top / stratum.unit
    sums = before + np.cumsum(block) - block
    past = np.arange(at, at + len(block))
    left = stratum.cards - past
    mu = (null * (stratum.cards * unit) - sums) / (left * unit)
    weight = stratum.bet.d + past
    eta = (stratum.bet.d * _first(stratum, null, u) + sums / unit) / weight
    eta = np.maximum(np.minimum(eta, u * (1 - KEEP)), mu)
    with np.errstate(divide="ignore", invalid="ignore"):
        bets = (eta - mu) / (mu * (u - mu))
        factor = 1 + (block / unit - mu) * bets
        # mu is off by some eps of all cards over those left, which the bet multiplies.
        slip = 4 * EPS * (1 + (1 + 2 * bets * u * stratum.cards / left) / factor)
        logs = np.log(factor) - slip
    return np.where((mu > 0) & (mu < u), logs, 0.0)


def _first(stratum: Stratum, null: Floats, u: float) -> Floats | float:
    """Return the first guess: the plan's, or the one that grows fastest for cards all `clean`.

    A share r of cards is 0, the others c: lambda = (1 - r) / t - r / (c - t) for the null t
    (Kelly 1956 for two outcomes), and nothing is bet where that is negative.
    """
    if stratum.clean is None:
        return stratum.bet.eta
    gap = float(stratum.clean) - null
    safe = np.maximum(null, 1e-12)
    bet = np.where(gap > 0, (1 - ERROR_RATE) / safe - ERROR_RATE / np.maximum(gap, 1e-12), 0.0)
    bet = np.clip(bet, 0.0, (1 - 2.0**-10) / safe)
    return null + bet * null * (u - null)


def stratified(
    strata: Sequence[Stratum], upper: Fraction, *, null: Fraction = Fraction(1, 2),
    cells: int = CELLS,
) -> StratifiedRisk:  # fmt: skip
    """Return the risk that the mean over all strata's cards is at most `null`.

    The null is a union over splits theta with sum_k (N_k / N) theta_k <= null. Each range
    [0, upper] is cut into cells; the bet of a cell is that of its upper end g, and T(theta) >= T(g)
    for theta <= g under one and the same bet. So
    log T >= max over v >= 0 of sum_k min_i [log T_k(g_i) + v (N_k / N) g_{i-1}] - v null,
    which never overstates the evidence. Raises ValueError without cards.
    """
    whole = sum(s.cards for s in strata)
    if not whole:
        raise ValueError("no stratum has a card")
    ends = [upper * i / cells for i in range(cells + 1)]
    table = np.array([paths(s, ends) for s in strata])
    low = np.array([float(e) for e in ends[:-1]])
    weight = np.array([s.cards / whole for s in strata])
    least, parts = worst(table, weight[:, None] * low[None, :], float(null))
    named = tuple((s.name, float(v)) for s, v in zip(strata, parts, strict=True))
    cards = sum(len(s.values) for s in strata)
    return StratifiedRisk(math.exp(-max(0.0, least)), cards, named)


def worst(table: Floats, use: Floats, budget: float) -> tuple[float, Floats]:
    """Return a lower bound on min sum_k table[k, i_k] with sum_k use[k, i_k] <= budget.

    Concave in the multiplier v, so ternary search over ln v; any v gives a valid bound. Also
    returned: each stratum's value at the bound.
    """
    finite = np.where(np.isposinf(table), 1e6, table)

    def at(v: float) -> tuple[float, npt.NDArray[np.int64]]:
        pick = (finite + v * use).argmin(axis=1)
        rows = np.arange(len(finite))
        return float((finite + v * use)[rows, pick].sum()) - v * budget, pick

    low, high = -20.0, 30.0
    for _ in range(120):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        low, high = (a, high) if at(math.exp(a))[0] < at(math.exp(b))[0] else (low, b)
    best = max((0.0, math.exp((low + high) / 2)), key=lambda v: at(v)[0])
    value, pick = at(best)
    return value - 1e-9 * max(1.0, abs(value)), finite[np.arange(len(finite)), pick]
