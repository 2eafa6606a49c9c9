"""Bodies and electorates bound to cells of identical voters: groups, compositions, seats filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from foedus.constitution.bind_seats import unit_seats
from foedus.constitution.bind_units import UnitList, cell
from foedus.constitution.model import Model, day
from foedus.constitution.syntax import (
    Body,
    Composition,
    Electorate,
    NoVoteHeld,
    Partition,
    SeatCount,
    SeatRule,
    Seats,
    Units,
    pick,
)
from foedus.errors import BadInput, Diagnostic


@dataclass(frozen=True, slots=True)
class Cell:
    """Members of a body who are alike: `seats` by law, of which `filled` can take part.

    `traits` are (column, group) pairs; `unit` is the key of the unit they belong to. With `bloc`
    one voter casts all their votes; `fixed` is how they vote where a view says so; a `silent`
    one (a chair who votes only on ties) counts in every base but that of votes cast.
    """

    voter: str
    seats: int
    filled: int
    traits: tuple[tuple[str, str], ...] = ()
    label: str = ""
    unit: str = ""
    bloc: bool = False
    fixed: bool | None = None
    silent: bool = False

    def group(self, column: str) -> str | None:
        """Return its group in a column of the composition, or None."""
        return dict(self.traits).get(column)

    def belongs(self, group: str) -> bool:
        """Return whether any of its groups has this name."""
        return any(g == group for _, g in self.traits)


@dataclass(frozen=True, slots=True)
class Switch:
    """Who can take part: seats filled by body, cell or unit; or as the file states them.

    `filled` names a body, a voter ("Chamber: Dutch") or a unit, with its number of members who
    can vote. With `stated` the file's `filled:` and `no vote held` lines hold; `filled` wins.
    """

    filled: Mapping[str, int] = field(default_factory=dict)
    stated: bool = False
    as_of: str = ""

    def count(self, decl: Body | Electorate, kind: Seats) -> int | None:
        """Return a count the file states for a body, the latest up to the date, or None."""
        found = [d for d in pick(decl.details, SeatCount) if d.kind is kind]
        if self.as_of:
            found = [d for d in found if day(d.as_of) <= day(self.as_of, last=True)]
        return max(found, key=lambda d: day(d.as_of)).count if found else None

    def closed(self, decl: Body | Electorate | Units) -> frozenset[str]:
        """Return the names of the units in which no vote is held."""
        if not self.stated:
            return frozenset()
        lines = pick(decl.details, NoVoteHeld)
        if self.as_of:
            lines = tuple(d for d in lines if day(d.as_of) <= day(self.as_of, last=True))
        return frozenset(n for line in lines for n in line.names)


def body_cells(model: Model, decl: Body, switch: Switch, wanted: Iterable[str]) -> list[Cell]:
    """Return the cells of a body: its seat rules, its composition, or the partition wanted.

    Raises BadInput: the cells do not add up (E120), vacancies without a place (E121), groups of
    several partitions at once (E122).
    """
    composition = _latest(pick(decl.details, Composition), switch.as_of)
    rules = pick(decl.details, SeatRule)
    if rules:
        shared = unit_seats(model, rules)
        cells = [Cell(f"{decl.name}: {u}", n, n, ((t, u),), u, k) for k, t, u, n in shared]
    elif composition is not None:
        cells = _composed(model, decl, composition)
    else:
        cells = _partitioned(decl, frozenset(wanted), switch.as_of)
    total = sum(c.seats for c in cells)
    stated = switch.count(decl, Seats.FILLED)
    if total not in (decl.members, stated):
        what = f"the cells of {decl.name} add up to {total} members"
        place = (*rules, composition or decl)[0].place
        raise BadInput(Diagnostic("E120", what, place, f"{decl.members} members"))
    return _vacate(decl, cells, switch)


def undivided(decl: Body, as_of: str) -> str:
    """Return, where all of a body's groups are stated as of later dates, that it is taken as one.

    An empty string elsewhere.
    """
    parts: list[Partition | Composition] = [decl.groups] if decl.groups else []
    parts += [*pick(decl.details, Partition), *pick(decl.details, Composition)]
    early = (not p.as_of or day(p.as_of) <= day(as_of, last=True) for p in parts)
    if not as_of or not parts or any(early):
        return ""
    first = min((p.as_of for p in parts), key=day)
    return f"{decl.name} is taken as one: its groups are stated as of {first}."


def _latest(
    found: tuple[Composition, ...] | tuple[Partition, ...], as_of: str
) -> Composition | None:
    dated = [d for d in found if isinstance(d, Composition)]
    if as_of:
        dated = [d for d in dated if day(d.as_of) <= day(as_of, last=True)]
    return max(dated, key=lambda d: day(d.as_of)) if dated else None


def _composed(model: Model, decl: Body, composition: Composition) -> list[Cell]:
    columns, seats = _cross_table(model, composition)
    merged: dict[tuple[str, ...], int] = {}
    for row, count in enumerate(seats):
        groups = tuple(columns[c][row] for c in composition.columns)
        merged[groups] = merged.get(groups, 0) + count
    cells = []
    for groups, count in merged.items():
        label = ", ".join(g for g in dict.fromkeys(groups) if g)
        traits = tuple(zip(composition.columns, groups, strict=True))
        cells.append(Cell(f"{decl.name}: {label}", count, count, traits, label))
    return [c for c in cells if c.seats]


def _cross_table(model: Model, composition: Composition) -> tuple[dict[str, list[str]], list[int]]:
    """Return the columns as text and the seats of each row, from a table or a plain sheet."""
    names = composition.columns
    if composition.table in model.tables:
        table = model.tables[composition.table]
        text = {c: [str(cell(table, c, key) or "") for key in table.units] for c in names}
        numbers = table.column(composition.seats, composition.as_of or None)
        values = [numbers[key] for key in table.units]
    elif composition.table not in model.cells:
        what = f'the table "{composition.table}" was not loaded'
        raise BadInput(Diagnostic("E114", what, composition.place, "a table beside the file"))
    else:
        sheet = model.cells[composition.table]
        missing = [c for c in (*names, composition.seats) if c not in sheet.columns]
        if missing:
            what = f'"{composition.table}" has no column {", ".join(missing)}'
            raise BadInput(Diagnostic("E119", what, composition.place, ", ".join(sheet.columns)))
        text = {c: list(sheet.columns[c]) for c in names}
        values = [_integer(v) for v in sheet.columns[composition.seats]]
    wrong = [v for v in values if not isinstance(v, Fraction) or v.denominator != 1 or v < 0]
    if wrong:
        what = f'"{composition.seats}" does not count members in every row'
        raise BadInput(Diagnostic("E119", what, composition.place, "whole numbers"))
    return text, [int(v) for v in values if isinstance(v, Fraction)]


def _integer(text: str) -> Fraction | None:
    return Fraction(text) if text.isdigit() else None


def _partitioned(decl: Body, wanted: frozenset[str], as_of: str) -> list[Cell]:
    dated: dict[tuple[str, ...], Partition] = {}
    found = [*([decl.groups] if decl.groups else []), *pick(decl.details, Partition)]
    for part in sorted(found, key=lambda p: day(p.as_of) if p.as_of else ""):
        early = not as_of or not part.as_of or day(part.as_of) <= day(as_of, last=True)
        if early:
            dated[tuple(sorted(g.name for g in part.groups))] = part
    chosen = [p for p in dated.values() if any(g.name in wanted for g in p.groups)]
    if len(chosen) > 1:
        names = " and ".join(", ".join(g.name for g in p.groups) for p in chosen)
        what = f"the members of {decl.name} are counted by {names}, but not by both at once"
        help = 'give a cross-table: composition: table "...", by ...'
        raise BadInput(Diagnostic("E122", what, decl.place, "a composition", help))
    if not dated:
        return [Cell(decl.name, decl.members, decl.members, label=decl.name)]
    part = next(iter(chosen or dated.values()))
    return [
        Cell(f"{decl.name}: {g.name}", g.count, g.count, (("", g.name),), g.name)
        for g in part.groups
        if g.count
    ]


def _vacate(decl: Body, cells: list[Cell], switch: Switch) -> list[Cell]:
    """Return the cells with the seats filled that the switch asks for."""
    closed = switch.closed(decl)
    kept = []
    for c in cells:
        filled = switch.filled.get(c.voter, 0 if closed & {g for _, g in c.traits} else c.filled)
        kept.append(replace(c, filled=_at_most(decl, c, filled)))
    wanted = switch.filled.get(decl.name)
    if wanted is None and switch.stated:
        wanted = switch.count(decl, Seats.FILLED)
    now = sum(c.filled for c in kept)
    if wanted is None or wanted == now:
        return kept
    if len(kept) == 1:
        return [replace(kept[0], filled=_at_most(decl, kept[0], wanted))]
    seats = sum(c.seats for c in kept)
    if wanted > seats:
        what = f"{decl.name} has {seats} seats, so {wanted} cannot be filled"
        raise BadInput(Diagnostic("E123", what, decl.place, f"0 to {seats}"))
    what = f"{wanted} of {now} members of {decl.name} can vote: whose seats are vacant?"
    help = f'name the group: "{kept[0].voter}" and how many of it can vote'
    raise BadInput(Diagnostic("E121", what, decl.place, "the seats filled of each group", help))


def _at_most(decl: Body, c: Cell, filled: int) -> int:
    if 0 <= filled <= c.seats:
        return filled
    what = f"{c.voter} has {c.seats} seats, so {filled} cannot be filled"
    raise BadInput(Diagnostic("E123", what, decl.place, f"0 to {c.seats}"))


def electorate_cells(
    decl: Electorate, units: UnitList | None, switch: Switch
) -> tuple[list[Cell], bool]:
    """Return the citizens by unit, and whether their number is known.

    An electorate without units and without a number is one cell of one.
    """
    if units is None or not decl.column:
        stated = switch.count(decl, Seats.REGISTERED)
        size = stated or 1
        return [Cell(decl.name, size, size, label=decl.name)], stated is not None
    closed = {units.find(n) for n in switch.closed(decl) | switch.closed(units.decl)}
    closed |= {k for k in units.labels if switch.filled.get(units.voter(k)) == 0}
    cells = []
    for key, number in units.weights(decl.column, decl.as_of, decl).items():
        if number.denominator != 1:
            what = f'"{decl.column}" of {units.labels[key]} is not a whole number of people'
            raise BadInput(Diagnostic("E124", what, decl.place, "whole numbers"))
        size = int(number)
        label = units.labels[key]
        voter = f"{decl.name}: {label}"
        filled = switch.filled.get(voter, 0 if key in closed else size)
        if not 0 <= filled <= size:
            what = f"{voter} has {size} voters, so {filled} cannot vote"
            raise BadInput(Diagnostic("E123", what, decl.place, f"0 to {size}"))
        cells.append(Cell(voter, size, filled, (), label, key))
    return cells, True
