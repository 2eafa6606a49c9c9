"""Minimax (Simpson, Kramer): the smallest worst defeat, by margins."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.pairwise import PairCount, answer, groups, named, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot


def minimax(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect whoever's worst defeat is smallest, by margin (Simpson 1969; Kramer 1977)."""
    found = pairs(profile)
    against = found.margins.T.copy()
    np.fill_diagonal(against, -(2**62))
    worst = (-against.max(axis=1)).tolist() if len(found.names) > 1 else [0] * len(found.names)
    order = groups(worst)
    return answer(
        "minimax", "minimax: the smallest worst margin against", found,
        order[0] if order else [], lot, stages=[named(found, worst)], order=order,
    )  # fmt: skip
