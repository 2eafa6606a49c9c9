"""Krippendorff's alpha for ordinal levels, exactly, with missing assessments allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction


def ordinal_alpha(
    ratings: Mapping[str, Mapping[str, str]], levels: Sequence[str]
) -> Fraction | None:
    """Return alpha = 1 - D_o / D_e for ratings[unit][assessor] = level.

    D_o and D_e are the observed and expected disagreement under the ordinal metric
    delta(c, k) = (sum of n_g over g from c to k, less half of n_c + n_k) squared, n_g being how
    often level g was given in units with two assessments or more. None where fewer than two such
    assessments vary (alpha is undefined: nothing could have disagreed). Raises ValueError for a
    level that is not listed. (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, D.)
    """
    index = {level: i for i, level in enumerate(levels)}
    for unit in ratings.values():
        for level in unit.values():
            if level not in index:
                raise ValueError(f'no such level: "{level}"')
    units = [[index[x] for x in r.values()] for r in ratings.values() if len(r) >= 2]
    counts = [sum(u.count(g) for u in units) for g in range(len(levels))]
    total = sum(counts)
    pairs = [(c, k) for c in range(len(levels)) for k in range(c + 1, len(levels))]
    expected = sum((counts[c] * counts[k] * _metric(counts, c, k) for c, k in pairs), Fraction(0))
    if not expected:
        return None
    observed = sum((_within(u, counts) / (len(u) - 1) for u in units), Fraction(0))
    return Fraction(1) - Fraction(total - 1) * observed / expected


def _within(unit: Sequence[int], counts: Sequence[int]) -> Fraction:
    pairs = ((a, b) for i, a in enumerate(unit) for b in unit[i + 1 :])
    return sum((_metric(counts, a, b) for a, b in pairs), Fraction(0))


def _metric(counts: Sequence[int], c: int, k: int) -> Fraction:
    low, high = min(c, k), max(c, k)
    span = sum(counts[low : high + 1]) - Fraction(counts[low] + counts[high], 2)
    return span * span
