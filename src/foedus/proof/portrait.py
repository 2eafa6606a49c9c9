"""One procedure at a glance: its sentence, who must agree, who can block, least coalitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foedus.answer import Answer
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.constitution.render import sentence
from foedus.constitution.stages import shortest
from foedus.constitution.syntax import Of
from foedus.errors import BadInput, Diagnostic, Place, did_you_mean
from foedus.proof import properties
from foedus.proof.claims_pairs import bodies_that_block
from foedus.proof.court import in_words
from foedus.proof.engine import LIMIT, Verdict
from foedus.proof.games import Games, Setting
from foedus.proof.least import Least, least


@dataclass(frozen=True, slots=True)
class Portrait(Answer):
    """What a procedure's rule does, in one reading and for one unit concerned.

    `must_agree` are the bodies, groups, persons and units without whom nothing passes;
    `vetoers` those of whom one member alone can stop it. `outvoted` are the groups and sets that
    can be outvoted (it passes with all of them at no), `not_outvoted` those that cannot.
    """

    procedure: str
    article: str
    where: str
    sentence: str
    must_agree: tuple[str, ...]
    vetoers: tuple[str, ...]
    dummies: tuple[str, ...]
    undecided: tuple[str, ...]
    least: tuple[Least, ...]
    assumptions: tuple[str, ...]
    flags: tuple[str, ...]
    recorded: tuple[str, ...]
    steps: tuple[str, ...]
    dictators: tuple[str, ...] = ()
    deadlock: str = ""
    fewest_days: int = 0
    outvoted: tuple[str, ...] = ()
    not_outvoted: tuple[str, ...] = ()
    method: str = "gate patterns, branch and bound in exact integers"
    reference: str = "Felsenthal & Machover 1998, ch. 2"


def portraits(
    model: Model,
    procedure: str,
    *,
    view: str = "",
    unit: str = "",
    every_date: bool = False,
    bare: bool = False,
    filled: Mapping[str, int] | None = None,
    seconds: float = LIMIT,
) -> tuple[Portrait, ...]:
    """Return a procedure under every reading (and, where it has one, for the unit concerned).

    Shares are counted in the latest figures of each column, or with `every_date` in all of them;
    they are of everyone in the units, or with `bare` of bare majorities inside them.
    `filled` says how many of a body or group can take part, 0 for a unit in which nobody can.
    Raises BadInput (E266) for an unknown procedure, or a unit whose consent it cannot need.
    """
    games = Games(model, filled)
    if procedure not in games.book.procedures:
        known = list(games.book.procedures)
        what = f'there is no procedure "{procedure}"'
        hint = did_you_mean(procedure, known)
        raise BadInput(Diagnostic("E266", what, Place(model.file), "; ".join(known), hint))
    concerned = games.concerned(procedure)
    if unit and unit not in concerned:
        what = f'"{procedure}" needs no consent of a unit "{unit}"'
        hint = did_you_mean(unit, concerned)
        expected = ", ".join(concerned) or "no --unit: it asks no unit for consent"
        raise BadInput(Diagnostic("E266", what, Place(model.file), expected, hint))
    settings = games.settings([procedure], (unit,) if unit else ())
    seen: set[tuple[str, ...]] = set()
    found = []
    for setting in settings:
        key = tuple(setting.reading.values())
        if unit or key not in seen:
            of = Of(procedure, view)
            found.append(_portrait(games, of, setting, seconds, (every_date, bare)))
        seen.add(key)
    return tuple(found)


def _portrait(
    games: Games, of: Of, setting: Setting, seconds: float, how: tuple[bool, bool]
) -> Portrait:
    game = games.game(of, setting)
    blocs = bodies_that_block(game)
    veto = tuple(game.alone(v) for v in properties.vetoers(game.rule))
    roles = properties.dummies(game.rule, seconds=seconds)
    decl = games.book.procedure(of.procedure)
    open_ = [f"{q.sentence}: any quota from {q.low} to {q.high} of {q.total}; {q.low} taken here"
             for q in game.open_quotas]  # fmt: skip
    return Portrait(
        game.procedure,
        game.article,
        setting.text,
        sentence(decl),
        tuple(dict.fromkeys([*blocs, *veto])),
        veto,
        tuple(game.alone(n) for n in roles.names),
        tuple(game.alone(n) for n in roles.undecided),
        tuple(_all_least(game, seconds, *how)),
        (*game.assumptions, *open_),
        tuple(f.text for f in game.flags),
        game.recorded,
        # Two thresholds of one vote are one step.
        tuple(dict.fromkeys(_step(s.kind, s.who, s.text) for s in game.stages)),
        tuple(game.alone(v) for v in properties.dictators(game.rule)),
        _deadlock(game, seconds),
        shortest(game.stages),
        *_communities(game),
    )


def _communities(game: Compiled) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the groups and sets that vote and can be outvoted, and those that cannot be."""
    can: list[str] = []
    cannot: list[str] = []
    if game.rule.passes(properties.everyone(game.rule)):
        for name, voters in game.members.items():
            part = name in game.rule.names or name.partition(" in ")[0] != name
            if voters and game.kinds[name] in ("group", "set") and not part:
                rest = properties.everyone(game.rule, voters)
                (can if game.rule.passes(rest) else cannot).append(name)
    return tuple(can), tuple(cannot)


def _deadlock(game: Compiled, seconds: float) -> str:
    """Say whether two camps can stop each other, or whether both can pass their own."""
    root = game.rule.root
    if root < len(game.rule.voters) and game.rule.voters[root].count > 1:
        return ""
    stuck = properties.deadlock(game.rule, seconds=seconds)
    if stuck.verdict is Verdict.UNDECIDED:
        return "undecided within the limit"
    if stuck.verdict is Verdict.NONE:
        return "none: of two opposite camps one can always pass it"
    yes = in_words(game, stuck.coalition or {})
    return f"possible: {yes} on one side and all others on the other can each stop it"


def _step(kind: str, who: tuple[str, ...], text: str) -> str:
    return " ".join(filter(None, [kind, "of " + ", ".join(who) if who else "", text]))


def _all_least(game: Compiled, seconds: float, every_date: bool, bare: bool) -> list[Least]:
    found = [least(game, goal, seconds=seconds) for goal in ("passes", "blocks")]
    shown: dict[tuple[object, ...], str] = {}
    latest: dict[str, str] = {}
    for column, prices in game.prices.items():
        shown.setdefault((tuple(prices.items()), game.price_totals[column]), column)
    for column in shown.values():
        name, _, date = column.partition(" as of ")
        key = column if every_date else name
        if key not in latest or latest[key].partition(" as of ")[2] < date:
            latest[key] = column
    for column in latest.values():
        found += [
            least(game, goal, column, bare=bare, seconds=seconds) for goal in ("passes", "blocks")
        ]
    return found
