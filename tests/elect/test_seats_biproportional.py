"""Two-way allocation: published matrices, brute force over all matrices, two ways that agree."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foedus.elect.seats import allocate
from foedus.elect.seats.biproportional import WAYS, Biproportional, biproportional
from foedus.elect.seats.checker import check
from foedus.errors import BadInput


def verified(b: Biproportional) -> None:
    assert check(json.loads(json.dumps(b.certificate))) == []


@pytest.mark.parametrize("way", WAYS)
def test_zurich_2018_equals_the_published_matrix(shared: Path, way: str) -> None:
    # stadt-zuerich.ch, Gemeinderatswahl 4 March 2018: Oberzuteilung and Unterzuteilung
    data = json.loads((shared / "data/elections/zurich_gemeinderat_2018.json").read_text())
    parties, districts = data["parties"], data["districts"]
    votes = {d: {p: x["votes"][i] for p, x in parties.items()} for i, d in enumerate(districts)}
    b = biproportional(
        votes,
        dict(zip(districts, data["district_seats"], strict=True)),
        {p: x["seats"] for p, x in parties.items()},
        way=way,
    )
    assert b.seats == tuple(
        tuple(x["sub"][i] for x in parties.values()) for i in range(len(districts))
    )
    assert b.tied == ()
    verified(b)


def test_zurich_2018_upper_apportionment(shared: Path) -> None:
    # voter numbers: each district's party votes over its seats, added up (Pukelsheim 2017, 14.4)
    data = json.loads((shared / "data/elections/zurich_gemeinderat_2018.json").read_text())
    numbers = {
        p: sum((Fraction(v, n) for v, n in zip(x["votes"], data["district_seats"], strict=True)),
               Fraction(0))
        for p, x in data["parties"].items()
    }  # fmt: skip
    found = allocate("sainte-lague", 125, numbers)
    assert found.seats == {p: x["seats"] for p, x in data["parties"].items()}


SMALL = st.integers(2, 3).flatmap(
    lambda m: st.lists(
        st.lists(st.integers(0, 12), min_size=2, max_size=3).map(lambda r: [*r, 0][:3]),
        min_size=m,
        max_size=m,
    )
)


def matrices(rows: list[int], columns: list[int], votes: list[list[int]]) -> list[Any]:
    """Every matrix with the margins and no seat without votes."""
    lines = [
        [x for x in product(range(r + 1), repeat=len(columns)) if sum(x) == r
         and all(v or not n for v, n in zip(votes[i], x, strict=True))]
        for i, r in enumerate(rows)
    ]  # fmt: skip
    return [m for m in product(*lines) if [sum(c) for c in zip(*m, strict=True)] == columns]


def worth(matrix: Any, votes: list[list[int]], first: int, step: int) -> Fraction:
    """The product that a biproportional matrix maximises: of v / s(n) over all seats given."""
    total = Fraction(1)
    for line, row in zip(matrix, votes, strict=True):
        for n, v in zip(line, row, strict=True):
            for k in range(n):
                total *= Fraction(v, first + step * k)
    return total


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("method, first, step", [("sainte-lague", 1, 2), ("dhondt", 1, 1)])
@settings(max_examples=60)
@given(votes=SMALL, seats=st.integers(2, 7), pick=st.randoms(use_true_random=False))
def test_equals_the_best_of_all_matrices_ties_included(
    way: str, method: str, first: int, step: int, votes: list[list[int]], seats: int, pick: Any
) -> None:
    rows = [0] * len(votes)
    columns = [0, 0, 0]
    for _ in range(seats):
        rows[pick.randrange(len(rows))] += 1
        columns[pick.randrange(3)] += 1
    assume(all(any(v) for v, n in zip(votes, rows, strict=True) if n))
    everything = matrices(rows, columns, votes)
    table = {f"r{i}": {f"c{j}": v for j, v in enumerate(line)} for i, line in enumerate(votes)}
    rs = {f"r{i}": n for i, n in enumerate(rows)}
    cs = {f"c{j}": n for j, n in enumerate(columns)}
    if not everything:
        with pytest.raises(BadInput, match="E410"):
            biproportional(table, rs, cs, method=method, way=way)
        return
    best = max(worth(m, votes, first, step) for m in everything)
    winners = [m for m in everything if worth(m, votes, first, step) == best]
    b = biproportional(table, rs, cs, method=method, way=way)
    assert b.seats in winners
    verified(b)
    changing = {
        (f"r{i}", f"c{j}")
        for i in range(len(rows))
        for j in range(3)
        if len({m[i][j] for m in winners}) > 1
    }
    assert set(b.tied) == changing
    if changing:
        assert b.alternative in winners
        assert b.alternative != b.seats


def test_the_winner_of_a_row_has_its_seat_reserved() -> None:
    votes = {"r1": {"A": 50, "B": 49}, "r2": {"A": 10, "B": 500}}
    rows, columns = {"r1": 1, "r2": 3}, {"A": 1, "B": 3}
    plain = biproportional(votes, rows, columns)
    won = biproportional(votes, rows, columns, winner_first=True)
    assert plain.seats == ((1, 0), (0, 3))
    assert won.seats == ((1, 0), (0, 3))
    votes = {"r1": {"A": 50, "B": 49}, "r2": {"A": 200, "B": 100}}
    rows, columns = {"r1": 1, "r2": 1}, {"A": 1, "B": 1}
    assert biproportional(votes, rows, columns).seats == ((0, 1), (1, 0))
    with pytest.raises(BadInput, match="E410"):
        biproportional(votes, rows, columns, winner_first=True)
    votes = {"r1": {"A": 50, "B": 49, "C": 1}, "r2": {"A": 200, "B": 100, "C": 90}}
    found = biproportional(votes, {"r1": 1, "r2": 3}, {"A": 2, "B": 1, "C": 1}, winner_first=True)
    assert found.seats == ((1, 0, 0), (1, 1, 1))
    verified(found)


@pytest.mark.parametrize(
    "votes, rows, columns, code",
    [
        ({"r": {"A": 1}}, {"r": 2}, {"A": 1}, "E410"),
        ({"r": {"A": 0}}, {"r": 1}, {"A": 1}, "E410"),
        ({"r": {"A": -1}}, {"r": 1}, {"A": 1}, "E402"),
    ],
)
def test_margins_that_do_not_fit_are_named(
    votes: Any, rows: dict[str, int], columns: dict[str, int], code: str
) -> None:
    with pytest.raises(BadInput, match=code):
        biproportional(votes, rows, columns)


def random_table(m: int, n: int, seed: int) -> tuple[Any, dict[str, int], dict[str, int]]:
    import random

    draw = random.Random(seed)
    votes = {
        f"d{i}": {f"p{j}": int(draw.lognormvariate(7, 1.3)) for j in range(n)} for i in range(m)
    }
    by_row = {d: sum(v.values()) for d, v in votes.items()}
    by_column = {f"p{j}": sum(v[f"p{j}"] for v in votes.values()) for j in range(n)}
    rows = allocate("sainte-lague", 8 * m, by_row, minimum=1).seats
    return votes, rows, allocate("sainte-lague", 8 * m, by_column).seats


@pytest.mark.parametrize("m, n, seed", [(20, 6, 1), (6, 20, 2), (60, 12, 3), (150, 30, 4)])
def test_both_ways_agree_on_large_tables(m: int, n: int, seed: int) -> None:
    votes, rows, columns = random_table(m, n, seed)
    one, two = (biproportional(votes, rows, columns, way=w) for w in WAYS)
    assert one.seats == two.seats
    verified(one)
    verified(two)
    flipped = {p: {d: votes[d][p] for d in votes} for p in columns}
    turned = biproportional(flipped, columns, rows)
    assert tuple(zip(*turned.seats, strict=True)) == one.seats
