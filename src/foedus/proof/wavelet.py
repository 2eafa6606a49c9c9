"""A wavelet matrix over a permutation: how many of the first m values are at least k."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Wavelet:
    """A permutation of 0 .. n - 1 that answers "how many of the first m are at least k".

    A wavelet matrix: one bit of every value a level, zeros moved before ones, stable.
    """

    def __init__(self, values: Ints) -> None:
        self.bits = max(1, len(values).bit_length())
        self.zeros: list[int] = []
        self.ranks: list[Ints] = []
        for level in range(self.bits - 1, -1, -1):
            bit = (values >> level) & 1
            rank = np.concatenate([[0], np.cumsum(1 - bit)])
            self.ranks.append(rank)
            self.zeros.append(int(rank[-1]))
            values = np.concatenate([values[bit == 0], values[bit == 1]])

    def at_least(self, first: Ints, least: Ints) -> Ints:
        """Return, for pairs (m, k), how many of the first m values are at least k (k <= n)."""
        low, high = np.zeros_like(first), first
        found = np.zeros_like(first)
        for level, (rank, zeros) in enumerate(zip(self.ranks, self.zeros, strict=True)):
            bit = ((least >> (self.bits - 1 - level)) & 1).astype(bool)
            a, b = rank[low], rank[high]
            found += np.where(bit, 0, (high - low) - (b - a))
            low = np.where(bit, zeros + low - a, a)
            high = np.where(bit, zeros + high - b, b)
        return found + (high - low)
