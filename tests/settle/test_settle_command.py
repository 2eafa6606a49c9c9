"""The commands: text and JSON against the schemas, what-if, exit codes, and no traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import settle_case as sc
from click.testing import CliRunner, Result

from foedus.cli.settle import command

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
NO_ASKS = sc.POSITIONS[: sc.POSITIONS.index('[[position]]\nkey = "a-north"')]
INTERVALS = sc.VALUES.replace("rule = 50, police = 30", "rule = [40, 60], police = [20, 40]")
STATES = """states = ["kept", "A breaks", "B breaks", "both break"]
[[party]]
name = "A"
order_by = "assumed"
order = [["A breaks"], ["kept"], ["both break"], ["B breaks"]]
moves = { "kept" = ["A breaks"], "A breaks" = ["kept"], "B breaks" = ["both break"], "both break" = ["B breaks"] }
[[party]]
name = "B"
order = [["B breaks"], ["kept"], ["both break"], ["A breaks"]]
moves = { "kept" = ["B breaks"], "B breaks" = ["kept"], "A breaks" = ["both break"], "both break" = ["A breaks"] }
"""  # noqa: E501
POINTS = """[[party]]
name = "A"
points = { land = 60, water = 40 }
[[party]]
name = "B"
points = { land = 50, water = 50 }
"""


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOEDUS_CACHE", "")


def run(*args: str | Path) -> Result:
    found = CliRunner().invoke(command, [str(a) for a in args])
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def valid(kind: str, *args: str | Path) -> dict[str, Any]:
    found = run(*args, "--json")
    assert found.exit_code == 0, found.output
    data = json.loads(found.stdout)
    schema = json.loads((SCHEMAS / f"{kind}.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(data)
    return data


@pytest.mark.parametrize("name", ["cyprus-2004", "northern-ireland-1998", "ukraine-2014"])
def test_json_of_the_packaged_cases_fits_the_schema(name: str) -> None:
    data = valid("settle", name)
    assert [w["absent"] for w in data["ways"]] == ["hard", "ignored", "no-worse"]
    assert data["inputs"]


@pytest.mark.parametrize("more", [(sc.VALUES, sc.DRAFTS), (INTERVALS,)], ids=["certain", "ranges"])
@pytest.mark.parametrize("positions", [sc.POSITIONS, NO_ASKS], ids=["asks", "no asks"])
def test_json_of_a_case_with_everything(
    tmp_path: Path, more: tuple[str, ...], positions: str
) -> None:
    folder = sc.write(tmp_path, *more, positions=positions)
    data = valid("settle", folder, "--numbers")
    assert len(data["numbers"]) == 3
    named = {f["position"] for f in data["facts"]}
    assert named == (
        {"a-north", "b-police", "b-oil", "c-stop"} if "a-north" in positions else set()
    )
    assert any(k.startswith("settle/variants/") for k in data["inputs"])


def test_json_of_the_other_commands(tmp_path: Path) -> None:
    folder = sc.write(tmp_path / "case", sc.DRAFTS)
    text = valid("settle-text", "text", folder)
    assert [v["accepted"] for v in text["versions"]] == [False, False]
    assert len(valid("settle-text", "text", folder, "--version", "two")["versions"]) == 1
    (tmp_path / "states.toml").write_text(STATES)
    graph = valid("settle-graph", "graph", tmp_path / "states.toml")
    assert graph["nash"] == ["both break"]
    assert graph["seq"] == ["kept", "both break"]
    (tmp_path / "points.toml").write_text(POINTS)
    winner = valid("settle-winner", "winner", tmp_path / "points.toml")
    assert winner["shares"] == {"land": "10/11", "water": "0"}


def test_the_text_names_versions_criticism_and_who_has_not_said_yes(tmp_path: Path) -> None:
    folder = sc.write(tmp_path, sc.DRAFTS)
    found = run("text", folder)
    assert "clause still the same: clause 2, b" in found.stdout
    assert "reworded: Amendments need [-two] [+all] of the three regions." in found.stdout
    assert found.stdout.splitlines()[-1].endswith("no yes to the whole yet from b")
    assert "accepted" not in found.stdout
    wrong = run("text", folder, "--version", "tow")
    assert wrong.exit_code == 2
    assert "two" in wrong.stderr
    bare = run("text", sc.write(tmp_path / "bare"))
    assert bare.exit_code == 2
    assert "E726" in bare.stderr


def test_tables_of_graph_and_winner(tmp_path: Path) -> None:
    (tmp_path / "states.toml").write_text(STATES)
    graph = run("graph", tmp_path / "states.toml").stdout
    assert "order of A: assumed" in graph
    assert "order of B: not attributed" in graph
    assert graph.splitlines()[-1].endswith("stable is no forecast")
    (tmp_path / "points.toml").write_text(POINTS)
    assert "A 600/11, B 600/11" in run("winner", tmp_path / "points.toml").stdout


def test_what_if_on_every_red_line_leaves_it_out() -> None:
    from foedus.case.load import load
    from foedus.case.positions import load_positions
    from foedus.settle.outcome import settle

    negotiation, _ = load_positions(load("ukraine-2014"))
    for name in settle(negotiation, {}).demands:
        assert name not in settle(negotiation, {}, drop=(name,)).demands


def test_a_folder_named_case_is_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sc.write(tmp_path / "case", positions=NO_ASKS)
    monkeypatch.chdir(tmp_path)
    found = run("case", "--absent", "hard")
    assert found.exit_code == 0, found.output
    assert "Three regions talk" in found.stdout


def test_dropping_and_leaving_out(tmp_path: Path) -> None:
    folder = sc.write(tmp_path)
    hard = ("--absent", "hard", "--json")
    assert not json.loads(run(folder, *hard).stdout)["ways"][0]["feasible"]
    for what in (("--drop", "c-stop"), ("--without", "c")):
        way = json.loads(run(folder, *hard, *what).stdout)["ways"][0]
        assert way["count"] == 1
    assert "only_because_absent" in json.loads(run(folder, *hard).stdout)


@pytest.mark.parametrize(
    "args,words",
    [
        (("--drop", "c-stopp"), ["E717", "c-stop"]),
        (("--without", "d"), ["E717"]),
        (("--for", "d"), ["E717"]),
        (("--absent", "perhaps"), ["hard", "ignored"]),
        (("--open", "missing.sealed"), ["E718"]),
        (("--seal", "sheet.toml"), ["--for PARTY"]),
    ],
)
def test_mistakes_are_named(tmp_path: Path, args: tuple[str, ...], words: list[str]) -> None:
    found = run(sc.write(tmp_path), *args)
    assert found.exit_code == 2
    assert all(w in found.stderr for w in words)
    assert "Traceback" not in found.output


def test_a_case_that_is_not_there() -> None:
    found = run("nowhere-1900")
    assert found.exit_code == 2
    assert "E300" in found.stderr


def test_the_three_ways_and_the_consent_of_who_is_not_there(tmp_path: Path) -> None:
    text = run(sc.write(tmp_path), "--numbers").stdout
    assert "needs the consent of Party C, not at the table" in text
    assert (
        "Feasible only because this party, or each of these, is not at the table: Party C" in text
    )
    assert (
        "a-north (North cannot be outvoted): kept by 4 of 8 texts, not kept with rule = two" in text
    )
    assert "gave no weights and points" in text
    assert text.splitlines()[-1].startswith("0 overlaps; hard: no package")
    lowered = text.lower()
    assert "optimal" not in lowered
    assert "best deal" not in lowered


def test_numbers_of_intervals_come_with_their_error(tmp_path: Path) -> None:
    text = run(sc.write(tmp_path, INTERVALS, positions=NO_ASKS), "--numbers").stdout
    assert "estimates, standard error at most 0.5%" in text
    assert "is at least as good as" in text
    assert "for some weights and not for others" in text


MORE = """
[[position]]
key = "b-if"
party = "b"
kind = "conditional"
if = ["oil = half"]
then = ["rule = all"]
strength = "demand"
statement = "b-6"
cost = 3

[[position]]
key = "b-ladder"
party = "b"
kind = "ladder"
question = "oil"
rungs = [["half"], ["quarter"]]
strength = "demand"
statement = "b-6"
untradeable = "a treaty"
"""


def test_each_position_comes_with_its_statement(tmp_path: Path) -> None:
    data = valid("settle", sc.write(tmp_path, MORE))
    by_key = {p["key"]: p for p in data["positions"]}
    found = by_key["b-if"]
    assert found["if"] == [["oil", "half", True]]
    assert found["coded_by"] == "the coder"
    said = found["statement"]
    assert said["speaker"] == "Delegation B"
    assert said["capacity"] == "delegation"
    assert said["quote"] == "B said 6 of it"
    assert said["source"] == "paper"
    assert by_key["b-ladder"]["rungs"] == [["half"], ["quarter"]]
    assert data["untradeable"] == {"b-ladder/1": "a treaty", "b-ladder/2": "a treaty"}
    assert not any("b-ladder" in n for w in data["ways"] for x in w["withdrawals"] for n in x)
    text = run(tmp_path).stdout
    assert "What cannot be traded, and is part of no withdrawal:" in text
    assert "a treaty" in text


def test_what_if_each_demand_alone_were_dropped(tmp_path: Path) -> None:
    """The list says the same as one --drop after the other."""
    folder = sc.write(tmp_path)
    data = valid("settle", folder, "--what-if", "--absent", "hard")
    assert {x["demand"]: x["count"] for x in data["what_if"]} == {
        "a-north": 1, "b-police": 0, "b-oil": 0, "c-stop": 1
    }  # fmt: skip
    for x in data["what_if"]:
        once = valid("settle", folder, "--absent", "hard", "--drop", x["demand"])
        assert once["ways"][0]["count"] == x["count"]
        assert x["before"] == 0
    text = run(folder, "--what-if").stdout
    assert "if one demand alone were dropped (packages now: 0):" in text
    assert "  c-stop: 1" in text
