"""Boycotts, noes that help, and rules over ballots against a look at every profile."""

from __future__ import annotations

import random
from math import comb

import pytest
from ballot_layer_reference import can_turn, choices, fewest_away, holds, random_ballot_rule
from proof_world import HEAD, model

from conftest import FULL
from foedus.atlas.index import find
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.constitution.syntax import Of
from foedus.errors import BadInput
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.ballot_layer import BallotLayer, ballot_layers, layer
from foedus.proof.ballot_limbs import Unsized
from foedus.proof.ballot_query import boycott, shift
from foedus.proof.ballot_rule import BallotRule, Option, in_words
from foedus.proof.engine import Verdict
from foedus.proof.games import Games

YES, ABSTAIN, ABSENT, NO = Option
RULES = 400 if FULL else 40


def assembly(condition: str, members: int = 100) -> BallotRule:
    text = f"""constitution Test
body Assembly: {members} members
person President
procedure Law under "Art. 1"
  passes when {condition}
"""
    return ballot_rule(Model(parse(text, "t.foedus"), file="t.foedus"), "Law")


@pytest.mark.parametrize("seed", range(RULES))
def test_turning_one_vote_matches_looking_at_every_profile(seed: int) -> None:
    rng = random.Random(seed)
    rule = random_ballot_rule(rng, 4)
    start, end = rng.sample(list(Option), 2)
    passes = rng.random() < 0.5
    found = shift(rule, start, end, passes=passes)
    assert found.verdict is not Verdict.UNDECIDED
    assert (found.verdict is Verdict.FOUND) is can_turn(rule, start, end, passes)
    if found.before is not None and found.after is not None:
        moved = {n: (a, b) for n, a in found.before.items() if (b := found.after[n]) != a}
        ((name, (a, b)),) = moved.items()
        assert name == found.who
        assert a[start] - b[start] == 1 == b[end] - a[end]


@pytest.mark.parametrize("seed", range(RULES))
def test_the_fewest_who_defeat_by_staying_away_match_every_set_of_opponents(seed: int) -> None:
    rng = random.Random(1000 + seed)
    rule = random_ballot_rule(rng, 5)
    fewest, most = fewest_away(rule)
    found, largest = boycott(rule), boycott(rule, largest=True)
    assert (found.verdict is Verdict.FOUND) is (fewest is not None)
    if fewest is not None:
        assert (found.away, found.bound, largest.yes) == (fewest, fewest, most)


@pytest.mark.parametrize("seed", range(20))
def test_a_rule_over_ballots_reads_its_tree_as_the_reference_does(seed: int) -> None:
    rng = random.Random(seed)
    rule = random_ballot_rule(rng, 4)
    for choice in choices(rule, tuple(Option)):
        profile = {
            n: (own.count(YES), own.count(ABSTAIN), own.count(ABSENT), own.count(NO))
            for n, own in choice.items()
        }
        assert rule.passes(profile) is holds(rule.tree, rule, choice)


#: condition, whether staying away can defeat it, fewest away and most yes where all others vote,
#: whether abstaining instead of a no can turn a pass into a failure. Computed by hand.
ASSEMBLIES = [
    # 51 present are enough: 51 yes are present, so where all others vote no boycott helps.
    ("all of\n    Assembly attend by more than 1/2 of members\n"
     "    Assembly approve by more than 1/2 of votes cast", True, None, None, False),
    # 60 must be present: 59 yes and 41 who stay away; 51 to 59 yes can be defeated, 41 at least.
    ("all of\n    Assembly attend by at least 3/5 of members\n"
     "    Assembly approve by more than 1/2 of votes cast", True, 41, 59, False),
    # Turnout and presence count abstentions alike here.
    ("all of\n    Assembly take part by at least 3/5 of members\n"
     "    Assembly approve by more than 1/2 of votes cast", True, 41, 59, False),
    # More than half of all members are present anyway where so many approve.
    ("all of\n    Assembly attend by more than 1/2 of members\n"
     "    Assembly approve by more than 1/2 of members", False, None, None, False),
    ("Assembly approve by at least 2/3 of votes cast", False, None, None, False),
    ("Assembly approve by more than 1/2 of members", False, None, None, False),
    ("Assembly approve by at least 3/5 of votes cast including blank and invalid",
     False, None, None, False),
    # A quorum of a third: 34 must be there; 17 yes beat 16 noes, but all yes alone may be few.
    ("all of\n    Assembly attend by at least 9/10 of members\n"
     "    Assembly approve by at least 2/3 of votes cast", True, 11, 89, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "away", "fewest", "most", "blank"), ASSEMBLIES)
def test_quorums_of_an_assembly_of_a_hundred(
    text: str, away: bool, fewest: int | None, most: int | None, blank: bool
) -> None:
    rule = assembly(text)
    assert (shift(rule, NO, ABSENT, passes=True).verdict is Verdict.FOUND) is away
    assert (shift(rule, NO, ABSTAIN, passes=True).verdict is Verdict.FOUND) is blank
    found, largest = boycott(rule), boycott(rule, largest=True)
    assert (found.away or None) == fewest
    assert (largest.yes or None) == most


def test_a_no_that_makes_it_pass_is_shown_with_both_counts() -> None:
    rule = assembly(ASSEMBLIES[1][0])
    found = layer(rule, "Law", "Art. 1")
    assert found.sensitive is True
    (turn,) = found.no_helps
    assert (turn.start, turn.end) == ("staying away", "voting no")
    assert turn.passes_before is False
    assert sum(turn.before["Assembly"]) == 100
    present = 100 - turn.before["Assembly"][ABSENT]
    assert present == 59
    assert "it fails" in turn.text
    assert "it passes" in turn.text
    assert found.yes_hurts == ()
    # Abstaining keeps the rule monotone, staying away does not.
    assert [p.out for p in found.power] == ["abstain"]
    assert "staying away as the third choice: no index" in found.refused[0]


#: A tie is broken by the president; two thirds of nothing is nothing.
@pytest.mark.parametrize(
    ("text", "profile", "passes"),
    [
        ("Assembly approve by more than 1/2 of votes cast, ties broken by President",
         {"Assembly": (50, 0, 0, 50), "President": (1, 0, 0, 0)}, True),
        ("Assembly approve by more than 1/2 of votes cast, ties broken by President",
         {"Assembly": (50, 0, 0, 50), "President": (0, 0, 1, 0)}, False),
        ("Assembly approve by more than 1/2 of votes cast, ties broken by President",
         {"Assembly": (49, 0, 0, 51), "President": (1, 0, 0, 0)}, False),
        ("Assembly approve by at least 2/3 of votes cast", {"Assembly": (0, 0, 100, 0)}, False),
        ("Assembly approve by at least 2/3 of votes cast", {"Assembly": (2, 97, 0, 1)}, True),
        ("Assembly approve by more than 1/2 of members present",
         {"Assembly": (50, 50, 0, 0)}, False),
        ("Assembly approve by more than 1/2 of members present",
         {"Assembly": (50, 49, 1, 0)}, True),
        ("unless Assembly reject by at least 1/3 of members", {"Assembly": (0, 0, 67, 33)}, True),
        ("unless Assembly reject by at least 1/3 of members", {"Assembly": (0, 0, 66, 34)}, False),
        ("all of\n    Assembly approve by more than 1/2 of members\n"
         "    President assents within 15 days, silence is consent",
         {"Assembly": (51, 0, 0, 49), "President": (0, 0, 1, 0)}, True),
        ("all of\n    Assembly approve by more than 1/2 of members\n"
         "    President assents within 15 days, silence is consent",
         {"Assembly": (51, 0, 0, 49), "President": (0, 0, 0, 1)}, False),
        ("all of\n    Assembly approve by more than 1/2 of votes cast\n"
         "    if Assembly petition by at least 1/3 of members, then also President assents",
         {"Assembly": (60, 0, 0, 40), "President": (0, 0, 0, 1)}, False),
        ("all of\n    Assembly approve by more than 1/2 of votes cast\n"
         "    if Assembly petition by at least 1/3 of members, then also President assents",
         {"Assembly": (60, 30, 0, 10), "President": (0, 0, 0, 1)}, True),
        ("never", {}, False),
    ],
)  # fmt: skip
def test_ballots_decided_by_hand(
    text: str, profile: dict[str, tuple[int, int, int, int]], passes: bool
) -> None:
    assert assembly(text).passes(profile) is passes


def test_counts_that_do_not_add_up_are_refused() -> None:
    rule = assembly("Assembly approve by more than 1/2 of members")
    with pytest.raises(ValueError, match="Assembly has 100 members"):
        rule.passes({"Assembly": (50, 0, 0, 49)})
    with pytest.raises(ValueError, match="Assembly has 100 members"):
        rule.passes({})


@pytest.mark.parametrize("name", ["Law", "Change", "Border", "Quorum", "Never", "Doubt"])
def test_where_all_vote_yes_or_no_ballots_decide_as_coalitions_do(name: str) -> None:
    by_people = "each decided by its people by more than 1/2 of votes cast"
    text = HEAD.replace(by_people, "each decided by its government")
    text = text.replace("electorate People: people of Regions as of 2000", "electorate People")
    made = Model(parse(text, "t.foedus"), dict(model().tables), file="t.foedus")
    games = Games(made)
    rng = random.Random(name)
    for setting in games.settings([name]):
        game = games.game(Of(name), setting)
        rule = ballot_rule(made, name, reading=setting.reading, unit=setting.unit)
        assert {v.name for v in rule.voters} <= {v.name for v in game.rule.voters}
        for _ in range(50):
            yes = {v.name: rng.randint(0, v.count) for v in game.rule.voters}
            profile = {v.name: (yes[v.name], 0, 0, v.count - yes[v.name]) for v in rule.voters}
            assert rule.passes(profile) is game.rule.passes(yes)


def test_units_whose_people_are_counted_decide_by_their_people() -> None:
    rule = ballot_rule(model(), "Ask")
    assert {v.name for v in rule.voters} == {
        f"People: {r}" for r in ("Alpha", "Beta", "Gamma", "Delta")
    }
    # Beta, Gamma and Delta say yes with one vote each and nobody else votes: three of four units.
    few = {f"People: {r}": (1, 0, n - 1, 0) for r, n in (("Beta", 30), ("Gamma", 15), ("Delta", 5))}
    assert rule.passes({**few, "People: Alpha": (0, 0, 50, 0)})
    assert not rule.passes({**few, "People: Alpha": (0, 0, 46, 4)})


@pytest.mark.parametrize(
    "text",
    [
        "People take part by more than 1/2 of registered voters",
        "People approve by more than 1/2 of votes cast",
    ],
)
def test_what_ballots_cannot_count_is_said(text: str) -> None:
    written = f"""constitution Test
body Assembly: 10 members
electorate People
procedure Law under "Art. 1"
  passes when {text}
"""
    made = Model(parse(written, "t.foedus"), file="t.foedus")
    with pytest.raises(Unsized):
        ballot_rule(made, "Law")
    (found,) = ballot_layers(made, "Law")
    assert found.problem
    assert found.sensitive is None


def test_an_open_threshold_is_shown_at_both_of_its_ends() -> None:
    """Three of five members is a majority; all five is the most that the text allows."""
    with pytest.raises(BadInput) as caught:
        ballot_rule(model(), "Vague")
    assert caught.value.diagnostics[0].code == "E148"
    low, high = ballot_layers(model(), "Vague")
    assert [x.where.split()[0] for x in (low, high)] == ["lowest", "highest"]
    assert [x.power[0].passing for x in (low, high)] == [
        sum(comb(5, y) * 2 ** (5 - y) for y in (3, 4, 5)),
        1,
    ]


def test_readings_are_shown_apart_and_an_unknown_procedure_is_named() -> None:
    found = ballot_layers(model(), "Doubt")
    assert [x.where for x in found] == ["reading Groups", "reading Everyone"]
    with pytest.raises(BadInput) as caught:
        ballot_layers(model(), "Lawe")
    assert caught.value.diagnostics[0].code == "E266"


def named(system: str, procedure: str) -> tuple[BallotLayer, ...]:
    return ballot_layers(load(find(system)), procedure, seconds=20)


def test_a_senator_of_no_group_can_defeat_by_voting_yes() -> None:
    """Belgium, Art. 4: the yes of a senator in no group raises the votes cast, not the groups'."""
    text = load(find("belgium"))
    groups, everyone = (
        ballot_rule(text, "Special-majority law", reading={"Yes votes counted": r})
        for r in ("Groups", "Everyone")
    )
    found = shift(groups, ABSTAIN, YES, passes=True, seconds=20)
    assert found.verdict is Verdict.FOUND
    assert found.who == "Senate: Ungrouped"
    assert shift(everyone, ABSTAIN, YES, passes=True, seconds=20).verdict is Verdict.NONE


def test_a_senate_quorum_can_be_broken_by_fifty() -> None:
    """US Const., Art. I s. 5: a majority of each house is a quorum; 50 of 100 senators break it."""
    rule = ballot_rule(load(find("united-states")), "Law")
    found = boycott(rule, seconds=20)
    assert (found.away, found.bound) == (50, 50)
    assert found.after is not None
    assert found.after["Senate"][ABSENT] == 50


@pytest.mark.parametrize(
    ("system", "procedure"),
    [("un-security-council", "Substantive decision"), ("germany", "Amendment"),
     ("un-security-council", "Charter amendment"), ("switzerland", "Constitutional amendment")],
)  # fmt: skip
def test_procedures_without_a_quorum_are_not_boycott_sensitive(system: str, procedure: str) -> None:
    for found in named(system, procedure):
        assert found.sensitive is False
        assert found.no_helps == found.yes_hurts == ()
        assert found.fewest is None


def test_profiles_are_told_in_words() -> None:
    assert in_words({"Assembly": (51, 0, 40, 9)}) == "51 yes, 9 no, 40 stay away"
    told = in_words({"House": (3, 1, 0, 0), "King": (0, 0, 0, 1)})
    assert told == "yes: 3 of 4 House; no: King; abstain: 1 of 4 House"


def test_vacant_seats_and_units_that_cannot_vote_move_the_ballots() -> None:
    full = ballot_rule(model(), "Quorum")
    assert sum(v.count for v in full.voters) == 5
    short = ballot_rule(model(), "Quorum", filled={"Senate": 3})
    assert sum(v.count for v in short.voters) == 3
    # 3 of 5 members must attend: with three left nobody may stay away.
    assert short.passes({"Senate": (2, 0, 0, 1)})
    assert not short.passes({"Senate": (2, 0, 1, 0)})
    without = ballot_rule(model(), "Change", filled={"Alpha": 0, "House: Red": 0})
    assert "Regions: Alpha" not in {v.name for v in without.voters}
