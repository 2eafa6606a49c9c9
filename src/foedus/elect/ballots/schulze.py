"""Schulze: whoever has, over every other, a path at least as strong as the way back."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.beatpaths import stronger_paths
from foedus.elect.ballots.pairwise import PairCount, answer, pairs
from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Lot

METHOD = "Schulze: strongest paths, links by winning votes"


def schulze(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect by strongest paths (Schulze 2011, section 2; links measured by winning votes).

    `order` is the relation of section 2 as groups: each is beaten by so many others by paths.
    """
    found = pairs(profile)
    better = schulze_relation(found.beats)
    losses = better.sum(axis=0)
    order = [np.flatnonzero(losses == k).tolist() for k in np.unique(losses)]
    best = np.flatnonzero(losses == 0).tolist()
    return answer("schulze", METHOD, found, best, lot, order=order)


def schulze_relation(beats: Array) -> Array:
    """Return whether i comes before j: the path from i to j is stronger than that from j to i."""
    return stronger_paths(np.where(beats > beats.T, beats, 0))
