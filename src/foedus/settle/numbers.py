"""Bargaining solutions, only where every party at the table gave numbers of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from foedus.answer import Answer, Label, plain
from foedus.settle.bargaining import kalai_smorodinsky, nash
from foedus.settle.demands import Problem
from foedus.settle.model import Values
from foedus.settle.packages import feasible
from foedus.settle.pareto import undominated
from foedus.settle.weights import Acceptability, acceptability

#: Packages for which rank acceptabilities are given.
RANKED = 7


@dataclass(frozen=True, slots=True)
class Solutions(Answer):
    """Pareto front size, Nash and Kalai-Smorodinsky packages (all ties), or why there are none.

    Values are ten-thousandths: percent weight times points 0..100. `nash` and `fair` map to
    packages and each party's exact value. None of them is a recommendation.
    """

    parties: tuple[str, ...]
    refused: str = ""
    rational: int = 0
    front: int = 0
    nash: tuple[tuple[dict[str, str], tuple[int, ...]], ...] = ()
    product: int = 0
    fair: tuple[tuple[dict[str, str], tuple[int, ...]], ...] = ()
    gains: tuple[Fraction, ...] = ()
    ranks: tuple[Acceptability, ...] = ()
    ranked: tuple[dict[str, str], ...] = field(default=())
    label: Label = Label.EXACT
    method: str = "Nash 1950; Kalai & Smorodinsky 1975 in Imai's leximin form 1983; every package"

    def lines(self) -> list[str]:
        """Return the answer as lines of text."""
        head = "Bargaining solutions from the numbers the parties gave (no recommendation):"
        if self.refused:
            return [head, f"  none: {self.refused}"]
        found = [head, f"  packages where nobody is worse off than without a deal: {self.rational}"]
        if self.ranks:
            return [*found, *self._ranked()]
        found.append(f"  of these undominated (Pareto): {self.front}")
        for name, sets in (("Nash", self.nash), ("Kalai-Smorodinsky", self.fair)):
            for package, worth in sets:
                values = ", ".join(f"{p} {Fraction(v, 100)}" for p, v in
                                   zip(self.parties, worth, strict=True))  # fmt: skip
                found.append(f"  {name}: {_shown(package)} (values of 100: {values})")
        found.append(f"  gains relative to the ideal, least first: {plain(list(self.gains))}")
        return found

    def _ranked(self) -> list[str]:
        found = ["  weights are intervals: share of each party's weights that rank a package first"]
        for number, package in enumerate(self.ranked):
            shares = ", ".join(f"{a.party} {a.ranks[number][0]:.1%}" for a in self.ranks)
            found.append(f"  {_shown(package)}: {shares}")
        error = max(a.error for a in self.ranks)
        return [*found, f"  estimates, standard error at most {error:.1%}"]


def _shown(package: dict[str, str]) -> str:
    return "; ".join(f"{q} = {o}" for q, o in package.items())


def solutions(found: Problem) -> Solutions:
    """Return the solutions over the feasible packages; refused where a number is not stated."""
    negotiation = found.negotiation
    table = [p.key for p in negotiation.parties if not p.absent]
    given = {v.party: v for v in negotiation.values}
    parties = tuple(p for p in table if p in given)
    missing = [p for p in table if p not in given]
    if missing:
        return Solutions(parties, f"{', '.join(missing)} gave no weights and points")
    places = feasible(found)
    if places is None or not len(places):
        why = "too many packages to look at each" if places is None else "no package is feasible"
        return Solutions(parties, why)
    packages = [found.words(found.space.package(int(i))) for i in places]
    chosen = [given[p] for p in parties]
    if not all(v.certain for v in chosen):
        shown = tuple(packages[:RANKED])
        ranks = tuple(acceptability(v, shown) for v in chosen)
        return Solutions(parties, rational=len(packages), ranks=ranks, ranked=shown,
                         label=Label.ESTIMATE, method="SMAA-2")  # fmt: skip
    return _certain(parties, chosen, packages)


def worth(values: Values, package: dict[str, str]) -> int:
    """Return a package's value to a party in ten-thousandths, for certain weights."""
    return sum(w[0] * values.points[q, package[q]] for q, w in values.weights.items())


def _certain(
    parties: tuple[str, ...], given: list[Values], packages: list[dict[str, str]]
) -> Solutions:
    rows = np.array([[worth(v, p) for v in given] for p in packages], dtype=np.int64)
    no_deal = [100 * v.no_deal for v in given]
    rational = np.flatnonzero((rows >= np.array(no_deal)).all(axis=1))
    if not len(rational):
        return Solutions(parties, "in every package somebody is worse off than without a deal")
    best, product = nash(rows, no_deal)
    fair, gains = kalai_smorodinsky(rows, no_deal)

    def shown(places: list[int]) -> tuple[tuple[dict[str, str], tuple[int, ...]], ...]:
        return tuple((packages[i], tuple(int(v) for v in rows[i])) for i in places)

    front = len(undominated(rows[rational]))
    return Solutions(parties, "", len(rational), front, shown(best), product, shown(fair), gains)
