"""`foedus show`: every way of looking takes its own options, and refuses those it would ignore."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from proof_world import HEAD, META, TABLE

from conftest import fits
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.fixture
def text(tmp_path: Path) -> str:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    path = tmp_path / "a.foedus"
    path.write_text(HEAD, encoding="utf-8")
    return str(path)


REFUSED = [
    (["Law", "--ladder", "--ballots"], "one at a time: --ladder or --ballots"),
    (["Law", "--ballots", "--steps"], "one at a time: --ballots or --steps"),
    (["Law", "--ladder", "--svg"], "one at a time: --ladder or --steps"),
    (["Law", "--ballots", "--every-date"], "--ballots does not take --every-date"),
    (["Law", "--ballots", "--bare-majorities"], "--ballots does not take --bare-majorities"),
    (["Law", "--steps", "--unit", "Alpha"], "--steps does not take --unit"),
    (["Law", "--steps", "--filled", "House=9"], "--steps does not take --filled"),
    (["--ladder", "--view", "X", "--unit", "Y"], "--ladder does not take --view, --unit"),
    (["Law", "--amended-by", "Change"], "without --ladder, show does not take --amended-by"),
    (["--ballots"], "--ballots needs a PROCEDURE"),
    (["--svg"], "--steps needs a PROCEDURE"),
]


@pytest.mark.parametrize(("args", "words"), REFUSED, ids=[" ".join(a) for a, _ in REFUSED])
def test_an_option_that_would_be_left_out_is_refused(
    text: str, args: list[str], words: str
) -> None:
    result = CliRunner().invoke(main, ["show", text, *args])
    assert result.exit_code == 2
    assert words in result.output
    assert "Traceback" not in result.output


TAKEN = [
    (["Change", "--every-date"], "smallest that passes by people as of 2000"),
    (["Change", "--bare-majorities"], "people as of 2000 in bare majorities"),
    (["Border", "--unit", "Alpha"], "1 reading of Border"),
    (["Law", "--filled", "Senate=3"], "1 reading of Law"),
    (["Quorum", "--ballots", "--filled", "Senate=4"], "boycott-sensitive"),
    (["Law", "--steps"], "1 reading of Law"),
    ([], "procedures"),
]


@pytest.mark.parametrize(("args", "words"), TAKEN, ids=[" ".join(a) or "list" for a, _ in TAKEN])
def test_options_that_belong_together(text: str, args: list[str], words: str) -> None:
    result = CliRunner().invoke(main, ["show", text, *args])
    assert result.exit_code == 0, result.output
    assert words in " ".join(result.output.split())


def test_the_json_of_bare_majorities_fits_its_schema(text: str) -> None:
    args = ["show", text, "Change", "--bare-majorities", "--json"]
    result = CliRunner().invoke(main, args)
    data = json.loads(result.stdout)
    fits(data, json.loads((SCHEMAS / "show.json").read_text(encoding="utf-8")))
    counting = {x["counting"] for p in data["portraits"] for x in p["least"]}
    assert counting == {"", "in bare majorities"}


def test_two_thresholds_of_one_vote_are_one_step(text: str) -> None:
    result = CliRunner().invoke(main, ["show", text, "Change"])
    assert result.output.count("step: vote of Regions") == 1
