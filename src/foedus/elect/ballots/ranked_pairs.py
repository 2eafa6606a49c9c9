"""Ranked pairs: lock in majorities from the largest down, unless they close a cycle."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from foedus.elect.ballots.closure import Closure
from foedus.elect.ballots.pairwise import PairCount, Pairs, answer, pairs
from foedus.elect.ballots.profile import Array, Profile
from foedus.elect.ballots.result import Lot, OpenTie, Tie

METHOD = "ranked pairs: margins locked in from the largest down"
#: Majorities looked at together.
BLOCK = 8192
#: So few majorities are locked one by one.
FEW = 256


def ranked_pairs(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect by ranked pairs (Tideman 1987), by margins.

    Equal margins matter only where together they would close a cycle; their order is then drawn
    by lot, and without one the count is undecided.
    """
    found = pairs(profile)
    try:
        locked, ties = lock_all(found, lot)
    except OpenTie as stop:
        open_ = answer("ranked-pairs", METHOD, found, [], lot)
        return PairCount(
            open_.rule, 1, (), (), (stop.tie,), open_.valid, METHOD, decided=False,
            margins=open_.margins,
        )  # fmt: skip
    m = len(found.names)
    best = [c for c in range(m) if locked.above[c] == 1 << c]
    depth = [locked.above[c].bit_count() for c in range(m)]
    order = [[c for c in range(m) if depth[c] == d] for d in sorted(set(depth))]
    done = answer("ranked-pairs", METHOD, found, best, lot, order=order)
    return PairCount(
        done.rule, 1, done.winners, (), (*ties, *done.ties), done.valid, METHOD,
        decided=done.decided, margins=done.margins, order=done.order,
    )  # fmt: skip


def lock_all(found: Pairs, lot: Lot | None) -> tuple[Closure, list[Tie]]:
    """Return who reaches whom once every majority is locked in, and the ties drawn by lot.

    Raises OpenTie where equal majorities would close a cycle and no lot is given.
    """
    locked, ties = Closure(len(found.names)), list[Tie]()
    margins = found.margins
    a, b = np.nonzero(margins > 0)
    order = np.argsort(-margins[a, b], kind="stable")
    a, b = a[order], b[order]
    # Where each group of equal margins ends.
    ends = np.append(np.flatnonzero(np.diff(margins[a, b])) + 1, len(a))
    start, block, wait, patience = 0, BLOCK, 0, 1
    while start < len(a):
        stop = int(ends[np.searchsorted(ends, min(start + block, len(a)))])
        # Most pairs of a block are decided by what is locked already.
        known = locked.matrix()
        left = start + np.flatnonzero(~(known | known.T)[a[start:stop], b[start:stop]])
        wait -= 1
        if len(left) > FEW and wait < 0:
            # Where all together close no cycle, their order makes no difference.
            together = locked.joined(a[left], b[left])
            if together is not None:
                locked, start, block = together, stop, block * 2
                continue
            # Each vain attempt makes the next one later.
            block, wait, patience = BLOCK, patience, patience * 2
            continue
        locked = _one_by_one(found, locked, a[left], b[left], lot, ties)
        start = stop
    return locked, ties


def _one_by_one(
    found: Pairs, locked: Closure, a: Array, b: Array, lot: Lot | None, ties: list[Tie]
) -> Closure:
    """Lock in majorities in their order, equal ones together."""
    cuts = np.flatnonzero(np.diff(found.margins[a, b])) + 1
    edges = list(zip(a.tolist(), b.tolist(), strict=True))
    for low, high in pairwise([0, *cuts.tolist(), len(edges)]):
        if high == low + 1:
            _lock(locked, *edges[low])
        elif high > low:
            locked = _lock_equal(found, locked, edges[low:high], lot, ties)
    return locked


def _lock(locked: Closure, a: int, b: int) -> bool:
    """Lock a over b unless b reaches a (False)."""
    if locked.reaches(b, a):
        return False
    locked.add(a, b)
    return True


def _lock_equal(
    found: Pairs, locked: Closure, edges: list[tuple[int, int]], lot: Lot | None, ties: list[Tie]
) -> Closure:
    """Lock in equal margins: together where that closes no cycle, else in an order drawn."""
    group = [(x, y) for x, y in edges if not (locked.reaches(y, x) or locked.reaches(x, y))]
    trial = locked.copy()
    if all([_lock(trial, x, y) for x, y in group]):
        return trial
    tie, group = _drawn(found, group, lot)
    ties.append(tie)
    for x, y in group:
        _lock(locked, x, y)
    return locked


def _drawn(
    found: Pairs, group: list[tuple[int, int]], lot: Lot | None
) -> tuple[Tie, list[tuple[int, int]]]:
    names = {(x, y): f"{found.names[x]} over {found.names[y]}" for x, y in group}
    tie = Tie("the order of equal majorities", tuple(names.values()), "lot")
    drawn, how = lot.order(tie, len(group)) if lot is not None else ((), "")
    if not drawn:
        raise OpenTie(tie)
    order = sorted(group, key=lambda e: drawn.index(names[e]))
    return replace(tie, chosen=", then ".join(drawn), how=how), order
