"""Delegates by lot: the bound, what was achieved per level, the tickets, and what quotas cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from foedus.answer import Answer, Label
from foedus.convene.lot_bound import SAME, Bound, Level, bound, eased, levels, without
from foedus.convene.lot_columns import (
    Clock,
    Columns,
    Lottery,
    decompose,
    leximin,
    nash,
    towards,
)
from foedus.convene.lot_model import EPSILON, Lot, Panels
from foedus.convene.lot_relax import Relaxed, relaxation
from foedus.convene.lot_tickets import Draw, draw, leftover, named, tickets
from foedus.convene.lot_walk import Walk, walk
from foedus.convene.matrix import Floats, Ints
from foedus.convene.stats import gini

METHODS = ("leximin", "maximin", "nash")
#: A walk that the time ended with no more chance left than this is kept as it is.
NEARLY = 1e-4
#: Walks in short steps, tried in turn (seed, chance left to long steps): one that ends in a face
#: without a panel is left.
MIXES = ((17, 0.1), (17, 0.3), (18, 0.3))
REFERENCE = (
    "Flanigan, Goelz, Gupta, Hennig & Procaccia 2021 (leximin); Flanigan, Kehne & Procaccia 2021 "
    "(public lottery); Groetschel, Lovasz & Schrijver 1988 (a point as a lottery)"
)


@dataclass(frozen=True, slots=True)
class Price:
    """What one quota costs the worst off.

    `seat` is by how much the bound on the least probability rises if the quota gives way by one
    seat, `dual` the upper bound on it that the programme gives; `without` the bound if the quota
    were left out altogether.
    """

    quota: str
    seat: float
    dual: float
    without: float


@dataclass(frozen=True, slots=True)
class Chances:
    """How evenly chances are spread: least, greatest, Gini, geometric mean (0 where somebody has
    no chance), and the people without any."""

    least: float
    greatest: float
    gini: float
    geometric: float
    without: int


@dataclass(frozen=True, slots=True)
class ByValue:
    """The chances of the people of one value of one feature, and the seats they get on average."""

    feature: str
    value: str
    people: int
    least: float
    mean: float
    seats: float


@dataclass(frozen=True, slots=True)
class Step:
    """One level: the bound and what was achieved by the same number of people from below."""

    people: int
    bound: float
    achieved: float
    tickets: float


@dataclass(frozen=True, slots=True)
class Sortition(Answer):
    """A lot from a pool, or the smallest relaxation of quotas that cannot be met.

    `proved`: no lottery over panels is better in the method's sense (to the solver's tolerance);
    else `gap` says how far it may be from the bound. `steps` stand side by side: the bound of the
    relaxation, the lottery, the tickets as numbered.
    """

    method_name: str
    n: int
    k: int
    types: int
    feasible: bool
    relaxed: Relaxed | None
    proved: bool
    gap: float
    why: str
    steps: tuple[Step, ...]
    bound: Chances | None
    achieved: Chances | None
    drawn: Chances | None
    by_value: tuple[ByValue, ...]
    prices: tuple[Price, ...]
    panels_used: int
    tickets: int
    furthest: float
    draw: Draw | None
    panels: tuple[tuple[str, ...], ...] = field(repr=False, default=())
    chance_of: dict[str, float] = field(repr=False, default_factory=dict)
    label: Label = Label.BOUND
    method: str = (
        "relaxed leximin as a lottery, face by face, else column generation; checked whole"
    )
    reference: str = REFERENCE

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a level."""
        return [
            {"people": s.people, "bound": s.bound, "achieved": s.achieved, "tickets": s.tickets}
            for s in self.steps
        ]


def sortition(
    of: Lot,
    method: str = "leximin",
    *,
    count: int = 1000,
    seconds: float = 60.0,
    hard: Collection[str] = (),
    seed: str = "",
    also: Mapping[str, Mapping[str, str]] | None = None,
) -> Sortition:
    """Return `count` equally likely numbered panels of a lot, with bound and certificate.

    Where the quotas cannot be met, `feasible` is False and `relaxed` holds the smallest
    relaxation that can, quotas of `hard` features kept if possible. `seed` draws a ticket. `also`
    maps features without quotas to each person's value, for the figures by sex and age.
    `seconds` of processor time limit the search, never what is true of its answer.
    """
    panels = Panels(of)
    limit = bound(of)
    if limit is None or panels.best(np.zeros(of.types)) is None:
        return _infeasible(of, method, relaxation(of, hard))
    columns = Columns(of)
    clock = Clock(seconds)
    lottery = _lottery(of, method, limit, panels, columns, count, clock)
    numbered = _numbered(of, lottery, columns, count)
    people = named(of, numbered)
    return _answer(of, method, limit, lottery, numbered, people, seed, also or {})


def _lottery(
    of: Lot, method: str, limit: Bound, panels: Panels, columns: Columns, count: int, clock: Clock
) -> Lottery:
    walked = _walk(of, method, limit, count, clock)
    for panel in walked.panels:
        columns.add(panel)
    unit = SAME * of.k / of.n
    if method != "nash" and walked.rest <= (unit if walked.stuck else NEARLY):
        return _walked(of, walked, limit.probability)
    rounds = min(max(count, of.types), 3 * of.types + 10)
    towards(of, panels, limit.probability, columns, rounds, Clock(clock.seconds * 0.3))
    if not columns.panels:
        columns.add(panels.best(np.zeros(of.types)))
    if method == "nash":
        return nash(of, panels, columns, clock)
    chance, off = np.zeros(0), 1.0
    if len(columns.panels) >= 1.2 * of.types or of.types < 200:
        chance, off = decompose(of, panels, limit.probability, columns, clock)
    if off <= EPSILON * of.k / of.n * 10:
        return _kept(columns.panels, chance, limit.probability)
    found = leximin(of, panels, columns, clock, first_only=method == "maximin")
    if found.proved or not walked.panels:
        return found
    other = _walked(of, walked, limit.probability)
    return other if other.gap < found.gap else found


def _walk(of: Lot, method: str, limit: Bound, count: int, clock: Clock) -> Walk:
    """Return the walk to the bound: short steps first, of a ticket each, where a face allows."""
    # A part of the time is kept for the distribution over the panels found, and the tickets.
    until = Clock(clock.seconds * 0.75)
    if method == "nash":
        return walk(of, limit.probability, until)
    found = []
    for seed, left in MIXES:
        found.append(walk(of, limit.probability, until, seed, count, left))
        if not found[-1].stuck or found[-1].rest <= SAME * of.k / of.n:
            return found[-1]
    return min(walk(of, limit.probability, until), *found, key=lambda w: w.rest)


def _walked(of: Lot, walked: Walk, target: Floats) -> Lottery:
    """Return the lottery walked, its probabilities those of its panels where it fell short."""
    found = _kept(walked.panels, walked.chance, target)
    reached = (np.array(found.panels, dtype=float).T / of.count[:, None]) @ found.chance
    off = float(np.abs(reached - target).max())
    if off <= SAME * of.k / of.n:
        return found
    return replace(found, probability=reached, proved=False, gap=off, why="the time is up")


def _numbered(of: Lot, lottery: Lottery, columns: Columns, count: int) -> list[Ints]:
    """Return the tickets: panels priced in for what whole tickets leave over, then exchanges.

    Every panel found may take part in exchanges, used by the lottery or not.
    """
    for panel in leftover(of, lottery, count):
        columns.add(panel)
    used = {p.tobytes() for p in lottery.panels}
    spare = [p for p in columns.panels if p.tobytes() not in used]
    chance = np.concatenate([lottery.chance, np.zeros(len(spare))])
    every = replace(lottery, panels=(*lottery.panels, *spare), chance=chance)
    return tickets(of, every, count)


def _kept(panels: Sequence[Ints], chance: Floats, target: Floats) -> Lottery:
    used = np.flatnonzero(chance > 1e-12)
    found = chance[used] / chance[used].sum()
    why = "the lottery's marginals are those of the bound, which no lottery can exceed"
    return Lottery(tuple(panels[int(i)] for i in used), found, target, True, 0.0, why)


def _infeasible(of: Lot, method: str, relaxed: Relaxed | None) -> Sortition:
    return Sortition(
        method, of.n, of.k, of.types, False, relaxed, True, 0.0, "no panel meets the quotas", (),
        None, None, None, (), (), 0, 0, 0.0, None, label=Label.EXACT,
    )  # fmt: skip


def _answer(
    of: Lot, method: str, limit: Bound, lottery: Lottery, numbered: list[Ints],
    people: list[tuple[str, ...]], seed: str, also: Mapping[str, Mapping[str, str]],
) -> Sortition:  # fmt: skip
    by_ticket = np.mean(numbered, axis=0) / of.count
    held = Counter(name for panel in people for name in panel)
    chance_of = {p: held[p] / len(people) for m in of.members for p in m}
    drawn = np.array([chance_of[p] for m in of.members for p in m])
    steps = _steps(of, limit.probability, lottery.probability, drawn)
    gap = lottery.gap
    if not lottery.proved and method != "nash":
        gap = max(gap, *(s.bound - s.achieved for s in steps[: 1 if method == "maximin" else None]))
    return Sortition(
        method, of.n, of.k, of.types, True, None, lottery.proved, gap, lottery.why, steps,
        _chances(np.repeat(limit.probability, of.count)),
        _chances(np.repeat(lottery.probability, of.count)), _chances(drawn),
        _by_value(of, lottery.probability, also), _prices(of, limit),
        len({p.tobytes() for p in numbered}), len(numbered),
        float(np.abs(by_ticket - lottery.probability).max()),
        draw(seed, people) if seed else None, tuple(people), chance_of,
        Label.EXACT if lottery.proved else Label.BOUND,
    )  # fmt: skip


def _steps(of: Lot, limit: Floats, achieved: Floats, drawn: Floats) -> tuple[Step, ...]:
    """Return, for each level of the bound, the least of the same people in order of chance."""
    found, start = [], 0
    reached = np.sort(np.repeat(achieved, of.count))
    in_tickets = np.sort(drawn)
    level: Level
    for level in levels(limit, of):
        end = start + level.people
        row = float(reached[start:end].min()), float(in_tickets[start:end].min())
        found.append(Step(level.people, level.probability, *row))
        start = end
    return tuple(found)


def _chances(p: Floats) -> Chances:
    positive = p[p > 1e-12]
    geometric = float(np.exp(np.log(positive).mean())) if len(positive) == len(p) else 0.0
    return Chances(float(p.min()), float(p.max()), gini(p), geometric, int(len(p) - len(positive)))


def _by_value(of: Lot, p: Floats, also: Mapping[str, Mapping[str, str]]) -> tuple[ByValue, ...]:
    chance = {m: float(p[t]) for t, names in enumerate(of.members) for m in names}
    inside = {
        f: {m: of.values[t][i] for t, names in enumerate(of.members) for m in names}
        for i, f in enumerate(of.features)
    }
    found = []
    for feature, value_of in {**inside, **also}.items():
        for value in sorted(set(value_of.values())):
            mine = [chance[m] for m, v in value_of.items() if v == value]
            seats = sum(mine)
            found.append(ByValue(feature, value, len(mine), min(mine), seats / len(mine), seats))
    return tuple(found)


def _prices(of: Lot, limit: Bound) -> tuple[Price, ...]:
    least = limit.levels[0].probability
    found = []
    for i, q in enumerate(of.quotas):
        dual = float(limit.price[i])
        if dual <= 1e-12:
            # The dual bounds the gain: what costs nothing there costs nothing.
            found.append(Price(q.name, 0.0, 0.0, least))
        else:
            seat = max(0.0, eased(of, i) - least)
            found.append(Price(q.name, seat, dual, without(of, i)))
    return tuple(found)
