"""The three ways of counting divisions against each other, every division, and formulas by hand."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from math import comb

import pytest
from ballot_layer_reference import banzhaf, holds, random_ballot_rule, roll_calls
from hypothesis import given
from hypothesis import strategies as st

from conftest import FULL
from foedus.errors import TooLarge
from foedus.power.engines import count
from foedus.proof import ternary_combine
from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree
from foedus.proof.limb_tree import Join, Negation, every
from foedus.proof.ternary import TernaryPower, _chances, power
from foedus.proof.ternary_binary import Binary, acts_as, numbers_only
from foedus.proof.ternary_blocks import bare, blocks_of, merged, rest
from foedus.proof.ternary_cells import NO, OUT, YES
from foedus.proof.ternary_combine import MEMBERS, Passing, blocks, count_passing
from foedus.proof.ternary_parts import Swings
from foedus.proof.ternary_sums import by_sums
from foedus.proof.ternary_types import count_types
from foedus.rules.gates import Builder, Voter

ABSTAIN, ABSENT = Option.ABSTAIN, Option.ABSENT
RULES = 300 if FULL else 25
#: What each option adds to a limb that asks only how many: votes cast, members, turnout, no votes.
NUMBERS = [(1, 0, 0, -1), (2, 0, 0, -1), (1, 1, 0, 1), (1, -2, 0, -2), (0, 0, 0, -1)]


def of_coalitions(rng: random.Random, members: int) -> BallotRule:
    """Return a monotone rule in which abstaining is a no (or a yes) where it matters who votes."""
    rule = random_ballot_rule(rng, members, monotone=True)
    as_no = rng.random() < 0.5
    forms = []
    for form in rule.forms:
        if rng.random() < 0.3:
            forms.append({v.name: rng.choice(NUMBERS[:1]) for v in rule.voters})
        elif as_no:
            forms.append({n: (w[0], w[3], w[3], w[3]) for n, w in form.items()})
        else:
            forms.append({n: (w[0], w[0], w[0], w[3]) for n, w in form.items()})
    return BallotRule(rule.voters, tuple(forms), rule.tree)


def same(found: TernaryPower, rule: BallotRule, out: Option) -> None:
    """Compare with the count by sums, which shares nothing but the rule."""
    right = by_sums(rule, out)
    assert right.shapley is not None
    n = rule.size
    for k, name in enumerate(found.names):
        own = right.swings[name]
        assert found.passing == own.yes + own.out + own.no
        assert found.yes_out[k] == Fraction(own.yes_out, 3 ** (n - 1))
        assert found.out_no[k] == Fraction(own.out_no, 3 ** (n - 1))
        assert found.shapley is not None
        assert found.shapley[k] == right.shapley[name]


@pytest.mark.parametrize("seed", range(RULES))
@pytest.mark.parametrize("groups", [0, 3])
def test_groups_coalitions_and_sums_agree(
    monkeypatch: pytest.MonkeyPatch, seed: int, groups: int
) -> None:
    monkeypatch.setattr(ternary_combine, "GROUPS", groups)
    rng = random.Random(seed)
    for rule in (of_coalitions(rng, 7), random_ballot_rule(rng, 7, monotone=True)):
        for out in (ABSTAIN, ABSENT):
            same(power(rule, out), rule, out)


@pytest.mark.parametrize("seed", range(RULES))
def test_coalitions_by_size_match_every_division(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(ternary_combine, "GROUPS", 0)
    rng = random.Random(7000 + seed)
    rule = of_coalitions(rng, 5)
    found, n = power(rule), rule.size
    for k, name in enumerate(found.names):
        right = banzhaf(rule, ABSTAIN, name)
        assert found.passing == right["pass"]
        assert found.banzhaf[k] == Fraction(right["both"], 3 ** (n - 1))
        assert found.yes_out[k] == Fraction(right["yes_out"], 3 ** (n - 1))
        if right["pass"]:
            assert found.prevent[k] == Fraction(right["prevent"], right["pass"])


@pytest.mark.parametrize("seed", range(8 if FULL else 3))
def test_coalitions_by_size_match_every_roll_call(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(ternary_combine, "GROUPS", 0)
    rule = of_coalitions(random.Random(40 + seed), 4)
    found, right = power(rule), roll_calls(rule, ABSTAIN)
    assert found.shapley is not None
    # What is settled before anybody is called, nobody settles.
    settled = found.passing in (0, found.divisions)
    for k, name in enumerate(found.names):
        assert found.shapley[k] == (0 if settled else right[name, 0])


def slow_shares(rule: BallotRule, mark: int) -> Passing:
    """Count the passing divisions by how many are at the mark, one by one."""
    names = [v.name for v in rule.voters]
    places = [n for v in rule.voters for n in [v.name] * v.count]
    first = {n: places.index(n) for n in names}
    every_one = [0] * (len(places) + 1)
    own = {n: [[0] * (len(places) + 1) for _ in range(3)] for n in names}
    options = (Option.YES, ABSTAIN, Option.NO)
    for division in itertools.product(range(3), repeat=len(places)):
        choice: dict[str, list[Option]] = {n: [] for n in names}
        for name, o in zip(places, division, strict=True):
            choice[name].append(options[o])
        if holds(rule.tree, rule, choice):
            at = division.count(mark)
            every_one[at] += 1
            for n in names:
                own[n][division[first[n]]][at] += 1
    return Passing(every_one, own)


@pytest.mark.parametrize("groups", [0, 3])
@pytest.mark.parametrize("seed", range(RULES // 3))
def test_divisions_by_members_at_the_mark(
    monkeypatch: pytest.MonkeyPatch, seed: int, groups: int
) -> None:
    monkeypatch.setattr(ternary_combine, "GROUPS", groups)
    rng = random.Random(300 + seed)
    make = rng.choice([of_coalitions, lambda r, n: random_ballot_rule(r, n, monotone=True)])
    rule = make(rng, 6)
    try:
        counted = count_passing(rule, ABSTAIN)
    except TooLarge:
        # Made to count every block as coalitions, those of different forms do not merge.
        assert groups == 0
        right = slow_shares(rule, YES)
        assert power(rule, ABSTAIN).passing == sum(right.all)
        return
    for mark, found in zip((NO, YES), counted, strict=True):
        right = slow_shares(rule, mark)
        assert found.all == right.all
        assert found.own == right.own


@pytest.mark.parametrize("seed", range(RULES // 3))
def test_totals_are_the_sums_of_the_split_counts(seed: int) -> None:
    rule = random_ballot_rule(random.Random(600 + seed), 7, monotone=True)
    by_no, by_yes = count_passing(rule, ABSTAIN)
    total, _ = count_passing(rule, ABSTAIN, totals=True)
    assert [sum(by_no.all)] == [sum(by_yes.all)] == total.all
    for name, own in total.own.items():
        assert own == [[sum(row)] for row in by_no.own[name]]


WEIGHTED = st.tuples(
    st.lists(st.integers(1, 9), min_size=4, max_size=9), st.fractions(min_value=0, max_value=1)
)


@given(WEIGHTED)
def test_swings_of_a_weighted_rule_are_those_of_its_coalitions(
    game: tuple[list[int], Fraction],
) -> None:
    """Y = sum over s of eta_s 2^(n-1-s); banzhaf Y / 3^(n-1), prevent Y / passing,
    initiate 2 Y / (3^n - passing), passing = sum over s of W_s 2^(n-s), and out/no is nothing."""
    weights, share = game
    n, quota = len(weights), max(1, int(sum(weights) * share) + 1)
    builder = Builder()
    nodes = {builder.voter(f"u{i}"): w for i, w in enumerate(weights)}
    binary = count(builder.build(builder.gate(nodes, quota)), engine="enumeration")
    form = {f"u{i}": (w, 0, 0, 0) for i, w in enumerate(weights)}
    found = power(BallotRule(tuple(Voter(n) for n in form), (form,), Leaf(0, quota)))
    assert binary.winning_by_size is not None
    assert binary.swings_by_size is not None
    passing = sum(w * 2 ** (n - s) for s, w in enumerate(binary.winning_by_size))
    assert found.passing == passing
    for k, eta in enumerate(binary.swings_by_size):
        swings = sum(e * 2 ** (n - 1 - s) for s, e in enumerate(eta))
        assert found.banzhaf[k] == found.yes_out[k] == Fraction(swings, 3 ** (n - 1))
        assert found.out_no[k] == 0
        assert found.prevent[k] == (Fraction(swings, passing) if passing else None)
        assert found.initiate[k] == Fraction(2 * swings, 3**n - passing)


@given(st.integers(1, 40), st.integers(0, 40))
def test_a_simple_majority_by_multinomials(members: int, more: int) -> None:
    """More yes than no by at least d: trinomial coefficients, added up by hand."""
    least = 1 + more % members
    form = {"House": (1, 0, 0, -1)}
    found = power(BallotRule((Voter("House", members),), (form,), Leaf(0, least)))
    passing = sum(
        comb(members, y) * comb(members - y, n)
        for y in range(members + 1)
        for n in range(members - y + 1)
        if y - n >= least
    )
    assert found.passing == passing
    m = members - 1
    level = [
        sum(comb(m, y) * comb(m - y, y - d) for y in range(max(d, 0), m + 1) if y - d <= m - y)
        for d in (least - 1, least)
    ]
    # Yes turns it where the others are one short, an abstention (from no) where they are level.
    assert found.yes_out[0] == Fraction(level[0], 3**m)
    assert found.out_no[0] == Fraction(level[1], 3**m)
    assert found.shapley == (Fraction(1, members),)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_chances_of_roll_calls_are_the_integrals(size: int) -> None:
    """Expand t^(m-k) (3-2t)^k and integrate each power of t."""
    found, scale = _chances(size)
    m = size - 1
    for k in range(size):
        value = sum(
            Fraction(comb(k, i) * 3 ** (k - i) * (-2) ** i, m - k + i + 1) for i in range(k + 1)
        )
        assert Fraction(found[k], scale) == value


def chambers(sizes: tuple[int, ...]) -> BallotRule:
    """Return chambers that each need more yes than no, and the first one more than half."""
    forms = [{f"c{i}": (1, 0, 0, -1)} for i in range(len(sizes))] + [{"c0": (1, 0, 0, 0)}]
    limbs: list[Tree] = [Leaf(i, 1) for i in range(len(sizes))]
    limbs.append(Leaf(len(sizes), sizes[0] // 2 + 1))
    voters = tuple(Voter(f"c{i}", k) for i, k in enumerate(sizes))
    return BallotRule(voters, tuple(forms), every(limbs))


@pytest.mark.parametrize("sizes", [(3, 2, 2), (4, 3), (7,)])
def test_chambers_are_blocks(sizes: tuple[int, ...]) -> None:
    rule = chambers(sizes)
    found = blocks(rule, ABSTAIN)
    assert [b.size for b in found.typed] == list(sizes)
    assert found.binary is None
    same(power(rule), rule, ABSTAIN)


def test_a_limb_that_asks_two_chambers_makes_them_one_block() -> None:
    rule = chambers((3, 2))
    joint = (*rule.forms, {"c0": (1, 0, 0, -1), "c1": (1, 0, 0, -1)})
    tree = Join(((1, rule.tree), (1, Leaf(3, 2))), 1)
    both = BallotRule(rule.voters, joint, tree)
    assert [b.size for b in blocks(both, ABSTAIN).typed] == [5]
    same(power(both), both, ABSTAIN)


def test_voters_whom_nothing_reads_are_a_block_and_dummies() -> None:
    rule = BallotRule((Voter("a"), Voter("b"), Voter("c", 2)), ({"a": (1, 0, 0, 0)},), Leaf(0, 1))
    assert [b.limbs for b in blocks_of(rule, bare(rule.tree), ABSTAIN)] == [(Leaf(0, 1),), ()]
    found = power(rule)
    assert found.banzhaf == found.shapley == (1, 0, 0)


def test_a_limb_of_numbers_beside_coalitions() -> None:
    """Three of five units of enough people, or fewer than two noes: the four-member clause."""
    people = {"a": 8, "b": 5, "c": 4, "d": 3, "e": 1}
    forms = (
        {n: (1, 0, 0, 0) for n in people},
        {n: (p, 0, 0, 0) for n, p in people.items()},
        {n: (0, 0, 0, 1) for n in people},
    )
    tree = Join(((1, every([Leaf(0, 3), Leaf(1, 13)])), (1, Negation(Leaf(2, 2)))), 1)
    rule = BallotRule(tuple(Voter(n) for n in people), forms, tree)
    made = blocks(rule, ABSTAIN)
    assert made.binary is not None
    assert acts_as(made.binary.block) == NO
    assert Leaf(2, 2) in numbers_only(made.binary.block)
    found = power(rule)
    same(found, rule, ABSTAIN)
    passing = sum(
        1
        for d in itertools.product("yon", repeat=5)
        if d.count("n") < 2
        or (
            d.count("y") >= 3
            and sum(p for p, o in zip(people.values(), d, strict=True) if o == "y") >= 13
        )
    )
    assert found.passing == passing


def test_abstaining_as_yes_and_as_no_in_two_large_bodies_goes_by_sums() -> None:
    low = {f"a{i}": (i + 1, 0, 0, 0) for i in range(4)}
    high = {f"b{i}": (0, 0, 0, -i - 1) for i in range(4)}
    rule = BallotRule(
        tuple(Voter(n) for n in (*low, *high)), (low, high), every([Leaf(0, 6), Leaf(1, -4)])
    )
    with pytest.raises(TooLarge, match="as yes in one body"):
        blocks(rule, ABSTAIN)
    same(power(rule), rule, ABSTAIN)


def test_coalitions_of_two_bodies_are_one_game() -> None:
    forms = tuple({f"{c}{i}": (i + 1, 0, 0, 0) for i in range(4)} for c in "ab")
    voters = tuple(Voter(n) for f in forms for n in f)
    rule = BallotRule(voters, forms, every([Leaf(0, 6), Leaf(1, 7)]))
    made = blocks(rule, ABSTAIN)
    assert made.binary is not None
    assert made.binary.block.size == 8
    assert acts_as(merged(blocks_of(rule, bare(rule.tree), ABSTAIN))) == NO
    same(power(rule), rule, ABSTAIN)


def test_more_members_than_a_fraction_can_be_read_are_refused_with_its_length() -> None:
    form = {"People": (1, 0, 0, -1)}
    rule = BallotRule((Voter("People", MEMBERS + 1),), (form,), Leaf(0, 1))
    with pytest.raises(TooLarge, match="4,001 members") as info:
        power(rule)
    assert "1,909 digits" in str(info.value)


@pytest.mark.parametrize("seed", range(RULES // 3))
def test_what_is_left_of_a_rule_is_the_rule(seed: int) -> None:
    """Some limbs known, then the others: the same outcome in any order, and never an open limb."""
    rng = random.Random(900 + seed)
    rule = random_ballot_rule(rng, 6)
    tree = bare(rule.tree)
    limbs = list(dict.fromkeys(leaf for b in blocks_of(rule, tree, ABSTAIN) for leaf in b.limbs))
    for _ in range(8):
        truth = {x: rng.random() < 0.5 for x in limbs}
        sums = {x.form: None for x in limbs}
        assert set(sums) <= set(range(len(rule.forms)))
        mixed = rng.sample(limbs, len(limbs))
        half = dict(list(truth.items())[: len(limbs) // 2])
        step = rest(rest(tree, half), truth)
        whole = rest(tree, truth)
        assert isinstance(whole, bool)
        assert step is whole
        one_by_one = tree
        for x in mixed:
            one_by_one = rest(one_by_one, {x: truth[x]})  # type: ignore[assignment]
        assert one_by_one is whole
        assert whole is by_hand(tree, truth)


def by_hand(tree: Tree, truth: dict[Leaf, bool]) -> bool:
    """Read a tree of limbs as its gates say."""
    if isinstance(tree, Leaf):
        return truth[tree]
    if isinstance(tree, Negation):
        return not by_hand(tree.item, truth)
    return sum(w for w, item in tree.items if by_hand(item, truth)) >= tree.quota


@pytest.mark.parametrize("mark", [NO, YES])
def test_one_assembly_by_the_limbs_that_hold(mark: int) -> None:
    """Seven members: more yes than no, and four yes; every (yes, no) by its multinomial."""
    forms = ({"H": (1, 0, 0, -1)}, {"H": (1, 0, 0, 0)})
    tree = Join(((1, Leaf(0, 1)), (1, Leaf(1, 4))), 2)
    rule = BallotRule((Voter("H", 7),), forms, tree)
    (block,) = blocks_of(rule, tree, ABSTAIN)
    (share,) = count_types(block, tree, mark)
    assert share.known == {Leaf(0, 1): True, Leaf(1, 4): True}
    right, own = [0] * 8, [[0] * 8 for _ in range(3)]
    for yes in range(8):
        for no in range(8 - yes):
            if yes > no and yes >= 4:
                ways, at = comb(7, yes) * comb(7 - yes, no), no if mark == NO else yes
                right[at] += ways
                for o, k in ((YES, yes), (OUT, 7 - yes - no), (NO, no)):
                    own[o][at] += ways * k
    assert share.all == right
    assert share.own == [[[x // 7 for x in row] for row in own]]


def test_swings_in_a_game_of_two_choices_where_abstaining_is_a_yes() -> None:
    """A veto of three of five: no index for abstaining where only a no counts."""
    form = {f"u{i}": (0, 0, 0, -(i + 1)) for i in range(5)}
    rule = BallotRule(tuple(Voter(n) for n in form), (form,), Leaf(0, -5))
    made = blocks(rule, ABSTAIN)
    assert made.binary is not None
    assert made.binary.out == YES
    assert isinstance(made.binary, Binary)
    found = power(rule)
    assert found.yes_out == (0,) * 5
    same(found, rule, ABSTAIN)


def test_a_committee_where_abstention_is_a_middle_way() -> None:
    """Two of three yes and no no: by hand over the 27 divisions, and its swings."""
    form = {n: (1, 0, 0, -3) for n in "abc"}
    found = power(BallotRule(tuple(Voter(n) for n in "abc"), (form,), Leaf(0, 2)))
    # yyy, and two yes with one out: 1 + 3.
    assert found.passing == 4
    # Others yy: yes and out pass, no fails; others y-out (two ways): yes passes, out does not.
    swings = Swings(yes_out=2, out_no=1)
    assert found.yes_out == (Fraction(swings.yes_out, 9),) * 3
    assert found.out_no == (Fraction(swings.out_no, 9),) * 3
    assert found.shapley == (Fraction(1, 3),) * 3
