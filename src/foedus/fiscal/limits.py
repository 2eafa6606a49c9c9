"""Borrowing limits: who is above them, by how much; and rules in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.constitution.bind_units import bind_units
from foedus.constitution.model import Model
from foedus.errors import BadInput, Diagnostic
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
    """Return every borrowing limit of a text. Raises BadInput (E852) where a base is zero."""
    return tuple(_limit(model, node) for node in model.constitution.all(s.Borrowing))


def _limit(model: Model, node: s.Borrowing) -> Borrowed:
    if not node.of:
        return Borrowed(node.article, str(node.level or ""), Fraction(0), {}, (), node.text)
    declared = model.book().units[node.of]
    units = bind_units(model, declared)
    people, _ = people_of(model, declared)
    debt, _ = amounts(units, node.debt, node.debt_as_of, node, people)
    base, _ = amounts(units, node.base, node.base_as_of, node, people)
    zero = [u for u, k in base.items() if not k]
    if zero:
        what = f'"{node.base}" is 0 in {", ".join(zero)}: debt cannot be a part of it'
        raise BadInput(Diagnostic("E852", what, node.place, "a base above zero in every unit"))
    ratios = {u: debt[u] / base[u] for u in debt}
    above = tuple(u for u, r in ratios.items() if r > node.limit)
    return Borrowed(node.article, node.of, node.limit, ratios, above)
