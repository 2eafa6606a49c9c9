"""How an error is shown: underlined in place, long lines cut, nothing that steers a terminal."""

from __future__ import annotations

import pytest

from foedus.errors import SHOWN, Diagnostic, Place


def shown(source: str, column: int, end: int) -> list[str]:
    place = Place("f", 7, column, end)
    return Diagnostic("E010", "what", place, source=source).render().splitlines()


@pytest.mark.parametrize("column", [1, 2, 50, 160, 161, 900, 4990, 4995])
def test_the_underline_stands_below_its_word_in_a_line_of_any_length(column: int) -> None:
    source = "." * (column - 1) + "#####" + "." * (4999 - column)
    lines = shown(source, column, column + 5)
    text, marks = lines[3], lines[4]
    assert len(text) <= SHOWN + 20
    assert marks.index("^") == text.index("#")
    assert marks.count("^") == text.count("#") == 5


def test_a_word_longer_than_the_window_is_underlined_to_its_edge() -> None:
    lines = shown("9" * 5000, 1, 5001)
    assert lines[3] == f" 7 | {'9' * SHOWN} ..."
    assert lines[4] == f"   | {'^' * SHOWN}"


def test_a_short_line_stands_as_it_is() -> None:
    assert shown("abc def", 5, 8)[3:5] == [" 7 | abc def", "   |     ^^^"]


def test_control_characters_are_written_as_numbers() -> None:
    text = Diagnostic("E010", "a\x1b[2Jb", Place("f\x07", 1, 1, 2), source="x\x00y").render()
    assert "\\x1b[2J" in text
    assert "f\\x07" in text
    assert "x\\x00y" in text
    assert not any(ord(c) < 32 and c != "\n" for c in text)
