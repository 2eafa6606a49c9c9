"""A constitution with its tables: what is declared, in the version of a date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from foedus.constitution.load_powers import PowerRow
from foedus.constitution.syntax import (
    Body,
    Constitution,
    Electorate,
    InForce,
    Node,
    Organ,
    Person,
    Procedure,
    Reading,
    SetOf,
    Units,
    View,
)
from foedus.country import Table
from foedus.errors import BadInput, Diagnostic, did_you_mean


@dataclass(frozen=True, slots=True)
class CellTable:
    """A cross-table without a sidecar: the cells of a body's composition, as text by column."""

    file: str
    columns: Mapping[str, tuple[str, ...]]
    digest: str


@dataclass(frozen=True, slots=True)
class Model:
    """A constitution, the tables it names (by the name in the text) and the digest of each file.

    `power_rows` are the rows of its tables of powers.
    `as_of` and `reading` are what the address chose (`FILE@2018-06-01`, `FILE#A`); they are the
    defaults of `compile_procedure`.
    """

    constitution: Constitution
    tables: Mapping[str, Table] = field(default_factory=dict, repr=False)
    cells: Mapping[str, CellTable] = field(default_factory=dict, repr=False)
    digests: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    as_of: str = ""
    reading: Mapping[str, str] = field(default_factory=dict)
    power_rows: tuple[PowerRow, ...] = field(default=(), repr=False)
    _books: dict[str, Book] = field(default_factory=dict, init=False, repr=False, compare=False)
    _found: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def book(self, as_of: str | None = None) -> Book:
        """Return what the constitution declares on a date (default: the address's), read once."""
        date = self.as_of if as_of is None else as_of
        if date not in self._books:
            self._books[date] = Book(self.constitution, date)
        return self._books[date]

    def once(self, key: object, find: Callable[[], T]) -> T:
        """Return what `find` finds of this model under a key, found once; errors are not kept."""
        if key not in self._found:
            self._found[key] = find()
        found: T = self._found[key]
        return found

    def taken(self, key: object) -> Any:
        """Return what was found under a key and forget it; None where nothing was."""
        return self._found.pop(key, None)

    def of_node(self, what: str, node: Node, find: Callable[[], T]) -> T:
        """Return what `find` finds of one node of the text, found once.

        The node is kept with it: its id comes back no sooner than the model goes.
        """
        return self.once((what, id(node)), lambda: (node, find()))[1]


D = TypeVar("D", bound=Node)
T = TypeVar("T")


def day(date: str, *, last: bool = False) -> str:
    """Return a date as a full day: the first (or last) one that `2014` or `2014-05` names."""
    ends = ("-12", "-31") if last else ("-01", "-01")
    return date + "".join(ends[date.count("-") :])


def holds(version: InForce | None, as_of: str) -> bool:
    """Return whether a dated version is in force on `as_of` (until: the first day it is not)."""
    if version is None:
        return True
    after = day(version.start) <= day(as_of, last=True)
    return after and not (version.until and day(version.until) <= day(as_of))


def in_force(versions: list[D], as_of: str) -> D | None:
    """Return the version in force on a date; without one, the version that holds last."""
    dated = [(next((d for d in _details(v) if isinstance(d, InForce)), None), v) for v in versions]
    if as_of:
        found = [v for version, v in dated if holds(version, as_of)]
        return found[0] if found else None
    return max(dated, key=lambda p: day(p[0].start) if p[0] else "")[1] if dated else None


def _details(node: Node) -> Iterable[object]:
    details: Iterable[object] = getattr(node, "details", ())
    return details


class Book:
    """Looks up what a constitution declares, by name, in the version of a date."""

    def __init__(self, constitution: Constitution, as_of: str = "") -> None:
        self.constitution = constitution
        self.as_of = as_of
        self.bodies = self._named(Body)
        self.electorates = self._named(Electorate)
        self.persons = self._named(Person)
        self.units = self._named(Units)
        self.organs = self._named(Organ)
        self.readings = self._named(Reading)
        self.procedures = self._named(Procedure)
        self.sets: dict[str, list[SetOf]] = {}
        for node in constitution.all(SetOf):
            self.sets.setdefault(node.name, []).append(node)
        self.views = constitution.all(View)
        #: id of a procedure -> itself and every node it leads to (see `readings.with_others`).
        self.nodes_of: dict[int, tuple[Procedure, tuple[Node, ...]]] = {}
        self._versions: dict[str, list[Procedure]] = {}
        for procedure in constitution.procedures:
            self._versions.setdefault(procedure.name, []).append(procedure)

    def _named(self, kind: type[D]) -> dict[str, D]:
        versions: dict[str, list[D]] = {}
        for node in self.constitution.all(kind):
            versions.setdefault(str(getattr(node, "name", "")), []).append(node)
        chosen = {name: in_force(nodes, self.as_of) for name, nodes in versions.items()}
        return {name: node for name, node in chosen.items() if node is not None}

    def versions(self, name: str) -> list[Procedure]:
        """Return every dated version of a procedure, in file order."""
        return self._versions.get(name, [])

    def procedure(self, name: str) -> Procedure:
        """Return a procedure in the version of the date.

        Raises BadInput (E110) where there is none of this name, or none in force.
        """
        if name in self.procedures:
            return self.procedures[name]
        known = {p.name for p in self.constitution.procedures}
        place = self.constitution.place
        if name in known:
            what = f'no version of the procedure "{name}" is in force on {self.as_of}'
            dates = [v.in_force.start for v in self.versions(name) if v.in_force]
            expected = f"a date from one of {', '.join(dates)}"
            raise BadInput(Diagnostic("E110", what, place, expected))
        what = f'there is no procedure "{name}"'
        expected = ", ".join(f'"{k}"' for k in sorted(known)) or "a procedure"
        raise BadInput(Diagnostic("E110", what, place, expected, did_you_mean(name, known)))

    def view(self, name: str, procedure: str) -> View:
        """Return a view of a procedure; raises BadInput (E111) where there is none."""
        found = [v for v in self.views if v.name == name and v.procedure == procedure]
        if found:
            return found[0]
        known = [v.name for v in self.views if v.procedure == procedure]
        what = f'the procedure "{procedure}" has no view "{name}"'
        place = self.constitution.place
        raise BadInput(Diagnostic("E111", what, place, ", ".join(known), did_you_mean(name, known)))
