"""The ground that every floor stands on: tables with places, codes, answers, near words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.answer import Answer, Label, plain
from foedus.codes import COMMON, PARTS, Explanation, all_codes
from foedus.csvfile import DIGITS, decode_text, is_whole, parse_sheet
from foedus.errors import BadInput, Diagnostic, MissingExtra, Place, did_you_mean

# Tables.


@pytest.mark.parametrize(
    ("cell", "known"),
    [("0", True), ("007", True), ("9" * DIGITS, True), ("9" * (DIGITS + 1), False),
     ("9" * 5000, False), ("\u00b2", False), ("-1", False), ("1.0", False), ("1_0", False),
     ("", False), (" 1", False)],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_a_whole_number_has_plain_digits_and_no_more_than_counts_need(
    cell: str, known: bool
) -> None:
    assert is_whole(cell) == known
    if known:
        assert int(cell) >= 0


def test_a_cell_has_a_place_where_a_cell_before_it_holds_a_line_break() -> None:
    data = b'\xef\xbb\xbfname,seats\r\n"A\r\nB", 3 \r\n\r\n,\r\nC,4\r\n'
    sheet = parse_sheet(data, "t.csv")
    assert sheet.header == ("name", "seats")
    assert sheet.rows == (("A\r\nB", "3"), ("C", "4"))
    assert sheet.lines == (2, 6)
    assert sheet.column("seats") == ("3", "4")
    assert str(sheet.place(1, "seats")) == "t.csv:6:2"
    assert sheet.place(0, 0) == Place("t.csv", 2, 1)
    assert sheet.digest == hashlib.sha256(data).hexdigest()
    with pytest.raises(ValueError, match="not in tuple"):
        sheet.column("votes")


def test_blank_ballots_are_rows_and_lines_without_a_separator_are_none() -> None:
    sheet = parse_sheet(b"a,b\n,\n\n1,\n", "t.csv", blank_rows=True)
    assert sheet.rows == (("", ""), ("1", ""))
    assert sheet.lines == (2, 4)


#: What is wrong -> the places named, all of them.
BAD: dict[str, tuple[bytes, list[str], str]] = {
    "nothing": (b"", ["f.csv"], "the table is empty"),
    "blank lines": (b"\n \n,,\n", ["f.csv"], "the table is empty"),
    "not UTF-8": (b"a,b\n1,2\n\xe9,3\n", ["f.csv:3"], "not UTF-8"),
    "UTF-16": ("a,b\n".encode("utf-16"), ["f.csv:1"], "not UTF-8"),
    "columns twice": (b"a,b,a,b\n", ["f.csv:1:3", "f.csv:1:4"], "appears twice"),
    "rows of another length": (b"a,b\n1\n1,2\n1,2,3\n", ["f.csv:2:1", "f.csv:4:3"], "cells"),
    "both at once": (b"a,a\n1\n", ["f.csv:1:2", "f.csv:2:1"], ""),
    "an open quote": (b'a,b\n1,2\n"3,4\n5,6\n', ["f.csv:3"], "not a CSV row"),
    "text after a quote": (b'a,b\n"1"x,2\n', ["f.csv:2"], "not a CSV row"),
    "a cell beyond the reader's limit": (b"a\n" + b"x" * 200_000, ["f.csv:2"], "not a CSV row"),
}


@pytest.mark.parametrize(("data", "places", "what"), BAD.values(), ids=BAD)
def test_what_is_wrong_in_a_table_is_named_all_at_once(
    data: bytes, places: list[str], what: str
) -> None:
    with pytest.raises(BadInput) as caught:
        parse_sheet(data, "f.csv", code="E408")
    found = caught.value.diagnostics
    assert [str(d.place) for d in found] == places
    assert {d.code for d in found} == {"E408"}
    assert all(what in d.what and d.expected for d in found if what) or "twice" in found[0].what


CELL = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\x00"'), max_size=6)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_a_table_written_by_hand_is_read_as_written(rows: list[tuple[str, str, str]]) -> None:
    text = "a,b,c\n" + "".join(",".join(f'"{c}"' for c in r) + "\n" for r in rows)
    sheet = parse_sheet(text.encode(), "f")
    kept = [(i, tuple(c.strip() for c in r)) for i, r in enumerate(rows) if any(map(str.strip, r))]
    assert list(zip(sheet.lines, sheet.rows, strict=True)) == [(i + 2, r) for i, r in kept]


@given(st.binary(max_size=80))
def test_any_bytes_are_a_table_or_an_error_with_a_place(data: bytes) -> None:
    faults: Sequence[Diagnostic] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    width = 0
    try:
        sheet = parse_sheet(data, "f")
        rows, width = sheet.rows, len(sheet.header)
    except BadInput as exc:
        faults = exc.diagnostics
    assert bool(faults) != bool(width)
    assert all(d.place.file == "f" and d.what for d in faults)
    assert all(len(r) == width for r in rows)


@given(st.text(max_size=20))
def test_text_comes_back_without_its_mark(text: str) -> None:
    if text.startswith("\ufeff") or any("\ud800" <= c <= "\udfff" for c in text):
        return
    for mark in (b"", b"\xef\xbb\xbf"):
        assert decode_text(mark + text.encode(), "f", code="E001") == text


# Codes.


def test_the_codes_of_each_part_lie_in_its_range_and_none_is_twice() -> None:
    found = all_codes()
    assert found.items() >= COMMON.items()
    import importlib

    owned: list[str] = []
    for part, line in PARTS.items():
        low, high = line.split(":")[0].split("-")
        codes: dict[str, Explanation] = importlib.import_module(f"foedus.{part}.codes").CODES
        assert all(low <= c <= high for c in codes), part
        owned += codes
    assert len(owned) == len(set(owned)) == len(found) - len(COMMON)


@pytest.mark.parametrize("code", sorted(all_codes()))
def test_an_explanation_has_a_title_and_a_sentence(code: str) -> None:
    e = all_codes()[code]
    assert e.title[0] != " "
    assert not e.title.endswith(".")
    assert e.text.rstrip().endswith((".", ":", "`", ")", "?"))


# Answers.


@dataclass(frozen=True)
class Small(Answer):
    """An answer of one row."""

    share: Fraction
    label: Label = Label.EXACT
    hidden: int = field(default=3, repr=False)


PLAIN: list[tuple[Any, Any]] = [
    (Fraction(6, 3), "2"), (Fraction(-1, 3), "-1/3"), (Label.BOUND, "bound"),
    ({Label.EXACT: Fraction(1, 2)}, {"exact": "1/2"}), ({3: 4}, {"3": 4}),
    (frozenset({"b", "a"}), ["a", "b"]), ((1, (2, {3})), [1, [2, [3]]]), (None, None),
    (Small(Fraction(1, 2)), {"share": "1/2", "label": "exact"}), (1.5, 1.5), (True, True),
]  # fmt: skip


@pytest.mark.parametrize(("value", "data"), PLAIN)
def test_values_as_data(value: Any, data: Any) -> None:
    assert plain(value) == data


def test_an_answer_is_data_a_row_and_a_table_that_escapes() -> None:
    answer = Small(Fraction(1, 3))
    assert answer.rows() == [answer.to_dict()] == [{"share": "1/3", "label": "exact"}]
    assert "<th>share</th>" in answer._repr_html_()

    class Rows(Small):
        def rows(self) -> list[dict[str, Any]]:
            return [{"<a>": "<b>"}] if self.hidden == 3 else []

    assert Rows(Fraction(1))._repr_html_() == (
        "<table><thead><tr><th>&lt;a&gt;</th></tr></thead>"
        "<tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>"
    )
    assert Rows(Fraction(1), hidden=0)._repr_html_() == "<table></table>"


def test_a_frame_needs_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match=r"foedus\[frames\]"):
        Small(Fraction(1)).to_frame()


# Errors.

NEAR = [
    ("secton", ["section", "article"], 'did you mean "section"?'),
    ("zzz", ["section"], ""), ("", ["a"], ""), ("a", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("word", "known", "said"), NEAR)
def test_the_nearest_word(word: str, known: list[str], said: str) -> None:
    assert did_you_mean(word, known) == said


@pytest.mark.parametrize(
    ("place", "text"),
    [(Place("f"), "f"), (Place("f", 3), "f:3"), (Place("f", 3, 4, 9), "f:3:4")],
)
def test_a_place_reads_as_editors_write_it(place: Place, text: str) -> None:
    assert str(place) == text


def test_an_error_says_all_it_knows_in_order() -> None:
    second = Diagnostic("E002", "what else", Place("g"))
    first = Diagnostic(
        "E001", "what", Place("f", 2, 3, 5), "this", "do that", "abcdef",
        ((Place("g", 1), "named first here"),),
    )  # fmt: skip
    assert str(BadInput([first, second])) == (
        "error[E001]: what\n  --> f:2:3\n   |\n 2 | abcdef\n   |   ^^\n  expected: this\n"
        "  see g:1: named first here\n  help: do that\n\nerror[E002]: what else\n  --> g"
    )
    assert first.to_dict()["related"] == [
        {"file": "g", "line": 1, "column": 0, "what": "named first here"}
    ]
    assert BadInput(second).diagnostics == (second,)
