"""The parts of the engines by hypothesis: bounds below every point, boxes that keep every point."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from foedus.proof import branch, enumeration, middle, presolve, window
from foedus.proof.ballots import Votes
from foedus.proof.forms import Form
from foedus.proof.lagrange import Lagrangian
from foedus.proof.polish import polish
from foedus.proof.program import Constraint, Program
from foedus.proof.properties import everyone, opposite
from foedus.proof.query import Claim, Query
from foedus.proof.tally_result import at_least, either, every
from foedus.rules.gates import Builder, Rule

SMALL = st.integers(-6, 9)


@st.composite
def programs(draw: st.DrawFn, positive: bool = False) -> Program:
    """A program of up to five variables in small boxes, up to three rows."""
    n = draw(st.integers(1, 5))
    low = [draw(st.integers(0, 1)) for _ in range(n)]
    high = [a + draw(st.integers(0, 2)) for a in low]
    weights = st.integers(0, 9) if positive else SMALL
    cost = [draw(weights) for _ in range(n)]
    rows = []
    for k in range(draw(st.integers(0, 3))):
        terms = tuple((j, w) for j in range(n) if (w := draw(weights)))
        rows.append(Constraint(terms, draw(st.integers(-5, 25)), f"row {k}"))
    return Program(tuple(low), tuple(high), tuple(cost), tuple(rows), n)


def points(program: Program) -> Iterator[tuple[int, ...]]:
    boxes = [range(a, b + 1) for a, b in zip(program.low, program.high, strict=True)]
    for point in itertools.product(*boxes):
        if program.feasible(point):
            yield point


def cheapest(program: Program) -> int | None:
    return min((program.value(p) for p in points(program)), default=None)


@given(programs())
def test_the_search_finds_the_cheapest_point_of_any_program(program: Program) -> None:
    found = branch.solve(program, seconds=20)
    right = cheapest(program)
    assert found.done
    assert found.bound == right
    if found.point is not None:
        assert program.feasible(found.point)
        assert program.value(found.point) == right


@given(programs(), st.integers(-20, 60))
def test_a_cut_asks_only_for_cheaper_points(program: Program, cut: int) -> None:
    found = branch.solve(program, cut=cut, seconds=20)
    right = cheapest(program)
    if right is None or right >= cut:
        assert found.done
        assert found.point is None
    else:
        assert found.bound == right


@given(programs(), st.lists(st.floats(0, 5), min_size=3, max_size=3))
def test_a_lagrangian_bound_lies_below_every_point(
    program: Program, multipliers: list[float]
) -> None:
    dual = Lagrangian(program)
    lam = np.array(multipliers[: len(program.constraints)])
    bound = dual.exact(lam, program.low, program.high)
    for point in points(program):
        assert bound.value <= program.value(point)


@given(programs(), st.integers(0, 40))
def test_climbing_never_lowers_what_is_certain(program: Program, steps: int) -> None:
    dual = Lagrangian(program)
    low, high = np.array(program.low, float), np.array(program.high, float)
    start = np.zeros(len(program.constraints))
    climbed = dual.climb(start, low, high, 1e9, steps)
    assert (climbed >= 0).all()
    first = dual.exact(start, program.low, program.high)
    last = dual.exact(climbed, program.low, program.high)
    # Rounding the multipliers down to fractions costs less than one unit.
    assert last.value >= first.value - 1


@given(programs())
def test_propagation_keeps_every_point(program: Program) -> None:
    low, high = list(program.low), list(program.high)
    alive = presolve.propagate(program.constraints, low, high)
    inside = list(points(program))
    if not alive:
        assert inside == []
    for point in inside:
        assert all(a <= x <= b for a, x, b in zip(low, point, high, strict=True))


@given(programs())
def test_merging_and_spreading_keep_cost_and_feasibility(program: Program) -> None:
    small, groups = presolve.merge(program)
    assert sorted(j for g in groups for j in g) == list(range(len(program.cost)))
    assert cheapest(small) == cheapest(program)
    for point in points(small):
        wide = presolve.spread(program, groups, point)
        assert program.feasible(wide)
        assert program.value(wide) == small.value(point)


@given(programs())
def test_fixing_what_only_helps_keeps_the_optimum(program: Program) -> None:
    assert cheapest(presolve.dominated(program)) == cheapest(program)


@given(programs())
def test_cost_bounds_hold(program: Program) -> None:
    for point in points(program):
        value = program.value(point)
        assert presolve.min_cost(program) <= value <= presolve.max_cost(program)
        assert branch.root_bound(program) <= value


@given(programs(positive=True))
def test_meeting_in_the_middle_and_the_window_are_exact_or_decline(program: Program) -> None:
    for solve in (middle.solve, window.solve):
        found = solve(program)
        if found is not None:
            assert found.done
            assert found.bound == cheapest(program)
            assert found.point is None or program.feasible(found.point)


@given(programs(positive=True))
def test_exchanges_never_make_a_point_dearer_or_infeasible(program: Program) -> None:
    start = next(points(program), None)
    assume(start is not None)
    assert start is not None
    better = polish(program, start, presolve.min_cost(program))
    assert program.feasible(better)
    assert program.value(better) <= program.value(start)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """A graph of up to five gates over up to four voters or types."""
    builder = Builder()
    sizes = [draw(st.integers(1, 2)) for _ in range(draw(st.integers(1, 4)))]
    nodes = [builder.voter(f"v{i}", k) for i, k in enumerate(sizes)]
    for g in range(draw(st.integers(1, 5))):
        kids = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4, unique=True))
        weights = {k: draw(st.integers(1, 5)) for k in kids}
        nodes.append(builder.gate(weights, draw(st.integers(0, 12)), f"g{g}"))
    return builder.build(nodes[-1])


@given(rules(), st.data())
def test_the_opposite_rule_is_passed_by_the_others_saying_no(
    rule: Rule, data: st.DataObject
) -> None:
    yes = {v.name: data.draw(st.integers(0, v.count)) for v in rule.voters}
    no = {v.name: v.count - yes[v.name] for v in rule.voters}
    assert opposite(rule).passes(yes) is not rule.passes(no)


@given(rules(), st.data())
def test_more_yes_never_turns_a_pass_into_a_failure(rule: Rule, data: st.DataObject) -> None:
    few = {v.name: data.draw(st.integers(0, v.count)) for v in rule.voters}
    more = {v.name: data.draw(st.integers(few[v.name], v.count)) for v in rule.voters}
    assert rule.passes(more) or not rule.passes(few)
    out = data.draw(st.sampled_from(rule.names))
    assert everyone(rule, [out]).get(out, 0) == 0


@given(rules(), st.booleans())
def test_enumeration_by_columns_reads_each_coalition(rule: Rule, passing: bool) -> None:
    query = Query((Claim(rule, passing),))
    found = enumeration.solve(query)
    every_ = itertools.product(*[range(v.count + 1) for v in rule.voters])
    right = min(
        (sum(c) for c in every_ if rule.passes(dict(zip(rule.names, c, strict=True))) is passing),
        default=None,
    )
    assert found.bound == right


TRUTHS = st.lists(st.sampled_from([True, False, None]), max_size=6)


@given(TRUTHS, st.integers(0, 6))
def test_open_truths_are_open_exactly_where_they_decide(
    truths: list[bool | None], count: int
) -> None:
    settled = [
        [next(filler) if t is None else t for t in truths]
        for filler in map(iter, itertools.product([True, False], repeat=truths.count(None)))
    ]

    def all_alike(values: list[bool]) -> bool | None:
        return values[0] if len(set(values)) == 1 else None

    assert every(list(truths)) == all_alike([all(s) for s in settled])
    assert either(list(truths)) == all_alike([any(s) for s in settled])
    assert at_least(count, list(truths)) == all_alike([sum(s) >= count for s in settled])


@st.composite
def forms(draw: st.DrawFn) -> tuple[Form, Votes]:
    cells = {k: draw(st.one_of(st.none(), st.integers(0, 6))) for k in ("yes", "no", "abstain")}
    known = sum(v or 0 for v in cells.values())
    cells["registered"] = known + draw(st.integers(0, 4))
    cells |= {"absent": 0, "invalid": 0}
    terms = {(0, k): Fraction(draw(st.integers(-3, 3)), draw(st.integers(1, 3)))
             for k in ("yes", "no", "abstain")}  # fmt: skip
    constant = Fraction(draw(st.integers(-9, 9)))
    return Form(terms, constant, draw(st.booleans())), Votes("House", "", cells)


def reached(form: Form, value: Fraction, cells: tuple[int, ...]) -> bool:
    """A value by the definition: a share that could be one of nothing is not reached by nothing."""
    if form.strict:
        return value > 0
    return value >= 0 and (form.constant != 0 or any(cells))


@given(forms())
def test_a_form_over_unknown_cells_is_met_where_every_filling_meets_it(
    case: tuple[Form, Votes],
) -> None:
    form, votes = case
    ranges = [range(votes.range(c)[0], (votes.range(c)[1] or 0) + 1) for _, c in form.terms]
    values = {
        filling: form.constant
        + sum(f * x for f, x in zip(form.terms.values(), filling, strict=True))
        for filling in itertools.product(*ranges)
    }
    low, high = form.ends((votes,))
    assert low == min(values.values())
    assert high == max(values.values())
    outcomes = {reached(form, v, filling) for filling, v in values.items()}
    assert form.met((votes,)) is (outcomes.pop() if len(outcomes) == 1 else None)
    empty = [c for _, c in form.terms if votes.cells[c] is None and form.terms[0, c]]
    assert len(form.unknown((votes,))) == len(empty)


@given(forms())
def test_the_voters_who_turn_a_form_are_the_fewest(case: tuple[Form, Votes]) -> None:
    form, votes = case
    changes = form.changes((votes,))
    low, high = form.ends((votes,))
    if low != high or form.met((votes,)) is None:
        assert changes is None
        return
    assert changes is not None
    # Each voter moves the sum by one, towards the other outcome.
    away = -1 if form.met((votes,)) else 1
    cells = tuple(votes.range(c)[0] for _, c in form.terms)

    def met(value: Fraction) -> bool:
        return reached(form, value, cells if value == low else (1,))

    assert met(low + away * changes) is not met(low)
    assert changes >= 1
    assert met(low + away * (changes - 1)) is met(low)
