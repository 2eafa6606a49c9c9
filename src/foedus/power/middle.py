"""Meet in the middle: one large weight row beside small ones, to about 45 distinct voters.

The voters are cut into two halves; the subsets of each half are grouped by their sums on the
small rows and by size. For two groups the rule is open from some sum of the large row on, and
sorted sums are matched by binary search (Horowitz & Sahni 1974, for subset sums). Each subset's
number of winning partners gives W_i(s), hence every swing, in the same pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.draft import take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

Array = np.ndarray[Any, Any]
#: 2^22 subsets a half: about 100 MB and some seconds.
MOST = 44
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


@dataclass(frozen=True, slots=True)
class _Half:
    """The subsets of one half: by group, sums on the large row (sorted) and membership."""

    small: Array
    sizes: Array
    sums: list[Array]
    members: list[Array]


def middle(
    rule: Rule,
    *,
    sizes: bool = True,  # noqa: ARG001
    budget: Budget | None = None,
    simple: bool = False,
) -> Profile:
    """Count a rule of up to 44 members by meeting in the middle; `simple`: simplified already.

    Raises NotThisGame for weights beyond 60 bits, TooLarge for more members.
    """
    budget = budget or Budget()
    split = _split(rule, simple=simple)
    n = len(split.members)
    first = _half(split, list(range(0, n, 2)))
    second = _half(split, list(range(1, n, 2)))
    if len(first.sums) * len(second.sums) > PAIRS:
        raise NotThisGame("more than one row is large: take the engine diagram or enumeration")
    needs = _needs(split, first, second)
    winning, with_member = _match(first, second, needs, n, budget)
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


def _half(split: _Split, chosen: list[int]) -> _Half:
    """Return the subsets of some members, grouped by small-row sums and size."""
    small_rows = [r for r in range(len(split.rows)) if r != split.large]
    ones = [1] * len(split.members)
    code_rows = [split.rows[r] for r in small_rows]
    counted = [*code_rows, ones] if ones not in code_rows else code_rows
    size_at = counted.index(ones)
    big = _sums([split.rows[split.large][k] for k in chosen])
    columns = [_sums([row[k] for k in chosen]) for row in counted]
    code = np.zeros(1 << len(chosen), dtype=np.int64)
    room = 1
    for column in columns:
        width = int(column.max()) + 1
        if room * width >= 1 << 62:
            raise NotThisGame("more than one row is large: take the engine diagram or enumeration")
        code, room = code * width + column, room * width
    reach = int(big.max()) + 1
    if room * reach < 1 << 62:
        order = np.argsort(code * reach + big)
    else:
        order = np.lexsort((big, code))
    code, big = code[order], big[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    heads = order[starts]
    bounds = [*starts.tolist(), len(code)]
    order = order.astype(np.int32)
    bits = ((order >> np.arange(len(chosen), dtype=np.int32)[:, None]) & 1).astype(np.float64).T
    small = np.zeros((len(split.rows), len(starts)), dtype=np.int64)
    for column, r in zip(columns, small_rows, strict=False):
        small[r] = column[heads]
    pieces = [slice(a, b) for a, b in pairwise(bounds)]
    sizes = columns[size_at][heads]
    return _Half(small, sizes, [big[p] for p in pieces], [bits[p] for p in pieces])


def _sums(weights: list[int]) -> Array:
    sums = np.zeros(1, dtype=np.int64)
    for w in weights:
        sums = np.concatenate([sums, sums + w])
    return sums


def _needs(split: _Split, first: _Half, second: _Half) -> Array:
    """Return, for every pair of groups, from which sum of the large row on the rule is open."""
    at = first.small[:, :, None] + second.small[:, None, :]
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


def _match(
    first: _Half, second: _Half, needs: Array, n: int, budget: Budget
) -> tuple[list[int], list[list[int]]]:
    """Return winning coalitions by size, and those containing each member by size."""
    winning = [0] * (n + 1)
    left = np.zeros((n + 1, first.members[0].shape[1]))
    right = np.zeros((n + 1, second.members[0].shape[1]))
    partners_right: list[dict[int, Array]] = [{} for _ in second.sums]
    for a, mine in enumerate(first.sums):
        budget.check(a / len(first.sums), "middle")
        columns: dict[int, Array] = {}
        for b in np.flatnonzero(needs[a] < FAR).tolist():
            theirs = second.sums[b]
            size = int(first.sizes[a] + second.sizes[b])
            found = len(theirs) - np.searchsorted(theirs, needs[a, b] - mine)
            total = int(found.sum())
            if not total:
                continue
            winning[size] += total
            columns[size] = columns[size] + found if size in columns else found
            # partner counts of `theirs`: the number of `mine` whose need is at or below each sum
            at = len(theirs) - found
            counts = np.bincount(at, minlength=len(theirs) + 1)
            known = partners_right[b]
            known[size] = known[size] + counts if size in known else counts
        _collect(left, first.members[a], columns)
    for b, members in enumerate(second.members):
        sums = {s: np.cumsum(c)[:-1] for s, c in partners_right[b].items()}
        _collect(right, members, sums)
    both = np.concatenate([left, right], axis=1).T
    return winning, [[int(x) for x in row] for row in both.tolist()]


def _collect(into: Array, members: Array, columns: dict[int, Array]) -> None:
    """Add up partner counts over the subsets containing each member: exact below 2^53."""
    if columns:
        into[list(columns)] += np.stack(list(columns.values())).astype(np.float64) @ members
