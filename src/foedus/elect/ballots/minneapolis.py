"""Multiple-seat single transferable vote of Minneapolis: weighted inclusive Gregory, four decimals,
hopeless candidates defeated together.

Code of Ordinances, Title 8.5, chapter 167, sections 167.20 and 167.70 (2008-Or-028, 2009-Or-102).
"""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.papers import Papers
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage, Tie, settled

#: Four decimal places (section 167.20, surplus fraction of a vote).
PLACES = 10**4
METHOD = "weighted inclusive Gregory, 4 decimals (Minneapolis Code of Ordinances, 167.20, 167.70)"


def minneapolis(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count by section 167.70.

    Threshold = floor(votes / (seats + 1)) + 1. Surplus fraction = surplus / votes of the elected,
    and transfer value = fraction * current value, each cut after four decimals. Before a surplus
    moves, all who cannot be elected mathematically are defeated together: their votes, those of
    everybody below and every surplus stay below the next candidate's (the strict reading; the
    ordinance of 2009 wrote "surpass"). Ties are decided by lot, without which the count stops with
    `decided` False. Raises ValueError for fewer than one seat.
    """
    if seats < 1:
        raise ValueError("at least one seat")
    return _Count(profile, seats, lot).run()


class _Count:
    def __init__(self, profile: Profile, seats: int, lot: Lot | None) -> None:
        self.names, self.seats, self.lot = profile.candidates, seats, lot
        self.papers = Papers(profile, PLACES)
        totals = self.papers.totals().tolist()
        self.valid, self.invalid = sum(totals[:-1]) // PLACES, totals[-1]
        self.threshold = (self.valid // (seats + 1) + 1) * PLACES
        self.hopeful = [c for c in range(len(self.names)) if c not in profile.withdrawn]
        #: Reached the threshold, surplus not yet transferred: continuing candidates still.
        self.reached: list[int] = []
        self.elected: list[int] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []

    def run(self) -> Count:
        """Run the rounds (section 167.70(1))."""
        decided = True
        try:
            self._record("first choices", [])
            while len(self.elected) < self.seats and self.hopeful:
                if len(self.hopeful) <= self.seats - len(self.elected):
                    self._elect_rest()
                    break
                self._round()
        except OpenTie as stop:
            self.ties.append(stop.tie)
            decided = False
        return Count(
            "minneapolis", self.seats, tuple(self.names[c] for c in self.elected),
            tuple(self.stages), tuple(self.ties), self.valid, METHOD,
            Fraction(self.threshold, PLACES), decided,
        )  # fmt: skip

    def _round(self) -> None:
        """Clauses c, d and e, the first that applies."""
        gone = self._hopeless()
        if gone:
            self._defeat(gone, "who cannot be elected")
        elif self._pending():
            self._transfer()
        else:
            votes = self._votes()
            low = min(votes[c] for c in self.hopeful)
            c = self._lot([c for c in self.hopeful if votes[c] == low], "defeat")
            self._defeat([c], "with the fewest votes")

    def _pending(self) -> list[int]:
        """Return those with a surplus to transfer."""
        votes = self._votes()
        return [c for c in self.reached if votes[c] > self.threshold]

    def _votes(self) -> list[int]:
        totals: list[int] = self.papers.totals().tolist()
        return totals

    def _hopeless(self) -> list[int]:
        """Return the largest group of the lowest who cannot be elected (section 167.20)."""
        votes = self._votes()
        surplus = sum(votes[c] - self.threshold for c in self._pending())
        ranked = sorted(self.hopeful, key=lambda c: votes[c])
        most = len(ranked) - (self.seats - len(self.elected))
        total, best = surplus, 0
        for k in range(1, min(most, len(ranked) - 1) + 1):
            total += votes[ranked[k - 1]]
            if total < votes[ranked[k]]:
                best = k
        return ranked[:best]

    def _transfer(self) -> None:
        votes = self._votes()
        most = max(votes[c] for c in self.reached)
        c = self._lot([c for c in self.reached if votes[c] == most], "the largest surplus")
        self.reached.remove(c)
        fraction = (most - self.threshold) * PLACES // most
        self.papers.revalue(self.papers.held_by(c), fraction, PLACES)
        self.papers.standing[c] = False
        self.papers.move_all(c)
        self.papers.kept[c] = self.threshold
        self._record(f"surplus of {self.names[c]}, fraction {Fraction(fraction, PLACES)}", [])

    def _defeat(self, gone: list[int], why: str) -> None:
        for c in gone:
            self.hopeful.remove(c)
            self.papers.standing[c] = False
        for c in gone:
            self.papers.move_all(c)
        self._record(f"defeat of {', '.join(self.names[c] for c in gone)}, {why}", gone)

    def _record(self, action: str, gone: list[int]) -> None:
        totals = self._votes()
        votes = {n: Fraction(v, PLACES) for n, v in zip(self.names, totals, strict=False)}
        lost = Fraction(totals[-1] - self.invalid, PLACES)
        cut = self.valid - sum(votes.values()) - lost
        reached = sorted(
            (c for c in self.hopeful if totals[c] >= self.threshold), key=lambda c: -totals[c]
        )
        self.stages.append(
            Stage(len(self.stages) + 1, action, votes, lost,
                  tuple(self.names[c] for c in reached), tuple(self.names[c] for c in gone), cut)
        )  # fmt: skip
        for c in reached:
            self.hopeful.remove(c)
            self.elected.append(c)
            self.reached.append(c)

    def _elect_rest(self) -> None:
        votes = self._votes()
        rest = sorted(self.hopeful, key=lambda c: -votes[c])
        last = self.stages[-1]
        names = tuple(self.names[c] for c in rest)
        self.stages[-1] = Stage(
            last.number, last.action, last.votes, last.exhausted, last.elected + names,
            last.excluded, last.cut,
        )  # fmt: skip
        self.elected += rest
        self.hopeful = []

    def _lot(self, tied: list[int], what: str) -> int:
        if len(tied) == 1:
            return tied[0]
        names = tuple(self.names[c] for c in tied)
        tie = settled(self.lot, Tie(what, names, "lot", stage=len(self.stages) + 1))
        self.ties.append(tie)
        return self.names.index(tie.chosen)
