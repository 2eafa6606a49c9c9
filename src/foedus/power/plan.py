"""One count serves every index that is asked for: which engine gives which column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Label
from foedus.errors import TooLarge
from foedus.power import indices as ix
from foedus.power.engines import count
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
    "bounds": ("banzhaf_share", "coleman_prevent", "coleman_act", "cohesion_0"),
    "limbs": ("banzhaf_share", "coleman_prevent", "cohesion_0"),
}
#: Engines that answer with intervals, not counts.
ROUGH = ("quadrature", "bounds", "sampling")
#: Draws where an estimate was not asked for.
UNASKED = 4000
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


class Plan:
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
        self.too_large = ""

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
        if self.too_large:
            return self._rough(name)
        try:
            return self._exact(name)
        except TooLarge as exc:
            if self.engine != "auto" or self.budget.over():
                raise
            self.too_large = " ".join(str(exc).split())
        return self._rough(name)

    def _rough(self, name: str) -> Column:
        """Return certified bounds where no exact engine fits, else an estimate."""
        try:
            return self._bounded(name)
        except (NotThisGame, TooLarge):
            pass
        try:
            return self._sampled(name)
        except NotThisGame:
            raise TooLarge(f"{self.too_large}; no bounds and no estimate of {name}") from None

    def _exact(self, name: str) -> Column:
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
        """Return an index that lists coalitions; the rule is made ready once for all of them."""
        from foedus.power import johnston
        from foedus.power import minimal_indices as mi
        from foedus.power.coalitions import Coalitions

        # a single gate was not simplified yet: voters without weight would count as members
        ready = self._once(
            "coalitions",
            lambda: Coalitions(self.rule if self.simple else simplify(self.rule), self.budget),
        )
        if name == "johnston":
            found = johnston.by_critical(ready)
            return Column(name, johnston.shares(self.rule, found), Label.EXACT, found.engine)
        found = self._once("minimal", lambda: mi.minimal_of(ready))
        values = (mi.deegan_packel if name == "deegan_packel" else mi.holler)(found)
        return Column(name, values, Label.EXACT, found.engine)

    def _sampled(self, name: str) -> Column:
        shapleys = ("shapley", "cohesion_1")
        if name not in ("banzhaf_absolute", "decisiveness", "cohesion_0", *shapleys):
            raise NotThisGame(
                f"the engine sampling estimates banzhaf_absolute and shapley, not {name}"
            )
        from foedus.power.sampling import sample

        draws = min(self.draws, UNASKED) if self.too_large else self.draws

        found = self._once(
            "sample",
            lambda: sample(self.rule, draws=draws, seed=self.seed, budget=self.budget),
        )
        pairs = found.shapley if name in shapleys else found.banzhaf_absolute
        around = tuple((max(0.0, v - e), min(1.0, v + e)) for v, e in pairs)
        return Column(name, tuple(v for v, _ in pairs), Label.ESTIMATE, "sampling", around)

    def _bounded(self, name: str) -> Column:
        from foedus.power.bounds import bounds, intervals

        found = self._once("bounds", lambda: bounds(self.rule, budget=self.budget))
        around = intervals(name, found, tuple(v.count for v in self.rule.voters))
        middles = tuple((low + high) / 2 for low, high in around)
        return Column(name, middles, Label.BOUND, "bounds", around)
