"""`foedus record` from end to end, as two parties and an outsider would use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main

SOURCE = "The parties agreed to disarm all irregular forces at once."


def foedus(*words: str, **more: object) -> Result:
    result = CliRunner().invoke(main, ["record", *words], **more)  # type: ignore[arg-type]
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    from hashlib import sha256

    Path("copies").mkdir()
    Path("copies/joint.txt").write_text(SOURCE)
    digest = sha256(SOURCE.encode()).hexdigest()
    entries = [
        {"id": "src", "kind": "source", "document": "Joint statement", "sha256": digest},
        {"id": "q1", "kind": "statement", "quote": "disarm all irregular forces", "speaker": "A",
         "date": "2014-03-30", "source": "src"},
        {"id": "c1", "kind": "commitment", "text": "disarm", "obligor": "both",
         "deadline": "2014-04-10", "source": "src"},
        {"id": "a1", "kind": "assessment", "commitment": "c1", "level": "minimal", "assessor": "M",
         "date": "2014-04-12", "reasons": "some stored"},
        {"id": "k1", "kind": "constraint", "first": "signature", "then": "disarming",
         "least_days": 1, "most_days": 10, "quote": "within ten days"},
        {"id": "l1", "kind": "incident", "what": "shots", "date": "2014-05-02", "reported_by": "M",
         "layer": "later"},
    ]  # fmt: skip
    Path("in.jsonl").write_text("\n".join(map(json.dumps, entries)))
    assert foedus("init", "t.rec", "--name", "Talks").exit_code == 0
    assert "6 added; the record holds 6" in foedus("import", "t.rec", "in.jsonl").output
    return tmp_path


def test_two_parties_sign_and_an_outsider_verifies(talks: Path) -> None:
    signed = foedus(
        "sign", "t.rec", "--key", "a.pem", "--as", "A", "--new-key", "-o", "a.txt", "--json"
    )
    public = [json.loads(signed.output)["public_key"]]
    foedus("export", "t.rec", "-o", "out.jsonl")
    foedus("init", "b.rec", "--name", "Talks")
    foedus("import", "b.rec", "out.jsonl")
    Path("keys.txt").write_text(public[0])
    assert foedus("sign", "b.rec", "--key", "b.pem", "--as", "B", "--new-key").exit_code == 0
    done = foedus("cosign", "b.rec", "a.txt", "--key", "b.pem", "--as", "B", "--trust", "keys.txt",
                  "-o", "ab.txt", "--json")  # fmt: skip
    assert done.exit_code == 0, done.output
    Path("keys.txt").write_text("\n".join([*public, json.loads(done.output)["public_key"]]))
    result = foedus("verify", "t.rec", "--trust", "keys.txt", "--against", "ab.txt", "--sources",
                    "copies")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "signed by A, B; quotes: 1 checked" in result.output
    assert foedus("compare", "t.rec", "b.rec").output.endswith("same\n")
    assert Path("a.pem").stat().st_mode & 0o077 == 0, "others can read the private key"
    again = foedus("sign", "t.rec", "--key", "a.pem", "--as", "A", "--new-key")
    assert again.exit_code == 2
    assert "E641" in again.output


def test_a_cosigner_whose_copy_differs_does_not_sign(talks: Path) -> None:
    foedus("sign", "t.rec", "--key", "a.pem", "--as", "A", "--new-key", "-o", "a.txt")
    foedus("init", "b.rec", "--name", "Talks")
    foedus("sign", "b.rec", "--key", "b.pem", "--as", "B", "--new-key")
    foedus("add", "b.rec", "source", "id=x", "document=Other")
    done = foedus("cosign", "b.rec", "a.txt", "--key", "b.pem", "--as", "B", "-o", "ab.txt")
    assert done.exit_code == 1
    assert "lacks 5 entries" in done.output
    assert not Path("ab.txt").exists()


def test_an_altered_quote_fails_verification_with_place(talks: Path) -> None:
    foedus("add", "t.rec", "statement", "id=q2", "quote=disarm all iregular forces", "speaker=B",
           "source=src")  # fmt: skip
    result = foedus("verify", "t.rec", "--sources", "copies")
    assert result.exit_code == 1
    assert 'entry 6 "q2"' in result.output
    assert 'the source "regular' in result.output
    assert result.output.endswith("NOT verified: 1 finding\n")


def test_reading(talks: Path) -> None:
    assert "1 past their deadline" in foedus("status", "t.rec", "--as-of", "2014-04-12").output
    assert "0 past their deadline" in foedus("status", "t.rec", "--as-of", "2014-03-31").output
    shown = foedus("timeline", "t.rec", "--as-of", "2014-03-31").output
    assert "“disarm all irregular forces”" in shown
    assert "shots" not in shown
    assert "shots" in foedus("timeline", "t.rec", "--later").output
    order = foedus("order", "t.rec", "--from", "signature")
    assert (order.exit_code, "1 reading, 1 without contradiction." in order.output) == (0, True)
    foedus("add", "t.rec", "constraint", "id=k2", "first=disarming", "then=signature",
           "least_days=3", "quote=disarm three days before signing")  # fmt: skip
    order = foedus("order", "t.rec")
    assert order.exit_code == 1
    assert "“disarm three days before signing”" in order.output
    assert "4 days short" in order.output


def test_redaction_and_private_notes(talks: Path) -> None:
    foedus("add", "t.rec", "incident", "id=i1", "what=a search", "date=2014-03-29",
           "reported_by=Mr X", "--seal", "reported_by")  # fmt: skip
    assert "Mr X" in foedus("timeline", "t.rec").output
    assert (
        foedus(
            "redact", "t.rec", "i1", "reported_by", "--by", "S", "--date", "2014-04-01"
        ).exit_code
        == 0
    )
    assert "Mr X" not in foedus("timeline", "t.rec").output
    assert foedus("verify", "t.rec").exit_code == 0
    assert (
        foedus("note", "mine", "they may accept", "--passphrase", "w", "--about", "q1").exit_code
        == 0
    )
    assert "they may accept (about q1)" in foedus("note", "mine", "--passphrase", "w").output
    wrong = foedus("note", "mine", "--passphrase", "v")
    assert (wrong.exit_code, "they may" in wrong.output) == (2, False)
    assert b"may accept" not in Path("t.rec").read_bytes() + Path("mine").read_bytes()


@pytest.mark.parametrize(
    "words",
    [["init", "u.rec"], ["add", "t.rec", "source", "id=z", "document=D"], ["import", "t.rec", "-"],
     ["verify", "t.rec"], ["prove", "t.rec", "q1"], ["status", "t.rec"], ["timeline", "t.rec"],
     ["order", "t.rec"], ["export", "t.rec"], ["compare", "t.rec", "t.rec"]],
    ids=lambda w: w[0],
)  # fmt: skip
def test_every_command_speaks_json(talks: Path, words: list[str]) -> None:
    result = foedus(*words, "--json", input="")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["format"].startswith("foedus.record-")


BAD = [
    (["verify", "nowhere.rec"], "E600"),
    (["init", "t.rec"], "E614"),
    (["add", "t.rec", "source", "document"], "E605"),
    (["add", "t.rec", "sorce", "id=x"], "E602"),
    (["prove", "t.rec", "nothing"], "E615"),
    (["status", "t.rec", "--as-of", "yesterday"], "E605"),
    (["order", "t.rec", "--from", "nowhere"], "E620"),
    (["import", "t.rec", "bad.jsonl"], "E601"),
    (["import", "t.rec", "bytes.jsonl"], "E601"),
    (["verify", "t.rec", "--trust", "bad.jsonl"], "E641"),
    (["verify", "t.rec", "--against", "bad.jsonl"], "E640"),
    (["verify", "t.rec", "--sources", "nowhere"], "E600"),
    (["sign", "t.rec", "--key", "bad.jsonl", "--as", "A"], "E641"),
    (["export", "t.rec", "-o", "t.rec/x"], "E600"),
    (["import", "t.rec", "-", "--json"], "E601"),
]


@pytest.mark.parametrize("words,code", BAD, ids=[f"{w[0]}-{c}" for w, c in BAD])
def test_bad_input_is_named_and_nothing_changes(talks: Path, words: list[str], code: str) -> None:
    Path("bad.jsonl").write_text('{"id": "a"\n\nnot json\n')
    Path("bytes.jsonl").write_bytes(b"\xff\xfe")
    before = foedus("verify", "t.rec").output
    result = foedus(*words, input="{")
    assert result.exit_code == 2, result.output
    assert code in result.output
    assert foedus("verify", "t.rec").output == before


def test_all_errors_of_an_import_are_shown_at_once(talks: Path) -> None:
    Path("bad.jsonl").write_text(
        '{"kind": "statemnt", "id": "a"}\n{"kind": "source", "id": "src"}\n'
    )
    result = foedus("import", "t.rec", "bad.jsonl")
    assert "bad.jsonl:1" in result.output
    assert 'did you mean "statement"?' in result.output
    assert "bad.jsonl:2" in result.output
    assert "3 errors" in result.output


def test_a_place_where_no_record_can_be_made_is_an_error_of_the_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["record", "init", str(tmp_path / "no" / "such" / "folder")])
    assert result.exit_code == 2
    assert "error[E612]" in result.output
