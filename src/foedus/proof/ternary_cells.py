"""Pieces of counting divisions by type: cells of counts, states, turns and rounded sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.proof.ballot_rule import Leaf

#: Options by place in (yes, out, no).
YES, OUT, NO = range(3)
#: Beyond this, sums are not kept in 64-bit integers.
LARGEST = 1 << 60


@dataclass(slots=True)
class Shares:
    """Divisions that leave the same of the rule, by how many members choose the marked option.

    `known` tells limbs that hold, or do not, in one of them: enough to leave the same of any rule.
    `all[k]` counts divisions with k members at the mark; `own[g][o][k]` those in which a given
    member of group g chooses option o.
    """

    known: dict[Leaf, bool]
    all: list[int]
    own: list[list[list[int]]] = field(default_factory=list)


@dataclass(slots=True)
class Cells:
    """Sums over divisions: of 1, of a group's members at the mark, and of those beside it."""

    known: dict[Leaf, bool]
    all: list[int]
    marked: list[list[int]]
    beside: list[list[int]]


#: Sums of the forms, and vectors: divisions, and the same times each group's members at the mark
#: and beside it.
Sums = tuple[int, ...]
Vector = list[int]
#: By what is left of the rule (a number), the sums that still matter, and members at the mark.
States = dict[tuple[int, Sums, int], Vector]
#: In how many ways a group does something, and the same times its members at the mark and beside.
Ways = tuple[int, int, int]


def by_left(states: States) -> dict[int, dict[Sums, list[tuple[int, Vector]]]]:
    found: dict[int, dict[Sums, list[tuple[int, Vector]]]] = {}
    for (number, sums, marked), vector in states.items():
        found.setdefault(number, {}).setdefault(sums, []).append((marked, vector))
    return found


def merge(states: States, key: tuple[int, Sums, int], vector: Vector) -> None:
    old = states.get(key)
    states[key] = vector if old is None else [a + b for a, b in zip(old, vector, strict=True)]


def add(
    cells: Cells, k: int, held: list[tuple[int, list[int]]], ways: int, times: int, *, totals: bool
) -> None:
    for marked, vector in held:
        at, count = 0 if totals else marked + k, vector[0] * ways
        cells.all[at] += count
        for g in range(len(vector) // 2):
            cells.marked[g][at] += vector[2 * g + 1] * ways
            cells.beside[g][at] += vector[2 * g + 2] * ways
        cells.marked[-1][at] += count * k
        cells.beside[-1][at] += vector[0] * times


def rounded(total: int, ends: list[int], rises: bool, falls: bool) -> int:
    """Return a sum that turns every limb as this one does, and is the same for as many as can be.

    Beyond the last threshold that it can still cross, a sum is as good as that threshold; one that
    nobody changes any more is the largest that it reaches.
    """
    if not falls and total >= ends[-1]:
        return ends[-1]
    if not rises and total < ends[0]:
        return ends[0] - 1
    if not rises and not falls:
        return max((e for e in ends if e <= total), default=ends[0] - 1)
    return total


def binomials(n: int) -> list[int]:
    found = [1]
    for k in range(n):
        found.append(found[-1] * (n - k) // (k + 1))
    return found


def turning(lack: NDArray[Any], base: list[int], steps: list[int], end: int) -> Iterable[list[int]]:
    """Return, for every row, how many must be beside the mark for each limb to turn (0 .. end)."""
    columns = []
    for at, (known, step) in enumerate(zip(base, steps, strict=True)):
        need = lack[:, at] - known
        if step > 0:
            turn = -(-need // step)
        elif step < 0:
            turn = need // step + 1
        else:
            turn = np.where(need <= 0, 0, end)
        columns.append(np.clip(turn, 0, end))
    return np.stack(columns, axis=1).tolist() if columns else [[] for _ in lack]
