"""Canonical JSON against RFC 8785's own examples and a slow writer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.record.canonical import LARGEST, NotCanonical, canonical, read_canonical

RFC_8785 = [
    # value, canonical text, where in RFC 8785
    ({"b": 1, "a": 2}, '{"a":2,"b":1}', "3.2.3"),
    ({"literals": [None, True, False]}, '{"literals":[null,true,false]}', "3.2.2"),
    ({"s": '\u20ac$\u000f\nA\'B"\\\\"/'}, '{"s":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}', "3.2.2.2"),
    (
        {"\u20ac": 5, "\r": 1, "\ufb33": 7, "1": 2, "\U0001f600": 6, "\u0080": 3, "\u00f6": 4},
        '{"\\r":1,"1":2,"\u0080":3,"\u00f6":4,"\u20ac":5,"\U0001f600":6,"\ufb33":7}',
        "3.2.3, sorting by UTF-16",
    ),
    ([], "[]", "empty"),
    ({}, "{}", "empty"),
]


@pytest.mark.parametrize("value,text,where", RFC_8785, ids=[w for _, _, w in RFC_8785])
def test_the_examples_of_the_rfc(value: Any, text: str, where: str) -> None:
    assert canonical(value).decode() == text, where
    assert read_canonical(text.encode()) == value


def slow(value: Any) -> str:
    """A writer by the letter of section 3.2, a character at a time."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda k: k.encode("utf-16-be"))
        return "{" + ",".join(f"{slow(k)}:{slow(value[k])}" for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(slow, value)) + "]"
    if isinstance(value, str):
        named = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        out = [named.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value]
        return '"' + "".join(out) + '"'
    return {None: "null", True: "true", False: "false"}[value] if (value in (
        None, True, False) and not isinstance(value, int | float)) or isinstance(
        value, bool) else str(value)  # fmt: skip


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_fast_writer_agrees_with_the_slow_one(value: Any) -> None:
    assert canonical(value).decode() == slow(value)
    assert read_canonical(canonical(value)) == value
    assert json.loads(canonical(value)) == value


@pytest.mark.parametrize(
    "value,path",
    [
        ({"a": [1, 0.5]}, "$.a[1]"),
        ({"a": LARGEST + 1}, "$.a"),
        ({"a": -LARGEST - 1}, "$.a"),
        ({1: "x"}, "$"),
        ({"a": {"b": {1, 2}}}, "$.a.b"),
        (["\ud800"], "$"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_path(value: Any, path: str) -> None:
    with pytest.raises(NotCanonical) as caught:
        canonical(value)
    assert str(caught.value).startswith(path + ":")


@pytest.mark.parametrize(
    "data",
    [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1.0}', b'{"a":1e3}', b"NaN", b'{"a":1', b'"\\u0041"',
     b'{"a":1,"a":1}', b"\xff", b"", b'{"a":01}', b"[" * 100_000],
)  # fmt: skip
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(data)
