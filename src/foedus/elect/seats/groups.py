"""Seats tied to groups: reserved, guaranteed, by separate electorates, by share, by co-optation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.result import Allocation
from foedus.elect.seats.ties import Tie
from foedus.errors import BadInput, Diagnostic, Place


@dataclass(frozen=True)
class Grouped(Answer):
    """Seats by party or candidate under group rules, with the certificates of each stage."""

    rule: str
    seats: dict[str, int]
    by_group: dict[str, int]
    ties: tuple[Tie, ...]
    stages: tuple[Allocation, ...]
    label: Label = Label.EXACT
    reference: str = "Bochsler 2010; Lijphart 1986"

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificates of the stages, for `foedus.elect.seats.checker.check`."""
        return {"kind": "stages", "stages": [s.certificate for s in self.stages]}

    def to_dict(self) -> dict[str, Any]:
        """Return the result with its certificate as JSON-ready data."""
        names = ("rule", "seats", "by_group", "ties", "label", "reference")
        return {**{n: plain(getattr(self, n)) for n in names}, "certificate": self.certificate}


def by_share(size: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Return the seats of groups with fixed shares, such as 70:30 of 50 seats: 35 and 15.

    Raises BadInput (E404) where the shares are not 1 together or do not give whole seats.
    """
    exact = {k: size * s for k, s in shares.items()}
    if sum(shares.values()) != 1 or any(x.denominator != 1 for x in exact.values()):
        what = f"{size} seats do not divide into " + ", ".join(
            f"{k} {s}" for k, s in shares.items()
        )
        raise BadInput(Diagnostic("E404", what, Place("shares"), "a house that divides exactly"))
    return {k: int(x) for k, x in exact.items()}


def separate(
    group_seats: Mapping[str, int], votes: Mapping[str, Mapping[str, int]], method: str
) -> Grouped:
    """Return seats where each group elects its own by its own lists (separate electorates).

    Source: peoples or language groups with fixed numbers of seats, such as 5 + 5 + 5.
    """
    stages = [allocate(method, n, votes[g]) for g, n in group_seats.items()]
    seats: dict[str, int] = {}
    for s in stages:
        for k, n in s.seats.items():
            seats[k] = seats.get(k, 0) + n
    ties = tuple(t for s in stages for t in s.ties)
    return Grouped("separate electorates", seats, dict(group_seats), ties, tuple(stages))


def reserved(
    votes: Mapping[str, int],
    size: int,
    method: str,
    groups: Mapping[str, tuple[int, Sequence[str]]],
    *,
    added: bool = False,
) -> Grouped:
    """Return seats with some reserved for the lists of groups: (seats, lists) by group.

    With `added`, all lists share the other seats and a group's reserved seats come on top (the
    transitional rule of two mandates); otherwise they are guaranteed: a group's lists keep what
    they win in the whole house and are filled up to the reserved number, the others sharing the
    rest. Lists of a group share its seats by the same method. Raises BadInput (E413, E404).
    """
    unknown = [p for _, lists in groups.values() for p in lists if p not in votes]
    if unknown:
        what = f"no votes for {', '.join(unknown)}"
        raise BadInput(Diagnostic("E413", what, Place("groups"), "lists of the table"))
    of = {p: g for g, (_, lists) in groups.items() for p in lists}
    if added:
        return _on_top(votes, size, method, groups, of)
    joined: dict[str, int] = {}
    for p, v in votes.items():
        joined[of.get(p, p)] = joined.get(of.get(p, p), 0) + v
    upper = allocate(method, size, joined, minimum={g: n for g, (n, _) in groups.items()})
    seats = {p: n for p, n in upper.seats.items() if p in votes and p not in of}
    stages = [upper]
    for g, (_, lists) in groups.items():
        inner = _within(method, upper.seats[g], {p: votes[p] for p in lists})
        stages.append(inner)
        seats.update(inner.seats)
    ties = tuple(t for s in stages for t in s.ties)
    held = {g: upper.seats[g] for g in groups}
    return Grouped("guaranteed", {p: seats[p] for p in votes}, held, ties, tuple(stages))


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
    of: Mapping[str, str],
) -> Grouped:
    open_ = size - sum(n for n, _ in groups.values())
    general = allocate(method, open_, votes)
    seats, stages = dict(general.seats), [general]
    held = {g: sum(general.seats[p] for p in of if of[p] == g) for g in groups}
    for g, (n, lists) in groups.items():
        inner = _within(method, n, {p: votes[p] for p in lists})
        stages.append(inner)
        held[g] += n
        for p, k in inner.seats.items():
            seats[p] += k
    ties = tuple(t for s in stages for t in s.ties)
    return Grouped("reserved on top", seats, held, ties, tuple(stages))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of a list for a seat of one group (confession, language, district)."""

    name: str
    list: str
    group: str
    votes: int


@dataclass(frozen=True)
class Confessional(Answer):
    """Who fills seats that belong both to a list and to a group; `skipped` says why others not."""

    elected: tuple[str, ...]
    skipped: dict[str, str]
    ties: tuple[Tie, ...]
    label: Label = Label.EXACT
    reference: str = "law 44/2017, art. 99: ranking of preferential votes across lists"


def confessional(
    candidates: Sequence[Candidate], list_seats: Mapping[str, int], group_seats: Mapping[str, int]
) -> Confessional:
    """Fill seats down the ranking of preference votes; a full list or group is passed over.

    Two candidates with equal votes, of whom only one can be seated, are a tie. Raises BadInput
    (E410) where lists and groups have different sums and E415 where seats stay empty.
    """
    if sum(list_seats.values()) != sum(group_seats.values()):
        what = "the lists and the groups have different numbers of seats"
        raise BadInput(Diagnostic("E410", what, Place("seats"), "equal sums"))
    left, room = dict(list_seats), dict(group_seats)
    elected: list[str] = []
    skipped: dict[str, str] = {}
    ties: list[Tie] = []
    ranked = sorted(candidates, key=lambda c: -c.votes)
    for place, c in enumerate(ranked):
        if not left.get(c.list, 0):
            skipped[c.name] = f"no seat left for the list {c.list}"
        elif not room.get(c.group, 0):
            skipped[c.name] = f"no seat left for {c.group}"
        else:
            rival = ranked[place + 1] if place + 1 < len(ranked) else None
            if rival and rival.votes == c.votes and _clash(c, rival, left, room):
                ties.append(Tie(1, (c.name, rival.name), f"{c.votes} preference votes"))
            left[c.list] -= 1
            room[c.group] -= 1
            elected.append(c.name)
    empty = {g: n for g, n in room.items() if n}
    if empty:
        what = f"no candidate is left for {', '.join(f'{n} of {g}' for g, n in empty.items())}"
        raise BadInput(Diagnostic("E415", what, Place("candidates"), "a candidate who may take it"))
    return Confessional(tuple(elected), skipped, tuple(ties))


def _clash(c: Candidate, d: Candidate, left: Mapping[str, int], room: Mapping[str, int]) -> bool:
    """Tell whether seating one of two equals keeps the other from a seat it could have taken."""
    able = left.get(d.list, 0) > 0 and room.get(d.group, 0) > 0
    one = c.list == d.list and left[c.list] == 1
    return able and (one or (c.group == d.group and room[c.group] == 1))


@dataclass(frozen=True)
class CoOpted(Answer):
    """The fewest members to co-opt by group so that every group's least share is reached."""

    elected: dict[str, int]
    co_opted: dict[str, int]
    house: int
    label: Label = Label.EXACT
    reference: str = "constitution of 2005, art. 164 (60:40 with co-optation)"


def co_optation(
    elected: Mapping[str, int],
    shares: Mapping[str, Fraction],
    fixed: Mapping[str, int] | None = None,
) -> CoOpted:
    """Return the smallest co-optation with members of g >= shares[g] * (the groups with shares).

    `fixed` groups are co-opted in a set number outside the shares. Raises BadInput (E404) for
    shares above 1 together, or below 1 that can never be met.
    """
    total = sum(shares.values())
    if total > 1:
        what = f"the least shares sum to {total}"
        raise BadInput(Diagnostic("E404", what, Place("shares"), "at most 1 together"))
    house = sum(elected.get(g, 0) for g in shares)
    while True:
        need = {g: max(elected.get(g, 0), -(-house * s // 1)) for g, s in shares.items()}
        filled = int(sum(need.values()))
        if filled <= house:
            break
        house = filled
    extra = {g: int(n) - elected.get(g, 0) for g, n in need.items()}
    extra.update(fixed or {})
    return CoOpted(dict(elected), extra, sum(elected.values()) + sum(extra.values()))


def electorates(
    base_people: int, base_seats: int, others: Mapping[str, int]
) -> tuple[Fraction, dict[str, int]]:
    """Return the quota of a base with fixed seats, and each other population's seats by it.

    round(people / (base_people / base_seats)), halves up. Source: electoral act 1993, ss. 35, 45
    (16 seats of one island fix the quota for general and indigenous electorates).
    """
    quota = Fraction(base_people, base_seats)
    return quota, {k: int(p / quota + Fraction(1, 2)) for k, p in others.items()}
