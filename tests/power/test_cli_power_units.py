"""`foedus power accession|secession FILE PROCEDURE`: units that join or leave a country table."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import power_reference as ref
import pytest
from click.testing import CliRunner, Result

from conftest import DEFAULTS, fits
from foedus.cli import main
from foedus.constitution.compile import compile_procedure
from foedus.constitution.load import load
from foedus.country import load_table
from foedus.power.sensitivity import compared
from foedus.power.table import power
from foedus.rules.exchange import to_json
from foedus.rules.gates import Builder, Rule

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "power-change.json"
LAND = (
    'units Regions: table "regions.csv" where kind is "region", '
    "weight people as of 2000, weight votes as of 2000\n  each decided by its legislature\n"
)
HEAD = "code,region,kind,people_2000,votes_2000"
ROWS = {
    "A": "A,Alpha,region,500,4",
    "B": "B,Beta,region,300,3",
    "C": "C,Gamma,region,200,2",
    "D": "D,Delta,region,100,1",
    "T": "T,Thule,territory,50,1",
    "E": "E,Epsilon,region,250,2",
}
SIDE = (
    'title = "Regions"\nkey = "code"\nlabel = "region"\n'
    + DEFAULTS
    + '[columns.kind]\nkind = "text"\n[columns.people_2000]\nname = "people"\nkind = "integer"\n'
    + '[columns.votes_2000]\nname = "votes"\nkind = "integer"\n'
)
BODY = (
    'constitution Four\n  source "made for this test"\n\n'
    + LAND
    + """
body House: 11 members

procedure "Law" under "Art. 1"
  passes when all of
    House approve by more than 1/2 of members
    Regions approve by at least 3/5 of units
    Regions approve by more than 1/2 of people as of 2000

procedure "Weighed" under "Art. 2"
  passes when Regions approve by at least 2/3 of votes as of 2000

procedure "House alone" under "Art. 3"
  passes when House approve by more than 1/2 of members
"""
)


def country(folder: Path, rows: str) -> Path:
    """A constitution whose table has these rows, by their keys."""
    folder.mkdir()
    (folder / "regions.csv").write_text("\n".join([HEAD, *(ROWS[k] for k in rows)]) + "\n")
    (folder / "regions.meta.toml").write_text(SIDE)
    (folder / "four.foedus").write_text(BODY)
    return folder / "four.foedus"


def rule_of(path: Path, procedure: str) -> Rule:
    return compile_procedure(load(path), procedure).rule


def run(*args: str) -> Result:
    result = CliRunner().invoke(main, ["power", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def told(*args: str) -> Any:
    result = run(*args, "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    fits(data, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return data


def by_name(data: Any, side: str) -> dict[str, Fraction]:
    return {n: Fraction(v) for n, v in zip(data["names"], data[side], strict=True) if v is not None}


def values(rule: Rule, index: str) -> dict[str, Fraction]:
    column = power(rule, index).columns[0]
    return {n: Fraction(v) for n, v in zip(rule.names, column.values, strict=True)}


@pytest.mark.parametrize("procedure", ["Law", "Weighed"])
@pytest.mark.parametrize("index", ["shapley", "banzhaf_share", "johnston"])
def test_who_leaves_leaves_the_file_that_lacks_it(
    procedure: str, index: str, tmp_path: Path
) -> None:
    whole, less = country(tmp_path / "whole", "ABCDT"), country(tmp_path / "less", "ABDT")
    data = told("secession", str(whole), procedure, "--leave", "Gamma", "--index", index)
    assert by_name(data, "before") == values(rule_of(whole, procedure), index)
    assert by_name(data, "after") == values(rule_of(less, procedure), index)
    assert set(data["inputs"]) == {"four.foedus", "regions.csv", "regions.meta.toml"}


@pytest.mark.parametrize("procedure", ["Law", "Weighed"])
def test_who_joins_joins_the_file_that_has_it(procedure: str, tmp_path: Path) -> None:
    whole, more = country(tmp_path / "whole", "ABCDT"), country(tmp_path / "more", "ABCDTE")
    data = told("accession", str(whole), procedure, "--join",
                "Epsilon: kind = region, people=250, votes_2000=2")  # fmt: skip
    assert by_name(data, "before") == values(rule_of(whole, procedure), "shapley")
    after, expected = by_name(data, "after"), values(rule_of(more, procedure), "shapley")
    assert after == expected
    # and by the definition, over every set of voters
    if procedure == "Weighed":
        slow = ref.Members(to_json(rule_of(more, procedure)))
        assert after == {n: slow.shapley(n) for n in after}


def test_two_leave_and_the_words_say_what_stays(tmp_path: Path) -> None:
    path = country(tmp_path / "x", "ABCDT")
    text = run("secession", str(path), "Law", "--leave", "C", "--leave", "delta").stdout
    assert "Law (Art. 1), 15 voters" in text
    assert "Law (Art. 1), 13 voters" in text
    assert "shares follow the units that are there" in text
    lines = [line.split() for line in text.splitlines()]
    assert [w for w in lines if w and w[-1] == "leaves"] == [
        ["Gamma", lines_of(text, "Gamma"), "-", "leaves"],
        ["Delta", lines_of(text, "Delta"), "-", "leaves"],
    ]
    assert text.splitlines()[-1].startswith("of 3 who stay")


def lines_of(text: str, name: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name))


REFUSED = [
    (["secession", "FILE"], "E356", "stands alone: no procedure is named"),
    (["secession", "FILE", "Law", "--quota", "6"], "E356", "at once"),
    (["secession", "FILE", "Law"], "E358", "nobody leaves"),
    (["secession", "FILE", "Law", "--leave", "Gama"], "E358", 'did you mean "Gamma"'),
    (["secession", "FILE", "House alone", "--leave", "Gamma"], "E358", "nothing changes"),
    (["secession", "FILE", "Law", "--leave", "Thule"], "E358", "has no vote"),
    (["secession", "switzerland", "Constitutional amendment", "--leave", "Jura"], "E118", "Jura"),
    (["secession", "FILE", "Lav", "--leave", "Gamma"], "E110", 'no procedure "Lav"'),
    (["secession", "FILE", "Law", *(w for n in "ABCDT" for w in ("--leave", n))], "E358",
     "nobody would be left"),
    (["accession", "FILE", "Law"], "E358", "nobody joins"),
    (["accession", "FILE", "Law", "--join", "Epsilon"], "E358", "not a name and its figures"),
    (["accession", "FILE", "Law", "--join", "Epsilon: people"], "E358", "not a name and its"),
    (["accession", "FILE", "Law", "--join", ": people=3"], "E358", "not a name and its"),
    (["accession", "FILE", "Law", "--join", "Gamma: people=3"], "E358", "already a unit: Gamma"),
    (["accession", "FILE", "Law", "--join", "E: people=3", "--join", "E: people=4"], "E358",
     "joins twice"),
    (["accession", "FILE", "Law", "--join", "E: peeple=3"], "E358", "no table has peeple"),
    (["accession", "FILE", "Law", "--join", "E: kind=region, people=-3"], "E358", '"-3" is no'),
    (["accession", "FILE", "Law", "--join", "E: kind=region, votes=3"], "E218", "unknown for E"),
    (["accession", "FILE", "Law", "--join", "E: people=3"], "E116", "a cell is blank"),
    (["accession", "FILE", "Law", "--join", "E: kind=territory, people=3"], "E358", "no vote"),
    (["accession", "un-security-council", "Procedural decision", "--join", "X: votes=1, y=2"],
     "E358", "no table has votes, y"),
    (["secession", "northern-ireland", "Petition of concern (2022)", "--leave", "X"], "E358",
     "no units of this constitution stand in a table"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "code", "text"), REFUSED)
def test_changes_that_cannot_be_made(args: list[str], code: str, text: str, tmp_path: Path) -> None:
    path = country(tmp_path / "x", "ABCDT")
    result = run(*(str(path) if a == "FILE" else a for a in args))
    assert result.exit_code == 2, result.output
    assert f"error[{code}" in result.output
    assert text in result.output


def test_readings_are_chosen_first() -> None:
    result = run("secession", "canada", "Secession", "--leave", "Alberta")
    assert result.exit_code == 2
    assert "can be read in 2 ways" in result.output


def test_a_real_council_without_one_and_with_one_more(tmp_path: Path) -> None:
    data = told("secession", "eu-council", "Qualified majority (Eurostat)", "--leave", "Germany")
    assert len(data["names"]) == 27
    assert sum(by_name(data, "before").values()) == sum(by_name(data, "after").values()) == 1
    assert data["after"][0] is None
    again = told("accession", "eu-council", "Qualified majority (Eurostat)",
                 "--join", "Atlantis: population_2024=83445000")  # fmt: skip
    # one more of the size of the largest has the power of the largest
    after = by_name(again, "after")
    assert after["Members: Atlantis"] == after["Members: Germany"]
    assert again["before"] == [*data["before"], None]


def test_a_row_more_of_a_table(tmp_path: Path) -> None:
    table = load_table(country(tmp_path / "x", "ABCDT").parent / "regions.csv")
    longer = table.with_row("Z", "Zeta", {"people_2000": Fraction(7), "kind": "region"})
    assert longer.units == (*table.units, "Z")
    assert longer.labels["Z"] == "Zeta"
    assert longer.column("people")["Z"] == 7
    assert longer.column("votes")["Z"] is None
    assert longer.column("votes").unknown == ("Z",)
    assert longer.column("people")["A"] == table.column("people")["A"]
    assert longer.only(table.units).rows() == table.rows()
    assert all(meta.total is None for meta in longer.column_meta.values())


def test_two_rules_are_compared_by_the_names_of_both() -> None:
    def college(names: str) -> Rule:
        b = Builder()
        return b.build(b.at_least(2, [b.voter(n) for n in names]))

    found = compared(college("abc"), college("bcde"), "banzhaf_swings")
    assert found.names == ("a", "b", "c", "d", "e")
    assert found.before == (2, 2, 2, None, None)
    assert found.after == (None, 3, 3, 3, 3)
    assert found.label == "exact"
    assert found.rows()[3] == {"voter": "d", "before": None, "after": 3}
