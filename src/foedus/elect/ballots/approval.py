"""Approval voting: a ballot names any number of candidates, most approvals win."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from foedus.elect.ballots.firsts import Results
from foedus.elect.ballots.plurality import plurality
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot


@dataclass(frozen=True, slots=True)
class Approvals:
    """Sets of approved candidates, numbered from 0, and how many ballots show each."""

    candidates: tuple[str, ...]
    sets: tuple[tuple[frozenset[int], int], ...]

    @property
    def size(self) -> int:
        """The number of ballots."""
        return sum(n for _, n in self.sets)


def approvals(candidates: Iterable[str], sets: Iterable[tuple[Iterable[int], int]]) -> Approvals:
    """Return approval ballots, equal sets joined; raises ValueError for an unknown candidate."""
    names = tuple(candidates)
    merged: dict[frozenset[int], int] = {}
    for chosen, n in sets:
        key = frozenset(chosen)
        if any(not 0 <= c < len(names) for c in key) or n < 0:
            raise ValueError(f"no approval ballot of {len(names)} candidates: {sorted(key)}")
        merged[key] = merged.get(key, 0) + n
    return Approvals(names, tuple(merged.items()))


def ranked_means_approved(profile: Profile) -> Approvals:
    """Return approval ballots in which everybody ranked is approved; the withdrawn do not stand."""
    stand = [c for c in range(len(profile.candidates)) if c not in profile.withdrawn]
    number = {c: i for i, c in enumerate(stand)}
    sets = (([number[c] for c in r if c in number], n) for r, n in profile.ballots())
    return approvals([profile.candidates[c] for c in stand], sets)


def approval(ballots: Approvals, seats: int = 1, lot: Lot | None = None) -> Count:
    """Return who has the most approvals (Brams and Fishburn 1978); ties at the last seat by lot."""
    votes = np.zeros(len(ballots.candidates), dtype=object)
    for chosen, n in ballots.sets:
        for c in chosen:
            votes[c] += n
    table = dict(zip(ballots.candidates, votes.tolist(), strict=True))
    count = plurality(Results({"all": table}), seats, lot)
    return Count(
        "approval", seats, count.winners, count.stages, count.ties, ballots.size,
        "approval voting: most approvals", decided=count.decided,
    )  # fmt: skip
