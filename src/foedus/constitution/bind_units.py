"""Units bound to their table: keys, labels, aliases, dated weights, filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.constitution.model import Model
from foedus.constitution.syntax import Filter, Node, Op, Units, Where
from foedus.country import Table
from foedus.errors import BadInput, Diagnostic, did_you_mean

#: Looks up one cell of a column by the key of its row.
Reader = Callable[[str], Fraction | str | None]

_HOLDS = {
    Op.MORE_THAN: lambda a, b: a > b,
    Op.AT_LEAST: lambda a, b: a >= b,
    Op.AT_MOST: lambda a, b: a <= b,
    Op.LESS_THAN: lambda a, b: a < b,
    Op.EXACTLY: lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of one `units` statement, in table order: key -> label."""

    decl: Units
    labels: Mapping[str, str]
    table: Table | None = field(repr=False)

    @property
    def name(self) -> str:
        """The name of the list."""
        return self.decl.name

    def voter(self, key: str) -> str:
        """Return the name of the voter a unit is: "Provinces: Alpha"."""
        return f"{self.name}: {self.labels[key]}"

    def find(self, name: str) -> str | None:
        """Return the key of a unit named by key, label or alias, or None."""
        if self.table is None:
            return name if name in self.labels else None
        try:
            return self.table.find(name)
        except BadInput:
            return None

    def weights(self, column: str, as_of: str, node: Node) -> dict[str, Fraction]:
        """Return a weight for every unit; the date is that of the threshold or of the statement.

        Raises BadInput: the units are a list of names (E112), no such column or date, or a blank
        cell (E21x, from the table).
        """
        if self.table is None:
            what = f'{self.name} is a list of names and has no column "{column}"'
            raise BadInput(Diagnostic("E112", what, node.place, "units of a table"))
        return self.table.column(column, self.date(column, as_of, node) or None).numbers()

    def date(self, column: str, as_of: str, node: Node) -> str:
        """Return the date of a weight: as spoken here, else as declared.

        Raises BadInput (E113) where several dates are declared and none is spoken.
        """
        if as_of:
            return as_of
        dates = [w.as_of for w in self.decl.weights if w.column == column]
        if len(dates) > 1:
            what = f'"{column}" is declared as of {" and as of ".join(dates)}'
            help = f"write {column} as of {dates[0]}"
            raise BadInput(Diagnostic("E113", what, node.place, "one date", help))
        return dates[0] if dates else ""


def bind_units(model: Model, decl: Units) -> UnitList:
    """Return the units of a statement: its list of names, or the rows its filter keeps."""
    return model.of_node("units", decl, lambda: _bound(model, decl))


def _bound(model: Model, decl: Units) -> UnitList:
    if not decl.table:
        return UnitList(decl, {name: name for name in decl.names}, None)
    table = model.tables.get(decl.table)
    if table is None:
        what = f'the table "{decl.table}" of {decl.name} was not loaded'
        raise BadInput(Diagnostic("E114", what, decl.place, "a table beside the file"))
    if decl.where is not None:
        table = table.only(kept(table, decl.where))
    if not table.units:
        what = f"no row of {decl.table} is one of {decl.name}"
        raise BadInput(Diagnostic("E115", what, decl.place, "a filter that some row meets"))
    return UnitList(decl, dict(table.labels), table)


def kept(table: Table, where: Where) -> list[str]:
    """Return the keys of the rows that meet the filters, in table order.

    Raises BadInput (E116) for a row of which it is unknown whether it meets them.
    """
    found: list[str] = []
    unknown: list[str] = []
    readers = [(f, reader(table, f.column, f.as_of), _per(table, f)) for f in where.filters]
    for key in table.units:
        verdict = _meets(where, [_row_meets(key, f, own, per) for f, own, per in readers])
        if verdict is None:
            unknown.append(table.labels[key])
        elif verdict:
            found.append(key)
    if unknown:
        what = f"it is unknown whether {', '.join(unknown)} belong: a cell is blank"
        help = "fill the cell with its source, or name the units of the set"
        raise BadInput(Diagnostic("E116", what, where.place, "a figure for every row", help))
    return found


def _meets(where: Where, verdicts: list[bool | None]) -> bool | None:
    decisive = where.joined == "or"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def _per(table: Table, test: Filter) -> Reader | None:
    return reader(table, test.per, test.as_of) if test.per else None


def _row_meets(key: str, test: Filter, own: Reader, per: Reader | None) -> bool | None:
    value = own(key)
    if test.op is None:
        return None if value is None else (str(value) == test.value) is not test.is_not
    if per is not None and value is not None:
        base = _number(per(key), test)
        if not base:
            return None
        value = _number(value, test) / base
    if value is None or test.amount is None:
        return None
    return bool(_HOLDS[test.op](_number(value, test), test.amount))


def _number(value: Fraction | str | None, test: Filter) -> Fraction:
    if isinstance(value, str):
        what = f'"{test.column}" is a column of text'
        raise BadInput(Diagnostic("E117", what, test.place, "a column of numbers"))
    return value or Fraction(0)


def reader(table: Table, column: str, as_of: str = "") -> Reader:
    """Return the look-up of a column by key; the key and label columns are columns too."""
    if column == table.meta.key:
        return lambda key: key
    if column == table.meta.label:
        return lambda key: table.labels[key]
    found = table.column(column, as_of or None)
    return lambda key: found[key]


def cell(table: Table, column: str, key: str, as_of: str = "") -> Fraction | str | None:
    """Return one cell; the key and label columns are columns too."""
    return reader(table, column, as_of)(key)


def unknown_unit(units: UnitList, name: str, node: Node) -> Diagnostic:
    """Return the error for a name that is no unit of the list (E118)."""
    hint = did_you_mean(name, [*units.labels, *units.labels.values()])
    what = f'"{name}" is not one of {units.name}'
    return Diagnostic("E118", what, node.place, "a unit by key, name or alias", hint)
