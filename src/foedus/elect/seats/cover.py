"""Cover by list votes: district winners are elected as far as their list's share goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.result import Allocation
from foedus.elect.seats.ties import Number, Tie
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
    stages: tuple[Allocation, ...]
    label: Label = Label.EXACT
    reference: str = "federal electoral act as amended in 2023, ss. 1, 4-6"

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificate of the allocation behind the cover."""
        return {"kind": "stages", "stages": [s.certificate for s in self.stages]}


def covered(
    winners: Sequence[Winner],
    votes: Mapping[str, Number],
    size: int,
    method: str,
    entitled: Mapping[str, int] | None = None,
) -> Covered:
    """Return which district winners are covered by their party's proportional share.

    `entitled` replaces the shares where cover is decided below the national level, by regional
    list. Winners of no list keep their seat within `size`. Equal shares at the edge are a tie.
    """
    outside = [w for w in winners if w.party not in votes]
    share = allocate(method, size - len(outside), votes)
    ties = list(share.ties)
    elected: dict[str, tuple[str, ...]] = {}
    uncovered: dict[str, tuple[str, ...]] = {}
    for party in votes:
        own = sorted((w for w in winners if w.party == party), key=lambda w: -w.share)
        room = (entitled or share.seats).get(party, 0)
        if 0 < room < len(own) and own[room - 1].share == own[room].share:
            equal = [w for w in own if w.share == own[room].share]
            seats = room - sum(1 for w in own if w.share > own[room].share)
            ties.append(Tie(seats, tuple(w.district for w in equal), f"share {own[room].share}"))
        elected[party] = tuple(w.district for w in own[:room])
        uncovered[party] = tuple(w.district for w in own[room:])
    seats_of = {**share.seats}
    for w in outside:
        seats_of[w.party] = seats_of.get(w.party, 0) + 1
        elected[w.party] = (*elected.get(w.party, ()), w.district)
    out = {k: v for k, v in uncovered.items() if v}
    return Covered(seats_of, elected, out, tuple(ties), (share,))


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
    stages: tuple[Allocation, ...]
    label: Label = Label.EXACT
    reference: str = "federal electoral act as amended in 2023, ss. 4-6"

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificates of the allocation to parties and of each party's to its lists."""
        return {"kind": "stages", "stages": [s.certificate for s in self.stages]}

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
                "ties": self.ties, "label": self.label, "reference": self.reference,
            }
        )  # fmt: skip
        return {**data, "certificate": self.certificate}


def covered_lists(
    votes: Mapping[str, Mapping[str, int]],
    winners: Mapping[List, Sequence[Winner]],
    size: int,
    method: str,
) -> CoveredLists:
    """Return seats by party, by regional list within it, and who of its winners is covered.

    votes[party][region] are the list votes of the parties that take part; `winners` are those of
    each list. Seats tied between lists are in nobody's count, and cover no winner. Raises BadInput
    (E413) for winners of a list without votes. Source: act of 1993 as amended in 2023, ss. 4-6.
    """
    errors = [
        Diagnostic("E413", f"{w.district}: {p} has no list in {r}", Place("winners"), "a list")
        for (p, r), own in winners.items()
        for w in own
        if r not in votes.get(p, {})
    ]
    if errors:
        raise BadInput(errors)
    top = allocate(method, size, {p: sum(v.values()) for p, v in votes.items()})
    stages, ties = [top], list(top.ties)
    lists: dict[List, int] = {}
    elected: dict[List, tuple[str, ...]] = {}
    uncovered: dict[List, tuple[str, ...]] = {}
    for party, by_region in votes.items():
        inner = allocate(method, top.seats[party], by_region)
        stages.append(inner)
        ties += inner.ties
        for region, seats in inner.seats.items():
            own = sorted(winners.get((party, region), ()), key=lambda w: -w.share)
            tie = _edge(own, seats)
            sure = seats if tie is None else seats - tie.seats
            ties += [tie] if tie else []
            lists[party, region] = seats
            elected[party, region] = tuple(w.district for w in own[:sure])
            uncovered[party, region] = tuple(
                w.district for w in own[sure:] if tie is None or w.district not in tie.among
            )
    return CoveredLists(top.seats, lists, elected, uncovered, tuple(ties), tuple(stages))


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
