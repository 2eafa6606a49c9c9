"""Which ids a record knows, asked of its database for a batch of entries at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from foedus.record.database import Database
from foedus.record.entries import FIELDS, references


class Known(dict[str, str]):
    """The kinds by id that a batch needs, asked of the database a few hundred ids at a time."""

    CHUNK = 400

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._db = database

    def prefetch(self, entries: Sequence[Any]) -> None:
        """Look up every id that the entries bear or refer to."""
        wanted: dict[str, None] = {}
        for entry in entries:
            if isinstance(entry, dict) and str(entry.get("kind")) in FIELDS:
                wanted[str(entry.get("id"))] = None
                wanted.update((str(t), None) for _, t, _ in references(entry))
        ids = list(wanted)
        for start in range(0, len(ids), self.CHUNK):
            chunk = ids[start : start + self.CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT id, kind FROM entry WHERE id IN ({marks})"
            self.update((str(i), str(k)) for i, k in self._db.rows(query, chunk))

    def add(self, entry_id: str, kind: str) -> None:
        """Note an entry of this batch."""
        self[entry_id] = kind

    def __iter__(self) -> Iterator[str]:
        # Only reached for "did you mean": every id known to the log.
        yield from (str(i) for (i,) in self._db.rows("SELECT id FROM entry"))
