"""A small country that the tests of compiling share: its head, tables and models."""

from __future__ import annotations

from conftest import DEFAULTS
from foedus.constitution.model import CellTable, Model
from foedus.constitution.parse import parse
from foedus.country import parse_table

META = (
    b"""title = "Regions"
key = "region"
[aliases]
Gamma = ["G"]
"""
    + DEFAULTS.encode()
    + b"""[columns.people_2000]
name = "people"
kind = "integer"
[columns.people_1990]
name = "people"
date = "1990"
kind = "integer"
[columns.seats]
kind = "integer"
[columns.share]
kind = "fraction"
[columns.type]
kind = "text"
"""
)
TABLE = b"""region,people_2000,people_1990,seats,share,type
Alpha,5,6,3,0.5,old
Beta,3,3,2,0.25,old
Gamma,2,1,1,,new
"""
SEATS = {
    "party": ("Left", "Left", "Right", "Right"),
    "region": ("Alpha", "Beta", "Alpha", "Gamma"),
    "members": ("2", "2", "1", "1"),
}
HEAD = """constitution Test
reading Count: Groups, Everyone
reading Base: Cast, Law
body House: 9 members
body Chamber: 6 members
  composition: table "seats.csv" by party, region counting members as of 2000
body Halves: 6 members, of whom 4 Women, 2 Men
  of whom 3 Old, 3 Young as of 2000
person President
units Regions: table "regions.csv", weight people as of 2000
  no vote held in Gamma as of 2014
units Lands: Ost, West
electorate People: people of Regions as of 2000
  no vote held in Gamma as of 2014
"""


def model(body: str, head: str = HEAD, *, cells: dict[str, tuple[str, ...]] | None = None) -> Model:
    """Return the country with more statements."""
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    sheet = CellTable("seats.csv", cells or SEATS, "")
    return Model(parse(head + body, "test.foedus"), {"regions.csv": table}, {"seats.csv": sheet})


def law(condition: str, more: str = "") -> Model:
    """Return the country with one procedure, and what follows it."""
    first, *rest = condition.strip("\n").split("\n")
    lines = ['procedure Law under "Art. 1"', f"  passes when {first}", *rest]
    return model("\n".join(lines) + "\n" + more)
