"""The divisor engine: any house, any signposts, exact, in time linear in the number of claimants.

Float logarithms find where the last seat falls; every comparison that decides a seat or a tie is
made in integers. The result is accepted only where the largest quotient without a seat is at most
the smallest quotient with one (Balinski and Young 2001, app. A, prop. 3.3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from foedus.elect.seats.engines import Arrays, Lists
from foedus.elect.seats.signposts import Signposts

#: From this many claimants on, the vectorised engine is the faster one.
MANY = 600


@dataclass(frozen=True)
class Race:
    """`size` seats for claimants with whole `values`, each between `low` and `high` seats.

    Quotients are value ** exponent / s(n); to the power `level` they are fractions. `array` holds
    the values as 64-bit integers where they were converted before.
    """

    values: Sequence[int]
    size: int
    posts: Signposts
    low: Sequence[int]
    high: Sequence[int]
    exponent: Fraction = Fraction(1)
    array: Any = None

    @cached_property
    def level(self) -> int:
        """The whole power that makes every quotient a fraction."""
        return math.lcm(self.exponent.denominator, self.posts.power)

    @cached_property
    def powers(self) -> tuple[int, int]:
        """The powers of a value and of `posts.at` within quotient ** level."""
        return int(self.exponent * self.level), self.level // self.posts.power

    def quotient(self, i: int, n: int) -> tuple[int, int]:
        """Return (value / s(n)) ** level as numerator and denominator (0 where s(n) = 0)."""
        a, b = self.powers
        num, den = self.posts.at(n)
        if a == 1 and b == 1:
            return int(self.values[i]) * den, num
        return int(self.values[i]) ** a * den**b, num**b


@dataclass(frozen=True)
class Finish:
    """Where the race ended: seats (tied ones given to the first), the interval, who is tied.

    `below` and `above` bound divisor ** level; `above` is None where nobody can lose a seat. Of
    the tied, `holders` were given a seat and `waiting` were not.
    """

    seats: list[int]
    below: Fraction
    above: Fraction | None
    holders: list[int]
    waiting: list[int]


Engine = Lists | Arrays
Key = tuple[int, int]


def _extreme(race: Race, at: list[tuple[int, int]], sign: int) -> tuple[Key, list[int]]:
    """Return the largest (sign 1) or smallest (-1) exact quotient among (i, n), and who has it."""
    best, who = race.quotient(*at[0]), [at[0][0]]
    for i, n in at[1:]:
        num, den = race.quotient(i, n)
        gap = (num * best[1] - best[0] * den) * sign
        if gap > 0:
            best, who = (num, den), [i]
        elif gap == 0:
            who.append(i)
    return best, who


def _best_next(race: Race, engine: Engine) -> tuple[Key, list[int]] | None:
    found = [(i, int(engine.n[i])) for i in engine.top()]
    return _extreme(race, found, 1) if found else None


def _worst_last(race: Race, engine: Engine) -> tuple[Key, list[int]] | None:
    found = [(i, int(engine.n[i]) - 1) for i in engine.bottom()]
    return _extreme(race, found, -1) if found else None


def _near_counts(race: Race, engine: Engine) -> Any:
    """Return counts at a divisor whose total comes near the size, by bisection on its logarithm."""
    slack = 2 * math.isqrt(len(race.values)) + 3
    level = engine.mass() - math.log2(max(1, race.size))
    lo, hi, step = -math.inf, math.inf, 1.0
    for _ in range(80):
        n = engine.counts(level)
        gap = race.size - engine.total(n)
        if abs(gap) <= slack:
            break
        if gap > 0:
            hi = level
            level = (lo + hi) / 2 if lo > -math.inf else level - step
        else:
            lo = level
            level = (lo + hi) / 2 if hi < math.inf else level + step
        step *= 2
    return n


def _fill(race: Race, engine: Engine) -> None:
    """Bring the total to the size, one best or worst quotient after another."""
    gap = race.size - engine.total(engine.n)
    engine.bulk(gap)
    gap = race.size - engine.total(engine.n)
    while gap:
        edge = _best_next(race, engine) if gap > 0 else _worst_last(race, engine)
        assert edge is not None, "bounds were checked before"
        step = 1 if gap > 0 else -1
        for i in edge[1][: abs(gap)]:
            engine.move(i, step)
            gap -= step


def run(race: Race) -> Finish:
    """Return the allocation of a race whose bounds are known to fit.

    max over i of v_i / s(n_i) <= D <= min over i of v_i / s(n_i - 1), ties where both are equal.
    """
    engine: Engine = Arrays(race) if len(race.values) >= MANY else Lists(race)
    engine.start(_near_counts(race, engine))
    _fill(race, engine)
    while True:
        best, worst = _best_next(race, engine), _worst_last(race, engine)
        if best is None or worst is None:
            tied = False
            break
        (a, b), (c, d) = best[0], worst[0]
        if a * d <= c * b:
            tied = a * d == c * b
            break
        engine.move(best[1][0], 1)
        engine.move(worst[1][0], -1)
    below = Fraction(*best[0]) if best else Fraction(0)
    above = Fraction(*worst[0]) if worst and worst[0][1] else None
    holders, waiting = (worst[1], best[1]) if tied and worst and best else ([], [])
    return Finish(engine.answer(), below, above, holders, waiting)
