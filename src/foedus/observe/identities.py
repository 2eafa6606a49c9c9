"""Accounting identities of a station table: what must add up, and every row that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foedus.answer import Answer, Label
from foedus.observe.results import Results

Numbers = npt.NDArray[np.int64]
#: (left side, relation, right side); "candidates" stands for the sum over all choices.
IDENTITIES: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (("candidates",), "=", ("valid",)),
    (("candidates", "invalid"), "=", ("ballots",)),
    (("valid", "invalid"), "=", ("ballots",)),
    (("ballots",), "<=", ("issued",)),
    (("issued",), "<=", ("registered", "added")),
    (("ballots",), "<=", ("registered", "added")),
    (("issued",), "<=", ("registered",)),
    (("ballots",), "<=", ("registered",)),
)


@dataclass(frozen=True, slots=True)
class BrokenRow(Answer):
    """A row of a table where an identity fails: both sides and left less right."""

    station: str
    file: str
    line: int
    identity: str
    left: int
    right: int
    difference: int


@dataclass(frozen=True, slots=True)
class Checked(Answer):
    """One identity: in how many rows it was checked, holds, fails, or lacks a figure."""

    identity: str
    checked: int
    broken: int
    largest: int
    lacking: int


@dataclass(frozen=True, slots=True)
class Accounting(Answer):
    """Every identity the mapped columns allow, and every broken row; no cause is asserted."""

    identities: tuple[Checked, ...]
    broken: tuple[BrokenRow, ...]
    label: Label = Label.EXACT
    method: str = "integer sums over mapped columns, row by row"
    reference: str = "accounting identities of a polling-station protocol"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a broken row."""
        return [b.to_dict() for b in self.broken]


def accounting(results: Results) -> Accounting:
    """Return which accounting identities hold, with each broken row.

    An identity is checked where all its columns are mapped, in the rows where all its cells hold
    counts; the choices sum only where every choice is mapped. Where voters may be added on the
    day ("added"), the register alone is no bound.
    """
    checks, broken = [], []
    for left, relation, right in IDENTITIES:
        if "added" in results.counts and right == ("registered",):
            continue
        names = [n for side in (left, right) for n in _fields(results, side)]
        if not names or any(n not in results.counts for n in names):
            continue
        text = f"{' + '.join(left)} {relation} {' + '.join(right)}"
        known = np.logical_and.reduce([results.known(n) for n in names])
        gap = _total(results, left) - _total(results, right)
        wrong = known & ((gap > 0) if relation == "<=" else (gap != 0))
        checks.append(_checked(text, known, wrong, gap))
        broken += [_broken(results, int(i), text, left, right) for i in np.flatnonzero(wrong)]
    return Accounting(tuple(checks), tuple(broken))


def _fields(results: Results, side: tuple[str, ...]) -> list[str]:
    if "candidates" in side and not results.candidates:
        return ["candidates"]
    return [n for k in side for n in (results.candidates if k == "candidates" else (k,))]


def _total(results: Results, side: tuple[str, ...]) -> Numbers:
    total: Numbers = np.zeros(len(results), np.int64)
    for name in _fields(results, side):
        total += results.numbers(name)
    return total


def _checked(
    text: str, known: npt.NDArray[np.bool_], wrong: npt.NDArray[np.bool_], gap: Numbers
) -> Checked:
    largest = int(np.abs(gap[wrong]).max()) if wrong.any() else 0
    return Checked(text, int(known.sum()), int(wrong.sum()), largest, int((~known).sum()))


def _broken(
    results: Results, i: int, text: str, left: tuple[str, ...], right: tuple[str, ...]
) -> BrokenRow:
    a, b = (sum(_count(results, n, i) for n in _fields(results, s)) for s in (left, right))
    return BrokenRow(results.stations[i], results.file, results.lines[i], text, a, b, a - b)


def _count(results: Results, name: str, i: int) -> int:
    value = results.counts[name][i]
    assert isinstance(value, int)
    return value
