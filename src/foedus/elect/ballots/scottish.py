"""Single transferable vote by the weighted inclusive Gregory method, as in Scottish councils.

Scottish Local Government Elections Order 2011 (SSI 2011/399), Schedule 1, rules 45-52; the rules
of 2007 (SSI 2007/42) count alike. Values are kept to five decimal places, the rest ignored.
"""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.papers import Papers
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage, Tie, settled

#: Five decimal places (rule 48(4)).
PLACES = 10**5
METHOD = "weighted inclusive Gregory, 5 decimals (SSI 2011/399, Schedule 1, rules 45-52)"


def scottish(profile: Profile, seats: int, lot: Lot | None = None) -> Count:
    """Count an election by the Scottish rules.

    Quota = floor(valid / (seats + 1)) + 1 (rule 46). A surplus moves all of a candidate's papers
    at value * surplus / votes, cut after five decimals (rule 48). A tie goes to the most recent
    earlier stage at which the tied differ, then to a lot (rules 49(2), 50(2)); without a lot the
    count stops there and `decided` is False. Raises ValueError for fewer than one seat and
    TooLarge above 9 * 10^10 ballots.
    """
    if seats < 1:
        raise ValueError("at least one seat")
    return _Scottish(profile, seats, lot).count()


class _Scottish:
    def __init__(self, profile: Profile, seats: int, lot: Lot | None) -> None:
        self.names, self.seats, self.lot = profile.candidates, seats, lot
        self.papers = Papers(profile, PLACES)
        # A ballot whose every choice has withdrawn, or that shows none, is no valid paper.
        self.valid = int(self.papers.totals()[:-1].sum()) // PLACES
        self.invalid = int(self.papers.totals()[-1])
        self.quota = (self.valid // (seats + 1) + 1) * PLACES
        self.history: list[list[int]] = []
        self.stages: list[Stage] = []
        self.ties: list[Tie] = []
        self.elected: list[int] = []
        self.pending: list[int] = []
        self.excluded = set(profile.withdrawn)

    def count(self) -> Count:
        """Run the stages; a tie that needs an undrawn lot ends the count."""
        decided = True
        try:
            self._record("first preferences")
            while len(self.elected) < self.seats and self._standing():
                if self._fill_last_vacancies():
                    break
                self._next_stage()
        except OpenTie as stop:
            self.ties.append(stop.tie)
            decided = False
        winners = tuple(self.names[c] for c in self.elected)
        return Count(
            "scottish", self.seats, winners, tuple(self.stages), tuple(self.ties), self.valid,
            METHOD, Fraction(self.quota, PLACES), decided,
        )  # fmt: skip

    def _standing(self) -> list[int]:
        gone = self.excluded | set(self.elected)
        return [c for c in range(len(self.names)) if c not in gone]

    def _record(self, action: str, excluded: tuple[str, ...] = ()) -> None:
        totals = self.papers.totals().tolist()[:-1]
        self.history.append(totals)
        reached = [c for c in self._standing() if totals[c] >= self.quota]
        reached.sort(key=lambda c: -totals[c])
        votes = {n: Fraction(v, PLACES) for n, v in zip(self.names, totals, strict=True)}
        lost = Fraction(int(self.papers.totals()[-1]) - self.invalid, PLACES)
        cut = self.valid - sum(votes.values()) - lost
        names = tuple(self.names[c] for c in reached)
        self.stages.append(Stage(len(self.stages) + 1, action, votes, lost, names, excluded, cut))
        # More candidates can reach the quota than seats remain only by an error of the program:
        # (seats + 1) * quota exceeds the valid papers.
        self.elected += reached
        self.pending += [c for c in reached if totals[c] > self.quota]
        for c in reached:
            self.papers.standing[c] = False

    def _next_stage(self) -> None:
        if self.pending:
            surplus = {c: self.history[-1][c] for c in self.pending}
            c = self._choose(surplus, "the next surplus to transfer", largest=True)
            self.pending.remove(c)
            total = self.history[-1][c]
            self.papers.revalue(self.papers.held_by(c), total - self.quota, total)
            self.papers.move_all(c)
            self.papers.kept[c] = self.quota
            self._record(f"surplus of {self.names[c]}")
            return
        votes = {c: self.history[-1][c] for c in self._standing()}
        c = self._choose(votes, "exclusion", largest=False)
        self.excluded.add(c)
        self.papers.standing[c] = False
        self.papers.move_all(c)
        self._record(f"exclusion of {self.names[c]}", (self.names[c],))

    def _fill_last_vacancies(self) -> bool:
        """Elect all who stand where they are no more than the vacancies (rule 52)."""
        standing = self._standing()
        if len(standing) > self.seats - len(self.elected):
            return False
        last = self.stages[-1]
        order = sorted(standing, key=lambda c: -self.history[-1][c])
        names = tuple(self.names[c] for c in order)
        self.stages[-1] = Stage(
            last.number, last.action, last.votes, last.exhausted, last.elected + names,
            last.excluded, last.cut,
        )  # fmt: skip
        self.elected += order
        return True

    def _choose(self, votes: dict[int, int], what: str, *, largest: bool) -> int:
        pick = max if largest else min
        tied = [c for c in votes if votes[c] == pick(votes.values())]
        for totals in reversed(self.history[:-1]):
            if len(tied) == 1:
                return tied[0]
            level = pick(totals[c] for c in tied)
            if any(totals[c] != level for c in tied):
                before = tuple(self.names[c] for c in tied)
                tied = [c for c in tied if totals[c] == level]
                if len(tied) == 1:
                    self.ties.append(
                        Tie(what, before, "the most recent earlier stage at which they differ",
                            self.names[tied[0]], "earlier stage", len(self.stages) + 1)
                    )  # fmt: skip
        if len(tied) == 1:
            return tied[0]
        names = tuple(self.names[c] for c in tied)
        remedy = "the returning officer decides by lot"
        tie = settled(self.lot, Tie(what, names, remedy, stage=len(self.stages) + 1))
        self.ties.append(tie)
        return self.names.index(tie.chosen)
