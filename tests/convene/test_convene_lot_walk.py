"""Lotteries walked face by face: what was walked and what is left make the point."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_convene_lot_parts import every_panel, typed

from conftest import FULL
from foedus.convene.generate import FEATURES, pool, quotas
from foedus.convene.lot_bound import bound
from foedus.convene.lot_columns import Clock, Lottery
from foedus.convene.lot_model import Lot, Quota, lot
from foedus.convene.lot_tickets import leftover
from foedus.convene.lot_walk import MIXED, Face, walk
from foedus.convene.sortition import sortition

pytest.importorskip("highspy")


def mixed(of: Lot, seed: int, sparse: bool) -> np.ndarray:
    """A point of the panels' hull, in persons of each type."""
    every = every_panel(of)
    draw = np.random.default_rng(seed)
    x = draw.dirichlet(np.full(len(every), 0.2 if sparse else 1.0))
    point: np.ndarray = x @ np.array(every)
    return point


@given(typed(), st.integers(0, 10**6), st.booleans())
def test_panels_and_what_is_left_make_the_point(of: Lot, seed: int, sparse: bool) -> None:
    point = mixed(of, seed, sparse)
    found = walk(of, point / of.count, Clock(math.inf))
    assert all(of.allows(p) for p in found.panels)
    assert found.chance.sum() + found.rest == pytest.approx(1)
    assert (found.chance > 0).all()
    left = point - sum(c * p for c, p in zip(found.chance, found.panels, strict=True))
    # What is left is `rest` times a point that keeps every bound.
    slack = 1e-6
    assert (left >= -slack).all()
    assert (left <= found.rest * of.count + slack).all()
    held = of.inside.astype(int) @ left
    for q, h in zip(of.quotas, held, strict=True):
        assert found.rest * q.low - slack <= h <= found.rest * q.high + slack
    assert left.sum() == pytest.approx(found.rest * of.k, abs=slack)
    assert len(found.panels) <= of.types + 2 * len(of.quotas) + 1


@given(typed(), st.integers(0, 10**6), st.integers(1, 60))
def test_short_steps_give_each_panel_whole_tickets(of: Lot, seed: int, count: int) -> None:
    point = mixed(of, seed, False)
    found = walk(of, point / of.count, Clock(math.inf), count=count)
    plain = walk(of, point / of.count, Clock(math.inf))
    assert all(of.allows(p) for p in found.panels)
    assert found.chance.sum() + found.rest == pytest.approx(1)
    # A short step is of one ticket (few types) unless a bound was met before; the rest is walked.
    left = 1.0
    for chance in found.chance:
        if left > MIXED + 1e-12:
            assert chance <= 1 / count + 1e-12
        left -= chance
    if not found.stuck and not plain.stuck:
        for walked in (found, plain):
            reached = sum(c * p for c, p in zip(walked.chance, walked.panels, strict=True))
            assert reached == pytest.approx(point, abs=1e-5 * of.k + walked.rest * of.k)


def test_mixing_ties_nobody_to_anybody() -> None:
    # Eight people, one of each of four pairs: two panels do for chances of a half each.
    people = [{"id": f"{p}{i}", "pair": p} for p in "abcd" for i in (1, 2)]
    quotas_ = [Quota("pair", p, 1, 1) for p in "abcd"]
    alone = [{**p, "name": p["id"]} for p in people]
    of = lot(alone, 4, [*quotas_, *(Quota("name", p["id"], 0, 1) for p in people)])
    half = np.full(8, 0.5)
    few, many = (walk(of, half, Clock(math.inf), count=n) for n in (0, 100))
    assert len({p.tobytes() for p in few.panels}) == 2
    assert len({p.tobytes() for p in many.panels}) == 16
    for found in (few, many):
        assert sum(c * p for c, p in zip(found.chance, found.panels, strict=True)) == (
            pytest.approx(half)
        )
    together = sum(c * np.outer(p, p) for c, p in zip(many.chance, many.panels, strict=True))
    other = [(i, j) for i in range(8) for j in range(8) if i // 2 != j // 2]
    assert all(0.05 < together[i, j] < 0.45 for i, j in other)


@given(typed(), st.integers(0, 10**6))
def test_a_face_holds_the_panels_that_share_every_bound(of: Lot, seed: int) -> None:
    point = mixed(of, seed, True)
    face = Face(of)
    face.at(point)
    cost = np.random.default_rng(seed).random(of.types)
    inside = []
    held = of.inside.astype(int) @ point
    for panel in every_panel(of):
        has = of.inside.astype(int) @ panel
        types = all(abs(p - x) < 1e-6 for p, x, n in zip(panel, point, of.count, strict=True)
                    if x < 1e-9 or n - x < 1e-9)  # fmt: skip
        rows = all(b == q.low for q, a, b in zip(of.quotas, held, has, strict=True)
                   if a - q.low < 1e-7)  # fmt: skip
        rows &= all(b == q.high for q, a, b in zip(of.quotas, held, has, strict=True)
                    if q.high - a < 1e-7)  # fmt: skip
        if types and rows:
            inside.append(panel)
    found = face.panel(cost)
    # The point is a mix of panels, so that its least face holds one.
    assert found is not None
    assert any((found == p).all() for p in inside)


@given(typed(), st.integers(0, 10**6))
def test_a_step_ends_on_a_bound_and_not_beyond(of: Lot, seed: int) -> None:
    point = mixed(of, seed, False)
    face = Face(of)
    face.at(point)
    panel = face.panel(np.random.default_rng(seed).random(of.types))
    assert panel is not None
    step = face.step(point, panel)
    assert 0 < step <= 1
    if step < 1 - 1e-9:
        after = (point - step * panel) / (1 - step)
        held = of.inside.astype(int) @ after
        room = [*after, *(of.count - after)]
        room += [h - q.low for q, h in zip(of.quotas, held, strict=True)]
        room += [q.high - h for q, h in zip(of.quotas, held, strict=True)]
        assert min(room) >= -1e-6
        before = Face(of)
        before.at(after)
        bounds = (before.from_ == before.to).sum() + (before.least == before.most).sum()
        old = (face.from_ == face.to).sum() + (face.least == face.most).sum()
        assert bounds > old


def test_a_point_outside_the_hull_is_not_reached() -> None:
    # Three people, two of them: each pair of one feature excludes the other (an odd cycle).
    inside = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)
    rows = tuple(Quota("f", str(i), 0, 1) for i in range(3))
    of = Lot(1, np.array([1, 1, 1]), inside, rows, (("a",), ("b",), ("c",)))
    found = walk(of, np.full(3, 1 / 3), Clock(math.inf))
    assert found.rest == pytest.approx(0, abs=1e-9)
    # Fractions of halves are in the polytope of the programme and in no mix of panels.
    four = Lot(2, np.array([1, 1, 1, 1]), np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]],
               dtype=bool), rows, (("a",), ("b",), ("c",), ("d",)))  # fmt: skip
    out = walk(four, np.array([0.5, 0.5, 0.5, 0.5]), Clock(math.inf))
    assert out.stuck or not every_panel(four)
    assert out.rest > 0.1


#: The larger pools are left to the full run.
SIZES = [(80, 16, 2, 2), *([(150, 30, 1, 1), (200, 40, 2, 2), (300, 60, 2, 3)] if FULL else [])]


@pytest.mark.parametrize("people,k,slack,seed", SIZES)
def test_a_pool_of_eight_features_is_proved(people: int, k: int, slack: int, seed: int) -> None:
    made = pool(people, seed)
    given_ = [Quota(q["feature"], q["value"], int(q["min"]), int(q["max"]))
              for q in quotas(k, list(FEATURES), slack, made)]  # fmt: skip
    of = lot(made, k, given_)
    found = sortition(of, count=100, seconds=math.inf)
    assert found.proved
    assert found.gap == 0
    # Mixed of many panels: none has more than a tenth of the tickets.
    assert max(Counter(map(frozenset, found.panels)).values()) <= 10
    assert [s.bound for s in found.steps] == pytest.approx([s.achieved for s in found.steps])
    # Within a few tickets of 100, and whoever is certain to sit sits on every panel.
    assert found.furthest <= 0.05
    limit = bound(of)
    assert limit is not None
    certain = [m for t, names in enumerate(of.members) for m in names
               if limit.probability[t] > 1 - 1e-9]  # fmt: skip
    assert all(m in panel for m in certain for panel in found.panels)


@given(typed(), st.integers(1, 30), st.integers(0, 10**6))
def test_tickets_left_over_keep_to_the_lottery_s_face(of: Lot, m: int, seed: int) -> None:
    every = every_panel(of)
    chance = np.random.default_rng(seed).dirichlet(np.full(len(every), 0.2))
    target = chance @ np.array(every) / of.count
    found = leftover(of, Lottery(tuple(every), chance, target, True, 0.0, ""), m)
    assert len(found) == m - int(np.floor(chance * m + 1e-9).sum())
    for panel in found:
        assert of.allows(panel)
        assert not panel[target < 1e-10].any()
        assert (panel[target > 1 - 1e-10] == of.count[target > 1 - 1e-10]).all()
