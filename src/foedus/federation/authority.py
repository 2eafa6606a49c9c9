"""Components of the Regional Authority Index as scored in a text: one by one, never a total."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from foedus.answer import Answer, Label
from foedus.constitution.check_federation import COMPONENTS
from foedus.constitution.model import Model
from foedus.constitution.syntax import Authority


@dataclass(frozen=True, slots=True)
class Component(Answer):
    """One component: its score of at most `most`, the article it rests on, who coded it."""

    component: str
    units: str
    score: Fraction
    most: Fraction
    article: str
    coder: str
    label: Label = Label.EXACT
    method: str = "as coded; components are not added up"
    reference: str = "Hooghe, Marks et al. 2016, Measuring Regional Authority"


def components(model: Model) -> tuple[Component, ...]:
    """Return the components scored in a text, in the order of the index, then of the file."""
    order = list(COMPONENTS)
    found = sorted(model.constitution.all(Authority), key=lambda a: order.index(a.component))
    return tuple(
        Component(a.component, a.of, a.score, COMPONENTS[a.component], a.article, a.coder)
        for a in found
    )


def missing(model: Model) -> tuple[str, ...]:
    """Return the components that a text scores for no units."""
    scored = {a.component for a in model.constitution.all(Authority)}
    return tuple(c for c in COMPONENTS if scored and c not in scored)
