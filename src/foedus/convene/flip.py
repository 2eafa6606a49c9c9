"""The fewest changed ballots that turn a verdict: proved over all changes, and counted again.

A ballot changes sides (no to yes, or yes to no).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.convene.flip_exact import Found, Rows, cheapest
from foedus.convene.flip_tree import Tree
from foedus.proof.tally import Tally

Count = Callable[[Rows], Tally]


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """So many ballots of one row change sides."""

    row: str
    ballots: int


@dataclass(frozen=True, slots=True)
class Flip(Answer):
    """How few changed ballots turn the whole verdict.

    At least `low`; `high` do it, as `changes` show (counted again). Exact where the two meet;
    both None where no number does, as `why` says. `limbs` are those whose outcome changes.
    """

    low: int | None
    high: int | None
    changes: tuple[Change, ...]
    limbs: tuple[str, ...]
    why: str
    label: Label = Label.EXACT


def fewest(votes: Rows, found: Tally, count: Count, tree: Tree, seconds: float = 5.0) -> Flip:
    """Return the fewest ballots that must change sides to turn a verdict.

    The least over every change of sides of every row (an integer programme over the procedure's
    tree), and the votes so changed counted again. A bound where the `seconds` end the search.
    Raises ArithmeticError where the second count contradicts the programme.
    """
    if found.adopted is None:
        return Flip(None, None, (), (), "the verdict is open")
    wanted = not found.adopted
    best = cheapest(tree, votes, wanted, seconds)
    if best.rows is None:
        return _none(best)
    again = count(best.rows)
    if again.adopted is not wanted:
        raise ArithmeticError("the changed ballots do not turn the verdict when counted again")
    made = changes(votes, best.rows)
    turned = tuple(
        old.sentence
        for old, new in zip(found.limbs, again.limbs, strict=False)
        if old.met is not new.met
    )
    high = sum(c.ballots for c in made)
    why = "exact" if best.low == high else "a change that does it, and a lower bound"
    return Flip(best.low, high, made, turned, why, Label.EXACT if best.low == high else Label.BOUND)


def _none(best: Found) -> Flip:
    if best.done:
        return Flip(None, None, (), (), "no number of ballots changing sides turns it")
    return Flip(best.low, None, (), (), "the search took too long", Label.BOUND)


def changes(before: Rows, after: Rows) -> tuple[Change, ...]:
    """Return how many ballots changed sides in each row where any did."""
    found = []
    for old, new in zip(before, after, strict=True):
        n = abs((new.cells.get("yes") or 0) - (old.cells.get("yes") or 0))
        if n:
            found.append(Change(old.name, n))
    return tuple(found)
