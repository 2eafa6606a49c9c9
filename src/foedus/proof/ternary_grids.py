"""Divisions of a block whose limbs ask one group of like members, or all its members alike.

What a division does is then told by the yes and no votes of each group (which of its limbs hold)
and of all together. Groups but the largest are joined as grids of counts by (yes, no); against
the largest one, each number at the mark is one sum over its grid. Sums are products of integer
matrices whose entries are cut so short that no sum exceeds 2^63.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import comb

import numpy as np
from numpy.typing import NDArray

from foedus.errors import TooLarge
from foedus.proof.ballot_rule import Leaf
from foedus.proof.ternary_blocks import Alike, Block, Rest, rest
from foedus.proof.ternary_cells import LARGEST, NO, OUT, YES, Shares

#: Counts by (yes, no), as Python integers, and cuts of them.
Counts = NDArray[np.object_]
Ints = NDArray[np.int64]
#: Bits of a cut: two of them, and the logarithm of the cells and runs of a sum, stay below 63.
BITS = 16
CELLS, LIMBS = 1 << 20, 250
#: Multiplications of short numbers that stand for one table cell of `ternary_types`.
EACH = 600


def fits(block: Block) -> bool:
    """Return whether every form asks one group, or all members alike, and some form the latter."""
    kinds = [_kind(block, f) for f in range(len(block.forms))]
    small = all(abs(a) * block.size < LARGEST for g in block.groups for w in g.adds for a in w)
    few = len(block.limbs) <= LIMBS
    return small and few and len(block.groups) > 1 and None not in kinds and -1 in kinds


def _kind(block: Block, form: int) -> int | None:
    """Return the only group that a form asks, -1 where it asks all alike, None otherwise."""
    asked = [g for g, x in enumerate(block.groups) if any(x.adds[form])]
    if len(asked) == 1:
        return asked[0]
    alike = len({g.adds[form] for g in block.groups}) == 1
    return -1 if alike else None


@dataclass(slots=True)
class Grids:
    """A block that `fits`, and what is left of a rule (`tree`) by the limbs that hold.

    `joined` maps what is left when the limbs of all groups but the last are known to those limbs
    and to grids by (yes, no): of divisions, then of the same times each group's yes and no.
    Raises TooLarge where that takes longer than `work` table cells.
    """

    block: Block
    tree: Rest
    work: int
    order: list[int] = field(init=False)
    own: list[list[Leaf]] = field(init=False)
    shared: list[Leaf] = field(init=False)
    joined: dict[Rest, tuple[dict[Leaf, bool], list[Counts]]] = field(init=False)

    def __post_init__(self) -> None:
        groups = range(len(self.block.groups))
        self.order = sorted(groups, key=lambda g: self.block.groups[g].count)
        kinds = {f: _kind(self.block, i) for i, f in enumerate(self.block.forms)}
        self.own = [[x for x in self.block.limbs if kinds[x.form] == g] for g in groups]
        self.shared = [x for x in self.block.limbs if kinds[x.form] == -1]
        last = self.block.groups[self.order[-1]].count
        others = self.block.size - last
        # Cuts of about `size` digits each, for every number at the mark and each grid.
        cuts = (last // 10 + 2) * 3 * (others // 10 + 2) * (2 * len(groups) - 1)
        if (last + 1) ** 2 > CELLS or (last + 1) ** 2 * cuts * (
            self.block.size + 1
        ) > EACH * self.work:
            raise TooLarge("its divisions have too many different sums to be counted exactly")
        self.joined = self._join()

    def _join(self) -> dict[Rest, tuple[dict[Leaf, bool], list[Counts]]]:
        one = np.ones((1, 1), dtype=object)
        states: dict[Rest, tuple[dict[Leaf, bool], list[Counts]]] = {self.tree: ({}, [one])}
        for g in self.order[:-1]:
            following: dict[Rest, tuple[dict[Leaf, bool], list[Counts]]] = {}
            for known, grid in self._truths(g):
                theirs = [grid, *_weighted(grid)]
                for tree, (before, mine) in states.items():
                    left = rest(tree, known)
                    if left is False:
                        continue
                    new = [_product(x, grid) for x in mine]
                    new += [_product(mine[0], x) for x in theirs[1:]]
                    if left in following:
                        old = following[left]
                        new = [a + b for a, b in zip(old[1], new, strict=True)]
                    following[left] = ({**before, **known}, new)
            states = following
        return states

    def _truths(self, group: int) -> Iterator[tuple[dict[Leaf, bool], Counts]]:
        """Yield, for each set of a group's own limbs, its divisions in which just these hold."""
        of = self.block.groups[group]
        ways = _divisions(of.count)
        holds = [self._holding(x, of, of.count) for x in self.own[group]]
        for truths in product((True, False), repeat=len(holds)):
            mask = np.ones(ways.shape, dtype=bool)
            for truth, held in zip(truths, holds, strict=True):
                mask &= held == truth
            grid = np.where(mask, ways, 0)
            if grid.any():
                yield dict(zip(self.own[group], truths, strict=True)), grid

    def _holding(self, limb: Leaf, of: Alike, size: int) -> NDArray[np.bool_]:
        """Return where a limb holds, by the yes and no votes of `size` members like `of`."""
        adds = of.adds[self.block.forms.index(limb.form)]
        yes, no = np.indices((size + 1, size + 1))
        total = adds[YES] * yes + adds[NO] * no + adds[OUT] * (size - yes - no)
        return np.asarray(total >= limb.least)

    def shares(self, mark: int) -> list[Shares]:
        """Return the divisions of the block by what they leave, and by members at the mark."""
        found: dict[Rest, tuple[dict[Leaf, bool], list[list[int]]]] = {}
        for known, grid in self._truths(self.order[-1]):
            last = [grid, *_weighted(grid)]
            by_left: dict[Rest, tuple[dict[Leaf, bool], list[Counts]]] = {}
            for tree, (before, mine) in self.joined.items():
                left = rest(tree, known)
                if left is not False:
                    old = by_left.get(left)
                    new = (
                        mine if old is None else [a + b for a, b in zip(old[1], mine, strict=True)]
                    )
                    by_left[left] = ({**before, **known}, new)
            for left, (limbs, others) in by_left.items():
                for final, truths, mask in self._finals(left):
                    own = _sums(last, others, mask, transposed=mark == YES)
                    if final in found:
                        old_own = found[final][1]
                        own = [[a + b for a, b in zip(x, y, strict=True)]
                               for x, y in zip(old_own, own, strict=True)]  # fmt: skip
                    found[final] = ({**limbs, **truths}, own)
        return [self._shares(known, own) for known, own in found.values()]

    def _finals(self, left: Rest) -> Iterator[tuple[Rest, dict[Leaf, bool], NDArray[np.bool_]]]:
        """Yield what the limbs of all members leave, one set of them, and where it is left."""
        size = self.block.size
        holds = [self._holding(x, self.block.groups[0], size) for x in self.shared]
        code = sum((h.astype(np.int64) << i for i, h in enumerate(holds)), np.int64(0))
        yes, no = np.indices((size + 1, size + 1))
        inside = yes + no <= size
        masks: dict[Rest, tuple[dict[Leaf, bool], NDArray[np.bool_]]] = {}
        for one in np.unique(np.asarray(code)[inside]).tolist():
            truths = {x: bool(one >> i & 1) for i, x in enumerate(self.shared)}
            final = rest(left, truths)
            if final is not False:
                here = (code == one) & inside
                old = masks.get(final)
                masks[final] = (truths, here if old is None else old[1] | here)
        for final, (truths, mask) in masks.items():
            yield final, truths, mask

    def _shares(self, known: dict[Leaf, bool], sums: list[list[int]]) -> Shares:
        """Return sums (all, then yes and no of each group, the last group first) as shares."""
        own: list[list[list[int]]] = [[] for _ in self.order]
        for at, g in enumerate((self.order[-1], *self.order[:-1])):
            c = self.block.groups[g].count
            yes = [x // c for x in sums[1 + 2 * at]]
            no = [x // c for x in sums[2 + 2 * at]]
            out = [a - y - n for a, y, n in zip(sums[0], yes, no, strict=True)]
            own[g] = [yes, out, no]
        return Shares(known, sums[0], own)


def _divisions(count: int) -> Counts:
    """Return in how many ways `count` members divide, by (yes, no)."""
    found = np.zeros((count + 1, count + 1), dtype=object)
    for yes in range(count + 1):
        for no in range(count - yes + 1):
            found[yes, no] = comb(count, yes) * comb(count - yes, no)
    return found


def _weighted(grid: Counts) -> tuple[Counts, Counts]:
    """Return a grid times its yes votes, and times its no votes."""
    places = np.arange(len(grid)).astype(object)
    return grid * places[:, None], grid * places[None, :]


def _product(a: Counts, b: Counts) -> Counts:
    """Return the divisions of two groups together, by (yes, no): one product of long integers."""
    size = len(a) + len(b) - 1
    slot = (int(a.max()).bit_length() + int(b.max()).bit_length() + 2 * size.bit_length()) // 8 + 1
    whole = _packed(a, size, slot) * _packed(b, size, slot)
    data = whole.to_bytes(slot * size * size, "little")
    cells = [int.from_bytes(data[k : k + slot], "little") for k in range(0, len(data), slot)]
    found = np.empty(size * size, dtype=object)
    found[:] = cells
    return found.reshape(size, size)


def _packed(grid: Counts, stride: int, slot: int) -> int:
    pad = b"\0" * (slot * (stride - grid.shape[1]))
    rows = (b"".join(v.to_bytes(slot, "little") for v in row) + pad for row in grid.tolist())
    return int.from_bytes(b"".join(rows), "little")


def _sums(
    last: list[Counts], others: list[Counts], mask: NDArray[np.bool_], *, transposed: bool
) -> list[list[int]]:
    """Return, by the votes at the mark, the sum over pairs of cells whose total is in the mask.

    `last` and `others` hold grids of divisions and of the same with weights; pairs are of the
    first grid of one with every grid of the other. The mark is no, or yes where `transposed`.
    """
    if transposed:
        last, others, mask = [x.T for x in last], [x.T for x in others], mask.T
    c, size = len(last[0]) - 1, len(mask) - 1
    beside, marked = np.nonzero(last[0])
    mine = _cut([x[beside, marked] for x in last])
    # Sums of the others over so many votes or more beside the mark; below none, that is all.
    above = _cut([np.cumsum(x[::-1], axis=0)[::-1] for x in others])
    theirs = np.pad(above, ((0, 0), (0, 0), (c, c + 1 + size), (c, c)))
    theirs[:, :, :c] = theirs[:, :, c : c + 1]
    width = theirs.shape[3]
    flat = theirs.reshape(theirs.shape[0] * theirs.shape[1], -1)
    place = (c - beside) * width + c - marked
    mine_flat = mine.reshape(-1, len(place))
    first, plain = mine.shape[1], theirs.shape[1]
    found = np.zeros((size + 1, len(mine_flat), plain), dtype=np.int64)
    weighted = np.zeros((size + 1, first, len(flat) - plain), dtype=np.int64)
    for k in range(size + 1):
        for low, high in _runs(mask[:, k]):
            part = flat[:, place + low * width + k] - flat[:, place + high * width + k]
            found[k] += mine_flat @ part[:plain].T
            weighted[k] += mine_flat[:first] @ part[plain:].T
    mixed = weighted.reshape(size + 1, first, -1, plain)
    return [
        *_whole(found.reshape(size + 1, -1, first, plain)),
        *_whole(mixed.transpose(0, 2, 1, 3)),
    ]


def _runs(column: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the ends [low, high) of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], column.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _cut(grids: list[Counts]) -> Ints:
    """Return grids as (grid, cut, ...): cuts of so many bits, the lowest first."""
    top = max(int(x.max()) for x in grids)
    number = max(1, -(-top.bit_length() // BITS))
    size = number * BITS // 8
    data = b"".join(v.to_bytes(size, "little") for x in grids for v in x.ravel().tolist())
    cut = np.frombuffer(data, dtype="<u2").astype(np.int64)
    return np.moveaxis(cut.reshape(len(grids), *grids[0].shape, number), -1, 1)


def _whole(found: Ints) -> list[list[int]]:
    """Return products of cuts, by (mark, grid, cut, cut), as integers: a list for each grid."""
    number = found.shape[2] + found.shape[3] - 1
    total = np.zeros((*found.shape[:2], number), dtype=object)
    for a in range(found.shape[2]):
        for b in range(found.shape[3]):
            total[:, :, a + b] += found[:, :, a, b]
    whole = total @ np.array([1 << (BITS * i) for i in range(number)], dtype=object)
    return [column.tolist() for column in whole.T]
