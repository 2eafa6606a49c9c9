"""What no engine settles in time: a partition of large populations, and the exit code for it."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from proof_reference import cheapest

from conftest import SIDECAR
from foedus.answer import Label
from foedus.cli import main
from foedus.proof import window
from foedus.proof.engine import Verdict, certify, decide
from foedus.proof.patterns import patterns
from foedus.proof.properties import implies, relation, symmetry
from foedus.proof.query import Claim, Query
from foedus.rules.gates import Builder, Rule

UNITS = 44
META = (
    SIDECAR
    + """[columns.people]
kind = "integer"
"""
)
TEXT = """constitution Partition
units Regions: table "regions.csv", weight people as of 2000
procedure Half under "Art. 1"
  passes when Regions approve by at least 1/2 of people as of 2000
procedure More under "Art. 2"
  passes when Regions approve by more than 1/2 of people as of 2000
"""


def people(count: int = UNITS) -> list[int]:
    """Return large numbers with an even sum: whether some have exactly half is a partition."""
    rng = random.Random(7)
    found = [rng.randrange(10**15, 10**16) for _ in range(count)]
    found[-1] += sum(found) % 2
    return found


def half(strict: bool, count: int = UNITS) -> Rule:
    builder = Builder()
    row = {builder.voter(f"u{i}"): p for i, p in enumerate(people(count))}
    bound = Fraction(sum(row.values()), 2)
    return builder.build(builder.more_than(row, bound) if strict else builder.gate(row, bound))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [f"R{i},{p}" for i, p in enumerate(people())]
    (tmp_path / "regions.csv").write_text("region,people\n" + "\n".join(lines) + "\n")
    (tmp_path / "regions.meta.toml").write_text(META)
    return tmp_path


def run(folder: Path, claim: str, *options: str) -> Result:
    path = folder / "a.foedus"
    path.write_text(TEXT + claim, encoding="utf-8")
    return CliRunner().invoke(main, ["check", str(path), *options])


def test_a_partition_is_undecided_and_exits_with_3(folder: Path) -> None:
    result = run(folder, 'guarantee "No tie"\n  Half implies More\n', "--limit", "0.4")
    assert result.exit_code == 3, result.output
    assert "  UNDECIDED     No tie" in result.output
    assert "undecided within the limit" in result.output
    assert "1 undecided" in result.output.splitlines()[-1]


def test_the_other_direction_is_settled_at_once(folder: Path) -> None:
    result = run(folder, 'guarantee "Stricter"\n  More implies Half\n')
    assert result.exit_code == 0
    assert "holds         Stricter" in result.output


def test_an_undecided_question_and_a_failure_exit_with_1(folder: Path) -> None:
    claims = (
        'question "Tie?"\n  Half is the same as More\n'
        'guarantee "Never"\n  Half can pass without Regions\n'
    )
    result = run(folder, claims, "--limit", "0.5")
    assert result.exit_code == 1
    assert "UNDECIDED" in result.output
    assert "FAILS" in result.output


def test_json_says_undecided_and_the_exit_code(folder: Path) -> None:
    result = run(folder, 'guarantee "No tie"\n  Half implies More\n', "--limit", "0.5", "--json")
    data = json.loads(result.stdout)
    assert (result.exit_code, data["exit"]) == (3, 3)
    (ruling,) = data["reports"][0]["rulings"]
    assert ruling["status"] == "undecided"
    assert ruling["as_expected"] is None


def test_a_difference_that_is_undecided_exits_with_3(folder: Path) -> None:
    path = folder / "a.foedus"
    path.write_text(TEXT, encoding="utf-8")
    words = ["diff", str(path), str(path), "-p", "Half", "-w", "More", "--limit", "0.5"]
    result = CliRunner().invoke(main, [*words, "--no-count"])
    assert result.exit_code == 3, result.output
    assert "undecided" in result.output


def test_a_guarantee_about_an_undecided_amount_is_undecided_not_false(folder: Path) -> None:
    # The least population that passes is half or a little more: the bracket holds both.
    claim = (
        'guarantee "Just half"\n'
        "  smallest share of people as of 2000, counting everyone, "
        "that passes Half is exactly 1/2\n"
    )
    result = run(folder, claim, "--limit", "20")
    assert result.exit_code == 3, result.output
    assert "no less than" in result.output


def test_engines_say_undecided_and_give_no_coalition() -> None:
    query = Query((Claim(half(False), True), Claim(half(True), False)))
    found = decide(query, seconds=0.3, solver=False)
    assert found.verdict is Verdict.UNDECIDED
    assert found.coalition is None
    assert found.value is None
    assert "undecided within the limit" in found.argument
    assert certify(query, seconds=0.3) is None
    assert implies(half(False), half(True), seconds=0.3).verdict is Verdict.UNDECIDED
    assert relation(half(False), half(True), seconds=0.3).word == "undecided"


@pytest.mark.parametrize("count", [14, 24, 30])
def test_smaller_partitions_are_decided_by_halves(count: int) -> None:
    query = Query((Claim(half(False, count), True), Claim(half(True, count), False)))
    for first in (False, True):
        found = decide(query, seconds=20, solver=False, first=first)
        assert found.verdict is Verdict.NONE
        assert found.engine in ("branch", "branch+middle")


@pytest.mark.parametrize("seed", range(6))
def test_a_partition_that_exists_is_found_and_the_fewest_of_them(seed: int) -> None:
    rng = random.Random(seed)
    numbers = [rng.randrange(1, 60) for _ in range(13)]
    numbers[0] += sum(numbers) % 2
    builder = Builder()
    row = {builder.voter(f"u{i}"): p for i, p in enumerate(numbers)}
    bound = Fraction(sum(numbers), 2)
    loose = builder.build(builder.gate(row, bound))
    builder = Builder()
    row = {builder.voter(f"u{i}"): p for i, p in enumerate(numbers)}
    strict = builder.build(builder.more_than(row, bound))
    query = Query((Claim(loose, True), Claim(strict, False)))
    (program,) = patterns(query)
    met = window.solve(program)
    assert met is not None
    assert met.bound == cheapest(query)
    if met.point is not None:
        assert program.feasible(met.point)
        assert sum(n for n, x in zip(numbers, met.point, strict=True) if x) == bound
        below = window.solve(program, cut=met.bound)
        assert below is not None
        assert below.point is None


def test_a_bracket_is_labelled_a_bound() -> None:
    price = {f"u{i}": p for i, p in enumerate(people())}
    found = decide(Query((Claim(half(False), True),), price=price), seconds=20, solver=False)
    assert found.verdict is Verdict.FOUND
    assert found.value is not None
    assert found.bound is not None
    assert found.bound <= found.value
    assert found.bound >= sum(people()) // 2
    assert found.label is (Label.EXACT if found.bound == found.value else Label.BOUND)
    assert (found.value - found.bound) * 10**6 <= found.value


def test_symmetry_that_stays_open_is_said() -> None:
    rule = half(False)
    found = symmetry(rule, ["u0", "u1"], seconds=0.2)
    assert found.verdict is not Verdict.NONE
