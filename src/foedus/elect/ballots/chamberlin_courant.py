"""Chamberlin and Courant's rule on approvals: the most voters with somebody they approve.

Chamberlin and Courant 1983; Thiele 1895; Lackner and Skowron 2023, section 2.2.
"""

from __future__ import annotations

from fractions import Fraction

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

METHOD = "Chamberlin and Courant, approvals, exact: the most voters represented"
#: Nodes of the search after which the rule is too large for this engine.
NODES = 2_000_000


def chamberlin_courant(
    ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None
) -> CommitteeCount:
    """Elect the committee with the most voters who approve at least one member.

    Searched by branch and bound: the voters added by any candidate only shrink as the committee
    grows. Several best committees are a tie. Raises ValueError for seats outside 1 .. candidates
    and TooLarge after two million nodes.
    """
    table = approval_table(ballots)
    check_seats(table, seats)
    search = _Search(table, seats)
    nobody = np.zeros(table.approved.shape[1], dtype=bool)
    search.go((), nobody, 0, list(range(len(table.names))))
    return whole_committee(
        "chamberlin-courant", METHOD, table, sorted(search.best), Fraction(search.top),
        "voters represented", lot,
    )  # fmt: skip


class _Search:
    def __init__(self, table: ApprovalTable, seats: int) -> None:
        self.table, self.seats = table, seats
        self.top, self.best = -1, list[tuple[int, ...]]()
        self.nodes = 0

    def go(self, chosen: tuple[int, ...], covered: Array, score: int, free: list[int]) -> None:
        """Search the committees that hold `chosen` and for the rest candidates of `free`."""
        self.nodes += 1
        if self.nodes > NODES:
            raise TooLarge("the best committee was not proved in two million steps")
        need = self.seats - len(chosen)
        if need == 0:
            if score > self.top:
                self.top, self.best = score, []
            if score == self.top:
                self.best.append(tuple(sorted(chosen)))
            return
        worth = np.where(covered, 0, self.table.weights)
        gains = {c: int(worth[self.table.approved[c]].sum()) for c in free}
        order = sorted(free, key=lambda c: (-gains[c], c))
        for i, c in enumerate(order[: len(order) - need + 1]):
            if score + sum(gains[d] for d in order[i : i + need]) < self.top:
                return
            more = covered | self.table.approved[c]
            self.go((*chosen, c), more, score + gains[c], order[i + 1 :])
