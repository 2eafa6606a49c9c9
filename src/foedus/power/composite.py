"""Shapley-Shubik for citizens at two levels: regions vote as their majorities do, in a college.

The composite game has every citizen as a voter (Shapley 1962; Owen 1995, chapter XI). With a common
chance t of a yes, region r says yes with chance p_r(t) = P(Bin(N, t) > N/2), one citizen decides it
with chance b_r(t) = C(N-1, k) t^k (1-t)^(N-1-k), k = floor(N/2), and

    phi(citizen of r) = integral over t in [0, 1] of b_r(t) dv(p_1(t), ..., p_R(t)) / dp_r,

v the multilinear extension of the college (Owen 1972). Few citizens are counted exactly as one
rule; many are integrated around t = 1/2, where majorities turn, with an estimate of the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import comb, pi, sqrt
from typing import Any

import numpy as np

from foedus.answer import Label
from foedus.power.diagram import Spot, build
from foedus.power.layers import Key, Layers
from foedus.power.profile import Budget
from foedus.rules.draft import Draft, Part, assemble, take_apart
from foedus.rules.gates import Rule, Voter

Array = np.ndarray[Any, Any]
#: Up to so many citizens in all the composite rule is counted exactly.
COUNTED = 300
#: Points in each piece of the integral; their difference is the estimated error.
POINTS = (24, 16)
#: Beyond so many standard widths a region's citizens decide with chance below 1e-40.
WIDE = 9.0
#: The most numbers held at once: nodes of the diagram times points.
CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Level:
    """The Shapley-Shubik value of one citizen of each region, exact or with an error estimate."""

    values: tuple[Fraction | float, ...]
    error: float
    label: Label


def composite(rule: Rule, population: Mapping[str, int]) -> Rule:
    """Return the rule over citizens: each voter says yes when more than half of its people do.

    Raises ValueError for a voter that is a type of several members, or has no citizens.
    """
    draft = take_apart(rule)
    if any(v.count > 1 for v in draft.voters):
        raise ValueError("two levels need single voters in the college, not types of several")
    n = len(draft.voters)
    people = [_citizens_of(population[v.name]) for v in draft.voters]
    voters = [Voter(v.name, size) for v, size in zip(draft.voters, people, strict=True)]
    halves = [Part({k: 1}, size // 2 + 1) for k, size in enumerate(people)]
    parts = [Part({k + n: w for k, w in p.weights.items()}, p.quota, p.label) for p in draft.parts]
    return assemble(Draft(voters, halves + parts, draft.root + n))


def _citizens_of(people: int) -> int:
    if people < 1:
        raise ValueError("a region has no citizens")
    return people


def citizens_shapley(
    rule: Rule, population: Mapping[str, int], *, budget: Budget | None = None
) -> Level:
    """Return the Shapley-Shubik value of one citizen of each voter's people.

    Exact up to 300 citizens in all, then an estimate: `error` is the largest difference between
    two integrations, for a whole region. Raises what `composite` and `count` raise.
    """
    budget = budget or Budget()
    whole = composite(rule, population)
    if whole.size <= COUNTED:
        from foedus.power.table import power

        return Level(power(whole, "shapley", budget=budget).columns[0].values, 0.0, Label.EXACT)
    people = [population[name] for name in rule.names]
    layers = Layers(rule, people)
    found = build(layers, budget, "diagram")
    fine, coarse = (_integrate(layers, found, people, m, budget) for m in POINTS)
    error = float(np.max(np.abs(fine - coarse) * np.asarray(people, dtype=float)))
    return Level(tuple(fine.tolist()), error + 1e-13, Label.ESTIMATE)


def _integrate(
    layers: Layers, found: list[dict[Key, Spot]], people: list[int], points: int, budget: Budget
) -> Array:
    x, shares = _nodes(people, points)
    spots = 2 * sum(len(layer) for layer in found) + 8
    chunk = max(1, CELLS // spots)
    total = np.zeros(len(people))
    for start in range(0, len(x), chunk):
        budget.check(start / len(x), "quadrature")
        at, share = x[start : start + chunk], shares[start : start + chunk]
        kinds = {size: _region(size, at) for size in set(people)}
        slopes = _slopes(layers, found, {k: kinds[people[k]][0] for k in range(len(people))})
        for k, size in enumerate(people):
            total[k] += float(np.dot(share, kinds[size][1] * slopes[k]))
    return total


def _nodes(people: list[int], points: int) -> tuple[Array, Array]:
    """Return points x = 2t - 1 and their shares: pieces that double in width from the middle."""
    edges = [0.0]
    step = 0.5 / sqrt(max(people) / 2 + 1)
    while edges[-1] < 1 and edges[-1] < WIDE / sqrt(max(1, min(people) // 2)):
        edges.append(min(1.0, max(step, 1.5 * edges[-1])))
    inner, weights = np.polynomial.legendre.leggauss(points)
    x, shares = [], []
    for low, high in pairwise(edges):
        half = (high - low) / 2
        right = low + half * (1 + inner)
        x += [right, -right]
        shares += [weights * half / 2] * 2
    return np.concatenate(x), np.concatenate(shares)


def _region(size: int, x: Array) -> tuple[Array, Array]:
    """Return the chance that a region says yes, and that one citizen decides it, at each x."""
    k = size // 2
    middle = middle_chance(k)
    power = k - (1 - size % 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        bell = np.exp(power * np.log1p(-(x**2))) if power else np.ones_like(x)
    decides = middle * bell
    yes = 0.5 + size / 2 * middle * _under(power, x)
    if size % 2 == 0:
        decides = decides * (1 + x)
        yes += size / 2 * middle * (1 - bell * (1 - x**2)) / (2 * k) - middle / 2
    return np.clip(yes, 0.0, 1.0), decides


def middle_chance(k: int) -> float:
    """Return C(2k, k) / 4^k, the chance of k heads in 2k throws.

    Exact to rounding up to k = 1000, beyond by Stirling's series to k^-3.
    """
    if k <= 1000:
        return float(Fraction(comb(2 * k, k), 4**k))
    return (1 - 1 / (8 * k) + 1 / (128 * k**2) + 5 / (1024 * k**3)) / sqrt(pi * k)


def _under(power: int, x: Array) -> Array:
    """Return the integral of (1 - y^2)^power from 0 to x, by 64 points up to where it is 0."""
    inner, weights = np.polynomial.legendre.leggauss(64)
    reach = np.clip(x, -1, 1)
    if power > WIDE**2:
        reach = np.clip(reach, -WIDE / sqrt(power), WIDE / sqrt(power))
    y = reach[:, None] * (1 + inner) / 2
    return np.asarray(reach / 2 * (np.exp(power * np.log1p(-(y**2))) @ weights))


def _slopes(layers: Layers, found: list[dict[Key, Spot]], yes: dict[int, Array]) -> list[Array]:
    """Return dv/dp for each voter of the rule, at every point at once: the diagram in floats."""
    chances = [yes[layers.short.groups[t][0]] for t in layers.order]
    counts = [layers.counts[t] for t in layers.order]
    depth, shape = len(counts), chances[0].shape
    start = layers.classify(0, (0,) * len(layers.rows))
    if isinstance(start, bool):
        return [np.zeros(shape) for _ in yes]
    back: list[dict[Key, Array]] = [{} for _ in range(depth + 1)]
    ones, zeros = np.ones(shape), np.zeros(shape)

    def value(d: int, key: Key) -> Array:
        return (ones if key else zeros) if isinstance(key, bool) else back[d][key]

    terms = [_binomials(c, p) for c, p in zip(counts, chances, strict=True)]
    for d in range(depth - 1, -1, -1):
        for key, spot in found[d].items():
            back[d][key] = sum(
                (value(d + 1, after) * _between(terms[d], a, b) for a, b, after in spot.edges),
                zeros,
            )
    ahead: dict[Key, Array] = {start: ones}
    place = {k: d for d, t in enumerate(layers.order) for k in layers.short.groups[t]}
    slopes = []
    for d in range(depth):
        others = _binomials(counts[d] - 1, chances[d])
        following: dict[Key, Array] = {}
        slope = zeros
        for key, spot in found[d].items():
            come = ahead[key]
            for (_, _, before), (low, _, after) in pairwise(spot.edges):
                slope = slope + come * others[low - 1] * (
                    value(d + 1, after) - value(d + 1, before)
                )
            for low, high, after in spot.edges:
                if not isinstance(after, bool):
                    gone = come * _between(terms[d], low, high)
                    following[after] = following[after] + gone if after in following else gone
        slopes.append(slope)
        ahead = following
    return [slopes[place[k]] for k in range(len(yes))]


def _binomials(count: int, p: Array) -> list[Array]:
    return [comb(count, k) * p**k * (1 - p) ** (count - k) for k in range(count + 1)]


def _between(terms: list[Array], low: int, high: int) -> Array:
    return sum(terms[low + 1 : high + 1], terms[low])
