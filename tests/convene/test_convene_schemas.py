"""What every command prints as JSON fits its schema, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import convene_samples as samples
import jsonschema
import pytest
from click.testing import CliRunner
from convene_case import write_case

from conftest import fits
from foedus.cli import main
from foedus.cli.convene import SUBCOMMANDS

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
EVERY = [(kind, words) for kind, calls in samples.CALLS.items() for words in calls]


def schema(kind: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.json").read_text())
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("convention")
    samples.write(made)
    return made


@pytest.mark.parametrize("kind,words", EVERY, ids=[" ".join(w) for _, w in EVERY])
def test_an_answer_fits_its_schema(folder: Path, kind: str, words: list[str]) -> None:
    data = samples.call(folder, words)
    fits(data, schema(kind))
    assert data["format"] == f"foedus.{kind}/1"
    named = {w for w in words if (folder / w).is_file()}
    assert {Path(p).name for p in data["inputs"]} >= named


@pytest.mark.parametrize("kind", samples.CALLS)
def test_a_schema_refuses_what_is_missing_or_too_much(folder: Path, kind: str) -> None:
    data = samples.call(folder, samples.CALLS[kind][0])
    told = schema(kind)
    assert set(told["required"]) == set(data)
    # The bodies are checked above: here the head alone, which every reader relies on.
    head = jsonschema.Draft202012Validator(
        {**told, "properties": dict.fromkeys(told["properties"], True)}
    )
    assert head.is_valid(data)
    for key in data:
        assert not head.is_valid({k: v for k, v in data.items() if k != key})
    assert not head.is_valid({**data, "more": 1})


def test_every_command_has_a_schema(tmp_path: Path) -> None:
    kinds = {k.removeprefix("convene-") for k in samples.CALLS} | {"link"}
    assert kinds == set(SUBCOMMANDS)
    done = CliRunner().invoke(main, ["convene", "link", str(write_case(tmp_path)), "--json"])
    data = json.loads(done.output)
    fits(data, schema("convene-link"))
    assert data["flagged"] is True


@pytest.mark.parametrize("kind", [*samples.CALLS, "convene-link"])
def test_schemas_are_schemas(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(kind))


def test_json_holds_no_person_of_a_conversation(folder: Path) -> None:
    text = json.dumps(samples.call(folder, ["opinions", "talk"]))
    assert not any(f'"p{i}"' in text for i in range(40))
