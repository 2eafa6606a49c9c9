"""What an allocation is asked: figures and bounds checked, every error at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from foedus.elect.seats.divisor import MANY
from foedus.elect.seats.result import bounds_of
from foedus.elect.seats.signposts import Signposts
from foedus.elect.seats.ties import Number
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

Bound = int | Mapping[str, int] | None


class Same(Sequence[int]):
    """One bound for all of `length` claimants, without a list of them."""

    __slots__ = ("bound", "length")

    def __init__(self, bound: int, length: int) -> None:
        self.bound, self.length = bound, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, i: Any) -> Any:
        if not -self.length <= i < self.length:
            raise IndexError(i)
        return self.bound

    def __iter__(self) -> Iterator[int]:
        from itertools import repeat

        return repeat(self.bound, self.length)

    def count(self, value: object) -> int:
        """Return how many claimants have this bound: all or none."""
        return self.length if value == self.bound else 0


@dataclass(frozen=True)
class Figures:
    """Populations or votes as given, and as whole numbers on a common scale.

    Quotients keep their order on that scale. `array` holds many of them in 64 bits.
    """

    given: dict[str, Number]
    whole: list[int]
    array: Any

    @property
    def scaled(self) -> dict[str, Number]:
        """The whole values by key: those given where they are whole already."""
        if self.array is not None or list(self.given.values()) == self.whole:
            return self.given
        return dict(zip(self.given, self.whole, strict=True))


def figures(values: Mapping[str, Number]) -> tuple[Figures, list[Diagnostic]]:
    """Return the figures of an allocation and what is wrong with them (E402)."""
    listed = list(values.values())
    if set(map(type, listed)) <= {int}:
        array = None
        if len(listed) >= MANY:
            from foedus.elect.seats.engines import whole_array

            array = whole_array(listed)  # type: ignore[arg-type]
        least = min(listed, default=0) if array is None else int(array.min())
        if least >= 0:
            return Figures(dict(values), listed, array), []  # type: ignore[arg-type]
    errors = _value_errors(values)
    if errors:
        return Figures({}, [], None), errors
    scale = math.lcm(*(Fraction(v).denominator for v in listed))
    return Figures(dict(values), [int(v * scale) for v in listed], None), []


def error(code: str, what: str, expected: str, where: str) -> Diagnostic:
    """Return an error of an allocation; `where` names the figure it is about."""
    return Diagnostic(code, what, Place(where), expected)


def _value_errors(values: Mapping[str, Number]) -> list[Diagnostic]:
    bad = [
        k
        for k, v in values.items()
        if isinstance(v, bool) or not isinstance(v, int | Fraction) or v < 0
    ]
    return [
        error("E402", f'"{k}" has {values[k]!r}', "a whole number or fraction from 0 up", k)
        for k in bad
    ]


def _unknown(name: str, bound: Bound, values: Mapping[str, Number]) -> list[Diagnostic]:
    if not isinstance(bound, Mapping):
        return []
    return [
        Diagnostic(
            "E413",
            f'the {name} names "{k}"',
            Place(name),
            "a row of the table",
            did_you_mean(k, list(values)),
        )
        for k in bound
        if k not in values
    ]


def _fits(low: dict[str, int], high: dict[str, int], size: int) -> list[Diagnostic]:
    """Return what stands in the way of low <= seats <= high with sum = size."""
    found = [
        error("E404", f'"{k}": minimum {low[k]}, maximum {high[k]}', "minimum <= maximum", k)
        for k in low
        if low[k] > high[k]
    ]
    if sum(low.values()) > size:
        what = f"the minimum seats sum to {sum(low.values())}, more than the {size} seats there are"
        found.append(error("E404", what, "minimum seats that fit the house", "minimum"))
    if sum(high.values()) < size:
        what = f"the maximum seats sum to {sum(high.values())}, fewer than the {size} seats"
        found.append(error("E404", what, "maximum seats that fill the house", "maximum"))
    return found


def bounded(
    size: int,
    values: Mapping[str, Number],
    minimum: Bound,
    maximum: Bound,
    direct: Bound,
    base: int,
) -> tuple[Sequence[int], Sequence[int]]:
    """Return minimum and maximum seats above the base, by key; raises BadInput (E404, E413)."""
    keys = list(values)
    if minimum is None and maximum is None and direct is None and not base:
        return Same(0, len(keys)), Same(size + 1, len(keys))
    errors = [
        e for n, b in (("minimum", minimum), ("maximum", maximum), ("direct", direct))
        for e in _unknown(n, b, values)
    ]  # fmt: skip
    low, high = bounds_of(minimum, keys, 0), bounds_of(maximum, keys, size + 1)
    won = bounds_of(direct, keys, 0)
    low = {k: max(low[k], won[k], base) for k in keys}
    if maximum is None:
        high = {k: max(high[k], low[k]) for k in keys}
    high = {k: high[k] if values[k] else min(high[k], low[k]) for k in keys}
    errors += _fits(low, high, size) if not errors and any(values.values()) else []
    if errors:
        raise BadInput(errors)
    return [low[k] - base for k in keys], [high[k] - base for k in keys]


def number_errors(size: int, base: int, bounds: Mapping[str, Bound]) -> list[Diagnostic]:
    """Return which of the seats given are not whole numbers from 0 up (E401)."""
    named: list[tuple[str, object]] = [("seats", size), ("base", base)]
    for name, bound in bounds.items():
        if isinstance(bound, Mapping):
            named += [(f"{name} of {k}", n) for k, n in bound.items()]
        elif bound is not None:
            named.append((name, bound))
    return [
        error("E401", f"{name} is {n!r}", "a whole number from 0 up", name)
        for name, n in named
        if not isinstance(n, int) or isinstance(n, bool) or n < 0
    ]


def everybody_one(
    posts: Signposts, whole: Sequence[int], low: Sequence[int], high: Sequence[int], rest: int
) -> Sequence[int]:
    """Return the minima, a seat for each claimant where s(0) = 0; raises BadInput (E407)."""
    if not posts.gives_everybody_one:
        return low
    one = [1 if v and h else 0 for v, h in zip(whole, high, strict=True)]
    floor = [max(a, b) for a, b in zip(low, one, strict=True)]
    if sum(floor) > rest:
        what = f"{rest} seats for {sum(one)} claimants, each of whom {posts.name} gives one"
        raise BadInput(error("E407", what, "at least a seat for each claimant", "seats"))
    return floor
