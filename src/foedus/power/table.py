"""One call: the indices of a rule as a table, with engine, label, error and assumptions."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.power import indices as ix
from foedus.power.engines import ENGINES
from foedus.power.plan import DEFAULT, DEFAULTS, ROUGH, Column, Number, Plan
from foedus.power.profile import Budget
from foedus.rules.gates import Rule

ASSUMPTIONS = (
    "voters are independent: no party, alliance or whip ties their votes",
    "nobody sets the agenda: proposals come from nowhere and everybody votes on each",
    "a share of power is not a share of people, of money or of influence in debate",
)


@dataclass(frozen=True, slots=True)
class PowerTable(Answer):
    """Indices of power of one member of each voter or type of a rule."""

    names: tuple[str, ...]
    counts: tuple[int, ...]
    columns: tuple[Column, ...]
    winning: int | None
    label: Label
    assumptions: tuple[str, ...] = ASSUMPTIONS
    method: str = "exact counts of coalitions"
    reference: str = "Felsenthal & Machover 1998, The Measurement of Voting Power"
    notes: tuple[str, ...] = field(default=())

    def column(self, index: str) -> Column:
        """Return one index; raises KeyError where it was not asked for."""
        for column in self.columns:
            if column.index == index:
                return column
        raise KeyError(index)

    def value(self, name: str, index: str) -> Number:
        """Return one value; raises KeyError or ValueError for an unknown index or name."""
        return self.column(index).values[self.names.index(name)]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a voter or type: name, members, then each index."""
        return [
            {"voter": name, "members": members, **{c.index: c.values[k] for c in self.columns}}
            for k, (name, members) in enumerate(zip(self.names, self.counts, strict=True))
        ]

    def __repr__(self) -> str:
        head = ["voter", *(c.index for c in self.columns)]
        body = [[str(r["voter"]), *(show(r[c.index]) for c in self.columns)] for r in self.rows()]
        widths = [max(len(line[i]) for line in [head, *body]) for i in range(len(head))]
        lines = [
            "  ".join(c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths)))  # noqa: B905
            for line in [head, *body]
        ]
        firm = f"{self.label.value}; {self.method}"
        rest = [f"assuming: {a}" for a in self.assumptions] + [f"note: {n}" for n in self.notes]
        return "\n".join([*lines, *rest, firm])

    def _repr_html_(self) -> str:
        said = [f"assuming: {a}" for a in self.assumptions] + list(self.notes)
        lines = "".join(f"<li>{html.escape(a)}</li>" for a in [*said, self.method])
        # the mixin is named: a class with slots is made anew, which breaks a bare super()
        return f"{Answer._repr_html_(self)}<ul>{lines}</ul>"

    def plot(self, index: str | None = None) -> str:
        """Return a bar chart of one index (the first unless named) as SVG text."""
        from foedus.power.plot import bars

        return bars(self, index or self.columns[0].index)


def show(value: Number) -> str:
    """Return a number for a table: whole numbers as they are, others with six digits."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.6f}"


def power(
    rule: Rule,
    index: str | Iterable[str] | None = None,
    *,
    engine: str = "auto",
    blocs: Mapping[str, Iterable[str]] | None = None,
    budget: Budget | None = None,
    seed: int = 0,
    draws: int = 20_000,
) -> PowerTable:
    """Return indices of power of a rule, named as in `foedus.power.indices` INDICES or ALIASES.

    Exact fractions, unless `engine` names "quadrature", "bounds" or "sampling", or a single gate
    is too large for exact Shapley values: then floats with a certified bound. Where no exact engine
    fits, "auto" gives certified bounds, or an estimate where there are none, and a note says why.
    `owen` and `banzhaf_owen` need `blocs` (name -> voters).

    Raises ValueError for an unknown index or engine or missing blocs, NotThisGame where the
    engine named cannot count this rule, TooLarge where nothing exact fits the budget.
    """
    if index is None:
        index = DEFAULTS.get(engine, DEFAULT)
    asked = [index] if isinstance(index, str) else list(index)
    wanted = [ix.ALIASES.get(name, name) for name in asked]
    _check(wanted, engine, blocs)
    budget = budget or Budget()
    plan = Plan(rule, engine, blocs, budget, seed, draws, bool(set(wanted) & set(ix.FROM_SIZES)))
    columns = tuple(plan.column(name) for name in wanted)
    labels = {c.label for c in columns}
    worst = next(k for k in (Label.ESTIMATE, Label.BOUND, Label.EXACT) if k in labels)
    profile = plan.profile
    names = rule.names if profile is None else profile.names
    counts = tuple([v.count for v in rule.voters]) if profile is None else profile.counts
    winning = None if profile is None else profile.winning
    engines = ", ".join(dict.fromkeys(c.engine for c in columns))
    notes = (f"not exact: {plan.too_large}",) if plan.too_large else ()
    return PowerTable(
        names, counts, columns, winning, worst, method=f"engine: {engines}", notes=notes
    )


def _check(wanted: Sequence[str], engine: str, blocs: object) -> None:
    from foedus.errors import did_you_mean

    for name in wanted:
        if name not in ix.INDICES:
            raise ValueError(
                f'no index "{name}"; {did_you_mean(name, [*ix.ALIASES, *ix.INDICES])}'.rstrip("; ")
            )
        if name in ix.WITH_BLOCS and not blocs:
            raise ValueError(f"the index {name} needs blocs")
    if not wanted:
        raise ValueError("no index was asked for")
    known = ["auto", *ENGINES, *ROUGH]
    if engine not in known:
        raise ValueError(f'no engine "{engine}"; known: {", ".join(known)}')


__all__ = ["ASSUMPTIONS", "ROUGH", "Column", "Number", "PowerTable", "TooLarge", "power"]
