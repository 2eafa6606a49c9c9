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

    def matrix(self) -> Array:
        """Return whether i reaches j, as a boolean array."""
        packed = b"".join(x.to_bytes(self.m // 8 + 1, "little") for x in self.below)
        rows = np.frombuffer(packed, dtype=np.uint8).reshape(self.m, -1)
        return np.unpackbits(rows, axis=1, bitorder="little")[:, : self.m].astype(bool)

    def copy(self) -> Closure:
        """Return a copy that grows by itself."""
        other = Closure(0)
        other.m = self.m
        other.below, other.above = list(self.below), list(self.above)
        return other


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
