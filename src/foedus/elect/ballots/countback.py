"""Countback: a casual vacancy filled from the papers that elected the former member.

Electoral Act 1992 (Australian Capital Territory), Schedule 4, part 4.3 (clauses 11 to 17).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from foedus.elect.ballots.hare_clark import UNIT, count_on
from foedus.elect.ballots.parcels import Parcel, Table
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie
from foedus.elect.lots import named

METHOD = (
    "countback on the papers of the former member (Electoral Act 1992 of the Capital Territory, "
    "sch. 4, part 4.3; papers of different values counted together, as practised in 2021)"
)


def countback(
    profile: Profile, seats: int, former: str, contesting: Iterable[str], lot: Lot | None = None
) -> Count:
    """Fill the vacancy of `former` among `contesting` candidates.

    The election is counted again by Hare-Clark. Papers of the count at which the former member
    reached the quota are worth what of it was still missing: with Q the quota, N the votes before,
    NCP and CP the papers without and with a next candidate, at value TV: if NCP * TV >= Q - N,
    (Q - N) / NCP for the former and nothing for the latter, otherwise TV and (Q - N - NCP * TV) /
    CP (clause 13). Other papers keep their value, and so do all where the member was elected
    without the quota. The lowest is excluded until one has more than half of the continuing votes
    (clause 12). Raises ValueError where the former member was not elected, or nobody who lost
    contests the vacancy.
    """
    names = profile.candidates
    first = Table(profile, seats, UNIT, lot)
    count = count_on(first, "hare-clark", "")
    if not count.decided:
        tie = named(str(count.ties[-1].stage), count.ties[-1].what, count.ties[-1].tied)
        raise ValueError(f"the election itself is open ({tie}): give the lot that was drawn")
    if former not in count.winners:
        raise ValueError(f"{former} was not elected")
    standing = [c for c, n in enumerate(names) if n in set(contesting)]
    if not standing or any(names[c] in count.winners for c in standing):
        raise ValueError("those who contest a vacancy are candidates who were not elected")
    back = Table(profile, 1, UNIT, lot)
    back.standing[:] = False
    back.standing[standing] = True
    return _recount(back, _papers(first, names.index(former)))


def _papers(t: Table, c: int) -> list[tuple[Fraction, Parcel]]:
    """Return the former member's papers with their values (clause 13)."""
    if c not in t.successes:
        return [(p.value, p) for p in t.parcels[c]]
    done = t.successes[c]
    found = [(p.value, p) for p in done.parcels if p.stage != done.stage]
    t.standing = done.standing
    for p in (p for p in done.parcels if p.stage == done.stage):
        found += _last(t, p, Fraction(t.quota - done.before, UNIT))
    return found


def _last(t: Table, p: Parcel, missing: Fraction) -> list[tuple[Fraction, Parcel]]:
    goes_on = t.next_of(p.rows) < t.m
    on, stay = (
        Parcel(p.stage, p.value, rows, int(t.weights[rows].sum()))
        for rows in (p.rows[goes_on], p.rows[~goes_on])
    )
    held = stay.papers * p.value
    if held >= missing:
        return [(missing / stay.papers, stay), (Fraction(0), on)]
    return [(p.value, stay), ((missing - held) / on.papers, on)]


def _recount(t: Table, papers: list[tuple[Fraction, Parcel]]) -> Count:
    decided = True
    try:
        for value, parcel in sorted(papers, key=lambda x: -x[0]):
            t.give(parcel.rows, value)
        t.valid = (sum(t.votes) + t.exhausted) // UNIT
        _record(t, "papers of the former member", [])
        while not t.full():
            rest = t.continuing()
            if len(rest) == 1:
                t.elect(rest, "nobody else continues")
                break
            _exclude(t)
    except OpenTie as stop:
        t.ties.append(stop.tie)
        decided = False
    return t.answer("countback", METHOD, decided=decided)


def _record(t: Table, action: str, gone: list[int]) -> None:
    """Set the quota of this count, floor(votes / 2 + 1) (clause 12), and end the count."""
    t.quota = (sum(t.votes) // (2 * UNIT) + 1) * UNIT
    t.record(action, gone)


def _exclude(t: Table) -> None:
    c = t.choose(t.lowest(), "exclusion in the countback", largest=False, look="latest")
    t.standing[c] = False
    t.votes[c] = 0
    for parcel in sorted(t.take(c), key=lambda p: -p.value):
        t.give(parcel.rows, parcel.value)
    _record(t, f"exclusion of {t.names[c]}", [c])
