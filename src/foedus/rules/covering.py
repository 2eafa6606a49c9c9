"""The cheapest way to satisfy several weight rows at once: exact branch and bound on integers.

Minimise sum p_i x_i with sum a_ri x_i >= b_r for every row r and 0 <= x_i <= u_i. For any
multipliers L_r >= 0 the Lagrangian bound

    sum_r L_r b_r + sum_i u_i min(0, p_i - sum_r L_r a_ri)

never exceeds the optimum (Geoffrion 1974). Multipliers are found in floating point, then rounded
to integers over a common denominator, so that every bound that prunes is exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: Search nodes before a box is split and its multipliers are found anew.
BURST = 4000
#: A box with more free voters than this is split at once (the walk recurses that deep).
DEEPEST = 300


@dataclass(frozen=True, slots=True)
class Cover:
    """A covering problem: prices, upper limits, rows[r][i] and quotas[r], non-negative integers."""

    price: list[int]
    limit: list[int]
    rows: list[list[int]]
    quota: list[int]


@dataclass(slots=True)
class Search:
    """What a search shares over many problems: the best cost so far and the effort left."""

    effort: int
    best: int | None = None
    found: list[int] | None = None
    step: int = 1
    lowest_open: int | None = field(default=None)

    def offer(self, cost: int, x: list[int]) -> None:
        """Keep a solution that is cheaper than the best so far."""
        if self.best is None or cost < self.best:
            self.best, self.found = cost, x

    def hopeless(self, lower: int) -> bool:
        """Return whether nothing that costs `lower` or more can beat the best so far."""
        return self.best is not None and lower > self.best - self.step

    def leave_open(self, lower: int) -> None:
        """Note that a box was left unsearched whose solutions cost at least `lower`."""
        self.lowest_open = lower if self.lowest_open is None else min(self.lowest_open, lower)


def solve(cover: Cover, search: Search, known: int = 0) -> None:
    """Search one problem; solutions cheaper than the best so far are offered to `search`.

    `known` is a bound proved elsewhere.
    """
    n = len(cover.price)
    boxes: list[tuple[int, list[int], list[int]]] = [(known, [0] * n, list(cover.limit))]
    while boxes:
        known, low, high = boxes.pop()
        if search.effort <= 0:
            search.leave_open(known)
            continue
        box = _Box(cover, low, high)
        if not box.feasible():
            continue
        box.relax()
        lower = box.lower()
        if search.hopeless(lower):
            continue
        _greedy(cover, box, search)
        if search.hopeless(lower):
            continue
        split = _burst(cover, box, search)
        if split is not None:
            boxes += [(max(lower, known), *half) for half in split]


class _Box:
    """A problem with x between `low` and `high`, its multipliers and its reduced costs."""

    __slots__ = ("base", "cover", "high", "low", "reduced", "scale")

    def __init__(self, cover: Cover, low: list[int], high: list[int]) -> None:
        self.cover, self.low, self.high = cover, low, high
        self.scale, self.base = 1, 0
        self.reduced: list[int] = []

    def feasible(self) -> bool:
        high = self.high
        return all(
            sum(a * h for a, h in zip(row, high, strict=True)) >= b
            for row, b in zip(self.cover.rows, self.cover.quota, strict=True)
        )

    def relax(self) -> None:
        """Choose multipliers, round them, and set the exact reduced costs and base bound."""
        cover = self.cover
        floats = multipliers(cover, self.low, self.high)
        top = max((max(r) for r in cover.rows if any(r)), default=1)
        self.scale = 1 << (24 + top.bit_length())
        whole = [int(m * self.scale) for m in floats]
        reduced = [p * self.scale for p in cover.price]
        for m, row in zip(whole, cover.rows, strict=True):
            if m:
                reduced = [c - m * a for c, a in zip(reduced, row, strict=True)]
        self.reduced = reduced
        self.base = sum(m * b for m, b in zip(whole, cover.quota, strict=True)) + sum(
            c * (h if c < 0 else lo) for c, lo, h in zip(reduced, self.low, self.high, strict=True)
        )

    def lower(self) -> int:
        """Return the least integer cost that the bound allows."""
        return max(0, -(-self.base // self.scale))


def multipliers(cover: Cover, low: list[int], high: list[int]) -> list[float]:
    """Return good Lagrangian multipliers: exact ascent one row at a time, then subgradients."""
    m = len(cover.rows)
    best = [0.0] * m
    if not m:
        return best
    value = float("-inf")
    for first in range(m):
        trial = [0.0] * m
        for sweep in range(2 if m > 1 else 1):
            for r in [(first + k) % m for k in range(m)]:
                trial[r] = _ascend(cover, low, high, trial, r)
            if m == 1 and sweep:
                break
        got = _value(cover, low, high, trial)[0]
        if got > value:
            best, value = trial, got
    return best if m == 1 else _polish(cover, low, high, best, value)


def _ascend(cover: Cover, low: list[int], high: list[int], at: list[float], r: int) -> float:
    """Return the multiplier of row r that maximises the bound, the others held fixed."""
    row = cover.rows[r]
    need = float(cover.quota[r] - sum(a * lo for a, lo in zip(row, low, strict=True)))
    if need <= 0:
        return 0.0
    cost = [float(p) for p in cover.price]
    for k, mult in enumerate(at):
        if mult and k != r:
            cost = [c - mult * a for c, a in zip(cost, cover.rows[k], strict=True)]
    breaks = sorted((cost[i] / a, i) for i, a in enumerate(row) if a and high[i] > low[i])
    last = 0.0
    for ratio, i in breaks:
        need -= row[i] * (high[i] - low[i])
        last = max(ratio, 0.0)
        if need <= 0:
            break
    return last


def _value(
    cover: Cover, low: list[int], high: list[int], at: list[float]
) -> tuple[float, list[float]]:
    """Return the bound in floating point and a subgradient."""
    cost = [float(p) for p in cover.price]
    for mult, row in zip(at, cover.rows, strict=True):
        if mult:
            cost = [c - mult * a for c, a in zip(cost, row, strict=True)]
    x = [h if c < 0 else lo for c, lo, h in zip(cost, low, high, strict=True)]
    slope = [
        float(b - sum(a * v for a, v in zip(row, x, strict=True) if v))
        for row, b in zip(cover.rows, cover.quota, strict=True)
    ]
    bound = sum(m * b for m, b in zip(at, cover.quota, strict=True))
    return bound + sum(c * v for c, v in zip(cost, x, strict=True) if v), slope


def _polish(
    cover: Cover, low: list[int], high: list[int], best: list[float], value: float
) -> list[float]:
    """Improve multipliers by a short subgradient walk with rows scaled to one."""
    scale = [float(max(max(row), 1)) for row in cover.rows]
    at, stride, stale = list(best), 0.02, 0
    for _ in range(40):
        _, slope = _value(cover, low, high, at)
        norm = sum((g / s) ** 2 for g, s in zip(slope, scale, strict=True))
        if not norm:
            return at
        push = stride * max(abs(value), 1.0) / norm
        at = [max(0.0, m + push * g / s / s) for m, g, s in zip(at, slope, scale, strict=True)]
        got = _value(cover, low, high, at)[0]
        if got > value:
            best, value, stale = list(at), got, 0
        else:
            stale += 1
            if stale == 4:
                at, stride, stale = list(best), stride / 3, 0
    return best


def _greedy(cover: Cover, box: _Box, search: Search) -> None:
    """Offer a solution: what the multipliers like, then the cheapest additions, then pruning."""
    n = len(cover.price)
    x = [h if c < 0 else lo for c, lo, h in zip(box.reduced, box.low, box.high, strict=True)]
    need = [
        b - sum(a * v for a, v in zip(row, x, strict=True))
        for row, b in zip(cover.rows, cover.quota, strict=True)
    ]

    def move(i: int, steps: int) -> None:
        x[i] += steps
        for r, row in enumerate(cover.rows):
            need[r] -= row[i] * steps

    for i in sorted(range(n), key=lambda i: (box.reduced[i], cover.price[i])):
        asked = [-(-g // row[i]) for g, row in zip(need, cover.rows, strict=True) if g > 0 < row[i]]
        move(i, min(max(asked, default=0), box.high[i] - x[i]))
    if any(g > 0 for g in need):
        return
    for i in sorted(range(n), key=lambda i: -cover.price[i]):
        spare = [-g // row[i] for g, row in zip(need, cover.rows, strict=True) if row[i]]
        move(i, -min([*spare, x[i] - box.low[i]]))
    search.offer(sum(p * v for p, v in zip(cover.price, x, strict=True)), x)


def _burst(
    cover: Cover, box: _Box, search: Search
) -> tuple[tuple[list[int], list[int]], tuple[list[int], list[int]]] | None:
    """Search a box depth first under fixed multipliers; return two halves where it is too big.

    Every step away from the value that the multipliers prefer costs its reduced cost, so only
    deviations that fit between the bound and the best solution are ever visited.
    """
    free, low, high = _fix(cover, box, search)
    walk = _Walk(cover, box, search, free, low, high)
    if len(free) <= DEEPEST and walk.run():
        return None
    i = min(free, key=lambda k: (abs(box.reduced[k]), -cover.price[k] * (high[k] - low[k])))
    middle = (low[i] + high[i]) // 2
    below, above = list(high), list(low)
    below[i], above[i] = middle, middle + 1
    halves = ((low, below), (above, high))
    return halves if box.reduced[i] < 0 else (halves[1], halves[0])


def _fix(cover: Cover, box: _Box, search: Search) -> tuple[list[int], list[int], list[int]]:
    """Return the voters still free and the tightened limits (reduced-cost fixing)."""
    low, high = list(box.low), list(box.high)
    if search.best is not None:
        slack = (search.best - search.step) * box.scale - box.base
        for i, c in enumerate(box.reduced):
            if c and low[i] < high[i]:
                steps = slack // abs(c)
                if c < 0:
                    low[i] = max(low[i], high[i] - steps)
                else:
                    high[i] = min(high[i], low[i] + steps)
    free = [i for i in range(len(low)) if low[i] < high[i]]
    free.sort(key=lambda i: (-abs(box.reduced[i]), -cover.price[i], i))
    return free, low, high


class _Walk:
    """A depth-first walk over the free voters of a box."""

    def __init__(
        self,
        cover: Cover,
        box: _Box,
        search: Search,
        free: list[int],
        low: list[int],
        high: list[int],
    ) -> None:
        self.cover, self.box, self.search = cover, box, search
        self.free, self.low, self.high = free, low, high
        self.left = min(BURST, search.effort)
        self.most: int = -1
        self.room: int | None = None
        self.x = list(low)
        self.columns = [[row[i] for row in cover.rows] for i in range(len(low))]
        m = len(cover.rows)
        tail = [[0] * m for _ in range(len(free) + 1)]
        for d in range(len(free) - 1, -1, -1):
            i = free[d]
            gain = high[i] - low[i]
            tail[d] = [t + a * gain for t, a in zip(tail[d + 1], self.columns[i], strict=True)]
        self.tail = tail

    def run(self) -> bool:
        """Return whether the box was searched to the end within its burst."""
        cover = self.cover
        need = [
            b - sum(a * v for a, v in zip(row, self.low, strict=True))
            for row, b in zip(cover.rows, cover.quota, strict=True)
        ]
        cost = sum(p * v for p, v in zip(cover.price, self.low, strict=True))
        self._aim()
        start = self.left
        done = self._step(0, need, cost, 0)
        self.search.effort -= start - max(self.left, 0)
        return done

    def _aim(self) -> None:
        """Set what a better solution may cost, as a price and as a distance from the bound."""
        best = self.search.best
        self.most = -1 if best is None else best - self.search.step
        self.room = None if best is None else self.most * self.box.scale - self.box.base

    def _step(self, depth: int, need: list[int], cost: int, away: int) -> bool:
        self.left -= 1
        if self.left < 0:
            return False
        if self.room is not None and (cost > self.most or away > self.room):
            return True
        open_ = False
        for g, t in zip(need, self.tail[depth]):  # noqa: B905  equal by construction; hot loop
            if g > t:
                return True
            open_ = open_ or g > 0
        if not open_:
            self.search.offer(cost, list(self.x))
            self._aim()
            return True
        i = self.free[depth]
        c, low, high = self.box.reduced[i], self.low[i], self.high[i]
        column, price, dear = self.columns[i], self.cover.price[i], abs(c)
        for moved in range(high - low + 1):
            v = low + moved if c > 0 else high - moved
            further = away + moved * dear
            if self.room is not None and further > self.room:
                break
            self.x[i] = v
            k = v - low
            rest = [g - k * a for g, a in zip(need, column)] if k else need  # noqa: B905
            if not self._step(depth + 1, rest, cost + k * price, further):
                self.x[i] = low
                return False
        self.x[i] = low
        return True
