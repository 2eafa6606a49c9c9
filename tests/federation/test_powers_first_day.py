"""The seven questions of a first day, each answered by a command, and what the page says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cases_once import invoke, load_once
from foedus.atlas import cases, systems
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.federation import authority, chamber, communities, languages, organs
from foedus.federation.checks import checks
from foedus.federation.matrix import matrix
from foedus.fiscal.answer import has_money, money
from foedus.proof.games import Games

CASE = "ukraine-2014"


def run(*words: str) -> str:
    done = invoke(*words)
    assert done.exit_code == 0, done.output
    return done.stdout


def answer(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--json"))
    return found


def by_text(found: dict[str, Any]) -> dict[str, Any]:
    return {t["text"].partition(":")[0]: t for t in found["texts"]}


@pytest.mark.parametrize(
    "matter, levels",
    [
        ("school language", {"Model A": "region", "Model B": "shared", "Model C": "shared"}),
        ("police", {"Model A": "framework", "Model B": "region", "Model C": "centre"}),
        ("minerals", {"Model A": "shared", "Model B": "shared", "Model C": "centre"}),
    ],
)
def test_1_who_decides_in_each_model_what_is_residual_how_it_is_taken_back(
    matter: str, levels: dict[str, str]
) -> None:
    found = by_text(answer("powers", CASE, "--matter", matter))
    assert len(found) == 4 or len(found) == 5
    for model, level in levels.items():
        assert found[model]["rows"][0]["level"] == level
        assert found[model]["paths"]
        assert all(p["text"] for p in found[model]["paths"])
    whole = by_text(answer("powers", CASE))
    for model in levels:
        rest = [r for r in whole[model]["rows"] if r["matter"] == "any other matter"]
        assert [r["level"] for r in rest] == ["centre"]


def test_1_whose_consent_and_whether_the_region_can_stop_it() -> None:
    found = by_text(answer("powers", CASE, "--matter", "police", "--unit", "Donetsk"))
    b = {p["procedure"]: p for p in found["Model B"]["paths"]}
    assert "Regions" in b["Law on the powers of regions"]["consent"]
    assert b["Law on the powers of regions"]["unit_stops_it"] is False
    a = {p["procedure"]: p for p in found["Model A"]["paths"]}
    assert a["Law on the powers of regions"]["unit_stops_it"] is None


def test_2_with_423_of_450_seats_filled_what_300_needs() -> None:
    text = run("powers", "part", CASE, "--switch", "seats-2014-10", "--model", "text-2004")
    assert "300 are ~70.9 % of those filled" in text
    assert "impossible from 151 vacant\n" in text
    assert "None" not in text
    found = answer("powers", "part", CASE, "--switch", "seats-2014-10", "--model", "text-2004")
    effects = {e["procedure"]: e for e in found["texts"][0]["effects"]}
    shares = {t[2]: t[3] for t in effects["General amendment"]["thresholds"]}
    assert shares[300] == "100/141"
    assert effects["General amendment"]["stops_at"] == [["Verkhovna Rada", 151]]
    # A law passes by 226 and a signature, too: 300 is only what sets the President aside.
    assert effects["Ordinary law"]["stops_at"] == [["Verkhovna Rada", 225]]


def test_3_each_community_must_consent_who_belongs_and_who_is_left_out() -> None:
    found = by_text(answer("powers", "minorities", CASE, "--model", "C"))["Model C"]
    kinds = {(b["kind"], b["what"]) for b in found["barred"]}
    assert ("gate", "Language law") in kinds
    assert ("seats", "Council of Communities") in kinds
    shares = {c["name"]: c for c in found["communities"]}
    assert all(c["self_identified"] for c in shares.values())
    # 49 % of the native speakers of Russian live where they are no majority.
    one = shares["Speakers of Russian"]
    assert len(one["majority_in"]) == 4
    top, bottom = map(int, one["own"].split("/"))
    assert round(100 * (1 - top / bottom)) == 49


def test_4_what_each_said_itself_and_what_binding_red_lines_change() -> None:
    hard = invoke("settle", CASE, "--absent", "hard").output
    ignored = invoke("settle", CASE, "--absent", "ignored").output
    assert "not invited" in hard
    assert "quote as recorded" in hard
    assert hard.splitlines()[-1] != ignored.splitlines()[-1]


def test_5_the_order_of_the_package_and_where_two_readings_collide(tmp_path: Path) -> None:
    record = str(tmp_path / "talks")
    for words in (["init", record], ["import", record, CASE, "--later"]):
        done = invoke("record", *words)
        assert done.exit_code == 0, done.output
    told = invoke("record", "order", record).output
    assert told.count("Reading: ") == 2
    assert "These cannot both be followed" in told


@pytest.mark.parametrize(
    "column, op, cut, units",
    [
        ("native_russian_share", "at least", "10", 14),
        ("native_russian_share", "more than", "10", 13),
        ("native_russian_share", "at least", "50", 4),
        ("russian_share", "at least", "50", 2),
    ],
)
def test_6_every_answer_by_language_column_and_cut(
    column: str, op: str, cut: str, units: int
) -> None:
    found = answer("powers", "languages", CASE, "--model", "text-2004")
    (right,) = found["texts"][0]["rights"]
    grid = {(c["column"], c["op"], c["cut"]): c for c in right["grid"]}
    assert len(grid[column, op, cut]["units"]) == units


def test_6_the_threshold_and_the_decision_are_two_facts() -> None:
    found = answer("powers", "languages", CASE, "--model", "text-1996")
    (right,) = found["texts"][0]["rights"]
    assert right["at_the_cut"] == ["Kirovohrad"]
    assert len(right["decided"]) == 9
    assert "Autonomous Republic of Crimea" in right["qualify_undecided"]
    assert all(source for _, _, source in right["decided"])


def test_7_turnout_by_each_lawful_denominator_and_the_quorums_that_flip() -> None:
    text = run("powers", "part", CASE, "--switch", "vote-25-may", "--model", "text-2004")
    assert "59.57 % as stated" in text
    assert "~50.76 %" in text
    assert "any quorum above ~50.76 % and up to ~59.57 % flips" in text
    found = answer("powers", "part", CASE, "--switch", "vote-25-may")
    (turnout,) = found["turnouts"]
    assert next(q["met"] for q in turnout["quorums"]) == [True, True]


# ------------------------------------------------------------------------- the whole atlas


def every_text() -> list[Model]:
    found = [load(e.path) for e in systems()]
    for case in cases():
        found += [c.model for c in load_once(case.path).constitutions if c.model is not None]
    return found


def test_every_check_answers_for_every_text_of_the_atlas() -> None:
    texts, entries = every_text(), 0
    for text in texts:
        games = Games(text)
        powers = matrix(text)
        entries += len(powers.cells)
        checks(text, powers)
        communities.barred(games)
        communities.communities(text)
        languages.rights(text)
        organs.courts(text)
        organs.measures(games)
        organs.guarantors(text)
        authority.components(text)
        chamber.chambers(games)
        if has_money(text):
            money(text)
    assert len(texts) >= 20
    assert entries > 500


FEDERAL = {
    # system: entries at least, residual level, conflict rule, an article that must stand
    "germany": (60, "region", True, "Art. 73(1) no. 1"),
    "switzerland": (55, "region", True, "Art. 54(1)"),
    "canada": (55, "centre", True, "s. 91(7)"),
    "spain": (55, "shared", True, "Art. 149.1"),
    "belgium": (50, "centre", False, "Art. 167 par. 1"),
    "bosnia": (50, "region", True, "Art. III.1.a"),
    "india": (60, "centre", True, "List I"),
    "south-africa": (60, "centre", True, "Schedule 4"),
    "united-states": (55, "region", True, "Art. I s. 8"),
    "ukraine": (60, "centre", True, "Art. 92(1)"),
}


@pytest.mark.parametrize("system", sorted(FEDERAL))
def test_the_ten_systems_name_their_powers_with_articles(system: str) -> None:
    entries, residual, conflict, article = FEDERAL[system]
    path = next(e.path for e in systems() if e.name == system)
    found = matrix(load(path))
    assert len(found.cells) >= entries
    assert [str(c.level) for c in found.residual] == [residual]
    assert bool(found.conflict) is conflict
    assert any(article in c.article for c in found.cells)
    assert all(c.article and c.status in ("verified", "unverified") for c in found.cells)


@pytest.mark.parametrize(
    "system, chamber_, courts, measures",
    [
        ("germany", True, 1, 5),
        ("switzerland", True, 1, 3),
        ("canada", True, 1, 4),
        ("spain", True, 1, 5),
        ("belgium", True, 1, 3),
        ("bosnia", True, 1, 1),
        ("india", True, 1, 5),
        ("south-africa", True, 1, 4),
        ("united-states", True, 1, 3),
        ("ukraine", False, 1, 0),
    ],
)
def test_the_ten_systems_name_their_organs(
    system: str, chamber_: bool, courts: int, measures: int
) -> None:
    text = load(next(e.path for e in systems() if e.name == system))
    games = Games(text)
    assert bool(chamber.chambers(games)) is chamber_
    assert len(organs.courts(text)) == courts
    assert len(organs.measures(games)) == measures


@pytest.mark.parametrize(
    "system, unit, needs",
    [
        ("germany", "Bayern", {"Laender", "Government"}),
        ("spain", "Cataluña", {"Senate", "Government"}),
        ("india", "Kerala", {"House of the People", "Rajya Sabha", "President"}),
        ("south-africa", "Gauteng", {"Provinces", "National executive"}),
    ],
)
def test_who_can_intervene_in_a_unit(system: str, unit: str, needs: set[str]) -> None:
    text = load(next(e.path for e in systems() if e.name == system))
    (path,) = organs.suspending(Games(text), unit)
    assert set(path.consent) == needs


def test_nobody_of_no_constituent_people_can_hold_two_offices_of_bosnia() -> None:
    found = answer("powers", "minorities", "bosnia")["texts"][0]["barred"]
    assert {b["what"] for b in found if b["kind"] == "office"} == {"House of Peoples", "Presidency"}


@pytest.mark.parametrize("name", ["model-a", "model-b", "model-c", "text-1996", "text-2004"])
def test_components_of_authority_have_article_and_coder_and_no_total(name: str) -> None:
    text = run("powers", "authority", CASE, "--model", name)
    assert "they are not added up" in text
    assert "total" not in text.casefold()
    found = answer("powers", "authority", CASE, "--model", name)["texts"][0]["components"]
    assert found
    assert all(c["article"] and c["coder"] for c in found)
