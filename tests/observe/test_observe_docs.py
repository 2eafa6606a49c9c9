"""The document and the notebook run as written, in order, on the simulated election."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.atlas.index import find
from foedus.cli import main

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (DOCS / "observe.md").read_text(), re.S)


def test_the_document_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    votes = find("switzerland").parent / "votes" / "2013-03-03.csv"
    shared: dict[str, object] = {}
    ran = 0
    for kind, text in BLOCKS:
        name = re.match(r"# file: (\S+)\n", text)
        if kind == "toml" and name:
            (tmp_path / name[1]).write_text(text)
        if kind == "python":
            exec(compile(text, "docs/observe.md", "exec"), shared)
        for line in text.splitlines() if kind == "sh" else ():
            words = shlex.split(line.replace("$VOTES", str(votes)))
            assert words[0] == "foedus"
            done = CliRunner().invoke(main, words[1:])
            assert done.exit_code in (0, 3), f"{line}\n{done.output}{done.exception!r}"
            ran += 1
    assert ran >= 17
    assert "Mission X" in (tmp_path / "draft.md").read_text()
    assert "Ada" not in (tmp_path / "draft.md").read_text()
    assert (tmp_path / "picture-1.svg").exists()


def test_the_amendment_of_2013_is_audited_in_thirteen_cantons(tmp_path: Path) -> None:
    votes = find("switzerland").parent / "votes" / "2013-03-03.csv"
    done = CliRunner().invoke(
        main, ["observe", "audit", "plan", "switzerland", "Constitutional amendment", str(votes)]
    )
    assert done.exit_code == 0, done.output
    assert "failed by the reported votes" in done.output
    assert done.output.count("not met: ") == 13


def test_the_notebook_runs(capsys: pytest.CaptureFixture[str]) -> None:
    notebook = json.loads((DOCS / "notebooks" / "observe.ipynb").read_text())
    shared: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], "outputs are made by whoever runs it"
            exec(compile("".join(cell["source"]), "observe.ipynb", "exec"), shared)
    assert "outcome confirmed" in capsys.readouterr().out or "not yet" in str(shared["state"])


def test_every_setting_of_a_declaration_and_a_form_is_described() -> None:
    from foedus.observe.forms.form import AREAS, KINDS, META
    from foedus.observe.screens.declare import NUMBERS, STATISTICS

    text = (DOCS / "observe.md").read_text()
    wanted = [*AREAS, *KINDS, *META, *NUMBERS, *STATISTICS]
    assert [w for w in wanted if w not in text] == []
