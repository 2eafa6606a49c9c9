"""A case with a convention: the three invented regions, planted views, one clause in a cycle."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

CLAUSES = """title = "Language and borders"
procedure = "amendment"
chair = "South"
[[clause]]
key = "language"
text = "Which languages may offices use?"
status_quo = "one"
order = ["two", "regional", "one"]
[[clause.option]]
key = "one"
[[clause.option]]
key = "two"
[[clause.option]]
key = "regional"
[[clause]]
key = "borders"
text = "May a region's borders change without it?"
status_quo = "yes"
[[clause.option]]
key = "yes"
[[clause.option]]
key = "no"
"""
RANKINGS = """voter,votes,clause,ranking
North,40,language,two > regional > one
East,35,language,regional > one > two
South,25,language,one > two > regional
North,40,borders,no > yes
East,35,borders,yes > no
South,25,borders,no > yes
"""
CONVENTION = """title = "The convention of the three regions"
note = "Invented for a test; every view in it is planted."
opinions = "biodiversity"
groups = 2
participation = "people.csv"
regions = "regions.csv"
clauses = "clauses.toml"
rankings = "rankings.csv"
[result]
text = "The draft of the convention"
adopted_by = "Amendment"
"""


def three_regions() -> ModuleType:
    """The module of the report's tests that writes the invented country."""
    path = Path(__file__).resolve().parents[1] / "report" / "three_regions.py"
    spec = importlib.util.spec_from_file_location("three_regions_for_convene", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_case(folder: Path, convention: str = CONVENTION) -> Path:
    case: Path = three_regions().write_case(folder)
    inside = case / "convene"
    inside.mkdir()
    (inside / "convention.toml").write_text(convention)
    (inside / "clauses.toml").write_text(CLAUSES)
    (inside / "rankings.csv").write_text(RANKINGS)
    (inside / "regions.csv").write_text("region,population\nNorth,600\nEast,300\nSouth,100\n")
    rows = [
        f"p{i},{('North', 'North', 'East')[i % 3]},{'wm'[i % 2]},yes,"
        f"{'yes' if i % 4 else 'no'},{'yes' if i % 5 == 1 else ''}"
        for i in range(150)
    ]
    head = "person,region,sex,invited,answered,voted\n"
    (inside / "people.csv").write_text(head + "\n".join(rows) + "\n")
    return case
