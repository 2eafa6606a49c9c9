"""The order of steps as a simple temporal network: contradictions, earliest and latest days.

Dechter, Meiri & Pearl 1991: constraints lo <= t_j - t_i <= hi are edges of a distance graph; the
network is consistent exactly when the graph has no negative cycle (Theorem 3.1), and the minimal
network is given by its shortest paths. Times are whole days; all arithmetic is on integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from foedus.answer import Answer, Label

_FAR = np.iinfo(np.int64).max // 4
#: Beyond this length the shortest contradiction is no longer searched for, only one is shown.
LONGEST_SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Limit:
    """`later` comes at most `days` after `earlier`: t_later - t_earlier <= days (days may be < 0).

    "B at least 5 days after A" is Limit("B", "A", -5). `quote` is the clause it rests on.
    """

    earlier: str
    later: str
    days: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Schedule(Answer):
    """Whether the steps can be put in time; if so each step's window, else a contradiction.

    `windows[s]` = (earliest, latest) day from the origin, latest None where nothing bounds it;
    `contradiction` is a cycle of limits whose days sum to below zero (the witness).
    """

    consistent: bool
    windows: Mapping[str, tuple[int | None, int | None]]
    contradiction: tuple[Limit, ...] = ()
    excess: int = 0
    smallest_proved: bool = False
    label: Label = Label.EXACT
    method: str = "simple temporal network (Dechter, Meiri & Pearl 1991)"

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each step, or for each limit of the contradiction."""
        if not self.consistent:
            return [{"from": c.earlier, "to": c.later, "at most days": c.days, "clause": c.quote}
                    for c in self.contradiction]  # fmt: skip
        return [{"step": s, "earliest": a, "latest": b} for s, (a, b) in self.windows.items()]


def between(
    first: str, then: str, *, least: int | None = None, most: int | None = None, quote: str = ""
) -> list[Limit]:
    """Return the limits of "`then` comes `least` to `most` days after `first`"."""
    limits = []
    if most is not None:
        limits.append(Limit(first, then, most, quote))
    if least is not None:
        limits.append(Limit(then, first, -least, quote))
    return limits


@dataclass(frozen=True, slots=True)
class _Graph:
    steps: tuple[str, ...]
    limits: tuple[Limit, ...]
    tail: np.ndarray[Any, Any] = field(repr=False)
    head: np.ndarray[Any, Any] = field(repr=False)
    days: np.ndarray[Any, Any] = field(repr=False)


def _graph(steps: Sequence[str], limits: Sequence[Limit]) -> _Graph:
    index = {s: i for i, s in enumerate(steps)}
    missing = sorted({s for x in limits for s in (x.earlier, x.later) if s not in index})
    if missing:
        raise ValueError(f"no such step: {', '.join(missing)}")
    if any(abs(x.days) > 10**9 for x in limits):
        raise ValueError("a limit is above a thousand million days")
    tail = np.array([index[x.earlier] for x in limits], dtype=np.int64)
    head = np.array([index[x.later] for x in limits], dtype=np.int64)
    days = np.array([x.days for x in limits], dtype=np.int64)
    return _Graph(tuple(steps), tuple(limits), tail, head, days)


def _distances(g: _Graph, source: int | None, *, backward: bool = False) -> Any:
    """Bellman-Ford from one step (or from everywhere at 0); None where a negative cycle is met."""
    tail, head = (g.head, g.tail) if backward else (g.tail, g.head)
    dist = np.full(len(g.steps), 0 if source is None else _FAR, dtype=np.int64)
    if source is not None:
        dist[source] = 0
    for _ in range(len(g.steps) + 1):
        before = dist.copy()
        reach = dist[tail] < _FAR
        np.minimum.at(dist, head[reach], dist[tail[reach]] + g.days[reach])
        if np.array_equal(before, dist):
            return dist
    return None


def schedule(
    steps: Sequence[str], limits: Sequence[Limit], *, origin: str | None = None
) -> Schedule:
    """Return each step's earliest and latest day from `origin` (default: the first step).

    Raises ValueError for a limit on an unknown step or an unknown origin.
    """
    if not steps:
        return Schedule(True, {})
    g = _graph(steps, limits)
    start = origin if origin is not None else steps[0]
    if start not in steps:
        raise ValueError(f"no such step: {start}")
    if _distances(g, None) is None:
        cycle, proved = smallest_contradiction(g)
        return Schedule(False, {}, cycle, -sum(c.days for c in cycle), proved)
    at = list(steps).index(start)
    latest, earliest = _distances(g, at), _distances(g, at, backward=True)
    windows = {
        s: (
            None if earliest[i] >= _FAR else -int(earliest[i]),
            None if latest[i] >= _FAR else int(latest[i]),
        )
        for i, s in enumerate(steps)
    }
    return Schedule(True, windows)


def smallest_contradiction(g: _Graph) -> tuple[tuple[Limit, ...], bool]:
    """Return a negative cycle with the fewest limits, and whether that is proved.

    best[k][i][j] is the least sum over walks of exactly k limits from i to j; the first k with a
    negative diagonal gives the shortest cycle. Past LONGEST_SEARCHED limits, the cycle that
    Bellman-Ford meets is returned, not proved smallest.
    """
    keep = _core(g)
    tail, head, days, ids = (a[keep] for a in (g.tail, g.head, g.days, np.arange(len(g.limits))))
    nodes = np.unique(np.concatenate([tail, head]))
    tail, head = np.searchsorted(nodes, tail), np.searchsorted(nodes, head)
    order = np.argsort(head, kind="stable")
    tail, head, days, ids = tail[order], head[order], days[order], ids[order]
    starts = np.flatnonzero(np.r_[True, head[1:] != head[:-1]])
    groups = head[starts]
    n = len(nodes)
    best = np.full((n, n), _FAR, dtype=np.int64)
    np.fill_diagonal(best, 0)
    history = [best]
    for _ in range(min(LONGEST_SEARCHED, n)):
        moved = np.minimum(best[:, tail] + days, _FAR)
        step = np.full((n, n), _FAR, dtype=np.int64)
        step[:, groups] = np.minimum.reduceat(moved, starts, axis=1)
        best = step
        history.append(best)
        diagonal = best.diagonal()
        if diagonal.min() < 0:
            at = int(diagonal.argmin())
            return _trace(history, at, tail, head, days, ids, g), True
    return _any_cycle(g), False


def _core(g: _Graph) -> Any:
    """Return which limits lie between steps that have both a way in and a way out, repeatedly."""
    keep = np.ones(len(g.limits), dtype=bool)
    while True:
        inner = np.isin(g.tail, g.head[keep]) & np.isin(g.head, g.tail[keep]) & keep
        if inner.sum() == keep.sum():
            return keep
        keep = inner


def _trace(
    history: list[Any], at: int, tail: Any, head: Any, days: Any, ids: Any, g: _Graph
) -> tuple[Limit, ...]:
    cycle: list[Limit] = []
    node, want = at, history[-1][at, at]
    for k in range(len(history) - 1, 0, -1):
        into = np.flatnonzero(head == node)
        before = history[k - 1][at, tail[into]] + days[into]
        edge = into[np.flatnonzero(before == want)[0]]
        cycle.append(g.limits[int(ids[edge])])
        node, want = int(tail[edge]), history[k - 1][at, tail[edge]]
    return tuple(reversed(cycle))


def _any_cycle(g: _Graph) -> tuple[Limit, ...]:
    dist = [0] * len(g.steps)
    parent = [-1] * len(g.steps)
    last = -1
    for _ in range(len(g.steps)):
        last = -1
        for e, (a, b, d) in enumerate(zip(g.tail.tolist(), g.head.tolist(), g.days.tolist(),
                                          strict=True)):  # fmt: skip
            if dist[a] + d < dist[b]:
                dist[b], parent[b], last = dist[a] + d, e, b
    for _ in range(len(g.steps)):
        last = int(g.tail[parent[last]])
    cycle, node = [], last
    while True:
        edge = parent[node]
        cycle.append(g.limits[edge])
        node = int(g.tail[edge])
        if node == last:
            return tuple(reversed(cycle))
