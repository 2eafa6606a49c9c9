"""Fault injection: each fault is detected or survived, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from record_help import findings, postgres, statement

from conftest import FULL
from foedus.errors import BadInput
from foedus.record.checkpoint import Checkpoint, Signature, Verifier, new_key, sign
from foedus.record.log import Log
from foedus.record.verify import verify

WRITER = """
import sys
from foedus.record.log import Log
where, start, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Log.open(where) as log:
    for i in range(start, start + count):
        entry = {"id": f"s{i}", "kind": "statement", "quote": f"words {i}", "speaker": "A"}
        log.append([entry])
        print(i, flush=True)
"""


def writer(where: str, start: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, where, str(start), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_rounds(where: str, rounds: int, seed: int) -> list[int]:
    """Kill a writer at a random moment, `rounds` times; return how many entries each run lost.

    A run has lost entries where fewer are there than were acknowledged; the record must verify.
    """
    rng, acknowledged, lost = random.Random(seed), -1, []
    for _ in range(rounds):
        child = writer(where, acknowledged + 1, 1000)
        assert child.stdout
        for _ in range(rng.randrange(1, 12)):
            acknowledged = max(acknowledged, int(child.stdout.readline() or acknowledged))
        time.sleep(rng.random() * 0.01)
        child.send_signal(signal.SIGKILL)
        # Not `communicate`: it forgets what `readline` has read ahead.
        for line in child.stdout.read().splitlines():
            acknowledged = max(acknowledged, int(line))
        child.communicate()
        with Log.open(where) as log:
            result = verify(log)
            assert result.ok, findings(result)
            # One more may be there: durable, but killed before it was acknowledged.
            assert log.size() - 1 <= acknowledged + 1
            lost.append(max(0, acknowledged + 1 - log.size()))
            acknowledged = log.size() - 1
    return lost


def test_kill_at_any_point_loses_nothing_acknowledged(tmp_path: Path) -> None:
    where = str(tmp_path / "r")
    Log.create(where, "talks").__exit__(None, None, None)
    rounds = 150 if FULL else 6
    assert kill_rounds(where, rounds, seed=1) == [0] * rounds


@pytest.mark.needs("postgresql")
def test_kill_at_any_point_with_postgresql() -> None:
    with postgres() as url:
        Log.create(url, "talks").__exit__(None, None, None)
        rounds = 40 if FULL else 3
        assert kill_rounds(url, rounds, seed=2) == [0] * rounds


DISK_FULL = """
import resource, sys
from foedus.errors import BadInput
from foedus.record.log import Log
with Log.open(sys.argv[1]) as log:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    done = 0
    try:
        for i in range(1000):
            log.append([{"id": f"b{i}-{k}", "kind": "statement", "quote": "w" * 200, "speaker": "A"}
                        for k in range(20)])
            done = log.size()
    except BadInput as exc:
        print(done, exc.diagnostics[0].code)
"""


@pytest.mark.parametrize("limit", [40_000, 100_000, 333_333])
def test_a_full_disk_is_an_error_that_loses_nothing(tmp_path: Path, limit: int) -> None:
    where = str(tmp_path / "r")
    Log.create(where, "talks").__exit__(None, None, None)
    command = [sys.executable, "-c", DISK_FULL, where, str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    size, code = done.stdout.split()
    assert code == "E612"
    with Log.open(where) as log:
        assert verify(log).ok
        assert log.size() >= int(size)
        assert log.size() % 20 == 0, "a batch was half written"
        log.append([statement(1)])


def two_writers(where: str) -> tuple[int, str]:
    """Let two programs write at once; return how many entries are there, and what is wrong."""
    children = [writer(where, start, 25) for start in (0, 1000)]
    for child in children:
        out, err = child.communicate(timeout=100)
        assert child.returncode == 0, err
        assert len(out.splitlines()) == 25
    with Log.open(where) as log:
        return log.size(), findings(verify(log))


def test_two_writers_at_once(tmp_path: Path) -> None:
    Log.create(str(tmp_path / "r"), "talks").__exit__(None, None, None)
    assert two_writers(str(tmp_path / "r")) == (50, "")


@pytest.mark.needs("postgresql")
def test_two_writers_at_once_with_postgresql() -> None:
    with postgres() as url:
        Log.create(url, "talks").__exit__(None, None, None)
        assert two_writers(url) == (50, "")


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    where = str(tmp_path / "r")
    with Log.create(where, "talks") as log, Log.open(where) as other:
        other.database.run("PRAGMA busy_timeout = 50")
        log.database.begin()
        with pytest.raises(BadInput) as caught:
            other.append([statement(1)])
        log.database.rollback()
        assert [d.code for d in caught.value.diagnostics] == ["E611"]
        assert other.append([statement(1)]) == 1


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes], Checkpoint]:
    where = tmp_path_factory.mktemp("flip") / "r"
    with Log.create(str(where), "talks") as log:
        log.append([statement(i, note="n" * 40) for i in range(120)], seal=["note"])
        log.keep_checkpoint(sign(log.checkpoint(), "A", new_key()))
        log.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        data, checkpoint = [e.data for e in log.entries()], log.checkpoint()
    return where, data, checkpoint


def detected_or_intact(path: Path, data: list[bytes], checkpoint: Checkpoint) -> bool:
    """Return True where damage was reported; fail where it was missed and the content differs."""
    try:
        log = Log.open(str(path))
    except BadInput as refusal:
        return refusal.diagnostics[0].code in {"E610", "E612"}
    with log:
        if not verify(log, against=[checkpoint]).ok:
            return True
        assert [e.data for e in log.entries()] == data, "changed content passed verification"
        return False


def test_a_flipped_byte_anywhere_is_found_or_changes_nothing(
    original: tuple[Path, list[bytes], Checkpoint], tmp_path: Path
) -> None:
    where, data, checkpoint = original
    whole = where.read_bytes()
    rng, found = random.Random(3), 0
    rounds = 3000 if FULL else 120
    for n in range(rounds):
        at = rng.randrange(len(whole))
        copy = tmp_path / f"c{n % 4}"
        for suffix in ("-wal", "-shm"):
            Path(f"{copy}{suffix}").unlink(missing_ok=True)
        copy.write_bytes(
            whole[:at] + bytes([whole[at] ^ (1 << rng.randrange(8))]) + whole[at + 1 :]
        )
        found += detected_or_intact(copy, data, checkpoint)
    assert found > rounds // 2


def test_damage_that_changes_the_type_of_a_column_is_found(
    original: tuple[Path, list[bytes], Checkpoint], tmp_path: Path
) -> None:
    """Every type byte of every row's header, in turn: a hash or a body may read as nothing."""
    where, data, checkpoint = original
    whole = where.read_bytes()
    at, found = whole.find(data[60]) - 12, 0
    for place in range(at, at + 12):
        for value in (0, 1, 8, 13, 255):
            copy = tmp_path / f"c{place}-{value}"
            copy.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            found += detected_or_intact(copy, data, checkpoint)
    assert found > 12, "hardly any damage was noticed"


@pytest.mark.parametrize("part", [0, 1, 15, 50, 99, 4096, 20000, -1, -4096])
def test_a_truncated_file_is_found(
    original: tuple[Path, list[bytes], Checkpoint], tmp_path: Path, part: int
) -> None:
    where, data, checkpoint = original
    copy = tmp_path / "c"
    copy.write_bytes(where.read_bytes()[:part])
    assert detected_or_intact(copy, data, checkpoint)


def test_a_rolled_back_copy_shows_against_a_checkpoint_held_elsewhere(tmp_path: Path) -> None:
    where, old = tmp_path / "r", tmp_path / "old"
    with Log.create(str(where), "talks") as log:
        log.append([statement(i) for i in range(5)])
        log.database.run("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(where, old)
        log.append([statement(i) for i in range(5, 8)])
        held = log.checkpoint()
    with Log.open(str(old)) as log:
        assert verify(log).ok, "by itself a rolled-back copy is a good record"
        assert "lacks 3 entries" in findings(verify(log, against=[held]))
        log.append([statement(i, speaker="B") for i in range(5, 8)])
        assert "changed after it was signed" in findings(verify(log, against=[held]))


def test_a_forged_signature_is_found() -> None:
    a, mallory = new_key(), new_key()
    trusted = Verifier("A", a.public_key().public_bytes_raw())
    base = Checkpoint("talks", 0, __import__("hashlib").sha256(b"").digest())
    good = sign(base, "A", a)
    assert trusted.accepts(good)
    forgeries = [
        sign(base, "A", mallory),
        Checkpoint("talks", 1, good.root, good.signatures),
        Checkpoint("other", 0, good.root, good.signatures),
        Checkpoint("talks", 0, bytes(32), good.signatures),
        Checkpoint("talks", 0, good.root,
                   (Signature("A", trusted.id, mallory.sign(base.signed_text)),)),
    ]  # fmt: skip
    value = good.signatures[0].value
    for i in range(0, 64, 7):
        altered = value[:i] + bytes([value[i] ^ 1]) + value[i + 1 :]
        forgeries.append(Checkpoint("talks", 0, good.root, (Signature("A", trusted.id, altered),)))
    assert not any(trusted.accepts(f) for f in forgeries)


def test_a_forged_checkpoint_in_the_record_is_a_finding(tmp_path: Path) -> None:
    a, mallory = new_key(), new_key()
    trusted = Verifier("A", a.public_key().public_bytes_raw())
    with Log.create(str(tmp_path / "r"), "talks") as log:
        log.append([statement(1)])
        log.keep_checkpoint(sign(log.checkpoint(), "A", mallory))
        assert "signature of A does not match" in findings(verify(log, verifiers=[trusted]))


def test_an_entry_replayed_beneath_the_program_is_found(tmp_path: Path) -> None:
    """Even with a rewritten schema and rebuilt tree, the same id twice is a finding."""
    import sqlite3

    where = tmp_path / "r"
    with Log.create(str(where), "talks") as log:
        log.append([statement(i) for i in range(4)])
    with sqlite3.connect(where) as raw:
        raw.executescript(
            "CREATE TABLE e2 AS SELECT * FROM entry; PRAGMA foreign_keys=OFF; DROP TABLE entry;"
            "ALTER TABLE e2 RENAME TO entry;"
            "INSERT INTO entry SELECT 4, id, kind, body, leaf FROM entry WHERE seq = 1;"
        )
    with Log.open(str(where)) as log:
        assert "in the record twice" in findings(verify(log))


def test_readers_never_block_a_writer(tmp_path: Path) -> None:
    where = str(tmp_path / "r")
    with Log.create(where, "talks") as log:
        log.append([statement(i) for i in range(50)])
        stop, failures = threading.Event(), []

        def read() -> None:
            while not stop.is_set():
                with Log.open(where) as reader:
                    result = verify(reader)
                    if not result.ok:
                        failures.append(findings(result))

        thread = threading.Thread(target=read)
        thread.start()
        for i in range(50, 80):
            log.append([statement(i)])
        stop.set()
        thread.join()
        assert not failures


@pytest.mark.parametrize("content", [b"", b"not a database", os.urandom(5000)])
def test_a_file_that_is_no_record(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        Log.open(str(path))
    assert caught.value.diagnostics[0].code == "E610"
    assert path.read_bytes() == content
