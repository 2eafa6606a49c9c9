"""Cover by list votes: district winners are elected as far as their list's share goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.certificates import Link, chosen, staged
from foedus.elect.seats.result import Allocation, Certificate
from foedus.elect.seats.ties import Number, Remedy, Resolution, Tie, resolve
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True, slots=True)
class Winner:
    """Who came first in a district, for which party, with which share of the district's votes."""

    district: str
    party: str
    share: Fraction


@dataclass(frozen=True)
class Covered(Answer):
    """Cover by list votes: each party's seats are its share; winners beyond it are not elected.

    `uncovered` are the district winners who stay without a seat, weakest share first out.
    """

    seats: dict[str, int]
    elected: dict[str, tuple[str, ...]]
    uncovered: dict[str, tuple[str, ...]]
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...] = field(repr=False)
    certificate: Certificate = field(repr=False)
    label: Label = Label.EXACT
    reference: str = "federal electoral act as amended in 2023, ss. 1, 4-6"

    def to_dict(self) -> dict[str, Any]:
        """Return seats, winners with and without a seat, and the certificate."""
        return {**super().to_dict(), "certificate": self.certificate}


@dataclass(frozen=True)
class _Cover:
    """The winners of one list, the largest share first: with a seat, without, or tied for one."""

    own: list[Winner]
    room: int
    tie: Tie | None
    decided: Resolution | None = None

    @property
    def elected(self) -> tuple[str, ...]:
        edge = self.tie or (self.decided.tie if self.decided else None)
        sure = self.own[: self.room - (edge.seats if edge else 0)]
        drawn = self.decided.winners if self.decided else ()
        return (*(w.district for w in sure), *drawn)

    @property
    def uncovered(self) -> tuple[str, ...]:
        beside = {*self.elected, *(self.tie.among if self.tie else ())}
        return tuple(w.district for w in self.own if w.district not in beside)

    @property
    def certificate(self) -> Certificate | None:
        """That who has a seat won with the larger shares, where not all have one."""
        shares = {w.district: w.share for w in self.own}
        ties = [self.tie] if self.tie else []
        return chosen(shares, self.elected, ties) if len(shares) > self.room else None


def _cover(winners: Sequence[Winner], room: int, remedy: Remedy | None = None) -> _Cover:
    own = sorted(winners, key=lambda w: -w.share)
    tie = _edge(own, room)
    found = resolve(tie, remedy, {w.district: w.share for w in own}) if tie and remedy else tie
    if isinstance(found, Resolution):
        return _Cover(own, room, None, found)
    return _Cover(own, room, found)


def covered(
    winners: Sequence[Winner],
    votes: Mapping[str, Number],
    size: int,
    method: str,
    entitled: Mapping[str, int] | None = None,
) -> Covered:
    """Return which district winners are covered by their party's proportional share.

    `entitled` replaces the shares where cover is decided below the national level, by regional
    list. Winners of no list keep their seat within `size`. Equal shares at the edge are a tie,
    and cover none of the tied.
    """
    outside = [w for w in winners if w.party not in votes]
    share = allocate(method, size - len(outside), votes)
    covers = {
        p: _cover([w for w in winners if w.party == p], (entitled or share.seats).get(p, 0))
        for p in votes
    }
    elected = {p: c.elected for p, c in covers.items()}
    seats = {**share.seats}
    for w in outside:
        seats[w.party] = seats.get(w.party, 0) + 1
        elected[w.party] = (*elected.get(w.party, ()), w.district)
    ties = (*share.ties, *(c.tie for c in covers.values() if c.tie))
    parts = [share.certificate]
    links: list[Link] = []
    for p, c in covers.items():
        if c.certificate is not None:
            links += [] if entitled else [("seats", len(parts), 0, p)]
            parts.append(c.certificate)
    given: dict[str, int] = {}
    for w in outside:
        given[w.party] = given.get(w.party, 0) + 1
    proof = staged(parts, seats, counted=[0], given=given, links=links)
    out = {p: c.uncovered for p, c in covers.items() if c.uncovered}
    return Covered(seats, elected, out, ties, (share,), proof)


List = tuple[str, str]


@dataclass(frozen=True)
class CoveredLists(Answer):
    """Cover list by list: a party's seats go to its regional lists, and each covers its winners.

    `seats` by party, `lists` by (party, region); `elected` are the winners with a seat,
    `uncovered` those without one, both by list, the largest share first.
    """

    seats: dict[str, int]
    lists: dict[List, int]
    elected: dict[List, tuple[str, ...]]
    uncovered: dict[List, tuple[str, ...]]
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...] = field(repr=False)
    certificate: Certificate = field(repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "federal electoral act as amended in 2023, ss. 4-6"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a list: its seats, its winners with and without a seat."""
        return [
            {
                "party": p, "region": r, "seats": n,
                "winners": len(self.elected[p, r]) + len(self.uncovered[p, r]),
                "elected": len(self.elected[p, r]), "uncovered": len(self.uncovered[p, r]),
            }
            for (p, r), n in self.lists.items()
        ]  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Return seats by party, each list with its winners, ties and certificate."""
        data: dict[str, Any] = plain(
            {
                "seats": self.seats,
                "lists": [
                    {
                        "party": p, "region": r, "seats": n,
                        "elected": self.elected[p, r], "uncovered": self.uncovered[p, r],
                    }
                    for (p, r), n in self.lists.items()
                ],
                "ties": self.ties, "resolutions": self.resolutions, "label": self.label,
                "reference": self.reference,
            }
        )  # fmt: skip
        return {**data, "certificate": self.certificate}


def covered_lists(
    votes: Mapping[str, Mapping[str, int]],
    winners: Mapping[List, Sequence[Winner]],
    size: int,
    method: str,
    *,
    tie: Remedy | None = None,
) -> CoveredLists:
    """Return seats by party, by regional list within it, and who of its winners is covered.

    votes[party][region] are the list votes of the parties that take part; `winners` are those of
    each list. Seats tied between lists are in nobody's count, and cover no winner, unless `tie`
    decides. Raises BadInput (E413) for winners of a list without votes. Source: act of 1993 as
    amended in 2023, ss. 4-6.
    """
    errors = [
        Diagnostic("E413", f"{w.district}: {p} has no list in {r}", Place("winners"), "a list")
        for (p, r), own in winners.items()
        for w in own
        if r not in votes.get(p, {})
    ]
    if errors:
        raise BadInput(errors)
    top = allocate(method, size, {p: sum(v.values()) for p, v in votes.items()}, tie=tie)
    stages, ties, parts = [top], list(top.ties), [top.certificate]
    decided = list(top.resolutions)
    covers: dict[List, _Cover] = {}
    links: list[Link] = []
    for party, by_region in votes.items():
        inner = allocate(method, top.seats[party], by_region).settled(tie, f"lists of {party}")
        stages.append(inner)
        ties += inner.ties
        decided += inner.resolutions
        place = len(parts)
        parts.append(inner.certificate)
        links += [("seats", place, 0, party), ("votes", place, 0, party)]
        for region, seats in inner.seats.items():
            one = _cover(winners.get((party, region), ()), seats, tie)
            covers[party, region] = one
            ties += [one.tie] if one.tie else []
            decided += [one.decided] if one.decided else []
            if one.certificate is not None:
                links.append(("seats", len(parts), place, region))
                parts.append(one.certificate)
    return CoveredLists(
        top.seats,
        {k: c.room for k, c in covers.items()},
        {k: c.elected for k, c in covers.items()},
        {k: c.uncovered for k, c in covers.items()},
        tuple(ties),
        tuple(stages),
        staged(parts, top.seats, counted=[0], links=links),
        tuple(decided),
    )


def _edge(own: Sequence[Winner], room: int) -> Tie | None:
    """Return the tie between winners, largest share first, where only `room` are covered."""
    if not 0 < room < len(own) or own[room - 1].share != own[room].share:
        return None
    equal = tuple(w.district for w in own if w.share == own[room].share)
    above = sum(1 for w in own if w.share > own[room].share)
    return Tie(room - above, equal, f"share {own[room].share}")


def outsiders(winners: Mapping[List, Sequence[Winner]], votes: Mapping[str, object]) -> list[str]:
    """Return the districts won by somebody of no party that takes part; they keep their seats."""
    return [w.district for (p, _), own in winners.items() if p not in votes for w in own]
