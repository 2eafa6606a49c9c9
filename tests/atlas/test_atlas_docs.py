"""The code of docs/country.md and docs/atlas.md runs, and their example of a table loads."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from foedus.country import load_table
from foedus.country.meta import _FIELDS, _HEAD

DOCS = Path(__file__).resolve().parents[2] / "docs"


def blocks(file: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / file).read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("file", ["country.md", "atlas.md"])
def test_the_python_of_a_document_runs(file: str) -> None:
    found = blocks(file, "python")
    assert found
    for code in found:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, file, "exec"), {})
        assert printed.getvalue().strip()


def test_the_example_of_a_table_loads(tmp_path: Path) -> None:
    (data,) = blocks("country.md", "csv")
    (meta,) = blocks("country.md", "toml")
    (tmp_path / "units.csv").write_text(data)
    (tmp_path / "units.meta.toml").write_text(meta)
    table = load_table(tmp_path / "units.csv")
    assert table.column("population", 2020).unknown == ("XX-B",)
    assert table.find("second") == "XX-B"


def test_every_field_of_a_sidecar_is_described() -> None:
    text = (DOCS / "country.md").read_text(encoding="utf-8")
    for field in (*_HEAD, *_FIELDS):
        assert field in text, field
