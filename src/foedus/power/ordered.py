"""Rules that are one row of weights whose quota depends on how many of each class are inside.

Members of one class have the same weight on every row but the largest. A set with x members of
each class wins exactly when its weight on the largest row is at least T(x): heads, half votes of
cantons, a clause of four members, standing votes of small bodies are all of this kind. `halves`
counts its minimal sets and critical members.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.split import FAR, Split, needs, split
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most members: halves of 2^15 sets each.
MOST = 30
#: The most vectors of numbers of members of each class.
CLASSES = 4096
#: The least weight where nothing wins; sums stay below 2^60.
NEVER = int(FAR)


@dataclass(frozen=True)
class Ordered:
    """Members of influence, their weights on the largest row, and the least weight that wins.

    `owner[k]` is the voter or type of member k, `classes[k]` its class. Numbers of members of the
    classes lie in a table read row by row; `step[k]` is how far member k moves there. `kind` is by
    place in it: equal kinds have the same `least`, the least weight that wins, and the same after
    one member of class c is gone, `spare[c]`; -1 where nothing wins.
    """

    owner: tuple[int, ...]
    weights: tuple[int, ...]
    classes: tuple[int, ...]
    step: Array
    kind: Array
    least: Array
    spare: Array

    @cached_property
    def weight(self) -> Array:
        """The weights as an array."""
        return np.asarray(self.weights, dtype=np.int64)

    def edges(self, kind: int) -> Array:
        """Return the weights from which each member is critical no more, then the least weight."""
        own = self.spare[list(self.classes), kind] + self.weight
        return np.append(own, self.least[kind])

    def orders(self) -> dict[tuple[int, ...], list[int]]:
        """Return the orders of falling edges and the kinds that have each."""
        found: dict[tuple[int, ...], list[int]] = {}
        for kind in range(len(self.least)):
            order = np.argsort(-self.edges(kind)[:-1], kind="stable")
            found.setdefault(tuple(order.tolist()), []).append(kind)
        return found


def ordered(rule: Rule) -> Ordered | None:
    """Return a simplified rule's members in order, or None where it is not one of this kind.

    None, too, for more than 30 members of influence, 4,096 vectors of numbers of the classes or
    sums beyond 60 bits.
    """
    try:
        parts = split(rule, simple=True)
    except (NotThisGame, TooLarge):
        return None
    kept = [m for m in range(len(parts.members)) if any(row[m] for row in parts.rows)]
    if not 0 < len(kept) <= MOST:
        return None
    small = [r for r in range(len(parts.rows)) if r != parts.large]
    vectors = [tuple(parts.rows[r][m] for r in small) for m in kept]
    classes = {v: c for c, v in enumerate(dict.fromkeys(vectors))}
    counts = [vectors.count(v) for v in classes]
    if prod(c + 1 for c in counts) > CLASSES:
        return None
    weights = [parts.rows[parts.large][m] for m in kept]
    order = sorted(range(len(kept)), key=lambda k: -weights[k])
    least, spare = _least(parts, small, list(classes), counts, sum(weights))
    steps = [prod(c + 1 for c in counts[k + 1 :]) for k in range(len(counts))]
    mine = [classes[vectors[k]] for k in order]
    kind, one = _kinds(least, spare)
    return Ordered(
        tuple(parts.members[kept[k]] for k in order),
        tuple(weights[k] for k in order),
        tuple(mine),
        np.asarray([steps[c] for c in mine], dtype=np.int64),
        kind,
        least[one],
        spare[:, one],
    )


def _least(
    parts: Split, small: list[int], classes: list[tuple[int, ...]], counts: list[int], total: int
) -> tuple[Array, Array]:
    """Return the least winning weight by vector of numbers, and with one less of each class."""
    shape = [c + 1 for c in counts]
    numbers = np.indices(shape).reshape(len(counts), -1)
    at = np.zeros((len(parts.rows), numbers.shape[1]), dtype=np.int64)
    at[small] = np.asarray(classes, dtype=np.int64).reshape(len(classes), len(small)).T @ numbers
    least = needs(parts, at)
    least[least > total] = NEVER
    grid = least.reshape(shape)
    spare = []
    for axis in range(len(counts)):
        # with none of a class there is none to take away: the same number, so that kinds agree
        shifted = grid.copy()
        high: list[Any] = [slice(None)] * len(counts)
        low = list(high)
        high[axis], low[axis] = slice(1, None), slice(None, -1)
        shifted[tuple(high)] = grid[tuple(low)]
        spare.append(shifted.reshape(-1))
    return least, np.asarray(spare)


def _kinds(least: Array, spare: Array) -> tuple[Array, Array]:
    """Return the kind of each vector of numbers, -1 where nothing wins, and a vector of each."""
    winning = np.flatnonzero(least < NEVER)
    _, one, which = np.unique(
        np.vstack([least, spare])[:, winning], axis=1, return_index=True, return_inverse=True
    )
    kind = np.full(len(least), -1, dtype=np.int64)
    kind[winning] = which.reshape(-1)
    return kind, winning[one]
