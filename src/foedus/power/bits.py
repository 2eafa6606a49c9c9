"""Every set of up to 27 single members at once: who is critical where, which sets are minimal."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.evaluation import verdicts
from foedus.power.game import NotThisGame
from foedus.power.lines import UNLISTED
from foedus.power.profile import Budget
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
Counts = tuple[list[int], list[list[int]]]
#: The most members: 2^27 sets, one byte or two each.
MOST = 27
#: Sets are evaluated in blocks of 2^18.
BLOCK = 18


class Bits:
    """Whether each set of the members of a rule wins: bit k of its place is member k.

    A member stands for its voter or type by `first`. Raises TooLarge for more than 27 members or a
    budget used up, NotThisGame for weights beyond 60 bits.
    """

    def __init__(self, rule: Rule, budget: Budget) -> None:
        if rule.size > MOST:
            raise TooLarge(f"there are too many sets of {rule.size} members to try\n{UNLISTED}")
        if any(rule.total(r) >= 1 << 60 for r in range(len(rule.rows))):
            raise NotThisGame("the weights add up beyond 60 bits: take indices that need no list")
        self.n, self.budget = rule.size, budget
        owner = [k for k, v in enumerate(rule.voters) for _ in range(v.count)]
        self.first = [owner.index(k) if v.count else None for k, v in enumerate(rule.voters)]
        low = min(self.n, BLOCK)
        inside = [np.arange(1 << low, dtype=np.int64) >> k & 1 for k in range(low)]
        self.wins: Array = np.empty(1 << self.n, dtype=bool)
        for high in range(1 << (self.n - low)):
            budget.check(high / (1 << (self.n - low)), "enumeration")
            state: list[Any] = [0] * len(rule.voters)
            for member, k in enumerate(owner):
                state[k] = state[k] + (
                    inside[member] if member < low else high >> (member - low) & 1
                )
            self.wins[high << low : (high + 1) << low] = verdicts(rule, state)

    def _gone(self, table: Array, member: int, inside: int) -> Array:
        """Return the sets with (inside 1) or without a member, those without in the same order."""
        return table.reshape(-1, 2, 1 << member)[:, inside]

    def minimal(self) -> Counts:
        """Return the minimal winning sets by size, and those with one member of each voter."""
        least = self.wins.copy()
        for k in range(self.n):
            self.budget.check(k / self.n, "enumeration")
            self._gone(least, k, 1)[...] &= ~self._gone(self.wins, k, 0)
        at = np.flatnonzero(least)
        sizes = sum((at >> k & 1 for k in range(self.n)), np.zeros(len(at), dtype=np.int64))
        mine = [sizes[(at >> k & 1).astype(bool)] for k in range(self.n)]
        return self._counts([sizes, *mine])

    def critical(self) -> Counts:
        """Return winning sets by number of critical members, and those where one is critical."""
        many = np.zeros(1 << self.n, dtype=np.uint8)
        for k in range(self.n):
            self.budget.check(k / self.n / 2, "enumeration")
            self._gone(many, k, 1)[...] += self._swings(k)
        mine = []
        for k in range(self.n):
            self.budget.check(0.5 + k / self.n / 2, "enumeration")
            mine.append(self._gone(many, k, 1)[self._swings(k)])
        return self._counts([many[self.wins], *mine])

    def _swings(self, member: int) -> Array:
        return self._gone(self.wins, member, 1) & ~self._gone(self.wins, member, 0)

    def _counts(self, found: list[Array]) -> Counts:
        numbers = [np.bincount(f, minlength=self.n + 1).tolist() for f in found]
        nobody = [0] * (self.n + 1)
        return numbers[0], [nobody if k is None else numbers[1 + k] for k in self.first]
