"""Estimates with an interval where nothing exact fits: stratified, antithetic, seeded.

One draw is a random order of everybody but i. Its prefixes are one uniform set of every size, and
as a rule is monotone, i swings exactly from the first prefix that wins with i up to the first that
wins without: one draw serves all strata s = 0 .. n-1 at once, each with its exact share (Banzhaf
C(n-1, s) / 2^(n-1), Shapley 1/n). It is averaged with the draw in reversed order (antithetic).
Averages of pairs are independent and lie in [0, 1], so the empirical Bernstein inequality (Maurer
& Pontil 2009, theorem 4) holds for m pairs with sample variance v:

    |mean - mu| <= sqrt(2 v ln(4/delta) / m) + 7 ln(4/delta) / (3 (m - 1)).

delta is divided among voters and indices, so the intervals of a table hold together.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb, log, sqrt
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The probability that any interval of a table misses its value.
DELTA = 0.05
#: Orders held at once.
CHUNK_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Estimate(Answer):
    """Absolute Banzhaf and Shapley-Shubik of one member of each type: estimate and half-width."""

    names: tuple[str, ...]
    banzhaf_absolute: tuple[tuple[float, float], ...]
    shapley: tuple[tuple[float, float], ...]
    pairs: int
    seed: int
    label: Label = Label.ESTIMATE
    method: str = "stratified by size, antithetic pairs, empirical Bernstein intervals at 95 %"
    reference: str = "Maurer & Pontil 2009, Empirical Bernstein bounds"


def sample(
    rule: Rule, *, draws: int = 20_000, seed: int = 0, budget: Budget | None = None
) -> Estimate:
    """Return estimates from `draws` antithetic pairs for each voter or type; the seed fixes them.

    All intervals hold together with probability at least 95 %. Raises NotThisGame for weights
    beyond 60 bits, ValueError for fewer than two draws.
    """
    if draws < 2:
        raise ValueError("sampling needs at least two draws")
    if any(rule.total(r) >= 1 << 60 for r in range(len(rule.rows))):
        raise NotThisGame("the weights add up beyond 60 bits: sampling would overflow")
    budget = budget or Budget()
    dice = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(rule.voters)), [v.count for v in rule.voters])
    below = _shares_below(len(owner) - 1)
    columns = _columns(rule)
    delta = DELTA / (2 * len(rule.voters))
    banzhaf, shapley = [], []
    for t in range(len(rule.voters)):
        budget.check(t / len(rule.voters), "sampling")
        others = np.delete(owner, int(np.flatnonzero(owner == t)[0]))
        first, second = _draw(rule, columns, t, others, below, draws, dice, budget)
        banzhaf.append(_interval(first, delta))
        shapley.append(_interval(second, delta))
    return Estimate(rule.names, tuple(banzhaf), tuple(shapley), draws, seed)


def _shares_below(n: int) -> Array:
    """Return for s = 0 .. n+1 the share of the subsets of n members with fewer than s of them."""
    total, below = 0, [0.0]
    for s in range(n + 1):
        total += comb(n, s)
        below.append(float(Fraction(total, 1 << n)))
    return np.asarray(below)


def _columns(rule: Rule) -> list[Array]:
    n = len(rule.voters)
    found = []
    for row in rule.rows:
        column = np.zeros(n, dtype=np.int64)
        for node, w in row.items:
            if node < n:
                column[node] = w
        found.append(column)
    return found


def _draw(
    rule: Rule,
    columns: list[Array],
    t: int,
    others: Array,
    below: Array,
    draws: int,
    dice: np.random.Generator,
    budget: Budget,
) -> tuple[Array, Array]:
    """Return for each pair the part of the subsets, and of the orders, in which t swings."""
    n = len(others)
    chunk = max(2, CHUNK_CELLS // (n + 1))
    banzhaf, shapley = [], []
    for start in range(0, draws, chunk):
        budget.check(0.0, "sampling")
        many = min(chunk, draws - start)
        orders = dice.permuted(np.broadcast_to(others, (many, n)), axis=1)
        spans = [_span(rule, columns, t, side) for side in (orders, orders[:, ::-1])]
        banzhaf.append(sum(below[b] - below[a] for a, b in spans) / 2)
        shapley.append(sum(b - a for a, b in spans) / (2 * (n + 1)))
    return np.concatenate(banzhaf), np.concatenate(shapley)


def _span(rule: Rule, columns: list[Array], t: int, orders: Array) -> tuple[Array, Array]:
    """Return the first prefix sizes that win with t, and without: sizes run to n + 1 (never)."""
    sums = []
    for column in columns:
        inner = np.cumsum(column[orders], axis=1)
        sums.append(np.concatenate([np.zeros((len(orders), 1), dtype=np.int64), inner], axis=1))
    of_t = (orders == t).cumsum(axis=1)
    of_t = np.concatenate([np.zeros((len(orders), 1), dtype=np.int64), of_t], axis=1)
    with_t = _wins(rule, [s + c[t] for s, c in zip(sums, columns, strict=True)], of_t + 1, t)
    without = _wins(rule, sums, of_t, t)
    # a rule is monotone: the number of losing prefixes is the first winning size
    return (~with_t).sum(axis=1), (~without).sum(axis=1)


def _wins(rule: Rule, sums: list[Array], of_t: Array, t: int) -> Array:
    n = len(rule.voters)
    if rule.root < n:
        if rule.root == t:
            return np.asarray(of_t >= rule.voters[t].count)
        raise NotThisGame("one voter decides alone: take the engine packed")
    states: list[Array] = []
    for gate in rule.gates:
        value = sums[gate.row]
        for node, w in rule.rows[gate.row].items:
            if node >= n:
                value = value + w * states[node - n]
        states.append(value >= max(min(gate.quota, 1 << 61), -1))
    return states[rule.root - n]


def _interval(values: Array, delta: float) -> tuple[float, float]:
    m, room = len(values), log(4 / delta)
    spread = float(values.var(ddof=1))
    return float(values.mean()), sqrt(2 * spread * room / m) + 7 * room / (3 * (m - 1))
