"""Counting by trying everything: every set of members, or every vector of counts of the types."""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.evaluation import verdicts
from foedus.power.game import NotThisGame
from foedus.power.lines import Lines, vectors
from foedus.power.profile import Budget, Profile, profile_by_size
from foedus.rules.gates import Rule
from foedus.rules.transform import collapse

Array = np.ndarray[Any, Any]
#: The most members tried one by one: 2^27 sets.
MOST = 27
#: Sets are tried in chunks of 2^18.
CHUNK = 18
#: The most vectors of counts of the types.
VECTORS = 1 << 24


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
        wins = np.broadcast_to(verdicts(rule, state), index.shape)
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


def types(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:  # noqa: ARG001
    """Count by the vectors of counts of the collapsed types, a line of the largest at a time.

    Raises TooLarge for more than 2^24 vectors, NotThisGame for weights beyond 60 bits.
    """
    short = collapse(rule)
    _small_weights(short.rule)
    if vectors(short.rule) > VECTORS:
        raise TooLarge(
            f"the engine types would try more than {VECTORS:,} vectors of counts\n"
            "  help: take --engine diagram"
        )
    n = rule.size
    winning, members = Lines(short.rule, budget or Budget()).by_size()
    place = {k: t for t, group in enumerate(short.groups) for k in group}
    by_type = [[mine[s + 1] - (winning[s] - mine[s]) for s in range(n)] for mine in members]
    swings = [by_type[place[k]] for k in range(len(rule.voters))]
    return profile_by_size(rule, winning, swings, "types")
