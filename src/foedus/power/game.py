"""Whether a rule is one weighted gate, and which engine a game fits."""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul

from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify


class NotThisGame(ValueError):
    """Raised where an engine cannot count this kind of rule; the text says why."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A single gate [quota; weights], one weight a voter or type (0: no influence)."""

    weights: tuple[int, ...]
    counts: tuple[int, ...]
    quota: int

    @property
    def total(self) -> int:
        """The weight of everybody."""
        return sum(map(mul, self.weights, self.counts))

    def grouped(self) -> list[tuple[int, int]]:
        """Return (weight, number of members), lightest first, each weight once."""
        found: dict[int, int] = {}
        for w, c in zip(self.weights, self.counts, strict=True):
            found[w] = found.get(w, 0) + c
        return sorted(found.items())


def weighted(rule: Rule, *, simple: bool = False) -> Weighted | None:
    """Return the rule as a single gate over its voters, or None where it is not one.

    `simple` says that the rule is simplified already.
    """
    found = _read(rule)
    return found if found is not None or simple else _read(simplify(rule))


def _read(rule: Rule) -> Weighted | None:
    n = len(rule.voters)
    counts = tuple([v.count for v in rule.voters])
    if rule.root < n:
        weights = tuple(int(k == rule.root) for k in range(n))
        return Weighted(weights, counts, counts[rule.root])
    gate = rule.gates[rule.root - n]
    row = rule.rows[gate.row].items
    if row and row[-1][0] >= n:
        return None
    if len(row) == n:
        return Weighted(tuple([w for _, w in row]), counts, gate.quota)
    given = dict(row)
    return Weighted(tuple([given.get(k, 0) for k in range(n)]), counts, gate.quota)


def need_weighted(rule: Rule, engine: str, game: Weighted | None = None) -> Weighted:
    """Return the rule as a single gate (`game` where known); raises NotThisGame if it is not."""
    game = game or weighted(rule)
    if game is None:
        raise NotThisGame(f"the engine {engine} counts a single weighted gate; this rule has more")
    return game
