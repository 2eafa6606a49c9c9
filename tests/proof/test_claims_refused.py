"""Claims that cannot be read, each with its code, place and help; the options of diff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from proof_world import HEAD, META, TABLE, checked

from conftest import fits
from foedus.cli import main
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.errors import BadInput
from foedus.proof.check import check

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
#: A claim, and the code, words and hint of its error.
CLAIMS = [
    ("Law cannot pass without Senat", "E250", 'nobody called "Senat"', "Senate"),
    ("Law can pass against Hous", "E250", 'nobody called "Hous"', "House"),
    ("Tribunal alone can block Law", "E250", 'nobody called "Tribunal"', ""),
    ("for each of Provinces: Law can pass without it", "E040", 'body or set "Provinces"', ""),
    ("for each of Region: Change can pass without it", "E040", 'body or set "Region"', "Regions"),
    ("House can appoint a majority of Tribunal", "E040", 'organ or body "Tribunal"', ""),
    ("House can appoint a majority of Cour", "E040", 'organ or body "Cour"', "Court"),
    ("President can appoint a majority of House", "E253", 'no organ "House" with', "Court"),
    ("for each of Court: Law can pass without it", "E256", '"Court" is neither units', "a set"),
    ("for each of People, House, Speaker, Two: Ask can pass without it", "", "", ""),
    ("Vague implies Doubt", "", "", ""),
    ("smallest share of income as of 2000, counting everyone, that blocks Change is at most 1/2",
     "E252", "income", ""),
    ("smallest share of people as of 1990, counting everyone, that blocks Change is at most 1/2",
     "E252", "people", ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "code", "words", "hint"), CLAIMS)
def test_what_a_claim_names_must_be(sentence: str, code: str, words: str, hint: str) -> None:
    text = f'guarantee "G"\n  {sentence}\n'
    if not code:
        assert checked(text).rulings
        return
    with pytest.raises(BadInput) as caught:
        checked(text)
    (found,) = [d for d in caught.value.diagnostics if d.code == code][:1]
    assert words in found.what
    assert found.place.line == HEAD.count("\n") + 2
    assert hint in f"{found.expected} {found.help}"


def test_an_organ_of_an_unknown_number_has_no_majority() -> None:
    organ = "organ Bench: court\n  2 chosen by House\n"
    with pytest.raises(BadInput) as caught:
        checked(organ + 'guarantee "G"\n  House can appoint a majority of Bench\n')
    (found,) = caught.value.diagnostics
    assert (found.code, found.expected) == ("E253", "Court, Bench")


#: Two ways to group one chamber: what a coalition of one is cannot be said of the other.
GROUPED = """body Diet: 10 members
  of whom 6 Blue, 4 Red
  of whom 3 Left, 7 Right
procedure Colours under "8"
  passes when each of Blue, Red in Diet approve by more than 1/2 of members
procedure Sides under "9"
  passes when each of Left, Right in Diet approve by more than 1/2 of members
procedure Whole under "10"
  passes when Diet approve by more than 1/2 of members
guarantee "G"
  """


@pytest.mark.parametrize("claim", ["Colours implies Sides", "Colours is the same as Sides"])
def test_two_groupings_of_one_body_are_not_compared(claim: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(f"{GROUPED}{claim}\n")
    (found,) = caught.value.diagnostics
    assert (found.code, found.help) == ("E251", "compare views of both")
    assert found.what == '"Colours" and "Sides" count the members of Diet differently'


READINGS = "".join(f"reading R{i}: A{i}, B{i}\n" for i in range(7))


def test_more_combinations_of_readings_than_are_decided_one_by_one() -> None:
    limbs = "".join(
        f"    by reading R{i}\n      when A{i}\n        House approve by more than 1/2 of members\n"
        f"      when B{i}\n        House approve by at least 2/3 of members\n"
        for i in range(7)
    )
    text = (
        f"constitution Many\n{READINGS}body House: 10 members\nprocedure Law under \"1\"\n"
        f"  passes when all of\n{limbs}"
        'guarantee "G"\n  House alone can block Law\n'
    )  # fmt: skip
    with pytest.raises(BadInput) as caught:
        check(Model(parse(text, "t.foedus"), file="t.foedus"))
    assert caught.value.diagnostics[0].code == "E055"
    assert "combine in 128 ways" in caught.value.diagnostics[0].what


# ------------------------------------------------------------------ diff's options


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "a.foedus").write_text(HEAD, encoding="utf-8")
    return tmp_path


def diff(folder: Path, *options: str) -> Result:
    path = str(folder / "a.foedus")
    return CliRunner().invoke(main, ["diff", path, path, *options])


#: Options, exit code, words that are said and words that are not.
DIFFS = [
    ((), 0, "procedures the same", "coalitions"),
    (("--procedure", "Law"), 0, "1 of 1 procedures the same", "Change"),
    (("--procedure", "Law", "--with", "Never"), 1, "of 2^11 coalitions", ""),
    (("-p", "Law", "-w", "Never", "--no-count"), 1, "Law / Never", "of 2^11 coalitions"),
    (("-p", "Law", "-w", "Never", "--exact"), 1, "of 2^11 coalitions", ""),
    (("--procedure", "Lawe"), 2, "E266", ""),
]


@pytest.mark.parametrize(("options", "code", "words", "not_said"), DIFFS)
def test_options_of_diff(
    folder: Path, options: tuple[str, ...], code: int, words: str, not_said: str
) -> None:
    result = diff(folder, *options)
    assert result.exit_code == code, result.output
    assert words in result.output
    assert not not_said or not_said not in result.output


@pytest.mark.parametrize(("options", "code"), [(o, c) for o, c, _, _ in DIFFS if c < 2])
def test_diffs_as_json(folder: Path, options: tuple[str, ...], code: int) -> None:
    result = diff(folder, *options, "--json")
    data = json.loads(result.stdout)
    fits(data, json.loads((SCHEMAS / "diff.json").read_text()))
    assert (result.exit_code, data["exit"]) == (code, code)


def test_verbose_says_the_engine_and_every_assumption(folder: Path) -> None:
    text = HEAD + 'guarantee "G"\n  House alone can block Law\n'
    (folder / "a.foedus").write_text(text, encoding="utf-8")
    plain, more = (
        CliRunner().invoke(main, ["check", str(folder / "a.foedus"), *o]).output
        for o in ((), ("--verbose",))
    )
    assert len(more) > len(plain)
    assert "assuming" in more
    assert "assuming" not in plain
