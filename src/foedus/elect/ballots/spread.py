"""Spread rules: most votes, or a majority, and a share of the votes in enough of the regions.

Each candidate's victory is one rule of threshold gates over the votes of the regions, the form in
which constitutions are kept, so that everything that reads gates reads it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.elect.ballots.firsts import Results
from foedus.rules.gates import Builder, Node, Rule

PARTS = ("", "whole", "fraction")
METHOD = "spread: a national condition and a share of the votes in enough regions"


@dataclass(frozen=True, slots=True)
class Spread:
    """What a winner needs: `national` ("plurality" or "majority"), and `share` in the regions.

    `of_regions` is the fraction of the regions; `strict` reads it as "more than". `part` says what
    a fraction of a region means: "whole" rounds up to whole regions, "fraction" asks, in one more
    region, for the share of that fraction of its votes; it may stay empty where none arises.
    """

    national: str = "plurality"
    share: Fraction = Fraction(1, 4)
    of_regions: Fraction = Fraction(2, 3)
    strict: bool = False
    part: str = ""

    def __post_init__(self) -> None:
        """Refuse what no statute says."""
        if self.national not in ("plurality", "majority") or self.part not in PARTS:
            raise ValueError("national is plurality or majority; part is whole or fraction")
        if self.strict and self.part == "fraction":
            raise ValueError("more than a fraction of the regions is a number of whole regions")
        if not (0 <= self.share <= 1 and 0 <= self.of_regions <= 1):
            raise ValueError("a share lies between 0 and 1")

    def needed(self, regions: int) -> tuple[int, Fraction]:
        """Return (regions with the whole share, fraction of one more region).

        Raises ValueError where a fraction of a region arises and `part` does not say what it means.
        """
        exact = self.of_regions * regions
        whole = exact.numerator // exact.denominator
        if self.strict:
            return whole + 1, Fraction(0)
        if not self.part and exact != whole:
            raise ValueError(f"{exact} of {regions} regions: is the part a whole region or not?")
        if self.part == "fraction":
            return whole, exact - whole
        return whole + (exact > whole), Fraction(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one candidate stands: the votes, the margins of both limbs, the regions reached.

    `national_margin` is votes above what is needed (negative: short of it); `short` lists, for
    each region not reached, how many votes were missing there; `in_part` those of them where the
    share of the fraction was reached, where a fraction of a region is asked for.
    """

    candidate: str
    votes: int
    national_margin: int
    regions: tuple[str, ...]
    short: Mapping[str, int]
    wins: bool
    in_part: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpreadCount(Answer):
    """Who wins by a spread rule (nobody where a run-off is due), and where each stands."""

    winners: tuple[str, ...]
    standings: tuple[Standing, ...]
    regions_needed: int
    part_needed: Fraction
    valid: int
    rules: Mapping[str, Rule] = field(repr=False)
    rule: str = "spread"
    method: str = METHOD
    label: Label = Label.EXACT

    @property
    def decided(self) -> bool:
        """Whether somebody is elected."""
        return bool(self.winners)


def spread_rule(results: Results, rule: Spread, candidate: str) -> Rule:
    """Return the candidate's victory as gates over the ballots of each region.

    The voters are one type a region, with as many members as votes in the base; those who say yes
    are the candidate's votes. A plurality is a majority over the strongest rival's total, which is
    a constant here.
    """
    b = Builder()
    base = results.base()
    voters = {r: b.voter(r, n) for r, n in base.items()}
    whole, part = rule.needed(len(base))
    full = [_reach(b, voters[r], rule.share * n, f"{rule.share} in {r}") for r, n in base.items()]
    limbs = [
        b.gate(dict.fromkeys(voters.values(), 1), _national(results, rule, candidate),
               rule.national),
        b.at_least(whole, full, f"{rule.share} in at least {whole} regions"),
    ]  # fmt: skip
    if part:
        less = [
            _reach(b, voters[r], rule.share * part * n, f"{rule.share} of {part} of {r}")
            for r, n in base.items()
        ]
        limbs.append(b.at_least(whole + 1, less, f"and {part} of one more"))
    return b.build(b.all_of(limbs, f"{candidate} is elected"))


def _reach(b: Builder, voter: Node, quota: Fraction, label: str) -> Node:
    return b.gate({voter: 1}, quota, label)


def _national(results: Results, rule: Spread, candidate: str) -> int:
    """Return the least total with which the candidate meets the national condition."""
    if rule.national == "majority":
        return sum(results.base().values()) // 2 + 1
    rivals = [v for c, v in results.totals().items() if c != candidate]
    return max(rivals, default=0) + 1


def spread(results: Results, rule: Spread) -> SpreadCount:
    """Return who is elected under a spread rule, and every candidate's distance from it.

    Constitutions that use such rules ask for a quarter of the votes in two thirds of the states
    (and the most votes), or in more than half of the counties (and a majority).
    """
    base = results.base()
    rules = {c: spread_rule(results, rule, c) for c in results.candidates}
    standings = tuple(_standing(results, rule, c, rules[c]) for c in results.candidates)
    whole, part = rule.needed(len(base))
    winners = tuple(s.candidate for s in standings if s.wins)
    return SpreadCount(winners, standings, whole, part, sum(base.values()), rules)


def _standing(results: Results, rule: Spread, candidate: str, gates: Rule) -> Standing:
    base = results.base()
    mine = {r: v[candidate] for r, v in results.votes.items()}
    missing = {r: -((mine[r] - rule.share * n) // 1) for r, n in base.items()}
    total = sum(mine.values())
    part = rule.needed(len(base))[1]
    late = tuple(r for r, n in base.items() if missing[r] > 0 and mine[r] >= rule.share * part * n)
    return Standing(
        candidate,
        total,
        total - _national(results, rule, candidate),
        tuple(r for r in base if missing[r] <= 0),
        {r: k for r, k in missing.items() if k > 0},
        gates.passes(mine),
        late if part else (),
    )
