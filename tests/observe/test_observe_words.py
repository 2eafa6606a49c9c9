"""No text of this part gives a verdict on an election."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERDICT = re.compile(r"\b(fraud\w*|rigg\w*|stolen|steal\w*|falsif\w*|prove[sdn]?)\b", re.IGNORECASE)
FILES = [
    *sorted((ROOT / "src" / "foedus" / "observe").glob("*.py")),
    *sorted((ROOT / "src" / "foedus" / "cli").glob("observe*.py")),
    ROOT / "docs" / "observe.md",
]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_text_holds_a_verdict_word(path: Path) -> None:
    assert not VERDICT.findall(path.read_text())


def test_the_test_would_find_one() -> None:
    assert VERDICT.findall("This proves that the vote was stolen") == ["proves", "stolen"]
