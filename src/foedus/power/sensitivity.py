"""How an index moves with a quota, with one clause, with a unit that joins or leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.power.bare import BareGame
from foedus.power.profile import Budget
from foedus.power.table import Number, power
from foedus.rules.draft import Part, assemble, take_apart
from foedus.rules.gates import Rule


@dataclass(frozen=True, slots=True)
class Curve(Answer):
    """An index at several settings: `values[k]` are the voters' values at `settings[k]`."""

    index: str
    names: tuple[str, ...]
    settings: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]
    label: Label = Label.EXACT
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
    settings, values, label = [], [], Label.EXACT
    for quota in quotas:
        gates = list(rule.gates)
        gates[gate] = replace(gates[gate], quota=quota)
        table = power(replace(rule, gates=tuple(gates)), index, budget=budget)
        settings.append(str(quota))
        values.append(table.columns[0].values)
        label = table.label if table.label != Label.EXACT else label
    return Curve(index, rule.names, tuple(settings), tuple(values), label)


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
    values = tuple(power(r, index, budget=budget).columns[0].values for r in variants.values())
    return Curve(index, rule.names, tuple(variants), values)


@dataclass(frozen=True, slots=True)
class Change(Answer):
    """An index before and after units join or leave; None for a unit that is not there."""

    index: str
    names: tuple[str, ...]
    before: tuple[Number | None, ...]
    after: tuple[Number | None, ...]
    label: Label = Label.EXACT
    method: str = "both games counted; a quota that is a share follows the total"
    reference: str = "Felsenthal & Machover 1998, section 7.4 (paradox of new members)"

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a voter."""
        return [
            {"voter": n, "before": b, "after": a}
            for n, b, a in zip(self.names, self.before, self.after, strict=True)
        ]


def accession(game: BareGame, new: Mapping[str, Fraction | int], index: str = "shapley") -> Change:
    """Return an index before and after units join a bare game."""
    return _change(game, game.with_units(new), index)


def secession(game: BareGame, gone: Iterable[str], index: str = "shapley") -> Change:
    """Return an index before and after units leave a bare game."""
    return _change(game, game.without_units(tuple(gone)), index)


def _change(first: BareGame, second: BareGame, index: str) -> Change:
    names = tuple(dict.fromkeys([*first.names, *second.names]))
    columns = []
    for game in (first, second):
        values = power(game.rule(), index).columns[0].values
        known: dict[str, Number] = dict(zip(game.names, values, strict=True))
        columns.append(tuple(known.get(n) for n in names))
    return Change(index, names, columns[0], columns[1])
