"""From positions to a space of packages and demands that can be dropped one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from foedus.settle.facts import Facts
from foedus.settle.model import Negotiation, Position, Strength, Take, Term
from foedus.settle.space import Clause, Demand, Literal, Package, Space


class Absent(StrEnum):
    """How the demands of parties without a seat count."""

    HARD = "hard"
    IGNORED = "ignored"
    NO_WORSE = "no-worse"


@dataclass(frozen=True, slots=True)
class Problem:
    """A negotiation as a space: demands that can be withdrawn, and hard ones that cannot.

    `hard` are the demands marked untradeable; `unsettled` the demands of absent parties on
    questions without a stated status quo, which "no-worse" therefore keeps whole.
    """

    negotiation: Negotiation
    space: Space
    demands: tuple[Demand, ...]
    hard: tuple[Demand, ...]
    unsettled: tuple[str, ...] = ()

    @property
    def ground(self) -> Space:
        """The space in which the rules and what cannot be traded hold."""
        extra = tuple(c for d in self.hard for c in d.clauses)
        return Space(self.space.options, (*self.space.rules, *extra))

    def words(self, package: Package) -> dict[str, str]:
        """Return a package as question key -> option key."""
        questions = self.negotiation.questions
        return {q.key: q.options[o].key for q, o in zip(questions, package, strict=True)}


def literal(negotiation: Negotiation, term: Term) -> Literal:
    """Return a term as a literal of the space."""
    at = {q.key: i for i, q in enumerate(negotiation.questions)}[term[0]]
    options = [o.key for o in negotiation.questions[at].options]
    return Literal(at, options.index(term[1]), term[2])


def demands_of(negotiation: Negotiation, position: Position, facts: Facts) -> tuple[Demand, ...]:
    """Return the demands of a position: none for a view, one for each rung of a ladder."""
    if position.strength is Strength.VIEW:
        return ()

    def some(options: Iterable[str]) -> tuple[Clause, ...]:
        return (tuple(literal(negotiation, (position.question, o, True)) for o in options),)

    if position.take is Take.LADDER:
        sets = [sum(position.rungs[: k + 1], ()) for k in range(len(position.rungs))]
        return tuple(
            Demand(f"{position.key}/{k + 1}", some(s), position.party) for k, s in enumerate(sets)
        )
    clauses: tuple[Clause, ...] = ()
    if position.take is Take.ONLY:
        clauses = some(position.options)
    elif position.take is Take.REJECTS:
        terms = ((position.question, o, False) for o in position.options)
        clauses = tuple((literal(negotiation, t),) for t in terms)
    elif position.take is Take.CONDITIONAL:
        clauses = (_implication(negotiation, position.when, position.then),)
    elif position.take.of_text:
        clauses = _keeping(negotiation, position, facts)
    kept_anyway = not clauses and not position.take.of_text
    return () if kept_anyway else (Demand(position.key, clauses, position.party),)


def _keeping(negotiation: Negotiation, position: Position, facts: Facts) -> tuple[Clause, ...]:
    """Clauses that leave only texts that keep what is asked; without facts none is known to."""
    if position.key not in facts:
        return ((),)
    broken = facts[position.key].broken()
    return tuple(tuple(-literal(negotiation, t) for t in terms) for terms in broken)


def _implication(negotiation: Negotiation, when: Sequence[Term], then: Sequence[Term]) -> Clause:
    return tuple(-literal(negotiation, t) for t in when) + tuple(
        literal(negotiation, t) for t in then
    )


def problem(
    negotiation: Negotiation,
    facts: Facts,
    *,
    absent: Absent = Absent.HARD,
    without: Iterable[str] = (),
    drop: Iterable[str] = (),
) -> Problem:
    """Return the problem in one of the three ways of counting parties without a seat."""
    left, dropped = set(without), set(drop)
    rules = tuple(_implication(negotiation, r.when, r.then) for r in negotiation.rules)
    space = Space(tuple(len(q.options) for q in negotiation.questions), rules)
    soft: list[Demand] = []
    hard: list[Demand] = []
    unsettled: list[str] = []
    for position in negotiation.standing():
        away = negotiation.party(position.party).absent
        if position.party in left or (away and absent is Absent.IGNORED and not
                                      position.untradeable):  # fmt: skip
            continue
        found = demands_of(negotiation, position, facts)
        if away and absent is Absent.NO_WORSE:
            found += _not_below(negotiation, position)
        for demand in found:
            if demand.name in dropped or position.key in dropped:
                continue
            if position.untradeable:
                hard.append(demand)
                continue
            if away and absent is Absent.NO_WORSE:
                known = _met_now(negotiation, demand)
                if known is False:
                    continue
                unsettled += [demand.name] if known is None else []
            soft.append(demand)
    return Problem(negotiation, space, tuple(soft), tuple(hard), tuple(unsettled))


def _not_below(negotiation: Negotiation, position: Position) -> tuple[Demand, ...]:
    """A stated order as a demand: nothing ranked below the status quo of its question."""
    now = negotiation.status_quo.get(position.question)
    ranks = [k for k, group in enumerate(position.order) if now in group]
    if position.take is not Take.PREFERS or not ranks:
        return ()
    good = [o for group in position.order[: ranks[0] + 1] for o in group]
    clause = tuple(literal(negotiation, (position.question, o, True)) for o in good)
    return (Demand(f"{position.key}/not-below-status-quo", (clause,), position.party),)


def _met_now(negotiation: Negotiation, demand: Demand) -> bool | None:
    """Return whether the stated status quo meets a demand; None where it does not say."""
    now = {
        i: [o.key for o in q.options].index(negotiation.status_quo[q.key])
        for i, q in enumerate(negotiation.questions)
        if q.key in negotiation.status_quo
    }
    results = []
    for clause in demand.clauses:
        known = [x.question in now for x in clause]
        true = any((now.get(x.question) == x.option) is x.positive
                   for x in clause if x.question in now)  # fmt: skip
        results.append(True if true else (False if all(known) else None))
    if False in results:
        return False
    return None if None in results else True


def demand_names(negotiation: Negotiation) -> list[str]:
    """Return everything `drop` may name: keys of positions and their rungs."""
    found: list[str] = []
    for position in negotiation.standing():
        found.append(position.key)
        found += [f"{position.key}/{k}" for k in range(1, len(position.rungs) + 1)]
    return found
