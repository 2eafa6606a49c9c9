"""Integer programs over voters: the one form that every engine of this floor reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constraint:
    """The sum of weight x count over `terms` is at least `least`; weights may be negative."""

    terms: tuple[tuple[int, int], ...]
    least: int
    label: str = ""

    def holds(self, point: Sequence[int]) -> bool:
        """Return whether the point satisfies the constraint."""
        return sum(a * point[j] for j, a in self.terms) >= self.least


@dataclass(frozen=True, slots=True)
class Program:
    """Minimise cost . x over integers low <= x <= high under every constraint.

    Variables 0 .. `voters` - 1 count the yes votes of a voter or type; later ones are literals
    of gates (0 or 1), of cost nil.
    """

    low: tuple[int, ...]
    high: tuple[int, ...]
    cost: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    voters: int

    def value(self, point: Sequence[int]) -> int:
        """Return the cost of a point."""
        return sum(c * x for c, x in zip(self.cost, point, strict=True))

    def feasible(self, point: Sequence[int]) -> bool:
        """Return whether the point lies in the box and satisfies every constraint."""
        box = zip(self.low, point, self.high, strict=True)
        return all(a <= x <= b for a, x, b in box) and all(c.holds(point) for c in self.constraints)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine found: the best point and an exact lower bound on every point's cost.

    `bound` None means that no point exists at all; `done` means the search was completed, so
    that the point (where there is one) is optimal below the cut it was given.
    """

    point: tuple[int, ...] | None
    bound: int | None
    done: bool
    engine: str
    multipliers: tuple[tuple[str, int], ...] = ()
    nodes: int = 0
