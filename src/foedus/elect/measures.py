"""Measures of how far seats stand from votes or from population, exact; roots as estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.errors import TooLarge

Number = int | Fraction
#: Steps of the exact search for the smallest share with a majority of seats.
LIMIT = 20_000_000


@dataclass(frozen=True)
class Measures(Answer):
    """Indices of disproportionality as fractions of 1 (0: proportional), with their sources.

    `gallagher_squared` = sum (s - v)^2 / 2, Gallagher 1991, is exact and `gallagher` its root, a
    float; `loosemore_hanby` = sum |s - v| / 2 (1971), which for regions is the malapportionment
    of Samuels and Snyder 2001; `rae` = mean |s - v| (1967); `sainte_lague` = sum (s - v)^2 / v
    (1910), None where a seat goes to nobody's votes; effective numbers 1 / sum p^2 (Laakso and
    Taagepera 1979). `below_quota` and `above_quota` name who has less than the whole part of its
    exact share, or more than that rounded up (Balinski and Young 2001, ch. 10).
    """

    gallagher_squared: Fraction
    gallagher: float
    loosemore_hanby: Fraction
    rae: Fraction
    sainte_lague: Fraction | None
    effective_votes: Fraction
    effective_seats: Fraction
    below_quota: tuple[str, ...]
    above_quota: tuple[str, ...]
    label: Label = Label.EXACT
    reference: str = "Gallagher 1991; Loosemore and Hanby 1971; Rae 1967; Sainte-Lague 1910"


def measures(votes: Mapping[str, Number], seats: Mapping[str, int]) -> Measures:
    """Return the indices for votes (or populations) and seats by the same keys.

    Raises ValueError where there are no votes or no seats, or the keys differ.
    """
    total, house = Fraction(sum(votes.values())), sum(seats.values())
    if votes.keys() != seats.keys() or not total or not house:
        raise ValueError("votes and seats need the same keys and a sum above 0")
    v = {k: Fraction(x) / total for k, x in votes.items()}
    s = {k: Fraction(n, house) for k, n in seats.items()}
    gaps = [s[k] - v[k] for k in v]
    square = sum((g * g for g in gaps), Fraction(0)) / 2
    unearned = any(seats[k] and not v[k] for k in v)
    index = sum(((s[k] - v[k]) ** 2 / v[k] for k in v if v[k]), Fraction(0))
    shares = {k: house * x for k, x in v.items()}
    return Measures(
        square,
        math.sqrt(square),
        sum((abs(g) for g in gaps), Fraction(0)) / 2,
        sum((abs(g) for g in gaps), Fraction(0)) / len(gaps),
        None if unearned else index,
        1 / sum((x * x for x in v.values()), Fraction(0)),
        1 / sum((x * x for x in s.values()), Fraction(0)),
        tuple(k for k in v if seats[k] < math.floor(shares[k])),
        tuple(k for k in v if seats[k] > math.ceil(shares[k])),
    )


def measured(votes: Mapping[str, Number], seats: Mapping[str, int]) -> Measures | None:
    """Return the indices over everybody who has a seat or votes, None without votes or seats.

    Whoever is missing on one side has 0 there, such as a winner of no list.
    """
    names = [*votes, *(k for k in seats if k not in votes)]
    if not any(votes.values()) or not any(seats.values()):
        return None
    return measures({k: votes.get(k, 0) for k in names}, {k: seats.get(k, 0) for k in names})


@dataclass(frozen=True)
class Equality(Answer):
    """How many people stand behind a seat, by unit, from the fewest to the most.

    `ratio` is the worst over the best; `smallest` is the coalition of units with the least people
    that holds more than half of the seats, `smallest_share` its share of all people. Units without
    a seat are in `without`. Source: Lijphart 2012, ch. 11; Samuels and Snyder 2001.
    """

    per_seat: tuple[tuple[str, Fraction], ...]
    ratio: Fraction
    malapportionment: Fraction
    smallest: tuple[str, ...]
    smallest_share: Fraction
    smallest_seats: int
    without: tuple[str, ...]
    label: Label = Label.EXACT
    reference: str = "Samuels and Snyder 2001"

    def rows(self) -> list[dict[str, object]]:
        """Return one row a unit, best represented first."""
        return [{"key": k, "people_per_seat": x} for k, x in self.per_seat]


def equality(people: Mapping[str, Number], seats: Mapping[str, int]) -> Equality:
    """Return people per seat by unit, and the smallest population with a majority of seats.

    Raises ValueError as `measures` does, and TooLarge for tables beyond the exact search.
    """
    index = measures(people, seats).loosemore_hanby
    ranked = sorted(
        ((k, Fraction(people[k]) / n) for k, n in seats.items() if n), key=lambda r: r[1]
    )
    group = smallest_majority(people, seats)
    held = sum(people[k] for k in group)
    best, worst = ranked[0][1], ranked[-1][1]
    return Equality(
        tuple(ranked),
        worst / best if best else Fraction(0),
        index,
        group,
        Fraction(held) / Fraction(sum(people.values())),
        sum(seats[k] for k in group),
        tuple(k for k, n in seats.items() if not n),
    )


def smallest_majority(
    people: Mapping[str, Number], seats: Mapping[str, int], need: int | None = None
) -> tuple[str, ...]:
    """Return the units with the least people that hold at least `need` seats (default: over half).

    Exact, by dynamic programming over seats: units x seats steps. Raises TooLarge above LIMIT.
    """
    need = sum(seats.values()) // 2 + 1 if need is None else need
    units = [(k, people[k], n) for k, n in seats.items() if n]
    if len(units) * need > LIMIT:
        raise TooLarge(
            f"{len(units)} units x {need} seats is beyond the exact search ({LIMIT} steps)"
        )
    least: list[Number | None] = [0, *[None] * need]
    used: list[list[bool]] = []
    for _, p, n in units:
        took = [False] * (need + 1)
        for have in range(need, 0, -1):
            before = least[max(0, have - n)]
            now = least[have]
            if before is not None and (now is None or before + p < now):
                least[have], took[have] = before + p, True
        used.append(took)
    chosen, have = [], need
    for (k, _, n), took in zip(reversed(units), reversed(used), strict=True):
        if have > 0 and took[have]:
            chosen.append(k)
            have = max(0, have - n)
    return tuple(reversed(chosen))
