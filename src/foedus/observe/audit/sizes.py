"""Sample sizes: what an audit is expected to take where the reported outcome is right."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.answer import Answer, Label
from foedus.observe.audit.alpha import Bet, alpha
from foedus.observe.audit.assertion import Scaled
from foedus.observe.audit.classic import bravo_size, markov_size

#: Overstatements by two votes that a comparison's bet allows for, as a share of cards.
ERROR_RATE = 1e-4
#: More cards than any contest has: the pace is too slow to be counted.
NEVER = 10**12


@dataclass(frozen=True, slots=True)
class SizeRow(Answer):
    """Expected cards at one margin and risk limit, by test; None: more than all cards."""

    margin: float
    risk_limit: float
    bravo: int | None
    markov: int | None
    comparison: int | None
    label: Label = Label.ESTIMATE
    method: str = "closed forms for a right outcome without errors"
    reference: str = "Lindeman, Stark & Yates 2012; Stark 2010; Stark 2020"


def size_table(
    margins: Sequence[float], limits: Sequence[float], cards: int | None = None
) -> list[SizeRow]:
    """Return expected sizes for two choices and no invalid card, margin by margin.

    `cards` caps the figures at the number there are (None above it: count by hand).
    """

    def cap(n: int) -> int | None:
        return n if cards is None or n <= cards else None

    return [
        SizeRow(m, a, cap(bravo_size(a, (1 + m) / 2, (1 - m) / 2)), cap(markov_size(a, m)),
                cap(comparison_size(a, Fraction(m).limit_denominator(10**9), Fraction(1))))
        for m in margins for a in limits
    ]  # fmt: skip


def comparison_bet(margin: Fraction, upper: Fraction, rate: float = ERROR_RATE) -> Bet:
    """Return the bet on B that grows fastest where a share `rate` of cards has B = 0, others b.

    lambda = ((1 - r)(b - 1/2) - r/2) / ((b - 1/2) / 2) (Kelly 1956 for two outcomes), as the
    eta of ALPHA at mu = 1/2.
    """
    b = 1 / (2 - float(margin / upper))
    top = 2 * b
    gain = b - 0.5
    bet = max(0.0, ((1 - rate) * gain - rate / 2) / (gain / 2)) if gain > 0 else 0.0
    bet = min(bet, 2 * (1 - 2.0**-10))
    return Bet(0.5 + bet * 0.5 * (top - 0.5), 10**6, 0.0)


def comparison_size(limit: float, margin: Fraction, upper: Fraction) -> int:
    """Return the cards of a comparison without error: ln(1/a) / ln(1 + lambda (b - 1/2))."""
    bet = comparison_bet(margin, upper)
    b = 1 / (2 - float(margin / upper))
    top = 2 * b
    lam = (bet.eta - 0.5) / (0.5 * (top - 0.5))
    growth = math.log1p(lam * (b - 0.5))
    return _ceiling(math.log(1 / limit) / growth) if growth > 0 else NEVER


def _ceiling(cards: float) -> int:
    return math.ceil(min(cards, NEVER))


def polling_size(limit: float, mean: float, square: float, top: float) -> int:
    """Return about how many cards polling needs: ln(1/a) / E ln(1 + lambda (x - 1/2)).

    `mean` and `square` are E(x - 1/2) and E(x - 1/2)^2; lambda = eta's bet at the reported mean;
    the growth to second order is lambda m - lambda^2 s / 2, with BRAVO's half step of overshoot.
    """
    eta = 0.5 + mean
    lam = min((eta - 0.5) / (0.5 * (top - 0.5)), mean / square)
    growth = lam * mean - lam * lam * square / 2
    return _ceiling((math.log(1 / limit) + lam / 4) / growth) if growth > 0 else NEVER


def quantiles(
    scale: Scaled, counts: Mapping[int, int], bet: Bet, limit: float, *, draws: int = 200,
    seed: int = 1, points: Sequence[float] = (0.5, 0.9),
) -> list[int]:  # fmt: skip
    """Return quantiles of the cards read until the risk is at most `limit`, by simulation.

    `counts` says how many of all cards have each value (integers over scale.unit); draws without
    replacement in a random order from `seed`. A draw that never gets there reads every card.
    """
    population = np.repeat(np.array(list(counts), np.int64), list(counts.values()))
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        order = random.permutation(population)
        found.append(stopping(order, scale, len(population), bet, limit))
    return [int(np.quantile(found, q, method="higher")) for q in points]


def stopping(order: np.ndarray, scale: Scaled, cards: int, bet: Bet, limit: float) -> int:
    """Return the first card at which the risk is at most `limit`, or all of them."""
    low, high = 0, min(64, cards)
    while high < cards and alpha(order[:high], scale.unit, scale.top, cards, bet).p > limit:
        low, high = high, min(cards, high * 2)
    while low + 1 < high:
        middle = (low + high) // 2
        short = alpha(order[:middle], scale.unit, scale.top, cards, bet).p > limit
        low, high = (middle, high) if short else (low, middle)
    return high
