"""Witnesses on the page: who says yes or no, one of N, the list before the map, worked by hand."""

from __future__ import annotations

import re
from math import comb
from pathlib import Path

import pytest
from page_checks import Element, check_page, every, parsed
from three_regions import write_case

from foedus.proof.verdicts import Finding, Status
from foedus.proof.witnesses import Alike, Counter, Does, passing
from foedus.report.coalitions import told
from foedus.report.make import make
from foedus.report.numbers import large
from foedus.report.sections import rulings, witness
from foedus.rules.gates import Builder, Rule


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Element:
    return check_page(make(str(write_case(tmp_path_factory.mktemp("three"))))[0])


@pytest.fixture(scope="module")
def packaged() -> Element:
    return check_page(make("ukraine-2014")[0])


def group(tree: Element, title: str) -> Element:
    """Return the folded part under a title."""
    found = [d for d in tree.every("details") if d.every("h3") and d.every("h3")[0].text() == title]
    assert found, title
    return found[0]


def words(element: Element) -> str:
    return " ".join(element.text().split())


#: guarantee, who is listed, who they are, how many show the same (2 of 3 regions, 67 of 100)
BY_HAND = [
    (
        "No region alone can stop an amendment",
        "Who says yes in an example (all 3):",
        ["67 of 100 Chamber", "2 of 3 Regions: East, South"],
        f"One of {large(comb(100, 67))} coalitions of its size that show the same, members told",
    ),
    (
        "North cannot be outvoted",
        "Who says yes in an example:",
        ["67 of 100 Chamber", "2 of 3 Regions: East, South"],
        f"One of {large(comb(100, 67))} coalitions of its size",
    ),
    (
        "What is the smallest share of the population that can stop it?",
        "Who says no in an example:",
        ["2 of 3 Regions: East, South"],
        "The only coalition of its size that shows this, and not a proposal.",
    ),
]


@pytest.mark.parametrize(("title", "who", "members", "number"), BY_HAND)
def test_a_witness_is_a_list_one_of_n_and_no_proposal(
    three: Element, title: str, who: str, members: list[str], number: str
) -> None:
    shown = next(d for d in every(group(three, title)) if d.attributes.get("class") == "witness")
    assert shown.every("p")[0].text() == who
    assert [li.text() for li in shown.every("li")] == members
    assert " ".join(number.split()) in words(shown)
    assert "and not a proposal." in words(shown)


def test_the_list_stands_before_the_map(packaged: Element) -> None:
    shown = [d for d in every(packaged) if d.attributes.get("class") == "witness"]
    drawn = [d for d in shown if d.every("svg")]
    assert len(drawn) > 5
    for one in drawn:
        inside = every(one)
        tags = [e.tag for e in inside]
        assert tags.index("ul") < tags.index("svg")
        says = "say no" if "says no" in one.every("p")[0].text() else "say yes"
        assert f"Units that {says} in this example" in one.every("desc")[0].text()


def test_who_blocks_says_no_and_vacant_seats_say_nothing(packaged: Element) -> None:
    few = group(packaged, "How few can pass or stop it?")
    for article in few.every("article"):
        claim = article.every("p")[0].text()
        title = next(p.text() for p in article.every("p") if p.attributes.get("class"))
        assert ("says no" in title) is ("that blocks" in claim)
    seats = group(packaged, "How many vacant seats stop a law?")
    titles = {p.text() for p in seats.every("p") if p.attributes.get("class") == "witness-title"}
    assert titles == {"Seats that stand empty in an example:"}


def test_texts_that_say_the_same_stand_together(packaged: Element) -> None:
    few = group(packaged, "No region alone can stop an amendment")
    titles = [words(h) for h in few.every("h4")]
    assert titles == ["● Both texts · Model A · Model C: holds", "● Model B: holds"]


def test_paths_are_a_table_with_whose_consent_each_needs(packaged: Element) -> None:
    path = group(
        packaged, "By which path does a region leave, lose powers or have its border changed?"
    )
    (table,) = path.every("table")
    heads = [h.text() for h in table.every("thead")[0].every("th")]
    assert heads == ["Claim", "Both texts", "Model A", "Model B", "Model C"]
    rows = {r.children[0].text(): [c.text() for c in r.children[1:]] for r in table.every("tr")}
    leaving = rows["leaving by Vinnytsia."]
    assert "needs the consent of People; no vote for Vinnytsia under Arts 72, 73" in leaving[0]
    # A chamber of regions is named as bodies are: it cannot pass against all of them.
    assert "needs the consent of Verkhovna Rada, People, Regions;" in leaving[2]
    border = rows["changing borders of Vinnytsia."][2]
    assert "needs the consent of Verkhovna Rada, Regions, Vinnytsia;" in border
    assert "Vinnytsia can stop it alone" in border


def test_no_key_of_a_file_is_shown_to_a_reader(packaged: Element) -> None:
    positions = next(s for s in packaged.every("section") if s.attributes["id"] == "positions")
    keys = re.compile(r"\b(russia|ua|luhansk|donetsk|mejlis|us)-[a-z]+(-[a-z]+)*\b")
    assert keys.findall(words(positions)) == []
    assert "D1" in words(positions)


def test_quotes_are_numbered_and_repeated_ones_refer_to_the_first(packaged: Element) -> None:
    quotes = [a for a in packaged.every("article") if "quote" in a.attributes["class"].split()]
    first = [a for a in quotes if "again" not in a.attributes["class"].split()]
    numbered = [a for a in first if "id" in a.attributes]
    shown = [next(s.text() for s in a.every("span")) for a in numbered]
    assert shown == [str(k) for k in sorted(map(int, shown))]
    place = {a.attributes["id"]: n for a, n in zip(numbered, shown, strict=True)}
    again = [a for a in quotes if "again" in a.attributes["class"].split()]
    assert len(again) > 100
    for quote in again:
        link = quote.every("footer")[0].every("a")[0]
        assert link.text().endswith(f"no. {place[link.attributes['href'][1:]]}")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1"),
        (20058300, "20\u202f058\u202f300"),
        (10**15 - 1, "999\u202f999\u202f999\u202f999\u202f999"),
        (10**15, "about 1.0\u00a0×\u00a010¹⁵"),
        (9_949_999_999_999_999, "about 9.9\u00a0×\u00a010¹⁵"),
        (9_950_000_000_000_000, "about 1.0\u00a0×\u00a010¹⁶"),
        (comb(450, 300), "about 9.9\u00a0×\u00a010¹²²"),
    ],
)
def test_large_counts_are_rounded_and_said_to_be(value: int, shown: str) -> None:
    assert large(value) == shown


def majority(voters: int) -> Rule:
    builder = Builder()
    return builder.build(builder.at_least(2, [builder.voter(f"v{k}") for k in range(voters)]))


def test_what_was_not_counted_is_said_to_be_uncounted() -> None:
    assert "an uncounted number of coalitions" in witness.one_of(None, None)
    assert "(at least 1), and not a proposal." in witness.one_of(None, None)
    seats = Alike(majority(3), 2, None, Does.EMPTY)
    assert witness.one_of(1, seats).startswith("The only choice of so many seats")
    assert witness.one_of(3, seats).startswith("One of 3 choices of as many seats")
    assert "told apart" not in witness.one_of(3, seats)


def test_a_planted_wrong_count_would_be_seen(three: Element) -> None:
    alike = passing(majority(4), {"v0": 1, "v1": 1})
    number = Counter().count(alike)
    assert number == 6
    assert witness.one_of(number, alike) != witness.one_of(number + 1, alike)
    assert "of 0 " not in words(three)


#: coalition, voters, electorates, lines
TOLD = [
    ({"Rada: others": 2}, {"Rada: others": 225}, [], ("2 of 225 others (Rada)",)),
    ({"Rada": 0}, {"Rada": 450}, [], ("nobody",)),
    (
        {"People: A": 1},
        {"People: A": 1, "People: B": 1},
        ["People"],
        ("1 of 2 People, unit by unit: A",),
    ),
    ({f"U: {k}": 1 for k in "abcd"}, {f"U: {k}": 1 for k in "abcd"}, [], ("all 4 U",)),
]


@pytest.mark.parametrize(("yes", "voters", "people", "lines"), TOLD)
def test_coalitions_in_words(
    yes: dict[str, int], voters: dict[str, int], people: list[str], lines: tuple[str, ...]
) -> None:
    assert told(voters, yes, people) == lines


def test_a_reason_names_the_articles_of_every_text_and_no_list_twice() -> None:
    coalition = {"v0": 1}
    finding = Finding(
        Status.FAILS,
        "passes with v0; then Art. 1: 1 of 2",
        coalition,
        article="Art. 1",
        brief="passes with those …; then Art. 1: 1 of 2",
    )
    said = rulings.reason(finding, "Art. 1 · Rule 2", finding)
    assert said == "Passes with those listed below; then Art. 1 · Rule 2: 1 of 2 (exact)."
    other = Finding(Status.FAILS, "passes with v0", coalition, brief="passes with those …")
    assert rulings.reason(other, "", finding) == "Passes with the same coalition (exact)."


def test_assumptions_of_one_view_are_one_sentence() -> None:
    found = rulings.assumed(["View V: a votes.", "Everyone votes.", "View V: b votes."])
    assert found == ["View V: a votes; b votes.", "Everyone votes."]


def test_paper_leaves_out_what_only_a_screen_needs(packaged: Element) -> None:
    style = "".join(s.text() for s in packaged.every("style"))
    paper = style[style.index("@media print") :]
    hidden = re.search(r"([^{}]*)\{display:none\}", paper)
    assert hidden
    assert {".toc", ".csv", ".data-under"} <= set(hidden.group(1).strip().split(","))
    assert paper.count("{") == paper.count("}")


def test_a_page_is_the_same_twice(tmp_path: Path) -> None:
    folder = str(write_case(tmp_path))
    first, second = make(folder)[0], make(folder)[0]
    assert first == second
    assert parsed(first).every("h1")
