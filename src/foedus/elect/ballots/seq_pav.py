"""Sequential proportional approval voting: each seat to the largest gain in score.

Thiele 1895; Lackner and Skowron 2023, section 2.3.
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
from foedus.elect.ballots.result import Lot, OpenTie
from foedus.elect.ballots.stepwise import Steps

METHOD = "sequential PAV: a voter with j members adds 1/(j+1) to the next they approve"


def seq_pav(
    ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None
) -> CommitteeCount:
    """Elect seat by seat whoever adds most to the PAV score; a tie for a seat by lot.

    Raises ValueError for seats outside 1 .. candidates.
    """
    table = approval_table(ballots)
    check_seats(table, seats)
    steps = Steps(table, seats, lot)
    have = np.zeros(table.approved.shape[1], dtype=np.int64)
    decided = True
    try:
        while len(steps.chosen) < seats:
            gains = {}
            for c in steps.left():
                level = table.held(c, have, seats + 1)
                gains[c] = sum((Fraction(n, j + 1) for j, n in enumerate(level)), Fraction(0))
            have[table.supporters(steps.seat(gains, "gain in score", most=True))] += 1
    except OpenTie as stop:
        steps.chooser.ties.append(stop.tie)
        decided = False
    return steps.answer("seq-pav", METHOD, decided=decided)
