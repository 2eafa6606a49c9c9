"""Protocol tracing: every difference, coverage, and no cause."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observe_world import HEADER, SMALL, simulated, table

from foedus.observe.trace import describe, trace


def test_every_difference_by_station_and_field() -> None:
    copy = HEADER + "s1,north,100,60,58,2,18,40\ns2,north,200,110,108,2,51,57\nzz,n,1,1,1,0,1,0\n"
    found = trace(table(copy), table())
    assert [(d.station, d.field, d.copy, d.published, d.change, d.pattern)
            for d in found.differences] == [
        ("s1", "A", 18, 40, 22, "exchanged with B"),
        ("s1", "B", 40, 18, -22, "exchanged with A"),
        ("s2", "A", 51, 50, -1, "one digit"),
    ]  # fmt: skip
    assert [(c.stratum, c.stations, c.traced) for c in found.coverage] == [
        ("north", 2, 2), ("south", 4, 0),
    ]  # fmt: skip
    assert found.unpublished == ("zz",)
    nets = {f.field: (f.compared, f.different, f.net) for f in found.fields}
    assert nets["A"] == (2, 2, 21)
    assert nets["ballots"] == (2, 0, 0)
    last = found.differences[2]
    assert (last.copy_adds_up, last.published_adds_up) == (True, False)


def test_a_missing_figure_is_a_difference_without_a_number() -> None:
    found = trace(table(HEADER + "s4,south,50,0,0,0,0,0\n"), table())
    assert [(d.field, d.copy, d.published, d.change) for d in found.differences] == [
        ("ballots", 0, "missing", None)
    ]
    assert next(f for f in found.fields if f.field == "ballots").absent == 1


def test_a_table_against_itself_has_no_difference() -> None:
    found = trace(table(), table())
    assert not found.differences
    assert all(f.compared + f.absent == 6 for f in found.fields)


@pytest.mark.parametrize(
    "left,right,word",
    [
        (123, 132, "digits in another order"),
        (123, 173, "one digit"),
        (123, 1234, "one digit more"),
        (123, 13, "one digit less"),
        (123, 456, "other"),
        (7, 0, "one digit"),
        (10, 1, "one digit less"),
        (9, 10, "other"),
    ],
)
def test_digits_are_described(left: int, right: int, word: str) -> None:
    assert describe(left, right) == word


@given(st.integers(0, 40), st.integers(0, 2**32))
def test_as_many_differences_as_cells_were_changed(changes: int, seed: int) -> None:
    draw = random.Random(seed)
    lines = simulated(20, 1).splitlines()
    cells = [line.split(",") for line in lines]
    places = draw.sample([(r, c) for r in range(1, 21) for c in range(2, 8)], changes)
    for r, c in places:
        cells[r][c] = str(int(cells[r][c]) + draw.randrange(1, 50))
    changed = "\n".join(",".join(r) for r in cells) + "\n"
    found = trace(table(changed), table(simulated(20, 1)))
    assert len(found.differences) == changes
    header = {"registered": 2, "ballots": 3, "valid": 4, "invalid": 5, "A": 6, "B": 7}
    assert {(int(d.station[1:]) + 1, header[d.field]) for d in found.differences} == set(places)


def test_thirty_thousand_protocols_differ_where_they_were_changed() -> None:
    text = simulated(30_000, 2)
    left, right = table(text), table(text.replace(",area0,1", ",area0,2"))
    found = trace(left, right)
    assert len(found.differences) == text.count(",area0,1") > 100
    assert {d.field for d in found.differences} == {"registered"}


def test_small_is_the_table_the_other_tests_describe() -> None:
    assert len(SMALL.splitlines()) == 7
