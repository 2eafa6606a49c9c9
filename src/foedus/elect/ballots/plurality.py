"""Plurality: whoever has the most votes; with several seats, the single non-transferable vote."""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.firsts import Results, as_stage_votes
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage

METHOD = "plurality: most votes (with several seats the single non-transferable vote)"


def plurality(results: Results, seats: int = 1, lot: Lot | None = None) -> Count:
    """Return who has the most votes for so many seats; a tie at the last seat goes to a lot.

    Representation of the People Act 1983, sch. 1, rule 49 (lot) is one such law.
    """
    totals = results.totals()
    chooser = Chooser(list(totals), lot)
    votes = dict(enumerate(totals.values()))
    decided, winners = True, []
    try:
        winners = chooser.top("the last seat", votes, seats)
    except OpenTie as stop:
        chooser.ties.append(stop.tie)
        tied = [chooser.names.index(n) for n in stop.tie.tied]
        winners = [c for c in votes if votes[c] > votes[tied[0]]]
        decided = False
    names = tuple(chooser.names[c] for c in winners)
    spare = sum(results.base().values()) - sum(totals.values())
    stage = Stage(1, "votes", as_stage_votes(totals), Fraction(spare), names)
    return Count(
        "plurality", seats, names, (stage,), tuple(chooser.ties), sum(results.base().values()),
        METHOD, decided=decided,
    )  # fmt: skip
