"""The page of a case with a convention: figures with alternatives, thin, absent without data."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from convene_case import CONVENTION, write_case

from foedus.cli import main
from foedus.convene.opinion_map import Spot
from foedus.errors import BadInput
from foedus.report.figures.convene import Node, agenda_tree, opinion_map
from foedus.report.make import make
from foedus.report.sections.convene import tree


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make(str(write_case(tmp_path_factory.mktemp("case"))))[0]


def section(page: str) -> str:
    found = re.search(r'<section id="convention".*?</section>', page, re.S)
    assert found
    return found[0]


def test_the_section_shows_each_part(page: str) -> None:
    text = section(page)
    for words in (
        "The convention of the three regions",
        "nobody must adopt it",
        "What sets each group apart",
        "What all groups share",
        "Agreement on three footings",
        "From invitation to vote",
        "Nobody at the last stage from: South.",
        "No Condorcet winner; top cycle: one, two, regional.",
        "What setting the agenda is worth",
        "The Computational Democracy Project",
        "PLANTED",
        "Files read",
    ):
        assert words in text, words


def test_every_figure_has_a_text_alternative_and_its_data(page: str) -> None:
    text = section(page)
    drawings = re.findall(r"<svg.*?</svg>", text, re.S)
    assert len(drawings) == 4
    for drawing in drawings:
        assert re.search(r"<title id=[^>]*>[^<]+</title><desc id=[^>]*>[^<]+</desc>", drawing)
    assert text.count("Data of this figure as a table") == 4


def test_the_section_is_thin(page: str) -> None:
    assert len(section(page).encode()) < 90_000


def test_no_small_number_of_people_stands_on_the_map(page: str) -> None:
    counts = [int(n) for n in re.findall(r"group [A-Z]: (\d+) people", section(page))]
    assert counts
    assert min(counts) >= 5


def test_a_case_without_a_convention_has_no_section(tmp_path: Path) -> None:
    case = write_case(tmp_path)
    shutil.rmtree(case / "convene")
    assert 'id="convention"' not in make(str(case))[0]


def test_parts_that_are_not_named_are_absent(tmp_path: Path) -> None:
    case = write_case(tmp_path, 'title = "Only this"\n[result]\ntext = "A draft"\n')
    text = section(make(str(case))[0])
    assert "Only this" in text
    assert "<svg" not in text
    assert "What people hold" not in text


def test_a_named_file_that_is_not_there_is_a_named_error(tmp_path: Path) -> None:
    case = write_case(tmp_path, CONVENTION.replace("people.csv", "peopel.csv"))
    with pytest.raises(BadInput, match="E810"):
        make(str(case))


def test_the_link_command_flags_what_nobody_must_adopt(tmp_path: Path) -> None:
    case = write_case(tmp_path)
    done = CliRunner().invoke(main, ["convene", "link", str(case)])
    assert done.exit_code == 1
    assert "FLAG: nobody must adopt it" in done.output
    path = case / "convene" / "convention.toml"
    path.write_text(CONVENTION + 'step = "c1"\n')
    done = CliRunner().invoke(main, ["convene", "link", str(case)])
    assert done.exit_code == 0
    assert "c1 (commitment) leads to Amendment" in done.output
    path.write_text(CONVENTION + 'step = "c11"\n')
    done = CliRunner().invoke(main, ["convene", "link", str(case)])
    assert done.exit_code == 2
    assert 'did you mean "c1"?' in done.output


def test_a_binding_vote_stands_on_the_page(tmp_path: Path) -> None:
    case = write_case(tmp_path, CONVENTION + 'constitution = "text"\nvotes = "held.csv"\n')
    (case / "votes" / "held.csv").write_text(
        "body,unit,yes,no\nChamber,,70,30\nRegions,NO,60,40\nRegions,EA,20,30\nRegions,SO,9,1\n"
    )
    votes = (case / "votes.toml").read_text()
    (case / "votes.toml").write_text(
        votes + '\n[[vote]]\nkey = "held"\nfile = "held.csv"\ndate = "2021-03-20"\n'
        'body = "Chamber"\non = "the draft"\nstatus = "recorded"\n'
    )
    text = section(make(str(case))[0])
    assert "The binding vote" in text
    assert "Amendment: adopted" in text
    assert "Fewest ballots changing sides" in text


# ------------------------------------------------------------------ figures


def test_an_agenda_s_tree_holds_every_vote_and_the_way_taken() -> None:
    root = tree("amendment", ("a", "b", "c"), (True, False))
    assert root.words == "a / b"
    assert [n.words for n in root.branches] == ["a / c", "b / c"]
    assert root.taken == 0
    assert root.branches[0].taken == 1
    assert (root.leaves, root.depth) == (4, 3)
    drawn = agenda_tree("t", "Agenda", root, "words")
    assert drawn.count('class="curve"') == 2
    assert drawn.count('class="rule"') == 4


def test_the_tree_of_the_successive_procedure_is_a_comb() -> None:
    root = tree("successive", ("a", "b", "c"), (False, None))
    assert root.words == "a?"
    assert [n.words for n in root.branches] == ["a", "b?"]
    assert root.taken == 1
    assert root.branches[1].taken is None
    assert (root.leaves, root.depth) == (3, 3)


def test_words_in_figures_are_escaped() -> None:
    drawn = agenda_tree("t", "x", Node("<b>&", (), None), "d")
    assert "<b>" not in drawn
    spots = (Spot(0.5, 0.5, 0, 9), Spot(0.2, 0.1, 1, 30))
    placed = opinion_map("m", "Map", spots, ["A", "B"])
    assert "9 of group A, 30 of group B" in placed
    # The larger circle is drawn first, so that it hides no smaller one.
    assert placed.index("group B: 30 people") < placed.index("group A: 9 people")


@pytest.mark.needs("chromium")
def test_the_section_fits_wide_and_narrow_screens(page: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for width in (360, 1280):
            view = browser.new_page(viewport={"width": width, "height": 900})
            errors: list[str] = []
            view.on("pageerror", lambda e, found=errors: found.append(str(e)))
            view.goto(path.as_uri())
            view.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert view.evaluate("document.documentElement.scrollWidth") <= width
            assert view.locator("#convention svg").count() == 4
            assert not errors
            view.close()
        browser.close()
