"""Linear forms over the cells of a vote file: exact where known, an interval where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.proof.ballots import Votes

#: Stands for "no upper bound": more votes than any electorate has.
UNBOUNDED = 10**15


@dataclass(frozen=True, slots=True)
class Form:
    """constant + sum of coefficient x cell, reached (>= 0) or, where strict, exceeded (> 0)."""

    terms: Mapping[tuple[int, str], Fraction]
    constant: Fraction
    strict: bool

    def ends(self, rows: tuple[Votes, ...]) -> tuple[Fraction, Fraction]:
        """Return the least and greatest value over everything the file leaves open."""
        low = high = self.constant
        for (row, cell), factor in self.terms.items():
            least, most = rows[row].range(cell)
            top = UNBOUNDED if most is None else most
            a, b = factor * least, factor * top
            low += min(a, b)
            high += max(a, b)
        return low, high

    def met(self, rows: tuple[Votes, ...]) -> bool | None:
        """Return whether it is met; None where an unknown cell decides."""
        low, high = self.ends(rows)
        if self.empty(rows):
            # One vote may be enough, even where it does not move the sum (all of the votes cast).
            most = (rows[row].range(cell)[1] for row, cell in self.terms)
            return None if any(m != 0 for m in most) else False
        if low > 0 or (low == 0 and not self.strict):
            return True
        if high < 0 or (high == 0 and self.strict):
            return False
        return None

    def empty(self, rows: tuple[Votes, ...]) -> bool:
        """Return whether it could be a share of nothing: two thirds of no votes are not reached."""
        cells = (rows[row].range(cell)[0] for row, cell in self.terms)
        return self.constant == 0 and not self.strict and self.ends(rows)[0] == 0 and not any(cells)

    def unknown(self, rows: tuple[Votes, ...]) -> tuple[str, ...]:
        """Return the empty cells it reads, in words."""
        empty = [k for k, f in self.terms.items() if f and rows[k[0]].cells.get(k[1]) is None]
        return tuple(dict.fromkeys(f"{cell} of {rows[row].name}" for row, cell in empty))

    def changes(self, rows: tuple[Votes, ...]) -> int | None:
        """Return how many voters, each moving it by one, turn the outcome; None if unknown."""
        low, high = self.ends(rows)
        met = self.met(rows)
        if low != high or met is None:
            return None
        if met:
            return -(-low).__floor__() if self.strict else low.__floor__() + 1
        return (-low).__floor__() + 1 if self.strict else max(1, -low.__floor__())
