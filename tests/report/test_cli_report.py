"""`foedus report` writes a page and says what is on it; bad files write nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from page_checks import check_page
from three_regions import write_case

from conftest import fits
from foedus.cli import main

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "report.json"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_case(tmp_path / "three")


def test_the_last_line_says_where_the_page_is(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "page.html"
    done = run(str(case), "-o", str(out))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith(f"{out}: ")
    assert "3 units, 2 constitutions" in done.output
    assert "next: foedus check" in done.output
    assert "left out: 1 item of the later layer" in done.output
    check_page(out.read_text(encoding="utf-8"))
    assert [p.name for p in out.parent.iterdir()] == ["page.html"]


def test_json_keeps_to_its_schema(case: Path, tmp_path: Path) -> None:
    done = run(str(case), "-o", str(tmp_path / "x.html"), "--json", "--later")
    assert done.exit_code == 0, done.output
    data = json.loads(done.output)
    fits(data, json.loads(SCHEMA.read_text()))
    assert data["later"] is True
    assert data["hidden"] == ""
    assert len(data["inputs"]["case.toml"]) == 64


def test_a_dash_writes_the_page_to_standard_output(case: Path) -> None:
    done = run(str(case), "-o", "-")
    assert done.exit_code == 0
    assert done.stdout.startswith("<!doctype html>")
    assert "next:" in done.stderr


def test_every_error_of_a_case_is_told_and_nothing_is_written(case: Path, tmp_path: Path) -> None:
    (case / "questions.toml").write_text(
        '[[question]]\nkey = "a"\ntext = "b"\nstatements = ["x"]\n'
    )
    (case / "sets.toml").write_text('[[set]]\nkey = "only a key"\n')
    out = tmp_path / "page.html"
    done = run(str(case), "-o", str(out))
    assert done.exit_code == 2
    assert done.stderr.count("error[") > 3
    assert "Traceback" not in done.output
    assert not out.exists()


def test_a_claim_about_nobody_is_an_error_of_the_case(case: Path, tmp_path: Path) -> None:
    text = case / "constitutions" / "text.foedus"
    text.write_text(text.read_text().replace("North cannot be outvoted", "Nort cannot be outvoted"))
    done = run(str(case), "-o", str(tmp_path / "page.html"))
    assert done.exit_code == 2
    assert "text.foedus:" in done.stderr
    assert "North" in done.stderr


@pytest.mark.parametrize("name", ["no-such-case", "ukraine-2015"])
def test_an_unknown_case_is_told_with_the_nearest_name(name: str, tmp_path: Path) -> None:
    done = run(name, "-o", str(tmp_path / "x.html"))
    assert done.exit_code == 2
    assert "error[E300]" in done.stderr


def test_a_place_that_cannot_be_written_is_told(case: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(str(case), "-o", str(tmp_path / "file" / "page.html"))
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr
