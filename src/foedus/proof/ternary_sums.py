"""Ternary indices by the sums of the forms: for many voters of different weights.

The divisions of all voters but one are kept by the key of their sums, and the roll calls counted
at n points of their polynomial. Slower than counting by groups or coalitions, but any weights do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from foedus.proof.ballot_rule import BallotRule, Option
from foedus.proof.ternary_parts import Chances, Counter, Part, Swings, parts_of

#: Table cells touched in all, beyond which no index is computed; big integers count 64-fold.
WORK = 40_000_000
BIG = 64


@dataclass(frozen=True, slots=True)
class Sums:
    """Swings of one member of each voter, the roll calls it settles, or why they are missing."""

    swings: dict[str, Swings]
    shapley: dict[str, Fraction] | None
    why: str


@dataclass(slots=True)
class _Whole:
    """A rule taken apart: parts without a voter in common, whose weights together meet a quota."""

    parts: list[Part]
    quota: int
    counter: Counter
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = sum(p.size for p in self.parts)

    def swings(self, chances: Chances) -> list[list[Swings]]:
        """Return, for each group of each part, the divisions of everyone but one member of it."""
        found, totals = [], []
        for part in self.parts:
            own = [t for _, t in sorted(self.counter.without_one(part, chances))]
            totals.append(own[0].with_member(chances))
            found.append(own)
        return [
            [t.swings(_convolved(totals[:k] + totals[k + 1 :]), self.quota) for t in own]
            for k, own in enumerate(found)
        ]


def _convolved(totals: list[dict[int, int]]) -> dict[int, int]:
    """Return the divisions of several parts by the weight they bring together."""
    found = {0: 1}
    for total in totals:
        joined: dict[int, int] = {}
        for a, m in found.items():
            for b, k in total.items():
                joined[a + b] = joined.get(a + b, 0) + m * k
        found = joined
    return found


def by_sums(rule: BallotRule, out: Option, work: int = WORK) -> Sums:
    """Return the swings and roll calls of a ternary rule whose third choice is `out`.

    Raises TooLarge where the divisions have too many distinct sums.
    """
    parts, quota = parts_of(rule, out)
    whole = _Whole(parts, quota, Counter(work, BIG))
    found = whole.swings((1, 1, 1))
    shapley, why = _shapley(whole, found)
    place = {
        n: (k, g) for k, p in enumerate(parts) for g, x in enumerate(p.groups) for n in x.names
    }
    called = shapley and {n: shapley[k][g] for n, (k, g) in place.items()}
    return Sums({n: found[k][g] for n, (k, g) in place.items()}, called or None, why)


def _shapley(whole: _Whole, found: list[list[Swings]]) -> tuple[list[list[Fraction]] | None, str]:
    """Return the roll-call index of each group of each part, or why it was not computed.

    With t the share of the voters called before, the chance that a voter settles the outcome is a
    polynomial of degree n - 1 in t: it is evaluated at t = 0 .. n - 1 in integers and integrated
    from 0 to 1 exactly. Voters not yet called count as no (then as yes): an outcome is settled
    when it no longer depends on them.
    """
    n = whole.size
    if sum(len(p.groups) for p in whole.parts) == 1:
        # All alike: equal shares, unless the outcome is settled before anyone is called.
        matters = found[0][0].yes_out + found[0][0].out_no > 0
        return [[Fraction(int(matters), n)]], ""
    values: list[list[list[int]]] = [[[] for _ in p.groups] for p in whole.parts]
    if whole.counter.used * 2 * n > whole.counter.left:
        return None, f"roll calls are not counted: more than {WORK:,} table cells"
    for t in range(n):
        for chances, passing in (((t, t, 3 - 2 * t), True), ((3 - 2 * t, t, t), False)):
            for k, groups in enumerate(whole.swings(chances)):
                for g, s in enumerate(groups):
                    settled = s.yes_out + s.out_no + (s.out_no if passing else s.yes_out)
                    if passing:
                        values[k][g].append(settled)
                    else:
                        values[k][g][-1] += settled
    return [[_integral(v) / 3**n for v in groups] for groups in values], ""


def _integral(values: list[int]) -> Fraction:
    """Return the integral from 0 to 1 of the polynomial with these values at 0, 1, 2, ..."""
    total, row = Fraction(0), list(values)
    for coefficient in _gregory(len(values)):
        total += coefficient * row[0]
        row = [b - a for a, b in pairwise(row)]
    return total


def _gregory(count: int) -> list[Fraction]:
    """Return the integrals from 0 to 1 of t choose k, k = 0 .. count - 1 (Gregory 1670)."""
    found: list[Fraction] = []
    for n in range(count):
        rest = sum(
            (g * Fraction((-1) ** (n - j), n - j + 1) for j, g in enumerate(found)), Fraction(0)
        )
        found.append(Fraction(int(n == 0)) - rest)
    return found
