"""The opinion map: people counted in squares of the plane, small squares not shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.convene.matrix import Floats, Ints

#: Squares along each side of the map.
SQUARES = 16


@dataclass(frozen=True, slots=True)
class Spot:
    """A square of the map: its middle (0..1 from left and from below), a group, people in it."""

    x: float
    y: float
    group: int
    people: int


def spots(points: Floats, label: Ints, cell: int) -> tuple[tuple[Spot, ...], int]:
    """Return the squares with at least `cell` people of one group, and how many people are in none.

    The map spans the 1st to the 99th percentile of each axis; people beyond it are put on its
    edge. Nobody's own place can be read off a square that holds `cell` people or more; squares
    grow until at least half of the people of every group are on the map.
    """
    if not len(points):
        return (), 0
    low, high = np.quantile(points, 0.01, axis=0), np.quantile(points, 0.99, axis=0)
    width = np.where(high > low, high - low, 1.0)
    place = np.clip((points - low) / width, 0, 1)
    squares = SQUARES
    while True:
        shown, hidden = _count(place, label, cell, squares)
        people = np.bincount(label)
        drawn = np.bincount(
            [s.group for s in shown], [s.people for s in shown], minlength=len(people)
        )
        if squares <= 3 or bool((2 * drawn >= people).all()):
            return shown, hidden
        squares -= max(1, squares // 4)


def _count(place: Floats, label: Ints, cell: int, squares: int) -> tuple[tuple[Spot, ...], int]:
    at = np.minimum((place * squares).astype(np.int64), squares - 1)
    second = at[:, 1] if at.shape[1] > 1 else np.zeros(len(at), dtype=np.int64)
    key = (label * squares + second) * squares + at[:, 0]
    cells, people = np.unique(key, return_counts=True)
    shown = [
        Spot((int(c % squares) + 0.5) / squares, (int(c // squares % squares) + 0.5) / squares,
             int(c // squares // squares), int(n))
        for c, n in zip(cells, people, strict=True) if n >= cell
    ]  # fmt: skip
    return tuple(shown), int(people[people < cell].sum())
