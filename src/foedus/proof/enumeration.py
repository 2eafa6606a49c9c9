"""Every coalition in turn, vectorised: the second engine where a query has few voters."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from foedus.proof.program import Outcome
from foedus.proof.query import Claim, Query

#: Coalitions (types counted by how many say yes) that are looked at in one go, and in all.
CHUNK = 1 << 18
CAP = 1 << 22
Ints = NDArray[np.int64]


def size(query: Query) -> int:
    """Return the number of coalitions inside the query's ranges."""
    return prod(max(0, b - a + 1) for a, b in query.box())


def fits(query: Query, cap: int = CAP) -> bool:
    """Return whether the query is small enough to enumerate without overflow."""
    totals = [c.rule.total(r) for c in query.claims for r in range(len(c.rule.rows))]
    spent = sum(abs(c) * b for c, b in zip(query.costs(), query.counts().values(), strict=True))
    return size(query) <= cap and max([*totals, spent], default=0) < 1 << 62


def solve(query: Query, cap: int = CAP) -> Outcome:
    """Return the cheapest coalition by looking at all of them; the first of equals.

    Raises ValueError where `fits` is false.
    """
    if not fits(query, cap):
        raise ValueError("too many coalitions to enumerate")
    box, costs, number = query.box(), query.costs(), size(query)
    best: tuple[int, tuple[int, ...]] | None = None
    for start in range(0, number, CHUNK):
        counts = _counts(box, np.arange(start, min(number, start + CHUNK), dtype=np.int64))
        good = np.ones(counts.shape[1], dtype=bool)
        for claim in query.claims:
            good &= holds(claim, dict(zip(query.counts(), counts, strict=True)))
        if not good.any():
            continue
        kept = counts[:, good]
        value = np.array(costs, dtype=np.int64) @ kept
        at = int(value.argmin())
        if best is None or int(value[at]) < best[0]:
            best = int(value[at]), tuple(int(k) for k in kept[:, at])
    if best is None:
        return Outcome(None, None, True, "enumeration", nodes=number)
    return Outcome(best[1], best[0], True, "enumeration", nodes=number)


def _counts(box: list[tuple[int, int]], numbers: Ints) -> Ints:
    columns, width = [], len(numbers)
    for low, high in reversed(box):
        numbers, digit = np.divmod(numbers, high - low + 1)
        columns.append(digit + low)
    return np.array(columns[::-1], dtype=np.int64).reshape(len(box), width)


def holds(claim: Claim, counts: dict[str, Ints]) -> NDArray[np.bool_]:
    """Return, for each coalition of a batch, whether the claim is true of it."""
    rule = claim.rule
    state: list[Ints] = [counts[v.name] + claim.extra.get(v.name, 0) for v in rule.voters]
    weight: dict[int, Ints] = {}
    for gate in rule.gates:
        if gate.row not in weight:
            zero = np.zeros_like(next(iter(counts.values()))) if counts else np.zeros(1, np.int64)
            weight[gate.row] = sum((w * state[k] for k, w in rule.rows[gate.row].items), zero)
        state.append((weight[gate.row] >= gate.quota).astype(np.int64))
    whole = rule.voters[rule.root].count if rule.root < len(rule.voters) else 1
    opened: NDArray[np.bool_] = state[rule.root] >= whole
    return opened if claim.passes else ~opened
