"""Exact counting with a decision diagram: types as multiway nodes, equivalent states merged.

The members decide type by type. Two partial decisions are one node where no way of deciding the
rest can tell them apart: every gate still undecided needs weights that the remaining members'
sums separate alike (intervals, Behle 2007; Bolus 2011, "Power indices of simple games and
vector-weighted majority games by means of binary decision diagrams"). One pass forward and one
back give every member's swings; nobody is left out in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from foedus.power.layers import Key, Layers
from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.gates import Rule


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
            if not k % 256:
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
            at = tuple([s + k * w for s, w in zip(spot.at, weights, strict=True)])
            seen[k] = (layers.classify(d + 1, at), at)
        return seen[k][0]

    low = 0
    while low <= count:
        key = look(low)
        high, step = low, 1
        if look(count) == key:
            high = count
        else:
            while high + step < count and look(high + step) == key:
                high, step = high + step, 2 * step
            beyond = min(high + step, count)
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
    pieces: dict[tuple[int, int, int, int], tuple[int, int]] = {}

    def times(value: int, c: int, low: int, high: int, width: int) -> int:
        """Return value * sum C(c, k) x^k; the factor x^low is a shift, which is cheaper."""
        key = (c, low, high, width)
        if key not in pieces:
            shift = 8 * width * low
            pieces[key] = _piece(c, low, high, width, slot) >> shift, shift
        factor, shift = pieces[key]
        return value * factor << shift

    free = [1] * (depth + 1)
    for d in range(depth - 1, -1, -1):
        free[d] = times(free[d + 1], counts[d], 0, counts[d], widths[d])
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
                    total += times(got, counts[d], low, high, widths[d])
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
                    gain += times(got - previous, counts[d] - 1, low - 1, low - 1, widths[d])
                previous = got
                if not isinstance(after, bool):
                    following[after] += times(come, counts[d], low, high, widths[d])
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
