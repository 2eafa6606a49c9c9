"""One clause with alternatives: pairs, and what each agenda makes of them under sincere voting.

(Rasch 2000, "Parliamentary floor voting procedures and agenda setting in Europe"; Miller 1977 on
the top cycle.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations

from foedus.errors import TooLarge

#: Options up to which every agenda is tried.
MOST = 8
PROCEDURES = ("amendment", "successive")


@dataclass(frozen=True, slots=True)
class Voter:
    """A delegate or bloc: how many votes it has, and a rank for each option (0 the best).

    Options with one rank are held equal: between them it abstains. `unit` is its region.
    """

    name: str
    votes: int
    rank: tuple[int, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its options, which of them is the status quo, and how the voters rank them."""

    key: str
    options: tuple[str, ...]
    status_quo: int
    voters: tuple[Voter, ...]

    def split(self, first: int, second: int) -> tuple[int, int, int]:
        """Return the votes for the first, for the second, and of those who hold them equal."""
        counts = [0, 0, 0]
        for v in self.voters:
            a, b = v.rank[first], v.rank[second]
            counts[0 if a < b else 1 if b < a else 2] += v.votes
        return counts[0], counts[1], counts[2]

    def matrix(self) -> tuple[tuple[int, ...], ...]:
        """Return the votes for each option against each other one."""
        n = range(len(self.options))
        return tuple(tuple(0 if i == j else self.split(i, j)[0] for j in n) for i in n)


#: Who wins between two options: True the first, False the second, None a tie.
Beats = Callable[[int, int], bool | None]


def majority(clause: Clause) -> Beats:
    """Return the plain majority of those who do not hold both equal."""

    def beats(first: int, second: int) -> bool | None:
        a, b, _ = clause.split(first, second)
        return None if a == b else a > b

    return beats


def condorcet(clause: Clause, beats: Beats) -> int | None:
    """Return the option that beats every other one, or None."""
    n = range(len(clause.options))
    return next((i for i in n if all(beats(i, j) for j in n if j != i)), None)


def top_cycle(clause: Clause, beats: Beats) -> tuple[int, ...]:
    """Return the smallest set whose members are beaten by nobody outside (ties count both ways).

    Every member reaches every option by a chain of "not beaten by" (Schwartz 1972; Smith 1973).
    """
    n = len(clause.options)
    reach = [{j for j in range(n) if j != i and beats(j, i) is not True} for i in range(n)]
    for _ in range(n):
        reach = [r | {k for j in r for k in reach[j]} for r in reach]
    return tuple(i for i in range(n) if len(reach[i] | {i}) == n)


@dataclass(frozen=True, slots=True)
class Contest:
    """One vote on the way: what stood against what, and how it went.

    `against` names one option (amendment) or all that were left (successive); `won` is None in a
    tie, which the rules must decide.
    """

    option: str
    against: tuple[str, ...]
    votes_for: int
    votes_against: int
    equal: int
    won: bool | None


def amendment(order: Sequence[int], beats: Beats) -> frozenset[int]:
    """Return the possible winners when each winner meets the next option; a tie keeps both."""
    holders = {order[0]}
    for new in order[1:]:
        after: set[int] = set()
        for holder in holders:
            won = beats(holder, new)
            after |= {holder, new} if won is None else {holder if won else new}
        holders = after
    return frozenset(holders)


def successive(
    order: Sequence[int], passes: Callable[[int, tuple[int, ...]], bool | None]
) -> frozenset[int]:
    """Return the possible winners when options are voted one by one and the first majority wins.

    `passes(option, rest)` says whether an option carries against all that are left; the last
    option needs no vote. A tie leaves both ways open.
    """
    found: set[int] = set()
    for place, option in enumerate(order[:-1]):
        won = passes(option, tuple(order[place + 1 :]))
        if won is not False:
            found.add(option)
        if won:
            return frozenset(found)
    return frozenset({*found, order[-1]})


def first_choices(clause: Clause, option: int, rest: Sequence[int]) -> tuple[int, int, int]:
    """Return the votes for an option against all that are left, sincerely: yes where it is the
    voter's best of all, no where another one is better than it, equal where it shares the best."""
    yes = no = equal = 0
    for v in clause.voters:
        best = min(v.rank[o] for o in rest)
        if v.rank[option] < best:
            yes += v.votes
        elif v.rank[option] > best:
            no += v.votes
        else:
            equal += v.votes
    return yes, no, equal


@dataclass(frozen=True, slots=True)
class Outcome:
    """One option that some agenda brings about: by how many agendas, and one of them.

    `sure` agendas bring it about whatever happens in ties; `with_status_quo_last` counts agendas
    (ties open) in which the status quo comes last.
    """

    option: str
    agendas: int
    sure: int
    with_status_quo_last: int
    agenda: tuple[str, ...]


def outcomes(
    clause: Clause, decide: Callable[[Sequence[int]], frozenset[int]]
) -> tuple[Outcome, ...]:
    """Return every option that some agenda brings about. Raises TooLarge above `MOST` options."""
    n = len(clause.options)
    if n > MOST:
        raise TooLarge(f"{n} options: all agendas are tried up to {MOST} options (E809)")
    count, sure, last = [0] * n, [0] * n, [0] * n
    example: list[tuple[int, ...] | None] = [None] * n
    for order in permutations(range(n)):
        found = decide(order)
        for option in found:
            count[option] += 1
            sure[option] += len(found) == 1
            last[option] += order[-1] == clause.status_quo
            # The example shows an outcome that no tie could change, if there is one.
            if example[option] is None or (len(found) == 1 and sure[option] == 1):
                example[option] = order
    return tuple(
        Outcome(clause.options[i], count[i], sure[i], last[i],
                tuple(clause.options[j] for j in example[i] or ()))
        for i in range(n) if count[i]
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Control:
    """What setting the agenda is worth to one voter: ranks (1 the best) of what results.

    `imposed` under the agenda of the rules, `best` and `worst` over all agendas (of the worst
    outcome each leaves open in ties); `gain` = imposed - best, in ranks.
    """

    voter: str
    votes: int
    imposed: int
    best: int
    worst: int
    gain: int
    controls: bool


def control(
    clause: Clause,
    decide: Callable[[Sequence[int]], frozenset[int]],
    imposed: frozenset[int],
    chair: str,
) -> tuple[Control, ...]:
    """Return what the agenda is worth to each voter, the chair first, then by votes."""
    found = {decide(order) for order in permutations(range(len(clause.options)))}
    rows = []
    for v in clause.voters:
        place = [1 + sum(r < v.rank[i] for r in v.rank) for i in range(len(clause.options))]
        ranks = [max(place[o] for o in outcome) for outcome in found]
        now = max(place[o] for o in imposed)
        rows.append(Control(v.name, v.votes, now, min(ranks), max(ranks), now - min(ranks),
                            v.name == chair))  # fmt: skip
    return tuple(sorted(rows, key=lambda r: (not r.controls, -r.votes, r.voter)))
