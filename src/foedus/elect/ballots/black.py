"""Black: the Condorcet winner, and where there is none, the Borda winner."""

from __future__ import annotations

from foedus.elect.ballots.borda import borda_scores
from foedus.elect.ballots.pairwise import (
    PairCount,
    answer,
    condorcet_winner,
    groups,
    named,
    pairs,
)  # fmt: skip
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot


def black(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect the Condorcet winner, or else by Borda (Black 1958)."""
    found = pairs(profile)
    scores = borda_scores(found)
    winner = condorcet_winner(found.margins)
    best = [winner] if winner is not None else (groups(scores) or [[]])[0]
    method = "Black: " + (
        "Condorcet winner" if winner is not None else "no Condorcet winner, Borda"
    )
    return answer("black", method, found, best, lot, stages=[named(found, scores)])
