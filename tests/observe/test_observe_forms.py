"""Checklists and incidents: read, entered twice, flagged, counted, covered, redacted, drafted."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from forms_world import FORM, FRAME, INCIDENTS, ROWS, export
from hypothesis import given
from hypothesis import strategies as st
from observe_world import simulated, table
from test_observe_words import VERDICT

from foedus.errors import BadInput
from foedus.observe.columns import Absent
from foedus.observe.design import draw
from foedus.observe.forms.checklist import Checklist, Observation, read_checklist
from foedus.observe.forms.coverage import coverage
from foedus.observe.forms.double import entered
from foedus.observe.forms.draft import SIGNED, draft
from foedus.observe.forms.form import AREAS, Form, read_form
from foedus.observe.forms.incidents import Incidents, incidents, read_incidents
from foedus.observe.forms.points import POINTS
from foedus.observe.forms.quality import flags
from foedus.observe.forms.redact import SIGN, redact
from foedus.observe.forms.tally import NO_MARGIN, Answered, tally

SHAPE = read_form(FORM.encode(), "f.toml")


def read(text: str = "", form: Form = SHAPE) -> Checklist:
    return read_checklist((text or export()).encode(), "e.csv", form)


ONCE = entered(read().observations)
COUNTED: dict[str, Answered] = {a.question: a for a in tally(ONCE.observations, SHAPE)}


# ---------------------------------------------------------------------- reading


@pytest.mark.parametrize("tool,separator", [("csv", ","), ("odk", ","), ("kobo", ";")])
def test_exports_of_every_tool_read_alike(tool: str, separator: str) -> None:
    form = read_form((f'format = "{tool}"\n' + FORM).encode(), "f.toml")
    found = read(export(separator), form)
    assert found.observations == read().observations


def test_observers_are_codes_and_their_names_stand_apart() -> None:
    found = read()
    assert [o.observer for o in found.observations] == ["O001", "O001", "O002", "O002", "O003"]
    assert found.identities == {"O001": "Ada Lovelace", "O002": "Bo Ek", "O003": "Cy Dee"}
    assert "Ada" not in repr(found)


def test_answers_and_four_reasons_for_none() -> None:
    s3 = read().observations[3].answers
    assert (s3["on_time"], s3["sealed"], s3["queue"], s3["ballots"]) == (
        Absent.REFUSED, Absent.MISSING, Absent.NOT_OBSERVED, Absent.NOT_HELD,
    )  # fmt: skip
    assert s3["signed"] == 0, "zero is an answer"
    assert read().observations[0].answers["staff"] == (4, 3)


FORM_FAULTS = [
    ("[questions.a]\ncolumn = 'a'\narea = 'opening'", ["no column is the station"]),
    ("station = 's'\nstattion = 'x'", ['did you mean "station"']),
    ("station = 's'\n[questions.a]\ncolumn = 'a'\narea = 'opening'\nkind = 'number?'", ["no kind"]),
    ("station = 's'\n[questions.a]\ncolumn = 'a'\narea = 'opend'", ["belongs to no area"]),
    ("station = 's'\n[questions.a]\narea = 'count'\nkind = 'by sex'\nwomen = 'w'", ["names no"]),
    ("station = 's'\n[questions.a]\ncolumn = 'a'\narea = 'count'\nkind = 'choice'", ["no options"]),
    ("station = 's'\nformat = 'xls'", ["no format"]),
    ("station = 's'\n[absent]\ngone = ['x']", ["unusable"]),
    ("station = 's'\n[[rules]]\nname = 'r'\nleft = 'b'\nis = '~'\nright = 3",
     ["compares by", "reads no question"]),
    ("station = 's'\n[[rules]]\nname = 'r'", ["lacks a part"]),
    ("station = 3\nquestions = 4\nabsent = 5", ["names no column", "no table"]),
    ("= 3", ["not TOML"]),
]  # fmt: skip


@pytest.mark.parametrize("text,words", FORM_FAULTS)
def test_broken_forms_list_every_error(text: str, words: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        read_form(text.encode(), "f.toml")
    assert all(w in str(caught.value) for w in words), str(caught.value)
    assert {d.code for d in caught.value.diagnostics} == {"E930"}


EXPORT_FAULTS = [
    (lambda t: t.replace("opening/sealed", "opening/seal"), "opening/sealed", 1),
    (lambda t: t.replace(",12,", ",a dozen,"), "People waiting", 2),
    (lambda t: t.replace("neutral", "nuetral"), "Tone of the broadcast", 2),
    (lambda t: t.replace(",4,3,", ",4,three,"), "Members of the commission", 2),
    (lambda t: t.replace("\ns2,", "\n,"), "names no station", 1),
    (lambda t: t.replace("yes,yes", "yes,maybe"), "The box was sealed", 2),
]


@pytest.mark.parametrize("change,words,errors", EXPORT_FAULTS, ids=[f[1] for f in EXPORT_FAULTS])
def test_broken_exports_name_every_cell(change, words: str, errors: int) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput) as caught:
        read(change(export()))
    assert words in str(caught.value)
    assert [d.code for d in caught.value.diagnostics] == ["E931"] * errors
    assert all(d.place.line for d in caught.value.diagnostics)


# ---------------------------------------------------------------------- entered twice


def test_a_disagreement_is_listed_and_nobodys_entry_wins() -> None:
    assert (ONCE.single, ONCE.double, len(ONCE.disagreements)) == (3, 1, 1)
    d = ONCE.disagreements[0]
    assert (d.station, d.observer, d.question) == ("s1", "O001", "sealed")
    assert d.entries == (("1", "yes", 2), ("2", "no", 3))
    assert ONCE.observations[0].answers["sealed"] is Absent.MISSING
    assert ONCE.compared == len(SHAPE.questions)


@given(st.permutations(range(5)))
def test_the_order_of_entries_changes_no_count(order: list[int]) -> None:
    rows = [ROWS[i] for i in order]
    found = entered(read(export(rows=rows)).observations)
    counted = {a.question: a for a in tally(found.observations, SHAPE)}
    assert {k: (a.counts, a.absent) for k, a in counted.items()} == {
        k: (a.counts, a.absent) for k, a in COUNTED.items()
    }  # fmt: skip


# ---------------------------------------------------------------------- flags


def test_flags_say_what_does_not_fit() -> None:
    found = {(f.rule, f.station): f.detail for f in flags(ONCE.observations, SHAPE)}
    assert found == {
        ("no more ballots than signatures", "s2"): "ballots 310, signed 300",
        ("a queue of people", "s2"): "queue 600, 500",
        ("ended before started", "s9"): "2030-05-01T10:00 to 2030-05-01T09:00",
        ("two places at once", "s3"): "s2 until 2030-05-01T09:00, s3 from 2030-05-01T08:30",
    }  # fmt: skip


# ---------------------------------------------------------------------- counts


def test_shares_are_of_observations_and_have_no_margin() -> None:
    a = COUNTED["on_time"]
    assert (a.observations, a.counts, a.share) == (3, {"yes": 2, "no": 1}, Fraction(2, 3))
    assert a.absent == {"missing": 0, "refused": 1, "not held": 0, "not observed": 0}
    assert a.estimate is None
    assert a.caution == NO_MARGIN


def test_numbers_choices_and_figures_by_sex() -> None:
    assert COUNTED["queue"].counts == {"sum": 612, "least": 0, "most": 600}
    assert COUNTED["tone"].counts == {"neutral": 1, "for": 1, "against": 1}
    staff = COUNTED["staff"]
    assert (staff.women, staff.men, staff.share) == (6, 8, Fraction(3, 7))
    assert COUNTED["when"].counts == {"20:00": 1, "20:05": 1}


def test_several_answers_in_one_cell() -> None:
    form = read_form(
        b"station = 's'\n[questions.who]\ncolumn = 'w'\narea = 'voting'\nkind = 'several'\n"
        b"options = ['police', 'agents', 'press']\n",
        "f.toml",
    )
    found = read("s,w\ns1,press police\ns2,police\ns3,\n", form)
    assert found.observations[0].answers["who"] == "police press"
    (a,) = tally(found.observations, form)
    assert a.counts == {"police": 2, "agents": 0, "press": 1}
    assert (a.observations, a.absent["missing"]) == (2, 1)
    with pytest.raises(BadInput, match="police agents press"):
        read("s,w\ns1,police ghosts\n", form)


def drawn_observations(yes: int) -> tuple[list[Observation], object]:
    plan = draw(
        table(simulated(100, 1)), design="proportional", stations=20, seed="s", base="valid"
    )
    rows = [
        Observation(s, "O001", "1", "", "", {"on_time": "yes" if i < yes else "no"})
        for i, s in enumerate(plan.stations)
    ]
    return rows, plan


def test_a_sample_gives_an_interval() -> None:
    form = Form(",", {}, SHAPE.questions[:1], ())
    rows, plan = drawn_observations(15)
    (found,) = tally(rows, form, plan)  # type: ignore[arg-type]
    assert found.estimate is not None
    assert found.estimate.low < 0.75 < found.estimate.high
    assert found.caution == ""
    (short,) = tally(rows[1:], form, plan)  # type: ignore[arg-type]
    assert short.caution == "1 of 20 drawn stations have no answer"


@pytest.mark.parametrize(
    "change,words",
    [(lambda r: [*r, Observation("zz", "", "1", "", "", {"on_time": "yes"})], "did not draw"),
     (lambda r: [*r, r[0]], "has one already"), (lambda r: r[:3], "fewer than two answers")],
)  # fmt: skip
def test_observations_beside_the_sample_give_none(change, words: str) -> None:  # type: ignore[no-untyped-def]
    rows, plan = drawn_observations(15)
    form = Form(",", {}, SHAPE.questions[:1], ())
    (found,) = tally(change(rows), form, plan)  # type: ignore[arg-type]
    assert found.estimate is None
    assert words in found.caution


def test_coverage_by_stratum_and_area() -> None:
    found = coverage(ONCE.observations, SHAPE, table(FRAME))
    assert [(s.stratum, s.stations, s.visited) for s in found.strata] == [
        ("north", 2, 2), ("south", 1, 1), ("west", 1, 0),
    ]  # fmt: skip
    assert dict(found.strata[0].areas) == {"opening": 2, "voting": 2, "closing": 2, "count": 2,
                                           "media": 2, "commissions": 2}  # fmt: skip
    assert dict(found.strata[1].areas)["opening"] == 0, "a refusal is no observation"
    assert found.outside == ("s9",)


# ---------------------------------------------------------------------- incidents


def told(text: str = INCIDENTS) -> tuple[Incidents, dict[str, str]]:
    rows, taken, names = read_incidents(text.encode(), "i.csv", SHAPE, ["Jo Roe"])
    return incidents(rows, taken), names


def test_incidents_by_severity_and_what_bears_them_out() -> None:
    found, names = told()
    first = found.incidents[0]
    assert (first.same, first.severity, first.reports, first.seen, first.observers) == (
        "i1", "high", 2, 1, 2,
    )  # fmt: skip
    assert first.corroborated
    assert first.status == "followed up"
    assert list(found.levels) == ["high", "medium", "low"]
    assert found.levels["low"]["reported only"] == 1
    assert found.levels["high"]["corroborated"] == 1
    assert names == {"O001": "Ada Lovelace", "O002": "Bo Ek", "O003": "Cy Dee"}


def test_incident_texts_name_nobody() -> None:
    found, _ = told()
    text = " ".join(t for c in found.incidents for t in c.texts)
    for word in ("Ada", "Lovelace", "Jo", "Roe", "555", "example.org", "48.8", "someone"):
        assert word not in text, word
    assert text.count(SIGN) == 6
    assert found.redactions >= 6


@pytest.mark.parametrize(
    "text,names,result",
    [
        ("Ada saw ADA", ["Ada"], f"{SIGN} saw {SIGN}"),
        ("Adamant people", ["Ada"], "Adamant people"),
        ("call 0044 20 7946 0000 now", [], f"call {SIGN} now"),
        ("at 14:30 on 3 May, 212 ballots", [], "at 14:30 on 3 May, 212 ballots"),
        ("a@b.org, www.c.org/x", [], f"{SIGN}, {SIGN}"),
        ("seen at 50.4501, 30.5234", [], f"seen at {SIGN}"),
        ("on 2030-05-01 at 12", [], "on 2030-05-01 at 12"),
        ("Al of B. Ng", ["Al Ng"], "Al of B. Ng"),
    ],
)
def test_what_is_taken_out(text: str, names: list[str], result: str) -> None:
    assert redact(text, names)[0] == result


@given(st.text(alphabet="Aada Lovelc@.0123456789+-() ", max_size=60))
def test_a_name_never_survives(text: str) -> None:
    done, _ = redact(f"{text} Ada Lovelace {text}", ["Ada Lovelace"])
    assert not re.search(r"\bLovelace\b", done)


INCIDENT_FAULTS = [
    (lambda t: t.replace(",high,", ",grave,"), "E932", "no severity"),
    (lambda t: t.replace(",seen,", ",heard,"), "E932", "no basis"),
    (lambda t: t.replace(",open,", ",shut,"), "E932", "no status"),
    (lambda t: t.replace("severity,", "gravity,"), "E932", "not there"),
]


@pytest.mark.parametrize("change,code,words", INCIDENT_FAULTS, ids=[f[2] for f in INCIDENT_FAULTS])
def test_broken_incidents(change, code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput) as caught:
        told(change(INCIDENTS))
    assert words in str(caught.value)
    assert caught.value.diagnostics[0].code == code


def test_a_form_without_incidents_says_what_is_missing() -> None:
    with pytest.raises(BadInput, match="id is not mapped"):
        read_incidents(INCIDENTS.encode(), "i.csv", Form(",", {}, (), ()))


# ---------------------------------------------------------------------- the draft


def test_every_area_of_the_forms_speaks_to_one_point() -> None:
    assert sorted(a for p in POINTS for a in p.areas) == sorted(AREAS)


def test_the_draft_lists_what_was_and_was_not_observed_and_concludes_nothing() -> None:
    found = flags(ONCE.observations, SHAPE)
    covered = coverage(ONCE.observations, SHAPE, table(FRAME))
    made = draft("Mission X", tuple(COUNTED.values()), ONCE, found, covered, told()[0])
    assert made.text.count("Not observed by this mission.") == len(made.unobserved) == 3
    assert set(made.unobserved) == {"complaints", "campaign", "registration"}
    for area in AREAS:
        assert f"**{area.capitalize()}.**" in made.text
    assert "3 of 4 stations of the frame were visited" in made.text
    assert "Not visited at all: west" in made.text
    assert "yes in 66.7 % of observations (3 observations; 1 refused)" in made.text
    assert NO_MARGIN in made.text
    assert SIGNED in made.text
    assert "the program writes none" in made.text
    assert not VERDICT.findall(made.text)
    assert "Ada" not in made.text
    heads = re.findall(r"^## (.*) \(paragraph (\d+), number not verified\)$", made.text, re.M)
    assert heads == [(p.title, str(p.paragraph)) for p in POINTS]
    assert made.text.count("(For the mission to state:") == 5
    assert all(p.seen in made.text for p in POINTS), "each point names where it was read"
