"""What was put forward: positions in a matrix, overlaps, the impasse, packages; absent parties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foedus.case.model import Case
from foedus.case.positions import guarantee_facts, has_positions, load_positions
from foedus.report.blocks import (
    Caution,
    Facts,
    Group,
    Listing,
    Opposed,
    Provenance,
    Quote,
    Quotes,
    Remark,
    Section,
    Table,
    Voices,
    slug,
)
from foedus.report.data import Data
from foedus.report.numbers import counted, listed
from foedus.report.sections.quotes import quote, quote_with
from foedus.report.sections.settle_numbers import numbers
from foedus.report.words import Piece
from foedus.settle.model import Negotiation, Position, Take
from foedus.settle.outcome import Settlement, Way, settle
from foedus.settle.overlap import Overlap, matrix
from foedus.settle.words import PRINTED, TITLES, fact_words, what

SILENCE = (
    "Standing positions come first. Where no statement was found, nothing was found: that is not "
    "consent."
)


def positions(case: Case) -> Section | None:
    """Return the section on positions; None where the case has no settle files."""
    if not has_positions(case):
        return None
    negotiation, _ = load_positions(case)
    facts = guarantee_facts(case, negotiation)
    found = settle(negotiation, facts)
    blocks: list[object] = [Caution(negotiation.caution)] if negotiation.caution else []
    blocks += [_parties(case, negotiation), _matrix(negotiation)]
    blocks += _overlaps(case, negotiation, found.overlaps)
    blocks += _kept(found)
    blocks += [_way(case, negotiation, way, first=k == 0) for k, way in enumerate(found.ways)]
    blocks += _only(negotiation, found)
    blocks += numbers(negotiation, facts)
    return Section("positions", "What was put forward, and what can stand together", tuple(blocks))


def _parties(case: Case, negotiation: Negotiation) -> Table:
    rows = tuple(
        (p.name, str(p.seat), f"{p.mandate}{f': {p.mandate_from}' if p.mandate_from else ''}",
         "; ".join(_who(case, k) for k in p.disputed_by) or "no statement found",
         "yes" if p.within else "no")
        for p in negotiation.parties
    )  # fmt: skip
    header = ("Party", "At the table", "Mandate", "Mandate disputed by", "Would be bound")
    source = Provenance(negotiation.coder or "coder not named", "as coded from the statements")
    return Table(
        "parties-at-table", "Who, and who is at the table", Data(header, rows), source, stack=True
    )


def _who(case: Case, key: str) -> str:
    said = case.statements[key]
    return f"{said.speaker} ({said.when})"


def _matrix(negotiation: Negotiation) -> Group:
    """Return the words of every party on every question, and of whom none were found."""
    by_key = {p.key: p for p in negotiation.positions}
    said: dict[str, list[tuple[str, str, str]]] = {q.key: [] for q in negotiation.questions}
    silent: dict[str, list[str]] = {q.key: [] for q in negotiation.questions}
    for row in matrix(negotiation):
        keys, question = row["positions"], str(row["question"])
        assert isinstance(keys, list)
        name = negotiation.party(str(row["party"])).name
        said[question] += [(name, *_told(negotiation, by_key[k])) for k in keys]
        silent[question] += [] if keys else [name]
    blocks: list[object] = [Remark(SILENCE)]
    for q in negotiation.questions:
        blocks.append(Voices(q.text, tuple(said[q.key]), "; ".join(silent[q.key])))
        blocks += [Remark(q.note)] if q.note else []
    coder = negotiation.coder or "coder not named"
    blocks.append(Remark(f"Words of the statements, matched with questions by {coder}."))
    return Group("position-matrix", "Positions, in the parties' words", tuple(blocks), True)


def _told(negotiation: Negotiation, position: Position) -> tuple[str, str]:
    words = position.words or negotiation.said[position.statement].quote
    quoted = words if words.startswith("[") else f"“{words}”"
    return quoted, f"{position.standing}, {position.strength}"


def _overlaps(case: Case, negotiation: Negotiation, found: tuple[Overlap, ...]) -> list[object]:
    if not found:
        return [Remark("No option is named favourably by two parties.")]
    by_key = {p.key: p for p in negotiation.positions}
    blocks: list[object] = [Caution(
        "Words side by side are no agreement: only a joint text would be, and then it is named."
    )]  # fmt: skip
    for overlap in found:
        question = negotiation.question(overlap.question)
        said = tuple(_words(case, by_key[k]) for k in overlap.named_by)
        notes = [f"matched by: {overlap.coded_by or 'not named'}"]
        if overlap.rejected_by:
            against = (negotiation.party(by_key[k].party).name for k in overlap.rejected_by)
            notes.append("rejected by: " + "; ".join(dict.fromkeys(against)))
        if overlap.none_within:
            notes.append("none of those who name it is among those it would bind")
        title = f"{question.text} {question.option(overlap.option).text}"
        ident = slug("overlap", overlap.question, overlap.option)
        blocks.append(Quotes(ident, title, said, "; ".join(notes)))
    title = f"Points that two parties or more each name ({len(found)})"
    return [Group("overlaps", title, tuple(blocks), True)]


def _kept(found: Settlement) -> list[object]:
    """What the constitutions that packages build keep of what is asked of them."""
    lines = tuple(fact_words(f) for f in found.facts)
    title = "What the texts that packages build keep of what is asked of them"
    return [Listing(lines, title)] if lines else []


def _way(case: Case, negotiation: Negotiation, way: Way, *, first: bool) -> Group:
    blocks: list[object] = []
    if way.unsettled:
        asked = "; ".join(_demand(negotiation, name) for name in way.unsettled)
        blocks.append(Remark(f"No status quo is stated for these, so they count whole: {asked}."))
    blocks += _packages(negotiation, way) if way.feasible else _impasse(case, negotiation, way)
    verdict = "packages exist" if way.feasible else "no package"
    title = f"{TITLES[way.absent]}: {verdict}"
    return Group(slug("way", way.absent), title, tuple(blocks), first)


def _packages(negotiation: Negotiation, way: Way) -> list[object]:
    count = "too many to list" if way.count is None else counted(way.count, "package")
    blocks: list[object] = [Remark(f"{count}; {len(way.offers)} shown, as far apart as possible.")]
    for number, offer in enumerate(way.offers, 1):
        pairs = tuple(
            (negotiation.question(q).text, negotiation.question(q).option(o).text)
            for q, o in offer.options.items()
        )
        blocks += [Remark(f"Package {number}: keeps {len(offer.kept)} demands"), Facts(pairs)]
        if offer.needs_consent_of:
            names = ", ".join(negotiation.party(p).name for p in offer.needs_consent_of)
            blocks.append(Caution(f"Needs the consent of {names}, not at the table."))
    return blocks


def _impasse(case: Case, negotiation: Negotiation, way: Way) -> list[object]:
    by_key = {p.key: p for p in negotiation.positions}
    blocks: list[object] = [Caution(way.blocked)] if way.blocked else []
    for number, conflict in enumerate(way.conflicts[:PRINTED], 1):
        sides = []
        for name in conflict:
            position = by_key[name.split("/")[0]]
            sides.append((_demand(negotiation, name), (_words(case, position),)))
        ident = slug("conflict", way.absent, number)
        blocks.append(Opposed(ident, f"Cannot stand together ({number})", tuple(sides)))
    named = [n for w in way.withdrawals for n in w] + [
        n for m in way.moved for w in m.withdrawals for n in w
    ]
    numbers = {n: f"D{k}" for k, n in enumerate(sorted(set(named)), 1)}
    if numbers:
        items = tuple(f"{d}: {_demand(negotiation, n)}" for n, d in numbers.items())
        blocks.append(Listing(items, "The demands in what follows"))
    if way.withdrawals:
        items = tuple(_set(w, numbers) for w in way.withdrawals[:PRINTED])
        more = len(way.withdrawals) - len(items)
        rest = f"; {more} more" if more else ""
        firmness = "smallest first, unweighted" if way.proved_smallest else "not proved smallest"
        blocks.append(Listing(items, f"Withdrawing one of these sets suffices ({firmness}{rest})"))
    return [*blocks, *_moved(negotiation, way, numbers)]


def _demand(negotiation: Negotiation, name: str) -> str:
    """Return a demand as who asks what, in the words of the question and its options."""
    key, _, rung = name.partition("/")
    position = next(p for p in negotiation.positions if p.key == key)
    party = negotiation.party(position.party).name
    last = f" ({'rung ' if rung.isdigit() else ''}{rung})" if rung else ""
    options = position.options or sum((*position.rungs, *position.order), ())
    if position.take in (Take.CONDITIONAL, Take.GUARANTEE) or not options:
        return f"{party}: {what(position)}{last}"
    question = negotiation.question(position.question)
    texts = listed([question.option(o).text for o in options], "or")
    return f"{party}, {position.strength}: {question.text} {position.take}: {texts}{last}"


def _words(case: Case, position: Position) -> Quote:
    """Return the words of a statement that a position rests on: all, where none are picked."""
    said = case.statements[position.statement]
    return quote_with(said, (Piece(position.words),), ()) if position.words else quote(said)


def _set(names: Sequence[str], numbers: Mapping[str, str]) -> str:
    return listed([numbers[n] for n in names])


def _moved(negotiation: Negotiation, way: Way, numbers: Mapping[str, str]) -> list[object]:
    items = []
    for moved in way.moved:
        name = negotiation.party(moved.party).name
        sets = " or ".join(_set(w, numbers) for w in moved.withdrawals)
        suffices = f"it would have to withdraw {sets}" if moved.possible else ""
        items.append(f"{name}: {suffices or 'not enough, since the demands of others collide'}")
    return [Listing(tuple(items), "If only one party moved")] if items else []


def _only(negotiation: Negotiation, found: Settlement) -> list[object]:
    if not found.only_because_absent:
        return []
    names = ", ".join(negotiation.party(p).name for p in found.only_because_absent)
    return [Caution(f"Feasible only because this party, or each of these, is absent: {names}.")]
