"""The page shows procedures that take time, texts with the same steps once, and nothing else."""

from __future__ import annotations

import re

import pytest

from foedus.atlas.index import find
from foedus.case import load
from foedus.report.blocks import Figure, Group
from foedus.report.sections.steps import sentences, timing

CASES = ("ukraine-2014", "northern-ireland-1998", "cyprus-2004")


def groups(case: str) -> list[Group]:
    section = timing(load(find(case)))
    return [] if section is None else [b for b in section.blocks if isinstance(b, Group)]


@pytest.mark.parametrize("case", CASES)
def test_each_figure_has_its_drawing_its_times_and_an_identity_of_its_own(case: str) -> None:
    found = groups(case)
    figures = [f for g in found for f in g.blocks if isinstance(f, Figure)]
    assert len({f.ident for f in figures}) == len(figures)
    for figure in figures:
        (drawing,) = figure.drawings
        assert f'aria-labelledby="{figure.ident}-t {figure.ident}-d"' in drawing
        assert "shortest: " in figure.note
        assert len(figure.data.rows) == len(figure.note.split("; ")) or "; " in str(figure.data)


def test_texts_with_the_same_steps_share_a_drawing() -> None:
    found = {g.title: g for g in groups("ukraine-2014")}
    title = next(t for t in found if t.startswith("Ordinary law"))
    assert "5 texts" in title
    names = [f.title for f in found[title].blocks if isinstance(f, Figure)]
    assert len(names) < 5
    # Law of Ukraine: the President may hold it for fifteen days (Art. 94).
    notes = " ".join(f.note for f in found[title].blocks if isinstance(f, Figure))
    assert "President can delay it by 15 days" in notes


def test_a_procedure_of_votes_alone_has_no_drawing() -> None:
    drawn = {g.title.rpartition(" (")[0] for g in groups("ukraine-2014")}
    texts = load(find("ukraine-2014")).constitutions
    every = {p.name for c in texts if c.model for p in c.model.constitution.procedures}
    assert drawn < every


def test_times_are_sentences_with_a_head() -> None:
    from foedus.constitution.load import load as read
    from foedus.proof.clock import timetables

    (found,) = timetables(read(find("canada")), "General amendment")
    told = sentences(found)
    assert told[:2] == ("shortest: 365 days", "longest: 1,098 days")
    assert all(re.match(r"[a-z ]+: ", text) for text in told)
