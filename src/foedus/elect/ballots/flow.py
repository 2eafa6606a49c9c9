"""The largest flow through a small network, in whole numbers (Edmonds and Karp 1972)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping


def largest_flow(
    capacity: Mapping[tuple[Hashable, Hashable], int], source: Hashable, sink: Hashable
) -> int:
    """Return the largest flow from source to sink; `capacity[a, b]` is the most from a to b."""
    room: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for (a, b), n in capacity.items():
        room[a][b] = room[a].get(b, 0) + n
        room[b].setdefault(a, 0)
    total = 0
    while True:
        came = _reached(room, source, sink)
        if sink not in came:
            return total
        path = [sink]
        while path[-1] != source:
            path.append(came[path[-1]])
        steps = list(zip(path[1:], path, strict=False))
        n = min(room[a][b] for a, b in steps)
        for a, b in steps:
            room[a][b] -= n
            room[b][a] += n
        total += n


def _reached(
    room: Mapping[Hashable, Mapping[Hashable, int]], source: Hashable, sink: Hashable
) -> dict[Hashable, Hashable]:
    """Return, for each node within reach, the one before it on a shortest path."""
    came: dict[Hashable, Hashable] = {source: source}
    queue = [source]
    for a in queue:
        for b, n in room[a].items():
            if n and b not in came:
                came[b] = a
                if b == sink:
                    return came
                queue.append(b)
    return came
