"""`foedus fiscal`: tables, side by side, JSON by its schema, errors with their place."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fiscal_world import CSV, EVEN, HEAD, META, TAX, write

from cases_once import invoke
from conftest import fits

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "fiscal.md").read_text(encoding="utf-8")


def run(*words: str, code: int = 0) -> str:
    done = invoke("fiscal", *words)
    assert done.exit_code == code, done.output
    return done.output


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "schemas" / f"{name}.json").read_text())
    return found


def test_a_file_is_told_with_its_units_and_guarantees(tmp_path: Path) -> None:
    told = run(str(write(tmp_path, HEAD, TAX, EVEN)))
    assert re.search(r"Alpha +90 +45 +0 +~?8? *7?.*52\.50|Alpha .* 0\.90 ", told)
    assert "fails  Fund, below: no unit below 9/10 of average: Alpha has 87.50 %" in told
    assert told.splitlines()[-1] == "texts with money: 1; floors and caps that hold: 2 of 3"


def test_the_guides_first_example_is_what_it_says(tmp_path: Path) -> None:
    (text,) = re.findall(r"```foedus-fiscal\n(.*?)```", GUIDE, re.S)
    (csv,) = re.findall(r"```csv\n(.*?)```", GUIDE, re.S)
    sidecar = META.split("[columns.oil]")[0].replace('"A" = ["First"]', '"A" = ["First"]')
    told = run(str(write(tmp_path, text, csv=csv, meta=sidecar)))
    for words in ("0.525", "87.50 %", "fails"):
        assert words in told or words == "0.525"
    assert "0.53" in told  # 52.5 of 100 residents, rounded as printed


@pytest.mark.parametrize("name", ["A", "model-a", "Model A: wider powers in a unitary state"])
def test_a_model_of_a_case_is_named_by_letter_key_or_title(name: str) -> None:
    told = run("ukraine-2014", "--model", name)
    assert told.startswith("Model A: wider powers")
    assert "nobody tabled this text" in told
    assert "to change Between regions" in told


def test_models_stand_side_by_side_per_head() -> None:
    told = run("ukraine-2014")
    assert "After, per head:" in told
    assert re.search(r"Unit +Model A +Model B +Model C", told)
    assert told.splitlines()[-1].startswith("texts with money: 3;")


@pytest.mark.parametrize("words", [("ukraine-2014",), ("ukraine-2014", "--model", "B")])
def test_the_json_fits_its_schema(words: tuple[str, ...]) -> None:
    data = json.loads(run(*words, "--json"))
    fits(data, schema("fiscal"))
    assert data["format"] == "foedus.fiscal/1"
    assert data["inputs"]


def test_the_json_of_a_file_is_exact(tmp_path: Path) -> None:
    data = json.loads(run(str(write(tmp_path, HEAD, TAX, EVEN)), "--json"))
    fits(data, schema("fiscal"))
    (text,) = data["texts"]
    assert text["flows"]["after"] == {"Alpha": "105/2", "Beta": "135/2", "Gamma": "120"}
    assert text["flows"]["per_head"]["after"]["Alpha"] == "21/40"


def test_the_schema_refuses_a_rounded_number(tmp_path: Path) -> None:
    data = json.loads(run(str(write(tmp_path, HEAD, TAX)), "--json"))
    data["texts"][0]["flows"]["centre"] = 240.0
    with pytest.raises(jsonschema.ValidationError):
        fits(data, schema("fiscal"))


def test_the_formulas_are_listed_with_their_sources() -> None:
    told = run("--formulas")
    assert told.splitlines()[-1].startswith("4 formulas")
    data = json.loads(run("--formulas", "--json"))
    fits(data, schema("formulas"))
    for row in data["formulas"]:
        assert row["name"] in GUIDE
        assert row["reference"]


@pytest.mark.parametrize(
    "words, code, said",
    [
        ((), 2, "name a case or a file"),
        (("germany",), 2, "E855"),
        (("ukraine-2014", "--model", "Z"), 2, "E855"),
        (("nowhere",), 2, "E230"),
    ],
)
def test_what_cannot_be_told_is_an_error(words: tuple[str, ...], code: int, said: str) -> None:
    assert said in run(*words, code=code)


def test_errors_have_file_line_and_help(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD, TAX, 'transfer G: 5 to Gama from centre under "1"\n', csv=CSV)
    told = run(str(file), code=2)
    assert "error[E851]" in told
    assert "isles.foedus:17:1" in told
    assert 'did you mean "Gamma"?' in told
    data = json.loads(run(str(file), "--json", code=2))
    assert [e["code"] for e in data["errors"]] == ["E851"]


def test_every_code_of_money_is_explained() -> None:
    from foedus.fiscal.codes import CODES

    for code in CODES:
        done = invoke("explain", code)
        assert done.exit_code == 0
        assert CODES[code].title in done.output
