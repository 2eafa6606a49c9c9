"""A slow, obvious interpreter: walks the syntax tree and decides one coalition by counting.

It knows no gates, no duals and no quotas: "unless" counts the votes against, a petition counts its
signatures, a threshold compares a sum with a share of a base. It shares no code with the compiler.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.constitution import syntax as s

YES, NO = "yes", "no"
OTHER = {YES: NO, NO: YES}


@dataclass
class World:
    """Who there is: numbers by unit for each column, cross-tables, seats filled, readings."""

    tree: s.Constitution
    columns: Mapping[str, Mapping[str, Mapping[str, Fraction]]] = field(default_factory=dict)
    rows: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    reading: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    citizens: bool = False

    def find(self, name: str) -> s.Node | None:
        return next((n for n in self.tree.statements if getattr(n, "name", None) == name), None)


@dataclass
class Group:
    """Voters of one name: how many by law, how many can vote, weight of each, their groups."""

    voter: str
    seats: int
    able: int
    traits: dict[str, str]
    unit: str = ""
    worth: int = 1


def groups_of(world: World, name: str, after: Mapping[str, int]) -> list[Group]:
    """Return the voters of a body, an electorate, a person or a list of units."""
    node = world.find(name)
    if isinstance(node, s.Body):
        return body_groups(world, node, after)
    if isinstance(node, s.Person):
        return [Group(name, 1, 1, {})]
    if isinstance(node, s.Units):
        return [Group(f"{name}: {u}", 1, 1, {}, u) for u in unit_names(world, node)]
    if isinstance(node, s.Electorate):
        return electorate_groups(world, node)
    if isinstance(node, s.SetOf):
        return [g for g in groups_of(world, node.of, after) if in_set(g, node)]
    raise AssertionError(name)


def in_set(group: Group, node: s.SetOf) -> bool:
    """Return whether a group is named by a set, or meets its one filter."""
    if node.where is not None:
        (test,) = node.where.filters
        return group.traits[test.column] == test.value
    return bool({group.unit, *group.traits.values()} & set(node.names))


def unit_names(world: World, node: s.Units) -> list[str]:
    return list(node.names) or list(next(iter(world.columns[node.table].values())))


def electorate_groups(world: World, node: s.Electorate) -> list[Group]:
    units = world.find(node.units)
    assert isinstance(units, s.Units)
    numbers = world.columns[units.table][node.column]
    if world.citizens:
        return [Group(f"{node.name}: {u}", int(n), int(n), {}, u) for u, n in numbers.items()]
    return [Group(f"{units.name}: {u}", int(n), int(n), {}, u, int(n)) for u, n in numbers.items()]


def body_groups(world: World, node: s.Body, after: Mapping[str, int]) -> list[Group]:
    elections = after.get(node.name, 0)
    word = (
        ("", " (after the election)")[elections]
        if elections < 2
        else f" (after {elections} elections)"
    )
    name = node.name + word
    compositions = [d for d in node.details if isinstance(d, s.Composition)]
    if compositions:
        found = []
        for row in world.rows[compositions[0].table]:
            traits = {c: row[c] for c in compositions[0].columns}
            label = ", ".join(traits.values())
            size = int(row[compositions[0].seats])
            found.append(Group(f"{name}: {label}", size, size, traits))
        return found
    if node.groups:
        return [
            Group(f"{name}: {g.name}", g.count, g.count, {"": g.name}) for g in node.groups.groups
        ]
    return [Group(name, node.members, world.filled.get(node.name, node.members), {})]


class Poll:
    """One proposal: how many of each voter say yes; all the others who can vote say no."""

    def __init__(self, world: World, yes: Mapping[str, int]) -> None:
        self.world, self.yes = world, yes
        self.after: dict[str, int] = {}

    def votes(self, group: Group, side: str) -> int:
        """Return the votes of a group on one side."""
        ayes = self.yes.get(group.voter, 0) * group.worth
        return ayes if side == YES else group.able - ayes

    # -------------------------------------------------------------- who is counted

    def parts(self, subject: s.Subject) -> list[list[Group]]:
        if subject.column:
            whole = groups_of(self.world, subject.inside, self.after)
            names = dict.fromkeys(g.traits[subject.column] for g in whole)
            return [[g for g in whole if g.traits[subject.column] == n] for n in names]
        found = [self.part(n, subject.inside) for n in subject.names]
        if subject.each or len(found) == 1:
            return found
        return [[g for part in found for g in part]]

    def part(self, name: str, inside: str) -> list[Group]:
        if not inside:
            return groups_of(self.world, name, self.after)
        whole = groups_of(self.world, inside, self.after)
        node = self.world.find(name)
        if isinstance(node, s.SetOf):
            return [g for g in whole if in_set(g, node)]
        return [g for g in whole if name in g.traits.values() or g.unit == name]

    # -------------------------------------------------------------- thresholds

    def weight(self, group: Group, threshold: s.Threshold) -> Fraction:
        if threshold.base is not s.Base.WEIGHT:
            return Fraction(1)
        units = self.world.find(group.voter.split(": ")[0])
        assert isinstance(units, s.Units)
        return self.world.columns[units.table][threshold.column][group.unit]

    def base(self, groups: list[Group], threshold: s.Threshold) -> Fraction:
        by_law = (s.Base.MEMBERS, s.Base.UNITS, s.Base.WEIGHT, s.Base.REGISTERED)
        law = threshold.base in by_law
        return sum(
            (self.weight(g, threshold) * (g.seats if law else g.able) for g in groups), Fraction(0)
        )

    def reaches(
        self,
        groups: list[Group],
        threshold: s.AnyThreshold,
        side: str,
        among: list[Group] | None = None,
        inner: s.AnyThreshold | None = None,
    ) -> bool:
        """Return whether the votes on one side reach the threshold."""
        assert isinstance(threshold, s.Threshold)
        total = sum(
            (self.weight(g, threshold) * self.counted(g, side, inner) for g in groups), Fraction(0)
        )
        need = threshold.amount
        if threshold.share:
            need *= self.base(among or groups, threshold)
        return total > need if threshold.op is s.Op.MORE_THAN else total >= need

    def counted(self, group: Group, side: str, inner: s.AnyThreshold | None) -> int:
        """Return a group's votes; with citizens as voters, a unit's is won by its people."""
        units = self.world.find(group.voter.split(": ")[0])
        if not (self.world.citizens and isinstance(units, s.Units)):
            return self.votes(group, side)
        people = [n for n in self.world.tree.all(s.Electorate) if n.units == units.name]
        if not people:
            return self.votes(group, side)
        rule = inner or next(d.threshold for d in units.details if isinstance(d, s.DecidedBy))
        assert rule is not None
        own = [g for g in electorate_groups(self.world, people[0]) if g.unit == group.unit]
        return int(self.reaches(own, rule, side))

    # -------------------------------------------------------------- conditions

    def holds(self, node: s.Item, side: str = YES) -> bool:
        """Return whether the votes on `side` satisfy a condition."""
        match node:
            case s.Vote(verb=s.Verb.ATTEND | s.Verb.TAKE_PART):
                return all(self.attended(p, node.threshold) for p in self.parts(node.subject))
            case s.Vote():
                return all(self.approved(node, p, side) for p in self.parts(node.subject))
            case s.YesVotes():
                among = self.parts(node.among)[0]
                return all(
                    self.reaches(p, node.threshold, side, among) for p in self.parts(node.of)
                )
            case s.Assents():
                return self.votes(Group(node.name, 1, 1, {}), side) == 1
            case s.Concerned():
                return self.consent(node, side)
            case s.PassesToo():
                other = next(p for p in self.world.tree.procedures if p.name == node.procedure)
                return self.holds(other.passes, side)
            case s.Never():
                return False
            case s.Unless():
                return not self.holds(node.condition, OTHER[side])
            case s.AtLeast():
                return sum(self.holds(k, side) for k in node.items) >= node.count
            case s.ByReading():
                chosen = self.world.reading[node.reading]
                case = next(c for c in node.cases if c.alternative == chosen)
                return all(self.holds(k, side) for k in case.items)
            case s.Petition():
                return self.petition(node, [], side)
            case s.Block():
                return self.block(node, side)
        raise AssertionError(node)

    def attended(self, groups: list[Group], threshold: s.AnyThreshold) -> bool:
        assert isinstance(threshold, s.Threshold)
        there = sum(g.able for g in groups)
        need = threshold.amount * (self.base(groups, threshold) if threshold.share else 1)
        return there > need if threshold.op is s.Op.MORE_THAN else there >= need

    def approved(self, node: s.Vote, groups: list[Group], side: str) -> bool:
        if self.reaches(groups, node.threshold, side, inner=node.each_by):
            return True
        if not node.tie_breaker:
            return False
        votes = {k: sum(self.votes(g, k) for g in groups) for k in (YES, NO)}
        breaker = self.votes(Group(node.tie_breaker, 1, 1, {}), side) == 1
        return votes[YES] == votes[NO] and breaker

    def consent(self, node: s.Concerned, side: str) -> bool:
        if not node.organ:
            return self.counted(Group(f"{node.units}: {self.world.unit}", 1, 1, {},
                                      self.world.unit), side, node.threshold) == 1  # fmt: skip
        whole = groups_of(self.world, node.organ, self.after)
        own = [g for g in whole if g.unit == self.world.unit]
        assert node.threshold is not None
        return self.reaches(own, node.threshold, side)

    def signed(self, node: s.Signed, side: str) -> bool:
        for groups in self.parts(node.subject):
            if not self.reaches(groups, node.threshold, side):
                return False
            spread = {g.traits.get(node.spread, "") for g in groups if self.votes(g, side)}
            if node.spread_count and len(spread) < node.spread_count:
                return False
        return True

    def petition(self, node: s.Petition, normal: list[bool], side: str) -> bool:
        if node.condition is None:
            return all(normal)
        found = [self.signed(x, OTHER[side]) for x in node.signed]
        triggered = any(found) if node.joined == "or" else all(found)
        strict = self.holds(node.condition, side)
        if node.effect is s.Effect.ALSO:
            return all(normal) and (strict or not triggered)
        return strict if triggered else all(normal)

    def block(self, node: s.Block, side: str) -> bool:
        before, found, instead = dict(self.after), [], []
        for item in node.items:
            if isinstance(item, s.Step):
                if item.kind is s.StepKind.ELECTION:
                    self.after.update({n: self.after.get(n, 0) + 1 for n in item.names})
            elif isinstance(item, s.Endeavour):
                continue
            elif isinstance(item, s.Petition) and item.effect is s.Effect.INSTEAD:
                instead.append(item)
            else:
                found.append(self.holds(item, side))
        self.after = before
        if node.mode is s.Mode.ANY:
            return any([*found, *(self.petition(p, [True], side) for p in instead)])
        return self.petition(instead[0], found, side) if instead else all(found)


def decides(world: World, procedure: str, yes: Mapping[str, int]) -> bool:
    """Return whether a proposal passes when exactly `yes` members of each voter say yes."""
    node = next(p for p in world.tree.procedures if p.name == procedure)
    return Poll(world, yes).holds(node.passes)
