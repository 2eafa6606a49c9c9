"""Members co-opted until every group has its least share of the house."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.certificates import Link, fixed, shared, staged
from foedus.elect.seats.result import Certificate
from foedus.errors import BadInput, Diagnostic, Place, TooLarge

#: The most houses tried.
STEPS = 5_000


@dataclass(frozen=True)
class CoOpted(Answer):
    """The fewest members to co-opt by group so that every group's least share is reached."""

    elected: dict[str, int]
    co_opted: dict[str, int]
    house: int
    certificate: Certificate = field(repr=False)
    label: Label = Label.EXACT
    reference: str = "constitution of 2005, art. 164 (60:40 with co-optation)"

    @property
    def seats(self) -> dict[str, int]:
        """Elected and co-opted members by group."""
        names = dict.fromkeys((*self.elected, *self.co_opted))
        return {g: self.elected.get(g, 0) + self.co_opted.get(g, 0) for g in names}

    def to_dict(self) -> dict[str, Any]:
        """Return members by group with the certificate as JSON-ready data."""
        data = super().to_dict()
        return {**data, "seats": self.seats, "certificate": self.certificate}


def co_optation(
    elected: Mapping[str, int],
    shares: Mapping[str, Fraction],
    extra: Mapping[str, int] | None = None,
) -> CoOpted:
    """Return the smallest co-optation with members of g >= shares[g] * (the groups with shares).

    Groups in `extra` are co-opted in a set number outside the shares. The houses tried are
    h(0) = those elected, h(i + 1) = sum over g of max(elected, ceil(share * h(i))), which is never
    above the house sought, until two are equal. Raises BadInput E404 for shares above 1 together
    or that no house meets, E401, E413 for a group with a share and a set number, and TooLarge
    beyond STEPS houses.
    """
    extra = dict(extra or {})
    errors = [
        Diagnostic("E413", f'"{g}" has a share and a set number', Place("fixed"), "one of them")
        for g in extra
        if g in shares
    ]
    errors += [
        Diagnostic("E401", f'"{g}" has {n!r} members', Place(g), "a whole number from 0 up")
        for g, n in (*elected.items(), *extra.items())
        if n < 0
    ]
    if sum(shares.values()) > 1 or any(s < 0 for s in shares.values()):
        what = f"the least shares sum to {sum(shares.values())}"
        errors.append(Diagnostic("E404", what, Place("shares"), "from 0 up, at most 1 together"))
    if sum(shares.values()) == 1:
        errors += [
            Diagnostic("E404", f'"{g}" has {elected[g]} members and the share 0', Place("shares"),
                       "a share above 0, or shares below 1 together")
            for g, s in shares.items() if not s and elected.get(g)
        ]  # fmt: skip
    if errors:
        raise BadInput(errors)
    start = {g: elected.get(g, 0) for g in shares}
    outside = {g: n for g, n in elected.items() if g not in shares}
    tried = list(_houses(start, shares))
    house = {g: n for g, n in tried[-1].items()}
    co_opted = {g: n - start[g] for g, n in house.items()} | extra
    proof = _proof(start, shares, tried, outside, extra)
    return CoOpted(dict(elected), co_opted, sum(elected.values()) + sum(co_opted.values()), proof)


def _houses(start: Mapping[str, int], shares: Mapping[str, Fraction]) -> Iterator[dict[str, int]]:
    """Yield the members by group of each house tried, until two houses are equal."""
    members, house = dict(start), -1
    for _ in range(STEPS):
        if sum(members.values()) == house:
            return
        house = sum(members.values())
        members = {g: max(start[g], ceil(house * s)) for g, s in shares.items()}
        yield members
    raise TooLarge(f"the shares are not met after {STEPS} houses, the last with {house} members")


def _proof(
    start: Mapping[str, int],
    shares: Mapping[str, Fraction],
    tried: list[dict[str, int]],
    outside: Mapping[str, int],
    extra: Mapping[str, int],
) -> Certificate:
    """Return a stage for those elected and one a house tried, each the share of the last one."""
    parts, house = [fixed(start)], sum(start.values())
    links: list[Link] = []
    for i, members in enumerate(tried if house else [], 1):
        level = Fraction(1, house)
        parts.append(shared(shares, members, level, signposts="stationary:0", minimum=start))
        links.append(("house", i, i - 1, 0))
        house = sum(members.values())
    last = len(parts) - 1
    links += [("house", last, last, 0)] if last else []
    given = {g: outside.get(g, 0) + extra.get(g, 0) for g in (*outside, *extra)}
    seats = given | (tried[-1] if last else dict(start))
    return staged(parts, seats, counted=[last], given=given, links=links)
