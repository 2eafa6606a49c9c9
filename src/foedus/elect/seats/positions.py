"""Seats of a plain list of populations, by position: for simulations and very large tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.elect.seats.allocate import method_name
from foedus.elect.seats.bounds import Same, error, everybody_one, number_errors
from foedus.elect.seats.certificates import shared
from foedus.elect.seats.divisor import Race, run
from foedus.elect.seats.engines import whole_array
from foedus.elect.seats.result import Certificate
from foedus.elect.seats.signposts import signposts
from foedus.elect.seats.ties import Tie
from foedus.errors import BadInput, Diagnostic


@dataclass(frozen=True)
class Positions(Answer):
    """Seats by position; `tied_seats` are claimed with equal right by the positions in `tied`.

    sum(seats) + tied_seats = size. Every divisor ** `power` within `interval` gives these seats;
    None stands for any above.
    """

    seats: list[int]
    tied_seats: int
    tied: tuple[int, ...]
    power: int
    interval: tuple[Fraction, Fraction | None]
    populations: Sequence[int] = field(repr=False)
    signposts: str
    label: Label = Label.EXACT
    reference: str = "Balinski and Young, Fair Representation (2001), app. A"

    @property
    def certificate(self) -> Certificate:
        """The certificate by position, "0" the first, made when it is asked for."""
        names = list(map(str, range(len(self.seats))))
        among = tuple(names[i] for i in self.tied)
        ties = [Tie(self.tied_seats, among, "the last quotient")] if among else []
        return shared(
            dict(zip(names, self.populations, strict=True)),
            dict(zip(names, self.seats, strict=True)),
            self.interval[0] if among or self.interval[1] is None else self.interval[1],
            signposts=self.signposts,
            ties=ties,
            power=self.power,
        )


def by_position(method: str, seats: int, populations: Sequence[int]) -> Positions:
    """Allocate `seats` by a divisor method to whole populations (or votes), answers by position.

    The same answer as `allocate` without names and bounds, in memory linear in the
    number of claimants. Raises BadInput E400 (no divisor method), E401 (seats), E402
    (populations), E406 (nobody), E407 (too few seats). Source: Pukelsheim 2017, ch. 4.
    """
    posts = signposts(method_name(method))
    errors = number_errors(seats, 0, {})
    if posts is None:
        errors.append(error("E400", f'"{method}" is no divisor method', "dhondt, ...", "METHOD"))
    array, wrong = _whole(populations)
    errors += wrong
    if not wrong and seats and not (any(populations) if array is None else array.any()):
        errors.append(error("E406", "nobody has votes or population", "a number above 0", "table"))
    if errors or posts is None:
        raise BadInput(errors)
    none, all_ = Same(0, len(populations)), Same(seats + 1, len(populations))
    low = everybody_one(posts, populations, none, all_, seats)
    race = Race(populations, seats, posts, low, all_, array=array)
    end = run(race)
    given = end.seats
    for i in end.holders:
        given[i] -= 1
    tied = tuple(sorted([*end.holders, *end.waiting])) if end.waiting else ()
    held = len(end.holders) if tied else 0
    interval = (end.below, end.above)
    return Positions(given, held, tied, race.level, interval, populations, posts.family)


def _whole(populations: Sequence[int]) -> tuple[Any, list[Diagnostic]]:
    """Return the populations as an array where all fit into 64 bits, and whether any is wrong."""
    try:
        array = whole_array(populations)
    except TypeError:
        return None, [error("E402", "not only whole numbers", "whole numbers from 0 up", "table")]
    if array is None:
        least = min(populations, default=0)
    else:
        least = array.min(initial=0)
    if least < 0:
        return None, [error("E402", f"{least} is below 0", "whole numbers from 0 up", "table")]
    return array, []
