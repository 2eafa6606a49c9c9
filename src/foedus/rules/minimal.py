"""Smallest and minimal coalitions that pass a proposal, or that can stop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from math import gcd

from foedus.answer import Answer, Label
from foedus.rules.covering import Cover, Search, solve
from foedus.rules.draft import Draft, Part, take_apart
from foedus.rules.gates import Coalition, Rule, Voter
from foedus.rules.patterns import Demand, QuickBound, demands, modules
from foedus.rules.simplify import simplify
from foedus.rules.transform import Collapsed, collapse, dual, restrict

#: Search nodes before the search stops with a bracket; about a second.
EFFORT = 300_000
#: Patterns that are sorted by their bounds before the most promising is searched.
BATCH = 500
METHOD = "branch and bound with exact integer Lagrangian bounds, over the patterns of open gates"
REFERENCE = "Geoffrion 1974, Lagrangean relaxation for integer programming"


@dataclass(frozen=True, slots=True)
class Smallest(Answer):
    """A coalition of least cost, one of possibly many.

    `coalition` maps names to counts and `cost` is its price; both are None where no coalition
    will do. `lower` is a cost that no coalition undercuts: with the label "exact" it is the
    cost itself, with the label "bound" the optimum lies between `lower` and `cost`.
    """

    coalition: dict[str, int] | None
    cost: int | None
    lower: int | None
    label: Label
    method: str = METHOD
    reference: str = REFERENCE


def smallest_winning(
    rule: Rule,
    price: Mapping[str, int] | None = None,
    *,
    containing: Coalition | Iterable[str] = (),
    excluding: Coalition | Iterable[str] = (),
    effort: int = EFFORT,
) -> Smallest:
    """Return a winning coalition of least total price; the price of a member is 1 unless given.

    minimise sum_i price_i x_i over winning coalitions x with `containing` <= x and without
    `excluding` (counts by name, or names standing for all members). A voter that `price` does
    not name costs 0. The same rule always gives the same coalition. `effort` counts search nodes.
    Raises ValueError for a negative price or an unknown voter.
    """
    inside = rule.coalition(containing)
    prices = _prices(rule, price)
    rest = restrict(rule, yes=inside, no=rule.coalition(excluding))
    found = _cheapest(rest, [prices[name] for name in rest.names], effort)
    if found is None:
        return Smallest(None, None, None, Label.EXACT)
    x, lower = found
    paid = sum(prices[k] * c for k, c in inside.items())
    coalition = dict(zip(rest.names, x, strict=True))
    whole = {n: coalition.get(n, 0) + inside.get(n, 0) for n in rule.names}
    whole = _shrink(rule, whole, prices, inside)
    cost = sum(prices[k] * c for k, c in whole.items())
    lower = min(lower + paid, cost)
    label = Label.EXACT if lower == cost else Label.BOUND
    return Smallest({k: c for k, c in whole.items() if c}, cost, lower, label)


def smallest_blocking(
    rule: Rule,
    price: Mapping[str, int] | None = None,
    *,
    containing: Coalition | Iterable[str] = (),
    excluding: Coalition | Iterable[str] = (),
    effort: int = EFFORT,
) -> Smallest:
    """Return a coalition of least total price that stops the proposal when all of it says no.

    The blocking coalitions are the winning coalitions of the dual rule; arguments and errors as
    in `smallest_winning`.
    """
    return smallest_winning(
        dual(rule), price, containing=containing, excluding=excluding, effort=effort
    )


def _prices(rule: Rule, price: Mapping[str, int] | None) -> dict[str, int]:
    if price is None:
        return dict.fromkeys(rule.names, 1)
    unknown = sorted(set(price) - set(rule.names))
    if unknown:
        raise ValueError(f"no such voter: {', '.join(unknown)}")
    if any(p < 0 for p in price.values()):
        raise ValueError("a price is negative")
    return {name: price.get(name, 0) for name in rule.names}


def _shrink(
    rule: Rule, coalition: dict[str, int], prices: Mapping[str, int], keep: Coalition
) -> dict[str, int]:
    """Drop members that are not needed, the dearest first, and later names before earlier ones."""
    x = [coalition[n] for n in rule.names]
    order = sorted(range(len(x)), key=lambda k: (-prices[rule.names[k]], -k))
    for k in order:
        least, most = keep.get(rule.names[k], 0), x[k]
        while least < most:
            x[k] = (least + most) // 2
            least, most = (least, x[k]) if rule.wins(x) else (x[k] + 1, most)
        x[k] = most
    return dict(zip(rule.names, x, strict=True))


def _cheapest(rule: Rule, prices: list[int], effort: int) -> tuple[list[int], int] | None:
    """Return counts in the order of the voters and a proved lower bound, or None if none wins."""
    if not rule.wins([v.count for v in rule.voters]):
        return None
    short = collapse(simplify(rule), prices)
    opener = _Opener(short, [prices[group[0]] for group in short.groups], effort)
    counts = opener.open_root()
    x = [0] * len(prices)
    for group, count in zip(short.groups, counts, strict=True):
        for k in group:
            x[k] = min(rule.voters[k].count, count)
            count -= x[k]
    return x, opener.below[opener.draft.root]


class _Opener:
    """Opens gates as cheaply as possible, modules first: each then stands as a priced voter."""

    def __init__(self, short: Collapsed, prices: list[int], effort: int) -> None:
        self.draft = take_apart(short.rule)
        self.voters = len(prices)
        self.effort = effort
        self.price = dict(enumerate(prices))
        self.below = dict(self.price)
        self.inner: dict[int, list[int]] = {}

    def open_root(self) -> list[int]:
        """Return how many of each type open the root; `below[root]` becomes a proved bound."""
        root = self.draft.root
        if root < self.voters:
            return [int(k == root) for k in range(self.voters)]
        for node in [*modules(self.draft), root]:
            self._open(node)
        return self.inner[root]

    def _open(self, root: int) -> None:
        flat, nodes = self._flatten(root)
        prices = [self.price[k] for k in nodes]
        search = Search(self.effort, step=gcd(*prices) or 1)
        everyone = [v.count for v in flat.voters]
        search.offer(_cost(prices, everyone), everyone)
        quick = QuickBound(flat, prices)

        def promising(demand: Demand) -> bool:
            search.effort -= 1
            return not search.hopeless(quick(demand))

        waiting = demands(flat, promising)
        while batch := sorted(((quick(d), k, d) for k, d in enumerate(islice(waiting, BATCH)))):
            for lower, _, demand in batch:
                if not search.hopeless(lower):
                    solve(_cover(flat, prices, demand), search, lower)
            if search.effort <= 0:
                if next(waiting, None) is not None:
                    search.leave_open(0)
                break
        self.effort = max(search.effort, 0)
        self._record(root, nodes, search)

    def _record(self, root: int, nodes: list[int], search: Search) -> None:
        x = [0] * self.voters
        for node, count in zip(nodes, search.found or [], strict=True):
            if node < self.voters:
                x[node] += count
            elif count:
                x = [a + b for a, b in zip(x, self.inner[node], strict=True)]
        best = search.best or 0
        proved = best if search.lowest_open is None else min(best, search.lowest_open)
        certain = all(self.below[k] == self.price[k] for k in nodes)
        self.inner[root], self.price[root] = x, best
        self.below[root] = proved if certain else 0

    def _flatten(self, root: int) -> tuple[Draft, list[int]]:
        """Return the graph below `root` with priced gates as voters, and which nodes those are."""
        n, reach, leaves, stack = self.voters, set(), set(), [root]
        while stack:
            node = stack.pop()
            if node in self.price and node != root:
                leaves.add(node)
            elif node not in reach:
                reach.add(node)
                stack.extend(self.draft.parts[node - n].weights)
        nodes = sorted(leaves)
        voters = [self.draft.voters[k] if k < n else Voter(f"gate {k}") for k in nodes]
        at = {k: i for i, k in enumerate([*nodes, *sorted(reach)])}
        parts = [
            Part({at[k]: w for k, w in self.draft.parts[g - n].weights.items()}, quota)
            for g in sorted(reach)
            for quota in [self.draft.parts[g - n].quota]
        ]
        return Draft(voters, parts, at[root]), nodes


def _cost(prices: list[int], x: list[int]) -> int:
    return sum(p * v for p, v in zip(prices, x, strict=True))


def _cover(draft: Draft, prices: list[int], demand: Demand) -> Cover:
    n = len(draft.voters)
    rows, quota = [], []
    for row, need in demand.items():
        dense = [0] * n
        for node, weight in row:
            dense[node] = weight
        rows.append(dense)
        quota.append(need)
    return Cover(prices, [v.count for v in draft.voters], rows, quota)


def minimal_winning(rule: Rule) -> Iterator[dict[str, int]]:
    """Yield every minimal winning coalition once, as counts by name.

    Minimal: it wins, and without any one of its members it does not. Listed lazily by
    backtracking: a branch is entered only where its largest completion wins.
    """
    short = simplify(rule)
    n = len(short.voters)
    influence = _influence(short)
    order = sorted(range(n), key=lambda k: (-influence[k], k))
    counts = [v.count for v in short.voters]
    yield from _minimal(short, order, counts, [0] * n, [*counts], 0)


def minimal_blocking(rule: Rule) -> Iterator[dict[str, int]]:
    """Yield every minimal blocking coalition once: minimal winning coalitions of the dual."""
    return minimal_winning(dual(rule))


def _influence(rule: Rule) -> list[int]:
    weight = [0] * len(rule.voters)
    for row in rule.rows:
        for node, w in row.items:
            if node < len(weight):
                weight[node] = max(weight[node], w)
    return weight


def _minimal(
    rule: Rule, order: list[int], counts: list[int], x: list[int], most: list[int], depth: int
) -> Iterator[dict[str, int]]:
    if rule.wins(x):
        if _is_minimal(rule, x):
            yield {v.name: k for v, k in zip(rule.voters, x, strict=True) if k}
        return
    if depth == len(order) or not rule.wins(most):
        return
    k = order[depth]
    for take in range(counts[k], -1, -1):
        x[k] = most[k] = take
        yield from _minimal(rule, order, counts, x, most, depth + 1)
    x[k], most[k] = 0, counts[k]


def _is_minimal(rule: Rule, x: list[int]) -> bool:
    for k in range(len(x)):
        if x[k]:
            x[k] -= 1
            wins = rule.wins(x)
            x[k] += 1
            if wins:
                return False
    return True
