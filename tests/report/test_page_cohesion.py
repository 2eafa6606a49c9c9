"""The page gives the chance to decide at cohesion 0, 1/2 and 1 beside the shares of power."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from foedus.power.table import power
from foedus.report.sections import cohesion
from foedus.report.sections.cohesion import MEANING, cohesion_tables
from foedus.rules.gates import Builder, Rule


def chamber() -> Rule:
    b = Builder()
    return b.build(b.gate({b.voter("North", 3): 1, b.voter("South"): 2, b.voter("East"): 2}, 4))


def test_the_middle_stands_between_the_ends() -> None:
    (table,) = cohesion_tables(chamber(), "a law")
    assert table.title == "Chance to decide, a law"
    assert table.data.header == ("Voter", "cohesion 0", "cohesion 1/2", "cohesion 1")
    exact = power(chamber(), ["banzhaf_absolute", "shapley"])
    for k, row in enumerate(table.data.rows):
        zero, one = (Fraction(c.values[k]) for c in exact.columns)
        for shown, value in zip(row[1:], (zero, (zero + one) / 2, one), strict=True):
            assert abs(Fraction(str(shown)) - value) <= Fraction(1, 20_000)
    assert table.provenance.label == "exact"
    assert "no rule does" in MEANING


def test_a_rule_too_large_has_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohesion, "SECONDS", 0.0)
    dice = random.Random(1)
    b = Builder()
    voters = [b.voter(f"v{k}") for k in range(40)]
    rows = [b.gate({v: dice.randint(1, 10**6) for v in voters}, 10**7) for _ in range(2)]
    assert cohesion_tables(b.build(b.all_of(rows)), "a law") == []
