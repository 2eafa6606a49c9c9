"""Checks across positions: conditions that go in a circle, contradictions, unknown guarantees."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from foedus.settle.assembly import (
    TEXTS,
    bases,
    clashes,
    combinations,
    guarantees_in,
    institutional,
)
from foedus.settle.demands import problem
from foedus.settle.model import Negotiation, Position, Take, Term
from foedus.settle.records import Names
from foedus.settle.space import ENUMERABLE


def check(negotiation: Negotiation, names: Names) -> None:
    """Collect E709, E713 and E714 at the records of the positions concerned."""
    standing = negotiation.standing()
    for party in negotiation.parties:
        own = [p for p in standing if p.party == party.key]
        _circles([p for p in own if p.take is Take.CONDITIONAL], names)
        _contradictions(own, names)
    for position in standing:
        if position.take.of_text:
            _of_text(negotiation, position, names)
    if institutional(negotiation):
        _assembled(negotiation, names)
    _rules(negotiation, names)


def _rules(negotiation: Negotiation, names: Names) -> None:
    """Collect E712 where the rules alone leave no package (spaces that can be looked through)."""
    space = problem(replace(negotiation, positions=()), {}).space
    if negotiation.rules and space.size <= ENUMERABLE and not space.table(space.rules).any():
        keys = ", ".join(r.key for r in negotiation.rules)
        what = f"the rules leave no package: {keys}"
        names.places[negotiation.rules[0].key].fail("E712", what, expected="rules that can be met")


def _circles(conditions: list[Position], names: Names) -> None:
    arrows = {(a, b): p for p in conditions for a in p.when for b in p.then}
    for (a, b), position in arrows.items():
        if a == b or a in _reached(b, arrows):
            shown = f"{_shown(a)} ... {_shown(b)} ... {_shown(a)}"
            what = f'the condition of "{position.key}" leads back to itself: {shown}'
            names.places[position.key].fail(
                "E709", what, "if", expected="conditions that end somewhere"
            )
            return


def _shown(term: Term) -> str:
    return f"{term[0]} {'=' if term[2] else '!='} {term[1]}"


def _reached(start: Term, arrows: Iterable[tuple[Term, Term]]) -> set[Term]:
    seen: set[Term] = set()
    open_ = [start]
    while open_:
        at = open_.pop()
        fresh = {b for a, b in arrows if a == at} - seen
        seen |= fresh
        open_ += fresh
    return seen


def _contradictions(own: list[Position], names: Names) -> None:
    accepted = {(p.question, o): p for p in own
                if p.take in (Take.ACCEPTS, Take.ONLY) for o in p.options}  # fmt: skip
    for p in own:
        if p.take is not Take.REJECTS:
            continue
        for option in p.options:
            other = accepted.get((p.question, option))
            if other:
                what = (
                    f'"{p.key}" rejects "{option}", which "{other.key}" of the same party accepts'
                )
                help = 'mark the earlier one status = "superseded"'
                names.places[p.key].fail(
                    "E713", what, "options", word=option, expected="one of the two", help=help
                )


def _of_text(negotiation: Negotiation, position: Position, names: Names) -> None:
    """Collect E714: no question builds a text, or no text has the guarantee."""
    record = names.places[position.key]
    if not institutional(negotiation):
        what = f'"{position.key}" asks something of a text, but no option names one'
        record.fail("E714", what, "kind", expected='options with constitution = "..."')
        return
    options = [o for q in negotiation.questions for o in q.options]
    bases_ = {o.constitution for o in options if o.constitution} | {negotiation.base}
    known = {g for b in bases_ for g in names.guarantees.get(b, ())}
    known |= guarantees_in([names.variants[o.variant] for o in options if o.variant])
    if position.take is Take.GUARANTEE and position.asks not in known:
        what = f'no text has the guarantee "{position.asks}"'
        expected = "; ".join(sorted(known)) or "texts with guarantees"
        record.fail("E714", what, "guarantee", word=position.asks, expected=expected)


def _assembled(negotiation: Negotiation, names: Names) -> None:
    """Collect E723 and E724 at the first institutional question concerned."""
    questions = [negotiation.question(q) for q in institutional(negotiation)]
    count = math.prod(len(q.options) for q in questions)
    first = names.places[questions[0].key]
    if count > TEXTS:
        what = f"the options build {count} constitutions"
        first.fail("E724", what, expected=f"at most {TEXTS}")
        return
    reported: set[tuple[str, ...]] = set()
    for options in combinations(negotiation):
        named = bases(negotiation, options)
        if len(named) > 1 and tuple(named) not in reported:
            reported.add(tuple(named))
            what = f"two options name whole constitutions: {' and '.join(named)}"
            first.fail("E723", what, expected="one question that names whole constitutions")
        for head, one, other in clashes(negotiation, options, names.variants):
            if (head, one, other) not in reported:
                reported.add((head, one, other))
                what = f'"{one}" and "{other}" both write the sentence "{head}"'
                first.fail("E723", what, expected="variants of different sentences")
