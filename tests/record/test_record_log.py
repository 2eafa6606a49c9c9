"""Appending, sealing, redacting and verifying: the same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from record_help import SOURCE, findings, postgres, statement

from foedus.errors import BadInput
from foedus.record.checkpoint import Verifier, new_key, parse_checkpoint, sign
from foedus.record.exchange import compare, csv_rows, json_lines, read_entries
from foedus.record.log import Log
from foedus.record.merkle import check_consistency, check_inclusion, leaf_hash
from foedus.record.verify import verify
from foedus.record.view import items

Place = Callable[[], str]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as url:
        yield url


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A maker of new places for records."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"{uuid.uuid4().hex}.record")
    url = request.getfixturevalue("server")

    def fresh() -> str:
        import psycopg

        name = f"r{uuid.uuid4().hex}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return url.replace("/postgres?", f"/{name}?")

    return fresh


def codes(caught: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [d.code for d in caught.value.diagnostics]


def test_append_close_open_verify(place: Place) -> None:
    where = place()
    with Log.create(where, "talks") as log:
        assert log.append([SOURCE, statement(1, source="src")]) == 2
        assert log.append([statement(i) for i in range(2, 9)]) == 9
        root = log.checkpoint().root
    with Log.open(where) as log:
        result = verify(log)
        assert result.ok, findings(result)
        assert (result.size, result.root, result.origin) == (9, root.hex(), "talks")
        assert (result.quotes_checked, result.quotes_not_held) == (0, 8)
        assert [e.body["id"] for e in log.entries()][:3] == ["src", "s1", "s2"]


def test_create_never_overwrites(place: Place) -> None:
    where = place()
    with Log.create(where, "talks") as log:
        log.append([SOURCE])
    with pytest.raises(BadInput) as caught:
        Log.create(where, "other")
    assert codes(caught) == ["E614"]
    with Log.open(where) as log:
        assert log.size() == 1


BAD = [
    ({"kind": "statemnt", "id": "x"}, ["E602"]),
    ({"kind": "statement", "id": "x"}, ["E603", "E603"]),
    (statement(1, spaeker="B"), ["E604"]),
    (statement(1, date="31.3.2014", status="said"), ["E605", "E605"]),
    (statement(1, id="a b"), ["E605"]),
    (statement(1, source="nowhere"), ["E606"]),
    ({"kind": "assessment", "id": "a", "commitment": "src", "level": "minimal", "assessor": "A",
      "date": "2014-03-31", "reasons": "seen"}, ["E606"]),
    (SOURCE, ["E607"]),
    ({"kind": "count", "id": "c", "what": "explosions", "from": "2014-03-01", "to": "2014-03-02",
      "count": -1, "counted_by": "M", "effort": "2 patrols"}, ["E605"]),
    ("text", ["E601"]),
]  # fmt: skip


@pytest.mark.parametrize("entry,expected", BAD, ids=[str(e) for _, e in BAD])
def test_a_bad_entry_is_refused_with_every_fault_and_nothing_is_added(
    place: Place, entry: dict[str, object], expected: list[str]
) -> None:
    with Log.create(place(), "talks") as log:
        log.append([SOURCE])
        with pytest.raises(BadInput) as caught:
            log.append([statement(100), entry, statement(101, source="also nowhere")])
        assert codes(caught) == [*expected, "E606"]
        assert log.size() == 1
        assert verify(log).ok
        assert log.append([statement(100)]) == 2


def test_a_replayed_entry_is_refused_and_a_correction_is_a_new_entry(place: Place) -> None:
    with Log.create(place(), "talks") as log:
        log.append([statement(1)])
        with pytest.raises(BadInput) as caught:
            log.append([statement(1)])
        assert codes(caught) == ["E607"]
        log.append([statement(2, replaces="s1", reason="a word was misheard")])
        assert [i.replaced_by for i in items(log)] == ["s2", ""]


def test_proofs_verify_by_hashing_alone(place: Place) -> None:
    with Log.create(place(), "talks") as log:
        log.append([statement(i) for i in range(13)])
        early = log.checkpoint()
        log.append([statement(i) for i in range(13, 30)])
        for i in (0, 7, 29):
            proof = log.prove(f"s{i}")
            data = next(e.data for e in log.entries() if e.seq == i)
            assert leaf_hash(data).hex() == proof.leaf
            path = [bytes.fromhex(p) for p in proof.path]
            root = bytes.fromhex(proof.root)
            assert check_inclusion(leaf_hash(data), i, 30, path, root)
        path = log.prove_consistency(13)
        assert check_consistency(13, 30, early.root, log.checkpoint().root, path)
        with pytest.raises(BadInput) as caught:
            log.prove("s99")
        assert codes(caught) == ["E615"]


def test_sealed_values_are_redacted_and_every_proof_stays_valid(place: Place) -> None:
    where = place()
    with Log.create(where, "talks") as log:
        log.append([statement(1, note="met at the mill")], seal=["speaker", "note"])
        body = next(iter(log.entries())).body
        assert "speaker" not in body
        assert "the mill" not in str(body)
        assert items(log)[0].body["speaker"] == "A"
        before, proof = log.checkpoint(), log.prove("s1")
        log.redact("s1", "note", by="Secretariat", date="2014-03-31", new_id="r1")
        assert "note" not in items(log)[0].body
        assert log.prove("s1", size=1).root == proof.root == before.root.hex()
        result = verify(log)
        assert result.ok, findings(result)
        with pytest.raises(BadInput) as caught:
            log.redact("s1", "note", by="Secretariat", date="2014-03-31", new_id="r2")
        assert codes(caught) == ["E615"]
        log.database.run("DELETE FROM opening")
        assert 'the value of "speaker" is not held here' in findings(verify(log))
    if not where.startswith("postgres"):
        assert b"the mill" not in Path(where).read_bytes()


def test_an_altered_opening_is_found(place: Place) -> None:
    with Log.create(place(), "talks") as log:
        log.append([statement(1)], seal=["speaker"])
        log.database.run("UPDATE opening SET value = ?", (b'"B"',))
        assert 'sealed value of "speaker" is not the one committed' in findings(verify(log))


TAMPERING = [
    ("UPDATE entry SET body = ? WHERE seq = 3", (b'{"id":"s3","kind":"statement"}',), "entry 3"),
    ("UPDATE entry SET id = ? WHERE seq = 3", ("s77",), "filed as statement"),
    ("UPDATE entry SET kind = ? WHERE seq = 3", ("source",), "filed as source"),
    ("UPDATE entry SET leaf = ? WHERE seq = 3", (b"x" * 32,), "does not match its hash"),
    ("UPDATE node SET hash = ? WHERE level = 2", (b"x" * 32,), "node 2/0"),
    ("DELETE FROM node WHERE level = 1 AND idx = 1", (), "node 1/1"),
    ("DELETE FROM entry WHERE seq = 3", (), "entry 3 is missing"),
    ("DELETE FROM entry WHERE seq = 9", (), "no entries are beneath it"),
    ("INSERT INTO node VALUES (9, 9, ?)", (b"x" * 32,), "no entries are beneath it"),
]


@pytest.mark.parametrize("sql,values,expected", TAMPERING, ids=[e for _, _, e in TAMPERING])
def test_whatever_is_changed_beneath_the_program_is_found(
    place: Place, sql: str, values: tuple[object, ...], expected: str
) -> None:
    with Log.create(place(), "talks") as log:
        log.append([statement(i) for i in range(10)])
        assert verify(log).ok
        log.database.run(sql, values)
        text = findings(verify(log)).replace("do not match", "does not match")
        assert expected in text


def test_signed_by_two_and_checked_by_a_third(place: Place) -> None:
    a, b = new_key(), new_key()
    keys = [Verifier("A", a.public_key().public_bytes_raw()),
            Verifier("B", b.public_key().public_bytes_raw())]  # fmt: skip
    with Log.create(place(), "talks") as log:
        log.append([statement(i) for i in range(5)])
        signed = sign(sign(log.checkpoint(), "A", a), "B", b)
        log.keep_checkpoint(signed)
        log.append([statement(9)])
        result = verify(log, verifiers=keys)
        assert result.ok
        assert result.signed_by == ("A", "B")
        assert parse_checkpoint(signed.render()) == signed


def test_export_and_import_give_the_same_root(place: Place) -> None:
    with Log.create(place(), "talks") as one, Log.create(place(), "talks") as two:
        one.append([SOURCE, statement(1, source="src"), statement(2, quote="=1+1")])
        entries, places = read_entries("\n".join(json_lines(one)), "out.jsonl")
        two.append(entries, places=places)
        assert one.checkpoint() == two.checkpoint()
        assert compare(one, two).relation == "same"
        assert list(csv_rows(items(one)))[3][5] == "“=1+1”"


@pytest.mark.parametrize("common", [0, 1, 6, 7, 12])
def test_two_copies_are_compared_and_the_first_difference_named(place: Place, common: int) -> None:
    with Log.create(place(), "talks") as mine, Log.create(place(), "talks") as theirs:
        for log, who in ((mine, "A"), (theirs, "B")):
            shared_part = [statement(i) for i in range(common)]
            own = [statement(i, speaker=who) for i in range(common, 13)]
            log.append(shared_part + own)
        result = compare(mine, theirs)
        assert (result.relation, result.first_difference) == ("they differ", common)
        assert result.mine_there["speaker"] == "A"
        assert result.theirs_there["speaker"] == "B"


def test_a_copy_behind_is_no_difference(place: Place) -> None:
    with Log.create(place(), "talks") as mine, Log.create(place(), "talks") as theirs:
        mine.append([statement(i) for i in range(9)])
        theirs.append([statement(i) for i in range(4)])
        assert compare(mine, theirs).relation == "mine is ahead"
        assert compare(theirs, mine).relation == "theirs is ahead"
        assert compare(theirs, mine).first_difference == 4
