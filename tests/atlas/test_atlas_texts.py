"""Every text of the atlas: authored form, checked, compiled, its guarantees as it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from foedus.atlas import systems
from foedus.constitution.compile import units_of, variants
from foedus.constitution.fmt import format_text
from foedus.constitution.load import load
from foedus.constitution.model import Model
from foedus.constitution.syntax import Expect, Guarantee, Question, Source, View, pick
from foedus.proof.check import check
from foedus.proof.load import read_votes

PATHS = {e.name: e.path for e in systems()}


@cache
def model(system: str) -> Model:
    return load(PATHS[system])


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_the_text_is_in_the_authored_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text, str(path)) == text


@pytest.mark.parametrize("system", PATHS)
def test_the_text_names_sources_articles_and_claims_of_each_kind(system: str) -> None:
    tree = model(system).constitution
    assert pick(tree.details, Source)
    assert all(p.article for p in tree.procedures)
    guarantees = tree.all(Guarantee)
    assert [g for g in guarantees if not g.fails_because]
    assert [g for g in guarantees if g.fails_because]
    assert tree.all(Question)


@pytest.mark.parametrize("system", PATHS)
def test_every_procedure_compiles_under_every_reading(system: str) -> None:
    tree = model(system).constitution
    views = {(v.procedure, v.name) for v in tree.all(View)}
    for procedure in tree.procedures:
        named = [v for p, v in views if p == procedure.name]
        concerned = units_of(model(system), procedure.name)
        unit = concerned[0] if concerned else None
        for view in [None, *named]:
            for game in variants(model(system), procedure.name, view=view, unit=unit):
                assert game.assumptions
                assert not game.rule.passes([])


def test_real_votes_are_expected_where_the_atlas_has_them() -> None:
    expected = {s: [e.votes for e in model(s).constitution.all(Expect)] for s in PATHS}
    assert len(expected["switzerland"]) == 3
    assert expected["canada"] == ["votes/meech-lake.csv"] * 2
    for system, files in expected.items():
        assert all((PATHS[system].parent / file).is_file() for file in files)


@pytest.mark.parametrize("system", PATHS)
def test_every_guarantee_and_vote_is_as_stated(system: str) -> None:
    report = check(model(system), read_votes(model(system)))
    assert [r.title for r in report.rulings if r.kind != "question" and not r.as_expected] == []
    questions = [r for r in report.rulings if r.kind == "question"]
    assert all(c.findings for r in questions for c in r.claims)
