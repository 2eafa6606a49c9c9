"""Every kind of value a case file holds: what is taken, what is refused, and with which code."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.case.reader import Record
from foedus.case.tomlfile import parse_toml
from foedus.errors import Diagnostic


class Colour(StrEnum):
    """Words for the tests of `choice`."""

    RED = "red"
    GREEN = "green"


def record(text: str) -> tuple[Record, list[Diagnostic]]:
    file = parse_toml(text.encode(), "x.toml")
    errors: list[Diagnostic] = []
    return Record(file, (), file.data, errors), errors


# method, its arguments, the TOML value, what comes back
TAKEN: list[tuple[str, tuple[Any, ...], str, Any]] = [
    ("text", (), '" some words "', "some words"),
    ("text", ("",), '""', ""),
    ("text", (), '"""\nseveral\nlines\n"""', "several\nlines"),
    ("texts", (), "[]", ()),
    ("texts", (), '["a", " b "]', ("a", "b")),
    ("integer", (), "0", 0),
    ("integer", (), "1200", 1200),
    ("flag", (), "true", True),
    ("flag", (), "false", False),
    ("number", (), "50", Fraction(50)),
    ("number", (), '"45.2"', Fraction("45.2")),
    ("number", (), '"1/3"', Fraction(1, 3)),
    ("number", (), '"0.10"', Fraction(1, 10)),
    ("choice", (Colour,), '"red"', Colour.RED),
    ("numbers", (), '{ Diet = 10, "Upper House" = 3 }', {"Diet": 10, "Upper House": 3}),
]


@pytest.mark.parametrize("method,words,value,expected", TAKEN)
def test_what_is_taken(method: str, words: tuple[Any, ...], value: str, expected: Any) -> None:
    found, errors = record(f"k = {value}")
    assert getattr(found, method)("k", *words) == expected
    found.done()
    assert errors == []


# method, its arguments, the TOML value, the code
REFUSED: list[tuple[str, tuple[Any, ...], str, str]] = [
    ("text", (), '""', "E304"),
    ("text", (), '"   "', "E304"),
    ("text", (), "1", "E304"),
    ("text", ("",), "[]", "E304"),
    ("texts", (), '"one"', "E304"),
    ("texts", (), "[1]", "E304"),
    ("integer", (), "-1", "E304"),
    ("integer", (), "1.0", "E304"),
    ("integer", (), "true", "E304"),
    ("integer", (), '"1"', "E304"),
    ("flag", (), '"yes"', "E304"),
    ("flag", (), "1", "E304"),
    ("number", (), "45.2", "E304"),
    ("number", (), "true", "E304"),
    ("number", (), "-1", "E304"),
    ("number", (), '"45,2"', "E304"),
    ("number", (), '"45 %"', "E304"),
    ("number", (), '"1/0"', "E304"),
    ("number", (), '"٤٥"', "E304"),
    ("choice", (Colour,), '"rde"', "E304"),
    ("choice", (Colour,), "1", "E304"),
    ("numbers", (), "{ Diet = 1.5 }", "E304"),
    ("numbers", (), "[1]", "E304"),
    ("records", (), '["a"]', "E304"),
    ("tables", (), "{ a = 1 }", "E304"),
    ("when", (), '"soon"', "E305"),
    ("when", (), "20140330", "E305"),
]


@pytest.mark.parametrize("method,words,value,code", REFUSED)
def test_what_is_refused(method: str, words: tuple[Any, ...], value: str, code: str) -> None:
    found, errors = record(f"before = 1\nk = {value}")
    getattr(found, method)("k", *words)
    (error,) = errors
    assert (error.code, error.place.line) == (code, 2)
    assert error.expected
    assert error.source.startswith("k = ")


@pytest.mark.parametrize("method,words", [("text", ()), ("number", ()), ("choice", (Colour,))])
def test_what_is_compulsory(method: str, words: tuple[Any, ...]) -> None:
    found, errors = record("other = 1")
    getattr(found, method)("k", *words)
    assert [e.code for e in errors] == ["E303"]


@pytest.mark.parametrize("method", ["texts", "integer", "flag", "numbers", "records", "tables"])
def test_what_may_be_left_out(method: str) -> None:
    found, errors = record("other = 1")
    assert not getattr(found, method)("k")
    assert errors == []


def test_toml_dates_are_dates() -> None:
    found, errors = record("k = 2014-03-30")
    assert (str(found.when("k")), errors) == ("2014-03-30", [])


def test_a_key_nobody_read_is_unknown() -> None:
    found, errors = record('title = "a"\ntilte = "b"\n')
    found.text("title")
    found.done()
    (error,) = errors
    assert (error.code, error.help, error.place.line) == ("E302", 'did you mean "title"?', 2)


def test_errors_name_the_record_by_its_kind_and_key() -> None:
    found, errors = record('[[vote]]\nkey = "v1"\nbody = 3\n')
    (vote,) = found.records("vote")
    vote.text("body")
    assert vote.name == 'vote "v1"'
    assert errors[0].what == '"body" of vote "v1" is of the wrong kind'


@given(st.integers(0, 10**12), st.integers(0, 6))
def test_decimals_are_read_exactly(digits: int, places: int) -> None:
    text = str(digits).rjust(places + 1, "0")
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    found, errors = record(f'k = "{text}"')
    assert found.number("k") == Fraction(digits, 10**places)
    assert errors == []


@given(st.text(max_size=8))
def test_no_text_brings_the_reader_down(text: str) -> None:
    import json

    value = json.dumps(text, ensure_ascii=True)
    if "\\ud" in value or "\\u007f" in value:
        return
    found, errors = record(f"k = {value}")
    assert found.text("k") == text.strip()
    assert (errors == []) is bool(text.strip())
    for method in ("texts", "integer", "flag", "numbers", "records", "tables"):
        before = len(errors)
        assert not getattr(found, method)("k")
        assert [e.code for e in errors[before:]] == ["E304"], method
    assert found.choice("k", Colour) in Colour
    assert {e.code for e in errors} <= {"E304", "E305"}
    assert found.number("k") >= 0
    assert found.when("k").first <= found.when("k").last
