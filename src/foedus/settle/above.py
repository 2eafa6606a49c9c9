"""Every package whose values all reach given thresholds: exact, level by level, in integers.

Partial packages are extended question by question. One is dropped where even the best rest leaves
some party, or some weighted sum of the parties, below its threshold; such sums are implied by the
thresholds, so any non-negative integer weights keep the answer complete and only change its speed
(surrogate constraints, Glover 1968).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foedus.settle.space import Array, Clause, Package, Space

#: Partial packages held at once before the search gives up.
HELD = 1_500_000


@dataclass(frozen=True, slots=True)
class Needs:
    """Thresholds: each party's value, and sums with integer weights (weights, least sum).

    Each sum must hold for every package that is wanted; `tight` turns the parties' thresholds into
    one more sum with the given weights.
    """

    values: tuple[int, ...]
    sums: tuple[tuple[tuple[int, ...], int], ...] = ()

    def tight(self, weights: Sequence[int]) -> Needs:
        """Return the needs with the weighted sum that the thresholds imply."""
        least = sum(w * v for w, v in zip(weights, self.values, strict=True))
        return Needs(self.values, (*self.sums, (tuple(weights), least)))


def every_above(
    space: Space,
    points: Sequence[Mapping[tuple[int, int], int]],
    needs: Needs,
    clauses: Sequence[Clause] = (),
    *,
    held: int = HELD,
) -> list[Package] | None:
    """Return every package that obeys the rules and `clauses` and meets the needs.

    None where more than `held` partial packages would be needed. Raises OverflowError where the
    sums exceed 63 bits.
    """
    tables = _tables(space, points, needs)
    low = np.array([*needs.values, *(least for _, least in needs.sums)], dtype=np.int64)
    spread = [t[:, -1].max() - t[:, -1].min() for t in tables]
    order = sorted(range(len(tables)), key=lambda q: (-int(spread[q]), q))
    rest = np.cumsum([t.max(axis=0) for t in (tables[q] for q in reversed(order))], axis=0)
    rest = np.vstack([rest[::-1][1:], np.zeros((1, len(low)), dtype=np.int64)])
    by_level = _by_level(order, (*space.rules, *clauses))
    values = np.zeros((1, len(low)), dtype=np.int64)
    chosen = np.zeros((1, 0), dtype=np.int16)
    for level, q in enumerate(order):
        if len(values) * space.options[q] > 16 * held:
            return None
        need = low - rest[level]
        values, chosen = _extended(values, chosen, tables[q], need, by_level[level], order)
        if len(values) > held:
            return None
    back = np.argsort(order)
    return [tuple(row) for row in chosen[:, back].tolist()]


def _tables(
    space: Space, points: Sequence[Mapping[tuple[int, int], int]], needs: Needs
) -> list[Array]:
    """Return, for each question, the columns of values and sums by option; the last one orders."""
    sums = np.array([w for w, _ in needs.sums], dtype=object).reshape(-1, len(points))
    found = []
    for q, n in enumerate(space.options):
        rows = np.array([[t[q, o] for t in points] for o in range(n)], dtype=object)
        found.append(np.hstack([rows, rows @ sums.T]))
    if sum(int(np.abs(t).max()) for t in found) >= 2**62:
        raise OverflowError("the values are beyond 63 bits")
    return [t.astype(np.int64) for t in found]


def _by_level(order: Sequence[int], clauses: Sequence[Clause]) -> list[list[Clause]]:
    """Return the clauses by the level at which all of their questions are answered."""
    place = {q: i for i, q in enumerate(order)}
    found: list[list[Clause]] = [[] for _ in order]
    for clause in clauses:
        found[max((place[x.question] for x in clause), default=0)].append(clause)
    return found


def _extended(
    values: Array, chosen: Array, table: Array, need: Array, clauses: Sequence[Clause],
    order: Sequence[int],
) -> tuple[Array, Array]:  # fmt: skip
    """Return the partial packages with one more question answered that can still succeed."""
    place = {q: i for i, q in enumerate(order)}
    here = order[chosen.shape[1]]
    new_values, new_chosen = [], []
    for option, row in enumerate(table):
        keep = np.flatnonzero((values >= need - row).all(axis=1))
        for clause in clauses:
            met = np.zeros(len(keep), dtype=bool)
            for x in clause:
                at = option if x.question == here else chosen[keep, place[x.question]]
                met |= (at == x.option) == x.positive
            keep = keep[met]
        new_values.append(values[keep] + row)
        new_chosen.append(
            np.column_stack([chosen[keep], np.full(len(keep), option, dtype=np.int16)])
        )
    return np.vstack(new_values), np.vstack(new_chosen)
