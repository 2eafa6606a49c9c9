"""The two engines of a divisor race: float logarithms that say where the last seat falls.

Nothing here decides a seat: whatever lies within NEAR of the edge is compared exactly afterwards.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foedus.elect.seats.divisor import Race

#: Quotients whose base-2 logarithms differ by less are compared exactly.
NEAR = 1e-9


class Lists:
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
        edge = max(self.next, default=-math.inf)
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


class Arrays:
    """Keys in numpy arrays: best for many claimants."""

    def __init__(self, race: Race) -> None:
        import numpy as np

        self.np, self.race = np, race
        self.values = values = race.array if race.array is not None else whole_array(race.values)
        if values is None:
            logs = np.array([math.log2(v) if v else -math.inf for v in race.values])
        else:
            with np.errstate(divide="ignore"):
                logs = np.log2(values.astype(np.float64))
        self.logs = logs if race.exponent == 1 else logs * float(race.exponent)
        self.low, self.high = self._bound(race.low), self._bound(race.high)
        self.some = self.logs > -math.inf

    def _bound(self, seats: Sequence[int]) -> Any:
        """Return one number where all have the same bound, else an array."""
        if seats.count(seats[0]) == len(seats):
            return self.np.int64(min(seats[0], 2**62))
        return self.np.array([min(n, 2**62) for n in seats], dtype=self.np.int64)

    def _low(self, i: Any) -> Any:
        return self.low[i] if self.low.ndim else self.low

    def _high(self, i: Any) -> Any:
        return self.high[i] if self.high.ndim else self.high

    def _marks(self, n: Any) -> Any:
        """Return log2 s(n): from a table of signposts where the seats of each are few."""
        np, log2 = self.np, self.race.posts.log2
        top = int(n.max(initial=0)) + 1
        return log2(np.arange(top + 0.0))[n] if top < len(n) else log2(n)

    def mass(self) -> float:
        """Return the logarithm of the sum of all values."""
        if self.values is not None and self.race.exponent == 1:
            return math.log2(self.values.sum(dtype=float))
        peak = float(self.logs.max())
        return peak + math.log2(float(self.np.exp2(self.logs - peak).sum()))

    def counts(self, level: float) -> Any:
        np = self.np
        x = np.exp2(np.clip(self.logs - level, -60, 60))
        n = np.where(self.some, self.race.posts.seats(x), 0).astype(np.int64)
        return np.minimum(np.maximum(n, self.low), self.high)

    def start(self, n: Any) -> None:
        self.n = n
        self.next, self.last = self._edges(n, slice(None))

    def _edges(self, n: Any, i: Any) -> tuple[Any, Any]:
        """Return the logarithms of the next and the last quotients of claimants i with n seats."""
        np, logs = self.np, self.logs[i]
        full = (n >= self._high(i)) | ~self.some[i]
        with np.errstate(invalid="ignore"):
            next_ = np.where(full, -math.inf, logs - self._marks(n))
            back = self._marks(np.maximum(n - 1, 0))
            last = np.where(n <= self._low(i), math.inf, logs - back)
        return next_, last

    def move(self, i: int, step: int) -> None:
        n = int(self.n[i]) + step
        self.n[i] = n
        x, log2 = float(self.logs[i]), self.race.posts.log2
        self.next[i] = -math.inf if n >= self._high(i) else x - log2(n)
        self.last[i] = math.inf if n <= self._low(i) else x - log2(n - 1)

    def bulk(self, gap: int) -> None:
        """Move up to |gap| seats at once, one a claimant; the exact steps correct the edge."""
        np = self.np
        keys = -self.next if gap > 0 else self.last
        usable = int(np.isfinite(keys).sum())
        k = min(abs(gap), usable)
        if k < 2:
            return
        chosen = np.argpartition(keys, k - 1)[:k]
        self.n[chosen] += 1 if gap > 0 else -1
        self.next[chosen], self.last[chosen] = self._edges(self.n[chosen], chosen)

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


def whole_array(values: Sequence[int]) -> Any:
    """Return whole numbers as an array of 64 bits, or None where one does not fit.

    Raises TypeError for anything that is not a whole number.
    """
    import numpy as np

    try:
        return np.frombuffer(array("q", values), dtype=np.int64)
    except OverflowError:
        return None
