"""Multi-criteria dynamic programming: one axis a weight row, sums cut off at the largest quota.

A table B_k over the sums reached by members 1 .. k-1 holds the number of winning completions by
the rest; swings are sum over sums of F_k (B_{k+1}(sum + w) - B_{k+1}(sum)), F the number of ways
to reach a sum (Algaba, Bilbao, Fernandez Garcia & Lopez 2003, generating functions for several
majorities). Counts stay below 2^62, so 64-bit integers are exact up to 62 members.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.draft import Draft, take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

Array = np.ndarray[Any, Any]
MOST = 62
#: The most cells of all tables together (eight bytes each).
CELLS = 400_000_000
CELLS_BY_SIZE = 20_000_000


class _Grid:
    """Rows as axes; with sizes, the number of members who say yes is an axis as well."""

    def __init__(self, rule: Rule, *, sizes: bool) -> None:
        draft = take_apart(simplify(rule))
        n = len(draft.voters)
        if draft.root < n:
            raise NotThisGame("one voter decides alone: take the engine packed")
        self.members = [k for k, v in enumerate(draft.voters) for _ in range(v.count)]
        found: dict[tuple[tuple[int, int], ...], int] = {}
        self.gates = []
        caps: list[int] = []
        for part in draft.parts:
            own = tuple(sorted((k, w) for k, w in part.weights.items() if k < n))
            if own not in found:
                found[own] = len(found)
                caps.append(0)
            row = found[own]
            caps[row] = max(caps[row], min(part.quota, _total(draft, own)))
            children = [(k - n, w) for k, w in part.weights.items() if k >= n]
            self.gates.append((row, part.quota, children))
        self.weights = [[dict(own).get(k, 0) for own in found] for k in self.members]
        self.caps = caps
        self.sizes = sizes
        if sizes:
            self.caps = [*caps, len(self.members)]
            self.weights = [[*w, 1] for w in self.weights]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(c + 1 for c in self.caps)

    def wins(self) -> Array:
        """Return for every sum whether the rule is open."""
        states: list[Array] = []
        for row, quota, children in self.gates:
            size = [1] * len(self.caps)
            size[row] = self.caps[row] + 1
            value = np.arange(self.caps[row] + 1, dtype=np.int64).reshape(size)
            for child, w in children:
                value = value + w * states[child]
            states.append(value >= quota)
        return np.broadcast_to(states[-1], self.shape)


def _total(draft: Draft, own: tuple[tuple[int, int], ...]) -> int:
    return sum(w * draft.voters[k].count for k, w in own)


Index = tuple[slice, ...]


def _moves(shape: tuple[int, ...], weights: list[int]) -> list[tuple[Index, Index]]:
    """Return pairs of regions, (sum, sum + w cut off at the cap), that cover every sum once."""
    sides = []
    for length, w in zip(shape, weights, strict=True):
        cut = length - min(w, length - 1)
        whole = slice(0, cut), slice(length - cut, length)
        capped = slice(cut, length), slice(length - 1, length)
        sides.append([whole, capped] if cut < length else [whole])
    return [(tuple(p[0] for p in pick), tuple(p[1] for p in pick)) for pick in product(*sides)]


def _add_reached(table: Array, weights: list[int]) -> Array:
    """Return table + table[min(sum + w, cap)] for every sum."""
    found = table.copy()
    for here, there in _moves(table.shape, weights):
        found[here] += table[there]
    return found


def _add_pushed(into: Array, table: Array, weights: list[int]) -> Array:
    """Add to a table another with every sum moved up by w and cut off at the cap; return it."""
    for here, there in _moves(table.shape, weights):
        moved = table[here]
        axes = tuple(k for k, s in enumerate(there) if s.stop - s.start < moved.shape[k])
        into[there] += moved.sum(axis=axes, keepdims=True) if axes else moved
    return into


def _gained(ahead: Array, later: Array, weights: list[int]) -> int:
    """Return sum of ahead * (later[min(sum + w, cap)] - later)."""
    regions = _moves(ahead.shape, weights)
    reached = sum(int((ahead[here] * later[there]).sum()) for here, there in regions)
    return reached - int((ahead * later).sum())


def grid(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    """Count a rule of up to 62 members by dynamic programming over its rows' sums.

    Raises TooLarge for more members or where the tables exceed the budget, NotThisGame for a
    dictator.
    """
    budget = budget or Budget()
    if rule.size > MOST:
        raise TooLarge(
            f"the engine dp takes at most {MOST} members, not {rule.size}\n"
            "  help: take --engine diagram"
        )
    plan = _Grid(rule, sizes=sizes)
    n = len(plan.members)
    if prod(plan.shape) * (n + 1) > min(budget.cells, CELLS_BY_SIZE if sizes else CELLS):
        raise TooLarge(
            f"the engine dp would need {8 * prod(plan.shape) * (n + 1) / 1e9:.1f} GB\n"
            "  help: take --engine middle, diagram, bounds or sampling"
        )
    if sizes:
        return _by_size(rule, plan, budget)
    back = [plan.wins().astype(np.int64)]
    for k in range(n - 1, -1, -1):
        budget.check(1 - k / n, "dp")
        back.append(_add_reached(back[-1], plan.weights[k]))
    ahead = np.zeros(plan.shape, dtype=np.int64)
    ahead[(0,) * ahead.ndim] = 1
    swings: dict[int, int] = {}
    for k, voter in enumerate(plan.members):
        later = back[n - 1 - k]
        if voter not in swings:
            swings[voter] = _gained(ahead, later, plan.weights[k])
        ahead = _add_pushed(ahead.copy(), ahead, plan.weights[k])
    winning = int(back[n][(0,) * ahead.ndim])
    counts = tuple(v.count for v in rule.voters)
    found = tuple(swings[k] for k in range(len(counts)))
    return Profile(rule.names, counts, winning, found, "dp")


def _by_size(rule: Rule, plan: _Grid, budget: Budget) -> Profile:
    """Split by size: the last axis of the forward tables is the number of members so far."""
    n = len(plan.members)
    wins = plan.wins()
    winning = _layers(_forward(plan, None, budget), wins)
    containing: dict[int, list[int]] = {}
    for k, voter in enumerate(plan.members):
        if voter not in containing:
            containing[voter] = _layers(_forward(plan, k, budget), wins)
    swings = [
        [c[s + 1] - (winning[s] - c[s]) for s in range(n)]
        for c in (containing[k] for k in range(len(rule.voters)))
    ]
    return profile_by_size(rule, winning, swings, "dp")


def _forward(plan: _Grid, inside: int | None, budget: Budget) -> Array:
    """Return how many sets reach each sum, all of them or only those with one member in them."""
    budget.check((inside or 0) / len(plan.members), "dp")
    ahead = np.zeros(plan.shape, dtype=np.int64)
    ahead[(0,) * ahead.ndim] = 1
    for k, weights in enumerate(plan.weights):
        start = np.zeros_like(ahead) if k == inside else ahead.copy()
        ahead = _add_pushed(start, ahead, weights)
    return ahead


def _layers(ahead: Array, wins: Array) -> list[int]:
    axes = tuple(range(ahead.ndim - 1))
    return [int(x) for x in (ahead * wins).sum(axis=axes)]
