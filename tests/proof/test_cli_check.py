"""`foedus check` and `foedus show` on files: words, exit codes, JSON against its schema."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from proof_world import HEAD, META, TABLE

from conftest import SIDECAR, fits
from foedus.cli import main

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
VOTES = b"body,unit,yes,no,abstain,absent,invalid,registered\nHouse,,7,3,0,0,0,10\n"
GOOD = 'guarantee "Stop"\n  Law cannot pass without House\n'
BAD = 'guarantee "Veto"\n  Law passes only with President\n'
OPEN = 'expect Border with votes "votes.csv" => adopted\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "votes.csv").write_bytes(VOTES)
    return tmp_path


def run(folder: Path, text: str, *arguments: str, name: str = "a.foedus") -> Result:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return CliRunner().invoke(main, [arguments[0], str(path), *arguments[1:]])


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (GOOD, 0, "  holds         Stop"),
        (BAD, 1, "  FAILS         Veto"),
        (GOOD + OPEN, 3, "  OPEN          Border"),
        (GOOD + BAD + OPEN, 1, "1 of 3 as stated, 1 not as stated, 1 undecided"),
        ('guarantee "V" fails because "x"\n  Law passes only with President\n', 0, "because x"),
        ('guarantee "V" fails because "x"\n  Law cannot pass without House\n', 1, "HOLDS, though"),
        ('question "Q"\n  vetoers of Law\n', 0, "nobody alone; as a whole: House: Blue"),
        ('expect Law with votes "votes.csv" => adopted\n', 0, "as expected"),
        ('expect Law with votes "votes.csv" => rejected\n', 1, "UNEXPECTED"),
        ('guarantee "N"\n  Speaker cannot be outvoted in Law\n', 1, "  NO VOTE       N"),
    ],
)
def test_check_prints_like_a_test_run(folder: Path, text: str, code: int, words: str) -> None:
    result = run(folder, text, "check")
    assert result.exit_code == code, result.output
    assert words in result.output
    assert "1 constitution: " in result.output.splitlines()[-1]


def test_bad_input_names_every_error_and_exits_with_2(folder: Path) -> None:
    text = (
        'question "A"\n  smallest share of wealth as of 2000, counting everyone, that passes Law\n'
        'expect Law with votes "gone.csv" => adopted\n'
    )
    result = run(folder, text, "check")
    assert result.exit_code == 2
    assert "E265" in result.stderr
    missing = CliRunner().invoke(main, ["check", "no-such-place"])
    assert missing.exit_code == 2
    assert "Traceback" not in missing.stderr


def test_verbose_shows_assumptions_and_engines(folder: Path) -> None:
    text = 'guarantee "S"\n  smallest coalition that passes Law is exactly 7\n'
    result = run(folder, text, "check", "-v", "--certify")
    assert "by branch, exact; again by enumeration" in result.output
    assert "assuming: Everyone who can take part" in result.output


def valid(output: str, name: str) -> dict[str, object]:
    data = json.loads(output)
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    fits(data, schema)
    return data


def test_check_json_fits_its_schema(folder: Path) -> None:
    text = GOOD + BAD + OPEN + 'question "Q"\n  smallest coalition that blocks Change\n'
    data = valid(run(folder, text, "check", "--json").stdout, "check")
    assert data["format"] == "foedus.check/1"
    assert data["exit"] == 1
    assert set(data["inputs"]) >= {"a.foedus", "regions.csv"}  # type: ignore[call-overload]


# a claim -> the witness's size, what its members do, how many sets do the same (by hand)
ALIKE = [
    ("smallest coalition that passes Half", 3, "say yes", 10),
    ("smallest coalition that blocks Half", 3, "say no", 10),
    ("Half can pass without A", 3, "say yes", 4),
    ("Half can pass against A and B", 3, "say yes", 1),
    ("fewest vacancies in Chamber that stop All", 1, "are empty seats", 7),
    ("smallest coalition that passes All", 7, "say yes", 1),
    ("Half cannot pass without A and B and C", None, None, None),
    ("smallest coalition that passes Many", 33, "say yes", comb(64, 33)),
]
FIVE = """constitution Five
units Towns: A, B, C, D, E
body Chamber: 7 members
body Crowd: 64 members
procedure Half under "Art. 1"
  passes when Towns approve by more than 1/2 of units
procedure All under "Art. 2"
  passes when Chamber approve by all members
procedure Many under "Art. 3"
  passes when Crowd approve by more than 1/2 of members
"""


@pytest.mark.parametrize(("claim", "size", "does", "number"), ALIKE)
def test_json_says_what_a_witness_does_and_of_how_many_it_is_one(
    tmp_path: Path, claim: str, size: int | None, does: str | None, number: int | None
) -> None:
    path = tmp_path / "five.foedus"
    path.write_text(f'{FIVE}question "Q"\n  {claim}\n', encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(path), "--json"])
    data: Any = valid(result.stdout, "check")
    (finding,) = data["reports"][0]["rulings"][0]["claims"][0]["findings"]
    assert (sum(finding["coalition"].values()) if finding["coalition"] else None) == size
    assert finding["does"] == does
    # Beyond 2^53 - 1 the number is a string, so that no reader rounds it.
    assert finding["alike"] == (str(number) if number and number >= 2**53 else number)


def test_what_takes_long_is_counted_only_when_asked_for(tmp_path: Path) -> None:
    """18 units of unlike weights: no number at first, with -v the one counted by sums here."""
    weights = [20 + 7 * k + k % 3 for k in range(18)]
    lines = [f"U{k},{w}" for k, w in enumerate(weights)]
    (tmp_path / "units.csv").write_text("region,people\n" + "\n".join(lines) + "\n")
    (tmp_path / "units.meta.toml").write_text(SIDECAR + '[columns.people]\nkind = "integer"\n')
    (tmp_path / "a.foedus").write_text(
        'constitution A\nunits U: table "units.csv", weight people as of 2000\n'
        'procedure P under "1"\n  passes when U approve by at least 3/4 of people as of 2000\n'
        'question "Q"\n  smallest coalition that passes P\n'
    )
    found = []
    for options in (["--json"], ["--json", "-v"]):
        result = CliRunner().invoke(main, ["check", str(tmp_path / "a.foedus"), *options])
        data: Any = valid(result.stdout, "check")
        (finding,) = data["reports"][0]["rulings"][0]["claims"][0]["findings"]
        found.append((sum(finding["coalition"].values()), finding["alike"]))
    (size, none), (_, number) = found
    assert none is None
    sets: dict[tuple[int, int], int] = {(0, 0): 1}
    for w in weights:
        for (count, total), ways in list(sets.items()):
            key = (count + 1, total + w)
            sets[key] = sets.get(key, 0) + ways
    # Counted from a copy of each step's sums, so that no unit is taken twice.
    enough = sum(n for (k, total), n in sets.items() if k == size and 4 * total >= 3 * sum(weights))
    assert number == enough


def test_a_schema_refuses_what_is_not_a_report() -> None:
    schema = json.loads((SCHEMAS / "check.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        fits({"format": "foedus.check/1", "exit": 0}, schema)


def test_show_prints_the_sentence_and_who_can_block(folder: Path) -> None:
    result = run(folder, "", "show", "Law")
    assert result.exit_code == 0
    assert 'procedure Law under "Art. 1"' in result.output
    assert "must agree: House: Blue" in result.output
    assert "smallest that passes by number: one of: 7 of 11 voters" in result.output
    assert "deadlock: possible: " in result.output
    assert "assuming: Everyone" in result.output
    assert result.output.splitlines()[-1] == "1 reading of Law"


def test_show_gives_every_reading(folder: Path) -> None:
    result = run(folder, "", "show", "Doubt")
    assert "(reading Groups)" in result.output
    assert "(reading Everyone)" in result.output


def test_show_lists_procedures_and_suggests_a_name(folder: Path) -> None:
    assert "12 procedures" not in run(folder, "", "show").output
    assert "Border" in run(folder, "", "show").output
    wrong = run(folder, "", "show", "Laww")
    assert wrong.exit_code == 2
    assert 'did you mean "Law"?' in wrong.stderr


def test_show_json_fits_its_schema(folder: Path) -> None:
    data = valid(run(folder, "", "show", "Change", "--json").stdout, "show")
    assert data["format"] == "foedus.show/1"
    listed = valid(run(folder, "", "show", "--json").stdout, "procedures")
    assert listed["procedures"]


def test_an_address_chooses_a_reading(folder: Path) -> None:
    (folder / "a.foedus").write_text(HEAD + 'guarantee "R"\n  Doubt cannot pass against Red\n')
    both = CliRunner().invoke(main, ["check", str(folder / "a.foedus")])
    one = CliRunner().invoke(main, ["check", f"{folder / 'a.foedus'}#Groups"])
    assert (both.exit_code, one.exit_code) == (1, 0)
    assert "only under Groups" in both.output


def test_the_codes_of_this_floor_are_explained() -> None:
    from foedus.proof.codes import CODES

    for code in CODES:
        assert 250 <= int(code[1:]) <= 299
        result = CliRunner().invoke(main, ["explain", code])
        assert result.exit_code == 0
        assert CODES[code].title in result.output
