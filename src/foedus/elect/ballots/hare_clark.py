"""Hare-Clark: a surplus from the last parcel, over the papers that go on.

Electoral Act 1992 (Australian Capital Territory), Schedule 4, with six decimals since 2020.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.parcels import Table
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie

#: Six decimal places of a vote.
UNIT = 10**6
METHOD = "Hare-Clark, last parcel, 6 decimals (Electoral Act 1992 of the Capital Territory, sch. 4)"


def hare_clark(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by Schedule 4, parts 4.1 and 4.2.

    Quota = floor(valid / (seats + 1)) + 1 (clause 1B). A surplus moves the papers counted at the
    count at which the candidate reached the quota and that name a next candidate, at surplus /
    papers, never above the value at which they were counted (clause 1C); fractions of a vote
    beyond six decimals are disregarded. The surplus of the earliest count goes first, then the
    largest (clause 7); the lowest is excluded, papers by transfer value (clauses 8, 9). Ties go
    back count by count, then to a lot, without which the count stops with `decided` False. Raises
    ValueError for fewer than one seat.
    """
    t = Table(profile, seats, UNIT, lot)
    return count_on(t, "hare-clark", METHOD)


def count_on(t: Table, rule: str, method: str) -> Count:
    """Run the scrutiny on a table laid out by the caller (also a countback)."""
    decided = True
    try:
        if not t.stages:
            t.open()
        while not t.full() and t.continuing():
            if t.waiting:
                _transfer(t)
            elif len(t.continuing()) <= t.vacancies():
                t.elect(t.continuing(), "as many as the positions")
            else:
                t.exclude_by_value()
    except OpenTie as stop:
        t.ties.append(stop.tie)
        decided = False
    return t.answer(rule, method, decided=decided)


def _transfer(t: Table) -> None:
    count = min(s for s, _ in t.waiting)
    most = max(t.surplus(c) for s, c in t.waiting if s == count)
    tied = [c for s, c in t.waiting if s == count and t.surplus(c) == most]
    c = t.choose(tied, "the next surplus to transfer", largest=True, look="latest")
    t.waiting = [w for w in t.waiting if w[1] != c]
    last = [p for p in t.parcels[c] if p.stage == count]
    rows = np.concatenate([p.rows for p in last])
    papers = t.transferable(rows)
    value = min(Fraction(most, UNIT * papers), last[0].value) if papers else Fraction(0)
    t.votes[c] = t.quota
    t.give(rows[t.next_of(rows) < t.m], value)
    t.record(f"surplus of {t.names[c]} at {value}")
