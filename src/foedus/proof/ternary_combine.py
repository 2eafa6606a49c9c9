"""Divisions of all blocks together, by how many members choose a marked option."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.errors import TooLarge
from foedus.proof.ballot_rule import BallotRule, Option, Tree
from foedus.proof.ternary_binary import Binary, NotMonotone, acts_as
from foedus.proof.ternary_blocks import Block, Rest, bare, blocks_of, merged, rest
from foedus.proof.ternary_cells import NO, OUT, YES, Shares
from foedus.proof.ternary_grids import Grids, fits
from foedus.proof.ternary_types import CELLS, count_types

#: A block of more groups is counted as coalitions where it can be.
GROUPS = 3
#: A block of fewer members is counted by type whatever its limbs ask.
SMALL = 12
#: Members beyond which the fractions themselves are too long to be of use.
MEMBERS = 4_000
#: What is left of the rule may differ so much, over all sets of limbs that hold.
RESTS = 2_000


@dataclass(frozen=True, slots=True)
class Passing:
    """Passing divisions by members at the mark: all, and those where a given member chooses so.

    `own[name]` is by yes, out, no: at each, a list by how many of ALL members are at the mark.
    """

    all: list[int]
    own: dict[str, list[list[int]]]


@dataclass(slots=True)
class Blocks:
    """A rule cut into blocks, each with the way it is counted."""

    tree: Tree
    typed: list[Block]
    binary: Binary | None
    size: int
    work: int
    totals: bool = False
    slot: int = field(init=False)
    grids: list[Grids | None] = field(init=False)

    def __post_init__(self) -> None:
        self.grids = [self._grids(b) for b in self.typed]
        # Counts stay below 3^n, and twice n in a slot leaves room for them.
        self.slot = (8 * self.size // 5 + 15) // 8

    def _grids(self, block: Block) -> Grids | None:
        """Return a block as grids of yes and no, where it can be and that is the quicker way."""
        if self.totals or block.size < SMALL or not fits(block):
            return None
        try:
            return Grids(block, self.tree, self.work)
        except TooLarge:
            return None

    def passing(self, mark: int) -> Passing:
        """Return the passing divisions by members at the mark. Raises TooLarge."""
        found = [
            count_types(b, self.tree, mark, work=self.work, totals=self.totals)
            if grids is None
            else grids.shares(mark)
            for b, grids in zip(self.typed, self.grids, strict=True)
        ]
        everything = 0
        own: dict[str, list[list[int]]] = {}
        for k, block in enumerate(self.typed):
            before = self._forward(found, leave=k)
            sums = [[0, 0, 0] for _ in block.groups]
            everything = 0
            for share in found[k]:
                weight = sum(
                    poly * self._closed(rest(tree, share.known), mark)
                    for tree, poly in before.items()
                )
                everything += weight * self._pack(share.all)
                for mine, choices in zip(sums, share.own, strict=True):
                    for o in (YES, OUT, NO):
                        mine[o] += weight * self._pack(choices[o])
            for group, mine in zip(block.groups, sums, strict=True):
                lists = [self._unpack(x) for x in mine]
                own.update({name: lists for name in group.names})
        if self.binary is not None:
            everything = self._of_binary(self._forward(found), mark, own)
        return Passing(self._unpack(everything), own)

    def _of_binary(
        self, before: dict[Rest, int], mark: int, own: dict[str, list[list[int]]]
    ) -> int:
        assert self.binary is not None
        groups = self.binary.block.groups
        sums, everything = [[0, 0, 0] for _ in groups], 0
        for tree, poly in before.items():
            share = self._sets(tree, mark)
            everything += poly * self._pack(share.all)
            for mine, choices in zip(sums, share.own, strict=True):
                for o in (YES, OUT, NO):
                    mine[o] += poly * self._pack(choices[o])
        for group, mine in zip(groups, sums, strict=True):
            lists = [self._unpack(x) for x in mine]
            own.update({name: lists for name in group.names})
        return everything

    def _forward(self, found: list[list[Shares]], leave: int | None = None) -> dict[Rest, int]:
        """Return what is left of the rule by the blocks counted by type, but for one of them."""
        states: dict[Rest, int] = {self.tree: 1}
        for k, shares in enumerate(found):
            if k == leave:
                continue
            following: dict[Rest, int] = {}
            polys = [(s.known, self._pack(s.all)) for s in shares]
            for tree, poly in states.items():
                for known, own in polys:
                    left = rest(tree, known)
                    if left is not False:
                        following[left] = following.get(left, 0) + poly * own
            states = following
            if len(states) > RESTS:
                raise TooLarge("too many sets of its limbs can hold to be counted exactly")
        return states

    def _closed(self, tree: Rest, mark: int) -> int:
        """Return the passing divisions of the binary block for what is left of the rule."""
        if self.binary is None:
            assert isinstance(tree, bool)
            return int(tree)
        return self._pack(self._sets(tree, mark).all) if tree is not False else 0

    def _sets(self, tree: Rest, mark: int) -> Shares:
        assert self.binary is not None
        found = self.binary.shares(tree, mark)
        if not self.totals:
            return found
        own = [[[sum(row)] for row in rows] for rows in found.own]
        return Shares({}, [sum(found.all)], own)

    def _pack(self, values: list[int]) -> int:
        return int.from_bytes(b"".join(v.to_bytes(self.slot, "little") for v in values), "little")

    def _unpack(self, packed: int) -> list[int]:
        data = packed.to_bytes(self.slot * (1 if self.totals else self.size + 1), "little")
        return [
            int.from_bytes(data[k : k + self.slot], "little")
            for k in range(0, len(data), self.slot)
        ]


def blocks(rule: BallotRule, out: Option, work: int = CELLS, *, totals: bool = False) -> Blocks:
    """Return a rule cut into blocks. Raises TooLarge where one fits no way of counting."""
    if rule.size > MEMBERS:
        digits = int(rule.size * 0.4772)
        raise TooLarge(
            f"it has {rule.size:,} members, and an exact fraction of 3^{rule.size:,} divisions "
            f"has {digits:,} digits"
        )
    tree = bare(rule.tree)
    typed, sets = list[Block](), dict[int, list[Block]]()
    for block in blocks_of(rule, tree, out):
        option = acts_as(block)
        wide = len(block.groups) > GROUPS
        if option is None or not block.limbs or not wide:
            typed.append(block)
        else:
            sets.setdefault(option, []).append(block)
    if len(sets) > 1:
        raise TooLarge("abstaining acts as yes in one body and as no in another, both too large")
    binary = next((_binary(own, option) for option, own in sets.items()), None)
    return Blocks(tree, typed, binary, rule.size, work, totals)


def _binary(own: list[Block], option: int) -> Binary:
    whole = Binary(merged(own), option)
    if acts_as(whole.block) != option:
        raise TooLarge("bodies too large together count abstentions by number")
    return whole


def count_passing(
    rule: BallotRule, out: Option, work: int = CELLS, *, totals: bool = False
) -> tuple[Passing, Passing]:
    """Return the passing divisions by members who say no, and by members who say yes.

    With `totals` they are not split (all at 0) and both are the same. Raises TooLarge where a
    block has too many sums, or the rule too many members.
    """
    parts = blocks(rule, out, work, totals=totals)
    try:
        by_no = parts.passing(NO)
        return by_no, by_no if totals else parts.passing(YES)
    except NotMonotone as exc:
        raise TooLarge("a limb of it falls as more members say yes") from exc
