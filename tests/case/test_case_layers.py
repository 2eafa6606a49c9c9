"""Layers against a slow reference: what is moved to a later layer leaves no trace when off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from case_writer import write_case
from hypothesis import given
from hypothesis import strategies as st

from foedus.case import Case, load
from foedus.case.layers import visible
from foedus.case.model import BASE


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = write_case(tmp_path_factory.mktemp("layers") / "x")
    return load(folder, layers=["later"])


def mentions(case: Case) -> set[str]:
    """Every key of a statement that the case still refers to, listed part by part."""
    found = set(case.statements)
    found |= {k for q in case.questions for k in q.statements}
    found |= {k for d in case.disputes for k in d.texts}
    found |= {k for d in case.disputes for s in d.sides for k in s.statements}
    found |= {k for c in case.commitments for k in c.readings}
    found |= {k for s in case.surveys for k in s.statements}
    found |= {k for v in case.votes for k in (*v.rules, *v.statements)}
    found |= {k for w in case.switches for k in w.statements}
    found |= {k for t in case.constitutions for k in (*t.in_force_by, *t.not_in_force_by)}
    return found


PARTS = ("questions", "disputes", "commitments", "surveys", "votes", "sets", "switches")


@given(data=st.data())
def test_what_is_later_leaves_no_trace(case: Case, data: st.DataObject) -> None:
    layers = st.sampled_from([BASE, "later"])
    moved = {k: replace(s, layer=data.draw(layers)) for k, s in case.statements.items()}
    items = {
        part: tuple(replace(x, layer=data.draw(layers)) for x in getattr(case, part))
        for part in PARTS
    }
    # The comparison needs its columns: it goes with them.
    mixed = replace(case, statements=moved, comparisons=(), **items)
    off = visible(mixed, frozenset())
    hidden = {k for k, s in moved.items() if s.layer == "later"}
    assert not mentions(off) & hidden
    for part in PARTS:
        assert all(x.layer == BASE for x in getattr(off, part))
    kept = {x.key for part in PARTS[2:] for x in getattr(off, part)}
    expected = {x.key for part in PARTS[2:] for x in items[part] if x.layer == BASE}
    assert kept == expected


@given(data=st.data())
def test_with_every_layer_on_nothing_is_lost(case: Case, data: st.DataObject) -> None:
    layers = st.sampled_from([BASE, "later"])
    moved = {k: replace(s, layer=data.draw(layers)) for k, s in case.statements.items()}
    mixed = replace(case, statements=moved)
    on = visible(mixed, frozenset({"later"}))
    assert mentions(on) == mentions(mixed)
    assert [x.on for x in on.layers] == [True, True]
    assert visible(on, frozenset({"later"})) == on


def test_a_question_or_dispute_left_with_nobody_drops_out(case: Case) -> None:
    later = {k: replace(s, layer="later") for k, s in case.statements.items()}
    off = visible(replace(case, statements=later, comparisons=()), frozenset())
    assert (off.questions, off.disputes, dict(off.statements)) == ((), (), {})
