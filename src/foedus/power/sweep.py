"""Meet in the middle without holding the halves: both are swept in order, block by block.

A half's subset sums on the large row come out in order from its two sorted quarters, 2^(n/4) sums
each, a block of the value range at a time (Schroeppel & Shamir 1981, "A T = O(2^(n/2)), S =
O(2^(n/4)) algorithm"). Going up through one half and down through the other, a block meets only
its counterpart: everything above is a partner by count alone. Partners are counted by group (sums
on the small rows, and size), so memory does not grow with the number of subsets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.power.game import NotThisGame
from foedus.power.profile import Budget

Array = np.ndarray[Any, Any]
#: Subsets of both halves in a block, about; and cells of partner counts held for one.
BLOCK = 1 << 16
CELLS = 1 << 22
#: The most groups of one half.
GROUPS = 3000
#: The most subsets of one half with one and the same sum.
TIES = 1 << 21


@dataclass(frozen=True, slots=True)
class Part:
    """The subsets of a half with a sum in some range: sorted sums, groups, quarters' indices."""

    sums: Array
    groups: Array
    first: Array
    second: Array


class Half:
    """The subsets of some members: `rows` are their weights, the large row first, sizes last.

    `small[:, g]` and `number[g]` are a group's sums on the other rows and its number of subsets;
    `holding[g, k]` how many of these contain member k.
    """

    def __init__(self, rows: list[list[int]]) -> None:
        members = len(rows[0])
        cut = members // 2
        self.quarters = [_quarter([r[:cut] for r in rows]), _quarter([r[cut:] for r in rows])]
        strides, room = [], 1
        for row in rows[1:]:
            strides.append(room)
            room *= sum(row) + 1
            if room >= 1 << 22:
                raise NotThisGame(
                    "more than one row is large: take the engine diagram, bounds or sampling"
                )
        self.codes = [
            sum((s * c for s, c in zip(strides, q[1][1:], strict=True)), np.zeros(1, dtype=int))
            for q in self.quarters
        ]
        self._group(rows, strides, room)

    def _group(self, rows: list[list[int]], strides: list[int], room: int) -> None:
        tallies = []
        for code, (bits, _) in zip(self.codes, self.quarters, strict=True):
            distinct, at = np.unique(code, return_inverse=True)
            held = np.stack([np.bincount(at, column, len(distinct)) for column in bits.T])
            tallies.append((distinct, held.T))
        (left, a), (right, b) = tallies
        self.place = np.full(room, -1, dtype=np.int16)
        codes = np.unique(left[:, None] + right[None, :])
        if len(codes) > GROUPS:
            raise NotThisGame("more than one row is large: take the engine diagram or bounds")
        self.place[codes] = np.arange(len(codes))
        widths = [sum(r) + 1 for r in rows[1:]]
        self.small = np.stack(
            [codes // s % w for s, w in zip(strides, widths, strict=True)]
        ).astype(np.int64)
        # the first column of `bits` is 1: column 0 counts all subsets of the group
        self.holding = np.zeros((len(codes), a.shape[1] + b.shape[1] - 1), dtype=np.int64)
        whole = a[:, None, :] * b[None, :, :1]
        rest = a[:, None, :1] * b[None, :, 1:]
        pairs = np.concatenate([whole, rest], axis=2).astype(np.int64)
        np.add.at(self.holding, self.place[left[:, None] + right[None, :]], pairs)

    @property
    def number(self) -> Array:
        """The number of subsets of each group."""
        return np.asarray(self.holding[:, 0])

    def starts(self, low: int) -> Array:
        """Return, for each sum of the first quarter, where totals of at least `low` begin."""
        return np.searchsorted(self.quarters[1][1][0], low - self.quarters[0][1][0])

    def sample(self) -> Array:
        """Return some of the sums, evenly spread: about 2^16 of them."""
        pick = [q[1][0][:: max(1, len(q[1][0]) // 256)] for q in self.quarters]
        return (pick[0][:, None] + pick[1][None, :]).ravel()

    def part(self, low: int, starts: Array, ends: Array) -> Part:
        """Return the subsets between two cuts in order; `low` is the least sum among them."""
        counts = ends - starts
        first = np.repeat(np.arange(len(counts)), counts)
        before = np.cumsum(counts) - counts
        second = np.arange(len(first)) + np.repeat(starts - before, counts)
        sums = self.quarters[0][1][0][first] + self.quarters[1][1][0][second]
        order = _order(sums, low)
        first, second = first[order], second[order]
        groups = self.place[self.codes[0][first] + self.codes[1][second]]
        return Part(sums[order], groups, first, second)

    def tally(self, part: Part, chosen: Array, counts: Array) -> Array:
        """Return the sums of counts over the subsets chosen: all of them, then by member."""
        left, right = (q[0] for q in self.quarters)
        first = product(counts, left.take(part.first[chosen], axis=0))
        second = product(counts, right.take(part.second[chosen], axis=0))
        return np.concatenate([first, second[:, 1:]], axis=1)


def _quarter(rows: list[list[int]]) -> tuple[Array, list[Array]]:
    """Return membership (a column of ones first) and the sums on every row, by the large one."""
    columns = []
    for row in rows:
        sums = np.zeros(1, dtype=np.int64)
        for w in row:
            sums = np.concatenate([sums, sums + w])
        columns.append(sums)
    order = np.argsort(columns[0], kind="stable")
    bits = np.ones((len(order), len(rows[0]) + 1))
    for k in range(len(rows[0])):
        bits[:, k + 1] = (order >> k) & 1
    return bits, [c[order] for c in columns]


def _order(sums: Array, low: int) -> Array:
    """Return the order of some sums: as one sort of numbers that end in their own place."""
    if not len(sums):
        return np.zeros(0, dtype=np.int64)
    places = len(sums).bit_length()
    if int(sums.max() - low).bit_length() + places > 62:
        return np.argsort(sums)
    keys = (sums - low) << places | np.arange(len(sums))
    keys.sort()
    return keys & ((1 << places) - 1)


def sweep(first: Half, second: Half, level: int, wanted: Array, budget: Budget) -> Array:
    """Return, for pairs of groups that together pass from `level` on, how many pairs of subsets do.

    The answer's [a, b, 0] counts the pairs with sums of at least `level` together, [a, b, 1 + k]
    those that contain member k, first half's members first; only where `wanted[a, b]`. Raises
    NotThisGame where too many subsets have one sum.
    """
    a_members = first.holding.shape[1] - 1
    found = np.zeros((*wanted.shape, a_members + second.holding.shape[1]), dtype=np.int64)
    above_a, above_b = first.number.copy(), np.zeros_like(second.number)
    whole = 2.0 ** (a_members + second.holding.shape[1] - 1)
    block = max(1 << 10, min(BLOCK, CELLS // max(wanted.shape)))
    seen = 0
    for a, b in _blocks(first, second, level, block):
        budget.check(seen / (2 * whole**0.5), "middle")
        seen += len(a.sums) + len(b.sums)
        in_a = np.bincount(a.groups, minlength=len(above_a))
        in_b = np.bincount(b.groups, minlength=len(above_b))
        # partners of a: everything in b's half above the block, and part of the block
        at = np.searchsorted(b.sums, level - a.sums)
        _gather(found[:, :, : a_members + 1], first, a, at, b.groups, above_b + in_b, wanted)
        at = np.searchsorted(a.sums, level - b.sums)
        turned = found.transpose(1, 0, 2)[:, :, a_members:]
        above_a -= in_a
        _gather(turned, second, b, at, a.groups, above_a + in_a, wanted.T, skip=1)
        above_b += in_b
    return found


def _gather(
    into: Array,
    half: Half,
    part: Part,
    at: Array,
    groups: Array,
    partners: Array,
    wanted: Array,
    *,
    skip: int = 0,
) -> None:
    """Add up the partners of each subset of a part, by group and member.

    A subset's partners in group g are partners[g] less those of the other block before `at`.
    """
    if not len(at):
        return
    before = np.zeros((len(partners), len(groups) + 1), dtype=np.int32)
    every = np.arange(len(partners), dtype=groups.dtype)[:, None]
    before[:, 1:] = groups == every
    np.cumsum(before, axis=1, out=before)
    order = np.argsort(part.groups, kind="stable")
    bounds = np.searchsorted(part.groups[order], np.arange(len(into) + 1)).tolist()
    for mine in range(len(into)):
        chosen = order[bounds[mine] : bounds[mine + 1]]
        theirs = np.flatnonzero(wanted[mine])
        if not len(chosen) or not len(theirs):
            continue
        low, high = int(theirs[0]), int(theirs[-1]) + 1
        counts = partners[low:high, None] - before[low:high].take(at[chosen], axis=1)
        # whole numbers below 2^53: exact in any order
        sums = half.tally(part, chosen, counts.astype(np.float64))
        into[mine, low:high, skip:] += sums[:, skip:].astype(np.int64)


def product(counts: Array, bits: Array) -> Array:
    """Return counts @ bits piece by piece: small products stay on one core, which is quicker."""
    rows, length = counts.shape
    width = bits.shape[1]
    piece = max(32, 200_000 // (rows * width))
    whole = length // piece * piece
    left = counts[:, :whole].reshape(rows, -1, piece).transpose(1, 0, 2)
    found = np.matmul(left, bits[:whole].reshape(-1, piece, width)).sum(axis=0)
    return np.asarray(found + counts[:, whole:] @ bits[whole:])


def _blocks(first: Half, second: Half, level: int, block: int) -> Iterator[tuple[Part, Part]]:
    """Yield parts of the first half going up and of the second going down that meet at `level`."""
    tops = [int(h.quarters[0][1][0][-1] + h.quarters[1][1][0][-1]) for h in (first, second)]
    low, high = min(0, level - tops[1]), max(tops[0], level) + 1
    subsets = int(first.number.sum() + second.number.sum())
    sample = np.sort(np.concatenate([first.sample(), level - second.sample()]))
    cuts = sample[:: max(1, len(sample) * block // subsets)].tolist()
    ends = sorted({c for c in cuts if low < c < high} | {high}, reverse=True)
    a_low, b_high = first.starts(low), second.starts(level - low + 1)
    while ends:
        edge = ends[-1]
        a_high, b_low = first.starts(edge), second.starts(level - edge + 1)
        many = max(int((a_high - a_low).sum()), int((b_high - b_low).sum()))
        if many > 4 * block and edge - low > 1:
            ends.append((low + edge) // 2)
            continue
        if many > TIES:
            raise NotThisGame("too many sets have the same weight: take the engine dp or diagram")
        yield first.part(low, a_low, a_high), second.part(level - edge + 1, b_low, b_high)
        low, a_low, b_high = edge, a_high, b_low
        ends.pop()
