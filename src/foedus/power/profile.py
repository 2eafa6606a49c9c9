"""What every counting engine returns: winning coalitions and swings, in all and by size."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from foedus.errors import TooLarge
from foedus.rules.gates import Rule


@dataclass(frozen=True, slots=True)
class Profile:
    """Exact counts over the 2^n sets of single members, n members in all.

    `winning` is the number of winning sets; `swings[t]` the number of sets without one given
    member of type t that lose and win with it. `winning_by_size[s]` and `swings_by_size[t][s]`
    split them by the size of the set; they are None where an engine counts totals only.
    """

    names: tuple[str, ...]
    counts: tuple[int, ...]
    winning: int
    swings: tuple[int, ...]
    engine: str
    winning_by_size: tuple[int, ...] | None = None
    swings_by_size: tuple[tuple[int, ...], ...] | None = None

    @property
    def size(self) -> int:
        """The number of members, n."""
        return sum(self.counts)


def profile_by_size(
    rule: Rule, winning: Sequence[int], swings: Sequence[Sequence[int]], engine: str
) -> Profile:
    """Return the profile whose totals are the sums of the counts by size."""
    return Profile(
        rule.names,
        tuple(v.count for v in rule.voters),
        sum(winning),
        tuple(sum(s) for s in swings),
        engine,
        tuple(winning),
        tuple(tuple(s) for s in swings),
    )


@dataclass(slots=True)
class Budget:
    """How long and how large an engine may run; it asks `check` between its steps.

    `seconds` None is no limit; `cells` bounds the states or table cells an engine may hold;
    `progress` is told how far it is, from 0 to 1.
    """

    seconds: float | None = None
    cells: int = 400_000_000
    states: int = 2_000_000
    progress: Callable[[float], None] | None = None
    started: float = field(default_factory=time.monotonic)

    def over(self) -> bool:
        """Return whether the time is over."""
        return self.seconds is not None and time.monotonic() - self.started > self.seconds

    def check(self, done: float, engine: str) -> None:
        """Report progress; raise TooLarge where the time is over."""
        if self.progress is not None:
            self.progress(done)
        if self.over():
            raise TooLarge(
                f"the engine {engine} did not finish within {self.seconds:g} s\n"
                "  help: allow more time with --limit, or take --engine sampling (an estimate)"
            )

    def hold(self, states: int, engine: str, following: str) -> None:
        """Raise TooLarge where an engine would hold more states than allowed."""
        if states > self.states:
            raise TooLarge(
                f"the engine {engine} would hold more than {self.states:,} states\n"
                f"  help: take --engine {following}"
            )
