"""Minimal winning sets and critical members of a rule over heads and one row of weights.

Where every gate counts heads or adds up one row of weights, a set of s members with weight w wins
exactly when w >= T(s), T falling in s. Members stand in one order, the heaviest first: a set is
minimal where it loses without its lightest member, and its critical members are those heavier than
its excess w - T(s - 1). The members are cut into two halves, the sums of each sorted by size, and
pairs counted between two bounds (Horowitz & Sahni 1974): 2^(n/2) searches instead of 2^n sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from foedus.power.profile import Budget
from foedus.power.vectors import Critical
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most members: halves of 2^15 sets each.
MOST = 30
#: Beyond every sum; sums stay below 2^60.
NEVER = 1 << 61
SMALL = 1 << 60


@dataclass(frozen=True, slots=True)
class Ordered:
    """Members of influence, the heaviest first, and the least weight that wins by size.

    `owner[k]` is the voter or type of member k, `weights[k]` its weight; a set of s members wins
    where its weight is at least `least[s]`.
    """

    owner: tuple[int, ...]
    weights: tuple[int, ...]
    least: tuple[int, ...]


def ordered(rule: Rule) -> Ordered | None:
    """Return a simplified rule's members in order, or None where it is not one of this kind.

    None, too, for more than 30 members of influence or sums beyond 60 bits.
    """
    n = len(rule.voters)
    if rule.root < n:
        return None
    rows = {g.row: _row(rule, g.row) for g in rule.gates}
    plain = [r for r in rows.values() if r]
    if None in rows.values() or not plain:
        return None
    kept = sorted({k for row in plain for k in row})
    heads = {r: _heads(row, kept) for r, row in rows.items() if row}
    other = {tuple(sorted(rows[r].items())) for r, unit in heads.items() if not unit}  # type: ignore[union-attr]
    size = sum(rule.voters[k].count for k in kept)
    if len(other) > 1 or size > MOST or any(rule.total(r) >= SMALL for r in rows):
        return None
    weight = dict(next(iter(other), ()))
    members = sorted((-weight.get(k, 0), k) for k in kept for _ in range(rule.voters[k].count))
    least = tuple(_least(rule, heads, s) for s in range(size + 1))
    return Ordered(tuple(k for _, k in members), tuple(-w for w, _ in members), least)


def _row(rule: Rule, row: int) -> dict[int, int] | None:
    """Return the weights of a row of voters, none for one of gates, None for a mixed one."""
    items, n = rule.rows[row].items, len(rule.voters)
    voters = {k: w for k, w in items if k < n}
    return None if voters and len(voters) < len(items) else voters


def _heads(row: dict[int, int], kept: list[int]) -> int:
    """Return the weight of a head where all of influence weigh the same, else 0."""
    same = len(set(row.values())) == 1 and len(row) == len(kept)
    return next(iter(row.values())) if same else 0


def _least(rule: Rule, heads: dict[int, int], size: int) -> int:
    """Return the least weight with which a set of so many members wins."""
    quotas = {g.quota for g in rule.gates if g.row in heads and not heads[g.row]}
    return next((q for q in sorted({0, *quotas}) if q >= 0 and _wins(rule, heads, size, q)), NEVER)


def _wins(rule: Rule, heads: dict[int, int], size: int, weight: int) -> bool:
    n = len(rule.voters)
    state: list[int] = []
    for gate in rule.gates:
        if gate.row in heads:
            value = heads[gate.row] * size if heads[gate.row] else weight
        else:
            value = sum(w * state[k - n] for k, w in rule.rows[gate.row].items)
        state.append(int(value >= gate.quota))
    return bool(state[rule.root - n])


class _Half:
    """Every subset of some members, by size in the order of their sums."""

    def __init__(self, weights: tuple[int, ...]) -> None:
        n = len(weights)
        sums = np.zeros(1, dtype=np.int64)
        for w in weights:
            sums = np.concatenate([sums, sums + w])
        bits = np.arange(1 << n)[:, None] >> np.arange(n) & 1
        sizes = bits.sum(axis=1)
        places = [np.flatnonzero(sizes == s) for s in range(n + 1)]
        places = [at[np.argsort(sums[at], kind="stable")] for at in places]
        self.sums: list[Array] = [sums[at] for at in places]
        #: One row a subset, one column a member, 1 where it is inside.
        self.bits: list[Array] = [bits[at].astype(np.float64) for at in places]
        #: How many of the first k subsets have each member.
        self.with_member: list[Array] = [
            np.concatenate([np.zeros((1, n)), np.cumsum(b, axis=0)]) for b in self.bits
        ]
        #: Members among the first k + 1.
        self.first: list[Array] = [np.cumsum(b, axis=1).astype(np.int64) for b in self.bits]


def _halves(game: Ordered) -> tuple[_Half, _Half]:
    h = len(game.weights) // 2
    return _Half(game.weights[:h]), _Half(game.weights[h:])


def _between(sorted_sums: Array, low: Array, high: Array) -> tuple[Array, Array]:
    return np.searchsorted(sorted_sums, low), np.searchsorted(sorted_sums, high)


def minimal(
    rule: Rule, game: Ordered, budget: Budget
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the minimal winning sets by size, and those with one given member of each voter."""
    n, least = len(game.weights), game.least
    h = n // 2
    heavy, light = _halves(game)
    by_size = np.zeros(rule.size + 1)
    members = np.zeros((n, rule.size + 1))
    ranks = np.asarray(game.weights, dtype=np.int64)
    for sb in range(n - h + 1):
        budget.check(sb / (n - h + 1), "halves in order")
        inside = light.bits[sb]
        # the lightest of a set is its last member, here as far as this half goes
        last = (n - 1 - np.argmax(inside[:, ::-1], axis=1)) if sb else None
        for sa in range(h + 1):
            s = sa + sb
            if not s or least[s] == NEVER:
                continue
            if last is None:
                lightest = ranks[h - 1 - np.argmax(heavy.bits[sa][:, ::-1], axis=1)]
                sums = heavy.sums[sa]
                chosen = (sums >= least[s]) & (sums < least[s - 1] + lightest)
                by_size[s] += chosen.sum()
                members[:h, s] += heavy.bits[sa][chosen].sum(axis=0)
                continue
            low = least[s] - light.sums[sb]
            high = least[s - 1] + ranks[last] - light.sums[sb]
            start, end = _between(heavy.sums[sa], low, high)
            many = (end - start).astype(np.float64)
            by_size[s] += many.sum()
            members[h:, s] += many @ inside
            members[:h, s] += (heavy.with_member[sa][end] - heavy.with_member[sa][start]).sum(
                axis=0
            )
    return _whole(by_size), _by_voter(rule, game, members)


def critical(rule: Rule, game: Ordered, budget: Budget) -> Critical:
    """Return the winning sets by number of critical members, over all of the rule's voters."""
    n, h = len(game.weights), len(game.weights) // 2
    heavy, light = _halves(game)
    sets = np.zeros(rule.size + 1)
    members = np.zeros((n, rule.size + 1))
    winning = 0
    for sa in range(h + 1):
        budget.check(sa / (h + 1), "halves in order")
        for sb in range(n - h + 1):
            least = game.least[sa + sb]
            if least == NEVER:
                continue
            at = np.searchsorted(heavy.sums[sa], least - light.sums[sb])
            winning += at.size * len(heavy.sums[sa]) - int(at.sum())
            if sa + sb:
                edges = _edges(game, sa + sb)
                _by_heavy(heavy, light, sa, sb, edges[: h + 1], sets, members)
                _by_light(heavy, light, sa, sb, edges[h:], sets, members)
    idle = 1 << (rule.size - n)
    numbers = [k * idle for k in _whole(sets)]
    numbers[0] = winning * idle - sum(numbers[1:])
    found = _by_voter(rule, game, members)
    return Critical(tuple(numbers), tuple(tuple(k * idle for k in mine) for mine in found))


def _edges(game: Ordered, size: int) -> Array:
    """Return, for k from 0, the weights from which members k, k + 1, ... are critical no more."""
    n, before = len(game.weights), game.least[size - 1]
    found = [before + w for w in game.weights]
    return np.asarray([*found, game.least[size]], dtype=np.int64).reshape(n + 1)


def _by_heavy(
    heavy: _Half, light: _Half, sa: int, sb: int, edges: Array, sets: Array, members: Array
) -> None:
    """Add the sets whose critical members are those among the first k, all in the heavy half."""
    at = np.searchsorted(light.sums[sb], edges[None, :] - heavy.sums[sa][:, None])
    for k in range(1, at.shape[1]):
        many = (at[:, k - 1] - at[:, k]).astype(np.float64)
        if many.any():
            kinds = _kinds(heavy.first[sa][:, k - 1], sa) * many[:, None]
            sets[: sa + 1] += kinds.sum(axis=0)
            members[:k, : sa + 1] += heavy.bits[sa][:, :k].T @ kinds


def _by_light(
    heavy: _Half, light: _Half, sa: int, sb: int, edges: Array, sets: Array, members: Array
) -> None:
    """Add the sets whose critical members are the heavy half's and the first of the light half."""
    at = np.searchsorted(heavy.sums[sa], edges[None, :] - light.sums[sb][:, None])
    h = heavy.bits[sa].shape[1]
    for k in range(1, at.shape[1]):
        start, end = at[:, k], at[:, k - 1]
        many = (end - start).astype(np.float64)
        if many.any():
            plain = _kinds(light.first[sb][:, k - 1], sb)
            kinds = plain * many[:, None]
            sets[sa : sa + sb + 1] += kinds.sum(axis=0)
            members[h : h + k, sa : sa + sb + 1] += light.bits[sb][:, :k].T @ kinds
            inside = heavy.with_member[sa][end] - heavy.with_member[sa][start]
            members[:h, sa : sa + sb + 1] += inside.T @ plain


def _kinds(numbers: Array, most: int) -> Array:
    """Return one row a set with a 1 in the column of its number."""
    return np.asarray(numbers[:, None] == np.arange(most + 1), dtype=np.float64)


def _whole(values: Array) -> tuple[int, ...]:
    # at most 2^30 sets: far below 2^53, so the floating-point sums are exact
    return tuple(int(v) for v in values)


def _by_voter(rule: Rule, game: Ordered, members: Array) -> tuple[tuple[int, ...], ...]:
    nobody = (0,) * members.shape[1]
    found = {k: _whole(members[m]) for m, k in reversed(list(enumerate(game.owner)))}
    return tuple(found.get(k, nobody) for k in range(len(rule.voters)))
