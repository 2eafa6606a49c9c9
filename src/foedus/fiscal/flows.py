"""Before and after: what is raised in each unit, and what units and centre have in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from foedus.answer import Answer, Label
from foedus.constitution import syntax as s
from foedus.errors import BadInput, Diagnostic
from foedus.fiscal.arrangement import Arrangement, Evening, Raised
from foedus.fiscal.collect import collected
from foedus.fiscal.formulas import FORMULAS, DividesByZero, Paid, fills

#: Levels whose share of a tax goes to a unit; what is shared or concurrent is told to be nobody's.
OWN = (s.Level.REGION, s.Level.LOCAL, s.Level.COMMUNITY)


@dataclass(frozen=True, slots=True)
class Evened(Answer):
    """One equalisation: capacity and need before, what is paid, capacity after."""

    name: str
    article: str
    capacity: Mapping[str, Fraction]
    need: Mapping[str, Fraction]
    paid: Paid
    formula: str

    @property
    def after(self) -> dict[str, Fraction]:
        """Capacity after: capacity + what is received (or paid)."""
        return {u: k + self.paid.by_unit.get(u, Fraction(0)) for u, k in self.capacity.items()}

    def relative(self, amounts: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return amounts per need as a part of the average capacity per need."""
        total = sum(self.capacity.values(), Fraction(0))
        mean = total / sum(self.need.values(), Fraction(0))
        if not mean:
            return {}
        return {u: k / self.need[u] / mean for u, k in amounts.items()}


@dataclass(frozen=True, slots=True)
class Flows(Answer):
    """The money of a text by unit, in exact fractions.

    `raised` is what all taxes yield in a unit, `shares` what it gets of them (region and local
    levels), `transfers` and `evened` what it receives in addition (negative: pays). `after` =
    shares + transfers + evened. `centre` is the centre's shares less what it gives; `unassigned`
    what no share assigns. Always: raised in all units = after in all units + centre + unassigned.
    """

    text: str
    units: tuple[str, ...]
    money: str
    people: Mapping[str, Fraction] = field(repr=False)
    people_as_of: str
    raised: Mapping[str, Fraction]
    shares: Mapping[str, Fraction]
    transfers: Mapping[str, Fraction]
    evened: Mapping[str, Fraction]
    after: Mapping[str, Fraction]
    centre: Fraction
    unassigned: Fraction
    steps: tuple[Evened, ...]
    taxes: tuple[Raised, ...] = field(repr=False)
    off: Fraction = Fraction(0)
    label: Label = Label.EXACT
    method: str = "shares of what is raised, transfers, then equalisation in the order of the text"
    reference: str = "the articles named in the text"

    def per_head(self, amounts: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """Return amounts by resident; empty without a population."""
        return {u: amounts[u] / self.people[u] for u in self.units if self.people.get(u)}

    def rows(self) -> list[dict[str, Any]]:
        """Return one row for each unit, amounts and amounts per head."""
        heads = {n: self.per_head(getattr(self, n)) for n in ("raised", "after")}
        return [
            {
                "unit": u,
                "raised": self.raised[u],
                "shares": self.shares[u],
                "transfers": self.transfers[u],
                "evened": self.evened[u],
                "after": self.after[u],
                "raised_per_head": heads["raised"].get(u),
                "after_per_head": heads["after"].get(u),
            }
            for u in self.units
        ]


def flows(money: Arrangement) -> Flows:
    """Return before and after for every unit.

    Raises BadInput (E852) for each formula that divides by zero, with the line it stands in.
    """
    zero = dict.fromkeys(money.units, Fraction(0))
    raised, shares, centre, unassigned = dict(zero), dict(zero), Fraction(0), Fraction(0)
    by_tax: dict[str, dict[str, Fraction]] = {}
    for tax in money.taxes:
        got, to_centre, to_nobody = _shared(tax, money.units)
        by_tax[tax.name] = got
        centre += to_centre
        unassigned += to_nobody
        for u in money.units:
            raised[u] += tax.raised[u]
            shares[u] += got[u]
    transfers = dict(zero)
    for grant in money.transfers:
        for u, amount in grant.amounts.items():
            transfers[u] += amount
        centre -= sum(grant.amounts.values(), Fraction(0))
    steps = _evened(money, by_tax)
    evened = {u: sum((x.paid.by_unit[u] for x in steps), Fraction(0)) for u in money.units}
    centre -= sum((x.paid.centre for x in steps), Fraction(0))
    off = sum((x.paid.off for x in steps), Fraction(0))
    return Flows(
        money.text,
        money.units,
        money.money,
        money.people,
        money.people_as_of,
        raised,
        shares,
        transfers,
        evened,
        {u: shares[u] + transfers[u] + evened[u] for u in money.units},
        centre,
        unassigned,
        steps,
        money.taxes,
        off,
        Label.ESTIMATE if off else Label.EXACT,
    )


def _shared(tax: Raised, units: tuple[str, ...]) -> tuple[dict[str, Fraction], Fraction, Fraction]:
    """Return what units, the centre and nobody get of a tax.

    A share of the units' levels without a key is divided where it is raised. Levels that are
    nobody's own (shared, framework ...) count as unassigned.
    """
    whole = sum(tax.raised.values(), Fraction(0))
    got = dict.fromkeys(units, Fraction(0))
    centre, rest = Fraction(0), whole
    for share, key in zip(tax.shares, tax.keys, strict=True):
        part = share.share * whole
        if share.level in OWN:
            base = key or tax.raised
            total = sum(base.values(), Fraction(0))
            for u in units:
                got[u] += part * base[u] / total if total else Fraction(0)
            rest -= part if total else Fraction(0)
        elif share.level is s.Level.CENTRE:
            centre += part
            rest -= part
    return got, centre, rest


def _evened(money: Arrangement, by_tax: Mapping[str, Mapping[str, Fraction]]) -> tuple[Evened, ...]:
    errors: list[Diagnostic] = []
    found = [collected(errors, partial(_even, e, by_tax, money.units)) for e in money.evenings]
    if errors:
        raise BadInput(errors)
    return tuple(x for x in found if x is not None)


def _even(
    evening: Evening, by_tax: Mapping[str, Mapping[str, Fraction]], units: tuple[str, ...]
) -> Evened:
    taxes = [by_tax[t] for t in evening.taxes if t in by_tax]
    summed = {u: sum((t[u] for t in taxes), Fraction(0)) for u in units}
    given = [*([summed] if taxes else []), *evening.capacities]
    node = evening.node
    methods = s.pick(node.details, s.Method)
    try:
        if methods and FORMULAS[methods[0].name].capacities > 1:
            paid = FORMULAS[methods[0].name].compute(tuple(given), evening.need)
        else:
            given = [{u: sum((g[u] for g in given), Fraction(0)) for u in units}]
            paid = paid_by(node, given[0], evening.need)
    except DividesByZero as exc:
        what = f'"{node.name}" divides by zero: {exc.what}'
        rule = [*methods, *s.pick(node.details, s.Fills)][0]
        expected = "a unit above the average, or `paid by centre`"
        raise BadInput(Diagnostic("E852", what, rule.place, expected)) from None
    whole = {u: sum((g[u] for g in given), Fraction(0)) for u in units}
    name = methods[0].name if methods else "fills"
    return Evened(evening.name, evening.article, whole, evening.need, paid, name)


def paid_by(
    node: s.Equalisation, capacity: Mapping[str, Fraction], need: Mapping[str, Fraction]
) -> Paid:
    """Return what an equalisation of one capacity pays: its formula, or its `fills` in order."""
    for method in s.pick(node.details, s.Method):
        return FORMULAS[method.name].compute((capacity,), need)
    now = dict(capacity)
    total, centre = dict.fromkeys(now, Fraction(0)), Fraction(0)
    for line in s.pick(node.details, s.Fills):
        by_units = line.payer is not s.Level.CENTRE
        step = fills(now, need, line.share, line.target, by_units=by_units)
        now = {u: now[u] + step.by_unit[u] for u in now}
        total = {u: total[u] + step.by_unit[u] for u in now}
        centre += step.centre
    return Paid(total, centre)
