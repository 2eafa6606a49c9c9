"""Slow, obvious answers to hold the fast ones against: loops over plain lists and fractions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

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
