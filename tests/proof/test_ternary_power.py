"""Indices of ternary rules against every division and every roll call, and values done by hand."""

from __future__ import annotations

import random
from fractions import Fraction
from math import comb

import pytest
from ballot_layer_reference import banzhaf, random_ballot_rule, roll_calls

from conftest import FULL
from foedus.atlas.index import find
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.errors import TooLarge
from foedus.power.engines import count
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.ballot_layer import ballot_layers
from foedus.proof.ballot_rule import BallotRule, Leaf, Option
from foedus.proof.limb_tree import Join
from foedus.proof.ternary import TernaryPower, power
from foedus.rules.gates import Builder, Voter

ABSTAIN, ABSENT = Option.ABSTAIN, Option.ABSENT
RULES = 200 if FULL else 20
CALLS = 40 if FULL else 6


def simple(weights: dict[str, int], quota: int, *, cast: bool) -> BallotRule:
    """Return "the yes weight reaches the quota", or "is more than the weight of the noes"."""
    form = {n: (w, 0, 0, -w if cast else 0) for n, w in weights.items()}
    return BallotRule(tuple(Voter(n) for n in weights), (form,), Leaf(0, quota))


@pytest.mark.parametrize("seed", range(RULES))
def test_banzhaf_and_coleman_match_every_division(seed: int) -> None:
    rng = random.Random(seed)
    rule = random_ballot_rule(rng, 6, monotone=True)
    out = rng.choice([ABSTAIN, ABSENT])
    found, n = power(rule, out), rule.size
    for k, name in enumerate(found.names):
        right = banzhaf(rule, out, name)
        assert found.passing == right["pass"]
        assert found.divisions == 3**n
        assert found.banzhaf[k] == Fraction(right["both"], 3 ** (n - 1))
        assert found.yes_out[k] == Fraction(right["yes_out"], 3 ** (n - 1))
        assert found.out_no[k] == Fraction(right["out_no"], 3 ** (n - 1))
        if right["pass"]:
            assert found.prevent[k] == Fraction(right["prevent"], right["pass"])
        else:
            assert found.prevent[k] is None
        if right["pass"] < 3**n:
            assert found.initiate[k] == Fraction(right["initiate"], 3**n - right["pass"])
        else:
            assert found.initiate[k] is None


@pytest.mark.parametrize("seed", range(CALLS))
def test_the_roll_call_index_matches_every_order_of_every_vote(seed: int) -> None:
    rng = random.Random(500 + seed)
    rule = random_ballot_rule(rng, 4, monotone=True)
    found, right = power(rule, ABSTAIN), roll_calls(rule, ABSTAIN)
    assert found.shapley is not None
    for k, name in enumerate(found.names):
        assert found.shapley[k] == right[name, 0]


@pytest.mark.parametrize("seed", range(RULES))
def test_shares_of_the_roll_calls_add_up_to_one(seed: int) -> None:
    rng = random.Random(seed)
    found = power(random_ballot_rule(rng, 7, monotone=True), ABSTAIN)
    assert found.shapley is not None
    total = sum(s * m for s, m in zip(found.shapley, found.members, strict=True))
    assert total == (1 if 0 < found.passing < found.divisions else 0)
    for whole, a, b in zip(found.banzhaf, found.yes_out, found.out_no, strict=True):
        assert whole == a + b


def test_two_voters_and_a_majority_of_votes_cast() -> None:
    # Of the nine divisions 3 pass: (yes, yes), (yes, out), (out, yes). A voter's yes passes and
    # its no fails where the other is out or yes: (yes: passes / fails), (out: passes / fails), and
    # where the other says no neither passes: 2 of 3.
    found = power(simple({"a": 1, "b": 1}, 1, cast=True))
    assert found.passing == 3
    assert found.banzhaf == (Fraction(2, 3),) * 2
    assert found.yes_out == found.out_no == (Fraction(1, 3),) * 2
    assert found.prevent == (Fraction(3, 3),) * 2
    assert found.initiate == (Fraction(1 + 2, 6),) * 2
    assert found.shapley == (Fraction(1, 2),) * 2


def test_a_dictator_and_a_dummy() -> None:
    rule = BallotRule((Voter("a"), Voter("b")), ({"a": (1, 0, 0, 0)},), Leaf(0, 1))
    found = power(rule)
    assert found.banzhaf == (1, 0)
    assert found.shapley == (1, 0)
    assert found.prevent == (1, 0)


@pytest.mark.parametrize(
    "weights", [{"a": 4, "b": 3, "c": 2, "d": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 9, "b": 1}]
)
def test_where_abstaining_is_as_no_the_roll_calls_give_the_shapley_shubik_index(
    weights: dict[str, int],
) -> None:
    """A binary game read as a ternary one keeps its Shapley-Shubik values only by symmetry."""
    quota = sum(weights.values()) // 2 + 1
    found = power(simple(weights, quota, cast=False))
    right = roll_calls(simple(weights, quota, cast=False), ABSTAIN)
    assert found.shapley is not None
    assert dict(zip(found.names, found.shapley, strict=True)) == {
        name: right[name, 0] for name in weights
    }


def test_the_security_council_with_abstentions() -> None:
    """Nine yes and no permanent no (practice); by the words an abstention is a veto.

    Passing divisions by hand: p permanent yes, the other 5 - p abstain (2 choices each: not no,
    one way), and e elected yes with p + e >= 9, the others out or no (2 ways each).
    """
    practice, text = ballot_layers(load(find("un-security-council")), "Substantive decision")
    passing = sum(
        comb(5, p) * comb(10, e) * 2 ** (10 - e) for p in range(6) for e in range(11) if p + e >= 9
    )
    (found,) = practice.power
    assert found.passing == passing == 146_796
    assert found.prevent[0] == 1
    assert found.shapley is not None
    assert 5 * found.shapley[0] + 10 * found.shapley[5] == 1
    (strict,) = text.power
    assert strict.passing == sum(comb(10, e) * 2 ** (10 - e) for e in range(4, 11)) == 26_025
    # Where abstaining is as good as a no the roll calls of a veto game give 421/2145 and 4/2145.
    assert strict.shapley is not None
    assert (strict.shapley[0], strict.shapley[5]) == (Fraction(421, 2145), Fraction(4, 2145))
    # An abstention that is no veto takes power from the permanent members.
    assert found.shapley[0] < strict.shapley[0]
    assert found.out == strict.out == "abstain or absent"


def bicameral() -> BallotRule:
    text = """constitution Test
body House: 9 members
body Senate: 5 members
person President
procedure Law under "Art. 1"
  passes when all of
    House approve by more than 1/2 of votes cast
    Senate approve by more than 1/2 of members
    President assents
"""
    return ballot_rule(Model(parse(text, "t.foedus"), file="t.foedus"), "Law")


def test_chambers_without_a_member_in_common_are_counted_apart() -> None:
    found = power(bicameral())
    house = sum(comb(9, y) * comb(9 - y, n) for y in range(10) for n in range(10 - y) if y > n)
    senate = sum(comb(5, y) * 2 ** (5 - y) for y in range(3, 6))
    assert found.passing == house * senate * 1
    assert found.prevent[found.names.index("President")] == 1
    flat = BallotRule(bicameral().voters, bicameral().forms, Join(((1, bicameral().tree),), 1))
    again = power(flat)
    assert (again.banzhaf, again.shapley) == (found.banzhaf, found.shapley)


def test_one_body_shares_alike_whatever_its_size() -> None:
    text = """constitution Test
body Assembly: 120 members
procedure Law under "Art. 1"
  passes when Assembly approve by more than 1/2 of votes cast
"""
    rule = ballot_rule(Model(parse(text, "t.foedus"), file="t.foedus"), "Law")
    found = power(rule)
    assert found.shapley == (Fraction(1, 120),)
    # As many divisions have more yes as have more no; the rest are ties.
    ties = sum(comb(120, 2 * k) * comb(2 * k, k) for k in range(61))
    assert found.passing * 2 + ties == 3**120


def test_too_many_sums_are_refused_before_long() -> None:
    rng = random.Random(1)
    weights = {f"u{i}": rng.randint(10**11, 10**12) for i in range(40)}
    with pytest.raises(TooLarge, match="too many"):
        power(simple(weights, sum(weights.values()) // 2, cast=True), cells=10_000, work=100_000)
    big = {n: w * 10**9 for n, w in weights.items()}
    with pytest.raises(TooLarge, match="too many values"):
        power(simple(big, sum(big.values()) // 2, cast=True), cells=10_000)


@pytest.mark.parametrize("cast", [True, False])
def test_weights_beyond_64_bits_are_counted_exactly(cast: bool) -> None:
    rng = random.Random(2)
    big = {f"u{i}": rng.randint(10**18, 10**19) for i in range(6)}
    rule = simple(big, sum(big.values()) // 3, cast=cast)
    found = power(rule)
    for k, name in enumerate(found.names):
        right = banzhaf(rule, ABSTAIN, name)
        assert (found.passing, found.banzhaf[k]) == (right["pass"], Fraction(right["both"], 3**5))
    assert found.shapley is not None
    assert sum(found.shapley) == 1


def test_roll_calls_that_are_too_many_are_refused_and_the_rest_is_given() -> None:
    # Two chambers that can outvote each other together: 21 * 22 / 2 sums of the smaller one are
    # kept, and with the number of noes beside them 231 times 41 cells are too many here.
    form = {"House": (1, 0, 0, -1), "Senate": (1, 0, 0, -1)}
    apart = ({"House": form["House"]}, {"Senate": form["Senate"]}, form)
    tree = Join(((2, Leaf(0, 1)), (1, Leaf(1, 1)), (1, Leaf(2, 1))), 2)
    rule = BallotRule((Voter("House", 40), Voter("Senate", 20)), apart, tree)
    found: TernaryPower = power(rule, cells=4_000)
    assert found.shapley is None
    assert "roll calls are not counted" in found.shapley_why
    whole = power(rule)
    assert whole.shapley is not None
    assert (found.banzhaf, found.initiate) == (whole.banzhaf, whole.initiate)


def test_binary_counts_are_the_ternary_ones_of_two_to_the_abstainers() -> None:
    """Where abstaining is as no, a division passes as the coalition of its yes votes does."""
    weights = {"a": 5, "b": 3, "c": 2, "d": 2}
    builder = Builder()
    rule = builder.build(builder.gate({builder.voter(n): w for n, w in weights.items()}, 7))
    binary = count(rule)
    found = power(simple(weights, 7, cast=False))
    by_size = binary.winning_by_size
    assert by_size is not None
    assert found.passing == sum(k * 2 ** (4 - s) for s, k in enumerate(by_size))
