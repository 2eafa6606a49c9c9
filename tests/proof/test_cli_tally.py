"""`foedus tally`: words, exit codes, unknown figures, JSON against its schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from proof_world import HEAD, META, TABLE

from conftest import fits
from foedus.atlas.index import find
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
HEADER = "body,unit,yes,no,abstain,absent,invalid,registered\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "a.foedus").write_text(HEAD, encoding="utf-8")
    return tmp_path


def run(folder: Path, procedure: str, rows: str, *options: str) -> Result:
    (folder / "v.csv").write_text(HEADER + rows, encoding="utf-8")
    arguments = ["tally", str(folder / "a.foedus"), procedure, str(folder / "v.csv"), *options]
    return CliRunner().invoke(main, arguments)


BLUE_ONLY = "House,Blue,6,0,0,0,0,6\nHouse,Red,1,3,0,0,0,4\n"


@pytest.mark.parametrize(
    ("procedure", "rows", "options", "code", "words"),
    [
        ("Law", "House,,7,3,0,0,0,10\nPresident,,0,1,,,,\n", (), 0, "adopted"),
        ("Law", "House,,6,4,0,0,0,10\nPresident,,0,1,,,,\n", (), 1, "1 voter changing sides"),
        ("Law", "House,,6,4,0,0,0,10\n", (), 3, "open: 1 figures are unknown"),
        (
            "Quorum",
            "Senate,,2,1,0,2,0,5\n",
            (),
            0,
            "1 of those who voted no would have defeated it",
        ),
        ("Doubt", BLUE_ONLY, (), 1, "(reading Everyone)"),
        ("Doubt", BLUE_ONLY, ("--reading", "Everyone"), 0, "adopted"),
        ("Doubt", BLUE_ONLY, ("--reading", "Everybody"), 2, 'did you mean "Everyone"?'),
        ("Law", "House,,7,x,0,0,0,10\n", (), 2, "E261"),
    ],
)
def test_tally_says_what_decides(
    folder: Path, procedure: str, rows: str, options: tuple[str, ...], code: int, words: str
) -> None:
    result = run(folder, procedure, rows, *options)
    assert result.exit_code == code, result.output
    assert words in result.output + result.stderr


def test_the_vote_of_2013_fails_among_the_cantons() -> None:
    system = find("switzerland")
    votes = system.parent / "votes" / "2013-03-03.csv"
    arguments = ["tally", "switzerland", "Constitutional amendment", str(votes)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    # Federal Chancellery: 54.3 % yes, 10 of 23 votes of the cantons.
    assert "10 of 23; more than 11.5 needed; not met" in result.output
    assert "rejected" in result.output.splitlines()[-1]


def test_tally_json_fits_its_schema(folder: Path) -> None:
    rows = "House,,7,3,0,0,0,10\nPeople,Alpha,26,20,0,4,0,50\nPeople,Beta,10,15,,,,\n"
    result = run(folder, "Change", rows, "--json")
    data = json.loads(result.stdout)
    schema = json.loads((SCHEMAS / "tally.json").read_text(encoding="utf-8"))
    fits(data, schema)
    assert data["tallies"][0]["outcome"] == "open"
