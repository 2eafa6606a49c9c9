"""A country of three regions to ask about, written into a folder by the tests."""

from __future__ import annotations

from pathlib import Path

from foedus.constitution.load import load
from foedus.constitution.model import Model

CSV = """code,name,population,population_thousand,north_share,south_share,west_persons,senate,votes
N,North,600000,600,80.0,10.0,1000,4,3
S,South,300000,300,10.0,85.0,2000,4,2
W,West,100000,100,45.0,45.0,30000,2,1
"""

META = """title = "Three regions"
key = "code"
keys = "own"
label = "name"
note = "made for tests"

[aliases]
"N" = ["Nord"]

[columns.population]
what = "residents"
unit = "persons"
source = "made"
date = "2020"
confidence = "A"
kind = "integer"
total = 1000000
status = "verified"

[columns.population_thousand]
name = "population_census"
what = "residents, thousands"
unit = "thousand persons"
source = "made"
date = "2011"
confidence = "A"
kind = "integer"
total = 1000
status = "verified"

[columns.north_share]
what = "speak Northern"
unit = "% of residents"
source = "made"
date = "2020"
confidence = "A"
kind = "decimal"
total = "none: shares"
status = "verified"

[columns.south_share]
what = "speak Southern"
unit = "per cent of residents"
source = "made"
date = "2020"
confidence = "A"
kind = "decimal"
total = "none: shares"
status = "verified"

[columns.west_persons]
what = "speak Western"
unit = "persons"
source = "made"
date = "2020"
confidence = "A"
kind = "integer"
total = 33000
status = "verified"

[columns.senate]
what = "seats in the Senate"
unit = "seats"
source = "made"
date = "2020"
confidence = "A"
kind = "integer"
total = 10
status = "verified"

[columns.votes]
what = "votes in the Council"
unit = "votes"
source = "made"
date = "2020"
confidence = "A"
kind = "integer"
total = 6
status = "verified"
"""

HEAD = """constitution Federation
body House: 100 members, of whom 60 Northern, 40 Southern as of 2020
body Senate: 10 members
person President
person Government
units Regions: table "regions.csv", weight population as of 2020, weight votes as of 2020
  each decided by its legislature
electorate People
"""

PROCEDURES = """procedure Law under "Art. 10"
  decides "police", "schools"
  passes when any of
    all of
      House approve by more than 1/2 of members
      Senate approve by more than 1/2 of members
    House approve again after 30 days by at least 2/3 of members
procedure Amendment under "Art. 90"
  decides powers
  passes when all of
    House approve by at least 2/3 of members
    Senate approve by at least 2/3 of members
procedure "Own affairs" under "Art. 91"
  decides "regional language"
  passes when all of
    House approve by more than 1/2 of members
    every unit concerned of Regions approve
procedure "Change of rules" under "Art. 92"
  decides "amending procedure"
  passes when House approve by at least 2/3 of members
procedure Eternity under "Art. 93"
  decides "republic"
  passes when never
procedure Coercion under "Art. 37"
  decides intervention
  passes when all of
    Government assents
    Senate approve by more than 1/2 of members
procedure Referendum under "Art. 94"
  decides "accession"
  passes when all of
    People take part by at least 55/100 of registered voters
    People approve by more than 1/2 of votes cast
"""

POWERS = """power "police": region may legislate, execute under "Art. 20"
power "schools": centre may legislate under "Art. 21"
power "schools": region may legislate, execute in North, South under "Art. 22"
power "defence": centre may legislate, execute under "Art. 23"
power "mines": concurrent may legislate under "Art. 24"
power "fishing": none may legislate under "Art. 25"
"""


def write(folder: Path, *parts: str, csv: str = CSV, meta: str = META) -> Path:
    """Write the country with these parts of its text into a folder; return the text's path."""
    (folder / "regions.csv").write_text(csv, encoding="utf-8")
    (folder / "regions.meta.toml").write_text(meta, encoding="utf-8")
    file = folder / "federation.foedus"
    file.write_text("".join(parts) or HEAD + PROCEDURES + POWERS, encoding="utf-8")
    return file


def model(folder: Path, *parts: str, csv: str = CSV, meta: str = META) -> Model:
    """Return the country with these parts of its text."""
    return load(write(folder, *parts, csv=csv, meta=meta))
