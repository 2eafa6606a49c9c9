"""Seats by position: the same answers as by name, ties by position, memory linear."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
import seats_reference as reference
from elect_amounts import FEW
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.elect.seats import allocate
from foedus.elect.seats import divisor as engine
from foedus.elect.seats.positions import Positions, by_position
from foedus.errors import BadInput

VALUES = st.lists(st.integers(0, 12) | st.integers(0, 10**25), min_size=1, max_size=12)
METHODS = ["sainte-lague", "dhondt", "huntington-hill", "adams", "modified-sainte-lague"]


def by_name(found: Positions) -> tuple[dict[str, int], tuple[int, frozenset[str]] | None]:
    seats = {f"p{i}": n for i, n in enumerate(found.seats)}
    tied = frozenset(f"p{i}" for i in found.tied)
    return seats, (found.tied_seats, tied) if tied else None


@pytest.mark.parametrize("many", [0, 600])
@pytest.mark.parametrize("method", METHODS)
@FEW
@given(values=VALUES, seats=st.integers(0, 40))
def test_positions_equal_the_brute_force(
    many: int, method: str, values: list[int], seats: int
) -> None:
    claimants = sum(1 for v in values if v)
    assume(claimants and (seats >= claimants or method not in ("huntington-hill", "adams")))
    votes = {f"p{i}": v for i, v in enumerate(values)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MANY", many)
        found = by_position(method, seats, values)
    none, all_ = dict.fromkeys(votes, 0), dict.fromkeys(votes, seats)
    assert by_name(found) == reference.divisor(method, seats, votes, none, all_)
    named = allocate(method, seats, votes)
    assert found.interval == named.interval


def test_a_large_table_by_position_and_by_name() -> None:
    values = [(i * 7919) % 99_991 + 1 for i in range(3000)]
    found = by_position("sainte-lague", 40_000, values)
    named = allocate("sainte-lague", 40_000, {str(i): v for i, v in enumerate(values)})
    assert found.seats == list(named.seats.values())
    assert found.tied == tuple(int(k) for t in named.ties for k in t.among)
    assert sum(found.seats) + found.tied_seats == 40_000


def test_a_real_tie_at_the_last_seat_of_many() -> None:
    values = [*range(1001, 2001), 777, 777]
    sizes = [s for s in range(3000, 3100) if by_position("dhondt", s, values).tied]
    assert sizes, "no tie met"
    found = by_position("dhondt", sizes[0], values)
    assert found.tied_seats < len(found.tied)


@pytest.mark.parametrize(
    "method, seats, values, code",
    [
        ("hare", 5, [1, 2], "E400"),
        ("dhont", 5, [1, 2], "E400"),
        ("dhondt", -1, [1, 2], "E401"),
        ("dhondt", 5, [1, -2], "E402"),
        ("dhondt", 5, [1, -(10**30)], "E402"),
        ("dhondt", 5, [1, 2.5], "E402"),
        ("dhondt", 5, [1, None], "E402"),
        ("dhondt", 5, [0, 0], "E406"),
        ("dhondt", 5, [], "E406"),
        ("adams", 1, [1, 2], "E407"),
    ],
)
def test_what_cannot_be_allocated(method: str, seats: int, values: Any, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        by_position(method, seats, values)


def test_no_seats_for_nobody() -> None:
    assert by_position("dhondt", 0, []).seats == []
    assert by_position("dhondt", 0, [3, 4]).seats == [0, 0]


def peak(size: int) -> int:
    values = [(i * 7919) % 999_983 + 1 for i in range(size)]
    tracemalloc.start()
    by_position("sainte-lague", 10 * size, values)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def test_memory_grows_in_proportion() -> None:
    by_position("dhondt", 10, [1] * 700)  # numpy is imported before anything is measured
    small, large = peak(20_000), peak(80_000)
    assert large < 4.4 * small
