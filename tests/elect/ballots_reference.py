"""Slow, obvious counters in fractions, each ballot a paper of its own."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from math import floor

from hypothesis import strategies as st

from foedus.elect.ballots.profile import Profile, from_rankings

Ballots = list[tuple[tuple[int, ...], int]]


@st.composite
def rankings(
    draw: st.DrawFn, most: int = 5, papers: int = 12, weight: int = 9
) -> tuple[int, Ballots]:
    """Draw a number of candidates and truncated rankings with weights."""
    m = draw(st.integers(2, most))
    ranking = st.permutations(range(m)).flatmap(
        lambda p: st.integers(1, m).map(lambda n: tuple(p[:n]))
    )
    ballots = draw(
        st.lists(st.tuples(ranking, st.integers(1, weight)), min_size=1, max_size=papers)
    )
    return m, ballots


def names(m: int) -> list[str]:
    return [chr(65 + i) for i in range(m)]


def profile(m: int, ballots: Ballots) -> Profile:
    return from_rankings(names(m), ballots)


def letters(text: dict[str, int]) -> tuple[int, Ballots]:
    """Return a profile written as {"ABC": 3, "B": 2}."""
    m = len({c for t in text for c in t})
    return m, [(tuple(ord(c) - 65 for c in t), n) for t, n in text.items()]


def first_standing(ballot: tuple[int, ...], standing: set[int]) -> int | None:
    return next((c for c in ballot if c in standing), None)


def tally(ballots: Ballots, standing: set[int]) -> dict[int, int]:
    """Return the first choices among those standing."""
    votes = dict.fromkeys(standing, 0)
    for ballot, n in ballots:
        c = first_standing(ballot, standing)
        if c is not None:
            votes[c] += n
    return votes


class Undecided(Exception):
    """Raised where the rule asks for a lot."""


def scottish(m: int, ballots: Ballots, seats: int) -> tuple[list[int], list[dict[int, Fraction]]]:
    """Return winners and stages by SSI 2011/399: one paper at a time."""
    papers = [
        [b, Fraction(1), first_standing(b, set(range(m)))] for b, n in ballots for _ in range(n)
    ]
    quota = len(papers) // (seats + 1) + 1
    standing, elected, waiting, stages = set(range(m)), [], [], []
    kept: dict[int, Fraction] = {}

    def totals() -> dict[int, Fraction]:
        return {
            c: kept.get(c, Fraction(0)) + sum((v for _, v, h in papers if h == c), Fraction(0))
            for c in range(m)
        }

    def record() -> None:
        now = totals()
        stages.append(now)
        for c in sorted(standing, key=lambda c: -now[c]):
            if now[c] >= quota:
                standing.discard(c)
                elected.append(c)
                if now[c] > quota:
                    waiting.append(c)

    def choose(pool: list[int], sign: int) -> int:
        for stage in reversed(stages):
            best = max(sign * stage[c] for c in pool)
            pool = [c for c in pool if sign * stage[c] == best]
        if len(pool) > 1:
            raise Undecided
        return pool[0]

    def move(c: int) -> None:
        for paper in papers:
            if paper[2] == c:
                paper[2] = first_standing(paper[0], standing)

    record()
    while len(elected) < seats and standing:
        if len(standing) <= seats - len(elected):
            elected += sorted(standing, key=lambda c: -stages[-1][c])
            break
        if waiting:
            c = choose(waiting, 1)
            waiting.remove(c)
            total = stages[-1][c]
            for paper in papers:
                if paper[2] == c:
                    exact = paper[1] * (total - quota) / total
                    paper[1] = Fraction(floor(exact * 10**5), 10**5)
            move(c)
            kept[c] = Fraction(quota)
        else:
            c = choose(sorted(standing), -1)
            standing.discard(c)
            move(c)
        record()
    return elected, stages


def margins(m: int, ballots: Ballots) -> list[list[int]]:
    """Return, for each pair, the ballots that prefer the first; unranked are below all ranked."""
    table = [[0] * m for _ in range(m)]
    for ballot, n in ballots:
        for i in range(m):
            for j in range(m):
                if i in ballot and (j not in ballot or ballot.index(i) < ballot.index(j)):
                    table[i][j] += n
    return [[table[i][j] - table[j][i] for j in range(m)] for i in range(m)]


def simple_paths(table: list[list[int]], a: int, b: int) -> list[list[int]]:
    """Return every simple path from a to b, as lists of candidates."""
    others = [c for c in range(len(table)) if c not in (a, b)]
    return [[a, *middle, b] for n in range(len(others) + 1) for middle in permutations(others, n)]


def borda_points(ballots: Ballots, pool: set[int]) -> dict[int, Fraction]:
    """Return Borda scores within a pool: places below, what is unranked shared."""
    scores = dict.fromkeys(pool, Fraction(0))
    for ballot, n in ballots:
        ranked = [c for c in ballot if c in pool]
        rest = pool - set(ranked)
        for i, c in enumerate(ranked):
            scores[c] += n * (len(pool) - 1 - i)
        for c in rest:
            scores[c] += Fraction(n * (len(rest) - 1), 2)
    return scores
