"""A chamber's seats follow the population, and power and guarantees follow the seats."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main
from foedus.constitution.compile import compile_procedure
from foedus.constitution.load import load
from foedus.elect.seats import allocate
from foedus.power.table import power
from foedus.proof.check import check

TEXT = """constitution Test
body House: 10 members
  10 seats for Regions by "sainte-lague" on people as of 2020
units Regions: table "regions.csv", weight people as of 2020

procedure Law under "Art. 1"
  passes when House approve by more than 1/2 of members

view Delegations of Law: voters are Regions
  each with its members of House, voting as one bloc
"""
META = """title = "Regions"
key = "region"
[defaults]
what = "x"
unit = "x"
source = "made for this test"
date = "2020"
confidence = "A"
status = "verified"
total = "none: made for this test"
[columns.people]
name = "people"
kind = "integer"
"""
BEFORE = {"Alpha": 50, "Beta": 30, "Gamma": 20}
AFTER = {"Alpha": 60, "Beta": 20, "Gamma": 20}
SMALL = {"Alpha": 40, "Beta": 40, "Gamma": 20}


def write(folder: Path, people: dict[str, int], text: str) -> Path:
    (folder / "regions.meta.toml").write_text(META)
    rows = "".join(f"{k},{v}\n" for k, v in people.items())
    (folder / "regions.csv").write_text("region,people\n" + rows)
    path = folder / "test.foedus"
    path.write_text(text)
    return path


def shapley(seats: dict[str, int]) -> dict[str, Fraction]:
    """Shapley and Shubik (1954) by trying every coalition, a majority of all seats passing."""
    names, total = list(seats), sum(seats.values())
    value = dict.fromkeys(names, Fraction(0))
    for name in names:
        others = [n for n in names if n != name]
        for size in range(len(names)):
            for group in combinations(others, size):
                held = sum(seats[n] for n in group)
                if 2 * held <= total < 2 * (held + seats[name]):
                    share = factorial(size) * factorial(len(names) - size - 1)
                    value[name] += Fraction(share, factorial(len(names)))
    return value


@pytest.mark.parametrize(
    "people, expected",
    [
        (BEFORE, {"Alpha": Fraction(2, 3), "Beta": Fraction(1, 6), "Gamma": Fraction(1, 6)}),
        (AFTER, {"Alpha": Fraction(1), "Beta": Fraction(0), "Gamma": Fraction(0)}),
        (SMALL, {"Alpha": Fraction(1, 3), "Beta": Fraction(1, 3), "Gamma": Fraction(1, 3)}),
    ],
)
def test_power_follows_the_population(
    tmp_path: Path, people: dict[str, int], expected: dict[str, Fraction]
) -> None:
    model = load(write(tmp_path, people, TEXT))
    rule = compile_procedure(model, "Law", view="Delegations").rule
    column = power(rule, "shapley").columns[0]
    got = {n.rpartition(": ")[2]: Fraction(x) for n, x in zip(rule.names, column.values,
                                                           strict=True)}  # fmt: skip
    assert {k: v for k, v in got.items() if k in people} == expected
    assert expected == shapley(allocate("sainte-lague", 10, people).seats)


GUARANTEE = """
guarantee "A law needs no delegation of one region"
  Law in view Delegations can pass without Alpha
"""


@pytest.mark.parametrize(
    "people, holds",
    [
        (BEFORE, False),
        (SMALL, True),
        (AFTER, False),
        ({"Alpha": 13, "Beta": 21, "Gamma": 66}, True),
    ],
)
def test_a_guarantee_follows_the_population(
    tmp_path: Path, people: dict[str, int], holds: bool
) -> None:
    model = load(write(tmp_path, people, TEXT + GUARANTEE))
    seats = allocate("sainte-lague", 10, people).seats
    # by hand: without Alpha's seats the others hold more than half of the ten, or they do not
    assert (2 * (10 - seats["Alpha"]) > 10) is holds
    assert [r.as_expected for r in check(model).rulings] == [holds]


def test_the_same_text_gives_another_answer_once_the_table_changes(tmp_path: Path) -> None:
    text = TEXT + GUARANTEE
    answers = [
        check(load(write(tmp_path, people, text))).rulings[0].as_expected
        for people in (SMALL, AFTER, SMALL)
    ]
    assert answers == [True, False, True]


def test_the_check_command_says_so(tmp_path: Path) -> None:
    text = TEXT + GUARANTEE
    codes = []
    for people in (SMALL, AFTER):
        path = write(tmp_path, people, text)
        codes.append(CliRunner().invoke(main, ["check", str(path)]).exit_code)
    assert codes == [0, 1]
