"""Two levels: citizens decide how their region votes, regions decide in a college."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from foedus.answer import Answer, Label
from foedus.power.composite import citizens_shapley, middle_chance
from foedus.power.profile import Budget
from foedus.power.table import power
from foedus.rules.gates import Rule

ASSUMPTION = (
    "each region votes as one bloc, as more than half of its citizens wish; all citizens are "
    "independent and say yes with chance 1/2 (Penrose); within real regions they are not, and the "
    "square-root rule then overstates what citizens of small regions hold (Gelman, Katz & Bafumi "
    "2004)"
)


COMMON = (
    "Shapley-Shubik for citizens lets all of them say yes with one common chance, even on [0, 1] "
    "(Straffin 1977), so that the whole college turns at once near 1/2"
)


@dataclass(frozen=True, slots=True)
class Citizen(Answer):
    """A region: its absolute Banzhaf power, its citizen's, and the latter against the mean.

    `citizen_shapley` is one citizen's Shapley-Shubik value in the composite game of all citizens;
    these add up to 1 over everybody, so that the mean is 1 / everybody.
    """

    region: str
    population: int
    region_power: Fraction
    citizen_power: float
    against_mean: float
    citizen_shapley: Fraction | float
    shapley_against_mean: float


@dataclass(frozen=True, slots=True)
class Citizens(Answer):
    """Regions in order; `mean` is over citizens, `error` bounds each value's relative error.

    `shapley_error` is the error of a whole region's Shapley-Shubik value: 0 where `shapley_label`
    says exact, else an estimate.
    """

    regions: tuple[Citizen, ...]
    mean: float
    error: float
    shapley_label: Label
    shapley_error: float
    label: Label = Label.BOUND
    assumptions: tuple[str, ...] = (ASSUMPTION, COMMON)
    method: str = (
        "absolute Banzhaf powers of the two levels multiply; Shapley-Shubik by multilinear "
        "extensions, one within the other"
    )
    reference: str = "Penrose 1946; Felsenthal & Machover 1998, section 3.4; Owen 1972"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a region."""
        return [r.to_dict() for r in self.regions]


def pivot_chance(population: int) -> float:
    """Return the chance that one of N independent citizens decides a majority vote.

    With k = floor(N/2): C(2k, k) / 4^k; exact to rounding up to N = 2000, beyond by Stirling's
    series to k^-3, whose relative error is below k^-4. Raises ValueError for N < 1.
    """
    if population < 1:
        raise ValueError("a region has no citizens")
    return middle_chance(population // 2)


def citizens(
    rule: Rule, population: Mapping[str, int], *, budget: Budget | None = None
) -> Citizens:
    """Return a citizen's power in each region of a college: absolute Banzhaf and Shapley-Shubik.

    beta_citizen = pivot_chance(N_region) * beta_region; for Shapley-Shubik see `composite`. Raises
    ValueError where a voter of the rule has no population or is a type of several, and what
    `power` raises.
    """
    missing = [n for n in rule.names if n not in population]
    if missing:
        raise ValueError(f"no population for {', '.join(missing)}")
    college = power(rule, "banzhaf_absolute", budget=budget).columns[0].values
    found = []
    for name, beta in zip(rule.names, college, strict=True):
        found.append((name, population[name], beta, pivot_chance(population[name]) * float(beta)))
    everybody = sum(p for _, p, _, _ in found)
    mean = sum(p * c for _, p, _, c in found) / everybody
    level = citizens_shapley(rule, population, budget=budget)
    rows = tuple(
        Citizen(
            name,
            people,
            Fraction(beta),
            chance,
            chance / mean if mean else 0.0,
            phi,
            float(phi * everybody),
        )
        for (name, people, beta, chance), phi in zip(found, level.values, strict=True)
    )
    return Citizens(rows, mean, 1e-11, level.label, level.error)


def square_root_weights(population: Mapping[str, int]) -> dict[str, float]:
    """Return Penrose's shares sqrt(N_r) / sum of sqrt(N) (Penrose 1946).

    Regions with Banzhaf powers in these proportions give every citizen the same.
    """
    roots = {name: sqrt(people) for name, people in population.items()}
    total = sum(roots.values())
    return {name: root / total for name, root in roots.items()}
