"""Split cycle: a defeat counts unless it is the weakest of a cycle."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.pairwise import PairCount, answer, pairs
from foedus.elect.ballots.paths import strongest_paths
from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Lot

METHOD = "split cycle: undefeated once the weakest defeats of every cycle are dropped"


def split_cycle(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect whoever is undefeated (Holliday and Pacuit 2023); several are a tie."""
    found = pairs(profile)
    best = np.flatnonzero(~defeats(found.margins).any(axis=0)).tolist()
    return answer("split-cycle", METHOD, found, best, lot)


def defeats(margins: Array) -> Array:
    """Return whether i defeats j: its margin exceeds the strongest path from j back to i."""
    return (margins > 0) & (margins > strongest_paths(margins).T)
