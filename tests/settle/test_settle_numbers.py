"""Numbers that the parties gave: certain, as intervals, and where packages are too many to list."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest
import settle_reference as slow
from hypothesis import given, settings
from test_settle_outcome import negotiation

from conftest import FULL
from foedus.answer import Label
from foedus.settle import numbers as module
from foedus.settle.demands import problem
from foedus.settle.model import (
    Mandate,
    Negotiation,
    Option,
    Party,
    Position,
    Question,
    Seat,
    Standing,
    Strength,
    Take,
    Values,
)
from foedus.settle.numbers import solutions, worth
from foedus.settle.packages import LISTED


def valued(n: Negotiation, seed: int, *, ranges: bool = False) -> Negotiation:
    rng = random.Random(seed)
    table = [p for p in n.parties if not p.absent]
    keys = [q.key for q in n.questions]
    found = []
    for party in table:
        cuts = sorted(rng.randint(0, 100) for _ in keys[1:])
        middle = dict(zip(keys, (b - a for a, b in itertools.pairwise([0, *cuts, 100])),
                          strict=True))  # fmt: skip
        spread = 10 if ranges else 0
        weights = {k: (max(0, w - spread), min(100, w + spread)) for k, w in middle.items()}
        points = {(q.key, o.key): rng.randint(0, 100) for q in n.questions for o in q.options}
        found.append(Values(party.key, "s", weights, points, rng.randint(0, 30)))
    return replace(n, values=tuple(found))


def worths(n: Negotiation, package: dict[str, str]) -> tuple[int, ...]:
    return tuple(worth(v, package) for v in n.values)


@given(slow.seeds)
@settings(max_examples=1000 if FULL else 60)
def test_front_nash_and_kalai_smorodinsky_by_hand(seed: int) -> None:
    n = valued(negotiation(seed), seed)
    found = problem(n, {})
    answer = solutions(found)
    space = found.space
    clauses = [c for d in (*found.hard, *found.demands) for c in d.clauses]
    feasible = [
        found.words(p) for p in slow.allowed(space) if all(slow.true(c, p) for c in clauses)
    ]
    d = [100 * v.no_deal for v in n.values]
    rational = [p for p in feasible
                if all(a >= b for a, b in zip(worths(n, p), d, strict=True))]  # fmt: skip
    if not rational:
        assert answer.refused
        return
    assert answer.rational == len(rational)
    assert answer.front == len(slow.front([worths(n, p) for p in rational]))
    product = slow.best_product([worths(n, p) for p in rational], d)
    assert answer.product == product
    for package, values in answer.nash:
        assert values == worths(n, package)
        assert slow.best_product([values], d) == product
    top = [max(worths(n, p)[k] for p in rational) for k in range(len(d))]
    counted = [k for k in range(len(d)) if top[k] > d[k]]

    def gains(p: dict[str, str]) -> list[Fraction]:
        u = worths(n, p)
        return sorted(Fraction(u[k] - d[k], top[k] - d[k]) for k in counted)

    best = max(map(gains, rational))
    assert list(answer.gains) == best
    assert {tuple(p.items()) for p, _ in answer.fair} == {
        tuple(p.items()) for p in rational if gains(p) == best
    }


@given(slow.seeds)
@settings(max_examples=300 if FULL else 8)
def test_necessary_and_possible_comparisons_bound_every_draw(seed: int) -> None:
    from foedus.settle.weights import draw

    n = valued(negotiation(seed), seed, ranges=True)
    answer = solutions(problem(n, {}))
    if answer.refused:
        return
    assert answer.label is Label.ESTIMATE
    assert len(answer.ranked) <= 7
    given_ = {v.party: v for v in n.values}
    for c in answer.compared[:12]:
        x, y = answer.ranked[c.first], answer.ranked[c.second]
        v = given_[c.party]
        steps = [v.points[q, x[q]] - v.points[q, y[q]] for q in v.weights]
        for row in draw(v, 50, seed=seed % 97):
            step = sum(w * s for w, s in zip(row, steps, strict=True))
            assert c.least - 1e-6 <= step <= c.most + 1e-6
    assert all(a.error <= 0.5 / math.sqrt(a.draws) + 1e-12 for a in answer.ranks)


def test_nothing_where_somebody_at_the_table_gave_no_numbers() -> None:
    n = valued(negotiation(3), 3)
    answer = solutions(problem(replace(n, values=n.values[:1]), {}))
    assert answer.refused == "p1 gave no weights and points"
    assert answer.nash == ()


def many(seed: int) -> Negotiation:
    """Nine questions of five options, two parties, one demand each."""
    questions = tuple(Question(f"q{i}", "?", tuple(Option(f"o{k}", "?") for k in range(5)))
                      for i in range(9))  # fmt: skip
    parties = tuple(Party(f"p{i}", "?", Seat.PRESENT, True, Mandate.CLAIMED, "", (), ("s",))
                    for i in range(2))  # fmt: skip
    positions = tuple(
        Position(f"d{i}", f"p{i}", Take.REJECTS, "s", "", Standing.STATED, Strength.DEMAND,
                 f"q{i}", ("o0",))
        for i in range(2)
    )  # fmt: skip
    return valued(Negotiation(questions, (), parties, positions), seed)


@pytest.mark.parametrize("seed", range(2))
def test_too_many_to_list_gives_the_same_as_listing(seed: int) -> None:
    """Two ways: HiGHS and integers, or every one of 1,953,125 packages."""
    found = problem(many(seed), {})
    assert found.space.size > LISTED
    large = solutions(found)
    assert large.rational is None
    assert large.label is Label.EXACT
    import numpy as np

    from foedus.settle.bargaining import kalai_smorodinsky, nash

    n = found.negotiation
    points = [{(i, k): v.weights[q.key][0] * v.points[q.key, o.key]
               for i, q in enumerate(n.questions) for k, o in enumerate(q.options)}
              for v in n.values]  # fmt: skip
    values = found.space.values(points)
    met = np.ones(len(values), dtype=bool)
    for demand in found.demands:
        met &= found.space.table(demand.clauses).ravel()
    rows = values[met]
    d = [100 * v.no_deal for v in n.values]
    best, product = nash(rows, d)
    assert large.product == product
    assert {w for _, w in large.nash} == {tuple(int(x) for x in rows[i]) for i in best}
    fair, level = kalai_smorodinsky(rows, d)
    assert large.gains == level
    assert len(large.fair) == len(fair)


def test_lines_of_a_bound_say_so() -> None:
    answer = module.Solutions(("a",), "", None, None, label=Label.BOUND, method="numerical")
    assert "bound: numerical" in "\n".join(answer.lines())
