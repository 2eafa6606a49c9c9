"""Groups of voters: what they hold apart (the sum of their members) and together (as one bloc)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from foedus.answer import Answer, Label
from foedus.power.profile import Budget
from foedus.power.table import Number, power
from foedus.rules.gates import Rule
from foedus.rules.transform import merge


@dataclass(frozen=True, slots=True)
class Group(Answer):
    """One group: members, the sum of their values, its value as a bloc while others stay apart."""

    name: str
    members: int
    apart: Number
    together: Number


@dataclass(frozen=True, slots=True)
class Together(Answer):
    """Groups under one index; each forms its bloc by itself, all others staying single."""

    index: str
    groups: tuple[Group, ...]
    label: Label
    method: str = "each group in turn merged into one voter; the others vote one by one"
    reference: str = "Felsenthal & Machover 1998, section 7.2 (blocs)"


def together(
    rule: Rule,
    groups: Mapping[str, Iterable[str]],
    index: str = "shapley",
    *,
    budget: Budget | None = None,
) -> Together:
    """Return, for each group, its members' summed index apart and its index as one bloc.

    Groups may overlap: each is merged by itself. Raises ValueError for an unknown voter or an
    empty group, and what `power` raises.
    """
    apart = power(rule, index, budget=budget)
    found = []
    labels = {apart.label}
    for name, members in groups.items():
        inside = list(dict.fromkeys(members))
        bloc = f"{name} (bloc)"
        merged = power(merge(rule, {bloc: inside}), index, budget=budget)
        labels.add(merged.label)
        places = [apart.names.index(m) for m in inside]
        values = apart.columns[0].values
        total = sum(values[k] * apart.counts[k] for k in places)
        count = sum(apart.counts[k] for k in places)
        found.append(Group(name, count, total, merged.value(bloc, index)))
    label = next(k for k in (Label.ESTIMATE, Label.BOUND, Label.EXACT) if k in labels)
    return Together(index, tuple(found), label)
