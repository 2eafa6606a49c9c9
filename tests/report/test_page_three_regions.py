"""A case of three invented regions gives a page like any other, hostile words included."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.request import urlopen

import pytest
from page_checks import Element, check_page, every
from three_regions import HOSTILE, write_case

from foedus.report.make import make


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(str(write_case(tmp_path_factory.mktemp("three"))))[0]


@pytest.fixture(scope="module")
def tree(page: str) -> Element:
    return check_page(page)


def test_the_page_has_its_sections_in_order(tree: Element) -> None:
    titles = [h.text().split(" ", 1)[1].strip() for h in tree.every("h2")]
    order = [
        "What this is and is not",
        "The country",
        "Procedures, as sentences",
        "Steps and time",
        "Who may do what",
        "What the rules guarantee",
        "Who can pass and who can block",
        "Equal footing: units, citizens, access",
        "Voting power",
        "Seats and people",
        "What was said, by question",
        "What is disputed",
        "What was voted",
        "What was voted, over which base",
        "What was promised",
        "What waits for what",
        "The order of steps",
        "Surveys",
        "Method and sources",
    ]
    assert titles == [t for t in order if t in titles]
    assert {"What is disputed", "Surveys", "The country"} <= set(titles)


def test_the_contents_name_every_section(tree: Element) -> None:
    links = [a.attributes["href"][1:] for a in tree.every("nav")[0].every("a")]
    assert links == [s.attributes["id"] for s in tree.every("section")]


def test_unknown_is_never_zero(tree: Element) -> None:
    table = next(f for f in tree.every("figure") if f.attributes["id"] == "maps").every("table")[0]
    south = next(r for r in table.every("tr") if "South" in r.text())
    assert south.children[1].text() == "unknown"


def test_the_later_layer_is_off_by_default_and_labelled_when_on(tmp_path: Path) -> None:
    folder = str(write_case(tmp_path))
    without, with_later = make(folder)[0], make(folder, later=True)[0]
    assert "LATERWORDS" not in without
    assert "came after that date is left out" in without
    assert "LATERWORDS" in with_later
    tree = check_page(with_later)
    quote = next(q for q in tree.every("article") if "LATERWORDS" in q.text())
    assert "later" in quote.attributes["class"].split()
    assert any("later" in b.text() for b in quote.every("b"))


def test_words_of_a_case_are_escaped_everywhere(tmp_path: Path) -> None:
    page, _ = make(str(write_case(tmp_path, title=HOSTILE, quote=HOSTILE)))
    tree = check_page(page)
    assert not [e for e in every(tree) if e.tag == "img"]
    assert tree.every("h1")[0].text() == HOSTILE
    assert "<script>alert" not in page
    assert HOSTILE in "".join(q.text() for q in tree.every("blockquote"))


def test_an_address_that_is_no_web_address_is_no_link(tree: Element) -> None:
    assert "javascript:alert(1)" in tree.text()
    assert not [a for a in tree.every("a") if "javascript" in a.attributes.get("href", "")]


def test_the_csv_in_the_page_holds_the_exact_figures(tree: Element) -> None:
    figure = next(f for f in tree.every("figure") if f.attributes["id"] == "maps")
    link = next(a for a in figure.every("a") if "download" in a.attributes)
    with urlopen(link.attributes["href"]) as file:
        data = file.read().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(data)))
    assert rows[0][0] == "Unit"
    assert [r[:2] for r in rows[1:]] == [["North", "10.5"], ["East", "62"], ["South", ""]]


def test_two_runs_give_the_same_page(tmp_path: Path) -> None:
    folder = str(write_case(tmp_path))
    assert make(folder)[0] == make(folder)[0]
