"""The record's document: its commands run as written, and its table names every kind."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main
from foedus.record.entries import KINDS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "record.md").read_text(encoding="utf-8")


def test_the_five_minutes_run_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    block = re.search(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    assert block
    commands = block[1].replace("\\\n", " ").strip().splitlines()
    assert len(commands) == 7
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "foedus"
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"


def test_every_kind_of_entry_is_in_the_table_with_what_it_must_have() -> None:
    for kind, fields in KINDS.items():
        if kind == "redaction":  # only `redact` writes it
            continue
        row = re.search(rf"^\| `{kind}` \|.*\|(.*)\|$", TEXT, re.MULTILINE)
        assert row, kind
        required = {name for name, field in fields.items() if field.required}
        assert {w.strip(" `") for w in row[1].split(",")} == required, kind
