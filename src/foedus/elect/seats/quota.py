"""Quota methods: whole quotas first, the seats left by largest remainder; too many, by a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from foedus.errors import BadInput, Diagnostic, Place

OVER_AWARD = ("withhold", "raise-quota")
#: name -> (what it divides the votes by, given the seats; the rule in words; the source)
_QUOTAS: dict[str, tuple[Callable[[int, int], Fraction], str, str]] = {
    "hare": (lambda v, h: Fraction(v, h), "V / h", "Hamilton 1792; Hare 1857"),
    "hare-whole": (
        lambda v, h: Fraction(v // h + 1),
        "the next whole number above V / h",
        "federal act on political rights of 1976, art. 17",
    ),
    "droop": (lambda v, h: Fraction(v // (h + 1) + 1), "floor(V / (h+1)) + 1", "Droop 1868"),
    "hagenbach-bischoff": (lambda v, h: Fraction(v, h + 1), "V / (h+1)", "Hagenbach-Bischoff 1888"),
    "imperiali-quota": (lambda v, h: Fraction(v, h + 2), "V / (h+2)", "Pukelsheim 2017, sec. 5.8"),
}
QUOTAS: tuple[str, ...] = tuple(_QUOTAS)
QUOTA_ALIASES = {
    "hamilton": "hare", "largest-remainder": "hare", "hare-niemeyer": "hare", "vinton": "hare",
    "imperiali-remainder": "imperiali-quota",
}  # fmt: skip
#: Rules under which whoever falls short of a minimum drops out and the quota is taken anew.
DROP_OUT = ("hare-whole",)
_LARGER = {"imperiali-quota": "hagenbach-bischoff", "hagenbach-bischoff": "hare", "droop": "hare"}


def quota(name: str, votes: int, seats: int) -> Fraction:
    """Return the quota of `votes` over `seats` under a rule of `QUOTAS`."""
    return _QUOTAS[name][0](votes, seats)


def quota_rule(name: str) -> str:
    """Return a quota's formula (V votes, h seats) with its source."""
    return f"{_QUOTAS[name][1]}: {_QUOTAS[name][2]}"


@dataclass(frozen=True)
class Remainders:
    """The count: seats (tied ones given to the first), who was fixed at a bound, cut and ties.

    `step` is 1 where seats were added to the largest remainders and -1 where they were taken from
    the smallest; the cut is the remainder of the last claimant who received (or lost) a seat.
    `outside` are those of the fixed whose votes and seats the quota leaves out.
    """

    seats: list[int]
    rule: str
    quota: Fraction
    step: int
    cut: Fraction
    fixed: dict[int, int]
    outside: dict[int, int]
    holders: list[int]
    waiting: list[int]

    @property
    def signposts(self) -> str:
        """The stationary signposts s(n) = n + r that round v / Q alike, for the checker.

        r = cut / Q where seats were added and 1 + cut / Q where they were taken.
        """
        return f"stationary:{self.cut / self.quota + (self.step == -1)}"


def _drop_out(
    rule: str,
    values: Sequence[int],
    size: int,
    low: Sequence[int],
    high: Sequence[int],
    tops: dict[int, int],
) -> tuple[dict[int, int], Fraction]:
    """Return who is fixed at a bound, and the quota of the others, repeated until none drops out.

    Whoever exceeds a maximum (`tops`) is fixed first, and the minima are then tried again.
    Source: the preliminary distribution of the federal act on political rights of 1976, art. 17.
    """
    none = {i: 0 for i, v in enumerate(values) if v == 0 and low[i] == 0}
    fixed = {**none, **tops}
    while True:
        open_ = [i for i in range(len(values)) if i not in fixed]
        left = size - sum(fixed.values())
        votes = sum(values[i] for i in open_)
        if left <= 0 or not votes:
            fixed.update({i: low[i] for i in open_})
            return fixed, Fraction(max(votes, 1))
        q = quota(rule, votes, left)
        whole = {i: values[i] * q.denominator // q.numerator for i in open_}
        short = {i: low[i] for i, n in whole.items() if n < low[i]}
        above = {i: high[i] for i, n in whole.items() if n > high[i]}
        if short:
            fixed.update(short)
        elif above:
            tops = {**tops, **above}
            fixed = {**none, **tops}
        else:
            return fixed, q


def _bounded(
    rule: str,
    values: Sequence[int],
    size: int,
    low: Sequence[int],
    high: Sequence[int],
    tops: dict[int, int] | None,
) -> tuple[dict[int, int], dict[int, int], Fraction]:
    """Return who is fixed at a bound, which of them the quota leaves out, and the quota.

    The quota is that of all, and whoever falls short of its minimum is raised to it (as the act
    of 1850 did), unless the law lets them drop out or so many are raised that seats are missing.
    """
    if rule not in DROP_OUT and tops is None and size:
        q = quota(rule, sum(values), size)
        whole = [v * q.denominator // q.numerator for v in values]
        fixed = {
            i: (high[i] if n > high[i] else low[i])
            for i, n in enumerate(whole)
            if not low[i] <= n <= high[i] or not values[i]
        }
        taken = sum(fixed.get(i, n) for i, n in enumerate(whole))
        open_ = sum(1 for i, n in enumerate(whole) if i not in fixed and n < high[i])
        if not any(fixed.values()) or 0 <= size - taken <= open_:
            return fixed, {}, q
    fixed, q = _drop_out(rule, values, size, low, high, tops or {})
    return fixed, fixed, q


def _edge(order: list[int], rest: list[int], take: int) -> tuple[list[int], list[int]]:
    """Return, of claimants ordered by remainder, who is tied at the edge: inside and outside."""
    if not 0 < take < len(order) or rest[order[take - 1]] != rest[order[take]]:
        return [], []
    cut = rest[order[take]]
    tied = [(place, i) for place, i in enumerate(order) if rest[i] == cut]
    return [i for p, i in tied if p < take], [i for p, i in tied if p >= take]


def _too_many(rule: str, over: int) -> BadInput:
    what = f"the {rule} quota is contained {over} times more often than there are seats"
    help_ = "over_award='withhold' or 'raise-quota' (--over-award)"
    return BadInput(Diagnostic("E409", what, Place("seats"), "a rule for the seats above", help_))


def _too_few(rule: str, left: int, claimants: int) -> BadInput:
    what = f"whole {rule} quotas leave {left} seats, more than the {claimants} remainders"
    return BadInput(Diagnostic("E416", what, Place("seats"), "more votes than seats"))


def largest_remainder(
    rule: str,
    values: Sequence[int],
    size: int,
    low: Sequence[int],
    high: Sequence[int],
    over_award: str | None = None,
    tops: dict[int, int] | None = None,
) -> Remainders:
    """Return whole quotas plus one seat for each of the largest remainders.

    n_i = floor(v_i / Q) + (0 or 1). Raises BadInput (E409) where whole quotas exceed the seats
    and no rule is given; `tops` are fixed beforehand. Source: Pukelsheim 2017, ch. 5.
    """
    fixed, outside, q = _bounded(rule, values, size, low, high, tops)
    # Whole quotas and remainders in units of 1 / unit, which stay whole.
    unit, each = q.denominator, q.numerator
    seats = [fixed[i] if i in fixed else v * unit // each for i, v in enumerate(values)]
    rest = [v * unit % each for v in values]
    gap = size - sum(seats)
    if gap < 0 and over_award is None:
        raise _too_many(rule, -gap)
    if gap < 0 and over_award == "raise-quota" and rule in _LARGER:
        return largest_remainder(_LARGER[rule], values, size, low, high, over_award)
    step = 1 if gap >= 0 else -1
    able = [i for i in range(len(values)) if i not in fixed]
    able = [i for i in able if (seats[i] < high[i] if step == 1 else seats[i] > low[i])]
    if -gap > len(able):
        raise _too_many(rule, -gap)
    if gap > len(able):
        full = {i: high[i] for i in range(len(values)) if seats[i] == high[i]}
        if full.items() <= fixed.items():
            raise _too_few(rule, gap, len(able))
        return largest_remainder(rule, values, size, low, high, over_award, full)
    order = sorted(able, key=lambda i: -step * rest[i])
    chosen = order[: abs(gap)]
    for i in chosen:
        seats[i] += step
    cut = rest[chosen[-1]] if chosen else max((rest[i] for i in able), default=0)
    inside, beyond = _edge(order, rest, abs(gap))
    holders, waiting = (inside, beyond) if step == 1 else (beyond, inside)
    at = Fraction(cut, unit)
    return Remainders(seats, rule, q, step, at, fixed, outside, holders, waiting)
