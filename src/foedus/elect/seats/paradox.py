"""Finding the three paradoxes of apportionment in a given table, each with its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.certificates import staged
from foedus.elect.seats.result import Allocation, Certificate
from foedus.errors import BadInput

Seats = Callable[[int, Mapping[str, int]], Allocation]


@dataclass(frozen=True)
class Paradox(Answer):
    """One paradox: `losers` had `before` and have `after` seats, as the figures of both show.

    kind alabama: the house grows from sizes[0] to sizes[1] and they lose; population: the loser
    grew faster than the gainer; new-state: `joined` enters with its fair seats and others change.
    """

    kind: str
    method: str
    sizes: tuple[int, int]
    losers: tuple[str, ...]
    gainers: tuple[str, ...]
    before: dict[str, int]
    after: dict[str, int]
    allocations: tuple[Allocation, Allocation] = field(repr=False)
    joined: str = ""
    growth: tuple[Fraction, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Balinski and Young, Fair Representation (2001), ch. 5 and app. A"

    @property
    def certificate(self) -> Certificate:
        """The certificates of both allocations, before and after."""
        return staged([a.certificate for a in self.allocations], self.after, counted=[1])

    def to_dict(self) -> dict[str, Any]:
        """Return the paradox with the certificates of both allocations as JSON-ready data."""
        return {**super().to_dict(), "certificate": self.certificate}


def seats_by(method: str, minimum: int = 0, maximum: int | None = None) -> Seats:
    """Return the function from house size and table to an allocation, without bounds it lacks."""

    def run(size: int, people: Mapping[str, int]) -> Allocation:
        return allocate(method, size, people, minimum=minimum, maximum=maximum)

    return run


def _changed(before: Allocation, after: Allocation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who loses and who gains for certain, whatever is decided about ties."""
    ceiling = [{k for t in a.ties for k in t.among} for a in (before, after)]
    lose = tuple(k for k, n in before.seats.items() if after.seats[k] + (k in ceiling[1]) < n)
    gain = tuple(k for k, n in before.seats.items() if after.seats[k] > n + (k in ceiling[0]))
    return lose, gain


def alabama(method: str, people: Mapping[str, int], sizes: range, seats: Seats) -> list[Paradox]:
    """Return each house size at which one seat more in all means one seat less for somebody."""
    found: list[Paradox] = []
    last: Allocation | None = None
    for size in sizes:
        try:
            now = seats(size, people)
        except BadInput:
            last = None  # below the minimum seats there is nothing to compare
            continue
        if last is not None:
            lose, gain = _changed(last, now)
            if lose:
                pair = (last.size, size)
                both = last.seats, now.seats, (last, now)
                found.append(Paradox("alabama", method, pair, lose, gain, *both))
        last = now
    return found


def population(
    method: str, size: int, people: Mapping[str, int], later: Mapping[str, int], seats: Seats
) -> list[Paradox]:
    """Return pairs where one unit grows faster than another and loses a seat while it gains one."""
    a, b = seats(size, people), seats(size, later)
    lose, gain = _changed(a, b)
    grew = {k: Fraction(later[k], people[k]) for k in people if people[k]}
    return [
        Paradox(
            "population",
            method,
            (size, size),
            (i,),
            (j,),
            a.seats,
            b.seats,
            (a, b),
            "",
            (grew[i], grew[j]),
        )
        for i, j in product(lose, gain)
        if i in grew and j in grew and grew[i] > grew[j]
    ]


def new_state(method: str, size: int, people: Mapping[str, int], seats: Seats) -> list[Paradox]:
    """Return units whose joining, with their fair seats added, moves a seat between the others.

    The house without the unit has the seats the others have now; the unit joins with its seats.
    """
    found: list[Paradox] = []
    whole = seats(size, people)
    for joined in people if not whole.ties else ():
        rest = {k: n for k, n in people.items() if k != joined}
        smaller = size - whole.seats[joined]
        if not any(rest.values()) or not whole.seats[joined]:
            continue
        try:
            before = seats(smaller, rest)
        except BadInput:
            continue
        after = {k: whole.seats[k] for k in rest}
        lose = tuple(k for k in rest if after[k] < before.seats[k])
        gain = tuple(
            k for k in rest if after[k] > before.seats[k] + any(k in t.among for t in before.ties)
        )
        if lose and gain:
            pair = (smaller, size)
            both = before.seats, whole.seats, (before, whole)
            found.append(Paradox("new-state", method, pair, lose, gain, *both, joined))
    return found
