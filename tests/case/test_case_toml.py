"""Places in TOML and dates, against slow obvious references."""

from __future__ import annotations

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.case.reader import read_when
from foedus.case.tomlfile import parse_toml
from foedus.errors import BadInput

WORDS = st.text("abcde", min_size=1, max_size=4)
#: Values as TOML text, among them strings that hold what a scanner could trip over.
VALUES = st.sampled_from(
    ['"plain"', '"a # b"', "'c = [d]'", '"""\n[[x]]\nkey = 1\n"""', "'''\n# no\n'''", "12", "true",
     '["a", "b # c",\n  "d"]', "[1, 2] # [x]", '{ a = "}", b = [1] }', '"\\" = \\\\"', '""', "''",
     '"""a""b\\"""c"""', '""""quoted""""', "'''it''s'''", "2020-01-01"]
)  # fmt: skip


@given(
    st.lists(
        st.tuples(WORDS, st.lists(st.tuples(WORDS, VALUES), max_size=3, unique_by=lambda p: p[0])),
        max_size=5,
    )
)
def test_places_agree_with_the_lines_that_were_written(
    records: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    lines = ["# a comment with = and [brackets]", ""]
    expected: dict[tuple[str | int, ...], int] = {}
    count: dict[str, int] = {}
    for name, pairs in records:
        index = count[name] = count.get(name, -1) + 1
        expected[(name, index)] = len(lines) + 1
        lines.append(f"[[{name}]]  # {index}")
        for key, value in pairs:
            expected[(name, index, key)] = len(lines) + 1
            lines += f"{key} = {value}".split("\n")
        lines.append("")
    text = "\n".join(lines)
    file = parse_toml(text.encode(), "x.toml")
    assert file.data == tomllib.loads(text)
    assert {p: file.place(p).line for p in file.spans} == expected


def test_a_word_is_found_inside_its_value() -> None:
    text = 'a = "x"\nrefs = [\n  "one",\n  "two",  # two\n]\n'
    place = parse_toml(text.encode(), "f.toml").place(("refs",), "two")
    assert (place.line, place.column, place.end_column) == (4, 4, 7)


@pytest.mark.parametrize(
    "text,path,line",
    [
        ("[a]\nx = 1\n[a.b]\ny = 2", ("a", "b", "y"), 4),
        ("[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[[a]]\n[[a.b]]\nx = 3", ("a", 1, "b", 0, "x"), 8),
        ('a."b c".d = 1', ("a", "b c", "d"), 1),
        ("x = 1\n", ("y", 3, "z"), 0),
        ("[[a]]\nx = 1\n", ("a", 0, "missing"), 1),
    ],
)
def test_places_of_nested_keys_fall_back_to_the_parent(
    text: str, path: tuple[str | int, ...], line: int
) -> None:
    assert parse_toml(text.encode(), "f.toml").place(path).line == line


@pytest.mark.parametrize(
    "text,line,column",
    [("a = 1\nb = \n", 2, 5), ("a = 1\na = 2\n", 2, 6), ("x", 1, 1), ("a = [1,\n", 1, 1)],
)
def test_broken_toml_names_a_line(text: str, line: int, column: int) -> None:
    with pytest.raises(BadInput) as raised:
        parse_toml(text.encode(), "f.toml")
    (found,) = raised.value.diagnostics
    assert found.code == "E301"
    assert found.place.line == line
    assert found.place.column >= 1 or column


D = datetime.date
DATES = [
    ("2014", D(2014, 1, 1), D(2014, 12, 31)),
    ("2014-02", D(2014, 2, 1), D(2014, 2, 28)),
    ("2016-02", D(2016, 2, 1), D(2016, 2, 29)),
    ("2014-03-30", D(2014, 3, 30), D(2014, 3, 30)),
    ("2014-03-14/2014-03-26", D(2014, 3, 14), D(2014, 3, 26)),
    ("2014-03-27/2014-04-03", D(2014, 3, 27), D(2014, 4, 3)),
    ("2015/2020", D(2015, 1, 1), D(2020, 12, 31)),
    ("2014-03/2014-05-02", D(2014, 3, 1), D(2014, 5, 2)),
]
NO_DATES = ["", "2014-13", "2014-02-30", "14-03-01", "2014-3-1", "March 2014", "2015/2014",
            "2014-03-30/", "/2014", "2014/2015/2016", "0000", "2014-03-30 ",
            "２０１４"]  # fmt: skip


@pytest.mark.parametrize("text,first,last", DATES)
def test_a_date_spans_its_days(text: str, first: D, last: D) -> None:
    found = read_when(text)
    assert found is not None
    assert (found.text, found.first, found.last) == (text, first, last)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert read_when(text) is None


@given(st.dates(D(1900, 1, 1), D(2100, 1, 1)), st.dates(D(1900, 1, 1), D(2100, 1, 1)))
def test_a_month_holds_exactly_its_days(a: D, b: D) -> None:
    month = read_when(f"{a:%Y-%m}")
    assert month is not None
    assert (month.first <= b <= month.last) == ((a.year, a.month) == (b.year, b.month))
    span = read_when(f"{a}/{b}")
    assert (span is None) == (a > b)
