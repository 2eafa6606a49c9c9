"""Units that join or leave the table of a constitution: its text stays, its shares follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from foedus.constitution.compile import Compiled
    from foedus.constitution.model import Model
    from foedus.country import Table

#: What both counts take for granted beside what the procedure assumes.
STAYS = (
    "the text stays as it is: shares follow the units that are there, numbers written in the text "
    "and the seats of bodies stay"
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A unit that joins, with its cells as written, by column."""

    name: str
    cells: Mapping[str, str]


def two_rules(
    model: Model, second: Model, procedure: str, *, view: str, unit: str
) -> tuple[Compiled, Compiled]:
    """Return a procedure before and after its units change.

    Raises BadInput: a reading left open or the same rule twice (E358), what compiling raises.
    """
    from foedus.cli.power_shared import refuse
    from foedus.constitution.compile import variants

    found = []
    for one in (model, second):
        every = list(variants(one, procedure, view=view or None, unit=unit or None))
        if len(every) > 1:
            known = "; ".join(", ".join(c.reading.values()) for c in every)
            what = f'the text of "{procedure}" can be read in {len(every)} ways'
            refuse("E358", what, "FILE", "one of them, as FILE#READING", known)
        found += every
    if found[0].rule == found[1].rule:
        what = f'who joins or leaves has no vote in "{procedure}": nothing changes'
        refuse("E358", what, "--join and --leave", "a unit that takes part")
    return found[0], found[1]


def unit_tables(model: Model) -> dict[str, Table]:
    """Return the tables that the units of a constitution stand in; raises BadInput (E358)."""
    from foedus.cli.power_shared import refuse

    named = [u.table for u in model.book().units.values() if u.table]
    found = {name: model.tables[name] for name in dict.fromkeys(named)}
    if not found:
        what = "no units of this constitution stand in a table"
        refuse("E358", what, "FILE", "a constitution with a table of its units")
    return found


def without(model: Model, names: Iterable[str]) -> Model:
    """Return the constitution after units left its tables; raises BadInput with all faults (E358).

    A unit is named by key, label or alias.
    """
    from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

    tables, faults = unit_tables(model), []
    gone: dict[str, set[str]] = {name: set() for name in tables}
    for name in names:
        keys = {file: key for file, table in tables.items() if (key := _found(table, name))}
        for file, key in keys.items():
            gone[file].add(key)
        if not keys:
            known = [label for t in tables.values() for label in (*t.units, *t.labels.values())]
            what, hint = f'no unit "{name}"', did_you_mean(name, known)
            faults.append(Diagnostic("E358", what, Place("--leave"), "the name of a unit", hint))
    if not faults and any(gone[f] == set(t.units) for f, t in tables.items()):
        faults.append(Diagnostic("E358", "nobody would be left", Place("--leave"), "fewer names"))
    if faults:
        raise BadInput(faults)
    left = {f: t.only(set(t.units) - gone[f]) for f, t in tables.items()}
    return replace(model, tables={**model.tables, **left})


def _found(table: Table, name: str) -> str | None:
    from foedus.errors import BadInput

    try:
        return table.find(name)
    except BadInput:
        return None


def with_units(model: Model, new: Iterable[Newcomer]) -> Model:
    """Return the constitution after units joined its tables; raises BadInput (E358, E212, E214).

    Each joins the tables that have all of its columns; a cell not given stays unknown.
    """
    from foedus.errors import BadInput, Diagnostic, Place

    tables, faults = unit_tables(model), []
    for unit in new:
        if any(_found(t, unit.name) for t in tables.values()):
            faults.append(f"already a unit: {unit.name}")
            continue
        wide = [f for f, t in tables.items() if set(unit.cells) <= _columns(t)]
        if not wide:
            known = sorted({c for t in tables.values() for c in _columns(t)})
            faults.append(f"{unit.name}: no table has {', '.join(unit.cells)} ({', '.join(known)})")
        for file in wide:
            tables[file], wrong = _longer(tables[file], unit)
            faults += wrong
    if faults:
        expected = "NAME: COLUMN=FIGURE, COLUMN=FIGURE of the table of units"
        raise BadInput([Diagnostic("E358", f, Place("--join"), expected) for f in faults])
    return replace(model, tables={**model.tables, **tables})


def _columns(table: Table) -> set[str]:
    return {word for meta in table.column_meta.values() for word in (meta.name, meta.header)}


def _longer(table: Table, unit: Newcomer) -> tuple[Table, list[str]]:
    """Return a table with one more row, and what is wrong with its cells."""
    from foedus.power.bare import parse_weight

    cells: dict[str, Fraction | str] = {}
    wrong = []
    for word, text in unit.cells.items():
        meta = table.column(word).meta
        value = parse_weight(text) if meta.numeric else text
        if value is None:
            wrong.append(f'{unit.name}: "{text}" is no figure of {meta.header}')
        else:
            cells[meta.header] = value
    return table.with_row(unit.name, unit.name, cells), wrong
