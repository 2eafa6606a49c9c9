"""Points that several parties each name: their own words side by side, never an agreement."""

from __future__ import annotations

from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.settle.assembly import institutional
from foedus.settle.model import Negotiation, Position, Take


@dataclass(frozen=True, slots=True)
class Overlap(Answer):
    """One option that two parties or more each name favourably, and who rejects it.

    `named_by` and `rejected_by` are keys of positions; `joint` is the statement of a joint text
    that adopts the option ("" where there is none: then nothing says that anybody agreed).
    """

    question: str
    option: str
    named_by: tuple[str, ...]
    rejected_by: tuple[str, ...]
    none_within: bool
    absent_affected: tuple[str, ...]
    coded_by: str
    joint: str = ""
    label: Label = Label.EXACT
    method: str = "options matched with words by the coder named; standing positions only"


def favours(position: Position) -> tuple[str, ...]:
    """Return the options that a position names favourably; of an order the first only."""
    if position.take in (Take.ACCEPTS, Take.ONLY):
        return position.options
    if position.take is Take.PREFERS:
        return position.order[0]
    return sum(position.rungs, ()) if position.take is Take.LADDER else ()


def overlaps(negotiation: Negotiation) -> tuple[Overlap, ...]:
    """Return the overlaps in the order of questions and options."""
    standing = negotiation.standing()
    found = []
    for question in negotiation.questions:
        on = [p for p in standing if p.question == question.key]
        for option in question.options:
            named = [p for p in on if option.key in favours(p)]
            if len({p.party for p in named}) >= 2:
                found.append(_overlap(negotiation, question.key, option.key, named, on))
    return tuple(found)


def _overlap(
    negotiation: Negotiation, question: str, option: str, named: list[Position], on: list[Position]
) -> Overlap:
    who = [negotiation.party(p.party) for p in named]
    keys = {p.key for p in who}
    away = [p.key for p in negotiation.parties if p.within and p.absent and p.key not in keys]
    return Overlap(
        question,
        option,
        tuple(p.key for p in named),
        tuple(p.key for p in on if p.take is Take.REJECTS and option in p.options),
        not any(p.within for p in who),
        tuple(away),
        "; ".join(dict.fromkeys(p.coder for p in named if p.coder)),
        negotiation.joint.get((question, option), ""),
    )


def matrix(negotiation: Negotiation) -> list[dict[str, object]]:
    """Return the position matrix: a row for each question and party; no positions is no statement.

    Columns: question, party, positions (keys, standing ones first).
    """
    building = set(institutional(negotiation))
    ordered = sorted(negotiation.positions, key=lambda p: not p.standing.stands)
    rows: list[dict[str, object]] = []
    for question in negotiation.questions:
        for party in negotiation.parties:
            own = [p.key for p in ordered
                   if p.party == party.key and question.key in _touched(p, building)]  # fmt: skip
            rows.append({"question": question.key, "party": party.key, "positions": own})
    return rows


def _touched(position: Position, building: set[str]) -> set[str]:
    """Return the questions a position speaks to; what is asked of the text, those that build it."""
    if position.take.of_text and not position.question:
        return building
    return {position.question, *(t[0] for t in (*position.when, *position.then))}
