"""Phragmen's sequential rule: each seat to whose supporters can buy it first.

Phragmen 1894; Brill, Freeman, Janson and Lackner 2017; Lackner and Skowron 2023, section 2.3.
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
)
from foedus.elect.ballots.profile import Array
from foedus.elect.ballots.result import Lot, OpenTie
from foedus.elect.ballots.stepwise import Steps

METHOD = "Phragmen, sequential: the lowest load of a candidate's supporters, exact fractions"


def phragmen(
    ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None
) -> CommitteeCount:
    """Elect seat by seat the candidate whose supporters' load after it is lowest.

    A seat costs 1; the load of candidate c is (1 + sum of its supporters' loads) / supporters, and
    becomes theirs. Who has no supporter cannot be elected: where nobody else is left the seats
    stay open, `decided` False. Ties for a seat by lot. Raises ValueError for seats outside 1 ..
    candidates.
    """
    table = approval_table(ballots)
    check_seats(table, seats)
    steps = Steps(table, seats, lot)
    loads = Loads(table, [Fraction(0)], np.zeros(table.approved.shape[1], dtype=np.int32))
    try:
        run(steps, loads, seats)
    except OpenTie as stop:
        steps.chooser.ties.append(stop.tie)
        return steps.answer("phragmen", METHOD, decided=False)
    return steps.answer("phragmen", METHOD, decided=len(steps.chosen) == seats)


class Loads:
    """The load of each type of voter: `level[v]` is a place in the list of distinct loads."""

    def __init__(self, table: ApprovalTable, values: list[Fraction], level: Array) -> None:
        self.table, self.values, self.level = table, values, level

    def after(self, c: int) -> Fraction | None:
        """Return the load of c's supporters after electing c; None where there are none."""
        number = self.table.held(c, self.level, len(self.values))
        voters = sum(number)
        if not voters:
            return None
        held = sum((self.values[i] * n for i, n in enumerate(number) if n), Fraction(0))
        return (1 + held) / voters

    def put(self, c: int, load: Fraction) -> None:
        """Give c's supporters this load."""
        self.values.append(load)
        self.level[self.table.supporters(c)] = len(self.values) - 1


def run(steps: Steps, loads: Loads, seats: int) -> None:
    """Fill the seats left, from any loads (also to complete a committee)."""
    while len(steps.chosen) < seats:
        scores = {c: load for c in steps.left() if (load := loads.after(c)) is not None}
        if not scores:
            return
        c = steps.seat(scores, "load of the supporters", most=False)
        loads.put(c, scores[c])
