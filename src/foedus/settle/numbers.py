"""Bargaining solutions, only where every party at the table gave numbers of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations

import numpy as np

from foedus.answer import Answer, Label, plain
from foedus.settle.bargaining import kalai_smorodinsky, nash
from foedus.settle.demands import Problem
from foedus.settle.model import Values
from foedus.settle.packages import SHOWN, feasible, representatives
from foedus.settle.pareto import undominated
from foedus.settle.weights import Acceptability, acceptability, difference_range
from foedus.shares import hundredths

#: Undominated packages that an answer lists for a plot.
PLOTTED = 60

Choice = tuple[dict[str, str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Compared(Answer):
    """Whether a party holds package `first` at least as good as `second`, by places in `ranked`.

    `least` and `most` bound u(first) - u(second) over the party's weights, in ten-thousandths:
    necessarily at least as good where least >= 0, possibly where most >= 0 (Greco et al. 2008).
    """

    party: str
    first: int
    second: int
    least: int
    most: int
    label: Label = Label.EXACT
    method: str = "a linear form over a box and one sum"


@dataclass(frozen=True, slots=True)
class Solutions(Answer):
    """Pareto front size, Nash and Kalai-Smorodinsky packages (all ties), or why there are none.

    Values are ten-thousandths: percent weight times points 0..100. `nash` and `fair` map to
    packages and each party's exact value; `undominated` lists up to PLOTTED of the front.
    `rational` and `front` are None where packages are too many to count. None of them is a
    recommendation.
    """

    parties: tuple[str, ...]
    refused: str = ""
    rational: int | None = 0
    front: int | None = 0
    nash: tuple[Choice, ...] = ()
    product: int = 0
    fair: tuple[Choice, ...] = ()
    gains: tuple[Fraction, ...] = ()
    ranks: tuple[Acceptability, ...] = ()
    ranked: tuple[dict[str, str], ...] = field(default=())
    compared: tuple[Compared, ...] = ()
    undominated: tuple[Choice, ...] = ()
    no_deal: tuple[int, ...] = ()
    label: Label = Label.EXACT
    method: str = "Nash 1950; Kalai & Smorodinsky 1975 in Imai's leximin form 1983; every package"

    def lines(self) -> list[str]:
        """Return the answer as lines of text."""
        head = "Bargaining solutions from the numbers the parties gave (no recommendation):"
        if self.refused:
            return [head, f"  none: {self.refused}"]
        if self.ranks:
            return [head, *self._ranked()]
        return [head, *self._counts(), *self._solved()]

    def _counts(self) -> list[str]:
        if self.rational is None:
            return [f"  packages are too many to list; {self.label}: {self.method}"]
        return [f"  packages where nobody is worse off than without a deal: {self.rational}",
                f"  of these undominated (Pareto): {self.front}"]  # fmt: skip

    def _solved(self) -> list[str]:
        found = []
        names = ("Nash", "Kalai-Smorodinsky (leximin of relative gains)")
        for name, sets in zip(names, (self.nash, self.fair), strict=True):
            for package, worth in sets:
                values = ", ".join(f"{p} {Fraction(v, 100)}" for p, v in
                                   zip(self.parties, worth, strict=True))  # fmt: skip
                found.append(f"  {name}: {_shown(package)} (values of 100: {values})")
        shown = ", ".join(str(plain(g)) for g in self.gains)
        return [*found, f"  gains relative to the ideal, least first: {shown}"]

    def _ranked(self) -> list[str]:
        found = ["  weights are intervals: share of each party's weights that rank a package first"]
        for number, package in enumerate(self.ranked):
            shares = ", ".join(f"{a.party} {hundredths(a.ranks[number][0])}%" for a in self.ranks)
            found.append(f"  {number + 1}. {_shown(package)}: {shares}")
        error = max(a.error for a in self.ranks)
        found.append(f"  estimates, standard error at most {error:.1%}")
        sure = [c for c in self.compared if c.least >= 0]
        found += [f"  {c.party}: {c.first + 1} is at least as good as {c.second + 1} for all its "
                  "weights" for c in sure]  # fmt: skip
        open_ = sum(1 for c in self.compared if c.least < 0 <= c.most)
        return [*found, f"  {open_} further comparisons hold for some weights and not for others"]


def _shown(package: dict[str, str]) -> str:
    return "; ".join(f"{q} = {o}" for q, o in package.items())


def solutions(found: Problem) -> Solutions:
    """Return the solutions over the feasible packages; refused where a number is not stated.

    Raises MissingExtra where packages are too many to list and no solver is installed.
    """
    negotiation = found.negotiation
    table = [p.key for p in negotiation.parties if not p.absent]
    given = {v.party: v for v in negotiation.values}
    parties = tuple(p for p in table if p in given)
    missing = [p for p in table if p not in given]
    if missing:
        return Solutions(parties, f"{', '.join(missing)} gave no weights and points")
    chosen = [given[p] for p in parties]
    places = feasible(found)
    if places is None:
        return _large(found, parties, chosen)
    if not len(places):
        return Solutions(parties, "no package is feasible")
    rows = [found.space.package(int(i)) for i in places]
    packages = [found.words(p) for p in rows]
    if not all(v.certain for v in chosen):
        shown = tuple(packages[i] for i in representatives(rows, SHOWN))
        return _uncertain(parties, chosen, shown, len(packages))
    return _certain(parties, chosen, packages)


def worth(values: Values, package: dict[str, str]) -> int:
    """Return a package's value to a party in ten-thousandths, for certain weights."""
    return sum(w[0] * values.points[q, package[q]] for q, w in values.weights.items())


def _uncertain(
    parties: tuple[str, ...], given: list[Values], shown: tuple[dict[str, str], ...], count: int
) -> Solutions:
    pairs = permutations(range(len(shown)), 2)
    compared = tuple(
        Compared(v.party, i, j, *difference_range(v, shown[i], shown[j]))
        for i, j in pairs
        for v in given
    )
    return Solutions(parties, rational=count, front=None,
                     ranks=tuple(acceptability(v, shown) for v in given), ranked=shown,
                     compared=compared, label=Label.ESTIMATE,
                     method="SMAA-2; necessary and possible comparisons are exact")  # fmt: skip


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

    def shown(places: Sequence[int]) -> tuple[Choice, ...]:
        return tuple((packages[i], tuple(int(v) for v in rows[i])) for i in places)

    front = [int(rational[i]) for i in undominated(rows[rational])]
    return Solutions(parties, "", len(rational), len(front), shown(best), product, shown(fair),
                     gains, undominated=shown(front[:PLOTTED]),
                     no_deal=tuple(no_deal))  # fmt: skip


def _large(found: Problem, parties: tuple[str, ...], given: list[Values]) -> Solutions:
    """Nash and Kalai-Smorodinsky where packages are too many to list."""
    from foedus.settle.large import ideals, leximin_large, nash_large

    if not all(v.certain for v in given):
        return Solutions(parties, "too many packages to list, and weights are intervals")
    points = [_points(found, v) for v in given]
    no_deal = [100 * v.no_deal for v in given]
    clauses = tuple(c for d in (*found.hard, *found.demands) for c in d.clauses)
    best = nash_large(found.space, points, no_deal, clauses)
    if best is None:
        return Solutions(parties, "no package gives every party more than no deal")
    top = ideals(found.space, points, no_deal, clauses)
    gains = [a - d for a, d in zip(top or no_deal, no_deal, strict=True)]
    fair = leximin_large(found.space, points, clauses, no_deal=no_deal,
                         ideal_gains=gains) if min(gains) > 0 else None  # fmt: skip
    exact = fair is None or fair.label is Label.EXACT

    def shown(packages: Sequence[tuple[int, ...]]) -> tuple[Choice, ...]:
        words = [found.words(p) for p in packages]
        return tuple((w, tuple(worth(v, w) for v in given)) for w in words)

    return Solutions(
        parties, "", None, None, shown((best.package, *best.ties)), int(best.level[0]),
        shown((fair.package, *fair.ties)) if fair else (), fair.level if fair else (),
        no_deal=tuple(no_deal),
        label=best.label if exact else Label.BOUND,
        method=best.method if exact or fair is None else fair.method,
    )  # fmt: skip


def _points(found: Problem, values: Values) -> dict[tuple[int, int], int]:
    """Return a party's weighted points by places of question and option; 0 where unweighted."""
    return {
        (i, k): values.weights.get(q.key, (0, 0))[0] * values.points.get((q.key, o.key), 0)
        for i, q in enumerate(found.negotiation.questions)
        for k, o in enumerate(q.options)
    }
