"""`foedus check` and `foedus show` on files: words, exit codes, JSON against its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from proof_world import HEAD, META, TABLE

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
    jsonschema.validate(data, schema)
    return data


def test_check_json_fits_its_schema(folder: Path) -> None:
    text = GOOD + BAD + OPEN + 'question "Q"\n  smallest coalition that blocks Change\n'
    data = valid(run(folder, text, "check", "--json").stdout, "check")
    assert data["format"] == "foedus.check/1"
    assert data["exit"] == 1
    assert set(data["inputs"]) >= {"a.foedus", "regions.csv"}  # type: ignore[call-overload]


def test_a_schema_refuses_what_is_not_a_report() -> None:
    schema = json.loads((SCHEMAS / "check.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": "foedus.check/1", "exit": 0}, schema)


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
