"""Smith/IRV: instant runoff among the smallest set that beats everybody outside it."""

from __future__ import annotations

from foedus.elect.ballots.instant_runoff import Rounds, run_off
from foedus.elect.ballots.pairwise import pairs, smith_set
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot


def smith_irv(profile: Profile, lot: Lot | None = None) -> Count:
    """Count by instant runoff among the Smith set (Woodall 2003; Green-Armytage 2011).

    A ballot that ranks nobody of the set is valid, since it decided who is in it, and exhausted.
    """
    found = pairs(profile)
    inside = {found.names[c] for c in smith_set(found.margins)}
    gone = {i for i, n in enumerate(profile.candidates) if n not in inside}
    narrow = Profile(profile.candidates, profile.orders, profile.counts, frozenset(gone))
    method = f"instant runoff among the Smith set: {', '.join(sorted(inside))}"
    return run_off("smith-irv", method, Rounds(narrow, lot, found.valid))
