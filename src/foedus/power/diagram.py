"""Exact counting with a decision diagram: types as multiway nodes, equivalent states merged.

The members decide type by type. Two partial decisions are one node where no way of deciding the
rest can tell them apart: every gate still undecided needs weights that the remaining members'
sums separate alike (intervals, Behle 2007; Bolus 2011, "Power indices of simple games and
vector-weighted majority games by means of binary decision diagrams"). One pass forward and one
back give every member's swings; nobody is left out in turn.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.draft import take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify
from foedus.rules.transform import Collapsed, collapse

#: Sets of remaining sums are kept up to this size; above it the sums themselves are the state.
SUMS = 5000
Key = bool | tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """One gate: row of its voters, quota, and its child gates with their weights."""

    row: int
    quota: int
    gates: tuple[tuple[int, int], ...]


class Layers:
    """A rule cut into layers, one a type, with what is left to come after each."""

    def __init__(self, rule: Rule, keys: Sequence[object] = ()) -> None:
        self.short: Collapsed = collapse(simplify(rule), keys)
        draft = take_apart(self.short.rule)
        n = len(draft.voters)
        self.counts = [v.count for v in draft.voters]
        self.dictator = draft.root if draft.root < n else None
        rows: dict[tuple[tuple[int, int], ...], int] = {}
        self.gates: list[Inner] = []
        for part in draft.parts:
            voters = tuple(sorted((k, w) for k, w in part.weights.items() if k < n))
            gates = tuple((k - n, w) for k, w in part.weights.items() if k >= n)
            self.gates.append(Inner(rows.setdefault(voters, len(rows)), part.quota, gates))
        self.rows = [dict(row) for row in rows]
        if self.dictator is not None:
            self.rows, self.gates = [{self.dictator: 1}], [Inner(0, 1, ())]
        self.order = self._order()
        self.weights = [[row.get(t, 0) for row in self.rows] for t in self.order]
        self._suffixes()

    def _order(self) -> list[int]:
        """Heaviest first, measured on the row where a type weighs most; one row after another."""
        totals = [sum(w * self.counts[k] for k, w in r.items()) or 1 for r in self.rows]

        def key(t: int) -> tuple[float, int, int]:
            share = [(row.get(t, 0) / totals[r], -r) for r, row in enumerate(self.rows)]
            top, at = max(share, default=(0.0, 0))
            return (-top, -at, t)

        return sorted(range(len(self.counts)), key=key)

    def _suffixes(self) -> None:
        """For each layer and row: the remaining total, and the remaining sums where few."""
        depth = len(self.order)
        self.rest = [[0] * len(self.rows) for _ in range(depth + 1)]
        self.sums: list[list[list[int] | None]] = [[[0]] * len(self.rows) for _ in range(depth + 1)]
        for d in range(depth - 1, -1, -1):
            count = self.counts[self.order[d]]
            for r, w in enumerate(self.weights[d]):
                self.rest[d][r] = self.rest[d + 1][r] + w * count
                self.sums[d][r] = _more_sums(self.sums[d + 1][r], w, count)

    def classify(self, depth: int, at: tuple[int, ...]) -> Key:
        """Return True or False where the rule is decided, else what the rest must still bring."""
        rest = self.rest[depth]
        low: list[int] = []
        state: list[int] = []
        for gate in self.gates:
            lo = at[gate.row]
            hi = lo + rest[gate.row]
            for child, weight in gate.gates:
                known = state[child]
                if known:
                    hi += weight
                    if known == 1:
                        lo += weight
            low.append(lo)
            state.append(1 if lo >= gate.quota else 0 if hi < gate.quota else 2)
        if state[-1] != 2:
            return state[-1] == 1
        return self._needs(depth, low, state)

    def _needs(self, depth: int, low: list[int], state: list[int]) -> Key:
        relevant = [False] * len(state)
        relevant[-1] = True
        key = []
        for g in range(len(state) - 1, -1, -1):
            if not relevant[g]:
                continue
            gate = self.gates[g]
            need, waiting = gate.quota - low[g], False
            for child, _ in gate.gates:
                if state[child] == 2:
                    relevant[child] = waiting = True
            if not waiting:
                sums = self.sums[depth][gate.row]
                if sums is not None:
                    need = bisect_left(sums, need)
            key.append((g, need))
        return tuple(key)


def _more_sums(sums: list[int] | None, weight: int, count: int) -> list[int] | None:
    if sums is None or not weight:
        return sums
    if len(sums) * (count + 1) > 20 * SUMS:
        return None
    more = sorted({s + k * weight for s in sums for k in range(count + 1)})
    return more if len(more) <= SUMS else None


@dataclass(slots=True)
class Spot:
    """A node of the diagram: its row sums and its edges (from, to, key of the next node)."""

    at: tuple[int, ...]
    edges: list[tuple[int, int, Key]]


def build(layers: Layers, budget: Budget, engine: str) -> list[dict[Key, Spot]]:
    """Return the undecided nodes of each layer, with their edges."""
    depth = len(layers.order)
    start = (0,) * len(layers.rows)
    first = layers.classify(0, start)
    found: list[dict[Key, Spot]] = [{} if isinstance(first, bool) else {first: Spot(start, [])}]
    held = 0
    for d in range(depth):
        following: dict[Key, Spot] = {}
        weights, count = layers.weights[d], layers.counts[layers.order[d]]
        for k, spot in enumerate(found[d].values()):
            _branch(layers, d, spot, weights, count, following)
            if not k % 4096:
                budget.check(d / depth, engine)
                budget.hold(held + len(following), engine, "sampling or bounds")
        held += len(following)
        found.append(following)
    return found


def _branch(
    layers: Layers,
    d: int,
    spot: Spot,
    weights: list[int],
    count: int,
    following: dict[Key, Spot],
) -> None:
    """Fill the edges of a node: ranges of k (how many of the type say yes) with one result."""
    seen: dict[int, tuple[Key, tuple[int, ...]]] = {}

    def look(k: int) -> Key:
        if k not in seen:
            at = tuple(s + k * w for s, w in zip(spot.at, weights, strict=True))
            seen[k] = (layers.classify(d + 1, at), at)
        return seen[k][0]

    low = 0
    while low <= count:
        key = look(low)
        high = low
        if look(count) == key:
            high = count
        else:
            beyond = count
            while beyond - high > 1:
                middle = (high + beyond) // 2
                if look(middle) == key:
                    high = middle
                else:
                    beyond = middle
        spot.edges.append((low, high, key))
        if not isinstance(key, bool) and key not in following:
            following[key] = Spot(seen[low][1], [])
        low = high + 1


def sweep(
    layers: Layers,
    found: list[dict[Key, Spot]],
    tags: list[int],
    slot: int,
    start: Key,
    budget: Budget,
    engine: str,
) -> tuple[int, list[int]]:
    """Return the winning sets and each type's swings (of one member) as packed polynomials.

    A yes of a member of layer d counts x^tags[d]; `slot` is the number of bytes of a coefficient,
    0 to count totals only.
    """
    counts = [layers.counts[t] for t in layers.order]
    depth = len(counts)
    widths = [slot * tag for tag in tags]
    pieces: dict[tuple[int, int, int, int], int] = {}

    def piece(c: int, low: int, high: int, width: int) -> int:
        key = (c, low, high, width)
        if key not in pieces:
            pieces[key] = _piece(c, low, high, width, slot)
        return pieces[key]

    free = [1] * (depth + 1)
    for d in range(depth - 1, -1, -1):
        free[d] = free[d + 1] * piece(counts[d], 0, counts[d], widths[d])
    back: list[dict[Key, int]] = [{} for _ in range(depth + 1)]

    def value(d: int, key: Key) -> int:
        if isinstance(key, bool):
            return free[d] if key else 0
        return back[d][key]

    for d in range(depth - 1, -1, -1):
        budget.check(1 - d / depth, engine)
        for key, spot in found[d].items():
            total = 0
            for low, high, after in spot.edges:
                got = value(d + 1, after)
                if got:
                    total += got * piece(counts[d], low, high, widths[d])
            back[d][key] = total
    ahead: dict[Key, int] = {k: 1 for k in found[0]}
    swings = []
    for d in range(depth):
        budget.check(d / depth, engine)
        following: dict[Key, int] = dict.fromkeys(found[d + 1], 0)
        pivots = 0
        for key, spot in found[d].items():
            come = ahead[key]
            previous, gain = None, 0
            for low, high, after in spot.edges:
                got = value(d + 1, after)
                if previous is not None:
                    gain += (got - previous) * piece(counts[d] - 1, low - 1, low - 1, widths[d])
                previous = got
                if not isinstance(after, bool):
                    following[after] += come * piece(counts[d], low, high, widths[d])
            if gain:
                pivots += come * gain
        swings.append(pivots)
        ahead = following
    return value(0, start), swings


def _piece(count: int, low: int, high: int, width: int, slot: int) -> int:
    """Return sum C(count, k) x^(k tag): width is slot times tag, in bytes."""
    if not slot or not width or width == slot:
        return binomials(count, low, high, width and slot)
    return sum(binomials(count, k, k, 0) << (8 * width * k) for k in range(low, high + 1))


def diagram(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    """Count a rule with the decision diagram.

    Raises TooLarge where it needs more nodes or time than the budget allows.
    """
    engine = "diagram"
    budget = budget or Budget()
    layers = Layers(rule)
    found = build(layers, budget, engine)
    start = next(iter(found[0]), None)
    key: Key = layers.classify(0, (0,) * len(layers.rows)) if start is None else start
    slot = slot_bytes(rule.size) if sizes else 0
    winning, pivots = sweep(layers, found, [1] * len(layers.order), slot, key, budget, engine)
    return spread(rule, layers, winning, pivots, slot, engine)


def spread(
    rule: Rule, layers: Layers, winning: int, pivots: list[int], slot: int, engine: str
) -> Profile:
    """Return the profile over the rule's own voters from packed counts over its types."""
    n = rule.size
    place = {k: d for d, t in enumerate(layers.order) for k in layers.short.groups[t]}
    if slot:
        by_layer = [unpack(p, slot, n) for p in pivots]
        swings = [by_layer[place[k]] for k in range(len(rule.voters))]
        return profile_by_size(rule, unpack(winning, slot, n + 1), swings, engine)
    return Profile(
        rule.names,
        tuple(v.count for v in rule.voters),
        winning,
        tuple(pivots[place[k]] for k in range(len(rule.voters))),
        engine,
    )
