"""`foedus new`: a small case that loads, checks and reports as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.case import load
from foedus.case.skeleton_files import SKELETON, write_skeleton
from foedus.cli import main
from foedus.errors import BadInput


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(words), catch_exceptions=False)
    return done.exit_code, done.output


def test_it_writes_a_case_that_loads(tmp_path: Path) -> None:
    code, out = run("new", str(tmp_path / "mine"))
    assert code == 0
    assert out.rstrip().split("\n")[-1].endswith("a case that checks and reports as it stands")
    case = load(tmp_path / "mine")
    assert len(case.tables["regions"].units) == 3
    assert {s.key: s.members for s in case.sets} == {
        "highland-half": ("HI",),
        "highland-tenth": ("HI", "MI"),
    }
    assert all(s.unknown == () for s in case.sets)


def test_it_writes_one_of_everything(tmp_path: Path) -> None:
    write_skeleton(tmp_path / "mine")
    empty = [r["part"] for r in load(tmp_path / "mine").rows() if not r["items"]]
    assert empty in ([], ["equality"])


def test_every_file_of_the_skeleton_is_commented(tmp_path: Path) -> None:
    write_skeleton(tmp_path / "mine")
    for path in (tmp_path / "mine").glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_json_lists_the_files(tmp_path: Path) -> None:
    code, out = run("new", str(tmp_path / "mine"), "--json")
    data = json.loads(out)
    assert (code, data["format"]) == (0, "foedus.new/1")
    assert "case.toml" in data["files"]
    assert len(data["files"]) == sum(p.is_file() for p in SKELETON.rglob("*"))


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert run("new", str(tmp_path / "mine"))[0] == 0


@pytest.mark.parametrize("make", [Path.touch, lambda p: (p.mkdir(), (p / "x").touch())])
def test_nothing_is_overwritten(tmp_path: Path, make: object) -> None:
    make(tmp_path / "mine")  # type: ignore[operator]
    before = sorted(p.name for p in tmp_path.rglob("*"))
    code, out = run("new", str(tmp_path / "mine"))
    assert code == 2
    assert "E321" in out
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="E321"):
        write_skeleton(tmp_path / "file" / "mine")


def test_help_ends_with_examples() -> None:
    assert "foedus new my-case" in run("new", "--help")[1].split("Examples:")[1]
