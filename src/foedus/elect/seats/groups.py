"""Seats tied to groups: reserved, guaranteed, by separate electorates, by share, by quota."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.certificates import shared, staged
from foedus.elect.seats.lists import divided, joined
from foedus.elect.seats.result import Allocation, Certificate, resolved
from foedus.elect.seats.ties import Remedy, Resolution, Tie
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True)
class Grouped(Answer):
    """Seats by party or candidate under group rules, with the certificates of each stage."""

    rule: str
    seats: dict[str, int]
    by_group: dict[str, int]
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...] = field(repr=False)
    certificate: Certificate = field(repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Bochsler 2010; Lijphart 1986"

    def to_dict(self) -> dict[str, Any]:
        """Return the result with its certificate as JSON-ready data."""
        return {**super().to_dict(), "certificate": self.certificate}


def by_share(size: int, shares: Mapping[str, Fraction]) -> Allocation:
    """Return the seats of groups with fixed shares, such as 70:30 of 50 seats: 35 and 15.

    Raises BadInput (E404) where the shares are not 1 together or do not give whole seats.
    """
    exact = {k: size * s for k, s in shares.items()}
    if sum(shares.values()) != 1 or any(x.denominator != 1 for x in exact.values()):
        what = f"{size} seats do not divide into " + ", ".join(
            f"{k} {s}" for k, s in shares.items()
        )
        raise BadInput(Diagnostic("E404", what, Place("shares"), "a house that divides exactly"))
    return allocate("sainte-lague", size, shares)


def separate(
    group_seats: Mapping[str, int],
    votes: Mapping[str, Mapping[str, int]],
    method: str,
    *,
    tie: Remedy | None = None,
) -> Grouped:
    """Return seats where each group elects its own by its own lists (separate electorates).

    `tie` decides ties, each group's apart.

    Raises BadInput (E413) for a group with seats and no lists. Source: peoples or language groups
    with fixed numbers of seats, such as 5 + 5 + 5.
    """
    missing = [g for g, n in group_seats.items() if n and not votes.get(g)]
    if missing:
        what = f"no lists for {', '.join(missing)}"
        raise BadInput(Diagnostic("E413", what, Place("groups"), "a list of each group"))
    stages = [
        allocate(method, n, votes.get(g, {})).settled(tie, f"seats of {g}")
        for g, n in group_seats.items()
    ]
    seats: dict[str, int] = {}
    for s in stages:
        for k, n in s.seats.items():
            seats[k] = seats.get(k, 0) + n
    ties = tuple(t for s in stages for t in s.ties)
    proof = staged([s.certificate for s in stages], seats)
    rule = "separate electorates"
    held = dict(group_seats)
    return Grouped(rule, seats, held, ties, tuple(stages), proof, resolved(stages))


def reserved(
    votes: Mapping[str, int],
    size: int,
    method: str,
    groups: Mapping[str, tuple[int, Sequence[str]]],
    *,
    added: bool = False,
    tie: Remedy | None = None,
) -> Grouped:
    """Return seats with some reserved for the lists of groups: (seats, lists) by group.

    With `added`, all lists share the other seats and a group's reserved seats come on top (the
    transitional rule of two mandates); otherwise they are guaranteed: a group's lists keep what
    they win in the whole house and are filled up to the reserved number, the others sharing the
    rest. Lists of a group share its seats by the same method. `tie` decides ties. Raises
    BadInput (E404, E413, E415).
    """
    together = joined(votes, {g: lists for g, (_, lists) in groups.items()}, "groups")
    if added:
        return _on_top(votes, size, method, groups, tie)
    upper = allocate(
        method, size, together, minimum={g: n for g, (n, _) in groups.items()}, tie=tie
    )
    inner = {
        g: _within(method, upper.seats[g], {p: votes[p] for p in lists}).settled(tie)
        for g, (_, lists) in groups.items()
    }
    seats = {p: n for p, n in upper.seats.items() if p not in groups}
    seats |= {p: n for a in inner.values() for p, n in a.seats.items()}
    stages = (upper, *inner.values())
    ties = tuple(t for s in stages for t in s.ties)
    held = {g: upper.seats[g] for g in groups}
    proof = divided(upper, votes, inner)
    own = {p: seats[p] for p in votes}
    return Grouped("guaranteed", own, held, ties, stages, proof, resolved(stages))


def _within(method: str, seats: int, votes: Mapping[str, int]) -> Allocation:
    if seats and not any(votes.values()):
        what = f"{seats} reserved seats and no votes for {', '.join(votes)}"
        raise BadInput(Diagnostic("E415", what, Place("groups"), "a vote for a list of the group"))
    return allocate(method, seats, votes)


def _on_top(
    votes: Mapping[str, int],
    size: int,
    method: str,
    groups: Mapping[str, tuple[int, Sequence[str]]],
    tie: Remedy | None,
) -> Grouped:
    open_ = size - sum(n for n, _ in groups.values())
    if open_ < 0:
        what = f"{size - open_} seats are reserved of {size}"
        raise BadInput(Diagnostic("E404", what, Place("groups"), f"at most {size}"))
    general = allocate(method, open_, votes).settled(tie, "open seats")
    seats, stages = dict(general.seats), [general]
    held = {g: sum(general.seats[p] for p in lists) for g, (_, lists) in groups.items()}
    for g, (n, lists) in groups.items():
        own = _within(method, n, {p: votes[p] for p in lists})
        inner = own.settled(tie, f"reserved seats of {g}")
        stages.append(inner)
        held[g] += n
        for p, k in inner.seats.items():
            seats[p] += k
    ties = tuple(t for s in stages for t in s.ties)
    proof = staged([s.certificate for s in stages], seats)
    rule = "reserved on top"
    return Grouped(rule, seats, held, ties, tuple(stages), proof, resolved(stages))


@dataclass(frozen=True)
class Electorates(Answer):
    """Seats of other populations by the quota that a base with fixed seats sets."""

    quota: Fraction
    seats: dict[str, int]
    certificate: Certificate = field(repr=False)
    label: Label = Label.EXACT
    reference: str = "electoral act 1993, ss. 35, 45"

    def to_dict(self) -> dict[str, Any]:
        """Return quota, seats and certificate as JSON-ready data."""
        return {**super().to_dict(), "certificate": self.certificate}


def electorates(base_people: int, base_seats: int, others: Mapping[str, int]) -> Electorates:
    """Return the quota of a base with fixed seats, and each other population's seats by it.

    people / (base_people / base_seats), a fraction disregarded unless it exceeds a half. Raises
    BadInput (E401, E402). Source: electoral act 1993, ss. 35(3)(c), 45(3)(b) (16 seats of one
    island fix the quota for general and indigenous electorates).
    """
    errors = [
        Diagnostic("E402", f'"{k}" has {n!r}', Place(k), "a whole number from 0 up")
        for k, n in others.items()
        if n < 0
    ]
    if base_people <= 0:
        what = f"the base has {base_people!r} people"
        errors.append(Diagnostic("E402", what, Place("base"), "a number above 0"))
    if base_seats <= 0:
        what = f"the base has {base_seats!r} seats"
        errors.append(Diagnostic("E401", what, Place("base"), "a number above 0"))
    if errors:
        raise BadInput(errors)
    quota = Fraction(base_people, base_seats)
    seats = {k: ceil(p / quota - Fraction(1, 2)) for k, p in others.items()}
    return Electorates(quota, seats, shared(others, seats, quota, signposts="stationary:1/2"))
