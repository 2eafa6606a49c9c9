"""A convention: opinions, who took part, agendas, ratification; nothing where a case has none."""

from __future__ import annotations

from fractions import Fraction

from foedus.case.model import Case
from foedus.convene.agenda_whole import Agendas, ClauseResult
from foedus.convene.footing import Interval
from foedus.convene.opinions import NAMES, Opinions
from foedus.report.blocks import (
    Caution,
    Facts,
    Figure,
    Group,
    Listing,
    Provenance,
    Remark,
    Section,
    Table,
    slug,
)
from foedus.report.convened import Convened, convened
from foedus.report.data import Cell, Data
from foedus.report.figures.convene import Node, agenda_tree, opinion_map
from foedus.report.figures.tilemap import legend, share_map
from foedus.report.sections.country import tiles_of
from foedus.shares import hundredths

#: Rows of each list on the page; the command lists all.
SHOWN = 8
#: Options up to which the whole tree of an agenda is drawn.
DRAWN = 4


def convene(case: Case) -> Section | None:
    """Return the section on the case's convention; None where it has none."""
    found = convened(case)
    if found is None:
        return None
    lead = "Equal footing of units, of citizens and of access are three things and stand apart."
    blocks: list[object] = [Caution(found.convention.note)] if found.convention.note else []
    blocks.append(_link(found))
    if found.opinions is not None:
        blocks.append(_opinions(found, found.opinions))
    if found.participation is not None:
        blocks.append(_participation(case, found))
    if found.agendas is not None:
        blocks.append(_agendas(found.agendas, found.convention.clauses))
    if found.ratification is not None:
        blocks.append(_ratification(found))
    rows = tuple(sorted(found.digests.items()))
    where = Provenance("convene/", "SHA-256 of the files as read")
    blocks.append(
        Table("convene-files", "Files read", Data(("file", "SHA-256"), rows), where, folded=True)
    )
    title = found.convention.title or "A convention"
    return Section("convention", title, tuple(blocks), lead)


def _link(found: Convened) -> object:
    x = found.link
    return Caution(f"{x.text}: {x.why}.") if x.flagged else Remark(f"{x.text}: {x.why}.")


def _share(value: float | None) -> Cell:
    return None if value is None else hundredths(value)


def _opinions(found: Convened, o: Opinions) -> Group:
    talk = found.talk
    assert talk is not None
    where = Provenance(talk.title, o.method, "", o.label.value)
    blocks: list[object] = [Remark(talk.attribution)] if talk.attribution else []
    stable = o.stability
    if stable is not None:
        each = ", ".join(f"{n} {j:.2f}" for n, j in zip(NAMES, stable.jaccard, strict=False))
        blocks.append(
            Remark(f"Stability over {stable.resamples} resamples (mean Jaccard, stable from 0.75): "
                   f"{each}. {o.placed} of {o.people} people have votes enough to be placed.")
        )  # fmt: skip
    names = [g.name for g in o.groups]
    data = Data(
        ("group", "across", "up", "people"),
        tuple((names[s.group], f"{100 * s.x:.1f}", f"{100 * s.y:.1f}", s.people) for s in o.map),
        frozenset({1, 2, 3}),
    )
    hidden = (
        "A larger circle stands for more people, its letter for their group; near is alike. "
        f"{o.unplaced_on_map} people in squares of fewer than {o.cell} are not drawn."
    )
    drawing = opinion_map("opinion-map", "Opinion groups", o.map, names)
    blocks.append(
        Figure("opinion-map", "People by how they voted", (drawing,), data, where, note=hidden)
    )
    blocks += [_groups(o, where), _consensus(o, where)]
    if o.footing:
        blocks += [Caution(talk.note)] if talk.note else []
        method = "Wilson interval; equal by the variance of its regions; weakest simultaneous"
        blocks.append(_footing(o, Provenance(talk.title, method, "", o.label.value)))
    return Group("convention-opinions", "What people hold", tuple(blocks), open=True)


def _groups(o: Opinions, where: Provenance) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for g in o.groups:
        rows += [
            (g.name, g.size, d.side, o.texts[d.statement] if o.texts else o.statements[d.statement],
             f"{d.chosen} of {d.seen}")
            for d in g.defining[:3]
        ] or [(g.name, g.size, "-", "nothing sets it apart at 90 %", "")]  # fmt: skip
    header = ("group", "people", "side", "statement", "votes in the group")
    return Table("group-statements", "What sets each group apart", Data(header, tuple(rows),
                 frozenset({1})), where)  # fmt: skip


def _consensus(o: Opinions, where: Provenance) -> Table:
    best = [c for c in o.consensus if not c.few][:SHOWN]
    rows = tuple(
        (c.text or c.statement, c.side, _share(c.product), _share(c.least), _share(c.low), c.fewest)
        for c in best
    )
    few = sum(c.few for c in o.consensus if c.side == "agree")
    header = ("statement", "side", "product %", "least group %", "its 5 % point", "fewest votes")
    note = f"{few} of {len(o.statements)} statements have fewer than {o.few} votes in some group."
    return Table("consensus-list", "What all groups share", Data(header, rows,
                 frozenset({2, 3, 4, 5})), where, note=note)  # fmt: skip


def _footing(o: Opinions, where: Provenance) -> Table:
    ordered = sorted(o.footing, key=lambda f: (not f.clear, not f.differ, -f.votes))[:SHOWN]
    rows = tuple(
        (f.text or f.statement, _interval(f.pooled), _interval(f.equal), _interval(f.weakest),
         f.weakest_region, "yes, beyond the intervals" if f.clear
         else "yes, within the intervals" if f.differ else "no")
        for f in ordered
    )  # fmt: skip
    header = (
        "statement",
        "citizens %",
        "units %",
        "weakest %",
        "weakest region",
        "verdicts differ",
    )
    title = "Agreement on three footings"
    return Table("footings", title, Data(header, rows), where)


def _interval(x: Interval | None) -> str:
    if x is None:
        return "not shown"
    return f"{hundredths(x.value, 0)} ({hundredths(x.low, 0)} to {hundredths(x.high, 0)})"


def _participation(case: Case, found: Convened) -> Group:
    p = found.participation
    assert p is not None
    where = Provenance(f"convene/{found.convention.participation}", p.method, "", p.label.value)
    regional = p.breakdowns[0]
    header = ("region", *p.stages)
    rows = tuple(
        (r.value, *(
            "withheld" if x.count is None else
            f"{x.count}" + (f" ({hundredths(x.share, 0)} %)" if x.share is not None else "")
            for x in r.rates
        ))
        for r in (*regional.rows, regional.whole)
    )  # fmt: skip
    blocks: list[object] = [*_map(case, found, where)]
    blocks.append(
        Table("participation", "From invitation to vote (share of the stage before)",
              Data(header, rows), where)
    )  # fmt: skip
    if p.absent:
        blocks.append(Caution(f"Nobody at the last stage from: {', '.join(p.absent)}."))
    return Group("convention-participation", "Who took part", tuple(blocks))


def _map(case: Case, found: Convened, where: Provenance) -> list[object]:
    """Return the tile map of the last stage over the first, where regions are the case's units."""
    p = found.participation
    assert p is not None
    table = case.tables.get(case.meta.units)
    if table is None or not table.tiles:
        return []
    by = {r.value: r for r in p.breakdowns[0].rows}
    values: dict[str, Fraction | None] = {}
    for key, label in table.labels.items():
        mine = by.get(key) or by.get(label)
        ends = (mine.rates[-1].count, mine.rates[0].count) if mine else (None, None)
        values[key] = Fraction(100 * ends[0], ends[1]) if ends[0] is not None and ends[1] else None
    tiles = tiles_of(table, values)
    if all(t.value is None for t in tiles):
        return []
    title = f"{p.stages[-1]} as a share of {p.stages[0]}, %"
    data = Data((case.meta.unit_name, title), tuple((t.name, t.value) for t in tiles),
                frozenset({1}))  # fmt: skip
    drawing = share_map("participation-map", title, tiles)
    return [Figure("participation-map", "Participation by region", (drawing,), data, where,
                   legend=legend())]  # fmt: skip


def _agendas(a: Agendas, file: str) -> Group:
    where = Provenance(f"convene/{file}", a.method, "", a.label.value)
    blocks: list[object] = [Remark("; ".join(a.assumptions))]
    for clause in a.clauses:
        blocks += _clause(a, clause, where)
    if a.whole is not None:
        w = a.whole
        word = {True: "adopted", False: "rejected", None: "open (a tie)"}[w.adopted]
        pairs = (*((k, o) for k, o in w.text), ("for / against", f"{w.yes} / {w.no}: {word}"))
        blocks.append(Facts(pairs))
    if a.paradox:
        blocks.append(Caution("Each clause passes by itself and the package fails."))
    return Group("convention-agendas", "What the agenda decides", tuple(blocks))


def _clause(a: Agendas, c: ClauseResult, where: Provenance) -> list[object]:
    rows = tuple(
        (o.option, o.agendas, o.with_status_quo_last, " - ".join(o.agenda)) for o in c.outcomes
    )
    header = ("outcome", "agendas", "with the status quo last", "such as")
    data = Data(header, rows, frozenset({1, 2}))
    title = c.text or c.key
    found = f"Condorcet winner: {c.condorcet}." if c.condorcet else (
        f"No Condorcet winner; top cycle: {', '.join(c.top_cycle)}."
    )  # fmt: skip
    ident = slug("agenda", c.key)
    if len(c.options) <= DRAWN:
        root = tree(a.procedure, c.agenda, tuple(x.won for x in c.path))
        words = (
            f"The rules impose {', then '.join(c.agenda)}; the outcome is {' or '.join(c.imposed)}."
        )
        drawing = agenda_tree(ident, f"{title}: the agenda the rules impose", root, words)
        blocks: list[object] = [Figure(ident, title, (drawing,), data, where, note=found)]
    else:
        blocks = [Table(ident, title, data, where, note=found)]
    gains = tuple(
        f"{x.voter}{' (sets the agenda)' if x.controls else ''}: rank {x.imposed} as imposed, "
        f"{x.best} with the agenda in hand"
        for x in c.control if x.gain > 0 or x.controls
    )  # fmt: skip
    if gains:
        blocks.append(Listing(gains[:SHOWN], "What setting the agenda is worth"))
    return blocks


def tree(procedure: str, order: tuple[str, ...], won: tuple[bool | None, ...]) -> Node:
    """Return the tree of an agenda with the way that its votes took (`won` vote by vote)."""
    if procedure == "successive":
        return _comb(order, won)
    return _pairs(order[0], order[1:], won)


def _pairs(holder: str, rest: tuple[str, ...], won: tuple[bool | None, ...]) -> Node:
    if not rest:
        return Node(holder)
    taken = {True: 0, False: 1}.get(won[0]) if won and won[0] is not None else None
    branches = tuple(_pairs(x, rest[1:], won[1:]) for x in (holder, rest[0]))
    return Node(f"{holder} / {rest[0]}", branches, taken)


def _comb(order: tuple[str, ...], won: tuple[bool | None, ...]) -> Node:
    if len(order) == 1:
        return Node(order[0])
    taken = {True: 0, False: 1}.get(won[0]) if won and won[0] is not None else None
    return Node(f"{order[0]}?", (Node(order[0]), _comb(order[1:], won[1:])), taken)


def _ratification(found: Convened) -> Group:
    r = found.ratification
    assert r is not None
    where = Provenance(f"votes/{found.convention.votes}", r.method, "", r.label.value)
    rows = tuple((x.sentence, {True: "met", False: "not met", None: "open"}[x.met], x.text)
                 for x in r.tally.limbs)  # fmt: skip
    blocks: list[object] = [
        Table("ratification", f"{r.tally.procedure}: {r.outcome}",
              Data(("condition", "met", "count"), rows), where)
    ]  # fmt: skip
    if r.flip.high is not None:
        sure = "" if r.flip.low == r.flip.high else f" (at least {r.flip.low})"
        where_from = "; ".join(f"{c.row} {c.ballots}" for c in r.flip.changes)
        blocks.append(
            Remark(
                f"Fewest ballots changing sides that turn it: {r.flip.high}{sure}: {where_from}."
            )
        )
    return Group("convention-ratification", "The binding vote", tuple(blocks))
