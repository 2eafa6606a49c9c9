"""Smith/IRV: instant runoff among the smallest set that beats everybody outside it."""

from __future__ import annotations

from foedus.elect.ballots.instant_runoff import irv
from foedus.elect.ballots.pairwise import pairs, smith_set
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot


def smith_irv(profile: Profile, lot: Lot | None = None) -> Count:
    """Count by instant runoff among the Smith set (Woodall 2003; Green-Armytage 2011)."""
    found = pairs(profile)
    inside = {found.names[c] for c in smith_set(found.margins)}
    gone = {i for i, n in enumerate(profile.candidates) if n not in inside}
    narrow = Profile(profile.candidates, profile.orders, profile.counts, frozenset(gone))
    count = irv(narrow, lot)
    return Count(
        "smith-irv", 1, count.winners, count.stages, count.ties, count.valid,
        f"instant runoff among the Smith set: {', '.join(sorted(inside))}", decided=count.decided,
    )  # fmt: skip
