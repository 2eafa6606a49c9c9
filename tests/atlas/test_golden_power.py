"""Published indices of voting power and numbers of coalitions, counted from the texts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest
from atlas_golden import (
    Golden,
    counted,
    decimals,
    games,
    index,
    model,
    name,
    of,
    power,
    reference_index,
    rows,
)

from foedus.constitution.compile import compile_procedure
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.power.diagram import diagram

INDICES = of(
    "coleman_prevent",
    "coleman_initiate",
    "shapley",
    "banzhaf_swings",
    "banzhaf_share",
    "banzhaf_absolute",
)


@pytest.mark.parametrize("row", INDICES, ids=name)
def test_indices_of_power(row: Golden) -> None:
    found = power(row)
    if row.places or "/" not in row.published:
        assert Fraction(found) == Fraction(row.published)
    else:
        assert found == str(Fraction(row.published))


@pytest.mark.parametrize("row", INDICES[::7], ids=name)
def test_indices_follow_from_their_definitions(row: Golden) -> None:
    found = games(row.system, row.procedure, row.view)
    profiles = counted(row.system, row.procedure, row.view, row.quantity == "shapley")
    for game, profile in zip(found, profiles, strict=True):
        assert index(row, game, profile) == reference_index(row, game, profile)


@pytest.mark.parametrize("row", of("winning", "winning_provinces", "differs_from"), ids=name)
def test_numbers_of_coalitions(row: Golden) -> None:
    assert power(row) == row.published


def test_every_row_is_asserted_by_some_test() -> None:
    known = {
        "share_passes", "share_blocks", "half_share_passes", "half_share_blocks",
        "smallest_passes", "smallest_blocks", "quota", "two_thirds_of_quorum", "three_quarters",
        "persons_65", "outcome", "equivalent", "winning", "winning_provinces", "differs_from",
    }  # fmt: skip
    known |= {r.quantity for r in INDICES}
    assert {r.quantity for r in rows()} <= known
    ids = [r.id for r in rows()]
    assert len(set(ids)) == len(ids)
    assert all(r.source and r.data and r.kind for r in rows())


def test_the_council_by_hand() -> None:
    """Winning: all five and at least four of ten; an elected member swings with exactly three."""
    (profile, *others) = counted("un-security-council", "Substantive decision", "", True)
    assert profile.winning == sum(comb(10, k) for k in range(4, 11))
    swings = dict(zip(profile.names, profile.swings, strict=True))
    assert swings["Members: Elected member 1"] == comb(9, 3)
    assert swings["Members: China"] == profile.winning
    assert all(o.winning == profile.winning and o.swings == profile.swings for o in others)


def test_the_amendment_of_a_federation_by_trying_every_set_of_provinces() -> None:
    """The counts behind 22 published cells, against plain enumeration of 2^10 sets."""
    (game,) = games("canada", "General amendment (1996)", "Players")
    (profile,) = counted("canada", "General amendment (1996)", "Players", False)
    provinces = [v for v in game.rule.names if v.startswith("Provinces: ")]
    assert len(provinces) == 10
    people = game.prices["population as of 1996"]
    total = sum(people[p] for p in provinces)
    winning = swings = 0
    ontario = "Provinces: Ontario"
    for bits in range(2**10):
        chosen = [p for k, p in enumerate(provinces) if bits >> k & 1]
        passes = len(chosen) >= 7 and 2 * sum(people[p] for p in chosen) >= total
        assert game.rule.passes(["Commons", *chosen]) == passes
        winning += passes
        if passes and ontario in chosen:
            rest = [p for p in chosen if p != ontario]
            swings += not (len(rest) >= 7 and 2 * sum(people[p] for p in rest) >= total)
    assert profile.winning == 2 * winning  # the Senate, of no influence here, doubles the count
    assert dict(zip(profile.names, profile.swings, strict=True))[ontario] == 2 * swings


@pytest.mark.parametrize("census, winning", [(1991, 159), (1996, 157), (2021, 152)])
def test_the_census_changes_how_many_sets_of_provinces_suffice(census: int, winning: int) -> None:
    """Counted over each census by the same text with another date."""
    whole = model("canada")
    text = Path(whole.file).read_text(encoding="utf-8")
    old, new = "population as of 2021", f"population as of {census}"
    other = replace(whole, constitution=parse(text.replace(old, new)))
    game = compile_procedure(other, "General amendment", view="Players")
    assert diagram(game.rule, sizes=False).winning == 2 * winning


def test_five_sets_of_provinces_turn_with_the_census() -> None:
    """1996 against 2021: five sets differ, the smallest of seven provinces (with Parliament 8)."""
    old, new = (
        games("canada", p, "Players")[0].rule
        for p in ("General amendment (1996)", "General amendment")
    )
    provinces = [v for v in old.names if v.startswith("Provinces: ")]
    sets = (
        [p for k, p in enumerate(provinces) if bits >> k & 1] for bits in range(2 ** len(provinces))
    )
    turned = [s for s in sets if old.passes(["Commons", *s]) != new.passes(["Commons", *s])]
    assert len(turned) == 5
    assert min(map(len, turned)) == 7


SENATE = """constitution Senate
reading Count: Groups, Everyone
body Senate: 60 members, of whom 35 Dutch, 24 French, 1 Ungrouped as of 2014
procedure Law under "Art. 4(3)"
  passes when all of
    each of Dutch, French in Senate approve by more than 1/2 of votes cast
    by reading Count
      when Groups
        yes votes of Dutch, French in Senate together reach at least 2/3 of votes cast in Senate
      when Everyone
        Senate approve by at least 2/3 of votes cast
"""


@pytest.mark.parametrize("reading, about", [("Groups", "4.92"), ("Everyone", "7.63")])
def test_two_readings_of_one_text_differ_by_half(reading: str, about: str) -> None:
    """Winning coalitions of senators in 10^15, and the same by plain binomials."""
    model_ = Model(parse(SENATE))
    game = compile_procedure(model_, "Law", reading={"Count": reading})
    counted_ = diagram(game.rule, sizes=False)
    winning = counted_.winning * 2 ** (60 - counted_.size)  # the senator in no group, if left out
    by_hand = sum(
        comb(35, d) * comb(24, f) * comb(1, u)
        for d in range(18, 36)
        for f in range(13, 25)
        for u in (0, 1)
        if d + f + (u if reading == "Everyone" else 0) >= 40
    )
    assert winning == by_hand
    assert decimals(Fraction(winning, 10**15), 2) == about
