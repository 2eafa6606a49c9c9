"""Two rounds: who wins at once, by which threshold in use, and who meets in the second round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.firsts import Results, as_stage_votes
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage

METHOD = "two rounds: a threshold in the first, most votes in the second"


@dataclass(frozen=True, slots=True)
class Win:
    """A way to win in the first round: a share, and a lead over the next in shares of the base.

    `strict` and `lead_strict`: more than, not just at least.
    """

    share: Fraction
    strict: bool = True
    lead: Fraction = Fraction(0)
    lead_strict: bool = False

    def met(self, votes: int, rival: int, base: int) -> bool:
        """Return whether so many votes win against the strongest rival."""
        reach = votes - self.share * base
        ahead = votes - rival - self.lead * base
        enough = reach > 0 if self.strict else reach >= 0
        return votes > rival and enough and (ahead > 0 if self.lead_strict else ahead >= 0)

    def __str__(self) -> str:
        text = f"{'more than' if self.strict else 'at least'} {self.share}"
        if self.lead:
            text += f" and {'more than' if self.lead_strict else 'at least'} {self.lead} ahead"
        return text


#: Half of the votes and one more, as most constitutions with two rounds ask.
MAJORITY = (Win(Fraction(1, 2)),)
_WIN = re.compile(
    r"(more than|at least) (\d+/\d+|\d+)(?: and (more than|at least) (\d+/\d+|\d+) ahead)?"
)


def parse_win(text: str) -> Win:
    """Return "more than 1/2" or "at least 2/5 and more than 1/10 ahead" as a Win.

    Raises ValueError for anything else, a bare percentage included.
    """
    found = _WIN.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(text)
    more, share, lead_more, lead = found.groups()
    try:
        win = Win(
            Fraction(share), more == "more than", Fraction(lead or 0), lead_more == "more than"
        )
    except ZeroDivisionError:
        raise ValueError(text) from None
    if win.share > 1 or win.lead > 1:
        raise ValueError(text)
    return win


def two_round(
    first: Results,
    second: Results | None = None,
    wins: Sequence[Win] = MAJORITY,
    lot: Lot | None = None,
) -> Count:
    """Count a first round and, where it decides nothing, the second between the two best placed.

    Each Win is enough by itself; shares are of the base of the results (ballots cast where they
    are given, otherwise votes for candidates). `decided` is False where a second round is due and
    not given. Raises ValueError where the second round names others than the two.
    """
    return _TwoRound(first, second, wins, lot).count()


class _TwoRound:
    def __init__(
        self, first: Results, second: Results | None, wins: Sequence[Win], lot: Lot | None
    ) -> None:
        self.first, self.second, self.wins = first, second, wins
        self.totals = first.totals()
        self.base = sum(first.base().values())
        self.chooser = Chooser(list(self.totals), lot)
        self.stages: list[Stage] = []

    def count(self) -> Count:
        """Run both rounds."""
        winners: tuple[str, ...] = ()
        decided = True
        try:
            winners = self._rounds()
            decided = bool(winners)
        except OpenTie as stop:
            self.chooser.ties.append(stop.tie)
            decided = False
        return Count(
            "two-round", 1, winners, tuple(self.stages), tuple(self.chooser.ties), self.base,
            f"{METHOD}; first round: {' or '.join(map(str, self.wins))}", decided=decided,
        )  # fmt: skip

    def _rounds(self) -> tuple[str, ...]:
        order = sorted(self.totals, key=lambda c: -self.totals[c])
        rival = self.totals[order[1]] if len(order) > 1 else 0
        best = order[0]
        won = any(w.met(self.totals[best], rival, self.base) for w in self.wins)
        if won and self.second is not None:
            raise ValueError("the first round decides: no second is due")
        self._stage("first round", self.totals, self.base, (best,) if won else ())
        if won:
            return (best,)
        votes = dict(enumerate(self.totals.values()))
        two = self.chooser.top("a place in the second round", votes, 2)
        finalists = tuple(self.chooser.names[c] for c in two)
        if self.second is None:
            last = self.stages[-1]
            action = f"first round; a second between {' and '.join(finalists)} is due"
            self.stages[-1] = Stage(1, action, last.votes, last.exhausted)
            return ()
        return self._run_off(finalists, self.second)

    def _run_off(self, finalists: tuple[str, ...], second: Results) -> tuple[str, ...]:
        totals = second.totals()
        if set(totals) != set(finalists):
            raise ValueError(f"the second round is between {' and '.join(finalists)}")
        base = sum(second.base().values())
        self._stage("second round", totals, base, ())
        votes = {self.chooser.names.index(n): v for n, v in totals.items()}
        winner = self.chooser.names[self.chooser.most("the second round", votes)]
        last = self.stages[-1]
        self.stages[-1] = Stage(2, last.action, last.votes, last.exhausted, (winner,))
        return (winner,)

    def _stage(self, action: str, totals: dict[str, int], base: int, won: tuple[str, ...]) -> None:
        spare = Fraction(base - sum(totals.values()))
        number = len(self.stages) + 1
        self.stages.append(Stage(number, action, as_stage_votes(totals), spare, won))
