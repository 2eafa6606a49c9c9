"""A three-region case that a test writes: an invented country with every kind of item in it."""

from __future__ import annotations

from pathlib import Path

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> & \"quoted\" 'single'"

TEXT = """constitution "Three regions"
  source "invented"

body Chamber: 100 members
units Regions: table "../country/regions.csv", weight population as of 2020, weight seats as of 2020
  each decided by its legislature by more than 1/2 of votes cast

procedure Amendment under "Art. 1"
  decides any other matter
  note "an invented rule"
  passes when all of
    Chamber approve by at least 2/3 of members
    Regions approve by at least 2 units

procedure Borders under "Art. 2"
  decides borders
  passes when all of
    every unit concerned of Regions approve
    Chamber approve by more than 1/2 of members

power "police": region may legislate under "Art. 3"
power over any other matter: centre may legislate under "Art. 3"

view Deputies of Amendment: voters are Regions
  each with seats of Chamber as of 2020, voting as one bloc

guarantee "No region alone can stop an amendment"
  for each of Regions: Amendment can pass without it

guarantee "North cannot be outvoted" fails because "two regions suffice"
  North cannot be outvoted in Amendment

question "What is the smallest share of the population that can stop it?"
  smallest share of population as of 2020, counting everyone, that blocks Amendment

question "How can a region lose land?"
  changing borders of North
"""

TABLE = """code,name,row,col,people,seats,highlanders
NO,North,0,0,600000,60,10.5
EA,East,1,1,300000,31,62
SO,South,1,0,100000,9,
"""

META = """title = "The three regions of the invented country"
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

[columns.seats]
what = "seats in the chamber"
unit = "seats"
kind = "integer"
total = 100

[columns.highlanders]
what = "share of highlanders"
unit = "per cent"
kind = "decimal"
total = "none: shares of each region"
"""

CASE = """title = {title}
as_of = "2021-03-31"
summary = "An invented country, to see that any case gives a page."
is = ["a test of the page"]
is_not = ["about any real country"]
units = "regions"
unit_name = "regions"
gaps = ["the second letter of the council"]

[[constitution]]
file = "text.foedus"
title = "The text in force"
kind = "text"
in_force_by = ["north"]

[[constitution]]
file = "model-a.foedus"
title = "Model A: two thirds of the regions"
kind = "model"

[layers.later]
title = "After the as-of date"
note = "what came afterwards"
"""

STATEMENTS = """[[statement]]
key = "north"
date = "2021-03-01"
speaker = "Council of North"
capacity = "regional council"
document = "Resolution 1"
quote = {quote}
source = "https://example.org/north"
status = "recorded"

[[statement]]
key = "east"
date = "2021-03-02"
speaker = "Council of East"
capacity = "regional council"
document = "Resolution 2"
quote = "Every region shall have an equal voice."
source = "javascript:alert(1)"
status = "paraphrase"

[[statement]]
key = "afterwards"
date = "2021-06-02"
speaker = "Council of South"
capacity = "regional council"
document = "Resolution 3"
quote = "LATERWORDS of South"
source = "https://example.org/south"
status = "recorded"
layer = "later"
"""

QUESTIONS = """[[question]]
key = "voice"
text = "How many votes should a region have?"
statements = ["north", "east", "afterwards"]
"""

COMPARISONS = """[[comparison]]
key = "points"
title = "Two councils, point by point"
columns = ["north", "east"]

[[comparison.point]]
title = "The vote"

[[comparison.point.cell]]
statement = "north"
words = "vote"

[[comparison.point.cell]]
statement = "east"
words = "equal voice"
marks = ["equal"]

[[comparison.only]]
statement = "east"
words = "Every region"

[[comparison.absent]]
who = "The council of South"
statements = ["north"]
"""

DISPUTES = """[[dispute]]
key = "meaning"
on = "Does North ask for more votes than East?"

[[dispute.side]]
holds = "says one vote"
statements = ["north"]

[[dispute.side]]
holds = "says equal voice"
statements = ["east"]
"""

COMMITMENTS = """[[commitment]]
key = "c1"
date = "2021-03-05"
document = "Agreement of March"
point = "1"
text = "The regions shall meet."
obligor = "all regions"
deadline = "2021-04-01"
verifier = "none"
source = "https://example.org/agreement"
status = "recorded"

[[commitment]]
key = "c2"
date = "2021-03-05"
document = "Agreement of March"
point = "2"
text = "A draft shall follow."
obligor = "not stated"
deadline = "none"
verifier = "none"
source = "https://example.org/agreement"
status = "recorded"
after = ["c1"]
"""

SURVEYS = """[[survey]]
key = "s1"
pollster = "Invented Polls"
fieldwork = "2021-02-01/2021-02-10"
sample = 1200
population = "residents over 18"
error = "2.8 points"
source = "https://example.org/poll"

[[survey.question]]
subject = "Equal votes"
wording = "Should each region have one vote?"

[[survey.question.result]]
option = "yes"
share = "51.5"
group = "all"

[[survey.question.result]]
option = "no"
share = "40"
group = "all"
"""

SETS = """[[set]]
key = "half"
label = "Highlanders at least one half"
family = "highlanders"
table = "regions"
column = "highlanders"
threshold = "50"
as_of = "2020-01-01"
attributed = "the test"
population = "population"
"""

SWITCHES = """[[switch]]
key = "vacant"
title = "Seats filled after the election"
[switch.seats]
Chamber = 100
[switch.filled]
Chamber = 94
"""

VOTES = """[[vote]]
key = "v1"
date = "2021-03-10"
body = "Chamber"
on = "The first reading"
file = "first.csv"
"""

VOTE_ROWS = """body,unit,yes,no,abstain,absent,invalid,registered
Chamber,,60,30,,4,,94
"""


def toml_text(words: str) -> str:
    """Return words as a TOML string."""
    import json

    return json.dumps(words, ensure_ascii=False)


def write_case(
    folder: Path, title: str = "Three regions", quote: str = "Every region shall have one vote."
) -> Path:
    """Write the case into `folder` and return it."""
    files = {
        "case.toml": CASE.format(title=toml_text(title)),
        "country/regions.csv": TABLE,
        "country/regions.meta.toml": META,
        "constitutions/text.foedus": TEXT,
        "constitutions/model-a.foedus": TEXT.replace("at least 2 units", "all units"),
        "statements.toml": STATEMENTS.format(quote=toml_text(quote)),
        "questions.toml": QUESTIONS,
        "comparisons.toml": COMPARISONS.replace('words = "vote"', f"words = {toml_text(quote)}"),
        "disputes.toml": DISPUTES,
        "commitments.toml": COMMITMENTS,
        "surveys.toml": SURVEYS,
        "sets.toml": SETS,
        "switches.toml": SWITCHES,
        "votes.toml": VOTES,
        "votes/first.csv": VOTE_ROWS,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
