"""What was put forward: positions in a matrix, overlaps, the impasse, packages; absent parties."""

from __future__ import annotations

from foedus.case.model import Case
from foedus.case.positions import guarantee_facts, has_positions, load_positions
from foedus.report.blocks import (
    Caution,
    Facts,
    Group,
    Listing,
    Matrix,
    Opposed,
    Provenance,
    Quotes,
    Remark,
    Section,
    Table,
    Verdict,
    slug,
)
from foedus.report.data import Data
from foedus.report.numbers import counted
from foedus.report.sections.quotes import quote
from foedus.settle.model import Negotiation
from foedus.settle.outcome import Settlement, Way, settle
from foedus.settle.overlap import Overlap, matrix
from foedus.settle.words import PRINTED, TITLES, demand_words, what

NONE = "no statement found"
LEGEND = (
    Verdict("answer", "words on the question", note="standing positions first"),
    Verdict("absent", NONE, note="nothing was found; that is not consent"),
)


def positions(case: Case) -> Section | None:
    """Return the section on positions; None where the case has no settle files."""
    if not has_positions(case):
        return None
    negotiation, _ = load_positions(case)
    found = settle(negotiation, guarantee_facts(case, negotiation))
    blocks: list[object] = [Caution(negotiation.caution)] if negotiation.caution else []
    blocks += [_parties(negotiation), _matrix(negotiation)]
    blocks += _overlaps(case, negotiation, found.overlaps)
    blocks += [_way(case, negotiation, way, first=k == 0) for k, way in enumerate(found.ways)]
    blocks += _only(negotiation, found)
    return Section("positions", "What was put forward, and what can stand together", tuple(blocks))


def _parties(negotiation: Negotiation) -> Table:
    rows = tuple(
        (p.name, str(p.seat), f"{p.mandate}{f': {p.mandate_from}' if p.mandate_from else ''}",
         ", ".join(p.disputed_by), "yes" if p.within else "no")
        for p in negotiation.parties
    )  # fmt: skip
    header = ("Party", "At the table", "Mandate", "Mandate disputed in", "Would be bound")
    source = Provenance(negotiation.coder or "coder not named", "as coded from the statements")
    return Table("parties-at-table", "Who, and who is at the table", Data(header, rows), source)


def _matrix(negotiation: Negotiation) -> Matrix:
    by_key = {p.key: p for p in negotiation.positions}
    cells: dict[str, list[Verdict]] = {}
    for row in matrix(negotiation):
        keys = row["positions"]
        assert isinstance(keys, list)
        words = [by_key[k].words or negotiation.said[by_key[k].statement].quote for k in keys]
        shown = " / ".join(words) or NONE
        notes = "; ".join(f"{by_key[k].standing}, {by_key[k].strength}" for k in keys)
        cell = Verdict("answer" if keys else "absent", shown, note=notes)
        cells.setdefault(str(row["question"]), []).append(cell)
    rows = tuple((q.text, tuple(cells[q.key])) for q in negotiation.questions)
    names = tuple(p.name for p in negotiation.parties)
    data = Data(("Question", *names), tuple((t, *(c.word for c in row)) for t, row in rows))
    source = Provenance(
        negotiation.coder or "coder not named", "words of the statements, matched with questions"
    )
    return Matrix("position-matrix", "Positions, in the parties' words", "Question", names, rows,
                  data, source, LEGEND)  # fmt: skip


def _overlaps(case: Case, negotiation: Negotiation, found: tuple[Overlap, ...]) -> list[object]:
    if not found:
        return [Remark("No option is named favourably by two parties.")]
    by_key = {p.key: p for p in negotiation.positions}
    blocks: list[object] = [Caution(
        "Words side by side are no agreement: only a joint text would be, and then it is named."
    )]  # fmt: skip
    for overlap in found:
        question = negotiation.question(overlap.question)
        keys = dict.fromkeys(by_key[k].statement for k in overlap.named_by)
        notes = [f"matched by: {overlap.coded_by or 'not named'}"]
        if overlap.rejected_by:
            notes.append("rejected in: " + ", ".join(overlap.rejected_by))
        if overlap.none_within:
            notes.append("none of those who name it is among those it would bind")
        title = f"{question.text} {question.option(overlap.option).text}"
        quotes = tuple(quote(case.statements[k]) for k in keys)
        ident = slug("overlap", overlap.question, overlap.option)
        blocks.append(Quotes(ident, title, quotes, "; ".join(notes)))
    title = f"Points that two parties or more each name ({len(found)})"
    return [Group("overlaps", title, tuple(blocks), True)]


def _way(case: Case, negotiation: Negotiation, way: Way, *, first: bool) -> Group:
    blocks: list[object] = []
    if way.unsettled:
        blocks.append(Remark("No status quo is stated for: " + ", ".join(way.unsettled)))
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
            party = negotiation.party(position.party).name
            said = (quote(case.statements[position.statement]),)
            sides.append((f"{party}: {what(position)}", said))
        ident = slug("conflict", way.absent, number)
        blocks.append(Opposed(ident, f"Cannot stand together ({number})", tuple(sides)))
    if way.withdrawals:
        items = tuple(", ".join(w) for w in way.withdrawals[:PRINTED])
        more = len(way.withdrawals) - len(items)
        rest = f"; {more} more" if more else ""
        firmness = "smallest first, unweighted" if way.proved_smallest else "not proved smallest"
        blocks.append(Listing(items, f"Withdrawing one of these sets suffices ({firmness}{rest})"))
        names = tuple(demand_words(negotiation, n) for n in sorted({n for w in way.withdrawals
                                                                    for n in w}))  # fmt: skip
        blocks.append(Listing(names, "These demands are"))
    return [*blocks, *_moved(negotiation, way)]


def _moved(negotiation: Negotiation, way: Way) -> list[object]:
    items = []
    for moved in way.moved:
        name = negotiation.party(moved.party).name
        sets = " or ".join(", ".join(w) for w in moved.withdrawals)
        items.append(f"{name}: {sets if moved.possible else 'impossible, the others collide'}")
    return [Listing(tuple(items), "If only one party moved")] if items else []


def _only(negotiation: Negotiation, found: Settlement) -> list[object]:
    if not found.only_because_absent:
        return []
    names = ", ".join(negotiation.party(p).name for p in found.only_because_absent)
    return [Caution(f"Feasible only because this party, or each of these, is absent: {names}.")]
