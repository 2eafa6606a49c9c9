"""Single transferable vote as in the Senate of 1984 and since: one transfer value for every paper.

Commonwealth Electoral Act 1918, section 273(8) to (32), counted by computer (section 273A), with
ties as amended in 2021: no bulk exclusion.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.parcels import Table
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie

METHOD = (
    "inclusive Gregory, whole votes (Commonwealth Electoral Act 1918, s. 273(8)-(32) with s. 273A; "
    "subsections (17) and (18) once no surplus and no exclusion is under way)"
)


def senate(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by section 273, by computer.

    Quota = floor(first preferences / (seats + 1)) + 1. A surplus moves every paper of the
    candidate at surplus / papers; votes credited are whole, fractions being disregarded, so that
    `cut` is what they lose (or, where parcels of one value are joined, gain). An excluded
    candidate's papers move by transfer value, the highest first. Ties for exclusion go to the last
    count at which the tied differ, ties of surpluses to the last at which all of them differ, then
    to a lot, without which the count stops with `decided` False. Raises ValueError for fewer than
    one seat.
    """
    t, decided = Table(profile, seats, 1, lot), True
    try:
        t.open()
        while not t.full() and t.continuing():
            if t.waiting:
                _transfer(t)
            elif _fill(t):
                break
            else:
                # s. 273(13)(a), and (13AA): papers move by transfer value.
                t.exclude_by_value()
    except OpenTie as stop:
        t.ties.append(stop.tie)
        decided = False
    return t.answer("australian-senate", METHOD, decided=decided)


def _transfer(t: Table) -> None:
    """Transfer a surplus, those of an earlier count first, the larger first (s. 273(9)-(12))."""
    count = min(s for s, _ in t.waiting)
    most = max(t.surplus(c) for s, c in t.waiting if s == count)
    tied = [c for s, c in t.waiting if s == count and t.surplus(c) == most]
    c = t.choose(tied, "the next surplus to transfer", largest=True, look="latest distinct")
    t.waiting = [w for w in t.waiting if w[1] != c]
    taken = t.take(c)
    value = Fraction(most, sum(p.papers for p in taken))
    t.votes[c] = t.quota
    t.give(np.concatenate([p.rows for p in taken]), value)
    t.record(f"surplus of {t.names[c]} at {value}")


def _fill(t: Table) -> bool:
    rest = t.continuing()
    # s. 273(18)
    if len(rest) <= t.vacancies():
        t.elect(rest, "as many as the vacancies")
        return True
    # s. 273(17): the last vacancy, two candidates; equal votes go straight to a lot.
    if len(rest) == 2 and t.vacancies() == 1:
        most = max(t.votes[c] for c in rest)
        best = [c for c in rest if t.votes[c] == most]
        winner = best[0] if len(best) == 1 else t.draw(best, "the last vacancy")
        t.elect([winner], "the larger number of votes")
        return True
    return False
