"""Sets of members that pass and cost no more than a price: two halves listed and matched.

The subsets of each half are grouped by state and size and sorted by price; for every group of the
first half one search finds how far down each group of the other half may be joined to its members
(Horowitz & Sahni 1974, with a state beside the price).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foedus.power.packing import slot_bytes
from foedus.proof.sums import Endings, State, Sums, TooMany
from foedus.rules.gates import Rule

#: Whole numbers below this fit 64 bits with room for one more.
LARGE = 1 << 61
#: Whole numbers: of 64 bits, or of Python beyond that; never a silent overflow.
Whole = NDArray[Any]
#: Comparisons of two halves for each step allowed, with states and without.
EACH, EACH_PLAIN = 8, 64


def cheapest(rule: Rule, price: Mapping[str, int], cost: int, size: int, steps: int) -> int | None:
    """Return how many sets of `size` members pass and cost `cost` at most; None if too long.

    Voters with a price are split into halves; those without one are counted by a table. A priced
    type is not counted.
    """
    priced = [k for k, v in enumerate(rule.voters) if price.get(v.name)]
    if any(rule.voters[k].count > 1 for k in priced) or rule.root < len(rule.voters):
        return None
    try:
        return _cheapest(rule, {k: price[rule.voters[k].name] for k in priced}, cost, size, steps)
    except TooMany:
        return None


def below(prices: Sequence[int], most: int, steps: int) -> dict[int, int]:
    """Return how many subsets of some prices cost `most` at most, by their number of members.

    Raises TooMany.
    """
    found: Counter[int] = Counter()
    places = range(len(prices))
    halves = _halves(places, dict(enumerate(prices)), ((),) * len(prices), (), len(prices), most,
                     steps)  # fmt: skip
    for _, members, number in _matched(*halves, most, (0, len(prices)), EACH_PLAIN * steps):
        found[members] += number
    return dict(found)


def _cheapest(rule: Rule, costs: Mapping[int, int], cost: int, size: int, steps: int) -> int:
    sums = Sums.of(rule)
    halves = _halves(list(costs), costs, sums.weights, sums.caps, size, cost, steps)
    rest = [k for k in range(len(rule.voters)) if k not in costs]
    slot = slot_bytes(rule.size)
    endings = Endings(sums, rest, slot, steps)
    mask = (1 << (8 * slot)) - 1
    free = sum(rule.voters[k].count for k in rest)
    return sum(
        number * (endings.of(state) >> (8 * slot * (size - members)) & mask)
        for state, members, number in _matched(*halves, cost, (size - free, size), EACH * steps)
    )


@dataclass(frozen=True, slots=True)
class _Half:
    """The subsets of one half: prices sorted within groups of one state and size.

    Group g holds prices[starts[g] : starts[g + 1]]; states: groups x rows.
    """

    states: Whole
    sizes: Whole
    starts: Whole
    prices: Whole
    caps: Whole

    def of_size(self, size: int) -> Whole:
        """Return the groups of so many members."""
        return np.flatnonzero(self.sizes == size)


Rows = tuple[tuple[tuple[int, int], ...], ...]


def _halves(
    voters: Sequence[int],
    costs: Mapping[int, int],
    weights: Rows,
    caps: State,
    size: int,
    most: int,
    steps: int,
) -> tuple[_Half, _Half]:
    half = len(voters) // 2
    if 1 << (len(voters) - half) > steps:
        raise TooMany
    small = sum(costs.values()) < LARGE and most < LARGE and all(c < LARGE for c in caps)
    limits = np.array(caps, dtype=np.int64 if small else object)
    first, second = (
        _half(part, costs, weights, limits, size, most) for part in (voters[:half], voters[half:])
    )
    return first, second


def _half(
    voters: Sequence[int],
    costs: Mapping[int, int],
    weights: Rows,
    caps: Whole,
    size: int,
    most: int,
) -> _Half:
    """Return the subsets of some voters, but those of more than `size` members or above `most`."""
    states = np.zeros((1, len(caps)), dtype=caps.dtype)
    sizes, prices = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=caps.dtype)
    for voter in voters:
        own = costs[voter]
        kept = (sizes < size) & (prices <= most - own)
        more = np.zeros(len(caps), dtype=caps.dtype)
        for row, weight in weights[voter]:
            more[row] = min(weight, caps[row])
        states = np.concatenate((states, np.minimum(caps, states[kept] + more)))
        sizes = np.concatenate((sizes, sizes[kept] + 1))
        prices = np.concatenate((prices, prices[kept] + own))
    columns = [sizes, *states.T]
    order = np.lexsort([_ranks(prices), *map(_ranks, reversed(columns))])
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.logical_or.reduce([c[order][1:] != c[order][:-1] for c in columns])
    starts = np.flatnonzero(new)
    heads = order[starts]
    ends = np.append(starts, len(order))
    return _Half(states[heads], sizes[heads], ends, prices[order], caps)


def _ranks(values: Whole) -> Whole:
    """Return numbers in the same order that numpy can sort by."""
    return values if values.dtype != object else np.unique(values, return_inverse=True)[1]


def _matched(
    one: _Half, other: _Half, cost: int, sizes: tuple[int, int], steps: int
) -> Iterator[tuple[State, int, int]]:
    """Yield (state, size, number of sets) for every two groups of fitting size and price.

    Raises TooMany.
    """
    blocks = {int(n): _Block.of(other, other.of_size(n), cost) for n in np.unique(other.sizes)}
    for group, state in enumerate(one.states):
        own = int(one.sizes[group])
        mine = one.prices[one.starts[group] : one.starts[group + 1]]
        for more, block in blocks.items():
            if sizes[0] <= own + more <= sizes[1]:
                live = np.flatnonzero(block.least <= cost - mine[0])
                steps -= len(mine) * len(live)
                if steps < 0:
                    raise TooMany
                yield from block.joined(live, state, mine, own + more)


@dataclass(frozen=True, slots=True)
class _Block:
    """The groups of one size, as one sorted list: group g's prices stand at g (cost + 1) + price.

    No price is above `cost`, so that one search serves every group.
    """

    states: Whole
    keys: Whole
    starts: Whole
    least: Whole
    cost: int
    caps: Whole

    @classmethod
    def of(cls, half: _Half, groups: Whole, cost: int) -> _Block:
        """Return some groups of a half."""
        kind = half.prices.dtype if len(groups) * (cost + 1) < LARGE else np.dtype(object)
        lengths = half.starts[groups + 1] - half.starts[groups]
        place = np.repeat(np.arange(len(groups)), lengths)
        prices = np.concatenate([half.prices[half.starts[g] : half.starts[g + 1]] for g in groups])
        keys = place.astype(kind) * (cost + 1) + prices
        starts = np.append(0, np.cumsum(lengths))[:-1]
        return cls(half.states[groups], keys, starts, prices[starts], cost, half.caps)

    def joined(
        self, live: Whole, state: Whole, mine: Whole, size: int
    ) -> Iterator[tuple[State, int, int]]:
        """Yield the sets made of a subset of `mine` and one of each live group."""
        if not len(live):
            return
        first = live.astype(self.keys.dtype) * (self.cost + 1)
        wanted = first[:, None] + (self.cost - mine)[None, :]
        places = np.searchsorted(self.keys, wanted.ravel(), side="right").reshape(wanted.shape)
        numbers = places.sum(axis=1) - self.starts[live] * len(mine)
        states = np.minimum(self.caps, self.states[live] + state)
        for ends, number in zip(states.tolist(), numbers.tolist(), strict=True):
            if number:
                yield tuple(ends), size, number
