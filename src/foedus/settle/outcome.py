"""The plain answers: what can stand together, or what exactly cannot and what would suffice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import MissingExtra
from foedus.settle.conflicts import Impasse, impasse
from foedus.settle.demands import Absent, Problem, problem
from foedus.settle.facts import Fact, Facts
from foedus.settle.model import Negotiation
from foedus.settle.overlap import Overlap, overlaps
from foedus.settle.packages import (
    COMPARED,
    LISTED,
    SHOWN,
    Offer,
    dominators,
    feasible,
    offer,
    representatives,
)
from foedus.settle.space import Demand, Space


@dataclass(frozen=True, slots=True)
class Moved(Answer):
    """The smallest withdrawals by one party alone that would suffice; empty where impossible.

    `possible` is false where even without all its demands the others collide.
    """

    party: str
    possible: bool
    withdrawals: tuple[tuple[str, ...], ...]
    label: Label = Label.EXACT
    method: str = "the others' demands as rules; every minimal withdrawal of this party"


@dataclass(frozen=True, slots=True)
class Way(Answer):
    """One way of counting absent parties: feasible packages, or the impasse.

    `count` is None where packages are too many to list. Conflicts and withdrawals are sets of
    demands, smallest first; `costs` are what each withdrawal costs each party, where it said so.
    `fairest` are the places of the withdrawals whose costs, the party that bears most first, are
    lexicographically least (leximin), `cheapest` those whose sum is least; both empty unless every
    cost was given and every withdrawal is listed. Parties' points are on scales of their own: both
    comparisons assume that each gave out the same total.
    """

    absent: Absent
    feasible: bool
    count: int | None
    offers: tuple[Offer, ...]
    dominated: int | None
    conflicts: tuple[tuple[str, ...], ...]
    withdrawals: tuple[tuple[str, ...], ...]
    after: tuple[dict[str, str], ...]
    proved_smallest: bool
    more_conflicts: bool
    more_withdrawals: bool
    costs: tuple[dict[str, int | None], ...]
    fairest: tuple[int, ...]
    cheapest: tuple[int, ...]
    moved: tuple[Moved, ...]
    unsettled: tuple[str, ...]
    blocked: str = ""
    label: Label = Label.EXACT
    method: str = ""

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each offer, conflict and withdrawal."""
        return (
            [{"kind": "package", "what": o.options} for o in self.offers]
            + [{"kind": "cannot stand together", "what": c} for c in self.conflicts]
            + [{"kind": "withdrawing these suffices", "what": w} for w in self.withdrawals]
        )


@dataclass(frozen=True, slots=True)
class Settlement(Answer):
    """Overlaps and the three ways; what holds only because somebody is not at the table."""

    overlaps: tuple[Overlap, ...]
    ways: tuple[Way, ...]
    only_because_absent: tuple[str, ...]
    demands: dict[str, str]
    facts: tuple[Fact, ...] = ()
    untradeable: dict[str, str] = field(default_factory=dict)
    label: Label = Label.EXACT
    method: str = "see each part"
    negotiation: Negotiation | None = field(default=None, repr=False, compare=False)

    def way(self, absent: Absent) -> Way:
        """Return the result of one way; raises KeyError."""
        return {w.absent: w for w in self.ways}[absent]


def settle(
    negotiation: Negotiation,
    facts: Facts,
    *,
    absent: Iterable[Absent] = tuple(Absent),
    without: Iterable[str] = (),
    drop: Iterable[str] = (),
) -> Settlement:
    """Return overlaps, and for each way of counting absent parties packages or the impasse.

    `without` takes parties out, `drop` demands; `facts` says which texts keep
    what positions ask of them. Raises MissingExtra where more than LISTED packages need a solver.
    """
    left, dropped = tuple(without), tuple(drop)
    ways = []
    for way in absent:
        ways.append(_way(problem(negotiation, facts, absent=way, without=left, drop=dropped), way))
    whole = problem(negotiation, facts, without=left, drop=dropped)
    names = {d.name: d.party for d in (*whole.hard, *whole.demands)}
    only = _only_because(negotiation, facts, left, dropped)
    stated = tuple(facts[p.key] for p in negotiation.standing() if p.key in facts)
    found = overlaps(negotiation)
    reasons = {p.key: p.untradeable for p in negotiation.positions}
    fixed = {d.name: reasons[d.name.split("/")[0]] for d in whole.hard}
    return Settlement(found, tuple(ways), only, names, stated, fixed, negotiation=negotiation)


#: With more demands than this the sets that packages leave unmet can be too many to compare.
COMPARABLE = 40


def engine(space: Space, demands: Sequence[Demand]) -> Impasse:
    """Return the impasse by the engine that the size calls for; raises ValueError, MissingExtra."""
    listed = space.size <= LISTED
    if listed and len(demands) <= COMPARABLE:
        return impasse(space, demands)
    from foedus.settle.sat import impasse_by_sat

    try:
        return impasse_by_sat(space, demands)
    except MissingExtra:
        if not listed:
            raise
    return impasse(space, demands)


def _way(found: Problem, way: Absent) -> Way:
    try:
        result = engine(found.ground, found.demands)
    except ValueError:
        return _blocked(found, way)
    if result.feasible:
        return _feasible(found, way, result)
    return Way(
        way, False, 0, (), None,
        tuple(tuple(sorted(c)) for c in result.conflicts),
        tuple(tuple(sorted(c)) for c in result.concessions),
        tuple(found.words(p) for p in result.after),
        result.smallest_conflict_proved and result.smallest_concession_proved,
        result.more_conflicts, result.more_concessions,
        costs := tuple(_costs(found, c) for c in result.concessions),
        _fairest(costs) if not result.more_concessions else (),
        _cheapest(costs) if not result.more_concessions else (),
        tuple(_moved(found, p.key) for p in found.negotiation.parties
              if any(d.party == p.key for d in found.demands)),
        found.unsettled, method=result.method,
    )  # fmt: skip


def _blocked(found: Problem, way: Absent) -> Way:
    """What cannot be traded (or the rules) leaves no package: its own conflict, no withdrawals."""
    try:
        own = engine(found.space, found.hard)
        conflicts = tuple(tuple(sorted(c)) for c in own.conflicts)
        why = "what cannot be traded leaves no package"
    except ValueError:
        conflicts, why = (), "the rules between options leave no package"
    return Way(way, False, 0, (), None, conflicts, (), (), True, False, False, (), (), (),
               (), found.unsettled, why, method="the untradeable alone")  # fmt: skip


def _feasible(found: Problem, way: Absent, result: Impasse) -> Way:
    places = feasible(found)
    count, dominated = None, None
    if places is None:
        from foedus.settle.sat import far_apart

        offers = tuple(offer(found, p) for p in far_apart(found.ground, found.demands, SHOWN))
    else:
        packages = [found.space.package(int(i)) for i in places]
        count = len(packages)
        above: list[int | None] = [None] * count
        if count <= COMPARED:
            above = dominators(found.negotiation, packages)
            dominated = sum(a is not None for a in above)
        first = [i for i, a in enumerate(above) if a is None] or list(range(count))
        shown = [first[i] for i in representatives([packages[i] for i in first], SHOWN)]
        offers = tuple(offer(found, packages[i]) for i in shown)
    return Way(way, True, count, offers, dominated, (), (), (), True, False, False, (), (), (),
               (), found.unsettled, method=result.method)  # fmt: skip


def _moved(found: Problem, party: str) -> Moved:
    own = [d for d in found.demands if d.party == party]
    others = tuple(c for d in found.demands if d.party != party for c in d.clauses)
    ground = Space(found.space.options, (*found.ground.rules, *others))
    try:
        result = engine(ground, own)
    except ValueError:
        return Moved(party, False, ())
    smallest = min((len(c) for c in result.concessions), default=0)
    sets = tuple(tuple(sorted(c)) for c in result.concessions if len(c) == smallest)
    return Moved(party, True, sets)


def _costs(found: Problem, drop: frozenset[str]) -> dict[str, int | None]:
    """Return what a withdrawal costs each party in its own points; None where it did not say."""
    prices = {p.key: p.cost for p in found.negotiation.positions}
    total: dict[str, int | None] = {}
    for demand in found.demands:
        if demand.name in drop:
            price, so_far = prices.get(demand.name.split("/")[0]), total.get(demand.party, 0)
            total[demand.party] = None if price is None or so_far is None else so_far + price
    return total


def _fairest(costs: Sequence[dict[str, int | None]]) -> tuple[int, ...]:
    if not costs or any(v is None for c in costs for v in c.values()):
        return ()
    parties = {p for c in costs for p in c}
    borne = [sorted((c.get(p) or 0 for p in parties), reverse=True) for c in costs]
    return tuple(i for i, b in enumerate(borne) if b == min(borne))


def _cheapest(costs: Sequence[dict[str, int | None]]) -> tuple[int, ...]:
    totals = [[v for v in c.values()] for c in costs]
    if not costs or any(v is None for t in totals for v in t):
        return ()
    sums = [sum(v or 0 for v in t) for t in totals]
    return tuple(i for i, v in enumerate(sums) if v == min(sums))


def _only_because(
    negotiation: Negotiation, facts: Facts, left: tuple[str, ...], dropped: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the absent parties whose demands, each alone, would leave no package."""

    def stands(without: tuple[str, ...]) -> bool:
        found = problem(negotiation, facts, without=without, drop=dropped)
        try:
            return engine(found.ground, found.demands).feasible
        except ValueError:
            return False

    away = [p.key for p in negotiation.parties if p.absent and p.key not in left]
    if not stands((*left, *away)):
        return ()
    return tuple(p for p in away if not stands((*left, *(q for q in away if q != p))))
