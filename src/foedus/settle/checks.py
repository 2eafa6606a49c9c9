"""Checks across positions: conditions that go in a circle, contradictions, unknown guarantees."""

from __future__ import annotations

from collections.abc import Iterable

from foedus.settle.model import Negotiation, Position, Take, Term
from foedus.settle.reading import Names


def check(negotiation: Negotiation, names: Names) -> None:
    """Collect E709, E713 and E714 at the records of the positions concerned."""
    standing = negotiation.standing()
    for party in negotiation.parties:
        own = [p for p in standing if p.party == party.key]
        _circles([p for p in own if p.take is Take.CONDITIONAL], names)
        _contradictions(own, names)
    for position in standing:
        if position.take is Take.GUARANTEE:
            _guaranteed(negotiation, position, names)


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


def _guaranteed(negotiation: Negotiation, position: Position, names: Names) -> None:
    question = negotiation.question(position.question)
    texts = [o.constitution for o in question.options if o.constitution]
    known = sorted({g for t in texts for g in names.guarantees.get(t, ())})
    if position.guarantee not in known:
        what = f'no text of "{question.key}" has the guarantee "{position.guarantee}"'
        names.places[position.key].fail(
            "E714", what, "guarantee", word=position.guarantee, expected="; ".join(known) or "texts"
        )
