"""Committees filled seat by seat: the loop, its stages and its ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.committees import ApprovalTable, CommitteeCount
from foedus.elect.ballots.result import Lot, Stage


class Steps:
    """One committee in the making."""

    def __init__(self, table: ApprovalTable, seats: int, lot: Lot | None) -> None:
        self.table, self.seats = table, seats
        self.chooser = Chooser(table.names, lot)
        self.chosen: list[int] = []
        self.stages: list[Stage] = []

    def left(self) -> list[int]:
        """Return the candidates not yet chosen."""
        return [c for c in range(len(self.table.names)) if c not in self.chosen]

    def seat(self, scores: Mapping[int, Fraction], what: str, *, most: bool) -> int:
        """Give a seat to the best score, a tie by lot (OpenTie without one), and note the stage."""
        best = max(scores.values()) if most else min(scores.values())
        tied = [c for c, v in scores.items() if v == best]
        return self.take(self.chooser.one(f"seat {len(self.chosen) + 1}", tied), scores, what)

    def take(self, c: int, scores: Mapping[int, Fraction], what: str) -> int:
        """Give a seat to a candidate and note the stage."""
        self.chosen.append(c)
        names = self.table.names
        votes = {names[d]: v for d, v in scores.items()}
        self.stages.append(
            Stage(len(self.stages) + 1, what, votes, Fraction(0), (names[c],))
        )  # fmt: skip
        return c

    def answer(
        self, rule: str, method: str, *, decided: bool, prices: Sequence[Fraction] = ()
    ) -> CommitteeCount:
        """Return the count."""
        names = self.table.names
        paid = {names[c]: p for c, p in zip(self.chosen, prices, strict=False)}
        return CommitteeCount(
            rule, self.seats, tuple(names[c] for c in self.chosen), tuple(self.stages),
            tuple(self.chooser.ties), self.table.size, method, decided=decided, prices=paid,
        )  # fmt: skip
