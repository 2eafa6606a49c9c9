"""A procedure of a constitution as a rule in the gate form, with all that was assumed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from foedus.constitution.bind_bodies import Switch
from foedus.constitution.bind_units import bind_units
from foedus.constitution.compile_conditions import gate_of
from foedus.constitution.compile_names import Names, prices
from foedus.constitution.compile_scope import Scope
from foedus.constitution.compile_types import Compiled, Flag, OpenQuota, Standing
from foedus.constitution.compile_views import apply_view
from foedus.constitution.model import Book, Model
from foedus.constitution.readings import (
    combinations,
    open_readings,
    units_concerned,
    with_others,
)
from foedus.constitution.stages import Stage, stages
from foedus.constitution.syntax import (
    Endeavour,
    NotDuring,
    OptOut,
    PassesToo,
    Procedure,
    ProcedureDetail,
    Reading,
    Subject,
    pick,
)
from foedus.errors import BadInput, Diagnostic
from foedus.rules.gates import Node, Rule

__all__ = [
    "Compiled", "Flag", "OpenQuota", "Options", "Standing", "compile_procedure", "condition",
    "family", "open_quotas", "readings_of", "units_of", "variants",
]  # fmt: skip

SeatsFilled = Mapping[str, int] | Literal["stated"] | None


@dataclass(frozen=True, slots=True)
class Options:
    """How a procedure is compiled; the keywords of `compile_procedure`."""

    reading: Mapping[str, str] | None = None
    view: str | None = None
    unit: str | tuple[str, ...] | None = None
    as_of: str | None = None
    seats_filled: SeatsFilled = None
    quotas: Mapping[str, int] | None = None
    citizens: bool = False

    def key(self, model: Model, procedure: str) -> tuple[object, ...]:
        """Return what tells one compilation of a model from another."""
        seats = self.seats_filled
        filled = seats if isinstance(seats, str) else _items(seats)
        as_of = model.as_of if self.as_of is None else self.as_of
        chosen = (_items(self.reading), self.view or "", _tuple(self.unit), as_of)
        return (procedure, *chosen, filled, _items(self.quotas), self.citizens)


def _items(choices: Mapping[str, object] | None) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((choices or {}).items()))


def compile_procedure(
    model: Model,
    procedure: str,
    *,
    reading: Mapping[str, str] | None = None,
    view: str | None = None,
    unit: str | tuple[str, ...] | None = None,
    as_of: str | None = None,
    seats_filled: SeatsFilled = None,
    quotas: Mapping[str, int] | None = None,
    citizens: bool = False,
) -> Compiled:
    """Return a procedure as a rule: everyone who can take part votes yes or no.

    `reading` answers each open reading (as does the address of the model); `view` names the
    voters; `unit` is the unit (or units) whose consent is needed; `as_of` chooses the version in
    force; `seats_filled` says who can take part, by body, voter or unit ("stated": as the file
    says up to the date); `quotas` chooses thresholds the text leaves open. Citizens counted by
    unit are blocs; with `citizens` they are voters one by one and a unit is the gate of its vote.

    Raises BadInput: no such procedure, version or view (E110, E111), an open reading, unit or
    threshold (E144, E141, E148), and what the declarations lack (E112-E155).
    """
    options = Options(reading, view, unit, as_of, seats_filled, quotas, citizens)
    key = options.key(model, procedure)
    return model.once(("compiled", *key), lambda: _made(model, procedure, options))


def _made(model: Model, procedure: str, options: Options) -> Compiled:
    # What a search for open thresholds has put into gates is not put there again.
    put = model.taken(("gates", *options.key(model, procedure))) or _put(model, procedure, options)
    if put.scope.unchosen:
        raise BadInput(list(_open_errors(put.scope)))
    return _compiled(put.scope, put.decl, put.root, options)


def condition(model: Model, decl: Procedure) -> Rule:
    """Return what a procedure that the text does not hold asks for, as a rule and no more.

    Thresholds left open are at their lowest. Raises BadInput as `compile_procedure` does.
    """
    scope = _prepare(model, model.book(), decl, Options())
    root = _root(scope, decl)
    if scope.unchosen:
        lowest = {q.key: q.low for q in scope.open_quotas}
        scope = _prepare(model, model.book(), decl, Options(quotas=lowest))
        root = _root(scope, decl)
    if scope.unchosen:
        raise BadInput(list(_open_errors(scope)))
    return scope.gates.build(root)


@dataclass(frozen=True, slots=True)
class _Put:
    """A procedure put into gates and not yet made into a rule."""

    scope: Scope
    decl: Procedure
    root: Node


def _put(model: Model, procedure: str, options: Options) -> _Put:
    book = model.book(options.as_of)
    decl = book.procedure(procedure)
    scope = _prepare(model, book, decl, options)
    return _Put(scope, decl, _root(scope, decl))


def _root(scope: Scope, decl: Procedure) -> Node:
    gate = gate_of(scope, decl.passes)
    return scope.gates.constant(True) if gate is None else gate


def _prepare(model: Model, book: Book, decl: Procedure, options: Options) -> Scope:
    as_of, procedure = book.as_of, decl.name
    reading = {**model.reading, **(options.reading or {})}
    stated = options.seats_filled == "stated"
    filled = options.seats_filled if isinstance(options.seats_filled, Mapping) else {}
    nodes = list(with_others(book, decl))
    scope = Scope(
        model,
        book,
        reading={r.name: reading[r.name] for r in open_readings(book, decl) if r.name in reading},
        units=_tuple(options.unit),
        switch=Switch(filled, stated, as_of),
        quotas=options.quotas,
        citizens=options.citizens,
        wanted=frozenset(n for s in nodes if isinstance(s, Subject) for n in s.names),
    )
    scope.procedure, scope.article = procedure, decl.article
    scope.inside.append(procedure)
    if options.view:
        apply_view(scope, options.view, procedure)
    _check_switch(scope, filled)
    _version_assumption(scope, decl, as_of)
    scope.assume("Everyone who can take part is present and votes yes or no.")
    return scope


def _tuple(unit: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if unit is None:
        return ()
    return (unit,) if isinstance(unit, str) else tuple(unit)


def _version_assumption(scope: Scope, decl: Procedure, as_of: str) -> None:
    if not as_of and len(scope.book.versions(decl.name)) > 1 and decl.in_force:
        scope.assume(f"The version of {decl.name} in force from {decl.in_force.start}.")


def _check_switch(scope: Scope, filled: Mapping[str, int]) -> None:
    """Raise BadInput (E156) for every name in the switch that has no seats."""
    if not filled:
        return
    book = scope.book
    known = set(book.bodies) | set(book.electorates)
    for name in book.bodies:
        known |= {c.voter for c in scope.pool(name, book.bodies[name]).cells}
        known |= {f"{name}: {c.label}" for c in scope.pool(name, book.bodies[name]).cells}
    for name in book.units:
        units = scope.unit_list(name)
        known |= {n for k, label in units.labels.items() for n in (k, label, units.voter(k))}
    for people in book.electorates.values():
        if people.units:
            labels = scope.unit_list(people.units).labels.values()
            known |= {f"{people.name}: {label}" for label in labels}
    place = book.constitution.place
    wrong = [
        Diagnostic("E156", f'"{n}" has no seats that could be vacant', place, "a body or a unit")
        for n in filled
        if n not in known
    ]
    if wrong:
        raise BadInput(wrong)


def _open_errors(scope: Scope) -> Iterator[Diagnostic]:
    for quota, node in scope.unchosen:
        what = f"the text leaves the threshold open: {quota.low} to {quota.high} of {quota.total}"
        help = f'choose one: quotas={{"{quota.key}": {quota.low}}}'
        yield Diagnostic("E148", what, node.place, "a chosen quota", help)


def _compiled(scope: Scope, decl: Procedure, root: Node, options: Options) -> Compiled:
    rule = scope.gates.build(root)
    for line in pick(decl.details, OptOut):
        scope.assume(f"A unit of {line.units} that opts out is exempt; its vote still counts.")
    assumptions = tuple(scope.assumptions)
    # Naming binds the bodies that take no part too; what that assumes is not of this rule.
    names = Names(scope, rule)
    cost, totals = prices(scope, rule)
    return Compiled(
        procedure=decl.name,
        article=decl.article,
        rule=rule,
        assumptions=assumptions,
        articles={**{g.label: decl.article for g in rule.gates}, **scope.articles},
        members=names.members,
        kinds=names.kinds,
        labels=names.labels,
        prices=cost,
        price_totals=totals,
        stages=_stages(scope, decl),
        flags=tuple(scope.flags),
        open_quotas=tuple(scope.open_quotas),
        opt_out=tuple(
            label
            for line in pick(decl.details, OptOut)
            for label in scope.unit_list(line.units).labels.values()
        ),
        recorded=(*scope.recorded, *_recorded(decl.details)),
        reading=scope.reading,
        view=options.view or "",
        unit=scope.concerned,
        as_of=scope.book.as_of,
    )


def _stages(scope: Scope, decl: Procedure) -> tuple[Stage, ...]:
    before = [n for n in with_others(scope.book, decl) if isinstance(n, PassesToo)]
    first = [s for n in before for s in stages(scope.book.procedure(n.procedure), scope.reading)]
    return (*first, *stages(decl, scope.reading))


def _recorded(details: Iterable[ProcedureDetail]) -> Iterator[str]:
    for line in details:
        if isinstance(line, Endeavour):
            yield f'shall endeavour "{line.text}"'
        elif isinstance(line, NotDuring):
            yield f'not during "{line.text}"'


def readings_of(model: Model, procedure: str, as_of: str | None = None) -> tuple[Reading, ...]:
    """Return the readings a procedure depends on that the model's address leaves open."""
    book = model.book(as_of)
    found = open_readings(book, book.procedure(procedure))
    return tuple(r for r in found if r.name not in model.reading)


def units_of(model: Model, procedure: str, as_of: str | None = None) -> tuple[str, ...]:
    """Return the units whose consent the procedure can need; empty where it needs none."""
    book = model.book(as_of)
    lists = units_concerned(book, book.procedure(procedure))
    bound = (bind_units(model, book.units[name]) for name in lists)
    return tuple(dict.fromkeys(label for units in bound for label in units.labels.values()))


def probe(model: Model, procedure: str, options: Options) -> tuple[OpenQuota, ...]:
    """Put a procedure into gates and return its open thresholds; raises as compiling does."""
    key = options.key(model, procedure)

    def find() -> tuple[OpenQuota, ...]:
        put = model.once(("gates", *key), lambda: _put(model, procedure, options))
        return tuple(put.scope.open_quotas)

    return model.once(("open", *key), find)


def open_quotas(
    model: Model,
    procedure: str,
    *,
    reading: Mapping[str, str] | None = None,
    view: str | None = None,
    unit: str | tuple[str, ...] | None = None,
    as_of: str | None = None,
    seats_filled: SeatsFilled = None,
    citizens: bool = False,
) -> tuple[OpenQuota, ...]:
    """Return the thresholds the text leaves open, each with every integer quota it allows."""
    options = Options(reading, view, unit, as_of, seats_filled, None, citizens)
    return probe(model, procedure, options)


def variants(
    model: Model,
    procedure: str,
    *,
    view: str | None = None,
    unit: str | tuple[str, ...] | None = None,
    as_of: str | None = None,
    seats_filled: SeatsFilled = None,
    quotas: Mapping[str, int] | None = None,
    citizens: bool = False,
) -> Iterator[Compiled]:
    """Yield the procedure under every combination of its readings (at most 64)."""
    for reading in combinations(readings_of(model, procedure, as_of)):
        yield compile_procedure(
            model,
            procedure,
            reading=reading,
            view=view,
            unit=unit,
            as_of=as_of,
            seats_filled=seats_filled,
            quotas=quotas,
            citizens=citizens,
        )


def family(
    model: Model,
    procedure: str,
    *,
    reading: Mapping[str, str] | None = None,
    view: str | None = None,
    as_of: str | None = None,
    seats_filled: SeatsFilled = None,
    quotas: Mapping[str, int] | None = None,
    citizens: bool = False,
) -> dict[str, Compiled]:
    """Return a rule for each unit that can be the unit concerned, by its label."""
    return {
        unit: compile_procedure(
            model,
            procedure,
            reading=reading,
            view=view,
            unit=unit,
            as_of=as_of,
            seats_filled=seats_filled,
            quotas=quotas,
            citizens=citizens,
        )
        for unit in units_of(model, procedure, as_of)
    }
