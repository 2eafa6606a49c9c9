"""The ratio estimator of a stratified sample of stations, with its interval and design effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.student import t_quantile

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate(Answer):
    """A share or a lead with its standard error and t interval (floats, shares of 1).

    `effect` is the design effect v(r) / [r(1-r) / sum m] of a share, None for a lead.
    """

    what: str
    value: float
    error: float
    low: float
    high: float
    freedom: int
    stations: int
    effect: float | None
    label: Label = Label.ESTIMATE
    method: str = "combined ratio estimator, finite-population correction, Student's t"
    reference: str = "Cochran 1977, Sampling Techniques, ch. 6, 11"


def ratio(y: Ints, m: Ints, stratum: Ints, frame: Ints) -> tuple[float, float, int]:
    """Return (r, v(r), degrees of freedom) of the combined ratio estimator.

    r = sum_h (N_h/n_h) sum y / sum_h (N_h/n_h) sum m; e = y - r m;
    v(r) = M^-2 sum_h N_h^2 (1 - n_h/N_h) s^2_{e,h} / n_h with M the estimated total of m;
    df = sum_h (n_h - 1). `stratum` indexes `frame` (N_h). Raises ValueError where a stratum has
    fewer than two returns, or M is 0. Source: Cochran 1977, ch. 6.
    """
    n = np.bincount(stratum, minlength=len(frame))
    if (n < 2).any():
        raise ValueError("a stratum has fewer than two returns: its variance is unknown")
    scale = frame / n
    total = float((scale[stratum] * m).sum())
    if total == 0:
        raise ValueError("the returns hold no ballots")
    r = float((scale[stratum] * y).sum()) / total
    e = y - r * m
    mean = np.bincount(stratum, e, minlength=len(frame)) / n
    spread = np.bincount(stratum, (e - mean[stratum]) ** 2, minlength=len(frame)) / (n - 1)
    variance = float((frame**2 * (1 - n / frame) * spread / n).sum()) / total**2
    return r, variance, int((n - 1).sum())


def interval(
    what: str, y: Ints, m: Ints, stratum: Ints, frame: Ints, confidence: float, *,
    lead: bool = False,
) -> Estimate:  # fmt: skip
    """Return the estimate of sum y / sum m with its t interval; errors as in `ratio`."""
    r, variance, freedom = ratio(y, m, stratum, frame)
    error = variance**0.5
    half = t_quantile(confidence, freedom) * error
    plain = r * (1 - r) / float(m.sum())
    effect = None if lead or plain <= 0 else variance / plain
    return Estimate(what, r, error, r - half, r + half, freedom, len(y), effect)
