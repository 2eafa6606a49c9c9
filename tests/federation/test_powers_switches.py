"""Switches of a case: bases of a turnout, displaced voters, those abroad; errors by place."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest

from foedus.case import load
from foedus.case.taking_part import participations, turnouts
from foedus.errors import BadInput

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

SWITCH = """[[switch]]
key = "autumn"
title = "Autumn"
seats = { "House" = 10 }
filled = { "House" = 8 }
displaced = { "NO" = 120, "SO" = 30 }
abroad = 44
took_part = 450
[[switch.base]]
what = "the whole register"
registered = 1000
source = "the commission"
[[switch.base]]
what = "where a vote was held"
stated = "55.5"
"""


def case(tmp_path: Path, switches: str) -> Path:
    from three_regions import write_case

    folder = write_case(tmp_path / "case")
    (folder / "switches.toml").write_text(switches, encoding="utf-8")
    return folder


def test_a_switch_holds_bases_displaced_and_abroad(tmp_path: Path) -> None:
    found = load(case(tmp_path, SWITCH))
    (one,) = participations(found)
    assert (one.displaced, one.abroad) == ({"NO": 120, "SO": 30}, 44)
    (told,) = turnouts(found)
    assert [b.low for b in told.denominators] == [Fraction(45, 100), Fraction(5545, 10000)]
    assert (told.flips_above, told.flips_up_to) == (Fraction(45, 100), Fraction(5545, 10000))
    (half,) = told.quorums
    assert half.met == (False, True)
    assert half.flips


def test_a_switch_without_a_turnout_has_none(tmp_path: Path) -> None:
    plain = SWITCH.partition("took_part")[0]
    assert turnouts(load(case(tmp_path, plain))) == ()


@pytest.mark.parametrize(
    "old, new, code, words",
    [
        ('stated = "55.5"', 'stated = "a lot"', "E320", "a lot"),
        ('stated = "55.5"', 'source = "x"', "E320", "neither counts nor a percentage"),
        ("registered = 1000", "registred = 1000", "E302", "registred"),
        ("abroad = 44", 'abroad = "many"', "E304", "abroad"),
        ('"NO" = 120', '"NO" = "x"', "E304", "displaced"),
        ('what = "the whole register"', "", "E303", "what"),
    ],
)
def test_a_bad_base_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load(case(tmp_path, SWITCH.replace(old, new)))
    found = [d for d in caught.value.diagnostics if d.code == code]
    assert found
    assert any(words in d.what for d in found)
    assert all(d.place.file.endswith("switches.toml") and d.place.line for d in found)
