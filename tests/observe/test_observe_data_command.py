"""`foedus observe results | trace` from files to the last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from observe_world import MAPPING, SMALL

from foedus.cli.observe import command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "t.csv").write_text(SMALL)
    (tmp_path / "c.csv").write_text("\n".join(SMALL.splitlines()[:3]).replace("40,18", "41,18"))
    return tmp_path


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(w) for w in words])
    return done.exit_code, done.output


def test_results_are_checked(folder: Path) -> None:
    code, text = run("results", folder / "t.csv", "--columns", folder / "m.toml")
    assert code == 0
    assert "s5: ballots <= registered is 90 against 80" in text
    assert "did not open" in text
    assert text.splitlines()[-1].startswith("5 of 6 stations open; 3 broken rows")


def test_results_as_json(folder: Path) -> None:
    code, text = run("results", folder / "t.csv", "--columns", folder / "m.toml", "--json")
    data = json.loads(text)
    assert code == 0
    assert data["format"] == "foedus.observe-results/1"
    assert len(data["accounting"]["broken"]) == 3
    assert data["reach"][0]["low"] == "85/237"


def test_protocols_are_traced(folder: Path) -> None:
    arguments = ("trace", folder / "c.csv", folder / "t.csv", "--columns", folder / "m.toml")
    code, text = run(*arguments)
    assert code == 0
    assert "s1 A: copy 41, published 40" in text
    assert text.splitlines()[-1].startswith("1 differences at 1 stations of 2 traced.")
    assert json.loads(run(*arguments, "--json")[1])["differences"][0]["change"] == -1


def test_a_missing_file_is_exit_code_2(folder: Path) -> None:
    code, _ = run("results", folder / "none.csv", "--columns", folder / "m.toml")
    assert code == 2
