"""What the page computes on each procedure: who can pass it, who can block it, how few of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from foedus.case.model import Case, Constitution
from foedus.errors import BadInput, TooLarge

if TYPE_CHECKING:
    from foedus.constitution.compile import Compiled
    from foedus.rules.minimal import Smallest

#: Games of one procedure (its readings times the units concerned) that the page goes through.
MOST = 64


@dataclass(frozen=True, slots=True)
class Game:
    """One procedure of one text, as itself or in a view, in one reading and for one unit."""

    text: Constitution
    procedure: str
    article: str
    view: str
    where: str
    compiled: Compiled

    @property
    def name(self) -> str:
        """Return the procedure, its view and circumstance in words."""
        view = f", view {self.view}" if self.view else ""
        where = f" ({self.where})" if self.where else ""
        return f"{self.procedure}{view}{where}"


@dataclass(frozen=True, slots=True)
class Price:
    """The least share of a column that passes and that blocks; None where none does."""

    column: str
    passing: Fraction | None
    blocking: Fraction | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can pass and who can block a game."""

    game: Game
    alone: tuple[str, ...]
    passing: Smallest
    blocking: Smallest
    prices: tuple[Price, ...]


def games(case: Case) -> tuple[tuple[Game, ...], tuple[str, ...]]:
    """Return every game of every text, and what could not be made into one, in words."""
    made: list[Game] = []
    left_out: list[str] = []
    for text in case.constitutions:
        if text.model is None:
            continue
        for procedure, view in _asked(text.model):
            try:
                made += _variants(text, procedure, view)
            except (BadInput, TooLarge) as problem:
                left_out.append(f"{text.title}, {procedure}: {_first(problem)}")
    return tuple(made), tuple(left_out)


def reach_all(found: Iterable[Game]) -> tuple[Reach, ...]:
    """Return who can pass and block each game; a rule that comes twice is solved once."""
    known: dict[tuple[object, ...], Reach] = {}
    reaches = []
    for game in found:
        key = (game.compiled.rule, tuple(people_columns(game.compiled)), bool(game.compiled.unit))
        if key not in known:
            known[key] = reach(game)
        reaches.append(replace(known[key], game=game))
    return tuple(reaches)


def reach(game: Game) -> Reach:
    """Return who can pass and block a game, and shares of the people of its units.

    Shares are left out for a rule that is one of a family (the consent of the unit concerned):
    the guarantees ask about those unit by unit.
    """
    from foedus.proof.properties import vetoers
    from foedus.rules.minimal import smallest_blocking, smallest_winning

    rule = game.compiled.rule
    return Reach(
        game,
        tuple(vetoers(rule)),
        smallest_winning(rule),
        smallest_blocking(rule),
        () if game.compiled.unit else tuple(_priced(game)),
    )


def _asked(model: Any) -> Iterator[tuple[str, str]]:
    from foedus.constitution.syntax import View

    views = model.constitution.all(View)
    for name in dict.fromkeys(p.name for p in model.constitution.procedures):
        yield name, ""
        yield from ((name, view.name) for view in views if view.procedure == name)


def _variants(text: Constitution, procedure: str, view: str) -> Iterator[Game]:
    from foedus.constitution.compile import compile_procedure, readings_of, units_of
    from foedus.constitution.readings import combinations

    model = text.model
    units = units_of(model, procedure) or ("",)
    choices = [(r, u) for r in combinations(readings_of(model, procedure)) for u in units]
    for reading, unit in choices[:MOST]:
        for quotas, told in _ends(model, procedure, reading, view, unit):
            compiled = compile_procedure(
                model,
                procedure,
                reading=reading,
                view=view or None,
                unit=unit or None,
                quotas=quotas,
            )
            where = ", ".join([*(f"reading {v}" for v in reading.values()), *told])
            where = ", ".join(w for w in (where, f"for {unit}" if unit else "") if w)
            yield Game(text, procedure, compiled.article, view, where, compiled)


def _ends(
    model: Any, procedure: str, reading: Mapping[str, str], view: str, unit: str
) -> Iterator[tuple[Mapping[str, int] | None, list[str]]]:
    """Yield the lowest and the highest quotas that the text leaves open, or nothing to choose."""
    from foedus.constitution.compile import open_quotas

    open_ = open_quotas(model, procedure, reading=reading, view=view or None, unit=unit or None)
    if not open_:
        yield None, []
        return
    yield {q.key: q.low for q in open_}, [f"lowest threshold the text allows ({open_[0].low})"]
    yield {q.key: q.high for q in open_}, [f"highest threshold the text allows ({open_[0].high})"]


def _priced(game: Game) -> Iterator[Price]:
    from foedus.answer import Label
    from foedus.rules.minimal import smallest_blocking, smallest_winning

    compiled = game.compiled
    for column in people_columns(compiled):
        price, total = compiled.prices[column], whole(game, column)
        if not total:
            continue
        # Bodies that are no units are taken to vote yes: they must not pass or block at no price.
        others = {v.name: v.count for v in compiled.rule.voters if v.name not in price}
        passing = smallest_winning(compiled.rule, price, containing=others)
        blocking = smallest_blocking(compiled.rule, price, excluding=others)
        exact = passing.label is Label.EXACT and blocking.label is Label.EXACT
        yield Price(column, _share(passing, total), _share(blocking, total), exact)


def people_columns(compiled: Compiled) -> list[str]:
    """Return the columns that count people and are dated, each quantity once a date."""
    dated = [c for c in compiled.prices if c.startswith("population") and " as of " in c]
    shorter = {c for c in dated if any(o != c and o.startswith(f"{c}-") for o in dated)}
    return [c for c in dated if c not in shorter]


def whole(game: Game, column: str) -> int:
    """Return the total that shares of a column are of, units without a vote included.

    0 where several lists of units vote with this column, since their people would count twice.
    """
    from foedus.constitution.bind_units import bind_units

    name, _, date = column.partition(" as of ")
    present = set(game.compiled.rule.names)
    totals = []
    for declared in game.text.model.book(game.compiled.as_of).units.values():
        units = bind_units(game.text.model, declared)
        if units.table is None or not present & {units.voter(k) for k in units.labels}:
            continue
        values = units.table.column(name, date).numbers()
        scale = lcm(*(v.denominator for v in values.values()))
        totals.append(int(sum(values.values()) * scale))
    return totals[0] if len(totals) == 1 else 0


def _share(found: Smallest, total: int) -> Fraction | None:
    return None if found.cost is None else Fraction(found.cost, total)


def quotas_of(game: Game, body: str) -> tuple[int, ...]:
    """Return the fixed numbers of votes that gates of a game ask of one body alone."""
    rule = game.compiled.rule
    if body not in rule.names:
        return ()
    only = ((rule.names.index(body), 1),)
    return tuple(sorted({g.quota for g in rule.gates if rule.rows[g.row].items == only}))


def _first(problem: BadInput | TooLarge) -> str:
    return problem.diagnostics[0].what if isinstance(problem, BadInput) else str(problem)
