"""Score (range) voting: the largest sum of scores."""

from __future__ import annotations

from foedus.elect.ballots.firsts import Results
from foedus.elect.ballots.plurality import plurality
from foedus.elect.ballots.result import Count, Lot
from foedus.elect.ballots.scores import Scores


def sums(ballots: Scores) -> dict[str, int]:
    """Return the sum of scores; a candidate without a score on a ballot gets none from it."""
    return {
        name: sum((row[c] or 0) * n for row, n in ballots.rows)
        for c, name in enumerate(ballots.candidates)
    }


def score(ballots: Scores, seats: int = 1, lot: Lot | None = None) -> Count:
    """Elect whoever has the largest sum of scores (Smith 2000); no score counts as 0."""
    count = plurality(Results({"all": sums(ballots)}), seats, lot)
    return Count(
        "score", seats, count.winners, count.stages, count.ties, ballots.size,
        "score voting: the largest sum; no score counts as 0", decided=count.decided,
    )  # fmt: skip
