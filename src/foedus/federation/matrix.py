"""Matters and powers as a matrix: matter x level x function x unit, each cell with its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from foedus.answer import Answer, Label
from foedus.constitution.load_powers import PowerRow
from foedus.constitution.model import Model
from foedus.constitution.power_units import lists as lists
from foedus.constitution.power_units import unit_names as unit_names
from foedus.constitution.syntax import ConflictRule, Function, Level, Matters, Powers
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.federation.standard import ALIASES, standard

#: Levels that say that several act, and how.
JOINT = (Level.CONCURRENT, Level.SHARED, Level.FRAMEWORK, Level.PARALLEL)


@dataclass(frozen=True, slots=True)
class Cell(Answer):
    """One entry: a level, its functions, the units it holds in (none: everywhere), the article.

    `residual`: it follows from the clause on any other matter. `status` says whether the article
    was read ("verified", "unverified"; "" where the text itself says it in a sentence), `source`
    where it was read, if the table says so.
    """

    matter: str
    level: Level
    functions: tuple[Function, ...]
    article: str
    units: tuple[str, ...] = ()
    residual: bool = False
    status: str = ""
    note: str = ""
    source: str = ""
    place: Place = field(default=Place(""), compare=False, repr=False)

    def holds(self, function: Function | None, unit: str) -> bool:
        """Return whether the entry speaks of this function and holds in this unit.

        Without a unit it is asked what holds in every unit; see `Matrix.special`.
        """
        fits = function is None or function in self.functions
        return fits and (not self.units or unit in self.units)


@dataclass(frozen=True, slots=True)
class Matrix(Answer):
    """The powers of one text. `conflict` are the articles of its rules of conflict, by level."""

    name: str
    file: str
    matters: tuple[str, ...]
    cells: tuple[Cell, ...] = field(repr=False)
    residual: tuple[Cell, ...] = field(repr=False)
    conflict: tuple[tuple[str, str], ...]
    label: Label = Label.EXACT
    method: str = "the powers that the text names; any other matter by its residual clause"
    reference: str = "Watts 2008, Comparing Federal Systems, ch. 5"

    def of(self, matter: str, function: Function | None = None, unit: str = "") -> tuple[Cell, ...]:
        """Return who holds a matter (a function of it; in a unit); the residual clause if nobody.

        A function that no entry of the matter names does not fall to the residual clause: the
        matter is named. An entry of the level `none` says that the text gives it to nobody.
        """
        own = [c for c in self.cells if c.matter == matter]
        own = own or [c for c in self.cells if c.matter == ALIASES.get(matter)]
        found = tuple(c for c in own if c.holds(function, unit))
        if own:
            return found
        return tuple(c for c in self.residual if c.holds(function, unit))

    def special(self, matter: str) -> tuple[Cell, ...]:
        """Return the entries that hold in some units only (asymmetry)."""
        return tuple(c for c in self.cells if c.matter == matter and c.units)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each matter, function and entry; residual ones once, last."""
        found = []
        for cell in (*self.cells, *self.residual):
            for function in cell.functions:
                found.append(
                    {
                        "matter": cell.matter or "any other matter",
                        "function": str(function),
                        "level": str(cell.level),
                        "units": list(cell.units),
                        "article": cell.article,
                        "status": cell.status,
                        "note": cell.note,
                        "source": cell.source,
                    }
                )
        return found


def matrix(model: Model) -> Matrix:
    """Return the matrix of a text: its `power` sentences, then the rows of its tables of powers."""
    cells = list(_cells(model))
    named = [c for c in cells if not c.residual]
    held = {c.matter for c in named}
    book = model.book()
    listed = [
        n
        for n in (
            *(n for m in model.constitution.all(Matters) for n in m.names),
            *(n for p in book.procedures.values() for d in p.decides for n in d.matters),
        )
        if ALIASES.get(n, n) not in held or n in held
    ]
    return Matrix(
        model.constitution.name,
        model.file,
        tuple(dict.fromkeys([*(c.matter for c in named), *listed])),
        tuple(named),
        tuple(c for c in cells if c.residual),
        tuple((str(r.level), r.article) for r in model.constitution.all(ConflictRule)),
    )


def _cells(model: Model) -> Iterator[Cell]:
    names = unit_names(model)
    for power in model.constitution.all(Powers):
        yield _cell(PowerRow(power), names)
    for row in model.power_rows:
        yield _cell(row, names)


def _cell(row: PowerRow, names: dict[str, str]) -> Cell:
    power = row.power
    units = tuple(names.get(u, u) for u in power.units)
    return Cell(
        power.matter,
        power.level,
        power.functions,
        power.article,
        units,
        power.residual,
        row.status,
        row.note,
        row.source,
        power.place,
    )


def unit(model: Model, name: str) -> str:
    """Return the label of a unit by any of its names; raises BadInput (E871)."""
    known = unit_names(model)
    if name in known:
        return known[name]
    place = model.constitution.place
    what = f'"{name}" is no unit of {model.constitution.name}'
    expected = ", ".join(list(dict.fromkeys(known.values()))[:8]) or "a unit of the text"
    raise BadInput(Diagnostic("E871", what, place, expected, did_you_mean(name, known)))


def known_matter(matrices: Iterable[Matrix], matter: str) -> str:
    """Return a matter that some text or the standard list names; raises BadInput (E870)."""
    texts = list(matrices)
    known = {m for x in texts for m in x.matters}
    if matter in known:
        return matter
    listed = standard(matter)
    if listed is not None:
        return listed.name
    what = f'no text and no list names the matter "{matter}"'
    place = Place(texts[0].file if texts else "")
    expected = ", ".join(sorted(known)[:12])
    hint = did_you_mean(matter, known) or "`foedus powers matters` lists the standard names"
    raise BadInput(Diagnostic("E870", what, place, expected, hint))
