"""STAR: the two largest sums of scores, then whichever of them more ballots score higher."""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.firsts import as_stage_votes
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage
from foedus.elect.ballots.score import sums
from foedus.elect.ballots.scores import Scores

METHOD = "STAR: two largest sums, then the preference between them; no score counts as 0"


def star(ballots: Scores, lot: Lot | None = None) -> Count:
    """Score, then automatic runoff (Equal Vote Coalition 2014); a tied runoff goes to the sum.

    Ties that the sum leaves open go to a lot.
    """
    totals = sums(ballots)
    chooser = Chooser(ballots.candidates, lot)
    stages = [Stage(1, "sums of scores", as_stage_votes(totals), Fraction(0))]
    winners: tuple[str, ...] = ()
    try:
        order = chooser.top("a place in the runoff", dict(enumerate(totals.values())), 2)
        winner = order[0]
        if len(order) == 2:
            winner = _runoff(ballots, order, totals, chooser, stages)
        winners = (ballots.candidates[winner],)
    except OpenTie as stop:
        chooser.ties.append(stop.tie)
    return Count(
        "star", 1, winners, tuple(stages), tuple(chooser.ties), ballots.size, METHOD,
        decided=bool(winners),
    )  # fmt: skip


def _runoff(
    ballots: Scores, two: list[int], totals: dict[str, int], chooser: Chooser, stages: list[Stage]
) -> int:
    a, b = two
    votes = {
        x: sum(n for row, n in ballots.rows if (row[x] or 0) > (row[y] or 0))
        for x, y in ((a, b), (b, a))
    }
    named = {ballots.candidates[c]: Fraction(v) for c, v in votes.items()}
    level = Fraction(ballots.size) - sum(named.values())
    stages.append(Stage(2, "runoff", named, level))
    if votes[a] != votes[b]:
        return max(two, key=lambda c: votes[c])
    return chooser.most("the runoff", {c: totals[ballots.candidates[c]] for c in two})
