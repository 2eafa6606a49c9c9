"""Feasible packages: all when few, far-apart representatives when many, each with a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foedus.answer import Answer, Label
from foedus.settle.demands import Problem
from foedus.settle.model import Negotiation, Take
from foedus.settle.space import Array, Demand, Package

#: At most this many packages are shown; beyond, representatives far apart.
SHOWN = 7
#: Beyond this many packages a solver answers instead of looking at every one.
LISTED = 250_000
#: Dominance is compared pairwise up to this many feasible packages.
COMPARED = 1500


@dataclass(frozen=True, slots=True)
class Offer(Answer):
    """One package: its options, how each demand is met (the certificate), whose consent it needs.

    `kept` maps a demand to the choices that meet it; `dominated_by` is a feasible package that no
    party ranks lower anywhere and some party ranks higher (by stated orders), None if there is
    none or orders do not tell.
    """

    options: dict[str, str]
    kept: dict[str, tuple[str, ...]]
    needs_consent_of: tuple[str, ...]
    dominated_by: dict[str, str] | None = None
    label: Label = Label.EXACT
    method: str = "each demand rechecked on the package"


def certificate(problem: Problem, package: Package, demand: Demand) -> tuple[str, ...]:
    """Return the choices of the package that make each clause true; raises AssertionError."""
    negotiation = problem.negotiation
    found: dict[str, None] = {}
    for clause in demand.clauses:
        held = [x for x in clause if x.true_of(package)]
        if not held:
            raise AssertionError(f"{demand.name} is not met")
        question = negotiation.questions[held[0].question]
        found[f"{question.key} = {question.options[package[held[0].question]].key}"] = None
    return tuple(found)


def offer(problem: Problem, package: Package, better: Package | None = None) -> Offer:
    """Return a package with its certificate; demands it does not meet are left out of `kept`."""
    if not problem.ground.allowed(package):
        raise AssertionError("a package that breaks a rule")
    demands = (*problem.hard, *problem.demands)
    kept = {d.name: certificate(problem, package, d) for d in demands if d.met_by(package)}
    bound = {
        b for q, o in zip(problem.negotiation.questions, package, strict=True)
        for b in q.options[o].binds
    }  # fmt: skip
    away = tuple(p.key for p in problem.negotiation.parties if p.key in bound and p.absent)
    return Offer(
        problem.words(package), kept, away, None if better is None else problem.words(better)
    )


def feasible(problem: Problem) -> Array | None:
    """Return the places of all feasible packages in order; None where there are too many."""
    if problem.space.size > LISTED:
        return None
    clauses = [c for d in problem.demands for c in d.clauses]
    return np.flatnonzero(problem.space.table([*problem.ground.rules, *clauses]).ravel())


def representatives(packages: Sequence[Package], count: int) -> list[int]:
    """Return places of packages far apart: the first, then each time one farthest from those.

    Distance is the number of questions answered differently (Gonzalez 1985: within twice the best
    cover).
    """
    rows = np.array(packages)
    chosen = [0]
    far = (rows != rows[0]).sum(axis=1)
    while len(chosen) < min(count, len(rows)) and far.max() > 0:
        chosen.append(int(far.argmax()))
        far = np.minimum(far, (rows != rows[chosen[-1]]).sum(axis=1))
    return chosen


def dominators(negotiation: Negotiation, packages: Sequence[Package]) -> list[int | None]:
    """Return for each package the place of one that dominates it by stated orders, or None.

    y dominates x where every party has ranked, on each question they differ on, both options, y's
    no lower than x's, and some party y's higher. Silence is not indifference: a question without
    an order of some party makes packages that differ on it incomparable.
    """
    ranks = _ranks(negotiation)
    found: list[int | None] = []
    rows = np.array(packages).reshape(len(packages), -1)
    for i in range(len(rows)):
        worse = np.zeros(len(rows), dtype=bool)
        better = np.zeros(len(rows), dtype=bool)
        for q in range(rows.shape[1]):
            differ = rows[:, q] != rows[i, q]
            for table in ranks[q]:
                step = table[rows[i, q]] - table[rows[:, q]]
                unknown = np.isnan(step)
                worse |= differ & (unknown | (step < 0))
                better |= differ & ~unknown & (step > 0)
        good = np.flatnonzero(better & ~worse)
        found.append(int(good[0]) if len(good) else None)
    return found


def _ranks(negotiation: Negotiation) -> list[list[Array]]:
    """Return, for each question and party, the rank of each option (0 best), nan where unranked."""
    orders = {
        (p.question, p.party): p.order for p in negotiation.standing() if p.take is Take.PREFERS
    }
    found = []
    for question in negotiation.questions:
        tables = []
        for party in negotiation.parties:
            table = np.full(len(question.options), np.nan)
            for rank, group in enumerate(orders.get((question.key, party.key), ())):
                for k, option in enumerate(question.options):
                    if option.key in group:
                        table[k] = rank
            tables.append(table)
        found.append(tables)
    return found
