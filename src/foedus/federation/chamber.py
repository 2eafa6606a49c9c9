"""The second chamber as an object: its veto by matter, blocking people, delay, malapportionment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

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
from foedus.fiscal.people import people_of
from foedus.proof.games import Games
from foedus.proof.properties import everyone
from foedus.rules.minimal import smallest_blocking, smallest_winning


@dataclass(frozen=True, slots=True)
class ChamberVeto(Answer):
    """What the chamber's no does to one procedure, computed from the procedure's own rule.

    `absolute`: it never passes against the chamber; `suspensive`: it passes if the others reach
    more than they need with the chamber's yes (`overrides` is the fewest of them, `without` the
    fewest where the chamber agrees); `no`: the chamber's votes change nothing. `blocks` is the
    fewest members of the chamber whose no stops it while everyone else says yes (None: no number).
    `own_consent`: the unit concerned must agree too.
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
    own_consent: bool


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
    the smallest share of the population behind a number of its votes that stops some procedure
    (one that needs no unit's own consent): every resident of a unit counts. None without seats.
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
    seats, people, as_of = seats_and_people(games.model, node.name)
    found = list(_vetoes(games, node.name, people))
    vetoes = tuple(v for v, _ in found)
    least, units = _least(node.name in games.book.units, found, seats, people)
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


#: A veto, and the share of people and the units that stop it where the chamber is a list of units.
Weighed = tuple[ChamberVeto, tuple[Fraction, tuple[str, ...]] | None]


def _least(
    by_units: bool,
    found: list[Weighed],
    seats: Mapping[str, int],
    people: Mapping[str, Fraction],
) -> tuple[Fraction | None, tuple[str, ...]]:
    """Return the least share of people behind any veto that needs no unit's own consent."""
    open_ = [(v, w) for v, w in found if not v.own_consent and v.blocks is not None]
    if by_units:
        shares = [w for _, w in open_ if w is not None]
        return min(shares) if shares else (None, ())
    if not people or not open_:
        return None, ()
    return least_people(seats, people, min(v.blocks or 0 for v, _ in open_))


def _vetoes(games: Games, name: str, people: Mapping[str, Fraction]) -> Iterator[Weighed]:
    for procedure in games.book.procedures.values():
        concerned = games.concerned(procedure.name)
        for setting in games.settings([procedure.name], concerned[:1]):
            try:
                game = games.game(Of(procedure.name), setting)
            except (BadInput, TooLarge):
                continue
            if game.rule.passes(everyone(game.rule)):
                yield _veto(game, procedure, name, setting.text, bool(concerned), people)


def _veto(
    game: Compiled,
    procedure: Procedure,
    name: str,
    where: str,
    own_consent: bool,
    people: Mapping[str, Fraction],
) -> Weighed:
    counts = {v.name: v.count for v in game.rule.voters}
    own = [v for v in game.members.get(name, ()) if counts.get(v)]
    matters = tuple(
        m for d in procedure.decides for m in (*d.matters, *(str(c) for c in d.changes))
    ) + (("any other matter",) if any(d.other for d in procedure.decides) else ())
    kind, blocks, overrides, without = Veto.NONE, None, None, None
    weighed = None
    if own:
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
            weighed = _people_behind(game, own, list(rest), people)
    veto = ChamberVeto(
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
        own_consent,
    )
    return veto, weighed


def _people_behind(
    game: Compiled, own: list[str], rest: list[str], people: Mapping[str, Fraction]
) -> tuple[Fraction, tuple[str, ...]] | None:
    """Return the least share of people whose units stop it, where each voter is one unit."""
    labels = {v: game.alone(v) for v in own}
    if not people or any(label not in people for label in labels.values()):
        return None
    scale = lcm(*(p.denominator for p in people.values()))
    price = {v: int(people[label] * scale) for v, label in labels.items()}
    found = smallest_blocking(game.rule, {**dict.fromkeys(rest, 0), **price}, excluding=rest)
    if found.cost is None or found.coalition is None or found.label is not Label.EXACT:
        return None
    units = tuple(labels[v] for v, k in found.coalition.items() if k and v in labels)
    return Fraction(found.cost, scale) / sum(people.values(), Fraction(0)), units


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


def seats_and_people(model: Model, name: str) -> tuple[dict[str, int], dict[str, Fraction], str]:
    """Return the seats of a chamber by unit, the people of those units, and the people's date.

    The chamber is a body with seats by a rule or by a column named after it, or a list of units
    (its votes are a weight called `votes`, else one each). Empty where no seats by unit are given.
    """
    book = model.book()
    seats: dict[str, int] = {}
    units: Units | None = None
    if name in book.bodies:
        seats, units = _body_seats(model, book.bodies[name])
    elif name in book.units:
        units = book.units[name]
        bound = bind_units(model, units)
        weight = next((w for w in units.weights if w.column.endswith("votes")), None)
        votes = bound.weights(weight.column, weight.as_of, units) if weight else {}
        seats = {label: int(votes.get(k, Fraction(1))) for k, label in bound.labels.items()}
    if units is None or not seats:
        return {}, {}, ""
    people, date = people_of(model, units)
    return seats, people, date


def _body_seats(model: Model, body: Body) -> tuple[dict[str, int], Units | None]:
    from foedus.constitution.bind_seats import unit_seats

    rules = pick(body.details, SeatRule)
    if not rules:
        return _seats_in_table(model, body)
    seats = {label: count for _, _, label, count in unit_seats(model, rules)}
    return seats, model.book().units.get(rules[0].units)


def _seats_in_table(model: Model, body: Body) -> tuple[dict[str, int], Units | None]:
    """Return the seats of a column named after the body ("Senate": senate, senate_seats).

    Members beyond the column's sum (nominated ones, say) belong to no unit.
    """
    word = "_".join(body.name.casefold().split())
    for units in model.book().units.values():
        bound = bind_units(model, units)
        if bound.table is None:
            continue
        for header, meta in bound.table.column_meta.items():
            named = header == word or header.startswith(f"{word}_")
            if not named or meta.kind != "integer":
                continue
            values = bound.table.column(header).values
            known = {k: v for k, v in values.items() if isinstance(v, Fraction)}
            seats = {bound.labels[k]: int(v) for k, v in known.items() if k in bound.labels}
            if 0 < sum(seats.values()) <= body.members:
                return seats, units
    return {}, None


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
