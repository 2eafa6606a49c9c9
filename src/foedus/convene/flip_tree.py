"""A procedure over one vote file as a tree: what ballots changing sides do to each limb.

A ballot from no to yes adds 1 to every form that counts yes of its row, takes 1 from one that
counts no, and leaves turnout alone: so a leaf is a sum of signed changes against a whole number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from foedus.constitution import syntax as s
from foedus.constitution.compile_scope import Pool
from foedus.constitution.model import Model
from foedus.proof.ballots import Votes
from foedus.proof.forms import Form
from foedus.proof.limb_tree import ALWAYS, NEVER, Branch, Join, Negation, every
from foedus.proof.tally import Truth, Walk


@dataclass(frozen=True, slots=True)
class Leaf:
    """A limb: it holds where the changes reach `up`, and fails where they fall to `-down`.

    `moves` maps a row to what a ballot turned from no to yes adds (1 or -1). `up` is None where
    no change of sides makes it hold for sure (a figure is missing), `down` likewise.
    """

    moves: tuple[tuple[int, int], ...]
    up: int | None
    down: int | None


Tree = Branch[Leaf]


def constant(truth: Truth) -> Tree:
    """Return what no ballot moves: True, False, or open both ways."""
    if truth is None:
        return Leaf((), None, None)
    return ALWAYS if truth else NEVER


def leaf(form: Form, missing: bool, rows: tuple[Votes, ...], *, level: bool = False) -> Leaf:
    """Return a form as a leaf: how many ballots up make it hold, how many down make it fail.

    No votes reach no share of nothing; they are a tie (`level`) all the same.
    """
    moves = []
    for i in sorted({row for row, _ in form.terms}):
        step = form.terms.get((i, "yes"), Fraction(0)) - form.terms.get((i, "no"), Fraction(0))
        if step:
            moves.append((i, int(step)))
            assert abs(step) == 1
    if missing:
        return Leaf((), None, None)
    low, high = form.ends(rows)
    if form.empty(rows) and not level:
        return Leaf(tuple(moves), 1, 0 if high == 0 else None)
    up = floor(-low) + 1 if form.strict else ceil(-low)
    down = ceil(high) if form.strict else floor(high) + 1
    return Leaf(tuple(moves), up, down)


def tree_of(
    model: Model, procedure: str, votes: tuple[Votes, ...], reading: Mapping[str, str], unit: str
) -> Tree:
    """Return the procedure over the file as a tree. Raises BadInput as `tally` does."""
    walk = _Trees(model, votes, {**model.reading, **reading}, unit, procedure)
    return walk.tree(walk.count.scope.book.procedure(procedure).passes)


class _Trees(Walk):
    """Walks as a tally does and keeps, for each condition, the forms it was decided by."""

    def tree(self, node: s.Item) -> Tree:
        """Return one condition as a tree."""
        match node:
            case s.Block():
                items = [self.tree(i) for i in node.items]
                if node.mode is s.Mode.ANY:
                    return Join(tuple((1, i) for i in items), 1)
                return every(items)
            case s.AtLeast():
                return Join(tuple((1, self.tree(i)) for i in node.items), node.count)
            case s.Unless():
                return Negation(self.tree(node.condition))
            case s.PassesToo():
                return self.tree(self.count.scope.book.procedure(node.procedure).passes)
            case s.ByReading():
                chosen = self.reading.get(node.reading)
                return every([self.tree(i) for c in node.cases if c.alternative == chosen
                              for i in c.items])  # fmt: skip
            case _:
                self.kept: list[Tree] = []
                truth = self.outcome(node)
                return every(self.kept) if self.kept else constant(truth)

    def _add(
        self, sentence: str, form: Form, missing: tuple[str, ...], *, quorum: bool = False
    ) -> Truth:
        self.kept.append(leaf(form, bool(missing), self.count.rows))
        return super()._add(sentence, form, missing, quorum=quorum)

    def _vote_of(self, node: s.Vote, pool: Pool, named: bool) -> Truth:
        truth = super()._vote_of(node, pool, named)
        if node.tie_breaker and node.verb not in (s.Verb.ATTEND, s.Verb.TAKE_PART):
            self.kept[-1] = self._with_chair(node, pool)
        return truth

    def _with_chair(self, node: s.Vote, pool: Pool) -> Tree:
        """Return "carried, or a tie and the chair is for": a chair has no say in anything else."""
        counted = ("no",) if node.verb is s.Verb.REJECT else ("yes",)
        form, missing = self.count.form(pool, counted, node.threshold)
        carried = leaf(form, bool(missing), self.count.rows)
        if not form.strict:
            return carried
        person = self.count.scope.pool(node.tie_breaker, node)
        half = s.Threshold(s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST)
        chair, lacking = self.count.form(person, ("yes",), half)
        tie = Form(form.terms, form.constant, False)
        tied = leaf(tie, bool(missing), self.count.rows, level=True)
        both = every([tied, leaf(chair, bool(lacking or missing), self.count.rows)])
        return Join(((1, carried), (1, both)), 1)

    def _standing(self, sentence: str, pool: Pool, node: s.Vote, counted: tuple[str, ...]) -> Truth:
        truth = super()._standing(sentence, pool, node, counted)
        threshold = node.threshold
        assert isinstance(threshold, s.Threshold)
        weights = self.count.weights(pool, threshold)
        items = []
        for of in pool.cells:
            form, missing, _ = self.count.unit_form(pool, of, node.each_by, counted)
            weight = Fraction(weights[of.voter] * of.seats)
            items.append((weight, leaf(form, bool(missing), self.count.rows)))
        total = sum((w for w, _ in items), Fraction(0))
        bound = threshold.amount * total if threshold.share else Fraction(threshold.amount)
        factor = lcm(*(w.denominator for w, _ in items))
        need = bound * factor
        quota = floor(need) + 1 if threshold.op is s.Op.MORE_THAN else ceil(need)
        self.kept.append(Join(tuple((int(w * factor), i) for w, i in items), quota))
        return truth
