"""Who can take part: one switch that every procedure obeys, and every lawful denominator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.compile import compile_procedure, open_quotas
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
from foedus.federation.matrix import lists
from foedus.proof.games import Games, Setting, walk
from foedus.proof.properties import everyone
from foedus.rules.minimal import smallest_winning


@dataclass(frozen=True, slots=True)
class Participation(Answer):
    """Who can take part: seats filled by body, and units where no vote is or can be held.

    `seats` are those by law. `displaced` are voters who live elsewhere than they are registered,
    by unit; `abroad` those registered out of the country (None: not known).
    """

    key: str
    title: str
    seats: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    units_without: tuple[str, ...] = ()
    displaced: Mapping[str, int] = field(default_factory=dict)
    abroad: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Effect(Answer):
    """One procedure under a switch: the fewest yes that pass it, before and after.

    `needed` is the fewest votes of those who can vote, None where nobody can pass it any more.
    `thresholds` says of every fixed number what part of the seats filled it is; a share of the
    seats by law stays the number that it is.
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
    """A switch and its effect on every procedure of a text."""

    switch: Participation
    text: str
    effects: tuple[Effect, ...]
    left_out: tuple[str, ...]
    label: Label = Label.EXACT
    method: str = "each procedure compiled with the seats filled; thresholds by the seats by law"
    reference: str = "the switch's own sources"

    @property
    def flips(self) -> tuple[str, ...]:
        """The procedures that pass by law and cannot pass under the switch."""
        return tuple(e.procedure for e in self.effects if e.by_law is not None and not e.possible)


def seats_filled(model: Model, switch: Participation) -> dict[str, int]:
    """Return a switch as the seats filled that `compile_procedure` obeys.

    A unit without a vote is a unit that does not vote, in every list of units, and leaves empty
    the seats that a body elects there. Raises BadInput (E873): other seats by law than the text's,
    a unit that the text does not know.
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
    for name in switch.units_without:
        keys = [(units, key) for units in lists(model) if (key := units.find(name)) is not None]
        if not keys and lists(model):
            what = f'the switch "{switch.key}" names "{name}", which is no unit'
            errors.append(Diagnostic("E873", what, place, "a unit of the text"))
        found.update({units.voter(key): 0 for units, key in keys})
    if errors:
        raise BadInput(errors)
    return found


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
    return Under(switch, games.model.constitution.name, tuple(effects), tuple(left_out))


def _effects(games: Games, procedure: s.Procedure, filled: Mapping[str, int]) -> Iterator[Effect]:
    concerned = games.concerned(procedure.name)[:1]
    for setting in games.settings([procedure.name], concerned):
        law = games.game(s.Of(procedure.name), setting)
        now = _compiled(games.model, procedure.name, setting, law, filled)
        counts = {v.name: v.count for v in now.rule.voters}
        possible = now.rule.passes(everyone(now.rule))
        yield Effect(
            procedure.name,
            law.article,
            setting.text,
            smallest_winning(law.rule).cost,
            smallest_winning(now.rule).cost if possible else None,
            sum(counts.values()),
            possible,
            tuple(_thresholds(games, procedure, filled)),
            tuple(_stops_at(games, procedure)),
        )


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
    return name in book.bodies or any(
        name == units.voter(k) for units in lists(model) for k in units.labels
    )


def _thresholds(
    games: Games, procedure: s.Procedure, filled: Mapping[str, int]
) -> Iterator[tuple[str, str, int, Fraction]]:
    """Yield (body, sentence, number, part of the seats filled) of each threshold by law."""
    from foedus.constitution.render import line

    for body, node, number in _numbers(games, procedure):
        now = filled.get(body)
        if now:
            yield body, line(node), number, Fraction(number, now)


def _stops_at(games: Games, procedure: s.Procedure) -> Iterator[tuple[str, int]]:
    """Yield (body, vacancies) from which a threshold by law cannot be reached any more."""
    most: dict[str, int] = {}
    for body, _, number in _numbers(games, procedure):
        law = games.book.bodies[body].members
        most[body] = min(most.get(body, law), law - number + 1)
    yield from most.items()


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


# ----------------------------------------------------------------------------- denominators


@dataclass(frozen=True, slots=True)
class Denominator(Answer):
    """One lawful base of a turnout: what is counted, how many, and the turnout by it.

    The turnout lies between `low` and `high`: the same where `took_part` and the base are counts,
    apart by the rounding where only a percentage is stated.
    """

    what: str
    base: int | None
    low: Fraction
    high: Fraction
    source: str = ""


@dataclass(frozen=True, slots=True)
class Quorum(Answer):
    """A quorum under every denominator: met, not met, or open within the rounding (None)."""

    quorum: Fraction
    name: str
    met: tuple[bool | None, ...]

    @property
    def flips(self) -> bool:
        """Whether it is met by one lawful denominator and not by another."""
        return True in self.met and False in self.met


@dataclass(frozen=True, slots=True)
class Turnout(Answer):
    """A turnout by every lawful denominator, and what quorums make of it.

    Every quorum above `flips_above` and up to `flips_up_to` is met by one denominator and not by
    another (the same number twice: none is).
    """

    key: str
    title: str
    took_part: int | None
    denominators: tuple[Denominator, ...]
    quorums: tuple[Quorum, ...]
    flips_above: Fraction
    flips_up_to: Fraction
    label: Label = Label.EXACT
    method: str = "took part / each base; a stated percentage is an interval of its last digit"
    reference: str = "the sources named beside each base"


def turnout(
    key: str,
    title: str,
    took_part: int | None,
    denominators: Iterable[Denominator],
    quorums: Mapping[str, Fraction],
) -> Turnout:
    """Return the turnout by every denominator and the quorums that flip between them.

    A quorum of more than q needs more than q, one of at least q at least q; here q itself counts as
    met, and the interval says where that matters.
    """
    bases = tuple(denominators)
    found = tuple(Quorum(q, name, tuple(_met(d, q) for d in bases)) for name, q in quorums.items())
    least = min((d.high for d in bases), default=Fraction(0))
    most = max((d.low for d in bases), default=Fraction(0))
    return Turnout(key, title, took_part, bases, found, min(least, most), most)


def _met(base: Denominator, quorum: Fraction) -> bool | None:
    if base.low >= quorum:
        return True
    return False if base.high < quorum else None


def denominator(
    what: str, took_part: int | None, base: int | None, stated: str = "", source: str = ""
) -> Denominator:
    """Return a denominator from counts, or from a stated percentage such as "59.57".

    Raises ValueError where neither counts nor a percentage are given, or the base is zero.
    """
    if took_part is not None and base:
        exact = Fraction(took_part, base)
        return Denominator(what, base, exact, exact, source)
    if not stated:
        raise ValueError(f"{what}: neither counts nor a percentage")
    digits = len(stated.partition(".")[2])
    value, half = Fraction(stated) / 100, Fraction(1, 2 * 10 ** (digits + 2))
    return Denominator(what, base, value - half, value + half, source)


def quorums_of(model: Model) -> dict[str, Fraction]:
    """Return the turnout quorums of a text's procedures, by procedure and article."""
    found: dict[str, Fraction] = {}
    for procedure in model.book().procedures.values():
        for node in walk(procedure.passes):
            if isinstance(node, s.Vote) and node.verb is s.Verb.TAKE_PART:
                threshold = node.threshold
                if isinstance(threshold, s.Threshold) and threshold.share:
                    found[f"{procedure.name} ({procedure.article})"] = threshold.amount
    return found
