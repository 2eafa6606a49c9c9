"""Published shares and sizes of the smallest coalitions, from the texts and their tables."""

from __future__ import annotations

from fractions import Fraction

import pytest
from atlas_golden import (
    Golden,
    each,
    games,
    model,
    name,
    of,
    reference_share,
    rounded,
    share,
    smallest,
)

from foedus.country import load_table

SHARES = of("share_passes", "share_blocks", "half_share_passes", "half_share_blocks")


@pytest.mark.parametrize("row", SHARES, ids=name)
def test_smallest_share_of_the_people(row: Golden) -> None:
    value = each(games(row.system, row.procedure, row.view), lambda game: share(row, game))
    places = len(row.expected.partition(".")[2])
    assert rounded(Fraction(value), places) == Fraction(row.expected)


@pytest.mark.parametrize("row", of("smallest_passes", "smallest_blocks"), ids=name)
def test_fewest_members(row: Golden) -> None:
    found = each(
        games(row.system, row.procedure, row.view),
        lambda game: smallest(game, row.quantity, None).cost or 0,
    )
    assert found == int(row.published)


#: row, weights, quota of those who must be found, price: one large row, so a table suffices
KNAPSACKS = [
    ("DE-minpass-35", "laender", "bundesrat_votes", 2024, 35, "population", 2019),
    ("DE-minpass-46", "laender", "bundesrat_votes", 2024, 46, "population", 2019),
    ("DE-minblock", "laender", "bundesrat_votes", 2024, 24, "population", 2019),
    ("US-EC-min", "states", "electors", 2024, 270, "population", 2020),
]


@pytest.mark.parametrize("id, table, weight, w_date, quota, price, p_date", KNAPSACKS)
def test_the_search_and_the_table_of_a_knapsack_agree(
    id: str, table: str, weight: str, w_date: int, quota: int, price: str, p_date: int
) -> None:
    (row,) = [r for r in SHARES if r.id == id]
    loaded = load_table(model(row.system).tables[f"{table}.csv"].file)
    weights = {u: int(n) for u, n in loaded.column(weight, w_date).numbers().items()}
    people = {u: int(n) for u, n in loaded.column(price, p_date).numbers().items()}
    paid = {u: n // 2 + 1 for u, n in people.items()} if id == "US-EC-min" else people
    total = sum(people.values())
    cheapest = Fraction(100 * reference_share(weights, quota, paid, total), total)
    (game,) = games(row.system, row.procedure, row.view)
    assert share(row, game) == cheapest


def test_fourteen_cantons_hold_half_of_the_votes() -> None:
    """The published figure counts the same 14 cantons over the electorate of 2014."""
    (row,) = [r for r in SHARES if r.id == "CH-block"]
    (game,) = games(row.system, row.procedure, row.view)
    found = smallest(game, row.quantity, dict(game.prices[row.column]))
    assert found.coalition is not None
    assert len(found.coalition) == 14
    votes = model("switzerland").tables["cantons.csv"].column("cantonal_votes").numbers()
    find = model("switzerland").tables["cantons.csv"].find
    assert sum(votes[find(c.partition(": ")[2])] for c in found.coalition) == Fraction(23, 2)


def test_the_smallest_population_that_passes_uses_the_four_member_clause() -> None:
    (row,) = [r for r in SHARES if r.id == "EU-2025-minpass"]
    (game,) = games(row.system, row.procedure)
    found = smallest(game, row.quantity, dict(game.prices[row.column]))
    assert found.coalition is not None
    left_out = set(game.rule.names) - set(found.coalition)
    assert len(found.coalition) == 24
    assert left_out == {"Members: Germany", "Members: France", "Members: Italy"}
    (plain,) = games("eu-council", "Qualified majority without the four-member clause")
    assert not plain.rule.passes(found.coalition)
