"""Branch and bound in exact integers: propagation, Lagrangian bounds, reduced-cost fixing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from foedus.proof.lagrange import Bound, Floats, Lagrangian
from foedus.proof.polish import polish
from foedus.proof.presolve import dominated, max_cost, merge, min_cost, propagate, spread
from foedus.proof.program import Outcome, Program

ROOT_STEPS, NODE_STEPS = 60, 6
#: Points are repaired at the first boxes, then at every so many.
REPAIRS = 8


@dataclass(slots=True)
class Node:
    """A box still to be searched, with the multipliers and the bound it inherits."""

    low: list[int]
    high: list[int]
    multipliers: Floats
    bound: int | None = None


@dataclass(slots=True)
class Search:
    """One depth-first search; `cut` is the cost that a point must stay below."""

    program: Program
    deadline: float
    first: bool
    cut: int
    dual: Lagrangian = field(init=False)
    best: tuple[int, ...] | None = None
    nodes: int = 0
    root: Bound | None = None
    rows_of: list[list[int]] = field(init=False)
    gap: Fraction = Fraction(0)
    polish_at: int = 32
    polished: tuple[int, ...] | None = None
    boxes: int | None = None

    def __post_init__(self) -> None:
        self.dual = Lagrangian(self.program)
        self.rows_of = [[i for i, _ in column] for column in self.dual.columns]

    def run(self) -> Outcome:
        """Search until done, out of time, or (with `first`) a point is found."""
        start = np.zeros(len(self.program.constraints))
        stack = [Node(list(self.program.low), list(self.program.high), start)]
        while stack:
            if (self.first and self.best) or self._spent():
                return self._stopped(stack)
            node = stack.pop()
            if node.bound is None or node.bound < self.cut:
                stack += self._expand(node)
            if self.nodes >= self.polish_at and stack:
                self._polish()
                if self._close(stack):
                    return self._stopped(stack)
        bound = None if self.best is None else self.program.value(self.best)
        return Outcome(self.best, bound, True, "branch", self._named(), self.nodes)

    def _spent(self) -> bool:
        over = self.boxes is not None and self.nodes >= self.boxes
        return over or time.monotonic() > self.deadline

    def _polish(self) -> None:
        """Try exchanges below the best point, ever more seldom."""
        self.polish_at *= 4
        if self.best is not None and self.root is not None and self.best != self.polished:
            self._try(polish(self.program, self.best, self.root.value))
            self.polished = self.best

    def _close(self, stack: list[Node]) -> bool:
        if self.best is None or self.root is None or self.gap == 0:
            return False
        floor = min([n.bound for n in stack if n.bound is not None], default=self.root.value)
        return self.cut - floor <= self.gap * abs(self.cut)

    def _stopped(self, stack: list[Node]) -> Outcome:
        open_bounds = [n.bound for n in stack if n.bound is not None]
        floor = min([*open_bounds, self.cut]) if len(open_bounds) == len(stack) else None
        if floor is None:
            floor = self.root.value if self.root else min_cost(self.program)
        return Outcome(self.best, floor, False, "branch", (), self.nodes)

    def _named(self) -> tuple[tuple[str, int], ...]:
        if self.root is None or self.best is not None:
            return ()
        rows = zip(self.program.constraints, self.root.multipliers, strict=True)
        return tuple((c.label, m) for c, m in rows if m)

    def _expand(self, node: Node) -> list[Node]:
        self.nodes += 1
        if not propagate(self.program.constraints, node.low, node.high):
            return []
        self._try(node.low)
        self._try(node.high)
        bound = self._bound(node)
        if bound.value >= self.cut:
            return []
        point = [
            a if r > 0 else b for r, a, b in zip(bound.reduced, node.low, node.high, strict=True)
        ]
        self._try(point)
        if self.nodes <= REPAIRS or self.nodes % REPAIRS == 0:
            self._repair(point, bound, node)
        if bound.value >= self.cut or not self._fix(node, bound):
            return []
        return self._split(node, bound)

    def _bound(self, node: Node) -> Bound:
        low, high = np.array(node.low, float), np.array(node.high, float)
        steps = NODE_STEPS if self.root else ROOT_STEPS
        target = float(self.cut)
        node.multipliers = self.dual.climb(node.multipliers, low, high, target, steps)
        bound = self.dual.exact(node.multipliers, node.low, node.high)
        if self.root is None:
            self.root = bound
        return bound

    def _try(self, point: Sequence[int]) -> None:
        if self.program.value(point) < self.cut and all(
            c.holds(point) for c in self.program.constraints
        ):
            self.best, self.cut = tuple(point), self.program.value(point)

    def _repair(self, point: list[int], bound: Bound, node: Node) -> None:
        """Move the relaxed point to a feasible one: each step takes the most off the violation."""
        rows, columns = self.program.constraints, self.dual.columns
        slack = [sum(a * point[j] for j, a in c.terms) - c.least for c in rows]
        for _ in range(2 * len(point)):
            short = [i for i, s in enumerate(slack) if s < 0]
            if not short:
                break
            moves = [
                self._move(j, a, i, point, slack, bound, node)
                for i in short
                for j, a in rows[i].terms
                if (point[j] < node.high[j] if a > 0 else point[j] > node.low[j])
            ]
            best = min(moves, default=None)
            if best is None or best[0] >= 0:
                return
            _, _, j, step = best
            point[j] += step
            for i, a in columns[j]:
                slack[i] += a * step
        self._trim(point, slack, node)
        self._try(point)

    def _move(
        self,
        j: int,
        weight: int,
        row: int,
        point: list[int],
        slack: list[int],
        bound: Bound,
        node: Node,
    ) -> tuple[float, int, int, int]:
        """Return (change of the violation, reduced cost, variable, step) of the step on one row."""
        room = node.high[j] - point[j] if weight > 0 else point[j] - node.low[j]
        step = min(room, -(slack[row] // abs(weight)))
        step = step if weight > 0 else -step
        change = 0.0
        for i, a in self.dual.columns[j]:
            after = min(0, slack[i] + a * step)
            change -= (after - min(0, slack[i])) / self.dual.size[i]
        return change, abs(bound.reduced[j]) * abs(step), j, step

    def _trim(self, point: list[int], slack: list[int], node: Node) -> None:
        """Take out what the point does not need, the dearest first."""
        for j in sorted(range(len(point)), key=lambda j: -self.program.cost[j]):
            room = point[j] - node.low[j]
            for i, a in self.dual.columns[j]:
                if a > 0:
                    room = min(room, slack[i] // a)
            if room > 0 and self.program.cost[j] > 0:
                point[j] -= room
                for i, a in self.dual.columns[j]:
                    slack[i] -= a * room

    def _fix(self, node: Node, bound: Bound) -> bool:
        """Drop values whose reduced cost alone lifts the bound to the cut."""
        spare = ((self.cut - 1) << bound.shift) - bound.scaled
        for j, r in enumerate(bound.reduced):
            if r > 0:
                node.high[j] = min(node.high[j], node.low[j] + spare // r)
            elif r < 0:
                node.low[j] = max(node.low[j], node.high[j] - spare // -r)
        return propagate(self.program.constraints, node.low, node.high)

    def _split(self, node: Node, bound: Bound) -> list[Node]:
        free = [j for j, (a, b) in enumerate(zip(node.low, node.high, strict=True)) if a < b]
        if not free:
            self._try(node.low)
            return []
        gates = [j for j in free if j >= self.program.voters]
        scale = [abs(c) + 1 for c in self.program.cost]
        j = min(
            gates or free, key=lambda j: (abs(bound.reduced[j]) / scale[j], -len(self.rows_of[j]))
        )
        middle = (node.low[j] + node.high[j]) // 2
        upper = Node(node.low.copy(), node.high.copy(), node.multipliers, bound.value)
        lower = Node(node.low, node.high, node.multipliers, bound.value)
        upper.low[j], lower.high[j] = middle + 1, middle
        return [lower, upper] if bound.reduced[j] <= 0 else [upper, lower]


def root_bound(program: Program) -> int:
    """Return a quick lower bound on the cost of every point of the program."""
    low, high = np.array(program.low, float), np.array(program.high, float)
    dual = Lagrangian(program)
    start = np.zeros(len(program.constraints))
    multipliers = dual.climb(start, low, high, float(max_cost(program) + 1), 0)
    return dual.exact(multipliers, program.low, program.high).value


def solve(
    program: Program,
    *,
    cut: int | None = None,
    first: bool = False,
    seconds: float = 2.0,
    gap: Fraction = Fraction(0),
    boxes: int | None = None,
) -> Outcome:
    """Return the cheapest point below `cut`, or the proof that there is none, within the time.

    Interchangeable variables (equal cost and column) are searched as one; the point returned
    fills them in order of name. With `first` the search stops at any point; with a `gap` it stops
    once bound and point are that close (relative) and 32 boxes have been searched; `boxes` ends
    it after so many, however fast the machine.
    """
    if any(a > b for a, b in zip(program.low, program.high, strict=True)):
        return Outcome(None, None, True, "branch")
    small, groups = merge(program)
    small = dominated(small)
    limit = max_cost(program) + 1 if cut is None else min(cut, max_cost(program) + 1)
    search = Search(small, time.monotonic() + seconds, first, limit)
    search.gap, search.boxes = gap, boxes
    found = search.run()
    point = None if found.point is None else spread(program, groups, found.point)
    return Outcome(point, found.bound, found.done, found.engine, found.multipliers, found.nodes)
