"""The least number of voters, or amount of a column, that passes a procedure or blocks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution.compile_types import Compiled
from foedus.proof.court import in_words, percent
from foedus.proof.engine import LIMIT, Solution, Verdict, decide
from foedus.proof.query import Claim, Query


@dataclass(frozen=True, slots=True)
class Least(Answer):
    """The least amount that passes or blocks, by number or in one column, with one coalition."""

    column: str
    goal: str
    amount: int | None
    bound: int | None
    total: int
    coalition: Mapping[str, int]
    words: str
    label: Label
    engine: str
    counting: str = ""

    @property
    def text(self) -> str:
        """The amount in one line."""
        if self.amount is None:
            return f"nobody can {'pass' if self.goal == 'passes' else 'stop'} it"
        unit = " ".join(filter(None, [self.column or "voters", self.counting]))
        share = f", {percent(Fraction(self.amount, self.total))}" if self.column else ""
        between = "" if self.bound == self.amount else f" (at least {self.bound:,})"
        return f"{self.amount:,} of {self.total:,} {unit}{share}{between}: {self.words}"


def bare_majorities(price: Mapping[str, int], *, passing: bool) -> dict[str, int]:
    """Return what each unit of p costs: floor(p / 2) + 1 to pass, ceil(p / 2) to block."""
    return {n: p // 2 + 1 if passing else (p + 1) // 2 for n, p in price.items()}


def least(
    game: Compiled, goal: str, column: str = "", *, bare: bool = False, seconds: float = LIMIT
) -> Least:
    """Return the least number of voters (or amount of a column) that "passes" or "blocks".

    With `bare`, of bare majorities inside the units. Voters that a column does not price are taken
    to say yes. The coalition is one of possibly
    many; where the price is itself a gate the amount may be a bracket, labelled a bound.
    """
    passing = goal == "passes"
    price: Mapping[str, int] | None = game.prices[column] if column else None
    if price is not None and bare:
        price = bare_majorities(price, passing=passing)
    counting = "in bare majorities" if column and bare else ""
    total = game.price_totals[column] if column else game.rule.size
    free = [] if price is None else [v for v in game.rule.voters if v.name not in price]
    fixed = {v.name: (v.count, v.count) for v in free} if not passing else {}
    query = Query((Claim(game.rule, passing),), fixed, price=price, most=not passing)
    answer = decide(query, seconds=seconds)
    if answer.verdict is not Verdict.FOUND:
        return Least(column, goal, None, None, total, {}, "", Label.EXACT, answer.engine, counting)
    return replace(_least(game, column, passing, total, answer, price), counting=counting)


def _least(
    game: Compiled,
    column: str,
    passing: bool,
    total: int,
    answer: Solution,
    price: Mapping[str, int] | None,
) -> Least:
    counts = {v.name: v.count for v in game.rule.voters}
    yes = answer.coalition or {}
    amount, bound = answer.value or 0, answer.bound or 0
    coalition = trimmed(game, yes, price) if passing else {}
    if not passing:
        whole = sum(k * (1 if price is None else price.get(n, 0)) for n, k in counts.items())
        amount, bound = whole - amount, whole - bound
        coalition = {n: k - yes.get(n, 0) for n, k in counts.items() if k > yes.get(n, 0)}
    words = in_words(game, coalition)
    goal = "passes" if passing else "blocks"
    return Least(column, goal, amount, bound, total, coalition, words, answer.label, answer.engine)


def trimmed(
    game: Compiled, yes: Mapping[str, int], price: Mapping[str, int] | None
) -> dict[str, int]:
    """Return a passing coalition without the members that cost nothing and are not needed."""
    kept = dict(yes)
    for name in [n for n in yes if price is not None and not price.get(n, 0)]:
        low, high = 0, kept[name]
        while low < high:
            middle = (low + high) // 2
            if game.rule.passes({**kept, name: middle}):
                high = middle
            else:
                low = middle + 1
        kept[name] = low
    return {n: k for n, k in kept.items() if k}
