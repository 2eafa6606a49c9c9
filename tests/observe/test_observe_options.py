"""Every option that changes an answer of `foedus observe`, and what it changes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from observe_runs import invoke, run_all, runs

from foedus.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("options")
    run_all(found)
    return found


def answer(folder: Path, command: str, *more: str) -> dict:  # type: ignore[type-arg]
    done = invoke([*runs(folder)[command], *more, "--json"])
    assert done.exit_code in (0, 1, 3), done.output
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found


def test_a_base_is_the_denominator_of_the_shares(folder: Path) -> None:
    by_valid, by_box = (answer(folder, "results", "--base", b) for b in ("valid", "ballots"))
    assert by_valid["reach"] != by_box["reach"]
    told = invoke([*runs(folder)["results"], "--base", "vlaid"])
    assert told.exit_code == 2
    assert "vlaid" in told.output


def test_a_sample_s_base_is_part_of_its_plan(folder: Path) -> None:
    plans = []
    for base in ("valid", "ballots"):
        words = runs(folder)["sample"][:-2]
        done = invoke([*words, "--base", base, "--output", str(folder / f"{base}.json")])
        assert done.exit_code == 0, done.output
        plans.append(json.loads((folder / f"{base}.json").read_text()))
    assert [p["base"] for p in plans] == ["valid", "ballots"]
    assert plans[0]["stations"] == plans[1]["stations"]


def test_a_published_table_may_have_other_columns(folder: Path) -> None:
    stations = (folder / "t" / "stations.csv").read_text()
    columns = (folder / "t" / "columns.toml").read_text()
    name = stations.split(",", 1)[0]
    (folder / "other.csv").write_text(stations.replace(name, "place", 1))
    (folder / "other.toml").write_text(columns.replace(f'"{name}"', '"place"', 1))
    words = runs(folder)["trace"]
    words[2] = str(folder / "other.csv")
    plain = invoke([*words, "--json"])
    assert plain.exit_code == 2
    assert "E902" in plain.output
    more = invoke([*words, "--published-columns", str(folder / "other.toml"), "--json"])
    same = invoke([*runs(folder)["trace"], "--json"])
    assert more.exit_code == same.exit_code
    found, wanted = json.loads(more.stdout), json.loads(same.stdout)
    found.pop("inputs"), wanted.pop("inputs")
    for row in (*found["differences"], *wanted["differences"]):
        row.pop("published_place", None)
    assert found["differences"] == wanted["differences"]
    assert found["differences"]


def test_a_control_may_have_other_columns(folder: Path) -> None:
    past = (folder / "t" / "past.csv").read_text()
    columns = (folder / "t" / "columns.toml").read_text()
    name = past.split(",", 1)[0]
    (folder / "control.csv").write_text(past.replace(name, "place", 1))
    (folder / "control.toml").write_text(columns.replace(f'"{name}"', '"place"', 1))
    words = runs(folder)["screen"]
    words[words.index("--control") + 1] = str(folder / "control.csv")
    assert invoke(words).exit_code == 2
    done = invoke([*words, "--control-columns", str(folder / "control.toml"), "--json"])
    assert done.exit_code in (0, 3), done.output
    found, wanted = json.loads(done.stdout), answer(folder, "screen")
    found.pop("inputs"), wanted.pop("inputs")
    assert found == wanted


def test_a_title_stands_in_the_plan(folder: Path) -> None:
    assert answer(folder, "audit contest", "--title", "Mayor of Springfield")["title"] == (
        "Mayor of Springfield"
    )


@pytest.mark.parametrize("command", ["audit plan", "audit contest"])
def test_a_plan_written_is_the_plan_printed(folder: Path, command: str) -> None:
    target = folder / "plan-written.json"
    words = [w for w in runs(folder)[command] if w not in ("-o", str(folder / "a.json"))]
    done = invoke([*words, "--output", str(target), "--json"])
    assert done.exit_code == 0, done.output
    written, printed = json.loads(target.read_text()), json.loads(done.stdout)
    shared = set(written) & set(printed) - {"format", "inputs"}
    assert len(shared) >= 8
    assert all(written[k] == printed[k] for k in shared)


def test_a_draft_names_the_mission_that_signs_it(folder: Path) -> None:
    done = invoke([*runs(folder)["checklists"], "--mission", "Mission of the Isles"])
    assert done.exit_code == 0, done.output
    assert "Mission of the Isles" in (folder / "draft.md").read_text()


def test_a_sheet_written_is_the_cards_drawn(folder: Path) -> None:
    words = runs(folder)["audit draw"][:-2]
    target = folder / "again.csv"
    done = invoke([*words, "--output", str(target), "--json"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(target.open(newline="")))
    assert len(rows) == 40
    assert [r["number"] for r in rows] == [str(n) for n in range(1, 41)]
    drawn = list(csv.DictReader((folder / "s.csv").open(newline="")))
    assert [r["card"] for r in rows] == [r["card"] for r in drawn]


@pytest.mark.parametrize(
    "option,value,code", [("--reading", "Nonsense", "E267"), ("--unit", "Atlantis", "E266")]
)
@pytest.mark.parametrize("command", ["observe audit plan", "convene ratify"])
def test_a_reading_or_unit_that_the_text_does_not_have_is_named(
    folder: Path, command: str, option: str, value: str, code: str
) -> None:
    words = [*command.split(), *runs(folder)["audit plan"][2:], option, value]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert value in done.output
    assert code in done.output
    assert f"--> {option}" in done.output


def test_both_are_told_at_once(folder: Path) -> None:
    done = invoke([*runs(folder)["audit plan"], "--reading", "Nonsense", "--unit", "Atlantis"])
    assert "2 errors" in done.output
