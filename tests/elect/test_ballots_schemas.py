"""What `foedus count` prints as JSON is what docs/schemas says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import fits
from foedus.cli import main
from foedus.elect.ballots.catalogue import CATALOGUE

jsonschema = pytest.importorskip("jsonschema")
SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
BLT = '3 2\n4 1 2 0\n3 2 0\n2 3 2 0\n1 0\n0\n"Ada"\n"Ben"\n"Cy"\n"Parish"\n'
SCORES = "Ada,Ben,Cy,n\n1,0,1,3\n0,1,0,2\n1,1,0,1\n"
RESULTS = "state,A,B\nx,40,60\ny,70,30\nz,50,20\n"
UNITS = "unit,voters,ballots,who\nA,100,60,\nB,80,,\nC,20,5,displaced\n"
CVR = "a,b\nAda,Ben\nAda|Ben,Cy\n,Ben\nBen,\n,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "w.blt": BLT, "s.csv": SCORES, "r.csv": RESULTS, "u.csv": UNITS, "c.csv": CVR,
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text)
    return tmp_path


def valid(schema: str, folder: Path, *args: str) -> dict[str, object]:
    words = [str(folder / a) if (folder / a).is_file() else a for a in args]
    result = CliRunner().invoke(main, ["count", *words, "--json"])
    assert result.exit_code in (0, 3), result.output
    data: dict[str, object] = json.loads(result.stdout)
    shape = json.loads((SCHEMAS / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(shape)
    fits(data, shape)
    return data


@pytest.mark.parametrize("rule", CATALOGUE)
def test_every_rule(folder: Path, rule: str) -> None:
    reads = CATALOGUE[rule].reads
    if rule == "spread":
        args = ["r.csv", "--region", "state", "--share", "1/4", "--of-regions", "2/3"]
    elif reads in ("scores", "approvals"):
        args = ["s.csv", "--scores", "Ada,Ben,Cy", "--count", "n"]
    else:
        args = ["w.blt", "--seats", "2" if CATALOGUE[rule].many else "1"]
    for lot in ((), ("--lot-seed", "s")):
        data = valid("count", folder, rule, *args, *(lot if rule != "spread" else ()))
        assert data["rule"] == rule


@pytest.mark.parametrize(
    ("schema", "args"),
    [
        ("count-compare", ["compare", "w.blt", "--tries", "20"]),
        ("count-compare", ["compare", "w.blt", "--seats", "2", "--lot-seed", "s"]),
        ("count-rules", ["rules"]),
        ("count-turnout", ["turnout", "u.csv", "--unit", "unit", "--registered", "voters",
                           "--cast", "ballots", "--kind", "who"]),
        ("count-turnout", ["turnout", "u.csv", "--unit", "unit", "--registered", "voters",
                           "--cast", "ballots", "--quorum", "at least 1/2"]),
        ("count", ["countback", "w.blt", "--vacancy", "Ada", "--contesting", "Cy",
                   "--lot-seed", "s"]),
        ("count", ["irv", "c.csv", "--ranks", "a,b", "--overvote", "reject", "--skipped",
                   "pass-one"]),
        ("count", ["two-round", "r.csv", "--region", "state", "--win", "more than 2/3"]),
    ],
)  # fmt: skip
def test_the_other_commands(folder: Path, schema: str, args: list[str]) -> None:
    valid(schema, folder, *args)


def test_a_schema_refuses_what_is_not_there() -> None:
    shape = json.loads((SCHEMAS / "count.json").read_text())
    with pytest.raises(jsonschema.ValidationError):
        fits({"format": "foedus.count/1", "winners": []}, shape)
