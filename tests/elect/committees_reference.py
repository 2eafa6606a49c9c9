"""Committee rules by their definitions: every committee, every voter by themselves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from foedus.elect.ballots.approval import Approvals, approvals

Sets = list[tuple[frozenset[int], int]]


@st.composite
def elections(draw: st.DrawFn, most: int = 6, voters: int = 8) -> tuple[int, Sets, int]:
    """Draw candidates, approval ballots with weights, and seats."""
    m = draw(st.integers(1, most))
    ballot = st.frozensets(st.integers(0, m - 1))
    sets = draw(st.lists(st.tuples(ballot, st.integers(1, 3)), min_size=1, max_size=voters))
    return m, sets, draw(st.integers(1, m))


def ballots(m: int, sets: Sets) -> Approvals:
    return approvals([chr(65 + i) for i in range(m)], sets)


def people(sets: Sets) -> list[frozenset[int]]:
    return [s for s, n in sets for _ in range(n)]


def best(
    m: int, k: int, score: Callable[[tuple[int, ...]], Fraction]
) -> tuple[Fraction, list[tuple[int, ...]]]:
    """Return the highest score of a committee and all that have it."""
    table = {group: score(group) for group in combinations(range(m), k)}
    top = max(table.values())
    return top, [g for g, v in table.items() if v == top]


def pav(sets: Sets) -> Callable[[tuple[int, ...]], Fraction]:
    def score(group: tuple[int, ...]) -> Fraction:
        return sum(
            (Fraction(1, j) for s in people(sets) for j in range(1, len(s & set(group)) + 1)),
            Fraction(0),
        )

    return score


def represented(sets: Sets) -> Callable[[tuple[int, ...]], Fraction]:
    return lambda group: Fraction(sum(1 for s in people(sets) if s & set(group)))


def monroe(sets: Sets) -> Callable[[tuple[int, ...]], Fraction]:
    """Try every way in which members share the places, by augmenting one voter at a time."""
    everybody = people(sets)

    def matched(places: list[int]) -> int:
        holder: dict[int, int] = {}

        def find(v: int, seen: set[int]) -> bool:
            for i, c in enumerate(places):
                if c in everybody[v] and i not in seen:
                    seen.add(i)
                    if i not in holder or find(holder[i], seen):
                        holder[i] = v
                        return True
            return False

        return sum(find(v, set()) for v in range(len(everybody)))

    def score(group: tuple[int, ...]) -> Fraction:
        k, n = len(group), len(everybody)
        return Fraction(max(
            matched([c for c in group for _ in range(n // k + (c in more))])
            for more in combinations(group, n % k)
        ))  # fmt: skip

    return score


class Tied(Exception):
    """Raised where several candidates are equally placed."""


def only(scores: dict[int, Fraction], *, most: bool) -> int:
    top = max(scores.values()) if most else min(scores.values())
    tied = [c for c, v in scores.items() if v == top]
    if len(tied) > 1:
        raise Tied
    return tied[0]


def seq_pav(m: int, sets: Sets, k: int) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < k:
        gain = {
            c: pav(sets)((*chosen, c)) - pav(sets)(tuple(chosen))
            for c in range(m) if c not in chosen
        }  # fmt: skip
        chosen.append(only(gain, most=True))
    return chosen


def phragmen(
    m: int, sets: Sets, k: int, loads: list[Fraction] | None = None, had: list[int] | None = None
) -> list[int]:
    voters = people(sets)
    load = loads or [Fraction(0)] * len(voters)
    chosen = list(had or [])
    while len(chosen) < k:
        after = {}
        for c in range(m):
            mine = [v for v, s in enumerate(voters) if c in s]
            if mine and c not in chosen:
                after[c] = (1 + sum((load[v] for v in mine), Fraction(0))) / len(mine)
        if not after:
            break
        c = only(after, most=False)
        for v, s in enumerate(voters):
            if c in s:
                load[v] = after[c]
        chosen.append(c)
    return chosen


def equal_shares(
    m: int, sets: Sets, budget: Fraction
) -> tuple[list[int], list[Fraction], list[Fraction]]:
    """Return the elected in order, their prices, and what is left to each voter."""
    voters = people(sets)
    purse = [budget] * len(voters)
    chosen, prices = list[int](), list[Fraction]()
    while True:
        rho = {}
        for c in range(m):
            mine = sorted(purse[v] for v, s in enumerate(voters) if c in s)
            if c in chosen or sum(mine, Fraction(0)) < 1:
                continue
            # The price lies between two budgets: those below it pay all they have.
            for i in range(len(mine)):
                price = (1 - sum(mine[:i], Fraction(0))) / (len(mine) - i)
                if price <= mine[i]:
                    rho[c] = price
                    break
        if not rho:
            return chosen, prices, purse
        c = only(rho, most=False)
        for v, s in enumerate(voters):
            if c in s:
                purse[v] = max(Fraction(0), purse[v] - rho[c])
        chosen.append(c)
        prices.append(rho[c])
