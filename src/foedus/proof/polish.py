"""Local search below a feasible point: exchange a few voters in for a few out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, islice
from math import comb

import numpy as np
from numpy.typing import NDArray

from foedus.proof.program import Program

#: Sets of voters that may enter (or leave), and exchanges whose constraints are checked, a round.
SETS, CHECKED, ROUNDS = 8_000, 400, 12
#: Costs beyond this are not summed in 64-bit integers; the search goes on without exchanges.
LARGEST = 1 << 62
Ints = NDArray[np.int64]


def polish(program: Program, point: Sequence[int], floor: int) -> tuple[int, ...]:
    """Return a feasible point that costs no more, by exchanges; stops at the bound `floor`.

    Where the price is itself a gate (a subset sum) this comes within a few persons of the quota,
    which no bound-driven dive does.
    """
    best = tuple(point)
    if sum(map(abs, program.cost)) >= LARGEST:
        return best
    for _ in range(ROUNDS):
        value = program.value(best)
        better = _round(program, best, value - floor) if value > floor else None
        if better is None:
            return best
        best = better
    return best


def _round(program: Program, point: tuple[int, ...], surplus: int) -> tuple[int, ...] | None:
    """Return the best feasible exchange that saves at most `surplus` and more than nothing."""
    ups, downs = _moves(program, point, 1), _moves(program, point, -1)
    up_cost, down_cost = _costs(program, ups), _costs(program, downs)
    if not len(up_cost) or not len(down_cost):
        return None
    order = np.argsort(up_cost, kind="stable")
    sorted_cost = up_cost[order]
    # For each voter set leaving, the cheapest set entering that saves no more than the surplus.
    at = np.searchsorted(sorted_cost, down_cost - surplus)
    found: list[tuple[int, int, int]] = []
    for shift in range(4):
        k = np.minimum(at + shift, len(order) - 1)
        change = sorted_cost[k] - down_cost
        for i in np.nonzero((change < 0) & (change >= -surplus))[0]:
            found.append((int(change[i]), int(i), int(order[k[i]])))
    found.sort()
    for _, out, into in found[:CHECKED]:
        if set(downs[out]) & set(ups[into]):
            continue
        trial = list(point)
        for j in downs[out]:
            trial[j] -= 1
        for j in ups[into]:
            trial[j] += 1
        if program.feasible(trial):
            return tuple(trial)
    return None


def _moves(program: Program, point: Sequence[int], sign: int) -> list[tuple[int, ...]]:
    limit = program.high if sign > 0 else program.low
    free = [j for j in range(program.voters) if point[j] != limit[j]]
    moves: list[tuple[int, ...]] = [()]
    for size in range(1, 5):
        if len(moves) + comb(len(free), size) > SETS:
            return moves + list(islice(combinations(free, size), SETS - len(moves)))
        moves += combinations(free, size)
    return moves


def _costs(program: Program, moves: list[tuple[int, ...]]) -> Ints:
    return np.array([sum(program.cost[j] for j in m) for m in moves], dtype=np.int64)
