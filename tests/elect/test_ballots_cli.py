"""`foedus count` as a person types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main
from foedus.codes import all_codes
from foedus.elect.ballots.catalogue import CATALOGUE

BLT = '4 2\n42 1 2 3 4 0\n26 2 3 4 1 0\n15 3 4 2 1 0\n17 4 3 2 1 0\n0\n"M"\n"N"\n"C"\n"K"\n"T"\n'
CVR = "r1,r2\nM,N\nM|N,\nN,M\nN,\n"
RESULTS = "state,A,B\nx,40,60\ny,70,30\nz,50,20\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    texts = {
        "t.blt": BLT, "c.csv": CVR, "r.csv": RESULTS, "s.csv": "M,N\n5,3\n,4\n5,4\n",
        "a.csv": "M,N\n1,0\n1,1\n", "odd.txt": "x", "second.csv": "state,A,B\nall,3,5\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: str(tmp_path / name) for name in texts}


def run(*args: str, data: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["count", *args], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_json(*args: str, code: int = 0, data: str | None = None) -> Any:
    result = run(*args, "--json", data=data)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("rule", "winner"), [("plurality", "M"), ("irv", "K"), ("contingent", "N")]
)
def test_winners_and_stages(files: dict[str, str], rule: str, winner: str) -> None:
    answer = as_json(rule, files["t.blt"], "--seats", "1")
    assert answer["winners"] == [winner]
    assert answer["stages"][0]["votes"] == {"M": "42", "N": "26", "C": "15", "K": "17"}
    assert (answer["cast"], answer["blank"], answer["rejected"]) == (100, 0, [])


def test_seats_come_from_the_file(files: dict[str, str]) -> None:
    assert len(as_json("scottish", files["t.blt"])["winners"]) == 2
    assert len(as_json("scottish", files["t.blt"], "--seats", "3")["winners"]) == 3


def test_standard_input(files: dict[str, str]) -> None:
    assert as_json("irv", "-", "--format", "blt", data=BLT)["winners"] == ["K"]


def test_the_table_ends_with_the_winner(files: dict[str, str]) -> None:
    text = run("scottish", files["t.blt"]).stdout
    assert text.rstrip().endswith("Elected by scottish: M, N.")
    assert "100 cast = 100 counted + 0 blank + 0 rejected" in text


def test_rules_by_pairs_show_the_margins(files: dict[str, str]) -> None:
    text = run("schulze", files["t.blt"]).stdout
    assert "order: N > C > K > M" in text
    row = next(line.split() for line in text.splitlines() if line.startswith("N "))
    assert row == ["N", "+16", "+36", "+36"]


def test_rejected_ballots_are_listed_by_line(files: dict[str, str]) -> None:
    result = run("irv", files["c.csv"], "--ranks", "r1,r2", "--overvote", "reject")
    assert ":3: 1 rejected: the ballot has an overvote" in result.stdout
    assert "4 cast = 3 counted + 0 blank + 1 rejected" in result.stdout
    asked = run("irv", files["c.csv"], "--ranks", "r1,r2")
    assert (asked.exit_code, "c.csv:3" in asked.stderr) == (2, True)


def test_spread(files: dict[str, str]) -> None:
    limbs = ("--region", "state", "--share", "1/4", "--of-regions", "2/3")
    answer = as_json("spread", files["r.csv"], *limbs)
    assert answer["winners"] == ["A"]
    assert answer["standings"][1]["short"] == {}
    text = run("spread", files["r.csv"], *limbs).stdout
    assert "regions needed: 2" in text


def test_an_open_count_exits_three(files: dict[str, str]) -> None:
    tie = '2 1\n1 1 0\n1 2 0\n0\n"A"\n"B"\n"T"\n'
    assert as_json("irv", "-", "--format", "blt", data=tie, code=3)["decided"] is False
    drawn = as_json("irv", "-", "--format", "blt", "--lot-seed", "s", data=tie)
    assert drawn["ties"][0]["how"] == "lot, seed s"
    due = run("two-round", files["r.csv"], "--region", "state", "--win", "more than 2/3")
    assert (due.exit_code, "A and B is due" in due.stdout) == (3, True)


def test_the_second_round(files: dict[str, str]) -> None:
    both = ("--region", "state", "--win", "more than 2/3", "--second", files["second.csv"])
    assert as_json("two-round", files["r.csv"], *both)["winners"] == ["B"]


def test_approval_reads_scores_of_one_and_nought(files: dict[str, str]) -> None:
    assert as_json("approval", files["a.csv"], "--scores", "M,N")["winners"] == ["M"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["irw", "t.blt"], "E500"),
        (["irv", "t.blt", "--seats", "2"], "E501"),
        (["scottish", "t.blt", "--seats", "0"], "E501"),
        (["spread", "t.blt"], "E502"),
        (["spread", "r.csv", "--region", "state"], "E502"),
        (["spread", "r.csv", "--region", "state", "--share", "1/4", "--of-regions", "1/2"], "E502"),
        (["irv", "s.csv", "--scores", "M,N"], "E502"),
        (["irv", "odd.txt"], "E503"),
        (["irv", "absent.blt"], "E503"),
        (["irv", "c.csv", "--ranks", "r9"], "E523"),
        (["irv", "t.blt", "--total", "99"], "E525"),
        (["plurality", "r.csv", "--region", "state", "--total", "1"], "E525"),
        (["plurality", "r.csv", "--region", "nowhere"], "E526"),
        (["approval", "s.csv", "--scores", "M,N"], "E527"),
        (["two-round", "r.csv", "--region", "state", "--win", "60%"], "E529"),
        (["spread", "r.csv", "--region", "state", "--share", "x", "--of-regions", "1"], "E529"),
    ],
)
def test_bad_input_has_a_code_and_no_traceback(
    files: dict[str, str], args: list[str], code: str
) -> None:
    result = run(*[files.get(a, a) for a in args])
    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr
    assert code in all_codes()


def test_the_second_round_must_fit(files: dict[str, str]) -> None:
    text = "state,A,B,C\nx,4,2,3\n"
    result = run("two-round", "-", "--region", "state", "--second", files["second.csv"], data=text)
    assert result.exit_code == 2
    assert "error[E528]: the second round is between A and C" in result.stderr


def test_rules_are_listed() -> None:
    assert [r["rule"] for r in as_json("rules")["rules"]] == list(CATALOGUE)
    assert run("rules").stdout.rstrip().endswith(f"{len(CATALOGUE)} rules.")


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_rule_can_be_loaded_and_says_what_it_does(rule: str) -> None:
    function = CATALOGUE[rule].load()
    assert function.__doc__
    assert CATALOGUE[rule].reads in ("ranked", "results", "approvals", "scores")


def test_help_ends_with_examples() -> None:
    assert "foedus count scottish" in run("-h").stdout
