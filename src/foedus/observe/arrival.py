"""Returns in the order they came: the running estimate, and how the missing stations differ."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.answer import Answer, Label
from foedus.observe.design import Plan
from foedus.observe.estimate import interval
from foedus.observe.results import Results


@dataclass(frozen=True, slots=True)
class Arrived(Answer):
    """The estimate of a choice after the first `returned` stations; None before it is possible."""

    choice: str
    returned: int
    value: float | None
    low: float | None
    high: float | None
    label: Label = Label.ESTIMATE
    method: str = "the estimator of the whole, on the returns so far in the order of the file"
    reference: str = "Cochran 1977, ch. 6; early returns are no random part of the sample"


@dataclass(frozen=True, slots=True)
class Balance(Answer):
    """Stations that returned and those that did not, held against each other on one figure.

    Means of `figure` (the register of the frame, or a past result); `difference` is returned less
    missing, None where one side is empty or the figure unknown. No test: a person looks at it.
    """

    figure: str
    returned: int
    missing: int
    mean_returned: Fraction | None
    mean_missing: Fraction | None
    difference: Fraction | None
    label: Label = Label.EXACT
    method: str = "means over the drawn stations"
    reference: str = "late-station check of a quick count"


def arrival(plan: Plan, returns: Results, choice: str, points: int = 25) -> tuple[Arrived, ...]:
    """Return the running estimate at up to `points` moments, the last with every return.

    Before every stratum has two returns there is no estimate. Stations without counts are no
    returns. Raises KeyError for a choice that is not mapped.
    """
    opened = returns.opened()
    known = (returns.known(choice) & returns.known(plan.base)) | ~opened
    rows = np.flatnonzero(known)
    order = {h: i for i, h in enumerate(plan.strata)}
    stratum = np.array([order[plan.stations[returns.stations[i]]] for i in rows], np.int64)
    y, m = (np.where(opened, returns.numbers(n), 0)[rows] for n in (choice, plan.base))
    frame = np.array([n for n, _ in plan.strata.values()], np.int64)
    ends = sorted({round(len(rows) * (k + 1) / points) for k in range(points)} - {0})
    found = []
    for n in ends:
        few = (np.bincount(stratum[:n], minlength=len(frame)) < 2).any() or not m[:n].sum()
        if few:
            found.append(Arrived(choice, n, None, None, None))
            continue
        e = interval(choice, y[:n], m[:n], stratum[:n], frame, plan.confidence)
        found.append(Arrived(choice, n, e.value, e.low, e.high))
    return tuple(found)


def balance(plan: Plan, returns: Results, past: Results | None = None) -> tuple[Balance, ...]:
    """Return how the drawn stations that returned differ from those that did not.

    By the register of the frame; with a past election's table also by each choice's past share.
    """
    back = {s for i, s in enumerate(returns.stations) if returns.known(plan.base)[i]}
    figures: dict[str, dict[str, Fraction]] = {
        "registered": {s: Fraction(n) for s, n in plan.registered.items()}
    }
    if past is not None and plan.base in past.counts:
        base = past.numbers(plan.base)
        for choice in past.candidates:
            votes = past.numbers(choice)
            figures[f"past share of {choice}"] = {
                s: Fraction(int(votes[i]), int(base[i]))
                for i, s in enumerate(past.stations)
                if s in plan.stations and votes[i] >= 0 and base[i] > 0
            }
    return tuple(_balance(name, table, plan, back) for name, table in figures.items())


def _balance(name: str, table: dict[str, Fraction], plan: Plan, back: set[str]) -> Balance:
    sides = [[table[s] for s in plan.stations if (s in back) is here and s in table]
             for here in (True, False)]  # fmt: skip
    means = [sum(v, Fraction(0)) / len(v) if v else None for v in sides]
    gap = means[0] - means[1] if means[0] is not None and means[1] is not None else None
    return Balance(name, len(sides[0]), len(sides[1]), means[0], means[1], gap)
