"""One door to every method: a name, a house, populations or votes, and bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.elect.seats.divisor import Race, pleasant, run
from foedus.elect.seats.quota import (
    OVER_AWARD,
    QUOTA_ALIASES,
    QUOTAS,
    largest_remainder,
    quota,
    quota_rule,
)
from foedus.elect.seats.regions import REGION_METHODS, between, region_method
from foedus.elect.seats.result import Allocation, Certificate, bounds_of
from foedus.elect.seats.signposts import ALIASES, DIVISOR_METHODS, Signposts, signposts
from foedus.elect.seats.ties import Number, Remedy, Tie
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

AVERAGE = "-average"
#: Every named method: divisors, quotas with largest remainder, quotas with largest average.
METHODS: tuple[str, ...] = (*DIVISOR_METHODS, *QUOTAS, *(q + AVERAGE for q in QUOTAS))

Bound = int | Mapping[str, int] | None


@dataclass(frozen=True)
class _Task:
    """The figures of one allocation, checked, values whole."""

    method: str
    size: int
    keys: list[str]
    values: dict[str, Number]
    whole: list[int]
    low: list[int]
    high: list[int]
    base: int
    exponent: Fraction
    over_award: str | None

    def scaled(self) -> dict[str, Number]:
        """Return the whole values by key: the values themselves where they are whole already."""
        if list(self.values.values()) == self.whole:
            return self.values
        return dict(zip(self.keys, self.whole, strict=True))


def method_name(method: str) -> str:
    """Return a method's own name; raises BadInput (E400) where there is no such method."""
    name = method.strip().lower().replace("_", "-").replace(" ", "-")
    name = ALIASES.get(name, QUOTA_ALIASES.get(name, name))
    if name in METHODS or signposts(name) or region_method(name):
        return name
    known = [*METHODS, *REGION_METHODS, *ALIASES, *QUOTA_ALIASES]
    what, hint = f'no method "{method}"', did_you_mean(name, known)
    families = ["stationary:R", "power-mean:P", "power:E"]
    expected = f"one of {', '.join([*METHODS, *REGION_METHODS, *families])}"
    raise BadInput(Diagnostic("E400", what, Place("METHOD"), expected, hint))


def _error(code: str, what: str, expected: str, where: str) -> Diagnostic:
    return Diagnostic(code, what, Place(where), expected)


def _whole_values(values: Mapping[str, Number]) -> list[int]:
    """Return the values as whole numbers on a common scale; quotients keep their order."""
    if set(map(type, values.values())) <= {int}:
        return list(values.values())  # type: ignore[arg-type]
    scale = math.lcm(*(Fraction(v).denominator for v in values.values()))
    return [int(v * scale) for v in values.values()]


def _value_errors(values: Mapping[str, Number]) -> list[Diagnostic]:
    if set(map(type, values.values())) <= {int} and min(values.values(), default=0) >= 0:
        return []
    bad = [
        k
        for k, v in values.items()
        if isinstance(v, bool) or not isinstance(v, int | Fraction) or v < 0
    ]
    return [
        _error("E402", f'"{k}" has {values[k]!r}', "a whole number or fraction from 0 up", k)
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
        _error("E404", f'"{k}": minimum {low[k]}, maximum {high[k]}', "minimum <= maximum", k)
        for k in low
        if low[k] > high[k]
    ]
    if sum(low.values()) > size:
        what = f"the minimum seats sum to {sum(low.values())}, more than the {size} seats there are"
        found.append(_error("E404", what, "minimum seats that fit the house", "minimum"))
    if sum(high.values()) < size:
        what = f"the maximum seats sum to {sum(high.values())}, fewer than the {size} seats"
        found.append(_error("E404", what, "maximum seats that fill the house", "maximum"))
    return found


def _bounded(
    size: int,
    values: Mapping[str, Number],
    minimum: Bound,
    maximum: Bound,
    direct: Bound,
    base: int,
) -> tuple[list[int], list[int]]:
    """Return minimum and maximum seats above the base, by key; raises BadInput (E404, E413)."""
    keys = list(values)
    if minimum is None and maximum is None and direct is None and not base:
        return [0] * len(keys), [size + 1] * len(keys)
    errors = [
        e for n, b in (("minimum", minimum), ("maximum", maximum), ("direct", direct))
        for e in _unknown(n, b, values)
    ]  # fmt: skip
    low, high = bounds_of(minimum, keys, 0), bounds_of(maximum, keys, size + 1)
    won = bounds_of(direct, keys, 0)
    low = {k: max(low[k], won[k], base) for k in keys}
    high = {k: high[k] if values[k] else min(high[k], low[k]) for k in keys}
    errors += _fits(low, high, size) if not errors and any(values.values()) else []
    if errors:
        raise BadInput(errors)
    return [low[k] - base for k in keys], [high[k] - base for k in keys]


def _numbers(size: int, base: int, bounds: Mapping[str, Bound]) -> list[Diagnostic]:
    named: list[tuple[str, object]] = [("seats", size), ("base", base)]
    for name, bound in bounds.items():
        if isinstance(bound, Mapping):
            named += [(f"{name} of {k}", n) for k, n in bound.items()]
        elif bound is not None:
            named.append((name, bound))
    return [
        _error("E401", f"{name} is {n!r}", "a whole number from 0 up", name)
        for name, n in named
        if not isinstance(n, int) or isinstance(n, bool) or n < 0
    ]


def allocate(
    method: str,
    seats: int,
    populations: Mapping[str, Number],
    *,
    minimum: Bound = None,
    maximum: Bound = None,
    direct: Bound = None,
    base: int = 0,
    exponent: Number = 1,
    over_award: str | None = None,
    tie: Remedy | None = None,
) -> Allocation:
    """Allocate `seats` among the keys of `populations` (or votes) by a method's name.

    `minimum` and `maximum` bound each claimant's seats (one number, or a mapping); `direct` seats
    are kept by whoever won them; `base` seats go to each first and the rest in proportion;
    proportion is to population ** `exponent` (1/2: square root). Claimants with no votes get
    their minimum. A tie stays a tie unless a remedy `tie` decides it.

    Raises BadInput E400 (method), E401 (seats), E402 (populations), E404 (bounds), E406 (nobody),
    E407 (too few seats), E409 (over-award), E413 (names). Source: Pukelsheim 2017, ch. 3-5.
    """
    name = method_name(method)
    errors = _numbers(seats, base, {"minimum": minimum, "maximum": maximum, "direct": direct})
    errors += _value_errors(populations)
    if over_award not in (None, *OVER_AWARD):
        errors.append(
            _error("E409", f'no rule "{over_award}"', " or ".join(OVER_AWARD), "over_award")
        )
    if not errors and not any(populations.values()) and seats > 0:
        errors.append(_error("E406", "nobody has votes or population", "a number above 0", "table"))
    if errors:
        raise BadInput(errors)
    if region_method(name):
        options = {"minimum": minimum, "maximum": maximum, "direct": direct, "base": base}
        found = between(name, seats, populations, options)
        return found.decide(tie) if tie else found
    low, high = _bounded(seats, populations, minimum, maximum, direct, base)
    task = _Task(
        name, seats, list(populations), dict(populations), _whole_values(populations), low, high,
        base, Fraction(exponent), over_award,
    )  # fmt: skip
    posts = signposts(name)
    found = _divisor(task, posts) if posts else _quota(task)
    return found.decide(tie) if tie else found


def _secure(
    task: _Task, counts: list[int], holders: list[int], waiting: list[int], at: str
) -> tuple[dict[str, int], tuple[Tie, ...]]:
    """Return the seats beyond dispute, and the tie over the others."""
    given = [n + task.base for n in counts] if task.base else counts
    seats = dict(zip(task.keys, given, strict=True))
    if not waiting:
        return seats, ()
    for i in holders:
        seats[task.keys[i]] -= 1
    among = tuple(task.keys[i] for i in sorted([*holders, *waiting]))
    return seats, (Tie(len(holders), among, at),)


def _some(task: _Task, bound: list[int], trivial: int) -> dict[str, int]:
    if bound.count(trivial) == len(bound):
        return {}
    return {k: n for k, n in zip(task.keys, bound, strict=True) if n != trivial}


def _divisor(task: _Task, posts: Signposts, low: list[int] | None = None) -> Allocation:
    """Return the allocation of a divisor method, with its interval and a pleasant divisor."""
    low = task.low if low is None else low
    floor = low
    rest = task.size - task.base * len(task.keys)
    if posts.gives_everybody_one:
        one = [1 if v and h else 0 for v, h in zip(task.whole, task.high, strict=True)]
        floor = [max(a, b) for a, b in zip(low, one, strict=True)]
        if sum(floor) > rest:
            what = f"{rest} seats for {sum(one)} claimants, each of whom {posts.name} gives one"
            raise BadInput(_error("E407", what, "at least a seat for each claimant", "seats"))
    race = Race(task.whole, rest, posts, floor, task.high, task.exponent)
    end = run(race)
    at = f"quotient {end.below}" if race.level == 1 else f"(quotient ** {race.level}) {end.below}"
    seats, ties = _secure(task, end.seats, end.holders, end.waiting, at)
    divisor = pleasant(end.below, end.above, race.level)
    level = divisor**race.level if divisor is not None else end.below
    proof: Certificate = {
        "kind": "divisor", "signposts": posts.family, "exponent": task.exponent,
        "power": race.level, "level": level, "divisor": divisor,
        "interval": (end.below, end.above), "base": task.base,
        "values": task.scaled(),
        "min": _some(task, low, 0), "max": _some(task, task.high, task.size + 1 - task.base),
    }  # fmt: skip
    return Allocation(
        task.method, posts.rule, task.size, seats, ties, task.values, proof, posts.reference
    )


def _quota(task: _Task) -> Allocation:
    """Return the allocation of a quota method, by largest remainder or largest average."""
    rest = task.size - task.base * len(task.keys)
    values = task.whole
    if task.exponent != 1:
        what = f"the exponent {task.exponent} with a quota method"
        raise BadInput(_error("E402", what, "a divisor method", "exponent"))
    if task.method.endswith(AVERAGE):
        return _largest_average(task, rest)
    end = largest_remainder(task.method, values, rest, task.low, task.high, task.over_award)
    seats, ties = _secure(task, end.seats, end.holders, end.waiting, f"remainder {end.cut}")
    proof: Certificate = {
        "kind": "remainder", "quota_rule": end.rule, "quota": end.quota, "cut": end.cut,
        "step": end.step, "base": task.base, "values": task.scaled(),
        "fixed": {task.keys[i]: n for i, n in end.fixed.items()},
        "outside": {task.keys[i]: n for i, n in end.outside.items()},
        "max": _some(task, task.high, task.size + 1 - task.base),
    }  # fmt: skip
    return Allocation(
        task.method, f"quota {quota_rule(end.rule)}; largest remainder", task.size, seats, ties,
        task.values, proof, "Pukelsheim, Proportional Representation (2017), ch. 5",
    )  # fmt: skip


def _largest_average(task: _Task, rest: int) -> Allocation:
    """Return whole quotas first, the seats left by D'Hondt quotients (largest average)."""
    rule = task.method.removesuffix(AVERAGE)
    q = quota(rule, sum(task.whole), rest) if rest else Fraction(1)
    full = [int(v // q) for v in task.whole]
    low = [max(a, min(f, h)) for a, f, h in zip(task.low, full, task.high, strict=True)]
    if sum(low) > rest:
        what = f"whole {rule} quotas and minimum seats sum to {sum(low)}, more than {rest} seats"
        raise BadInput(_error("E409", what, "a larger quota, or smaller minima", "seats"))
    posts = signposts("dhondt")
    assert posts is not None
    found = _divisor(task, posts, low)
    rule_text = f"quota {quota_rule(rule)}; then the largest averages v / (n + 1)"
    return Allocation(
        task.method, rule_text, found.size, found.seats, found.ties, found.values,
        {**found.proof, "quota": q}, "Gallagher and Mitchell (2005), app. A",
    )  # fmt: skip
