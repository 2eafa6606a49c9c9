"""The packaged case: its figures with their sources, its neutrality, its texts and models."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from difflib import unified_diff
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from foedus.case import Case, load
from foedus.case.model import BASE, Kind, Status


@pytest.fixture(scope="module")
def case() -> Case:
    return load("ukraine-2014")


@pytest.fixture(scope="module")
def whole() -> Case:
    return load("ukraine-2014", layers=["later"])


# key, units, share of the population of 2014 in per cent (rounded), source of the figures
SETS = [
    ("native-russian-half", 4, "19.67", "census of 2001, native language"),
    ("nationality-russian-half", 2, "5.18", "census of 2001, nationality"),
    ("native-russian-tenth", 14, "60.40", "census of 2001; 10 per cent of the law of 2012"),
    ("native-russian-above-tenth", 13, "58.22", "the same, one unit at 10.0 after rounding"),
    ("native-ukrainian-half", 22, "75.05", "census of 2001, native language"),
    ("nationality-ukrainian-half", 25, "94.82", "census of 2001, nationality"),
]


@pytest.mark.parametrize("key,units,share,source", SETS)
def test_sets_by_definition(case: Case, key: str, units: int, share: str, source: str) -> None:
    found = {s.key: s for s in case.sets}[key]
    assert source
    assert len(found.members) == units
    assert found.share is not None
    assert f"{float(100 * found.share):.2f}" == share
    assert found.attributed


def test_every_family_of_sets_has_at_least_two_definitions_or_says_why(case: Case) -> None:
    families: dict[str, list[str]] = {}
    for found in case.sets:
        families.setdefault(found.family, []).append(found.key)
    single = {f for f, keys in families.items() if len(keys) < 2}
    assert single == {"Where other native languages together reach a tenth"}


# what, figure, source
CENSUS = [
    ("units", 27, "Constitution, Art. 133"),
    ("residents 2014", 45_426_249, "State Statistics Service, 1 January 2014"),
    ("residents 2001, thousand", Fraction("48457.1"), "census of 5 December 2001"),
    ("Ukrainians, thousand", Fraction("37541.7"), "census of 5 December 2001"),
    ("Russians, thousand", Fraction("8334.1"), "census of 5 December 2001"),
    ("districts", 225, "Central Election Commission, 28 April 2012"),
]


@pytest.mark.parametrize("what,figure,source", CENSUS)
def test_totals_of_the_table(case: Case, what: str, figure: Any, source: str) -> None:
    assert source
    table = case.tables["regions"]
    found = {
        "units": len(table.units),
        "residents 2014": table.column("population_2014").total(),
        "residents 2001, thousand": table.column("population_2001_thousand").total(),
        "Ukrainians, thousand": table.column("ukrainians").total(),
        "Russians, thousand": table.column("russians").total(),
        "districts": table.column("district_seats").total(),
    }
    assert found[what] == figure


def test_half_of_the_native_speakers_of_russian_live_where_they_are_no_majority(case: Case) -> None:
    table = case.tables["regions"]
    people = table.column("population_2001_thousand").numbers()
    share = table.column("native_russian_share").numbers()
    speakers = {u: people[u] * share[u] / 100 for u in table.units}
    inside = sum(speakers[u] for u in table.units if share[u] >= 50)
    elsewhere = 1 - inside / sum(speakers.values())
    assert round(100 * elsewhere) == 49


def test_sets_where_the_vote_of_25_may_took_place(whole: Case) -> None:
    switch = {s.key: s for s in whole.switches}["vote-25-may"]
    assert len(switch.units_without) == 2
    found = {s.key: s for s in whole.sets_without(switch.units_without)}
    assert found["native-russian-half"].members == ("UA-14", "UA-09")
    assert found["nationality-russian-half"].members == ()
    assert found["nationality-russian-half"].share == 0


# switch, votes needed, share of the seats filled in per cent, vacancies that stop it
SEATS = [
    ("seats-by-law", 300, "66.7", 151),
    ("seats-2013-04", 300, "67.6", 151),
    ("seats-2014-10", 300, "70.9", 151),
    ("seats-2014-10", 226, "53.4", 225),
    ("seats-2014-10", 338, "79.9", 113),
]


@pytest.mark.parametrize("key,votes,share,vacancies", SEATS)
def test_what_a_fixed_number_needs_of_the_seats_filled(
    whole: Case, key: str, votes: int, share: str, vacancies: int
) -> None:
    need = {s.key: s for s in whole.switches}[key].need("Verkhovna Rada", votes)
    assert f"{float(100 * need.share):.1f}" == share
    assert need.possible
    assert need.vacancies_that_stop_it == vacancies


def test_27_vacant_seats_belong_to_the_later_layer(case: Case) -> None:
    assert all(f != 423 for s in case.switches for f in s.filled.values())


def test_the_five_points_in_each_minister_s_own_words(case: Case) -> None:
    (found,) = case.comparisons
    assert [p.title for p in found.points][:5] == [
        "Minorities",
        "Languages",
        "Disarmament",
        "Constitutional reform",
        "Elections",
    ]
    for point in found.points:
        for cell in point.cells:
            assert cell.words in case.statements[cell.statement].quote
            assert all(mark in cell.words for mark in cell.marks)
    for key in found.columns:
        assert "federal" not in case.statements[key].quote.lower()
    assert len(found.absent) >= 3


def test_a_statement_about_another_s_view_names_him(case: Case) -> None:
    said = case.statements["lavrov-2014-03-31-inclusive"]
    assert (said.speaker, said.reports) == ("Sergei Lavrov", ("John Kerry",))


def test_nothing_of_the_base_layer_is_dated_after_the_as_of_date(case: Case) -> None:
    for item in [*case.statements.values(), *case.commitments, *case.votes]:
        assert item.when.last <= case.as_of
    assert all(s.fieldwork.last <= case.as_of for s in case.surveys)


def test_nothing_of_the_later_layer_shows_by_default(case: Case, whole: Case) -> None:
    later = {k for k, s in whole.statements.items() if s.layer != BASE}
    assert len(later) > 70
    assert not later & set(case.statements)
    text = repr([f for f in dataclasses.astuple(case) if not isinstance(f, dict)])
    assert not [k for k in later if f"'{k}'" in text]


def test_every_statement_is_attributed_and_says_how_far_it_was_verified(whole: Case) -> None:
    for said in whole.statements.values():
        assert said.speaker
        assert said.capacity
        assert said.source
        assert said.status is not Status.HELD, "the case holds no copies"
        if said.language != "en":
            assert said.translation, said.key
            assert said.translation_by, said.key
        if said.status in (Status.PARAPHRASE, Status.UNVERIFIED):
            assert said.quote.startswith("["), said.key


def test_disputed_texts_stand_as_equals(case: Case) -> None:
    texts = [c for c in case.constitutions if c.kind is Kind.TEXT]
    assert len(texts) == 2
    for text in texts:
        assert text.in_force_by
        assert text.not_in_force_by
        assert "disputed" in text.note
    models = [c for c in case.constitutions if c.kind is Kind.MODEL]
    assert [m.key for m in models] == ["model-a", "model-b", "model-c"]
    assert all("nobody tabled" in m.banner for m in models)
    assert all("nobody tabled this text" in m.text for m in models)


def test_the_status_of_crimea_and_sevastopol_is_shown_by_recorded_statements_only(
    case: Case,
) -> None:
    found = {d.key: d for d in case.disputes}
    for key in ("referendum-16-march", "self-determination-crimea"):
        for side in found[key].sides:
            for said in side.statements:
                assert case.statements[said].status is Status.RECORDED, said
    assert "asserts nothing" in found["referendum-16-march"].note


#: Frames that belong inside quotes only, whoever uses them.
FRAMES = re.compile(
    r"\b(annex\w*|occup\w*|coup|junta|regime|separatis\w*|terroris\w*|puppet|so-called|"
    r"reunif\w*|invasion|aggress\w*|putsch|mutiny|illegitimate|fraud|rigged|stolen|falsified)\b",
    re.IGNORECASE,
)


def own_voice(case: Case) -> Iterator[tuple[str, str]]:
    """Yield every text of the case that is not somebody's quote, with where it stands."""
    meta = case.meta
    yield from ((f"meta {i}", t) for i, t in enumerate([*meta.is_, *meta.is_not, *meta.notes]))
    yield from (("meta", t) for t in (meta.title, meta.summary, meta.unit_name))
    for s in case.statements.values():
        # What stands between quotation marks in a note is somebody's word.
        bare = re.sub(r"(?<!\w)'[^']*'", "", s.note)
        yield from ((s.key, t) for t in (s.capacity, s.mandate, s.date_note, bare, *s.matters))
    for q in case.questions:
        yield from ((q.key, t) for t in (q.text, q.note))
    for c in case.comparisons:
        yield from ((c.key, t) for t in (c.title, c.note, *(p.title for p in c.points)))
        yield from ((c.key, t) for a in c.absent for t in (a.who, a.note))
    for d in case.disputes:
        yield from ((d.key, t) for t in (d.on, d.note, *(s.holds for s in d.sides)))
    for p in case.commitments:
        yield from ((p.key, t) for t in (p.obligor, p.deadline, p.verifier))
    for v in case.votes:
        yield from ((v.key, t) for t in (v.on, v.note))
    for x in [*case.sets]:
        yield from ((x.key, t) for t in (x.label, x.family, x.note, x.attributed))
    for w in case.switches:
        yield from ((w.key, t) for t in (w.title, w.note))
    for k in case.constitutions:
        yield from ((k.key, t) for t in (k.title, k.note, k.text))


def test_no_loaded_word_in_the_case_s_own_voice(whole: Case) -> None:
    found = [(k, m.group()) for k, t in own_voice(whole) for m in FRAMES.finditer(t)]
    assert found == []


def test_the_removal_vote_stands_as_rule_count_and_statements(case: Case) -> None:
    vote = {v.key: v for v in case.votes}["rada-757"]
    assert [r.yes for r in vote.rows] == [328]
    assert {"const-111-c", "const-85-7"} <= set(vote.rules)
    speakers = {case.statements[k].speaker for k in vote.statements}
    assert {"Verkhovna Rada of Ukraine", "Viktor Yanukovych"} <= speakers
    assert "nothing is concluded" in vote.note


# vote, yes, source
VOTES = [
    ("rada-4163", 386, "UNIAN, as quoted in a press translation"),
    ("rada-4178", 325, "RBC-Ukraine"),
    ("rada-757", 328, "Detector Media"),
    ("rada-4204", 285, "as reported on 23 February 2014"),
    ("rada-language", 232, "ITAR-TASS"),
    ("rada-signing", 316, "as reported"),
    ("qurultay-29-march", 212, "UNPO"),
]


@pytest.mark.parametrize("key,yes,source", VOTES)
def test_recorded_votes_equal_what_the_statements_say(
    case: Case, key: str, yes: int, source: str
) -> None:
    assert source
    vote = {v.key: v for v in case.votes}[key]
    assert vote.rows[0].yes == yes
    words = " ".join(f"{s.quote} {s.note}" for k in vote.statements for s in [case.statements[k]])
    assert str(yes) in words


def test_votes_name_procedures_that_both_texts_have(whole: Case) -> None:
    texts = [c for c in whole.constitutions if c.kind is Kind.TEXT]
    named = {v.procedure for v in whole.votes if v.procedure}
    for text in texts:
        assert named <= {p.name for p in text.model.constitution.procedures}


def test_the_sets_of_the_constitutions_are_those_of_the_case(case: Case) -> None:
    from foedus.constitution.syntax import SetOf

    ours = {(s.column, s.comparison, s.threshold) for s in case.sets}
    words = {"at least": ">=", "more than": ">"}
    for text in case.constitutions:
        for node in text.model.constitution.all(SetOf):
            assert node.where is not None
            (test,) = node.where.filters
            assert test.op is not None
            assert (test.column, words[test.op.value], test.amount) in ours, node.name
            assert node.defined_by


def test_every_constitution_asks_the_same_questions(case: Case) -> None:
    from foedus.constitution.syntax import Guarantee, Question

    titles = [
        [g.title for kind in (Guarantee, Question) for g in c.model.constitution.all(kind)]
        for c in case.constitutions
    ]
    assert len(titles[0]) >= 20
    assert all(t == titles[0] for t in titles)


def test_the_two_texts_differ_where_the_quoted_articles_differ(case: Case) -> None:
    old, new = (case.constitution(k).text for k in ("text-1996", "text-2004"))
    differ = [x for x in unified_diff(old.split("\n"), new.split("\n"), n=0, lineterm="")
              if x[0] == "-" and x[1:3] != "--"]  # fmt: skip
    assert 5 <= len(differ) <= 12
    for key in ("const-94", "const-106-30", "const-112", "const-114"):
        assert {key, f"{key}-1996"} <= set(case.statements)


def test_the_case_is_small_enough_to_send(case: Case) -> None:
    files = [p for p in Path(case.folder).rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 500_000
