"""What defines each opinion group, and what all groups agree on: the formulas of Polis.

(Small, Bjorkegren, Erkkilae, Shaw & Megill, "Polis: scaling deliberation by mapping high
dimensional opinion spaces", 2021.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.convene.matrix import Floats, Ints
from foedus.convene.stats import beta_quantile

#: One-sided 90 % point of the normal distribution: below it nothing is said to define a group.
SIGNIFICANT = 1.2816
#: Statements named for each group.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One side (agree or disagree) of every statement in every group, arrays of shape (g, m).

    `share` P = (n_v + 1) / (n + 2); `ratio` R = P(g, c) / P(not g, c); `test` of P against 1/2;
    `ratio_test` of P against the others' P.
    """

    share: Floats
    ratio: Floats
    test: Floats
    ratio_test: Floats

    @property
    def strength(self) -> Floats:
        """What statements are ordered by: share x test x ratio x ratio test."""
        product: Floats = self.share * self.test * self.ratio * self.ratio_test
        return product


@dataclass(frozen=True, slots=True)
class Defining:
    """One statement that sets a group apart, with its figures."""

    statement: int
    side: str
    chosen: int
    seen: int
    share: float
    ratio: float
    test: float
    ratio_test: float


def side(chosen: Ints, seen: Ints) -> Side:
    """Return the figures of one side from counts by group, arrays of shape (g, m).

    z = 2 sqrt(n + 1) ((n_v + 1) / (n + 1) - 1/2); against the rest: p1 = (s1 + 1) / (n1 + 1),
    p2 likewise, p = (s1 + s2 + 2) / (n1 + n2 + 2), z = (p1 - p2) / sqrt(p (1 - p) (1 / (n1 + 1) +
    1 / (n2 + 1))), and 0 where p is 1.
    """
    rest_chosen = chosen.sum(axis=0)[None, :] - chosen
    rest_seen = seen.sum(axis=0)[None, :] - seen
    share = (chosen + 1) / (seen + 2)
    ratio = share / ((rest_chosen + 1) / (rest_seen + 2))
    test = 2 * np.sqrt(seen + 1) * ((chosen + 1) / (seen + 1) - 0.5)
    p1, p2 = (chosen + 1) / (seen + 1), (rest_chosen + 1) / (rest_seen + 1)
    p = (chosen + rest_chosen + 2) / (seen + rest_seen + 2)
    spread = np.sqrt(np.maximum(p * (1 - p), 0) * (1 / (seen + 1) + 1 / (rest_seen + 1)))
    ratio_test = np.divide(p1 - p2, spread, out=np.zeros_like(p1), where=spread > 0)
    return Side(share, ratio, test, ratio_test)


def defining(
    agree: Ints, disagree: Ints, seen: Ints, cell: int = 0
) -> tuple[tuple[Defining, ...], ...]:
    """Return, group by group, at most `NAMED` statements that set it apart, strongest first.

    A statement counts on the side on which it is stronger, and only where both tests are above
    `SIGNIFICANT` (one-sided 90 %) and the group cast at least `cell` votes on it.
    """
    sides = {"agree": (agree, side(agree, seen)), "disagree": (disagree, side(disagree, seen))}
    found = []
    for g in range(len(agree)):
        rows = []
        for name, (chosen, s) in sides.items():
            fine = (s.test[g] > SIGNIFICANT) & (s.ratio_test[g] > SIGNIFICANT)
            fine &= seen[g] >= cell
            rows += [
                (-float(s.strength[g, c]), int(c), name,
                 Defining(int(c), name, int(chosen[g, c]), int(seen[g, c]),
                          *(float(x[g, c]) for x in (s.share, s.ratio, s.test, s.ratio_test))))
                for c in np.flatnonzero(fine)
            ]  # fmt: skip
        best: dict[int, Defining] = {}
        for _, c, _, row in sorted(rows, key=lambda r: r[:3]):
            best.setdefault(c, row)
        found.append(tuple(best.values())[:NAMED])
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Consensus:
    """One side across groups, arrays of shape (m,).

    `product` = prod_g (A_g + 1) / (S_g + 2), the group-aware consensus, which rewards statements
    that few saw; `least` the same by its least group; `low` the least group's lower 5 % point of
    Beta(1 + A_g, 1 + S_g - A_g); `fewest` = min_g S_g.
    """

    product: Floats
    least: Floats
    low: Floats
    fewest: Ints


def consensus(chosen: Ints, seen: Ints) -> Consensus:
    """Return the consensus of all groups on one side from counts of shape (g, m)."""
    share = (chosen + 1) / (seen + 2)
    low = beta_quantile(1 + chosen, 1 + seen - chosen, 0.05)
    return Consensus(share.prod(axis=0), share.min(axis=0), low.min(axis=0), seen.min(axis=0))
