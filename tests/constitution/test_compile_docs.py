"""The blocks of docs/compile.md run, in order, and its table names every construct."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOC = Path(__file__).resolve().parents[2] / "docs" / "compile.md"


def test_the_blocks_of_the_document_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", DOC.read_text(), re.S)
    assert len(blocks) >= 3
    for block in blocks:
        exec(block, names)


def test_the_document_has_a_row_for_each_construct() -> None:
    rows = re.findall(r"^\| (\d+) \|", DOC.read_text(), re.M)
    assert [int(r) for r in rows] == list(range(1, 21))
