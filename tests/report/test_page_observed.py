"""The page of a case with observation data: estimate, coverage, protocols, audit; else nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from page_checks import Element, check_page
from three_regions import write_case

from foedus.cli import main
from foedus.errors import BadInput
from foedus.observe.simulate import Recipe, files
from foedus.report.make import make

SEED = "14142135623730950488"
FORM = """station = "station"
observer = "who"
[questions.open]
column = "open"
text = "Open on time"
area = "opening"
"""


def run(*words: str) -> str:
    done = CliRunner().invoke(main, ["observe", *words])
    assert done.exit_code in (0, 3), done.output
    return done.output


def observe(case: Path, *, regions: bool = False) -> Path:
    """Fill the case's observe/ folder from a simulated election with slips."""
    folder = case / "observe"
    folder.mkdir()
    names = ("North", "East", "South") if regions else ("area 1", "area 2", "area 3")
    made = files(Recipe(stations=240, strata=3, slips=0.05, seed=4))
    for name, text in made.items():
        for k, region in enumerate(names, 1):
            text = text.replace(f"area {k},", f"{region},")
        (folder / name).write_text(text)
    (folder / "stations.csv").rename(folder / "published.csv")
    (folder / "past.csv").rename(folder / "frame.csv")
    (folder / "cards.csv").rename(folder / "reported.csv")
    columns = ["--columns", str(folder / "columns.toml")]
    plan = str(folder / "plan.json")
    run("sample", str(folder / "frame.csv"), *columns, "--stations", "60", "--seed", "s",
        "--design", "proportional", "-o", plan)  # fmt: skip
    drawn = json.loads((folder / "plan.json").read_text())["stations"]
    lines = (folder / "published.csv").read_text().splitlines()
    mine = [r for r in lines[1:] if r.split(",")[0] in drawn]
    random.Random(3).shuffle(mine)
    (folder / "returns.csv").write_text("\n".join([lines[0], *mine]) + "\n")
    (folder / "form.toml").write_text(FORM)
    rows = "".join(f"{s},Ada,yes\n" for s in list(drawn)[:40])
    (folder / "export.csv").write_text("station,who,open\n" + rows)
    _audit(folder)
    return folder


def _audit(folder: Path) -> None:
    manifest = ["--manifest", str(folder / "manifest.csv")]
    audit = str(folder / "audit.json")
    run("audit", "contest", str(folder / "reported.csv"), *manifest, "-o", audit)
    (folder / "seed.txt").write_text(SEED + "\n")
    sheet = folder / "cards.csv"
    run("audit", "draw", audit, *manifest, "--seed", SEED, "--cards", "all=30", "-o", str(sheet))
    lines = sheet.read_text().splitlines()
    body = [",".join([*r.split(",")[:3], "A", str(1 + (i > 14))]) for i, r in enumerate(lines[1:])]
    sheet.write_text("\n".join([lines[0], *body]) + "\n")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = write_case(tmp_path_factory.mktemp("seen"))
    observe(found)
    return found


@pytest.fixture(scope="module")
def tree(case: Path) -> Element:
    return check_page(make(str(case))[0])


def section(tree: Element) -> Element:
    return next(s for s in tree.every("section") if s.attributes["id"] == "observed")


def test_a_case_without_observation_data_has_no_section(tmp_path: Path) -> None:
    page = make(str(write_case(tmp_path)))[0]
    assert "What observers counted" not in page


@pytest.mark.parametrize(
    "words",
    ["What the returns allow to be said", "the estimate as stations returned",
     "Stations visited, per cent of those in the frame", "share or lead",
     "stations drawn returned", "Copies of protocols against published rows",
     "Largest risk after each round", "trusted: the manifest", "none names a cause",
     "look alike"],
)  # fmt: skip
def test_each_part_is_on_the_page(tree: Element, words: str) -> None:
    assert words in section(tree).text()


def test_the_estimates_of_the_page_are_those_of_the_command(case: Path, tree: Element) -> None:
    folder = case / "observe"
    text = run("estimate", str(folder / "plan.json"), str(folder / "returns.csv"), "--columns",
               str(folder / "columns.toml"), "--json")  # fmt: skip
    table = next(t for t in section(tree).every("table") if "design effect" in t.text())
    for e in json.loads(text)["estimates"]:
        cells = [[c.text() for c in r.parts if not isinstance(c, str)] for r in table.every("tr")]
        row = next(c for c in cells if c[0] == e["what"])
        shown = [float(w) for w in row[1:4]]
        assert shown == pytest.approx([100 * e[k] for k in ("value", "low", "high")], abs=0.0051)


def test_no_observer_is_named_and_no_verdict_given(tree: Element) -> None:
    text = section(tree).text()
    assert "Ada" not in text
    assert not any(w in text.lower() for w in ("fraud", "rigged", "stolen", "proves"))


def test_the_section_is_thin(case: Path, tmp_path: Path) -> None:
    with_, without = (len(make(str(c))[0]) for c in (case, write_case(tmp_path)))
    assert with_ - without < 60_000


def test_files_have_their_digests_in_the_sources(tree: Element) -> None:
    assert "observe/plan.json" in tree.text()


def test_strata_that_are_the_cases_units_stand_on_its_map(tmp_path: Path) -> None:
    found = write_case(tmp_path)
    observe(found, regions=True)
    text = section(check_page(make(str(found))[0]))
    figure = next(f for f in text.every("figure") if f.attributes["id"] == "coverage")
    assert any("tiles" in g.attributes.get("class", "") for g in figure.every("g"))


@pytest.mark.parametrize("part", ["count", "trace", "coverage", "audit"])
def test_any_part_may_be_missing(part: str, tmp_path: Path) -> None:
    from foedus.report.observed import PARTS

    found = write_case(tmp_path)
    folder = observe(found)
    (folder / PARTS[part][0]).unlink()
    text = section(check_page(make(str(found))[0])).text()
    title = {"count": "Quick count", "trace": "Protocols", "coverage": "Coverage",
             "audit": "Assertions that imply"}[part]  # fmt: skip
    assert title not in text


@pytest.mark.parametrize(
    "change,code",
    [(lambda f: (f / "returns.csv").unlink(), "E900"),
     (lambda f: (f / "plan.json").write_text("{"), "E905"),
     (lambda f: (f / "seed.txt").write_text("7"), "E912"),
     (lambda f: (f / "form.toml").write_text("x"), "E930"),
     (lambda f: (f / "plan.json").rename(f / "plans.json"), "E900")],
    ids=["gone", "no JSON", "seed", "form", "misspelt"],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_with_its_place(change, code: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = write_case(tmp_path)
    change(observe(found))
    with pytest.raises(BadInput) as caught:
        make(str(found))
    assert caught.value.diagnostics[0].code == code
