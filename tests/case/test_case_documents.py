"""docs/case.md and docs/tutorial.md do what they say."""

from __future__ import annotations

import dataclasses
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from case_writer import edit
from click.testing import CliRunner

from foedus.case import load
from foedus.case.folder import RECORDS
from foedus.case.model import Case
from foedus.case.skeleton_files import write_skeleton
from foedus.cli import main
from foedus.errors import BadInput

DOCS = Path(__file__).resolve().parents[2] / "docs"
CASE = (DOCS / "case.md").read_text(encoding="utf-8")
TUTORIAL = (DOCS / "tutorial.md").read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("text", [CASE, TUTORIAL], ids=["case", "tutorial"])
def test_the_commands_run(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [x.split("#")[0].strip() for b in blocks(text, "sh") for x in b.splitlines()]
    assert len(lines) >= 3
    for line in lines:
        done = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
        assert done.exit_code == 0, (line, done.output)
    assert [p for p in tmp_path.glob("*.html") if p.stat().st_size > 10_000]


def test_the_python_of_the_reference_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(CASE, "python")
    exec(compile(code, "docs/case.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert "native-russian-half" in lines[0]
    assert lines[1] == "100/141 True 151"


@pytest.mark.parametrize("text", [CASE, TUTORIAL], ids=["case", "tutorial"])
def test_the_toml_of_the_documents_is_toml(text: str) -> None:
    for block in blocks(text, "toml"):
        assert tomllib.loads(block)


def test_the_reference_lists_every_file_and_every_part() -> None:
    for part in RECORDS:
        assert f"`{part}.toml`" in CASE
    for field in dataclasses.fields(Case):
        if field.name not in {"folder", "table_layers"}:
            assert f"`{field.name}`" in CASE, field.name


def test_the_tutorial_s_change_makes_the_guarantee_hold(tmp_path: Path) -> None:
    folder = tmp_path / "highland"
    write_skeleton(folder)
    (rule,) = blocks(TUTORIAL, "foedus")
    new = next(x for x in rule.splitlines() if "passes when" in x)
    old = "  passes when Assembly approve by at least 2/3 of members"
    edit(folder, "constitutions/status-quo.foedus", old, new)
    done = CliRunner().invoke(main, ["check", str(folder)], catch_exceptions=False)
    assert done.exit_code == 1
    assert re.search(r"holds\S*\s.*No region alone can stop an amendment", done.output)


def test_the_tutorial_s_statement_is_refused_when_it_is_too_late(tmp_path: Path) -> None:
    folder = tmp_path / "highland"
    write_skeleton(folder)
    (block,) = blocks(TUTORIAL, "toml")
    path = folder / "statements.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + block, encoding="utf-8")
    edit(folder, "questions.toml", '"midland-2024",', '"lowland-2024", "midland-2024",')
    case = load(folder)
    assert case.questions[0].statements == ("highland-2024", "midland-2024", "lowland-2024")
    edit(folder, "statements.toml", "2024-06-20", "2024-07-20")
    with pytest.raises(BadInput, match="E308"):
        load(folder)
    edit(folder, "statements.toml", '2024-07-20"', '2024-07-20"\nlayer = "later"')
    assert "lowland-2024" not in load(folder).statements
    assert "lowland-2024" in load(folder, layers=["later"]).statements


def test_the_tutorial_s_words_cannot_be_put_into_a_mouth(tmp_path: Path) -> None:
    folder = tmp_path / "highland"
    write_skeleton(folder)
    edit(folder, "comparisons.toml", "one vote", "two votes")
    with pytest.raises(BadInput, match="E309"):
        load(folder)


def test_the_tutorial_s_sets_are_as_described(tmp_path: Path) -> None:
    folder = tmp_path / "highland"
    write_skeleton(folder)
    half, tenth = load(folder).sets
    assert (len(half.members), len(tenth.members)) == (1, 2)
    assert str(tenth.share) == "7/10"


def test_numbers_in_the_tutorial_are_those_of_the_case() -> None:
    assert f"{len(load('ukraine-2014').statements)} statements" in TUTORIAL
