"""Assertions of plurality, of several winners, and of a supermajority."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.audit.assertion import Assertion, linear

#: What mends an outcome without a margin.
COUNT = "a reported outcome with a margin; without one, count by hand"


def refuse(what: str, expected: str = COUNT) -> BadInput:
    """Return the error of an outcome that no audit can be planned for (E910)."""
    return BadInput(Diagnostic("E910", what, Place("audit plan"), expected))


def made(found: Assertion | bool) -> Assertion:
    """Return an assertion that cards decide; raises BadInput (E910) where none can."""
    if isinstance(found, bool):
        raise refuse("the cards do not decide this assertion", "at least one card of each side")
    return found


def plurality(votes: Mapping[str, int], winners: int = 1, *, most: int = 1) -> list[Assertion]:
    """Return "each winner has more votes than each other", for 1 or more winners.

    1 for the winner alone, 0 for the loser alone, 1/2 otherwise (Stark 2020, sec. 2). `most`
    marks are allowed on a card. Raises BadInput (E910) for a tie at the last seat.
    """
    order = sorted(votes, key=lambda k: -votes[k])
    if not 0 < winners < len(order):
        raise refuse(f"{winners} winners of {len(order)} choices", "fewer winners than choices")
    ins, outs = order[:winners], order[winners:]
    if votes[ins[-1]] == votes[outs[0]]:
        raise refuse(f"{ins[-1]} and {outs[0]} are tied: the cards do not decide who won")
    one = Fraction(1)
    return [
        made(linear(f"{w} > {x}", f"{w} has more votes than {x}", {w: one, x: -one}, Fraction(0),
                    most=most))
        for w in ins for x in outs
    ]  # fmt: skip


def supermajority(votes: Mapping[str, int], choice: str, share: Fraction) -> list[Assertion]:
    """Return "`choice` has more than `share` of the valid votes", or the others at least the rest.

    1/(2f) for the choice, 0 for another valid vote, 1/2 without one (Stark 2020, sec. 2.3).
    Raises BadInput (E910) for a share exactly reached, which leaves no margin.
    """
    total = sum(votes.values())
    if choice not in votes or not 0 < share < 1 or not total:
        raise refuse(f'"{choice}" above {share} of {total} votes', "a choice, and 0 < share < 1")
    if votes[choice] == share * total:
        raise refuse(f"{choice} has exactly {share} of the valid votes: there is no margin")
    if votes[choice] > share * total:
        return [above(votes, choice, share)]
    return [below(votes, choice, share)]


def above(votes: Mapping[str, int], choice: str, share: Fraction) -> Assertion:
    """Return "more than `share` of the valid votes are for `choice`"."""
    weights = {k: (1 - share if k == choice else -share) for k in votes}
    text = f"{choice} has more than {share} of the valid votes"
    return made(linear(f"{choice} > {share}", text, weights, Fraction(0)))


def below(votes: Mapping[str, int], choice: str, share: Fraction) -> Assertion:
    """Return "less than `share` of the valid votes are for `choice`"."""
    weights = {k: (share - 1 if k == choice else share) for k in votes}
    text = f"{choice} has less than {share} of the valid votes"
    return made(linear(f"{choice} < {share}", text, weights, Fraction(0)))
