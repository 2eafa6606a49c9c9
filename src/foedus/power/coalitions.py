"""A rule made ready once for the indices that list coalitions: in parts, types, lines or halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from foedus.power.bits import MOST as MEMBERS
from foedus.power.bits import Bits
from foedus.power.components import components
from foedus.power.game import Weighted, weighted
from foedus.power.halves import by_halves
from foedus.power.lines import MOST as VECTORS
from foedus.power.lines import Lines, vectors
from foedus.power.ordered import ordered
from foedus.power.profile import Budget
from foedus.rules.gates import Rule
from foedus.rules.transform import Collapsed, collapse

#: So few vectors of counts are tried before anything else.
FEW = 100_000


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets of members by a number, `every[k]`, and those with one member of each voter or type.

    The number is a minimal winning set's size, or how many members of a winning set are critical:
    then `with_member[t][k]` counts those in which one given member of type t is critical.
    """

    every: tuple[int, ...]
    with_member: tuple[tuple[int, ...], ...]
    engine: str


class Coalitions:
    """A simplified rule; what one index needs is kept for the next."""

    def __init__(self, rule: Rule, budget: Budget) -> None:
        self.rule, self.budget = rule, budget

    @cached_property
    def parts(self) -> tuple[bool, list[Coalitions]] | None:
        """Whether the rule is an AND (else an OR) of parts that share no voter, and the parts."""
        found = components(self.rule)
        if found is None:
            return None
        every, rules = found
        return every, [Coalitions(part, self.budget) for part in rules]

    @cached_property
    def short(self) -> Collapsed:
        """The rule over types of voters that may be exchanged."""
        return collapse(self.rule)

    @cached_property
    def game(self) -> Weighted | None:
        """The types as a single gate, None where the rule has more."""
        return weighted(self.short.rule, simple=True)

    @cached_property
    def few(self) -> bool:
        """Whether trying every vector of counts is quicker than anything else."""
        return vectors(self.short.rule) <= FEW

    @cached_property
    def lines(self) -> Lines:
        """The vectors of counts of the types; raises what `Lines` raises."""
        return Lines(self.short.rule, self.budget)

    @cached_property
    def bits(self) -> Bits:
        """Every set of members; raises what `Bits` raises."""
        return Bits(self.rule, self.budget)

    @cached_property
    def halves(self) -> tuple[Sets, Sets] | None:
        """Minimal sets and critical members by halves in order, None where the rule has none."""
        game = ordered(self.rule)
        if game is None:
            return None
        minimal, critical, winning = by_halves(game, self.budget)
        n, rule = len(game.owner), self.rule
        idle = 1 << (rule.size - n)
        critical.sets[0] = winning - critical.sets[1:].sum()
        found = []
        for what, times in ((minimal, 1), (critical, idle)):
            by_voter: dict[int, Any] = dict(zip(game.owner, what.members.tolist(), strict=True))
            nobody = [0] * (n + 1)
            members = [by_voter.get(k, nobody) for k in range(len(rule.voters))]
            found.append(Sets(
                tuple(k * times for k in what.sets.tolist()),
                tuple(tuple(k * times for k in mine) for mine in members),
                "halves in order",
            ))  # fmt: skip
        return found[0], found[1]

    def sets(self, *, minimal: bool) -> Sets | None:
        """Return minimal sets by size, or winning sets by critical members, by trying them all.

        By lines of vectors, by halves in order, or set by set; None where there are too many.
        """
        if not self.rule.voters:
            return Sets((int(self.rule.wins(())),), (), "types")
        halves = None if self.few else self.halves
        if halves is not None:
            return halves[0] if minimal else halves[1]
        source: Lines | Bits
        if self.few or (vectors(self.short.rule) <= VECTORS and self.rule.size > MEMBERS):
            source, engine = self.lines, "types"
            places = {k: t for t, group in enumerate(self.short.groups) for k in group}
        elif self.rule.size <= MEMBERS:
            source, engine = self.bits, "enumeration"
            places = {k: k for k in range(len(self.rule.voters))}
        else:
            return None
        every, members = source.minimal() if minimal else source.critical()
        mine = tuple(tuple(members[places[k]]) for k in range(len(self.rule.voters)))
        return Sets(tuple(every), mine, engine)


def together(engines: Sequence[str]) -> str:
    """Return the engines of parts in words."""
    found = " and ".join(dict.fromkeys(engines))
    return found if "by components" in found else f"{found} by components"
