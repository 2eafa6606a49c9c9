"""The games that claims are about: compiled once for each reading, unit and open threshold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

from foedus.constitution.bind_units import bind_units
from foedus.constitution.compile import (
    compile_procedure,
    open_quotas,
    readings_of,
    units_of,
)
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.syntax import Of, Reading
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a claim is decided under: a reading, the unit concerned, open thresholds chosen."""

    reading: Mapping[str, str] = field(default_factory=dict)
    unit: tuple[str, ...] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The setting in words; empty where nothing was chosen."""
        parts = [f"reading {alternative}" for alternative in self.reading.values()]
        parts += [f"for {', '.join(self.unit)}"] if self.unit else []
        parts += [f"with a quota of {q}" for q in self.quotas.values()]
        return ", ".join(parts)


class Games:
    """Compiles the procedures of one model on demand and keeps what it compiled.

    `filled` says how many can take part, by body, group or unit (all where it says nothing).
    """

    def __init__(self, model: Model, filled: Mapping[str, int] | None = None) -> None:
        self.model, self.filled = model, dict(filled or {})
        self.book = model.book()
        self._made: dict[tuple[object, ...], Compiled] = {}
        self._readings: dict[str, tuple[Reading, ...]] = {}
        self._concerned: dict[str, tuple[str, ...]] = {}
        self._once: dict[tuple[str, int], Any] = {}

    def once(self, key: tuple[str, int], find: Callable[[], T]) -> T:
        """Return what `find` finds of a compiled game (key: what, and the game's id), found once.

        Compiled games live as long as this object, so their ids do not come back.
        """
        if key not in self._once:
            self._once[key] = find()
        found: T = self._once[key]
        return found

    def readings(self, procedure: str) -> tuple[Reading, ...]:
        """Return the open readings of a procedure, found once."""
        if procedure not in self._readings:
            self._readings[procedure] = readings_of(self.model, procedure)
        return self._readings[procedure]

    def concerned(self, procedure: str) -> tuple[str, ...]:
        """Return the units whose consent a procedure can need, found once."""
        if procedure not in self._concerned:
            self._concerned[procedure] = units_of(self.model, procedure)
        return self._concerned[procedure]

    def game(self, of: Of, setting: Setting) -> Compiled:
        """Return the compiled procedure (or its view) in a setting; open thresholds at the lowest.

        Raises BadInput.
        """
        unit = setting.unit if self.concerned(of.procedure) else ()
        readings = {r.name for r in self.readings(of.procedure)}
        used = {k: v for k, v in setting.reading.items() if k in readings}
        key = (of.procedure, of.view, tuple(used.items()), unit, tuple(setting.quotas.items()))
        if key not in self._made:
            how: dict[str, Any] = {"reading": used, "view": of.view or None, "unit": unit or None}
            how["seats_filled"] = self.filled or None
            open_ = open_quotas(self.model, of.procedure, **how)
            chosen = {q.key: setting.quotas.get(q.key, q.low) for q in open_}
            self._made[key] = compile_procedure(
                self.model, of.procedure, quotas=chosen or None, **how
            )
        return self._made[key]

    def settings(self, procedures: list[str], unit: tuple[str, ...] = ()) -> list[Setting]:
        """Return every setting of some procedures: readings times the unit concerned.

        A checked text has at most 64 combinations of readings (E055).
        """
        open_: dict[str, tuple[str, ...]] = {}
        concerned: dict[str, None] = {}
        for name in procedures:
            open_.update({r.name: r.alternatives for r in self.readings(name)})
            concerned.update(dict.fromkeys(self.concerned(name)))
        choices = [dict(zip(open_, values, strict=True)) for values in product(*open_.values())]
        units = [unit] if unit or not concerned else [(u,) for u in concerned]
        return [Setting(reading, u) for reading in choices for u in units]

    def units(self, name: str) -> tuple[str, ...]:
        """Return the labels of the units of a `units` statement, in table order."""
        return tuple(bind_units(self.model, self.book.units[name]).labels.values())

    def members(self, name: str, place: Place) -> tuple[str, ...]:
        """Return what `for each of NAME` runs over: units, the units of a set, or the name itself.

        Raises BadInput (E256) for a name that is nothing to run over.
        """
        if name in self.book.units:
            return self.units(name)
        if name in self.book.sets:
            return self._set(name)
        known = {*self.book.units, *self.book.sets, *self.book.bodies, *self.book.persons}
        known |= set(self.book.electorates)
        known |= {u for units in self.book.units for u in self.units(units)}
        if name in known:
            return (name,)
        what = f'"{name}" is neither units nor a set nor one who votes'
        raise BadInput(Diagnostic("E256", what, place, "units or a set", did_you_mean(name, known)))

    def _set(self, name: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for procedure in self.book.procedures:
            compiled = self.game(Of(procedure=procedure), self.settings([procedure])[0])
            for key, voters in compiled.members.items():
                if key == name or key.startswith(f"{name} as "):
                    found.update(dict.fromkeys(compiled.alone(v) for v in voters))
            if found:
                break
        return tuple(found)

    def definitions(self, name: str) -> tuple[str, ...]:
        """Return the names of a set's several definitions, or nothing where it has one."""
        found = self.book.sets.get(name, [])
        return tuple(f"{name} as {d.definition}" for d in found) if len(found) > 1 else ()


def walk(node: Any) -> Iterator[object]:
    """Yield a node of the syntax tree and every node below it."""
    yield node
    if dataclasses.is_dataclass(node):
        for f in dataclasses.fields(node):
            value = getattr(node, f.name)
            for item in value if isinstance(value, tuple) else (value,):
                if dataclasses.is_dataclass(item):
                    yield from walk(item)
