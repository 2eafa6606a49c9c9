"""`foedus power` and its commands given what no command should be given: told, never suffered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foedus.cli import main

GOOD = b"member,votes,people,side\nA,4,400,left\nB,4,100,left\nC,2,300,right\nD,1,200,right\n"


def run(*args: str, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, ["power", *args], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), (
        args, result.exception,
    )  # fmt: skip
    assert "Traceback" not in result.output
    return result


#: Tables: bytes, code, what is said, and where (line:cell, or nothing).
TABLES = [
    (b"", "E350", "", ""),
    (b"\n\n", "E350", "", ""),
    (b"member,votes\n", "E350", "no rows", ""),
    (b"member,votes\nA\n", "E350", "", ""),
    (b"member,votes\nA,1,2\n", "E350", "", ""),
    (b"votes,votes\n1,2\n", "E350", "", ""),
    (b"member,\nA,1\n", "E351", 'no column "votes"', "1"),
    (b'member,votes\n"A,1\n', "E350", "", ""),
    (b"member,votes\nA,1\nA,2\n", "E350", "appears twice", "3:1"),
    (b"member,votes\n,2\n", "E350", "a name is missing", "2:1"),
    (b"\xff\xfe\x00m", "E350", "", ""),
    (b"member,votes\nA,\xe9\n", "E350", "", ""),
    (b"member,votes\nA,\x00\n", "E352", "", "2:2"),
    (b"member;votes\nA;1\n", "E351", 'no column "votes"', "1"),
    (b"member,Votes\nA,1\n", "E351", 'did you mean "Votes"', "1"),
    (b"member,votes\nA,\n", "E352", "unknown (a blank cell)", "2:2"),
    (b"member,votes\nA,-1\n", "E352", "not a weight", "2:2"),
    (b'member,votes\nA,"1,000"\n', "E352", "without separators", "2:2"),
    (b"member,votes\nA,1e3\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,1_000\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,nan\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,inf\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,1/0\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,5%\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,0x1F\n", "E352", "not a weight", "2:2"),
    (b"member,votes\nA,many\n", "E352", "54, 1.5 or 23/2", "2:2"),
]


COMMANDS = [[], ["sensitivity"], ["accession", "--join", "Z=1"], ["secession", "--leave", "A"]]


@pytest.mark.parametrize("command", COMMANDS, ids=["power", *(c[0] for c in COMMANDS[1:])])
@pytest.mark.parametrize(("table", "code", "text", "place"), TABLES)
def test_a_broken_table_is_told_with_its_place(
    command: list[str], table: bytes, code: str, text: str, place: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(table)
    result = run(*command, "--quota", "3", "--weights", str(path), "--column", "votes")
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.output
    assert text in result.output
    assert f"--> {path}{f':{place}' if place else ''}" in result.output


@pytest.mark.parametrize(("table", "code", "text", "place"), TABLES)
def test_a_broken_table_of_wanted_shares(
    table: bytes, code: str, text: str, place: str, tmp_path: Path
) -> None:
    result = run("inverse", "--quota", "51", "--wanted", "-", "--column", "votes", stdin=table)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.output
    assert text in result.output


#: Quotas that are none, and what is said.
QUOTAS = [
    ("50%", "at least 50%"), ("1/2", "more than 1/2"), ("66.7 %", "whether exactly"),
    ("half", "not a quota"), ("-3", "not a quota"), ("0.5", "not a quota"), ("1e2", "not a quota"),
    ("more than", "not a quota"), ("at least", "not a quota"), ("at least %", "not a quota"),
    ("more than -1", "not a quota"), ("at least 1/0", "divides by zero"),
    ("at least 3/2", "more than everything"), ("more than 100.1%", "more than everything"),
    ("at most 5", "not a quota"), ("> 1/2", "not a quota"), ("270 votes", "not a quota"),
    ("at least 1.5", "not a quota"), ("at least 1,000", "not a quota"),
    ("two thirds", "not a quota"), ("at least 1/2 of members", "not a quota"), (" ", "not a quota"),
]  # fmt: skip


@pytest.mark.parametrize(("quota", "text"), QUOTAS)
def test_a_quota_that_is_none(quota: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(GOOD)
    table = ["--weights", str(path), "--column", "votes"]
    for words in (["--quota", quota, *table], ["accession", "--quota", quota, *table, "--join",
                  "Z=1"], ["sensitivity", "--quota", "6", *table, "--quotas", quota]):  # fmt: skip
        result = run(*words)
        assert result.exit_code == 2, result.output
        assert "error[E353]" in result.output
        # a list of quotas is cut at commas first: of 1,000 the rest is no number
        assert text in result.output


#: Quotas that can be read, and what they ask of 11 votes.
READ = [
    ("6", "[at least 6 of 11]"), ("0", "[at least 0 of 11]"), ("at least 6", "[at least 6 of 11]"),
    ("MORE THAN 1/2", "[more than 11/2 of 11]"), (" more  than 50% ", "[more than 11/2 of 11]"),
    ("at least 100%", "[at least 11 of 11]"), ("more than 0%", "[more than 0 of 11]"),
    ("more than 99.99%", "of 11]"), ("at least 2/3", "[at least 22/3 of 11]"),
    ("99999999999999999999", "nobody ever passes"), ("more than 100%", "nobody ever passes"),
]  # fmt: skip


@pytest.mark.parametrize(("quota", "text"), READ)
def test_a_quota_that_can_be_read(quota: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(GOOD)
    result = run("--quota", quota, "--weights", str(path), "--column", "votes")
    assert result.exit_code == 0, result.output
    assert text in result.stdout


#: Options that do not fit: words (T is the table), exit code 2, and what is said.
OPTIONS = [
    (["nowhere.foedus"], "nowhere"),
    (["nowhere", "Law"], "nowhere"),
    (["un-security-council", "Substantive decison"], "Substantive decision"),
    (["un-security-council", "Substantive decision", "--voters", "Nobody"], "Nobody"),
    (["un-security-council", "Substantive decision", "--weights", "T"], "at once"),
    (["un-security-council", "Substantive decision", "--citizens", "people"], "at once"),
    (["un-security-council", "Substantive decision", "third"], "third"),
    (["--quota", "6"], "lacks --weights, --column"),
    (["--weights", "T"], "lacks --quota, --column"),
    (["--column", "votes"], "lacks --quota, --weights"),
    (["--voters", "Regions"], "nothing to measure"),
    (["G", "--index", ""], "no index"),
    (["G", "--index", "power"], "no index"),
    (["G", "--index", "shapley", "--index", "nothing"], "nothing"),
    (["G", "--index", "owen"], "needs blocs"),
    (["G", "--engine", "abacus"], "known: auto"),
    (["G", "--engine", ""], "known: auto"),
    (["G", "--engine", "limbs", "--index", "shapley"], "totals"),
    (["G", "--engine", "sampling", "--index", "rae"], "sampling estimates"),
    (["G", "--engine", "bounds", "--index", "shapley"], "not by size"),
    (["G", "--engine", "sampling", "--draws", "1"], "at least two draws"),
    (["G", "--engine", "sampling", "--draws", "x"], "not a valid integer"),
    (["G", "--engine", "sampling", "--seed", "x"], "not a valid integer"),
    (["G", "--limit", "-1"], "no number of seconds"),
    (["G", "--limit", "nan"], "no number of seconds"),
    (["G", "--limit", "inf"], "no number of seconds"),
    (["G", "--limit", "soon"], "not a valid float"),
    (["G", "--by", "votes2"], "one of: member"),
    (["G", "--name", "who"], 'no column "who"'),
    (["G", "--name", "side"], "appears twice"),
    (["G", "--citizens", "who"], 'no column "who"'),
    (["G", "--citizens", "side"], "not a number of citizens"),
    (["G", "--nosuch"], "--nosuch"),
    (["sensitivity", "--gate", "x"], "not a valid integer"),
    (["sensitivity", "G", "--index", "banzhaf_owen", "--quotas", "6"], "needs blocs"),
    (["accession", "G", "--join", "E=2", "--index", "none"], "no index"),
    (["accession", "stray"], "stray"),
    (["inverse", "--quota", "51", "--wanted", "T", "--column", "people", "--total", "0"], "range"),
    (["inverse", "--quota", "51", "--wanted", "T", "--column", "people", "--total", "9e9"],
     "not a valid integer"),
    (["inverse", "--quota", "51", "--wanted", "T", "--column", "people", "--index", "holler"],
     "banzhaf_share"),
    (["inverse", "--quota", "51", "--wanted", "T", "--column", "side"], "not a weight"),
    (["inverse", "--quota", "51", "--wanted", "nowhere.csv", "--column", "people"], "cannot read"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), OPTIONS, ids=[" ".join(w) for w, _ in OPTIONS])
def test_options_that_do_not_fit(words: list[str], text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(GOOD)
    game = ["--quota", "6", "--weights", str(path), "--column", "votes"]
    short = {"G": game, "T": [str(path)]}
    result = run(*(w for word in words for w in short.get(word, [word])))
    assert result.exit_code == 2, result.output
    assert text in result.output


def test_every_fault_of_quota_and_table_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"member,votes\nA,1\nA,x\n,7\nB,-2\n")
    result = run("--quota", "half", "--weights", str(path), "--column", "votes", "--json")
    found = [(e["code"], e["line"]) for e in json.loads(result.stdout)["errors"]]
    assert sorted(found) == [
        ("E350", 3), ("E350", 4), ("E352", 3), ("E352", 5), ("E353", 0),
    ]  # fmt: skip


def test_a_folder_or_nothing_is_no_table(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        result = run("--quota", "3", "--weights", str(path), "--column", "votes")
        assert result.exit_code == 2
        assert "error[E350]" in result.output


def test_a_table_from_standard_input() -> None:
    args = ["--quota", "6", "--weights", "-", "--column", "votes", "--index", "banzhaf"]
    assert "0.333333" in run(*args, stdin=GOOD).stdout
    # a byte order mark, carriage returns and quotes are no fault of the data
    dressed = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n").replace(b"A,", b'"A",')
    assert run(*args, stdin=dressed).stdout == run(*args, stdin=GOOD).stdout


def test_huge_weights_are_exact_or_refused() -> None:
    table = f"member,votes\nA,{10**40}\nB,{10**40 - 1}\nC,2\n".encode()
    result = run("--quota", "more than 1/2", "--weights", "-", "--column", "votes",
                 "--index", "banzhaf_swings", "--json", stdin=table)  # fmt: skip
    assert result.exit_code in (0, 2), result.output
    if result.exit_code == 0:
        # any two of the three are more than half
        assert json.loads(result.stdout)["rules"][0]["columns"][0]["values"] == ["2", "2", "2"]
