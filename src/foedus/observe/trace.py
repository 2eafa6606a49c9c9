"""Protocol tracing: the observer's copy of each protocol against the published row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer, Label
from foedus.observe.columns import Absent
from foedus.observe.identities import accounting
from foedus.observe.results import Results, Value


@dataclass(frozen=True, slots=True)
class Difference(Answer):
    """One field of one station where copy and published row differ.

    `change` is published less copy, None where one side has no count; `pattern` describes the
    two numbers ("one digit", "digits in another order", "exchanged with B", "other"); the last
    two say whether each row adds up by itself. None of this names a cause.
    """

    station: str
    stratum: str
    field: str
    copy: int | str
    published: int | str
    change: int | None
    pattern: str
    copy_adds_up: bool
    published_adds_up: bool
    copy_line: int
    published_line: int


@dataclass(frozen=True, slots=True)
class FieldTrace(Answer):
    """One field: compared, equal, different, without a count on a side; net published - copy."""

    field: str
    compared: int
    equal: int
    different: int
    absent: int
    net: int


@dataclass(frozen=True, slots=True)
class Coverage(Answer):
    """One stratum: stations in the published table, and those with an observer's copy."""

    stratum: str
    stations: int
    traced: int


@dataclass(frozen=True, slots=True)
class Trace(Answer):
    """Every difference between observers' copies and published rows, with coverage.

    `unpublished` are stations with a copy and no published row. The copies are a random sample
    only where a plan drew them: totals here are of the traced stations and of no others.
    """

    differences: tuple[Difference, ...]
    fields: tuple[FieldTrace, ...]
    coverage: tuple[Coverage, ...]
    unpublished: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "cell by cell comparison by station; no cause is asserted"
    reference: str = "Declaration of Principles for International Election Observation 2005"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a difference."""
        return [d.to_dict() for d in self.differences]


def trace(copies: Results, published: Results) -> Trace:
    """Return every difference by station and field, over the fields both tables map."""
    at = {s: i for i, s in enumerate(published.stations)}
    pairs = [(i, at[s]) for i, s in enumerate(copies.stations) if s in at]
    fields = [n for n in published.counts if n in copies.counts]
    wrong = tuple({b.station for b in accounting(t).broken} for t in (copies, published))
    found, sums = [], []
    for name in fields:
        left, right = copies.counts[name], published.counts[name]
        differ = [(i, j) for i, j in pairs if left[i] != right[j] and _both(left[i], right[j])]
        absent = sum(not _both(left[i], right[j]) for i, j in pairs)
        uneven = [(i, j) for i, j in pairs if left[i] != right[j] and not _both(left[i], right[j])]
        net = sum(int(right[j]) - int(left[i]) for i, j in differ)
        compared = len(pairs) - absent
        sums.append(FieldTrace(name, compared, compared - len(differ), len(differ), absent, net))
        found += [_difference(copies, published, name, p, wrong) for p in differ + uneven]
    order = {s: i for i, s in enumerate(published.stations)}
    found.sort(key=lambda d: (order[d.station], fields.index(d.field)))
    unpublished = tuple(s for s in copies.stations if s not in at)
    return Trace(tuple(found), tuple(sums), _coverage(copies, published), unpublished)


def _word(value: Value) -> int | str:
    return value.value if isinstance(value, Absent) else value


def _both(left: Value, right: Value) -> bool:
    return not isinstance(left, Absent) and not isinstance(right, Absent)


def _coverage(copies: Results, published: Results) -> tuple[Coverage, ...]:
    held = set(copies.stations)
    table: dict[str, list[int]] = {}
    for station, stratum in zip(published.stations, published.strata, strict=True):
        entry = table.setdefault(stratum, [0, 0])
        entry[0] += 1
        entry[1] += station in held
    return tuple(Coverage(k, n, t) for k, (n, t) in table.items())


def _difference(
    copies: Results,
    published: Results,
    name: str,
    pair: tuple[int, int],
    wrong: tuple[set[str], ...],
) -> Difference:
    i, j = pair
    left, right = copies.counts[name][i], published.counts[name][j]
    change, pattern = None, "no count on one side"
    if _both(left, right):
        change = int(right) - int(left)
        pattern = _exchanged(copies, published, name, pair) or describe(int(left), int(right))
    station = copies.stations[i]
    return Difference(
        station, published.strata[j], name, _word(left), _word(right),
        change, pattern, station not in wrong[0], station not in wrong[1],
        copies.lines[i], published.lines[j],
    )  # fmt: skip


def describe(left: int, right: int) -> str:
    """Return how the digits of two different counts differ, as a description and no more."""
    a, b = str(left), str(right)
    if sorted(a) == sorted(b):
        return "digits in another order"
    if len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1:
        return "one digit"
    long, short = (a, b) if len(a) > len(b) else (b, a)
    cut = (long[:k] + long[k + 1 :] for k in range(len(long)))
    if len(long) == len(short) + 1 and short in cut:
        return "one digit more" if long == b else "one digit less"
    return "other"


def _exchanged(copies: Results, published: Results, name: str, pair: tuple[int, int]) -> str:
    i, j = pair
    for other in published.counts:
        if other == name or other not in copies.counts:
            continue
        here = (copies.counts[name][i], published.counts[name][j])
        there = (published.counts[other][j], copies.counts[other][i])
        if here == there:
            return f"exchanged with {other}"
    return ""
