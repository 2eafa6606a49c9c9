"""A copy made by export and import: its seals verify, and say that they are seals only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.cli import main

SECRET = "the names of the witnesses"


def run(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["record", *words])
    assert "Traceback" not in ran.output
    return ran.exit_code, ran.output


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a record of one sealed field, a.rec, and its copy, b.rec."""
    monkeypatch.chdir(tmp_path)
    entry = {"id": "s1", "kind": "source", "document": "Letter", "publisher": "Office",
             "date": "2020-01-02", "note": SECRET}  # fmt: skip
    Path("one.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert run("init", "a.rec", "--name", "Talks")[0] == 0
    code, said = run("import", "a.rec", "one.jsonl", "--seal", "note")
    assert code == 0, said
    assert run("export", "a.rec", "-o", "all.jsonl")[0] == 0
    assert run("init", "b.rec", "--name", "Talks")[0] == 0
    assert run("import", "b.rec", "all.jsonl")[0] == 0
    return tmp_path


def verified(record: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("verify", record, "--json")[1])
    return found


def test_the_copy_verifies_and_counts_its_seals(copy: Path) -> None:
    assert (verified("a.rec")["ok"], verified("a.rec")["values_not_held"]) == (True, 0)
    assert (verified("b.rec")["ok"], verified("b.rec")["values_not_held"]) == (True, 1)
    code, said = run("verify", "b.rec")
    assert (code, "1 sealed value came to this copy as a seal only" in said) == (0, True)
    assert run("compare", "a.rec", "b.rec")[0] == 0


def test_the_value_left_the_house_in_no_file(copy: Path) -> None:
    assert SECRET not in Path("all.jsonl").read_text(encoding="utf-8")
    assert SECRET.encode() not in Path("b.rec").read_bytes()
    assert SECRET not in run("timeline", "b.rec", "--json")[1]


def test_what_is_not_held_cannot_be_redacted_here(copy: Path) -> None:
    code, said = run(
        "redact", "b.rec", "s1", "note", "--by", "Office", "--date", "2020-02-01", "--id", "r1"
    )
    assert (code, "error[E615]" in said) == (2, True)
    assert verified("b.rec")["size"] == 1


def test_a_value_lost_from_the_record_that_held_it_is_found(copy: Path) -> None:
    import sqlite3

    with sqlite3.connect("a.rec") as database:
        database.execute("DELETE FROM opening")
    found = verified("a.rec")
    assert found["ok"] is False
    assert "not held here" in json.dumps(found["findings"])


@pytest.mark.parametrize("new", ["Latter", "Lett\\er", 'Let"er'])
def test_a_copy_altered_under_its_hashes_is_not_the_same(copy: Path, new: str) -> None:
    """The stored hashes of the altered copy are still the old ones; its entry is not."""
    import sqlite3

    with sqlite3.connect("b.rec") as database:
        (body,) = database.execute("SELECT body FROM entry").fetchone()
        changed = bytes(body).replace(b"Letter", new.encode())
        database.execute("UPDATE entry SET body = ?", (changed,))
    code, said = run("compare", "a.rec", "b.rec")
    assert (code, "they differ from entry 0 on" in said) == (1, True)
    assert "Letter" in said
    assert verified("b.rec")["ok"] is False
