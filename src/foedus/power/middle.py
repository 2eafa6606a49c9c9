"""Meet in the middle: one large weight row beside small ones, to some 60 distinct voters.

The voters are cut into two halves; the subsets of each half are grouped by their sums on the
small rows and by size. For two groups the rule is open from some sum of the large row on, and
sorted sums are matched (Horowitz & Sahni 1974, for subset sums). Each subset's number of winning
partners gives W_i(s), hence every swing, in the same pass (see `sweep`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.power.sweep import Half, sweep
from foedus.rules.draft import take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

Array = np.ndarray[Any, Any]
#: Time doubles with every second member: 51 take about half a minute, 60 half a day.
MOST = 60
#: The most pairs of groups matched.
PAIRS = 1_000_000
FAR = np.int64(1) << np.int64(61)


@dataclass(frozen=True, slots=True)
class _Split:
    """A rule with one large row: gates as (row, quota, child gates), rows as member weights."""

    members: list[int]
    rows: list[list[int]]
    large: int
    gates: list[tuple[int, int, list[tuple[int, int]]]]


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
    split = _split(rule, simple=simple)
    n = len(split.members)
    winning, with_member = _match(split, n, budget, longest)
    order = [*range(0, n, 2), *range(1, n, 2)]
    containing = [[0] * (n + 1)] * n
    for k, member in enumerate(order):
        containing[member] = with_member[k]
    by_voter = {}
    for member, voter in enumerate(split.members):
        by_voter[voter] = containing[member]
    swings = [
        [mine[s + 1] - (winning[s] - mine[s]) for s in range(n)]
        for mine in (by_voter[k] for k in range(len(rule.voters)))
    ]
    return profile_by_size(rule, winning, swings, "middle")


Found = tuple[list[int], list[list[int]]]


def _match(split: _Split, n: int, budget: Budget, longest: int) -> Found:
    """Return winning coalitions by size, in all and with each member, first half's first."""
    others = [r for r in range(len(split.rows)) if r != split.large]
    rows = [split.rows[split.large], *(split.rows[r] for r in others), [1] * n]
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
    small = [np.zeros((len(split.rows), len(h.number)), dtype=np.int64) for h in halves]
    for into, half in zip(small, halves, strict=True):
        into[others] = half.small[:-1]
    needs = _needs(split, small[0], small[1])
    by_size = np.zeros((n + 1, n + 1), dtype=np.int64)
    sizes = first.small[-1][:, None] + second.small[-1][None, :]
    for level in sorted(set(needs[needs < FAR].tolist())):
        wanted = needs == level
        found = sweep(first, second, level, wanted, budget) if level else _all_pairs(first, second)
        np.add.at(by_size, sizes[wanted], found[wanted])
    return by_size[:, 0].tolist(), by_size[:, 1:].T.tolist()


def _all_pairs(first: Any, second: Any) -> Array:
    """Return for each pair of groups how many pairs of subsets there are, and with each member."""
    mine = first.holding[:, None, :] * second.number[None, :, None]
    theirs = first.number[:, None, None] * second.holding[None, :, 1:]
    return np.concatenate([mine, theirs], axis=2)


def _split(rule: Rule, *, simple: bool) -> _Split:
    if rule.size > MOST:
        raise TooLarge(
            f"the engine middle takes at most {MOST} members, not {rule.size}\n"
            "  help: take --engine bounds or --engine sampling"
        )
    draft = take_apart(rule if simple else simplify(rule))
    n = len(draft.voters)
    if draft.root < n:
        raise NotThisGame("one voter decides alone: take the engine packed")
    found: dict[tuple[tuple[int, int], ...], int] = {}
    gates = []
    for part in draft.parts:
        own = tuple(sorted((k, w) for k, w in part.weights.items() if k < n))
        row = found.setdefault(own, len(found))
        gates.append((row, part.quota, [(k - n, w) for k, w in part.weights.items() if k >= n]))
    members = [k for k, v in enumerate(draft.voters) for _ in range(v.count)]
    rows = [[dict(own).get(k, 0) for k in members] for own in found]
    if any(sum(row) >= 1 << 60 for row in rows):
        raise NotThisGame("the weights add up beyond 60 bits: take the engine diagram")
    large = max(range(len(rows)), key=lambda r: (len(set(rows[r])), sum(rows[r])), default=0)
    if sum(len(children) for row, _, children in gates if row == large) > 6:
        raise NotThisGame("the large row is compared with gates as well: take the engine diagram")
    return _Split(members, rows, large, gates)


def _needs(split: _Split, first: Array, second: Array) -> Array:
    """Return, for every pair of groups, from which sum of the large row on the rule is open.

    `first` and `second` are the groups' sums, by row.
    """
    at = first[:, :, None] + second[:, None, :]
    levels = {0}
    for row, quota, children in split.gates:
        if row == split.large:
            offers = {0}
            for _, w in children:
                offers |= {o + w for o in offers}
            levels |= {max(0, quota - o) for o in offers}
    needs = np.full(at.shape[1:], FAR, dtype=np.int64)
    for level in sorted(levels, reverse=True):
        opened = _evaluate(split, at, level)
        needs[opened] = level
    return needs


def _evaluate(split: _Split, at: Array, level: int) -> Array:
    states: list[Array] = []
    for row, quota, children in split.gates:
        value = np.full(at.shape[1:], level, dtype=np.int64) if row == split.large else at[row]
        for child, w in children:
            value = value + w * states[child]
        states.append(value >= quota)
    return states[-1]
