"""A profile: candidates, rankings in preference order, and how many ballots show each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
#: Rankings checked together, so that they stay in a processor's nearer memory.
CHUNK = 16384


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """Strict, possibly truncated rankings.

    `orders` has shape (n, length): orders[i, p] is the candidate at place p of ranking i, and
    m = len(candidates) where the ballot shows none, so that index m is "nobody" everywhere.
    Columns are contiguous (Fortran order). `counts` has shape (n,): ballots with this ranking;
    None means one each. A row may be all m: a valid ballot of a voter who ranks nobody.
    """

    candidates: tuple[str, ...]
    orders: Array = field(repr=False)
    counts: Array | None = field(repr=False, default=None)
    withdrawn: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """The number of ballots."""
        return len(self.orders) if self.counts is None else int(self.counts.sum())

    def weights(self) -> Array:
        """Return the number of ballots of each ranking, as int64."""
        if self.counts is None:
            return np.ones(len(self.orders), dtype=np.int64)
        return self.counts

    def compressed(self) -> Profile:
        """Return the profile with each distinct ranking once, in lexicographic order."""
        if not len(self.orders):
            return self
        rows = np.ascontiguousarray(self.orders)
        keys = rows.view([("", rows.dtype)] * rows.shape[1]).ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        counts = np.zeros(len(first), dtype=np.int64)
        np.add.at(counts, inverse.ravel(), self.weights())
        return Profile(self.candidates, np.asfortranarray(rows[first]), counts, self.withdrawn)

    def ballots(self) -> Iterable[tuple[tuple[int, ...], int]]:
        """Yield (ranking as candidate numbers, ballots), row by row."""
        nobody = len(self.candidates)
        for row, count in zip(self.orders.tolist(), self.weights().tolist(), strict=True):
            yield tuple(c for c in row if c != nobody), count


@dataclass(frozen=True, slots=True, eq=False)
class WeakProfile(Profile):
    """Rankings in which several may share a rank, for the rules that compare pairs and no others.

    `level` has the shape of `orders`: level[i, p] says that the candidate at place p of ranking i
    stands level with the one before.
    """

    level: Array = field(repr=False, default_factory=lambda: np.zeros((0, 0), dtype=bool))


def from_weak_rankings(
    candidates: Sequence[str],
    ballots: Iterable[tuple[Sequence[Sequence[int]], int]],
    withdrawn: Iterable[int] = (),
) -> WeakProfile:
    """Return the profile of (ranks, number of ballots) pairs, a rank being those who share it.

    Raises ValueError for an unknown candidate, a repeat, an empty rank or a negative number.
    """
    merged: dict[tuple[tuple[int, ...], ...], int] = {}
    for ranks, count in ballots:
        key = tuple(tuple(sorted(r)) for r in ranks)
        if not all(key):
            raise ValueError(f"a rank of nobody: {key}")
        merged[key] = merged.get(key, 0) + count
    flat = [tuple(c for rank in key for c in rank) for key in merged]
    length = max((len(f) for f in flat), default=1)
    m = len(candidates)
    orders = np.full((len(flat), max(length, 1)), m, dtype=smallest_type(m), order="F")
    level = np.zeros(orders.shape, dtype=bool)
    for i, (key, row) in enumerate(zip(merged, flat, strict=True)):
        if len(set(row)) != len(row) or any(not 0 <= c < m for c in row) or merged[key] < 0:
            raise ValueError(f"no ranking of {m} candidates: {key} ({merged[key]} ballots)")
        orders[i, : len(row)] = row
        level[i, : len(row)] = [j > 0 for rank in key for j in range(len(rank))]
    counts = np.fromiter(merged.values(), dtype=np.int64, count=len(merged))
    return WeakProfile(tuple(candidates), orders, counts, frozenset(withdrawn), level)


def smallest_type(candidates: int) -> np.dtype[Any]:
    """Return the smallest unsigned integer type that holds 0 .. candidates."""
    return np.dtype(
        np.uint8 if candidates < 256 else np.uint16 if candidates < 65536 else np.uint32
    )


def from_rankings(
    candidates: Sequence[str],
    ballots: Iterable[tuple[Sequence[int], int]],
    withdrawn: Iterable[int] = (),
) -> Profile:
    """Return the profile of (ranking, number of ballots) pairs; candidates are numbered from 0.

    Raises ValueError for an unknown candidate, a repeat or a negative number of ballots.
    """
    merged: dict[tuple[int, ...], int] = {}
    m = len(candidates)
    for ranking, count in ballots:
        key = tuple(ranking)
        if len(set(key)) != len(key) or any(not 0 <= c < m for c in key) or count < 0:
            raise ValueError(f"no ranking of {m} candidates: {key} ({count} ballots)")
        merged[key] = merged.get(key, 0) + count
    length = max((len(k) for k in merged), default=0)
    orders = np.full((len(merged), max(length, 1)), m, dtype=smallest_type(m), order="F")
    for i, key in enumerate(merged):
        orders[i, : len(key)] = key
    counts = np.fromiter(merged.values(), dtype=np.int64, count=len(merged))
    return Profile(tuple(candidates), orders, counts, frozenset(withdrawn))


def from_arrays(candidates: Sequence[str], orders: Array, counts: Array | None = None) -> Profile:
    """Return the profile of a raw array of shape (n, length), m (or any larger number) for nobody.

    Nothing is copied where the array already has the smallest type and contiguous columns.
    Raises ValueError where a row ranks a candidate twice or goes on after "nobody".
    """
    m = len(candidates)
    small = np.asfortranarray(orders, dtype=smallest_type(m))
    gaps, full = False, small.shape[1] == m
    for p in range(small.shape[1]):
        column = small[:, p]
        if gaps and np.any((small[:, p - 1] >= m) & (column < m)):
            raise ValueError("a ranking goes on after a place that names nobody")
        top = column.max(initial=0)
        gaps = top >= m
        full &= not gaps
        if top > m:
            small[:, p] = np.minimum(column, m)
    _refuse_repeats(small, m, full=full)
    return Profile(tuple(candidates), small, counts)


def _refuse_repeats(orders: Array, m: int, *, full: bool) -> None:
    length = orders.shape[1]
    for word in (np.uint32, np.uint64):
        # Powers of two that differ have a sum equal to their union, as long as nothing overflows.
        if length << m < 1 << 8 * word().itemsize:
            if (_sum_is_everybody if full else _union_is_sum)(orders, m, word):
                return
            raise ValueError("a ranking names a candidate twice")
    ordered = np.sort(orders, axis=1)
    if np.any((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] < m)):
        raise ValueError("a ranking names a candidate twice")


def _sum_is_everybody(orders: Array, m: int, word: type[np.unsignedinteger[Any]]) -> bool:
    """Return whether every ranking of m places, none empty, names each candidate once.

    Only m different powers of two make 2^m - 1: any number needs as many as it has binary ones.
    """
    one, everybody = word(1), word((1 << m) - 1)
    for start in range(0, len(orders), CHUNK):
        part = orders[start : start + CHUNK]
        total, bit = np.zeros(len(part), dtype=word), np.empty(len(part), dtype=word)
        for p in range(m):
            np.left_shift(one, part[:, p], out=bit, dtype=word)
            total += bit
        if (total != everybody).any():
            return False
    return True


def _union_is_sum(orders: Array, m: int, word: type[np.unsignedinteger[Any]]) -> bool:
    """Return whether every ranking names each candidate at most once, CHUNK rankings at a time."""
    one, named = word(1), word((1 << m) - 1)
    for start in range(0, len(orders), CHUNK):
        part = orders[start : start + CHUNK]
        union, total = np.zeros(len(part), dtype=word), np.zeros(len(part), dtype=word)
        bit = np.empty(len(part), dtype=word)
        for p in range(part.shape[1]):
            np.left_shift(one, part[:, p], out=bit, dtype=word)
            bit &= named
            union |= bit
            total += bit
        if not np.array_equal(union, total):
            return False
    return True
