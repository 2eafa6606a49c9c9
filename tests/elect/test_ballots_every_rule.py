"""Every rule of the catalogue against a slow second counter, with ties: none may go without."""

from __future__ import annotations

from typing import Any

import ballots_reference as slow
import pytest
from every_rule_reference import SECOND, Election, count, elections
from hypothesis import given, settings

from conftest import FULL
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.result import Lot

SEEDS = ("one", "two", "three")


def winners(e: Election, answer: Any) -> frozenset[int]:
    return frozenset(slow.names(e.m).index(n) for n in answer.winners)


def test_no_rule_goes_without_a_second_counter() -> None:
    assert set(SECOND) == set(CATALOGUE)
    assert len(CATALOGUE) == 33


@pytest.mark.parametrize("rule", sorted(CATALOGUE))
@settings(max_examples=400 if FULL else 25)
@given(election=elections())
def test_every_outcome_is_one_of_the_second_counter(rule: str, election: Election) -> None:
    if not CATALOGUE[rule].many:
        election = Election(election.m, election.ballots, 1)
    plain = count(rule, election, None)
    possible = SECOND[rule](election, "")
    if possible is None:
        # The papers of one rule lie otherwise without a seed; elsewhere a tie stays open.
        assert rule == "irish" or not plain.decided
    elif rule != "irish" and plain.decided:
        assert possible == {winners(election, plain)}
    elif len(possible) > 1:
        assert not plain.decided
        assert winners(election, plain) <= frozenset().union(*possible)
    for seed in SEEDS:
        drawn = count(rule, election, Lot(seed))
        possible = SECOND[rule](election, seed)
        if possible is not None:
            assert winners(election, drawn) in possible, seed
        assert winners(election, drawn) == winners(election, count(rule, election, Lot(seed)))


@pytest.mark.parametrize("rule", sorted(CATALOGUE))
def test_all_level(rule: str) -> None:
    """One ballot for each order: a lot or a second round is due, or nobody wins."""
    e = Election(3, [(p, 1) for p in [(0, 1, 2), (1, 2, 0), (2, 0, 1)]], 1)
    plain = count(rule, e, None)
    assert not plain.decided
    assert plain.winners == ()
    if rule not in ("spread", "two-round"):
        assert plain.ties
        assert {count(rule, e, Lot(str(i))).winners for i in range(40)} == {("A",), ("B",), ("C",)}
