"""The plain answers as text: quotes that collide side by side, withdrawals, who is absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foedus.settle.demands import Absent
from foedus.settle.facts import Fact
from foedus.settle.model import Negotiation, Position, Take
from foedus.settle.outcome import Moved, Settlement, Way
from foedus.settle.overlap import Overlap
from foedus.settle.what_if import WhatIf

#: How each way is introduced.
TITLES = {
    Absent.HARD: "With the demands of parties that are not at the table counted like all others",
    Absent.IGNORED: "With the demands of parties that are not at the table left out",
    Absent.NO_WORSE: "With parties that are not at the table made no worse off than now",
}
#: Conflicts and withdrawals printed in full; the rest are counted.
PRINTED = 10


def lines(found: Settlement) -> Iterator[str]:
    """Yield the answer as lines of text."""
    negotiation = found.negotiation
    assert negotiation is not None
    if negotiation.caution:
        yield negotiation.caution
    yield ""
    yield "Parties:"
    for party in negotiation.parties:
        whom = f" ({party.mandate_from})" if party.mandate_from else ""
        disputed = f", disputed by {', '.join(party.disputed_by)}" if party.disputed_by else ""
        yield f"  {party.key}: {party.name}; {party.seat}; mandate {party.mandate}{whom}{disputed}"
    yield ""
    yield from _overlaps(negotiation, found.overlaps)
    if found.untradeable:
        yield ""
        yield "What cannot be traded, and is part of no withdrawal:"
        for name, why in found.untradeable.items():
            yield f"  {demand_words(negotiation, name)}: {why}"
    yield from _facts(found)
    for way in found.ways:
        yield ""
        yield f"{TITLES[way.absent]}:"
        yield from _way(negotiation, way)
    if found.only_because_absent:
        yield ""
        names = ", ".join(negotiation.party(p).name for p in found.only_because_absent)
        yield f"Feasible only because this party, or each of these, is not at the table: {names}"


def _facts(found: Settlement) -> Iterator[str]:
    if not found.facts:
        return
    yield ""
    yield "What the constitutions that packages build keep of what is asked of them:"
    for fact in found.facts:
        yield f"  {fact_words(fact)}"


def fact_words(fact: Fact) -> str:
    """Return what texts keep of what a position asks: how many, and with which options not."""
    broken = [" and ".join(f"{q} = {o}" for q, o, _ in terms) for terms in fact.broken()]
    always = "every text keeps it" if not broken else "no text keeps it"
    where = f"not kept with {'; '.join(broken)}" if all(broken) and broken else always
    more = "; some texts were not decided in time" if fact.undecided else ""
    count = f"kept by {len(fact.kept)} of {len(fact.verdicts)} texts"
    return f"{fact.position} ({fact.asks}): {count}, {where}{more}"


def _overlaps(negotiation: Negotiation, found: Sequence[Overlap]) -> Iterator[str]:
    if not found:
        yield "No option is named favourably by two parties."
        return
    yield "Points that two parties or more each name, in their own words (no agreement):"
    positions = {p.key: p for p in negotiation.positions}
    for overlap in found:
        question = negotiation.question(overlap.question)
        yield f"  {question.text} -- {question.option(overlap.option).text}"
        for key in overlap.named_by:
            yield f"    {said(negotiation, positions[key])}"
        for key in overlap.rejected_by:
            yield f"    but: {said(negotiation, positions[key])}"
        if overlap.joint:
            yield f"    a joint text adopts it: {overlap.joint}"
        if overlap.none_within:
            yield "    none of those who name it is among those the settlement would bind"
    coders = dict.fromkeys(o.coded_by for o in found if o.coded_by)
    yield f"  Words matched with options by: {'; '.join(coders) or 'not stated'}"


def said(negotiation: Negotiation, position: Position) -> str:
    """Return a position as its quote with speaker, date and how firm the wording is."""
    source = negotiation.said[position.statement]
    words = position.words or source.quote
    quoted = words if words.startswith("[") else f'"{words}"'
    more = f"; translated by {source.translator}" if source.translator else ""
    more += f"; quoting {', '.join(source.reports)}" if source.reports else ""
    sealed = " [sealed]" if position.sealed else ""
    return f"{source.speaker}, {source.when}: {quoted} ({source.status.label}{more}){sealed}"


def demand_words(negotiation: Negotiation, name: str) -> str:
    """Return a demand as key, party, what it asks and the words it rests on."""
    key, _, rung = name.partition("/")
    position = {p.key: p for p in negotiation.positions}[key]
    asked = what(position)
    suffix = f", {'rung ' if rung.isdigit() else ''}{rung}" if rung else ""
    party = negotiation.party(position.party).name
    return f"{name} ({party}; {position.strength}: {asked}{suffix})"


def what(position: Position) -> str:
    """Return what a position asks for, in the keys of its question and options."""
    if position.take is Take.CONDITIONAL:
        when = " and ".join(f"{q} {'=' if s else '!='} {o}" for q, o, s in position.when)
        then = " or ".join(f"{q} {'=' if s else '!='} {o}" for q, o, s in position.then)
        return f"if {when} then {then}"
    if position.take.of_text:
        return f'the text keeps {position.take} "{position.asks}"'
    options = position.options or sum((*position.rungs, *position.order), ())
    return f"{position.question}: {position.take} {', '.join(options)}"


def _way(negotiation: Negotiation, way: Way) -> Iterator[str]:
    if way.unsettled:
        yield f"  no status quo is stated for: {', '.join(way.unsettled)} (counted whole)"
    yield from _feasible(negotiation, way) if way.feasible else _impasse(negotiation, way)


def _feasible(negotiation: Negotiation, way: Way) -> Iterator[str]:
    count = "too many to list" if way.count is None else f"{way.count}"
    yield f"  packages that break no demand: {count}; shown: {len(way.offers)}"
    if way.dominated is None:
        yield "  too many to compare by the parties' stated orders"
    if way.dominated:
        yield f"  {way.dominated} of them are ranked lower by some and higher by nobody; not shown"
    for number, offer in enumerate(way.offers, 1):
        yield f"  {number}. " + "; ".join(f"{q} = {o}" for q, o in offer.options.items())
        for name, choices in offer.kept.items():
            yield f"       keeps {name}: {', '.join(choices)}"
        if offer.needs_consent_of:
            names = ", ".join(negotiation.party(p).name for p in offer.needs_consent_of)
            yield f"       needs the consent of {names}, not at the table"


def _impasse(negotiation: Negotiation, way: Way) -> Iterator[str]:
    yield f"  no package: {way.blocked or 'some demands cannot stand together'}"
    positions = {p.key: p for p in negotiation.positions}
    proof = "proved smallest first" if way.proved_smallest else "not proved smallest"
    yield f"  these cannot stand together ({proof}):"
    for k, conflict in enumerate(way.conflicts[:PRINTED], 1):
        yield f"  conflict {k}:"
        for name in conflict:
            yield f"    {demand_words(negotiation, name)}"
            yield f"      {said(negotiation, positions[name.split('/')[0]])}"
    yield from _rest(len(way.conflicts), way.more_conflicts, "conflicts")
    if way.withdrawals:
        yield "  sets of demands whose withdrawal suffices (smallest first, unweighted):"
        for withdrawal, cost in list(zip(way.withdrawals, way.costs, strict=True))[:PRINTED]:
            prices = ", ".join(f"{p} {c}" for p, c in cost.items() if c is not None)
            yield f"    {', '.join(withdrawal)}" + (f"  (stated cost: {prices})" if prices else "")
        yield from _rest(len(way.withdrawals), way.more_withdrawals, "sets")
        if way.cheapest:
            sets = " or ".join(", ".join(way.withdrawals[i]) for i in way.cheapest)
            yield f"    least in total, by the parties' own costs: {sets}"
        if way.fairest:
            sets = " or ".join(", ".join(way.withdrawals[i]) for i in way.fairest)
            yield f"    least for whoever bears most, by the parties' own costs: {sets}"
    for moved in way.moved:
        yield f"  {_moved(negotiation, moved)}"


def _rest(count: int, more: bool, noun: str) -> Iterator[str]:
    if count > PRINTED or more:
        yield f"    ... {count - PRINTED if count > PRINTED else ''} more {noun}".replace("  ", " ")
    if more:
        yield "    and there are more than were listed"


def _moved(negotiation: Negotiation, moved: Moved) -> str:
    name = negotiation.party(moved.party).name
    if not moved.possible:
        return f"if only {name} moved: impossible, the others' demands collide"
    return f"if only {name} moved: " + " or ".join(", ".join(w) for w in moved.withdrawals)


def if_alone(found: Sequence[WhatIf]) -> Iterator[str]:
    """Yield what each demand's withdrawal alone would change, a line for each."""
    for absent in dict.fromkeys(x.absent for x in found):
        rows = [x for x in found if x.absent is absent]
        before = "too many to list" if rows[0].before is None else f"{rows[0].before}"
        yield ""
        yield f"{TITLES[absent]}, if one demand alone were dropped (packages now: {before}):"
        for x in rows:
            count = "too many to list" if x.count is None and x.feasible else f"{x.count or 0}"
            yield f"  {x.demand}: {count}"


def summary(found: Settlement) -> str:
    """Return the last line: what stands in each way, in a few words."""
    parts = []
    for way in found.ways:
        if way.feasible:
            parts.append(f"{way.absent}: {way.count if way.count is not None else 'many'} packages")
        else:
            parts.append(f"{way.absent}: no package, {len(way.conflicts)} conflicts")
    return f"{len(found.overlaps)} overlaps; " + "; ".join(parts)
