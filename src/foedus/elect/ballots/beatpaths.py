"""Which of two candidates has the stronger path to the other, without the strength of any path.

Links are added from the strongest down, links of one strength together. Where i reaches j before
j reaches i, the path from i is the stronger one. Candidates who reach each other are one from then
on: they reach, and are reached by, the same others through all weaker links.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import numpy as np

from foedus.elect.ballots.closure import bits, unpacked
from foedus.elect.ballots.paths import compared, strongest_paths
from foedus.elect.ballots.profile import Array

#: Links with an effect, for each candidate, up to which adding them is faster than all paths.
BUDGET = 8
#: The same where so few pairs (as a share) are reached by then that the end is far.
EARLY, FEW = 2, 0.05


def stronger_paths(links: Array) -> Array:
    """Return whether the strongest path from i to j beats that from j to i; links <= 0 are none.

    Both ways to it are exact: links added one by one while few of them have an effect, else the
    strengths of all paths.
    """
    m = len(links)
    reach = Reach(m)
    a, b = np.nonzero(links > 0)
    sizes = links[a, b]
    while a.size:
        now = _strongest(sizes, EARLY * m)
        rows = zip(sizes[now].tolist(), a[now].tolist(), b[now].tolist(), strict=True)
        for _, equal in groupby(sorted(rows, key=itemgetter(0), reverse=True), itemgetter(0)):
            reach.add([(x, y) for _, x, y in equal])
        known = reach.matrix()
        far = reach.effects >= EARLY * m and known.mean() < FEW
        if far or reach.effects > BUDGET * m:
            strength = strongest_paths(compared(links))
            return strength > strength.T
        later = ~now
        later[later] = ~known[a[later], b[later]]
        a, b, sizes = a[later], b[later], sizes[later]
    return reach.sooner()


def _strongest(sizes: Array, number: int) -> Array:
    """Return which links are among so many strongest, equals of the last one included."""
    if len(sizes) <= number:
        return np.ones(len(sizes), dtype=bool)
    least = np.partition(sizes, len(sizes) - number)[len(sizes) - number]
    found: Array = sizes >= least
    return found


class Reach:
    """Who reaches whom, by sets of candidates who reach each other.

    A set has a number: c < m is candidate c alone. `below` and `above` are bit sets of the
    candidates reached and reaching; `ahead` those reached sooner than the other way round, for as
    long as the set stood alone; `parts` the sets it was made of.
    """

    def __init__(self, m: int) -> None:
        self.m, self.effects = m, 0
        self.below = [1 << c for c in range(m)]
        self.above = [1 << c for c in range(m)]
        self.ahead = [0] * m
        self.parts: list[list[int]] = [[] for _ in range(m)]
        self.set_of = list(range(m))
        #: One candidate of each set.
        self.firsts = (1 << m) - 1

    def add(self, links: list[tuple[int, int]]) -> None:
        """Add links of one strength."""
        before: dict[int, int] = {}
        closed = [a for a, b in links if self._link(a, b, before)]
        for s, had in before.items():
            self.ahead[s] |= self.below[s] & ~had & ~self.above[s]
        for a in closed:
            self._merge(self.set_of[a])

    def _link(self, a: int, b: int, before: dict[int, int]) -> bool:
        """Add a link, noting what each set reached before; return whether it closes a cycle."""
        below, above, set_of = self.below, self.above, self.set_of
        s, t = set_of[a], set_of[b]
        if below[s] >> b & 1:
            return False
        self.effects += 1
        up, down = above[s], below[t]
        gain = down & ~below[s] & self.firsts
        for x in bits(up & ~above[t] & self.firsts):
            before.setdefault(set_of[x], below[set_of[x]])
            below[set_of[x]] |= down
        for y in bits(gain):
            above[set_of[y]] |= up
        return bool(down >> a & 1)

    def _merge(self, s: int) -> None:
        """Join all sets that reach s and are reached by it."""
        everybody = self.above[s] & self.below[s]
        parts = bits(everybody & self.firsts)
        if len(parts) == 1:
            return
        new = len(self.below)
        self.below.append(self.below[s])
        self.above.append(self.above[s])
        self.ahead.append(0)
        self.parts.append([self.set_of[x] for x in parts])
        self.firsts = self.firsts & ~everybody | 1 << parts[0]
        for x in bits(everybody):
            self.set_of[x] = new

    def matrix(self) -> Array:
        """Return whether i reaches j."""
        return unpacked([self.below[s] for s in self.set_of], self.m)

    def sooner(self) -> Array:
        """Return whether i reached j before j reached i."""
        ahead = self.ahead.copy()
        for s in range(len(ahead) - 1, -1, -1):
            for part in self.parts[s]:
                ahead[part] |= ahead[s]
        return unpacked(ahead[: self.m], self.m)
