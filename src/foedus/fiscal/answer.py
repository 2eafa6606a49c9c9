"""One text's money, whole: flows, properties of each equalisation, limits, who can change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.compile_types import Compiled
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
from foedus.fiscal.arrangement import arrangement
from foedus.fiscal.collect import collected
from foedus.fiscal.flows import Evened, Flows, flows, paid_by
from foedus.fiscal.formulas import FORMULAS
from foedus.fiscal.limits import Borrowed, borrowing
from foedus.fiscal.properties import Again, Property, properties
from foedus.proof.claims_paths import whose_consent
from foedus.proof.games import Games
from foedus.proof.properties import everyone


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """Who can change the formula: the procedure named, whose consent it needs."""

    equalisation: str
    procedure: str
    article: str
    where: str
    possible: bool
    consent: tuple[str, ...]

    @property
    def text(self) -> str:
        """The answer in one sentence."""
        head = f'"{self.procedure}" ({self.article})'
        if not self.possible:
            return f"{head}: never, whoever agrees"
        return f"{head}: needs {', '.join(self.consent) or 'nobody in particular'}"


@dataclass(frozen=True, slots=True)
class Money(Answer):
    """The money of one text; `flows` is None where the text fixes no share that can be computed."""

    text: str
    file: str
    flows: Flows | None
    properties: tuple[Property, ...]
    changes: tuple[Change, ...]
    limits: tuple[Borrowed, ...]
    label: Label = Label.EXACT
    method: str = "shares, transfers and equalisation in exact fractions; properties by unit"
    reference: str = "the articles named in the text"


def has_money(model: Model) -> bool:
    """Return whether a text has a sentence on money."""
    kinds = (s.Tax, s.Transfer, s.Equalisation, s.Borrowing)
    return any(isinstance(node, kinds) for node in model.constitution.statements)


def money(model: Model) -> Money:
    """Return the money of a text; raises BadInput with every error (E850-E856, E21x)."""
    errors: list[Diagnostic] = []
    bound = collected(errors, lambda: arrangement(model))
    found = collected(errors, lambda: flows(bound)) if bound is not None else None
    limits = collected(errors, lambda: borrowing(model))
    if limits is None or errors:
        raise BadInput(errors)
    nodes = {e.name: e for e in model.constitution.all(s.Equalisation)}
    kept: list[Property] = []
    for step in found.steps if found else ():
        node = nodes[step.name]
        kept += properties(step, node, _again(step, node))
    return Money(
        model.constitution.name,
        model.file,
        found,
        tuple(kept),
        tuple(changes(Games(model))),
        limits,
        found.label if found is not None else Label.EXACT,
    )


def _again(step: Evened, node: s.Equalisation) -> Again | None:
    """Return how to compute an equalisation from other capacities; None where two are compared."""
    methods = s.pick(node.details, s.Method)
    if methods and FORMULAS[methods[0].name].capacities > 1:
        return None

    def compute(capacity: Mapping[str, Fraction]) -> Evened:
        return replace(step, capacity=capacity, paid=paid_by(node, capacity, step.need))

    return compute


def changes(games: Games) -> list[Change]:
    """Return, for each equalisation, the procedure that changes it and whose consent it needs.

    The line `changed by` names it; without one the procedure that decides the matter of the
    equalisation's name, or "equalisation", does; else the rule for any other matter.
    """
    found = []
    for node in games.model.constitution.all(s.Equalisation):
        for name in _procedures(games, node):
            concerned = games.concerned(name)[:1]
            for setting in games.settings([name], concerned):
                found.append(_change(games.game(s.Of(name), setting), node.name, setting.text))
    return found


def _procedures(games: Games, node: s.Equalisation) -> list[str]:
    named = [c.procedure for c in s.pick(node.details, s.ChangedBy)]
    if named:
        return named
    every = games.book.procedures.values()
    wanted = {node.name, "equalisation", "fiscal equalisation"}
    deciding = [p.name for p in every if any(wanted & set(d.matters) for d in p.decides)]
    return deciding or [p.name for p in every if any(d.other for d in p.decides)]


def _change(game: Compiled, equalisation: str, where: str) -> Change:
    possible = game.rule.passes(everyone(game.rule))
    consent = whose_consent(game) if possible else ()
    return Change(equalisation, game.procedure, game.article, where, possible, consent)
