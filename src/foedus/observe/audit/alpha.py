"""ALPHA: the sequential test behind an audit, in blocks of cards and in whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label

Ints = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
BLOCK = 1 << 15
#: A bet never risks more than this part of what is left, so that no factor loses all digits.
KEEP = 2.0**-20
EPS = 2.0**-52


@dataclass(frozen=True, slots=True)
class Bet:
    """How ALPHA guesses the mean of the cards still to come.

    `eta` is the first guess (above 1/2), `d` how many cards it weighs against those seen, `c`
    how far above the null's mean the guess stays: c / sqrt(d + j - 1).
    """

    eta: float
    d: float = 100.0
    c: float | None = None

    @property
    def gap(self) -> float:
        """c, (eta - 1/2) / 2 unless given (Stark 2022, sec. 2.5.2)."""
        return (self.eta - 0.5) / 2 if self.c is None else self.c


@dataclass(frozen=True, slots=True)
class Risk(Answer):
    """The risk after a sample: a P-value that may be read at any time, rounded up.

    `cards` were read; `at` is the card (from 1) at which the least risk was reached; `last`
    the natural logarithm of the martingale at the last card.
    """

    p: float
    cards: int
    at: int
    last: float
    label: Label = Label.BOUND
    method: str = "ALPHA, truncated shrinkage; rounding errors added to the risk"
    reference: str = "Stark 2022, ALPHA: Audit that Learns from Previously Hand-Audited Ballots"


@dataclass(slots=True)
class _State:
    """Where the test stands: cards read, their sum, log T and its best, both rounded down."""

    read: int = 0
    total: int = 0
    log: float = 0.0
    best: float = 0.0
    at: int = 0
    frozen: bool = False


def alpha(
    values: Ints, unit: int, top: int, cards: int | None, bet: Bet, *,
    null: Fraction = Fraction(1, 2), stop: float = 0.0,
) -> Risk:  # fmt: skip
    """Return the risk that the mean of `cards` cards is at most `null`, given those drawn.

    values[j] / unit is the value of the j-th card drawn without replacement, from 0 to
    top / unit = u; `cards` None: drawn with replacement. With S the sum so far,
    mu_j = (N t - S_{j-1}) / (N - j + 1),
    eta_j = min(u (1 - eps), max((d eta + S_{j-1}) / (d + j - 1), mu_j + c / sqrt(d + j - 1))),
    never below mu_j (a bet against the assertion would break the supermartingale),
    T_j = T_{j-1} [x eta_j / mu_j + (u - x) (u - eta_j) / (u - mu_j)] / u,
    risk = 1 / max T. mu_j < 0: the null is impossible, risk 0; mu_j >= u: it is certain, T = 0.
    Reading stops at the first block whose risk is at most `stop`. Stark 2022, sec. 2.
    """
    state = _State()
    if top * null.denominator <= null.numerator * unit:
        return Risk(1.0, len(values), 0, -math.inf)
    for start in range(0, len(values), BLOCK):
        block = values[start : start + BLOCK].astype(np.int64)
        _block(state, block, unit, top, cards, bet, null)
        if math.exp(-state.best) <= stop:
            break
    if _impossible(state, unit, cards, null):
        return Risk(0.0, state.read, state.read, math.inf)
    p = min(1.0, math.exp(-state.best))
    return Risk(p, state.read, state.at, state.log)


def _impossible(state: _State, unit: int, cards: int | None, null: Fraction) -> bool:
    """Return whether the cards read exceed what the null allows all cards together."""
    if cards is None:
        return False
    return state.total * null.denominator > cards * unit * null.numerator


def logs(
    block: Ints, before: int, read: int, unit: int, top: int, cards: int | None, bet: Bet,
    null: Fraction,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return log factors of one block of cards, and mu before each, the sum so far given.

    Factor = 1 + (x - mu) lambda with lambda = (eta - mu) / (mu (u - mu)): x - mu is computed from
    integers, and any rounding of lambda is only another bet.
    """
    sums = before + np.cumsum(block) - block
    past = np.arange(read, read + len(block), dtype=np.int64)
    t = null.numerator / null.denominator
    if cards is None:
        left = np.ones(len(block), dtype=np.int64)
        room = np.full(len(block), t * unit)
    else:
        left = cards - past
        # Scaled by the null's denominator, the room is a whole number: no rounding in x - mu.
        whole = null.numerator * cards * unit - sums * null.denominator
        room = whole / null.denominator
    scale = left * unit
    mu, u = room / scale, top / unit
    weight = bet.d + past
    eta = np.maximum((bet.d * bet.eta + sums / unit) / weight, mu + bet.gap / np.sqrt(weight))
    eta = np.maximum(np.minimum(eta, u * (1 - KEEP)), mu)
    with np.errstate(divide="ignore", invalid="ignore"):
        bets = (eta - mu) / (mu * (u - mu))
        factor = 1 + (block * left - room) / scale * bets
        found = np.log(factor)
    return found, mu


def _block(
    state: _State, block: Ints, unit: int, top: int, cards: int | None, bet: Bet, null: Fraction
) -> None:
    """Read one block into the state.

    From the first card before which the null leaves no room to bet (mu at 0 or at u) nothing is
    bet any more; the sum goes on, since it may still make the null impossible.
    """
    if not state.frozen:
        found, mu = logs(block, state.total, state.read, unit, top, cards, bet, null)
        odd = np.flatnonzero((mu <= 0) | (mu * unit >= top))
        end = int(odd[0]) if len(odd) else len(block)
        if end:
            # Each step's log is exact to 4 eps (1 + 1 / factor): taken off, so that risk is never
            # rounded down.
            path = state.log + np.cumsum(found[:end] - 4 * EPS * (1 + np.exp(-found[:end])))
            best = int(path.argmax())
            if path[best] > state.best:
                state.best, state.at = float(path[best]), state.read + best + 1
            state.log = float(path[-1])
        if len(odd):
            state.frozen = True
            state.log = state.log if mu[end] <= 0 else -math.inf
    state.read += len(block)
    state.total += int(block.sum())


def overstatement(
    reported: Iterator[Fraction] | list[Fraction], seen: Iterator[Fraction] | list[Fraction],
    margin: Fraction, upper: Fraction,
) -> list[Fraction]:  # fmt: skip
    """Return B = (1 - omega / u) / (2 - v / u) card by card, omega = reported - seen value.

    v = 2 mean(reported values of all cards) - 1 is the margin of the record; the assertion holds
    where the mean of B is above 1/2; B lies between 0 and 2 / (2 - v / u). Stark 2020, sec. 3.2.
    """
    low = 2 - margin / upper
    return [(1 - (r - s) / upper) / low for r, s in zip(reported, seen, strict=True)]
