"""The graph model of conflict: who can move from which state, and which states are stable.

Fang, Hipel & Kilgour, Interactive Decision Making (1993). R_i(s) are the moves of i, R_i+(s) those
that i prefers to s. Nash: R_i+(s) is empty. GMR: every s1 in R_i+(s) has a move s2 of the others
from s1 with s >=_i s2. SMR: and also every s3 in R_i(s2) has s >=_i s3. SEQ: as GMR, the others'
moves being improvements for whoever makes them. In moves of a group nobody moves twice running.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from foedus.answer import Answer, Label

#: party -> state -> states it can move to.
Moves = Mapping[str, Mapping[str, Sequence[str]]]
#: party -> state -> rank, 0 best; equal ranks are indifference.
Ranks = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Stability(Answer):
    """States that are equilibria (stable for every party) under each definition."""

    nash: tuple[str, ...]
    gmr: tuple[str, ...]
    smr: tuple[str, ...]
    seq: tuple[str, ...]
    coalitional: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "every state and move looked at"
    reference: str = "Fang, Hipel & Kilgour 1993; coalitions Kilgour, Hipel, Fang & Peng 2001"


def stability(states: Sequence[str], moves: Moves, ranks: Ranks) -> Stability:
    """Return the equilibria of each kind; raises ValueError where a state or rank is missing."""
    _checked(states, moves, ranks)
    tests: tuple[Callable[[str, str], bool], ...] = (
        lambda i, s: not _better(moves, ranks, i, s),
        lambda i, s: _sanctioned(moves, ranks, i, s, improving=False, metarational=False),
        lambda i, s: _sanctioned(moves, ranks, i, s, improving=False, metarational=True),
        lambda i, s: _sanctioned(moves, ranks, i, s, improving=True, metarational=False),
    )
    found = [tuple(s for s in states if all(t(i, s) for i in ranks)) for t in tests]
    groups = [g for n in range(1, len(ranks) + 1) for g in combinations(ranks, n)]
    united = tuple(s for s in states if not any(_deviates(moves, ranks, g, s) for g in groups))
    return Stability(found[0], found[1], found[2], found[3], united)


def _checked(states: Sequence[str], moves: Moves, ranks: Ranks) -> None:
    known = set(states)
    for party, table in ranks.items():
        if set(table) != known:
            raise ValueError(f"{party} does not rank every state")
        ends = {e for s, to in moves.get(party, {}).items() for e in (s, *to)}
        if ends - known:
            raise ValueError(f"{party} moves to an unknown state")


def _better(moves: Moves, ranks: Ranks, party: str, state: str) -> list[str]:
    """R_i+(s): moves of a party to states it prefers."""
    here = ranks[party][state]
    return [t for t in moves.get(party, {}).get(state, ()) if ranks[party][t] < here]


def reachable(
    moves: Moves, ranks: Ranks, group: Sequence[str], state: str, *, improving: bool
) -> set[str]:
    """R_H(s) or R_H+(s): states a group reaches, nobody moving twice running."""
    seen: set[tuple[str, str]] = set()
    open_: list[tuple[str, str]] = [(state, "")]
    while open_:
        at, last = open_.pop()
        for party in group:
            if party == last:
                continue
            steps = (_better(moves, ranks, party, at) if improving
                     else moves.get(party, {}).get(at, ()))  # fmt: skip
            fresh = {(t, party) for t in steps} - seen
            seen |= fresh
            open_ += fresh
    return {t for t, _ in seen} - {state}


def _sanctioned(
    moves: Moves, ranks: Ranks, party: str, state: str, *, improving: bool, metarational: bool
) -> bool:
    here = ranks[party][state]
    others = [p for p in ranks if p != party]

    def deters(end: str) -> bool:
        if ranks[party][end] < here:
            return False
        escapes = moves.get(party, {}).get(end, ())
        return not metarational or all(ranks[party][t] >= here for t in escapes)

    def answered(move: str) -> bool:
        ends = reachable(moves, ranks, others, move, improving=improving)
        return any(deters(end) for end in ends)

    return all(answered(move) for move in _better(moves, ranks, party, state))


def _deviates(moves: Moves, ranks: Ranks, group: Sequence[str], state: str) -> bool:
    ends = reachable(moves, ranks, group, state, improving=False)
    return any(all(ranks[p][e] < ranks[p][state] for p in group) for e in ends)
