"""The exact counting engines by name, and the choice among them."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from foedus.errors import TooLarge
from foedus.power.components import components, compose
from foedus.power.diagram import diagram
from foedus.power.game import NotThisGame, Weighted, weighted
from foedus.power.packed import packed
from foedus.power.profile import Budget, Profile
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify
from foedus.rules.transform import collapse

#: Tables of `packed` above so many bytes go to numpy (totals) or to another engine (sizes).
PACKED_BYTES = 60_000
PACKED_BYTES_BY_SIZE = 60_000_000
#: A large gate with so few distinct weights is a diagram of a few types.
FEW = 4
#: The most members that meet in the middle unasked (some seconds), and on request.
AT_ONCE = 46
ON_REQUEST = 60
#: So many distinct voters with sums so far apart: a diagram would not merge.
DISTINCT = 40
SUMS = 10_000_000
#: Nodes the diagram may use before the choice tries something else.
FIRST_TRY = 150_000
#: The same where the vectors of counts of the types are quickly added up, and how many terms are.
QUICK_TRY = 1000
QUICK = 30_000_000


def _limbs(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    from foedus.power.limbs import limbs

    return limbs(rule, sizes=sizes, budget=budget)


def _middle(
    rule: Rule,
    *,
    sizes: bool = True,
    budget: Budget | None = None,
    simple: bool = False,
    longest: int = ON_REQUEST,
) -> Profile:
    from foedus.power.middle import middle

    return middle(rule, sizes=sizes, budget=budget, simple=simple, longest=longest)


def _enumeration(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    from foedus.power.enumeration import enumeration

    return enumeration(rule, sizes=sizes, budget=budget)


def _types(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    from foedus.power.enumeration import types

    return types(rule, sizes=sizes, budget=budget)


def _grid(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    from foedus.power.grid import grid

    return grid(rule, sizes=sizes, budget=budget)


Engine = Callable[..., Profile]
#: Every exact engine: rule, sizes=, budget= -> Profile.
ENGINES: dict[str, Engine] = {
    "packed": packed,
    "limbs": _limbs,
    "types": _types,
    "enumeration": _enumeration,
    "middle": _middle,
    "dp": _grid,
    "diagram": diagram,
}


def count(
    rule: Rule,
    *,
    sizes: bool = True,
    engine: str = "auto",
    budget: Budget | None = None,
    simple: bool = False,
    game: Weighted | None = None,
) -> Profile:
    """Return exact counts of winning coalitions and swings, by size where asked for.

    `simple` says that the rule is simplified already, `game` is its single gate where known.

    Raises NotThisGame where the engine named cannot count this rule, TooLarge where no exact
    engine (or the one named) fits the budget; the text offers the next.
    """
    budget = budget or Budget()
    if engine != "auto":
        return ENGINES[engine](rule, sizes=sizes, budget=budget)
    if not simple and len(rule.gates) > 1:
        rule, simple = simplify(rule), True
    game = game or weighted(rule, simple=simple)
    if game is not None:
        found = _single(rule, game, sizes, budget)
        if found is not None:
            return found
    return _compound(rule, sizes, budget)


def _single(rule: Rule, game: Weighted, sizes: bool, budget: Budget) -> Profile | None:
    """Count a single gate where its table is small enough, else return None."""
    n = sum(game.counts)
    if n <= 100 or len(set(game.weights)) > FEW:
        q, cell = max(1, min(game.quota, game.total - game.quota + 1)), n // 8 + 1
        if q * cell * (n + 1 if sizes else 1) <= (PACKED_BYTES_BY_SIZE if sizes else PACKED_BYTES):
            return packed(rule, sizes=sizes, budget=budget, game=game)
        if not sizes and q * (n // 32 + 1) <= budget.cells:
            return _limbs(rule, sizes=False, budget=budget)
    return None


def _compound(rule: Rule, sizes: bool, budget: Budget) -> Profile:
    """Count a simplified rule: part by part, by the middle, by a diagram, whichever fits first."""
    short = rule
    found = components(short)
    if found is not None:

        def inner(part: Rule) -> Profile:
            return count(part, sizes=sizes, budget=budget, simple=True)

        return compose(rule, *found, inner, sizes=sizes)
    kinds = collapse(short).rule.voters
    vectors = prod(v.count + 1 for v in kinds)
    wide = len(kinds) > DISTINCT and max(short.total(r) for r in range(len(short.rows))) > SUMS
    if vectors > 4096 and (rule.size <= 32 or (wide and rule.size <= ON_REQUEST)):
        try:
            return _middle(short, sizes=sizes, budget=budget, simple=True, longest=AT_ONCE)
        except NotThisGame:
            pass
    few, quick = rule.size <= ON_REQUEST, _quick_types(rule.size, [v.count for v in kinds])
    most = min(QUICK_TRY if quick else FIRST_TRY, budget.states)
    small = Budget(budget.seconds, budget.cells, most, budget.progress, budget.started)
    try:
        return diagram(short, sizes=sizes, budget=small if few or quick else budget)
    except TooLarge:
        if not (few or quick) or budget.over():
            raise
    if quick:
        return _types(short, sizes=sizes, budget=budget)
    try:
        return _middle(short, sizes=sizes, budget=budget, simple=True, longest=AT_ONCE)
    except NotThisGame:
        if rule.size <= 25:
            return _enumeration(short, sizes=sizes, budget=budget)
    return diagram(short, sizes=sizes, budget=budget)


def _quick_types(n: int, counts: list[int]) -> bool:
    """Return whether `types` adds up at most so many terms: lines, by type, by prime of 31 bits."""
    last = max(counts)
    lines = prod(c + 1 for c in counts) // (last + 1) + (n - last + 1) * (last + 1)
    return lines * (len(counts) + 1) * (n // 31 + 1) <= QUICK
