"""A past election drawn again and again: how wide the intervals are, and how often they hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foedus.answer import Answer, Label
from foedus.observe.design import Plan
from foedus.observe.estimate import ratio
from foedus.observe.results import Results
from foedus.observe.student import t_quantile


@dataclass(frozen=True, slots=True)
class Replay(Answer):
    """What a plan's design would have said of an election whose result is known.

    `coverage` is the share of draws whose interval holds the true share, `coverage_error` its
    simulation standard error; `margin` the mean half width; `effect` the mean design effect.
    """

    choice: str
    truth: float
    draws: int
    coverage: float
    coverage_error: float
    margin: float
    bias: float
    root_mean_square: float
    effect: float
    left_out: int
    label: Label = Label.ESTIMATE
    method: str = "repeated draws without replacement from the stations of a past election"
    reference: str = "Cochran 1977, ch. 6, 11"


def replay(
    results: Results, plan: Plan, strata: list[str], choice: str, draws: int, seed: int
) -> Replay:
    """Return coverage and error of a plan's allocation over `draws` new samples.

    `strata` is each station's stratum as the plan names it (see `design.collapse`). Stations
    without counts are left out of the frame, and counted.
    """
    known = results.known(choice) & results.known(plan.base)
    order = {h: i for i, h in enumerate(plan.strata)}
    stratum = np.array([order[h] for h in strata], np.int64)[known]
    a, m = results.numbers(choice)[known], results.numbers(plan.base)[known]
    frame = np.bincount(stratum, minlength=len(order)).astype(np.int64)
    take = np.minimum(np.array([k for _, k in plan.strata.values()]), frame)
    truth = float(a.sum() / m.sum())
    by_stratum = np.argsort(stratum, kind="stable")
    start = np.concatenate([[0], np.cumsum(frame)[:-1]])
    rank = np.arange(len(a)) - start[stratum[by_stratum]]
    chosen_rank = rank < take[stratum[by_stratum]]
    t = t_quantile(plan.confidence, int((take - 1).sum()))
    random = np.random.default_rng(seed)
    found = np.empty((draws, 3))
    for k in range(draws):
        shuffled = np.lexsort((random.random(len(a)), stratum))
        pick = shuffled[chosen_rank]
        r, variance, _ = ratio(a[pick], m[pick], stratum[pick], frame)
        found[k] = (
            r,
            t * variance**0.5,
            variance / (r * (1 - r) / m[pick].sum()) if 0 < r < 1 else 1,
        )
    off = found[:, 0] - truth
    coverage = float((np.abs(off) <= found[:, 1]).mean())
    return Replay(
        choice, truth, draws, coverage, (coverage * (1 - coverage) / draws) ** 0.5,
        float(found[:, 1].mean()), float(off.mean()), float((off**2).mean() ** 0.5),
        float(found[:, 2].mean()), int((~known).sum()),
    )  # fmt: skip
