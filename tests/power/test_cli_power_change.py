"""`foedus power sensitivity|accession|secession|inverse`: words, numbers, JSON, refusals."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from conftest import fits
from foedus.cli import main
from foedus.power.bare import BareGame
from foedus.power.quota import parse_quota
from foedus.power.table import power

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
TABLE = "member,votes,people\nA,4,400\nB,4,100\nC,2,300\nD,1,200\n"
SEATS = {"A": 4, "B": 4, "C": 2, "D": 1}


@pytest.fixture
def bare(tmp_path: Path) -> list[str]:
    path = tmp_path / "t.csv"
    path.write_text(TABLE)
    return ["--weights", str(path), "--column", "votes"]


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["power", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def told(kind: str, *args: str) -> Any:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    schema = json.loads((SCHEMAS / f"power-{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    fits(data, schema)
    return data


def values(votes: dict[str, int], quota: str, index: str = "shapley") -> list[Fraction]:
    weights = tuple(Fraction(w) for w in votes.values())
    game = BareGame(tuple(votes), weights, parse_quota(quota))
    return [Fraction(v) for v in power(game.rule(), index).columns[0].values]


def test_a_quota_that_moves(bare: list[str]) -> None:
    data = told("sensitivity", "sensitivity", "--quota", "6", *bare, "--quotas",
                "more than 1/2, 3..10:2 , 11")  # fmt: skip
    (curve,) = data["rules"][0]["curves"]
    assert curve["settings"] == ["more than 1/2", "3", "5", "7", "9", "11"]
    for quota, row in zip(curve["settings"], curve["values"], strict=True):
        assert [Fraction(v) for v in row] == values(SEATS, quota)


def test_a_long_curve_is_told_by_its_ends(bare: list[str]) -> None:
    few = run("sensitivity", "--quota", "6", *bare, "--quotas", "1..11")
    assert few.exit_code == 0, few.output
    assert "\nquota" in few.stdout
    many = run("sensitivity", "un-security-council", "Substantive decision", "--gate", "0",
               "--quotas", "6..15")  # fmt: skip
    line = next(x for x in many.stdout.splitlines() if x.startswith("China"))
    assert line.split()[1:] == ["0.066667", "15", "0.199933", "6"]
    assert many.stdout.splitlines()[-1] == "shapley at 20 settings; exact"


def test_every_clause_of_a_procedure() -> None:
    data = told("sensitivity", "sensitivity", "un-security-council", "Substantive decision")
    rule = data["rules"][0]
    assert [g["gate"] for g in rule["gates"]] == [0, 1, 2]
    assert [c["gate"] for c in rule["curves"]] == [0, 1]
    stands, never, always = rule["curves"][1]["values"]
    assert stands.count("421/2145") == 5
    assert set(never) == {"0"}
    # without the veto all fifteen are alike
    assert set(always) == {"1/15"}
    assert any("present" in a for a in rule["assumptions"])


def test_one_clause_alone() -> None:
    data = told("sensitivity", "sensitivity", "un-security-council", "Substantive decision",
                "--gate", "2", "--index", "banzhaf_swings")  # fmt: skip
    (curve,) = data["rules"][0]["curves"]
    assert set(curve["values"][1]) == set(curve["values"][2]) == {"0"}


def test_a_unit_joins_and_leaves_again(bare: list[str], tmp_path: Path) -> None:
    quota = ["--quota", "at least 2/3"]
    joined = told("change", "accession", *quota, *bare, "--join", "E=3", "--join", "F=1/2")
    more = {n: 2 * w for n, w in SEATS.items()} | {"E": 6, "F": 1}
    assert [Fraction(v) for v in joined["after"]] == values(more, "at least 2/3")
    assert joined["before"][4:] == [None, None]
    path = tmp_path / "more.csv"
    path.write_text(TABLE + "E,3,1\nF,1/2,1\n")
    left = told("change", "secession", *quota, "--weights", str(path), "--column", "votes",
                "--leave", "F", "--leave", "E")  # fmt: skip
    assert left["before"] == joined["after"]
    assert left["after"] == joined["before"]


def test_gains_and_losses_are_said(bare: list[str]) -> None:
    text = run("accession", "--quota", "6", *bare, "--join", "E=3").stdout
    assert "[at least 6 of 14] votes" in text
    assert text.splitlines()[-1] == "of 4 who stay 1 gain, 3 lose, 0 keep theirs; exact"
    text = run("secession", "--quota", "6", *bare, "--leave", "A").stdout
    assert text.splitlines()[-1] == "of 3 who stay 2 gain, 0 lose, 1 keep theirs; exact"


@pytest.mark.parametrize("index", ["shapley", "banzhaf_share"])
def test_weights_for_wanted_shares(bare: list[str], index: str) -> None:
    args = ["--quota", "more than 1/2", "--wanted", bare[1], "--column", "people"]
    data = told("inverse", "inverse", *args, "--total", "30", "--index", index)
    assert sum(data["weights"].values()) == 30
    again = values(data["weights"], f"at least {data['quota']}", index)
    assert [Fraction(v) for v in data["values"].values()] == again
    wanted = [Fraction(w, 10) for w in (4, 1, 3, 2)]
    assert [Fraction(w) for w in data["wanted"].values()] == wanted
    gaps = sum(abs(a - w) for a, w in zip(again, wanted, strict=True))
    assert Fraction(data["distance"]) == gaps
    assert (
        f"= {data['distance']}, the sum"
        in run("inverse", *args, "--total", "30", "--index", index).stdout.splitlines()[-1]
    )


UN = ["un-security-council", "Substantive decision"]
SIX = ["--quota", "6", "BARE"]


@pytest.mark.parametrize(
    ("args", "code", "text"),
    [
        (["sensitivity"], "E356", "nothing to measure"),
        (["sensitivity", *UN, "--quota", "6"], "E356", "at once"),
        (["sensitivity", *UN, "--gate", "3"], "E358", "1 unless Permanent reject"),
        (["sensitivity", *UN, "--gate", "-1"], "E358", "no clause -1"),
        (["sensitivity", *UN, "--quotas", "8"], "E358", "3 clauses: say whose quota"),
        (["sensitivity", *UN, "--gate", "0", "--quotas", "at least 1/2"], "E353", "no number"),
        (["sensitivity", *UN, "--gate", "0", "--quotas", "more than 8"], "E353", "no number"),
        (["sensitivity", *UN, "--index", "owen"], "E354", "needs blocs"),
        (["sensitivity", *UN, "--index", "shaply"], "E354", "did you mean"),
        (["sensitivity", *SIX], "E358", "one clause"),
        (["sensitivity", *SIX, "--gate", "1", "--quotas", "6"], "E358", "no clause 1"),
        (["sensitivity", *SIX, "--quotas", "9..3"], "E353", "no range"),
        (["sensitivity", *SIX, "--quotas", "1..5:0"], "E353", "no range"),
        (["sensitivity", *SIX, "--quotas", "1..99999999999"], "E353", "too long"),
        (["sensitivity", *SIX, "--quotas", "1..2000"], "E353", "at most 1000"),
        (["sensitivity", *SIX, "--quotas", "50%"], "E353", "whether exactly"),
        (["sensitivity", *SIX, "--quotas", "3,,5"], "E353", "is not a quota"),
        (["sensitivity", *SIX, "--quotas", "-3..5"], "E353", "is not a quota"),
        (["accession"], "E356", "nothing to change"),
        (["accession", "--quota", "6"], "E356", "lacks --weights, --column"),
        (["secession", "--column", "votes"], "E356", "lacks --quota, --weights"),
        (["accession", *SIX], "E358", "nobody joins"),
        (["accession", *SIX, "--join", "E"], "E358", "not a name and a weight"),
        (["accession", *SIX, "--join", "=3"], "E358", "not a name and a weight"),
        (["accession", *SIX, "--join", "E=-3"], "E358", "not a name and a weight"),
        (["accession", *SIX, "--join", "E=1e3"], "E358", "not a name and a weight"),
        (["accession", *SIX, "--join", "E="], "E358", "not a name and a weight"),
        (["accession", *SIX, "--join", "E=1", "--join", "E=2"], "E358", "joins twice"),
        (["accession", *SIX, "--join", "A=1"], "E358", "already a member: A"),
        (["secession", *SIX], "E358", "nobody leaves"),
        (["secession", *SIX, "--leave", "Z"], "E358", 'no member "Z"'),
        (["secession", *SIX, *(w for n in "ABCD" for w in ("--leave", n))], "E358",
         "nobody would be left"),
        (["inverse"], "E356", "lacks --quota, --wanted, --column"),
        (["inverse", "--quota", "0", "WANTED"], "E359", "gives nobody any power"),
        (["inverse", "--quota", "more than 100%", "WANTED"], "E359", "gives nobody any power"),
        (["inverse", "--quota", "101", "WANTED"], "E359", "101 of 100"),
        (["inverse", "--quota", "50%", "WANTED"], "E353", "whether exactly"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(
    args: list[str], code: str, text: str, bare: list[str]
) -> None:
    short = {"BARE": bare, "WANTED": ["--wanted", bare[1], "--column", "people"]}
    words = [w for a in args for w in short.get(a, [a])]
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert f"error[{code}]" in result.output
    assert text in result.output
    errors = json.loads(run(*words, "--json").stdout)["errors"]
    assert code in {e["code"] for e in errors}


def test_several_who_cannot_join_are_told_at_once(bare: list[str]) -> None:
    result = run("accession", "--quota", "6", *bare, "--join", "E", "--join", "F=x")
    assert result.output.count("error[E358]") == 2


def test_wanted_shares_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "zero.csv"
    path.write_text("member,people\nA,0\nB,0\n")
    result = run("inverse", "--quota", "51", "--wanted", str(path), "--column", "people")
    assert result.exit_code == 2
    assert "error[E359]" in result.output


def test_the_time_of_an_inverse_ends(bare: list[str]) -> None:
    result = run("inverse", "--quota", "51", "--wanted", bare[1], "--column", "people",
                 "--limit", "0")  # fmt: skip
    assert result.exit_code == 2
    assert "--total" in result.output


def test_the_groups_help_shows_the_options_and_the_commands() -> None:
    text = run("-h").stdout
    for word in ("--engine", "--citizens", "sensitivity", "accession", "secession", "inverse"):
        assert word in text
    assert "of-rule" not in text
