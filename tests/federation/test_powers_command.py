"""`foedus powers ...`: tables, JSON by schema over the whole atlas, errors with their place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from federation_schema import SCHEMAS, written
from federation_world import HEAD, POWERS, PROCEDURES, write
from test_powers_communities import COMMUNITIES, COUNCIL, RIGHT
from test_powers_organs import COURT, EMERGENCY, GUARANTORS
from test_powers_paths import CHAMBER

from cases_once import invoke, keep
from conftest import fits
from foedus.atlas import systems
from foedus.federation.codes import CODES

ROOT = Path(__file__).resolve().parents[2]
AUTHORITY = 'authority "law making" of Regions: 1/2 under "Art. 3" coded by "the editors, 2020"\n'
WHOLE = (
    HEAD, COURT, PROCEDURES, POWERS, CHAMBER, EMERGENCY, GUARANTORS, COMMUNITIES,
    COUNCIL.replace('organ "Board', 'organ "Board'), RIGHT.replace("\n    as of", " as of"),
    AUTHORITY,
)  # fmt: skip


def run(*words: str, code: int = 0) -> str:
    done = invoke("powers", *words)
    assert done.exit_code == code, done.output
    return done.output


def data(kind: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    fits(found, json.loads((SCHEMAS / f"{kind}.json").read_text()))
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return keep(write(tmp_path_factory.mktemp("whole"), *WHOLE))


def test_the_matrix_shows_levels_units_and_articles(file: str) -> None:
    told = run(file)
    assert re.search(r"schools +centre \(Art\. 21\); region in North, South \(Art\. 22\)", told)
    assert "nobody has it: fishing" in told
    assert re.search(r"\d+ matters, 7 entries; \d+ left open$", told.strip())


def test_in_one_unit_only_what_holds_there_is_shown(file: str) -> None:
    told = run(file, "--unit", "W")
    assert "in West" in told.splitlines()[0]
    assert re.search(r"schools +centre \(Art\. 21\) *\n", told)


def test_a_matter_shows_who_holds_it_and_how_it_can_be_taken(file: str) -> None:
    told = run(file, "--matter", "regional language", "--unit", "West")
    assert "nobody holds it" in told
    assert '"Own affairs" (Art. 91): needs' in told
    assert "West can stop it alone" in told
    assert "easier: first change the rule itself" in told


def test_a_standard_matter_that_no_text_names_can_be_asked_for(file: str) -> None:
    assert "vat: 1 text" in run(file, "--matter", "vat")


@pytest.mark.parametrize(
    "words, code, said",
    [
        (["--matter", "polce"], "E870", 'did you mean "police"?'),
        (["--unit", "Nrth"], "E871", 'did you mean "North"?'),
        (["--model", "Z"], "E855", "federation"),
    ],
)
def test_a_name_nobody_bears_is_answered_with_the_nearest(
    file: str, words: list[str], code: str, said: str
) -> None:
    told = run(file, *words, code=2)
    assert f"error[{code}]" in told
    assert said in told
    found = json.loads(run(file, *words, "--json", code=2))
    assert [e["code"] for e in found["errors"]] == [code]


@pytest.mark.parametrize("kind", ["organs", "minorities", "languages", "authority"])
def test_every_answer_of_a_full_text_fits_its_schema(file: str, kind: str) -> None:
    assert data(kind, kind, file)["texts"][0]["text"] == "Federation"


def test_organs_in_words(file: str) -> None:
    told = run("organs", file)
    for words in (
        "second chamber Senate (Art. 60)",
        "suspensive veto: Law (Art. 10): police, schools; overridden by 67 votes instead of 51",
        "malapportionment 20.00 %",
        "30.00 % of the population (South)",
        "can fill a majority together: President and House",
        'declared by "the generals": in words only',
        "can act: Alpha; or Beta",
        "can act: Gamma and Delta",
        "no time, renewal or review is stated",
    ):
        assert words in told, words
    assert told.splitlines()[-1] == "1 second chamber, 1 court, 3 emergency clauses"


def test_minorities_in_words(file: str) -> None:
    told = run("minorities", file)
    for words in (
        "Northern (north_share as of 2020, by own statement): 555,000 persons",
        "live where they are a majority (1 units)",
        "Council of the West: for Western on a voluntary roll; heritage",
        "Board of the South: for Southern by law",
    ):
        assert words in told, words


def test_languages_in_words(file: str) -> None:
    told = run("languages", file)
    for words in (
        "N in school, court at region (Art. 80)",
        "covers 525,000 speakers",
        "West stands exactly on the cut",
        "qualify without a decision known: North",
        "decided below the threshold: South",
        "decisions: none recorded in this text",
    ):
        assert words in told, words


def test_authority_in_words(file: str) -> None:
    told = run("authority", file)
    assert re.search(r"law making +1/2 of 2 +Regions +Art\. 3 +the editors, 2020", told)
    assert "not scored: institutional depth" in told
    assert "they are not added up" in told


def test_the_standard_matters_are_listed(file: str) -> None:
    assert file
    found = data("matters", "matters")
    assert len(found["matters"]) == 65
    told = run("matters")
    assert told.splitlines()[-1] == "65 matters"
    assert "Watts" in told


@pytest.mark.parametrize(
    "words, said",
    [
        (("part", "germany"), "E873"),
        (("part", "ukraine-2014", "--switch", "seats-2014-11"), 'did you mean "seats-2014-10"?'),
    ],
)
def test_a_switch_is_a_cases(words: tuple[str, ...], said: str) -> None:
    assert said in run(*words, code=2)


def test_part_fits_its_schema_over_every_switch_and_text() -> None:
    found = data("part", "part", "ukraine-2014")
    assert len(found["texts"]) == 4 * 5
    assert len(found["turnouts"]) == 1


@pytest.mark.parametrize("name", [e.name for e in systems()] + ["ukraine-2014"])
def test_every_answer_over_the_atlas_fits_its_schema(name: str) -> None:
    data("powers", name)
    for kind in ("organs", "minorities", "languages", "authority"):
        data(kind, kind, name)


def test_paths_fit_the_schema_too() -> None:
    found = data("powers", "ukraine-2014", "--matter", "police", "--unit", "Odessa")
    assert {t["unit"] for t in found["texts"]} == {"Odesa"}
    assert all(t["paths"] for t in found["texts"])


def test_the_schemas_in_the_documents_are_those_of_the_answers() -> None:
    for name, text in written().items():
        assert (SCHEMAS / name).read_text(encoding="utf-8") == text, (
            f"{name}: python tests/federation/federation_schema.py"
        )


def test_every_code_is_explained() -> None:
    for code in CODES:
        done = invoke("explain", code)
        assert CODES[code].title in done.output


def test_the_guide_runs(capsys: pytest.CaptureFixture[str]) -> None:
    guide = (ROOT / "docs" / "federation.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", guide, re.S)
    exec(compile(code, "federation.md", "exec"), {})
    assert "Derogating amendment" in capsys.readouterr().out
    (shell, *_) = re.findall(r"```sh\n(.*?)```", guide, re.S)
    for line in shell.splitlines():
        words = line.partition("#")[0].split('"')
        parts = [p for k, w in enumerate(words) for p in ([w] if k % 2 else w.split())]
        if parts[:2] == ["foedus", "powers"]:
            done = invoke(*parts[1:])
            assert done.exit_code == 0, line
