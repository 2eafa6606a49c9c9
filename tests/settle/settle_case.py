"""An invented case with every kind of settle item: written by the tests into a folder."""

from __future__ import annotations

from pathlib import Path

TEXT = """constitution "Three regions"
  source "invented"

body Chamber: 100 members
units Regions: table "../country/regions.csv", weight population as of 2020
  each decided by its legislature by more than 1/2 of votes cast

procedure Amendment under "Art. 1"
  decides any other matter
  passes when all of
    Chamber approve by at least 2/3 of members
    Regions approve by at least 2 units

matters "police", "schools"
power "police": centre may execute under "Art. 3"
power over any other matter: centre may legislate under "Art. 3"

tax "Oil levy" under "Art. 4"
  yields oil as of 2020 in Regions
  1/4 to region where raised

guarantee "No region alone can stop an amendment"
  for each of Regions: Amendment can pass without it

guarantee "North cannot be outvoted"
  North cannot be outvoted in Amendment
"""

UNANIMOUS = """# Every region must agree.
procedure Amendment under "Art. 1"
  decides any other matter
  passes when all of
    Chamber approve by at least 2/3 of members
    Regions approve by at least 3 units
"""

POLICE = """power "police": region may execute under "Art. 3"
"""

OIL = """tax "Oil levy" under "Art. 4"
  yields oil as of 2020 in Regions
  1/2 to region where raised
"""

TABLE = """code,name,row,col,people,oil
NO,North,0,0,600000,10
EA,East,1,1,300000,70
SO,South,1,0,100000,20
"""

META = """title = "The three regions of an invented country"
key = "code"
label = "name"
tile = ["row", "col"]
note = "Invented for a test."

[defaults]
source = "invented census"
date = "2020-01-01"
confidence = "A"
status = "verified"

[columns.people]
name = "population"
what = "residents"
unit = "persons"
kind = "integer"
total = 1000000

[columns.oil]
what = "oil levy raised"
unit = "marks"
kind = "integer"
total = 100
"""

CASE = """title = "Three regions talk"
as_of = "2021-03-31"
summary = "An invented country."
is = ["a test"]
is_not = ["about any real country"]
units = "regions"
unit_name = "regions"
gaps = ["nothing"]

[[constitution]]
file = "text.foedus"
title = "The text in force"
kind = "text"
"""


def said(key: str, speaker: str, quote: str, status: str = "recorded") -> str:
    return f"""
[[statement]]
key = "{key}"
date = "2021-03-01"
speaker = "{speaker}"
capacity = "delegation"
document = "Paper of {key}"
quote = "{quote}"
source = "paper"
status = "{status}"
"""


STATEMENTS = "".join(
    said(f"{p}-{k}", f"Delegation {p.upper()}", f"{p.upper()} said {k} of it")
    for p in "abc"
    for k in range(1, 7)
)

POSITIONS = """coded_by = "the coder"
caution = "Invented."
base = "text"

[[question]]
key = "rule"
text = "How many regions must agree?"
[[question.option]]
key = "two"
text = "two of three"
[[question.option]]
key = "all"
text = "all three"
variant = "unanimous.foedus"

[[question]]
key = "police"
text = "Who runs the police?"
[[question.option]]
key = "centre"
text = "the centre"
[[question.option]]
key = "region"
text = "each region"
variant = "police.foedus"
binds = ["c"]

[[question]]
key = "oil"
text = "How is the oil levy shared?"
[[question.option]]
key = "quarter"
text = "a quarter to regions"
[[question.option]]
key = "half"
text = "half to regions"
variant = "oil.foedus"

[[party]]
key = "a"
name = "Party A"
status = "present"
within = true
mandate = "claimed"
speakers = ["Delegation A"]
[[party]]
key = "b"
name = "Party B"
status = "present"
within = true
mandate = "claimed"
speakers = ["Delegation B"]
[[party]]
key = "c"
name = "Party C"
status = "not invited"
within = true
mandate = "none claimed"
speakers = ["Delegation C"]

[[position]]
key = "a-north"
party = "a"
kind = "guarantee"
guarantee = "North cannot be outvoted"
strength = "red line"
statement = "a-1"
[[position]]
key = "a-police"
party = "a"
kind = "prefers"
question = "police"
order = ["region", "centre"]
strength = "demand"
statement = "a-2"
[[position]]
key = "b-police"
party = "b"
kind = "power"
power = "police: region may execute"
strength = "demand"
statement = "b-1"
[[position]]
key = "b-oil"
party = "b"
kind = "money"
money = "Oil levy: at least 1/2 to region"
strength = "demand"
statement = "b-2"
[[position]]
key = "c-stop"
party = "c"
kind = "guarantee"
guarantee = "No region alone can stop an amendment"
strength = "red line"
statement = "c-1"
"""

VALUES = """
[[values]]
party = "a"
statement = "a-3"
weights = { rule = 50, police = 30, oil = 20 }
no_deal = 10
[[values.points]]
question = "rule"
of = { two = 0, all = 100 }
[[values.points]]
question = "police"
of = { centre = 0, region = 100 }
[[values.points]]
question = "oil"
of = { quarter = 100, half = 0 }

[[values]]
party = "b"
statement = "b-3"
weights = { rule = 20, police = 30, oil = 50 }
no_deal = 10
[[values.points]]
question = "rule"
of = { two = 100, all = 40 }
[[values.points]]
question = "police"
of = { centre = 0, region = 100 }
[[values.points]]
question = "oil"
of = { quarter = 0, half = 100 }
"""

DRAFTS = """
[[draft]]
key = "one"
title = "First draft"
date = "2021-03-10"
[[draft.clause]]
key = "1"
text = "Amendments need two of the three regions."
stands_for = "rule = two"
[[draft.clause]]
key = "2"
text = "The police are run by the centre."
stands_for = "police = centre"
[[draft.criticism]]
clause = "1"
party = "a"
statement = "a-4"
words = "A said 4"
asks = "rule = all"
[[draft.criticism]]
clause = "2"
party = "b"
statement = "b-4"

[[draft]]
key = "two"
title = "Second draft"
date = "2021-03-20"
[[draft.clause]]
key = "1"
text = "Amendments need all of the three regions."
stands_for = "rule = all"
[[draft.clause]]
key = "2"
text = "The police are run by the centre."
stands_for = "police = centre"
[[draft.clause]]
key = "3"
text = "Half of the oil levy goes to the regions."
stands_for = "oil = half"
[[draft.yes]]
party = "a"
statement = "a-5"
"""

EXTRA = """
[[position]]
key = "b-extra"
party = "b"
kind = "rejects"
question = "oil"
options = ["quarter"]
strength = "demand"
statement = "b-5"
"""


def write(folder: Path, *more: str, positions: str = POSITIONS) -> Path:
    """Write the case; `more` is added to the settle file."""
    files = {
        "case.toml": CASE,
        "constitutions/text.foedus": TEXT,
        "country/regions.csv": TABLE,
        "country/regions.meta.toml": META,
        "statements.toml": STATEMENTS,
        "settle/positions.toml": positions + "".join(more),
        "settle/variants/unanimous.foedus": UNANIMOUS,
        "settle/variants/police.foedus": POLICE,
        "settle/variants/oil.foedus": OIL,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
