"""Ballots by the elected candidates they name before their first hopeful one: a tree of prefixes.

A ballot moves only when its hopeful candidate is elected or excluded, so that a count by keep
factors handles each ballot a few times and otherwise only the groups.
"""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array, Profile
from foedus.errors import TooLarge

#: Cells (a prefix and a candidate) up to which the tables are held: 16 bytes each.
CELLS = 2 * 10**8
#: Ballots moved together, so that they stay in a processor's nearer memory.
CHUNK = 2**17
#: What a ballot does on meeting a candidate, where it does not pass on to a prefix.
STAY, NEW = -1, -2


class Prefixes:
    """Each ballot has a node (its prefix of elected candidates; 0 is empty) and a holder.

    `groups[node, c]` are the ballots with this prefix whose first hopeful candidate is c (m: none).
    """

    def __init__(self, profile: Profile) -> None:
        self.m = len(profile.candidates)
        self.orders, self.counts = profile.orders, profile.counts
        n, width = len(self.orders), self.m + 1
        self.holder = self.orders[:, 0].copy()
        #: The first cell of each ballot's node: node * width.
        self.cell = np.zeros(n, dtype=np.int32)
        self.at = np.arange(n, dtype=np.int64 if self.orders.size + n >= 2**31 else np.int32)
        self.parent, self.by, self.depth = [0], [self.m], [0]
        #: For each node and candidate: STAY, or the first cell of the node gone on to, or NEW.
        self.onward = np.full((1, width), STAY, dtype=np.int64)
        self.groups = np.zeros((1, width), dtype=np.int64)
        for start in range(0, n, CHUNK):
            part = np.arange(start, min(start + CHUNK, n))
            self._count(part, self.holder[part])
        for c in profile.withdrawn:
            self.exclude(c)

    def elect(self, c: int) -> None:
        """Add a candidate to the prefixes of the ballots they hold."""
        self.onward[:, c] = NEW
        self._leave(c)

    def exclude(self, c: int) -> None:
        """Pass a candidate's ballots on."""
        self.onward[:, c] = np.arange(len(self.parent)) * (self.m + 1)
        self._leave(c)

    def _count(self, index: Array, cells: Array) -> None:
        weights = None if self.counts is None else self.counts[index]
        found = np.bincount(cells, weights=weights, minlength=self.groups.size)
        self.groups += found.astype(np.int64).reshape(self.groups.shape)

    def _leave(self, c: int) -> None:
        self.groups[:, c] = 0
        for start in range(0, len(self.holder), CHUNK):
            index = np.flatnonzero(self.holder[start : start + CHUNK] == c) + start
            if index.size:
                self._advance(index, self._next(self.cell[index] + np.int64(c)))

    def _advance(self, index: Array, cell: Array) -> None:
        """Pass ballots on to their first hopeful candidate, from the node they are taken to."""
        n, size = len(self.orders), self.orders.size
        flat = self.orders.reshape(-1, order="F")
        at = self.at[index].astype(np.int64) + n
        while index.size:
            if int(at.max()) >= size:
                index, cell, at = self._exhaust(index, cell, at)
                if not index.size:
                    return
            found = flat.take(at)
            met = cell + found
            after = self._next(met)
            here = (after == STAY).nonzero()[0]
            if here.size == index.size:
                self._arrive(index, cell, found, at)
                self._count(index, met)
                return
            if here.size:
                arrived = index[here]
                self._arrive(arrived, cell[here], found[here], at[here])
                self._count(arrived, met[here])
                left = (after >= 0).nonzero()[0]
                index, cell, at = index[left], after[left], at[left]
            else:
                cell = after
            at += n

    def _arrive(self, index: Array, cell: Array, holder: Array | int, at: Array) -> None:
        self.holder[index], self.cell[index], self.at[index] = holder, cell, at

    def _exhaust(self, index: Array, cell: Array, at: Array) -> tuple[Array, Array, Array]:
        """Hand ballots past their last place to nobody; return the others."""
        over = at >= self.orders.size
        gone, cells = index[over], cell[over]
        self._arrive(gone, cells, self.m, self.at[gone])
        self._count(gone, cells + self.m)
        return index[~over], cell[~over], at[~over]

    def _next(self, met: Array) -> Array:
        """Return where ballots go on from these cells, making children for elected candidates."""
        after = self.onward.reshape(-1).take(met)
        if int(after.min()) != NEW:
            return after
        self._make(np.unique(met[after == NEW]))
        return self.onward.reshape(-1).take(met)

    def _make(self, met: Array) -> None:
        """Make children: each for a node and the elected candidate it goes on with."""
        width, first = self.m + 1, len(self.parent)
        if (first + len(met)) * width > CELLS:
            raise TooLarge(f"{first + len(met):,} different prefixes of elected candidates")
        cells = np.arange(first, first + len(met)) * width
        self.onward.reshape(-1)[met] = cells
        for key in met.tolist():
            self.parent.append(key // width)
            self.by.append(key % width)
            self.depth.append(self.depth[key // width] + 1)
        # Who is hopeful, elected or excluded is the same at every node.
        rows = np.where(self.onward[0] < 0, self.onward[0], cells[:, None])
        rows[:, self.onward[0] > 0] = NEW
        self.onward = np.concatenate([self.onward, rows])
        self.groups = np.concatenate([self.groups, np.zeros((len(met), width), dtype=np.int64)])

    def layers(self) -> list[tuple[Array, Array, Array]]:
        """Return nodes, their parents and the candidates added, depth by depth from 1."""
        depth = np.array(self.depth)
        parent, by = np.array(self.parent), np.array(self.by)
        return [
            (nodes, parent[nodes], by[nodes])
            for d in range(1, int(depth.max()) + 1)
            for nodes in [np.flatnonzero(depth == d)]
        ]

    def totals(self) -> Array:
        """Return the ballots at each node or below it."""
        total: Array = self.groups.sum(axis=1)
        for nodes, parents, _ in reversed(self.layers()):
            np.add.at(total, parents, total[nodes])
        return total
