"""What compiling one procedure shares: who votes in each body, and what has been assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from foedus.constitution.bind_bodies import (
    Cell,
    Switch,
    body_cells,
    electorate_cells,
    undivided,
)
from foedus.constitution.bind_units import UnitList, bind_units, cell, kept, unknown_unit
from foedus.constitution.compile_gates import Assembler, Bound
from foedus.constitution.compile_types import Flag, OpenQuota
from foedus.constitution.model import Book, Model
from foedus.constitution.syntax import (
    Body,
    Chair,
    DecidedBy,
    Electorate,
    Node,
    Presided,
    Seats,
    SetOf,
    Subject,
    pick,
)
from foedus.errors import BadInput, Diagnostic, did_you_mean
from foedus.rules.gates import Node as GateNode


@dataclass(frozen=True, slots=True)
class Pool:
    """Those who vote together: the cells of a body, units, citizens, a person, or a part of them.

    `sized` is False for citizens whose number is not stated; `counts` holds what the file states
    for a whole body (sworn, registered, present).
    """

    name: str
    kind: str
    cells: tuple[Cell, ...]
    units: UnitList | None = None
    counts: Mapping[Seats, int] | None = None
    sized: bool = True
    chair: str = ""

    def part(self, name: str, cells: list[Cell]) -> Pool:
        """Return a part of the pool; counts stated for the whole do not hold for a part."""
        whole = len(cells) == len(self.cells)
        counts = self.counts if whole else None
        return replace(self, name=name, cells=tuple(cells), counts=counts)


class Scope:
    """Everything one compilation knows and collects. A `view` (see compile_views) moulds cells."""

    def __init__(
        self,
        model: Model,
        book: Book,
        *,
        reading: Mapping[str, str],
        units: tuple[str, ...],
        switch: Switch,
        quotas: Mapping[str, int] | None,
        citizens: bool,
        wanted: frozenset[str],
    ) -> None:
        self.model, self.book = model, book
        self.reading, self.concerned = reading, units
        self.switch, self.quotas, self.citizens, self.wanted = switch, quotas, citizens, wanted
        self.gates = Assembler()
        self.assumptions: dict[str, None] = {}
        self.articles: dict[str, str] = {}
        self.flags: dict[Flag, None] = {}
        self.open_quotas: list[OpenQuota] = []
        self.recorded: dict[str, None] = {}
        self.votes_after: dict[str, int] = {}
        self.cells_of_voter: dict[str, list[Cell]] = {}
        self.unchosen: list[tuple[OpenQuota, Node]] = []
        self.procedure = ""
        self.inside: list[str] = []
        self.article = ""
        self.mould: Mould | None = None
        self._units: dict[str, UnitList] = {}
        self.pools: dict[tuple[str, int], Pool] = {}

    def assume(self, text: str) -> None:
        """Record an assumption once."""
        self.assumptions.setdefault(text)

    def at_least(self, count: int, nodes: list[GateNode], label: str) -> GateNode:
        """Return the gate open when `count` of the nodes are; a node named twice counts twice."""
        self.articles.setdefault(label, self.article)
        row: dict[GateNode, int] = {}
        for node in nodes:
            row[node] = row.get(node, 0) + 1
        return self.gates.reach(row, Bound(Fraction(count)), label)

    def unit_list(self, name: str) -> UnitList:
        """Return the bound units of a name."""
        if name not in self._units:
            self._units[name] = bind_units(self.model, self.book.units[name])
        return self._units[name]

    def voter(self, of: Cell) -> GateNode:
        """Return the gate node of a cell: its voter or type, or a constant where it is fixed."""
        if of.fixed is not None:
            return self.gates.constant(of.fixed)
        self.cells_of_voter.setdefault(of.voter, []).append(of)
        return self.gates.voter(of.voter, 1 if of.bloc else of.filled)

    def pool(self, name: str, node: Node) -> Pool:
        """Return those who vote in a body, electorate, list of units, set, or as a person.

        Raises BadInput (E125) for a name that is none of these.
        """
        key = (name, self.votes_after.get(name, 0))
        if key not in self.pools:
            found = self._pool(name, node)
            self.pools[key] = self.mould.cells(found) if self.mould else found
        return self.pools[key]

    def _pool(self, name: str, node: Node) -> Pool:
        book = self.book
        if name in book.bodies:
            return self._body(book.bodies[name])
        if name in book.electorates:
            return self._electorate(book.electorates[name])
        if name in book.units:
            return self._units_pool(name)
        if name in book.persons:
            return Pool(name, "person", (Cell(name, 1, 1, label=name, bloc=True),))
        if name in book.sets:
            return self.set_pool(name, node)
        for units in book.units:
            key = self.unit_list(units).find(name)
            if key is not None:
                whole = self.pool(units, node)
                return whole.part(name, [c for c in whole.cells if c.unit == key])
        known = [*book.bodies, *book.electorates, *book.units, *book.persons, *book.sets]
        what = f'nobody called "{name}" votes here'
        hint = did_you_mean(name, known)
        raise BadInput(Diagnostic("E125", what, node.place, ", ".join(known), hint))

    def _body(self, decl: Body) -> Pool:
        cells = body_cells(self.model, decl, self.switch, self.wanted)
        if said := undivided(decl, self.switch.as_of):
            self.assume(said)
        after = self.votes_after.get(decl.name, 0)
        if after:
            word = " (after the election)" if after == 1 else f" (after {after} elections)"
            fresh = decl.name + word
            cells = [replace(c, voter=fresh + c.voter[len(decl.name) :]) for c in cells]
        counts = {k: n for k in Seats if (n := self.switch.count(decl, k)) is not None}
        pool = Pool(decl.name, "body", tuple(cells), counts=counts)
        chairs = pick(decl.details, Presided)
        return self._presided(decl, pool, chairs[0]) if chairs else pool

    def _presided(self, decl: Body, pool: Pool, chair: Presided) -> Pool:
        outside = chair.name in self.book.persons
        pool = replace(pool, chair=chair.name if chair.how is Chair.BREAKS_TIES else "")
        if chair.how is Chair.VOTES:
            extra = Cell(chair.name, 1, 1, label=chair.name, bloc=True)
            return replace(pool, cells=(*pool.cells, extra)) if outside else pool
        if outside:
            return pool
        if len(pool.cells) != 1 or not pool.cells[0].filled:
            what = f"{chair.name} is a member of {decl.name}: of which group?"
            help = f"declare `person {chair.name}` where the chair is no member"
            raise BadInput(Diagnostic("E126", what, chair.place, "a body without groups", help))
        rest = pool.cells[0]
        voter = f"{decl.name}: {chair.name}"
        silent = Cell(voter, 1, 1, label=chair.name, bloc=True, silent=True)
        rest = replace(rest, seats=rest.seats - 1, filled=rest.filled - 1)
        return replace(pool, cells=(rest, silent))

    def _electorate(self, decl: Electorate) -> Pool:
        units = self.unit_list(decl.units) if decl.units else None
        cells, sized = electorate_cells(decl, units, self.switch)
        if self.citizens and sized:
            return Pool(decl.name, "electorate", tuple(cells), units)
        same = units is not None and bool(self.decided_by_people(units))
        cells = [
            replace(c, bloc=True, voter=units.voter(c.unit) if same and units else c.voter)
            for c in cells
        ]
        self.assume(
            f"The citizens of {decl.name} vote as one bloc in each unit (a block assumption, not "
            "a statement about single voters)."
            if units is not None and decl.column
            else f"{decl.name} is one voter: its majority. A number of citizens is taken as met "
            "when it says yes."
        )
        return Pool(decl.name, "electorate", tuple(cells), units, sized=sized)

    def decided_by_people(self, units: UnitList) -> str:
        """Return the electorate whose citizens decide for each of these units, or "".

        Of several (voters of several dates), the one that the procedure names.
        """
        if not any(d.who == "people" for d in pick(units.decl.details, DecidedBy)):
            return ""
        found = [e.name for e in self.book.electorates.values() if e.units == units.name]
        named = [name for name in found if name in self.wanted]
        return next(iter(named or found), "")

    def _units_pool(self, name: str) -> Pool:
        units = self.unit_list(name)
        closed = {units.find(n) for n in self.switch.closed(units.decl)}
        cells = []
        for key, label in units.labels.items():
            names = (units.voter(key), label, key)
            on = min((self.switch.filled[n] for n in names if n in self.switch.filled), default=1)
            filled = 0 if key in closed or not on else 1
            cells.append(Cell(units.voter(key), 1, filled, (), label, key, bloc=True))
        who = pick(units.decl.details, DecidedBy)
        if not (self.citizens and self.decided_by_people(units)):
            how = f": its {who[0].who} decides" if who else ""
            self.assume(f"Each unit of {name} votes as one bloc{how}.")
        return Pool(name, "units", tuple(cells), units)

    # ------------------------------------------------------------------ parts

    def subject(self, subject: Subject) -> list[Pool]:
        """Return the pools a subject names: one, or one for each with `each`."""
        if subject.column:
            return self._each_group(subject)
        if subject.inside:
            whole = self.whole(subject.inside, subject)
            parts = [self.named_part(whole, n, subject) for n in subject.names]
        else:
            parts = [self.pool(n, subject) for n in subject.names]
        if subject.each or len(parts) == 1:
            return parts
        return [self._together(parts, subject)]

    def whole(self, name: str, node: Node) -> Pool:
        """Return a pool of which a part is counted: members of a body vote all the same.

        Those outside every counted part are voters without weight (dummies); units are not.
        """
        pool = self.pool(name, node)
        if pool.kind == "body":
            for c in pool.cells:
                if c.filled and not c.silent:
                    self.voter(c)
        return pool

    def named_part(self, whole: Pool, name: str, node: Node) -> Pool:
        """Return the part of a pool that is a group, a unit or a set; raises BadInput (E127)."""
        cells = [c for c in whole.cells if c.belongs(name)]
        if not cells and name in self.book.sets:
            keys, chosen = self.set_members(name, node)
            cells = [c for c in whole.cells if c.unit in keys or c in chosen]
        if not cells and whole.units is not None:
            key = whole.units.find(name)
            cells = [c for c in whole.cells if key is not None and c.unit == key]
        if cells:
            return whole.part(f"{name} in {whole.name}", cells)
        groups = [g for c in whole.cells for _, g in c.traits]
        what = f'{whole.name} has no group "{name}"'
        expected = ", ".join(dict.fromkeys(groups)) or "a body with groups"
        decl = self.book.bodies.get(whole.name)
        if decl is not None and (later := undivided(decl, self.switch.as_of)):
            what += f" on {self.switch.as_of}. {later}"
            expected = "a later date, or groups that are stated as of this one or before"
        raise BadInput(Diagnostic("E127", what, node.place, expected, did_you_mean(name, groups)))

    def groups(self, whole: Pool, column: str, node: Node) -> dict[str, list[Cell]]:
        """Return the cells of a pool by their group in a column; raises BadInput (E128)."""
        found: dict[str, list[Cell]] = {}
        for c in whole.cells:
            group = c.group(column)
            if group is None and c.unit and whole.units and whole.units.table:
                group = str(cell(whole.units.table, column, c.unit) or "")
            if group:
                found.setdefault(group, []).append(c)
        if found:
            return found
        what = f'{whole.name} is not divided by "{column}"'
        known = ", ".join(dict.fromkeys(col for c in whole.cells for col, _ in c.traits if col))
        raise BadInput(Diagnostic("E128", what, node.place, known or "a composition"))

    def _each_group(self, subject: Subject) -> list[Pool]:
        whole = self.whole(subject.inside, subject)
        groups = self.groups(whole, subject.column, subject)
        return [whole.part(f"{g} in {whole.name}", cells) for g, cells in groups.items()]

    def _together(self, parts: list[Pool], node: Node) -> Pool:
        kinds = {p.kind for p in parts}
        if "units" in kinds and len(kinds) > 1:
            what = "units and members of a body are not counted together"
            raise BadInput(Diagnostic("E129", what, node.place, "bodies, or units"))
        cells = dict.fromkeys(c for p in parts for c in p.cells)
        name = ", ".join(p.name for p in parts)
        return Pool(name, parts[0].kind, tuple(cells), parts[0].units)

    # ------------------------------------------------------------------ sets

    def set_pool(self, name: str, node: Node) -> Pool:
        """Return the members of a set as a pool."""
        decl = self.book.sets[name][0]
        root = self._root(decl)
        whole = self.whole(root, node)
        keys, chosen = self.set_members(name, node)
        cells = [c for c in whole.cells if c.unit in keys or c in chosen]
        return whole.part(name, cells)

    def _root(self, decl: SetOf) -> str:
        return self._root(self.book.sets[decl.of][0]) if decl.of in self.book.sets else decl.of

    def set_members(self, name: str, node: Node) -> tuple[frozenset[str], frozenset[Cell]]:
        """Return a set's unit keys or cells; raises BadInput (E132) for two definitions."""
        found = self.book.sets[name]
        if len(found) > 1:
            what = f'the set "{name}" has several definitions'
            choices = ", ".join(f'"{d.definition}"' for d in found)
            raise BadInput(Diagnostic("E132", what, node.place, choices))
        return self.defined_members(found[0])

    def defined_members(self, decl: SetOf) -> tuple[frozenset[str], frozenset[Cell]]:
        """Return the unit keys, or the cells of a body, of one definition of a set."""
        root = self._root(decl)
        if root in self.book.units:
            units = self.unit_list(root)
            keys = self.model.once(
                ("set", id(decl), id(units)), lambda: self._unit_set(decl, units)
            )
            return keys, frozenset()
        whole = self.pool(root, decl)
        cells = whole.cells
        for name in decl.names:
            self.named_part(whole, name, decl)
        for test in decl.where.filters if decl.where else ():
            self.groups(whole, test.column, test)
        if decl.of in self.book.sets:
            within = self.defined_members(self.book.sets[decl.of][0])[1]
            cells = tuple(c for c in cells if c in within)
        return frozenset(), frozenset(c for c in cells if _in_set(c, decl))

    def _unit_set(self, decl: SetOf, units: UnitList) -> frozenset[str]:
        if decl.names:
            keys = {n: units.find(n) for n in decl.names}
            wrong = [unknown_unit(units, n, decl) for n, key in keys.items() if key is None]
            if wrong:
                raise BadInput(wrong)
            found = {key for key in keys.values() if key is not None}
        else:
            assert decl.where is not None
            if units.table is None:
                what = f"{units.name} is a list of names and has no columns"
                raise BadInput(Diagnostic("E112", what, decl.place, "units of a table"))
            found = set(kept(units.table, decl.where))
        if decl.of in self.book.sets:
            found &= self.defined_members(self.book.sets[decl.of][0])[0]
        return frozenset(found)


def _in_set(c: Cell, decl: SetOf) -> bool:
    if decl.where is None:
        return any(c.belongs(name) for name in decl.names)
    joined = any if decl.where.joined == "or" else all
    return joined((c.group(f.column) == f.value) is not f.is_not for f in decl.where.filters)


class Mould(Protocol):
    """Changes who votes in a pool; the views are one (see compile_views)."""

    def cells(self, pool: Pool) -> Pool:
        """Return the pool as the view sees it."""
