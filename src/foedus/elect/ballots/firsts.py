"""Votes for candidates: from rankings by first choice, from a table of results by region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.elect.ballots.profile import Profile


@dataclass(frozen=True, slots=True)
class Results:
    """Votes by region and candidate; `cast` are the ballots cast where they exceed the votes.

    Raises ValueError where the votes of a region exceed the ballots cast there.
    """

    votes: Mapping[str, Mapping[str, int]]
    cast: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        """Refuse results that do not add up."""
        for region, cast in (self.cast or {}).items():
            if sum(self.votes[region].values()) > cast:
                raise ValueError(f"{region} has more votes than ballots cast")

    @property
    def candidates(self) -> tuple[str, ...]:
        """The candidates, in the order of the first region."""
        return tuple(next(iter(self.votes.values()), {}))

    def totals(self) -> dict[str, int]:
        """Return each candidate's votes over all regions."""
        return {c: sum(r[c] for r in self.votes.values()) for c in self.candidates}

    def base(self) -> dict[str, int]:
        """Return the votes by region from which shares are taken: cast, or else for candidates."""
        return dict(self.cast or {r: sum(v.values()) for r, v in self.votes.items()})


def first_choices(profile: Profile) -> Results:
    """Return the first choices of rankings, as results of one region; the withdrawn have none."""
    m = len(profile.candidates)
    first = profile.orders[:, 0].copy()
    gone = sorted(profile.withdrawn)
    for p in range(1, profile.orders.shape[1] if gone else 0):
        late = np.isin(first, gone)
        first[late] = profile.orders[late, p]
    sums = np.zeros(m + 1, dtype=np.int64)
    np.add.at(sums, first, profile.weights())
    names = [(i, n) for i, n in enumerate(profile.candidates) if i not in profile.withdrawn]
    return Results({"all": {n: int(sums[i]) for i, n in names}})


def as_stage_votes(votes: Mapping[str, int]) -> dict[str, Fraction]:
    """Return votes as the fractions that a stage holds."""
    return {c: Fraction(v) for c, v in votes.items()}
