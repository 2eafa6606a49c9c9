"""Limbs of the ballot layer: a threshold and its base as one form over what each voter does."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from foedus.constitution import syntax as s
from foedus.constitution.bind_bodies import Cell
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.compile_votes import base_total, cell_weights
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballot_rule import Leaf, Option, Tree, Weights
from foedus.proof.limb_tree import NEVER, every

YES, ABSTAIN, ABSENT, NO = Option
#: The options that count as votes cast, present, or taking part.
_COUNTED: dict[s.Base, frozenset[Option]] = {
    s.Base.CAST: frozenset({YES, NO}),
    s.Base.CAST_AND_INVALID: frozenset({YES, ABSTAIN, NO}),
    s.Base.PRESENT: frozenset({YES, ABSTAIN, NO}),
}


class Unsized(Exception):
    """Raised where the ballot layer cannot count: an electorate whose size is not stated."""


@dataclass(slots=True)
class Limbs:
    """Collects the voters and forms of one procedure."""

    scope: Scope
    voters: dict[str, int] = field(default_factory=dict)
    forms: list[dict[str, Weights]] = field(default_factory=list)

    def limb(
        self,
        pool: Pool,
        counted: set[Option] | frozenset[Option],
        threshold: s.AnyThreshold,
        label: str,
        among: Pool | None = None,
        *,
        op: s.Op | None = None,
    ) -> Tree:
        """Return "the counted votes of the pool reach the threshold of its base"."""
        if isinstance(threshold, s.Undetermined):
            what = "the text leaves this threshold open: ballots cannot be held against it"
            raise BadInput(Diagnostic("E148", what, threshold.place, "a chosen threshold"))
        whole = among or pool
        weights = cell_weights(whole, threshold)
        terms: dict[str, list[Fraction]] = {}
        for c in pool.cells:
            self.add(terms, c, counted, weights.get(c.voter, Fraction(1)))
        constant = Fraction(0)
        if not threshold.share:
            constant = threshold.amount
        elif threshold.base in _COUNTED:
            cast = {n: list(own) for n, own in terms.items()}
            for c in whole.cells:
                self.add(terms, c, _COUNTED[threshold.base], -threshold.amount)
            if (op or threshold.op) is s.Op.AT_LEAST:
                # Nothing is two thirds of nothing: somebody must have voted so.
                some = self.leaf(cast, Fraction(0), True, label)
                return every([self.leaf(terms, constant, False, label), some])
        elif not whole.sized:
            raise Unsized(f"the number of citizens of {whole.name} is not stated")
        else:
            constant = threshold.amount * base_total(whole, threshold, weights)
        return self.leaf(terms, constant, (op or threshold.op) is s.Op.MORE_THAN, label)

    def add(
        self,
        terms: dict[str, list[Fraction]],
        of: Cell,
        options: set[Option] | frozenset[Option],
        weight: Fraction,
    ) -> None:
        """Add a weight to what a cell's members do by one of these options."""
        if of.silent or not of.filled:
            return
        self.voters.setdefault(of.voter, 1 if of.bloc else of.filled)
        own = terms.setdefault(of.voter, [Fraction(0)] * 4)
        votes = of.filled if of.bloc else 1
        for option in options:
            own[option] += weight * votes

    def leaf(
        self, terms: dict[str, list[Fraction]], constant: Fraction, strict: bool, label: str
    ) -> Leaf:
        """Return the limb "the form reaches (or exceeds) a constant", in least integers."""
        scale = lcm(*(f.denominator for own in terms.values() for f in own))
        whole = {name: [int(f * scale) for f in own] for name, own in terms.items()}
        common = gcd(*(f for own in whole.values() for f in own)) or 1
        form: dict[str, Weights] = {
            name: (a // common, b // common, c // common, d // common)
            for name, (a, b, c, d) in whole.items()
        }
        bound = constant * scale / common
        least = floor(bound) + 1 if strict else ceil(bound)
        if form not in self.forms:
            self.forms.append(form)
        return Leaf(self.forms.index(form), least, label)

    def one(self, of: Cell, counted: set[Option], label: str) -> Tree:
        """Return "this one voter does so"."""
        if not of.filled:
            return NEVER
        self.voters.setdefault(of.voter, 1)
        own: Weights = tuple(int(o in counted) for o in Option)  # type: ignore[assignment]
        return self.leaf({of.voter: [Fraction(w) for w in own]}, Fraction(1), False, label)
