"""Routes and their times: hand-made procedures, published limits, the drawing and the command."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from proof_world import model

from conftest import fits
from foedus.cli import main
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.errors import BadInput
from foedus.proof.clock import Timetable, diagram, longest, shortest, timetables
from foedus.proof.route import Step, Way, steps
from foedus.report.figures.procedure import WIDTH, procedure

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "schemas"
ATLAS = ROOT / "src" / "foedus" / "atlas"


def only(condition: str, *details: str) -> Timetable:
    lines = "".join(f"  {d}\n" for d in details)
    text = f"""constitution Test
body House: 10 members
body Senate: 5 members
body Council: 9 members
person President
organ Court: court, 9 members
units Regions: A, B, C
procedure Law under "Art. 1"
{lines}  passes when {condition}
"""
    (found,) = timetables(Model(parse(text, "t.foedus"), file="t.foedus"), "Law")
    return found


#: condition, details, shortest, longest, who can stop it, who can delay it by how many days.
TIMES = [
    ("House approve by more than 1/2 of members", (), 0, None, ["House"], {}),
    # A second chamber that can only delay.
    ("any of\n    Senate approve by more than 1/2 of members\n"
     "    House approve again after 180 days by more than 1/2 of members",
     (), 0, None, [], {"Senate": 180}),
    ("all of\n    House approve by more than 1/2 of members\n    any of\n"
     "      Senate approve by more than 1/2 of members\n"
     "      House approve again after 180 days by more than 1/2 of members",
     (), 0, None, ["House"], {"Senate": 180}),
    # Waits in a row add up; side by side the longer one counts.
    ("in order\n    House approve by more than 1/2 of members\n    wait 30 days\n"
     "    House approve again by more than 1/2 of members\n    wait 2 weeks\n"
     "    Senate approve by more than 1/2 of members", (), 44, None, ["House", "Senate"], {}),
    ("all of\n    House approve after 10 days by more than 1/2 of members\n"
     "    Senate approve after 3 weeks by more than 1/2 of members",
     (), 21, None, ["House", "Senate"], {}),
    # A month has 28 to 31 days, a year 365 or 366.
    ("in order\n    House approve by more than 1/2 of members\n    wait 2 months\n"
     "    House approve again by more than 1/2 of members", (), 56, None, ["House"], {}),
    # A petition delays by its days; nobody need file it.
    ("all of\n    House approve by more than 1/2 of members\n"
     "    if Senate petition by at least 2 members, then delay 60 days",
     (), 0, None, ["House"], {"Senate": 60}),
    # A petition that asks more adds what it asks only where it is filed, which others decide.
    ("all of\n    House approve by more than 1/2 of members\n"
     "    if Senate petition by at least 2 members, then also President assents",
     (), 0, None, ["House"], {}),
    # Silence is consent: fifteen days; a refusal stops it. Without that, nothing is bounded.
    ("all of\n    House approve by more than 1/2 of members\n"
     "    President assents within 15 days, silence is consent",
     (), 0, None, ["House", "President"], {"President": 15}),
    # An override: the refusal does not stop it, silence holds it for ten days.
    ("any of\n    all of\n      House approve by more than 1/2 of members\n"
     "      President assents within 10 days, silence is consent\n"
     "    House approve by at least 2/3 of members",
     (), 0, None, ["House"], {"President": 10}),
    ("House approve by more than 1/2 of members", ("not before 1 year", "not after 3 years"),
     365, 1098, ["House"], {}),
    ("at least 2 of\n    House approve by more than 1/2 of members\n"
     "    Senate approve after 5 days by more than 1/2 of members\n"
     "    Council approve after 9 days by more than 1/2 of members",
     (), 5, None, [], {"House": 9 - 5, "Senate": 9 - 5}),
    ("all of\n    House approve by more than 1/2 of members\n"
     "    unless Senate reject by more than 1/2 of members",
     (), 0, None, ["House", "Senate"], {}),
    ("never", (), None, 0, [], {}),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "details", "least", "most", "stop", "delay"), TIMES)
def test_times_that_can_be_added_up_by_hand(
    condition: str,
    details: tuple[str, ...],
    least: int | None,
    most: int | None,
    stop: list[str],
    delay: dict[str, int],
) -> None:
    found = only(condition, *details)
    assert found.shortest == least
    assert found.longest == most
    assert sorted(d.who for d in found.delays if d.stops) == sorted(stop)
    assert {d.who: d.days for d in found.delays if d.days} == delay
    for d in found.delays:
        assert d.who in d.text


def test_time_is_bounded_where_every_step_has_a_limit() -> None:
    steps_ = (Step("wait", (), "30 days", (30, 30)), Step("delay", ("A",), "", (5, 5)))
    way = Way("in order", steps_)
    assert (shortest(way), longest(way)) == (30, 35)
    assert longest(Way("in order", (*steps_, Step("vote", ("A",))))) is None
    assert longest(Way("any of", steps_)) == 30
    assert shortest(way, "A") == 35


def test_steps_without_a_stated_time_are_named() -> None:
    found = only(
        "in order\n    House approve by more than 1/2 of members\n    opinion of Court\n"
        "    election of House\n    House approve by at least 2/3 of members"
    )
    assert "opinion of Court" in found.untimed
    assert "election of House" in found.untimed
    court = next(d for d in found.delays if d.who == "Court")
    assert court.days is None
    assert court.text == "Court can hold it without a limit: no time is stated for its part"


def test_readings_have_their_own_routes() -> None:
    found = timetables(model(), "Doubt")
    assert [t.where for t in found] == ["reading Groups", "reading Everyone"]
    first, second = (steps(t.route) for t in found)
    assert [x.who for x in first] == [("Blue in House",), ("Red in House",)]
    assert [x.who for x in second] == [("House",)]


def test_procedures_inside_are_followed_and_named() -> None:
    (found,) = timetables(model(), "Border")
    text = "\n".join(diagram(found.route))
    assert "Law, Art. 1" in text
    assert "assent of President" in text
    assert "every unit concerned of Regions" in text
    with pytest.raises(BadInput) as caught:
        timetables(model(), "Bordr")
    assert caught.value.diagnostics[0].code == "E266"


def test_the_route_keeps_who_proposes() -> None:
    found = only("House approve by more than 1/2 of members", "proposed by President",
                 "proposed when Council petition by at least 3 members")  # fmt: skip
    way = found.route.items[0]
    assert isinstance(way, Way)
    assert way.mode == "any of"
    assert [x.who for x in steps(way)] == [("President",), ("Council",)]


SYSTEMS = sorted(p for p in ATLAS.glob("*/*.foedus"))


@pytest.mark.parametrize("path", SYSTEMS, ids=lambda p: p.stem)
def test_every_procedure_of_the_atlas_has_its_route_and_drawing(path: Path) -> None:
    text = load(path)
    for decl in text.constitution.procedures:
        for found in timetables(text, decl.name):
            assert found.shortest is None or found.shortest >= 0
            if found.longest is not None and found.shortest is not None:
                assert found.shortest <= found.longest
            told = diagram(found.route)
            assert len(told) >= len(steps(found.route))
            check_drawing(str(procedure("x", found)), found)


#: system, procedure, shortest days, and the delay of one who acts; from the articles named.
PUBLISHED = [
    # Constitution Act, 1982, s. 39(1): not before one year; s. 47(1): 180 days without the Senate.
    ("canada", "General amendment", 365, "Senate", 180),
    ("canada", "Unanimity", 0, "Senate", 180),
    # US Const., Art. I s. 7: ten days.
    ("united-states", "Law", 0, "President", 10),
]


@pytest.mark.parametrize(("system", "name", "least", "who", "days"), PUBLISHED)
def test_times_of_real_texts(system: str, name: str, least: int, who: str, days: int) -> None:
    (found,) = timetables(load(ATLAS / system / f"{system}.foedus"), name)
    assert found.shortest == least
    assert {d.who: d.days for d in found.delays}[who] == days


def check_drawing(text: str, found: Timetable) -> None:
    root = ET.fromstring(text)
    title, desc = root.find("title"), root.find("desc")
    assert title is not None
    assert desc is not None
    assert found.procedure in (title.text or "")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "x-t x-d"
    words = " ".join(e.text or "" for e in root.iter("text"))
    for step in steps(found.route):
        # Every kind is told in words: nothing hangs on a tint or a dash.
        assert step.kind.split()[0] in words
    bottom = float(root.get("height") or 0)
    for rect in root.iter("rect"):
        x, y, w, h = (float(rect.get(k) or 0) for k in ("x", "y", "width", "height"))
        assert x >= 0
        assert x + w <= WIDTH
        assert y + h <= bottom + 0.01


def test_boxes_do_not_overlap_and_words_stay_inside() -> None:
    found = only(
        "any of\n    all of\n      House approve by more than 1/2 of members\n"
        "      President assents within 10 days, silence is consent\n"
        "    House approve again after 180 days by at least 2/3 of members"
    )
    root = ET.fromstring(str(procedure("x", found)))
    boxes = [
        tuple(float(r.get(k) or 0) for k in ("x", "y", "width", "height"))
        for r in root.iter("rect")
        if r.get("fill")  # frames take the group's: none
    ]
    assert len(boxes) == len(steps(found.route))
    for a in boxes:
        for b in boxes:
            assert a is b or a[1] + a[3] <= b[1] + 0.01 or b[1] + b[3] <= a[1] + 0.01
    dashed = [r for r in root.iter("rect") if r.get("stroke-dasharray")]
    assert len(dashed) == 1  # the frame of "one of these"
    assert " or" in "".join(f" {t.text}" for t in root.iter("text"))


def test_tints_keep_their_contrast_with_the_ink() -> None:
    from foedus.report.figures import procedure as module

    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for tint in module.TINTS.values():
        assert (light(tint) + 0.05) / (light(module.INK) + 0.05) >= 7


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["show", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


CANADA = str(ATLAS / "canada" / "canada.foedus")


def test_the_command_prints_tree_times_drawing_and_json() -> None:
    text = run(CANADA, "General amendment", "--steps")
    assert "repeated vote of Commons" in text
    assert "delay: Senate can delay it by 180 days" in text
    assert "longest: 1,098 days by the text" in text
    assert text.splitlines()[-1] == "1 reading of General amendment"
    drawing = run(CANADA, "General amendment", "--svg")
    ET.fromstring(drawing)
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
    assert not re.search(r"<script|https?://(?!www\.w3\.org/2000/svg)", drawing)
    data = json.loads(run(CANADA, "General amendment", "--steps", "--json"))
    schema = json.loads((SCHEMAS / "steps.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    fits(data, schema)
    assert data["timetables"][0]["shortest"] == 365


@pytest.mark.parametrize(
    ("system", "name"),
    [("un-security-council", "Substantive decision"), ("belgium", "Ordinary law"),
     ("canada", "Secession")],
)  # fmt: skip
def test_the_json_of_ballots_fits_its_schema(system: str, name: str) -> None:
    path = str(ATLAS / system / f"{system}.foedus")
    data = json.loads(run(path, name, "--ballots", "--json"))
    schema = json.loads((SCHEMAS / "ballots.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    fits(data, schema)


def test_ballots_in_words() -> None:
    text = run(str(ATLAS / "belgium" / "belgium.foedus"), "Ordinary law", "--ballots")
    assert "boycott-sensitive: yes, " in text
    assert "where everyone else votes, no boycott defeats what would pass" in text
    assert "a no can make it pass: " in text
    assert "third choice abstain" in text
    assert text.splitlines()[-1] == "boycott-sensitive in 1 of 1 reading of Ordinary law"


@pytest.mark.parametrize("value", ["Council", "=3", "Council=", "Council=-1", "Council=x"])
def test_a_number_of_seats_that_is_none_is_refused(value: str) -> None:
    result = CliRunner().invoke(main, ["show", CANADA, "Unanimity", "--filled", value])
    assert result.exit_code == 2
    assert "is not NAME=NUMBER" in result.output


def test_seats_that_are_vacant_change_what_can_pass() -> None:
    assert "nobody can pass it" in run(CANADA, "Unanimity", "--filled", "Quebec=0")
    wrong = CliRunner().invoke(main, ["show", CANADA, "Unanimity", "--filled", "Qubec=0"])
    assert wrong.exit_code == 2
    assert "E156" in wrong.output
