"""Counting by trying everything: every set of members, or every vector of counts of the types."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.packing import binomials, slot_bytes, unpack
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.gates import Rule
from foedus.rules.transform import collapse

Array = np.ndarray[Any, Any]
#: The most members tried one by one: 2^27 sets.
MOST = 27
#: Sets are tried in chunks of 2^18.
CHUNK = 18
#: The most vectors of counts tried.
VECTORS = 5_000_000


def enumeration(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:  # noqa: ARG001
    """Count by trying every set of single members, vectorised; at most 27 members.

    Raises TooLarge for more members, NotThisGame for weights beyond 60 bits.
    """
    _small_weights(rule)
    if rule.size > MOST:
        raise TooLarge(
            f"the engine enumeration takes at most {MOST} members, not {rule.size}\n"
            "  help: take --engine auto"
        )
    budget = budget or Budget()
    owner = [k for k, v in enumerate(rule.voters) for _ in range(v.count)]
    n = len(owner)
    low = min(n, CHUNK)
    index = np.arange(1 << low, dtype=np.int64)
    bits = [(index >> k) & 1 for k in range(low)]
    size = np.sum(bits, axis=0) if low else np.zeros(1, dtype=np.int64)
    winning = np.zeros(n + 1, dtype=np.int64)
    containing = np.zeros((n, n + 1), dtype=np.int64)
    for high in range(1 << (n - low)):
        budget.check(high / (1 << (n - low)), "enumeration")
        state: list[Array | int] = [0] * len(rule.voters)
        for member, k in enumerate(owner):
            state[k] = state[k] + (bits[member] if member < low else (high >> (member - low)) & 1)
        more = high.bit_count()
        wins = np.broadcast_to(_verdicts(rule, state), index.shape)
        found = np.bincount(size[wins] + more, minlength=n + 1)
        winning += found
        for member in range(n):
            if member < low:
                mine = np.bincount(size[wins & (bits[member] == 1)] + more, minlength=n + 1)
            else:
                mine = found * ((high >> (member - low)) & 1)
            containing[member] += mine
    first = {k: member for member, k in reversed(list(enumerate(owner)))}
    swings = [
        [int(c[s + 1] - (winning[s] - c[s])) for s in range(n)]
        for c in (containing[first[k]] for k in range(len(rule.voters)))
    ]
    return profile_by_size(rule, [int(w) for w in winning], swings, "enumeration")


def _small_weights(rule: Rule) -> None:
    if any(rule.total(r) >= 1 << 60 for r in range(len(rule.rows))):
        raise NotThisGame("the weights add up beyond 60 bits: take the engine diagram")


def _verdicts(rule: Rule, state: list[Array | int]) -> Array:
    """Return whether the rule passes, for arrays of counts of each voter at once."""
    nodes: list[Array | int] = list(state)
    for gate in rule.gates:
        weight: Array | int = 0
        for node, w in rule.rows[gate.row].items:
            weight = weight + w * nodes[node]
        # a quota beyond 60 bits is beyond every sum
        nodes.append(np.asarray(weight >= min(max(gate.quota, -1), 1 << 61)).astype(np.int64))
    if rule.root < len(rule.voters):
        return np.asarray(nodes[rule.root] == rule.voters[rule.root].count)
    return np.asarray(nodes[rule.root]) > 0


def types(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:  # noqa: ARG001
    """Count by trying every vector of counts of the collapsed types, each with its binomials.

    Raises TooLarge for more than five million vectors, NotThisGame for weights beyond 60 bits.
    """
    short = collapse(rule)
    _small_weights(short.rule)
    counts = [v.count for v in short.rule.voters]
    if prod(c + 1 for c in counts) > VECTORS:
        raise TooLarge(
            f"the engine types would try more than {VECTORS:,} vectors of counts\n"
            "  help: take --engine diagram"
        )
    budget = budget or Budget()
    grid = np.meshgrid(*(np.arange(c + 1, dtype=np.int64) for c in counts), indexing="ij")
    wins = np.broadcast_to(_verdicts(short.rule, list(grid)), tuple(c + 1 for c in counts))
    slot = slot_bytes(rule.size)
    winning = _contract(wins, counts, slot)
    by_type = []
    for t, count in enumerate(counts):
        budget.check(t / len(counts), "types")
        less = np.take(wins, range(count), axis=t)
        more = np.take(wins, range(1, count + 1), axis=t)
        others = [c - 1 if k == t else c for k, c in enumerate(counts)]
        by_type.append(unpack(_contract(more & ~less, others, slot), slot, rule.size))
    place = {k: t for t, group in enumerate(short.groups) for k in group}
    swings = [by_type[place[k]] for k in range(len(rule.voters))]
    return profile_by_size(rule, unpack(winning, slot, rule.size + 1), swings, "types")


def _contract(marked: Array, counts: list[int], slot: int) -> int:
    """Return the sum over marked vectors of prod C(c, k) x^k, one axis after another."""
    if not counts:
        return int(marked)
    line = marked.reshape(-1, counts[-1] + 1)
    inner = [_runs(row, counts[-1], slot) for row in line]
    values = inner
    for axis in range(len(counts) - 2, -1, -1):
        width = counts[axis] + 1
        pieces = [binomials(counts[axis], k, k, slot) for k in range(width)]
        values = [
            sum(v * p for v, p in zip(values[k : k + width], pieces, strict=True) if v)
            for k in range(0, len(values), width)
        ]
    return values[0]


def _runs(row: Array, count: int, slot: int) -> int:
    """Return the binomials of the marked counts, a run of marks at a time."""
    total, start = 0, None
    for k, mark in enumerate([*row.tolist(), False]):
        if mark and start is None:
            start = k
        elif not mark and start is not None:
            total += binomials(count, start, k - 1, slot)
            start = None
    return total
