"""Bad questions and bad votes: which code, where, what was expected, how to mend; all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from proof_world import HEAD, META, TABLE, model

from foedus.cli import main
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballots import read_ballots
from foedus.proof.check import check
from foedus.proof.codes import CODES
from foedus.proof.tally import tally

HEADER = "body,unit,yes,no,abstain,absent,invalid,registered\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regions.csv").write_bytes(TABLE)
    (tmp_path / "regions.meta.toml").write_bytes(META)
    (tmp_path / "a.foedus").write_text(HEAD, encoding="utf-8")
    return tmp_path


def errors(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(BadInput) as caught:
        check(model(text))
    return tuple(caught.value.diagnostics)


#: A claim that names what is not there: its code, and words of the help or of what was expected.
CLAIMS = [
    ("guarantee", "Law cannot pass without Senat", "E250", 'did you mean "Senate"?'),
    ("guarantee", "Law cannot pass without Blu", "E250", 'did you mean "Blue"?'),
    ("guarantee", "Law passes only with Presidend", "E250", 'did you mean "President"?'),
    ("question", "smallest share of people as of 1990, counting everyone, that blocks Change",
     "E252", 'did you mean "people as of 2000"?'),
    ("question", "smallest share of people as of 2000, counting everyone, that passes Law",
     "E252", "a column of the units' table"),
    ("guarantee", "for each of Region: Law can pass without it", "E040", 'did you mean "Regions"?'),
    ("question", "who can appoint a majority of Cort", "E040", 'did you mean "Court"?'),
    ("question", "vetoers of Lw", "E042", 'did you mean "Law"?'),
    ("guarantee", "every unit of Townz is interchangeable in Change", "E040",
     'did you mean "Towns"?'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "sentence", "code", "word"), CLAIMS)
def test_a_claim_about_what_is_not_there(kind: str, sentence: str, code: str, word: str) -> None:
    (found,) = errors(f'{kind} "G"\n  {sentence}\n')
    assert found.code == code
    assert found.place.line == HEAD.count("\n") + 2
    assert found.place.column >= 3
    assert word in f"{found.expected}; {found.help}"


def test_who_is_declared_and_has_no_vote_is_an_answer_and_no_error() -> None:
    report = check(model('question "G"\n  Speaker has no vote in Law\n'))
    (finding,) = report.rulings[0].claims[0].findings
    assert finding.reason == "no vote for Speaker under Art. 1"


def test_every_error_of_a_file_is_told_at_once() -> None:
    text = (
        'question "A"\n  smallest share of gold as of 2000, counting everyone, that passes Change\n'
        'question "B"\n  smallest share of iron as of 2000, counting everyone, that passes Change\n'
    )
    found = errors(text)
    assert [d.code for d in found] == ["E252", "E252"]
    assert found[0].place.line < found[1].place.line
    assert ["gold" in found[0].what, "iron" in found[1].what] == [True, True]


#: Vote files: the bytes, the code, the line of the error and a word of what was expected.
VOTES = [
    ("body,yes,nope\nHouse,1,2\n", "E260", 1, "body, unit"),
    ("yes,no\n1,2\n", "E260", 1, "body, unit"),
    (HEADER + "House,,seven,3,0,0,0,10\n", "E261", 2, "whole number"),
    (HEADER + "House,,-7,3,0,0,0,10\n", "E261", 2, "whole number"),
    (HEADER + "House,,7.5,3,0,0,0,10\n", "E261", 2, "whole number"),
    (HEADER + "House,,7,3,0,0,0,9\n", "E264", 2, "at most 9"),
    (HEADER + "House,,1,1,,,,\nHouse,,2,2,,,,\n", "E263", 3, "once each"),
    (HEADER + "House,,1,1,,,,\nHouse,Blue,1,0,,,,\n", "E263", 3, "once each"),
    ("voter,vote,body\nA,maybe,House\n", "E261", 2, "abstain"),
    ("voter,vote,body\nA,yes,House\nA,no,House\n", "E263", 3, "one line a voter"),
]


@pytest.mark.parametrize(("text", "code", "line", "expected"), VOTES)
def test_a_vote_file_that_is_wrong(text: str, code: str, line: int, expected: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_ballots(text.encode(), "v.csv")
    (found,) = caught.value.diagnostics
    assert (found.code, found.place.line) == (code, line)
    assert expected in found.expected


def test_all_errors_of_a_vote_file_at_once() -> None:
    text = HEADER + "House,,x,3,0,0,0,10\nSenate,,9,9,0,0,0,5\nPresident,,1,y,,,,\n"
    with pytest.raises(BadInput) as caught:
        read_ballots(text.encode(), "v.csv")
    assert sorted(d.code for d in caught.value.diagnostics) == ["E261", "E261", "E264"]


@pytest.mark.parametrize(
    ("row", "hint"),
    [("Hous,,7,3,,,,", "House"), ("House,Bleu,4,2,,,,", "Blue"), ("Regions,Alfa,1,0,,,,", "Alpha")],
)
def test_votes_of_nobody_are_named_with_who_was_meant(row: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        tally(model(), "Law", read_ballots((HEADER + row + "\n").encode(), "v.csv"))
    (found,) = caught.value.diagnostics
    assert found.code == "E262"
    assert found.place.line == 2
    assert hint in found.help


#: A command line, the code on standard error, and a word of the help.
COMMANDS = [
    (["show", "a.foedus", "Lawe"], "E266", 'did you mean "Law"?'),
    (["show", "a.foedus", "Lawe", "--ballots"], "E266", 'did you mean "Law"?'),
    (["show", "a.foedus", "Lawe", "--steps"], "E266", 'did you mean "Law"?'),
    (["show", "a.foedus", "Lawe", "--svg"], "E266", 'did you mean "Law"?'),
    (["show", "a.foedus", "Law", "--unit", "Alpha"], "E266", "no --unit"),
    (["show", "a.foedus", "--ladder"], "E268", "--amended-by"),
    (["show", "a.foedus", "--ladder", "--amended-by", "Lex"], "E266", "Law"),
    (["show", "a.foedus", "Law", "--filled", "Nobody=3"], "E156", ""),
    (["show", "a.foedus", "Law", "--filled", "House: Blue=70"], "E123", "0 to 6"),
    (["check", "a.foedus", "--filled", "House=3"], "E121", ""),
    (["check", "a.foedus", "--filled", "House=200"], "E123", "so 200 cannot be filled"),
    (["show", "a.foedus", "Law", "--filled", "House=200"], "E123", "so 200 cannot be filled"),
    (["diff", "a.foedus", "a.foedus", "-p", "Laws"], "E266", 'did you mean "Law"?'),
    (["diff", "a.foedus", "a.foedus", "-p", "Law", "-w", "Ak"], "E266", "Ask"),
    (["tally", "a.foedus", "Law", "gone.csv"], "E265", ""),
    (["tally", "a.foedus", "Lawe", "v.csv"], "", 'did you mean "Law"?'),
    (["tally", "a.foedus", "Doubt", "v.csv", "--reading", "Grups"], "E267", "Groups"),
]


@pytest.mark.parametrize(("words", "code", "help"), COMMANDS, ids=lambda x: " ".join(x)[:40])
def test_a_command_line_that_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: str, help: str
) -> None:
    if words[0] == "check":
        (folder / "a.foedus").write_text(HEAD + 'question "Q"\n  vetoers of Law\n')
    (folder / "v.csv").write_text(HEADER + "House,,7,3,0,0,0,10\n")
    monkeypatch.chdir(folder)
    result: Result = CliRunner().invoke(main, words)
    assert result.exit_code == 2, result.output
    assert code in result.output
    assert help in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert result.stdout == ""


@pytest.mark.parametrize(("words", "code", "help"), COMMANDS[:4], ids=lambda x: " ".join(x)[:40])
def test_errors_are_json_where_json_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: str, help: str
) -> None:
    import json

    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, [*words, "--json"])
    data = json.loads(result.stdout)
    assert result.exit_code == 2
    assert data["format"] == "foedus.errors/1"
    assert data["errors"][0]["code"] == code


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_shows_how_it_is_written(code: str) -> None:
    found = CODES[code]
    assert found.title[0].islower()
    assert not found.title.endswith(".")
    assert found.text.endswith(".")
    assert found.example


EARLY = (
    'constitution Later\n  source "test"\n  in force from 1990-01-01\n'
    "body House: 10 members, of whom 6 Blue, 4 Red as of 2010\n"
    'procedure Law under "Art. 1"\n  passes when Blue in House approve by all members\n'
)


@pytest.mark.parametrize("command", [["check"], ["show"], ["diff", "early.foedus"]])
def test_a_date_before_the_groups_are_stated_is_named_with_theirs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(folder)
    (folder / "early.foedus").write_text(EARLY, encoding="utf-8")
    assert CliRunner().invoke(main, [*command, "early.foedus@2010"]).exit_code == 0
    result = CliRunner().invoke(main, [*command, "early.foedus@1999-05-01"])
    assert result.exit_code == 2
    assert 'E127]: House has no group "Blue" on 1999-05-01' in result.output
    assert "its groups are stated as of 2010" in result.output
    assert "a later date" in result.output


TWO = """constitution Two
  source "test"
body House: 5 members
procedure Change under "Art. 1"
  in force from 1998-01-01 until 2010-01-01
  passes when House approve by at least 2/3 of members
procedure Change under "Art. 1 as amended"
  in force from 2010-01-01
  passes when House approve by at least 3/5 of members
"""


@pytest.mark.parametrize(
    ("first", "second", "word", "differ"),
    [("1998-01-01", "2010-01-01", "A implies B", 10), ("2009-12-31", "1998", "same", 0),
     ("2010", "2009", "B implies A", 10)],
)  # fmt: skip
def test_two_dated_versions_of_one_procedure_are_told_apart_by_the_date(
    folder: Path, monkeypatch: pytest.MonkeyPatch, first: str, second: str, word: str, differ: int
) -> None:
    """Three of five against four of five: they differ on the C(5, 3) = 10 coalitions of three."""
    monkeypatch.chdir(folder)
    (folder / "two.foedus").write_text(TWO, encoding="utf-8")
    result = CliRunner().invoke(main, ["diff", f"two.foedus@{first}", f"two.foedus@{second}"])
    assert result.exit_code == (1 if differ else 0), result.output
    assert word in result.output
    assert not differ or f"they differ on {differ} of 2^5" in result.output
