"""Meet in the middle: one large weight row beside small ones, to some 60 distinct voters.

The voters are cut into two halves; the subsets of each half are grouped by their sums on the
small rows and by size. For two groups the rule is open from some sum of the large row on, and
sorted sums are matched (Horowitz & Sahni 1974, for subset sums). Each subset's number of winning
partners gives W_i(s), hence every swing, in the same pass (see `sweep`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.power.split import FAR, MOST, Split, needs, split
from foedus.power.sweep import Half, sweep
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most pairs of groups matched.
PAIRS = 1_000_000


def middle(
    rule: Rule,
    *,
    sizes: bool = True,  # noqa: ARG001
    budget: Budget | None = None,
    simple: bool = False,
    longest: int = MOST,
) -> Profile:
    """Count a rule of up to 60 members by meeting in the middle; `simple`: simplified already.

    `longest` is how many members may be counted; more are refused as on request only.

    Raises NotThisGame for weights beyond 60 bits, TooLarge for more members.
    """
    budget = budget or Budget()
    parts = split(rule, simple=simple)
    n = len(parts.members)
    winning, with_member = _match(parts, n, budget, longest)
    order = [*range(0, n, 2), *range(1, n, 2)]
    containing = [[0] * (n + 1)] * n
    for k, member in enumerate(order):
        containing[member] = with_member[k]
    by_voter = {}
    for member, voter in enumerate(parts.members):
        by_voter[voter] = containing[member]
    swings = [
        [mine[s + 1] - (winning[s] - mine[s]) for s in range(n)]
        for mine in (by_voter[k] for k in range(len(rule.voters)))
    ]
    return profile_by_size(rule, winning, swings, "middle")


Found = tuple[list[int], list[list[int]]]


def _match(parts: Split, n: int, budget: Budget, longest: int) -> Found:
    """Return winning coalitions by size, in all and with each member, first half's first."""
    others = [r for r in range(len(parts.rows)) if r != parts.large]
    rows = [parts.rows[parts.large], *(parts.rows[r] for r in others), [1] * n]
    halves = [Half([row[k::2] for row in rows]) for k in (0, 1)]
    first, second = halves
    if len(first.number) * len(second.number) > PAIRS:
        raise NotThisGame("more than one row is large: take the engine diagram or bounds")
    if n > longest:
        seconds = 4 * 2 ** ((n - 44) / 2)
        raise TooLarge(
            f"one large row and {n} members: an exact count takes about {seconds:.0f} s\n"
            "  help: take --engine middle with a --limit to match, or --engine bounds"
        )
    small = [np.zeros((len(parts.rows), len(h.number)), dtype=np.int64) for h in halves]
    for into, half in zip(small, halves, strict=True):
        into[others] = half.small[:-1]
    least = needs(parts, small[0][:, :, None] + small[1][:, None, :])
    by_size = np.zeros((n + 1, n + 1), dtype=np.int64)
    sizes = first.small[-1][:, None] + second.small[-1][None, :]
    for level in sorted(set(least[least < FAR].tolist())):
        wanted = least == level
        found = sweep(first, second, level, wanted, budget) if level else _all_pairs(first, second)
        np.add.at(by_size, sizes[wanted], found[wanted])
    return by_size[:, 0].tolist(), by_size[:, 1:].T.tolist()


def _all_pairs(first: Any, second: Any) -> Array:
    """Return for each pair of groups how many pairs of subsets there are, and with each member."""
    mine = first.holding[:, None, :] * second.number[None, :, None]
    theirs = first.number[:, None, None] * second.holding[None, :, 1:]
    return np.concatenate([mine, theirs], axis=2)
