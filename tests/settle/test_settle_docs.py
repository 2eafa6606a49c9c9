"""docs/settle.md: every TOML block is read, every command runs, every kind of position is named."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import settle_case as sc
from click.testing import CliRunner

from foedus.case.load import load
from foedus.case.positions import load_positions
from foedus.case.settle_files import read_graph, read_points
from foedus.cli import main
from foedus.settle.codes import CODES
from foedus.settle.model import Standing, Take

DOC = (Path(__file__).resolve().parents[2] / "docs" / "settle.md").read_text()
TOML = re.findall(r"```toml\n(.*?)```", DOC, re.S)
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", DOC, re.S) for line in block.splitlines()]

#: What the examples refer to and do not show.
REST = """
[[question]]
key = "police"
text = "Whose police?"
[[question.option]]
key = "none"
text = "none"
[[question.option]]
key = "ours"
text = "ours"

[[party]]
key = "b"
name = "Party B"
status = "present"
mandate = "none claimed"
speakers = ["Council of B"]
"""
SAID = [("a", k, "they leave this year") for k in "135"] + [("b", k, "no") for k in "14"]
OTHERS = [("law-1", "Law"), ("joint-2014", "Joint text")]


def test_the_examples_of_settle_files_are_read(tmp_path: Path) -> None:
    settle = [b for b in TOML if "[[party]]\nname" not in b]
    assert len(settle) == 3
    head, values, drafts = settle
    points = '[[values.points]]\nquestion = "police"\nof = { none = 0, ours = 100 }\n'
    folder = sc.write(tmp_path, positions=head + REST + values + points + drafts)
    said = "".join(
        sc.said(f"{p}-{k}", f"Council of {p.upper()}", quote) for p, k, quote in SAID
    ) + "".join(sc.said(key, speaker, "it") for key, speaker in OTHERS)
    (folder / "statements.toml").write_text(said)
    negotiation, _ = load_positions(load(folder))
    assert negotiation.base == "text"
    assert [p.key for p in negotiation.positions] == ["a-troops"]
    assert negotiation.values[0].weights["police"] == (30, 50)
    assert negotiation.drafts[0].criticism[0].asks == ("troops", "plan")


def test_the_examples_of_states_and_points_are_read() -> None:
    states, points = (b for b in TOML if "[[party]]\nname" in b)
    assert read_graph(states.encode(), "s").states == ("kept", "A breaks")
    assert [name for name, _ in read_points(points.encode(), "p")] == ["A", "B"]


@pytest.mark.parametrize("line", SHELL)
def test_every_command_runs(line: str) -> None:
    words = shlex.split(line)
    assert words[0] == "foedus"
    assert CliRunner().invoke(main, words[1:]).exit_code == 0


def test_every_kind_and_standing_is_named() -> None:
    assert all(f"`{take}`" in DOC for take in Take)
    assert all(str(standing) in DOC for standing in Standing)
    assert all(re.fullmatch(r"E7\d\d", code) for code in CODES)
