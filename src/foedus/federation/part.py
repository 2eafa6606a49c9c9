"""Who can take part: what one switch does to every procedure of a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.bind_units import UnitList
from foedus.constitution.compile import compile_procedure, open_quotas
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
from foedus.federation.matrix import lists
from foedus.federation.participation import Participation
from foedus.proof.games import Games, Setting, walk
from foedus.proof.properties import everyone
from foedus.rules.minimal import smallest_winning


@dataclass(frozen=True, slots=True)
class Effect(Answer):
    """One procedure under a switch: the fewest yes that pass it, before and after.

    `needed` is the fewest votes of those who can vote, None where nobody can pass it any more.
    `thresholds` says of every fixed number what part of the seats filled it is; a share of the
    seats by law stays the number that it is. `stops_at` says with how many vacant seats of a body
    the procedure passes by none of its ways, everyone else voting yes.
    """

    procedure: str
    article: str
    where: str
    by_law: int | None
    needed: int | None
    can_vote: int
    possible: bool
    thresholds: tuple[tuple[str, str, int, Fraction], ...]
    stops_at: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Under(Answer):
    """A switch and its effect on every procedure of a text; `notes` say what it leaves as it is."""

    switch: Participation
    text: str
    effects: tuple[Effect, ...]
    left_out: tuple[str, ...]
    notes: tuple[str, ...] = ()
    label: Label = Label.EXACT
    method: str = "each procedure compiled with the seats filled; thresholds by the seats by law"
    reference: str = "the switch's own sources"

    @property
    def flips(self) -> tuple[str, ...]:
        """The procedures that pass by law and cannot pass under the switch."""
        return tuple(e.procedure for e in self.effects if e.by_law is not None and not e.possible)


class Keys:
    """The key of a unit by any of its names; a name of no unit stays as it is."""

    def __init__(self, model: Model) -> None:
        self.lists = lists(model)

    def __call__(self, name: str) -> str:
        found = (units.find(name) for units in self.lists)
        return next((k for k in found if k is not None), name) if name else name

    def switch(self, of: Participation) -> Participation:
        """Return a switch whose units are all named by their keys."""
        return replace(
            of,
            units_without=tuple(self(u) for u in of.units_without),
            displaced={self(u): n for u, n in of.displaced.items()},
            registered={self(u): n for u, n in of.registered.items()},
        )


def seats_filled(model: Model, switch: Participation) -> dict[str, int]:
    """Return a switch as the seats filled that `compile_procedure` obeys.

    A unit without a vote is a unit that does not vote, in every list of units, and leaves empty
    the seats that a body elects there. Displaced voters are taken off every electorate that counts
    voters, in the unit where they are registered, if the switch says that they cannot vote; from a
    unit without a vote they alone vote, if it says that they can. Raises BadInput (E873): other
    seats by law than the text's, a unit that the text does not know, more displaced than voters.
    """
    book = model.book()
    found: dict[str, int] = {}
    errors = []
    place = model.constitution.place
    for body, count in switch.filled.items():
        if body not in book.bodies:
            continue
        law = book.bodies[body].members
        stated = switch.seats.get(body, law)
        if stated != law or not 0 <= count <= law:
            what = f'the switch "{switch.key}" fills {count} of {stated} seats of {body}'
            errors.append(Diagnostic("E873", what, place, f"at most the {law} seats by law"))
            continue
        found[body] = count
    for name in dict.fromkeys((*switch.units_without, *switch.displaced)):
        keys = [(units, key) for units in lists(model) if (key := units.find(name)) is not None]
        if not keys and lists(model):
            what = f'the switch "{switch.key}" names "{name}", which is no unit'
            errors.append(Diagnostic("E873", what, place, "a unit of the text"))
        if name in switch.units_without:
            found.update({units.voter(key): 0 for units, key in keys})
    own = Keys(model).switch(switch)
    for people, units in _voters(model):
        found.update(_who_can_vote(people, units, own, errors))
    if errors:
        raise BadInput(errors)
    return found


def _voters(model: Model) -> Iterator[tuple[s.Electorate, UnitList]]:
    """Yield the electorates that count voters by unit, by what their column says it counts."""
    by_name = {units.name: units for units in lists(model)}
    for people in model.book().electorates.values():
        units = by_name.get(people.units)
        if units is not None and units.table is not None and people.column:
            date = units.date(people.column, people.as_of, people) or None
            if "voter" in units.table.column(people.column, date).meta.unit:
                yield people, units


def _who_can_vote(
    people: s.Electorate, units: UnitList, switch: Participation, errors: list[Diagnostic]
) -> Iterator[tuple[str, int]]:
    """Yield (voters of a unit, how many can vote) where the switch changes their number."""
    for key, number in units.weights(people.column, people.as_of, people).items():
        can = switch.can_vote(key, int(number))
        if can < 0 or can > number:
            what = f'the switch "{switch.key}" moves {switch.displaced[key]} voters of '
            what += f"{units.labels[key]}, and {people.name} counts {number}"
            errors.append(Diagnostic("E873", what, people.place, f"at most {number}"))
        elif can != number:
            yield f"{people.name}: {units.labels[key]}", can


def _notes(model: Model, switch: Participation) -> Iterator[str]:
    """Yield what is not said of the displaced and of those abroad, and what is left as it is."""
    if switch.displaced and switch.displaced_vote is None:
        yield "not said whether displaced voters can vote: nobody is taken off for it"
    if switch.abroad and switch.abroad_vote is None:
        yield "not said whether voters abroad can vote: turnout is shown with and without them"
    counting = {people.name for people, _ in _voters(model)}
    if switch.abroad:
        for name in sorted(counting):
            yield f"{name} counts voters by unit: those abroad belong to none and are not added"
    for people in model.book().electorates.values():
        if switch.displaced and people.units and people.name not in counting:
            yield (
                f"{people.name} is counted by {people.column}, not by voters: displaced voters "
                "are not taken off it"
            )


def under(games: Games, switch: Participation) -> Under:
    """Return what a switch does to every procedure of a text: what each needs, before and after."""
    filled = seats_filled(games.model, switch)
    effects: list[Effect] = []
    left_out: list[str] = []
    for procedure in games.book.procedures.values():
        try:
            effects += _effects(games, procedure, filled)
        except BadInput as problem:
            left_out.append(f'"{procedure.name}": {problem.diagnostics[0].what}')
    name, notes = games.model.constitution.name, tuple(_notes(games.model, switch))
    return Under(switch, name, tuple(effects), tuple(left_out), notes)


def _effects(games: Games, procedure: s.Procedure, filled: Mapping[str, int]) -> Iterator[Effect]:
    concerned = games.concerned(procedure.name)[:1]
    for setting in games.settings([procedure.name], concerned):
        law = games.game(s.Of(procedure.name), setting)
        now = _compiled(games.model, procedure.name, setting, law, filled)
        counts = {v.name: v.count for v in now.rule.voters}
        possible = now.rule.passes(everyone(now.rule))
        cost = _cost(games, law)
        same = now.rule == law.rule
        yield Effect(
            procedure.name,
            law.article,
            setting.text,
            cost,
            (cost if same else smallest_winning(now.rule).cost) if possible else None,
            sum(counts.values()),
            possible,
            tuple(_thresholds(games, procedure, filled)),
            tuple(_stops_at(games, procedure, law, {**everyone(law.rule), **counts})),
        )


def _cost(games: Games, law: Compiled) -> int | None:
    return games.once(("cost by law", id(law)), lambda: smallest_winning(law.rule).cost)


def _compiled(
    model: Model, procedure: str, setting: Setting, law: Compiled, filled: Mapping[str, int]
) -> Compiled:
    unit = law.unit or None
    reading = law.reading
    open_ = open_quotas(model, procedure, reading=reading, unit=unit)
    quotas = {q.key: setting.quotas.get(q.key, q.low) for q in open_}
    known = {k: v for k, v in filled.items() if _has_seats(model, k)}
    return compile_procedure(
        model, procedure, reading=reading, unit=unit, quotas=quotas or None, seats_filled=known
    )


def _has_seats(model: Model, name: str) -> bool:
    book = model.book()
    if name in book.bodies or name.partition(": ")[0] in book.electorates:
        return True
    return any(name == units.voter(k) for units in lists(model) for k in units.labels)


def _thresholds(
    games: Games, procedure: s.Procedure, filled: Mapping[str, int]
) -> Iterator[tuple[str, str, int, Fraction]]:
    """Yield (body, sentence, number, part of the seats filled) of each threshold by law."""
    from foedus.constitution.render import line

    for body, node, number in _numbers(games, procedure):
        now = filled.get(body)
        if now:
            yield body, line(node), number, Fraction(number, now)


def _stops_at(
    games: Games, procedure: s.Procedure, law: Compiled, others: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield (body, fewest vacancies at which it stops everything), all `others` voting yes.

    By bisection: fewer yes never help. A body whose members vote in several groups is left out.
    """
    seats = everyone(law.rule)
    for body in dict.fromkeys(b for b, _, _ in _numbers(games, procedure) if b in seats):
        passing, stopped = 0, seats[body] + 1
        if not law.rule.passes({**others, body: seats[body]}):
            continue
        while stopped - passing > 1:
            middle = (passing + stopped) // 2
            if law.rule.passes({**others, body: seats[body] - middle}):
                passing = middle
            else:
                stopped = middle
        if stopped <= seats[body]:
            yield body, stopped


def _numbers(games: Games, procedure: s.Procedure) -> Iterator[tuple[str, s.Vote, int]]:
    """Yield (body, vote, number of yes) of every vote by a share or count of the seats by law."""
    for node in walk(procedure.passes):
        if not isinstance(node, s.Vote) or node.subject.inside or len(node.subject.names) != 1:
            continue
        body, threshold = node.subject.names[0], node.threshold
        if body not in games.book.bodies or not isinstance(threshold, s.Threshold):
            continue
        if threshold.base is not s.Base.MEMBERS:
            continue
        exact = threshold.amount * (games.book.bodies[body].members if threshold.share else 1)
        whole = exact.__floor__() + 1 if threshold.op is s.Op.MORE_THAN else exact.__ceil__()
        yield body, node, int(whole)
