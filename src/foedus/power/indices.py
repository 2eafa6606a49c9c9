"""Indices of power as exact fractions of counted coalitions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul

from foedus.power.profile import Profile


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index is: title, formula in words, source."""

    title: str
    formula: str
    source: str


#: Every index by name.
INDICES: dict[str, IndexInfo] = {
    "banzhaf_swings": IndexInfo(
        "Banzhaf swings", "coalitions that lose without i and win with i", "Banzhaf 1965"
    ),
    "banzhaf_absolute": IndexInfo(
        "absolute Banzhaf (Penrose)", "swings_i / 2^(n-1)", "Penrose 1946; Dubey & Shapley 1979"
    ),
    "banzhaf_share": IndexInfo(
        "Banzhaf share", "swings_i / sum of everybody's swings", "Banzhaf 1965"
    ),
    "shapley": IndexInfo(
        "Shapley-Shubik",
        "sum over sizes s of swings_i(s) s! (n-s-1)! / n!",
        "Shapley & Shubik 1954",
    ),
    "coleman_act": IndexInfo(
        "Coleman, power of the body to act", "winning coalitions / 2^n", "Coleman 1971"
    ),
    "coleman_prevent": IndexInfo(
        "Coleman, power to prevent", "swings_i / winning coalitions", "Coleman 1971"
    ),
    "coleman_initiate": IndexInfo(
        "Coleman, power to initiate", "swings_i / losing coalitions", "Coleman 1971"
    ),
    "rae": IndexInfo(
        "Rae",
        "chance that the outcome is i's vote: 1/2 + swings_i / 2^n",
        "Rae 1969; Straffin 1977",
    ),
    "success": IndexInfo(
        "success",
        "chance that the outcome is i's vote, all votes independent with chance 1/2",
        "Laruelle & Valenciano 2005",
    ),
    "success_yes": IndexInfo(
        "success given yes",
        "chance that it passes given that i says yes: (W + swings_i) / 2^n",
        "Laruelle & Valenciano 2005",
    ),
    "success_no": IndexInfo(
        "success given no",
        "chance that it fails given that i says no: (2^n - W + swings_i) / 2^n",
        "Laruelle & Valenciano 2005",
    ),
    "decisiveness": IndexInfo(
        "decisiveness", "chance that i's vote decides: swings_i / 2^(n-1)",
        "Laruelle & Valenciano 2005",
    ),
    "cohesion_0": IndexInfo(
        "cohesion 0",
        "chance that i decides when all others say yes independently with chance 1/2",
        "Straffin 1977 (independence: absolute Banzhaf)",
    ),
    "cohesion_half": IndexInfo(
        "cohesion 1/2",
        "the mean of cohesion 0 and cohesion 1: either holds with chance 1/2",
        "Straffin 1977 (partial homogeneity)",
    ),
    "cohesion_1": IndexInfo(
        "cohesion 1",
        "chance that i decides when all say yes with one common chance, itself even on [0, 1]",
        "Straffin 1977 (homogeneity: Shapley-Shubik)",
    ),
    "deegan_packel": IndexInfo(
        "Deegan-Packel",
        "mean over minimal winning coalitions of 1/|S| where i is in S",
        "Deegan & Packel 1978",
    ),
    "holler": IndexInfo(
        "Holler (public good)",
        "minimal winning coalitions with i / the sum of these over everybody",
        "Holler 1982; Holler & Packel 1983",
    ),
    "johnston": IndexInfo(
        "Johnston",
        "sum over coalitions with critical members, 1 / their number where i is one; normalised",
        "Johnston 1978",
    ),
    "owen": IndexInfo(
        "Owen (coalitional Shapley)", "Shapley among blocs, then within i's bloc", "Owen 1977"
    ),
    "banzhaf_owen": IndexInfo(
        "Banzhaf-Owen", "swings of i over sets of whole other blocs and partners in its own",
        "Owen 1982",
    ),
}  # fmt: skip
#: Short names of indices.
ALIASES = {"banzhaf": "banzhaf_share", "penrose": "banzhaf_absolute", "coleman": "coleman_prevent",
           "public_good": "holler"}  # fmt: skip
#: Indices that need counts in all, and those that need them by size.
FROM_TOTALS = (
    "banzhaf_swings", "banzhaf_absolute", "banzhaf_share", "coleman_act", "coleman_prevent",
    "coleman_initiate", "rae", "success", "success_yes", "success_no", "decisiveness",
    "cohesion_0",
)  # fmt: skip
FROM_SIZES = ("shapley", "cohesion_half", "cohesion_1")
FROM_MINIMAL = ("deegan_packel", "holler", "johnston")
WITH_BLOCS = ("owen", "banzhaf_owen")
Values = tuple[Fraction, ...]


def from_totals(index: str, profile: Profile) -> Values:
    """Return an index of one member of each type from a profile's totals.

    A share of nothing (nobody ever swings) is 0. Raises KeyError for an index not in FROM_TOTALS.
    """
    n, w = profile.size, profile.winning
    swings = profile.swings
    both = 1 << n
    everybody = sum(map(mul, swings, profile.counts)) if index == "banzhaf_share" else 0
    value = {s: _ratio(*_parts(index, s, w, both, everybody)) for s in set(swings)}
    return tuple([value[s] for s in swings])


def _parts(index: str, swings: int, winning: int, both: int, everybody: int) -> tuple[int, int]:
    """Return an index as numerator and denominator; `both` is 2^n."""
    if index == "banzhaf_swings":
        return swings, 1
    if index == "banzhaf_share":
        return swings, everybody
    if index in ("banzhaf_absolute", "decisiveness", "cohesion_0"):
        return 2 * swings, both
    if index == "coleman_act":
        return winning, both
    if index == "coleman_prevent":
        return swings, winning
    if index == "coleman_initiate":
        return swings, both - winning
    if index in ("rae", "success"):
        return both + 2 * swings, 2 * both
    if index == "success_yes":
        return winning + swings, both
    if index == "success_no":
        return both - winning + swings, both
    raise KeyError(index)


def _ratio(part: int, whole: int) -> Fraction:
    return Fraction(part, whole) if whole else Fraction(0)


def shapley(profile: Profile) -> Values:
    """Return the Shapley-Shubik index of one member of each type.

    phi_i = sum_s swings_i(s) s! (n-s-1)! / n! = sum_s swings_i(s) / (n C(n-1, s)); all of these
    divide lcm(1 .. n). Raises ValueError for a profile without sizes.
    """
    if profile.swings_by_size is None:
        raise ValueError("this profile has no counts by size")
    n = profile.size
    whole, below, weight = lcm(*range(1, n + 1)), n, []
    for s in range(n):
        weight.append(whole // below)
        below = below * (n - 1 - s) // (s + 1)
    known: dict[tuple[int, ...], Fraction] = {}
    for by_size in profile.swings_by_size:
        if by_size not in known:
            known[by_size] = Fraction(sum(map(mul, by_size, weight)), whole)
    return tuple(known[b] for b in profile.swings_by_size)
