"""Nanson: exclude all at or below the average Borda score, again and again."""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.borda import borda_scores
from foedus.elect.ballots.pairwise import PairCount, answer, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot

METHOD = "Nanson: all at or below the average Borda score are excluded in turn"


def nanson(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect by repeated exclusion of all at or below the average (Nanson 1882).

    Where every remaining candidate has the average score, they are tied.
    """
    found = pairs(profile)
    pool = list(range(len(found.names)))
    stages = []
    while True:
        scores = borda_scores(found, pool)
        stages.append({found.names[c]: s for c, s in zip(pool, scores, strict=True)})
        average = sum(scores, Fraction(0)) / max(len(pool), 1)
        left = [c for c, s in zip(pool, scores, strict=True) if s > average]
        if not left or len(pool) == 1:
            return answer("nanson", METHOD, found, pool, lot, stages=stages)
        pool = left
