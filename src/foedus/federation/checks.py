"""What a matrix of powers leaves open: nobody, two without a rule, no residual, no money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from foedus.answer import Answer, Label
from foedus.constitution.model import Model
from foedus.constitution.syntax import Equalisation, Function, Level, ShareTo, Tax, Transfer, pick
from foedus.federation.matrix import JOINT, Cell, Matrix
from foedus.federation.standard import standard


class Kind(StrEnum):
    """What is left open."""

    NOBODY = "nobody has it"
    NO_RULE = "two have it and no rule says who prevails"
    NO_RESIDUAL = "no clause on any other matter"
    NO_MONEY = "a task without money"
    UNREAD = "articles not read"


@dataclass(frozen=True, slots=True)
class Open(Answer):
    """One thing left open: the matter, in words, and the articles that show it.

    `unit` is set where it is so in that unit only.
    """

    kind: Kind
    matter: str
    text: str
    articles: tuple[str, ...] = ()
    unit: str = ""
    label: Label = Label.EXACT
    method: str = "every matter, function, level and unit of the matrix is gone through"
    reference: str = "the text's own articles"


def checks(model: Model, powers: Matrix) -> tuple[Open, ...]:
    """Return what a text leaves open; none of it is an error of the text.

    *Nobody*: a matter that no entry gives (or that the text gives to nobody), with no residual
    clause to catch it. *No rule*: two levels legislate on it in one unit, or it is concurrent, and
    no conflict rule stands in the text; `shared` and `framework` say themselves how. *No money*: a
    level executes it, and neither the matter nor the level is given any means.
    """
    found = [*_nobody(powers), *_no_rule(powers)]
    if powers.cells and not powers.residual:
        text = "a matter that no article names belongs to nobody"
        found.append(Open(Kind.NO_RESIDUAL, "any other matter", text))
    found += _no_money(model, powers)
    unread = [c for c in powers.cells if c.status == "unverified"]
    if unread:
        told = "rest on articles that were not read or do not name the matter"
        text = f"{len(unread)} of {len(powers.cells)} entries {told}"
        found.append(Open(Kind.UNREAD, "", text))
    return tuple(found)


def _nobody(powers: Matrix) -> Iterator[Open]:
    for matter in powers.matters:
        cells = powers.of(matter)
        everywhere = [c for c in powers.cells if c.matter == matter]
        given = [c for c in (*cells, *everywhere) if c.level is not Level.NONE]
        if not given:
            articles = tuple(c.article for c in cells)
            yield Open(Kind.NOBODY, matter, "no level holds any part of it", articles)


def _no_rule(powers: Matrix) -> Iterator[Open]:
    if powers.conflict:
        return
    for matter in powers.matters:
        for unit in ("", *dict.fromkeys(u for c in powers.special(matter) for u in c.units)):
            cells = powers.of(matter, Function.LEGISLATE, unit)
            own = {c.level for c in cells if c.level in _SINGLE}
            joint = [c for c in cells if c.level in (Level.CONCURRENT, Level.PARALLEL)]
            if len(own) > 1 or joint:
                who = ", ".join(str(c.level) for c in cells)
                text = f"may legislate: {who}; the text has no conflict rule"
                yield Open(Kind.NO_RULE, matter, text, _articles(cells), unit)


_SINGLE = (Level.CENTRE, Level.REGION, Level.LOCAL, Level.COMMUNITY)


def _no_money(model: Model, powers: Matrix) -> Iterator[Open]:
    means = _means(model, powers)
    for matter in powers.matters:
        listed = standard(matter)
        if listed is not None and listed.group == "money":
            continue
        cells = powers.of(matter)
        if any(Function.FINANCE in c.functions for c in cells):
            continue
        tasks = [
            c
            for c in powers.cells
            if c.matter == matter and Function.EXECUTE in c.functions and c.level in _SINGLE
        ]
        for cell in tasks:
            if cell.level not in means:
                text = f"{cell.level} executes it; no article gives {cell.level} any means"
                unit = ", ".join(cell.units)
                yield Open(Kind.NO_MONEY, matter, text, (cell.article,), unit)


def _means(model: Model, powers: Matrix) -> set[Level]:
    """Return the levels that some article gives a tax, a share, a transfer or a duty to finance."""
    found = {Level.CENTRE}
    for cell in (*powers.cells, *powers.residual):
        listed = standard(cell.matter)
        if Function.FINANCE in cell.functions or (listed and listed.group == "money"):
            found.add(cell.level)
            if cell.level in JOINT:
                found.add(Level.REGION)
    tree = model.constitution
    for tax in tree.all(Tax):
        found |= {p.level for p in pick(tax.details, ShareTo)}
    grants: list[object] = [*tree.all(Transfer), *tree.all(Equalisation)]
    if grants:
        found.add(Level.REGION)
    return found


def _articles(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.article for c in cells))
