"""The contingent vote: a majority of first choices, or else the better of the two best placed."""

from __future__ import annotations

from foedus.elect.ballots.instant_runoff import Rounds
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie

METHOD = "contingent vote: all but the two best placed are excluded at once"


def contingent(profile: Profile, lot: Lot | None = None) -> Count:
    """Count by the contingent vote; ties for a place among the two, and between them, by lot.

    With two choices a ballot this is the supplementary vote (Greater London Authority Act 1999,
    sch. 2, as first enacted).
    """
    rounds = Rounds(profile, lot)
    winner = rounds.majority()
    rounds.record("first preferences", [], winner)
    try:
        if winner is None and rounds.standing:
            two = rounds.chooser.top("a place among the two", rounds.votes(), 2)
            gone = [c for c in rounds.standing if c not in two]
            rounds.exclude(gone)
            winner = rounds.majority()
            rounds.record("exclusion of all but two", gone, winner)
            if winner is None:
                winner = rounds.chooser.most("the seat", rounds.votes())
    except OpenTie as stop:
        rounds.chooser.ties.append(stop.tie)
    return rounds.answer("contingent", METHOD, winner)
