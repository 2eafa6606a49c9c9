"""The commands and the Python shown in docs/count.md and docs/seats.md do what they say."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from foedus.cli import main
from foedus.elect.ballots.catalogue import CATALOGUE

COUNT = (ROOT / "docs" / "count.md").read_text()
SEATS = (ROOT / "docs" / "seats.md").read_text()


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Return each command of the console blocks with the lines said to be in its output."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            lines = part.splitlines()
            # A table written in place goes on to its END.
            end = lines.index("END") + 1 if lines[0].endswith("<<END") else 1
            shown = [x for x in lines[end:] if x != "..."]
            found.append(("\n".join(lines[:end]), shown))
    return found


@pytest.mark.parametrize(("text", "number"), [(COUNT, 10), (SEATS, 17)], ids=["count", "seats"])
def test_every_console_block_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    all_of_them = commands(text)
    assert len(all_of_them) == number
    for command, expected in all_of_them:
        code, shown = outcome(command, env)
        assert code == 0, (command, shown)
        for line in expected:
            assert line in shown.splitlines(), (command, line)


def outcome(command: str, env: dict[str, str]) -> tuple[int, str]:
    """Return the exit code and output of a command, by the shell only where it takes one."""
    if command.startswith("foedus ") and "|" not in command:
        done = CliRunner().invoke(main, shlex.split(command)[1:])
        return done.exit_code, done.output
    ran = subprocess.run(command, shell=True, env=env, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout


def test_the_python_of_seats_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", SEATS, re.S)
    known: dict[str, object] = {}
    exec(block, known)
    assert known["a"].seats == {"A": 3, "B": 2, "C": 2}  # type: ignore[attr-defined]


def test_the_number_of_rules_is_true() -> None:
    assert f"the {len(CATALOGUE)} rules" in COUNT


def test_every_kind_of_certificate_and_method_named_is_there() -> None:
    from foedus.elect.seats import METHODS

    named = set(re.findall(r"`([a-z0-9.-]+)`", SEATS))
    assert {m for m in METHODS if not m.endswith("-average")} <= named
