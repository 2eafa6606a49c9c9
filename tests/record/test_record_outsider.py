"""What a stranger types: every slip is a named error, never a traceback or a silent nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from record_help import findings, statement

from foedus.cli import main
from foedus.errors import BadInput
from foedus.record.checkpoint import new_key, parse_checkpoint, sign
from foedus.record.exchange import read_entries
from foedus.record.log import Log
from foedus.record.quotes import find_quote
from foedus.record.verify import verify


@pytest.fixture
def record(tmp_path: Path) -> str:
    where = str(tmp_path / "r")
    with Log.create(where, "talks") as log:
        log.append([statement(0)])
    return where


def codes(record: str, *args: str, data: str = "") -> list[str]:
    """Run a command that must fail with exit 2 and add nothing; return its error codes."""
    done = CliRunner().invoke(main, ["record", args[0], record, *args[1:]], input=data)
    assert done.exit_code == 2, done.output
    with Log.open(record) as log:
        assert log.size() == 1
        assert verify(log).ok
    return [line[6:10] for line in done.stderr.splitlines() if line.startswith("error[")]


GOOD = '"id": "a", "kind": "statement", "quote": "q", "speaker": "A"'
TWICE = GOOD.replace('"a"', '"s0"')

BAD_LINES = {
    "nested too deeply": ("[" * 100_000, ["E601"]),
    "nested too deeply in a line": ('{"a":' * 100_000, ["E601"]),
    "a key twice": (f'{{{GOOD}, "quote": "other"}}', ["E601"]),
    "a kind that is a list": ('{"id": "a", "kind": ["statement"]}', ["E602"]),
    "a kind that is an object": ('{"id": "a", "kind": {}}', ["E602"]),
    "an id that is a list": ('{"id": ["a"], "kind": "dispute", "matter": "m"}', ["E605", "E603"]),
    "references of no type": (f'{{{GOOD}, "replaces": {{}}, "about": 5}}', ["E605", "E605"]),
    "all faults of an entry at once": (
        f'{{{TWICE}, "date": "2014-13-01", "source": "none"}}',
        ["E605", "E607", "E606"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), BAD_LINES.values(), ids=BAD_LINES)
def test_bad_json_lines(record: str, text: str, expected: list[str]) -> None:
    assert codes(record, "import", "-", data=text) == expected


BAD_COMMANDS = {
    "two signs": (["add", "constraint", "id=k", "first=a", "then=b", "quote=q",
                   "least_days=--5"], ["E605"]),
    "a number too long": (["add", "constraint", "id=k", "first=a", "then=b", "quote=q",
                           "least_days=" + "9" * 5000], ["E605"]),
    "a map": (["add", "statement", "id=k", "speaker=A", "quote=q", "sealed={bad"], ["E605"]),
    "a redaction that deletes nothing": (
        ["add", "redaction", "id=k", "entry=s0", "field=quote", "by=M", "date=2014-01-01"],
        ["E602"]),
    "a misspelt field to seal": (
        ["add", "statement", "id=k", "speaker=A", "quote=q", "--seal", "qoute"], ["E604"]),
    "sealing the id": (
        ["add", "statement", "id=k", "speaker=A", "quote=q", "--seal", "id"], ["E604"]),
    "an unknown kind": (["timeline", "--kind", "statment", "--kind", "x"], ["E602", "E602"]),
    "an unknown origin": (["order", "--from", "nowhere"], ["E620"]),
}  # fmt: skip


@pytest.mark.parametrize(("args", "expected"), BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_bad_commands(record: str, args: list[str], expected: list[str]) -> None:
    assert codes(record, *args) == expected


@pytest.mark.parametrize("name", ["", " ", "A\nB", " A", "A\u2028B", "A\tB"])
def test_a_name_that_would_break_a_checkpoint_is_refused(tmp_path: Path, name: str) -> None:
    with Log.create(str(tmp_path / "r"), "talks") as log, pytest.raises(BadInput) as caught:
        sign(log.checkpoint(), name, new_key())
    assert [d.code for d in caught.value.diagnostics] == ["E640"]
    with pytest.raises(BadInput):
        Log.create(str(tmp_path / "other"), name)
    assert not (tmp_path / "other").exists(), "a record without a name was left behind"


@pytest.mark.parametrize("name", ["A", "A B", "Міністр", "a+b", "— A"])
def test_a_name_that_stands_on_a_line_comes_back(tmp_path: Path, name: str) -> None:
    with Log.create(str(tmp_path / "r"), name) as log:
        made = sign(log.checkpoint(), name, new_key())
    assert parse_checkpoint(made.render()) == made


def test_a_note_without_a_passphrase_is_an_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["record", "note", str(tmp_path / "n"), "words"], input="")
    assert (done.exit_code, done.stderr[:11]) == (2, "error[E642]")
    assert not (tmp_path / "n").exists()


def test_a_proof_prints_the_very_bytes_that_are_hashed(record: str) -> None:
    """A person needs nothing but SHA-256: the leaf is the hash of a zero byte and the line."""
    done = CliRunner().invoke(main, ["record", "prove", record, "s0"]).output.splitlines()
    line = done[0].partition(": ")[2].encode()
    assert done[1] == f"leaf  {hashlib.sha256(bytes(1) + line).hexdigest()}"
    assert json.loads(line)["id"] == "s0"


def test_a_cosigner_makes_a_key(record: str, tmp_path: Path) -> None:
    a, b, text = (str(tmp_path / n) for n in ("a.pem", "b.pem", "a.txt"))
    run = CliRunner().invoke
    assert not run(main, ["record", "sign", record, "--key", a, "--as", "A", "--new-key",
                          "-o", text]).exit_code  # fmt: skip
    args = ["record", "cosign", record, text, "--key", b, "--as", "B", "--new-key"]
    assert "— B " in run(main, args).output
    assert run(main, args).exit_code == 2, "an existing key is never overwritten"


SOURCE = "The parties agree to disarm all irregular forces within ten days."


@pytest.mark.parametrize("at", range(len("disarm all irregular forces")))
def test_any_one_letter_altered_is_found_with_its_place(at: int) -> None:
    quote = "disarm all irregular forces"
    altered = quote[:at] + ("x" if quote[at] != "x" else "y") + quote[at + 1 :]
    match = find_quote(altered, SOURCE)
    assert not match.found
    assert match.common in quote
    assert quote[at] in match.source_goes_on
    assert "nothing like" not in match.explain()


def test_an_altered_copy_is_named_as_not_checked(record: str, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "s.txt").write_text(SOURCE)
    digest = hashlib.sha256(SOURCE.encode()).hexdigest()
    with Log.open(record) as log:
        log.append([
            {"id": "src", "kind": "source", "document": "D", "sha256": digest},
            statement(2, source="src", quote="disarm all irregular forces"),
        ])  # fmt: skip
    args = ["record", "verify", record, "--sources", str(copies)]
    assert "not checked: " not in CliRunner().invoke(main, args).output
    (copies / "s.txt").write_text(SOURCE.replace("ten", "two"))
    assert "s.txt is no source's copy" in CliRunner().invoke(main, args).output


def test_a_redacted_quote_is_said_to_be_sealed(tmp_path: Path) -> None:
    where = str(tmp_path / "r")
    with Log.create(where, "talks") as log:
        log.append([statement(0)], seal=["quote"])
        log.redact("s0", "quote", by="S", date="2014-03-31", new_id="x")
        assert verify(log).ok, findings(verify(log))
    shown = CliRunner().invoke(main, ["record", "timeline", where]).output
    assert "[quote sealed: its value is not held here]" in shown
    assert "sha256:" not in shown


def test_lines_and_one_array_say_the_same() -> None:
    line = f"{{{GOOD}}}"
    assert read_entries(line, "f")[0] == read_entries(f"[{line}]", "f")[0]
