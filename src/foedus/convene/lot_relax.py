"""Where the quotas cannot all be met: the smallest relaxation that can, in whole seats."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from foedus.answer import Answer, Label
from foedus.convene.lot_model import Lot, Quota, passed, run


@dataclass(frozen=True, slots=True)
class Eased(Answer):
    """One quota moved: its old and its new bounds."""

    feature: str
    value: str
    low: int
    high: int
    new_low: int
    new_high: int


@dataclass(frozen=True, slots=True)
class Relaxed(Answer):
    """The fewest seats by which quotas must give way, and which do.

    `hard` features were kept; `kept_hard` is False where even they had to give way. Other
    relaxations of the same size may exist; one is shown.
    """

    seats: int
    eased: tuple[Eased, ...]
    hard: tuple[str, ...]
    kept_hard: bool
    label: Label = Label.EXACT
    method: str = "a mixed-integer programme: min sum of seats moved (HiGHS), checked in integers"


def relaxation(of: Lot, hard: Collection[str] = ()) -> Relaxed | None:
    """Return the smallest relaxation with the quotas of `hard` features kept, else of all.

    min sum_q (u_q + v_q) with low_q - u_q <= x <= high_q + v_q in whole numbers. None where no
    panel of k people exists at all.
    """
    for kept in (True, False) if hard else (False,):
        found = _solve(of, frozenset(hard) if kept else frozenset())
        if found is not None:
            return Relaxed(sum(_moved(e) for e in found), found, tuple(hard), kept or not hard)
    return None


def _moved(e: Eased) -> int:
    return e.low - e.new_low + e.new_high - e.high


def _solve(of: Lot, hard: frozenset[str]) -> tuple[Eased, ...] | None:
    q, t = len(of.quotas), of.types
    below, above = np.eye(q), -np.eye(q)
    rows = np.block(
        [[of.inside.astype(float), below, above], [np.ones((1, t)), np.zeros((1, 2 * q))]]
    )
    low = np.array([*(x.low for x in of.quotas), of.k], dtype=float)
    high = np.array([*(x.high for x in of.quotas), of.k], dtype=float)
    # x + u >= low and x - v <= high: one row each, so that u and v do not undo one another.
    first, second = rows.copy(), rows[:q].copy()
    first[:q, t + q :] = 0
    second[:, t : t + q] = 0
    matrix = np.vstack([first, second])
    lows = np.concatenate([low, np.full(q, -np.inf)])
    highs = np.concatenate([np.full(q, np.inf), high[q:], high[:q]])
    room = np.array([0.0 if x.feature in hard else of.k for x in of.quotas])
    upper = np.concatenate([of.count.astype(float), room, room])
    cost = np.concatenate([np.zeros(t), -np.ones(2 * q)])
    model = passed(matrix, lows, highs, cost, upper, integer=True)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.5)
    if run(model) != "optimal":
        return None
    panel = np.round(np.array(model.getSolution().col_value)[:t]).astype(np.int64)
    held = of.inside.astype(np.int64) @ panel
    return tuple(
        Eased(x.feature, x.value, x.low, x.high, min(x.low, int(h)), max(x.high, int(h)))
        for x, h in zip(of.quotas, held, strict=True)
        if not x.low <= h <= x.high
    )


def eased(of: Lot, found: Relaxed) -> tuple[Quota, ...]:
    """Return the quotas as relaxed."""
    new = {(e.feature, e.value): (e.new_low, e.new_high) for e in found.eased}
    return tuple(
        Quota(q.feature, q.value, *new.get((q.feature, q.value), (q.low, q.high)))
        for q in of.quotas
    )
