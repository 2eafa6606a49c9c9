"""The Merkle tree of certificate transparency: roots, inclusion and consistency proofs.

Laurie, Langley & Kasper 2013, RFC 6962 section 2.1; Laurie, Messeri & Stradling 2021, RFC 9162
sections 2.1.3 (inclusion) and 2.1.4 (consistency). Hashes are SHA-256.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

#: The root of the tree without entries (RFC 6962, 2.1).
EMPTY = sha256(b"").digest()
#: Returns the hash of the complete subtree at (level, index): the leaves index*2^level ... .
Lookup = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def completed_nodes(
    size: int, leaves: list[bytes], node: Lookup
) -> Iterator[tuple[int, int, bytes]]:
    """Yield (level, index, hash) of each inner node that appending `leaves` at `size` completes.

    Each inner node is computed once over the life of a log, so n appends cost n - 1 hashes.
    """
    level, first, row = 0, size, leaves
    while row:
        if first & 1:
            first, row = first - 1, [node(level, first - 1), *row]
        level, first = level + 1, first >> 1
        pairs = zip(row[::2], row[1::2], strict=False)  # the last may still be alone
        row = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        for index, value in enumerate(row, start=first):
            yield level, index, value


def peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees (level, index) that cover leaves start .. end-1, left to right.

    `start` is the left edge of a subtree of the tree of `end` leaves.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def range_hash(start: int, end: int, node: Lookup) -> bytes:
    """Return MTH(D[start:end]) for a range that is a subtree of some RFC 6962 tree."""
    hashes = [node(level, index) for level, index in peaks(start, end)]
    if not hashes:
        return EMPTY
    value = hashes.pop()
    while hashes:
        value = node_hash(hashes.pop(), value)
    return value


def root_hash(size: int, node: Lookup) -> bytes:
    """Return the root of the first `size` leaves, from O(log size) stored nodes."""
    return range_hash(0, size, node)


def _split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node: Lookup) -> list[bytes]:
    """Return PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf to root.

    Raises ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not among the first {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: Lookup) -> list[bytes]:
    """Return PROOF(old, D[new]) of RFC 6962 section 2.1.2; empty for old = 0 and old = new.

    Raises ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a log of {new} entries has no earlier state of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_hash(middle, end, node))
            end = middle
        else:
            path.append(range_hash(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(range_hash(start, end, node))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """Return whether `path` proves the leaf at `index` under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, value = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            value = node_hash(step, value)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            value = node_hash(value, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and value == root


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]
) -> bool:
    """Return whether `path` proves the first `old` leaves unchanged (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == EMPTY
    if not 0 < old < new or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == old_root and second == new_root
