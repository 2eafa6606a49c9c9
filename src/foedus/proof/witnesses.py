"""How many coalitions show what a witness shows: "one of N", counted exactly where cheap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from foedus.proof.by_price import cheapest as cheapest_of_size
from foedus.proof.by_size import STEPS, by_size
from foedus.rules.gates import Coalition, Gate, Row, Rule, Voter
from foedus.rules.transform import dual, restrict


class Does(StrEnum):
    """What the members that a witness names do."""

    YES = "say yes"
    NO = "say no"
    EMPTY = "are empty seats"


@dataclass(frozen=True, slots=True)
class Alike:
    """The coalitions that show the same as a witness of `size` members.

    They are the sets of `size` members of `rule`, every member told apart, that pass `rule` and,
    where `unless` is given, do not pass `unless`, and where `price` (of one member of a voter) is
    given, cost `cost` at most. Voters whose vote the claim fixes are no members
    of either rule. `does` says what the members named do (for a blocking set the rule is the dual).
    """

    rule: Rule
    size: int
    unless: Rule | None = None
    does: Does = Does.YES
    price: Mapping[str, int] | None = None
    cost: int = 0

    @property
    def told_apart(self) -> bool:
        """Whether the count tells apart members that the rule does not (types of several)."""
        return any(v.count > 1 for v in self.rule.voters)


def passing(rule: Rule, coalition: Coalition, *, no: Iterable[str] = ()) -> Alike:
    """Return the sets as large as `coalition` that pass while the voters in `no` say no."""
    out = tuple(no)
    return Alike(restrict(rule, no=out) if out else rule, _size(coalition))


def cheapest(
    rule: Rule,
    coalition: Coalition,
    price: Mapping[str, int] | None,
    *,
    blocks: bool = False,
    yes: Iterable[str] = (),
    does: Does | None = None,
) -> Alike:
    """Return the sets of the same size and no higher price that pass, or that block.

    `yes` names the voters that are taken to say yes where a blocking set is sought.
    """
    given = tuple(yes)
    played = dual(rule) if blocks else rule
    played = restrict(played, no=given) if given else played
    cost = sum((price or {}).get(n, 0) * k for n, k in coalition.items())
    doing = does or (Does.NO if blocks else Does.YES)
    return Alike(played, _size(coalition), None, doing, price, cost)


def apart(rule: Rule, coalition: Coalition, stronger: str, weaker: str) -> Alike | None:
    """Return the sets with which `stronger` passes and `weaker` does not; None for types."""
    counts = {v.name: v.count for v in rule.voters}
    if counts[stronger] != 1 or counts[weaker] != 1:
        return None
    with_strong = restrict(rule, yes=(stronger,), no=(weaker,))
    with_weak = restrict(rule, yes=(weaker,), no=(stronger,))
    return Alike(with_strong, _size(coalition), with_weak)


def between(first: Rule, second: Rule, coalition: Coalition) -> Alike:
    """Return the sets as large as `coalition` that pass the first rule and not the second."""
    voters = {v.name: v for r in (first, second) for v in r.voters}
    a, b = (lifted(r, tuple(voters.values())) for r in (first, second))
    return Alike(a, _size(coalition), b)


@dataclass(slots=True)
class Counter:
    """Counts sets of coalitions, each rule once; what does not fit the limits stays uncounted."""

    steps: int = STEPS
    _known: dict[Rule, tuple[int, ...] | None] = field(default_factory=dict)
    _cheap: dict[object, int | None] = field(default_factory=dict)

    def count(self, alike: Alike) -> int | None:
        """Return how many coalitions show the same, exactly; None where that takes too long."""
        if alike.price is not None:
            return self._of_price(unlabelled(alike.rule), alike.price, alike.cost, alike.size)
        every = self._by_size(alike.rule)
        if every is None or alike.unless is None:
            return None if every is None else every[alike.size]
        both = self._by_size(conjunction(alike.rule, alike.unless))
        return None if both is None else every[alike.size] - both[alike.size]

    def _of_price(self, rule: Rule, price: Mapping[str, int], cost: int, size: int) -> int | None:
        key = (rule, tuple(price.items()), cost, size)
        if key not in self._cheap:
            self._cheap[key] = cheapest_of_size(rule, price, cost, size, self.steps)
        return self._cheap[key]

    def _by_size(self, labelled: Rule) -> tuple[int, ...] | None:
        rule = unlabelled(labelled)
        if rule not in self._known:
            self._known[rule] = by_size(rule, self.steps)
        return self._known[rule]


def unlabelled(rule: Rule) -> Rule:
    """Return the rule without the labels of its gates: two texts may share a rule under two."""
    return replace(rule, gates=tuple(replace(g, label="") for g in rule.gates))


def lifted(rule: Rule, voters: tuple[Voter, ...]) -> Rule:
    """Return the same rule among more voters, the further ones being dummies.

    A root that is a voter becomes a gate, so that rules can be joined at their roots.
    """
    place = {v.name: i for i, v in enumerate(voters)}
    n, m = len(rule.voters), len(voters)
    at = [place[v.name] for v in rule.voters] + [m + g for g in range(len(rule.gates))]
    rows = tuple(Row(tuple(sorted((at[k], w) for k, w in r.items))) for r in rule.rows)
    gates, root = rule.gates, at[rule.root]
    if rule.root < n:
        rows = (*rows, Row(((root, 1),)))
        gates = (*gates, Gate(len(rows) - 1, rule.voters[rule.root].count))
        root = m + len(gates) - 1
    return Rule(voters, rows, gates, root)


def conjunction(first: Rule, second: Rule) -> Rule:
    """Return the rule that passes where both do; both must have the same voters in one order."""
    a, b = lifted(first, first.voters), lifted(second, first.voters)
    n, rows, gates = len(a.voters), len(a.rows), len(a.gates)

    def moved(node: int) -> int:
        return node if node < n else node + gates

    more = tuple(Row(tuple((moved(k), w) for k, w in r.items)) for r in b.rows)
    both = Row(tuple(sorted({(a.root, 1), (moved(b.root), 1)})))
    joined = tuple(replace(g, row=g.row + rows) for g in b.gates)
    last = Gate(rows + len(more), len(both.items))
    made = (*a.gates, *joined, last)
    return Rule(a.voters, (*a.rows, *more, both), made, n + len(made) - 1)


def _size(coalition: Coalition) -> int:
    return sum(coalition.values())
