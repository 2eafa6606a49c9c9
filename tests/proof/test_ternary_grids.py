"""Grids of yes and no against counting by type and against every division; a spread that goes
without saying; one shared form in totals."""

from __future__ import annotations

import itertools
import random
from math import comb

import numpy as np
import pytest
from ballot_layer_reference import holds

from conftest import FULL
from foedus.constitution.model import CellTable, Model
from foedus.constitution.parse import parse
from foedus.errors import TooLarge
from foedus.proof import ternary_combine
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree, leaves
from foedus.proof.limb_tree import Join, Negation
from foedus.proof.ternary import power
from foedus.proof.ternary_blocks import Block, bare, blocks_of
from foedus.proof.ternary_cells import NO, YES, Shares
from foedus.proof.ternary_combine import count_passing
from foedus.proof.ternary_grids import BITS, Grids, _cut, _divisions, _product, _runs, _sums, fits
from foedus.proof.ternary_types import CELLS, count_types
from foedus.rules.gates import Voter

ABSTAIN = Option.ABSTAIN
Form = dict[str, tuple[int, int, int, int]]
RULES = 200 if FULL else 25
#: What a limb of one group, or of all members, may add for yes, abstain, absent, no.
ADDS = [(1, 0, 0, -1), (2, 0, 0, -3), (3, 0, 0, -2), (1, 0, 0, 0), (0, 0, 0, 1), (0, 0, 0, -1),
        (1, 1, 0, 1), (2, -1, 0, -1)]  # fmt: skip


def assembly(rng: random.Random, sizes: list[int]) -> BallotRule:
    """Return a rule whose limbs ask one group or everybody, joined at random, also negated."""
    voters = tuple(Voter(f"g{i}", k) for i, k in enumerate(sizes))
    forms, items = [], list[Tree]()
    for asked in [*([v] for v in voters), voters, voters, [rng.choice(voters)]]:
        adds = rng.choice(ADDS)
        forms.append({v.name: adds for v in asked})
        most = sum(max(adds) * v.count for v in asked)
        leaf = Leaf(len(forms) - 1, rng.randint(0, max(1, most // 2)))
        items.append(Negation(leaf) if rng.random() < 0.2 else leaf)
    first, last = items[: len(items) // 2], items[len(items) // 2 :]
    some = Join(tuple((rng.randint(1, 2), i) for i in first), rng.randint(1, len(first)))
    more = Join(tuple((1, i) for i in last), rng.randint(1, len(last)))
    return BallotRule(voters, tuple(forms), Join(((1, some), (1, more)), rng.randint(1, 2)))


def only_block(rule: BallotRule) -> tuple[Block, Tree]:
    tree = bare(rule.tree)
    (block,) = blocks_of(rule, tree, ABSTAIN)
    return block, tree


def passing(found: list[Shares]) -> tuple[list[int], list[list[list[int]]]]:
    """Add up shares (all of them pass: the block is the whole rule)."""
    every = [sum(x) for x in zip(*(s.all for s in found), strict=True)]
    own = [
        [[sum(x) for x in zip(*rows, strict=True)] for rows in zip(*group, strict=True)]
        for group in zip(*(s.own for s in found), strict=True)
    ]
    return every, own


@pytest.mark.parametrize("seed", range(RULES))
def test_grids_count_what_types_count(seed: int) -> None:
    rng = random.Random(seed)
    rule = assembly(rng, [rng.randint(1, 7) for _ in range(rng.randint(2, 4))])
    block, tree = only_block(rule)
    assert fits(block)
    grids = Grids(block, tree, CELLS)
    for mark in (NO, YES):
        found = passing(grids.shares(mark))
        assert found == passing(count_types(block, tree, mark))


@pytest.mark.parametrize("seed", range(RULES // 5))
def test_grids_count_every_division(seed: int) -> None:
    rng = random.Random(5000 + seed)
    rule = assembly(rng, [rng.randint(1, 3) for _ in range(3)])
    block, tree = only_block(rule)
    places = [v.name for v in rule.voters for _ in range(v.count)]
    options = (Option.YES, ABSTAIN, Option.NO)
    by_no, by_yes = [0] * (len(places) + 1), [0] * (len(places) + 1)
    for division in itertools.product(range(3), repeat=len(places)):
        choice: dict[str, list[Option]] = {v.name: [] for v in rule.voters}
        for name, o in zip(places, division, strict=True):
            choice[name].append(options[o])
        if holds(rule.tree, rule, choice):
            by_no[division.count(NO)] += 1
            by_yes[division.count(YES)] += 1
    grids = Grids(block, tree, CELLS)
    for mark, right in ((NO, by_no), (YES, by_yes)):
        every, _ = passing(grids.shares(mark)) if sum(right) else (right, [])
        assert every == right


@pytest.mark.parametrize("seed", range(RULES // 5))
def test_the_combination_takes_grids_and_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Beside a second block, so that what is left of the rule asks other voters too."""
    rng = random.Random(9000 + seed)
    rule = assembly(rng, [rng.randint(4, 8) for _ in range(3)])
    forms = (*rule.forms, {"President": (1, 0, 0, 0)})
    veto = Leaf(len(rule.forms), 1)
    tree = Join(((1, rule.tree), (1, veto)), rng.randint(1, 2))
    whole = BallotRule((*rule.voters, Voter("President")), forms, tree)
    found = count_passing(whole, ABSTAIN)
    monkeypatch.setattr(ternary_combine, "SMALL", 10**9)
    assert count_passing(whole, ABSTAIN) == found
    assert count_passing(whole, ABSTAIN, totals=True)[0].all == [sum(found[0].all)]


@pytest.mark.parametrize("seed", range(RULES))
def test_totals_with_one_shared_form_are_the_sums_of_the_split_counts(seed: int) -> None:
    """Each group asks for itself and all together once: states are added up between two turns."""
    rng = random.Random(7000 + seed)
    sizes = [rng.randint(1, 9) for _ in range(rng.randint(2, 3))]
    voters = tuple(Voter(f"g{i}", k) for i, k in enumerate(sizes))
    adds = rng.choice(ADDS)
    forms = [{v.name: rng.choice(ADDS)} for v in voters] + [{v.name: adds for v in voters}]
    if rng.random() < 0.5:
        # A form that weighs the members of groups differently.
        forms[-1] = {v.name: tuple(w * rng.randint(1, 3) for w in adds) for v in voters}  # type: ignore[misc]
    limbs = [Leaf(f, rng.randint(-2, 5)) for f in range(len(forms))]
    limbs.append(Leaf(len(forms) - 1, rng.randint(0, 9)))
    tree = Join(tuple((1, x) for x in limbs), rng.randint(1, len(limbs)))
    rule = BallotRule(voters, tuple(forms), tree)
    for block in blocks_of(rule, bare(tree), ABSTAIN):
        whole = count_types(block, bare(tree), NO, totals=True)
        split = {str(s.known): s for s in count_types(block, bare(tree), NO)}
        total = sum(sum(s.all) for s in split.values())
        assert sum(s.all[0] for s in whole) == total
        for g in range(len(block.groups)):
            for o in range(3):
                right = sum(sum(s.own[g][o]) for s in split.values())
                assert sum(s.own[g][o][0] for s in whole) == right


#: Forms by group (yes, abstain, absent, no), and whether grids do.
SHAPES = [
    ([{"a": (1, 0, 0, -1)}, {"b": (1, 0, 0, 0)}, {"a": (1, 0, 0, -1), "b": (1, 0, 0, -1)}], True),
    ([{"a": (1, 0, 0, -1), "b": (1, 0, 0, -1)}], False),
    ([{"a": (1, 0, 0, -1), "b": (2, 0, 0, -2)}], False),
    ([{"a": (1, 0, 0, -1), "b": (1, 0, 0, -1)}, {"b": (1, 0, 0, 0), "c": (1, 0, 0, 0)}], False),
    ([{"a": (1 << 60, 0, 0, 0)}, {"a": (1, 0, 0, -1), "b": (1, 0, 0, -1)}], False),
]


@pytest.mark.parametrize(("forms", "does"), SHAPES)
def test_which_blocks_have_grids(forms: list[Form], does: bool) -> None:
    """One group of like members needs none; weights and limbs of some of the groups have none."""
    voters = tuple(Voter(n, 5) for n in dict.fromkeys(n for f in forms for n in f))
    tree = Join(tuple((1, Leaf(i, 2)) for i in range(len(forms))), 1)
    (block,) = blocks_of(BallotRule(voters, tuple(forms), tree), tree, ABSTAIN)
    assert fits(block) is does


def test_a_block_too_large_for_grids_is_refused_before_it_is_counted() -> None:
    rule = assembly(random.Random(1), [90, 60, 40])
    block, tree = only_block(rule)
    with pytest.raises(TooLarge, match="too many different sums"):
        Grids(block, tree, 10_000)


def test_two_houses_that_can_meet_jointly_by_hand() -> None:
    """House (5) and Senate (3) each by more yes than no, or both together: 3^8 divisions."""
    forms = ({"House": (1, 0, 0, -1)}, {"Senate": (1, 0, 0, -1)},
             {"House": (1, 0, 0, -1), "Senate": (1, 0, 0, -1)})  # fmt: skip
    tree = Join(((1, Join(((1, Leaf(0, 1)), (1, Leaf(1, 1))), 2)), (1, Leaf(2, 1))), 1)
    rule = BallotRule((Voter("House", 5), Voter("Senate", 3)), forms, tree)
    right = 0
    for a, b, c, d in itertools.product(range(6), range(6), range(4), range(4)):
        if a + b <= 5 and c + d <= 3 and ((a > b and c > d) or a + c > b + d):
            right += comb(5, a) * comb(5 - a, b) * comb(3, c) * comb(3 - c, d)
    block, bare_tree = only_block(rule)
    assert sum(sum(s.all) for s in Grids(block, bare_tree, CELLS).shares(NO)) == right
    assert power(rule).passing == right


# ------------------------------------------------------------------ pieces


@pytest.mark.parametrize("count", [0, 1, 4, 30])
def test_a_grid_holds_every_division_once(count: int) -> None:
    grid = _divisions(count)
    assert grid.sum() == 3**count
    assert all(grid[y, n] == 0 for y in range(count + 1) for n in range(count - y + 1, count + 1))


@pytest.mark.parametrize("sizes", [(1, 1), (2, 5), (7, 3), (12, 12)])
def test_a_product_of_grids_is_the_grid_of_both(sizes: tuple[int, int]) -> None:
    a, b = (_divisions(k) for k in sizes)
    assert (_product(a, b) == _divisions(sum(sizes))).all()
    slow = np.zeros((len(a) + len(b) - 1,) * 2, dtype=object)
    for (i, j), v in np.ndenumerate(a):
        slow[i : i + len(b), j : j + len(b)] += v * b
    assert (_product(a, b) == slow).all()


def test_cuts_are_the_digits_of_a_number() -> None:
    rng = random.Random(3)
    grids = [
        np.array([[rng.getrandbits(k) for k in (1, 17, 90)] for _ in range(2)], dtype=object)
        for _ in range(3)
    ]
    cut = _cut(grids)
    again = sum(cut[:, i].astype(object) << (BITS * i) for i in range(cut.shape[1]))
    assert all((a == b).all() for a, b in zip(again, grids, strict=True))


@pytest.mark.parametrize(
    ("column", "runs"),
    [("", []), ("0", []), ("1", [(0, 1)]), ("0110", [(1, 3)]), ("1011", [(0, 1), (2, 4)])],
)
def test_runs(column: str, runs: list[tuple[int, int]]) -> None:
    assert list(_runs(np.array([c == "1" for c in column], dtype=bool))) == runs


@pytest.mark.parametrize("transposed", [False, True])
@pytest.mark.parametrize("seed", range(RULES // 5))
def test_sums_over_any_set_of_totals(seed: int, transposed: bool) -> None:
    """A mask without any order: pairs of cells one by one."""
    rng = np.random.default_rng(seed)
    a, b = (_divisions(k) for k in (3, 2))
    mask = rng.random((6, 6)) < 0.5
    extra = [b * int(rng.integers(1, 9)) for _ in range(2)]
    found = _sums([a, 2 * a], [b, *extra], mask, transposed=transposed)
    right = np.zeros((4, 6), dtype=object)
    for (y, n), v in np.ndenumerate(a):
        for (u, m), w in np.ndenumerate(b):
            if mask[y + u, n + m]:
                at = y + u if transposed else n + m
                right[:, at] += [v * w, 2 * v * w, v * extra[0][u, m], v * extra[1][u, m]]
    assert found == right.tolist()


# ------------------------------------------------------------------ a petition's spread


def petition(groups: str, least: int, spread: int) -> BallotRule:
    text = f"""constitution Test
body Assembly: 12 members
  composition: table "members.csv" by party counting seats as of 2022
procedure Law under "Art. 1"
  passes when all of
    Assembly approve by more than 1/2 of votes cast
    if Assembly petition by at least {least} members from at least {spread} party,
        then also Assembly approve by at least 2/3 of votes cast
"""
    seats, names = zip(*(part.split() for part in groups.split(", ")), strict=True)
    cells = {"members.csv": CellTable("members.csv", {"party": names, "seats": seats}, "")}
    return ballot_rule(Model(parse(text, "t.foedus"), cells=cells, file="t.foedus"), "Law")


#: Parties of twelve members, signatures, parties they come from, and whether that is said apart:
#: five signatures need two parties where none has more than four.
SPREADS = [
    ("4 A, 4 B, 4 C", 5, 2, False),
    ("4 A, 4 B, 4 C", 4, 2, True),
    ("4 A, 4 B, 4 C", 9, 3, False),
    ("4 A, 4 B, 4 C", 8, 3, True),
    ("6 A, 3 B, 2 C, 1 D", 7, 2, False),
    ("6 A, 3 B, 2 C, 1 D", 6, 2, True),
    ("6 A, 3 B, 2 C, 1 D", 12, 4, False),
]


@pytest.mark.parametrize(("groups", "least", "spread", "apart"), SPREADS)
def test_a_spread_that_goes_without_saying_is_no_limb(
    groups: str, least: int, spread: int, apart: bool
) -> None:
    rule = petition(groups, least, spread)
    asked = [rule.forms[x.form] for x in leaves(rule.tree)]
    assert any(len(form) < len(rule.voters) for form in asked) is apart
    rng = random.Random(least)
    for _ in range(200):
        cells = {}
        for v in rule.voters:
            yes = rng.randint(0, v.count)
            no = rng.randint(0, v.count - yes)
            cells[v.name] = (yes, v.count - yes - no, 0, no)
        yes, no = (sum(c[o] for c in cells.values()) for o in (0, 3))
        filed = no >= least and sum(c[3] > 0 for c in cells.values()) >= spread
        right = yes > no and (not filed or 3 * yes >= 2 * (yes + no) > 0)
        assert rule.passes(cells) is right
