"""Files and options that mean nothing: each named, with its place, all at once, nothing written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main
from foedus.elect.ballots.kemeny import kemeny
from foedus.elect.ballots.profile import from_rankings

FILES = {
    "p.blt": '3 1\n4 1 2 0\n3 2 0\n2 3 2 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n',
    "none.blt": '3 1\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n',
    "c.csv": "a,b,c\nX,Y,Z\nX|Y,Z,\n,Y,\nX,X,Z\n,,\nQ,,\n",
    "w.csv": 'one,two,n\n"Roe, Ann",skipped,2\novervote,"Poe, Bo",3\n"Poe, Bo",,4\n',
    "r.csv": "r,A,B,all\nn,5,3,9\ns,2,4,7\n",
    "r-bad.csv": "r,A,B,all\nn,5,x,9\ns,,4,3\nn,1,1,1\n",
    "t-bad.csv": "unit,voters,ballots,who\nA,100,60,\nB,80,,\nC,20,25,displaced\nD,x,5,martian\n"
    "A,1,1,\n",
    "s.csv": "A,B\n5,3\n-1,1.5\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder: Path, line: str) -> Result:
    words = [str(folder / w) if w in FILES else w for w in line.split()]
    done = CliRunner().invoke(main, ["count", *words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("meek p.blt --region r", ["meek does not read this option", "--region"]),
        ("irv p.blt --share 1/4 --part whole", ["--share", "--part", "2 errors"]),
        ("plurality p.blt --win x --second y", ["--win", "--second", "2 errors"]),
        ("two-round p.blt --of-regions 1/2", ["only with spread"]),
        ("plurality p.blt --cast all", ["a base is of results by region", "--cast"]),
        ("irv p.blt --lot-seed=", ["an empty seed", "--lot-seed"]),
        ("irv c.csv --ranks ,", ["no column is named", "--ranks"]),
        ("irv c.csv --ranks a,a", ['the column "a" is named twice']),
        ("irv c.csv --ranks a --count a", ['the column "a" is named twice']),
        ("irv c.csv --ranks a,b --candidates X,X,Y,Y", ['"X" is named twice', '"Y" is named']),
        ("irv c.csv --ranks a --candidates X,X --engine duckdb", ['"X" is named twice']),
        ("equal-shares none.blt", ["equal shares needs a ballot", "--seats"]),
        ("spread r.csv --region r --share 3/2 --of-regions 1/2", ["between 0 and 1", "--share"]),
        ("plurality r-bad.csv --region r", ["r-bad.csv:2:3", "r-bad.csv:3:2", "4:1", "3 errors"]),
        ("plurality r-bad.csv --region r --cast all", ["3:4", "4:4", "5 errors"]),
        ("plurality r.csv --region r --candidates A,A", ['the column "A" is named twice']),
        ("score s.csv --scores A,B", ["s.csv:3:1", "s.csv:3:2", "2 errors"]),
        ("pav p.blt --seats 4", ["no more seats than candidates"]),
    ],
)
def test_all_that_is_wrong_is_said(folder: Path, line: str, said: list[str]) -> None:
    before = sorted(f.name for f in folder.iterdir())
    done = run(folder, line + " --svg picture.svg --csv stages.csv")
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    for words in said:
        assert words in done.stderr, done.stderr
    assert sorted(f.name for f in folder.iterdir()) == before


def test_turnout_names_every_cell_at_fault(folder: Path) -> None:
    columns = "--unit unit --registered voters --cast ballots --kind who"
    done = run(folder, f"turnout t-bad.csv {columns}")
    assert done.exit_code == 2
    for words in ["5:2", "5:4", "4:3", "6:1", "two rows", "martian", "4 errors"]:
        assert words in done.stderr, done.stderr


@pytest.mark.parametrize(
    "rule",
    ["plurality", "scottish", "meek", "irish", "northern-irish", "australian-senate", "hare-clark",
     "minneapolis", "approval"],
)  # fmt: skip
def test_seats_that_nobody_fills_stay_open(folder: Path, rule: str) -> None:
    done = run(folder, f"{rule} p.blt --seats 5")
    assert done.exit_code == 3
    assert done.stdout.rstrip().endswith("(2 of 5 seats stay open).")
    answer: dict[str, Any] = json.loads(run(folder, f"{rule} p.blt --seats 5 --json").stdout)
    assert answer["decided"] is False
    assert sorted(answer["winners"]) == ["Ada", "Ben", "Cy"]
    assert run(folder, f"{rule} p.blt --seats 3").exit_code == 0


@pytest.mark.parametrize("engine", ["", " --engine duckdb"])
def test_words_for_empty_and_overvoted_ranks(folder: Path, engine: str) -> None:
    line = f"irv w.csv --ranks one,two --count n --json{engine}"
    told = run(folder, line)
    assert told.exit_code in (0, 3)
    assert "skipped" in json.loads(told.stdout)["stages"][0]["votes"]
    words = " --empty-word skipped,blank --overvote-word overvote"
    asked = run(folder, line + words)
    assert asked.exit_code == 2
    assert "overvote, and nothing says" in asked.output
    answer = json.loads(run(folder, line + words + " --overvote pass").stdout)
    assert answer["stages"][0]["votes"] == {"Poe, Bo": "7", "Roe, Ann": "2"}
    assert [(a["line"], a["count"]) for a in answer["adjusted"]] == [(3, 3)]
    rejected = json.loads(run(folder, line + words + " --overvote reject").stdout)
    assert [(a["line"], a["count"]) for a in rejected["rejected"]] == [(3, 3)]
    assert rejected["cast"] == rejected["valid"] + 3


def test_a_name_with_a_comma_can_stand(folder: Path) -> None:
    args = ["count", "irv", str(folder / "w.csv"), "--ranks", "one,two", "--count", "n",
            "--empty-word", "skipped", "--overvote-word", "overvote", "--overvote", "reject",
            "--candidates", '"Roe, Ann", "Poe, Bo"', "--json"]  # fmt: skip
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["winners"] == ["Poe, Bo"]


def test_one_of_several_best_orders_is_called_that() -> None:
    level = from_rankings("ABC", [((0, 1, 2), 1), ((1, 2, 0), 1), ((2, 0, 1), 1)])
    assert "3 orders agree as much, one is shown" in kemeny(level).method
    clear = from_rankings("ABC", [((0, 1, 2), 3), ((1, 2, 0), 2), ((2, 0, 1), 1)])
    assert "orders agree" not in kemeny(clear).method
