"""Ballots: Scottish counts from raw arrays, strongest paths between a thousand candidates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.harness import Task


def raw(n: int, m: int) -> Any:
    """Return n full random rankings of m candidates, popularity falling geometrically."""
    import numpy as np

    draw = np.random.default_rng(9)
    pull = 0.85 ** np.arange(m)
    keys = draw.exponential(size=(n, m)) / pull
    return np.asfortranarray(np.argsort(keys, axis=1).astype(np.uint8))


def stv(rule: str, n: int) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.elect.ballots.catalogue import CATALOGUE
        from foedus.elect.ballots.profile import from_arrays
        from foedus.elect.ballots.result import Lot

        count, orders, names = CATALOGUE[rule].load(), raw(n, 20), [f"c{i}" for i in range(20)]
        return lambda: count(from_arrays(names, orders), 5, Lot("bench"))

    return make


def schulze() -> Callable[[], Any]:
    import numpy as np

    from foedus.elect.ballots.schulze import schulze_relation

    beats = np.random.default_rng(5).integers(0, 10**6, size=(1000, 1000))
    np.fill_diagonal(beats, 0)
    return lambda: schulze_relation(beats)


TASKS = [
    Task("ballots: scottish, 10^6 x 20", stv("scottish", 10**6), [], "<= 0.2 s", repeat=3),
    Task("ballots: meek, 10^5 x 20", stv("meek", 10**5), [], "<= 0.05 s", repeat=3),
    Task("ballots: schulze, 1,000 candidates", schulze, [], "<= 0.5 s", repeat=3),
]
