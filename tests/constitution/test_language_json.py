"""The syntax tree as JSON: against its schema, both ways, and what does not fit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from language_schema import schema
from language_trees import constitution

from foedus.constitution import syntax as s
from foedus.constitution.parse import parse
from foedus.constitution.tree import FORMAT, from_json, load_json, to_json
from foedus.errors import BadInput

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "syntax.json"


def test_the_schema_in_the_documents_is_that_of_the_tree() -> None:
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("FOEDUS_ACCEPT"):
        SCHEMA.write_text(text, encoding="utf-8")
    assert SCHEMA.read_text(encoding="utf-8") == text
    jsonschema.Draft202012Validator.check_schema(schema())


VALIDATOR = jsonschema.Draft202012Validator(schema())


@given(constitution)
def test_every_tree_fits_the_schema(tree: s.Constitution) -> None:
    VALIDATOR.validate(json.loads(json.dumps(to_json(tree))))


SMALL = """constitution X
body House: 9 members
procedure P under "Art. 1"
  passes when House approve by at least 55/100 of members
"""


def test_places_and_fractions_are_in_the_data() -> None:
    data = to_json(parse(SMALL, "x.foedus"))
    assert data["format"] == FORMAT
    vote = data["statements"][1]["details"][0]["condition"]
    assert vote["at"] == "4:15"
    assert vote["threshold"]["amount"] == "11/20"
    assert vote["threshold"]["op"] == "at least"


def test_places_come_back() -> None:
    tree = from_json(to_json(parse(SMALL, "x.foedus")), "y.json")
    assert str(tree.procedures[0].passes.place) == "y.json:4:15"


def damaged(path: str, value: object) -> dict[str, object]:
    """Return the JSON of the small tree with the value at a path (dotted) replaced."""
    data = to_json(parse(SMALL, "x.foedus"))
    at = data
    *way, last = path.split(".")
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at[part]
    if isinstance(at, list):
        at[int(last)] = value
    else:
        at[last] = value
    return data


@pytest.mark.parametrize(
    "path,value,said",
    [
        ("format", "foedus.syntax/9", "its top"),
        ("name", 3, ".name"),
        ("name", None, ".name"),
        ("statements", {}, ".statements"),
        ("statements.0", [], ".statements[0]"),
        ("statements.0", {"node": "Vote"}, ".statements[0]"),
        ("statements.0.members", "9", ".statements[0].members"),
        ("statements.0.members", True, ".statements[0].members"),
        ("statements.0.membres", 9, ".statements[0].membres"),
        ("statements.1.details.0.condition", None, ".statements[1].details[0].condition"),
        ("statements.1.details.0.condition.verb", "aprove", "condition.verb"),
        ("statements.1.details.0.condition.threshold.amount", "1/0", "threshold.amount"),
        ("statements.1.details.0.condition.threshold.amount", 0.5, "threshold.amount"),
        ("statements.1.details.0.condition.threshold.share", "yes", "threshold.share"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path(path: str, value: object, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        from_json(damaged(path, value), "t.json")
    whats = [d.what for d in caught.value.diagnostics]
    assert any(said in what for what in whats), whats
    assert {d.code for d in caught.value.diagnostics} == {"E076"}


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '"x"', "[" * 100000, "null"])
def test_a_text_that_is_no_tree_is_answered(text: str) -> None:
    with pytest.raises(BadInput):
        load_json(text, "t.json")


def test_every_misfit_is_reported_at_once() -> None:
    data = damaged("name", 5)
    data["statements"] = [{"node": "Bodi"}, {"node": "Body", "name": "A", "member": 3}]
    with pytest.raises(BadInput) as caught:
        from_json(data)
    assert len(caught.value.diagnostics) == 4
