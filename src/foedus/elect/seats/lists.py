"""Within and between lists: closed and open lists, panachage, alliances of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.certificates import Link, chosen, shared, staged
from foedus.elect.seats.result import Allocation, Certificate, resolved
from foedus.elect.seats.ties import Number, Remedy, Resolution, Tie, resolve
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True)
class Elected(Answer):
    """Who takes a list's seats, in order, and by what: preference votes or the list's order.

    A tied seat is in nobody's hand until a remedy decides it.
    """

    names: tuple[str, ...]
    by: dict[str, str]
    ties: tuple[Tie, ...]
    certificate: Certificate = field(repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Gallagher and Mitchell, The Politics of Electoral Systems (2005), app. B"

    def to_dict(self) -> dict[str, Any]:
        """Return the persons elected with the certificate as JSON-ready data."""
        return {**super().to_dict(), "certificate": self.certificate}


def _too_short(seats: int, names: int) -> BadInput:
    what = f"the list has {names} candidates for {seats} seats"
    return BadInput(Diagnostic("E415", what, Place("list"), "a candidate for each seat"))


def _places(order: Sequence[str]) -> dict[str, int]:
    """Return how many places each name stands from the end of its list, the last one at 1."""
    return {name: len(order) - i for i, name in enumerate(order)}


def _twice(order: Sequence[str]) -> None:
    """Raise BadInput (E403) where a candidate stands on the list twice."""
    twice = [n for n in dict.fromkeys(order) if order.count(n) > 1]
    if twice:
        what = f"{', '.join(twice)} stand on the list twice"
        raise BadInput(Diagnostic("E403", what, Place("list"), "each candidate once"))


def closed(order: Sequence[str], seats: int) -> Elected:
    """Return the first `seats` names of a closed list; raises BadInput (E415) where it is short."""
    _twice(order)
    if seats > len(order):
        raise _too_short(seats, len(order))
    names = tuple(order[:seats])
    proof = chosen(_places(order), names)
    return Elected(names, dict.fromkeys(names, "order"), (), proof)


def open_list(
    preferences: Mapping[str, int],
    seats: int,
    *,
    least: Number = 0,
    ordered: bool = True,
    tie: Remedy | None = None,
) -> Elected:
    """Return who is elected from an open list, `preferences` in the list's own order.

    Candidates with at least `least` preference votes come first, by their votes; then the others
    in the list's order. A quota of a fraction of the list's votes makes a flexible list, 0 a fully
    open one. Equal votes follow the list's order where `ordered`, else they are a tie, which
    `tie` may decide. The certificate has a stage for votes and one for the order. Raises BadInput
    (E415) where the list is short.
    """
    if seats > len(preferences):
        raise _too_short(seats, len(preferences))
    over = {k: n for k, n in preferences.items() if n >= least}
    rest = [k for k in preferences if k not in over]
    first = sorted(over, key=lambda k: -over[k])[: min(seats, len(over))]
    ties: tuple[Tie, ...] = ()
    if not ordered:
        first, ties = _edge(over, first)
    decided: tuple[Resolution, ...] = ()
    if ties and tie:
        found = resolve(ties[0], tie, preferences)
        if isinstance(found, Resolution):
            first, ties, decided = [*first, *found.winners], (), (found,)
    then = rest[: max(0, seats - len(over))]
    parts = [chosen(over, first, ties), chosen(_places(rest), then)]
    names = (*first, *then)
    how = {k: f"{preferences[k]} preference votes" if k in over else "order" for k in names}
    return Elected(names, how, ties, staged(parts, dict.fromkeys(names, 1)), decided)


def _edge(over: Mapping[str, int], first: list[str]) -> tuple[list[str], tuple[Tie, ...]]:
    """Return who is elected for certain, and the tie at the last seat where there is one."""
    edge = over[first[-1]] if first else 0
    equal = tuple(k for k, n in over.items() if n == edge)
    sure = [k for k in first if over[k] > edge]
    if not first or len(sure) + len(equal) == len(first):
        return first, ()
    return sure, (Tie(len(first) - len(sure), equal, f"{edge} preference votes"),)


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
    certificate: Certificate = field(repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Pukelsheim, Proportional Representation (2017), sec. 7.8-7.10 (apparentement)"


def joined(
    votes: Mapping[str, int], groups: Mapping[str, Sequence[str]], where: str
) -> dict[str, int]:
    """Return the votes of groups of lists and of every other list.

    Raises BadInput (E413) for lists that are unknown, stand in two groups, or stand alone under
    the name of a group.
    """
    member = {name: g for g, names in groups.items() for name in names}
    whats = [f'"{g}" names "{n}", which has no votes' for n, g in member.items() if n not in votes]
    seen = [name for names in groups.values() for name in names]
    whats += [f'"{n}" stands in two of them' for n in member if seen.count(n) > 1]
    whats += [f'"{g}" is also a list of its own' for g in groups if g in votes and g not in member]
    if whats:
        errors = [
            Diagnostic("E413", what, Place(where), "each list in one group") for what in whats
        ]
        raise BadInput(errors)
    out: dict[str, int] = {}
    for k, v in votes.items():
        out[member.get(k, k)] = out.get(member.get(k, k), 0) + v
    return out


def divided(
    upper: Allocation, votes: Mapping[str, int], inner: Mapping[str, Allocation]
) -> Certificate:
    """Return the certificate of seats that go to groups first and then to the lists of each."""
    alone = {k: n for k, n in upper.seats.items() if k not in inner}
    parts = [upper.certificate, *(a.certificate for a in inner.values())]
    parts += [
        shared({k: votes[k]}, {k: n}, 1, minimum={k: n}, maximum={k: n}) for k, n in alone.items()
    ]
    links: list[Link] = []
    for i, k in enumerate((*inner, *alone), 1):
        links += [("seats", i, 0, k), ("votes", i, 0, k)]
    seats = alone | {k: n for a in inner.values() for k, n in a.seats.items()}
    return staged(parts, seats, counted=range(1, len(parts)), links=links)


def apparentement(
    votes: Mapping[str, int],
    groups: Mapping[str, Sequence[str]],
    seats: int,
    method: str,
    *,
    within: str | None = None,
    tie: Remedy | None = None,
) -> Alliances:
    """Return seats by list where lists join for the allocation (apparentement).

    `groups` names alliances and their lists; others stand alone. Seats tied between alliances go
    to nobody's lists unless `tie` decides. `without` shows the seats had nobody allied, its ties
    left open. Raises BadInput (E413) for lists unknown, in two alliances, or alone under the name
    of one.
    """
    upper = allocate(method, seats, joined(votes, groups, "alliances"), tie=tie)
    inner = {
        g: allocate(within or method, upper.seats[g], {n: votes[n] for n in names}, tie=tie)
        for g, names in groups.items()
    }
    out = {k: upper.seats[k] for k in votes if k in upper.seats and k not in inner}
    out |= {k: n for a in inner.values() for k, n in a.seats.items()}
    stages = (upper, *inner.values())
    ties = tuple(t for s in stages for t in s.ties)
    alone = allocate(method, seats, votes).seats
    proof = divided(upper, votes, inner)
    own = {k: out[k] for k in votes}
    return Alliances(own, upper.seats, ties, stages, alone, proof, resolved(stages))


def flexible_quota(votes: int, seats: int, share: Fraction) -> Fraction:
    """Return the preference votes that change a list's order: a share of the list's own quota."""
    return Fraction(votes, seats) * share if seats else Fraction(votes) * share
