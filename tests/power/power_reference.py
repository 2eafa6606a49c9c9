"""Indices by their definitions, over every set of single members; imports nothing of foedus."""

from __future__ import annotations

import itertools
import sys
from fractions import Fraction
from math import factorial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rules"))

from rules_reference import coalitions, passes, random_rule, swings_by_size, winning_by_size

Json = dict[str, Any]
__all__ = ["Members", "coalitions", "passes", "random_rule", "swings_by_size", "winning_by_size"]


class Members:
    """A rule over single members: `members` lists the name of each one's voter or type."""

    def __init__(self, rule: Json) -> None:
        self.rule = rule
        self.members = [v["name"] for v in rule["voters"] for _ in range(v["count"])]
        self.n = len(self.members)
        self.known: dict[int, bool] = {}

    def wins(self, chosen: int) -> bool:
        """Whether the set of members (bits) wins."""
        if chosen not in self.known:
            yes: dict[str, int] = {}
            for k, name in enumerate(self.members):
                if chosen >> k & 1:
                    yes[name] = yes.get(name, 0) + 1
            self.known[chosen] = passes(self.rule, yes)
        return self.known[chosen]

    def critical(self, chosen: int) -> list[int]:
        """The members without whom a winning set loses."""
        if not self.wins(chosen):
            return []
        return [k for k in range(self.n) if chosen >> k & 1 and not self.wins(chosen & ~(1 << k))]

    def first(self, name: str) -> int:
        return self.members.index(name)

    def minimal(self) -> list[int]:
        return [
            s for s in range(1 << self.n) if self.wins(s) and len(self.critical(s)) == s.bit_count()
        ]

    def deegan_packel(self, name: str) -> Fraction:
        found, k = self.minimal(), self.first(name)
        return sum(
            (Fraction(1, s.bit_count() * len(found)) for s in found if s >> k & 1), Fraction(0)
        )

    def holler(self, name: str) -> Fraction:
        found, k = self.minimal(), self.first(name)
        everybody = sum(s.bit_count() for s in found)
        return Fraction(sum(s >> k & 1 for s in found), everybody) if everybody else Fraction(0)

    def johnston(self, name: str) -> Fraction:
        raw = [Fraction(0)] * self.n
        for s in range(1 << self.n):
            critical = self.critical(s)
            for k in critical:
                raw[k] += Fraction(1, len(critical))
        total = sum(raw, Fraction(0))
        return raw[self.first(name)] / total if total else Fraction(0)

    def owen(self, blocs: list[set[int]], i: int) -> Fraction:
        """Orders in which blocs stay together, in which i tips the outcome."""
        hits = orders = 0
        for outer in itertools.permutations(blocs):
            for inner in itertools.product(*(itertools.permutations(sorted(b)) for b in outer)):
                chosen = 0
                orders += 1
                for k in itertools.chain.from_iterable(inner):
                    before = self.wins(chosen)
                    chosen |= 1 << k
                    if k == i:
                        hits += not before and self.wins(chosen)
                        break
        return Fraction(hits, orders)

    def banzhaf_owen(self, blocs: list[set[int]], i: int) -> Fraction:
        mine = next(b for b in blocs if i in b)
        others = [b for b in blocs if b is not mine]
        partners = sorted(mine - {i})
        hits = 0
        for pick in itertools.product([0, 1], repeat=len(others)):
            base = sum(1 << k for on, b in zip(pick, others, strict=True) if on for k in b)
            for inner in itertools.product([0, 1], repeat=len(partners)):
                chosen = base + sum(1 << k for on, k in zip(inner, partners, strict=True) if on)
                hits += not self.wins(chosen) and self.wins(chosen | 1 << i)
        return Fraction(hits, 2 ** (len(others) + len(partners)))

    def shapley(self, name: str) -> Fraction:
        by_size = swings_by_size(self.rule, name)
        return sum(
            (
                Fraction(k * factorial(s) * factorial(self.n - 1 - s), factorial(self.n))
                for s, k in enumerate(by_size)
            ),
            Fraction(0),
        )
