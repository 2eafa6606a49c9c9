"""Who wins under which rule, and the Condorcet winner or the cycle at the top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from foedus.answer import Answer, Label
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.firsts import first_choices
from foedus.elect.ballots.pairwise import Pairs, condorcet_winner, pairs, smith_set
from foedus.elect.ballots.profile import Profile
from foedus.elect.ballots.result import Count, Lot
from foedus.errors import TooLarge

#: Rules that elect one from rankings; plurality reads their first choices.
SINGLE = (
    "plurality", "irv", "contingent", "copeland", "minimax", "schulze", "ranked-pairs",
    "split-cycle", "kemeny", "borda", "black", "nanson", "baldwin", "smith-irv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whom a rule elects; where undecided, `tied` holds those for whom a lot would be drawn.

    `refused` says why a rule could not be counted.
    """

    rule: str
    winners: tuple[str, ...]
    tied: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Defeat:
    """One candidate preferred to another by so many more ballots than the other way."""

    winner: str
    loser: str
    margin: int


@dataclass(frozen=True, slots=True)
class Agreement(Answer):
    """Rules side by side.

    `top` is the Smith set: the Condorcet winner alone, or the cycle at the top; `cycle` is a chain
    of defeats that leads back to its beginning, the witness that there is no Condorcet winner
    where the top has a cycle of strict defeats.
    """

    seats: int
    outcomes: tuple[Outcome, ...]
    condorcet_winner: str
    top: tuple[str, ...]
    cycle: tuple[Defeat, ...]
    valid: int
    method: str = "each rule by its own count; the Smith set from all pairs (Smith 1973)"
    label: Label = Label.EXACT
    margins: dict[str, dict[str, int]] = field(default_factory=dict, repr=False)


def counter(rule: str, seats: int = 1) -> Callable[[Profile, Lot | None], Count]:
    """Return the function that counts rankings by a rule of the catalogue."""
    entry = CATALOGUE[rule]
    count = entry.load()

    def run(profile: Profile, lot: Lot | None) -> Count:
        ballots = first_choices(profile) if entry.reads == "results" else profile
        found: Count = count(ballots, seats, lot) if entry.many else count(ballots, lot)
        return found

    return run


def rules_for(seats: int) -> tuple[str, ...]:
    """Return the rules compared: those for one winner, or those that fill several seats."""
    if seats == 1:
        return SINGLE
    return tuple(
        n for n, e in CATALOGUE.items() if e.many and (e.reads == "ranked" or n == "plurality")
    )


def agreement(
    profile: Profile, seats: int = 1, lot: Lot | None = None, rules: Sequence[str] = ()
) -> Agreement:
    """Count by every rule that fits, and compare every pair of candidates.

    Raises ValueError for fewer than one seat.
    """
    if seats < 1:
        raise ValueError("at least one seat")
    outcomes = tuple(_outcome(rule, profile, seats, lot) for rule in rules or rules_for(seats))
    found = pairs(profile)
    top = smith_set(found.margins)
    best = condorcet_winner(found.margins)
    names = found.names
    table = found.margins.tolist()
    return Agreement(
        seats, outcomes, "" if best is None else names[best], tuple(names[c] for c in top),
        _cycle(found, top), found.valid,
        margins={a: {b: table[i][j] for j, b in enumerate(names) if j != i}
                 for i, a in enumerate(names)},
    )  # fmt: skip


def _outcome(rule: str, profile: Profile, seats: int, lot: Lot | None) -> Outcome:
    try:
        count = counter(rule, seats)(profile, lot)
    except TooLarge as exc:
        return Outcome(rule, (), refused=str(exc))
    tied = () if count.decided or not count.ties else count.ties[-1].tied
    return Outcome(rule, count.winners, tied)


def _cycle(found: Pairs, top: list[int]) -> tuple[Defeat, ...]:
    """Return the shortest chain of strict defeats inside the top that returns to its beginning."""
    best: list[int] = []
    for start in top:
        walk = _back_to(found, top, start)
        if walk and (not best or len(walk) < len(best)):
            best = walk
    steps = zip(best, best[1:] + best[:1], strict=True)
    margins = found.margins
    return tuple(Defeat(found.names[a], found.names[b], int(margins[a, b])) for a, b in steps)


def _back_to(found: Pairs, top: list[int], start: int) -> list[int]:
    beats = {a: [b for b in top if found.margins[a, b] > 0] for a in top}
    came: dict[int, int] = {}
    queue = [start]
    for a in queue:
        for b in beats[a]:
            if b == start:
                walk = [a]
                while walk[-1] != start:
                    walk.append(came[walk[-1]])
                return walk[::-1]
            if b not in came:
                came[b] = a
                queue.append(b)
    return []
