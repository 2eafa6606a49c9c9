"""How an index moves with a quota, with one clause, with a unit that joins or leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.power.bare import BareGame
from foedus.power.profile import Budget
from foedus.power.quota import QuotaText
from foedus.power.table import Number, PowerTable, power
from foedus.rules.draft import Part, assemble, take_apart
from foedus.rules.gates import Rule


@dataclass(frozen=True, slots=True)
class Curve(Answer):
    """An index at several settings: `values[k]` are the voters' values at `settings[k]`.

    `error` bounds the distance of every value from the exact one (0: all are exact).
    """

    index: str
    names: tuple[str, ...]
    settings: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]
    label: Label = Label.EXACT
    error: float = 0.0
    method: str = "every setting counted by itself"
    reference: str = "Leech 2002, voting power as a function of the quota"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a setting, one column a voter."""
        return [
            {"setting": s, **dict(zip(self.names, v, strict=True))}
            for s, v in zip(self.settings, self.values, strict=True)
        ]


def by_quota(
    rule: Rule,
    gate: int,
    quotas: Iterable[int],
    index: str = "shapley",
    *,
    budget: Budget | None = None,
) -> Curve:
    """Return an index as one gate's quota moves; `gate` counts from 0 in `rule.gates`.

    Raises ValueError where there is no such gate, and what `power` raises.
    """
    if not 0 <= gate < len(rule.gates):
        raise ValueError(f"the rule has {len(rule.gates)} gates, none numbered {gate}")
    variants = {}
    for quota in quotas:
        gates = list(rule.gates)
        gates[gate] = replace(gates[gate], quota=quota)
        variants[str(quota)] = replace(rule, gates=tuple(gates))
    return _curve(variants, rule.names, index, budget)


def by_quota_text(
    game: BareGame,
    quotas: Iterable[QuotaText],
    index: str = "shapley",
    *,
    budget: Budget | None = None,
) -> Curve:
    """Return an index of a bare game under each of several quotas, shares or numbers of votes.

    Raises what `power` raises.
    """
    variants = {q.text: replace(game, quota=q).rule() for q in quotas}
    return _curve(variants, game.names, index, budget)


def _curve(
    variants: Mapping[str, Rule], names: tuple[str, ...], index: str, budget: Budget | None
) -> Curve:
    tables = [power(rule, index, budget=budget) for rule in variants.values()]
    values = tuple(t.columns[0].values for t in tables)
    return Curve(index, names, tuple(variants), values, _firm(tables), _error(tables))


def _firm(tables: Iterable[PowerTable]) -> Label:
    """Return the least firm of the tables' labels."""
    found = {t.label for t in tables}
    return next(k for k in (Label.ESTIMATE, Label.BOUND, Label.EXACT) if k in found or not found)


def _error(tables: Iterable[PowerTable]) -> float:
    """Return the greatest distance of an end of an interval from its value."""
    found = [
        max(float(v - low), float(high - v))
        for t in tables
        for v, (low, high) in zip(t.columns[0].values, t.columns[0].bounds or (), strict=False)
    ]
    return max(found, default=0.0)


def without_clause(
    rule: Rule, gate: int, index: str = "shapley", *, budget: Budget | None = None
) -> Curve:
    """Return an index as the rule stands, with one gate never open, and with it always open.

    Raises ValueError where there is no such gate, and what `power` raises.
    """
    if not 0 <= gate < len(rule.gates):
        raise ValueError(f"the rule has {len(rule.gates)} gates, none numbered {gate}")
    variants = {"as it stands": rule}
    for word, quota in (("never met", 1), ("always met", 0)):
        draft = take_apart(rule)
        draft.parts[gate] = Part({}, quota, draft.parts[gate].label)
        variants[word] = assemble(draft)
    return _curve(variants, rule.names, index, budget)


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """An index before and after units join or leave; None for a unit that is not there.

    `error` bounds the distance of every value from the exact one (0: all are exact).
    """

    index: str
    names: tuple[str, ...]
    before: tuple[Number | None, ...]
    after: tuple[Number | None, ...]
    label: Label = Label.EXACT
    error: float = 0.0
    method: str = "both games counted; a quota that is a share follows the total"
    reference: str = "Felsenthal & Machover 1998, section 7.4 (paradox of new members)"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a voter."""
        return [
            {"voter": n, "before": b, "after": a}
            for n, b, a in zip(self.names, self.before, self.after, strict=True)
        ]


def accession(
    game: BareGame,
    new: Mapping[str, Fraction | int],
    index: str = "shapley",
    *,
    budget: Budget | None = None,
) -> Change:
    """Return an index before and after units join a bare game.

    Raises ValueError where a unit has the name of a member, and what `power` raises.
    """
    return _change(game, game.with_units(new), index, budget)


def secession(
    game: BareGame, gone: Iterable[str], index: str = "shapley", *, budget: Budget | None = None
) -> Change:
    """Return an index before and after units leave a bare game.

    Raises ValueError where one is no member or nobody is left, and what `power` raises.
    """
    return _change(game, game.without_units(tuple(gone)), index, budget)


def _change(first: BareGame, second: BareGame, index: str, budget: Budget | None) -> Change:
    return compared(first.rule(), second.rule(), index, budget=budget)


def compared(
    first: Rule, second: Rule, index: str = "shapley", *, budget: Budget | None = None
) -> Change:
    """Return an index under two rules, of every voter that either has.

    Raises what `power` raises.
    """
    names = tuple(dict.fromkeys([*first.names, *second.names]))
    tables = [power(rule, index, budget=budget) for rule in (first, second)]
    before, after = (_by_name(t, names) for t in tables)
    return Change(index, names, before, after, _firm(tables), _error(tables))


def _by_name(table: PowerTable, names: tuple[str, ...]) -> tuple[Number | None, ...]:
    known: dict[str, Number] = dict(zip(table.names, table.columns[0].values, strict=True))
    return tuple(known.get(n) for n in names)
