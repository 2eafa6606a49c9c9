"""The page on powers, language rights, money and organs; nothing where a case has none of it."""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from foedus.case import load
from foedus.case.folder import other_layers
from foedus.case.model import Case
from foedus.report.blocks import Facts, Figure, Group, Listing, Section, Table
from foedus.report.make import make
from foedus.report.sections.federation import federation
from foedus.report.sections.languages import languages
from foedus.report.sections.money import money
from foedus.report.sections.part import part

CASE = "ukraine-2014"


@cache
def case() -> Case:
    return load(CASE, layers=other_layers(CASE))


@cache
def page() -> str:
    return make(CASE, later=True)[0]


def blocks(section: Section | None, kind: type[Any]) -> list[Any]:
    assert section is not None
    return [b for b in section.blocks if isinstance(b, kind)]


def table(section: Section | None, ident: str) -> Table:
    (found,) = [t for t in blocks(section, Table) if t.ident == ident]
    assert isinstance(found, Table)
    return found


def row(found: Table, first: str) -> tuple[str, ...]:
    (cells,) = [r for r in found.data.rows if r[0] == first]
    return tuple(str(c) for c in cells)


@pytest.mark.parametrize(
    "matter, cells",
    [
        ("school language", ("centre", "regions", "together", "together")),
        ("any other matter", ("centre", "centre", "centre", "centre")),
        ("railways", ("centre", "centre*", "centre*", "centre*")),
    ],
)
def test_the_matrix_stands_models_side_by_side(matter: str, cells: tuple[str, ...]) -> None:
    found = table(federation(case()), "powers-matrix")
    assert found.data.header[1:] == ("Both texts", "Model A", "Model B", "Model C")
    assert row(found, matter)[1:] == cells


@pytest.mark.parametrize(
    "matter",
    [
        "form of state",
        "independence",
        "abolition of rights and freedoms",
        "territorial indivisibility",
    ],
)
def test_what_only_a_procedure_decides_is_given_to_no_level(matter: str) -> None:
    """Art. 157 bars changes of some: the clause on any other matter gives them to nobody."""
    found = table(federation(case()), "powers-matrix")
    assert matter not in [r[0] for r in found.data.rows]
    assert f"{len(found.data.rows) - 1} matters" in found.title


def test_a_question_with_another_answer_by_another_definition_says_so() -> None:
    """At least a tenth: 14 units, which 13 cannot outvote; more than a tenth: 13, which 14 can."""
    shown = html.unescape(page())
    assert "yes in 1 of 2 cases" in shown
    assert "Another verdict in 1 case: yes for Regions of the law of 2012 as more than a" in shown


def test_the_saved_file_has_every_function_with_its_article() -> None:
    saved = table(federation(case()), "powers-matrix").file
    (police,) = [r for r in saved.rows if r[0] == "police"]
    assert "centre legislate/execute Art. 92(1) no. 17" in str(police[1])


def test_how_the_centre_could_take_it_back_is_on_the_page() -> None:
    found = table(federation(case()), "taking")
    told = row(found, "school language")
    assert "General amendment: needs Verkhovna Rada" in told[1]
    assert "Regions" in told[3]
    # Rules are changed here by the hardest procedure of all: no earlier amendment makes it easier.
    assert not any("easier after" in str(c) for r in found.data.rows for c in r)


def test_what_the_texts_leave_open_is_listed_without_a_verdict() -> None:
    (found,) = blocks(federation(case()), Listing)
    assert any("A task without money" in x for x in found.items)
    assert any("articles that were not read" in x for x in found.items)


def test_organs_are_told_once_for_texts_that_have_the_same() -> None:
    (group,) = blocks(federation(case()), Group)
    facts = [b for b in group.blocks if isinstance(b, Facts)]
    told = dict(p for f in facts for p in f.pairs)
    assert told["Constitutional Court: a majority of 18"].startswith("chosen by President and")
    assert "14 of 27 stop it" in told["Regions: absolute veto"]


def test_components_of_authority_stand_one_by_one_and_are_never_added_up() -> None:
    found = table(federation(case()), "authority")
    assert row(found, "law making")[3] == "3/2 of 2 (Model B, rules 2, 3)"
    assert "not scored" in row(found, "borrowing autonomy")
    assert "not added up" in found.provenance.method
    assert not [r for r in found.data.rows if "total" in str(r[0]).casefold()]


def test_language_rights_are_two_maps_threshold_and_decision() -> None:
    (figure,) = blocks(languages(case()), Figure)
    assert len(figure.drawings) == 2
    assert figure.names == ("The law's threshold is reached in", "A decision is recorded in")
    rows = {str(r[0]): r for r in figure.data.rows}
    assert len(rows) == 27
    assert rows["Sumy"][1:] == ("yes", "none recorded")
    assert rows["Odesa"][1] == "yes"
    assert "ll-eight" in str(rows["Odesa"][2])


def test_every_answer_by_language_column_and_cut_is_on_the_page() -> None:
    told = dict(p for f in blocks(languages(case()), Facts) for p in f.pairs)
    cuts = told["Units by column and cut"]
    for words in ("native_russian_share at least 50: 4", "russian_share at least 50: 2"):
        assert words in cuts
    assert told["Exactly on the cut"].startswith("Kirovohrad")


def test_whoever_declares_no_listed_group_is_told() -> None:
    pairs = [p for f in blocks(languages(case()), Facts) for p in f.pairs]
    assert any(a == "Model C: seats" and "Council of Communities" in b for a, b in pairs)


def test_money_per_head_before_and_after_in_each_model() -> None:
    found = table(money(case()), "money-heads")
    assert found.data.header == (
        "Unit", "Raised", "After, Model A", "After, Model B", "After, Model C"
    )  # fmt: skip
    assert row(found, "Dnipropetrovsk")[1:3] == ("4465.00", "1116.25")
    assert len(found.data.rows) == 27


def test_floors_and_who_can_change_the_formula_are_told() -> None:
    (facts,) = blocks(money(case()), Facts)
    told = dict(facts.pairs)
    assert told["Model A: no unit below 85/100 of average"].startswith("holds")
    assert "needs Regions" in told["Model B: to change the formula"] or (
        "Regions" in told["Model B: to change the formula"]
    )
    assert "none" in told["Model C: borrowing (Model C, rule 11)"]


def test_the_page_holds_the_three_sections_and_stays_small() -> None:
    for ident in ("federation", "languages", "money"):
        assert re.search(rf'<section[^>]*id="{ident}"', page())
    assert len(page().encode()) < 1_000_000


@cache
def words() -> str:
    """The words of the page, without markup and saved files."""
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"base64,[A-Za-z0-9+/=]+", "", page()))
    return re.sub(r"\s+", " ", html.unescape(plain))


@pytest.mark.parametrize(
    "question, said",
    [
        ("who decides, what is residual", "Who makes the rules on"),
        ("how the centre takes it back", "needs Verkhovna Rada"),
        (
            "what 300 needs with 423 of 450 filled",
            "300 Verkhovna Rada 450 423 70.9 % 151 vacancies",
        ),
        ("who belongs, who is left out", "Council of Communities"),
        ("what each said, who was absent", "not invited"),
        ("where two readings collide", "These readings cannot both be followed"),
        ("by language column and cut", "native_russian_share at least 50: 4"),
        ("turnout by each denominator", "59.57 %, as stated"),
        ("the quorums that flip", "Every quorum above 50.76 % and up to 59.56 %"),
    ],
)
def test_the_first_days_questions_are_answered_on_the_page(question: str, said: str) -> None:
    assert said in words(), question


def test_who_can_take_part_shows_every_denominator() -> None:
    found = table(part(case()), "part-vote-25-may")
    assert [str(r[1]).replace("\u202f", " ") for r in found.data.rows] == [
        "30 246 755 to 30 251 832",
        "35 500 913",
    ]
    assert "18\u202f019\u202f504 took part" in found.note


def test_registers_of_displaced_voters_and_those_abroad_are_rows(tmp_path: Path) -> None:
    from three_regions import write_case

    folder = write_case(tmp_path / "case")
    (folder / "switches.toml").write_text(
        """[[switch]]
key = "autumn"
title = "Autumn"
seats = { "House" = 100 }
filled = { "House" = 90 }
displaced = { "NO" = 120 }
abroad = 30
took_part = 290
registered = { "NO" = 300, "EA" = 200, "SO" = 100 }
[[switch.base]]
what = "a list of 200"
registered = 200
""",
        encoding="utf-8",
    )
    found = table(part(load(folder)), "part-autumn")
    assert found.data.header[1:] == (
        "Voters",
        "Turnout",
        "Quorum 50.0\xa0% (one half, for comparison)",
    )
    assert [tuple(r[1:]) for r in found.data.rows] == [
        ("200", "fewer than took part", "none"),
        ("630", "46.03\xa0%", "not met"),
        ("600", "48.33\xa0%", "not met"),
        ("510", "56.86\xa0%", "met"),
        ("480", "60.42\xa0%", "met"),
    ]
    assert found.note.endswith("Quorums compared: 1, of which 1 flip.")


def test_a_case_without_any_of_it_has_no_such_section(tmp_path: Path) -> None:
    from three_regions import write_case

    write_case(tmp_path / "case")
    plain = load(tmp_path / "case")
    assert money(plain) is None
    assert part(plain) is None
    assert languages(plain) is None or blocks(languages(plain), Figure) == []
