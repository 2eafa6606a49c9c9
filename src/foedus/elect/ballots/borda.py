"""Borda: for each candidate, the number of others it is ranked above, summed over the ballots."""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.pairwise import PairCount, Pairs, answer, groups, named, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot

METHOD = "Borda: one point for each candidate below, half for each one level"


def borda_scores(found: Pairs, among: list[int] | None = None) -> list[Fraction]:
    """Return the Borda scores: points for each candidate ranked below, half for each one level."""
    pool = range(len(found.names)) if among is None else among
    table = found.beats.tolist()
    return [
        sum(
            (Fraction(found.valid + table[i][j] - table[j][i], 2) for j in pool if j != i),
            Fraction(0),
        )
        for i in pool
    ]


def borda(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect whoever has the most points (Borda 1781); unranked candidates share what is left.

    With full ballots of m candidates the first gets m - 1 points, the last none.
    """
    found = pairs(profile)
    scores = borda_scores(found)
    order = groups(scores)
    return answer(
        "borda", METHOD, found, order[0] if order else [], lot, stages=[named(found, scores)],
        order=order,
    )  # fmt: skip
