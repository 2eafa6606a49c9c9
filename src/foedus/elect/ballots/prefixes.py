"""Ballots by the elected candidates they name before their first hopeful one: a tree of prefixes.

A ballot moves only when its hopeful candidate is elected or excluded, so that a count by keep
factors handles each ballot a few times and otherwise only the groups.
"""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array, Profile

#: Cells of the table of children up to which it is dense.
DENSE = 2 * 10**7
#: Ballots moved together, so that they stay in a processor's nearer memory.
CHUNK = 2**17
#: Places looked at before those who have arrived are set aside.
STEPS = 3


class Prefixes:
    """Each ballot has a node (its prefix of elected candidates; 0 is empty) and a holder.

    `groups[node, c]` are the ballots with this prefix whose first hopeful candidate is c (m: none).
    """

    def __init__(self, profile: Profile) -> None:
        self.m = len(profile.candidates)
        self.orders, self.counts = profile.orders, profile.counts
        n = len(self.orders)
        #: 0 hopeful or nobody, 1 elected, 2 excluded.
        self.state = np.zeros(self.m + 1, dtype=np.int8)
        self.state[[*profile.withdrawn]] = 2
        self.holder = self.orders[:, 0].copy()
        self.node = np.zeros(n, dtype=np.int32)
        self.at = np.arange(n, dtype=np.int64 if self.orders.size + n >= 2**31 else np.int32)
        self.parent, self.by, self.depth = [0], [self.m], [0]
        self.children = np.full((1, self.m + 1), -1, dtype=np.int32)
        self.groups = np.zeros((1, self.m + 1), dtype=np.int64)
        self._count(np.arange(n))
        for c in profile.withdrawn:
            self._leave(c)

    def elect(self, c: int) -> None:
        """Add a candidate to the prefixes of the ballots they hold."""
        self.state[c] = 1
        self._leave(c)

    def exclude(self, c: int) -> None:
        """Pass a candidate's ballots on."""
        self.state[c] = 2
        self._leave(c)

    def _count(self, index: Array) -> None:
        width = self.m + 1
        key = self.node[index] * np.int64(width) + self.holder[index]
        weights = None if self.counts is None else self.counts[index]
        size = len(self.parent) * width
        found = np.bincount(key, weights=weights, minlength=size).astype(np.int64)
        self.groups += found.reshape(-1, width)

    def _leave(self, c: int) -> None:
        self.groups[:, c] = 0
        for start in range(0, len(self.holder), CHUNK):
            index = np.flatnonzero(self.holder[start : start + CHUNK] == c) + start
            if index.size:
                if self.state[c] == 1:
                    self._extend(index, self.holder[index])
                self._advance(index)
                self._count(index)

    def _advance(self, index: Array) -> None:
        n, size = len(self.orders), self.orders.size
        flat = self.orders.reshape(-1, order="F")
        step, elected = np.where(self.state > 0, n, 0), self.state == 1
        any_elected = bool(elected.any())
        at = self.at[index].astype(np.int64) + n
        while index.size:
            # A few steps for all are cheaper than sorting out, after each, who has arrived.
            for _ in range(STEPS):
                if int(at.max()) >= size:
                    index, at = self._exhaust(index, at)
                    if not index.size:
                        return
                found = flat.take(at)
                passed = step.take(found)
                if not passed.any():
                    break
                if any_elected:
                    met = elected.take(found).nonzero()[0]
                    if met.size:
                        self._extend(index[met], found[met])
                at += passed
            self.holder[index], self.at[index] = found, at
            left = passed.nonzero()[0]
            index, at = index[left], at[left]

    def _exhaust(self, index: Array, at: Array) -> tuple[Array, Array]:
        """Hand ballots past their last place to nobody; return the others."""
        over = at >= self.orders.size
        self.holder[index[over]] = self.m
        return index[~over], at[~over]

    def _extend(self, index: Array, elected: Array) -> None:
        """Move ballots to the child of their node for an elected candidate."""
        width = self.m + 1
        keys = self.node[index] * np.int64(width) + elected
        cells = len(self.parent) * width
        if cells <= DENSE:
            seen = np.zeros(cells, dtype=bool)
            seen[keys] = True
            places = np.flatnonzero(seen)
        else:
            places = np.unique(keys)
        table = self.children.reshape(-1)
        new = places[table[places] < 0]
        first = len(self.parent)
        table[new] = np.arange(first, first + len(new))
        self.node[index] = table[keys]
        for key in new.tolist():
            self.parent.append(key // width)
            self.by.append(key % width)
            self.depth.append(self.depth[key // width] + 1)
        more = np.full((len(new), width), -1, dtype=np.int32)
        self.children = np.concatenate([self.children, more])
        self.groups = np.concatenate([self.groups, np.zeros((len(new), width), dtype=np.int64)])

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
