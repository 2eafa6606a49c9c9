"""Who can pass and who can block: smallest coalitions first, shares of the population beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from foedus.case.model import Case, Constitution, Kind, Switch
from foedus.proof.witnesses import Counter, cheapest
from foedus.report.analysis import Game, Reach, quotas_of
from foedus.report.blocks import (
    Caution,
    Figure,
    Group,
    Listing,
    Provenance,
    Section,
    Side,
    Sides,
    Table,
)
from foedus.report.coalitions import told
from foedus.report.data import Cell, Data
from foedus.report.figures.bars import Bar, Row, bar_chart
from foedus.report.numbers import counted, large, listed, percent, told_share, whole
from foedus.report.sections import procedures
from foedus.report.sections.procedures import named, short_title
from foedus.report.sections.where_held import where_held

METHOD = (
    "every coalition considered: exact integer branch and bound over the patterns of open gates"
)
SERIES = ("smallest share that can pass it", "smallest share that can stop it")


def reaching(
    case: Case, reaches: Sequence[Reach], left_out: Sequence[str], counter: Counter
) -> Section | None:
    """Return the section; None where no procedure became a rule."""
    if not reaches:
        return None
    groups = grouped(reaches)
    blocks: list[object] = [
        Caution(
            "These are minimal sets under the rule alone: nobody has said that they would vote so. "
            "Each is one of N of its size, and not a proposal: N counts those that do the same, "
            "every member of a body told apart."
        ),
        _coalitions(groups),
        _examples(groups, procedures.readable(case), counter),
    ]
    shares = _shares(groups, procedures.readable(case))
    if shares:
        blocks.append(shares)
    blocks += where_held(case, reaches)
    filled = _filled(case.switches, [r.game for r in reaches])
    if filled:
        blocks += filled
    if left_out:
        blocks.append(Listing(tuple(left_out), "Not computed"))
    return Section("reaching", "Who can pass and who can block", tuple(blocks))


def grouped(reaches: Sequence[Reach]) -> list[list[Reach]]:
    """Return the games of one procedure, view and reading together: one for each unit concerned."""
    found: dict[tuple[str, str, str, str], list[Reach]] = {}
    for r in reaches:
        where = r.game.where.split("for ")[0].strip(", ") if r.game.compiled.unit else r.game.where
        found.setdefault((r.game.text.key, r.game.procedure, r.game.view, where), []).append(r)
    return list(found.values())


def _row_name(group: Sequence[Reach]) -> str:
    game = group[0].game
    if len(group) == 1:
        return game.name
    view = f", view {game.view}" if game.view else ""
    return f"{game.procedure}{view} (for each of {counted(len(group), 'unit')} concerned)"


def _coalitions(groups: Sequence[Sequence[Reach]]) -> Table:
    texts = tuple(dict.fromkeys(short_title(g[0].game.text) for g in groups))
    cells: dict[str, dict[str, str]] = {}
    for group in groups:
        title = short_title(group[0].game.text)
        cells.setdefault(_row_name(group), {})[title] = _cell(group)
    rows = tuple((name, *(by.get(t, "–") for t in texts)) for name, by in cells.items())
    return Table(
        "coalitions",
        "Fewest votes that pass a decision, fewest that stop it, and who can stop it alone",
        Data(("Procedure", *texts), rows),
        Provenance("the procedures above", METHOD, "", "exact unless a range is shown"),
        note="A dash: the text has no procedure of this name, or no such view. A unit whose people "
        "or deputies are counted as one bloc counts as one voter.",
    )


def _cell(group: Sequence[Reach]) -> str:
    passing = _span([r.passing.cost for r in group], "nobody can pass it")
    blocking = _span([r.blocking.cost for r in group], "nobody can stop it")
    if passing.startswith("nobody"):
        return passing
    return f"pass {passing},\nstop {blocking},\nalone: {_alone(group)}"


def _alone(group: Sequence[Reach]) -> str:
    alone = sorted({r.game.compiled.alone(n) for r in group for n in r.alone})
    if len(group) > 1 and alone:
        common = set.intersection(*({r.game.compiled.alone(n) for n in r.alone} for r in group))
        each = "the unit concerned" if len(alone) > len(common) else ""
        return listed([w for w in (*sorted(common), each) if w])
    if len(alone) == len(group[0].game.compiled.rule.voters) > 3:
        return "everyone"
    return listed(alone) or "nobody"


def _examples(
    groups: Sequence[Sequence[Reach]], texts: Sequence[Constitution], counter: Counter
) -> Group:
    """Return one example of each smallest coalition; texts with the same ones stand together."""
    found: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], list[Constitution]]] = {}
    for group in groups:
        if group[0].passing.cost:
            same = found.setdefault(_row_name(group), {})
            same.setdefault(_example(group, counter), []).append(group[0].game.text)
    blocks = [
        Sides(
            name,
            tuple(Side(named(those, texts), *example) for example, those in same.items()),
        )
        for name, same in found.items()
    ]
    title = "One example of each smallest coalition (one of N of its size; not a proposal)"
    return Group("coalition-examples", title, tuple(blocks))


def _example(group: Sequence[Reach], counter: Counter) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the unit concerned, if any, and the smallest coalitions in words with their number."""
    first = group[0]
    where = f"Unit concerned here: {first.game.compiled.unit[0]}" if len(group) > 1 else ""
    return where, (
        ("Passes with", _one(first, first.passing.coalition, counter, blocks=False)),
        ("Is stopped by", _one(first, first.blocking.coalition, counter, blocks=True)),
    )


def _one(
    reach: Reach, coalition: Mapping[str, int] | None, counter: Counter, *, blocks: bool
) -> str:
    if coalition is None:
        return ""
    compiled = reach.game.compiled
    voters = {v.name: v.count for v in compiled.rule.voters}
    people = [n for n, kind in compiled.kinds.items() if kind == "electorate"]
    words = "; ".join(told(voters, coalition, people))
    number = counter.count(cheapest(compiled.rule, coalition, None, blocks=blocks))
    if number is None:
        return f"{words} (one of an uncounted number)"
    return f"{words} ({'the only one' if number == 1 else f'one of {large(number)}'})"


def _span(costs: Sequence[int | None], impossible: str) -> str:
    known = [c for c in costs if c is not None]
    if not known:
        return impossible
    low, high = min(known), max(known)
    return whole(low) if low == high else f"{whole(low)} to {whole(high)}"


def _shares(groups: Sequence[Sequence[Reach]], texts: Sequence[Constitution]) -> Figure | None:
    """Return the figure; texts in which a procedure has the same shares have one row together."""
    firms: dict[object, bool] = {}
    found: dict[tuple[str, str, Fraction | None, Fraction | None], list[Constitution]] = {}
    for group in groups:
        for price in group[0].prices:
            pair = (_least(group, price.column, True), _least(group, price.column, False))
            firm = all(p.exact for r in group for p in r.prices if p.column == price.column)
            key = (_row_name(group), price.column, *pair)
            found.setdefault(key, []).append(group[0].game.text)
            firms[key] = firms.get(key, True) and firm
    data = [
        (name, named(those, texts, ", "), *rest, "exact" if firms[name, *rest] else "bound")
        for (name, *rest), those in found.items()
    ]
    newest = max((column for _, column, _, _ in found), key=_date, default="")
    rows = [
        Row(
            f"{name}\n{named_together(where, texts)}",
            (Bar(0, a, told_share(a)), Bar(1, b, told_share(b))),
        )
        for (name, column, a, b), where in found.items()
        if column == newest
    ]
    if not rows:
        return None
    header = ("Procedure", "Text", "Column", *(s.capitalize() for s in SERIES), "Label")
    return Figure(
        "shares",
        "Smallest share of the population that can pass or stop a decision",
        (bar_chart("shares-chart", "Smallest shares of the population", SERIES, rows),),
        Data(header, tuple(data), frozenset({3, 4})),
        Provenance(
            "the population column of each row, see The country",
            f"{METHOD}; everyone in a unit that votes yes is counted; bodies that are no units are "
            "taken to vote yes",
            f"{newest} in the drawing; other dates in the table",
            "exact" if all(r[-1] == "exact" for r in data) else "exact or bound, see the table",
        ),
        (("s0", SERIES[0]), ("s1", SERIES[1])),
        "A unit's people are counted whole because its vote is one; nobody asked them. Procedures "
        "in which units have no vote are not here.",
    )


def _date(column: str) -> str:
    return column.partition(" as of ")[2]


def named_together(where: Sequence[Constitution], texts: Sequence[Constitution]) -> str:
    """Return several texts in few words: "in every text", "2 texts, Model A and Model B"."""
    if len(where) == len(texts) > 1:
        return "in every text"
    plain = [t for t in texts if t.kind is not Kind.MODEL]
    together = len(plain) > 1 and all(t in where for t in plain)
    heads = [counted(len(plain), "text")] if together else []
    heads += [short_title(t) for t in where if t.kind is Kind.MODEL or not together]
    return listed(heads)


def _least(group: Sequence[Reach], column: str, passing: bool) -> Fraction | None:
    found = [
        p.passing if passing else p.blocking for r in group for p in r.prices if p.column == column
    ]
    return min((f for f in found if f is not None), default=None)


def _filled(switches: Sequence[Switch], games: Sequence[Game]) -> list[object]:
    rows: list[tuple[Cell, ...]] = []
    for switch in switches:
        for body in switch.filled:
            asked = sorted({q for g in games for q in quotas_of(g, body)})
            rows += [_need_row(switch, body, votes) for votes in asked]
    notes = tuple(f"{s.title}: {s.note}" for s in switches if s.note)
    if not rows:
        return [Listing(notes, "Who can take part")] if notes else []
    header = (
        "Votes needed",
        "Body",
        "Seats by law",
        "Seats filled",
        "Part of the filled",
        "Cannot be reached from",
        "State of the seats",
    )
    table = Table(
        "filled",
        "What a fixed number of votes needs when seats are vacant",
        Data(header, tuple(rows), frozenset({2, 3, 4})),
        Provenance(
            "the switches of the case", "votes / seats filled, exactly", "", "computed, exact"
        ),
    )
    return [table, *([Listing(notes, "On the seats")] if notes else [])]


def _need_row(switch: Switch, body: str, votes: int) -> tuple[Cell, ...]:
    need = switch.need(body, votes)
    part = percent(need.share) if need.possible else "impossible"
    stop = counted(need.vacancies_that_stop_it, "vacancy", "vacancies")
    return (whole(votes), body, need.seats, need.filled, part, stop, switch.title)
