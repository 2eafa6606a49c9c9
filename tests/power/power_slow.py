"""Slow, obvious ways to the numbers of one gate and of small rules; imports nothing of foedus."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import factorial

Wins = Callable[[frozenset[int]], bool]


def subsets(members: Sequence[int]) -> Iterator[frozenset[int]]:
    """Every set of some members."""
    for size in range(len(members) + 1):
        yield from (frozenset(c) for c in itertools.combinations(members, size))


def weight(weights: Sequence[int], chosen: frozenset[int]) -> int:
    return sum(weights[k] for k in chosen)


def gate(weights: Sequence[int], quota: int) -> Wins:
    return lambda chosen: weight(weights, chosen) >= quota


def by_sum_and_size(weights: Sequence[int]) -> dict[tuple[int, int], int]:
    """How many sets have each weight and number of members."""
    found: dict[tuple[int, int], int] = {}
    for s in subsets(range(len(weights))):
        key = (weight(weights, s), len(s))
        found[key] = found.get(key, 0) + 1
    return found


def swings(n: int, wins: Wins, i: int) -> list[int]:
    """The sets without i, by size, that lose and win with i."""
    found = [0] * n
    for s in subsets([k for k in range(n) if k != i]):
        found[len(s)] += not wins(s) and wins(s | {i})
    return found


def shapley_by_orders(n: int, wins: Wins) -> list[Fraction]:
    """The share of the orders in which each one tips the outcome."""
    tips = [0] * n
    for order in itertools.permutations(range(n)):
        for k in range(n):
            if wins(frozenset(order[: k + 1])) and not wins(frozenset(order[:k])):
                tips[order[k]] += 1
    return [Fraction(t, factorial(n)) for t in tips]


def critical(wins: Wins, chosen: frozenset[int]) -> frozenset[int]:
    if not wins(chosen):
        return frozenset()
    return frozenset(k for k in chosen if not wins(chosen - {k}))


def minimal(n: int, wins: Wins) -> list[frozenset[int]]:
    return [s for s in subsets(range(n)) if wins(s) and critical(wins, s) == s]


def compositions(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to give so many votes to so many voters."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in compositions(total - first, parts - 1))


def chance_of(weights: Sequence[int], t: float) -> dict[int, float]:
    """The chance of each weight when everybody says yes with chance t."""
    found: dict[int, float] = {}
    for s in subsets(range(len(weights))):
        chance = t ** len(s) * (1 - t) ** (len(weights) - len(s))
        key = weight(weights, s)
        found[key] = found.get(key, 0.0) + chance
    return found
