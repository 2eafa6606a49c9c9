"""The fewest changed ballots as an integer programme over the tree of a procedure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from foedus.convene.flip_tree import Leaf, Tree
from foedus.proof import branch
from foedus.proof.ballots import Votes
from foedus.proof.limb_tree import Join, Negation
from foedus.proof.program import Constraint, Program

Rows = tuple[Votes, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest change found (as rows), and a lower bound; `done` where none is cheaper.

    `low` is None and `done` where no ballots changing sides turn the verdict at all.
    """

    rows: Rows | None
    low: int | None
    done: bool


def cheapest(tree: Tree, votes: Rows, wanted: bool, seconds: float = 5.0) -> Found:
    """Return the fewest ballots that make a tree hold (or fail).

    min sum (u_i + v_i) with u_i of row i turned from no to yes and v_i the other way, whole
    numbers, under the tree's gates as literals: one that is 1 makes its part hold. Alternatives
    at the top are solved one by one, each for what is cheaper than those before it.
    """
    best: tuple[int, Rows] | None = None
    lows, done = [], True
    ways = alternatives(tree, wanted)
    for way, holds in ways:
        program = _Encoder(votes).of(way, holds)
        cut = None if best is None else best[0]
        found = branch.solve(program, cut=cut, seconds=seconds / len(ways))
        done &= found.done
        if not found.done:
            lows.append(max(0, found.bound or 0))
        if found.point is not None and (best is None or program.value(found.point) < best[0]):
            best = program.value(found.point), _changed(votes, found.point)
    if best is not None:
        return Found(best[1], min([best[0], *lows]), done)
    return Found(None, min(lows, default=None), done)


def alternatives(tree: Tree, wanted: bool) -> list[tuple[Tree, bool]]:
    """Return parts any one of which gives what is wanted, and without which it is not given."""
    match tree:
        case Negation():
            return alternatives(tree.item, not wanted)
        case Join():
            total = sum(w for w, _ in tree.items)
            need = tree.quota if wanted else total - tree.quota + 1
            if need > 0 and tree.items and all(w >= need for w, _ in tree.items):
                return [x for _, i in tree.items for x in alternatives(i, wanted)]
    return [(tree, wanted)]


def serving(tree: Tree, wanted: bool) -> set[tuple[int, int]]:
    """Return (row, direction) of every change of sides that some limb gains by."""
    match tree:
        case Negation():
            return serving(tree.item, not wanted)
        case Leaf():
            return {(i, step if wanted else -step) for i, step in tree.moves}
        case Join():
            return {x for _, i in tree.items for x in serving(i, wanted)}


def _changed(votes: Rows, point: tuple[int, ...]) -> Rows:
    n = len(votes)
    new = []
    for i, row in enumerate(votes):
        shift = point[i] - point[n + i]
        cells = dict(row.cells)
        if shift:
            cells["yes"] = (cells.get("yes") or 0) + shift
            cells["no"] = (cells.get("no") or 0) - shift
        new.append(replace(row, cells=cells))
    return tuple(new)


@dataclass(slots=True)
class _Encoder:
    """Variables u (rows from no to yes), v (from yes to no), then a literal for every part."""

    votes: Rows
    low: list[int] = field(default_factory=list)
    high: list[int] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    def of(self, tree: Tree, wanted: bool) -> Program:
        n = len(self.votes)
        self.low = [0] * (2 * n)
        # A ballot turned in a way that serves no limb can only cost.
        useful = serving(tree, wanted)
        for way, cell in ((1, "no"), (-1, "yes")):
            self.high += [(r.cells.get(cell) or 0) * ((i, way) in useful)
                          for i, r in enumerate(self.votes)]  # fmt: skip
        self.low[self._literal(tree, wanted)] = 1
        cost = (1,) * (2 * n) + (0,) * (len(self.low) - 2 * n)
        return Program(tuple(self.low), tuple(self.high), cost, tuple(self.constraints), 2 * n)

    def _fresh(self, most: int = 1) -> int:
        self.low.append(0)
        self.high.append(most)
        return len(self.low) - 1

    def _literal(self, tree: Tree, wanted: bool) -> int:
        match tree:
            case Negation():
                return self._literal(tree.item, not wanted)
            case Leaf():
                return self._limb(tree, wanted)
            case Join():
                total = sum(w for w, _ in tree.items)
                need = tree.quota if wanted else total - tree.quota + 1
                if need > total:
                    return self._fresh(0)
                items = tuple((self._literal(i, wanted), w) for w, i in tree.items)
                z = self._fresh()
                if need > 0:
                    self.constraints.append(Constraint((*items, (z, -need)), 0))
                return z

    def _limb(self, leaf: Leaf, wanted: bool) -> int:
        least = leaf.up if wanted else leaf.down
        if least is None:
            return self._fresh(0)
        n, sign = len(self.votes), 1 if wanted else -1
        terms = []
        for i, step in leaf.moves:
            terms += [(i, sign * step), (n + i, -sign * step)]
        floor = sum(min(0, a) * self.high[j] for j, a in terms)
        ceiling = sum(max(0, a) * self.high[j] for j, a in terms)
        if ceiling < least:
            return self._fresh(0)
        z = self._fresh()
        if floor < least:
            # At z = 0 the demand sinks to what every change meets.
            self.constraints.append(Constraint((*terms, (z, floor - least)), floor))
        return z
