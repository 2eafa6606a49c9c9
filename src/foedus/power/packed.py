"""One weighted gate, exactly, on packed Python integers: Banzhaf in O(q/w) a voter after one table.

With P(x) = prod(1 + x^w_i) mod x^q and prefix sums S, the swings of i are
S[q-1] - 2 S[q-1-w] + 2 S[q-1-2w] - ..., without leaving i out (Uno 2012, "Efficient computation
of power indices for weighted majority games"). For counts by size each coefficient is itself a
polynomial in y, and the swings are S[q-1] + sum_k (-1)^k (y^k + y^(k-1)) S[q-1-kw].
"""

from __future__ import annotations

from itertools import accumulate
from math import comb
from sys import byteorder
from typing import Literal

from foedus.power.game import Weighted, need_weighted
from foedus.power.packing import unpack
from foedus.power.profile import Budget, Profile
from foedus.rules.gates import Rule

#: Bytes of a slot -> the code of a memory view, where the machine is little-endian.
_CASTS: dict[int, Literal["H", "I", "Q"]] = (
    {2: "H", 4: "I", 8: "Q"} if byteorder == "little" else {}
)


def packed(
    rule: Rule,
    *,
    sizes: bool = True,
    budget: Budget | None = None,
    game: Weighted | None = None,
) -> Profile:
    """Count a single gate with packed integers; `game` is the gate where it is known already.

    Raises NotThisGame for a rule of several gates.
    """
    game = need_weighted(rule, "packed", game)
    if sizes:
        return _by_size(rule, game, budget)
    return totals(rule, game, budget)


def trivial(rule: Rule, game: Weighted, engine: str, *, sizes: bool) -> Profile | None:
    """Return the profile of a gate that is always or never open, else None."""
    if 0 < game.quota <= game.total:
        return None
    n = rule.size
    wins = game.quota <= 0
    by_size = tuple(comb(n, s) if wins else 0 for s in range(n + 1))
    zeros = (0,) * len(game.weights)
    inner = tuple((0,) * n for _ in zeros) if sizes else None
    return Profile(
        rule.names, game.counts, sum(by_size), zeros, engine, by_size if sizes else None, inner
    )


def totals(rule: Rule, game: Weighted, budget: Budget | None) -> Profile:
    """Return winning coalitions and swings, without sizes."""
    found = trivial(rule, game, "packed", sizes=False)
    if found is not None:
        return found
    n, groups = sum(game.counts), game.grouped()
    q = min(game.quota, game.total - game.quota + 1)
    slot = 2 if n < 16 else 4 if n < 32 else 8 if n < 64 else n // 8 + 1
    table = _table(groups, q, slot, budget)
    prefix = list(accumulate(_slots(table, q, slot)))
    answers = {w: _alternate(prefix, q, w) for w, _ in groups}
    losing = prefix[q - 1]
    winning = losing if q != game.quota else (1 << n) - losing
    swings = tuple([answers[w] for w in game.weights])
    return Profile(rule.names, game.counts, winning, swings, "packed")


def _table(
    groups: list[tuple[int, int]], q: int, slot: int, budget: Budget | None, *, size: int = 0
) -> int:
    """Return P(x) mod x^q in slots of that many bytes, lightest members first.

    `size` is the extra shift in bits for each voter: y in P(x, y), where sizes are kept too.
    Terms at x^q and beyond are cut off only now and then: they never come down again.
    """
    bits, reach, table = 8 * slot, 0, 1
    full = (1 << (bits * q)) - 1
    slack = q + q // 8 + 8
    for done, (w, count) in enumerate(groups):
        if w >= q:
            break
        shift = w * bits + size
        for _ in range(count):
            table += table << shift
            reach += w
            if reach > slack:
                table &= full
                reach = q - 1
        if budget is not None and not done % 8:
            budget.check(done / len(groups), "packed")
    return table & full if reach >= q else table


def _slots(table: int, q: int, slot: int) -> list[int]:
    data = table.to_bytes(q * slot, "little")
    if slot in _CASTS:
        return memoryview(data).cast(_CASTS[slot]).tolist()
    return [int.from_bytes(data[k : k + slot], "little") for k in range(0, q * slot, slot)]


def _alternate(prefix: list[int], q: int, w: int) -> int:
    """Return the swings of a voter of weight w: S[q-1] - 2 S[q-1-w] + 2 S[q-1-2w] - ..."""
    if w == 0:
        return 0
    found = prefix[q - 1]
    if w < q:
        found -= 2 * sum(prefix[q - 1 - w :: -2 * w])
    if 2 * w < q:
        found += 2 * sum(prefix[q - 1 - 2 * w :: -2 * w])
    return found


def _by_size(rule: Rule, game: Weighted, budget: Budget | None) -> Profile:
    """Return winning coalitions and swings by size, coefficients packed twice."""
    found = trivial(rule, game, "packed", sizes=True)
    if found is not None:
        return found
    n, groups = sum(game.counts), game.grouped()
    q = min(game.quota, game.total - game.quota + 1)
    slot = (comb(n, n // 2).bit_length() + 7) // 8
    prefix = _prefix_by_size(groups, q, slot, budget)
    swings = {}
    for w, _ in groups:
        by_size = unpack(_alternate_by_size(prefix, q, w, 8 * slot), slot, n)
        swings[w] = tuple(by_size if q == game.quota else by_size[::-1])
    losing = unpack(prefix[q - 1], slot, n + 1)
    winning = _winning(losing, n) if q == game.quota else losing[::-1]
    sums = {w: sum(s) for w, s in swings.items()}
    return Profile(
        rule.names,
        game.counts,
        sum(winning),
        tuple([sums[w] for w in game.weights]),
        "packed",
        tuple(winning),
        tuple([swings[w] for w in game.weights]),
    )


def _winning(losing: list[int], n: int) -> list[int]:
    return [comb(n, s) - k for s, k in enumerate(losing)]


def _prefix_by_size(
    groups: list[tuple[int, int]], q: int, slot: int, budget: Budget | None
) -> list[int]:
    """Return the prefix sums S[0 .. q-1], each a polynomial in y of the sizes.

    No set below the quota has more members than the lightest ones that stay below it, so
    no more slots are kept for sizes.
    """
    wide = slot * (_most_below(groups, q) + 1)
    table = _table(groups, q, wide, budget, size=8 * slot)
    data = table.to_bytes(q * wide, "little")
    return list(
        accumulate([int.from_bytes(data[k : k + wide], "little") for k in range(0, q * wide, wide)])
    )


def _most_below(groups: list[tuple[int, int]], q: int) -> int:
    """Return the largest number of members whose weight together is below q."""
    members = used = 0
    for w, count in groups:
        more = count if not w else min(count, (q - 1 - used) // w)
        members += more
        used += more * w
        if more < count:
            break
    return members


def _alternate_by_size(prefix: list[int], q: int, w: int, bits: int) -> int:
    """Return S[q-1] + sum_k (-1)^k (y^k + y^(k-1)) S[q-1-kw], by Horner in -y."""
    if w == 0:
        return 0
    found, inner = prefix[q - 1], 0
    for k in range((q - 1) // w, 0, -1):
        inner = prefix[q - 1 - k * w] - (inner << bits)
    return found - inner - (inner << bits)
