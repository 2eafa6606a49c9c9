"""The curve and the turnout-share picture: inside their frame, told in words, escaped."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.report.figures.curve import HEIGHT, WIDTH, Spot, curve
from foedus.report.figures.fingerprint import EDGE, SIDE, fingerprint

SHARES = st.floats(0, 1, allow_nan=False)


def points(markup: str) -> list[tuple[float, float]]:
    """Every point of every path of a drawing."""
    found = []
    for path in re.findall(r' d="([^"]+)"', markup):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]
        found += list(zip(numbers[::2], numbers[1::2], strict=True))
    return found


@given(st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=20), st.booleans())
def test_the_curve_stays_inside_its_frame(values: list[tuple[float, ...]], limit: bool) -> None:
    spots = [Spot(i, *sorted(v)[1:2], min(v), max(v)) for i, v in enumerate(values)]
    markup = str(curve("c", "T", spots, "W", line=0.05 if limit else None, across="returns"))
    for x, y in points(markup):
        assert -0.5 <= x <= WIDTH + 0.5
        assert -0.5 <= y <= HEIGHT + 0.5


def test_the_curve_is_told_in_words_and_escaped() -> None:
    markup = str(curve("c", "<b>", [Spot(1, 0.2), Spot(2, 0.4)], "from <20> to 40", across="&"))
    assert "&lt;b&gt;" in markup
    assert "from &lt;20&gt; to 40" in markup
    assert "<b>" not in markup


def test_a_band_is_drawn_only_where_it_is_known() -> None:
    plain = str(curve("c", "T", [Spot(1, 0.2), Spot(2, 0.4)], "W"))
    band = str(curve("c", "T", [Spot(1, 0.2, 0.1, 0.3), Spot(2, 0.4, 0.3, 0.5)], "W"))
    assert "fill-opacity" not in plain
    assert "fill-opacity" in band


def test_the_labels_of_a_curve_stand_inside_it() -> None:
    markup = str(curve("c", "T", [Spot(0, 1.0), Spot(3, 0.05)], "W", across="rounds"))
    labels = re.findall(
        r'<text x="([\d.]+)" y="[\d.]+"[^>]*text-anchor="end"[^>]*>([^<]*)<', markup
    )
    assert {t for _, t in labels} == {"5.0 %", "100.0 %", "3 rounds"}
    # A sign of the axis is about 7 wide at 11 px.
    assert all(float(x) - 7 * len(t) >= -2 for x, t in labels)


def test_a_limit_is_a_dashed_line() -> None:
    assert "stroke-dasharray" in str(curve("c", "T", [Spot(0, 1.0), Spot(1, 0.2)], "W", line=0.05))


@pytest.mark.parametrize("cells", [[[0, 3], [1, 0]], [[1]], [[0, 0], [0, 9]]])
def test_a_cell_is_drawn_for_each_place_that_holds_stations(cells: list[list[int]]) -> None:
    markup = str(fingerprint("f", "A", cells, sum(map(sum, cells))))
    drawn = re.findall(r'fill="currentColor" fill-opacity="([\d.]+)"', markup)
    assert len(drawn) == sum(n > 0 for row in cells for n in row)
    assert all(0 < float(d) <= 0.91 for d in drawn)


def test_share_goes_upward_and_turnout_to_the_right() -> None:
    markup = str(fingerprint("f", "A", [[0, 0], [0, 5]], 5))
    x, y = (float(re.findall(rf' {k}="([\d.]+)"', markup.split("fill-opacity")[0])[-1])
            for k in ("x", "y"))  # fmt: skip
    assert x == EDGE + SIDE / 2
    assert y == 4


def test_the_picture_says_that_it_is_none_of_a_test() -> None:
    assert "A picture, not a test." in str(fingerprint("f", "<A>", [[1]], 1))
    assert "&lt;A&gt;" in str(fingerprint("f", "<A>", [[1]], 1))


def test_the_labels_stand_inside_the_picture() -> None:
    markup = str(fingerprint("f", "A", [[1]], 1))
    width = float(re.search(r'width="([\d.]+)"', markup)[1])  # type: ignore[index]
    for x, anchor in re.findall(r'<text x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)"', markup):
        left = {"start": 0, "middle": 25, "end": 40}[anchor]
        assert float(x) - left >= 0
        assert float(x) + 40 - left <= width
