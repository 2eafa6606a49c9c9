"""Ternary indices of real constitutions: figures by hand, and which rules have none, and why."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest

from foedus.atlas.index import find, systems
from foedus.constitution.load import load
from foedus.constitution.syntax import Of
from foedus.power.engines import count
from foedus.proof.ballot_layer import BallotLayer, ballot_layers
from foedus.proof.games import Games, Setting
from foedus.proof.ternary import TernaryPower


def layers(system: str, procedure: str, unit: str = "") -> tuple[BallotLayer, ...]:
    return ballot_layers(load(find(system)), procedure, unit=unit)


def indices(system: str, procedure: str) -> TernaryPower:
    (layer,) = layers(system, procedure)
    assert not layer.refused
    return layer.power[0]


def more_yes_than_no(members: int) -> int:
    """How many of the 3^m divisions have more yes than no."""
    level = sum(comb(members, 2 * k) * comb(2 * k, k) for k in range(members // 2 + 1))
    return (3**members - level) // 2


def from_yes(members: int, least: int) -> int:
    """How many of the 3^m divisions have so many yes."""
    return sum(comb(members, y) * 2 ** (members - y) for y in range(least, members + 1))


#: Rules whose divisions are a product of sums anyone can add up.
BY_HAND = [
    ("canada", "Houses of Parliament", more_yes_than_no(343) * 3**105),
    ("switzerland", "Federal act", more_yes_than_no(200) * more_yes_than_no(46)),
    ("switzerland", "Brake on spending", from_yes(200, 101) * from_yes(46, 24)),
    ("ukraine", "Amendment", from_yes(450, 300)),
    ("united-states", "Cloture", from_yes(100, 60)),
    ("south-africa", "Amendment on provinces", from_yes(400, 267) * from_yes(9, 6)),
]


@pytest.mark.parametrize(
    ("system", "procedure", "passing"), BY_HAND, ids=[f"{s} {p}" for s, p, _ in BY_HAND]
)
def test_divisions_that_pass_by_hand(system: str, procedure: str, passing: int) -> None:
    found = indices(system, procedure)
    assert found.passing == passing
    assert found.shapley is not None
    assert sum(s * m for s, m in zip(found.shapley, found.members, strict=True)) == 1


@pytest.mark.parametrize(
    "procedure",
    ["Qualified majority without the four-member clause", "Reinforced qualified majority"],
)
def test_the_council_without_abstention_by_its_coalitions(procedure: str) -> None:
    """Where an abstention is as good as a no: sum of eta_s 2^(26-s), W_s 2^(27-s)."""
    found = indices("eu-council", procedure)
    games = Games(load(find("eu-council")))
    binary = count(games.game(Of(procedure=procedure), Setting()).rule)
    assert binary.winning_by_size is not None
    assert binary.swings_by_size is not None
    assert found.passing == sum(w * 2 ** (27 - s) for s, w in enumerate(binary.winning_by_size))
    eta = dict(zip(binary.names, binary.swings_by_size, strict=True))
    for name, banzhaf, prevent in zip(found.names, found.banzhaf, found.prevent, strict=True):
        swings = sum(e * 2 ** (26 - s) for s, e in enumerate(eta[name]))
        assert banzhaf == Fraction(swings, 3**26)
        assert prevent == Fraction(swings, found.passing)


def test_the_four_member_clause_counts_noes_and_not_abstentions() -> None:
    """Three noes or fewer pass it: C(27, k) 2^(27-k) divisions; with the rest by coalitions."""
    found = indices("eu-council", "Qualified majority")
    games = Games(load(find("eu-council")))
    of = Of(procedure="Qualified majority without the four-member clause")
    sizes = count(games.game(of, Setting()).rule).winning_by_size
    assert sizes is not None
    few = sum(comb(27, k) * 2 ** (27 - k) for k in range(4))
    more = sum(w * comb(27 - s, k) for s, w in enumerate(sizes) for k in range(4, 28 - s))
    assert found.passing == few + more
    assert all(x > 0 for x in found.out_no)


def test_an_electoral_college_whose_states_abstain() -> None:
    found = indices("united-states", "Presidential election")
    assert found.shapley is not None
    assert sum(found.shapley) == 1
    assert found.out_no == (0,) * 51
    # California has more than any other, and two states of as many electors are alike.
    assert max(found.shapley) == found.shapley[found.names.index("Electoral College: California")]


#: Rules that have no index, or no roll calls, and why: everything else in the atlas is exact.
WITHOUT = {
    ("switzerland", "Optional referendum"): "5,495,617 members",
    ("switzerland", "Constitutional amendment"): "5,495,345 members",
    ("switzerland", "Change in the number of cantons"): "5,495,345 members",
    ("switzerland", "Change of territory between cantons"): "952,378 members",
}
NO_ROLL_CALLS = {("india", "Ordinary law"), ("india", "Formation of States and borders")}
NOT_STATED = "is not stated"


def test_a_petition_of_two_parties_by_every_pair_of_sums() -> None:
    """2022: thirty of ninety from two parties; none has thirty, so that thirty always do.

    Not filed (29 noes or fewer) a majority of votes cast decides; filed, cross-community support.
    Counted by the yes and no of each designation: 37 Unionist, 35 Nationalist, 18 Other.
    """
    found = indices("northern-ireland", "Petition of concern (2022)")
    grids = [
        {(y, n): comb(c, y) * comb(c - y, n) for y in range(c + 1) for n in range(c - y + 1)}
        for c in (37, 35, 18)
    ]
    whole: dict[tuple[int, int, int], int] = {(0, 0, 3): 1}
    for grid, own in zip(grids, (True, True, False), strict=True):
        following: dict[tuple[int, int, int], int] = {}
        for (y, n, level), ways in whole.items():
            for (a, b), more in grid.items():
                # 3: more yes than no in both designations; 2: two fifths in both; 0: neither.
                reached = 3 if a > b else 2 if a and 3 * a >= 2 * b else 0
                key = (y + a, n + b, min(level, reached) if own else level)
                following[key] = following.get(key, 0) + ways * more
        whole = following
    passing = sum(
        ways
        for (y, n, level), ways in whole.items()
        if y > n and (n < 30 or level == 3 or (level == 2 and 5 * y >= 3 * (y + n)))
    )
    assert found.passing == passing
    assert found.shapley is not None
    assert sum(s * m for s, m in zip(found.shapley, found.members, strict=True)) == 1


@pytest.mark.parametrize(("system", "procedure"), [k for k in WITHOUT if k[0] == "switzerland"])
def test_rules_refused_for_the_length_of_their_fractions(system: str, procedure: str) -> None:
    found = layers(system, procedure)
    assert all(not x.power for x in found)
    assert WITHOUT[system, procedure] in found[0].refused[0]


@pytest.mark.full
def test_every_other_rule_of_the_atlas_has_exact_indices() -> None:
    refused, without_calls, counted = set(), set(), 0
    for entry in systems():
        model = load(entry.path)
        for procedure in model.constitution.procedures:
            found = ballot_layers(model, procedure.name)
            for x in found:
                sized = [r for r in x.refused if "not counted" in r]
                refused |= {(entry.name, procedure.name)} if sized else set()
                for p in x.power:
                    counted += 1
                    if p.shapley is None:
                        without_calls.add((entry.name, procedure.name))
    assert refused == set(WITHOUT)
    assert without_calls == NO_ROLL_CALLS
    assert counted >= 70
