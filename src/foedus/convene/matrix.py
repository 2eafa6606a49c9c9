"""Votes of people on statements as a sparse matrix: agree 1, pass 0, disagree -1, unseen absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Votes handled at once, so that no temporary array is as large as the matrix.
BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class VoteMatrix:
    """n people by m statements in compressed rows; a cell that is not stored was not seen.

    Row i holds `column[start[i]:start[i + 1]]` with the votes `value` (1, 0, -1) beside them.
    `region` is each person's region as an index into `regions`, -1 where it is unknown.
    """

    start: Ints
    column: npt.NDArray[np.int32]
    value: npt.NDArray[np.int8]
    statements: tuple[str, ...]
    texts: tuple[str, ...] = field(default=(), repr=False)
    people: tuple[str, ...] = field(default=(), repr=False)
    regions: tuple[str, ...] = ()
    region: Ints | None = field(default=None, repr=False)
    moderated: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """How many people."""
        return len(self.start) - 1

    @property
    def m(self) -> int:
        """How many statements."""
        return len(self.statements)

    @property
    def votes(self) -> int:
        """How many votes (agree, disagree or pass)."""
        return len(self.column)

    def per_person(self) -> Ints:
        """Return how many statements each person voted on, shape (n,)."""
        counts: Ints = np.diff(self.start)
        return counts

    def blocks(self) -> Sequence[tuple[int, int]]:
        """Return ranges of rows that hold about `BLOCK` votes each, in order."""
        cuts = np.searchsorted(self.start, np.arange(0, self.votes + BLOCK, BLOCK))
        edges = np.unique(np.clip(np.append(cuts, self.n), 0, self.n))
        return [(int(a), int(b)) for a, b in pairwise(edges)]

    def take(self, rows: Ints) -> VoteMatrix:
        """Return the matrix of some rows (repeated ones included), statements kept."""
        length = self.per_person()[rows]
        start = np.concatenate(([0], np.cumsum(length)))
        shift = np.repeat(self.start[rows] - start[:-1], length)
        index = np.arange(int(start[-1])) + shift
        region = None if self.region is None else self.region[rows]
        people = tuple(self.people[i] for i in rows) if self.people else ()
        return VoteMatrix(
            start, self.column[index], self.value[index], self.statements, self.texts, people,
            self.regions, region, self.moderated,
        )  # fmt: skip

    def kept(self, keep: Sequence[int]) -> VoteMatrix:
        """Return the matrix with some of the statements only, in the order given."""
        to = np.full(self.m, -1, dtype=np.int32)
        to[list(keep)] = np.arange(len(keep), dtype=np.int32)
        inside = to[self.column] >= 0
        before = np.concatenate(([0], np.cumsum(inside)))
        texts = tuple(self.texts[j] for j in keep) if self.texts else ()
        return VoteMatrix(
            before[self.start], to[self.column[inside]], self.value[inside],
            tuple(self.statements[j] for j in keep), texts, self.people, self.regions,
            self.region, self.moderated,
        )  # fmt: skip

    def counts(self, label: Ints, labels: int) -> tuple[Ints, Ints, Ints]:
        """Return (agree, disagree, seen) by label and statement, each of shape (labels, m).

        `label` gives each person's label; -1 leaves a person out.
        """
        cells = labels * self.m
        found = [np.zeros(cells, dtype=np.int64) for _ in range(3)]
        for first, last in self.blocks():
            low, high = self.start[first], self.start[last]
            of = np.repeat(label[first:last], np.diff(self.start[first : last + 1]))
            value = self.value[low:high]
            cell = of * self.m + self.column[low:high]
            inside = of >= 0
            for total, chosen in zip(
                found, (inside & (value == 1), inside & (value == -1), inside), strict=True
            ):
                total += np.bincount(cell[chosen], minlength=cells)
        agree, disagree, seen = (f.reshape(labels, self.m) for f in found)
        return agree, disagree, seen


def from_triples(
    person: Ints, statement: Ints, vote: Ints, n: int, statements: Sequence[str], **more: object
) -> VoteMatrix:
    """Return the matrix of n people from triples in any order (each pair at most once)."""
    order = np.lexsort((statement, person))
    start = np.concatenate(([0], np.cumsum(np.bincount(person, minlength=n))))
    return VoteMatrix(
        start.astype(np.int64),
        statement[order].astype(np.int32),
        vote[order].astype(np.int8),
        tuple(statements),
        **more,  # type: ignore[arg-type]
    )
