"""A small country for the tests of guarantees and tallies: three regions, two chambers."""

from __future__ import annotations

from conftest import SIDECAR
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import parse_table
from foedus.proof.check import check
from foedus.proof.verdicts import ClaimResult, Report

META = (
    SIDECAR.encode()
    + b"""[columns.people]
kind = "integer"
[columns.votes]
kind = "integer"
[columns.type]
kind = "text"
"""
)
TABLE = b"""region,people,votes,type
Alpha,50,3,north
Beta,30,2,north
Gamma,15,2,south
Delta,5,1,south
"""
HEAD = """constitution Test
reading Count: Groups, Everyone
body House: 10 members, of whom 6 Blue, 4 Red
body Senate: 5 members
  filled: 4 as of 2001
person President
person Speaker
organ Court: court, 9 members
  4 chosen by President
  3 chosen by House
  2 chosen by Senate
units Regions: table "regions.csv", weight people as of 2000, weight votes as of 2000
  each decided by its people by more than 1/2 of votes cast
electorate People: people of Regions as of 2000
units Towns: X, Y
set South: Regions where type is "south", defined by "the almanac"
set Two as "large": Alpha, Beta of Regions, defined by "one almanac"
set Two as "small": Gamma, Delta of Regions, defined by "another almanac"
procedure Law under "Art. 1"
  decides any other matter
  passes when any of
    all of
      House approve by more than 1/2 of members
      President assents
    House approve by at least 2/3 of members
procedure Change under "Art. 2"
  decides "language", leaving
  passes when all of
    House approve by at least 2/3 of votes cast
    Regions approve by more than 1/2 of units
    Regions approve by more than 1/2 of votes as of 2000
procedure Ask under "Art. 3"
  passes when all of
    People approve by more than 1/2 of votes cast
    Regions approve by more than 1/2 of units
procedure Doubt under "Art. 4"
  passes when by reading Count
    when Groups
      each of Blue, Red in House approve by more than 1/2 of members
    when Everyone
      House approve by more than 1/2 of members
procedure Vague under "Art. 5"
  decides powers
  passes when Senate approve by undetermined from more than 1/2 to at most 1 of members
procedure Border under "Art. 6"
  decides borders
  passes when all of
    procedure Law passes
    every unit concerned of Regions approve
procedure Quorum under "Art. 7"
  passes when all of
    Senate attend by at least 3/5 of members
    Senate approve by more than 1/2 of votes cast
procedure Never under "Art. 8"
  decides "rights"
  passes when never
"""


def model(text: str = "") -> Model:
    """Return the small country with more statements below it."""
    names = HEAD.replace("electorate People: people of Regions as of 2000",
                         "electorate People: people of Regions as of 2000")  # fmt: skip
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    return Model(parse(names + text, "test.foedus"), {"regions.csv": table}, file="test.foedus")


def checked(text: str, votes: dict[str, bytes] | None = None, **options: bool) -> Report:
    """Return the report on statements added to the small country."""
    return check(model(text), votes, seconds=5, **options)


def claim(sentence: str, kind: str = "guarantee", **options: bool) -> ClaimResult:
    """Return the verdict on one sentence."""
    report = checked(f'{kind} "G"\n  {sentence}\n', **options)
    return report.rulings[0].claims[0]
