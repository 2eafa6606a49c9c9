"""`-` is standard input wherever a constitution is asked for, and says the same as the file."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main

TEXT = """constitution Small
  source "made up"

body Assembly: 60 members, of whom 34 East, 18 West, 8 Islands

procedure Law under "Art. 1"
  in force from 2000 until 2010
  passes when Assembly approve by at least 31 members
procedure Law under "Art. 1"
  in force from 2010
  passes when Assembly approve by at least 40 members

guarantee "Not without the Islands" fails because "40 of the others suffice"
  Law cannot pass against "Assembly: Islands"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.foedus").write_text(TEXT, encoding="utf-8")
    return tmp_path


WORDS = [
    ["check", "--json", "{}"],
    ["show", "--json", "{}", "Law"],
    ["show", "--json", "{}"],
    ["power", "--json", "{}", "Law", "--index", "banzhaf"],
    ["diff", "--json", "--", "{}@2005", "{}@2015"],
    ["check", "--json", "--", "{}@2005"],
    ["tally", "--json", "{}", "Law", "votes.csv"],
]


def answer(words: list[str], address: str, text: str | None) -> tuple[int, object]:
    """Return the exit code and the JSON, without where the text came from and how long it took."""
    ran = CliRunner().invoke(main, [w.format(address) for w in words], input=text)
    found = json.loads(ran.stdout)

    def plain(node: object) -> object:
        if isinstance(node, dict):
            skipped = ("inputs", "seconds", "file", "address")
            return {k: plain(v) for k, v in node.items() if k not in skipped}
        if isinstance(node, list):
            return [plain(n) for n in node]
        return node.replace("small.foedus", "-") if isinstance(node, str) else node

    return ran.exit_code, plain(found)


@pytest.mark.parametrize("words", WORDS, ids=lambda words: " ".join(words))
def test_the_answer_is_that_of_the_file(folder: Path, words: list[str]) -> None:
    (folder / "votes.csv").write_text("body,yes,no\nAssembly,41,19\n", encoding="utf-8")
    code, found = answer(words, "-", TEXT)
    assert (code, found) == answer(words, "small.foedus", None)
    assert code in (0, 1)
    assert "errors" not in found  # type: ignore[operator]


def test_tables_are_named_relative_to_the_working_directory(folder: Path) -> None:
    (folder / "chamber.csv").write_text("party,seats\nRed,3\nBlue,4\n", encoding="utf-8")
    text = (
        'constitution C\n  source "made up"\nbody House: 7 members\n'
        '  composition: table "chamber.csv" by party counting seats as of 2020\n'
        'procedure Law under "Art. 1"\n  passes when House approve by at least 4 members\n'
        'guarantee "Blue suffices"\n  Law can pass without "House: Red"\n'
    )
    ran = CliRunner().invoke(main, ["check", "-"], input=text)
    assert ran.exit_code == 0, ran.output
    assert "holds" in ran.stdout


def test_errors_name_the_place_in_the_text(folder: Path) -> None:
    ran = CliRunner().invoke(
        main, ["check", "-"], input=TEXT.replace("Assembly approve", "Asembly approve")
    )
    assert ran.exit_code == 2
    assert "--> -:8:15" in ran.stderr
    assert "--> -:11:15" in ran.stderr
    assert "2 errors" in ran.stderr


def test_nothing_on_standard_input_is_an_empty_file(folder: Path) -> None:
    ran = CliRunner().invoke(main, ["check", "-"], input="")
    assert (ran.exit_code, "error[E009]" in ran.stderr) == (2, True)


def test_a_closed_standard_input_is_said(folder: Path) -> None:
    command = [sys.executable, "-m", "foedus", "check", "-"]
    closed = ["sh", "-c", f"{shlex.join(command)} <&-"]
    ran = subprocess.run(closed, capture_output=True, text=True, check=False)
    assert ran.returncode == 2, ran.stderr
    assert "error[E160]: standard input is closed" in ran.stderr
