"""One weighted gate, exactly, on packed Python integers: Banzhaf in O(q/w) a voter after one table.

With P(x) = prod(1 + x^w_i) mod x^q and prefix sums S, the swings of i are
S[q-1] - 2 S[q-1-w] + 2 S[q-1-2w] - ..., without leaving i out (Uno 2012, "Efficient computation
of power indices for weighted majority games"). For counts by size each coefficient is itself a
polynomial in y, and the swings are S[q-1] + sum_k (-1)^k (y^k + y^(k-1)) S[q-1-kw].
"""

from __future__ import annotations

from math import comb

from foedus.power.game import Weighted, need_weighted
from foedus.power.packing import unpack
from foedus.power.profile import Budget, Profile
from foedus.rules.gates import Rule


def packed(rule: Rule, *, sizes: bool = True, budget: Budget | None = None) -> Profile:
    """Count a single gate with packed integers.

    Raises NotThisGame for a rule of several gates.
    """
    game = need_weighted(rule, "packed")
    if sizes:
        return _by_size(rule, game, budget)
    return totals(rule, game, budget)


def trivial(rule: Rule, game: Weighted, engine: str, *, sizes: bool) -> Profile | None:
    """Return the profile of a gate that is always or never open, else None."""
    n = rule.size
    if 0 < game.quota <= game.total:
        return None
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
    n, total = sum(game.counts), game.total
    q = min(game.quota, total - game.quota + 1)
    slot = 8 if n < 63 else n // 8 + 1
    prefix = _prefix(_table(game, q, slot, budget), q, slot)
    answers = {w: _alternate(prefix, q, w) for w in set(game.weights)}
    winning = (1 << n) - prefix[q - 1]
    if q != game.quota:
        winning = prefix[q - 1]
    return Profile(
        rule.names, game.counts, winning, tuple(answers[w] for w in game.weights), "packed"
    )


def _table(game: Weighted, q: int, slot: int, budget: Budget | None, *, size: int = 0) -> int:
    """Return P(x) mod x^q in slots of that many bytes, weights added in ascending order.

    `size` is the extra shift in bits for each voter: y in P(x, y), where sizes are kept too.
    """
    bits, top, table = 8 * slot, 0, 1
    members = sorted((w, c) for w, c in zip(game.weights, game.counts, strict=True))
    for done, (w, count) in enumerate(members):
        if w >= q:
            break
        shift = w * bits + size
        for _ in range(count):
            if top + w >= q:
                table += (table & ((1 << (bits * (q - w))) - 1)) << shift
            else:
                table += table << shift
            top += w
        if budget is not None:
            budget.check(done / len(members), "packed")
    return table


def _prefix(table: int, q: int, slot: int) -> list[int]:
    bits, step = 8 * slot, 1
    while step < q:
        table += table << (step * bits)
        step *= 2
    table &= (1 << (bits * q)) - 1
    data = table.to_bytes(q * slot, "little")
    if slot == 8:
        return memoryview(data).cast("Q").tolist() if _LITTLE else unpack(table, 8, q)
    return [int.from_bytes(data[k : k + slot], "little") for k in range(0, q * slot, slot)]


_LITTLE = memoryview((1).to_bytes(8, "little")).cast("Q")[0] == 1


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
    n, total = sum(game.counts), game.total
    dual = total - game.quota + 1
    q = min(game.quota, dual)
    slot = (comb(n, n // 2).bit_length() + 7) // 8
    wide = slot * (n + 1)
    prefix = _prefix_by_size(game, q, slot, wide, budget)
    swings = {}
    for w in set(game.weights):
        by_size = unpack(_alternate_by_size(prefix, q, w, 8 * slot), slot, n)
        swings[w] = tuple(by_size if q == game.quota else by_size[::-1])
    losing = unpack(prefix[q - 1], slot, n + 1)
    winning = _winning(losing, n) if q == game.quota else losing[::-1]
    return Profile(
        rule.names,
        game.counts,
        sum(winning),
        tuple(sum(swings[w]) for w in game.weights),
        "packed",
        tuple(winning),
        tuple(swings[w] for w in game.weights),
    )


def _winning(losing: list[int], n: int) -> list[int]:
    return [comb(n, s) - k for s, k in enumerate(losing)]


def _prefix_by_size(
    game: Weighted, q: int, slot: int, wide: int, budget: Budget | None
) -> list[int]:
    """Return the prefix sums S[0 .. q-1], each a polynomial in y of the sizes."""
    table = _table(game, q, wide, budget, size=8 * slot)
    data = table.to_bytes(q * wide, "little")
    prefix, running = [], 0
    for k in range(0, q * wide, wide):
        running += int.from_bytes(data[k : k + wide], "little")
        prefix.append(running)
    return prefix


def _alternate_by_size(prefix: list[int], q: int, w: int, bits: int) -> int:
    """Return S[q-1] + sum_k (-1)^k (y^k + y^(k-1)) S[q-1-kw], by Horner in -y."""
    if w == 0:
        return 0
    found, inner = prefix[q - 1], 0
    for k in range((q - 1) // w, 0, -1):
        inner = prefix[q - 1 - k * w] - (inner << bits)
    return found - inner - (inner << bits)
