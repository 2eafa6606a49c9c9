"""What the reading commands of `foedus record` read: a record, or a case whose words are one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from foedus.cli.case_shared import is_case, loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from foedus.record.log import Log
    from foedus.record.view import Item


@contextmanager
def opened(name: str, later: bool) -> Iterator[tuple[Log, str]]:
    """Open a record, or a record in memory with the entries of a case; with a case's as-of date.

    The date is empty for a record, which has none. Raises BadInput with every error.
    """
    from foedus.record.log import Log

    if not is_case(name):
        _there(name)
        with Log.open(name) as log:
            yield log, ""
        return
    from foedus.case.as_record import record_entries

    case = loaded(name, later)
    entries, places = record_entries(case)
    with Log.create(":memory:", case.meta.key) as log:
        log.append(entries, places=places)
        yield log, case.as_of.isoformat()


def _there(name: str) -> None:
    """Raise BadInput (E600) where there is neither a record nor a case."""
    from pathlib import Path

    from foedus.case.folder import packaged
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    if "://" in name or Path(name).is_file():
        return
    hint = did_you_mean(name, packaged()) or f"foedus record init {name}"
    expected = "a record, or a case: its folder or the name of a packaged one"
    raise BadInput(
        Diagnostic("E600", "there is no record or case here", Place(name), expected, hint)
    )


def read(name: str, later: bool) -> tuple[list[Item], str]:
    """Return the entries of a record or a case, and the as-of date of a case."""
    from foedus.record.view import items

    with opened(name, later) as (log, day):
        return items(log), day
