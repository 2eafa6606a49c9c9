"""Ties in alliances, reserved seats, covered winners and two-way matrices, decided by the law."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from seats_folder import in_folder

from conftest import FULL, ROOT, fits
from foedus.cli import main
from foedus.elect.seats import Remedy, lot_order
from foedus.elect.seats.biproportional import Biproportional, biproportional
from foedus.elect.seats.cells import name
from foedus.elect.seats.checker import check

FILES = {
    "a.csv": "list,votes,alliance\nA1,10,A\nA2,10,A\nB,20,\nC,5,\n",
    "r.csv": "list,votes,group\nN1,30,North\nN2,30,North\nS,70,South\nX,40,\n",
    "v.csv": "district,P,Q\nd1,10,10\nd2,10,10\n",
    "d.csv": "district,seats\nd1,1\nd2,1\n",
    "p.csv": "party,seats\nP,1\nQ,1\n",
    "l.csv": "party,region,votes\nP,North,10\nP,South,10\nQ,North,40\n",
    "w.csv": "district,party,region,won,valid\nd1,Q,North,30,60\nd2,Q,North,20,40\n"
    "d3,P,North,9,20\n",
    "alliance.csv": "tied,drawn\nA1|A2,A2\n",
    "top.csv": 'stage,tied,drawn\n"quotient 30, reserved seats of North",N1|N2,N2\n',
    "cells.csv": "tied,drawn\nd1/P|d1/Q|d2/P|d2/Q,d2/P|d1/P|d1/Q|d2/Q\n",
    "short.csv": "tied,drawn\nd1/P|d1/Q|d2/P|d2/Q,d2/P\n",
    "lists.csv": "tied,drawn\nNorth|South,South\n",
    "both.csv": "tied,drawn\nNorth|South,North\nd1|d2,d2\n",
    "idle.csv": "tied,drawn\nA1|A2,A2\nB|C,B\n",
}
ALLIANCES = "alliances 3 a.csv --votes votes --alliance alliance --method dhondt"
RESERVED = "reserved 4 r.csv --votes votes --group group --method dhondt"
ON_TOP = f"{RESERVED} --reserve North=1 --on-top"
APART = "reserved 3 apart.csv --votes votes --group group --method dhondt --separate"
COVER = "cover 3 l.csv w.csv --method sainte-lague"
CELLS = "biproportional v.csv d.csv --party-seats p.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    apart = FILES["r.csv"].replace("X,40,\n", "")
    return in_folder(tmp_path, monkeypatch, {**FILES, "apart.csv": apart})


def run(words: str) -> Result:
    result = CliRunner().invoke(main, ["seats", *words.split()])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def answer(words: str, kind: str) -> dict[str, Any]:
    result = run(words + " --json")
    assert result.exit_code == 0, result.output
    data: dict[str, Any] = json.loads(result.stdout)
    schema = json.loads((ROOT / f"docs/schemas/{kind}.json").read_text(encoding="utf-8"))
    fits(data, schema)
    assert check(data["certificate"]) == []
    return data


@pytest.mark.parametrize(
    ("words", "kind", "seats", "by"),
    [
        (f"{ALLIANCES} --lots alliance.csv", "seats-alliances",
         {"A1": 0, "A2": 1, "B": 2, "C": 0}, None),
        (f"{ALLIANCES} --tie order --order A,B,A2,A1", "seats-alliances",
         {"A1": 1, "A2": 1, "B": 1, "C": 0}, "order"),
        (f"{ON_TOP} --lots top.csv", "seats-reserved", {"N1": 0, "N2": 1, "S": 2, "X": 1},
         "public lot, top.csv:2"),
        (f"{ON_TOP} --tie order --order N1,N2", "seats-reserved",
         {"N1": 1, "N2": 0, "S": 2, "X": 1}, "order"),
        (f"{APART} --reserve North=1 --reserve South=2 --tie order --order N2,N1",
         "seats-reserved", {"N1": 0, "N2": 1, "S": 2}, "order"),
        (f"{RESERVED} --reserve North=1 --tie order --order N2,N1,S,X,North,South",
         "seats-reserved", None, "order"),
        (f"{CELLS} --lots cells.csv", "seats-biproportional",
         {"d1": {"P": 0, "Q": 1}, "d2": {"P": 1, "Q": 0}}, "public lot, cells.csv:2"),
        (f"{CELLS} --tie order --order d1/P,d1/Q,d2/P,d2/Q", "seats-biproportional",
         {"d1": {"P": 1, "Q": 0}, "d2": {"P": 0, "Q": 1}}, "order"),
    ],
)  # fmt: skip
def test_a_remedy_decides(folder: Path, words: str, kind: str, seats: Any, by: str | None) -> None:
    if by is None:
        # The tie between alliance A and list B comes first, and the record has no row for it.
        assert "no row says who was drawn" in run(words).output
        return
    data = answer(words, kind)
    assert seats is None or data["seats"] == seats
    assert not data.get("ties")
    assert not data.get("tied")
    assert data["resolutions"]
    if "--lots" in words:
        assert words.split()[-1] in data["inputs"]
    shown = run(words).output
    assert f"tie decided by {by}" in shown
    assert "TIE:" not in shown


@pytest.mark.parametrize("words", [ALLIANCES, ON_TOP, CELLS, COVER])
def test_without_a_remedy_a_tie_stays_and_a_seed_decides_it_alike(folder: Path, words: str) -> None:
    kind = "seats-" + words.split()[0]
    plain = answer(words, kind)
    assert plain.get("ties") or plain.get("tied")
    assert plain["resolutions"] == []
    assert "TIE:" in run(words).output
    once, twice = (answer(f"{words} --seed 7", kind) for _ in range(2))
    assert once == twice
    assert once["resolutions"]
    for r in once["resolutions"]:
        assert r["drawn"] == list(lot_order("7", r["tie"]["among"]))
        assert set(r["winners"]) <= set(r["drawn"])


def test_covered_winners_and_lists_by_lot(folder: Path) -> None:
    named = answer(f"{COVER} --tie order --order South,North,d2,d1,P,Q", "seats-cover")
    assert {(x["party"], x["region"]): x["seats"] for x in named["lists"]} == {
        ("P", "North"): 0, ("P", "South"): 1, ("Q", "North"): 2,
    }  # fmt: skip
    assert "lists of P" in named["resolutions"][0]["tie"]["at"]
    two = answer("cover 2 l.csv w.csv --method sainte-lague --lots both.csv", "seats-cover")
    assert {tuple(r["winners"]) for r in two["resolutions"]} == {("North",), ("d2",)}
    lists = {(x["party"], x["region"]): x for x in two["lists"]}
    assert lists["Q", "North"]["elected"] == ["d2"]
    assert lists["Q", "North"]["uncovered"] == ["d1"]
    assert lists["P", "North"]["elected"] == ["d3"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (f"{CELLS} --lots short.csv", ["short.csv:2", "all 4"]),
        (f"{CELLS} --tie order --order d1/P", ["E411", "does not name"]),
        (f"{CELLS} --tie more-votes", []),
        (f"{ON_TOP} --lots idle.csv", ["idle.csv:3", "no such tie arises"]),
        (f"{COVER} --seed 1 --lots lists.csv", ["E411", "one of the two"]),
    ],
)
def test_a_remedy_that_does_not_fit(folder: Path, words: str, parts: list[str]) -> None:
    result = run(words)
    assert result.exit_code == (2 if parts else 0), result.output
    assert parts or "TIE:" in result.output  # equal votes decide nothing
    for part in parts:
        assert part in result.output


def test_the_tied_seats_of_parties_take_the_remedy_too(folder: Path) -> None:
    words = "biproportional v.csv one.csv --upper votes"
    Path("one.csv").write_text("district,seats\nd1,1\nd2,0\n", encoding="utf-8")
    assert "E411" in run(words).output
    data = answer(f"{words} --tie order --order Q,P", "seats-biproportional")
    assert data["seats"]["d1"] == {"P": 0, "Q": 1}
    assert len(data["resolutions"]) == 1


def equals(found: Biproportional) -> list[tuple[tuple[int, ...], ...]]:
    """Return every matrix that the same divisors and margins allow, by trying all of them."""
    sums = [sum(line) for line in found.seats], [sum(c) for c in zip(*found.seats, strict=True)]
    spots = [(found.rows_.index(r), found.columns.index(c)) for r, c in found.tied]
    out = []
    for bits in product((0, 1), repeat=len(spots)):
        x = [list(line) for line in found.seats]
        for (i, j), bit, cell in zip(spots, bits, found.tied, strict=True):
            x[i][j] += bit - (cell in found.upper)
        if ([sum(r) for r in x], [sum(c) for c in zip(*x, strict=True)]) == sums:
            out.append(tuple(map(tuple, x)))
    return out


@settings(max_examples=300 if FULL else 40)
@given(
    st.lists(st.lists(st.integers(1, 2), min_size=3, max_size=3), min_size=3, max_size=3),
    st.sampled_from([(1, 1, 1), (2, 1, 1), (2, 2, 1), (3, 1, 2)]),
    st.sampled_from(["sainte-lague", "dhondt"]),
    st.randoms(use_true_random=False),
)
def test_a_drawn_matrix_is_the_first_of_all_that_have_equal_right(
    cells: list[list[int]], margin: tuple[int, ...], method: str, draw: Any
) -> None:
    rows, columns = "abc", "xyz"
    votes = {r: dict(zip(columns, line, strict=True)) for r, line in zip(rows, cells, strict=True)}
    down = dict(zip(rows, margin, strict=True))
    across = dict(zip(columns, sorted(margin), strict=True))
    found = biproportional(votes, down, across, method=method)
    order = draw.sample(found.tied, len(found.tied))
    drawn = found.decide(Remedy("order", order=tuple(map(name, order))))
    assert not drawn.tied
    assert drawn.alternative is None
    assert check(drawn.certificate) == []
    spots = [(found.rows_.index(r), found.columns.index(c)) for r, c in order]
    assert drawn.seats == max(equals(found), key=lambda x: [x[i][j] for i, j in spots])
    held = {n for r in drawn.resolutions for n in r.winners}
    gained = {c for c, (i, j) in zip(order, spots, strict=True) if drawn.seats[i][j] > min(
        x[i][j] for x in equals(found))}  # fmt: skip
    assert held == set(map(name, gained))
