"""Gate patterns: the pure conjunctions of row bounds whose union is a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

from foedus.proof.program import Constraint, Program
from foedus.proof.query import Claim, Query

#: More patterns than this and the query is searched with gate literals instead.
CAP = 2_000
#: A way: for each row, the amount that must at least be reached (open) or missed (closed).
Way = dict[int, int]


class TooManyPatterns(Exception):
    """Raised where a query has more than `CAP` patterns."""


@dataclass(slots=True)
class RowTable:
    """Voter rows stored once across the claims of a query, divided by their common divisor."""

    index: dict[tuple[tuple[int, int], ...], int]
    rows: list[tuple[tuple[int, int], ...]]
    labels: list[str]

    def add(self, items: list[tuple[int, int]], label: str) -> tuple[int, int]:
        """Return the row's number and the divisor taken out of it."""
        divisor = gcd(*(w for _, w in items))
        key = tuple(sorted((k, w // divisor) for k, w in items))
        if key not in self.index:
            self.index[key] = len(self.rows)
            self.rows.append(key)
            self.labels.append(label)
        return self.index[key], divisor


class Ways:
    """The ways in which one claim's rule can be open (or closed), as bounds on voter rows.

    Closing a gate of total T and quota q means that children of weight T - q + 1 stay closed,
    so that both directions are one search; the amounts of a closed claim count missing votes.
    """

    def __init__(self, claim: Claim, table: RowTable, position: dict[str, int], cap: int) -> None:
        self.rule, self.open, self.table, self.cap = claim.rule, claim.passes, table, cap
        self.at = [position[v.name] for v in self.rule.voters]
        self.extra = [claim.extra.get(v.name, 0) for v in self.rule.voters]
        self.memo: dict[int, list[Way]] = {}

    def of(self, node: int) -> list[Way]:
        """Return the minimal ways of a node."""
        if node not in self.memo:
            self.memo[node] = minimal(
                self._voter(node) if node < len(self.at) else self._gate(node)
            )
        return self.memo[node]

    def _voter(self, node: int) -> list[Way]:
        members = self.rule.voters[node].count
        return [self._row([(node, 1)], members if self.open else 1, self.rule.voters[node].name)]

    def _gate(self, node: int) -> list[Way]:
        gate = self.rule.gates[node - len(self.at)]
        items = self.rule.rows[gate.row].items
        need = gate.quota if self.open else self.rule.total(gate.row) - gate.quota + 1
        votes = [(k, w) for k, w in items if k < len(self.at)]
        inner = sorted(((w, k) for k, w in items if k >= len(self.at)), reverse=True)
        reach = sum(w * self.rule.voters[k].count for k, w in votes)
        found: list[Way] = []
        for chosen, rest in self._choices(inner, need, reach):
            ways = [self._row(votes, rest, gate.label)] if rest > 0 else [{}]
            for child in chosen:
                ways = minimal([join(a, b) for a in ways for b in self.of(child)])
                self._check(len(ways))
            found += ways
            self._check(len(found))
        return found

    def _choices(
        self, inner: list[tuple[int, int]], need: int, reach: int, start: int = 0
    ) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield sets of inner gates with what the voters must still bring; heaviest first."""
        if need <= reach or need <= 0:
            yield (), max(need, 0)
        if need <= 0 or sum(w for w, _ in inner[start:]) + reach < need:
            return
        for i in range(start, len(inner)):
            weight, node = inner[i]
            for chosen, rest in self._choices(inner, need - weight, reach, i + 1):
                yield (node, *chosen), rest

    def _row(self, votes: list[tuple[int, int]], need: int, label: str) -> Way:
        row, divisor = self.table.add([(self.at[k], w) for k, w in votes], label)
        shift = sum(w * self.extra[k] for k, w in votes)
        if self.open:
            return {row: -(-(need - shift) // divisor)}
        return {row: -(-(need + shift) // divisor)}

    def _check(self, count: int) -> None:
        if count > self.cap:
            raise TooManyPatterns


def join(a: Way, b: Way) -> Way:
    """Return the way that demands both."""
    both = dict(a)
    for row, need in b.items():
        both[row] = max(need, both.get(row, need))
    return both


def minimal(ways: list[Way]) -> list[Way]:
    """Return the ways without duplicates and without those that demand more than another."""
    unique = list({tuple(sorted(w.items())): w for w in ways}.values())
    if len(unique) > 200:
        return unique
    unique.sort(key=len)
    kept: list[Way] = []
    for way in unique:
        weaker = (all(way.get(r, 0) >= n and r in way for r, n in k.items()) for k in kept)
        if not any(weaker):
            kept = [k for k in kept if not all(r in k and k[r] >= n for r, n in way.items())]
            kept.append(way)
    return kept


def patterns(query: Query, cap: int = CAP) -> list[Program]:
    """Return pure conjunctions (voters only) whose union is the query, contradictions dropped.

    Raises TooManyPatterns above `cap`.
    """
    counts, box = query.counts(), query.box()
    position = {name: i for i, name in enumerate(counts)}
    table = RowTable({}, [], [])
    lower: list[Way] = [{}]
    upper: list[Way] = [{}]
    for claim in query.claims:
        ways = Ways(claim, table, position, cap).of(claim.rule.root)
        if claim.passes:
            lower = minimal([join(a, b) for a in lower for b in ways])
        else:
            upper = minimal([join(a, b) for a in upper for b in ways])
        if len(lower) * len(upper) > cap * 20 or max(len(lower), len(upper)) > cap:
            raise TooManyPatterns
    sizes = list(counts.values())
    totals = [sum(w * sizes[k] for k, w in row) for row in table.rows]
    least = [sum(w * box[k][0] for k, w in row) for row in table.rows]
    most = [sum(w * box[k][1] for k, w in row) for row in table.rows]
    made = []
    for low in lower:
        if any(need > most[r] for r, need in low.items()):
            continue
        for up in upper:
            high = {r: totals[r] - need for r, need in up.items()}
            if any(h < max(least[r], low.get(r, 0)) for r, h in high.items()):
                continue
            made.append(_program(query, box, table, low, high))
            if len(made) > cap:
                raise TooManyPatterns
    return made


def _program(
    query: Query, box: list[tuple[int, int]], table: RowTable, low: Way, high: Way
) -> Program:
    constraints = [Constraint(table.rows[r], need, table.labels[r]) for r, need in low.items()]
    constraints += [
        Constraint(tuple((k, -w) for k, w in table.rows[r]), -most, table.labels[r])
        for r, most in high.items()
    ]
    return Program(
        tuple(a for a, _ in box),
        tuple(b for _, b in box),
        tuple(query.costs()),
        tuple(constraints),
        len(box),
    )
