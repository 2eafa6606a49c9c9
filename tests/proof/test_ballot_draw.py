"""Ballots drawn at random: what they show is shown, what they miss the search decides."""

from __future__ import annotations

import random

import pytest
from ballot_layer_reference import can_turn, choices, holds, random_ballot_rule

from conftest import FULL
from foedus.proof import ballot_query
from foedus.proof.ballot_draw import SPREADS, draw
from foedus.proof.ballot_query import shift
from foedus.proof.ballot_rule import BallotRule, Leaf, Option
from foedus.proof.engine import Verdict
from foedus.rules.gates import Voter

STEPS = [(Option.NO, Option.ABSENT), (Option.ABSTAIN, Option.YES), (Option.NO, Option.YES)]
RULES = 150 if FULL else 20


@pytest.mark.parametrize("seed", range(RULES))
@pytest.mark.parametrize(("start", "end"), STEPS)
@pytest.mark.parametrize("passes", [True, False])
def test_a_draw_shows_a_turn_and_only_where_there_is_one(
    seed: int, start: Option, end: Option, passes: bool
) -> None:
    rule = random_ballot_rule(random.Random(seed), 5)
    found = [draw(rule, v, start, end, passes=passes) for v in rule.voters]
    for voter, pair in zip(rule.voters, found, strict=True):
        if pair is None:
            continue
        before, after = pair
        assert rule.passes(before) is passes
        assert rule.passes(after) is not passes
        moved = {n for n in before if before[n] != after[n]}
        assert moved == {voter.name}
        assert before[voter.name][start] == after[voter.name][start] + 1
        assert before[voter.name][end] == after[voter.name][end] - 1
    # So many draws over five members or fewer meet every profile.
    assert any(p is not None for p in found) is can_turn(rule, start, end, passes)


@pytest.mark.parametrize("seed", range(RULES))
@pytest.mark.parametrize(("start", "end"), STEPS)
def test_the_search_alone_finds_the_same_verdict(
    monkeypatch: pytest.MonkeyPatch, seed: int, start: Option, end: Option
) -> None:
    rule = random_ballot_rule(random.Random(800 + seed), 6)
    with_draws = shift(rule, start, end, passes=True).verdict
    monkeypatch.setattr(ballot_query, "draw", lambda *_, **__: None)
    alone = shift(rule, start, end, passes=True)
    assert alone.verdict is with_draws
    assert (alone.verdict is Verdict.FOUND) is can_turn(rule, start, end, True)


def test_the_same_ballots_are_drawn_at_every_call() -> None:
    rule = BallotRule((Voter("House", 100),), ({"House": (1, 1, 0, 1)},), Leaf(0, 51))
    first = draw(rule, rule.voters[0], Option.NO, Option.ABSENT, passes=True)
    assert first is not None
    assert first == draw(rule, rule.voters[0], Option.NO, Option.ABSENT, passes=True)
    yes, abstain, absent, no = first[0]["House"]
    assert yes + abstain + no == 51
    assert absent == 49


def test_weights_too_large_for_64_bits_are_left_to_the_search() -> None:
    rule = BallotRule((Voter("a"), Voter("b")), ({"a": (1 << 61, 0, 0, 0)},), Leaf(0, 1))
    assert draw(rule, rule.voters[0], Option.NO, Option.YES, passes=False) is None
    assert shift(rule, Option.NO, Option.YES, passes=False).verdict is Verdict.FOUND


def test_every_option_and_every_edge_of_a_quorum_is_spread() -> None:
    assert set().union(*SPREADS) == set(Option)
    assert (Option.YES, Option.ABSENT) in SPREADS


@pytest.mark.parametrize("seed", range(5))
def test_the_reference_itself_counts_four_to_the_members(seed: int) -> None:
    rule = random_ballot_rule(random.Random(seed), 4)
    every = list(choices(rule, tuple(Option)))
    assert len(every) == 4**rule.size
    for choice in every[:20]:
        profile = {n: tuple(own.count(o) for o in Option) for n, own in choice.items()}
        assert rule.passes(profile) is holds(rule.tree, rule, choice)  # type: ignore[arg-type]
