"""A slow second counter for each rule of the catalogue: every outcome that some lot can bring.

Each takes an election and the seed of the lot, and returns a set of sets of winners; None where a
lot is due and the counter does not follow it. They read rankings one by one, in fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from statistics import median_low
from typing import Any

import ballots_reference as slow
import committees_reference as committee
import numpy as np
import stv_reference as paper
from hypothesis import strategies as st

from foedus.elect.ballots.approval import approvals
from foedus.elect.ballots.catalogue import CATALOGUE
from foedus.elect.ballots.firsts import Results
from foedus.elect.ballots.irish import _mixed
from foedus.elect.ballots.result import Lot
from foedus.elect.ballots.scores import scores
from foedus.elect.ballots.spread import Spread

Outcomes = set[frozenset[int]] | None


@dataclass(frozen=True)
class Election:
    """Rankings with weights, seats, and to which region each row belongs."""

    m: int
    ballots: slow.Ballots
    seats: int

    def regions(self) -> list[dict[int, int]]:
        """Return first choices by region: rows go to three regions in turn."""
        found = [dict.fromkeys(range(self.m), 0) for _ in range(3)]
        for i, (ballot, n) in enumerate(self.ballots):
            found[i % 3][ballot[0]] += n
        return found

    def sets(self) -> committee.Sets:
        """Return who is ranked as who is approved."""
        return [(frozenset(b), n) for b, n in self.ballots]

    def grades(self) -> list[tuple[list[int], int]]:
        """Return the candidates below one as its score, 0 for the unranked."""
        return [
            ([self.m - b.index(c) if c in b else 0 for c in range(self.m)], n)
            for b, n in self.ballots
        ]


@st.composite
def elections(draw: st.DrawFn) -> Election:
    """Draw few ballots of small weight, so that many are tied."""
    m, ballots = draw(slow.rankings(most=4, papers=6, weight=3))
    return Election(m, ballots, draw(st.integers(1, min(3, m))))


def count(rule: str, e: Election, lot: Lot | None) -> Any:
    """Count an election by a rule, in the kind of ballots that the rule reads."""
    entry, names = CATALOGUE[rule], slow.names(e.m)
    if rule == "spread":
        table = {f"r{i}": {n: r[c] for c, n in enumerate(names)} for i, r in enumerate(e.regions())}
        return entry.load()(Results(table), Spread("plurality", Fraction(1, 4), Fraction(2, 3)))
    ballots: Any = slow.profile(e.m, e.ballots)
    if entry.reads == "results":
        firsts = slow.tally(e.ballots, set(range(e.m)))
        ballots = Results({"all": {n: firsts[c] for c, n in enumerate(names)}})
    elif entry.reads == "approvals":
        ballots = approvals(names, e.sets())
    elif entry.reads == "scores":
        ballots = scores(names, e.grades())
    if rule == "two-round":
        return entry.load()(ballots, lot=lot)
    return entry.load()(ballots, e.seats, lot) if entry.many else entry.load()(ballots, lot)


def singles(found: Iterable[int]) -> set[frozenset[int]]:
    return {frozenset({c}) for c in found}


def highest(scores: dict[int, Any]) -> set[int]:
    return {c for c, v in scores.items() if v == max(scores.values())}


def lowest(scores: dict[int, Any]) -> set[int]:
    return {c for c, v in scores.items() if v == min(scores.values())}


def by_votes(votes: dict[int, Any], seats: int) -> set[frozenset[int]]:
    """Return every way to take so many from the top."""
    groups = combinations(votes, min(seats, len(votes)))
    return {
        frozenset(g)
        for g in groups
        if all(votes[a] >= votes[b] for a in g for b in votes if b not in g)
    }


def first(e: Election) -> dict[int, int]:
    return slow.tally(e.ballots, set(range(e.m)))


def head_to_head(e: Election, a: int, b: int) -> set[int]:
    return highest(slow.tally(e.ballots, {a, b}))


def two_round(e: Election, _: str) -> Outcomes:
    votes = first(e)
    ahead = {c for c, v in votes.items() if 2 * v > sum(votes.values())}
    if ahead:
        return singles(ahead)
    # A second round is due and not held: nobody is elected.
    return {frozenset()}


def spread(e: Election, _: str) -> Outcomes:
    votes, regions = first(e), e.regions()
    won = set()
    for c in highest(votes):
        most = len(highest(votes)) == 1
        reached = [r for r in regions if 4 * r[c] >= sum(r.values())]
        if most and len(reached) >= 2:
            won.add(c)
    return singles(won) or {frozenset()}


def runoff(e: Election, standing: set[int]) -> set[int]:
    """Return all who can win by excluding the lowest until one has a majority."""
    votes = slow.tally(e.ballots, standing)
    ahead = {c for c, v in votes.items() if 2 * v > sum(votes.values())}
    if ahead or len(standing) == 1:
        return ahead or set(standing)
    return set().union(*(runoff(e, standing - {c}) for c in lowest(votes)))


def contingent(e: Election, _: str) -> Outcomes:
    votes = first(e)
    ahead = {c for c, v in votes.items() if 2 * v > sum(votes.values())}
    two = by_votes(votes, 2)
    return singles(ahead or set().union(*(head_to_head(e, *g) for g in two)))


def points(e: Election, pool: set[int]) -> dict[int, Fraction]:
    return slow.borda_points(e.ballots, pool)


def nanson(e: Election, _: str) -> Outcomes:
    pool = set(range(e.m))
    while len(pool) > 1:
        scores = slow.borda_points(e.ballots, pool)
        left = {c for c in pool if scores[c] * len(pool) > sum(scores.values())}
        if not left:
            break
        pool = left
    return singles(pool)


def baldwin(e: Election, pool: set[int]) -> set[int]:
    if len(pool) == 1:
        return pool
    return set().union(*(baldwin(e, pool - {c}) for c in lowest(points(e, pool))))


def dominant(margins: list[list[int]]) -> set[int]:
    m = len(margins)
    return next(
        set(s)
        for n in range(1, m + 1)
        for s in combinations(range(m), n)
        if all(margins[i][j] > 0 for i in s for j in range(m) if j not in s)
    )


def path(links: list[list[int]], a: int, b: int) -> int:
    return max(min(links[x][y] for x, y in pairwise(p)) for p in slow.simple_paths(links, a, b))


def schulze(e: Election, _: str) -> Outcomes:
    beats = [[0] * e.m for _ in range(e.m)]
    for ballot, n in e.ballots:
        for a, b in permutations(range(e.m), 2):
            if a in ballot and (b not in ballot or ballot.index(a) < ballot.index(b)):
                beats[a][b] += n
    links = [
        [v if v > beats[j][i] else 0 for j, v in enumerate(row)] for i, row in enumerate(beats)
    ]
    pairs = list(permutations(range(e.m), 2))
    power = {(a, b): path(links, a, b) for a, b in pairs}
    beaten = {b for a, b in pairs if power[a, b] > power[b, a]}
    return singles(set(range(e.m)) - beaten)


def split_cycle(e: Election, _: str) -> Outcomes:
    table = slow.margins(e.m, e.ballots)
    pairs = permutations(range(e.m), 2)
    beaten = {b for a, b in pairs if table[a][b] > max(0, path(table, b, a))}
    return singles(set(range(e.m)) - beaten)


def ranked_pairs(e: Election, _: str) -> Outcomes:
    table = slow.margins(e.m, e.ballots)
    edges = [p for p in permutations(range(e.m), 2) if table[p[0]][p[1]] > 0]
    states: set[frozenset[tuple[int, int]]] = {frozenset()}
    for level in sorted({table[a][b] for a, b in edges}, reverse=True):
        group = [(a, b) for a, b in edges if table[a][b] == level]
        states = {locked(s, order) for s in states for order in permutations(group)}
    return singles(c for s in states for c in range(e.m) if all(b != c for _, b in s))


def locked(
    state: frozenset[tuple[int, int]], order: Iterable[tuple[int, int]]
) -> frozenset[tuple[int, int]]:
    kept = set(state)
    for a, b in order:
        reach, todo = {b}, [b]
        while todo:
            at = todo.pop()
            for x, y in kept:
                if x == at and y not in reach:
                    reach.add(y)
                    todo.append(y)
        if a not in reach:
            kept.add((a, b))
    return frozenset(kept)


def kemeny(e: Election, _: str) -> Outcomes:
    table = slow.margins(e.m, e.ballots)
    agreement = {
        order: sum(table[a][b] for a, b in combinations(order, 2))
        for order in permutations(range(e.m))
    }
    return singles(o[0] for o, v in agreement.items() if v == max(agreement.values()))


def condorcet(e: Election) -> set[int]:
    table = slow.margins(e.m, e.ballots)
    return {c for c in range(e.m) if all(table[c][j] > 0 for j in range(e.m) if j != c)}


def copeland(e: Election, _: str) -> Outcomes:
    table = slow.margins(e.m, e.ballots)
    return singles(highest({i: sum((v > 0) - (v < 0) for v in r) for i, r in enumerate(table)}))


def minimax(e: Election, _: str) -> Outcomes:
    table = slow.margins(e.m, e.ballots)
    return singles(lowest({c: max(table[j][c] for j in range(e.m) if j != c) for c in range(e.m)}))


def star(e: Election, _: str) -> Outcomes:
    rows = e.grades()
    sums = {c: sum(g[c] * n for g, n in rows) for c in range(e.m)}
    found: set[int] = set()
    for a, b in by_votes(sums, 2):
        prefer = sum(n * ((g[a] > g[b]) - (g[a] < g[b])) for g, n in rows) or sums[a] - sums[b]
        found |= {a, b} if prefer == 0 else {a if prefer > 0 else b}
    return singles(found)


def judged(e: Election, c: int) -> list[int]:
    left = sorted(g[c] for g, n in e.grades() for _ in range(n))
    value = []
    while left:
        value.append(median_low(left))
        left.remove(value[-1])
    return value


def seat_by_seat(chosen: Callable[[], list[int]]) -> Outcomes:
    try:
        return {frozenset(chosen())}
    except committee.Tied:
        return None


def papers(count: Callable[..., Any]) -> Callable[[Election, str], Outcomes]:
    def second(e: Election, _: str) -> Outcomes:
        try:
            return {frozenset(count(e.m, e.ballots, e.seats)[0])}
        except slow.Undecided:
            return None

    return second


def irish(e: Election, seed: str) -> Outcomes:
    # As the profile has them: rows alike are one row.
    merged: dict[tuple[int, ...], int] = {}
    for ballot, n in e.ballots:
        merged[ballot] = merged.get(ballot, 0) + n
    rows = [r for r, n in merged.items() for _ in range(n)]
    order = [rows[i] for i in _mixed(np.arange(len(rows)), seed).tolist()]
    try:
        return {frozenset(paper.irish(e.m, order, e.seats)[0])}
    except slow.Undecided:
        return None


def best(score: Callable[[committee.Sets], Any]) -> Callable[[Election, str], Outcomes]:
    return lambda e, _: {frozenset(g) for g in committee.best(e.m, e.seats, score(e.sets()))[1]}


SECOND: dict[str, Callable[[Election, str], Outcomes]] = {
    "plurality": lambda e, _: by_votes(first(e), e.seats),
    "two-round": two_round,
    "spread": spread,
    "irv": lambda e, _: singles(runoff(e, set(range(e.m)))),
    "contingent": contingent,
    "approval": lambda e, _: by_votes(
        {c: sum(n for b, n in e.ballots if c in b) for c in range(e.m)}, e.seats
    ),
    "scottish": papers(slow.scottish),
    "northern-irish": papers(paper.northern_irish),
    "australian-senate": papers(paper.senate),
    "hare-clark": papers(paper.hare_clark),
    "minneapolis": papers(paper.minneapolis),
    "irish": irish,
    "meek": papers(lambda *e: (paper.meek(*e),)),
    "copeland": copeland,
    "minimax": minimax,
    "schulze": schulze,
    "ranked-pairs": ranked_pairs,
    "split-cycle": split_cycle,
    "kemeny": kemeny,
    "borda": lambda e, _: singles(highest(points(e, set(range(e.m))))),
    "black": lambda e, _: singles(condorcet(e) or highest(points(e, set(range(e.m))))),
    "nanson": nanson,
    "baldwin": lambda e, _: singles(baldwin(e, set(range(e.m)))),
    "smith-irv": lambda e, _: singles(runoff(e, dominant(slow.margins(e.m, e.ballots)))),
    "pav": best(committee.pav),
    "chamberlin-courant": best(committee.represented),
    "monroe": best(committee.monroe),
    "seq-pav": lambda e, _: seat_by_seat(lambda: committee.seq_pav(e.m, e.sets(), e.seats)),
    "phragmen": lambda e, _: seat_by_seat(lambda: committee.phragmen(e.m, e.sets(), e.seats)),
    "equal-shares": lambda e, _: seat_by_seat(
        lambda: committee.equal_shares(
            e.m, e.sets(), Fraction(e.seats, len(committee.people(e.sets())))
        )[0]
    ),
    "score": lambda e, _: by_votes(
        {c: sum(g[c] * n for g, n in e.grades()) for c in range(e.m)}, e.seats
    ),
    "star": star,
    "majority-judgment": lambda e, _: singles(highest({c: judged(e, c) for c in range(e.m)})),
}  # fmt: skip
