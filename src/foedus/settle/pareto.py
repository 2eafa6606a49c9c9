"""The Pareto set: value vectors that no other feasible package dominates.

y dominates x when u(y) >= u(x) for every party and u(y) != u(x). Additive values without rules
across questions: the front of the sum is the front of the sums of fronts (dominance-pruned
Minkowski sums, Ehrgott 2005, Multicriteria Optimization, section 9). All values are integers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foedus.settle.space import Array, Package


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """Undominated value vectors (rows of `values`, shape (n, parties)), one package for each.

    `choices` has shape (n, questions): a package with these values. Rows are in descending
    lexicographic order of values.
    """

    values: Array
    choices: Array

    def packages(self) -> list[Package]:
        """Return the packages as tuples."""
        return [tuple(row) for row in self.choices.tolist()]


def undominated(values: Array) -> Array:
    """Return the indices of undominated, mutually distinct rows, in descending order of values.

    Of equal rows the first is kept. Shape (n, parties), integers; O(n log n) for up to three
    parties, O(n * front) beyond.
    """
    n, parties = values.shape
    if not n:
        return np.arange(0)
    order = np.lexsort(tuple(-values[:, p] for p in reversed(range(parties))))
    rows = values[order]
    fresh = np.ones(n, dtype=bool)
    fresh[1:] = np.any(rows[1:] != rows[:-1], axis=1)
    order, rows = order[fresh], rows[fresh]
    if parties == 1:
        return order[:1]
    if parties == 2:
        return order[_two(rows)]
    return order[_three(rows) if parties == 3 else _many(rows)]


def _two(rows: Array) -> Array:
    best = np.maximum.accumulate(rows[:, 1])
    keep = np.ones(len(rows), dtype=bool)
    keep[1:] = rows[1:, 1] > best[:-1]
    return np.flatnonzero(keep)


def _three(rows: Array) -> Array:
    """Sweep by the first value; the staircase of the other two stays sorted (Kung et al. 1975)."""
    stairs_b: list[int] = []  # ascending second values, negated so that bisect finds >= b
    stairs_c: list[int] = []
    keep = []
    for i, (_, b, c) in enumerate(rows.tolist()):
        at = bisect_left(stairs_b, -b + 1)
        # Entries before `at` have second value >= b; their best third value is the last one's.
        if at and stairs_c[at - 1] >= c:
            continue
        keep.append(i)
        end = bisect_left(stairs_b, -b)
        stop = end
        while stop < len(stairs_c) and stairs_c[stop] <= c:
            stop += 1
        stairs_b[end:stop] = [-b]
        stairs_c[end:stop] = [c]
    return np.array(keep, dtype=np.int64)


def _many(rows: Array) -> Array:
    """Rows by descending sum: a row can only be dominated by one before it; blocks at a time."""
    order = np.argsort(-rows.sum(axis=1), kind="stable")
    small = _compact(rows[order])
    front = np.empty_like(small)
    size, kept = 0, list[int]()
    for start in range(0, len(small), 256):
        block = small[start : start + 256]
        alive = np.flatnonzero(~_dominated(block, front[:size]))
        for k in alive.tolist():
            row = block[k]
            fresh = front[bisect_left(kept, start) : size]
            if len(fresh) and np.all(fresh >= row, axis=1).any():
                continue
            front[size] = row
            kept.append(start + k)
            size += 1
    return np.sort(order[np.array(kept, dtype=np.int64)])


def _compact(rows: Array) -> Array:
    low, high = int(rows.min()), int(rows.max())
    if high - low < 2**15:
        return (rows - low).astype(np.int16)
    return rows


def _dominated(block: Array, front: Array) -> Array:
    """Return which rows of the block some row of the front equals or exceeds everywhere."""
    out = np.zeros(len(block), dtype=bool)
    for start in range(0, len(front), 4096):
        part = front[start : start + 4096]
        open_ = np.flatnonzero(~out)
        if not len(open_):
            break
        above = part[:, None, 0] >= block[None, open_, 0]
        for p in range(1, block.shape[1]):
            above &= part[:, None, p] >= block[None, open_, p]
        out[open_] = above.any(axis=0)
    return out


def front_of_sums(points: Sequence[Array]) -> Front:
    """Return the front of additive values over all packages; points[q] is (options, parties).

    Valid without rules across questions only. Raises OverflowError where sums exceed 63 bits.
    """
    bound = sum(int(np.abs(p).max(initial=0)) for p in points)
    if bound >= 2**62:
        raise OverflowError("the values are beyond 63 bits")
    parties = points[0].shape[1]
    values: Array = np.zeros((1, parties), dtype=np.int64)
    choices: Array = np.zeros((1, 0), dtype=np.int32)
    for table in points:
        best = undominated(np.asarray(table, dtype=np.int64))
        sums = (values[:, None, :] + table[best][None, :, :]).reshape(-1, parties)
        keep = undominated(sums)
        row, option = keep // len(best), best[keep % len(best)]
        values = sums[keep]
        choices = np.column_stack([choices[row], option.astype(np.int32)])
    return Front(values, choices)
