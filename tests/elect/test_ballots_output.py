"""Pictures, tables and commands of a count: compare, countback, SVG, CSV, BLT written again."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import ballots_reference as slow
import pytest
from click.testing import CliRunner, Result
from elect_amounts import FEW
from hypothesis import given, settings

from foedus.cli import main
from foedus.elect.ballots.blt import blt_text, parse_blt
from foedus.elect.ballots.marks import Handling, Marked, MarkedBallots, prepare
from foedus.elect.ballots.picture import BLUE, ORANGE, alternative, stages_svg
from foedus.elect.ballots.profile import from_rankings
from foedus.elect.ballots.result import Count, Lot
from foedus.elect.ballots.scottish import scottish
from foedus.elect.ballots.show import number, rows_csv

Case = tuple[int, slow.Ballots]
BLT = '3 1\n39 1 2 3 0\n35 2 3 1 0\n26 3 1 2 0\n0\n"A"\n"B"\n"C"\n"Cycle"\n'
SVG = "{http://www.w3.org/2000/svg}"


def run(*args: str, data: str | None = None) -> Result:
    result = CliRunner().invoke(main, ["count", *args], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def cycle(tmp_path: Path) -> str:
    path = tmp_path / "cycle.blt"
    path.write_text(BLT)
    return str(path)


@given(slow.rankings())
@settings(max_examples=30)
def test_the_picture_shows_every_stage(case: Case) -> None:
    count = scottish(slow.profile(*case), 2, Lot("p"))
    root = ET.fromstring(stages_svg(count))
    told = root.find(f"{SVG}desc")
    assert told is not None
    assert told.text == alternative(count)
    for stage in count.stages:
        assert f"Stage {stage.number}, {stage.action}" in (told.text or "")
        for name, votes in stage.votes.items():
            assert f"{name} {number(votes)}" in (told.text or "")
    bars = [r for r in root.iter(f"{SVG}rect") if r.get("height") == "14"]
    assert all(float(r.get("width", "0")) >= 0 for r in bars)
    assert {r.get("fill") for r in bars} <= {BLUE, "url(#gain)"}


def test_gains_are_told_by_pattern_and_not_by_colour_alone() -> None:
    count = scottish(slow.profile(*slow.letters({"A": 3, "BA": 2, "CB": 1})), 1)
    text = stages_svg(count, "A <parish> & more")
    assert "<pattern" in text
    assert ORANGE in text
    assert "A &lt;parish&gt; &amp; more" in text


def test_a_count_without_stages_has_no_picture() -> None:
    with pytest.raises(ValueError, match="stages"):
        stages_svg(Count("x", 1, (), (), (), 0, ""))


@given(slow.rankings())
@settings(max_examples=30)
def test_the_table_adds_up(case: Case) -> None:
    count = scottish(slow.profile(*case), 2, Lot("p"))
    rows = list(csv.DictReader(io.StringIO(rows_csv(count))))
    for stage in count.stages:
        mine = [Fraction(r["votes"]) for r in rows if r["stage"] == str(stage.number)]
        assert sum(mine) == count.valid
    elected = [r["candidate"] for r in rows if r["status"] == "elected"]
    assert sorted(elected) == sorted(count.winners)


@FEW
@given(slow.rankings())
def test_a_profile_written_as_blt_reads_the_same(case: Case) -> None:
    profile = slow.profile(*case)
    again = parse_blt(blt_text(profile, 2, 'The "Parish"'), "again")
    assert sorted(again.profile.ballots()) == sorted(profile.ballots())
    assert (again.seats, again.title) == (2, 'The "Parish"')


def test_withdrawn_candidates_and_odd_names_survive_blt() -> None:
    profile = from_rankings(['A "B"', "C\\D"], [((0, 1), 3)], withdrawn=[1])
    again = parse_blt(blt_text(profile, 1, "T"), "again").profile
    assert (again.candidates, again.withdrawn) == (profile.candidates, profile.withdrawn)


def test_files_are_written_whole(cycle: str, tmp_path: Path) -> None:
    svg, table = tmp_path / "out" / "p.svg", tmp_path / "p.csv"
    missing = run("irv", cycle, "--svg", str(svg))
    assert missing.exit_code == 2
    assert "E532" in missing.output
    svg.parent.mkdir()
    result = run("irv", cycle, "--svg", str(svg), "--csv", str(table))
    assert result.exit_code == 0
    assert ET.fromstring(svg.read_text()).tag == f"{SVG}svg"
    assert table.read_text().startswith("stage,action,candidate,votes,status\n")
    margins = tmp_path / "m.csv"
    run("schulze", cycle, "--csv", str(margins))
    assert margins.read_text().startswith("candidate,against,margin\n")
    assert "error[E502]" in run("schulze", cycle, "--svg", str(svg)).stderr
    (tmp_path / "file").write_text("")
    blocked = run("irv", cycle, "--svg", str(tmp_path / "file" / "p.svg"))
    assert (blocked.exit_code, "error[E532]" in blocked.stderr) == (2, True)


def test_compare_writes_witnesses_that_can_be_counted(cycle: str, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shown = run("compare", cycle, "--witnesses", str(folder)).stdout
    assert "no Condorcet winner; top cycle (Smith set): A, B, C" in shown
    assert "  A over B by 30" in shown
    assert "irv, monotonicity: A, raised on 10 ballots, loses to C" in shown
    assert "  10 x B > C > A  become  A > B > C" in shown
    assert shown.rstrip().endswith("14 rules, 2 different results.")
    again = run("irv", str(folder / "irv-monotonicity.blt"), "--json")
    assert json.loads(again.stdout)["winners"] == ["C"]
    data = json.loads(run("compare", cycle, "--json").stdout)
    failed = next(v for v in data["failures"] if (v["rule"], v["status"]) == ("irv", "fails"))
    assert parse_blt(failed["witness"], "w").profile.size == 100


def test_compare_without_a_search_and_with_seats(cycle: str) -> None:
    assert "criterion" not in run("compare", cycle, "--tries", "0").stdout
    several = run("compare", cycle, "--seats", "2", "--lot-seed", "s").stdout
    assert "hare-clark" in several
    assert "criterion" not in several
    assert run("compare", cycle, "--seats", "0").exit_code == 2
    assert "error[E502]" in run("compare", cycle, "--scores", "A").stderr


def test_countback_from_the_command_line() -> None:
    text = '4 2\n30 1 3 0\n15 1 4 0\n5 1 0\n34 2 0\n10 3 0\n6 4 0\n0\n"A"\n"B"\n"C"\n"D"\n"T"\n'
    args = ("countback", "-", "--format", "blt", "--lot-seed", "s", "--contesting", "C,D")
    assert run(*args, "--vacancy", "A", data=text).stdout.rstrip().endswith("goes to: C.")
    assert json.loads(run(*args, "--vacancy", "A", "--json", data=text).stdout)["winners"] == ["C"]
    for vacancy in ("D", "Z"):
        wrong = run(*args, "--vacancy", vacancy, data=text)
        assert (wrong.exit_code, "error[E502]" in wrong.stderr) == (2, True)


def test_committees_from_the_command_line() -> None:
    table = "A,B,C,n\n1,0,0,1\n0,1,0,1\n0,0,1,1\n0,0,0,3\n"
    args = ("equal-shares", "-", "--scores", "A,B,C", "--count", "n", "--seats", "2")
    assert run(*args, data=table).exit_code == 3
    filled = run(*args, "--completion", "utilitarian", "--lot-seed", "s", "--json", data=table)
    assert len(json.loads(filled.stdout)["winners"]) == 2
    assert "error[E502]" in run("pav", *args[1:], "--completion", "add1", data=table).stderr
    many = run("pav", "-", "--scores", "A,B,C", "--seats", "9", data=table)
    assert (many.exit_code, "error[E501]" in many.stderr) == (2, True)


@pytest.mark.parametrize(
    ("places", "word", "ranking"),
    [
        (((0,), (), (1,)), "pass-one", (0, 1)),
        (((0,), (), (), (1,)), "pass-one", (0,)),
        (((0,), (), (), (1,)), "pass", (0, 1)),
        (((), (0,), (), (1,)), "pass-one", (0, 1)),
        (((), (), (0,)), "end", ()),
    ],
)
def test_skipped_ranks_one_or_two(
    places: tuple[tuple[int, ...], ...], word: str, ranking: tuple[int, ...]
) -> None:
    marked = MarkedBallots("f", ("A", "B"), (Marked(places, 1, 2),))
    ready = prepare(marked, Handling(skipped=word))
    assert [r for r, _ in ready.profile.ballots()] == ([ranking] if ranking else [])
