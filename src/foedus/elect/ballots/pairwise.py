"""Every pair of candidates against each other: who is preferred on how many ballots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.profile import Array, Profile, WeakProfile
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage
from foedus.errors import TooLarge


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """`beats[i, j]`: ballots that prefer i to j, as int64 of shape (m, m)."""

    names: tuple[str, ...]
    beats: Array = field(repr=False)
    valid: int = 0

    @property
    def margins(self) -> Array:
        """beats[i, j] - beats[j, i]."""
        return self.beats - self.beats.T


@dataclass(frozen=True, slots=True)
class PairCount(Count):
    """A count by comparing pairs: also the margins, and the order where the rule gives one.

    `order` lists groups from the best down, several in a group being tied.
    """

    margins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    order: tuple[tuple[str, ...], ...] = ()


def pairs(profile: Profile) -> Pairs:
    """Compare every pair; who is not ranked stands below all who are, and level with the others.

    Who shares a rank (WeakProfile) is level.

    Withdrawn candidates are left out. Raises TooLarge above 2^53 ballots.
    """
    if profile.size >= 2**53:
        raise TooLarge("so many ballots are beyond exact vector sums")
    m = len(profile.candidates)
    place = _places(profile)
    weights = profile.weights().astype(np.float64)
    kept = [c for c in range(m) if c not in profile.withdrawn]
    beats = np.zeros((len(kept), len(kept)), dtype=np.int64)
    for i, c in enumerate(kept):
        beats[i] = (weights @ (place[:, c : c + 1] < place[:, kept])).astype(np.int64)
    ranked = weights[(place[:, kept] < m).any(axis=1)] if kept else weights[:0]
    return Pairs(tuple(profile.candidates[c] for c in kept), beats, int(ranked.sum()))


def _places(profile: Profile) -> Array:
    """Return the place of each candidate on each ranking, m where it has none."""
    n, m = len(profile.orders), len(profile.candidates)
    place = np.full((n, m + 1), m, dtype=np.int32)
    rows = np.arange(n)
    level = profile.level if isinstance(profile, WeakProfile) else None
    at = np.full(n, -1, dtype=np.int32)
    for p in range(profile.orders.shape[1]):
        at = at + 1 if level is None else at + ~level[:, p]
        place[rows, profile.orders[:, p]] = at
    return place[:, :m]


def condorcet_winner(margins: Array) -> int | None:
    """Return who is preferred to each other candidate by more ballots than not."""
    wins = (margins > 0).sum(axis=1)
    found = np.flatnonzero(wins == len(margins) - 1)
    return int(found[0]) if found.size and len(margins) else None


def smith_set(margins: Array) -> list[int]:
    """Return the smallest set whose members each beat everybody outside (Smith 1973)."""
    m = len(margins)
    order = np.argsort(-(margins > 0).sum(axis=1) + (margins < 0).sum(axis=1), kind="stable")
    for size in range(1, m + 1):
        inside, outside = order[:size], order[size:]
        if (margins[np.ix_(inside, outside)] > 0).all():
            return sorted(inside.tolist())
    return []


def answer(
    rule: str,
    method: str,
    found: Pairs,
    best: Sequence[int],
    lot: Lot | None,
    *,
    stages: Sequence[Mapping[str, Fraction]] = (),
    order: Iterable[Iterable[int]] = (),
) -> PairCount:
    """Return the count of a rule that elects one of `best`: several are a tie, settled by lot."""
    chooser = Chooser(found.names, lot)
    winners: tuple[str, ...] = ()
    try:
        winners = (found.names[chooser.one("the seat", list(best))],) if best else ()
    except OpenTie as stop:
        chooser.ties.append(stop.tie)
    made = tuple(
        Stage(i, f"scores {i}" if len(stages) > 1 else "scores", s, Fraction(0),
              winners if i == len(stages) else ())
        for i, s in enumerate(stages, start=1)
    )  # fmt: skip
    return PairCount(
        rule, 1, winners, made, tuple(chooser.ties), found.valid, method, decided=bool(winners),
        margins=margin_table(found),
        order=tuple(tuple(found.names[c] for c in group) for group in order),
    )  # fmt: skip


def margin_table(found: Pairs) -> dict[str, dict[str, int]]:
    """Return the margins by name, the matrix that every such rule reads."""
    table = found.margins.tolist()
    return {
        a: {b: table[i][j] for j, b in enumerate(found.names) if i != j}
        for i, a in enumerate(found.names)
    }


def groups(scores: Sequence[Fraction | int]) -> list[list[int]]:
    """Return candidates from the highest score down, equals together."""
    return [[c for c, v in enumerate(scores) if v == level] for level in sorted(set(scores))[::-1]]


def named(found: Pairs, scores: Sequence[Fraction | int]) -> dict[str, Fraction]:
    """Return scores by name."""
    return {n: Fraction(v) for n, v in zip(found.names, scores, strict=True)}
