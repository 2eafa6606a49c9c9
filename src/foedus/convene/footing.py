"""One statement on three footings: of citizens (pooled), of units (regions equal), the weakest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.convene.matrix import Floats, Ints
from foedus.convene.stats import LEVEL, deviate, wilson

#: Fewer votes than this in a region, and its figure is not shown.
CELL = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its interval."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Return majority, no majority, or unclear where the interval holds 1/2."""
        if self.low <= 0.5 <= self.high:
            return "unclear"
        return "majority" if self.value > 0.5 else "no majority"


@dataclass(frozen=True, slots=True)
class Footing(Answer):
    """The share who agree on each footing; None where a region has too few votes to show.

    `differ` is set where the point figures lie on different sides of 1/2; `effective` is Kish's
    effective number of votes behind the equal-region figure.
    """

    statement: str
    text: str
    votes: int
    pooled: Interval
    equal: Interval | None
    weakest: Interval | None
    weakest_region: str
    above_half: int | None
    effective: float | None
    differ: bool
    hidden: tuple[str, ...]
    without_votes: tuple[str, ...]
    by_region: tuple[float | None, ...]
    label: Label = Label.ESTIMATE

    @property
    def clear(self) -> bool:
        """Whether two footings have opposite verdicts whose intervals both leave out 1/2."""
        found = {x.verdict for x in (self.pooled, self.equal, self.weakest) if x is not None}
        return {"majority", "no majority"} <= found

    def rows(self) -> list[dict[str, Any]]:
        """Return one row."""
        equal, weakest = (x and x.value for x in (self.equal, self.weakest))
        row = {"statement": self.statement, "pooled": self.pooled.value, "equal": equal}
        return [{**row, "weakest": weakest, "differ": self.differ}]


def footings(
    agree: Ints,
    seen: Ints,
    regions: tuple[str, ...],
    statements: tuple[str, ...],
    texts: tuple[str, ...],
    *,
    pooled: tuple[Ints, Ints] | None = None,
    cell: int = CELL,
    level: float = LEVEL,
) -> tuple[Footing, ...]:
    """Return every statement on the three footings from counts of shape (regions, m).

    pooled = sum a_r / sum n_r (Wilson); equal = (1/R) sum a_r / n_r with variance
    (1/R^2) sum p_r (1 - p_r) / n_r, p_r taken there as (a_r + 2) / (n_r + 4) so that unanimity
    has an error too; weakest = min_r a_r / n_r, its interval simultaneous over the
    regions (Wilson at level 1 - (1 - level) / R). A region with no vote leaves equal and weakest
    undefined; a region below `cell` hides them, so that nobody's vote can be read off.
    `pooled` gives (agree, seen) with people of no region included.
    """
    total, all_seen = pooled or (agree.sum(axis=0), seen.sum(axis=0))
    wide = wilson(total, all_seen, level)
    each = wilson(agree, seen, 1 - (1 - level) / max(1, len(regions)))
    found = []
    for j, name in enumerate(statements):
        n = int(all_seen[j])
        value = float(total[j] / n) if n else 0.0
        whole = Interval(value, float(wide[0][j]), float(wide[1][j]))
        a, s = agree[:, j], seen[:, j]
        empty = tuple(regions[r] for r in np.flatnonzero(s == 0))
        hidden = tuple(regions[r] for r in np.flatnonzero((s > 0) & (s < cell)))
        text = texts[j] if texts else ""
        by = tuple(float(a[r] / s[r]) if s[r] >= cell else None for r in range(len(regions)))
        if empty or hidden or not regions:
            found.append(
                Footing(name, text, n, whole, None, None, "", None, None, False, hidden, empty, by)
            )
            continue
        p = a / s
        even = _equal(p, s, level)
        least = int(p.argmin())
        # The least of all true shares lies between the least lower and the least upper end.
        weak = Interval(float(p[least]), float(each[0][:, j].min()), float(each[1][:, j].min()))
        sides = {whole.value > 0.5, even.value > 0.5, weak.value > 0.5}
        found.append(
            Footing(name, text, n, whole, even, weak, regions[least], int((p > 0.5).sum()),
                    float(len(p) ** 2 / (1 / s).sum()), len(sides) > 1, hidden, empty, by)
        )  # fmt: skip
    return tuple(found)


def _equal(p: Floats, n: Ints, level: float) -> Interval:
    value = float(p.mean())
    # Where all or nobody agree the plain variance is 0: Agresti-Coull keeps it honest.
    kind = (p * n + 2) / (n + 4)
    error = deviate(level) * float(np.sqrt((kind * (1 - kind) / n).sum())) / len(p)
    return Interval(value, max(0.0, value - error), min(1.0, value + error))
