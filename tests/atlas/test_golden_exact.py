"""Published numbers of votes: quotas that follow from an article and a number of seats."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from atlas_golden import Golden, games, model, name, of

from foedus.atlas import find
from foedus.constitution.compile import Compiled, compile_procedure
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import load_table
from foedus.rules.gates import Rule


def quotas(rule: Rule, label: str) -> dict[str, int]:
    """The quota of every gate whose sentence has these words."""
    return {g.label: g.quota for g in rule.gates if label in g.label}


def one_rule(text: str) -> Rule:
    return compile_procedure(Model(parse(f"constitution Test\n{text}")), "P").rule


def quota_of_members(seats: int, share: str) -> int:
    body = f"body House: {seats} members\n"
    rule = one_rule(
        f'{body}procedure P under "Art. 1"\n  passes when House approve by {share} of members\n'
    )
    (quota,) = quotas(rule, "House approve").values()
    return quota


@pytest.mark.parametrize("row", of("quota"), ids=name)
def test_the_votes_that_are_needed(row: Golden) -> None:
    (game,) = games(row.system, row.procedure)
    found = {q for label, q in quotas(game.rule, row.who).items() if "again" not in label}
    assert found == {int(row.published)}


@pytest.mark.parametrize("row", of("two_thirds_of_quorum"), ids=name)
def test_two_thirds_of_those_present_at_the_quorum(row: Golden) -> None:
    """22 of 42 members are a quorum, however they divide between the Entities."""
    for federation, srpska in [(22, 0), (11, 11), (8, 14)]:
        filled = {f"{row.who}: Federation": federation, f"{row.who}: Republika Srpska": srpska}
        game = compile_procedure(model(row.system), row.procedure, seats_filled=filled)
        found = quotas(game.rule, "at least 2/3 of votes cast")
        assert list(found.values()) == [int(row.published)]


@pytest.mark.parametrize("row", of("three_quarters"), ids=name)
def test_three_quarters_of_a_language_group(row: Golden) -> None:
    house, group = row.who.split()
    date = {"house": 2007, "senate": 2014}[house]
    table = load_table(find("belgium").parent / "language_groups.csv")
    members = table.column(house, date).numbers()[group]
    assert quota_of_members(int(members), "at least 3/4") == int(row.published)


@pytest.mark.parametrize("row", of("persons_65"), ids=name)
def test_65_per_cent_of_the_people_of_the_union(row: Golden) -> None:
    assert quota_of_members(451_028_881, "at least 65/100") == int(row.published)


def coalitions(game: Compiled) -> list[tuple[str, ...]]:
    names = game.rule.names
    sizes = range(len(names) + 1)
    return [c for n in sizes for c in itertools.combinations(names, n)]


@pytest.mark.parametrize("row", of("equivalent"), ids=name)
def test_nine_votes_and_no_veto_is_a_weighted_game(row: Golden) -> None:
    """[39; 7 x 5, 1 x 10] lets the same coalitions pass, all 32,768 tried, under each reading."""
    assert row.published == "[39; 7x5, 1x10]"
    for game in games(row.system, row.procedure):
        elected = set(game.members["Elected"])
        winning = 0
        for coalition in coalitions(game):
            weight = sum(1 if voter in elected else 7 for voter in coalition)
            passes = game.rule.passes(coalition)
            assert passes == (weight >= 39)
            winning += passes
        assert winning == 848


def test_the_clause_of_four_and_65_per_cent_need_persons_not_rounded_shares() -> None:
    """The shares add up to 100.01: the quota over them is 65.0065, that is 65.01."""
    (game,) = games("eu-council", "Qualified majority")
    (quota,) = quotas(game.rule, "qmv_share").values()
    total = sum(game.prices["qmv_share as of 2025"].values())
    assert (quota, total) == (6501, 10_001)
    assert Fraction(quota, total) > Fraction(65, 100)
