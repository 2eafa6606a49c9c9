"""The later layer shows each least share twice: all units, and where a vote took place."""

from __future__ import annotations

import csv
from fractions import Fraction
from functools import cache
from math import comb
from pathlib import Path

import pytest

import foedus.atlas
from foedus.case import load
from foedus.report.analysis import games, reach_all
from foedus.report.blocks import Table
from foedus.report.sections.powers import powers
from foedus.report.sections.where_held import where_held

CASE = Path(foedus.atlas.__file__).parent / "cases" / "ukraine-2014"
WITHOUT = {"UA-43", "UA-40"}


@cache
def table(later: bool) -> Table | None:
    case = load(CASE, layers=("later",) if later else ())
    found = [g for g in games(case)[0] if g.procedure in ("Intervention", "General amendment")]
    blocks = where_held(case, reach_all(found))
    assert all(isinstance(b, Table) for b in blocks)  # everything was compiled again
    return blocks[0] if blocks else None  # type: ignore[return-value]


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


# ------------------------------------------------------------------------- views: seats by unit


def seats() -> dict[str, int]:
    """Return the district seats by unit, read with no code of the program's own."""
    with (CASE / "country" / "regions.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    key = next(iter(rows[0]))
    return {r[key]: int(r["district_seats"]) for r in rows}


def fewest(wanted: int, held: list[int]) -> int:
    """Return how many of the largest reach a number of seats."""
    found = 0
    for n, size in enumerate(sorted(held, reverse=True), 1):
        found += size
        if found >= wanted:
            return n
    raise AssertionError("out of reach")


@pytest.mark.parametrize("left_out", [set(), WITHOUT])
def test_the_seats_of_units_without_a_vote_are_empty_in_a_view(left_out: set[str]) -> None:
    """300 of 450 by law; the 225 list deputies in favour: 75 of the district seats are needed."""
    found = row("General amendment, view District deputies, lists in favour")
    held = [n for key, n in seats().items() if key not in left_out]
    assert found[2 if left_out else 1] == str(fewest(75, held))
    assert found[4 if left_out else 3] == str(fewest(sum(held) - 75 + 1, held))


def test_the_note_says_how_many_seats_are_taken_as_empty() -> None:
    found = table(True)
    assert found is not None
    empty = sum(n for key, n in seats().items() if key in WITHOUT)
    assert f"({empty} of 450 of Verkhovna Rada)" in found.note


# ------------------------------------------------------------------------- power


@cache
def power() -> Table:
    case = load(CASE, layers=("later",))
    section = powers(case, games(case)[0])
    assert section is not None
    (found,) = [b for b in section.blocks if isinstance(b, Table) and b.ident[:10] == "power-held"]
    return found


def cell(unit: str, rule: str) -> tuple[str, str]:
    found = power()
    (column,) = [k for k, name in enumerate(found.data.header) if name.startswith(rule)]
    (only,) = [r for r in found.data.rows if unit in str(r[0]).replace(" and ", ", ").split(", ")]
    old, _, new = str(only[column]).replace("\N{NO-BREAK SPACE}", " ").partition(" → ")
    return old, new


def told(share: Fraction) -> str:
    return f"{float(100 * share):.2f} %"


def test_without_the_later_layer_there_is_no_such_table() -> None:
    case = load(CASE)
    section = powers(case, games(case)[0])
    assert section is not None
    assert not [b for b in section.blocks if isinstance(b, Table) and "held" in b.ident]


def test_power_of_equal_regions_by_binomials() -> None:
    """Intervention in Model B: the President and 14 regions of all 27, of the 25 that vote."""

    def share(units: int) -> Fraction:
        one = comb(units - 1, 13)
        president = sum(comb(units, k) for k in range(14, units + 1))
        return Fraction(one, units * one + president)

    assert cell("Donetsk", "Intervention: Model B") == (told(share(27)), told(share(25)))
    assert cell("Sevastopol", "Intervention: Model B") == (told(share(27)), "0.00 %")


def swings(sizes: list[int], quota: int, own: int) -> int:
    """Return how many sets of the others a voter of `own` seats lifts to the quota."""
    ways = [1] + [0] * sum(sizes)
    for size in sizes:
        for total in range(len(ways) - 1, size - 1, -1):
            ways[total] += ways[total - size]
    return sum(ways[max(0, quota - own) : quota])


@pytest.mark.parametrize("unit", ["UA-14", "UA-77", "UA-43"])
def test_power_by_seats_counted_by_sums(unit: str) -> None:
    """The lists in favour: 75 of the district seats, with all units and without two of them."""
    names = {"UA-14": "Donetsk", "UA-77": "Chernivtsi", "UA-43": "Autonomous Republic of Crimea"}
    expected = []
    for left_out in (set(), WITHOUT):
        held = {key: n for key, n in seats().items() if key not in left_out}
        each = {
            key: swings([n for other, n in held.items() if other != key], 75, own)
            for key, own in held.items()
        }
        expected.append(told(Fraction(each.get(unit, 0), sum(each.values()))))
    rule = "General amendment, view District deputies, lists in favour"
    assert cell(names[unit], rule) == tuple(expected)
