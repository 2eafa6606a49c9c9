"""Divisions of a block of a few groups of like members, by which of its limbs hold.

A group of c members of whom k choose one option, j another and the rest the third divides in
c! / (k! j! (c-k-j)!) ways. All groups but the largest are joined into a table of sums; in the
largest, with k fixed, every limb turns at one value of j, so that sums of binomials from one turn
to the next are all that is needed. A member's own choice needs no count without it: of the
divisions in which k of a group's c members say no, a given one says no in k / c.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.errors import TooLarge
from foedus.proof.ballot_rule import Leaf, leaves
from foedus.proof.ternary_blocks import Alike, Block, Rest, rest

#: Options by place in (yes, out, no).
YES, OUT, NO = range(3)
#: Beyond this, sums are not kept in 64-bit integers.
LARGEST = 1 << 60
#: Table cells touched, beyond which a block is not counted here.
CELLS = 1_000_000


@dataclass(slots=True)
class Shares:
    """Divisions that leave the same of the rule, by how many members choose the marked option.

    `known` tells limbs that hold, or do not, in one of them: enough to leave the same of any rule.
    `all[k]` counts divisions with k members at the mark; `own[g][o][k]` those in which a given
    member of group g chooses option o.
    """

    known: dict[Leaf, bool]
    all: list[int]
    own: list[list[list[int]]] = field(default_factory=list)


@dataclass(slots=True)
class _Cells:
    """Sums over divisions: of 1, of a group's members at the mark, and of those beside it."""

    known: dict[Leaf, bool]
    all: list[int]
    marked: list[list[int]]
    beside: list[list[int]]


#: Sums of the forms, and vectors: divisions, and the same times each group's members at the mark
#: and beside it.
Sums = tuple[int, ...]
Vector = list[int]
#: By what is left of the rule (a number), the sums that still matter, and members at the mark.
States = dict[tuple[int, Sums, int], Vector]
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
    found: dict[Rest, _Cells] = field(default_factory=dict)

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
        for at, g in enumerate(first):
            states = self.joined(states, self.block.groups[g], [*first[at + 1 :], last])
        group = self.block.groups[last]
        # A cell of the last group alone is a sum of two numbers.
        self.spend((group.count + 1) * (group.count // 4 + len(states)))
        for number, held in _by_left(states).items():
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
        options, found = self.options(group), States()
        self.spend(len(states) * len(options))
        live = [f for f, adds in enumerate(group.adds) if any(adds)]
        ends = [(f, *self.ends(f, later)) for f in live]
        done = [f for f, _, rises, falls in ends if not rises and not falls]
        seen: dict[tuple[int, Sums], int] = {}
        for (number, sums, marked), vector in states.items():
            for k, j, ways, adds in options:
                after = [s + a for s, a in zip(sums, adds, strict=True)]
                for end in ends:
                    after[end[0]] = _rounded(after[end[0]], *end[1:])
                key = (number, tuple([after[f] for f in done]))
                if key not in seen:
                    seen[key] = self.settled(number, done, key[1])
                left = seen[key]
                if left >= 0:
                    asked = self.asked[left]
                    short = tuple([s if a else 0 for s, a in zip(after, asked, strict=True)])
                    new = [v * ways for v in vector]
                    new += (new[0] * k, new[0] * j)
                    _merge(found, (left, short, 0 if self.totals else marked + k), new)
        return found

    def options(self, group: Alike) -> list[tuple[int, int, int, Sums]]:
        """Return what a group can do: at the mark, beside it, in how many ways, and its sums."""
        c, found = group.count, []
        for k in range(c + 1):
            for j in range(c - k + 1):
                numbers = (k, j, c - k - j)
                adds = tuple(
                    a[self.mark] * numbers[0] + a[self.chain] * numbers[1] + a[OUT] * numbers[2]
                    for a in group.adds
                )
                found.append((k, j, comb(c, k) * comb(c - k, j), adds))
        return found

    def ends(self, form: int, later: list[int]) -> tuple[list[int], bool, bool]:
        """Return the thresholds of a form, and whether later groups can raise or lower its sum."""
        adds = [a for g in later for a in self.block.groups[g].adds[form]]
        least = sorted(x.least for x in self.block.limbs if x.form == self.block.forms[form])
        return least, max(adds) > 0, min(adds) < 0

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
        targets: dict[tuple[bool, ...], _Cells | None] = {}
        for k in range(group.count + 1):
            free, ways = group.count - k, comb(group.count, k)
            row = [ways * b for b in _binomials(free)]
            whole = [0, *accumulate(row)]
            times = [0, *accumulate(j * b for j, b in enumerate(row))]
            base = [group.adds[f][self.mark] * k + group.adds[f][OUT] * free for f, _ in limbs]
            turns = _turns(lack, base, steps, free + 1)
            for turn, own in zip(turns, held.values(), strict=True):
                cuts = sorted({0, *turn, free + 1})
                for low, high in pairwise(cuts):
                    code = tuple([low >= t for t in turn])
                    if code not in targets:
                        targets[code] = self.at(number, limbs, steps, code)
                    cells = targets[code]
                    if cells is not None:
                        ends = (whole[high] - whole[low], times[high] - times[low])
                        _add(cells, k, own, *ends, totals=self.totals)

    def at(
        self, number: int, limbs: Limbs, steps: list[int], beyond: tuple[bool, ...]
    ) -> _Cells | None:
        """Return where divisions beyond these turns are added up; None where they fail."""
        # A limb that falls with every step holds up to its turn.
        more = {x: b is (step >= 0) for (_, x), step, b in zip(limbs, steps, beyond, strict=True)}
        final = rest(self.lefts[number], more)
        if final is False:
            return None
        if final not in self.found:
            n = 0 if self.totals else self.block.size
            rows = [[[0] * (n + 1) for _ in self.block.groups] for _ in range(2)]
            self.found[final] = _Cells({**self.knowns[number], **more}, [0] * (n + 1), *rows)
        return self.found[final]

    def shares(self, cells: _Cells, order: list[int]) -> Shares:
        """Return the counts with each group's choices in place."""
        own: list[list[list[int]]] = [[] for _ in order]
        for at, g in enumerate(order):
            c = self.size(g)
            marked = [x // c for x in cells.marked[at]]
            beside = [x // c for x in cells.beside[at]]
            out = [a - m - b for a, m, b in zip(cells.all, marked, beside, strict=True)]
            own[g] = [beside, out, marked] if self.mark == NO else [marked, out, beside]
        return Shares(cells.known, cells.all, own)


def _by_left(states: States) -> dict[int, dict[Sums, list[tuple[int, Vector]]]]:
    found: dict[int, dict[Sums, list[tuple[int, Vector]]]] = {}
    for (number, sums, marked), vector in states.items():
        found.setdefault(number, {}).setdefault(sums, []).append((marked, vector))
    return found


def _merge(states: States, key: tuple[int, Sums, int], vector: Vector) -> None:
    old = states.get(key)
    states[key] = vector if old is None else [a + b for a, b in zip(old, vector, strict=True)]


def _add(
    cells: _Cells, k: int, held: list[tuple[int, list[int]]], ways: int, times: int, *, totals: bool
) -> None:
    for marked, vector in held:
        at, count = 0 if totals else marked + k, vector[0] * ways
        cells.all[at] += count
        for g in range(len(vector) // 2):
            cells.marked[g][at] += vector[2 * g + 1] * ways
            cells.beside[g][at] += vector[2 * g + 2] * ways
        cells.marked[-1][at] += count * k
        cells.beside[-1][at] += vector[0] * times


def _rounded(total: int, ends: list[int], rises: bool, falls: bool) -> int:
    """Return a sum that turns every limb as this one does, and is the same for as many as can be.

    Beyond the last threshold that it can still cross, a sum is as good as that threshold; one that
    nobody changes any more is the largest that it reaches.
    """
    if not falls and total >= ends[-1]:
        return ends[-1]
    if not rises and total < ends[0]:
        return ends[0] - 1
    if not rises and not falls:
        return max(e for e in ends if e <= total)
    return total


def _binomials(n: int) -> list[int]:
    found = [1]
    for k in range(n):
        found.append(found[-1] * (n - k) // (k + 1))
    return found


def _turns(lack: NDArray[Any], base: list[int], steps: list[int], end: int) -> Iterable[list[int]]:
    """Return, for every row, how many must be beside the mark for each limb to turn (0 .. end)."""
    columns = []
    for at, (known, step) in enumerate(zip(base, steps, strict=True)):
        need = lack[:, at] - known
        if step > 0:
            turn = -(-need // step)
        elif step < 0:
            turn = need // step + 1
        else:
            turn = np.where(need <= 0, 0, end)
        columns.append(np.clip(turn, 0, end))
    return np.stack(columns, axis=1).tolist() if columns else [[] for _ in lack]


def count_types(
    block: Block, tree: Rest, mark: int, *, work: int = CELLS, totals: bool = False
) -> list[Shares]:
    """Return the divisions of a block by what they leave of a rule that can still pass.

    `mark` is YES or NO; with `totals`, counts are not split by those at the mark (all at 0).
    Raises TooLarge where more than `work` table cells would be touched.
    """
    return _Count(block, tree, mark, work, totals).run()
