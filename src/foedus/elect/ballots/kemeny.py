"""Kemeny: the order that disagrees least with the ballots, by dynamic programming."""

from __future__ import annotations

from foedus.elect.ballots.pairwise import PairCount, answer, pairs, smith_set
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Lot
from foedus.errors import TooLarge

METHOD = "Kemeny: the order with the most agreement, over all orders of the Smith set"
LIMIT = 16


def kemeny(profile: Profile, lot: Lot | None = None) -> PairCount:
    """Elect the first of an order with the most pairwise agreement (Kemeny 1959; Young 1978).

    Every best order begins with the Smith set, so only its orders are searched: exactly, by
    dynamic programming over its subsets. Several best orders with different heads are a tie.
    Raises TooLarge where the Smith set has more than 16 members.
    """
    found = pairs(profile)
    smith = smith_set(found.margins)
    if len(smith) > LIMIT:
        raise TooLarge(f"a Smith set of {len(smith)}: Kemeny is exact up to {LIMIT}; try schulze")
    beats = [[int(found.beats[i, j]) for j in smith] for i in smith]
    heads, order, number = _best(beats)
    method = METHOD + (f"; {number} orders agree as much, one is shown" if number > 1 else "")
    return answer(
        "kemeny", method, found, [smith[c] for c in heads], lot,
        order=[[smith[c]] for c in order],
    )  # fmt: skip


def _best(beats: list[list[int]]) -> tuple[list[int], list[int], int]:
    """Return the heads of all best orders, one best order, and how many there are."""
    m = len(beats)
    best = [0] * (1 << m)
    head = [-1] * (1 << m)
    ways = [1] + [0] * ((1 << m) - 1)
    for s in range(1, 1 << m):
        members = [c for c in range(m) if s >> c & 1]
        scores = [(best[s ^ (1 << c)] + sum(beats[c][d] for d in members), -c) for c in members]
        best[s], c = max(scores)
        head[s] = -c
        ways[s] = sum(ways[s ^ (1 << -d)] for score, d in scores if score == best[s])
    full = (1 << m) - 1
    heads = [c for c in range(m) if best[full ^ (1 << c)] + sum(beats[c]) == best[full]]
    order, s = [], full
    while s:
        order.append(head[s])
        s ^= 1 << head[s]
    return heads, order, ways[full]
