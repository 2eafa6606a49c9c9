"""The page: positions with silence marked, the impasse as colliding quotes, trade-offs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import settle_case as sc

from foedus.report.figures.tradeoff import Worth, tradeoff_chart
from foedus.report.make import make

NO_ASKS = sc.POSITIONS[: sc.POSITIONS.index('[[position]]\nkey = "a-north"')]
THIRD = sc.VALUES.partition('\n[[values]]\nparty = "b"')[0].replace('"a"', '"c"')
WEIGHTS = ("rule = 50, police = 30, oil = 20", "rule = 10, police = 10, oil = 80")
THREE = sc.VALUES + THIRD.replace("a-3", "c-3").replace(*WEIGHTS)


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOEDUS_CACHE", "")


def section(folder: Path) -> str:
    page, _ = make(str(folder))
    found = re.search(r'<section[^>]*id="positions".*?</section>', page, re.S)
    assert found
    return found[0]


def test_silence_has_a_colour_of_its_own(tmp_path: Path) -> None:
    text = section(sc.write(tmp_path, sc.EXTRA, positions=NO_ASKS))
    assert text.count('class="silent"') == 3
    assert "“B said 5 of it”" in text


def test_the_impasse_shows_the_quotes_that_collide(tmp_path: Path) -> None:
    text = section(sc.write(tmp_path))
    assert "A said 1 of it" in text
    assert "C said 1 of it" in text
    assert "Cannot stand together (1)" in text
    assert "Withdrawing one of these sets suffices" in text
    assert "a-north (North cannot be outvoted): kept by 4 of 8 texts" in text
    assert "Needs the consent of Party C" in text
    assert "Feasible only because" in text


def test_at_most_seven_packages_are_shown(tmp_path: Path) -> None:
    text = section(sc.write(tmp_path, positions=NO_ASKS))
    first = text[: text.index("left out")]
    assert len(re.findall(r"Package \d+", first)) == 7


@pytest.mark.parametrize("values,marks", [(sc.VALUES, "<circle"), (THREE, "<polyline")])
def test_trade_offs_only_where_numbers_were_given(tmp_path: Path, values: str, marks: str) -> None:
    positions = NO_ASKS.replace('"not invited"', '"present"') if values is THREE else NO_ASKS
    text = section(sc.write(tmp_path, values, positions=positions))
    assert marks in text
    assert "no package here is recommended" in text
    assert "optimal" not in text.lower()
    assert "<circle" not in section(sc.write(tmp_path / "none", positions=NO_ASKS))


def test_the_chart_says_itself_in_words() -> None:
    packages = [Worth(f"p{k}", (10.0 * k, 90.0 - 10 * k), "N" * (k == 3)) for k in range(9)]
    drawn = tradeoff_chart("x", "t", ["A", "B"], packages, [5, 5])
    assert "p3 (N): A 30, B 60" in drawn
    assert "And 2 more in the table." in drawn
    assert drawn.count("<circle") == 9
    three = [Worth("p", (1.0, 2.0, 3.0)), Worth("q", (3.0, 2.0, 1.0), "K")]
    lines = tradeoff_chart("y", "t", ["A", "B", "C"], three, [0, 0, 0])
    assert lines.count("<polyline") == 2
    assert 'class="trade marked"' in lines
