"""Polynomials with non-negative integer coefficients packed into one Python integer.

Coefficient k sits in bits k * slot .. (k + 1) * slot - 1 (Kronecker substitution), so that sums
and products are single operations on long integers. A slot is a whole number of bytes.
"""

from __future__ import annotations

from math import comb


def slot_bytes(members: int) -> int:
    """Return the bytes of a slot that holds any count of subsets of so many members."""
    return members // 8 + 1


def unpack(packed: int, slot: int, length: int) -> list[int]:
    """Return `length` coefficients; raises OverflowError where there are more."""
    data = packed.to_bytes(slot * length, "little")
    return [int.from_bytes(data[k * slot : (k + 1) * slot], "little") for k in range(length)]


def binomials(count: int, low: int, high: int, slot: int) -> int:
    """Return sum_{k=low}^{high} C(count, k) x^k; slot 0 stands for x = 1."""
    value = comb(count, low)
    if not slot:
        total = value
        for k in range(low, high):
            value = value * (count - k) // (k + 1)
            total += value
        return total
    pieces = [value.to_bytes(slot, "little")]
    for k in range(low, high):
        value = value * (count - k) // (k + 1)
        pieces.append(value.to_bytes(slot, "little"))
    return int.from_bytes(b"".join(pieces), "little") << (8 * slot * low)
