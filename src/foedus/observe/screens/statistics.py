"""The statistics of a screen, as functions of the stations alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from foedus.observe.screens.declare import Declaration
from foedus.observe.screens.stations import Ints, Stations

Floats = npt.NDArray[np.float64]


def names_of(statistics: Sequence[str], stations: Stations) -> list[str]:
    """Return every statistic by name: one for each choice, all choices alike.

    Those that need a register are left out where there is none.
    """
    found = []
    for name in statistics:
        if name == "turnout":
            found += ["turnout"] if stations.registered is not None else []
        elif name == "turnout or share":
            choices = stations.choices if stations.registered is not None else ()
            found += [f"turnout or share: {c}" for c in choices]
        else:
            found += [f"{name}: {c}" for c in stations.choices]
    return found


def near_integer(part: Ints, whole: Ints, window: float) -> npt.NDArray[np.bool_]:
    """Return where 100 part / whole is within `window` points of a whole number.

    |100 k / n - round| <= w as min(r, n - r) <= w n with r = 100 k mod n: no division.
    """
    rest = (100 * part) % np.maximum(whole, 1)
    near: npt.NDArray[np.bool_] = np.minimum(rest, whole - rest) <= window * whole + 1e-9
    return near & (whole > 0)


def chi_square(counts: Ints, least: int) -> float:
    """Return sum (O - E)^2 / E over the last digits of counts from `least` up; 0 without any."""
    digits = np.bincount(counts[counts >= least] % 10, minlength=10)
    total = int(digits.sum())
    if not total:
        return 0.0
    return float(((digits - total / 10) ** 2).sum() / (total / 10))


def compute(names: Sequence[str], stations: Stations, declared: Declaration) -> Floats:
    """Return the value of each named statistic."""
    window = declared.window
    turnout = None
    if stations.registered is not None:
        turnout = near_integer(stations.turned, stations.registered, window)
    shares: dict[str, npt.NDArray[np.bool_]] = {}
    at = {c: i for i, c in enumerate(stations.choices)}
    found = []
    for name in names:
        kind, _, choice = name.partition(": ")
        if kind == "turnout":
            found.append(0.0 if turnout is None else float(turnout.sum()))
            continue
        votes = stations.votes[at[choice]]
        if kind == "last digit":
            found.append(chi_square(votes, declared.digits_from))
            continue
        if choice not in shares:
            shares[choice] = near_integer(votes, stations.ballots, window)
        hit = shares[choice]
        found.append(
            float((hit | turnout if kind != "share" and turnout is not None else hit).sum())
        )
    return np.array(found)
