"""Borrowing limits: who is above them, by how much; and rules in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.bind_units import bind_units
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
from foedus.fiscal.collect import collected
from foedus.fiscal.people import amounts, people_of


@dataclass(frozen=True, slots=True)
class Borrowed(Answer):
    """One limit: each unit's debt as a part of the base, and who is above the limit.

    `text` is set for a rule in words: nothing is computed from it.
    """

    article: str
    level: str
    limit: Fraction
    ratios: Mapping[str, Fraction]
    above: tuple[str, ...]
    text: str = ""
    label: Label = Label.EXACT
    method: str = "debt / base, unit by unit"
    reference: str = "the article named"


def borrowing(model: Model) -> tuple[Borrowed, ...]:
    """Return every borrowing limit of a text; raises BadInput (E852) for each base that is zero."""
    errors: list[Diagnostic] = []
    found = [
        collected(errors, partial(_limit, model, node))
        for node in model.constitution.all(s.Borrowing)
    ]
    if errors:
        raise BadInput(errors)
    return tuple(x for x in found if x is not None)


def _limit(model: Model, node: s.Borrowing) -> Borrowed:
    if not node.of:
        return Borrowed(node.article, str(node.level or ""), Fraction(0), {}, (), node.text)
    declared = model.book().units[node.of]
    units = bind_units(model, declared)
    people, _ = people_of(model, declared)
    errors: list[Diagnostic] = []
    columns = ((node.debt, node.debt_as_of), (node.base, node.base_as_of))
    found = [collected(errors, partial(amounts, units, *c, node, people)) for c in columns]
    if errors:
        raise BadInput(errors)
    debt, base = (x[0] for x in found if x is not None)
    zero = [u for u, k in base.items() if not k]
    if zero:
        what = f'"{node.base}" is 0 in {", ".join(zero)}: debt cannot be a part of it'
        raise BadInput(Diagnostic("E852", what, node.place, "a base above zero in every unit"))
    ratios = {u: debt[u] / base[u] for u in debt}
    above = tuple(u for u, r in ratios.items() if r > node.limit)
    return Borrowed(node.article, node.of, node.limit, ratios, above)
