"""Copeland: pairs won less pairs lost."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.pairwise import PairCount, answer, groups, named, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot


def copeland(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect whoever wins the most pairs less those lost (Copeland 1951; Goodman 1954)."""
    found = pairs(profile)
    scores = np.sign(found.margins).sum(axis=1).tolist()
    order = groups(scores)
    return answer(
        "copeland", "Copeland: pairs won less pairs lost", found, order[0] if order else [], lot,
        stages=[named(found, scores)], order=order,
    )  # fmt: skip
