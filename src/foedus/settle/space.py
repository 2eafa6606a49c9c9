"""The space of packages: one option for each question, rules between options, and demands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
#: A package: the option chosen for each question, in order.
Package = tuple[int, ...]
#: Up to this many packages everything is answered by looking at every one.
ENUMERABLE = 4_000_000


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """ "Question takes option" (positive), or "question does not take option"."""

    question: int
    option: int
    positive: bool = True

    def __neg__(self) -> Literal:
        return Literal(self.question, self.option, not self.positive)

    def true_of(self, package: Package) -> bool:
        """Return whether the package makes the literal true."""
        return (package[self.question] == self.option) is self.positive


#: A disjunction of literals.
Clause = tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand that can be dropped: a conjunction of clauses, under a name that is its identity.

    "If A then B" is the clause (not A, B); a linked concession "A only if B" is the same clause.
    """

    name: str
    clauses: tuple[Clause, ...]
    party: str = ""

    def met_by(self, package: Package) -> bool:
        """Return whether the package meets the demand."""
        return all(any(x.true_of(package) for x in c) for c in self.clauses)


@dataclass(frozen=True, slots=True)
class Space:
    """Questions with their numbers of options, and the rules that every package obeys."""

    options: tuple[int, ...]
    rules: tuple[Clause, ...] = ()

    def __post_init__(self) -> None:
        if any(n < 1 for n in self.options):
            raise ValueError("a question without options")

    @property
    def size(self) -> int:
        """The number of packages before rules: the product of the options."""
        return math.prod(self.options)

    def allowed(self, package: Package) -> bool:
        """Return whether the package obeys every rule."""
        return all(any(x.true_of(package) for x in c) for c in self.rules)

    def packages(self) -> Iterator[Package]:
        """Yield every package that obeys the rules, in order."""
        for package in np.ndindex(*self.options):
            if self.allowed(package):
                yield package

    def package(self, index: int) -> Package:
        """Return the package at a place of the order, first question slowest."""
        return tuple(int(i) for i in np.unravel_index(index, self.options))

    def table(self, clauses: Sequence[Clause]) -> Array:
        """Return, for every package, whether it satisfies all clauses; shape = options.

        Each clause is combined over its own questions only and then broadcast, so a million
        packages take milliseconds. Raises ValueError above ENUMERABLE packages.
        """
        if self.size > ENUMERABLE:
            raise ValueError(f"{self.size} packages are too many to look at one by one")
        whole = np.ones(self.options, dtype=bool)
        for clause in clauses:
            either: Array = np.zeros([1] * len(self.options), dtype=bool)
            for x in clause:
                axis = np.arange(self.options[x.question]) == x.option
                shape = [1] * len(self.options)
                shape[x.question] = -1
                either = either | (axis if x.positive else ~axis).reshape(shape)
            whole &= either
        return whole

    def values(self, points: Sequence[Mapping[tuple[int, int], int]]) -> Array:
        """Return additive values for each package and party, int64, shape (size, parties)."""
        out = np.zeros((self.size, len(points)), dtype=np.int64)
        for p, table in enumerate(points):
            total: Array = np.zeros([1] * len(self.options), dtype=np.int64)
            for q, n in enumerate(self.options):
                shape = [1] * len(self.options)
                shape[q] = -1
                total = total + np.array([table[q, o] for o in range(n)]).reshape(shape)
            out[:, p] = np.broadcast_to(total, self.options).ravel()
        return out
