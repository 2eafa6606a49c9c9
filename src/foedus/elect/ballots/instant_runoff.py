"""Instant-runoff voting (the alternative vote): exclude the last until one has a majority."""

from __future__ import annotations

from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.papers import Papers
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage

METHOD = "instant-runoff voting: majority of the ballots still in the count"


class Rounds:
    """Rounds of a single-winner count with their stages; shared by rules that exclude in turn.

    `valid` are the ballots that name somebody standing, unless more are.
    """

    def __init__(self, profile: Profile, lot: Lot | None, valid: int | None = None) -> None:
        self.names = profile.candidates
        self.papers = Papers(profile, 1)
        self.chooser = Chooser(self.names, lot)
        self.valid = int(self.papers.totals()[:-1].sum()) if valid is None else valid
        self.standing = [c for c in range(len(self.names)) if c not in profile.withdrawn]
        self.stages: list[Stage] = []

    def votes(self) -> dict[int, int]:
        """Return the votes of those standing."""
        totals = self.papers.totals().tolist()
        return {c: totals[c] for c in self.standing}

    def exclude(self, gone: list[int]) -> None:
        """Exclude candidates at once and hand their papers on."""
        for c in gone:
            self.papers.standing[c] = False
            self.standing.remove(c)
        for c in gone:
            self.papers.move_all(c)

    def record(self, action: str, gone: list[int], winner: int | None = None) -> None:
        """Add a stage."""
        totals = self.papers.totals().tolist()
        votes = {n: Fraction(v) for n, v in zip(self.names, totals[:-1], strict=True)}
        lost = Fraction(self.valid) - sum(votes.values())
        elected = () if winner is None else (self.names[winner],)
        excluded = tuple(self.names[c] for c in gone)
        self.stages.append(Stage(len(self.stages) + 1, action, votes, lost, elected, excluded))

    def majority(self) -> int | None:
        """Return who has more than half of the votes of those standing."""
        votes = self.votes()
        total = sum(votes.values())
        return next((c for c, v in votes.items() if 2 * v > total or len(votes) == 1), None)

    def answer(self, rule: str, method: str, winner: int | None) -> Count:
        """Return the count."""
        names = () if winner is None else (self.names[winner],)
        return Count(
            rule, 1, names, tuple(self.stages), tuple(self.chooser.ties), self.valid, method,
            decided=winner is not None,
        )  # fmt: skip


def irv(profile: Profile, lot: Lot | None = None) -> Count:
    """Count by instant runoff: the one with the fewest votes is excluded, a tie by lot.

    Raises nothing for a tie: without a lot the count stops and `decided` is False. Ware 1871; as
    law for instance in the Commonwealth Electoral Act 1918, s. 274.
    """
    return run_off("irv", METHOD, Rounds(profile, lot))


def run_off(rule: str, method: str, rounds: Rounds) -> Count:
    """Return the count of rounds in which the lowest is excluded until one has a majority."""
    winner = rounds.majority()
    rounds.record("first preferences", [], winner)
    try:
        while winner is None and rounds.standing:
            c = rounds.chooser.fewest("exclusion", rounds.votes(), len(rounds.stages) + 1)
            rounds.exclude([c])
            winner = rounds.majority()
            rounds.record(f"exclusion of {rounds.names[c]}", [c], winner)
    except OpenTie as stop:
        rounds.chooser.ties.append(stop.tie)
    return rounds.answer(rule, method, winner)
