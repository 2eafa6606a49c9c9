"""A procedure again with only the units where a vote took place, and nothing else changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from foedus.case.model import Case, Switch
from foedus.case.taking_part import participations
from foedus.constitution.compile import compile_procedure
from foedus.errors import BadInput, TooLarge
from foedus.federation.part import seats_filled
from foedus.report.analysis import Game

if TYPE_CHECKING:
    from foedus.federation.participation import Participation


@dataclass(frozen=True, slots=True)
class Held:
    """The games of a case under a switch that names units without a vote.

    `pairs` holds each game with all units and again without those; `failed` says what could not be
    compiled again, each reason once; `seats` are the seats left empty in views, by body.
    """

    switch: Switch
    pairs: tuple[tuple[Game, Game], ...]
    failed: tuple[str, ...]
    seats: tuple[tuple[str, int, int], ...]

    @property
    def title(self) -> str:
        """The switch's title inside a sentence."""
        return self.switch.title[:1].lower() + self.switch.title[1:]

    @property
    def words(self) -> str:
        """What the units without a vote leave empty, in a sentence; "" where no view has seats."""
        told = [f"{empty} of {members} of {body}" for body, empty, members in self.seats]
        if not told:
            return ""
        return f"In views the seats of these units are taken as empty ({', '.join(told)})."


def held(case: Case, games: Sequence[Game]) -> tuple[Held, ...]:
    """Return the games again for each switch of the case that names units without a vote."""
    pairs = zip(case.switches, participations(case), strict=True)
    return tuple(_held(s, part, games) for s, part in pairs if s.units_without)


def _held(switch: Switch, part: Participation, games: Sequence[Game]) -> Held:
    pairs: list[tuple[Game, Game]] = []
    failed: dict[str, list[str]] = {}
    seats: dict[tuple[str, int, int], None] = {}
    for game in games:
        try:
            pairs.append((game, again(game, part)))
            seats.update(dict.fromkeys(emptied(game, part.units_without)))
        except (BadInput, TooLarge) as problem:
            why = problem.diagnostics[0].what if isinstance(problem, BadInput) else str(problem)
            failed.setdefault(why, []).append(game.name)
    told = tuple(f"{'; '.join(dict.fromkeys(names))}: {why}" for why, names in failed.items())
    return Held(switch, tuple(pairs), told, tuple(seats))


def again(game: Game, part: Participation) -> Game:
    """Return a game with the units without a vote not voting, and nothing else changed.

    In a view in which units hold seats of a body by a column, their seats are empty; the number
    that a majority of the members needs stays what it is by law.
    """
    model, compiled = game.text.model, game.compiled
    assert model is not None
    only = type(part)(part.key, part.title, units_without=part.units_without)
    filled = seats_filled(model, only)
    filled.update({body: law - empty for body, empty, law in emptied(game, part.units_without)})
    now = compile_procedure(
        model,
        game.procedure,
        reading=compiled.reading,
        view=compiled.view or None,
        seats_filled=filled,
    )
    return Game(game.text, game.procedure, game.article, game.view, game.where, now)


def emptied(game: Game, without: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """Return each body of a game's view with the seats that units hold by a column there: how
    many of them are those of the units named, and how many members the body has by law."""
    from foedus.constitution.bind_units import bind_units
    from foedus.constitution.syntax_views import EachWith

    if not game.view:
        return ()
    model: Any = game.text.model
    book = model.book(game.compiled.as_of)
    view = book.view(game.view, game.procedure)
    found: list[tuple[str, int, int]] = []
    for line in view.details:
        if isinstance(line, EachWith) and line.column and line.body in book.bodies:
            units = bind_units(model, book.units[view.voters[0]])
            seats = units.weights(line.column, line.as_of, line)
            gone = [units.find(name) for name in without]
            empty = sum(int(seats.get(key, 0)) for key in gone if key is not None)
            found.append((line.body, empty, book.bodies[line.body].members))
    return tuple(found)
