"""Who a name stands for in a compiled rule: bodies, groups, units, sets, persons; their prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm

from foedus.constitution.bind_bodies import Cell
from foedus.constitution.bind_units import UnitList
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.syntax import Electorate
from foedus.errors import BadInput
from foedus.rules.gates import Rule


class Names:
    """Collects, for every name the constitution declares, the voters it stands for.

    A name that stands for no voter is kept with none: it has no vote. A unit is itself (and, in a
    view, the seats it holds); its residents are "Alpha in People". The first kind of a name wins:
    unit, then body, electorate, person, set, group.
    """

    def __init__(self, scope: Scope, rule: Rule) -> None:
        self.scope = scope
        self.present = {v.name for v in rule.voters}
        self.members: dict[str, tuple[str, ...]] = {}
        self.kinds: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._units()
        self._pools()
        self._sets()
        for name in rule.names:
            self._add(name, "voter", [name])

    def _add(self, name: str, kind: str, voters: Iterable[str]) -> None:
        if not name or self.kinds.setdefault(name, kind) != kind:
            return
        old = self.members.get(name, ())
        found = [v for v in voters if v in self.present and v not in old]
        self.members[name] = (*old, *dict.fromkeys(found))

    def _units(self) -> None:
        for name in self.scope.book.units:
            units = self.scope.unit_list(name)
            for key, label in units.labels.items():
                voter = units.voter(key)
                self.labels[voter] = label
                aliases = units.table.meta.aliases.get(key, ()) if units.table else ()
                for spoken in dict.fromkeys((label, key, voter, *aliases)):
                    self._add(spoken, "unit", [voter])
            self._add(name, "units", [units.voter(k) for k in units.labels])

    def _pools(self) -> None:
        book = self.scope.book
        kinds = (
            ("body", book.bodies), ("electorate", book.electorates), ("person", book.persons),
            ("organ", book.organs),
        )  # fmt: skip
        for kind, declared in kinds:
            for name in declared:
                pools = self._all(name) if kind != "organ" else []
                cells = [c for p in pools for c in p.cells if c.fixed is None]
                self._add(name, kind, [c.voter for c in cells])
                for c in cells:
                    self._cell(name, c, pools[0])

    def _all(self, name: str) -> list[Pool]:
        """Return a body's pool before and after every election the procedure holds."""
        pools = sorted(self.scope.pools.items(), key=lambda item: item[0][1])
        found = [pool for (owner, _), pool in pools if owner == name]
        if found:
            return found
        try:
            return [self.scope.pool(name, self.scope.book.constitution)]
        except BadInput:  # a body that takes no part here, and could not be bound
            return []

    def _cell(self, body: str, c: Cell, pool: Pool) -> None:
        self.labels.setdefault(c.voter, c.label or c.voter)
        self._add(c.voter, self.kinds.get(c.voter, "group"), [c.voter])
        if c.unit and pool.units is not None and pool.kind != "units":
            label = pool.units.labels.get(c.unit, c.unit)
            self._add(f"{label} in {body}", "group", [c.voter])
        for _, group in c.traits:
            self._add(f"{group} in {body}", "group", [c.voter])
            if self.kinds.get(group, "group") == "group":
                self._add(group, "group", [c.voter])

    def _sets(self) -> None:
        for name, definitions in self.scope.book.sets.items():
            for decl in definitions:
                keys, cells = self.scope.defined_members(decl)
                units = next((u for u in map(self._list, self._roots(decl.of)) if u), None)
                found = [units.voter(k) for k in units.labels if k in keys] if units else []
                found += sorted(c.voter for c in cells)
                full = f"{name} as {decl.definition}" if decl.definition else name
                self._add(full, "set", found)
                if len(definitions) == 1:
                    self._add(name, "set", found)

    def _roots(self, name: str) -> list[str]:
        while name in self.scope.book.sets:
            name = self.scope.book.sets[name][0].of
        return [name]

    def _list(self, name: str) -> UnitList | None:
        return self.scope.unit_list(name) if name in self.scope.book.units else None


def prices(scope: Scope, rule: Rule) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return, by column, the integer price of one member of each voter, and the column's total.

    "population as of 2021" for every numeric column known for all units, and "population" where
    it has one date or one is declared as a weight; fractions are scaled to integers.
    """
    found: dict[str, dict[str, int]] = {}
    totals: dict[str, int] = {}
    present = set(rule.names)
    for name in scope.book.units:
        units = scope.unit_list(name)
        voters = {units.voter(k): k for k in units.labels if units.voter(k) in present}
        for spoken, values in dict(_columns(scope, units)).items() if voters else []:
            scale = lcm(*(v.denominator for v in values.values()))
            whole = {k: v.numerator * (scale // v.denominator) for k, v in values.items()}
            row = {v: whole[k] for v, k in voters.items()}
            found.setdefault(spoken, {}).update(row)
            totals[spoken] = totals.get(spoken, 0) + sum(whole.values())
    for decl in scope.book.electorates.values():
        _people(scope, decl, present, found, totals)
    return {c: row for c, row in found.items() if row}, totals


def _columns(scope: Scope, units: UnitList) -> Iterator[tuple[str, dict[str, Fraction]]]:
    """Yield every name of every column that counts something, with its values by unit."""
    if units.table is None:
        return
    whole = scope.model.tables[units.decl.table].column_meta
    adds_up = [m for m in whole.values() if m.kind == "integer" or m.total is not None]
    for name in dict.fromkeys(m.name for m in adds_up if m.numeric):
        dates = units.table.vintages(name)
        declared = [w.as_of for w in units.decl.weights if w.column == name]
        for date in dates:
            try:
                values = units.table.column(name, date).numbers()
            except BadInput:  # a blank cell: the column prices nobody
                continue
            yield f"{name} as of {date}", values
            of_date = [d for d in declared if date.startswith(d)]
            for spoken in of_date:
                yield f"{name} as of {spoken}", values
            if len(dates) == 1 or (of_date and len(declared) == 1):
                yield name, values


def _people(
    scope: Scope,
    decl: Electorate,
    present: set[str],
    found: dict[str, dict[str, int]],
    totals: dict[str, int],
) -> None:
    """Price citizens: one each where they are voters, all of them where a unit votes as a bloc."""
    try:
        pool = scope.pool(decl.name, decl)
    except BadInput:  # citizens who take no part here, and could not be bound
        return
    row = {c.voter: c.filled if c.bloc else 1 for c in pool.cells if c.voter in present}
    if row and pool.sized:
        found[decl.name] = row
        totals[decl.name] = sum(c.seats for c in pool.cells)
