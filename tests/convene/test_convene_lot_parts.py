"""The parts of a lot one by one: panels, relaxation, herding, decomposition, tickets, reading."""

from __future__ import annotations

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foedus.convene.lot_bound import Relaxation, bound, eased, levels, without
from foedus.convene.lot_columns import (
    Clock,
    Columns,
    Lottery,
    Master,
    decompose,
    leximin,
    nash,
    towards,
)
from foedus.convene.lot_model import Lot, Panels, Quota, lot, passed, run
from foedus.convene.lot_reading import check, read_pool, read_quotas
from foedus.convene.lot_tickets import draw, named, tickets
from foedus.errors import BadInput

pytest.importorskip("highspy")


@st.composite
def typed(draw_: st.DrawFn) -> Lot:
    """A lot of few types with counts, and quotas around a panel that exists."""
    t = draw_(st.integers(1, 5))
    count = np.array(draw_(st.lists(st.integers(1, 4), min_size=t, max_size=t)))
    panel = np.array([draw_(st.integers(0, int(c))) for c in count])
    k = int(panel.sum())
    if k == 0:
        panel[0] = k = 1
    quotas, inside = [], []
    for q in range(draw_(st.integers(0, 3))):
        rows = np.array(draw_(st.lists(st.booleans(), min_size=t, max_size=t)))
        at = int(panel[rows].sum())
        low, high = draw_(st.integers(0, at)), draw_(st.integers(at, k))
        quotas.append(Quota("f", str(q), low, high))
        inside.append(rows)
    members = tuple(tuple(f"t{i}p{j}" for j in range(c)) for i, c in enumerate(count))
    matrix = np.array(inside, dtype=bool).reshape(len(quotas), t)
    return Lot(k, count, matrix, tuple(quotas), members)


def every_panel(of: Lot) -> list[np.ndarray]:
    """Every panel of types, by trying all multisets of k types."""
    found = []
    for chosen in combinations_with_replacement(range(of.types), of.k):
        panel = np.bincount(chosen, minlength=of.types)
        held = of.inside.astype(int) @ panel
        fits = all(q.low <= h <= q.high for q, h in zip(of.quotas, held, strict=True))
        if fits and (panel <= of.count).all():
            found.append(panel)
    return found


# ------------------------------------------------------------------ panels


@given(typed(), st.integers(0, 10**6))
def test_the_best_panel_is_the_best_of_all(of: Lot, seed: int) -> None:
    cost = np.random.default_rng(seed).random(of.types)
    solver = Panels(of)
    every = every_panel(of)
    found = solver.best(cost)
    assert found is not None
    assert float(cost @ found) == pytest.approx(max(float(cost @ p) for p in every))


@given(typed(), st.integers(0, 10**6))
def test_a_good_panel_is_one_and_the_relaxation_is_above_it(of: Lot, seed: int) -> None:
    cost = np.random.default_rng(seed).random(of.types) - 0.3
    solver = Panels(of)
    found = solver.good(cost, width=1)
    assert found is not None
    assert of.allows(found)
    relaxed = solver.relaxed(cost)
    assert relaxed is not None
    assert relaxed[0] >= float(cost @ found) - 1e-7


@given(typed())
def test_whether_a_panel_is_allowed_is_the_definition(of: Lot) -> None:
    every = {p.tobytes() for p in every_panel(of)}
    for chosen in combinations_with_replacement(range(of.types), of.k):
        panel = np.bincount(chosen, minlength=of.types)
        assert of.allows(panel) == (panel.tobytes() in every)
    assert not of.allows(np.zeros(of.types, dtype=np.int64) - 1)


def test_people_alike_in_the_quotas_are_one_type() -> None:
    people = [{"id": str(i), "a": "xy"[i % 2], "b": "uvw"[i % 3]} for i in range(12)]
    by_one = lot(people, 3, [Quota("a", "x", 1, 2)])
    by_two = lot(people, 3, [Quota("a", "x", 1, 2), Quota("b", "u", 0, 3)])
    assert (by_one.types, by_two.types) == (2, 6)
    assert by_one.n == by_two.n == 12
    assert sorted(m for names in by_two.members for m in names) == sorted(p["id"] for p in people)


def test_a_solver_s_panel_is_checked_in_whole_numbers() -> None:
    of = lot([{"id": str(i), "a": "x"} for i in range(4)], 2, [Quota("a", "x", 2, 2)])
    with pytest.raises(ArithmeticError):
        Panels(of)._checked(np.array([1.0]))


def test_a_model_without_a_point_says_infeasible() -> None:
    one = np.ones((1, 1))
    model = passed(one, np.array([2.0]), np.array([2.0]), np.array([1.0]), np.array([1.0]))
    assert run(model) == "infeasible"


# ------------------------------------------------------------------ the bound


@given(typed())
def test_the_bound_lies_in_the_polytope_and_above_what_panels_reach(of: Lot) -> None:
    limit = bound(of)
    assert limit is not None
    p = limit.probability
    assert (p >= -1e-9).all()
    assert (p <= 1 + 1e-9).all()
    assert float(p @ of.count) == pytest.approx(of.k, abs=1e-6)
    held = of.inside.astype(float) @ (p * of.count)
    for q, h in zip(of.quotas, held, strict=True):
        assert q.low - 1e-6 <= h <= q.high + 1e-6
    panels = every_panel(of)
    columns = Columns(of)
    for panel in panels:
        columns.add(panel)
    master = Master(of, columns)
    assert master.solve()[0] <= limit.levels[0].probability + 1e-7


@given(typed())
def test_levels_are_ascending_and_hold_everybody(of: Lot) -> None:
    limit = bound(of)
    assert limit is not None
    values = [x.probability for x in limit.levels]
    assert values == sorted(values)
    assert sum(x.people for x in limit.levels) == of.n
    assert levels(limit.probability, of) == limit.levels


@given(typed())
def test_easing_a_quota_never_harms_the_worst_off(of: Lot) -> None:
    limit = bound(of)
    assert limit is not None
    least = limit.levels[0].probability
    for i in range(len(of.quotas)):
        one, none = eased(of, i), without(of, i)
        assert least - 1e-7 <= one <= none + 1e-7


def test_a_probability_never_exceeds_one() -> None:
    # One x and nine y: x must sit, so that its chance is one and not more.
    people = [{"id": str(i), "a": "x" if i == 0 else "y"} for i in range(10)]
    limit = bound(lot(people, 5, [Quota("a", "x", 1, 5), Quota("a", "y", 0, 5)]))
    assert limit is not None
    assert [(x.probability, x.people) for x in limit.levels] == [
        (pytest.approx(4 / 9), 9), (pytest.approx(1.0), 1),
    ]  # fmt: skip


def test_a_relaxation_can_be_fixed_step_by_step() -> None:
    people = [{"id": str(i), "a": "xyz"[min(i // 2, 2)]} for i in range(10)]
    of = lot(people, 4, [Quota("a", "x", 2, 2), Quota("a", "y", 0, 4)])
    r = Relaxation(of)
    first = r.solve()
    assert first is not None
    assert first[0] == pytest.approx(2 / 8)
    tight = r.free & (first[2] > 1e-9)
    assert tight.any()
    r.fix(tight, first[0])
    second = r.solve()
    assert second is not None
    assert second[0] >= first[0] - 1e-9


def test_quotas_beyond_the_pool_have_no_bound() -> None:
    people = [{"id": str(i), "a": "x"} for i in range(4)]
    assert bound(lot(people, 2, [Quota("a", "x", 0, 1)])) is None


# ------------------------------------------------------------------ towards a target


@settings(max_examples=30)
@given(typed())
def test_herding_stays_near_its_target(of: Lot) -> None:
    columns = Columns(of)
    for panel in every_panel(of):
        columns.add(panel)
    mixture = np.mean(columns.panels, axis=0) / of.count
    fresh, solver = Columns(of), Panels(of)
    towards(of, solver, mixture, fresh, 60, Clock(20))
    assert fresh.panels
    assert all(of.allows(p) for p in fresh.panels)
    chance, off = decompose(of, solver, mixture, fresh, Clock(20))
    # The target is a mixture of panels: it is met, whichever panels herding found.
    assert off < 1e-6
    assert chance.sum() == pytest.approx(1)
    assert (chance >= 0).all()


@settings(max_examples=30)
@given(typed())
def test_leximin_is_no_worse_than_any_single_panel_s_mixture(of: Lot) -> None:
    solver, columns = Panels(of), Columns(of)
    columns.add(solver.best(np.zeros(of.types)))
    found = leximin(of, solver, columns, Clock(20))
    assert found.proved
    mine = np.sort(np.repeat(found.probability, of.count))
    draw_ = np.random.default_rng(0)
    every = np.array(every_panel(of))
    for _ in range(20):
        x = draw_.dirichlet(np.ones(len(every)))
        other = np.sort(np.repeat((x @ every) / of.count, of.count))
        assert tuple(np.round(mine, 6)) >= tuple(np.round(other, 6))


@settings(max_examples=20)
@given(typed())
def test_nash_s_gap_covers_what_any_lottery_could_add(of: Lot) -> None:
    every = np.array(every_panel(of))
    if (every.sum(axis=0) == 0).any():
        return
    solver, columns = Panels(of), Columns(of)
    for t in range(of.types):
        columns.add(solver.best(np.eye(of.types)[t]))
    found = nash(of, solver, columns, Clock(20))
    mine = np.log(np.repeat(found.probability, of.count)).mean()
    draw_ = np.random.default_rng(1)
    for _ in range(20):
        x = draw_.dirichlet(np.ones(len(every)))
        p = np.maximum((x @ every) / of.count, 1e-300)
        assert np.log(np.repeat(p, of.count)).mean() <= mine + found.gap + 1e-6


def test_columns_hold_each_panel_once() -> None:
    of = lot([{"id": str(i), "a": "xy"[i % 2]} for i in range(6)], 2, [Quota("a", "x", 1, 1)])
    columns = Columns(of)
    assert columns.add(np.array([1, 1]))
    assert not columns.add(np.array([1, 1]))
    assert not columns.add(None)
    assert columns.shares() == pytest.approx(np.array([[1 / 3], [1 / 3]]))


def test_a_clock_counts_the_step_that_would_come() -> None:
    clock = Clock(1000.0)
    assert not clock.over
    clock.step = 2000.0
    assert clock.over
    assert Clock(-1.0).over


# ------------------------------------------------------------------ tickets


def pair() -> tuple[Lot, Lottery]:
    people = [{"id": f"p{i}", "a": "xxxyyy"[i]} for i in range(6)]
    of = lot(people, 2, [Quota("a", "x", 0, 2), Quota("a", "y", 0, 2)])
    panels = (np.array([2, 0]), np.array([1, 1]), np.array([0, 2]))
    chance = np.array([0.25, 0.5, 0.25])
    probability = (chance @ np.array(panels)) / of.count
    return of, Lottery(panels, chance, probability, True, 0.0, "")


@pytest.mark.parametrize("m,copies", [(4, [1, 2, 1]), (8, [2, 4, 2]), (400, [100, 200, 100])])
def test_chances_that_fit_are_met_exactly(m: int, copies: list[int]) -> None:
    of, lottery = pair()
    made = tickets(of, lottery, m)
    assert [sum((p == q).all() for p in made) for q in lottery.panels] == copies


@pytest.mark.parametrize("m", [1, 2, 3, 5, 7, 99])
def test_chances_that_do_not_fit_are_met_as_nearly_as_steps_allow(m: int) -> None:
    of, lottery = pair()
    made = tickets(of, lottery, m)
    assert len(made) == m
    off = np.abs(np.mean(made, axis=0) / of.count - lottery.probability).max()
    assert off <= 1 / m


@settings(max_examples=30)
@given(typed(), st.integers(1, 40))
def test_no_exchange_of_one_ticket_would_bring_chances_nearer(of: Lot, m: int) -> None:
    every = every_panel(of)
    x = np.random.default_rng(m).dirichlet(np.ones(len(every)))
    target = (x @ np.array(every)) / of.count
    made = tickets(of, Lottery(tuple(every), x, target, True, 0.0, ""), m)
    assert len(made) == m
    weight = of.count / np.maximum(np.minimum(target, 1 - target), 1 / m) ** 2

    def off(panels: list[np.ndarray]) -> float:
        gap = m * target - np.sum(panels, axis=0) / of.count
        return float((weight * gap * gap).sum())

    now = off(made)
    for i in range(min(m, 6)):
        for other in every:
            assert off([*made[:i], other, *made[i + 1 :]]) >= now - 1e-6


@pytest.mark.parametrize("m", [1, 3, 10, 31])
def test_names_take_turns_and_every_panel_has_its_size(m: int) -> None:
    of, lottery = pair()
    made = named(of, tickets(of, lottery, m))
    assert all(len(set(panel)) == 2 for panel in made)
    counts = {name: sum(name in p for p in made) for names in of.members for name in names}
    for names in of.members:
        assert max(counts[n] for n in names) - min(counts[n] for n in names) <= 1


@pytest.mark.parametrize("seed", ["", "1", "a:b", "é"])
def test_a_draw_names_what_was_hashed(seed: str) -> None:
    import hashlib

    found = draw(seed, [("a",), ("b",), ("c",)])
    assert hashlib.sha256(found.hashed.encode()).hexdigest() == found.digest
    assert found.hashed.startswith(f"{seed}:")
    assert 1 <= found.ticket <= 3


# ------------------------------------------------------------------ reading

POOL = "id,region,sex\n1,N,w\n2,S,m\n3,S,w\n"


def pool_rows() -> list[dict[str, str]]:
    return read_pool(POOL.encode(), "pool.csv")[0]


def test_a_pool_and_quotas_are_read() -> None:
    found = read_quotas(b"feature,value,min,max\nregion,N,0,1\nsex,w,1,2\n", "q.csv", pool_rows())
    assert found == [Quota("region", "N", 0, 1), Quota("sex", "w", 1, 2)]
    assert [p["sex"] for p in pool_rows()] == ["w", "m", "w"]


def test_all_errors_of_a_quota_file_come_at_once() -> None:
    text = b"feature,value,min,max\nregion,X,2,1\nage,old,0,1\nsex,w,a,b\n"
    with pytest.raises(BadInput) as caught:
        read_quotas(text, "q.csv", pool_rows())
    assert [d.code for d in caught.value.diagnostics] == ["E803", "E804", "E803", "E801", "E801"]
    places = [str(d.place) for d in caught.value.diagnostics]
    assert places[0] == "q.csv:2:2"
    assert places[2] == "q.csv:3:1"


@pytest.mark.parametrize(
    "k,quotas,codes",
    [
        (0, [], ["E806"]),
        (4, [], ["E806"]),
        (2, [Quota("region", "N", 2, 2)], ["E805"]),
        (2, [Quota("sex", "w", 2, 2), Quota("sex", "m", 1, 1)], ["E804"]),
        (2, [Quota("sex", "w", 0, 1), Quota("sex", "m", 0, 0)], ["E804"]),
        (1, [Quota("sex", "w", 2, 2), Quota("region", "N", 2, 2)], ["E804", "E804", "E805"]),
    ],
)
def test_contradictions_are_named_before_any_solver_runs(
    k: int, quotas: list[Quota], codes: list[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        check(pool_rows(), k, quotas, "q.csv")
    assert [d.code for d in caught.value.diagnostics] == codes


def test_values_without_a_quota_are_free() -> None:
    # Only the North has a greatest number: the rest of the panel comes from elsewhere.
    check(pool_rows(), 2, [Quota("region", "N", 0, 0)], "q.csv")
