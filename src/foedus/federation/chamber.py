"""The second chamber as an object: its veto by matter, blocking people, delay, malapportionment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution.bind_units import bind_units
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.render import line
from foedus.constitution.stages import shortest
from foedus.constitution.syntax import (
    Body,
    Clause,
    Of,
    Procedure,
    SeatRule,
    SecondChamber,
    Units,
    Veto,
    VetoOn,
    pick,
)
from foedus.errors import BadInput, TooLarge
from foedus.proof.games import Games
from foedus.proof.properties import everyone
from foedus.rules.minimal import smallest_blocking, smallest_winning


@dataclass(frozen=True, slots=True)
class ChamberVeto(Answer):
    """What the chamber's no does to one procedure, computed from the procedure's own rule.

    `absolute`: it never passes against the chamber; `suspensive`: it passes, if the others reach
    more than they need with the chamber's yes (`overrides` is the fewest of them, `without` the
    fewest where the chamber agrees); `no`: the chamber's votes change nothing. `blocks` is the
    fewest members of the chamber whose no stops it while everyone else says yes (None: no number).
    """

    procedure: str
    article: str
    where: str
    matters: tuple[str, ...]
    kind: Veto
    members: int
    blocks: int | None
    overrides: int | None
    without: int | None
    days: int


@dataclass(frozen=True, slots=True)
class Said(Answer):
    """A veto as the text itself states it, and where the procedures of the file say otherwise."""

    kind: Veto
    matters: tuple[str, ...]
    article: str
    overridden: str
    after: str
    differs: str


@dataclass(frozen=True, slots=True)
class Chamber(Answer):
    """A second chamber: clauses, vetoes said and computed, seats and people.

    `malapportionment` = 1/2 sum |seat share - population share| over its units; `least_people` is
    the smallest share of the population whose members hold a blocking number of its seats, for
    the largest number of seats that any procedure asks of it. None without seats by unit.
    """

    name: str
    article: str
    clauses: tuple[tuple[str, str], ...]
    said: tuple[Said, ...]
    vetoes: tuple[ChamberVeto, ...]
    seats: Mapping[str, int]
    malapportionment: Fraction | None
    least_people: Fraction | None
    blocking_units: tuple[str, ...]
    as_of: str
    label: Label = Label.EXACT
    method: str = "everyone else at yes, then the chamber's members taken away"
    reference: str = "Tsebelis & Money 1997, Bicameralism; Samuels & Snyder 2001 (malapportionment)"


def chambers(games: Games) -> tuple[Chamber, ...]:
    """Return the second chambers that a text declares, each with its veto on every procedure."""
    found = games.model.constitution.all(SecondChamber)
    return tuple(_chamber(games, node) for node in found)


def _chamber(games: Games, node: SecondChamber) -> Chamber:
    vetoes = tuple(_vetoes(games, node.name))
    seats, people, as_of = seats_and_people(games.model, node.name)
    blocking = _most_seats(vetoes)
    least, units = least_people(seats, people, blocking) if people and blocking else (None, ())
    said = tuple(_said(v, vetoes) for v in pick(node.details, VetoOn))
    return Chamber(
        node.name,
        node.article,
        tuple((c.key, c.text) for c in pick(node.details, Clause)),
        said,
        vetoes,
        seats,
        malapportionment(seats, people) if people else None,
        least,
        units,
        as_of,
    )


def _vetoes(games: Games, name: str) -> Iterator[ChamberVeto]:
    for procedure in games.book.procedures.values():
        for setting in games.settings([procedure.name])[:4]:
            try:
                game = games.game(Of(procedure.name), setting)
            except (BadInput, TooLarge):
                continue
            yield _veto(game, procedure, name, setting.text)


def _veto(game: Compiled, procedure: Procedure, name: str, where: str) -> ChamberVeto:
    counts = {v.name: v.count for v in game.rule.voters}
    own = [v for v in game.members.get(name, ()) if counts.get(v)]
    matters = tuple(
        m for d in procedure.decides for m in (*d.matters, *(str(c) for c in d.changes))
    ) + (("any other matter",) if any(d.other for d in procedure.decides) else ())
    kind, blocks, overrides, without = Veto.NONE, None, None, None
    if own and game.rule.passes(everyone(game.rule)):
        rest = {v: c for v, c in counts.items() if v not in own}
        against = game.rule.passes(everyone(game.rule, own))
        price = {v: 0 if v in own else 1 for v in counts}
        without = smallest_winning(game.rule, price, containing={v: counts[v] for v in own}).cost
        if against:
            overrides = smallest_winning(game.rule, excluding=own).cost
            kind = Veto.SUSPENSIVE if overrides != without else Veto.NONE
        else:
            kind = Veto.ABSOLUTE
            blocks = smallest_blocking(game.rule, excluding=list(rest)).cost
    return ChamberVeto(
        game.procedure,
        game.article,
        where,
        matters,
        kind,
        sum(counts[v] for v in own),
        blocks,
        overrides,
        without,
        shortest(game.stages),
    )


_WORDS = {
    Veto.ABSOLUTE: "an absolute veto",
    Veto.SUSPENSIVE: "a suspensive veto",
    Veto.NONE: "no veto",
}


def _said(node: VetoOn, vetoes: tuple[ChamberVeto, ...]) -> Said:
    wanted = set(node.matters) or {"any other matter"}
    wrong = [
        f'"{v.procedure}" ({v.article}): {_WORDS[v.kind]}'
        for v in vetoes
        if wanted & set(v.matters) and v.kind is not node.kind
    ]
    after = line(node.after) if node.after else ""
    return Said(
        node.kind,
        node.matters,
        node.article,
        node.overridden,
        after,
        "; ".join(dict.fromkeys(wrong)),
    )


def _most_seats(vetoes: tuple[ChamberVeto, ...]) -> int | None:
    """Return the fewest members that stop some procedure: the largest majority asked for."""
    found = [v.blocks for v in vetoes if v.blocks is not None]
    return min(found) if found else None


def seats_and_people(model: Model, name: str) -> tuple[dict[str, int], dict[str, Fraction], str]:
    """Return the seats of a chamber by unit, the people of those units, and the people's date.

    The chamber is a body with seats by a rule, or a list of units (its votes are a weight called
    `votes`, else one each). Empty where the text does not give seats by unit.
    """
    book = model.book()
    seats: dict[str, int] = {}
    units: Units | None = None
    if name in book.bodies:
        seats, units = _body_seats(model, book.bodies[name])
    elif name in book.units:
        units = book.units[name]
        bound = bind_units(model, units)
        weight = next((w for w in units.weights if w.column == "votes"), None)
        votes = bound.weights("votes", weight.as_of, units) if weight else {}
        seats = {label: int(votes.get(k, Fraction(1))) for k, label in bound.labels.items()}
    if units is None or not seats:
        return {}, {}, ""
    people, date = people_of(model, units)
    return seats, people, date


def _body_seats(model: Model, body: Body) -> tuple[dict[str, int], Units | None]:
    from foedus.constitution.bind_seats import unit_seats

    rules = pick(body.details, SeatRule)
    if not rules:
        return {}, None
    seats = {label: count for _, _, label, count in unit_seats(model, rules)}
    return seats, model.book().units.get(rules[0].units)


def people_of(model: Model, units: Units) -> tuple[dict[str, Fraction], str]:
    """Return the residents of units by label, by the latest weight called population, and its date.

    Empty where the units declare no such weight.
    """
    weights = [w for w in units.weights if w.column.startswith("population")]
    if not weights:
        return {}, ""
    last = max(weights, key=lambda w: w.as_of)
    bound = bind_units(model, units)
    values = bound.weights(last.column, last.as_of, last)
    return {bound.labels[k]: v for k, v in values.items() if k in bound.labels}, last.as_of


def malapportionment(seats: Mapping[str, int], people: Mapping[str, Fraction]) -> Fraction:
    """Return 1/2 sum |s_i / S - p_i / P| over the units (Samuels & Snyder 2001), exactly."""
    all_seats, everybody = sum(seats.values()), sum(people.values(), Fraction(0))
    gaps = (abs(Fraction(seats.get(u, 0), all_seats) - people[u] / everybody) for u in people)
    return sum(gaps, Fraction(0)) / 2


def least_people(
    seats: Mapping[str, int], people: Mapping[str, Fraction], needed: int
) -> tuple[Fraction | None, tuple[str, ...]]:
    """Return the least share of people whose units hold `needed` seats, and those units.

    Every resident of a unit counts for all its seats. By dynamic programming over seats: exact.
    """
    best: dict[int, tuple[Fraction, tuple[str, ...]]] = {0: (Fraction(0), ())}
    for unit, count in seats.items():
        if unit not in people or not count:
            continue
        for held, (cost, chosen) in sorted(best.items(), reverse=True):
            key = min(needed, held + count)
            offer = (cost + people[unit], (*chosen, unit))
            if key not in best or offer[0] < best[key][0]:
                best[key] = offer
    if needed not in best:
        return None, ()
    total = sum(people.values(), Fraction(0))
    return best[needed][0] / total, best[needed][1]
