"""Choosing one of several tied candidates by a recorded lot, or stopping where none was drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.elect.ballots.result import Lot, Tie, settled


class Chooser:
    """Collects the ties of one count and settles them by lot."""

    def __init__(self, names: Sequence[str], lot: Lot | None) -> None:
        self.names, self.lot = tuple(names), lot
        self.ties: list[Tie] = []

    def one(self, what: str, tied: Sequence[int], stage: int = 0) -> int:
        """Return the candidate drawn; raises OpenTie where several are tied and no lot is given."""
        if len(tied) == 1:
            return tied[0]
        names = tuple(self.names[c] for c in tied)
        self.ties.append(settled(self.lot, Tie(what, names, "lot", stage=stage)))
        return tied[names.index(self.ties[-1].chosen)]

    def most(self, what: str, votes: Mapping[int, int]) -> int:
        """Return the candidate with the most votes."""
        best = max(votes.values())
        return self.one(what, [c for c, v in votes.items() if v == best])

    def fewest(self, what: str, votes: Mapping[int, int], stage: int = 0) -> int:
        """Return the candidate with the fewest votes."""
        worst = min(votes.values())
        return self.one(what, [c for c, v in votes.items() if v == worst], stage)

    def top(self, what: str, votes: Mapping[int, int], places: int) -> list[int]:
        """Return those with the most votes for so many places, highest first."""
        left = dict(votes)
        chosen: list[int] = []
        while left and len(chosen) < places:
            c = self._place(what, left, places - len(chosen))
            chosen += c
            for taken in c:
                del left[taken]
        return chosen

    def _place(self, what: str, left: Mapping[int, int], places: int) -> list[int]:
        best = max(left.values())
        tied = [c for c, v in left.items() if v == best]
        # A tie matters only where it straddles the last place.
        return tied if len(tied) <= places else [self.one(what, tied)]
