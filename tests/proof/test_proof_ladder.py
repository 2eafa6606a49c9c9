"""The ladder: which protections fall in two steps, and whose consent each step needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from proof_world import HEAD, META, TABLE, model

from conftest import fits
from foedus.atlas.index import find
from foedus.cli import main
from foedus.constitution.load import load
from foedus.errors import BadInput
from foedus.proof.ladder import ladder

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
WEAK = """procedure Amend under "Art. 50"
  decides "amending procedure"
  passes when House approve by at least 2/3 of members
"""
STRONG = """procedure Amend under "Art. 50"
  decides "amending procedure"
  passes when all of
    House approve by at least 9/10 of members
    President assents
    Regions approve by all units
"""


def test_a_weaker_amending_rule_walks_around_a_protection() -> None:
    rungs = {(r.matter, r.where): r for r in ladder(model(WEAK))}
    rung = rungs["language", ""]
    assert rung.walkable is True
    assert rung.coalition is not None
    assert rung.amended_by == "Amend"
    assert "3 needed" in rung.path[0]
    assert "House" in rung.path[1]
    assert "may itself be changed" in rung.assumption


def test_a_rule_nobody_may_use_falls_to_any_amending_rule() -> None:
    rung = next(r for r in ladder(model(WEAK)) if r.matter == "rights")
    assert rung.walkable is True
    assert "never" in rung.path[0]


def test_a_stronger_amending_rule_protects() -> None:
    rung = next(r for r in ladder(model(STRONG)) if r.matter == "language")
    assert rung.walkable is False
    assert rung.coalition is None


def test_units_that_fare_alike_are_told_once() -> None:
    borders = [r for r in ladder(model(WEAK)) if r.matter == "borders"]
    assert [r.where for r in borders] == ["for Alpha"]


def test_the_amending_rule_is_never_guessed() -> None:
    with pytest.raises(BadInput) as caught:
        ladder(model())
    assert caught.value.diagnostics[0].code == "E268"
    assert ladder(model(), amended_by="Law")
    with pytest.raises(BadInput) as caught:
        ladder(model(), amended_by="Lex")
    assert caught.value.diagnostics[0].code == "E266"


def test_the_command_prints_the_path_and_json(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    path = tmp_path / "a.foedus"
    path.write_text(HEAD + WEAK, encoding="utf-8")
    result = CliRunner().invoke(main, ["show", str(path), "--ladder"])
    assert result.exit_code == 0, result.output
    assert "  in two steps  language" in result.output
    assert "protections can be walked around" in result.output.splitlines()[-1]
    data = CliRunner().invoke(main, ["show", str(path), "--ladder", "--json"])
    schema = json.loads((SCHEMAS / "ladder.json").read_text(encoding="utf-8"))
    fits(json.loads(data.stdout), schema)


def test_the_atlas_says_by_which_rule_procedures_are_changed() -> None:
    """Constitution Act, 1982, s. 41(e): an amendment to Part V needs every province."""
    rungs = ladder(load(find("canada")))
    assert {r.amended_by for r in rungs} == {"Unanimity"}
    assert all(r.walkable is False for r in rungs)


def test_a_general_rule_that_amends_itself_would_open_the_other_protections() -> None:
    rungs = ladder(load(find("canada")), amended_by="General amendment")
    walkable = {r.matter for r in rungs if r.walkable}
    assert "use of English and French" in walkable
    assert all(r.coalition for r in rungs if r.walkable)
