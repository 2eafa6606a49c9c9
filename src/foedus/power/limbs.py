"""One large weighted gate, exactly, on numpy: 64-bit cells hold 32-bit limbs of long counts.

The table of `packed` as an array (limbs, q) of unsigned 64-bit integers: up to 31 additions are
made before carries are passed on, so nothing can overflow. Weights go in ascending order, which
keeps the filled prefix short; blocks are added from the top down, in cache.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foedus.errors import TooLarge
from foedus.power.game import Weighted, need_weighted
from foedus.power.packed import trivial
from foedus.power.profile import Budget, Profile
from foedus.rules.gates import Rule

Array = np.ndarray[Any, Any]
BLOCK = 1 << 15
#: Tables of up to so many cells are added from one copy to another: nothing overlaps.
BESIDE = 1 << 17
LOW = np.uint64(0xFFFFFFFF)
WIDTH = np.uint64(32)


def limbs(rule: Rule, *, sizes: bool = False, budget: Budget | None = None) -> Profile:
    """Count winning coalitions and swings (no sizes) of a single gate.

    Raises NotThisGame for a rule of several gates or where sizes are asked for, and TooLarge
    where the table exceeds the budget.
    """
    from foedus.power.game import NotThisGame

    if sizes:
        raise NotThisGame("the engine limbs counts totals, not sizes; Shapley takes quadrature")
    game = need_weighted(rule, "limbs")
    found = trivial(rule, game, "limbs", sizes=False)
    if found is not None:
        return found
    budget = budget or Budget()
    n, total = sum(game.counts), game.total
    q = min(game.quota, total - game.quota + 1)
    table = _table(game, q, n, budget)
    _prefix(table)
    last = _number(table[:, q - 1])
    swings = {w: _alternate(table, q, w) for w in set(game.weights)}
    winning = (1 << n) - last if q == game.quota else last
    return Profile(
        rule.names, game.counts, winning, tuple(swings[w] for w in game.weights), "limbs"
    )


def _table(game: Weighted, q: int, n: int, budget: Budget) -> Array:
    depth = (n + 1) // 32 + 1
    if depth * q > budget.cells:
        raise TooLarge(
            f"the engine limbs would need {8 * depth * q / 1e9:.1f} GB for its table\n"
            "  help: take --engine bounds or --engine sampling"
        )
    table = np.zeros((depth, q), dtype=np.uint64)
    table[0, 0] = 1
    # zeros_like would touch every page before a sum reaches it
    spare = np.zeros(table.shape, dtype=np.uint64) if q <= BESIDE else None
    top, lazy, added = 0, 0, 0
    members = [w for w, c in sorted(zip(game.weights, game.counts, strict=True)) for _ in range(c)]
    for w in members:
        if w >= q:
            break
        budget.check(added / len(members), "limbs")
        reach = min(top + w, q - 1) + 1
        if w == 0:
            table[: added // 32 + 1, :reach] *= np.uint64(2)
        elif spare is None:
            for limb in range(added // 32 + 1):
                _shift_add(table[limb], w, reach)
        else:
            used = slice(added // 32 + 1)
            spare[used, :w] = table[used, :w]
            np.add(table[used, w:reach], table[used, : reach - w], out=spare[used, w:reach])
            table, spare = spare, table
        top, lazy, added = top + w, lazy + 1, added + 1
        if lazy == 31:
            _carry(table[: added // 32 + 2, :reach])
            lazy = 0
    _carry(table)
    return table


def _shift_add(row: Array, w: int, reach: int) -> None:
    """row[w:reach] += row[:reach-w], from the top down in blocks."""
    for high in range(reach, w, -BLOCK):
        low = max(high - BLOCK, w)
        part = row[low:high]
        np.add(part, row[low - w : high - w], out=part)


def _carry(table: Array) -> None:
    """Pass everything above 32 bits on to the next limb."""
    for low in range(0, table.shape[1], BLOCK):
        part = table[:, low : low + BLOCK]
        for limb in range(part.shape[0] - 1):
            part[limb + 1] += part[limb] >> WIDTH
            part[limb] &= LOW


def _prefix(table: Array) -> None:
    """Turn each limb into its prefix sums (below 2^32 times the cells), then carry."""
    if table.shape[1] >= 1 << 31:
        raise OverflowError("prefix sums of more than 2^31 cells could overflow")
    np.cumsum(table, axis=1, out=table)
    _carry(table)


def _number(limbs_of: Array) -> int:
    return sum(int(v) << (32 * k) for k, v in enumerate(limbs_of))


def _alternate(table: Array, q: int, w: int) -> int:
    if w == 0:
        return 0
    found = _number(table[:, q - 1])
    if w < q:
        found -= 2 * _number(table[:, q - 1 - w :: -2 * w].sum(axis=1))
    if 2 * w < q:
        found += 2 * _number(table[:, q - 1 - 2 * w :: -2 * w].sum(axis=1))
    return found
