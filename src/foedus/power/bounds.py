"""Certified bounds where exact counting does not fit: weights rounded down and up.

With weights floor(w/d), ceil(w/d) and quotas ceil(q/d), a coalition that passes under the first
passes, and one that passes under the second is the only kind that can. So W_low <= W <= W_up,
likewise for the coalitions with i and for those without, and the swings of i are the winning
coalitions with i less those without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.power.engines import count
from foedus.power.game import NotThisGame
from foedus.power.profile import Budget, Profile
from foedus.rules.draft import Draft, Part, assemble, take_apart
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

Range = tuple[int, int]
#: Table cells that the rounded rules may take together.
CELLS = 6_000_000


@dataclass(frozen=True, slots=True)
class Bounds(Answer):
    """Certified intervals: winning coalitions, and swings of one member of each voter or type."""

    names: tuple[str, ...]
    winning: tuple[int, int]
    swings: tuple[tuple[int, int], ...]
    divisors: tuple[int, ...]
    label: Label = Label.BOUND
    method: str = "weights rounded down and up, both counted exactly"
    reference: str = "rounding as in approximate subset-sum counting; each bound is itself exact"

    @property
    def gap(self) -> float:
        """The width of the interval of winning coalitions, as a share of its upper end."""
        low, high = self.winning
        return (high - low) / high if high else 0.0


def bounds(rule: Rule, *, cells: int = CELLS, budget: Budget | None = None) -> Bounds:
    """Return certified bounds on the counts of a rule with large weights.

    `cells` is the size of the tables: more cells, narrower bounds. Raises TooLarge where even
    the rounded rules do not fit an exact engine.
    """
    budget = budget or Budget()
    draft = take_apart(simplify(rule))
    rows = _rows(draft)
    divisors = _divisors(draft, rows, cells)
    low = _count(_rounded(draft, rows, divisors, up=False), budget)
    high = _count(_rounded(draft, rows, divisors, up=True), budget)
    swings = []
    for lo, hi in zip(low.swings, high.swings, strict=True):
        with_low = (lo + low.winning) // 2
        with_high = (hi + high.winning) // 2
        least = max(0, with_low + with_high - high.winning)
        swings.append((least, min(with_low + with_high - low.winning, 1 << (rule.size - 1))))
    return Bounds(rule.names, (low.winning, high.winning), tuple(swings), tuple(divisors))


Interval = tuple[Fraction, Fraction]


def intervals(index: str, found: Bounds, counts: Sequence[int]) -> tuple[Interval, ...]:
    """Return a certified interval of an index for one member of each voter or type.

    Every index is monotone in the winning coalitions W and in everybody's swings, so that the ends
    of their intervals give its own. Raises NotThisGame for an index that needs sizes.
    """
    if index == "banzhaf_share":
        return _shares(found.swings, counts)
    both = 1 << sum(counts)
    return tuple(_interval(index, found.winning, s, both) for s in found.swings)


def _interval(index: str, winning: Range, swings: Range, both: int) -> Interval:
    (few, many), (low, high) = winning, swings
    if index == "banzhaf_swings":
        return Fraction(low), Fraction(high)
    if index in ("banzhaf_absolute", "decisiveness", "cohesion_0"):
        return Fraction(2 * low, both), Fraction(2 * high, both)
    if index == "coleman_act":
        return Fraction(few, both), Fraction(many, both)
    if index == "coleman_prevent":
        return _part(low, many), _part(high, few)
    if index == "coleman_initiate":
        return _part(low, both - few), _part(high, both - many)
    if index in ("rae", "success"):
        return Fraction(both + 2 * low, 2 * both), Fraction(both + 2 * high, 2 * both)
    if index == "success_yes":
        return _part(few + low, both), _part(many + high, both)
    if index == "success_no":
        return _part(both - many + low, both), _part(both - few + high, both)
    raise NotThisGame(f"the engine bounds counts in all and not by size: it gives no {index}")


def _part(some: int, whole: int) -> Fraction:
    """Return a share of a whole, 1 where rounding made the part larger than it or left none."""
    return min(Fraction(some, whole), Fraction(1)) if whole else Fraction(1 if some else 0)


def _shares(swings: Sequence[Range], counts: Sequence[int]) -> tuple[Interval, ...]:
    """Return each one's least swings against the others' most, and the reverse."""
    least = sum(low * c for (low, _), c in zip(swings, counts, strict=True))
    most = sum(high * c for (_, high), c in zip(swings, counts, strict=True))
    return tuple(
        (_part(low, most - high + low), _part(high, least - low + high)) for low, high in swings
    )


def _count(rule: Rule, budget: Budget) -> Profile:
    for engine in ("dp", "auto"):
        try:
            return count(rule, sizes=False, engine=engine, budget=budget)
        except (TooLarge, ValueError):
            if engine == "auto":
                raise
    raise AssertionError("unreachable")


Own = tuple[tuple[int, int], ...]


def _rows(draft: Draft) -> list[Own]:
    n = len(draft.voters)
    found: dict[Own, None] = {}
    for part in draft.parts:
        found[_own(part, n)] = None
    return list(found)


def _own(part: Part, n: int) -> Own:
    return tuple(sorted((k, w) for k, w in part.weights.items() if k < n))


def _divisors(draft: Draft, rows: list[Own], cells: int) -> list[int]:
    """Halve the resolution of the largest row until the table fits; rows with gates stay whole."""
    n = len(draft.voters)
    mixed = {_own(p, n) for p in draft.parts if any(k >= n for k in p.weights)}
    totals = [sum(w * draft.voters[k].count for k, w in row) for row in rows]
    divisors = [1] * len(rows)
    while prod(t // d + 2 for t, d in zip(totals, divisors, strict=True)) > cells:
        free = [r for r in range(len(rows)) if rows[r] not in mixed]
        widest = max(free, key=lambda r: totals[r] // divisors[r], default=-1)
        if widest < 0 or totals[widest] // divisors[widest] < 64:
            raise TooLarge(
                "the rule has too many rows for certified bounds\n"
                "  help: take --engine sampling (an estimate)"
            )
        divisors[widest] = divisors[widest] * 21 // 20 + 1
    return divisors


def _rounded(draft: Draft, rows: list[Own], divisors: list[int], *, up: bool) -> Rule:
    n = len(draft.voters)
    by_row = dict(zip(rows, divisors, strict=True))
    parts = []
    for part in draft.parts:
        d = by_row[_own(part, n)]
        weights = {
            k: (-(-w // d) if up else w // d) if k < n else w for k, w in part.weights.items()
        }
        parts.append(Part(weights, -(-part.quota // d)))
    return assemble(Draft(list(draft.voters), parts, draft.root))
