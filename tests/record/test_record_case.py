"""A case as a record: nothing added, nothing lost, the later layer off by default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.case import load
from foedus.case.as_record import record_entries
from foedus.cli import main
from foedus.record.entries import check_entry
from foedus.record.log import Log
from foedus.record.sequence import collisions, readings
from foedus.record.verify import verify
from foedus.record.view import items

CASE = "ukraine-2014"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("case") / "u.record"
    run = CliRunner()
    assert run.invoke(main, ["record", "init", str(path)]).exit_code == 0
    result = run.invoke(main, ["record", "import", str(path), CASE, "--later", "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["size"] > 300
    return path


def test_every_statement_and_commitment_of_the_case_is_there_word_for_word(whole: Path) -> None:
    case = load(CASE, layers=[x.key for x in load(CASE).layers])
    with Log.open(str(whole)) as log:
        assert verify(log).ok
        held = {i.id: i.body for i in items(log)}
    for s in case.statements.values():
        assert held[s.key]["quote"] == s.quote
        assert held[s.key]["speaker"] == s.speaker
        assert held[s.key]["verified"] == s.status.label
    for c in case.commitments:
        assert (held[c.key]["text"], held[c.key]["obligor"]) == (c.text, c.obligor)


def test_as_of_the_case_nothing_later_is_inside() -> None:
    case = load(CASE)
    entries, places = record_entries(case)
    assert len(entries) == len(places)
    assert {e.get("layer") for e in entries} == {None}
    days = [e.get("date") or e.get("agreed_on") for e in entries]
    assert max(d for d in days if d) <= case.as_of.isoformat()


def test_every_entry_passes_the_check_of_its_kind(whole: Path) -> None:
    case = load(CASE)
    for entry, place in zip(*record_entries(case), strict=True):
        assert check_entry(entry, place) == []


def test_the_two_readings_of_point_4_collide_in_the_clauses_quoted(whole: Path) -> None:
    with Log.open(str(whole)) as log:
        found = items(log)
    annex, press = readings(found, origin="signature")
    assert annex.schedule.consistent
    assert press.schedule.consistent
    # Signed on 12 February, ceasefire on the 15th, start by day 2, complete within 14 days.
    assert annex.schedule.windows["ceasefire"] == (3, 3)
    assert annex.schedule.windows["dialogue on local elections"] == (3, 4)
    assert press.schedule.windows["dialogue on local elections"] == (4, 19)
    (collision,) = collisions(found)
    assert {c.quote[:30] for c in collision.clauses} >= {
        "Launch a dialogue, on day 1 of",
        "On the first day after the wit",
    }
    assert sum(c.days for c in collision.clauses) == -collision.excess < 0
