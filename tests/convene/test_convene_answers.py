"""Every answer of a convention: plain data, a table, a notebook page, labelled."""

from __future__ import annotations

import json
from collections.abc import Callable

import convene_samples as samples
import numpy as np
import pytest

from foedus.answer import Answer, Label
from foedus.constitution.load import load
from foedus.convene.access import participation, read_participation
from foedus.convene.agenda_reading import read_plan
from foedus.convene.agenda_whole import agendas
from foedus.convene.convention import link, read_convention
from foedus.convene.delegates import delegation, equal
from foedus.convene.generate import conversation
from foedus.convene.lot_model import Quota, lot
from foedus.convene.lot_relax import relaxation
from foedus.convene.opinions import opinions
from foedus.convene.ratify import ratify
from foedus.convene.sortition import sortition
from foedus.convene.submissions import read_submissions, submissions
from foedus.convene.support import Threshold, read_support, support
from foedus.proof.ballots import read_ballots


def sample(name: str) -> bytes:
    return samples.FILES[name].encode()


def a_lot() -> Answer:
    people = [{"id": f"p{i}", "a": "xy"[i % 2]} for i in range(8)]
    return sortition(lot(people, 2, [Quota("a", "x", 1, 1)]), count=8, seed="s")


def a_relaxation() -> Answer:
    people = [{"id": f"p{i}", "a": "x"} for i in range(4)]
    found = relaxation(lot(people, 2, [Quota("a", "x", 0, 1)]))
    assert found is not None
    return found


def a_ratification() -> Answer:
    model = load("rules.foedus", sample("rules.foedus"))
    return ratify(model, "Both", read_ballots(sample("votes.csv"), "votes.csv"))


MAKERS: dict[str, Callable[[], Answer]] = {
    "opinions": lambda: opinions(conversation(200, 20, 2000, 1)[0], resample=False),
    "lot": a_lot,
    "relaxation": a_relaxation,
    "participation": lambda: participation(read_participation(sample("people.csv"), "p")),
    "support": lambda: support(read_support(sample("signed.csv"), "s"), Threshold(1)),
    "submissions": lambda: submissions(read_submissions(sample("letters.csv"), "l")),
    "agendas": lambda: agendas(read_plan(sample("clauses.toml"), "c", sample("rankings.csv"), "r")),
    "delegation": lambda: delegation(equal(["A", "B"], 2), {"A": 5, "B": 9}),
    "ratification": a_ratification,
    "link": lambda: link(read_convention(b'[result]\ntext = "t"\n', "c"), {}, "c"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_an_answer_is_plain_data_a_table_and_a_page(name: str) -> None:
    answer = MAKERS[name]()
    data = json.loads(json.dumps(answer.to_dict()))
    assert data["label"] in {label.value for label in Label}
    rows = answer.rows()
    assert rows
    assert len({tuple(r) for r in rows}) == 1, "a table has one set of columns"
    assert answer._repr_html_().startswith("<table><thead>")
    assert MAKERS[name]() == answer


@pytest.mark.parametrize("name", [n for n in MAKERS if n != "link"])
def test_an_answer_names_its_method(name: str) -> None:
    assert getattr(MAKERS[name](), "method", "")


@pytest.mark.parametrize("name", MAKERS)
def test_an_answer_cannot_be_changed(name: str) -> None:
    answer = MAKERS[name]()
    with pytest.raises((AttributeError, TypeError)):
        answer.label = "changed"  # type: ignore[attr-defined]


def test_a_frame_has_a_row_a_level() -> None:
    pytest.importorskip("pandas")
    frame = a_lot().to_frame()
    assert list(frame.columns) == ["people", "bound", "achieved", "tickets"]
    assert frame["people"].sum() == 8
    assert np.allclose(frame["bound"], 0.25)
