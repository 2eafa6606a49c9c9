"""Seats and people: residents per seat, the smallest majority, what other methods would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from foedus.case.equality import Equality as Stated
from foedus.case.model import Case, Constitution
from foedus.errors import BadInput, TooLarge
from foedus.report.blocks import Caution, Facts, Figure, Group, Provenance, Section, Table, slug
from foedus.report.data import Cell, Data
from foedus.report.figures.lorenz import Share, lorenz_chart
from foedus.report.numbers import counted, decimal, listed, percent, quantity
from foedus.report.sections.country import people_column

if TYPE_CHECKING:
    from foedus.constitution.bind_units import UnitList
    from foedus.country.meta import ColumnMeta
    from foedus.elect.measures import Equality

#: Units that one picture of a comparison has room for.
ROOM = 120


@dataclass(frozen=True)
class Chamber:
    """Seats of a chamber by unit, whose rule or table they are, and the people of the units."""

    body: str
    members: int
    how: str
    seats: dict[str, int]
    people: dict[str, Fraction]
    meta: ColumnMeta
    texts: tuple[str, ...] = ()

    @property
    def ident(self) -> tuple[object, ...]:
        """What makes two chambers of different texts the same one."""
        return self.body, self.how, tuple(self.seats.items()), self.meta.header


def seats(case: Case) -> Section | None:
    """Return the section on seats and people; None where no text's seats follow its units."""
    found: dict[tuple[object, ...], Chamber] = {}
    for text in case.constitutions:
        for chamber in chambers_of(text) if text.model is not None else ():
            known = found.setdefault(chamber.ident, replace(chamber, texts=()))
            if text.title not in known.texts:
                found[chamber.ident] = replace(known, texts=(*known.texts, text.title))
    blocks: list[object] = [_chamber(c, n) for n, c in enumerate(found.values(), 1)]
    blocks += [_stated(e) for e in case.equality if e.left_out or not found]
    if not blocks:
        return None
    caution = Caution(
        "Exact proportion to residents is one yardstick among several: a text may give seats to "
        "units as such. No method of rounding is the only right one."
    )
    return Section("seats", "Seats and people", (caution, *blocks))


def chambers_of(text: Constitution) -> Iterator[Chamber]:
    """Yield the chambers of a text with seats by rule, or by a column that a view names.

    What cannot be bound (a table left out, a blank cell) has no figures here.
    """
    from foedus.constitution.syntax import Body, SeatRule, View
    from foedus.constitution.syntax_views import EachWith

    model = text.model
    bodies = {b.name: b for b in model.constitution.all(Body)}
    for body in bodies.values():
        rules = tuple(d for d in body.details if isinstance(d, SeatRule))
        if rules:
            yield from _bound(lambda b=body, r=rules: _by_rule(model, b, r))
    for view in model.constitution.all(View):
        for d in view.details:
            if isinstance(d, EachWith) and d.column and d.body in bodies:
                yield from _bound(
                    lambda d=d, v=view: _by_column(model, bodies[d.body], d, v.voters)
                )


def _bound(make: Any) -> Iterator[Chamber]:
    try:
        found = make()
    except BadInput:
        return
    if found is not None and sum(found.seats.values()) and sum(found.people.values()):
        yield found


def _units(model: Any, name: str) -> UnitList | None:
    from foedus.constitution.bind_units import bind_units
    from foedus.constitution.syntax import Units

    named = [u for u in model.constitution.all(Units) if u.name == name]
    return bind_units(model, named[-1]) if named else None


def _by_rule(model: Any, body: Any, rules: tuple[Any, ...]) -> Chamber | None:
    from foedus.constitution.bind_seats import unit_seats

    if len({r.units for r in rules}) > 1:
        return None
    units = _units(model, rules[0].units)
    if units is None or units.table is None:
        return None
    held = {key: n for key, _, _, n in unit_seats(model, rules)}
    law = next((r for r in rules if r.column), None)
    column = (
        units.table.column(law.column, units.date(law.column, law.as_of, law) or None)
        if law
        else people_column(units.table)
    )
    if column is None:
        return None
    told = listed([_rule(r) for r in rules])
    return _made(body, f"by rule: {told}", units, held, column)


def _rule(rule: Any) -> str:
    if not rule.method:
        return f"{rule.count} for each of {rule.units}"
    least = f", at least {rule.least} each" if rule.least else ""
    return f"{rule.count} by {rule.method} on {rule.column}{least}"


def _by_column(model: Any, body: Any, each: Any, voters: tuple[str, ...]) -> Chamber | None:
    if len(voters) != 1:
        return None
    units = _units(model, voters[0])
    if units is None or units.table is None:
        return None
    exact = units.weights(each.column, each.as_of, each)
    column = people_column(units.table)
    if column is None or any(x.denominator != 1 for x in exact.values()):
        return None
    held = {k: int(x) for k, x in exact.items()}
    dated = f" as of {each.as_of}" if each.as_of else ""
    return _made(body, f"by the column {each.column}{dated}", units, held, column)


def _made(body: Any, how: str, units: UnitList, held: dict[str, int], column: Any) -> Chamber:
    people = column.numbers()
    labels = units.labels
    return Chamber(
        body.name,
        body.members,
        how,
        {labels[k]: held.get(k, 0) for k in labels},
        {labels[k]: people[k] for k in labels},
        column.meta,
    )


def _chamber(c: Chamber, number: int) -> Group:
    from foedus.elect.measures import equality

    try:
        e = equality(c.people, c.seats)
    except TooLarge:
        return Group(slug("seats", number), c.body, (Caution("Too many units to compare here."),))
    blocks: list[object] = [Facts(_facts(c, e)), _curve(c, e, number)]
    compared = _compared(c, number)
    if compared is not None:
        blocks.append(compared)
    return Group(slug("seats", number), f"{c.body}, seats {c.how}", tuple(blocks))


def _facts(c: Chamber, e: Equality) -> tuple[tuple[str, str], ...]:
    (best, few), (worst, many) = e.per_seat[0], e.per_seat[-1]
    total = sum(c.seats.values())
    pairs = [
        ("In", listed(list(c.texts))),
        ("Seats counted here", f"{total} of {c.members} of {c.body}"),
        ("Fewest residents per seat", f"{best}, {quantity(few)}"),
        ("Most residents per seat", f"{worst}, {quantity(many)}"),
        ("Most to fewest", f"{decimal(e.ratio, 2)} (1 is equality)"),
        (
            "Smallest share of residents whose units hold a majority of these seats",
            f"{percent(e.smallest_share)}: {listed(list(e.smallest))} with {e.smallest_seats} of "
            f"{total}",
        ),
        ("Seats that would move under exact proportion", percent(e.malapportionment)),
    ]
    if e.without:
        pairs.append(("Without a seat", listed(list(e.without))))
    return tuple(pairs)


def _curve(c: Chamber, e: Equality, number: int) -> Figure:
    per_seat = dict(e.per_seat)
    order = [k for k, _ in e.per_seat] + list(e.without)
    rows = tuple((k, c.people[k], c.seats[k], per_seat.get(k)) for k in order)
    shares = [Share(k, c.people[k], Fraction(n)) for k, n in c.seats.items() if c.people[k]]
    title = f"{c.body}: residents per seat, best to worst"
    return Figure(
        slug("seats-curve", number),
        title,
        (lorenz_chart(slug("seats-lorenz", number), title, shares),),
        Data(("Unit", "Residents", "Seats", "Residents per seat"), rows, frozenset({1, 2, 3})),
        Provenance(
            f"{c.meta.what}: {c.meta.source}; seats {c.how}",
            "residents divided by seats, unit by unit; the smallest majority is exact",
            c.meta.date,
            "computed, exact",
        ),
    )


def _compared(c: Chamber, number: int) -> Figure | Table | None:
    """Return what usual methods would give for the same seats, without minimum or maximum."""
    from foedus.elect.seats import picture
    from foedus.elect.seats.compare import DEFAULT, compare

    total = sum(c.seats.values())
    try:
        found = compare(DEFAULT, total, c.people)
    except BadInput:
        return None
    found = replace(found, allocations={named(m): a for m, a in found.allocations.items()})
    names = list(found.allocations)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (k, c.seats[k], q, *(found.allocations[m].seats[k] for m in names))
        for k, q in found.quotas.items()
    )
    header = ("Unit", "Seats", "Exact share", *names)
    data = Data(header, rows, frozenset(range(1, len(header))))
    ident, title = slug("seats-compared", number), f"{c.body}: {total} seats by other methods"
    tied = [f"{m}: {t}" for m, a in found.allocations.items() for t in a.ties]
    note = ". ".join([*tied, *(f"{m}: {why}" for m, why in found.undefined.items())])
    source = Provenance(
        f"{c.meta.what}: {c.meta.source}",
        "the whole number of seats by each method on residents, without minimum or maximum; a "
        "tied seat is in nobody's count; marks show seats minus exact share",
        c.meta.date,
        "computed, exact",
    )
    if len(rows) > ROOM:
        return Table(ident, title, data, source, folded=True, note=note)
    differ = found.differing()
    if not differ:
        return Table(ident, f"{title}: all agree", data, source, folded=True, note=note)
    drawn = replace(found, quotas={k: found.quotas[k] for k in differ})
    drawing = Markup(picture.svg(drawn, slug("seats-picture", number)))
    note = ". ".join([f"Drawn: the {len(differ)} units in which methods differ", note]).rstrip(". ")
    return Figure(ident, title, (drawing,), data, source, (), note)


#: The usual names of methods.
NAMES = {
    "dhondt": "D'Hondt (Jefferson)",
    "sainte-lague": "Sainte-Laguë (Webster)",
    "huntington-hill": "Huntington-Hill",
    "adams": "Adams",
    "hare": "largest remainders (Hare)",
}


def named(method: str) -> str:
    """Return a method's usual name."""
    return NAMES.get(method, method)


def _stated(e: Stated) -> Table:
    """Return residents per seat as the case states the columns, units left out named."""
    rows = tuple((u, x) for u, x in sorted(e.per_seat.items(), key=lambda r: r[1]))
    left = f" without {counted(len(e.left_out), 'unit')}" if e.left_out else ""
    return Table(
        slug("equality", e.key),
        e.title,
        Data(("Unit", "Residents per seat"), rows, frozenset({1})),
        Provenance(
            f"{e.people} and {e.seats} of the table of units{left}",
            f"{e.method}; most to fewest {decimal(e.ratio, 2)}",
            label="computed, exact",
        ),
        folded=True,
    )
