"""One run of every `foedus observe` command on a simulated election, for whoever looks at them."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

from audit_reference import HEADER
from click.testing import CliRunner, Result
from forms_world import FORM, INCIDENTS, export

from foedus.cli import main

SEED = "27182818284590452353"
DECLARED = "redraws = 49\ncalibration = 5\n[families]\na = ['turnout', 'share', 'last digit']\n"
CONSTITUTION = """constitution Test
body House: 10 members
electorate People
procedure Change under "Art. 1"
  passes when all of
    House approve by at least 2/3 of votes cast
    People take part by at least 1/2 of registered voters
    People approve by more than 1/2 of votes cast
"""
VOTES = HEADER + "House,,8,2,0,0,0,10\nPeople,,400,190,4,300,6,900\n"


def invoke(words: list[str]) -> Result:
    return CliRunner().invoke(main, ["observe", *words])


def fill(sheet: Path, choices: list[str]) -> None:
    """Enter a mark on every drawn card, as a person would."""
    draw = random.Random(2)
    rows = list(csv.DictReader(sheet.open(newline="")))
    for row in rows:
        row["seen"] = draw.choice(choices)
    with sheet.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def returns(folder: Path) -> None:
    """The rows of the drawn stations alone."""
    drawn = json.loads((folder / "p.json").read_text())["stations"]
    lines = (folder / "t" / "past.csv").read_text().splitlines()
    rows = [r for r in lines[1:] if r.split(",")[0] in drawn]
    (folder / "r.csv").write_text("\n".join([lines[0], *rows]) + "\n")


def runs(folder: Path) -> dict[str, list[str]]:
    """Command -> its words; each may be run once in this order, with --json added or not."""
    files = {"f.toml": FORM, "e.csv": export(), "i.csv": INCIDENTS, "d.toml": DECLARED,
             "c.foedus": CONSTITUTION, "v.csv": VOTES}  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    t = folder / "t"
    columns = ["--columns", str(t / "columns.toml")]
    at = {n: str(folder / n) for n in (*files, "p.json", "r.csv", "a.json", "s.csv")}
    stations, past, manifest = (str(t / f"{n}.csv") for n in ("stations", "past", "manifest"))
    drawn = ["--manifest", manifest, "--seed", SEED]
    form = ["--form", at["f.toml"]]
    return {
        "simulate": ["simulate", "--stations", "300", "--areas", "5", "--turnout", "0.55",
                     "--closed", "0.03", "--rounded", "0.3", "--slips", "0.05", "--seed", "1",
                     "-o", str(t)],
        "results": ["results", stations, *columns],
        "trace": ["trace", str(t / "copies.csv"), stations, *columns],
        "plan": ["plan", past, *columns, "--choice", "A"],
        "sample": ["sample", past, *columns, "--stations", "60", "--seed", "s", "--design",
                   "proportional", "-o", at["p.json"]],
        "estimate": ["estimate", at["p.json"], at["r.csv"], *columns, "--official", "A=0.4",
                     "--threshold", "B=1/2", "--arrival", "A", "--past", stations],
        "replay": ["replay", past, *columns, "--choice", "A", "--stations", "60", "--draws", "20"],
        "screen": ["screen", stations, *columns, "--declaration", at["d.toml"], "--control", past],
        "checklists": ["checklists", at["e.csv"], *form, "--frame", stations, *columns,
                       "--incidents", at["i.csv"], "--draft", str(folder / "draft.md")],
        "incidents": ["incidents", at["i.csv"], *form],
        "audit sizes": ["audit", "sizes", "--margin", "0.1", "--risk", "0.05", "--of", "5000"],
        "audit plan": ["audit", "plan", at["c.foedus"], "Change", at["v.csv"]],
        "audit contest": ["audit", "contest", str(t / "cards.csv"), "--manifest", manifest,
                          "-o", at["a.json"]],
        "audit draw": ["audit", "draw", at["a.json"], *drawn, "--cards", "all=40", "-o",
                       at["s.csv"]],
        "audit risk": ["audit", "risk", at["a.json"], at["s.csv"], *drawn],
    }  # fmt: skip


def run_all(folder: Path, *extra: str) -> dict[str, Result]:
    """Run every command; sheets are filled in and returns made where people would do so."""
    found = {}
    for name, words in runs(folder).items():
        found[name] = invoke([*words, *extra])
        if name == "sample":
            returns(folder)
        if name == "audit draw":
            fill(folder / "s.csv", ["A", "A", "B", "C", ""])
    return found
