"""The later layer shows each least share twice: all units, and where a vote took place."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import foedus.atlas
from foedus.case import load
from foedus.report.analysis import games, reach_all
from foedus.report.blocks import Table
from foedus.report.sections.where_held import where_held

CASE = Path(foedus.atlas.__file__).parent / "cases" / "ukraine-2014"
WITHOUT = {"UA-43", "UA-40"}


@cache
def table(later: bool) -> Table | None:
    case = load(CASE, layers=("later",) if later else ())
    found = [g for g in games(case)[0] if g.procedure in ("Intervention", "General amendment")]
    tables = [b for b in where_held(case, reach_all(found)) if isinstance(b, Table)]
    return tables[0] if tables else None


def test_it_is_a_matter_of_the_later_layer() -> None:
    assert table(False) is None
    assert table(True) is not None


def people() -> dict[str, int]:
    """Return the residents of 2014 by unit, read with no code of the program's own."""
    with (CASE / "country" / "regions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    key = next(iter(rows[0]))
    column = next(c for c in rows[0] if c.startswith("population") and "2014" in c)
    return {r[key]: int(r[column]) for r in rows}


def row(start: str) -> tuple[str, ...]:
    found = table(True)
    assert found is not None
    (only,) = (r for r in found.data.rows if str(r[0]).startswith(start) and "2014-01" in str(r[0]))
    return tuple(str(c).replace("\N{NO-BREAK SPACE}", " ") for c in only)


@pytest.mark.parametrize(("column", "left_out"), [(5, set()), (6, WITHOUT)])
def test_fourteen_of_equal_regions_are_the_fourteen_smallest_that_vote(
    column: int, left_out: set[str]
) -> None:
    """Model B: one vote a region, more than half of 27; the least people they can hold."""
    sizes = sorted(n for key, n in people().items() if key not in left_out)
    share = sum(sizes[:14]) / sum(people().values())
    assert row("Intervention, Model B")[column] == f"{100 * share:.1f} %"


def test_fewer_regions_that_vote_are_more_easily_stopped() -> None:
    sizes = sorted(n for key, n in people().items() if key not in WITHOUT)
    share = sum(sizes[: 25 - 14 + 1]) / sum(people().values())
    assert row("Intervention, Model B")[8] == f"{100 * share:.1f} %"
