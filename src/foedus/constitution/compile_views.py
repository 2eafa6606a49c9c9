"""Views: the voters of a game are others than the members, who are moulded into blocs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from foedus.constitution.bind_bodies import Cell
from foedus.constitution.bind_units import UnitList
from foedus.constitution.compile_scope import Mould, Pool, Scope
from foedus.constitution.syntax import Assuming, Bloc, EachWith, Others, View, pick
from foedus.errors import BadInput, Diagnostic, did_you_mean


class ViewMould(Mould):
    """Replaces the cells of each body by what the voters of the view hold in it.

    Bodies that the view does not mention keep their members as voters.
    """

    def __init__(self, scope: Scope, view: View) -> None:
        self.scope, self.view = scope, view
        self.units: dict[str, UnitList] = {}
        self.groups: set[str] = set()
        self.columns: set[str] = set()
        for name in view.voters:
            self._voters(name)
        for line in pick(view.details, Assuming):
            scope.assume(line.text)

    def _voters(self, name: str) -> None:
        book = self.scope.book
        root = name
        while root in book.sets:
            root = book.sets[root][0].of
        if root in book.units:
            self.units[root] = self.scope.unit_list(root)
        elif name in book.bodies or name in book.electorates or name in book.persons:
            return
        else:
            self.groups.add(name)
            self.columns.add(name)

    def cells(self, pool: Pool) -> Pool:
        """Return the pool with the votes of the view's voters."""
        cells = list(pool.cells)
        for line in pick(self.view.details, EachWith):
            if line.body == pool.name:
                cells = self._each_with(cells, line)
        for other in pick(self.view.details, Others):
            if other.name == pool.name:
                cells = self._others(cells, other)
        if tuple(cells) == pool.cells:
            return pool
        if self.scope.votes_after.get(pool.name):
            self.scope.assume(f"View {self.view.name}: a bloc votes the same after an election.")
        return replace(pool, cells=tuple(cells), units=pool.units or self._one_units())

    def _one_units(self) -> UnitList | None:
        return next(iter(self.units.values())) if len(self.units) == 1 else None

    def _each_with(self, cells: list[Cell], line: EachWith) -> list[Cell]:
        how = "as one bloc" if line.bloc is Bloc.AS_ONE else line.bloc.value.removeprefix("voting ")
        self.scope.assume(
            f"View {self.view.name}: each of {', '.join(self.view.voters)} votes with its part of "
            f"{line.body} {how}."
        )
        if line.column:
            return self._by_column(cells, line)
        if not any(self._owner(c) for c in cells):
            what = f"the members of {line.body} are not divided by {', '.join(self.view.voters)}"
            help = "give the column: each with COLUMN of BODY as of DATE, voting as one bloc"
            raise BadInput(Diagnostic("E150", what, line.place, "a composition by unit", help))
        return [self._owned(c, line) for c in cells]

    def _owned(self, c: Cell, line: EachWith) -> Cell:
        owner = self._owner(c)
        if owner is None:
            return c
        voter, label, unit = owner
        return _bloc(c, line.bloc, voter, label, unit)

    def _owner(self, c: Cell) -> tuple[str, str, str] | None:
        """Return the view's voter that a cell belongs to: name, label, unit key."""
        for units in self.units.values():
            keys = [c.unit] if c.unit in units.labels else []
            keys += [k for _, g in c.traits if g and (k := units.find(g)) is not None]
            if keys:
                return units.voter(keys[0]), units.labels[keys[0]], keys[0]
        for column, group in c.traits:
            if group and (group in self.groups or column in self.columns):
                return group, group, c.unit
        return None

    def _by_column(self, cells: list[Cell], line: EachWith) -> list[Cell]:
        units = self._one_units()
        if units is None or units.table is None:
            what = f'"{line.column}" needs one list of units as the voters'
            raise BadInput(Diagnostic("E151", what, line.place, "voters are UNITS"))
        if len(cells) != 1:
            what = f"{line.body} is divided into groups; whose seats are those of each unit?"
            help = f"each with its members of {line.body}, from a composition by unit"
            raise BadInput(Diagnostic("E152", what, line.place, "a body without groups", help))
        whole = cells[0]
        seats = units.weights(line.column, line.as_of, line)
        held = sum(seats.values(), Fraction(0))
        if held > whole.seats or any(s.denominator != 1 for s in seats.values()):
            what = f"the units hold {held} seats of the {whole.seats} of {line.body}"
            raise BadInput(Diagnostic("E153", what, line.place, "whole seats, at most all"))
        return self._with_rest(whole, {k: int(s) for k, s in seats.items()}, units, line)

    def _with_rest(
        self, whole: Cell, seats: dict[str, int], units: UnitList, line: EachWith
    ) -> list[Cell]:
        closed = {units.find(n) for n in self.scope.switch.closed(units.decl)}
        closed |= {k for k in seats if self.scope.switch.filled.get(units.voter(k)) == 0}
        parts = []
        for key, count in seats.items():
            label = units.labels[key]
            filled = 0 if key in closed else count
            part = Cell(f"{line.body}: {label}", count, filled, (), label, key)
            parts.append(_bloc(part, line.bloc, units.voter(key), label, key))
        rest = whole.seats - sum(seats.values())
        vacant = whole.seats - whole.filled - sum(c.seats - c.filled for c in parts)
        if not 0 <= vacant <= rest or (vacant and not rest):
            what = f"{whole.seats - whole.filled} seats of {line.body} are vacant: in which units?"
            help = "say `no vote held in UNIT as of DATE` in the units"
            raise BadInput(Diagnostic("E154", what, line.place, "the units", help))
        if vacant:
            self.scope.assume(f"{vacant} vacant seats of {line.body} are not those of a unit.")
        if rest:
            name = f"{line.body}: other members"
            parts.append(Cell(name, rest, rest - vacant, label="other members"))
        return [c for c in parts if c.seats]

    def _others(self, cells: list[Cell], line: Others) -> list[Cell]:
        who = f"the other members of {line.name}" if line.rest else line.name
        self.scope.assume(f"View {self.view.name}: {who} {line.bloc.value}.")
        if not line.rest:
            return [self._other(c, line) for c in cells]
        return [c if self._mine(c) else self._other(c, line) for c in cells]

    def _mine(self, c: Cell) -> bool:
        return bool(c.unit) or self._owner(c) is not None

    def _other(self, c: Cell, line: Others) -> Cell:
        if line.bloc is Bloc.BY_UNIT:
            owner = self._owner(c)
            if owner is None:
                return c
            return _bloc(c, Bloc.AS_ONE, *owner)
        name = f"{line.name}: other members" if line.rest else line.name
        return _bloc(c, line.bloc, name, name, "")


def _bloc(c: Cell, how: Bloc, voter: str, label: str, unit: str) -> Cell:
    if how in (Bloc.YES, Bloc.NO):
        return replace(c, fixed=how is Bloc.YES, unit=unit)
    if how is Bloc.ONE_BY_ONE:
        return replace(c, unit=unit)
    return replace(c, voter=voter, label=label, unit=unit, bloc=True)


def apply_view(scope: Scope, name: str, procedure: str) -> None:
    """Mould every pool of a scope by a view; raises BadInput (E111) where there is none."""
    view = scope.book.view(name, procedure)
    known = {
        *scope.book.bodies, *scope.book.electorates, *scope.book.persons,
        *scope.book.units, *scope.book.sets,
    }  # fmt: skip
    wrong = [
        Diagnostic("E155", f'the view speaks of "{line.name}", which does not vote', line.place,
                   ", ".join(sorted(known)), did_you_mean(line.name, known))
        for line in pick(view.details, Others)
        if line.name not in known
    ]  # fmt: skip
    if wrong:
        raise BadInput(wrong)
    scope.mould = ViewMould(scope, view)
