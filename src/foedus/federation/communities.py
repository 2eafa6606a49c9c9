"""Communities by unit: where each is a majority, minorities inside each unit, who is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.bind_units import UnitList, bind_units
from foedus.constitution.model import Model
from foedus.constitution.scope import partitions
from foedus.country.cells import Value
from foedus.country.meta import ColumnMeta
from foedus.errors import BadInput, Diagnostic, Place
from foedus.proof.games import Games, walk


@dataclass(frozen=True, slots=True)
class Part(Answer):
    """One community: its members by unit, and how they live.

    `own` is the share of its members in units where it is more than half, `other` in units where
    another listed community is, `nobody` in units where none is: the three add up to 1. `rounded`
    is half of the last digit of the column, in persons of all units together: what the share may
    be off by, at most (0 for counts of persons).
    """

    name: str
    column: str
    as_of: str
    self_identified: bool
    members: Mapping[str, Fraction]
    total: Fraction
    share: Fraction
    majority_in: tuple[str, ...]
    own: Fraction
    other: Fraction
    nobody: Fraction
    rounded: Fraction
    unknown: tuple[str, ...]
    label: Label
    method: str = "members by unit = share x residents of the same date; more than half is majority"
    reference: str = "Framework Convention for the Protection of National Minorities, Art. 3"


@dataclass(frozen=True, slots=True)
class Inside(Answer):
    """One unit: each community's part of its residents, and who belongs to no listed community."""

    unit: str
    residents: Fraction
    shares: Mapping[str, Fraction]
    majority: str
    minorities: tuple[str, ...]
    unlisted: Fraction


@dataclass(frozen=True, slots=True)
class Council(Answer):
    """A council without a territory: whose it is, whether its roll is voluntary, what it holds."""

    name: str
    community: str
    voluntary: bool
    members: int
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barred(Answer):
    """What somebody who declares no listed community cannot hold, or where they do not count.

    `kind`: "office" (seats or an office open only to listed groups), "seats" (every seat belongs
    to a listed group; the text does not say who may hold one), "gate" (a condition of a procedure
    counts listed groups only).
    """

    kind: str
    what: str
    article: str
    groups: tuple[str, ...]
    text: str
    label: Label = Label.EXACT
    method: str = "every body, office and condition of the text is gone through"
    reference: str = "ECtHR (Grand Chamber), nos 27996/06 and 34836/06, 22 December 2009"


def communities(model: Model) -> tuple[Part, ...]:
    """Return every community that a text declares, with its members by unit.

    Raises BadInput: no such column or date (E21x), no residents of that date (E872).
    """
    declared = model.constitution.all(s.Community)
    raw = [(c, *_members(model, c)) for c in declared]
    majorities = {c.name: _majorities(members, people) for c, members, people, _, _ in raw}
    return tuple(_part(c, m, p, r, u, majorities) for c, m, p, r, u in raw)


def _members(
    model: Model, node: s.Community
) -> tuple[dict[str, Fraction], dict[str, Fraction], Fraction, tuple[str, ...]]:
    """Return members and residents by unit, the rounding in persons, and units without a figure."""
    units = bind_units(model, model.book().units[node.of])
    if units.table is None:
        what = f"{node.of} is a list of names and has no columns"
        raise BadInput(Diagnostic("E872", what, node.place, "units of a table"))
    column = units.table.column(node.column, node.as_of)
    people, factor = residents(units, column.meta, node.place)
    share = is_share(column.meta)
    members: dict[str, Fraction] = {}
    unknown = []
    for key, label in units.labels.items():
        value = column.values[key]
        if not isinstance(value, Fraction):
            unknown.append(label)
            continue
        members[label] = value / 100 * people[label] if share else value * factor
    step = _step(column.values.values()) if share else Fraction(0)
    rounded = step / 2 / 100 * sum((people[u] for u in members), Fraction(0))
    return members, people, rounded, tuple(unknown)


def is_share(meta: ColumnMeta) -> bool:
    """Return whether a column's figures are per cent."""
    unit = meta.unit.casefold()
    return "%" in unit or "per cent" in unit or "percent" in unit


def _step(values: Iterable[Value]) -> Fraction:
    """Return the last digit of a column: 1/10 where some figure has one decimal and none two."""
    digits = 0
    for value in values:
        while isinstance(value, Fraction) and (value * 10**digits).denominator > 1 and digits < 6:
            digits += 1
    return Fraction(1, 10**digits)


def residents(
    units: UnitList, meta: ColumnMeta, place: Place
) -> tuple[dict[str, Fraction], Fraction]:
    """Return the residents of each unit at the date of a column, in persons, and the factor of a
    column counted in thousands. Raises BadInput (E872) where the table has none of that date."""
    assert units.table is not None
    found = [
        m
        for m in units.table.column_meta.values()
        if m.name.startswith("population") and m.numeric and m.date[:4] == meta.date[:4]
    ]
    if not found:
        what = f'{units.table.file} has no residents as of {meta.date}, for "{meta.header}"'
        help = "add a column `population...` of that date"
        raise BadInput(Diagnostic("E872", what, place, "residents of the same date", help))
    column = units.table.column(found[0].header)
    factor = 1000 if "thousand" in found[0].unit.casefold() else 1
    values = column.numbers()
    own = 1000 if "thousand" in meta.unit.casefold() else 1
    return {units.labels[k]: values[k] * factor for k in units.labels}, Fraction(own)


def _majorities(members: Mapping[str, Fraction], people: Mapping[str, Fraction]) -> tuple[str, ...]:
    return tuple(u for u, k in members.items() if 2 * k > people[u])


def _part(
    node: s.Community,
    members: dict[str, Fraction],
    people: dict[str, Fraction],
    rounded: Fraction,
    unknown: tuple[str, ...],
    majorities: Mapping[str, tuple[str, ...]],
) -> Part:
    total = sum(members.values(), Fraction(0))
    own = set(majorities[node.name])
    others = {u for name, units in majorities.items() if name != node.name for u in units} - own
    lives = tuple(
        sum((k for u, k in members.items() if u in where), Fraction(0)) / (total or 1)
        for where in (own, others, set(members) - own - others)
    )
    everybody = sum(people.values(), Fraction(0))
    return Part(
        node.name,
        node.column,
        node.as_of,
        node.own,
        members,
        total,
        total / everybody,
        tuple(u for u in members if u in own),
        lives[0],
        lives[1],
        lives[2],
        rounded,
        unknown,
        Label.EXACT if not rounded and not unknown else Label.BOUND,
    )


def inside(model: Model, parts: tuple[Part, ...]) -> tuple[Inside, ...]:
    """Return each unit with the part of every community, its majority and its minorities.

    Only communities of one list of units and one date stand together; the first's are shown.
    """
    declared = model.constitution.all(s.Community)
    if not declared:
        return ()
    first = declared[0]
    same = [c.name for c in declared if (c.of, c.as_of) == (first.of, first.as_of)]
    _, people, _, _ = _members(model, first)
    chosen = [p for p in parts if p.name in same]
    found = []
    for unit, residents_ in people.items():
        shares = {p.name: p.members[unit] / residents_ for p in chosen if unit in p.members}
        big = [n for n, share in shares.items() if 2 * share > 1]
        small = tuple(n for n, share in shares.items() if share and n not in big)
        rest = 1 - sum(shares.values(), Fraction(0))
        found.append(Inside(unit, residents_, shares, big[0] if big else "", small, rest))
    return tuple(found)


def councils(model: Model) -> tuple[Council, ...]:
    """Return the bodies and organs that serve a community, and the matters given to communities."""
    found = []
    powers = [*model.constitution.all(s.Powers), *(r.power for r in model.power_rows)]
    matters = tuple(dict.fromkeys(p.matter for p in powers if p.level is s.Level.COMMUNITY))
    book = model.book()
    nodes: list[s.Body | s.Organ] = [*book.bodies.values(), *book.organs.values()]
    for node in nodes:
        for line in s.pick(node.details, s.ForCommunity):
            found.append(Council(node.name, line.community, line.voluntary, node.members, matters))
    return tuple(found)


def barred(games: Games) -> tuple[Barred, ...]:
    """Return where somebody who declares no listed community is barred, or does not count.

    Decidable from the text alone: offices and seats open only to listed groups; bodies all of
    whose seats belong to listed groups that a procedure counts; conditions on listed groups. A
    group is listed where the text declares it as a community, opens seats to it alone, or counts
    it apart in a condition. Whether this is lawful is not decided here.
    """
    listed = listed_groups(games)
    return (*_offices(games), *_seats(games, listed), *_gates(games, listed))


def listed_groups(games: Games) -> set[str]:
    """Return the groups that a text lists: its communities, and those that seats are open to.

    A text that declares neither is taken to list every group that a condition counts apart.
    """
    book = games.book
    nodes: list[s.Body | s.Organ | s.Person] = [
        *book.bodies.values(),
        *book.organs.values(),
        *book.persons.values(),
    ]
    opened = {n for x in nodes for line in s.pick(x.details, s.OpenOnly) for n in line.names}
    declared = {c.name for c in games.model.constitution.all(s.Community)} | opened
    return declared or {name for _, group in _counted(games) for name in group}


def _offices(games: Games) -> Iterator[Barred]:
    book = games.book
    nodes: list[s.Body | s.Organ | s.Person] = [
        *book.bodies.values(),
        *book.organs.values(),
        *book.persons.values(),
    ]
    for node in nodes:
        for line in s.pick(node.details, s.OpenOnly):
            text = (
                f"{node.name} is open only to {', '.join(line.names)}: whoever declares none of "
                "these is barred"
            )
            yield Barred("office", node.name, line.article, line.names, text)


def _seats(games: Games, listed: set[str]) -> Iterator[Barred]:
    for body in games.book.bodies.values():
        if s.pick(body.details, s.OpenOnly):
            continue
        for partition in partitions(body):
            groups = tuple(g.name for g in partition.groups)
            if set(groups) <= listed:
                article = next((a.text for a in s.pick(body.details, s.Article)), "")
                text = (
                    f"every seat of {body.name} belongs to {', '.join(groups)}; the text does not "
                    "say who may hold one"
                )
                yield Barred("seats", body.name, article, groups, text)
                break


def _counted(games: Games) -> list[tuple[s.Procedure, tuple[str, ...]]]:
    """Return every subject of a condition that counts groups of a body apart."""
    found = []
    for procedure in games.book.procedures.values():
        for node in walk(procedure.passes):
            if isinstance(node, s.Subject) and node.inside and node.inside in games.book.bodies:
                found.append((procedure, node.names or (node.column,)))
    return found


def _gates(games: Games, listed: set[str]) -> Iterator[Barred]:
    seen: dict[str, dict[str, None]] = {}
    articles: dict[str, str] = {}
    for procedure, groups in _counted(games):
        if set(groups) & listed:
            seen.setdefault(procedure.name, {}).update(dict.fromkeys(groups))
            articles[procedure.name] = procedure.article
    for name, named in seen.items():
        groups = tuple(n for n in named if n in listed)
        text = (
            f'"{name}" counts {", ".join(groups)} apart: whoever is in none of these groups '
            "counts in no such condition"
        )
        yield Barred("gate", name, articles[name], groups, text)
