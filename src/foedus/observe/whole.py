"""Whole numbers as people write them in tables: plain digits, no more of them than counts need."""

from __future__ import annotations

#: No station, ballot box or count of cards holds more; sums of them stay exact in 64 bits.
LARGEST = 10**11


def whole(cell: str) -> int | None:
    """Return the number in a cell of ASCII digits, from 0 to `LARGEST`; else None."""
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 20):
        return None
    found = int(cell)
    return found if found <= LARGEST else None
