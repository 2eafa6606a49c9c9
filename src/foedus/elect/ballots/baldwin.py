"""Baldwin: exclude the one with the lowest Borda score, again and again."""

from __future__ import annotations

from foedus.elect.ballots.borda import borda_scores
from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.pairwise import PairCount, answer, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot, OpenTie, Tie

METHOD = "Baldwin: the lowest Borda score is excluded in turn"


def baldwin(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect by repeated exclusion of the lowest Borda score (Baldwin 1926); ties by lot."""
    found = pairs(profile)
    chooser = Chooser(found.names, lot)
    pool = list(range(len(found.names)))
    stages = []
    ties: list[Tie] = []
    while pool:
        scores = borda_scores(found, pool)
        stages.append({found.names[c]: s for c, s in zip(pool, scores, strict=True)})
        if len(pool) == 1:
            break
        last = [c for c, s in zip(pool, scores, strict=True) if s == min(scores)]
        try:
            pool.remove(chooser.one(f"exclusion {len(stages)}", last))
        except OpenTie as stop:
            ties, pool = [stop.tie], []
    done = answer("baldwin", METHOD, found, pool, lot, stages=stages)
    return PairCount(
        done.rule, 1, done.winners, done.stages, (*chooser.ties, *ties), done.valid, METHOD,
        decided=done.decided, margins=done.margins,
    )  # fmt: skip
