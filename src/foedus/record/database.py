"""Where a record is kept: one SQLite file, or a PostgreSQL database; one set of statements."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from foedus.errors import BadInput, Diagnostic, MissingExtra, Place

SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE entry (seq BIGINT PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
    " body BYTES NOT NULL, leaf BYTES NOT NULL)",
    "CREATE TABLE node (level BIGINT NOT NULL, idx BIGINT NOT NULL, hash BYTES NOT NULL,"
    " PRIMARY KEY (level, idx))",
    "CREATE TABLE opening (seq BIGINT NOT NULL REFERENCES entry (seq), field TEXT NOT NULL,"
    " salt BYTES NOT NULL, value BYTES NOT NULL, PRIMARY KEY (seq, field))",
    "CREATE TABLE checkpoint (size BIGINT PRIMARY KEY, text TEXT NOT NULL)",
)
#: Every commit reaches the disk, references hold, deleted values are overwritten; 32 MB of cache.
PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cell_size_check=ON",
           "trusted_schema=OFF", "cache_size=-32000")  # fmt: skip


class Database(Protocol):
    """What the log needs of a database; every call raises BadInput, never a driver's error."""

    name: str

    def begin(self) -> None:
        """Open a writing transaction that no other writer can enter."""

    def snapshot(self) -> None:
        """Open a reading transaction: all reads until `rollback` see one moment."""

    def commit(self) -> None:
        """Make the transaction durable: when this returns, it survives a power cut."""

    def rollback(self) -> None:
        """Undo the transaction."""

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement."""

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """Yield the rows of a query."""

    def integrity(self) -> str:
        """Return what the database finds wrong with itself, or an empty string."""

    def close(self) -> None:
        """Close it."""


class SqliteFile:
    """A record in one SQLite file: write-ahead log, full synchronisation, foreign keys."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.name = str(path)
        self._guard_existence(path, create)
        self._connection = self._safely(
            functools.partial(sqlite3.connect, path, isolation_level=None, timeout=10)
        )
        self._safely(self._connection.execute, "PRAGMA journal_mode=WAL")
        for pragma in PRAGMAS:
            self._safely(self._connection.execute, f"PRAGMA {pragma}")
        if create:
            self.begin()
            for statement in SCHEMA:
                strict = statement.replace("BYTES", "BLOB").replace("BIGINT", "INTEGER")
                # the tree is found by its two numbers alone: no second index beside it
                rest = "STRICT, WITHOUT ROWID" if " node " in statement else "STRICT"
                self.run(f"{strict} {rest}")
            self.commit()

    def _guard_existence(self, path: Path, create: bool) -> None:
        place = Place(str(path))
        if create and path.exists():
            raise BadInput(Diagnostic("E614", "there is a file here already", place, "a new name"))
        if not create and not path.is_file():
            help_ = f"foedus record init {path}"
            raise BadInput(Diagnostic("E600", "there is no record here", place, "a file", help_))
        # SQLite would take an empty file for a new database and write to it.
        if not create and self._beginning(path) != b"SQLite format 3\x00":
            what = "this file is no record"
            raise BadInput(Diagnostic("E610", what, place, "a file that `record init` made"))

    def _beginning(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(16)
        except OSError as exc:
            what = f"the record could not be read or written: {exc.strerror}"
            raise BadInput(Diagnostic("E612", what, Place(str(path)))) from None

    def _safely(self, call: Any, *args: Any) -> Any:
        try:
            return call(*args)
        except sqlite3.Error as exc:
            raise self._translate(exc) from None
        except UnicodeDecodeError:
            # SQLite quotes the damaged bytes in its own message, which then is no text.
            what = "this is no record, or it is damaged: its text is not UTF-8"
            raise BadInput(Diagnostic("E610", what, Place(self.name))) from None

    def _translate(self, exc: sqlite3.Error) -> BadInput:
        text = str(exc)
        code, what = "E612", f"the record could not be read or written: {text}"
        if "locked" in text or "busy" in text:
            code, what = "E611", "another program is writing to this record"
        elif isinstance(exc, sqlite3.IntegrityError):
            code, what = "E607", f"an entry with this id is already in the record ({text})"
        elif "not a database" in text or "malformed" in text or "no such table" in text:
            code, what = "E610", f"this is no record, or it is damaged: {text}"
        return BadInput(Diagnostic(code, what, Place(self.name)))

    def begin(self) -> None:
        """Open a writing transaction that no other writer can enter."""
        self._safely(self._connection.execute, "BEGIN IMMEDIATE")

    def snapshot(self) -> None:
        """Open a reading transaction, which no writer disturbs."""
        self._safely(self._connection.execute, "BEGIN")

    def commit(self) -> None:
        """Make the transaction durable."""
        self._safely(self._connection.execute, "COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if one is open."""
        if self._connection.in_transaction:
            self._safely(self._connection.execute, "ROLLBACK")

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement."""
        self._safely(self._connection.execute, sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self._safely(self._connection.executemany, sql, rows)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """Yield the rows of a query."""
        cursor = self._safely(self._connection.execute, sql, values)
        while batch := self._safely(cursor.fetchmany, 1000):
            yield from batch

    def integrity(self) -> str:
        """Return what SQLite finds wrong with the file, or an empty string."""
        try:
            found = [r[0] for r in self._connection.execute("PRAGMA integrity_check(5)")]
            found += [str(r) for r in self._connection.execute("PRAGMA foreign_key_check")]
        except (sqlite3.Error, UnicodeDecodeError) as exc:
            return str(exc)
        return self._cut() if found == ["ok"] else "; ".join(found)

    def _cut(self) -> str:
        """Return that the file ends within a page, which SQLite itself reads as blank bytes."""
        journal = Path(f"{self.name}-wal")
        try:
            size = Path(self.name).stat().st_size
            waiting = journal.stat().st_size if journal.exists() else 0
        except OSError as exc:
            return str(exc)
        ((page,),) = self._connection.execute("PRAGMA page_size")
        if size % page and not waiting:
            return f"the file was cut off: {size} bytes are no whole number of pages of {page}"
        return ""

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class PostgresDatabase:
    """A record in a PostgreSQL database, by a connection URL; one writer at a time by a lock."""

    #: A number that only foedus records use as an advisory lock.
    LOCK = 0x666F6564

    def __init__(self, url: str, *, create: bool = False) -> None:
        try:
            import psycopg
        except ImportError:
            raise MissingExtra("postgres", "psycopg", "A record in PostgreSQL") from None
        self.name = url.split("@")[-1]
        self._error = psycopg.Error
        self._unique = psycopg.errors.UniqueViolation
        self._connection: Any = self._safely(lambda: psycopg.connect(url, autocommit=True))
        if create:
            present = list(self.rows("SELECT to_regclass('entry')"))
            if present[0][0] is not None:
                place = Place(self.name)
                raise BadInput(Diagnostic("E614", "there is a record here", place, "a new name"))
            self.begin()
            for statement in SCHEMA:
                self.run(statement.replace("BYTES", "BYTEA"))
            self.commit()

    def _safely(self, call: Any, *args: Any) -> Any:
        try:
            return call(*args)
        except self._error as exc:
            text = str(exc).strip().split("\n")[0]
            code = "E607" if isinstance(exc, self._unique) else "E612"
            code = "E610" if "does not exist" in text else code
            raise BadInput(Diagnostic(code, f"PostgreSQL: {text}", Place(self.name))) from None

    def begin(self) -> None:
        """Open a writing transaction that no other writer can enter."""
        self.run("BEGIN")
        self.run(f"SELECT pg_advisory_xact_lock({self.LOCK})")

    def snapshot(self) -> None:
        """Open a reading transaction, which no writer disturbs."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """Make the transaction durable."""
        self.run("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction."""
        self.run("ROLLBACK")

    def run(self, sql: str, values: Sequence[Any] = ()) -> None:
        """Run one statement."""
        self._safely(self._connection.execute, sql.replace("?", "%s"), values)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        with self._connection.cursor() as cursor:
            self._safely(cursor.executemany, sql.replace("?", "%s"), list(rows))

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """Yield the rows of a query."""
        cursor = self._safely(self._connection.execute, sql.replace("?", "%s"), values)
        for row in cursor:
            yield tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)

    def integrity(self) -> str:
        """Return an empty string: the server checks its own pages; the log's hashes do the rest."""
        return ""

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def typed(
    database: Database, types: tuple[type, ...], sql: str, values: Sequence[Any] = ()
) -> Iterable[tuple[Any, ...]]:
    """Yield the rows of a query whose columns are of these types.

    In a damaged SQLite file any column may hold any type. Raises BadInput (E613) there.
    """
    for row in database.rows(sql, values):
        if tuple(map(type, row)) != types:
            what = f"a row holds {', '.join(type(v).__name__ for v in row)} (damaged): {sql}"
            expected = ", ".join(t.__name__ for t in types)
            raise BadInput(Diagnostic("E613", what, Place(database.name), expected))
        yield row


def open_database(where: str, *, create: bool = False) -> Database:
    """Return the database at a path, or at a URL that begins with postgresql:// ."""
    if where.startswith(("postgresql://", "postgres://")):
        return PostgresDatabase(where, create=create)
    return SqliteFile(Path(where), create=create)
