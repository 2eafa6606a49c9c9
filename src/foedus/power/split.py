"""A rule taken apart into one large row of weights and small ones.

For given sums on the small rows it is open from some sum of the large row on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.rules.draft import take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

Array = np.ndarray[Any, Any]
#: The most members.
MOST = 60
#: Beyond every sum of the large row.
FAR = np.int64(1) << np.int64(61)


@dataclass(frozen=True, slots=True)
class Split:
    """A rule with one large row: gates as (row, quota, child gates), rows as member weights."""

    members: list[int]
    rows: list[list[int]]
    large: int
    gates: list[tuple[int, int, list[tuple[int, int]]]]


def split(rule: Rule, *, simple: bool) -> Split:
    """Return a rule of up to 60 members as one large row and small ones.

    `simple` says that it is simplified already. Raises TooLarge for more members, NotThisGame for
    weights beyond 60 bits, a dictator, or a large row that many gates stand on.
    """
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
    return Split(members, rows, large, gates)


def needs(split: Split, at: Array) -> Array:
    """Return, for sums on the rows, from which sum of the large row on the rule is open; else FAR.

    `at` has one row a row of weights; what it says of the large row is not read.
    """
    levels = {0}
    for row, quota, children in split.gates:
        if row == split.large:
            offers = {0}
            for _, w in children:
                offers |= {o + w for o in offers}
            levels |= {max(0, quota - o) for o in offers}
    found = np.full(at.shape[1:], FAR, dtype=np.int64)
    for level in sorted(levels, reverse=True):
        opened = _evaluate(split, at, level)
        found[opened] = level
    return found


def _evaluate(split: Split, at: Array, level: int) -> Array:
    states: list[Array] = []
    for row, quota, children in split.gates:
        value = np.full(at.shape[1:], level, dtype=np.int64) if row == split.large else at[row]
        for child, w in children:
            value = value + w * states[child]
        states.append(value >= quota)
    return states[-1]
