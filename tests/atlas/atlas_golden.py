"""Reads the published figures and computes each from the atlas's texts and tables."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path

from foedus.answer import Label
from foedus.atlas import find
from foedus.constitution.compile import Compiled, variants
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.rules.minimal import Smallest, smallest_blocking, smallest_winning

GOLDEN = Path(__file__).with_name("golden.csv")


@dataclass(frozen=True)
class Golden:
    """One published figure: what it is, over which data, and who published it."""

    id: str
    system: str
    procedure: str
    view: str
    quantity: str
    who: str
    column: str
    published: str
    places: str
    recomputed: str
    kind: str
    confidence: str
    data: str
    source: str

    @property
    def expected(self) -> str:
        """What the computed figure must round to: as recomputed where the source is rounded."""
        return self.recomputed if self.kind == "approx" else self.published


@cache
def rows() -> tuple[Golden, ...]:
    with open(GOLDEN, encoding="utf-8", newline="") as handle:
        return tuple(Golden(**row) for row in csv.DictReader(handle))


def of(*quantities: str) -> list[Golden]:
    return [r for r in rows() if r.quantity in quantities]


def name(row: Golden) -> str:
    return row.id


@cache
def model(system: str) -> Model:
    return load(find(system))


@cache
def games(system: str, procedure: str, view: str = "") -> tuple[Compiled, ...]:
    """The procedure under every reading; figures must hold under each."""
    return tuple(variants(model(system), procedure, view=view or None))


def rounded(value: Fraction, places: int) -> Fraction:
    """Round half up, as the sources do."""
    scale = 10**places
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)


def smallest(game: Compiled, quantity: str, price: dict[str, int] | None) -> Smallest:
    find_one = smallest_blocking if quantity.endswith("blocks") else smallest_winning
    found = find_one(game.rule, price)
    assert found.label is Label.EXACT
    return found


def share(row: Golden, game: Compiled) -> Fraction:
    """The smallest share of a column, in per cent, that passes or blocks.

    `half_...`: of each unit only as many people count as decide its vote: a bare majority to
    say yes; exactly half, which denies that majority, to say no.
    """
    price = dict(game.prices[row.column])
    if row.quantity.startswith("half"):
        to_block = row.quantity.endswith("blocks")
        price = {k: (n + 1) // 2 if to_block else n // 2 + 1 for k, n in price.items()}
    found = smallest(game, row.quantity, price)
    assert found.cost is not None
    return 100 * Fraction(found.cost, game.price_totals[row.column])


def reference_share(weights: dict[str, int], quota: int, price: dict[str, int], limit: int) -> int:
    """The cheapest set whose weight reaches a quota, by the table of a knapsack: no search."""
    best = [0] + [limit] * quota
    for voter, weight in weights.items():
        for at in range(quota, 0, -1):
            best[at] = min(best[at], best[max(0, at - weight)] + price[voter])
    return best[quota]


def each(
    found: Iterable[Compiled], compute: Callable[[Compiled], Fraction | int]
) -> Fraction | int:
    """The one value that every reading gives."""
    values = {compute(game) for game in found}
    assert len(values) == 1, values
    return values.pop()
