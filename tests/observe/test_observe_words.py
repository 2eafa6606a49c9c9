"""No text of this part gives a verdict on an election: not in the source, not in any output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from forms_world import FORM, INCIDENTS, export

from foedus.cli.observe import SUBCOMMANDS, command
from foedus.cli.observe_audit import AUDITS
from foedus.observe.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
VERDICT = re.compile(
    r"\b(fraud\w*|rigg\w*|stolen|steal\w*|falsif\w*|fake\w*|cheat\w*|manipulat\w*|prove[sdn]?|"
    r"free and fair|illegitimate)\b",
    re.IGNORECASE,
)
SRC = ROOT / "src" / "foedus"
FILES = [
    *sorted((SRC / "observe").rglob("*.py")),
    *sorted((SRC / "cli").glob("observe*.py")),
    *sorted((SRC / "report").rglob("observe*.py")),
    SRC / "report" / "figures" / "fingerprint.py",
    ROOT / "docs" / "observe.md",
]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_text_holds_a_verdict_word(path: Path) -> None:
    assert not VERDICT.findall(path.read_text())


@pytest.mark.parametrize("code", list(CODES))
def test_no_explanation_holds_one(code: str) -> None:
    e = CODES[code]
    assert not VERDICT.findall(f"{e.title} {e.text} {e.example}")


@pytest.mark.parametrize("name", [*SUBCOMMANDS, *(f"audit {a}" for a in AUDITS)])
def test_no_help_holds_one(name: str) -> None:
    done = CliRunner().invoke(command, [*name.split(), "--help"])
    assert done.exit_code == 0
    assert not VERDICT.findall(done.output)


def outputs(folder: Path) -> list[list[str]]:
    """One run of every command whose text is made from data, on a folder of a simulation."""
    (folder / "f.toml").write_text(FORM)
    (folder / "e.csv").write_text(export())
    (folder / "i.csv").write_text(INCIDENTS)
    (folder / "d.toml").write_text(
        'redraws = 99\ncalibration = 5\n[families]\na = ["turnout", "share", "last digit"]\n'
    )
    t, m = str(folder / "t"), str(folder / "t" / "columns.toml")
    columns = ["--columns", m]
    stations, past = f"{t}/stations.csv", f"{t}/past.csv"
    form = ["--form", str(folder / "f.toml")]
    return [
        ["simulate", "--stations", "300", "--closed", "0.03", "--rounded", "0.3", "--slips", "0.05",
         "-o", t],
        ["results", stations, *columns],
        ["trace", f"{t}/copies.csv", stations, *columns],
        ["plan", past, *columns, "--choice", "A"],
        ["sample", past, *columns, "--stations", "60", "--seed", "s", "-o", str(folder / "p.json")],
        ["replay", past, *columns, "--choice", "A", "--stations", "60", "--draws", "20"],
        ["screen", stations, *columns, "--declaration", str(folder / "d.toml"), "--control", past],
        ["checklists", str(folder / "e.csv"), *form, "--draft", str(folder / "draft.md"),
         "--incidents", str(folder / "i.csv"), "--frame", stations, *columns],
        ["incidents", str(folder / "i.csv"), *form],
        ["audit", "contest", f"{t}/cards.csv", "--manifest", f"{t}/manifest.csv"],
        ["audit", "sizes"],
    ]  # fmt: skip


def test_no_output_made_from_data_holds_one(tmp_path: Path) -> None:
    for words in outputs(tmp_path):
        for extra in ([], ["--json"]):
            done = CliRunner().invoke(command, [*words, *extra])
            assert done.exit_code == 0, (words, done.output)
            assert not VERDICT.findall(done.output), words
    assert not VERDICT.findall((tmp_path / "draft.md").read_text())


def test_the_test_would_find_one() -> None:
    assert VERDICT.findall("This proves that the vote was stolen") == ["proves", "stolen"]
