"""Stratified audits: a product of supermartingales, at the allocation that is worst for us."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.audit.alpha import EPS, Bet, Ints, logs

Floats = npt.NDArray[np.float64]
#: Cells into which each stratum's null mean is cut.
CELLS = 50


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


def product_risk(parts: Sequence[float]) -> float:
    """Return the product of independent strata's 1/T at one split: no Fisher, no loss of power."""
    return math.prod(parts)


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


def path(stratum: Stratum, low: Fraction, high: Fraction) -> float:
    """Return a lower bound on log T of a stratum whose mean lies from `low` to `high`.

    The bets are those of `high`, and none where the guess is below it or the null leaves no room;
    +inf where the cards drawn leave no such mean. Rounding is taken off.
    """
    null = stratum.shift + high / stratum.span
    total, whole = int(stratum.values.sum()), stratum.cards * stratum.unit
    if total * null.denominator > whole * null.numerator:
        return math.inf
    most = total + (stratum.cards - len(stratum.values)) * stratum.top
    if most < whole * (stratum.shift + low / stratum.span):
        return math.inf
    if not len(stratum.values):
        return 0.0
    found, mu = logs(
        stratum.values.astype(np.int64), 0, 0, stratum.unit, stratum.top, stratum.cards,
        Bet(stratum.bet.eta, stratum.bet.d, 0.0), null,
    )  # fmt: skip
    kept = found[(mu > 0) & (mu * stratum.unit < stratum.top)]
    return float(kept.sum()) - 4 * EPS * float(np.exp(-kept).sum() + len(kept))


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
    table = np.array([[path(s, ends[i], ends[i + 1]) for i in range(cells)] for s in strata])
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
