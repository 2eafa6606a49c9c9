"""Strongest paths between all pairs: the strength of a path is that of its weakest link."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array

#: Rows updated together, so that they stay in a processor's nearer memory.
STRIP = 50


def strongest_paths(links: Array) -> Array:
    """Return for each pair the strength of the strongest path; links <= 0 are none.

    Floyd 1962 and Warshall 1962 with (max, min), on ranks of the strengths instead of strengths:
    only their order matters, so 16 bits hold up to 65,535 distinct ones.
    """
    levels, ranks = np.unique(np.maximum(links, 0), return_inverse=True)
    small = np.uint16 if len(levels) < 2**16 else np.uint32
    best = np.ascontiguousarray(ranks.reshape(links.shape).astype(small))
    for start in range(0, len(best), STRIP):
        pivots = range(start, min(start + STRIP, len(best)))
        _through(best[pivots.start : pivots.stop], best, pivots)
        for top in range(0, len(best), STRIP):
            if top != start:
                _through(best[top : top + STRIP], best, pivots)
    found = levels[best]
    np.fill_diagonal(found, 0)
    return found


def _through(rows: Array, best: Array, pivots: range) -> None:
    """Improve the paths that leave `rows` by going through each pivot."""
    through = np.empty_like(rows)
    for k in pivots:
        np.minimum(rows[:, k : k + 1], best[k], out=through)
        np.maximum(rows, through, out=rows)
