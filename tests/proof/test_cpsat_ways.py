"""CP-SAT by its own messages and by OR-tools' modelling layer: the same answers as every point."""

from __future__ import annotations

import itertools
import random
import sys

import pytest

from conftest import FULL
from foedus.errors import MissingExtra
from foedus.proof import cpsat
from foedus.proof.program import Constraint, Outcome, Program

PROGRAMS = 100 if FULL else 12


def program(seed: int) -> Program:
    """Return a program of six variables, with weights of both signs and costs that may be nil."""
    rng = random.Random(seed)
    high = tuple(rng.randint(0, 3) for _ in range(6))
    rows = tuple(
        Constraint(
            tuple((j, rng.randint(-4, 9)) for j in sorted(rng.sample(range(6), rng.randint(1, 6)))),
            rng.randint(-5, 25),
        )
        for _ in range(rng.randint(1, 4))
    )
    return Program((0,) * 6, high, tuple(rng.randint(0, 5) for _ in range(6)), rows, 6)


def least(made: Program, cut: int | None) -> int | None:
    """Look at every point of the box."""
    box = itertools.product(*(range(a, b + 1) for a, b in zip(made.low, made.high, strict=True)))
    costs = [made.value(p) for p in box if made.feasible(p)]
    found = min(costs, default=None)
    return found if cut is None or found is None or found < cut else None


def both(made: Program, cut: int | None, first: bool) -> list[Outcome]:
    helper = pytest.importorskip("ortools.sat.python.cp_model_helper")
    found = [
        cpsat.by_layer(made, cut, first, 60.0),
        cpsat.solve(made, cut=cut, first=first, seconds=60),
    ]
    if hasattr(helper, "CpModelProto"):
        found.append(cpsat.by_messages(helper, made, cut, first, 60.0))
    return found


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_the_cheapest_point(seed: int) -> None:
    made = program(seed)
    for cut in (None, 6):
        right = least(made, cut)
        for found in both(made, cut, first=False):
            assert found.done
            assert found.bound == right
            assert (found.point is None) == (right is None)
            if found.point is not None:
                assert made.feasible(found.point)
                assert made.value(found.point) == right


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_any_point_below_a_cut(seed: int) -> None:
    made = program(300 + seed)
    for cut in (None, 6):
        for found in both(made, cut, first=True):
            assert (found.point is None) == (least(made, cut) is None)
            if found.point is not None:
                assert made.feasible(found.point)
                assert cut is None or made.value(found.point) < cut
                assert not found.done


def test_an_empty_box_has_no_point() -> None:
    made = Program((1,), (0,), (1,), (), 1)
    assert cpsat.solve(made) == Outcome(None, None, True, "cp-sat")


def test_the_modelling_layer_is_not_imported_where_messages_do() -> None:
    helper = pytest.importorskip("ortools.sat.python.cp_model_helper")
    if not hasattr(helper, "CpModelProto"):
        pytest.skip("another release of OR-tools")
    before = set(sys.modules)
    assert cpsat.solve(program(1), seconds=60).engine == "cp-sat"
    assert "ortools.sat.python.cp_model" not in set(sys.modules) - before


def test_without_the_extra_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "available", lambda: False)
    with pytest.raises(MissingExtra, match="proof"):
        cpsat.solve(program(1))


@pytest.mark.parametrize(("weight", "fits"), [(1, True), (1 << 50, True), (1 << 61, False)])
def test_sums_beyond_64_bits_are_left_to_the_own_engine(weight: int, fits: bool) -> None:
    made = Program((0,), (2,), (1,), (Constraint(((0, weight),), 1),), 1)
    assert cpsat.fits(made) is fits
