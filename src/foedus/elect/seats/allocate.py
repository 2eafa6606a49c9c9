"""One door to every method: a name, a house, populations or votes, and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.elect.seats.bounds import (
    Bound,
    Figures,
    bounded,
    error,
    everybody_one,
    figures,
    number_errors,
)
from foedus.elect.seats.divisor import Race, run
from foedus.elect.seats.pleasant import pleasant
from foedus.elect.seats.quota import (
    OVER_AWARD,
    QUOTA_ALIASES,
    QUOTAS,
    largest_remainder,
    quota,
    quota_rule,
)
from foedus.elect.seats.regions import REGION_METHODS, between, region_method
from foedus.elect.seats.result import Allocation, Certificate
from foedus.elect.seats.signposts import ALIASES, DIVISOR_METHODS, Signposts, signposts
from foedus.elect.seats.ties import Number, Remedy, Tie
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

AVERAGE = "-average"
#: Every named method: divisors, quotas with largest remainder, quotas with largest average.
METHODS: tuple[str, ...] = (*DIVISOR_METHODS, *QUOTAS, *(q + AVERAGE for q in QUOTAS))


@dataclass(frozen=True)
class _Task:
    """The figures of one allocation, checked, values whole."""

    method: str
    size: int
    keys: list[str]
    figures: Figures
    low: Sequence[int]
    high: Sequence[int]
    base: int
    exponent: Fraction
    over_award: str | None

    @property
    def values(self) -> dict[str, Number]:
        """The populations or votes as given."""
        return self.figures.given

    @property
    def whole(self) -> list[int]:
        """The same in whole numbers on a common scale."""
        return self.figures.whole


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


def allocate(
    method: str,
    seats: int,
    populations: Mapping[str, Number],
    *,
    minimum: Bound = None,
    maximum: Bound = None,
    direct: Bound = None,
    base: int | None = None,
    exponent: Number = 1,
    over_award: str | None = None,
    tie: Remedy | None = None,
) -> Allocation:
    """Allocate `seats` among the keys of `populations` (or votes) by a method's name.

    `minimum` and `maximum` bound each claimant's seats (one number, or a mapping); `direct` seats
    are kept by whoever won them; `base` seats go to each first (none without it, 5 under
    `cambridge`) and the rest in proportion;
    proportion is to population ** `exponent` (1/2: square root). Claimants with no votes get
    their minimum. A tie stays a tie unless a remedy `tie` decides it.

    Raises BadInput E400 (method), E401 (seats), E402 (populations), E404 (bounds), E406 (nobody),
    E407 (too few seats), E409 (over-award), E413 (names). Source: Pukelsheim 2017, ch. 3-5.
    """
    name = method_name(method)
    first = base or 0
    errors = number_errors(seats, first, {"minimum": minimum, "maximum": maximum, "direct": direct})
    given, wrong = figures(populations)
    errors += wrong
    if over_award not in (None, *OVER_AWARD):
        errors.append(
            error("E409", f'no rule "{over_award}"', " or ".join(OVER_AWARD), "over_award")
        )
    if not errors and not any(populations.values()) and seats > 0:
        errors.append(error("E406", "nobody has votes or population", "a number above 0", "table"))
    if errors:
        raise BadInput(errors)
    if region_method(name):
        options = {"minimum": minimum, "maximum": maximum, "direct": direct, "base": base}
        found = between(name, seats, populations, options)
        return found.decide(tie) if tie else found
    low, high = bounded(seats, populations, minimum, maximum, direct, first)
    task = _Task(
        name, seats, list(given.given), given, low, high, first, Fraction(exponent), over_award,
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


def _some(task: _Task, bound: Sequence[int], trivial: int) -> dict[str, int]:
    if bound.count(trivial) == len(bound):
        return {}
    return {k: n for k, n in zip(task.keys, bound, strict=True) if n != trivial}


def _divisor(task: _Task, posts: Signposts, low: Sequence[int] | None = None) -> Allocation:
    """Return the allocation of a divisor method, with its interval and a pleasant divisor."""
    low = task.low if low is None else low
    rest = task.size - task.base * len(task.keys)
    floor = everybody_one(posts, task.whole, low, task.high, rest)
    race = Race(task.whole, rest, posts, floor, task.high, task.exponent, task.figures.array)
    end = run(race)
    at = f"quotient {end.below}" if race.level == 1 else f"(quotient ** {race.level}) {end.below}"
    seats, ties = _secure(task, end.seats, end.holders, end.waiting, at)
    divisor = pleasant(end.below, end.above, race.level)
    level = divisor**race.level if divisor is not None else end.below
    proof: Certificate = {
        "kind": "divisor", "signposts": posts.family, "exponent": task.exponent,
        "power": race.level, "level": level, "divisor": divisor,
        "interval": (end.below, end.above), "base": task.base,
        "values": task.figures.scaled,
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
        raise BadInput(error("E402", what, "a divisor method", "exponent"))
    if task.method.endswith(AVERAGE):
        return _largest_average(task, rest)
    end = largest_remainder(task.method, values, rest, task.low, task.high, task.over_award)
    seats, ties = _secure(task, end.seats, end.holders, end.waiting, f"remainder {end.cut}")
    proof: Certificate = {
        "kind": "remainder", "quota_rule": end.rule, "quota": end.quota, "cut": end.cut,
        "step": end.step, "signposts": end.signposts, "exponent": 1, "power": 1,
        "level": end.quota, "base": task.base, "values": task.figures.scaled,
        "outside": {task.keys[i]: n for i, n in end.outside.items()},
        "min": _some(task, task.low, 0), "max": _some(task, task.high, task.size + 1 - task.base),
    }  # fmt: skip
    inside = any(v for i, v in enumerate(values) if i not in end.outside)
    if not inside or rest <= sum(end.outside.values()):  # all at their bounds, no quota to check
        held = dict(zip(task.keys, end.seats, strict=True))
        proof |= {"kind": "divisor", "min": held, "max": held}
        del proof["quota_rule"]
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
        raise BadInput(error("E409", what, "a larger quota, or smaller minima", "seats"))
    posts = signposts("dhondt")
    assert posts is not None
    found = _divisor(task, posts, low)
    rule_text = f"quota {quota_rule(rule)}; then the largest averages v / (n + 1)"
    return Allocation(
        task.method, rule_text, found.size, found.seats, found.ties, found.values,
        {**found.proof, "quota": q}, "Gallagher and Mitchell (2005), app. A",
    )  # fmt: skip
