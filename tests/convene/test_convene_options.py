"""Every option that changes an answer of `foedus convene`, and what it changes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from convene_samples import FILES

from foedus.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["convene", *words])


def answer(*words: str) -> dict:  # type: ignore[type-arg]
    done = run(*words, "--json")
    assert done.exit_code in (0, 1), done.output
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found


def test_a_start_is_said_and_changes_no_count() -> None:
    best, first = (
        answer("opinions", "biodiversity", "--groups", "2", "--start", s) for s in ("best", "first")
    )
    assert (best["start"], first["start"]) == ("best", "first")
    assert best["votes"] == first["votes"]
    assert sum(g["size"] for g in best["groups"]) == sum(g["size"] for g in first["groups"])
    assert first["published"] >= 0.95


@pytest.mark.parametrize("few", [0, 10, 10_000])
def test_few_is_said_of_statements_below_it(few: int) -> None:
    found = answer("opinions", "biodiversity", "--groups", "2", "--cell", "0", "--few", str(few))
    assert found["few"] == few
    assert all(c["few"] == (c["fewest"] < few) for c in found["consensus"])
    assert any(c["few"] for c in found["consensus"]) == (few > 0)


def test_a_pool_s_names_may_stand_in_another_column(folder: Path) -> None:
    pytest.importorskip("highspy")
    text = (folder / "pool.csv").read_text()
    (folder / "named.csv").write_text(text.replace("id,", "who,", 1))
    words = ["4", "--quotas", "quotas.csv", "--tickets", "20", "--draw", "7"]
    plain = answer("lot", "pool.csv", *words)
    assert run("lot", "named.csv", *words).exit_code == 2
    named = answer("lot", "named.csv", *words, "--id", "who")
    for one in (plain, named):
        one.pop("inputs")
    assert named == plain


def test_every_numbered_panel_is_written(folder: Path) -> None:
    pytest.importorskip("highspy")
    words = ["lot", "pool.csv", "4", "--quotas", "quotas.csv", "--tickets", "20", "--draw", "7"]
    found = answer(*words, "--panels", "panels.csv")
    rows = list(csv.DictReader((folder / "panels.csv").open(newline="")))
    panels: dict[int, list[str]] = {}
    for row in rows:
        panels.setdefault(int(row["ticket"]), []).append(row["person"])
    assert list(panels) == list(range(1, 21))
    assert all(len(set(p)) == 4 for p in panels.values())
    # Quotas by hand: two of the first five and two of the others, one to three women.
    for panel in panels.values():
        north = sum(int(p[1:]) < 5 for p in panel)
        women = sum(int(p[1:]) % 2 == 0 for p in panel)
        assert (north, 1 <= women <= 3) == (2, True)
    drawn = found["draw"]
    assert sorted(panels[drawn["ticket"]]) == sorted(drawn["panel"])


@pytest.mark.parametrize("seats", [2, 3, 5])
def test_communities_share_seats_by_a_rule(seats: int) -> None:
    found = answer("delegates", "regions.csv", "--rule", "sainte-lague", "--size", "10",
                   "--roll", "roll.csv", "--roll-size", str(seats))  # fmt: skip
    text = json.dumps(found)
    assert "River" in text
    plain = answer("delegates", "regions.csv", "--rule", "sainte-lague", "--size", "10")
    assert json.dumps(plain) != text


@pytest.mark.parametrize(
    "words,option",
    [
        (["opinions", "biodiversity", "--few", "-1"], "--few"),
        (["opinions", "biodiversity", "--cell", "-1"], "--cell"),
        (["opinions", "biodiversity", "--groups", "1"], "--groups"),
        (["opinions", "biodiversity", "--start", "last"], "--start"),
    ],
)
def test_values_out_of_range_name_their_option(words: list[str], option: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert option in done.output
