"""A small convention on disk, and every command of it with what it prints as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from foedus.cli import main

FILES = {
    "pool.csv": "id,region,sex,age\n" + "".join(
        f"p{i},{'N' if i < 5 else 'S'},{'wm'[i % 2]},{'young' if i % 3 else 'old'}\n"
        for i in range(12)
    ),
    "quotas.csv": "feature,value,min,max\nregion,N,2,2\nregion,S,2,2\nsex,w,1,3\nsex,m,1,3\n",
    "hopeless.csv": "feature,value,min,max\nregion,N,4,4\nregion,S,0,0\nsex,w,0,1\nsex,m,0,4\n",
    "regions.csv": "region,population\nNorth,600\nEast,300\nSouth,100\n",
    "list.csv": "name,region,community,sex,age,way\na,North,,w,30-44,lot\nd,,River,m,60+,\n",
    "roll.csv": "person,community\nx,River\ny,River\n",
    "people.csv": "person,region,sex,invited,answered,voted\n" + "".join(
        f"p{i},{('North', 'East', 'South')[i % 3]},{'wm'[i % 2]},yes,"
        f"{'yes' if i % 4 else 'no'},{'yes' if i % 5 == 1 else ''}\n" for i in range(90)
    ),
    "signed.csv": "initiative,person,region\nA,p1,North\nA,p2,East\nA,p1,North\nB,p3,South\n",
    "letters.csv": "id,text,person,region\n" + "".join(
        f"{i},We ask that water be free for every household in the land,p{i},North\n"
        for i in range(3)
    ) + "9,We ask that water be free for every household in the land now,p1,East\n8,Mine,,\n",
    "clauses.toml": """title = "T"
chair = "North"
[[clause]]
key = "language"
text = "Which languages?"
status_quo = "one"
order = ["two", "regional", "one"]
[[clause.option]]
key = "one"
[[clause.option]]
key = "two"
[[clause.option]]
key = "regional"
""",
    "rankings.csv": """voter,votes,clause,ranking
North,40,language,two > regional > one
East,35,language,regional > one > two
South,25,language,one > two > regional
""",
    "tied.csv": "voter,clause,ranking\nNorth,language,two > one\nEast,language,one > two\n",
    "rules.foedus": """constitution T
  source "t"
electorate North
electorate South
procedure Both under "t"
  passes when all of
    North take part by at least 1/2 of registered voters
    North approve by more than 1/2 of votes cast
    South approve by more than 1/2 of votes cast
""",
    "votes.csv": """body,yes,no,abstain,absent,invalid,registered
North,60,20,0,70,0,150
South,10,30,0,5,0,45
""",
    "open.csv": "body,yes,no\nNorth,60,20\nSouth,,30\n",
}  # fmt: skip


def write(folder: Path) -> None:
    for name, text in FILES.items():
        (folder / name).write_text(text)
    talk = folder / "talk"
    talk.mkdir(exist_ok=True)
    rows = [
        f"p{i},s{j},{'agree' if (i % 2) == (j % 2) else 'disagree' if j % 3 else 'pass'},"
        f"{('North', 'East', 'South')[i % 3]}"
        for i in range(40)
        for j in range(10)
        if (i + j) % 7
    ]
    (talk / "votes.csv").write_text("participant,statement,vote,region\n" + "\n".join(rows) + "\n")
    (talk / "statements.csv").write_text(
        "statement,text\n" + "".join(f"s{j},Statement {j}\n" for j in range(10))
    )


#: kind -> calls (words after `convene`; names of files are made paths).
CALLS: dict[str, list[list[str]]] = {
    "convene-pool": [["pool", "30", "--panel", "10"]],
    "convene-lot": [
        ["lot", "pool.csv", "4", "--quotas", "quotas.csv", "--tickets", "9", "--draw", "s"],
        ["lot", "pool.csv", "4", "--quotas", "quotas.csv", "--tickets", "9", "--rule", "nash"],
        ["lot", "pool.csv", "4", "--quotas", "hopeless.csv", "--hard", "region"],
    ],
    "convene-opinions": [
        ["opinions", "talk"],
        ["opinions", "talk", "--groups", "2", "--cell", "30"],
        ["opinions", "biodiversity", "--groups", "3"],
    ],
    "convene-delegates": [
        ["delegates", "regions.csv", "--each", "2"],
        ["delegates", "regions.csv", "--rule", "hare", "--size", "9", "--list", "list.csv",
         "--roll", "roll.csv"],
    ],
    "convene-participation": [
        ["participation", "people.csv"],
        ["participation", "people.csv", "--regions", "regions.csv", "--cell", "30"],
    ],
    "convene-support": [["support", "signed.csv", "--threshold", "2 from 2"]],
    "convene-submissions": [["submissions", "letters.csv", "--near", "0.7"]],
    "convene-agenda": [
        ["agenda", "clauses.toml", "rankings.csv"],
        ["agenda", "clauses.toml", "tied.csv"],
    ],
    "convene-ratify": [
        ["ratify", "rules.foedus", "Both", "votes.csv"],
        ["ratify", "rules.foedus", "Both", "open.csv"],
        ["ratify", "rules.foedus", "Both", "votes.csv", "--register", "regions.csv", "--key",
         "region", "--column", "population"],
    ],
}  # fmt: skip


def call(folder: Path, words: list[str]) -> dict[str, Any]:
    args = [str(folder / w) if (folder / w).exists() else w for w in words]
    done = CliRunner().invoke(main, ["convene", *args, "--json"])
    data: dict[str, Any] = json.loads(done.output)
    assert done.exit_code in (0, 1, 3), done.output
    return data
