"""The order of steps on the page: the record's own answer, in words and bars."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from foedus.case import load
from foedus.case.model import Case
from foedus.report.blocks import Figure, Listing, Table
from foedus.report.figures.windows import Window, in_words, windows
from foedus.report.sections.order import order

CASE = "ukraine-2014"


@pytest.fixture(scope="module")
def later() -> Case:
    return load(CASE, layers=[x.key for x in load(CASE).layers])


def test_without_the_later_layer_there_is_no_such_section() -> None:
    assert order(load(CASE)) is None


def test_both_readings_stand_side_by_side_and_their_collision_is_quoted(later: Case) -> None:
    section = order(later)
    assert section is not None
    figure = next(b for b in section.blocks if isinstance(b, Figure))
    rows = {row[0]: row[1:] for row in figure.data.rows}
    assert rows["ceasefire"] == ("3", "3")
    assert rows["dialogue on local elections"] == ("3 to 4", "4 to 19")
    (collision,) = [b for b in section.blocks if isinstance(b, Listing)]
    assert "cannot both be followed" in collision.title
    assert any("on day 1 of the withdrawal" in line for line in collision.items)
    table = next(b for b in section.blocks if isinstance(b, Table))
    assert all(row[5] for row in table.data.rows), "a clause without its quote"


@pytest.mark.parametrize(
    "days,words",
    [((3, 3), "3"), ((3, 18), "3 to 18"), ((4, None), "from 4"), ((None, 30), "to 30"),
     ((None, None), "any day"), ((-2, 0), "-2 to 0")],
)  # fmt: skip
def test_a_window_in_words(days: tuple[int | None, int | None], words: str) -> None:
    assert in_words(*days) == words


def test_the_drawing_says_in_words_what_it_shows_and_escapes_names() -> None:
    rows = [Window("<b>start", ((0, 0), (None, 5))), Window("end", ((3, None), (None, None)))]
    drawn = str(windows("w", "Steps", rows, ["A", "B"]))
    assert "&lt;b&gt;start, day A: 0; B: to 5." in drawn
    assert "<b>" not in drawn
    assert drawn.count('class="track"') == 4


def test_a_sequence_that_contradicts_itself_shows_the_clauses(tmp_path: Path, later: Case) -> None:
    (tmp_path / "record").mkdir()
    rows = [
        {"id": "k1", "kind": "constraint", "first": "A", "then": "B", "least_days": 5,
         "quote": "B five days after A"},
        {"id": "k2", "kind": "constraint", "first": "A", "then": "B", "most_days": 3,
         "quote": "B within three days of A", "exposed": "one side"},
    ]  # fmt: skip
    text = "\n".join(json.dumps(r) for r in rows)
    (tmp_path / "record" / "order.jsonl").write_text(text, encoding="utf-8")
    section = order(replace(later, folder=str(tmp_path)))
    assert section is not None
    found = [b for b in section.blocks if isinstance(b, Listing)]
    assert "contradicts itself; the shortest contradiction, 2 days short" in found[0].title
    assert len(found[0].items) == 2
    assert "one side" in found[1].items[0]
