"""`foedus atlas`: lists, one entry, JSON by its schema, errors with exit code 2."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foedus.atlas import entries, systems
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["atlas", *args])


def test_the_list_names_every_entry_and_counts_them() -> None:
    done = run()
    assert done.exit_code == 0
    for entry in entries():
        assert re.search(rf"^{entry.name} +{entry.kind} ", done.output, re.M)
    last = done.output.splitlines()[-1]
    assert last.startswith(f"{len(systems())} systems, ")


@pytest.mark.parametrize("name", [e.name for e in entries()])
def test_each_entry_shows_procedures_articles_and_sources(name: str) -> None:
    done = run(name)
    assert done.exit_code == 0, done.output
    assert "source: " in done.output
    assert "article" in done.output
    assert re.search(r"\d+ procedures, \d+ tables; next: ", done.output.splitlines()[-1])


def test_an_unknown_name_ends_with_code_2() -> None:
    done = run("swizerland")
    assert done.exit_code == 2
    assert 'did you mean "switzerland"?' in done.stderr
    assert done.stdout == ""


def test_a_file_of_ones_own_is_no_entry(tmp_path: Path) -> None:
    file = tmp_path / "own.foedus"
    file.write_text("constitution Own\n")
    done = run(str(file), "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["errors"][0]["code"] == "E230"


def check(value: Any, schema: dict[str, Any], root: dict[str, Any], where: str = "$") -> None:
    """Check the part of JSON Schema that the two files use."""
    if "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#/")
        base = json.loads((SCHEMAS / file).read_text()) if file else root
        found = base
        for key in pointer.split("/"):
            found = found[key]
        check(value, found, base, where)
        return
    if "const" in schema:
        assert value == schema["const"], where
    if "enum" in schema:
        assert value in schema["enum"], where
    kinds = schema.get("type", [])
    types = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    wanted = [kinds] if isinstance(kinds, str) else kinds
    assert not wanted or isinstance(value, tuple(types[k] for k in wanted)), where
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        assert set(schema.get("required", [])) <= set(value), where
        other = schema.get("additionalProperties", True)
        for key, item in value.items():
            part = properties.get(key, other)
            assert part is not False, f"{where}.{key}"
            if isinstance(part, dict):
                check(item, part, root, f"{where}.{key}")
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            check(item, schema["items"], root, f"{where}[{number}]")
    if isinstance(value, str) and "pattern" in schema:
        assert re.search(schema["pattern"], value), where


@pytest.mark.parametrize("args, file", [([], "atlas"), (["canada"], "atlas-entry")])
def test_the_json_fits_its_schema(args: list[str], file: str) -> None:
    done = run(*args, "--json")
    assert done.exit_code == 0
    schema = json.loads((SCHEMAS / f"{file}.json").read_text())
    check(json.loads(done.stdout), schema, schema)


def test_every_entry_fits_the_schema_of_an_entry() -> None:
    schema = json.loads((SCHEMAS / "atlas-entry.json").read_text())
    for entry in entries():
        check(json.loads(run(entry.name, "--json").stdout), schema, schema, entry.name)


def test_a_broken_answer_does_not_fit() -> None:
    schema = json.loads((SCHEMAS / "atlas.json").read_text())
    with pytest.raises(AssertionError, match=r"\$\.entries\[0\]"):
        check({"format": "foedus.atlas/1", "entries": [{}]}, schema, schema)
