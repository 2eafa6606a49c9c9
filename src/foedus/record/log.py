"""The log: entries appended in one durable transaction, hashed into a Merkle tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from foedus.answer import Answer
from foedus.errors import BadInput, Diagnostic, Place
from foedus.record.canonical import NotCanonical, canonical, read_canonical
from foedus.record.checkpoint import Checkpoint, check_name
from foedus.record.database import Database, open_database, typed
from foedus.record.entries import check_entry
from foedus.record.known import Known
from foedus.record.merkle import (
    completed_nodes,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_hash,
)
from foedus.record.sealing import sealed, unsealable

FORMAT = "foedus-record/1"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands in the log: its number, its fields and its canonical bytes."""

    seq: int
    body: Mapping[str, Any]
    data: bytes


@dataclass(frozen=True, slots=True)
class Proof(Answer):
    """That entry `seq`, whose canonical bytes hash to `leaf`, is in the log of `checkpoint`.

    A person checks it with SHA-256 alone: hash the leaf upwards along `path` (RFC 9162, 2.1.3.2).
    """

    seq: int
    leaf: str
    path: tuple[str, ...]
    size: int
    root: str
    entry: Mapping[str, Any]
    method: str = "Merkle inclusion proof (RFC 9162, section 2.1.3)"


class Log:
    """A record opened for reading and appending; use as a context manager."""

    def __init__(self, database: Database) -> None:
        self._db = database
        found = list(database.rows("SELECT value FROM meta WHERE key = 'format'"))
        if found != [(FORMAT,)]:
            what = "this database holds no record of this format"
            raise BadInput(Diagnostic("E610", what, Place(database.name), FORMAT))

    @classmethod
    def create(cls, where: str, origin: str) -> Log:
        """Return a new, empty log named `origin`; raises BadInput (E614) where one exists."""
        check_name(origin, "the name of a log", Place("--name"))
        database = open_database(where, create=True)
        database.begin()
        database.many(
            "INSERT INTO meta (key, value) VALUES (?, ?)",
            [("format", FORMAT), ("origin", origin)],
        )
        database.commit()
        return cls(database)

    @classmethod
    def open(cls, where: str) -> Log:
        """Return the log at a path or URL; raises BadInput (E600, E610)."""
        return cls(open_database(where))

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._db.close()

    @property
    def database(self) -> Database:
        """The database beneath, for `verify`."""
        return self._db

    @property
    def origin(self) -> str:
        """The log's name, the first line of its checkpoints."""
        for (value,) in typed(self._db, (str,), "SELECT value FROM meta WHERE key = 'origin'"):
            return str(value)
        what = "the log's name is missing"
        raise BadInput(Diagnostic("E613", what, Place(self._db.name)))

    def size(self) -> int:
        """Return the number of entries."""
        return int(next(iter(self._db.rows("SELECT COALESCE(MAX(seq) + 1, 0) FROM entry")))[0])

    def kinds(self) -> dict[str, str]:
        """Return the kind of every entry by id."""
        return {str(i): str(k) for i, k in self._db.rows("SELECT id, kind FROM entry")}

    def entries(self) -> Iterator[Entry]:
        """Yield the entries in order; raises BadInput (E613) at bytes that are no entry."""
        for seq, data in typed(self._db, (int, bytes), "SELECT seq, body FROM entry ORDER BY seq"):
            try:
                yield Entry(int(seq), read_canonical(bytes(data)), bytes(data))
            except NotCanonical as exc:
                what = f"entry {seq} is no canonical JSON: {exc}"
                raise BadInput(Diagnostic("E613", what, Place(self._db.name))) from None

    def append(
        self,
        entries: Sequence[Mapping[str, Any]],
        *,
        seal: Iterable[str] = (),
        places: Sequence[Place] | None = None,
    ) -> int:
        """Append entries, all or none, and return the new size once they are durable.

        Fields named in `seal` are replaced by salted commitments; their values are kept beside
        the log and can be redacted later without breaking a proof. Raises BadInput with every
        fault of every entry (E601-E609), or E611, E612 where the database refuses.
        """
        self._db.begin()
        try:
            size = self._append(entries, frozenset(seal), places)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        return size

    def _append(
        self,
        entries: Sequence[Mapping[str, Any]],
        seal: frozenset[str],
        places: Sequence[Place] | None,
    ) -> int:
        start = self.size()
        known = Known(self._db)
        known.prefetch(entries)
        faults: list[Diagnostic] = []
        rows, openings = [], []
        faults += unsealable(entries, seal)
        for i, given in enumerate(entries):
            place = places[i] if places else Place("entry", i + 1)
            faults += check_entry(given, place, known)
            if faults:
                if isinstance(given, dict) and isinstance(given.get("id"), str):
                    known.add(given["id"], str(given.get("kind")))
                continue
            body, opened = sealed(given, seal, start + i)
            try:
                data = canonical(body)
            except NotCanonical as exc:
                faults.append(Diagnostic("E609", str(exc), place))
                continue
            known.add(body["id"], body["kind"])
            rows.append((start + i, body["id"], body["kind"], data, leaf_hash(data)))
            openings += opened
        if faults:
            raise BadInput(faults)
        self._insert(start, rows, openings)
        return start + len(rows)

    def _insert(self, start: int, rows: list[Any], openings: list[Any]) -> None:
        self._db.many("INSERT INTO entry (seq, id, kind, body, leaf) VALUES (?, ?, ?, ?, ?)", rows)
        if openings:
            self._db.many(
                "INSERT INTO opening (seq, field, salt, value) VALUES (?, ?, ?, ?)", openings
            )
        nodes = completed_nodes(start, [row[4] for row in rows], self.node)
        self._db.many("INSERT INTO node (level, idx, hash) VALUES (?, ?, ?)", nodes)

    def node(self, level: int, index: int) -> bytes:
        """Return the stored hash of the complete subtree (level, index)."""
        query = (
            ("SELECT leaf FROM entry WHERE seq = ?", (index,))
            if level == 0
            else ("SELECT hash FROM node WHERE level = ? AND idx = ?", (level, index))
        )
        for (value,) in typed(self._db, (bytes,), *query):
            return bytes(value)
        what = f"the log's tree has a gap at level {level}, position {index}"
        raise BadInput(Diagnostic("E613", what, Place(self._db.name)))

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """Return the unsigned checkpoint of the first `size` entries (default: all)."""
        count = self.size() if size is None else size
        return Checkpoint(self.origin, count, root_hash(count, self.node))

    def prove(self, entry_id: str, size: int | None = None) -> Proof:
        """Return the inclusion proof of an entry; raises BadInput (E615) where there is none."""
        count = self.size() if size is None else size
        for seq, data, leaf in typed(
            self._db,
            (int, bytes, bytes),
            "SELECT seq, body, leaf FROM entry WHERE id = ?",
            (entry_id,),
        ):
            if seq >= count:
                break
            path = inclusion_proof(int(seq), count, self.node)
            root = root_hash(count, self.node)
            entry = read_canonical(bytes(data))
            hexes = tuple(p.hex() for p in path)
            return Proof(int(seq), bytes(leaf).hex(), hexes, count, root.hex(), entry)
        what = f'no entry "{entry_id}" among the first {count}'
        raise BadInput(Diagnostic("E615", what, Place(self._db.name), "the id of an entry"))

    def prove_consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Return the proof that the first `old` entries are unchanged in the log of `new`."""
        return consistency_proof(old, self.size() if new is None else new, self.node)

    def openings(self, seq: int) -> dict[str, tuple[bytes, bytes]]:
        """Return (salt, canonical value) of each sealed field of an entry still held here."""
        query = "SELECT field, salt, value FROM opening WHERE seq = ?"
        rows = typed(self._db, (str, bytes, bytes), query, (seq,))
        return {field: (salt, value) for field, salt, value in rows if salt}

    def all_openings(self) -> Iterator[tuple[int, str, bytes, bytes]]:
        """Yield (entry number, field, salt, value) of everything sealed and not redacted.

        Salt and value are empty where the entry came here without its value.
        """
        query = "SELECT seq, field, salt, value FROM opening ORDER BY seq, field"
        yield from typed(self._db, (int, str, bytes, bytes), query)

    def redact(self, entry_id: str, field: str, *, by: str, date: str, new_id: str) -> int:
        """Delete the value of a sealed field and log that it was done; proofs stay valid.

        Raises BadInput (E615) where the field of that entry is not sealed or is gone already.
        """
        query = "SELECT o.seq, o.salt FROM opening o JOIN entry e ON e.seq = o.seq"
        found = list(self._db.rows(f"{query} WHERE e.id = ? AND o.field = ?", (entry_id, field)))
        if not found or not found[0][1]:
            what = f'"{field}" of "{entry_id}" is not sealed, or was redacted before'
            raise BadInput(Diagnostic("E615", what, Place(self._db.name), "a sealed field"))
        note = {"id": new_id, "kind": "redaction", "entry": entry_id, "field": field, "by": by,
                "date": date}  # fmt: skip
        self._db.begin()
        try:
            self._db.run("DELETE FROM opening WHERE seq = ? AND field = ?", (found[0][0], field))
            size = self._append([note], frozenset(), None)
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        return size

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Store a signed checkpoint beside the log (it is not part of the log)."""
        self._db.begin()
        try:
            self._db.run("DELETE FROM checkpoint WHERE size = ?", (checkpoint.size,))
            self._db.run(
                "INSERT INTO checkpoint (size, text) VALUES (?, ?)",
                (checkpoint.size, checkpoint.render()),
            )
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def checkpoints(self) -> list[str]:
        """Return the stored checkpoints, oldest first."""
        return [t for (t,) in typed(self._db, (str,), "SELECT text FROM checkpoint ORDER BY size")]
