"""Each kind of JSON a command prints has a schema that stands in docs/schemas and is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from conftest import fits
from foedus.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "schemas"


def schemas() -> dict[str, dict[str, Any]]:
    """Return every schema by its file."""
    return {
        p.name: json.loads(p.read_text(encoding="utf-8")) for p in sorted(SCHEMAS.glob("*.json"))
    }


def formats(name: str) -> set[str]:
    """Return the formats a schema is of (`foedus.check/1`): one, or several commands' alike."""
    text = (SCHEMAS / name).read_text(encoding="utf-8")
    return set(re.findall(r'"(foedus\.[a-z-]+/\d+)"', text))


def schema_of(kind: str) -> dict[str, Any]:
    """Return the one schema of a kind."""
    (name,) = (n for n in schemas() if f"foedus.{kind}/1" in formats(n))
    return schemas()[name]


def kinds() -> set[str]:
    """Return every kind that the source of the commands emits."""
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/foedus/cli").glob("*.py"))
    return set(re.findall(r'kind="([a-z-]+)"', text))


def test_every_kind_has_a_schema() -> None:
    written = {format for name in schemas() for format in formats(name)}
    assert {f"foedus.{kind}/1" for kind in kinds()} - written == set()


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_schema_is_one_and_says_what_it_is_of(name: str) -> None:
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert "format" in schema["required"]
    assert formats(name)


CODES = [[], ["E012"], ["e250"]]


@pytest.mark.parametrize("words", CODES)
def test_explain_fits_its_schema(words: list[str]) -> None:
    ran = CliRunner().invoke(main, ["explain", "--json", *words])
    assert ran.exit_code == 0
    data = json.loads(ran.stdout)
    fits(data, schema_of("explain"))
    assert set(data["codes"]) >= {w.upper() for w in words}


def test_the_schema_of_explain_refuses_a_code_without_its_text() -> None:
    data = {"format": "foedus.explain/1", "codes": {"E012": {"title": "x"}}}
    with pytest.raises(jsonschema.ValidationError):
        fits(data, schema_of("explain"))


#: A file with two errors, one of which points at a second place, in each command that reads one.
BROKEN = """constitution C
body House: 3 members
body House: 4 members
procedure Law under "Art. 1"
  passes when Huose approve by at least 2 members
"""
READERS = [
    ["check", "{}"], ["show", "{}", "Law"], ["power", "{}", "Law"], ["diff", "{}", "{}"],
    ["fmt", "--check", "{}"], ["tally", "{}", "Law", "{}"], ["explain", "E999"],
    ["report", "{}.none"], ["atlas", "nowhere"],
]  # fmt: skip


@pytest.mark.parametrize("words", READERS, ids=lambda words: words[0])
def test_errors_fit_their_schema(words: list[str], tmp_path: Path) -> None:
    path = tmp_path / "c.foedus"
    path.write_text(BROKEN, encoding="utf-8")
    assert words[0] in COMMANDS
    ran = CliRunner().invoke(main, [*(w.format(path) for w in words), "--json"])
    assert ran.exit_code == 2, ran.output
    data = json.loads(ran.stdout)
    fits(data, schema_of("errors"))
    if words[0] in ("check", "show", "power", "fmt"):
        assert {(d["code"], d["line"]) for d in data["errors"]} == {("E041", 3), ("E040", 5)}
        (again,) = (d for d in data["errors"] if d["code"] == "E041")
        assert [r["line"] for r in again["related"]] == [2]


def test_the_list_of_indices_fits_its_schema() -> None:
    ran = CliRunner().invoke(main, ["power", "--list", "--json"])
    assert ran.exit_code == 0
    data = json.loads(ran.stdout)
    fits(data, schema_of("power-list"))
    assert {"banzhaf_share", "shapley"} <= set(data["indices"])
