"""Lots drawn in public for tied seats: the drawing decides, and every row fits its tie."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from seats_folder import in_folder

from conftest import FULL, ROOT, fits
from foedus.cli import main
from foedus.elect.lots import record_of
from foedus.elect.seats import Remedy, allocate
from foedus.elect.seats.checker import check
from foedus.elect.seats.confessional import Candidate, confessional
from foedus.elect.seats.lists import open_list
from foedus.elect.seats.ministries import ministries
from foedus.elect.seats.ties import PublicLots
from foedus.errors import BadInput

METHODS = ["dhondt", "sainte-lague", "huntington-hill", "adams", "hare", "droop", "equal"]


def lots(text: str) -> PublicLots:
    return PublicLots("lot", record="l.csv", drawings=record_of(text.encode(), "l.csv", "E417"))


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=200 if FULL else 20)
@given(
    values=st.lists(st.integers(1, 4), min_size=2, max_size=6),
    size=st.integers(6, 14),
    draw=st.randoms(use_true_random=False),
)
def test_whoever_was_drawn_has_the_seat(
    method: str, values: list[int], size: int, draw: Any
) -> None:
    votes = {f"u{i}": 1000 * v for i, v in enumerate(values)}
    plain = allocate(method, size, votes)
    rows, won = ["stage,tied,drawn"], set()
    for tie in plain.ties:
        names = draw.sample(tie.among, len(tie.among))
        won |= set(names[: tie.seats])
        # As many as receive a seat, or everybody in the order drawn: both are a record.
        drawn = names if draw.random() < 0.5 else names[: tie.seats]
        rows.append(f"{tie.at},{'|'.join(tie.among)},{'|'.join(drawn)}")
    remedy = lots("\n".join(rows) + "\n")
    found = allocate(method, size, votes, tie=remedy)
    assert not remedy.drawings.faults([])
    assert not found.ties
    assert sum(found.seats.values()) == size
    assert {k for k in votes if found.seats[k] > plain.seats[k]} == won
    assert all(str(r.remedy).startswith("public lot, l.csv:") for r in found.resolutions)
    check(found.certificate)


def test_a_tie_without_a_row_stays_a_tie_and_says_which_row() -> None:
    remedy = lots("tied,drawn\nA|B,A\n")
    found = allocate("dhondt", 1, {"A": 1, "B": 1, "C": 1}, tie=remedy)
    assert len(found.ties) == 1
    faults = remedy.drawings.faults((t.at, "", t.among) for t in found.ties)
    assert [d.what for d in faults] == [
        "no row says who was drawn for stage quotient 1, the tie among A, B, C",
        "no such tie arises: the tie among A, B",
    ]
    assert faults[0].expected == "a row such as quotient 1,,A|B|C,NAME"


@pytest.mark.parametrize(
    ("drawn", "seated"),
    [("B", ["A", "B"]), ("C|B|D", ["A", "C"]), ("D", ["A", "D"])],
)
def test_the_last_seat_of_a_list(drawn: str, seated: list[str]) -> None:
    votes = {"A": 9, "B": 5, "C": 5, "D": 5}
    remedy = lots(f"tied,drawn\nB|C|D,{drawn}\n")
    found = open_list(votes, 2, ordered=False, tie=remedy)
    assert list(found.names) == seated
    check(found.certificate)


def test_offices_tied_twice_among_the_same_need_a_stage_each() -> None:
    offices = ["first", "second", "third", "fourth"]
    once = lots("tied,drawn\nA|B,B\n")
    found = ministries({"A": 10, "B": 10}, offices, remedy=once)
    assert [p.party for p in found.picks] == ["B", "A", "B", "A"]
    (fault,) = once.drawings.faults([])
    assert "answers 2 ties" in fault.what
    twice = lots(
        'stage,tied,drawn\n"quotient 10, 4 offices free",A|B,B\n'
        '"quotient 5, 2 offices free",A|B,A\n'
    )
    found = ministries({"A": 10, "B": 10}, offices, remedy=twice)
    assert [p.party for p in found.picks] == ["B", "A", "A", "B"]
    assert not twice.drawings.faults([])


def test_lists_and_groups_take_an_order_of_all_who_are_tied() -> None:
    people = [Candidate("Ann", "L", "g", 9), Candidate("Ben", "M", "g", 9),
              Candidate("Cid", "L", "h", 4), Candidate("Dea", "M", "h", 3)]  # fmt: skip
    seats = ({"L": 1, "M": 1}, {"g": 1, "h": 1})
    remedy = lots("tied,drawn\nAnn|Ben,Ben|Ann\n")
    found = confessional(people, *seats, tie=remedy)
    assert set(found.elected) == {"Ben", "Cid"}
    check(found.certificate)
    with pytest.raises(BadInput, match="2 names, or all 2"):
        confessional(people, *seats, tie=lots("tied,drawn\nAnn|Ben,Ben\n"))


def test_a_lot_has_a_seed_or_a_record() -> None:
    with pytest.raises(BadInput, match="without a seed"):
        Remedy("lot")
    assert str(Remedy("lot", seed="x")) == "lot, seed 'x'"
    assert str(Remedy("lot", record="l.csv:2")) == "public lot, l.csv:2"
    assert str(Remedy("order", order=("A",))) == "order"


FILES = {
    "p.csv": "party,votes,direct\nA,10,1\nB,10,0\nC,10,0\n",
    "b.csv": "tied,drawn\nA|B|C,B\n",
    "two.csv": "tied,drawn\nA|B|C,C|A\n",
    "idle.csv": "tied,drawn\nA|B|C,B\nA|C,A\n",
    "bad.csv": "tied,drawn\nA|B|C,D\nA,A\n",
    "c.csv": "who,list,group,votes\nAnn,L,g,9\nBen,M,g,9\nCid,L,h,4\nDea,M,h,3\n",
    "s.csv": "list,seats\nL,1\nM,1\n",
    "g.csv": "group,seats\ng,1\nh,1\n",
    "ab.csv": "tied,drawn\nAnn|Ben,Ben|Ann\n",
    "ben.csv": "tied,drawn\nAnn|Ben,Ben\n",
    "h.csv": "party,votes\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return in_folder(tmp_path, monkeypatch, FILES)


def run(words: str) -> Result:
    result = CliRunner().invoke(main, ["seats", *words.split()])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("words", "kind", "line", "last"),
    [
        ("dhondt 4 p.csv --votes votes --lots b.csv", "seats",
         "tie decided by public lot, b.csv:2: B (order B)", "4 of 4 seats by dhondt."),
        ("dhondt 5 p.csv --votes votes --tie lot --lots two.csv", "seats",
         "tie decided by public lot, two.csv:2: C, A (order C, A)", "5 of 5 seats by dhondt."),
        ("list 1 c.csv --preferences votes --equal-tied --lots ben.csv", "seats-list",
         "tie decided by public lot, ben.csv:2: Ben", "1 of 1 seats filled."),
        ("confessional c.csv s.csv g.csv --votes votes --lots ab.csv", "seats-confessional",
         "tie decided by public lot, ab.csv:2: Ben", "2 of 2 seats filled."),
        ("ministries p.csv --members votes --office X --lots b.csv", "seats-ministries",
         "tie decided by public lot, b.csv:2: B", "1 of 1 offices taken."),
        ("mixed keep 4 p.csv --votes votes --direct direct --method dhondt --lots b.csv",
         "seats-mixed", "tie decided by public lot, b.csv:2: B", "4 seats."),
    ],
)  # fmt: skip
def test_commands_take_the_record(
    folder: Path, words: str, kind: str, line: str, last: str
) -> None:
    shown = run(words)
    assert shown.exit_code == 0, shown.output
    assert line in shown.output
    assert shown.output.rstrip().splitlines()[-1] == last
    data = json.loads(run(words + " --json").stdout)
    schema = json.loads((ROOT / f"docs/schemas/{kind}.json").read_text(encoding="utf-8"))
    fits(data, schema)
    assert words.split()[-1] in data["inputs"]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("dhondt 4 p.csv --votes votes --lots idle.csv",
         ["E417", "idle.csv:3", "no such tie arises: the tie among A, C"]),
        ("dhondt 4 p.csv --votes votes --lots bad.csv",
         ["bad.csv:2:2", '"D" was drawn', "bad.csv:3:1", "at least two names"]),
        ("dhondt 5 p.csv --votes votes --lots b.csv", ["b.csv:2", "2 names, or all 3"]),
        ("dhondt 3 p.csv --votes votes --lots b.csv", ["b.csv:2", "no such tie arises"]),
        ("dhondt 4 p.csv --votes votes --lots b.csv --seed 7", ["E411", "one of the two"]),
        ("dhondt 4 p.csv --votes votes --tie order --order A,B,C --lots b.csv",
         ["E411", "--tie order has no use for --lots"]),
        ("dhondt 4 p.csv --votes votes --lots absent.csv", ["E417", "absent.csv"]),
        ("list 1 c.csv --preferences votes --equal-tied --lots b.csv",
         ["no row says who was drawn for stage 9 preference votes, the tie among Ann, Ben",
          "no such tie arises"]),
        ("confessional c.csv s.csv g.csv --votes votes --lots ben.csv", ["2 names, or all 2"]),
        ("confessional c.csv s.csv g.csv --votes votes --lots b.csv",
         ["a row such as 9 preference votes,,Ann|Ben,NAME", "no such tie arises"]),
        ("ministries p.csv --members votes --office X --lots idle.csv", ["idle.csv:3"]),
    ],
)  # fmt: skip
def test_a_record_that_does_not_fit_is_refused(folder: Path, words: str, parts: list[str]) -> None:
    result = run(words)
    assert result.exit_code == 2
    for part in parts:
        assert part in result.output


@pytest.mark.parametrize(
    "words",
    [
        "dhondt 4 h.csv --votes votes",
        "dhondt 4 h.csv --votes votes --key party",
        "compare 4 h.csv --votes votes",
        "paradox 4 h.csv --votes votes --method hare --to 9",
        "equality h.csv --population votes --seats votes",
        "list 4 h.csv",
        "list 4 h.csv --preferences votes",
        "biproportional h.csv h.csv --upper votes",
        "mixed keep 5 h.csv --votes votes --direct votes --method dhondt",
        "quotient 5 h.csv --population votes",
        "electorates h.csv --population votes --base A=4",
        "co-opt h.csv --elected votes --share A=1/2",
        "ministries h.csv --members votes --office X",
        "confessional h.csv h.csv h.csv --votes votes --list party --group party",
    ],
)
def test_a_header_without_rows_is_called_that(folder: Path, words: str) -> None:
    result = run(words)
    assert result.exit_code == 2
    assert "error[E406]: the table has a header and no rows below it" in result.output
    assert "--> h.csv:2" in result.output
