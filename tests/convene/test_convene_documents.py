"""docs/convene.md does what it says, and no part of this floor gives a verdict of its own."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import convene_samples as samples
import pytest
from click.testing import CliRunner
from convene_case import write_case

from foedus.cli import main
from foedus.convene.convention import read_convention

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "convene.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == kind]


COMMANDS = [line for b in blocks("sh") for line in b.splitlines() if line]
SHOWN = [line for b in blocks("") for line in b.splitlines() if line]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_guide_run(line: str) -> None:
    done = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The samples under the names that the guide uses."""
    samples.write(tmp_path)
    write_case(tmp_path / "CASE")
    write_small = {
        "delegates.csv": samples.FILES["list.csv"],
        "my.foedus": samples.FILES["rules.foedus"].replace("procedure Both", "procedure Amendment"),
        "people.csv": samples.FILES["people.csv"],
        "votes.csv": samples.FILES["votes.csv"],
        "rules.foedus": 'constitution C\n  source "s"\nbody Plenary: 100 members\n'
        'units Regions: North, East, South\nprocedure Clauses under "r"\n'
        "  passes when Plenary approve by more than 1/2 of members\n",
    }
    for name, text in write_small.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_shown_command_is_one_that_exists_with_its_options() -> None:
    assert len(SHOWN) >= 17
    for line in SHOWN:
        words = shlex.split(line)
        assert words[:2] == ["foedus", "convene"], line
        told = CliRunner().invoke(main, ["convene", words[2], "-h"]).output
        for word in words:
            if word.startswith("-"):
                assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", told), (line, word)


RUNNABLE = [
    "foedus convene pool 60 --seed 1 --panel 20 --slack 2 -o pool.csv --quotas-to quotas.csv",
    "foedus convene lot pool.csv 20 --quotas quotas.csv --hard region --limit 20 --tickets 50",
    "foedus convene delegates regions.csv --each 5",
    "foedus convene delegates regions.csv --each 5 --roll roll.csv --roll-each 2 --json",
    "foedus convene support signed.csv --threshold '1 from 1' --top 10 --json",
    "foedus convene submissions letters.csv --near 0.8 --top 10 --json",
    "foedus convene agenda clauses.toml rankings.csv --json",
    "foedus convene agenda clauses.toml rankings.csv --rules rules.foedus --procedure Clauses "
    "--body Plenary",
    "foedus convene ratify my.foedus Amendment votes.csv --json",
]


def test_the_files_of_the_guide_give_answers_in_turn(folder: Path) -> None:
    for line in RUNNABLE:
        done = CliRunner().invoke(main, shlex.split(line)[1:], catch_exceptions=False)
        assert done.exit_code in (0, 1), (line, done.output)
        assert done.output.strip(), line


def test_the_toml_of_the_guide_is_read() -> None:
    agenda, convention = blocks("toml")
    assert tomllib.loads(agenda)["procedure"] == "amendment"
    found = read_convention(convention.encode(), "docs")
    assert (found.adopted_by, found.step, found.groups) == ("Amendment", "put-to-vote", 2)


def test_every_key_of_a_convention_file_is_described() -> None:
    from foedus.convene.convention import KEYS, RESULT

    for key in KEYS + RESULT:
        assert re.search(rf"\b{key}\b", GUIDE), key


VERDICT = re.compile(
    r"\b(fraud\w*|rigg(?:ed|ing)\w*|stolen|steal\w*|falsif\w*|the people want|legitimate|"
    r"illegitimate|optimal deal|fair result)\b",
    re.IGNORECASE,
)
FILES = [
    *sorted((ROOT / "src" / "foedus" / "convene").glob("*.py")),
    *sorted((ROOT / "src" / "foedus" / "cli").glob("convene*.py")),
    ROOT / "src" / "foedus" / "report" / "sections" / "convene.py",
    ROOT / "docs" / "convene.md",
]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_text_holds_a_verdict(path: Path) -> None:
    assert not VERDICT.findall(path.read_text())


def test_the_three_footings_are_named_apart() -> None:
    for words in ("of units", "of citizens", "of access"):
        assert f"| {words} |" in GUIDE
    assert "No figure says which of the three is right" in GUIDE


def test_attribution_and_planting_stand_beside_the_packaged_data() -> None:
    from foedus.atlas.conversations import packaged

    for folder in packaged().values():
        about = tomllib.loads((folder / "about.toml").read_text())
        assert about["licence"] == "CC BY 4.0"
        assert "The Computational Democracy Project" in " ".join(about["attribution"].split())
        assert about["regions"].startswith("PLANTED")
        assert "compdemocracy/openData at commit" in about["source"]
