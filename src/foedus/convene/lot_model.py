"""The panels that meet the quotas, as a HiGHS model: built once, then only costs change.

People with the same features are one type, since a fair lot treats them alike; a panel is a
number of people of each type. (extra `convene`)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.convene.matrix import Floats, Ints
from foedus.errors import MissingExtra

#: Relative to the costs: what counts as equal in a solver that computes with floats.
EPSILON = 1e-7


@dataclass(frozen=True, slots=True)
class Quota:
    """At least `low` and at most `high` people of a feature's value on the panel."""

    feature: str
    value: str
    low: int
    high: int

    @property
    def name(self) -> str:
        """Which quota this is."""
        return f"{self.feature} = {self.value}"


@dataclass(frozen=True, slots=True)
class Lot:
    """A pool by types, the size of the panel and the quotas.

    `count[t]` people are of type t; `inside[q, t]` says whether type t counts for quota q;
    `members[t]` are their names.
    """

    k: int
    count: Ints
    inside: npt.NDArray[np.bool_] = field(repr=False)
    quotas: tuple[Quota, ...]
    members: tuple[tuple[str, ...], ...] = field(repr=False)
    features: tuple[str, ...] = ()
    values: tuple[tuple[str, ...], ...] = field(repr=False, default=())

    @property
    def n(self) -> int:
        """How many people are in the pool."""
        return int(self.count.sum())

    @property
    def types(self) -> int:
        """How many different people there are."""
        return len(self.count)

    def allows(self, panel: Ints) -> bool:
        """Whether a panel meets everything, in whole numbers."""
        fine = bool(((panel >= 0) & (panel <= self.count)).all()) and int(panel.sum()) == self.k
        held = self.inside.astype(np.int64) @ panel
        return fine and all(q.low <= h <= q.high for q, h in zip(self.quotas, held, strict=True))


def lot(
    people: Sequence[Mapping[str, str]], k: int, quotas: Sequence[Quota], name: str = "id"
) -> Lot:
    """Return the pool by types: people alike in every feature that a quota names are one type."""
    features = tuple(dict.fromkeys(q.feature for q in quotas))
    found: dict[tuple[str, ...], list[str]] = {}
    for person in people:
        found.setdefault(tuple(person[f] for f in features), []).append(person[name])
    values = tuple(found)
    inside = np.array(
        [[v[features.index(q.feature)] == q.value for v in values] for q in quotas], dtype=bool
    ).reshape(len(quotas), len(values))
    count = np.array([len(m) for m in found.values()], dtype=np.int64)
    members = tuple(tuple(m) for m in found.values())
    return Lot(k, count, inside, tuple(quotas), members, features, values)


def solver() -> Any:
    """Return a silent HiGHS instance on one thread; raises MissingExtra."""
    try:
        import highspy
    except ImportError:
        raise MissingExtra("convene", "highspy", "A lot with quotas") from None
    # The wrapper's own constructor turns callbacks on, which prints a banner on stdout.
    made: Any = highspy.Highs.__mro__[1]()
    made.setOptionValue("output_flag", False)
    made.setOptionValue("threads", 1)
    made.setOptionValue("random_seed", 0)
    return made


def passed(
    matrix: Floats, low: Floats, high: Floats, cost: Floats, upper: Floats,
    *, lower: Floats | None = None, integer: bool = False,
) -> Any:  # fmt: skip
    """Return a HiGHS model: maximise cost'x with low <= matrix x <= high, lower <= x <= upper."""
    made = solver()
    import highspy

    lp = highspy.HighsLp()
    columns = len(cost)
    lp.num_col_, lp.num_row_ = columns, len(low)
    lp.col_cost_ = cost
    lp.col_lower_ = np.zeros(columns) if lower is None else lower
    lp.col_upper_, lp.row_lower_, lp.row_upper_ = upper, low, high
    lp.sense_ = highspy.ObjSense.kMaximize
    at, row = np.nonzero(matrix.T)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate(
        ([0], np.cumsum(np.bincount(at, minlength=columns)))
    ).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = row.astype(np.int32), matrix.T[at, row]
    if integer:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    made.passModel(lp)
    return made


def run(model: Any) -> str:
    """Run a model and return `optimal`, `infeasible`, `unbounded` or the solver's own word."""
    model.run()
    words = {"kOptimal": "optimal", "kInfeasible": "infeasible", "kUnbounded": "unbounded",
             "kUnboundedOrInfeasible": "infeasible"}  # fmt: skip
    name = str(model.getModelStatus()).rpartition(".")[2]
    return words.get(name, name)


class Panels:
    """Panels that meet the quotas: the best one for given costs, exactly or nearly."""

    def __init__(self, of: Lot) -> None:
        self.lot = of
        rows = [*of.inside.astype(float), np.ones(of.types)]
        self.matrix = np.array(rows)
        self.low = np.array([*(q.low for q in of.quotas), of.k], dtype=float)
        self.high = np.array([*(q.high for q in of.quotas), of.k], dtype=float)
        self.upper = of.count.astype(float)
        self._index = np.arange(of.types, dtype=np.int32)
        self._relaxed: Any = None
        self._whole: Any = None
        self.solved = 0

    def _priced(self, model: Any, cost: Floats, integer: bool) -> Any:
        if model is None:
            return passed(self.matrix, self.low, self.high, cost, self.upper, integer=integer)
        model.changeColsCost(len(cost), self._index, cost)
        return model

    def relaxed(self, cost: Floats) -> tuple[float, Floats, Floats] | None:
        """Return the LP's value, point and reduced costs; None where even that is infeasible."""
        self._relaxed = self._priced(self._relaxed, cost, False)
        if run(self._relaxed) != "optimal":
            return None
        solution = self._relaxed.getSolution()
        point = np.array(solution.col_value)
        return float(cost @ point), point, np.array(solution.col_dual)

    def best(self, cost: Floats) -> Ints | None:
        """Return a panel of the greatest cost (whole numbers, checked); None where there is none.

        The value is optimal within `EPSILON` of the solver's bound.
        """
        self._whole = self._priced(self._whole, cost, True)
        self._whole.setOptionValue("mip_rel_gap", EPSILON)
        self.solved += 1
        if run(self._whole) != "optimal":
            return None
        return self._checked(np.array(self._whole.getSolution().col_value))

    def good(self, cost: Floats, width: int = 20) -> Ints | None:
        """Return a panel near the greatest cost, quickly.

        The LP leaves about as many fractional types as there are quotas; these and the types of
        the least reduced cost are solved in whole numbers, all others kept. Where that has no
        panel, more types are freed.
        """
        found = self.relaxed(cost)
        if found is None:
            return None
        _, point, reduced = found
        whole = np.round(point)
        fractional = np.abs(point - whole) > 1e-6
        if not fractional.any():
            return self._checked(point)
        order = np.argsort(np.where(fractional, -1.0, np.abs(reduced)), kind="stable")
        while width < self.lot.types:
            panel = self._local(cost, whole, order[: int(fractional.sum()) + width])
            if panel is not None:
                return panel
            width *= 4
        return self.best(cost)

    def _local(self, cost: Floats, whole: Floats, free: Ints) -> Ints | None:
        kept = whole.copy()
        kept[free] = 0
        rest = self.matrix @ kept
        model = passed(
            self.matrix[:, free], self.low - rest, self.high - rest, cost[free], self.upper[free],
            integer=True,
        )  # fmt: skip
        model.setOptionValue("mip_rel_gap", 1e-3)
        self.solved += 1
        if run(model) != "optimal":
            return None
        kept[free] = np.array(model.getSolution().col_value)
        return self._checked(kept)

    def _checked(self, values: Floats) -> Ints:
        panel: Ints = np.round(values).astype(np.int64)
        if not self.lot.allows(panel):
            raise ArithmeticError("the solver returned a panel that breaks a quota")
        return panel
