"""Divisions of a block of a few groups of like members, by which of its limbs hold.

A group of c members of whom k choose one option, j another and the rest the third divides in
c! / (k! j! (c-k-j)!) ways. All groups but the largest are joined into a table of sums; in the
largest, with k fixed, every limb turns at one value of j, so that sums of binomials from one turn
to the next are all that is needed. A member's own choice needs no count without it: of the
divisions in which k of a group's c members say no, a given one says no in k / c.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import comb

import numpy as np

from foedus.errors import TooLarge
from foedus.proof.ballot_rule import Leaf, leaves
from foedus.proof.ternary_blocks import Alike, Block, Rest, rest
from foedus.proof.ternary_cells import (
    LARGEST,
    NO,
    OUT,
    YES,
    Cells,
    Shares,
    States,
    Sums,
    Vector,
    Ways,
    add,
    binomials,
    by_left,
    merge,
    rounded,
    turning,
)

#: Table cells touched, beyond which a block is not counted here.
CELLS = 1_000_000


#: Limbs that turn in the last group: the place of the form, its threshold, and the limb.
Limbs = list[tuple[int, Leaf]]


@dataclass(slots=True)
class _Count:
    """Counts one block. Where `totals` is set, everyone at the mark counts as nobody."""

    block: Block
    tree: Rest
    mark: int
    work: int
    totals: bool
    lefts: list[Rest] = field(default_factory=list)
    knowns: list[dict[Leaf, bool]] = field(default_factory=list)
    asked: list[list[bool]] = field(default_factory=list)
    numbers: dict[Rest, int] = field(default_factory=dict)
    found: dict[Rest, Cells] = field(default_factory=dict)
    most: int = 0

    @property
    def chain(self) -> int:
        """The option counted beside the mark: yes where no is marked, and the other way round."""
        return YES if self.mark == NO else NO

    def spend(self, cells: int) -> None:
        self.work -= cells
        if self.work < 0:
            raise TooLarge("its divisions have too many different sums to be counted exactly")

    def run(self) -> list[Shares]:
        *first, last = sorted(range(len(self.block.groups)), key=lambda g: self.size(g))
        start = self.number(self.tree, {})
        states: States = {(start, (0,) * len(self.block.forms), 0): [1]} if start >= 0 else {}
        group = self.block.groups[last]
        self.most = self.work // (group.count + 1)
        for at, g in enumerate(first):
            states = self.joined(states, self.block.groups[g], [*first[at + 1 :], last])
        # A cell of the last group alone is a sum of two numbers.
        self.spend((group.count + 1) * (group.count // 4 + len(states)))
        options = self.options(group, []) if self.totals and first else {}
        for number, held in by_left(states).items():
            shared = self.shared(number, group)
            if options and len(shared) == 1:
                self.finish_by_sum(number, held, options, shared[0])
            else:
                self.finish(number, held, group)
        return [self.shares(cells, [*first, last]) for cells in self.found.values()]

    def size(self, group: int) -> int:
        return self.block.groups[group].count

    def number(self, left: Rest, known: dict[Leaf, bool]) -> int:
        """Return the number of what is left of the rule, met by way of `known`; -1 if it fails."""
        if left is False:
            return -1
        if left not in self.numbers:
            self.numbers[left] = len(self.lefts)
            self.lefts.append(left)
            self.knowns.append(known)
            forms = set() if isinstance(left, bool) else {x.form for x in leaves(left)}
            self.asked.append([f in forms for f in self.block.forms])
        return self.numbers[left]

    def joined(self, states: States, group: Alike, later: list[int]) -> States:
        """Return the states with one more group; sums beyond their last turn are rounded."""
        options, found = self.options(group, later), States()
        self.spend(len(states) * len(options))
        live = [f for f, adds in enumerate(group.adds) if any(adds)]
        ends = [(f, *self.ends(f, later)) for f in live]
        done = [f for f, _, rises, falls in ends if not rises and not falls]
        seen: dict[tuple[int, Sums], int] = {}
        for (number, sums, marked), vector in states.items():
            for (k, adds), (ways, at_mark, beside) in options.items():
                after = [s + a for s, a in zip(sums, adds, strict=True)]
                for end in ends:
                    after[end[0]] = rounded(after[end[0]], *end[1:])
                key = (number, tuple([after[f] for f in done]))
                if key not in seen:
                    seen[key] = self.settled(number, done, key[1])
                left = seen[key]
                if left >= 0:
                    asked = self.asked[left]
                    short = tuple([s if a else 0 for s, a in zip(after, asked, strict=True)])
                    new = [v * ways for v in vector]
                    new += (vector[0] * at_mark, vector[0] * beside)
                    merge(found, (left, short, marked + k), new)
                    if len(found) > self.most:
                        self.spend(self.work + 1)
        return found

    def options(self, group: Alike, later: list[int]) -> dict[tuple[int, Sums], Ways]:
        """Return what a group can do, by members at the mark (0 with `totals`) and its sums.

        A sum that only this group adds to is as good as the threshold it reaches.
        """
        c, found = group.count, dict[tuple[int, Sums], Ways]()
        alone = {
            f: self.ends(f, later)[0]
            for f in range(len(group.adds))
            if any(group.adds[f]) and self.only(f, group)
        }
        for k in range(c + 1):
            at, ways = 0 if self.totals else k, comb(c, k)
            rows = [self.row(a, k, c, alone.get(f)) for f, a in enumerate(group.adds)]
            for j, (beside, adds) in enumerate(
                zip(binomials(c - k), zip(*rows, strict=True), strict=True)
            ):
                key, n = (at, adds), ways * beside
                old = found.get(key)
                new = (n, n * k, n * j)
                found[key] = new if old is None else (old[0] + n, old[1] + new[1], old[2] + new[2])
        return found

    def row(
        self, adds: tuple[int, int, int], k: int, count: int, alone: list[int] | None
    ) -> Sequence[int]:
        """Return the sums of a form with k members at the mark, by how many are beside it."""
        step, start = adds[self.chain] - adds[OUT], adds[self.mark] * k + adds[OUT] * (count - k)
        number = count - k + 1
        sums = range(start, start + step * number, step) if step else [start] * number
        if alone is None:
            return sums
        places = [alone[0] - 1, *alone]
        return [places[bisect_right(alone, s)] for s in sums]

    def only(self, form: int, group: Alike) -> bool:
        """Return whether a form asks no other group of the block."""
        return all(x is group or not any(x.adds[form]) for x in self.block.groups)

    def ends(self, form: int, later: list[int]) -> tuple[list[int], bool, bool]:
        """Return the thresholds of a form, and whether later groups can raise or lower its sum."""
        adds = [a for g in later for a in self.block.groups[g].adds[form]]
        least = sorted(x.least for x in self.block.limbs if x.form == self.block.forms[form])
        return least, max(adds, default=0) > 0, min(adds, default=0) < 0

    def settled(self, number: int, done: list[int], sums: Sums) -> int:
        """Return the number of what is left where forms that nobody changes have these sums."""
        total = {self.block.forms[f]: s for f, s in zip(done, sums, strict=True)}
        known = {x: total[x.form] >= x.least for x in self.block.limbs if x.form in total}
        return self.number(rest(self.lefts[number], known), {**self.knowns[number], **known})

    def finish(self, number: int, held: dict[Sums, list[tuple[int, Vector]]], group: Alike) -> None:
        """Add the last group: with k of it at the mark, sums of binomials between two turns."""
        left, place = self.lefts[number], {f: i for i, f in enumerate(self.block.forms)}
        asked = set() if isinstance(left, bool) else set(leaves(left))
        limbs = [(place[x.form], x) for x in self.block.limbs if x in asked]
        rows = np.array([[x.least - s[f] for f, x in limbs] for s in held], dtype=object)
        small = all(abs(v) < LARGEST for row in rows.tolist() for v in row)
        lack = rows.astype(np.int64) if small else rows
        steps = [group.adds[f][self.chain] - group.adds[f][OUT] for f, _ in limbs]
        targets: dict[tuple[bool, ...], Cells | None] = {}
        for k in range(group.count + 1):
            free, ways = group.count - k, comb(group.count, k)
            row = [ways * b for b in binomials(free)]
            whole = [0, *accumulate(row)]
            times = [0, *accumulate(j * b for j, b in enumerate(row))]
            base = [group.adds[f][self.mark] * k + group.adds[f][OUT] * free for f, _ in limbs]
            turns = turning(lack, base, steps, free + 1)
            for turn, own in zip(turns, held.values(), strict=True):
                cuts = sorted({0, *turn, free + 1})
                for low, high in pairwise(cuts):
                    code = tuple([low >= t for t in turn])
                    if code not in targets:
                        targets[code] = self.at(number, limbs, steps, code)
                    cells = targets[code]
                    if cells is not None:
                        ends = (whole[high] - whole[low], times[high] - times[low])
                        add(cells, k, own, *ends, totals=self.totals)

    def shared(self, number: int, group: Alike) -> list[int]:
        """Return the forms that are still asked, and by more groups than this one."""
        asked = [f for f, a in enumerate(self.asked[number]) if a]
        return [f for f in asked if not self.only(f, group)]

    def finish_by_sum(
        self,
        number: int,
        held: dict[Sums, list[tuple[int, Vector]]],
        options: dict[tuple[int, Sums], Ways],
        form: int,
    ) -> None:
        """Add the last group where one form alone is shared: sums of states between its turns."""
        by_sum = sorted((sums[form], own[0][1]) for sums, own in held.items())
        keys = [s for s, _ in by_sum]
        above = [list(x) for x in zip(*(v for _, v in by_sum), strict=True)]
        until = [[0, *accumulate(column)] for column in above]
        place = {f: i for i, f in enumerate(self.block.forms)}
        left = self.lefts[number]
        asked = set() if isinstance(left, bool) else set(leaves(left))
        limbs = [(place[x.form], x) for x in self.block.limbs if x in asked]
        for (_, adds), (ways, marked, beside) in options.items():
            turns = {bisect_left(keys, x.least - adds[f]) for f, x in limbs if f == form}
            for low, high in pairwise(sorted({0, *turns, len(keys)})):
                truths = {x: (adds[f] + (keys[low] if f == form else 0)) >= x.least
                          for f, x in limbs}  # fmt: skip
                cells = self.target(number, truths)
                if cells is not None:
                    sums = [u[high] - u[low] for u in until]
                    add(cells, 0, [(0, sums)], ways, beside, totals=True)
                    cells.marked[-1][0] += sums[0] * marked

    def at(
        self, number: int, limbs: Limbs, steps: list[int], beyond: tuple[bool, ...]
    ) -> Cells | None:
        """Return where divisions beyond these turns are added up; None where they fail."""
        # A limb that falls with every step holds up to its turn.
        more = {x: b is (step >= 0) for (_, x), step, b in zip(limbs, steps, beyond, strict=True)}
        return self.target(number, more)

    def target(self, number: int, more: dict[Leaf, bool]) -> Cells | None:
        """Return where divisions are added up in which these limbs hold; None where they fail."""
        final = rest(self.lefts[number], more)
        if final is False:
            return None
        if final not in self.found:
            n = 0 if self.totals else self.block.size
            rows = [[[0] * (n + 1) for _ in self.block.groups] for _ in range(2)]
            self.found[final] = Cells({**self.knowns[number], **more}, [0] * (n + 1), *rows)
        return self.found[final]

    def shares(self, cells: Cells, order: list[int]) -> Shares:
        """Return the counts with each group's choices in place."""
        own: list[list[list[int]]] = [[] for _ in order]
        for at, g in enumerate(order):
            c = self.size(g)
            marked = [x // c for x in cells.marked[at]]
            beside = [x // c for x in cells.beside[at]]
            out = [a - m - b for a, m, b in zip(cells.all, marked, beside, strict=True)]
            own[g] = [beside, out, marked] if self.mark == NO else [marked, out, beside]
        return Shares(cells.known, cells.all, own)


def count_types(
    block: Block, tree: Rest, mark: int, *, work: int = CELLS, totals: bool = False
) -> list[Shares]:
    """Return the divisions of a block by what they leave of a rule that can still pass.

    `mark` is YES or NO; with `totals`, counts are not split by those at the mark (all at 0).
    Raises TooLarge where more than `work` table cells would be touched.
    """
    return _Count(block, tree, mark, work, totals).run()
