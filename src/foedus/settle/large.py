"""Bargaining solutions where packages are too many to list, proved in integers where possible.

HiGHS (extra `settle`) proposes a package or weights; `above.every_above` then lists, in integers,
every package that could be better. Where that list would be too long the package is still exact,
but that none is better rests on HiGHS's floating-point bound, and the answer is labelled a bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.settle.above import HELD, Needs, every_above
from foedus.settle.milp import Model, Points
from foedus.settle.space import Clause, Package, Space

PROVED = "every package that could be better listed in integers"
NUMERICAL = "HiGHS, package rechecked in integers; the bound is numerical"
#: The relaxation's maximum is lowered by these shares, one after the other, until a package exists.
STEPS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)


@dataclass(frozen=True, slots=True)
class Best(Answer):
    """A package, its exact values, what was maximised and the bound on it; `ties` are the others.

    `level` are the gains compared, ascending (Nash: their product alone); `bound` equals `reached`
    where the answer is exact.
    """

    package: Package
    values: tuple[int, ...]
    objective: str
    level: tuple[Fraction, ...]
    reached: float
    bound: float
    ties: tuple[Package, ...] = ()
    label: Label = Label.EXACT
    method: str = PROVED


def nash_large(
    space: Space,
    points: Points,
    no_deal: Sequence[int],
    clauses: Sequence[Clause] = (),
    *,
    held: int = HELD,
) -> Best | None:
    """Return the packages with the greatest product of gains g_p = u_p - d_p (Nash 1950).

    HiGHS finds one by tangent cuts, theta_p <= log v + (g_p - v) / v at each visited v (Kelley
    1960). A package with a product at least as great has sum_p g_p / v_p >= n, by the inequality
    of the means; all of these are listed. None where no package gives everybody at least 1.
    """
    found = _by_tangents(space, points, no_deal, clauses)
    if found is None:
        return None
    best, bound = found
    model = Model(space, points, clauses)
    values = model.exact(best)
    gains = [v - d for v, d in zip(values, no_deal, strict=True)]
    reached = sum(math.log(g) for g in gains)
    scale = 10**6 * max(gains)
    # Rounded up, so that the sum holds for every package that the exact one holds for.
    weights = tuple(-(-scale // g) for g in gains)
    least = scale * len(gains) + sum(w * d for w, d in zip(weights, no_deal, strict=True))
    needs = Needs(tuple(d + 1 for d in no_deal), ((weights, least),))
    listed = every_above(space, points, needs, clauses, held=held)
    name = "product of gains (Nash 1950)"
    if listed is None:
        level = (Fraction(math.prod(gains)),)
        return Best(best, values, name, level, reached, max(bound, reached), (), Label.BOUND,
                    NUMERICAL)  # fmt: skip

    def product(package: Package) -> int:
        exact = model.exact(package)
        return math.prod(v - d for v, d in zip(exact, no_deal, strict=True))

    top = max(product(p) for p in listed)
    ties = sorted(p for p in listed if product(p) == top)
    return Best(ties[0], model.exact(ties[0]), name, (Fraction(top),), math.log(top), math.log(top),
                tuple(ties[1:]))  # fmt: skip


def _by_tangents(
    space: Space, points: Points, no_deal: Sequence[int], clauses: Sequence[Clause]
) -> tuple[Package, float] | None:
    model = Model(space, points, clauses)
    thetas = []
    for p, d in enumerate(no_deal):
        top = sum(max(points[p][q, o] for o in range(n)) for q, n in enumerate(space.options)) - d
        if top < 1:
            return None
        model.row(d + 1, model.inf, model.value_terms(p))
        thetas.append(model.variable(0, math.log(max(top, 1)) + 1e-9))
        for k in range(8):
            _tangent(model, p, thetas[p], d, max(1.0, top ** ((k + 1) / 8)))
    best: tuple[int, Package, float] | None = None
    for _ in range(60):
        found = model.maximise({t: 1.0 for t in thetas})
        if found is None:
            return None
        package, _, bound = found
        gains = [v - d for v, d in zip(model.exact(package), no_deal, strict=True)]
        product = math.prod(gains)
        best = max(best or (product, package, bound), (product, package, bound))
        if bound - math.log(best[0]) <= 1e-7:
            break
        for p, g in enumerate(gains):
            _tangent(model, p, thetas[p], no_deal[p], float(g))
    assert best is not None
    return best[1], bound


def _tangent(model: Model, party: int, theta: int, no_deal: int, at: float) -> None:
    terms = {c: -v / at for c, v in model.value_terms(party).items()}
    terms[theta] = 1.0
    model.row(-model.inf, math.log(at) - 1 - no_deal / at, terms)


def leximin_large(
    space: Space,
    points: Points,
    clauses: Sequence[Clause] = (),
    *,
    no_deal: Sequence[int] | None = None,
    ideal_gains: Sequence[int] | None = None,
    held: int = HELD,
) -> Best | None:
    """Return the leximin packages of the gains g_p = (u_p - d_p) / c_p; c_p = 1 unless given.

    With c_p = a_p - d_p this is the Kalai-Smorodinsky solution in Imai's leximin form (1983).
    Weights from the relaxation's duals order the search; every package whose least gain is near
    the relaxation's maximum is listed, and the leximin among them is exact. None where nothing
    is feasible.
    """
    d = list(no_deal or [0] * len(points))
    c = list(ideal_gains or [1] * len(points))
    if not c or min(c) < 1:
        raise ValueError("every ideal gain is at least 1")
    name = "leximin of gains" if ideal_gains is None else "leximin of relative gains"
    model, level, rows = _greatest_least(space, points, clauses, d, c, no_deal is not None)
    relaxed = model.duals({level: 1.0}, rows)
    if relaxed is None:
        return None
    duals, top = relaxed
    weights = _weights(duals, c)
    for step in STEPS:
        least = Fraction(top * (1 - step) if top > 0 else top * (1 + step) - step)
        listed = _reaching(space, points, clauses, d, c, least, weights, held)
        if listed is None:
            break
        if listed:
            return _leximin(model, listed, d, c, name)
    return _by_bound(space, points, clauses, d, c, name, weights, no_deal is not None, held)


def _reaching(
    space: Space, points: Points, clauses: Sequence[Clause], d: Sequence[int], c: Sequence[int],
    least: Fraction, weights: Sequence[int], held: int,
) -> list[Package] | None:  # fmt: skip
    low = tuple(e + math.ceil(least * x) for e, x in zip(d, c, strict=True))
    return every_above(space, points, Needs(low).tight(weights), clauses, held=held)


def _greatest_least(
    space: Space, points: Points, clauses: Sequence[Clause], d: Sequence[int], c: Sequence[int],
    rational: bool,
) -> tuple[Model, int, list[int]]:  # fmt: skip
    """Return the model of max t with u_p - d_p >= t c_p, the column of t and these rows."""
    model = Model(space, points, clauses)
    level = model.variable(0 if rational else -model.inf, model.inf)
    rows = []
    for p in range(len(points)):
        terms = {k: v / c[p] for k, v in model.value_terms(p).items()} | {level: -1.0}
        rows.append(model.row(d[p] / c[p], model.inf, terms))
    return model, level, rows


def _weights(duals: Sequence[float], c: Sequence[int]) -> list[int]:
    scaled = [x / k for x, k in zip(duals, c, strict=True)]
    top = max(scaled)
    return [round(1000 * x / top) if top > 0 else 1 for x in scaled]


def _gains(model: Model, package: Package, d: Sequence[int], c: Sequence[int]) -> list[Fraction]:
    exact = model.exact(package)
    return sorted(Fraction(v - e, x) for v, e, x in zip(exact, d, c, strict=True))


def _leximin(
    model: Model, listed: Sequence[Package], d: Sequence[int], c: Sequence[int], name: str
) -> Best:
    top = max(_gains(model, p, d, c) for p in listed)
    ties = sorted(p for p in listed if _gains(model, p, d, c) == top)
    worst = float(top[0])
    return Best(ties[0], model.exact(ties[0]), name, tuple(top), worst, worst, tuple(ties[1:]))


def _by_bound(
    space: Space, points: Points, clauses: Sequence[Clause], d: Sequence[int], c: Sequence[int],
    name: str, weights: Sequence[int], rational: bool, held: int,
) -> Best | None:  # fmt: skip
    """Return HiGHS's package with the greatest least gain, proved where the list is short."""
    model, level, _ = _greatest_least(space, points, clauses, d, c, rational)
    found = model.maximise({level: 1.0})
    if found is None:
        return None
    package, _, bound = found
    gains = _gains(model, package, d, c)
    listed = _reaching(space, points, clauses, d, c, gains[0], weights, held)
    if listed:
        return _leximin(model, listed, d, c, name)
    return Best(package, model.exact(package), f"least gain only, not {name}", tuple(gains),
                float(gains[0]), max(bound, float(gains[0])), (), Label.BOUND,
                NUMERICAL)  # fmt: skip


def ideals(
    space: Space, points: Points, no_deal: Sequence[int], clauses: Sequence[Clause] = ()
) -> tuple[int, ...] | None:
    """Return each party's greatest value where nobody is below no deal, proved in integers.

    None where no such package exists, or where the proof would need too many packages.
    """
    found = []
    for p in range(len(points)):
        model = Model(space, points, clauses)
        for other, d in enumerate(no_deal):
            model.row(d, model.inf, model.value_terms(other))
        best = model.maximise(model.value_terms(p))
        if best is None:
            return None
        value = model.exact(best[0])[p]
        low = list(no_deal)
        low[p] = value + 1
        better = every_above(space, points, Needs(tuple(low)), clauses)
        if better is None:
            return None
        found.append(max([value, *(model.exact(x)[p] for x in better)]))
    return tuple(found)
