"""Slow, obvious references in fractions: one seat after another, every tie found by comparison."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

#: name -> n -> s(n) ** k, and k; written anew from the literature, not taken from foedus
SIGNPOSTS: dict[str, tuple[Callable[[int], Fraction], int]] = {
    "dhondt": (lambda n: Fraction(n + 1), 1),
    "sainte-lague": (lambda n: Fraction(2 * n + 1), 1),
    "modified-sainte-lague": (lambda n: Fraction(14, 10) if n == 0 else Fraction(2 * n + 1), 1),
    "modified-sainte-lague-1.2": (lambda n: Fraction(12, 10) if n == 0 else Fraction(2 * n + 1), 1),
    "adams": (lambda n: Fraction(n), 1),
    "dean": (lambda n: Fraction(n * (n + 1)) / (n + Fraction(1, 2)), 1),
    "huntington-hill": (lambda n: Fraction(n * (n + 1)), 2),
    "danish": (lambda n: Fraction(3 * n + 1), 1),
    "imperiali": (lambda n: Fraction(n + 2), 1),
    "estonian": (lambda n: Fraction((n + 1) ** 9), 10),
    "macanese": (lambda n: Fraction(2**n), 1),
}


def divisor(
    name: str,
    seats: int,
    votes: dict[str, int],
    low: dict[str, int],
    high: dict[str, int],
) -> tuple[dict[str, int], tuple[int, frozenset[str]] | None]:
    """Return the secure seats, and (seats, claimants) of the tie over the rest if there is one."""
    at, k = SIGNPOSTS[name]
    n = dict(low)

    def quotient(key: str) -> Fraction | float:
        post = at(n[key])
        return Fraction(votes[key]) ** k / post if post else float("inf")

    while sum(n.values()) < seats:
        open_ = [key for key in votes if n[key] < high[key] and votes[key]]
        best = max(quotient(key) for key in open_)
        who = [key for key in open_ if quotient(key) == best]
        left = seats - sum(n.values())
        if len(who) > left:
            return n, (left, frozenset(who))
        for key in who:
            n[key] += 1
    return n, None


def quota_size(name: str, votes: int, seats: int) -> Fraction:
    """Return a quota, from its definition."""
    if name == "hare":
        return Fraction(votes, seats)
    if name == "hare-whole":
        return Fraction(votes // seats + 1)
    if name == "droop":
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(votes, seats + {"hagenbach-bischoff": 1, "imperiali-quota": 2}[name])


def remainder(
    name: str, seats: int, votes: dict[str, int]
) -> tuple[dict[str, int], tuple[int, frozenset[str]] | None]:
    """Return largest remainders without bounds, withholding from the smallest where too many."""
    q = quota_size(name, sum(votes.values()), seats)
    n = {k: int(v / q) for k, v in votes.items()}
    rest = {k: v - n[k] * q for k, v in votes.items()}
    gap = seats - sum(n.values())
    step = 1 if gap > 0 else -1
    able = [k for k, v in votes.items() if v and (step == 1 or n[k])]
    order = sorted(able, key=lambda k: -step * rest[k])[: abs(gap)]
    if not order:
        return n, None
    cut = rest[order[-1]]
    equal = [k for k in able if rest[k] == cut]
    sure = [k for k in able if (rest[k] - cut) * step > 0]
    for k in sure:
        n[k] += step
    left = abs(gap) - len(sure)
    if len(equal) == left:
        for k in equal:
            n[k] += step
        return n, None
    if step == 1:
        return n, (left, frozenset(equal))
    for k in equal:
        n[k] -= 1
    return n, (len(equal) - left, frozenset(equal))
