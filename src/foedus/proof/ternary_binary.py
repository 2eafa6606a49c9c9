"""Blocks in which abstaining acts as no (or as yes) in limbs that ask who: coalitions by size.

With W_s passing sets of s members, s of them saying yes and the others out or no as they like,
W_s 2^(n-s) divisions pass; where abstaining acts as yes, a set is of those who do not say no.
The sets, and a member's swings by size, come from the engines of `foedus.power`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import comb

from foedus.errors import TooLarge
from foedus.power.engines import count
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.proof.ballot_rule import Leaf
from foedus.proof.limb_tree import Join, Negation
from foedus.proof.ternary_blocks import Block, Rest, rest
from foedus.proof.ternary_cells import NO, OUT, YES, Shares
from foedus.rules.gates import Builder, Node

#: What the engines of `foedus.power` may hold.
STATES = 400_000
CELLS = 60_000_000
#: By group and size, the sets of all but one member that pass with it, and without it.
Sets = tuple[list[list[int]], list[list[int]]]


def acts_as(block: Block) -> int | None:
    """Return NO (YES) where abstaining acts as no (yes) in every form that tells members apart.

    Forms alike for all members of the block depend on numbers only and may count abstentions.
    None where neither is so.
    """
    told_apart = [f for f in range(len(block.forms)) if not _alike(block, f)]
    for option in (NO, YES):
        if all(g.adds[f][OUT] == g.adds[f][option] for g in block.groups for f in told_apart):
            return option
    return None


def numbers_only(block: Block) -> tuple[Leaf, ...]:
    """Return the limbs that depend on how many say yes and no, and not on who."""
    alike = {form for f, form in enumerate(block.forms) if _alike(block, f)}
    return tuple(x for x in block.limbs if x.form in alike)


def _alike(block: Block, form: int) -> bool:
    return len({g.adds[form] for g in block.groups}) == 1


class NotMonotone(Exception):
    """Raised where a limb falls as more members say yes: no coalition stands for it."""


@dataclass(slots=True)
class Binary:
    """A block as a game of two choices; abstaining acts as `out`, which is YES or NO."""

    block: Block
    out: int
    numbers: tuple[Leaf, ...] = field(init=False)
    known: dict[Rest, Sets] = field(default_factory=dict)
    seen: dict[tuple[Rest, tuple[bool, ...]], Rest] = field(default_factory=dict)

    def __post_init__(self) -> None:
        forms = range(len(self.block.forms))
        acts = {
            form
            for f, form in zip(forms, self.block.forms, strict=True)
            if all(g.adds[f][OUT] == g.adds[f][self.out] for g in self.block.groups)
        }
        # What the coalitions cover is left to them.
        self.numbers = tuple(x for x in numbers_only(self.block) if x.form not in acts)

    def shares(self, tree: Rest, mark: int) -> Shares:
        """Return the passing divisions of what is left of a rule, by members at the mark.

        The others are a set of s of `size` - 1 members (those at yes, or those not at no) and k
        of the free ones at the other end; limbs of numbers only are read off s and k.
        """
        size = self.block.size
        rows = [[[0] * (size + 1) for _ in range(3)] for _ in self.block.groups]
        for s in range(size):
            free = size - 1 - s if self.out == NO else s
            for k in range(free + 1):
                yes, no = (s, k) if self.out == NO else (k, size - 1 - s)
                for option in (YES, OUT, NO):
                    ends = (yes + (option == YES), no + (option == NO))
                    left = self.left(tree, *ends)
                    if left is not False:
                        inside = option == YES or (option == OUT and self.out == YES)
                        sets = self.sets(left)[0 if inside else 1]
                        at = ends[1] if mark == NO else ends[0]
                        for row, own in zip(rows, sets, strict=True):
                            row[option][at] += own[s] * comb(free, k)
        every = [sum(at) for at in zip(*rows[0], strict=True)]
        return Shares({}, every, rows)

    def left(self, tree: Rest, yes: int, no: int) -> Rest:
        """Return what is left of a rule where so many members say yes and no."""
        if not self.numbers:
            return tree
        out = self.block.size - yes - no
        adds = dict(zip(self.block.forms, self.block.groups[0].adds, strict=True))
        truths = tuple(
            a[YES] * yes + a[OUT] * out + a[NO] * no >= x.least
            for x in self.numbers
            for a in [adds[x.form]]
        )
        if (tree, truths) not in self.seen:
            self.seen[tree, truths] = rest(tree, dict(zip(self.numbers, truths, strict=True)))
        return self.seen[tree, truths]

    def sets(self, tree: Rest) -> Sets:
        """Return, by group, the sets of all but one that pass with it, and without it, by size."""
        if tree not in self.known:
            self.known[tree] = self._counted(tree)
        return self.known[tree]

    def _counted(self, tree: Rest) -> Sets:
        n, groups = self.block.size, len(self.block.groups)
        if isinstance(tree, bool):
            row = [comb(n - 1, s) * tree for s in range(n)]
            return [row] * groups, [row] * groups
        builder = Builder()
        nodes = [builder.voter(str(g), x.count) for g, x in enumerate(self.block.groups)]
        rule = builder.build(self._node(builder, nodes, tree, holds=True))
        try:
            found = count(rule, budget=Budget(cells=CELLS, states=STATES))
        except NotThisGame as exc:
            raise TooLarge(str(exc)) from exc
        assert found.winning_by_size is not None
        assert found.swings_by_size is not None
        with_, without = [], []
        for swings in found.swings_by_size:
            a, b = list[int](), list[int]()
            for s in range(n):
                # W_s = (sets of s without the member) + (sets of s - 1 others that pass with it)
                b.append(found.winning_by_size[s] - (a[s - 1] if s else 0))
                a.append(b[s] + swings[s])
            with_.append(a)
            without.append(b)
        return with_, without

    def _node(self, builder: Builder, nodes: list[Node], tree: Rest, *, holds: bool) -> Node:
        match tree:
            case Leaf():
                return self._limb(builder, nodes, tree, holds=holds)
            case Negation():
                return self._node(builder, nodes, tree.item, holds=not holds)
            case Join():
                kids: dict[Node, int] = {}
                for w, item in tree.items:
                    kid = self._node(builder, nodes, item, holds=holds)
                    kids[kid] = kids.get(kid, 0) + w
                total = sum(w for w, _ in tree.items)
                return builder.gate(kids, tree.quota if holds else total - tree.quota + 1)
            case _:
                return builder.always() if tree is holds else builder.never()

    def _limb(self, builder: Builder, nodes: list[Node], leaf: Leaf, *, holds: bool) -> Node:
        """Return "the form reaches its threshold" (or does not) over those who are not at no."""
        f, sign = self.block.forms.index(leaf.form), 1 if holds else -1
        least = leaf.least if holds else 1 - leaf.least
        steps = [sign * (g.adds[f][YES] - g.adds[f][NO]) for g in self.block.groups]
        floor = sum(sign * g.adds[f][NO] * g.count for g in self.block.groups)
        if min(steps) < 0:
            raise NotMonotone
        return builder.gate(dict(zip(nodes, steps, strict=True)), least - floor)
