"""A point of the quota polytope written as a lottery over panels, one face after another.

From the point, go away from a panel of its least face until a bound of the polytope is met: what
was walked is the panel's chance, where one stands lies in a smaller face. Each step closes a
bound, so there are at most as many steps as types and quotas. (The proof of Caratheodory's theorem
as an algorithm: Groetschel, Lovasz & Schrijver 1988, theorem 6.5.11.) Short steps to panels drawn
at random come first, so that a lot is made of many panels and hardly anybody is tied to anybody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from foedus.convene.lot_bound import SAME
from foedus.convene.lot_columns import Clock
from foedus.convene.lot_model import Lot, Panels, passed, run
from foedus.convene.matrix import Floats, Ints

#: A number of people of a type, or of a quota, this near a bound lies on it.
ON_TYPE, ON_QUOTA = 1e-9, 1e-7
#: What keeps the price of a type that is nearly on a bound finite.
SOFT = 1e-4
#: Short steps end where this chance is left, unless said otherwise; there are at most `WORK` /
#: types of them.
MIXED, WORK = 0.1, 200_000
#: How far, relative to its price, chance moves what a type is worth in a short step.
STIR = 0.3


@dataclass(frozen=True, slots=True)
class Walk:
    """Panels with chances that add up to 1 - rest, of a lottery towards a point.

    `rest` is the chance left: with any panels for it no person's chance is further than `rest`
    from the point. `stuck` where no panel lies in the face reached, else the time was up.
    """

    panels: tuple[Ints, ...] = field(repr=False)
    chance: Floats = field(repr=False)
    rest: float
    stuck: bool = False


class Face(Panels):
    """Panels of the least face of the quota polytope in which a point lies."""

    def __init__(self, of: Lot) -> None:
        super().__init__(of)
        self.from_, self.to = np.zeros(of.types), self.upper.copy()
        self.least, self.most = self.low.copy(), self.high.copy()

    def at(self, point: Floats) -> None:
        """Keep to the face of a point: a type or a quota on a bound stays on it."""
        held = self.matrix @ point
        self.from_ = np.where(self.upper - point < ON_TYPE, self.upper, 0.0)
        self.to = np.where(point < ON_TYPE, 0.0, self.upper)
        self.least = np.where(self.high - held < ON_QUOTA, self.high, self.low)
        self.most = np.where(held - self.low < ON_QUOTA, self.low, self.high)
        model: Any = self._priced(self._relaxed, np.zeros(self.lot.types), False)
        model.changeColsBounds(len(point), self._index, self.from_, self.to)
        for row in range(len(held)):
            model.changeRowBounds(row, self.least[row], self.most[row])
        self._relaxed = model

    def panel(self, cost: Floats, width: int = 20) -> Ints | None:
        """Return a panel of the face near the greatest cost; None where the face has none."""
        found = self.relaxed(cost)
        if found is None:
            return None
        _, point, reduced = found
        whole = np.round(point)
        broken = np.abs(point - whole) > 1e-6
        movable = self.from_ < self.to
        key = np.where(broken, -1.0, np.where(movable, np.abs(reduced), np.inf))
        order = np.argsort(key, kind="stable")[: int(movable.sum())]
        while True:
            free = order[: int(broken.sum()) + width]
            panel = self._rounded(cost, whole, free) if broken.any() else whole
            if panel is not None:
                return self._inside(panel)
            if len(free) == len(order):
                return None
            width *= 4

    def _rounded(self, cost: Floats, whole: Floats, free: Ints) -> Floats | None:
        kept = whole.copy()
        kept[free] = 0
        rest = self.matrix @ kept
        model = passed(
            self.matrix[:, free], self.least - rest, self.most - rest, cost[free], self.to[free],
            lower=self.from_[free], integer=True,
        )  # fmt: skip
        # Any panel of the face will do: a better one only walks further.
        model.setOptionValue("mip_rel_gap", 0.05)
        self.solved += 1
        if run(model) != "optimal":
            return None
        kept[free] = np.array(model.getSolution().col_value)
        return kept

    def _inside(self, values: Floats) -> Ints:
        panel = self._checked(values)
        held = self.matrix @ panel
        types = (self.from_ <= panel).all() and (panel <= self.to).all()
        if not (types and (self.least <= held).all() and (held <= self.most).all()):
            raise ArithmeticError("the solver returned a panel outside the face")
        return panel

    def step(self, point: Floats, panel: Ints) -> float:
        """Return the greatest s <= 1 for which (point - s panel) / (1 - s) keeps every bound."""
        held, of_panel = self.matrix @ point, self.matrix @ panel
        open_ = self.least < self.most
        with np.errstate(divide="ignore", invalid="ignore"):
            limits = [
                np.where(panel > 0, point / panel, 1.0),
                np.where(panel < self.upper, (self.upper - point) / (self.upper - panel), 1.0),
                np.where(open_ & (of_panel > self.low), (held - self.low) / (of_panel - self.low),
                         1.0),
                np.where(open_ & (of_panel < self.high), (self.high - held)
                         / (self.high - of_panel), 1.0),
            ]  # fmt: skip
        return float(min(1.0, *(limit.min(initial=1.0) for limit in limits)))


def walk(
    of: Lot, probability: Floats, clock: Clock, seed: int = 17, count: int = 0,
    mixed: float = MIXED,
) -> Walk:  # fmt: skip
    """Return a lottery towards each type's probability, by faces.

    The panels sought leave out types that are nearly used up and take those that are nearly in
    every panel left, so that steps are long. With `count` tickets the first panels are drawn with
    prices stirred at random and have a few tickets' chance each, until `mixed` is left. Ends
    where the chance left is below the tolerance.
    """
    face = Face(of)
    point = probability * of.count
    jitter = np.random.default_rng(seed)
    panels: list[Ints] = []
    chance: list[float] = []
    rest, stuck = 1.0, False
    most = _short(of, count)
    while rest > SAME * of.k / of.n / 2 and not clock.over:
        face.at(point)
        mixing = most > 0 and rest > mixed
        panel = face.panel(_prices(of, point, jitter, mixing))
        if panel is None:
            stuck = True
            break
        step = min(face.step(point, panel), most / rest if mixing else 1.0)
        panels.append(panel)
        chance.append(rest * step)
        rest *= 1 - step
        if step >= 1 - 1e-12:
            break
        point = np.clip((point - step * panel) / (1 - step), 0.0, of.count)
    return Walk(tuple(panels), np.array(chance), rest, stuck)


def _short(of: Lot, count: int) -> float:
    """Return the chance of a panel of a short step: whole tickets, within the work allowed."""
    return math.ceil((1 - MIXED) * count / max(1, WORK // of.types)) / count if count else 0.0


def _prices(of: Lot, point: Floats, draw: np.random.Generator, mixing: bool) -> Floats:
    under, over = 1 / (point + SOFT), 1 / (of.count - point + SOFT)
    cost: Floats = over - under
    by = STIR * (over + under) if mixing else np.full(of.types, 1e-6 * np.abs(cost).max())
    moved: Floats = by * (draw.normal(size=of.types) if mixing else draw.random(of.types))
    return cost + moved
