"""Seats: one house, many parties, two-way tables; the rivals' answers must equal the exact one."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from typing import Any

from bench.harness import Rival, Task

ONE_WAY = ("votelib", "apportionment", "apportionpy", "interregnum")
TWO_WAY = ("biprop", "interregnum")
#: The first house from a million on whose last seat is tied between two of these parties.
TIED = 1_000_006


@cache
def population(kind: str) -> list[int]:
    draw = random.Random(8)
    if kind == "states":
        return [int(draw.lognormvariate(15, 1)) for _ in range(50)]
    return [draw.randrange(1, 10**6) for _ in range(10**5)]


def one(method: str, seats: int, kind: str) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.elect.seats import allocate

        table = {f"p{i}": v for i, v in enumerate(population(kind))}
        return lambda: allocate(method, seats, table)

    return make


def positions(method: str, seats: int, kind: str) -> Callable[[], Callable[[], Any]]:
    """A list in, a list with the tie set out, as the rivals take and give it."""

    def make() -> Callable[[], Any]:
        from foedus.elect.seats.positions import by_position

        values = population(kind)
        return lambda: by_position(method, seats, values)

    return make


def one_right(method: str, seats: int, kind: str) -> Callable[[Any], bool]:
    """A rival is right with any choice among the tied, though it should name them."""
    from foedus.elect.seats.positions import by_position

    def right(answer: Any) -> bool:
        found = by_position(method, seats, population(kind))
        more = [i for i, (a, b) in enumerate(zip(answer, found.seats, strict=True)) if a != b]
        return (
            len(more) == found.tied_seats
            and set(more) <= set(found.tied)
            and all(answer[i] == found.seats[i] + 1 for i in more)
        )

    return right


def one_rivals(method: str, seats: int, kind: str, repeat: int) -> list[Rival]:
    return [
        Rival(
            tool,
            "seats.py",
            {"tool": tool, "method": method, "seats": seats, "votes": population(kind),
             "repeat": repeat},
            right=one_right(method, seats, kind),
        )
        for tool in ONE_WAY
    ]  # fmt: skip


@cache
def matrix() -> tuple[list[list[int]], list[int], list[int]]:
    """Votes of 500 districts and 50 parties; 5,000 seats by district and by party."""
    from foedus.elect.seats import allocate

    draw = random.Random(3)
    votes = [[int(draw.lognormvariate(8, 1.2)) for _ in range(50)] for _ in range(500)]
    rows = allocate("sainte-lague", 5000, {str(i): sum(v) for i, v in enumerate(votes)}, minimum=1)
    sums = {str(j): sum(v[j] for v in votes) for j in range(50)}
    columns = allocate("sainte-lague", 5000, sums)
    return votes, list(rows.seats.values()), list(columns.seats.values())


def two_tables() -> tuple[dict[str, dict[str, int]], dict[str, int], dict[str, int]]:
    votes, rows, columns = matrix()
    table = {f"d{i}": {f"p{j}": v for j, v in enumerate(line)} for i, line in enumerate(votes)}
    by_row = {f"d{i}": n for i, n in enumerate(rows)}
    return table, by_row, {f"p{j}": n for j, n in enumerate(columns)}


def two(way: str) -> Callable[[], Callable[[], Any]]:
    def make() -> Callable[[], Any]:
        from foedus.elect.seats.biproportional import biproportional

        votes, rows, columns = two_tables()
        return lambda: biproportional(votes, rows, columns, way=way)

    return make


def matrix_right(answer: Any) -> bool:
    from foedus.elect.seats.biproportional import biproportional

    return [tuple(line) for line in answer] == list(biproportional(*two_tables()).seats)


def two_rivals() -> list[Rival]:
    votes, rows, columns = matrix()
    data = {"votes": votes, "rows": rows, "columns": columns}
    return [Rival(t, "seats.py", {"tool": t, **data}, right=matrix_right) for t in TWO_WAY]


TASKS = [
    Task(
        "seats: 435 over 50, huntington-hill",
        one("huntington-hill", 435, "states"),
        one_rivals("huntington-hill", 435, "states", 5),
        "<= 0.0005 s",
        repeat=200,
    ),
    Task(
        "seats: 435 over 50, sainte-lague",
        one("sainte-lague", 435, "states"),
        one_rivals("sainte-lague", 435, "states", 5),
        "<= 0.0005 s",
        repeat=200,
    ),
    Task(
        "seats: 10^6 over 10^5, lists, no tie",
        positions("sainte-lague", 10**6, "parties"),
        one_rivals("sainte-lague", 10**6, "parties", 1),
        "<= 0.35 s, >= 90x",
    ),
    Task(
        "seats: 10^6 over 10^5, names, no tie",
        one("sainte-lague", 10**6, "parties"),
        [],
        "<= 0.35 s",
    ),
    Task(
        "seats: 1000006 over 10^5, names, tie set",
        one("sainte-lague", TIED, "parties"),
        one_rivals("sainte-lague", TIED, "parties", 1),
        "<= 0.35 s, >= 90x",
    ),
    Task("seats: two-way 500 x 50, transfer", two("transfer"), two_rivals(), "<= 0.3 s"),
    Task("seats: two-way 500 x 50, cycles", two("cycles"), [], "<= 0.3 s"),
]
