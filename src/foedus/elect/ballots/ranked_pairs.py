"""Ranked pairs: lock in majorities from the largest down, unless they close a cycle."""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from foedus.elect.ballots.pairwise import PairCount, Pairs, answer, pairs
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot, OpenTie, Tie

METHOD = "ranked pairs: margins locked in from the largest down"


class _Locked:
    """Which candidate reaches which over locked pairs, as bit sets."""

    def __init__(self, m: int) -> None:
        self.below = [1 << c for c in range(m)]
        self.above = [1 << c for c in range(m)]

    def reaches(self, a: int, b: int) -> bool:
        return bool(self.below[a] >> b & 1)

    def lock(self, a: int, b: int) -> None:
        """Lock a over b; what is reached already changes nothing."""
        if self.reaches(a, b):
            return
        up, down = self.above[a], self.below[b]
        for x in _bits(up):
            self.below[x] |= down
        for y in _bits(down):
            self.above[y] |= up

    def copy(self) -> _Locked:
        other = _Locked(0)
        other.below, other.above = list(self.below), list(self.above)
        return other


def _bits(mask: int) -> list[int]:
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def ranked_pairs(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect by ranked pairs (Tideman 1987), by margins.

    Equal margins matter only where together they would close a cycle; their order is then drawn
    by lot, and without one the count is undecided.
    """
    found = pairs(profile)
    try:
        locked, ties = _lock_all(found, lot)
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


def _lock_all(found: Pairs, lot: Lot | None) -> tuple[_Locked, list[Tie]]:
    locked, ties = _Locked(len(found.names)), []
    margins = found.margins
    a, b = np.nonzero(margins > 0)
    sizes = margins[a, b]
    order = np.argsort(-sizes, kind="stable")
    edges = list(zip(a[order].tolist(), b[order].tolist(), strict=True))
    starts = np.flatnonzero(np.diff(sizes[order], prepend=-1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(edges)], strict=True):
        group = [(x, y) for x, y in edges[start:end] if not locked.reaches(y, x)]
        trial = locked if len(group) == 1 else locked.copy()
        if not all(_try(trial, x, y) for x, y in group):
            tie, group = _drawn(found, group, lot)
            ties.append(tie)
            trial = locked
            for x, y in group:
                _try(trial, x, y)
        locked = trial
    return locked, ties


def _try(locked: _Locked, a: int, b: int) -> bool:
    if locked.reaches(b, a):
        return False
    locked.lock(a, b)
    return True


def _drawn(
    found: Pairs, group: list[tuple[int, int]], lot: Lot | None
) -> tuple[Tie, list[tuple[int, int]]]:
    names = {(x, y): f"{found.names[x]} over {found.names[y]}" for x, y in group}
    what = "the order of equal majorities"
    if lot is None:
        raise OpenTie(Tie(what, tuple(names.values()), "lot"))
    order = sorted(
        group, key=lambda e: sha256(f"{lot.seed}|{what}|{names[e]}".encode()).hexdigest()
    )
    chosen = names[order[0]]
    return Tie(what, tuple(names.values()), "lot", chosen, f"lot, seed {lot.seed}"), order
