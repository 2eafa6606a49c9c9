"""The single negotiating text: every version rechecked, criticism followed, words compared."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import settle_case as sc
import settle_reference as slow
from hypothesis import given

from foedus.case.load import load
from foedus.case.positions import guarantee_facts, load_positions
from foedus.settle.demands import Problem, problem
from foedus.settle.model import Draft, DraftClause, Negotiation, Option, Question
from foedus.settle.space import Demand, Space
from foedus.settle.texts import Kept, difference, recheck


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FOEDUS_CACHE", "")
    case = load(sc.write(tmp_path / "case", sc.DRAFTS))
    negotiation, _ = load_positions(case)
    return recheck(problem(negotiation, guarantee_facts(case, negotiation)))


def test_each_version_is_held_against_the_demands(checked) -> None:
    one, two = checked
    assert one.options == {"rule": "two", "police": "centre"}
    assert one.open_questions == ("oil",)
    assert one.demands == {"a-north": Kept.BROKEN, "b-police": Kept.BROKEN, "b-oil": Kept.OPEN,
                           "c-stop": Kept.KEPT}  # fmt: skip
    assert two.demands == {"a-north": Kept.KEPT, "b-police": Kept.BROKEN, "b-oil": Kept.KEPT,
                           "c-stop": Kept.BROKEN}  # fmt: skip


def test_criticism_is_followed_to_the_next_version(checked) -> None:
    one, two = checked
    assert [(c.clause, c.party) for c in one.criticism] == [("1", "a"), ("2", "b")]
    assert [c.clause for c in two.answered] == ["1"]
    assert [c.clause for c in two.unanswered] == ["2"]


def test_never_accepted_before_the_last_yes(checked) -> None:
    one, two = checked
    assert (one.not_yet, two.not_yet) == (("a", "b"), ("b",))
    assert not one.accepted
    assert not two.accepted


def test_accepted_once_everybody_at_the_table_said_yes(tmp_path: Path) -> None:
    """The absent party is not at the table; that it would be bound is said elsewhere."""
    yes = '[[draft.yes]]\nparty = "b"\nstatement = "b-5"\n'
    negotiation, _ = load_positions(load(sc.write(tmp_path, sc.DRAFTS, yes)))
    assert recheck(problem(negotiation, {}))[-1].accepted


def test_what_changed_word_by_word(checked) -> None:
    changes = {c.clause: c for c in checked[1].changed}
    assert set(changes) == {"1", "3"}
    assert changes["1"].what == "reworded"
    assert changes["1"].words == (
        ("=", "Amendments need"), ("-", "two"), ("+", "all"), ("=", "of the three regions.")
    )  # fmt: skip
    assert changes["3"].what == "added"


def text(words: list[str]) -> Draft:
    return Draft("d", "t", "2021", (DraftClause("1", " ".join(words)),))


@given(slow.seeds)
def test_the_words_of_a_difference_give_both_texts_back(seed: int) -> None:
    rng = random.Random(seed)
    old, new = ([rng.choice("abc") for _ in range(rng.randint(0, 12))] for _ in range(2))
    found = difference(text(old), text(new))
    if " ".join(old) == " ".join(new):
        assert found == ()
        return
    words = found[0].words
    assert " ".join(w for s, w in words if s in "=-").split() == old
    assert " ".join(w for s, w in words if s in "=+").split() == new


@given(slow.seeds)
def test_kept_broken_open_against_every_completion(seed: int) -> None:
    """Kept: every completion meets it; broken: none does; open: both kinds."""
    rng = random.Random(seed)
    space, demands = slow.random_space(seed)
    demands = [Demand(d.name, d.clauses[:1], d.party) for d in demands]
    questions = tuple(Question(f"q{i}", "?", tuple(Option(f"o{k}", "?") for k in range(n)))
                      for i, n in enumerate(space.options))  # fmt: skip
    settled = {q: rng.randrange(n) for q, n in enumerate(space.options) if rng.random() < 0.5}
    clauses = tuple(DraftClause(str(q), "x", (f"q{q}", f"o{o}")) for q, o in settled.items())
    negotiation = Negotiation(questions, (), (), (), drafts=(Draft("d", "t", "1", clauses),))
    found = recheck(Problem(negotiation, Space(space.options), tuple(demands), ()))[0]
    rest = [p for p in slow.every_package(space.options)
            if all(p[q] == o for q, o in settled.items())]  # fmt: skip
    for demand in demands:
        met = {not slow.unmet([demand], p) for p in rest}
        wanted = {(True,): Kept.KEPT, (False,): Kept.BROKEN}.get(tuple(met), Kept.OPEN)
        assert found.demands[demand.name] is wanted
