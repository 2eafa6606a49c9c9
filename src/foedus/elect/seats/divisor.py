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

from foedus.elect.seats.signposts import Signposts

#: Quotients whose base-2 logarithms differ by less are compared exactly.
NEAR = 1e-9
#: From this many claimants on, the vectorised engine is the faster one.
MANY = 600


@dataclass(frozen=True)
class Race:
    """`size` seats for claimants with whole `values`, each between `low` and `high` seats.

    Quotients are value ** exponent / s(n); to the power `level` they are fractions.
    """

    values: Sequence[int]
    size: int
    posts: Signposts
    low: Sequence[int]
    high: Sequence[int]
    exponent: Fraction = Fraction(1)

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
            return self.values[i] * den, num
        return self.values[i] ** a * den**b, num**b


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


class _Lists:
    """Keys in plain lists: best for few claimants, and needs no import."""

    def __init__(self, race: Race) -> None:
        self.race = race
        e = float(race.exponent)
        self.logs = [e * math.log2(v) if v else -math.inf for v in race.values]

    def mass(self) -> float:
        """Return the logarithm of the sum of all values."""
        peak = max(self.logs, default=0.0)
        return peak + math.log2(sum(2.0 ** max(x - peak, -1000.0) for x in self.logs) or 1.0)

    def counts(self, level: float) -> list[int]:
        seats, out = self.race.posts.seats, []
        for x, lo, hi in zip(self.logs, self.race.low, self.race.high, strict=True):
            n = int(seats(2.0 ** min(x - level, 60))) if x > -math.inf and x - level > -60 else 0
            out.append(lo if n < lo else hi if n > hi else n)
        return out

    def start(self, n: list[int]) -> None:
        log2, low, high = self.race.posts.log2, self.race.low, self.race.high
        self.n = n
        logs = self.logs
        marks = {k: log2(k) for k in {*n, *(k - 1 for k in n if k)}}
        self.next = [
            -math.inf if k >= h or x == -math.inf else x - marks[k]
            for k, h, x in zip(n, high, logs, strict=True)
        ]
        self.last = [
            math.inf if k <= lo else x - marks[k - 1] for k, lo, x in zip(n, low, logs, strict=True)
        ]

    def move(self, i: int, step: int) -> None:
        self.n[i] += step
        n, x, log2 = self.n[i], self.logs[i], self.race.posts.log2
        full = n >= self.race.high[i] or x == -math.inf
        self.next[i] = -math.inf if full else x - log2(n)
        self.last[i] = math.inf if n <= self.race.low[i] else x - log2(n - 1)

    def bulk(self, gap: int) -> None:
        """Nothing to do at once: few claimants are moved one by one."""

    def top(self) -> list[int]:
        edge = max(self.next)
        if edge == -math.inf:
            return []
        return [i for i, x in enumerate(self.next) if x >= edge - NEAR]

    def bottom(self) -> list[int]:
        edge = min(self.last, default=math.inf)
        if edge == math.inf:
            return []
        return [i for i, x in enumerate(self.last) if x <= edge + NEAR]

    def total(self, n: Any) -> int:
        return sum(n)

    def answer(self) -> list[int]:
        return self.n


class _Arrays:
    """Keys in numpy arrays: best for many claimants."""

    def __init__(self, race: Race) -> None:
        import numpy as np

        self.np, self.race = np, race
        try:
            values = np.array(race.values, dtype=np.float64)
            with np.errstate(divide="ignore"):
                logs = np.log2(values)
        except OverflowError:
            logs = np.array([math.log2(v) if v else -math.inf for v in race.values])
        self.logs = logs * float(race.exponent)
        self.low, self.high = self._bound(race.low), self._bound(race.high)
        self.some = self.logs > -math.inf

    def _bound(self, seats: Sequence[int]) -> Any:
        if seats.count(seats[0]) == len(seats):
            return self.np.full(len(seats), seats[0], dtype=self.np.int64)
        return self.np.array(seats, dtype=self.np.int64)

    def mass(self) -> float:
        """Return the logarithm of the sum of all values."""
        peak = float(self.logs.max())
        return peak + math.log2(float(self.np.exp2(self.logs - peak).sum()))

    def counts(self, level: float) -> Any:
        np = self.np
        x = np.exp2(np.clip(self.logs - level, -60, 60))
        n = np.where(self.some, self.race.posts.seats(x), 0).astype(np.int64)
        return np.minimum(np.maximum(n, self.low), self.high)

    def start(self, n: Any) -> None:
        np, log2 = self.np, self.race.posts.log2
        self.n = n
        full = (n >= self.high) | ~self.some
        with np.errstate(invalid="ignore"):
            self.next = np.where(full, -math.inf, self.logs - log2(n))
            back = log2(np.maximum(n - 1, 0))
            self.last = np.where(n <= self.low, math.inf, self.logs - back)

    def move(self, i: int, step: int) -> None:
        n = int(self.n[i]) + step
        self.n[i] = n
        x, log2 = float(self.logs[i]), self.race.posts.log2
        self.next[i] = -math.inf if n >= self.high[i] else x - log2(n)
        self.last[i] = math.inf if n <= self.low[i] else x - log2(n - 1)

    def bulk(self, gap: int) -> None:
        """Move up to |gap| seats at once, one a claimant; the exact steps correct the edge."""
        np = self.np
        keys = -self.next if gap > 0 else self.last
        usable = int(np.isfinite(keys).sum())
        k = min(abs(gap), usable)
        if k < 2:
            return
        chosen = np.argpartition(keys, k - 1)[:k]
        n = self.n.copy()
        n[chosen] += 1 if gap > 0 else -1
        self.start(n)

    def top(self) -> list[int]:
        edge = self.next.max() if len(self.next) else -math.inf
        found: list[int] = self.np.flatnonzero(self.next >= edge - NEAR).tolist()
        return found if edge > -math.inf else []

    def bottom(self) -> list[int]:
        edge = self.last.min() if len(self.last) else math.inf
        found: list[int] = self.np.flatnonzero(self.last <= edge + NEAR).tolist()
        return found if edge < math.inf else []

    def total(self, n: Any) -> int:
        return int(n.sum())

    def answer(self) -> list[int]:
        seats: list[int] = self.n.tolist()
        return seats


Engine = _Lists | _Arrays
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
    engine: Engine = _Arrays(race) if len(race.values) >= MANY else _Lists(race)
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


def _root(n: int, k: int) -> int:
    """Return the whole part of the k-th root of n, by Newton's steps in integers."""
    if k == 1 or n < 2:
        return n
    x = 1 << -(-n.bit_length() // k)
    while True:
        y = ((k - 1) * x + n // x ** (k - 1)) // k
        if y >= x:
            return x
        x = y


def pleasant(below: Fraction, above: Fraction | None, power: int = 1) -> Fraction | None:
    """Return the divisor with the fewest digits strictly inside the interval of divisor ** power.

    On an interval of one point, that point where it has a rational root, else None.
    """
    if above is None:
        above = max(below, Fraction(1)) * 10**power
    if below == above:
        num, den = _root(below.numerator, power), _root(below.denominator, power)
        exact = num**power == below.numerator and den**power == below.denominator
        return Fraction(num, den) if exact else None
    (a, b), (c, d) = below.as_integer_ratio(), above.as_integer_ratio()
    top = len(str(c // d)) // power + 1
    for digits in range(top, top - 400, -1):
        up, down = 10 ** max(digits, 0), 10 ** max(-digits, 0)
        m = _root(a * down**power // (b * up**power), power) + 1
        if (m * up) ** power * d < c * down**power:
            return Fraction(m * up, down)
    return None
