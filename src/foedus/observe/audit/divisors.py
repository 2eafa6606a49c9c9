"""Assertions of a proportional allocation by divisors: nobody else had a better claim."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from foedus.elect.seats.allocate import allocate
from foedus.elect.seats.signposts import signposts
from foedus.observe.audit.assertion import Assertion, linear
from foedus.observe.audit.plurality import above, below, made, refuse


def divisor(
    votes: Mapping[str, int], seats: int, method: str = "dhondt", *, bar: Fraction | None = None
) -> list[Assertion]:
    """Return assertions that imply the seats of every list.

    T_p / d(s_p) > T_q / d(s_q + 1) for each list p with seats and each other q: p's last seat
    has a better quotient than q's next (Stark & Teague 2014; Blom et al. 2021). `bar` is a share
    of the valid votes below which a list takes no part: then each list's side of it is asserted
    too. Raises BadInput (E910) for ties, and for methods whose signposts are no fractions.
    """
    posts = signposts(method)
    if posts is None or posts.power != 1:
        raise refuse(f'"{method}" has no rational divisors', "dhondt, sainte-lague, ...")
    found, inside = _bar(votes, bar)
    allocation = allocate(method, seats, inside)
    if allocation.ties:
        raise refuse("the last seat is tied: the cards do not decide who has it")
    given = allocation.seats
    signs = {n: Fraction(*posts.at(n)) for n in range(max(given.values()) + 1)}
    for p in inside:
        for q in inside:
            if p != q and given[p] and signs[given[p] - 1]:
                found.append(_claim(p, q, given, signs))
    return found


def _claim(p: str, q: str, given: Mapping[str, int], signs: Mapping[int, Fraction]) -> Assertion:
    last, next_ = signs[given[p] - 1], signs[given[q]]
    text = f"seat {given[p]} of {p} comes before seat {given[q] + 1} of {q}"
    name = f"{p}#{given[p]} > {q}#{given[q] + 1}"
    if not next_:
        raise refuse(f"{method_gives(q)} a first seat before any vote")
    return made(linear(name, text, {p: 1 / last, q: -1 / next_}, Fraction(0)))


def method_gives(name: str) -> str:
    """Return the beginning of the sentence that a method gives a list a seat."""
    return f"the method gives {name}"


def _bar(votes: Mapping[str, int], bar: Fraction | None) -> tuple[list[Assertion], dict[str, int]]:
    if bar is None:
        return [], dict(votes)
    total = sum(votes.values())
    inside = {k: v for k, v in votes.items() if v > bar * total}
    at = [k for k, v in votes.items() if v == bar * total]
    if at:
        raise refuse(f"{', '.join(at)} stand exactly at the bar: there is no margin")
    sides = [above(votes, k, bar) if k in inside else below(votes, k, bar) for k in votes]
    return sides, inside
