"""Proportional approval voting: a voter with j members of the committee counts 1 + 1/2 + ... + 1/j.

Thiele 1895; Lackner and Skowron 2023, section 2.2.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from foedus.elect.ballots.approval import Approvals
from foedus.elect.ballots.committees import (
    ApprovalTable,
    CommitteeCount,
    approval_table,
    check_seats,
    whole_committee,
)
from foedus.elect.ballots.profile import Array
from foedus.elect.ballots.result import Lot
from foedus.errors import TooLarge

METHOD = "proportional approval voting, exact: the committee of the highest score of all"
#: Nodes of the search after which the rule is too large for this engine.
NODES = 2_000_000


def pav(ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None) -> CommitteeCount:
    """Elect the committee W that maximises sum over voters of H(|approved in W|), H harmonic.

    Searched by branch and bound in whole multiples of 1 / lcm(1 .. seats): a branch is cut where
    the score so far and the largest gains left stay below the best found (the score is
    submodular). Several best committees are a tie, all of them listed. Raises ValueError for seats
    outside 1 .. candidates and TooLarge after two million nodes.
    """
    table = approval_table(ballots)
    check_seats(table, seats)
    unit = lcm(*range(1, seats + 1))
    if table.size * unit * seats >= 2**62:
        raise TooLarge(f"{table.size} ballots for {seats} seats are beyond exact 64-bit scores")
    search = _Search(table, seats, unit)
    nothing = np.zeros(table.approved.shape[1], dtype=np.int64)
    search.go((), nothing, 0, list(range(len(table.names))))
    best = sorted(search.best)
    score = Fraction(search.top, unit)
    return whole_committee("pav", METHOD, table, best, score, "score", lot)


class _Search:
    def __init__(self, table: ApprovalTable, seats: int, unit: int) -> None:
        self.table, self.seats = table, seats
        self.step = np.array([unit // (j + 1) for j in range(seats)] + [0], dtype=np.int64)
        self.top, self.best = -1, list[tuple[int, ...]]()
        self.nodes = 0

    def go(self, chosen: tuple[int, ...], have: Array, score: int, free: list[int]) -> None:
        """Search the committees that hold `chosen` and for the rest candidates of `free`."""
        self.nodes += 1
        if self.nodes > NODES:
            raise TooLarge("the best committee was not proved in two million steps; try seq-pav")
        need = self.seats - len(chosen)
        if need == 0:
            group = tuple(sorted(chosen))
            if score > self.top:
                self.top, self.best = score, [group]
            elif score == self.top:
                self.best.append(group)
            return
        worth = self.step[have] * self.table.weights
        gains = {c: int(worth[self.table.approved[c]].sum()) for c in free}
        order = sorted(free, key=lambda c: (-gains[c], c))
        for i, c in enumerate(order[: len(order) - need + 1]):
            # Gains only shrink as the committee grows.
            if score + sum(gains[d] for d in order[i : i + need]) < self.top:
                return
            more = have + self.table.approved[c]
            self.go((*chosen, c), more, score + gains[c], order[i + 1 :])
