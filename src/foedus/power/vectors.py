"""Every vector of counts of the types at once: who is critical where, which sets are minimal.

A vector x stands for prod C(count, x) sets of members. Sums of such products are exact: they are
taken modulo primes below 2^31 and put together by the Chinese remainder theorem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
#: The most vectors held: one byte or two each.
MOST = 1 << 27
#: So few vectors are tried before anything else.
FEW = 100_000
#: Vectors whose sums are held at once.
INNER = 1 << 20
#: Terms added up before a remainder is taken: 2^22 numbers below 2^31 stay below 2^53.
TERMS = 1 << 22


@dataclass(frozen=True, slots=True)
class Critical:
    """Winning sets of members by how many of them are critical.

    `winning[c]` counts the sets with exactly c, `with_member[t][c]` those of them in which one
    given member of type t is critical.
    """

    winning: tuple[int, ...]
    with_member: tuple[tuple[int, ...], ...]


def fits(rule: Rule) -> bool:
    """Return whether the vectors of counts are few enough to hold."""
    return prod(v.count + 1 for v in rule.voters) <= MOST


def few(rule: Rule) -> bool:
    """Return whether trying every vector of counts is quicker than anything else."""
    return prod(v.count + 1 for v in rule.voters) <= FEW


def winners(rule: Rule, budget: Budget) -> Array:
    """Return whether each vector of counts wins: one axis a voter or type.

    Raises TooLarge for too many vectors, NotThisGame for weights beyond 60 bits.
    """
    if not fits(rule):
        raise TooLarge(
            f"there are more than {MOST:,} vectors of counts to try\n"
            "  help: ask for indices that need no list of coalitions (banzhaf, shapley, coleman)"
        )
    if any(rule.total(r) >= 1 << 60 for r in range(len(rule.rows))):
        raise NotThisGame("the weights add up beyond 60 bits: take indices that need no list")
    sides = [v.count + 1 for v in rule.voters]
    cut = len(sides)
    while cut and prod(sides[cut - 1 :]) <= INNER:
        cut -= 1
    found = np.empty(sides, dtype=bool)
    inner = [np.arange(s, dtype=np.int64).reshape(_along(k, s, len(sides) - cut))
             for k, s in enumerate(sides[cut:])]  # fmt: skip
    for x in product(*(range(s) for s in sides[:cut])):
        budget.check(0.0, "enumeration")
        found[x] = _verdicts(rule, [*x, *inner])
    return found


def _along(axis: int, length: int, axes: int) -> list[int]:
    return [length if k == axis else 1 for k in range(axes)]


def _verdicts(rule: Rule, state: list[Any]) -> Any:
    nodes, n = list(state), len(rule.voters)
    sums: dict[int, Any] = {}
    for gate in rule.gates:
        if gate.row not in sums:
            sums[gate.row] = sum(w * nodes[k] for k, w in rule.rows[gate.row].items)
        opened = sums[gate.row] >= min(max(gate.quota, -1), 1 << 61)
        nodes.append(np.asarray(opened).astype(np.int64))
    top = nodes[rule.root]
    return top >= rule.voters[rule.root].count if rule.root < n else top > 0


def critical(rule: Rule, budget: Budget) -> Critical:
    """Return the winning sets by number of critical members; raises what `winners` raises."""
    wins = winners(rule, budget)
    counts = [v.count for v in rule.voters]
    many = np.zeros(wins.shape, dtype=np.uint8 if rule.size < 256 else np.uint16)
    for t, count in enumerate(counts):
        budget.check(t / len(counts) / 2, "enumeration")
        here = _side(wins, t, 1) & ~_side(wins, t, 0)
        steps = np.arange(1, count + 1, dtype=many.dtype).reshape(_along(t, count, wins.ndim))
        _side(many, t, 1)[...] += here * steps
    top = int(many.max()) + 1 if many.size else 1
    everything = _tally(np.flatnonzero(wins), many.ravel(), wins.shape, counts, None, top)
    found = []
    for t in range(len(counts)):
        budget.check(0.5 + t / len(counts) / 2, "enumeration")
        here = _side(wins, t, 1) & ~_side(wins, t, 0)
        if max(counts) == 1:
            numbers = np.bincount(_side(many, t, 1)[here], minlength=top)
            found.append(tuple(int(k) for k in numbers))
            continue
        marked = np.zeros_like(wins)
        _side(marked, t, 1)[...] = here
        at = np.flatnonzero(marked)
        found.append(_tally(at, many.ravel(), wins.shape, counts, t, top))
    return Critical(everything, tuple(found))


def minimal(rule: Rule, budget: Budget) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the minimal winning sets by size, and those with one given member of each type.

    Raises what `winners` raises.
    """
    wins = winners(rule, budget)
    counts = [v.count for v in rule.voters]
    least = wins.copy()
    for t in range(len(counts)):
        budget.check(t / len(counts), "enumeration")
        _side(least, t, 1)[...] &= ~_side(wins, t, 0)
    at = np.flatnonzero(least)
    if max(counts, default=2) == 1:
        return _single(at, len(counts))
    sizes = np.zeros(len(at), dtype=np.int64)
    for column in np.unravel_index(at, wins.shape) if wins.ndim else ():
        sizes += column
    top = rule.size + 1
    return (
        _tally(at, sizes, wins.shape, counts, None, top, aligned=True),
        tuple(
            _tally(at, sizes, wins.shape, counts, t, top, aligned=True) for t in range(len(counts))
        ),
    )


def _single(at: Array, n: int) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return sets of n single voters by size, and those with each: bit n - 1 - t is voter t."""
    sizes = sum((at >> k & 1 for k in range(n)), np.zeros(len(at), dtype=np.int64))
    with_member = [sizes[(at >> (n - 1 - t) & 1).astype(bool)] for t in range(n)]
    found = [np.bincount(s, minlength=n + 1).tolist() for s in (sizes, *with_member)]
    return tuple(found[0]), tuple(tuple(f) for f in found[1:])


def _side(table: Array, axis: int, high: int) -> Array:
    """Return the view of the vectors that have one more (high) or may have one more of a type."""
    pick: list[Any] = [slice(None)] * table.ndim
    pick[axis] = slice(1, None) if high else slice(None, -1)
    return np.asarray(table[tuple(pick)])


def _tally(
    at: Array,
    key: Array,
    shape: tuple[int, ...],
    counts: Sequence[int],
    inside: int | None,
    top: int,
    *,
    aligned: bool = False,
) -> tuple[int, ...]:
    """Return, by key, the number of sets that some vectors stand for.

    `at` are places of vectors in the flat table, `key` is by place or (aligned) in the order of
    `at`; with `inside`, only sets that contain one given member of that type.
    """
    keys = key if aligned else key[at]
    if max(counts, default=1) == 1 and inside is None:
        return tuple(int(k) for k in np.bincount(keys, minlength=top))
    columns = np.unravel_index(at, shape)
    kinds = [t for t, c in enumerate(counts) if c > 1 or t == inside]
    primes = _primes(sum(counts) + 1)
    ways_of = {t: _ways(counts[t], int(t == inside)) for t in kinds}
    remainders = []
    for p in primes:
        ways = np.ones(len(at), dtype=np.int64)
        for t in kinds:
            table = [w % p for w in ways_of[t]]
            ways = ways * np.asarray(table, dtype=np.int64)[columns[t]] % p
        whole = np.zeros(top, dtype=np.int64)
        for k in range(0, len(at), TERMS):
            part = np.bincount(keys[k : k + TERMS], ways[k : k + TERMS], minlength=top)
            whole = (whole + part.astype(np.int64)) % p
        remainders.append(whole.tolist())
    return tuple(_joined(primes, [r[k] for r in remainders]) for k in range(top))


def _ways(count: int, less: int) -> list[int]:
    """Return C(count, x) for every x, or with `less` 1 those with one given member inside."""
    found, value = [0] * less, 1
    for x in range(count - less + 1):
        found.append(value)
        value = value * (count - less - x) // (x + 1)
    return found


def _primes(bits: int) -> tuple[int, ...]:
    """Return primes just below 2^31 whose product has more than so many bits."""
    found: list[int] = []
    product_ = 1
    while product_.bit_length() <= bits:
        found.append(_prime(len(found)))
        product_ *= found[-1]
    return tuple(found)


@cache
def _prime(k: int) -> int:
    """Return the prime below 2^31 that has k primes between."""
    candidate = _prime(k - 1) - 2 if k else (1 << 31) - 1
    while not _is_prime(candidate):
        candidate -= 2
    return candidate


def _is_prime(number: int) -> bool:
    """Return whether an odd number from 9 to 2^31 is a prime.

    Strong pseudoprimes to the bases 2, 3, 5 and 7 begin at 3,215,031,751 (Jaeschke 1993).
    """
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    for base in (2, 3, 5, 7):
        power = pow(base, (number - 1) >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def _joined(primes: Sequence[int], remainders: Sequence[int]) -> int:
    """Return the number below the product of the primes with these remainders."""
    value, modulus = 0, 1
    for p, r, inverse in zip(primes, remainders, _inverses(tuple(primes)), strict=True):
        value += modulus * ((r - value) * inverse % p)
        modulus *= p
    return value


@cache
def _inverses(primes: tuple[int, ...]) -> tuple[int, ...]:
    """Return, for each prime, the inverse of the product of those before it."""
    found, modulus = [], 1
    for p in primes:
        found.append(pow(modulus, -1, p))
        modulus *= p
    return tuple(found)
