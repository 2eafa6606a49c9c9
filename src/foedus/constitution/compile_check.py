"""Everything that only the tables can show to be wrong, found when a file is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from foedus.constitution.bind_bodies import Switch, body_cells, electorate_cells
from foedus.constitution.bind_units import UnitList, bind_units, unknown_unit
from foedus.constitution.compile import Options, probe, units_of
from foedus.constitution.compile_scope import Scope
from foedus.constitution.model import Book, Model
from foedus.constitution.readings import combinations, open_readings
from foedus.constitution.syntax import Electorate, NoVoteHeld, Units, pick
from foedus.errors import BadInput, Diagnostic


def binding_errors(model: Model) -> list[Diagnostic]:
    """Return every error that binding the file to its tables shows, each once, by place.

    Units and weights, electorates, compositions, sets, units without a vote; then every version
    of every procedure under every reading (at most 64) and in every view, for one unit concerned.
    """
    found: dict[tuple[object, ...], Diagnostic] = {}
    for attempt in _attempts(model):
        try:
            attempt()
        except BadInput as exc:
            for d in exc.diagnostics:
                found.setdefault((d.code, d.what, d.place), d)
    return sorted(found.values(), key=lambda d: (d.place.line, d.place.column, d.code))


def _attempts(model: Model) -> Iterator[Callable[[], object]]:
    """Yield what to try; declarations first, and procedures only where those all hold."""
    wrong = False
    for attempt in _declarations(model):
        try:
            attempt()
        except BadInput:
            wrong = True
            yield attempt
    if wrong:
        return
    for procedure in model.constitution.procedures:
        as_of = procedure.in_force.start if procedure.in_force else model.as_of
        book = model.book(as_of)
        if book.procedures.get(procedure.name) != procedure:
            continue
        views = [None, *(v.name for v in book.views if v.procedure == procedure.name)]
        for reading in combinations(open_readings(book, procedure)):
            for view in views:
                unit = units_of(model, procedure.name, as_of)[:1]
                yield partial(
                    probe, model, procedure.name, Options(reading, view, unit or None, as_of)
                )


def _declarations(model: Model) -> Iterator[Callable[[], object]]:
    tree = model.constitution
    for units in tree.all(Units):
        yield partial(_units, model, units)
    book = model.book()
    for electorate in book.electorates.values():
        yield partial(_electorate, model, book, electorate)
    for body in book.bodies.values():
        yield partial(body_cells, model, body, Switch(), ())
    scope = Scope(
        model, book, reading={}, units=(), switch=Switch(), quotas=None, citizens=False,
        wanted=frozenset(),
    )  # fmt: skip
    for decl in (d for definitions in book.sets.values() for d in definitions):
        yield partial(scope.defined_members, decl)


def _units(model: Model, decl: Units) -> None:
    units = bind_units(model, decl)
    errors: list[Diagnostic] = []
    for weight in decl.weights:
        try:
            units.weights(weight.column, weight.as_of, weight)
        except BadInput as exc:
            errors += exc.diagnostics
    errors += _closed(units, pick(decl.details, NoVoteHeld))
    if errors:
        raise BadInput(errors)


def _electorate(model: Model, book: Book, decl: Electorate) -> None:
    units = bind_units(model, book.units[decl.units]) if decl.units else None
    electorate_cells(decl, units, Switch())
    errors = list(_closed(units, pick(decl.details, NoVoteHeld))) if units else []
    if errors:
        raise BadInput(errors)


def _closed(units: UnitList, lines: tuple[NoVoteHeld, ...]) -> Iterator[Diagnostic]:
    for line in lines:
        for name in line.names:
            if units.find(name) is None:
                yield unknown_unit(units, name, line)
