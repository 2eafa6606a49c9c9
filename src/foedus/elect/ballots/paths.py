"""Strongest paths between all pairs: the strength of a path is that of its weakest link."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array

#: Candidates passed through together, and rows improved together: they stay in near memory.
BLOCK = 32
ROWS = 64


def strongest_paths(links: Array) -> Array:
    """Return for each pair the strength of the strongest path; links <= 0 are none.

    p[i, j] = max(p[i, j], min(p[i, k], p[k, j])) for each k in turn (Floyd 1962; Warshall 1962),
    in blocks. Candidates go in the order of their links, so that where almost all links point one
    way most of the table holds no path and is passed over.
    """
    m = len(links)
    order = downward(links)
    small, base, values = _small(np.maximum(links, 0)[np.ix_(order, order)])
    for start in range(0, m, BLOCK):
        _through(small, start, min(start + BLOCK, m))
    np.fill_diagonal(small, 0)
    found = np.empty((m, m), dtype=np.int64)
    wide = small.astype(np.int64) if values is None else values[small]
    found[np.ix_(order, order)] = np.where(wide > 0, wide + base, 0)
    return found


def downward(links: Array) -> Array:
    """Return the candidates in an order in which most links go forward."""
    found: Array = np.argsort((links > 0).sum(axis=0) - (links > 0).sum(axis=1), kind="stable")
    return found


def compared(links: Array) -> Array:
    """Return links cut to one above the strongest that goes backward in `downward` order.

    Which of two strongest paths is stronger stays the same: a path backward has a link backward,
    so that it is no stronger than all of these, and a path forward keeps what it has above them.
    """
    order = downward(links)
    strongest = int(np.tril(links[np.ix_(order, order)], -1).max(initial=0))
    return np.minimum(links, strongest + 1)


def _small(links: Array) -> tuple[Array, int, Array | None]:
    """Return links in the smallest type: less a base, or places among `values` above 32 bits."""
    top = int(links.max(initial=0))
    base = int(links[links > 0].min(initial=top or 1)) - 1
    if top - base < 2**31:
        less = np.where(links > 0, links - base, 0)
        kind = np.uint16 if top - base < 2**16 else np.int32
        return np.ascontiguousarray(less, dtype=kind), base, None
    # No link is 0, and has to stay the least.
    values, places = np.unique(np.append(links.ravel(), 0), return_inverse=True)
    small = np.ascontiguousarray(places[:-1].reshape(links.shape), dtype=np.int32)
    return small, 0, values


def _through(table: Array, start: int, stop: int) -> None:
    """Let every path pass through the candidates from start up to stop."""
    width = len(table)
    spare = np.empty((max(ROWS, BLOCK), width), dtype=table.dtype)
    block = table[start:stop]
    _improve(block, block, start, slice(0, width), spare)
    onward = np.flatnonzero(block.any(axis=0))
    come = np.flatnonzero(table[:, start:stop].any(axis=1))
    if not onward.size or not come.size:
        return
    columns = slice(int(onward[0]), int(onward[-1]) + 1)
    for top in range(int(come[0]), int(come[-1]) + 1, ROWS):
        _improve(table[top : top + ROWS], block, start, columns, spare)


def _improve(rows: Array, block: Array, start: int, columns: slice, spare: Array) -> None:
    part, room = rows[:, columns], spare[: len(rows), columns]
    for k, through in enumerate(block, start):
        np.minimum(rows[:, k : k + 1], through[columns], out=room)
        np.maximum(part, room, out=part)
