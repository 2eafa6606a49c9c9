"""The parts of the page: numbers, labels, differing words, tints, curves, data files."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from importlib.resources import files
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foedus.report import numbers
from foedus.report.blocks import Verdict, slug, unique
from foedus.report.data import COLUMNS, Cell, Data
from foedus.report.figures.bars import Bar, Row, bar_chart, describe, wrapped
from foedus.report.figures.days import day_columns, window
from foedus.report.figures.labels import short_labels
from foedus.report.figures.lorenz import Share, curve, gini, half_share
from foedus.report.figures.tilemap import STEPS, Tile, base_grid, legend, set_map, share_map, tint
from foedus.report.figures.timeline import Event, day_of, timeline
from foedus.report.page import MARKS, _unescaped, link, mark
from foedus.report.sections.quotes import marked
from foedus.report.svg import boxes, element, grouped
from foedus.report.words import compared, only_here

F = Fraction


@pytest.mark.parametrize(
    "value,places,shown",
    [
        (F(1, 3), 1, "0.3"),
        (F(1, 2), 0, "0"),  # half to even
        (F(3, 2), 0, "2"),
        (F(-1, 3), 1, "−0.3"),
        (F(99_999), 1, "99\u202f999.0"),
        (F(2, 3), 3, "0.667"),
    ],
)
def test_decimals_are_rounded_from_exact_fractions(value: F, places: int, shown: str) -> None:
    assert numbers.decimal(value, places) == shown


@pytest.mark.parametrize(
    "share,shown",
    [
        (F(0), "0.0\u00a0%"),
        (F(1, 1_000_000), "under 0.1\u00a0%"),
        (F(1), "100.0\u00a0%"),
        (F(707, 1000), "70.7\u00a0%"),
    ],
)
def test_a_share_above_nothing_never_prints_as_nothing(share: F, shown: str) -> None:
    assert numbers.percent(share) == shown


@pytest.mark.parametrize(
    "value,text",
    [
        (None, ""),
        (7, "7"),
        (F(21, 2), "10.5"),
        (F(1, 3), "1/3"),
        (F(1, 40), "0.025"),
        (F(-1, 4), "-0.25"),
    ],
)
def test_a_data_file_holds_numbers_exactly(value: F | int | None, text: str) -> None:
    assert numbers.exact(value) == text


@given(st.fractions())
def test_an_exact_number_reads_back_as_itself(value: F) -> None:
    assert F(numbers.exact(value)) == value


def test_unknown_is_a_word() -> None:
    assert numbers.quantity(None) == "unknown"
    assert numbers.quantity(0) == "0"


@pytest.mark.parametrize(
    "words,told", [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_in_words(words: list[str], told: str) -> None:
    assert numbers.listed(words) == told


@pytest.mark.parametrize(
    "names,labels",
    [
        (["North", "South"], ["North", "South"]),
        (["Chernivtsi", "Chernihiv"], ["Cherniv.", "Chernih."]),
        (["Kyiv", "Kyiv Oblast"], ["Kyiv", "Kyiv O."]),
        (["Appenzell Outer", "Appenzell Inner"], ["Appe O.", "Appe I."]),
        (["Same", "Same"], ["Same", "Same 2"]),
    ],
)
def test_labels_of_tiles_are_short_and_their_own(names: list[str], labels: list[str]) -> None:
    expected = [x.replace("Appe O", "Appe O") for x in labels]
    assert list(short_labels(names)) == expected


@given(st.lists(st.text(alphabet="abcdefgh ", min_size=3, max_size=20), max_size=12, unique=True))
def test_labels_never_exceed_what_a_tile_holds(names: list[str]) -> None:
    names = [n for n in names if n.strip()]
    assert all(len(label) <= 8 for label in short_labels(names))


def test_differing_words_are_marked_on_both_sides() -> None:
    left, right = compared("The rights of national minorities", "the rights of all citizens.")
    assert only_here(left) == ("national minorities",)
    assert only_here(right) == ("all citizens.",)


@given(st.text(max_size=60), st.text(max_size=60))
def test_comparing_loses_no_letter(left: str, right: str) -> None:
    a, b = compared(left, right)
    assert "".join(p.text for p in a) == left.lstrip()
    assert "".join(p.text for p in b) == right.lstrip()


def test_equal_texts_have_no_differing_word() -> None:
    left, right = compared("Same words, here", "same words here")
    assert only_here(left) == only_here(right) == ()


def test_marks_of_a_case_are_found_wherever_they_stand() -> None:
    pieces = marked("a free and free vote", ("free",))
    assert [p.text for p in pieces if p.differs] == ["free", "free"]
    assert "".join(p.text for p in pieces) == "a free and free vote"


@pytest.mark.parametrize(
    "percent,step", [(0, 0), (F("4.99"), 0), (5, 1), (50, 4), (90, 6), (100, 6)]
)
def test_tints_take_their_lower_end(percent: F, step: int) -> None:
    assert tint(F(percent)) == step


def test_the_legend_names_every_tint_and_unknown() -> None:
    assert len(legend()) == len(STEPS) + 2
    assert legend()[-1][0] == "unknown"


TILES = (
    Tile("North", "North", 0, 0, F(12)),
    Tile("East", "East", 1, 1, None),
    Tile("South", "South", 1, 0, F(60)),
)


def test_a_map_says_in_words_what_it_shows() -> None:
    drawn = share_map("m", "Shares", TILES)
    assert "Lowest 12 % (North), highest 60 % (South). Unknown in 1." in drawn
    assert 'class="tiles unknown"' in drawn


def test_a_set_on_a_map_is_marked_by_more_than_colour() -> None:
    drawn = set_map("m", "A set", TILES, frozenset({"North"}), "These vote no.", "grid")
    assert drawn.count("h8v8h-8z") == 1  # one mark
    assert 'href="#grid"' in drawn
    assert "These vote no. 1 of 3 units; the list names them." in drawn
    assert 'id="grid"' in base_grid("grid", TILES)


def test_names_in_drawings_are_escaped() -> None:
    drawn = share_map("m", "<b>", (Tile("<i>", "<u>", 0, 0, F(1)),))
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "&lt;i&gt;" in drawn
    assert 'a="&quot;&gt;"' in element("g", a='">')


def test_bars_are_told_in_words() -> None:
    rows = (Row("A", (Bar(0, F(1, 4)), Bar(1, None, "impossible"))),)
    assert describe(("pass", "block"), rows) == "A: pass 25.0\u00a0%, block impossible."
    (tracks,) = re.findall(
        r'<path d="([^"]*)" class="track"/>', bar_chart("b", "t", ("pass", "block"), rows)
    )
    assert tracks.count("M") == 2


def test_labels_stand_above_or_beside_their_bars() -> None:
    rows = (Row("A", (Bar(0, F(1, 4)),)),)
    above, beside = bar_chart("b", "t", ("x",), rows), bar_chart("b", "t", ("x",), rows, beside=130)
    assert 'd="M0 18h310v15h-310z" class="track"' in above
    assert 'd="M130 4h180v15h-180z" class="track"' in beside
    assert 'd="M0 18h77.5v15h-77.5z" class="s0"' in above


def test_columns_of_days_count_what_is_inside() -> None:
    counts = {date(2020, 1, 1): 2, date(2020, 1, 3): 1, date(2019, 1, 1): 9}
    drawn = day_columns("d", "Days", counts, *window(date(2020, 1, 5), 5))
    assert drawn.count('class="s0"') == 2
    assert "3 statements from 2020-01-01 to 2020-01-05. Most on 2020-01-01 (2)" in drawn


def test_long_labels_take_more_lines_and_lose_words_last() -> None:
    assert wrapped("one two three\nfour", width=7) == ["one two", "three", "four"]
    assert wrapped("one two three four five", width=7, most=2) == ["one two", "three …"]
    assert wrapped("short") == ["short"]


#: Lorenz (1905), Gini (1912): two units, all seats to one of two equal ones.
EQUAL = (Share("A", F(1), F(1)), Share("B", F(3), F(3)))
ONE = (Share("A", F(1), F(0)), Share("B", F(1), F(2)))


@pytest.mark.parametrize("units,expected", [(EQUAL, F(0)), (ONE, F(1, 2))])
def test_the_gini_coefficient_is_exact(units: tuple[Share, ...], expected: F) -> None:
    assert gini(units) == expected


def test_the_curve_begins_and_ends_in_the_corners() -> None:
    assert curve(ONE)[0] == (0, 0)
    assert curve(ONE)[1] == (F(1, 2), 0)
    assert curve(ONE)[-1] == (1, 1)


def test_the_best_represented_half() -> None:
    assert half_share(ONE) == F(1, 2)
    assert half_share(EQUAL) == 1  # A alone holds 1 of 4 seats, so B is needed too


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_gini_against_its_definition(pairs: list[tuple[int, int]]) -> None:
    """The mean difference: sum |x - y| p q / (2 mean), over all pairs of people."""
    units = tuple(Share(str(k), F(p), F(s)) for k, (p, s) in enumerate(pairs))
    people, seats = sum(p for p, _ in pairs), sum(s for _, s in pairs)
    if not seats:
        return
    total = sum(abs(F(s, p) - F(t, q)) * p * q for p, s in pairs for q, t in pairs)
    assert gini(units) == total / (2 * F(seats, people) * people**2)


@pytest.mark.parametrize(
    "words,day",
    [
        ("2014-03-30", date(2014, 3, 30)),
        ("2014-03-14/2014-03-26", date(2014, 3, 14)),
        ("late March 2014", None),
        ("2014-03", None),
        ("2014-13-45", None),
        ("none", None),
    ],
)
def test_a_date_without_a_day_is_given_none(words: str, day: date | None) -> None:
    assert day_of(words) == day


def test_marks_on_one_day_are_stacked() -> None:
    events = [Event(k, date(2020, 1, 1), "x") for k in (1, 2, 3)]
    drawn = timeline("t", "Days", [*events, Event(4, date(2020, 2, 1), "due", True)])
    assert drawn.count("<circle") == 3
    assert "Deadlines: 4." in drawn


def test_a_cell_that_begins_like_a_formula_stays_text() -> None:
    data = Data(("a", "=b"), (("=1+1", -3), ("@x", None)))
    assert data.csv() == "a,'=b\r\n'=1+1,-3\r\n'@x,\r\n"


@pytest.mark.parametrize(
    "cells", [("1,2", 3), ("a b", "ї–é"), ('"#%&<>', "50 %"), ("x" * 300, 7), ("Київ" * 80, 1)]
)
def test_the_address_of_the_csv_holds_it_in_the_shorter_encoding(cells: tuple[Cell, ...]) -> None:
    data = Data(("a", "b"), (cells,))
    with urlopen(data.uri()) as file:
        assert file.read().decode("utf-8-sig") == data.csv()
    raw = data.csv().encode("utf-8-sig")
    assert len(data.uri()) <= len("data:text/csv;charset=utf-8;base64,") + (len(raw) + 2) // 3 * 4
    assert not set('"<>& ') & set(data.uri())


@pytest.mark.parametrize(
    "numeric, style",
    [({1, 2}, " figures"), ({1}, " f1"), (set(), ""), ({0, 1, 2}, " f1 f2"), ({2}, " f2")],
)
def test_columns_of_figures_are_set_right_once(numeric: set[int], style: str) -> None:
    assert Data(("a", "b", "c"), (), frozenset(numeric)).flush == style


def test_the_style_sheet_knows_every_column_that_may_be_set_right() -> None:
    css = (files("foedus.report") / "templates" / "page.css").read_text(encoding="utf-8")
    known = {(int(a), int(b)) for a, b in re.findall(r"\.f(\d+) tr>:nth-child\((\d+)\)", css)}
    assert known == {(k, k + 1) for k in range(1, COLUMNS + 1)}
    with pytest.raises(ValueError, match="beyond"):
        _ = Data(("a",) * 40, (), frozenset({COLUMNS + 1})).flush


def test_equal_boxes_are_one_shape_and_equal_words_one_group() -> None:
    assert boxes([(0, 1, 2, 3), (0.5, 1, 2, 3)], "x") == (
        '<path d="M0 1h2v3h-2zM0.5 1h2v3h-2z" class="x"/>'
    )
    assert boxes([], "x") == grouped([], class_="x") == ""
    assert grouped([element("a"), "<"], class_="x") == '<g class="x"><a/>&lt;</g>'


def test_quote_marks_stand_as_they_are_in_text_and_escaped_in_attributes() -> None:
    told = '<p title="a&#34;b">it&#39;s &#34;x&#34; &lt;b&gt;</p>'
    assert _unescaped(told) == '<p title="a&#34;b">it\'s "x" &lt;b&gt;</p>'


@pytest.mark.parametrize(
    "address,linked",
    [
        ("https://example.org/a?b=c", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("see https://example.org and page 3", False),
        ("http://[broken", False),
    ],
)
def test_only_web_addresses_become_links(address: str, linked: bool) -> None:
    assert bool(link(address)) is linked


def test_each_verdict_has_a_mark_of_its_own() -> None:
    assert len(set(MARKS.values())) == len(MARKS)
    assert mark(Verdict("holds", "holds")) != mark(Verdict("fails", "fails"))


def test_idents_are_letters_digits_hyphens() -> None:
    assert slug("Art. 155", "A b") == "art-155-a-b"
    assert slug("155") == "n-155"
    assert unique(["a", "A", "b"]) == ("a", "a-2", "b")
