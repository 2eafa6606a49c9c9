"""Every answer of `foedus record --json` fits its schema in docs/schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from conftest import fits
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
ENTRIES: list[dict[str, Any]] = [
    {"id": "src", "kind": "source", "document": "Joint statement", "date": "2014-03-30"},
    {"id": "q1", "kind": "statement", "quote": "disarm", "speaker": "A", "source": "src",
     "tags": ["PAX:SsrArm", "PAM:Disarmament"]},
    {"id": "c1", "kind": "commitment", "text": "disarm", "obligor": "both",
     "deadline": "2014-04-10"},
    {"id": "c2", "kind": "commitment", "text": "vote", "obligor": "one",
     "conditions": ["after c1"]},
    {"id": "a1", "kind": "assessment", "commitment": "c1", "level": "minimal", "assessor": "X",
     "date": "2014-04-01", "reasons": "two of nine"},
    {"id": "a2", "kind": "assessment", "commitment": "c1", "level": "complete", "assessor": "Y",
     "date": "2014-04-02", "reasons": "all", "evidence": ["src"]},
    {"id": "a3", "kind": "assessment", "commitment": "c2", "level": "minimal", "assessor": "X",
     "date": "2014-04-02", "reasons": "none"},
    {"id": "a4", "kind": "assessment", "commitment": "c2", "level": "minimal", "assessor": "Y",
     "date": "2014-04-02", "reasons": "none"},
    {"id": "i1", "kind": "inspection", "what": "depot", "status": "refused", "by": "Mission",
     "date": "2014-03-10", "place": "North", "latitude": "48.5", "longitude": "35",
     "hours_on_site": "6.5", "access_denied": "gate"},
    {"id": "k1", "kind": "constraint", "first": "signing", "then": "leaving", "least_days": 1,
     "most_days": 9, "quote": "leave after signing", "exposed": "A", "reversible": "no"},
    {"id": "k2", "kind": "constraint", "first": "leaving", "then": "voting", "least_days": 3,
     "quote": "three days", "reading": "Russian"},
    {"id": "k3", "kind": "constraint", "first": "signing", "then": "voting", "most_days": 3,
     "quote": "at once", "reading": "English"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text("".join(json.dumps(e) + "\n" for e in ENTRIES))
    answer("record-init", "init t.rec --name Talks")
    answer("record-add", "import t.rec in.jsonl --seal quote")
    answer("record-init", "init b.rec --name Talks")
    answer("record-add", "import b.rec in.jsonl")
    return tmp_path


def schema(kind: str) -> Any:
    data = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(data)
    return data


def answer(kind: str, words: str, code: int = 0) -> Any:
    """Run a command, hold its answer to the schema and return it."""
    ran = CliRunner().invoke(main, ["record", *words.split(), "--json"])
    assert ran.exit_code == code, ran.output
    data = json.loads(ran.stdout)
    assert data["format"] == f"foedus.{kind}/1"
    fits(data, schema(kind))
    return data


CALLS = [
    ("record-verify", "verify t.rec", 0),
    ("record-proof", "prove t.rec q1", 0),
    ("record-compare", "compare t.rec b.rec", 1),
    ("record-compare", "compare t.rec t.rec", 0),
    ("record-status", "status t.rec --as-of 2014-04-12", 0),
    ("record-timeline", "timeline t.rec --later", 0),
    ("record-timeline", "timeline t.rec --party X --as-of 2014-04-01", 0),
    ("record-order", "order t.rec", 0),
    ("record-export", "export t.rec", 0),
    ("record-inspections", "inspections t.rec", 0),
    ("record-add", "redact t.rec q1 quote --by S --date 2014-04-12", 0),
    ("record-add", "add t.rec source id=new document=D", 0),
    ("record-sign", "sign t.rec --key a.pem --as A --new-key", 0),
    ("record-note", "note mine.sealed word --passphrase w", 0),
    ("errors", "add t.rec source id=src", 2),
    ("errors", "verify none.rec", 2),
]


@pytest.mark.parametrize("kind, words, code", CALLS, ids=[w for _, w, _ in CALLS])
def test_answers_fit_their_schema(folder: Path, kind: str, words: str, code: int) -> None:
    assert (folder / "t.rec").exists()
    answer(kind, words, code)


def test_what_the_answers_say(folder: Path) -> None:
    assert folder
    status = answer("record-status", "status t.rec --as-of 2014-04-12")
    # by hand: minimal three times, complete once; 1 - 3 d / (3 d) with d between the two levels
    assert status["alpha"] == "0"
    assert status["dependencies"]["arrows"] == [{"first": "c1", "then": "c2"}]
    order = answer("record-order", "order t.rec")
    assert [(c["first"], c["second"]) for c in order["collisions"]] == [("Russian", "English")]
    answer("record-sign", "sign t.rec --key a.pem --as A --new-key -o a.txt")
    Path("b.pem").unlink(missing_ok=True)
    answer("record-sign", "sign b.rec --key b.pem --as B --new-key")
    answer("record-verify", "cosign b.rec a.txt --key b.pem --as B", 1)
    answer("record-sign", "cosign t.rec a.txt --key b.pem --as B")
    answer("record-note", "note mine.sealed word --passphrase w --about q1")
    read = answer("record-note", "note mine.sealed --passphrase w")
    assert read["notes"] == [{"text": "word", "about": "q1"}]


def test_tags_of_both_vocabularies_are_found(folder: Path) -> None:
    assert folder
    for tag in ("PAX:SsrArm", "PAM:Disarmament"):
        found = answer("record-timeline", f"timeline t.rec --question {tag}")
        assert [e["id"] for e in found["entries"]] == ["q1"]


@pytest.mark.parametrize(
    "kind, words, change",
    [
        ("record-status", "status t.rec", {"alpha": 0.5}),
        ("record-verify", "verify t.rec", {"root": "abc"}),
        ("record-proof", "prove t.rec c1", {"path": ["x"]}),
        ("record-order", "order t.rec", {"more": 1}),
    ],
)
def test_the_schemas_refuse_what_is_no_answer(
    folder: Path, kind: str, words: str, change: dict[str, Any]
) -> None:
    assert folder
    with pytest.raises(jsonschema.ValidationError):
        fits({**answer(kind, words), **change}, schema(kind))
