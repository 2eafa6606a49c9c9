"""The packaged cases' plain answers, bad input with its place, sealed sheets."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from foedus.case.folder import find
from foedus.case.load import load
from foedus.case.positions import load_positions
from foedus.cli.settle import command
from foedus.errors import BadInput
from foedus.settle.demands import Absent
from foedus.settle.outcome import Settlement, settle


def answer(name: str) -> Settlement:
    return settle(load_positions(load(name))[0], {})


def test_the_talks_of_1998_leave_one_package_without_two_absent_parties() -> None:
    """Red lines coded with hindsight: one of 3,456 packages; two parties exclude it."""
    found = answer("northern-ireland-1998")
    way = found.way(Absent.IGNORED)
    assert way.count == 1
    assert way.offers[0].options["strand_one"] == "power_sharing_executive_dhondt"
    assert way.offers[0].options["status"] == "consent_of_ni_majority"
    assert found.only_because_absent == ("DUP", "UKUP")
    assert not found.way(Absent.HARD).feasible


def test_the_plan_of_2004_needs_all_three_surveyed_demands_withdrawn() -> None:
    way = answer("cyprus-2004").way(Absent.HARD)
    assert len(way.conflicts) == 3
    alone = {m.party: m.withdrawals for m in way.moved}
    assert alone["gc-respondents"] == (("gc-costs", "gc-settlers", "gc-troops"),)


def test_later_answers_of_both_groups_change_no_answer_of_2004() -> None:
    """A survey of May 2005 counts in its layer only, as views: packages and conflicts stay."""
    base, later = load("cyprus-2004"), load("cyprus-2004", layers=["later"])
    before, after = (load_positions(c)[0] for c in (base, later))
    new = {p.key for p in after.positions} - {p.key for p in before.positions}
    assert new == {"tc-2005-troops", "tc-2005-settlers", "gc-2005-settlers"}
    assert all(s.when.first <= base.as_of for s in base.statements.values())
    both = settle(before, {}).way(Absent.HARD), settle(after, {}).way(Absent.HARD)
    assert both[0].conflicts == both[1].conflicts
    assert both[0].moved == both[1].moved


def test_surveys_of_2003_and_2005_stand_with_pollster_days_and_sample() -> None:
    base, later = load("cyprus-2004"), load("cyprus-2004", layers=["later"])
    rows = [(s.key, s.sample, str(s.questions[0].results[0].share)) for s in later.surveys]
    assert rows == [("kadem-2003-08", 893, "333/5"), ("bicommunal-2005-05", 2000, "80")]
    assert [s.key for s in base.surveys] == ["kadem-2003-08"]
    assert not any(q.wording_seen for s in later.surveys for q in s.questions)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "case"
    shutil.copytree(find("cyprus-2004"), target)
    return target


POSITION = """
[[position]]
key = "gc-extra"
party = "gc-respondents"
kind = "rejects"
question = "troops"
options = ["plan"]
strength = "demand"
statement = "survey-troops"
"""
BAD = {
    "E701": ('"survey-troops"', '"nobody-said"'),
    "E704": ('question = "troops"', 'question = "troop"'),
    "E705": ('["plan"]', '["plans"]'),
    "E706": ('"gc-respondents"', '"gc-respondent"'),
    "E707": ('"gc-extra"', '"gc-troops"'),
    "E713": ('["plan"]', '["demand"]'),
    "E719": ('"survey-troops"', '"plan-troops"'),
    "E702": ("statement =", 'words = "never said"\nstatement ='),
}


@pytest.mark.parametrize("code", BAD)
def test_bad_positions_are_named_with_their_line(folder: Path, code: str) -> None:
    path = folder / "settle/positions.toml"
    path.write_text(path.read_text() + POSITION.replace(*BAD[code], 1))
    with pytest.raises(BadInput) as caught:
        load_positions(load(folder))
    found = [d for d in caught.value.diagnostics if d.code == code]
    assert found
    assert all(d.place.line for d in found)


SECRET = "PLANTED-zebra-4711"


def run(*args: str, env: dict[str, str] | None = None):
    return CliRunner().invoke(command, list(args), env=env)


def test_nothing_sealed_reaches_the_other_party(folder: Path, tmp_path: Path) -> None:
    key = {"FOEDUS_PASSPHRASE": "correct horse"}
    sheet = tmp_path / "sheet.toml"
    own = f'note = "{SECRET}"\ncoded_by = "{SECRET}"\n'
    sheet.write_text(POSITION.replace("gc-extra", SECRET) + own)
    sealed = tmp_path / "gc-respondents.sealed"
    done = run(str(folder), "--for", "gc-respondents", "--seal", str(sheet), "-o", str(sealed),
               env=key)  # fmt: skip
    assert done.exit_code == 0, done.output
    assert SECRET.encode() not in sealed.read_bytes()
    without = run(str(folder), "--for", "tc-voters", env=key)
    opened = run(str(folder), "--for", "tc-voters", "--open", str(sealed), env=key)
    assert opened.exit_code == without.exit_code == 0
    assert opened.stdout == without.stdout
    assert SECRET not in opened.stderr
    assert "would differ" in opened.stderr
    assert SECRET in run(str(folder), "--open", str(sealed), env=key).stdout
    wrong = run(str(folder), "--open", str(sealed), env={"FOEDUS_PASSPHRASE": "x"})
    assert wrong.exit_code == 2
    assert SECRET not in wrong.output
    assert not any(SECRET in p.read_text(errors="replace") for p in folder.rglob("*.*"))


VALUES = """
[[values]]
party = "gc-respondents"
statement = "survey-troops"
weights = { troops = 100 }
no_deal = 0
[[values.points]]
question = "troops"
of = { plan = 13, demand = 97 }
"""


def test_neither_an_error_nor_the_numbers_give_a_sealed_sheet_away(
    folder: Path, tmp_path: Path
) -> None:
    key = {"FOEDUS_PASSPHRASE": "correct horse"}
    sheet, sealed = tmp_path / "sheet.toml", tmp_path / "gc-respondents.sealed"
    sheet.write_text(POSITION.replace("gc-extra", SECRET) + VALUES)
    run(str(folder), "--for", "gc-respondents", "--seal", str(sheet), "-o", str(sealed), env=key)
    assert sealed.exists()
    theirs = (str(folder), "--for", "tc-voters", "--open", str(sealed))
    mistyped = run(*theirs, "--drop", "gc-trops", env=key)
    assert mistyped.exit_code == 2
    assert SECRET not in mistyped.output
    without = run(str(folder), "--for", "tc-voters", "--numbers", env=key)
    opened = run(*theirs, "--numbers", env=key)
    assert opened.stdout == without.stdout
    assert SECRET not in opened.stderr
    own = run(str(folder), "--open", str(sealed), "--numbers", env=key)
    assert own.stdout != run(str(folder), "--numbers", env=key).stdout
