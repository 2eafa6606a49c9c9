"""The method of equal shares: every voter an equal part of the seats' price, paid where they agree.

Peters and Skowron 2020; Lackner and Skowron 2023, section 2.3.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from foedus.elect.ballots.approval import Approvals
from foedus.elect.ballots.committees import (
    ApprovalTable,
    CommitteeCount,
    approval_table,
    approvals_of,
    check_seats,
)
from foedus.elect.ballots.phragmen import Loads, run
from foedus.elect.ballots.result import Lot, OpenTie
from foedus.elect.ballots.stepwise import Steps

METHOD = "equal shares, exact fractions"
COMPLETIONS = ("", "phragmen", "utilitarian", "add1")


def equal_shares(
    ballots: Approvals | ApprovalTable, seats: int, lot: Lot | None = None, completion: str = ""
) -> CommitteeCount:
    """Elect by equal shares: n voters, each with seats/n, a seat for 1.

    In turn the candidate is elected whose supporters can pay 1 with the smallest payment rho, each
    min(rho, what is left to them): the prices are these rho. Where the money ends before the seats
    the rule elects fewer, `decided` False, unless a completion is named: "phragmen" goes on with
    Phragmen's rule from what is left, "utilitarian" takes most approvals, "add1" gives everybody
    k/n for k = seats, seats + 1, ... up to the last k that elects no more than the seats, then
    takes most approvals. Ties by lot. Raises ValueError for another completion, seats outside 1 ..
    candidates, or no ballot.
    """
    if completion not in COMPLETIONS:
        raise ValueError(f"no such completion: {completion}")
    table = approval_table(ballots)
    check_seats(table, seats)
    if not table.size:
        raise ValueError("equal shares needs a ballot")
    shares = Shares(table, seats, lot)
    try:
        raised = completion == "add1"
        shares.spend(_raised(table, seats, lot) if raised else Fraction(seats, table.size))
        _complete(shares, completion)
    except OpenTie as stop:
        shares.steps.chooser.ties.append(stop.tie)
        return shares.answer(completion, decided=False)
    return shares.answer(completion, decided=len(shares.steps.chosen) == seats)


class Shares:
    """Budgets by level: `level[v]` is a place in the list of distinct budgets of voter types."""

    def __init__(self, table: ApprovalTable, seats: int, lot: Lot | None) -> None:
        self.table, self.seats = table, seats
        self.steps = Steps(table, seats, lot)
        self.level = np.zeros(table.approved.shape[1], dtype=np.int32)
        self.values: list[Fraction] = []
        self.prices: list[Fraction] = []
        self.budget = Fraction(0)

    def spend(self, budget: Fraction, most: int | None = None) -> None:
        """Elect while somebody's supporters can pay; at most `most` candidates."""
        self.values, self.budget = [budget], budget
        self.level[:] = 0
        # Payments only grow as money is spent, so that an old one is a lower bound.
        known: dict[int, tuple[Fraction, bool]] = {
            c: (Fraction(0), False) for c in range(len(self.table.names))
        }
        while most is None or len(self.steps.chosen) < most:
            best = self._cheapest(known)
            if not best:
                return
            price = known[best[0]][0]
            scores = {c: known[c][0] for c in best}
            c = self.steps.chooser.one(f"seat {len(self.steps.chosen) + 1}", best)
            self.steps.take(c, scores, "payment of each supporter")
            self.prices.append(price)
            self._pay(c, price)
            del known[c]
            known = {d: (p, False) for d, (p, _) in known.items()}

    def _cheapest(self, known: dict[int, tuple[Fraction, bool]]) -> list[int]:
        """Return the candidates with the smallest payment, working out only those that may be."""
        while known:
            low = min(p for p, _ in known.values())
            stale = [c for c, (p, fresh) in known.items() if p == low and not fresh]
            if not stale:
                return [c for c, (p, _) in known.items() if p == low]
            for c in stale:
                price = self._price(c)
                if price is None:
                    del known[c]
                else:
                    known[c] = (price, True)
        return []

    def _price(self, c: int) -> Fraction | None:
        """Return the least rho with sum of min(rho, budget) >= 1 over the supporters of c."""
        number = self._levels(c)
        held = sorted((self.values[i], n) for i, n in enumerate(number) if n)
        voters, rest = sum(n for _, n in held), Fraction(1)
        for budget, n in held:
            if voters * budget >= rest:
                return rest / voters
            rest -= n * budget
            voters -= n
        return None

    def _levels(self, c: int) -> list[int]:
        return self.table.held(c, self.level, len(self.values))

    def _pay(self, c: int, price: Fraction) -> None:
        """Take min(price, budget) from each supporter; equal budgets share a level."""
        after = [max(Fraction(0), v - price) for v in self.values]
        places: dict[Fraction, int] = {}
        mine = self.table.supporters(c)
        held = np.array(self._levels(c)) > 0
        stay = self.values
        index = {v: i for i, v in reversed(list(enumerate(stay)))}
        to = np.arange(len(stay), dtype=np.int32)
        for i in np.flatnonzero(held).tolist():
            value = after[i]
            if value not in index and value not in places:
                places[value] = len(stay) + len(places)
            to[i] = index.get(value, places.get(value, 0))
        self.values = [*stay, *places]
        self.level[mine] = to[self.level[mine]]

    def answer(self, completion: str, *, decided: bool) -> CommitteeCount:
        """Return the count."""
        method = METHOD + (f", completed by {completion}" if completion else ", not completed")
        return self.steps.answer("equal-shares", method, decided=decided, prices=self.prices)


def _complete(shares: Shares, completion: str) -> None:
    steps, seats = shares.steps, shares.seats
    if completion == "phragmen" and len(steps.chosen) < seats:
        # What is left is a head start: a load of (budget - left) below everybody's first share.
        loads = [shares.budget - v for v in shares.values]
        run(steps, Loads(shares.table, loads, shares.level), seats)
    if completion in ("utilitarian", "add1"):
        votes = approvals_of(shares.table)
        while len(steps.chosen) < seats:
            steps.seat({c: votes[c] for c in steps.left()}, "approvals", most=True)


def _raised(table: ApprovalTable, seats: int, lot: Lot | None) -> Fraction:
    """Return the largest budget k/n, k = seats, seats + 1, ..., before one elects too many."""
    supported = int(table.approved[:, table.weights > 0].any(axis=1).sum())
    k = seats
    while True:
        trial = Shares(table, seats, lot)
        trial.spend(Fraction(k, table.size), seats + 1)
        elected = len(trial.steps.chosen)
        if elected > seats:
            return Fraction(max(k - 1, seats), table.size)
        if elected in (seats, supported):
            return Fraction(k, table.size)
        k += 1
