"""Measures of how far seats stand from votes or from population, exact; roots as estimates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.errors import TooLarge

Number = int | Fraction
#: Steps of the exact search for the smallest share with a majority of seats.
LIMIT = 20_000_000
#: Digits of the denominator up to which the Sainte-Lague index is exact; where each term is cut.
DIGITS = 1_000
PLACES = 10**30


@dataclass(frozen=True)
class Measures(Answer):
    """Indices of disproportionality as fractions of 1 (0: proportional), with their sources.

    `gallagher_squared` = sum (s - v)^2 / 2, Gallagher 1991, is exact and `gallagher` its root, a
    float; `loosemore_hanby` = sum |s - v| / 2 (1971), which for regions is the malapportionment
    of Samuels and Snyder 2001; `rae` = mean |s - v| (1967); `sainte_lague` = sum (s - v)^2 / v
    (1910), None where a seat goes to nobody's votes, is short of the true value by at most
    `sainte_lague_error`, 0 unless the exact fraction would fill pages; effective numbers
    1 / sum p^2 (Laakso and Taagepera 1979). `below_quota` and `above_quota` name who has less than
    the whole part of its exact share, or more than that rounded up (Balinski and Young 2001, ch.
    10).
    """

    gallagher_squared: Fraction
    gallagher: float
    loosemore_hanby: Fraction
    rae: Fraction
    sainte_lague: Fraction | None
    sainte_lague_error: Fraction
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
    total, house = sum(votes.values()), sum(seats.values())
    if votes.keys() != seats.keys() or not total or not house:
        raise ValueError("votes and seats need the same keys and a sum above 0")
    v, n = _whole(votes.values()), [seats[k] for k in votes]
    everybody = sum(v)
    # Each gap s - v is this whole number over house * everybody.
    gaps = [a * everybody - b * house for a, b in zip(n, v, strict=True)]
    unit = house * everybody
    square = Fraction(sum(g * g for g in gaps), 2 * unit * unit)
    apart = sum(map(abs, gaps))
    index, error = _sainte_lague(v, n)
    return Measures(
        square,
        math.sqrt(square),
        Fraction(apart, 2 * unit),
        Fraction(apart, len(gaps) * unit),
        index,
        error,
        Fraction(everybody**2, sum(x * x for x in v)),
        Fraction(house**2, sum(x * x for x in n)),
        tuple(k for k, b in zip(votes, v, strict=True) if seats[k] < house * b // everybody),
        tuple(k for k, b in zip(votes, v, strict=True) if seats[k] > -(-house * b // everybody)),
    )


def _whole(values: Iterable[Number]) -> list[int]:
    """Return numbers as whole ones on a common scale."""
    given = list(values)
    scale = math.lcm(*(x.denominator for x in given))
    return [int(x * scale) for x in given]


def _sainte_lague(v: Sequence[int], n: Sequence[int]) -> tuple[Fraction | None, Fraction]:
    """Return sum (s - v)^2 / v and by how much at most it falls short; None for an unearned seat.

    The sum is V / H^2 * sum n^2 / v - 1. Its denominator grows with every different v; from DIGITS
    on each term is cut.
    """
    if any(b and not a for a, b in zip(v, n, strict=True)):
        return None, Fraction(0)
    squares: dict[int, int] = {}
    for a, b in zip(v, n, strict=True):
        if b:
            squares[a] = squares.get(a, 0) + b * b
    factor, common = Fraction(sum(v), sum(n) ** 2), 1
    for a in squares:
        common = math.lcm(common, a)
        if common > 10**DIGITS:
            cut = sum(b * PLACES // a for a, b in squares.items())
            return factor * Fraction(cut, PLACES) - 1, factor * Fraction(len(squares), PLACES)
    return factor * Fraction(
        sum(b * common // a for a, b in squares.items()), common
    ) - 1, Fraction(0)


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
    if people.keys() != seats.keys():
        raise ValueError("people and seats need the same keys")
    # First what a table may be too large for.
    group = smallest_majority(people, seats)
    index = measures(people, seats).loosemore_hanby
    ranked = sorted(
        ((k, Fraction(people[k]) / n) for k, n in seats.items() if n), key=lambda r: r[1]
    )
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
