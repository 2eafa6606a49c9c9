"""Published numbers of votes: quotas that follow from an article and a number of seats."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from atlas_golden import (
    Golden,
    at_the_quorum,
    equivalent,
    games,
    name,
    of,
    outcome,
    quota,
    quota_of_members,
    quotas,
    signatures,
)


@pytest.mark.parametrize("row", of("quota"), ids=name)
def test_the_votes_that_are_needed(row: Golden) -> None:
    assert quota(row) == int(row.published)


@pytest.mark.parametrize("federation, srpska", [(22, 0), (11, 11), (8, 14)])
@pytest.mark.parametrize("row", of("two_thirds_of_quorum"), ids=name)
def test_two_thirds_of_those_present_at_the_quorum(
    row: Golden, federation: int, srpska: int
) -> None:
    """22 of 42 members are a quorum, however they divide between the Entities."""
    assert at_the_quorum(row, federation, srpska) == int(row.published)


@pytest.mark.parametrize("row", of("three_quarters"), ids=name)
def test_three_quarters_of_a_language_group(row: Golden) -> None:
    assert signatures(row) == int(row.published)


@pytest.mark.parametrize("row", of("persons_65"), ids=name)
def test_65_per_cent_of_the_people_of_the_union(row: Golden) -> None:
    assert quota_of_members(451_028_881, "at least 65/100") == int(row.published)


@pytest.mark.parametrize("row", of("outcome"), ids=name)
def test_the_outcome_of_a_real_vote(row: Golden) -> None:
    assert outcome(row) == row.published


@pytest.mark.parametrize("row", of("equivalent"), ids=name)
def test_nine_votes_and_no_veto_is_a_weighted_game(row: Golden) -> None:
    """[39; 7 x 5, 1 x 10] lets the same coalitions pass, all 32,768 tried, under each reading."""
    assert equivalent(row)
    for wrong in ("[38; 7x5, 1x10]", "[39; 6x5, 1x10]", "[40; 7x5, 1x10]"):
        assert not equivalent(replace(row, published=wrong))


def test_the_clause_of_four_and_65_per_cent_need_persons_not_rounded_shares() -> None:
    """The shares add up to 100.01: the quota over them is 65.0065, that is 65.01."""
    (game,) = games("eu-council", "Qualified majority")
    (needed,) = quotas(game.rule, "qmv_share").values()
    total = sum(game.prices["qmv_share as of 2025"].values())
    assert (needed, total) == (6501, 10_001)
    assert Fraction(needed, total) > Fraction(65, 100)
