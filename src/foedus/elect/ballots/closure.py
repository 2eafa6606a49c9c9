"""Who reaches whom over links added one by one, as bit sets."""

from __future__ import annotations

import numpy as np

from foedus.elect.ballots.profile import Array

#: Bits from which a set is unpacked at once, not bit by bit.
MANY = 48


class Closure:
    """The reflexive transitive closure of the links added so far."""

    def __init__(self, m: int) -> None:
        self.m = m
        self.below = [1 << c for c in range(m)]
        self.above = [1 << c for c in range(m)]

    def reaches(self, a: int, b: int) -> bool:
        """Return whether a reaches b."""
        return bool(self.below[a] >> b & 1)

    def add(self, a: int, b: int) -> list[tuple[list[int], int]]:
        """Add a link from a to b; return (members, bit set of those they reach only now).

        Members of one entry reached the same before, as all of a cycle do.
        """
        below, above = self.below, self.above
        if below[a] >> b & 1:
            return []
        up, down = above[a], below[b]
        # Whoever reached b before, or was reached from a, gains nothing.
        lose = down & ~below[a]
        alike: dict[int, list[int]] = {}
        for x in bits(up & ~above[b]):
            alike.setdefault(below[x], []).append(x)
        new = []
        for before, members in alike.items():
            new.append((members, down & ~before))
            after = before | down
            for x in members:
                below[x] = after
        for y in bits(lose):
            above[y] |= up
        return new

    def joined(self, a: Array, b: Array) -> Closure | None:
        """Return the closure with all links from a[i] to b[i]; None where they close a cycle.

        What is known so far may hold no cycle.
        """
        links = self.matrix()
        np.fill_diagonal(links, False)
        links[a, b] = True
        order = _in_turn(links)
        if len(order) < self.m:
            return None
        rows = _words(np.eye(self.m, dtype=bool) | links)
        for x in reversed(order):
            rows[x] |= np.bitwise_or.reduce(rows[links[x]], axis=0)
        reached = np.unpackbits(rows.view(np.uint8), axis=1, bitorder="little")[:, : self.m]
        other = Closure(0)
        other.m = self.m
        other.below, other.above = packed(reached), packed(reached.T)
        return other

    def matrix(self) -> Array:
        """Return whether i reaches j, as a boolean array."""
        return unpacked(self.below, self.m)

    def copy(self) -> Closure:
        """Return a copy that grows by itself."""
        other = Closure(0)
        other.m = self.m
        other.below, other.above = list(self.below), list(self.above)
        return other


def _in_turn(links: Array) -> list[int]:
    """Return who can be put in an order that all links go forward in; who is on a cycle cannot."""
    into = links.sum(axis=0)
    order: list[int] = []
    while (ready := np.flatnonzero(into == 0)).size:
        order += ready.tolist()
        into -= links[ready].sum(axis=0)
        into[ready] = -1
    return order


def _words(rows: Array) -> Array:
    """Return the rows of a boolean array as words of 64 bits."""
    wide = np.zeros((len(rows), -(-rows.shape[1] // 64) * 64), dtype=bool)
    wide[:, : rows.shape[1]] = rows
    return np.packbits(wide, axis=1, bitorder="little").view(np.uint64)


def packed(rows: Array) -> list[int]:
    """Return the rows of a boolean array as bit sets."""
    table = np.packbits(rows, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in table]


def unpacked(sets: list[int], m: int) -> Array:
    """Return bit sets of m places as the rows of a boolean array."""
    table = b"".join(x.to_bytes(m // 8 + 1, "little") for x in sets)
    rows = np.frombuffer(table, dtype=np.uint8).reshape(len(sets), m // 8 + 1)
    return np.unpackbits(rows, axis=1, bitorder="little")[:, :m].view(bool)


def bits(mask: int) -> list[int]:
    """Return the places of the bits set."""
    if mask.bit_count() > MANY:
        packed = np.frombuffer(mask.to_bytes(mask.bit_length() // 8 + 1, "little"), np.uint8)
        places: list[int] = np.flatnonzero(np.unpackbits(packed, bitorder="little")).tolist()
        return places
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
