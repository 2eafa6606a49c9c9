"""Ballot files: PrefLib, Scottish CSV, tables of cast votes; every rejected line named."""

from __future__ import annotations

import pytest

from foedus.csvfile import parse_sheet
from foedus.elect.ballots.cast_votes import ranked_table, results_table
from foedus.elect.ballots.marks import UNKNOWN, Handling, Marked, MarkedBallots, prepare
from foedus.elect.ballots.preflib import parse_preflib
from foedus.elect.ballots.reading import Mapping, format_of, read_marked, ready
from foedus.elect.ballots.scores import approving, scores, scores_table
from foedus.elect.ballots.scottish_csv import parse_scottish_csv
from foedus.errors import BadInput

TOI = """# FILE NAME: 1.toi
# TITLE: Parish
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 6
# ALTERNATIVE NAME 1: Ada
# ALTERNATIVE NAME 2: Ben
# ALTERNATIVE NAME 3: Cy
3: 1,2,3
2: 2,{1,3}
1: 3
"""
SCOT = """3,2,
5,1,2,
4,3,
1,2,2,1,
"Candidate 1","Ada","Lee","North (N)",
"Candidate 2","Ben","Ray","South (S)",
"Candidate 3","Cy","Poe","East (E)",
"Ward 7",
"""


def faults(call: object, *args: object) -> list[tuple[str, int]]:
    with pytest.raises(BadInput) as caught:
        call(*args)  # type: ignore[operator]
    return [(d.code, d.place.line) for d in caught.value.diagnostics]


def test_preflib_keeps_ties_and_names() -> None:
    read = parse_preflib(TOI, "1.toi")
    assert (read.candidates, read.title, read.size) == (("Ada", "Ben", "Cy"), "Parish", 6)
    assert [b.places for b in read.ballots] == [
        ((0,), (1,), (2,)), ((1,), (0, 2)), ((2,),)
    ]  # fmt: skip
    assert [b.line for b in read.ballots] == [8, 9, 10]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VOTERS: 6", "VOTERS: 7", ("E525", 0)),
        ("1: 3\n", "", ("E525", 0)),
        ("1: 3", "1: 9", ("E521", 10)),
        ("1: 3", "x 3", ("E521", 10)),
        ("NAME 3", "NAME 5", ("E521", 0)),
        ("Cy", "Ada", ("E521", 0)),
    ],
)
def test_preflib_faults(old: str, new: str, expected: tuple[str, int]) -> None:
    assert expected in faults(parse_preflib, TOI.replace(old, new), "1.toi")


def test_scottish_csv() -> None:
    read = parse_scottish_csv(SCOT, "w.csv")
    assert (read.candidates, read.seats, read.title) == (("Ada Lee", "Ben Ray", "Cy Poe"), 2,
                                                         "Ward 7")  # fmt: skip
    found = prepare(read, Handling(repeat="reject"))
    assert found.profile.size == 9
    assert [(r.line, r.count) for r in found.rejected] == [(4, 1)]
    assert found.cast == 10


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("3,2,", "3,two,", 1),
        ("4,3,", "4,Cy,", 3),
        ('"Candidate 3","Cy","Poe","East (E)",\n', "", 0),
        ("Cy", "Ada", 0),
    ],
)
def test_scottish_csv_faults(old: str, new: str, line: int) -> None:
    text = SCOT.replace(old, new).replace("Poe", "Lee" if new == "Ada" else "Poe")
    assert ("E522", line) in faults(parse_scottish_csv, text, "w.csv")


CVR = b"""id,r1,r2,r3,n
1,Ada,Ben,Cy,1
2,Ada|Ben,Cy,,1
3,Ada,,Cy,2
4,Ada,Ada,Ben,1
5,Zoe,Ben,,1
6,,,,3
"""


def cvr() -> MarkedBallots:
    sheet = parse_sheet(CVR, "c.csv")
    return ranked_table(sheet, ("r1", "r2", "r3"), ("Ada", "Ben", "Cy"), "n")


def test_marks_of_a_table() -> None:
    assert [b.places for b in cvr().ballots][1:5] == [
        ((0, 1), (2,), ()), ((0,), (), (2,)), ((0,), (0,), (1,)), ((UNKNOWN,), (1,), ())
    ]  # fmt: skip
    assert [b.line for b in cvr().ballots] == [2, 3, 4, 5, 6, 7]


def test_where_the_law_must_speak_every_line_is_named() -> None:
    assert faults(prepare, cvr(), Handling()) == [("E524", n) for n in (3, 4, 5, 6)]
    assert faults(prepare, cvr(), Handling(overvote="end", skipped="pass")) == [
        ("E524", 5), ("E524", 6)
    ]  # fmt: skip


ALL = dict(overvote="pass", skipped="pass", repeat="pass", unknown="pass")


@pytest.mark.parametrize(
    ("handling", "line", "ranking"),
    [
        ({"overvote": "end"}, 3, ()),
        ({"overvote": "pass"}, 3, (2,)),
        ({"overvote": "reject"}, 3, None),
        ({"skipped": "end"}, 4, (0,)),
        ({"skipped": "pass"}, 4, (0, 2)),
        ({"skipped": "reject"}, 4, None),
        ({"repeat": "end"}, 5, (0,)),
        ({"repeat": "pass"}, 5, (0, 1)),
        ({"repeat": "reject"}, 5, None),
        ({"unknown": "end"}, 6, ()),
        ({"unknown": "pass"}, 6, (1,)),
        ({"unknown": "reject"}, 6, None),
    ],
)
def test_each_handling(
    handling: dict[str, str], line: int, ranking: tuple[int, ...] | None
) -> None:
    only = [b for b in cvr().ballots if b.line == line]
    marked = MarkedBallots("c.csv", ("Ada", "Ben", "Cy"), tuple(only))
    found = prepare(marked, Handling(**{**ALL, **handling}))
    if ranking is None:
        assert [r.line for r in found.rejected] == [line]
    else:
        assert [b for b, _ in found.profile.ballots()] == ([ranking] if ranking else [])
        assert found.blank == (0 if ranking else only[0].count)
        assert [a.line for a in found.adjusted] == [line]


def test_counted_blank_and_rejected_add_up() -> None:
    found = ready(cvr(), Handling(**{**ALL, "overvote": "reject"}), total=9)
    assert (found.profile.size, found.blank, len(found.rejected)) == (5, 3, 1)
    assert faults(ready, cvr(), Handling(**ALL), 10) == [("E525", 0)]


def test_who_is_named_is_a_candidate_where_no_list_is_given() -> None:
    sheet = parse_sheet(CVR, "c.csv")
    assert ranked_table(sheet, ["r1", "r2"]).candidates == ("Ada", "Ben", "Cy", "Zoe")
    assert faults(ranked_table, sheet, ["r1", "r9", "r8"]) == [("E523", 1)] * 2
    assert faults(ranked_table, sheet, ["r1"], (), "r2")[0] == ("E523", 2)


TABLE = b"state,A,B,cast\nx,3,2,6\ny,1,0,1\n"


def test_results_by_region() -> None:
    results = results_table(parse_sheet(TABLE, "t.csv"), "state", cast="cast")
    assert results.totals() == {"A": 4, "B": 2}
    assert results.base() == {"x": 6, "y": 1}
    assert results_table(parse_sheet(TABLE, "t.csv"), "state", ["A"]).base() == {"x": 3, "y": 1}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [(b"x,3,2,6", b"x,3,2,4", 2), (b"y,1", b"x,1", 3), (b"3,2", b"3,-2", 2), (b"3,2", b"3,", 2)],
)
def test_results_faults(old: bytes, new: bytes, line: int) -> None:
    sheet = parse_sheet(TABLE.replace(old, new), "t.csv")
    assert ("E526", line) in faults(results_table, sheet, "state", (), "cast")


def test_scores_and_approvals() -> None:
    sheet = parse_sheet(b"A,B,n\n5,,2\n0,3,1\n5,,1\n", "s.csv")
    read = scores_table(sheet, ["A", "B"], "n")
    assert read.rows == (((5, None), 3), ((0, 3), 1))
    assert faults(approving, read, "s.csv") == [("E527", 0)]
    assert approving(scores("AB", [((1, 0), 2)]), "f").size == 2
    with pytest.raises(ValueError, match="no ballot"):
        scores("AB", [((1,), 2)])


@pytest.mark.parametrize(
    ("file", "stated", "ranks", "kind"),
    [
        ("a.blt", "", (), "blt"),
        ("a.soi", "", (), "preflib"),
        ("a.csv", "", (), "scottish-csv"),
        ("a.csv", "", ("r",), "csv"),
        ("-", "blt", (), "blt"),
    ],
)
def test_formats(file: str, stated: str, ranks: tuple[str, ...], kind: str) -> None:
    assert format_of(file, stated, Mapping(ranks)) == kind


def test_formats_that_are_not_known() -> None:
    assert faults(format_of, "a.txt", "", Mapping()) == [("E503", 0)]
    assert faults(read_marked, b"x", "a", "csv", Mapping()) == [("E502", 0)]
    assert faults(read_marked, b"3\n\xff", "a.blt", "", Mapping()) == [("E520", 2)]


def test_blank_ballots_are_cast_and_not_counted() -> None:
    marked = MarkedBallots("f", ("A",), (Marked(((0,),), 2, 1), Marked((), 3, 2)))
    found = prepare(marked, Handling())
    assert (found.profile.size, found.blank, found.cast) == (2, 3, 5)
