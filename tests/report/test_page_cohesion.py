"""The page gives the chance to decide at cohesion 0, 1/2 and 1 beside the shares of power."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.table import PowerTable, power
from foedus.report.sections import powers
from foedus.report.sections.cohesion import INDICES, MEANING, cohesion_tables
from foedus.rules.gates import Builder, Rule


def chamber() -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter("North", 3): 1, b.voter("South"): 2, b.voter("East"): 2}, 4))


def test_the_middle_stands_between_the_ends() -> None:
    (table,) = cohesion_tables(power(chamber(), INDICES), "a law")
    assert table.title == "Chance to decide, a law"
    assert table.data.header == ("Voter", "cohesion 0", "cohesion 1/2", "cohesion 1")
    exact = power(chamber(), ["banzhaf_absolute", "shapley"])
    for k, row in enumerate(table.data.rows):
        zero, one = (Fraction(c.values[k]) for c in exact.columns)
        for shown, value in zip(row[1:], (zero, (zero + one) / 2, one), strict=True):
            assert abs(Fraction(str(shown)) - value) <= Fraction(1, 20_000)
    assert table.provenance.label == "exact"
    assert "no rule does" in MEANING


def test_what_was_not_counted_has_no_table() -> None:
    assert cohesion_tables(power(chamber(), "banzhaf_share"), "a law") == []
    assert cohesion_tables(power(chamber(), ["cohesion_0", "cohesion_1"]), "a law") == []


@pytest.mark.parametrize("problem", [TooLarge("more than allowed"), NotThisGame("no such game")])
def test_where_cohesion_cannot_be_counted_the_share_still_is(
    monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def narrow(rule: Rule, index: tuple[str, ...], **_: object) -> PowerTable:
        if set(INDICES) & set(index):
            raise problem
        return power(rule, index)

    monkeypatch.setattr(powers, "power", narrow)
    game: Any = SimpleNamespace(compiled=SimpleNamespace(rule=chamber()))
    found = powers._with_cohesion(game)
    assert [c.index for c in found.columns] == ["banzhaf_share"]
    assert cohesion_tables(found, "a law") == []


def test_one_count_gives_the_share_and_the_three_chances() -> None:
    game: Any = SimpleNamespace(compiled=SimpleNamespace(rule=chamber()))
    found = powers._with_cohesion(game)
    assert [c.index for c in found.columns] == ["banzhaf_share", *INDICES]
    alone = power(chamber(), "banzhaf_share")
    assert found.columns[0].values == alone.columns[0].values
