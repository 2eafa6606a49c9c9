"""One call: the indices of a rule as a table, with engine, label, error and assumptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import TooLarge
from foedus.power import indices as ix
from foedus.power.engines import ENGINES, count
from foedus.power.game import NotThisGame, weighted
from foedus.power.profile import Budget, Profile
from foedus.rules.gates import Rule
from foedus.rules.simplify import simplify

DEFAULT = (
    "banzhaf_share", "shapley", "coleman_prevent", "cohesion_0", "cohesion_half", "cohesion_1",
)  # fmt: skip
#: What engines that cannot give all of DEFAULT give instead.
DEFAULTS = {
    "sampling": ("cohesion_0", "cohesion_half", "cohesion_1"),
    "bounds": ("banzhaf_absolute", "coleman_act"),
    "limbs": ("banzhaf_share", "coleman_prevent", "cohesion_0"),
}
#: Engines that answer with intervals, not counts.
ROUGH = ("quadrature", "bounds", "sampling")
ASSUMPTIONS = (
    "voters are independent: no party, alliance or whip ties their votes",
    "nobody sets the agenda: proposals come from nowhere and everybody votes on each",
    "a share of power is not a share of people, of money or of influence in debate",
)
Number = Fraction | float
Pair = tuple[Number, Number]


@dataclass(frozen=True, slots=True)
class Column:
    """One index: a value for one member of each voter or type.

    `bounds` gives an interval for each value where it is not exact: certified where `label` is
    "bound"; for "estimate" all intervals of the table hold together with probability 95 %.
    """

    index: str
    values: tuple[Number, ...]
    label: Label
    engine: str
    bounds: tuple[Pair, ...] | None = None


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
        return "\n".join(lines)

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
    is too large for exact Shapley values: then floats with a certified bound. `owen` and
    `banzhaf_owen` need `blocs` (name -> voters).

    Raises ValueError for an unknown index or engine or missing blocs, NotThisGame where the
    engine named cannot count this rule, TooLarge where nothing exact fits the budget.
    """
    if index is None:
        index = DEFAULTS.get(engine, DEFAULT)
    asked = [index] if isinstance(index, str) else list(index)
    wanted = [ix.ALIASES.get(name, name) for name in asked]
    _check(wanted, engine, blocs)
    budget = budget or Budget()
    plan = _Plan(rule, engine, blocs, budget, seed, draws, bool(set(wanted) & set(ix.FROM_SIZES)))
    columns = tuple(plan.column(name) for name in wanted)
    labels = {c.label for c in columns}
    worst = next(k for k in (Label.ESTIMATE, Label.BOUND, Label.EXACT) if k in labels)
    counts = tuple(v.count for v in rule.voters)
    winning = plan.profile.winning if plan.profile is not None else None
    engines = ", ".join(dict.fromkeys(c.engine for c in columns))
    return PowerTable(rule.names, counts, columns, winning, worst, method=f"engine: {engines}")


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


class _Plan:
    """Counts once and serves every index from it."""

    def __init__(
        self,
        rule: Rule,
        engine: str,
        blocs: Mapping[str, Iterable[str]] | None,
        budget: Budget,
        seed: int,
        draws: int,
        sizes: bool,
    ) -> None:
        self.simple = len(rule.gates) > 1
        self.rule = simplify(rule) if self.simple else rule
        self.engine, self.blocs, self.budget = engine, blocs, budget
        self.seed, self.draws, self.sizes = seed, draws, sizes
        self.game = weighted(self.rule, simple=True)
        self.profile: Profile | None = None
        self.kept: dict[str, Any] = {}

    def column(self, name: str) -> Column:
        """Return the column of one index."""
        if name in ix.WITH_BLOCS:
            found = self._once("blocs", self._blocs)
            return Column(name, getattr(found, name), Label.EXACT, "diagram")
        if name in ix.FROM_MINIMAL:
            return self._minimal(name)
        if name == "cohesion_half":
            return self._half()
        if self.engine == "sampling":
            return self._sampled(name)
        if self.engine == "bounds":
            return self._bounded(name)
        if name in ix.FROM_SIZES:
            return replace(self._shapley(), index=name)
        profile = self._counts(sizes=False)
        return Column(name, ix.from_totals(name, profile), Label.EXACT, profile.engine)

    def _once(self, key: str, make: Any) -> Any:
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def _counts(self, *, sizes: bool) -> Profile:
        if self.profile is None or (sizes and self.profile.swings_by_size is None):
            engine = "auto" if self.engine == "quadrature" else self.engine
            both = sizes or (self.sizes and engine != "limbs" and not self.large())
            self.profile = count(
                self.rule,
                sizes=both,
                engine=engine,
                budget=self.budget,
                simple=self.simple,
                game=self.game,
            )
        return self.profile

    def large(self) -> bool:
        """Return whether Shapley values of this single gate go to quadrature."""
        from foedus.power.engines import PACKED_BYTES_BY_SIZE

        if self.engine == "quadrature":
            return True
        game = self.game
        if game is None or self.engine not in ("auto", "limbs"):
            return False
        n, q = sum(game.counts), min(game.quota, game.total - game.quota + 1)
        return bool(q * (n // 8 + 1) * (n + 1) > PACKED_BYTES_BY_SIZE)

    def _shapley(self) -> Column:
        if not self.large():
            profile = self._counts(sizes=True)
            return Column("shapley", ix.shapley(profile), Label.EXACT, profile.engine)
        from foedus.power.quadrature import quadrature

        found = self._once("quadrature", lambda: quadrature(self.rule, budget=self.budget))
        pairs = tuple((max(0.0, v - found.error), v + found.error) for v in found.values)
        return Column("shapley", found.values, Label.BOUND, "quadrature", pairs)

    def _half(self) -> Column:
        """Cohesion 1/2: the mean of absolute Banzhaf and Shapley-Shubik, with half their errors."""
        pairs = [self.column("cohesion_0"), self.column("cohesion_1")]
        values = tuple((a + b) / 2 for a, b in zip(*(c.values for c in pairs), strict=True))
        label = pairs[1].label
        if label == Label.EXACT:
            return Column("cohesion_half", values, label, pairs[1].engine)
        edges = [c.bounds or tuple((v, v) for v in c.values) for c in pairs]
        around = tuple(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in zip(*edges, strict=True))
        return Column("cohesion_half", values, label, pairs[1].engine, around)

    def _blocs(self) -> Any:
        from foedus.power.blocs import coalitional

        assert self.blocs is not None
        return coalitional(self.rule, self.blocs, self.budget)

    def _minimal(self, name: str) -> Column:
        from foedus.power import minimal_indices as mi

        if name == "johnston":
            values = mi.johnston(self.rule, self.budget)
            return Column(name, values, Label.EXACT, "enumeration")
        found = self._once("minimal", lambda: mi.count_minimal(self.rule, self.budget))
        values = (mi.deegan_packel if name == "deegan_packel" else mi.holler)(found)
        return Column(name, values, Label.EXACT, found.engine)

    def _sampled(self, name: str) -> Column:
        shapleys = ("shapley", "cohesion_1")
        if name not in ("banzhaf_absolute", "decisiveness", "cohesion_0", *shapleys):
            raise NotThisGame(
                f"the engine sampling estimates banzhaf_absolute and shapley, not {name}"
            )
        from foedus.power.sampling import sample

        found = self._once(
            "sample",
            lambda: sample(self.rule, draws=self.draws, seed=self.seed, budget=self.budget),
        )
        pairs = found.shapley if name in shapleys else found.banzhaf_absolute
        around = tuple((max(0.0, v - e), min(1.0, v + e)) for v, e in pairs)
        return Column(name, tuple(v for v, _ in pairs), Label.ESTIMATE, "sampling", around)

    def _bounded(self, name: str) -> Column:
        fits = ("banzhaf_swings", "banzhaf_absolute", "decisiveness", "cohesion_0", "coleman_act")
        if name not in fits:
            raise NotThisGame(
                "the engine bounds gives banzhaf_swings, banzhaf_absolute and coleman_act, "
                f"not {name}"
            )
        from foedus.power.bounds import bounds

        found = self._once("bounds", lambda: bounds(self.rule, budget=self.budget))
        n = self.rule.size
        scale = {"banzhaf_swings": 1, "coleman_act": 1 << n}.get(name, 1 << (n - 1))
        pairs = found.swings
        if name == "coleman_act":
            pairs = (found.winning,) * len(found.names)
        around = tuple((Fraction(lo, scale), Fraction(hi, scale)) for lo, hi in pairs)
        return Column(
            name, tuple((lo + hi) / 2 for lo, hi in around), Label.BOUND, "bounds", around
        )


__all__ = ["Column", "PowerTable", "TooLarge", "power"]
