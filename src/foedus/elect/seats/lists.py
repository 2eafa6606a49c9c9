"""Within and between lists: closed and open lists, panachage, alliances of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.result import Allocation
from foedus.elect.seats.ties import Number, Tie
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True)
class Elected(Answer):
    """Who takes a list's seats, in order, and by what: preference votes or the list's order."""

    names: tuple[str, ...]
    by: dict[str, str]
    ties: tuple[Tie, ...]
    label: Label = Label.EXACT
    reference: str = "Gallagher and Mitchell, The Politics of Electoral Systems (2005), app. B"


def _too_short(seats: int, names: int) -> BadInput:
    what = f"the list has {names} candidates for {seats} seats"
    return BadInput(Diagnostic("E415", what, Place("list"), "a candidate for each seat"))


def closed(order: Sequence[str], seats: int) -> Elected:
    """Return the first `seats` names of a closed list; raises BadInput (E415) where it is short."""
    if seats > len(order):
        raise _too_short(seats, len(order))
    names = tuple(order[:seats])
    return Elected(names, dict.fromkeys(names, "order"), ())


def open_list(
    preferences: Mapping[str, int], seats: int, *, least: Number = 0, ordered: bool = True
) -> Elected:
    """Return who is elected from an open list, `preferences` in the list's own order.

    Candidates with at least `least` preference votes come first, by their votes; then the others
    in the list's order. A quota of a fraction of the list's votes makes a flexible list, 0 a fully
    open one. Equal votes follow the list's order where `ordered`, else they are a tie.
    """
    if seats > len(preferences):
        raise _too_short(seats, len(preferences))
    order = list(preferences)
    over = [k for k in order if preferences[k] >= least]
    over.sort(key=lambda k: -preferences[k])
    ranked = [*over, *(k for k in order if k not in set(over))]
    names = tuple(ranked[:seats])
    ties: tuple[Tie, ...] = ()
    if not ordered and 0 < seats < len(over):
        edge = preferences[over[seats]]
        equal = tuple(k for k in over if preferences[k] == edge)
        if preferences[over[seats - 1]] == edge:
            sure = sum(1 for k in over if preferences[k] > edge)
            ties = (Tie(seats - sure, equal, f"{edge} preference votes"),)
            names = names[:sure]
    how = {k: f"{preferences[k]} preference votes" if k in over else "order" for k in names}
    return Elected(names, how, ties)


def list_votes(
    candidate_votes: Mapping[str, Mapping[str, int]], blank: Mapping[str, int]
) -> dict[str, int]:
    """Return each list's votes under panachage: its candidates' votes plus its blank lines.

    A ballot has as many votes as there are seats; lines left blank on a headed ballot count for
    the list named at its head.
    """
    return {k: sum(v.values()) + blank.get(k, 0) for k, v in candidate_votes.items()}


@dataclass(frozen=True)
class Alliances(Answer):
    """Seats of lists in alliances: first to the alliances, then within each of them."""

    seats: dict[str, int]
    alliances: dict[str, int]
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...]
    without: dict[str, int]
    label: Label = Label.EXACT
    reference: str = "Pukelsheim, Proportional Representation (2017), sec. 7.8-7.10 (apparentement)"

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificates of all stages, for `foedus.elect.seats.checker.check`."""
        return {"kind": "stages", "stages": [s.certificate for s in self.stages]}


def apparentement(
    votes: Mapping[str, int],
    groups: Mapping[str, Sequence[str]],
    seats: int,
    method: str,
    *,
    within: str | None = None,
) -> Alliances:
    """Return seats by list where lists join for the allocation (apparentement).

    `groups` names alliances and their lists; others stand alone. Seats tied between alliances go
    to nobody's lists. `without` shows the seats had nobody allied. Raises BadInput (E413) for
    lists unknown or in two alliances.
    """
    member = {name: g for g, names in groups.items() for name in names}
    twice = sum(map(len, groups.values())) != len(member)
    errors = [
        Diagnostic("E413", f'the alliance "{member[n]}" names "{n}"', Place("alliances"), "a list")
        for n in member
        if n not in votes
    ]
    if twice:
        what = "a list stands in two alliances"
        errors.append(Diagnostic("E413", what, Place("alliances"), "one alliance a list"))
    if errors:
        raise BadInput(errors)
    joined: dict[str, int] = {}
    for k, v in votes.items():
        joined[member.get(k, k)] = joined.get(member.get(k, k), 0) + v
    upper = allocate(method, seats, joined)
    out = {k: upper.seats[k] for k in votes if k not in member}
    stages = [upper]
    for g, names in groups.items():
        inner = allocate(within or method, upper.seats[g], {n: votes[n] for n in names})
        stages.append(inner)
        out.update(inner.seats)
    ties = tuple(t for s in stages for t in s.ties)
    alone = allocate(method, seats, votes).seats
    return Alliances({k: out[k] for k in votes}, upper.seats, ties, tuple(stages), alone)


def flexible_quota(votes: int, seats: int, share: Fraction) -> Fraction:
    """Return the preference votes that change a list's order: a share of the list's own quota."""
    return Fraction(votes, seats) * share if seats else Fraction(votes) * share
