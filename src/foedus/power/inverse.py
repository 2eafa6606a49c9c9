"""The inverse problem: integer weights whose power comes near a wanted distribution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.power.profile import Budget
from foedus.power.quota import QuotaText
from foedus.power.table import power
from foedus.rules.gates import Builder, Rule

#: Rounds of correction, and moves of single votes tried at the end.
ROUNDS = 40
MOVES = 400


@dataclass(frozen=True, slots=True)
class Inverse(Answer):
    """Weights found, the values they give, and their distance from what was wanted.

    `distance` is the sum of absolute differences, exact. It is the best weights found, not
    proved the best there are: the label says "bound" (an upper bound on the least distance).
    """

    weights: dict[str, int]
    quota: int
    values: dict[str, Fraction]
    wanted: dict[str, Fraction]
    distance: Fraction
    index: str
    label: Label = Label.BOUND
    method: str = "iterated correction of weights, then moves of single votes"
    reference: str = (
        "Leech 2003, Power indices as an aid to institutional design; de Nijs & Wilmer 2012"
    )


def inverse(
    wanted: Mapping[str, Fraction | int],
    quota: QuotaText,
    *,
    total: int = 100,
    index: str = "shapley",
    budget: Budget | None = None,
) -> Inverse:
    """Return integer weights adding up to `total` whose `index` is near the wanted shares.

    `wanted` is scaled to sum 1; `index` is "shapley" or "banzhaf_share"; `quota` is a share of the
    total or a number of votes. Deterministic. Raises ValueError for a negative or all-zero
    target, a total below 1, a quota that nobody or everybody meets or another index; TooLarge where
    the time of the budget is over.
    """
    if index not in ("shapley", "banzhaf_share"):
        raise ValueError("the inverse problem takes shapley or banzhaf_share")
    if total < 1 or any(w < 0 for w in wanted.values()) or not sum(wanted.values()):
        raise ValueError("a target needs shares that are not negative and not all zero")
    search = _Search(wanted, quota, total, index, budget or Budget())
    search.correct()
    search.move_single_votes()
    names = search.names
    values = search.values(search.best)
    return Inverse(
        dict(zip(names, search.best, strict=True)),
        search.quota,
        dict(zip(names, values, strict=True)),
        dict(zip(names, search.wanted, strict=True)),
        search.least,
        index,
    )


class _Search:
    def __init__(
        self,
        wanted: Mapping[str, Fraction | int],
        quota: QuotaText,
        total: int,
        index: str,
        budget: Budget,
    ) -> None:
        scale = Fraction(sum(wanted.values()))
        self.names = tuple(wanted)
        self.wanted = tuple(Fraction(w) / scale for w in wanted.values())
        self.total, self.index, self.budget = total, index, budget
        bound, strict = quota.of(total)
        self.quota = bound.__floor__() + 1 if strict else bound.__ceil__()
        if not 1 <= self.quota <= total:
            raise ValueError(f"a quota of {self.quota} of {total} votes gives nobody any power")
        self.known: dict[tuple[int, ...], tuple[Fraction, ...]] = {}
        self.best = rounded(self.wanted, total)
        self.least = self.distance(self.best)

    def rule(self, weights: tuple[int, ...]) -> Rule:
        builder = Builder()
        pairs = zip(self.names, weights, strict=True)
        return builder.build(builder.gate({builder.voter(n): w for n, w in pairs}, self.quota))

    def values(self, weights: tuple[int, ...]) -> tuple[Fraction, ...]:
        if weights not in self.known:
            if self.budget.over():
                raise TooLarge(
                    f"no weights within {self.budget.seconds:g} s\n"
                    "  help: allow more time with --limit, or fewer votes with --total"
                )
            rule = self.rule(weights)
            column = power(rule, self.index, engine="packed", budget=self.budget).columns[0]
            self.known[weights] = tuple(Fraction(v) for v in column.values)
        return self.known[weights]

    def distance(self, weights: tuple[int, ...]) -> Fraction:
        pairs = zip(self.values(weights), self.wanted, strict=True)
        return sum((abs(v - w) for v, w in pairs), Fraction(0))

    def offer(self, weights: tuple[int, ...]) -> bool:
        found = self.distance(weights)
        if found < self.least:
            self.best, self.least = weights, found
            return True
        return False

    def correct(self) -> None:
        """Add what is missing, take away what is too much, and round again."""
        ideal = list(self.wanted)
        for _ in range(ROUNDS):
            values = self.values(rounded(tuple(ideal), self.total))
            ideal = [
                max(Fraction(0), Fraction(round((x + (w - v) / 2) * 10**9), 10**9))
                for x, w, v in zip(ideal, self.wanted, values, strict=True)
            ]
            if not sum(ideal):
                return
            self.offer(rounded(tuple(ideal), self.total))

    def move_single_votes(self) -> None:
        """Give one vote from a voter with too much power to one with too little, while it helps."""
        for _ in range(MOVES):
            values = self.values(self.best)
            gaps = [v - w for v, w in zip(values, self.wanted, strict=True)]
            order = sorted(range(len(gaps)), key=lambda k: gaps[k])
            pairs = [(a, b) for a in reversed(order[-4:]) for b in order[:4] if a != b]
            if not any(self.offer(moved(self.best, a, b)) for a, b in pairs if self.best[a]):
                return


def moved(weights: tuple[int, ...], giver: int, taker: int) -> tuple[int, ...]:
    """Return the weights with one vote moved."""
    found = list(weights)
    found[giver] -= 1
    found[taker] += 1
    return tuple(found)


def rounded(shares: tuple[Fraction, ...], total: int) -> tuple[int, ...]:
    """Return integers adding up to `total` in proportion to the shares, by largest remainders."""
    scale = sum(shares)
    exact = [s * total / scale for s in shares]
    floors = [x.__floor__() for x in exact]
    order = sorted(range(len(exact)), key=lambda k: (floors[k] - exact[k], k))
    for k in order[: total - sum(floors)]:
        floors[k] += 1
    return tuple(floors)
