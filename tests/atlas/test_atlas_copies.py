"""What two packaged folders both hold says the same in both: tables, seats, thresholds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import foedus.atlas
from foedus.constitution.compile import compile_procedure
from foedus.constitution.load import load

ATLAS = Path(foedus.atlas.__file__).parent
SYSTEM, CASE = ATLAS / "ukraine", ATLAS / "cases" / "ukraine-2014"


@pytest.mark.parametrize("name", ["regions.csv", "regions.meta.toml"])
def test_the_case_and_the_system_hold_one_table(name: str) -> None:
    """Each entry must stand alone in a folder of its own; so the table is there twice."""
    assert (SYSTEM / name).read_bytes() == (CASE / "country" / name).read_bytes()


SAME = [
    ("Law", "Ordinary law"),
    ("Amendment", "General amendment"),
    ("Constitution of the Autonomous Republic", "Constitution of the Autonomous Republic"),
    ("What no amendment may do", "Barred amendment"),
]


@pytest.mark.parametrize(("ours", "theirs"), SAME)
@pytest.mark.parametrize("text", ["text-1996.foedus", "text-2004.foedus"])
def test_the_rules_that_both_write_down_are_the_same_game(
    text: str, ours: str, theirs: str
) -> None:
    """The gates with their quotas and numbers of voters, whatever the bodies are called."""
    system = compile_procedure(load(SYSTEM / "ukraine.foedus"), ours)
    case = compile_procedure(load(CASE / "constitutions" / text), theirs)
    gates = [
        re.findall(r"(\w+ of|at least \d+ of \d+|never)", repr(c.rule)) for c in (system, case)
    ]
    assert gates[0] == gates[1]
    assert gates[0]
    assert [v.count for v in system.rule.voters] == [v.count for v in case.rule.voters]
