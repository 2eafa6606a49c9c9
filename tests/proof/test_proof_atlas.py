"""The atlas: every text decided as it says, published figures, and one answer certified twice."""

from __future__ import annotations

from fractions import Fraction

import pytest

from foedus.atlas.index import find, systems
from foedus.constitution.load import load
from foedus.constitution.syntax import Of
from foedus.errors import Exit
from foedus.proof.check import check
from foedus.proof.games import Games, Setting
from foedus.proof.least import least
from foedus.proof.load import read_votes

#: system, procedure, view, goal, column, amount, total (population basis and source in the table)
FIGURES = [
    # Golden rows recomputed with the table named; sources are in the sidecars of the atlas.
    ("switzerland", "Constitutional amendment", "Cantons", "blocks", "population as of 2019",
     1_520_545, 8_606_033),  # 17.668 %, 14 cantons
    ("switzerland", "Constitutional amendment", "Cantons", "blocks", "population as of 2020",
     1_528_854, 8_670_300),  # 17.633 %
    ("united-states", "Amendment proposed by Congress", "", "blocks", "population as of 2020",
     14_618_613, 330_759_736),  # 4.420 %, 13 states (voices4america.com: under 5 %)
    ("united-states", "Amendment proposed by Congress", "", "passes", "population as of 2020",
     133_572_902, 330_759_736),  # 40.38 %, 38 states
    ("eu-council", "Qualified majority", "", "passes", "qmv_share as of 2025",
     5_312, 10_001),  # 53.115 %: 24 members, all but the three largest
    ("eu-council", "Qualified majority", "", "blocks", "qmv_share as of 2025",
     957, 10_001),  # 9.569 %: the 13 smallest
    ("germany", "Bundesrat decision", "", "passes", "population as of 2019",
     22_618_768, 83_166_711),  # 27.20 %
    ("germany", "Amendment", "", "passes", "population as of 2019", 34_706_279, 83_166_711),
    ("germany", "Amendment", "", "blocks", "population as of 2019", 11_973_533, 83_166_711),
    ("united-states", "Law", "", "passes", "", 270, 537),
    ("united-states", "Law", "", "blocks", "", 35, 537),
    ("northern-ireland", "Petition of concern (2022)", "", "passes", "", 46, 90),
    ("northern-ireland", "Petition of concern (2022)", "", "blocks", "", 30, 90),
    ("ukraine", "Amendment", "", "passes", "", 300, 450),
    ("ukraine", "Amendment", "", "blocks", "", 151, 450),
]  # fmt: skip


@pytest.mark.parametrize("row", FIGURES, ids=lambda r: f"{r[0]}-{r[1]}-{r[3]}-{r[4]}")
def test_published_figures(row: tuple[str, str, str, str, str, int, int]) -> None:
    system, procedure, view, goal, column, amount, total = row
    games = Games(load(find(system)))
    game = games.game(Of(procedure, view), Setting())
    found = least(game, goal, column)
    assert (found.amount, found.bound, found.total) == (amount, amount, total)


@pytest.mark.parametrize("reading", ["Groups", "Everyone"])
def test_belgium_passes_with_140_and_stops_with_12_under_both_readings(reading: str) -> None:
    games = Games(load(find("belgium")))
    game = games.game(Of("Special-majority law"), Setting({"Yes votes counted": reading}))
    assert least(game, "passes").amount == 140
    assert least(game, "blocks").amount == 12


@pytest.mark.parametrize("system", [s.name for s in systems()])
def test_every_text_of_the_atlas_is_decided_as_it_says(system: str) -> None:
    model = load(find(system))
    report = check(model, read_votes(model))
    assert report.exit is Exit.OK, [r.title for r in report.rulings if r.as_expected is not True]
    assert report.rulings
    for ruling in report.rulings:
        for claim in ruling.claims:
            assert claim.findings
            assert all(f.reason for f in claim.findings)


def test_certifying_a_text_names_a_second_engine_for_every_search() -> None:
    model = load(find("germany"))
    report = check(model, read_votes(model), certify=True)
    searched = [
        f
        for r in report.rulings
        for c in r.claims
        for f in c.findings
        if f.engine not in ("evaluation", "tally")
    ]
    assert searched
    assert all(f.certified in ("enumeration", "cp-sat") for f in searched)


def test_meech_lake_passes_under_seven_fifty_and_fails_under_unanimity() -> None:
    model = load(find("canada"))
    report = check(model, read_votes(model))
    votes = [r for r in report.rulings if r.kind == "expect"]
    assert [r.as_expected for r in votes] == [True, True]
    assert "8 of 10" in votes[1].claims[0].findings[0].reason


def test_half_of_a_population_is_a_bare_majority_in_each_unit() -> None:
    games = Games(load(find("united-states")))
    game = games.game(Of("Presidential election"), Setting())
    whole = least(game, "passes", "population as of 2020")
    assert whole.amount is not None
    # 21.556 % by exact knapsack on the census of 2020 and the electors of 2024.
    assert abs(Fraction(whole.amount, 2 * whole.total) - Fraction(21556, 100_000)) < Fraction(
        1, 10**5
    )
