"""Two-way allocation: seats by district and party at once, both margins met, by two methods.

The methods are in `twoway`; whatever they find is decided by exact arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label, plain
from foedus.elect.seats.cells import decided, name, tied_groups
from foedus.elect.seats.certificates import shared, staged
from foedus.elect.seats.exact import Solved, swapped
from foedus.elect.seats.matrix import Problem
from foedus.elect.seats.result import Certificate
from foedus.elect.seats.signposts import signposts
from foedus.elect.seats.ties import Remedy, Resolution, Tie
from foedus.elect.seats.twoway import WAYS, solve
from foedus.errors import BadInput, Diagnostic, Place

__all__ = ["WAYS", "Biproportional", "biproportional", "party_strength"]


@dataclass(frozen=True)
class Biproportional(Answer):
    """Seats by row and column; with divisors that turn every v / (row * column) into its seats.

    `tied` lists cells (row, column) that may gain or lose a seat against each other; then
    `alternative` is another matrix with equal right, until `decide` has settled them; `upper` are
    those of the tied that hold the seat here.
    """

    rows_: tuple[str, ...]
    columns: tuple[str, ...]
    seats: tuple[tuple[int, ...], ...]
    row_divisors: tuple[Fraction, ...]
    column_divisors: tuple[Fraction, ...]
    power: int
    tied: tuple[tuple[str, str], ...]
    alternative: tuple[tuple[int, ...], ...] | None
    problem: Problem = field(repr=False)
    method: str = "transfer"
    upper: frozenset[tuple[str, str]] = field(default=frozenset(), repr=False)
    resolutions: tuple[Resolution, ...] = ()
    label: Label = Label.EXACT
    reference: str = "Balinski and Demange 1989; Pukelsheim 2017, ch. 14-15"

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The tied cells as ties between cells, called row/column."""
        return tuple(t for t, _ in tied_groups(self.tied, self.upper))

    def decide(self, remedy: Remedy) -> Biproportional:
        """Return the matrix with its ties decided: down an order of cells, whoever still can.

        Cells take a seat in the order drawn where some matrix of equal right gives it to them and
        to those before them. The divisors stay the same.
        """
        seats = [list(line) for line in self.seats]
        done, left = list(self.resolutions), []
        for tie, group in tied_groups(self.tied, self.upper):
            at = {c: (self.rows_.index(c[0]), self.columns.index(c[1])) for c in group}
            votes = {name(c): self.problem.votes[i][j] for c, (i, j) in at.items()}
            found = decided(tie, group, self.upper, votes, remedy)
            if found is None:
                left += group
                continue
            done.append(found[0])
            for cell, (i, j) in at.items():
                seats[i][j] += (cell in found[1]) - (cell in self.upper)
        return replace(
            self,
            seats=tuple(map(tuple, seats)),
            tied=tuple(c for c in self.tied if c in left),
            alternative=self.alternative if len(left) == len(self.tied) else None,
            upper=self.upper.intersection(left),
            resolutions=tuple(done),
        )

    @property
    def certificate(self) -> Certificate:
        """A stage a row, with its divisor, and the divisors of the columns as their scale.

        Divisors are given to the power `power` (1 for all but power means).
        """
        p, names = self.problem, self.columns
        stages = [
            shared(
                dict(zip(names, votes, strict=True)),
                dict(zip(names, seats, strict=True)),
                divisor,
                signposts=p.posts.family,
                minimum={c: n for c, n in zip(names, low, strict=True) if n},
                power=self.power,
            )
            for votes, seats, low, divisor in zip(
                p.votes, self.seats, p.low, self.row_divisors, strict=True
            )
        ]
        seats = dict(zip(names, p.columns, strict=True))
        return staged(stages, seats, scale=dict(zip(names, self.column_divisors, strict=True)))

    def rows(self) -> list[dict[str, Any]]:
        """Return one row of the table a row of the matrix."""
        return [
            {"row": r, **dict(zip(self.columns, line, strict=True))}
            for r, line in zip(self.rows_, self.seats, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return seats by row and column, ties and the certificate as JSON-ready data."""
        return {
            "seats": {r["row"]: {c: r[c] for c in self.columns} for r in self.rows()},
            "tied": [list(t) for t in self.tied],
            "alternative": plain(self.alternative),
            "resolutions": plain(self.resolutions),
            "method": self.method,
            "label": self.label.value,
            "reference": self.reference,
            "certificate": self.certificate,
        }


def _table(
    votes: Mapping[str, Mapping[str, int]], rows: Mapping[str, int], columns: Mapping[str, int]
) -> tuple[tuple[int, ...], ...]:
    """Return the votes by row and column in the order of the margins; 0 where none are given."""
    names = list(columns)
    out = []
    for r in rows:
        line = votes.get(r, {})
        whole = list(line) == names
        out.append(tuple(line.values()) if whole else tuple(line.get(c, 0) for c in names))
    return tuple(out)


def _margin_errors(
    table: tuple[tuple[int, ...], ...], rows: Mapping[str, int], columns: Mapping[str, int]
) -> list[Diagnostic]:
    """Return what stands in the way of a matrix: sums, cells (E402), votes missing (E410)."""
    found = []
    if sum(rows.values()) != sum(columns.values()):
        what = f"the rows have {sum(rows.values())} seats, the columns {sum(columns.values())}"
        found.append(Diagnostic("E410", what, Place("margins"), "equal sums"))
    for (r, n), cells in zip(rows.items(), table, strict=True):
        if not set(map(type, cells)) <= {int} or min(cells, default=0) < 0:
            what = f'"{r}" has {list(cells)}'
            found.append(Diagnostic("E402", what, Place(r), "whole votes from 0 up"))
        elif n and not any(cells):
            found.append(Diagnostic("E410", f'"{r}" has {n} seats and no votes', Place(r)))
    empty = [not any(cells) for cells in zip(*table, strict=True)] or [True] * len(columns)
    return found + [
        Diagnostic("E410", f'"{c}" has {n} seats and no votes', Place(c))
        for (c, n), none in zip(columns.items(), empty, strict=True)
        if n and none
    ]


def biproportional(
    votes: Mapping[str, Mapping[str, int]],
    row_seats: Mapping[str, int],
    column_seats: Mapping[str, int],
    *,
    method: str = "sainte-lague",
    winner_first: bool = False,
    way: str = "transfer",
) -> Biproportional:
    """Return the matrix with both margins met, votes[row][column] scaled by row and column.

    `winner_first` (winner-constrained) reserves a seat of each row for its strongest column; ties
    for strongest reserve none. `way` is one of `WAYS`. Raises BadInput E400 (signposts), E402
    (votes), E410 (margins that no matrix meets). Source: Balinski and Demange 1989.
    """
    table = _table(votes, row_seats, column_seats)
    errors = _margin_errors(table, row_seats, column_seats)
    posts = signposts(method)
    if posts is None or posts.power > 2 or posts.gives_everybody_one or method == "macanese":
        what = f'"{method}" is no rule for two-way allocation'
        errors.append(Diagnostic("E400", what, Place("method"), "sainte-lague, dhondt, ..."))
    if errors:
        raise BadInput(errors)
    assert posts is not None
    low = tuple(_winner(line, n) if winner_first else (0,) * len(line)
                for line, n in zip(table, row_seats.values(), strict=True))  # fmt: skip
    problem = Problem(table, tuple(row_seats.values()), tuple(column_seats.values()), posts, low)
    flip = len(column_seats) > len(row_seats)
    solved = solve(problem.flipped() if flip else problem, way)
    return _named(problem, solved, flip, list(row_seats), list(column_seats), way)


def party_strength(
    votes: Mapping[str, Mapping[str, int]],
    row_seats: Mapping[str, int] | None = None,
    *,
    rounded: bool = False,
) -> dict[str, Fraction]:
    """Return each column's votes over all rows, or its voters where seats by row are given.

    Voters are sum over rows of v / seats, since a ballot has as many votes as its row has seats;
    `rounded` rounds each v / seats to a whole number, halves up, as some laws do. Source:
    Pukelsheim 2017, sec. 14.4.
    """
    names = dict.fromkeys(c for line in votes.values() for c in line)
    strength = dict.fromkeys(names, Fraction(0))
    for r, line in votes.items():
        for c, v in line.items():
            seats = row_seats[r] if row_seats is not None else 1
            x = Fraction(v, seats) if seats else Fraction(0)
            strength[c] += math.floor(x + Fraction(1, 2)) if rounded else x
    return strength


def _winner(line: tuple[int, ...], seats: int) -> tuple[int, ...]:
    best = max(line, default=0)
    if not seats or not best or line.count(best) > 1:
        return (0,) * len(line)
    return tuple(int(v == best) for v in line)


def _whole(x: Any) -> tuple[tuple[int, ...], ...]:
    return tuple(map(tuple, x.tolist()))


def _named(
    problem: Problem, solved: Solved, flip: bool, rows: list[str], columns: list[str], way: str
) -> Biproportional:
    x = solved.x.T if flip else solved.x
    cells = {(i, c) for i, j, k in solved.ties for c in (j, k)}
    at = sorted((c, r) if flip else (r, c) for r, c in cells)
    givers = {(j, i) if flip else (i, j) for i, j, _ in solved.ties}
    other = swapped(solved)
    if other is not None and flip:
        other = other.T
    one, two = (solved.columns, solved.rows) if flip else (solved.rows, solved.columns)
    return Biproportional(
        tuple(rows),
        tuple(columns),
        _whole(x),
        tuple(one),
        tuple(two),
        problem.posts.power,
        tuple((rows[r], columns[c]) for r, c in at),
        None if other is None else _whole(other),
        problem,
        way,
        frozenset((rows[r], columns[c]) for r, c in givers),
    )
