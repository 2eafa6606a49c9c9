"""Majority judgment: the highest median grade, ties broken by taking medians away."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from foedus.elect.ballots.choosing import Chooser
from foedus.elect.ballots.result import Count, Lot, OpenTie, Stage
from foedus.elect.ballots.scores import Scores

METHOD = "majority judgment: highest median grade; no grade counts as the lowest, 0"


def _median(grades: Counter[int], size: int) -> int:
    """Return the lower median."""
    seen = 0
    for grade in sorted(grades):
        seen += grades[grade]
        if 2 * seen >= size:
            return grade
    raise ValueError("no grades")


def majority_judgment(ballots: Scores, lot: Lot | None = None) -> Count:
    """Elect the highest median grade (Balinski and Laraki 2011, ch. 1): lower medians.

    Among equals one median grade each is taken away, until they differ; grades that are the same
    throughout are a tie, settled by lot.
    """
    m = len(ballots.candidates)
    grades = [Counter[int]() for _ in range(m)]
    for row, n in ballots.rows:
        for c in range(m):
            grades[c][row[c] or 0] += n
    size = ballots.size
    first = {c: _median(grades[c], size) for c in range(m)} if size else dict.fromkeys(range(m), 0)
    table = {ballots.candidates[c]: Fraction(v) for c, v in first.items()}
    pool = [c for c in first if first[c] == max(first.values())]
    pool = _break(pool, [Counter(g) for g in grades], size)
    chooser = Chooser(ballots.candidates, lot)
    winners: tuple[str, ...] = ()
    try:
        winners = (ballots.candidates[chooser.one("the seat", pool)],) if pool else ()
    except OpenTie as stop:
        chooser.ties.append(stop.tie)
    stage = Stage(1, "median grades", table, Fraction(0), winners)
    return Count(
        "majority-judgment", 1, winners, (stage,), tuple(chooser.ties), ballots.size, METHOD,
        decided=bool(winners),
    )  # fmt: skip


def _break(pool: list[int], grades: list[Counter[int]], size: int) -> list[int]:
    while len(pool) > 1 and size > 0 and any(grades[c] != grades[pool[0]] for c in pool):
        medians = {c: _median(grades[c], size) for c in pool}
        pool = [c for c in pool if medians[c] == max(medians.values())]
        for c in pool:
            grades[c][medians[c]] -= 1
            grades[c] = +grades[c]
        size -= 1
    return pool
