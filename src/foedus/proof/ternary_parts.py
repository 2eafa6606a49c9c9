"""Divisions of voters into yes, out and no, counted by the sums of the forms that a rule reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from foedus.errors import TooLarge
from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree, leaves
from foedus.proof.limb_tree import Join, Negation
from foedus.rules.gates import Voter

Ints = NDArray[np.int64]
#: Counts of divisions: 64-bit where they fit, else Python integers.
Counts = NDArray[np.int64] | NDArray[np.object_]
#: The weights of yes, out and no in a count of divisions.
Chances = tuple[int, int, int]
#: Keys and counts beyond this are not kept in 64-bit integers.
LARGEST = 1 << 62


@dataclass(slots=True)
class Swings:
    """Divisions of everybody else, by what a voter's yes, out and no would do."""

    yes_out: int = 0
    out_no: int = 0
    yes: int = 0
    out: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Members who are alike in every form: what each adds by yes, out and no, and how many."""

    names: tuple[str, ...]
    count: int
    steps: tuple[int, int, int]
    sums: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Divisions of some voters by the key of their sums; keys ascend."""

    keys: Ints
    counts: Counts


def _between(others: dict[int, int], least: int, below: int) -> int:
    return sum(k for w, k in others.items() if least <= w < below)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Divisions of a part but for one member: the part's weight if it says yes, out, no."""

    cells: dict[tuple[int, int, int], int]

    def with_member(self, chances: Chances) -> dict[int, int]:
        """Return the divisions of the whole part by its weight."""
        found: dict[int, int] = {}
        for weights, count in self.cells.items():
            for weight, chance in zip(weights, chances, strict=True):
                found[weight] = found.get(weight, 0) + count * chance
        return found

    def swings(self, others: dict[int, int], quota: int) -> Swings:
        """Return what the member would do, with the other parts' divisions by weight."""
        found = Swings()
        for (yes, out, no), count in self.cells.items():
            # Counts may be negative where the chances are points of a polynomial: nothing is
            # said by their size, only by the weights.
            passing = [sum(k for w, k in others.items() if w + x >= quota) for x in (yes, out, no)]
            found.yes += count * passing[0]
            found.out += count * passing[1]
            found.no += count * passing[2]
            found.yes_out += count * _between(others, quota - yes, quota - out)
            found.out_no += count * _between(others, quota - out, quota - no)
        return found


@dataclass(slots=True)
class Part:
    """Limbs that share voters, as groups of members and one key for the sums of all forms."""

    items: tuple[tuple[int, Tree], ...]
    voters: tuple[Voter, ...]
    rule: BallotRule
    options: tuple[Option, Option, Option]
    forms: tuple[int, ...] = field(init=False)
    groups: list[Group] = field(init=False)
    low: list[int] = field(init=False)
    stride: list[int] = field(init=False)
    span: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = tuple(
            dict.fromkeys(leaf.form for _, item in self.items for leaf in leaves(item))
        )
        self.low, self.stride, self.span, scale = [], [], [], 1
        for f in self.forms:
            own = [(self._own(f, v), v.count) for v in self.voters]
            # Zero is within the range, so that sums of fewer members are, too.
            low = sum(min(0, *w) * k for w, k in own)
            span = sum(max(0, *w) * k for w, k in own) - low + 1
            self.low.append(low)
            self.span.append(span)
            self.stride.append(scale)
            scale *= span
        if scale >= LARGEST:
            raise TooLarge("the sums of its limbs have too many values to be counted exactly")
        self.groups = self._grouped()

    @property
    def size(self) -> int:
        """How many members vote here."""
        return sum(v.count for v in self.voters)

    def _own(self, form: int, voter: Voter) -> tuple[int, ...]:
        weights = self.rule.forms[form].get(voter.name, (0, 0, 0, 0))
        return tuple(weights[o] for o in self.options)

    def _grouped(self) -> list[Group]:
        found: dict[tuple[tuple[int, ...], ...], list[Voter]] = {}
        for v in self.voters:
            by_form = [self._own(f, v) for f in self.forms]
            sums = tuple(tuple(w[k] for w in by_form) for k in range(3))
            found.setdefault(sums, []).append(v)
        made = []
        for sums, members in found.items():
            a, b, c = (sum(s * k for s, k in zip(x, self.stride, strict=True)) for x in sums)
            count = sum(v.count for v in members)
            made.append(Group(tuple(v.name for v in members), count, (a, b, c), sums))
        return made

    def start(self, chances: Chances) -> Table:
        """Return the one division of nobody."""
        key = -sum(a * k for a, k in zip(self.low, self.stride, strict=True))
        small = sum(map(abs, chances)) ** self.size < LARGEST
        counts: Counts = np.array([1], dtype=np.int64 if small else object)
        return Table(np.array([key], dtype=np.int64), counts)

    def weighed(self, table: Table, group: Group) -> Weighed:
        """Return the table by the weights that one more member of a group would bring."""
        found: dict[tuple[int, int, int], int] = {}
        yes, out, no = (self._weight(table, own) for own in group.sums)
        base = 1 + sum(w for w, _ in self.items)
        code = (yes * base + out) * base + no
        order = np.argsort(code, kind="stable")
        code = code[order]
        first = np.flatnonzero(np.concatenate([[True], code[1:] != code[:-1]]))
        sums = np.add.reduceat(table.counts[order], first)
        for c, count in zip(code[first].tolist(), sums.tolist(), strict=True):
            rest, last = divmod(c, base)
            found[rest // base, rest % base, last] = count
        return Weighed(found)

    def _weight(self, table: Table, own: Sequence[int]) -> Ints:
        sums = {
            form: (table.keys // stride) % span + (low + more)
            for form, stride, span, low, more in zip(
                self.forms, self.stride, self.span, self.low, own, strict=True
            )
        }
        total = np.zeros(len(table.keys), dtype=np.int64)
        for weight, item in self.items:
            total += weight * holding(item, sums, len(total))
        return total


def holding(tree: Tree, sums: dict[int, Ints], size: int) -> NDArray[np.bool_]:
    """Return, for each of `size` rows of sums of the forms, whether the tree holds."""
    match tree:
        case Leaf():
            return np.asarray(sums[tree.form] >= tree.least)
        case Negation():
            return ~holding(tree.item, sums, size)
        case Join():
            total = np.zeros(size, dtype=np.int64)
            for weight, item in tree.items:
                total += weight * holding(item, sums, size)
            return np.asarray(total >= tree.quota)


@dataclass(slots=True)
class Counter:
    """Counts divisions of all but one member of each group, by halving the groups.

    `left` table cells may still be touched; big integers count `big` times.
    """

    left: int
    big: int
    used: int = 0

    def without_one(self, part: Part, chances: Chances) -> Iterator[tuple[int, Weighed]]:
        """Yield each group with the divisions of all members but one of it."""
        everyone = range(len(part.groups))
        yield from self._halve(part, everyone, part.start(chances), chances)

    def _halve(
        self, part: Part, groups: range, table: Table, chances: Chances
    ) -> Iterator[tuple[int, Weighed]]:
        if len(groups) == 1:
            group = part.groups[groups[0]]
            table = self._add(table, group, group.count - 1, chances)
            yield groups[0], part.weighed(table, group)
            return
        middle = len(groups) // 2
        left, right = groups[:middle], groups[middle:]
        for mine, others in ((left, right), (right, left)):
            below = table
            for g in others:
                below = self._add(below, part.groups[g], part.groups[g].count, chances)
            yield from self._halve(part, mine, below, chances)

    def _add(self, table: Table, group: Group, members: int, chances: Chances) -> Table:
        steps: dict[int, int] = {}
        for step, chance in zip(group.steps, chances, strict=True):
            steps[step] = steps.get(step, 0) + chance
        for _ in range(members):
            table = self._step(table, steps)
        return table

    def _step(self, table: Table, steps: dict[int, int]) -> Table:
        cells = len(table.keys) * len(steps) * (self.big if table.counts.dtype == object else 1)
        self.left -= cells
        self.used += cells
        if self.left < 0:
            raise TooLarge("its divisions have too many different sums to be counted exactly")
        keys = np.concatenate([table.keys + step for step in steps])
        counts = np.concatenate([table.counts * chance for chance in steps.values()])
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        return Table(keys[first], np.add.reduceat(counts, first))


def parts_of(rule: BallotRule, out: Option) -> tuple[list[Part], int]:
    """Return the parts of a rule that have no voter in common, and the weight they must reach.

    Conditions that must all hold are taken apart where they can be; voters whom nothing reads are
    a part of their own. Raises TooLarge where the sums of one part do not fit a key.
    """
    tree = rule.tree if isinstance(rule.tree, Join) else Join(((1, rule.tree),), 1)
    items = _flat(tree)
    quota = tree.quota if items == tree.items else len(items)
    group = {v.name: {v.name} for v in rule.voters if v.count}
    for _, item in items:
        read = [group[n] for n in _readers(rule, item) if n in group]
        merged = set[str]().union(*read)
        for n in merged:
            group[n] = merged
    options = (Option.YES, out, Option.NO)
    made, seen = [], set[int]()
    for names in group.values():
        if id(names) in seen:
            continue
        seen.add(id(names))
        voters = tuple(v for v in rule.voters if v.name in names)
        own = tuple(i for i in items if names & _readers(rule, i[1]))
        made.append(Part(own, voters, rule, options))
    fixed = [i for i in items if not _readers(rule, i[1])]
    quota -= sum(w for w, item in fixed if holding(item, {}, 1)[0])
    return made, quota


def _readers(rule: BallotRule, tree: Tree) -> set[str]:
    return {n for leaf in leaves(tree) for n in rule.forms[leaf.form]}


def _flat(tree: Join[Leaf]) -> tuple[tuple[int, Tree], ...]:
    """Return the items of an "all of", nested ones too; other joins as they are."""
    if any(w != 1 for w, _ in tree.items) or tree.quota != len(tree.items):
        return tree.items
    found: list[tuple[int, Tree]] = []
    for _, item in tree.items:
        nested = isinstance(item, Join) and item.quota == len(item.items)
        if isinstance(item, Join) and nested and all(w == 1 for w, _ in item.items):
            found += _flat(item)
        else:
            found.append((1, item))
    return tuple(found)
