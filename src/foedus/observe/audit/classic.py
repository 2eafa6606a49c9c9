"""BRAVO and Kaplan-Markov: the older tests, and the sample sizes in use since 2009 and 2012."""

from __future__ import annotations

import math
from collections.abc import Iterable

#: The error inflation factor in common use; 2 gamma / margin is the bound's reach.
GAMMA = 1.03905
#: Votes of the card for the winner, the loser, or neither.
WINNER, LOSER = 1, -1


def bravo_size(alpha: float, winner: float, loser: float) -> int:
    """Return BRAVO's expected sample ASN = ceil((ln(1/a) + z_w/2) / (p_w z_w + p_l z_l)).

    p are shares of all cards, s = p_w / (p_w + p_l), z_w = ln 2s, z_l = ln(2 - 2s). Raises
    ValueError unless winner > loser >= 0. Lindeman, Stark & Yates 2012, sec. 5.
    """
    if not 0 <= loser < winner <= 1 or not 0 < alpha < 1:
        raise ValueError("the shares are 0 <= loser < winner <= 1, the risk limit in (0, 1)")
    s = winner / (winner + loser)
    z_w = math.log(2 * s)
    drift = winner * z_w + (loser * math.log(2 - 2 * s) if loser else 0.0)
    return math.ceil((math.log(1 / alpha) + z_w / 2) / drift)


def bravo_risk(sides: Iterable[int], share: float) -> float:
    """Return 1 / max T with T *= 2s for the winner, 2 (1 - s) for the loser (1, -1, 0: neither).

    `share` s is the winner's reported share of the two; cards drawn with replacement (without it
    the risk is no larger). Raises ValueError for s <= 1/2.
    """
    if not 0.5 < share <= 1:
        raise ValueError("the reported share of the winner is above 1/2")
    up, down = math.log(2 * share), math.log(2 - 2 * share) if share < 1 else -math.inf
    log = best = 0.0
    for side in sides:
        log += up if side > 0 else down if side < 0 else 0.0
        best = max(best, log)
    return min(1.0, math.exp(-best))


def markov_risk(
    n: int, margin: float, over1: int = 0, over2: int = 0, under1: int = 0, under2: int = 0,
    gamma: float = GAMMA,
) -> float:  # fmt: skip
    """Return the Kaplan-Markov P of a comparison of n cards.

    P = (1 - m/2g)^n (1 - 1/2g)^-o1 (1 - 1/g)^-o2 (1 + 1/2g)^-u1 (1 + 1/g)^-u2, with m the diluted
    margin, o and u the overstatements and understatements by one and two votes. Stark 2009.
    """
    log = n * math.log(1 - margin / (2 * gamma)) - _errors(over1, over2, under1, under2, gamma)
    return min(1.0, math.exp(log))


def _errors(o1: float, o2: float, u1: float, u2: float, gamma: float) -> float:
    return (
        o1 * math.log(1 - 1 / (2 * gamma)) + o2 * math.log(1 - 1 / gamma)
        + u1 * math.log(1 + 1 / (2 * gamma)) + u2 * math.log(1 + 1 / gamma)
    )  # fmt: skip


def markov_size(
    alpha: float, margin: float, over1: int = 0, over2: int = 0, under1: int = 0,
    under2: int = 0, gamma: float = GAMMA,
) -> int:  # fmt: skip
    """Return n = ceil(-2 g (ln a + errors) / m), never below the errors found. Stark 2010, 2012."""
    log = math.log(alpha) + _errors(over1, over2, under1, under2, gamma)
    found = over1 + over2 + under1 + under2
    return max(found, math.ceil(-2 * gamma * log / margin))
