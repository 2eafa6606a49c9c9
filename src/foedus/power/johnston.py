"""Johnston's index: each winning coalition shares 1 among its critical members (Johnston 1978).

It follows from the number of winning sets by how many of their members are critical. In a gate
[q; w] the critical members of a set with excess e = w(S) - q are those heavier than e, so for each
weight class one table prod(1 + y x^w) over the heavier, prod(1 + x^w) over the rest gives all sets
with e in that class. Parts that share no voter are put together: an AND adds up their critical
members; in an OR somebody is critical only where one part alone wins.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from math import prod

from foedus.errors import TooLarge
from foedus.power.coalitions import Coalitions, Sets, together
from foedus.power.game import Weighted
from foedus.power.lines import UNLISTED
from foedus.power.packed import packed
from foedus.power.packing import unpack
from foedus.power.profile import Budget
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

#: Bytes of a gate's tables.
BYTES = 100_000_000


def johnston(rule: Rule, budget: Budget | None = None) -> tuple[Fraction, ...]:
    """Return Johnston's index of one member of each voter or type; 0 for all where nobody swings.

    Raises TooLarge where neither the tables nor the vectors of counts fit.
    """
    rule = simplify(rule)
    return shares(rule, by_critical(Coalitions(rule, budget or Budget())))


def shares(rule: Rule, found: Sets) -> tuple[Fraction, ...]:
    """Return Johnston's index from winning sets by number of critical members."""
    raw = [
        sum((Fraction(k, c) for c, k in enumerate(mine) if k and c), Fraction(0))
        for mine in found.with_member
    ]
    total = sum((r * v.count for r, v in zip(raw, rule.voters, strict=True)), Fraction(0))
    return tuple(r / total if total else Fraction(0) for r in raw)


def by_critical(found: Coalitions) -> Sets:
    """Return a rule's winning sets by number of critical members.

    Raises TooLarge where neither the tables nor the vectors of counts fit.
    """
    if found.parts is not None:
        every, parts = found.parts
        return _compose(found.rule, every, parts, [by_critical(part) for part in parts])
    game = found.game
    tabled = game is not None and not found.few and found.halves is None
    if game is not None and tabled and 0 < game.quota <= game.total and _bytes(game) <= BYTES:
        return _spread(found, _by_table(found.short.rule, game, found.budget))
    sets = found.sets(minimal=False)
    if sets is None:
        raise TooLarge(f"there are too many vectors of counts for Johnston's index\n{UNLISTED}")
    return sets


def _spread(found: Coalitions, sets: Sets) -> Sets:
    place = {k: t for t, group in enumerate(found.short.groups) for k in group}
    members = tuple(sets.with_member[place[k]] for k in range(len(found.rule.voters)))
    return Sets(sets.every, members, sets.engine)


def _bytes(game: Weighted) -> int:
    n = sum(game.counts)
    cells = min(game.quota + max(game.weights), game.total + 1)
    return cells * (n + 1) * (n // 8 + 1) * len(set(game.weights))


def _by_table(rule: Rule, game: Weighted, budget: Budget) -> Sets:
    n = sum(game.counts)
    groups = [(w, c) for w, c in game.grouped() if w]
    idle = 1 << sum(c for w, c in zip(game.weights, game.counts, strict=True) if not w)
    winning = [0] * (n + 1)
    with_weight = {w: [0] * (n + 1) for w, _ in groups}
    low = 0
    for k, (edge, _) in enumerate(groups):
        budget.check(k / len(groups), "packed")
        whole, mine = _class(groups, game.quota, low, edge, n)
        for c, value in enumerate(whole):
            winning[c] += value * idle
        for w, values in mine.items():
            for c, value in enumerate(values):
                with_weight[w][c] += value * idle
        low = edge
    everybody = packed(rule, sizes=False, budget=budget, game=game).winning
    winning[0] = everybody - sum(winning[1:])
    nobody = (0,) * (n + 1)
    members = tuple(tuple(with_weight[w]) if w else nobody for w in game.weights)
    return Sets(tuple(winning), members, "packed")


def _class(
    groups: list[tuple[int, int]], quota: int, low: int, high: int, n: int
) -> tuple[list[int], dict[int, list[int]]]:
    """Return the sets with excess low .. high - 1 by critical members, in all and by weight.

    The critical members are those of weight `high` or more.
    """
    slot = n // 8 + 1
    bits, length = 8 * slot, n + 1
    cells = quota + high
    wide = bits * length
    full = (1 << (wide * cells)) - 1
    table = 1
    for w, count in groups:
        shift = w * wide + (bits if w >= high else 0)
        for _ in range(count):
            table = (table + (table << shift)) & full
    step = wide // 8
    data = table.to_bytes(step * cells, "little")
    prefix = [0, *accumulate(
        int.from_bytes(data[k : k + step], "little") for k in range(0, step * cells, step)
    )]  # fmt: skip
    whole = prefix[quota + high] - prefix[quota + low]
    found = {}
    for w, _ in groups:
        if w >= high:
            inner = 0
            for k in range((quota + high - 1) // w, 0, -1):
                here = prefix[max(0, quota + high - k * w)] - prefix[max(0, quota + low - k * w)]
                inner = here - (inner << bits)
            found[w] = unpack(inner << bits, slot, length)
    return unpack(whole, slot, length), found


def _compose(rule: Rule, every: bool, parts: list[Coalitions], found: list[Sets]) -> Sets:
    n = rule.size
    free = 1 << (n - sum(part.rule.size for part in parts))
    lost = [(1 << p.rule.size) - sum(f.every) for p, f in zip(parts, found, strict=True)]
    members: dict[str, tuple[int, ...]] = dict.fromkeys(rule.names, (0,) * (n + 1))
    winning = [free]
    for f in found:
        winning = _times(winning, f.every)
    if not every:
        winning = [0] * (n + 1)
    for m, (part, f) in enumerate(zip(parts, found, strict=True)):
        others = [free]
        for k, g in enumerate(found):
            if k != m:
                others = _times(others, g.every if every else [lost[k]])
        for name, mine in zip(part.rule.names, f.with_member, strict=True):
            members[name] = _padded(_times(others, mine), n + 1)
        if not every:
            for c, value in enumerate(_times(others, f.every)):
                winning[c] += value if c else 0
    if not every:
        winning[0] = (1 << n) - free * prod(lost) - sum(winning)
    engine = together([f.engine for f in found])
    return Sets(_padded(winning, n + 1), tuple(members.values()), engine)


def _times(first: list[int], second: tuple[int, ...] | list[int]) -> list[int]:
    found = [0] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        if a:
            for j, b in enumerate(second):
                if b:
                    found[i + j] += a * b
    return found


def _padded(values: list[int], length: int) -> tuple[int, ...]:
    return tuple([*values, *[0] * length][:length])
