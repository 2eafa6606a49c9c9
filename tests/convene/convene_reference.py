"""Slow, obvious answers to hold the fast ones against: loops over plain lists and fractions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from foedus.convene.agenda import Clause, first_choices
from foedus.convene.matrix import VoteMatrix, from_triples

Rows = list[list[int | None]]


def matrix(rows: Rows) -> VoteMatrix:
    cells = [(i, j, v) for i, row in enumerate(rows) for j, v in enumerate(row) if v is not None]
    person, statement, vote = (np.array([c[k] for c in cells], dtype=np.int64) for k in range(3))
    m = len(rows[0])
    names = [f"s{j}" for j in range(m)]
    people = tuple(f"p{i}" for i in range(len(rows)))
    return from_triples(person, statement, vote, len(rows), names, people=people)


def dense(rows: Rows, weight: Sequence[float] | None = None) -> np.ndarray:
    """The centred matrix written out: a missing vote is its statement's mean."""
    w = weight or [1.0] * len(rows)
    found = np.zeros((len(rows), len(rows[0])))
    for j in range(len(rows[0])):
        seen = [(i, row[j]) for i, row in enumerate(rows) if row[j] is not None]
        total = sum(w[i] for i, _ in seen)
        mean = sum(w[i] * (v or 0) for i, v in seen) / total if total else 0.0
        for i, v in seen:
            found[i, j] = (v or 0) - mean
    return found


def eigen(rows: Rows, weight: Sequence[float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    z = dense(rows, weight)
    w = np.array(weight or [1.0] * len(rows))
    values, vectors = np.linalg.eigh((z * (w / w.sum())[:, None]).T @ z)
    return values[::-1], vectors[:, ::-1].T


def tally(rows: Rows, label: Sequence[int], g: int, j: int) -> tuple[int, int, int]:
    votes = [row[j] for row, x in zip(rows, label, strict=True) if x == g and row[j] is not None]
    return votes.count(1), votes.count(-1), len(votes)


def representativeness(own: tuple[int, int], rest: tuple[int, int]) -> dict[str, float]:
    """Share, ratio and both tests of (chosen, seen) in a group against the rest."""
    (s1, n1), (s2, n2) = own, rest
    p = (s1 + s2 + 2) / (n1 + n2 + 2)
    p1, p2 = (s1 + 1) / (n1 + 1), (s2 + 1) / (n2 + 1)
    z = 0.0
    if p != 1:
        z = (p1 - p2) / math.sqrt(p * (1 - p) * (1 / (n1 + 1) + 1 / (n2 + 1)))
    return {
        "p-success": (s1 + 1) / (n1 + 2),
        "repness": ((s1 + 1) / (n1 + 2)) / ((s2 + 1) / (n2 + 2)),
        "p-test": 2 * math.sqrt(n1 + 1) * ((s1 + 1) / (n1 + 1) - 0.5),
        "repness-test": z,
    }


def rand_index(first: Sequence[int], second: Sequence[int]) -> Fraction:
    """The adjusted Rand index from all pairs, as a fraction."""
    pairs = list(itertools.combinations(range(len(first)), 2))
    a = [first[i] == first[j] for i, j in pairs]
    b = [second[i] == second[j] for i, j in pairs]
    both = sum(x and y for x, y in zip(a, b, strict=True))
    expected = Fraction(sum(a) * sum(b), len(pairs))
    highest = Fraction(sum(a) + sum(b), 2)
    return Fraction(1) if highest == expected else (both - expected) / (highest - expected)


def gini_by_pairs(values: Sequence[float]) -> float:
    n, total = len(values), sum(values)
    return sum(abs(a - b) for a in values for b in values) / (2 * n * total) if total else 0.0


def beta_integral(x: float, a: int, b: int, steps: int = 20000) -> float:
    """I_x(a, b) by Simpson's rule on the density."""
    scale = math.gamma(a + b) / (math.gamma(a) * math.gamma(b)) if a + b < 100 else None
    assert scale is not None
    h = x / steps
    values = [scale * (k * h) ** (a - 1) * (1 - k * h) ** (b - 1) for k in range(steps + 1)]
    return h / 3 * (values[0] + values[-1] + 4 * sum(values[1:-1:2]) + 2 * sum(values[2:-1:2]))


# ------------------------------------------------------------------ lots


def all_panels(
    n: int, k: int, quotas: list[tuple[frozenset[int], int, int]]
) -> list[frozenset[int]]:
    """Every panel of k of n people that meets (members, low, high) quotas."""
    return [
        frozenset(p)
        for p in itertools.combinations(range(n), k)
        if all(low <= len(members & frozenset(p)) <= high for members, low, high in quotas)
    ]


def simplex(a: list[list[Fraction]], b: list[Fraction], c: list[Fraction]) -> list[Fraction] | None:
    """max c x with a x = b, x >= 0 and b >= 0: two phases with Bland's rule, in fractions."""
    rows, n = len(a), len(a[0])
    table = [[*row, *(Fraction(int(i == r)) for i in range(rows)), b[r]] for r, row in enumerate(a)]
    basis = list(range(n, n + rows))

    def pivot(r: int, j: int) -> None:
        scale = table[r][j]
        table[r] = [v / scale for v in table[r]]
        for i in range(rows):
            if i != r and table[i][j]:
                factor = table[i][j]
                table[i] = [v - factor * w for v, w in zip(table[i], table[r], strict=True)]
        basis[r] = j

    def run(cost: list[Fraction], allowed: int) -> None:
        while True:
            reduced = [
                cost[j] - sum((cost[basis[i]] * table[i][j] for i in range(rows)), Fraction(0))
                for j in range(allowed)
            ]
            j = next((j for j in range(allowed) if reduced[j] > 0), None)
            if j is None:
                return
            ratios = [
                (table[i][-1] / table[i][j], basis[i], i) for i in range(rows) if table[i][j] > 0
            ]
            if not ratios:
                raise ArithmeticError("unbounded")
            pivot(min(ratios)[2], j)

    run([Fraction(0)] * n + [Fraction(-1)] * rows, n + rows)
    if any(basis[i] >= n and table[i][-1] for i in range(rows)):
        return None
    for i in range(rows):
        if basis[i] >= n:
            j = next((j for j in range(n) if table[i][j]), None)
            if j is not None:
                pivot(i, j)
    run([*c, *([Fraction(0)] * rows)], n)
    x = [Fraction(0)] * (n + rows)
    for i, j in enumerate(basis):
        x[j] = table[i][-1]
    return x[:n]


def leximin(n: int, panels: list[frozenset[int]]) -> list[Fraction]:
    """The leximin probabilities over all panels, by the definition, in exact fractions.

    Each round maximises the least probability of the free people; then whoever cannot have more
    while all others keep theirs is fixed.
    """
    fixed: dict[int, Fraction] = {}
    while len(fixed) < n:
        free = [i for i in range(n) if i not in fixed]
        z = best(n, panels, fixed, free, None, None)
        fixed.update({i: z for i in free if best(n, panels, fixed, free, z, i) == z})
    return [fixed[i] for i in range(n)]


def leximin_by_enumeration(n: int, panels: list[frozenset[int]]) -> list[float]:
    """The same over all panels with HiGHS as the only help, for up to twelve people."""
    from foedus.convene.lot_model import passed, run

    a = np.array([[float(i in p) for p in panels] for i in range(n)])
    fixed: dict[int, float] = {}

    def most(least: float | None, person: int | None) -> float:
        free = [i for i in range(n) if i not in fixed]
        z = [[-1.0 if person is None and i in free else 0.0] for i in range(n)]
        rows = np.vstack([np.hstack([a, np.array(z)]), [1.0] * len(panels) + [0.0]])
        low = np.array([*(fixed.get(i, least or 0.0) - 1e-9 for i in range(n)), 1.0])
        high = np.array([*[np.inf] * n, 1.0])
        cost = np.append(np.zeros(len(panels)) if person is None else a[person], person is None)
        model = passed(rows, low, high, cost.astype(float), np.full(len(cost), 1.0))
        assert run(model) == "optimal"
        return float(model.getObjectiveValue())

    while len(fixed) < n:
        z = most(None, None)
        free = [i for i in range(n) if i not in fixed]
        at = {i: z for i in free if most(z, i) <= z + 1e-7}
        assert at
        fixed.update(at)
    return [fixed[i] for i in range(n)]


def best(
    n: int,
    panels: list[frozenset[int]],
    fixed: dict[int, Fraction],
    free: list[int],
    least: Fraction | None,
    person: int | None,
) -> Fraction:
    """max z with p_i >= z for the free, or max p_person with p_i >= least for the free."""
    m = len(panels)
    width = m + 1 + n
    a, b = [], []
    for i in range(n):
        row = [Fraction(int(i in p)) for p in panels] + [Fraction(0)] * (1 + n)
        row[m + 1 + i] = Fraction(-1)
        if person is None and i in free:
            row[m] = Fraction(-1)
        a.append(row)
        b.append(fixed.get(i, Fraction(0) if least is None else least))
    a.append([Fraction(int(j < m)) for j in range(width)])
    b.append(Fraction(1))
    cost = [Fraction(0)] * width
    if person is None:
        cost[m] = Fraction(1)
    else:
        cost = [Fraction(int(j < m and person in panels[j])) for j in range(width)]
    x = simplex(a, b, cost)
    assert x is not None
    return sum((c * v for c, v in zip(cost, x, strict=True)), Fraction(0))


def plurality_of_yes(clause: Clause) -> Callable[[int, tuple[int, ...]], bool | None]:
    """Return the test of the successive procedure by a plain majority of yes and no."""

    def passes(option: int, rest: tuple[int, ...]) -> bool | None:
        yes, no, _ = first_choices(clause, option, rest)
        return None if yes == no else yes > no

    return passes
