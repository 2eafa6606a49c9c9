"""Procedures compiled to rules of the ballot layer: bases, quorums, ties, petitions, units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from foedus.constitution import syntax as s
from foedus.constitution.bind_bodies import Cell, Switch
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.compile_votes import base_total, breaks_ties, cell_weights
from foedus.constitution.model import Model
from foedus.constitution.readings import with_others
from foedus.constitution.render import line
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballot_limbs import Limbs, Unsized
from foedus.proof.ballot_rule import BallotRule, Leaf, Option, Tree
from foedus.proof.limb_tree import ALWAYS, NEVER, Join, Negation, either, every
from foedus.rules.gates import Voter

YES, ABSTAIN, ABSENT, NO = Option
_THERE = frozenset({YES, ABSTAIN, NO})
_HALF = s.Threshold(s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST)


def ballot_rule(
    model: Model,
    procedure: str,
    *,
    reading: Mapping[str, str] | None = None,
    unit: tuple[str, ...] = (),
    filled: Mapping[str, int] | None = None,
) -> BallotRule:
    """Return a procedure as a rule over ballots: everyone says yes or no, abstains or stays away.

    An abstention stands for a blank ballot too. Units are voters of their own, or, where their
    people decide and are counted, the outcome of that vote. Raises BadInput (E144, E148) for a
    reading or threshold left open, Unsized for citizens whose number is not stated.
    """
    book = model.book()
    decl = book.procedure(procedure)
    nodes = list(with_others(book, decl))
    scope = Scope(
        model,
        book,
        reading={**model.reading, **(reading or {})},
        units=unit,
        switch=Switch(filled or {}, False, model.as_of),
        quotas=None,
        citizens=True,
        wanted=frozenset(n for x in nodes if isinstance(x, s.Subject) for n in x.names),
    )
    maker = _Maker(scope)
    tree = maker.tree(decl.passes)
    voters = tuple(Voter(name, count) for name, count in maker.voters.items())
    return BallotRule(voters, tuple(maker.forms), tree)


class _Maker(Limbs):
    """Walks the conditions of a procedure; limbs are made once and shared."""

    def tree(self, node: s.Item) -> Tree:
        match node:
            case s.Vote():
                return every([self._vote(node, p) for p in self.scope.subject(node.subject)])
            case s.YesVotes():
                among = self.scope.subject(node.among)[0]
                parts = self.scope.subject(node.of)
                label = line(node)
                return every([self.limb(p, {YES}, node.threshold, label, among) for p in parts])
            case s.Assents():
                return self._assents(node)
            case s.Concerned():
                return self._concerned(node)
            case s.PassesToo():
                return self.tree(self.scope.book.procedure(node.procedure).passes)
            case s.Never():
                return NEVER
            case s.Block():
                return self._block(node)
            case s.AtLeast():
                return Join(tuple((1, self.tree(i)) for i in node.items), node.count)
            case s.Unless():
                return Negation(self.tree(node.condition))
            case s.Petition():
                return self._petition(node)
            case s.ByReading():
                return self._by_reading(node)
            case s.Step():
                return self._step(node)
            case _:
                return ALWAYS

    def _vote(self, node: s.Vote, pool: Pool) -> Tree:
        label = line(node)
        if node.verb in (s.Verb.ATTEND, s.Verb.TAKE_PART):
            return self.limb(pool, _THERE, node.threshold, label)
        counted = {NO} if node.verb is s.Verb.REJECT else {YES}
        if pool.kind == "units":
            return self._units(pool, counted, node)
        if pool.kind == "electorate" and not pool.sized:
            raise Unsized(f"the number of citizens of {pool.name} is not stated")
        limb = self.limb(pool, counted, node.threshold, label)
        breaker = node.tie_breaker or pool.chair
        if not breaker or not breaks_ties(node.threshold):
            return limb
        level = self.limb(pool, counted, node.threshold, f"{label}: a tie", op=s.Op.AT_LEAST)
        chair = next((c for c in pool.cells if c.silent), None)
        cells = [chair] if chair else self.scope.pool(breaker, node).cells
        return either([limb, every([level, *(self.one(c, counted, breaker) for c in cells)])])

    # ------------------------------------------------------------------ units

    def _units(self, pool: Pool, counted: set[Option], node: s.Vote) -> Tree:
        """Return a vote of units: each a voter, or the outcome among its own counted people."""
        units = pool.units
        people = self.scope.decided_by_people(units) if units else ""
        if not people:
            return self.limb(pool, counted, node.threshold, line(node))
        if isinstance(node.threshold, s.Undetermined):
            return self.limb(pool, counted, node.threshold, line(node))
        weights = cell_weights(pool, node.threshold)
        total = base_total(pool, node.threshold, weights)
        bound = node.threshold.amount * (total if node.threshold.share else 1)
        scale = lcm(bound.denominator, *(w.denominator for w in weights.values()))
        items = tuple(
            (
                int(weights[c.voter] * scale * c.filled),
                self._of_unit(pool, c, node.each_by, counted),
            )
            for c in pool.cells
            if c.filled
        )
        strict = node.threshold.op is s.Op.MORE_THAN
        return Join(items, int(bound * scale) + (1 if strict else 0))

    def _of_unit(
        self, pool: Pool, of: Cell, each_by: s.AnyThreshold | None, counted: set[Option]
    ) -> Tree:
        """Return one unit's vote, as a voter or among its people."""
        units = pool.units
        people = self.scope.decided_by_people(units) if units else ""
        if not people or units is None:
            return self.one(of, counted, of.label)
        stated = s.pick(units.decl.details, s.DecidedBy)
        rule = each_by or (stated[0].threshold if stated else None) or _HALF
        whole = self.scope.pool(people, rule)
        if not whole.sized:
            raise Unsized(f"the number of citizens of {people} is not stated")
        part = whole.part(of.label, [c for c in whole.cells if c.unit == of.unit])
        return self.limb(part, counted, rule, f"{of.label}: its people")

    def _concerned(self, node: s.Concerned) -> Tree:
        if not self.scope.concerned:
            what = f"the rule differs with the unit concerned of {node.units}"
            raise BadInput(Diagnostic("E141", what, node.place, "the unit concerned"))
        counted = {NO} if node.verb is s.Verb.REJECT else {YES}
        units = self.scope.unit_list(node.units)
        found: list[Tree] = []
        for key in filter(None, map(units.find, self.scope.concerned)):
            if node.organ:
                whole = self.scope.whole(node.organ, node)
                part = self.scope.named_part(whole, units.labels[key], node)
                found.append(self.limb(part, counted, node.threshold or _HALF, line(node)))
                continue
            pool = self.scope.pool(node.units, node)
            of = next(c for c in pool.cells if c.unit == key)
            found.append(self._of_unit(pool, of, node.threshold, counted))
        return every(found)

    # ------------------------------------------------------------------ the rest

    def _assents(self, node: s.Assents) -> Tree:
        (of,) = self.scope.pool(node.name, node).cells
        if node.silence == "consent":
            return Negation(self.one(of, {NO}, line(node)))
        return self.one(of, {YES}, line(node))

    def _block(self, node: s.Block) -> Tree:
        before = dict(self.scope.votes_after)
        items = [self.tree(i) for i in node.items]
        self.scope.votes_after = before
        return either(items) if node.mode is s.Mode.ANY else every(items)

    def _step(self, node: s.Step) -> Tree:
        if node.kind is s.StepKind.ELECTION:
            for name in node.names:
                self.scope.votes_after[name] = self.scope.votes_after.get(name, 0) + 1
        return ALWAYS

    def _petition(self, node: s.Petition) -> Tree:
        """Return "strict, or not filed": whoever says no signs, and nobody else does."""
        if node.delay is not None or node.condition is None:
            return ALWAYS
        signed = [self._signed(one) for one in node.signed]
        filed = every(signed) if node.joined == "and" else either(signed)
        return either([self.tree(node.condition), Negation(filed)])

    def _signed(self, node: s.Signed) -> Tree:
        pools = self.scope.subject(node.subject)
        found = [self.limb(p, {NO}, node.threshold, line(node)) for p in pools]
        for pool, limb in zip(pools, list(found), strict=True) if node.spread_count else []:
            groups = self.scope.groups(pool, node.spread, node)
            if isinstance(limb, Leaf) and self._spread(limb, groups) >= node.spread_count:
                continue
            one = s.Threshold(s.Op.AT_LEAST, Fraction(1), s.Base.MEMBERS, False, place=node.place)
            parts = [
                self.limb(pool.part(name, cells), {NO}, one, f"{name} signs")
                for name, cells in groups.items()
            ]
            found.append(Join(tuple((1, p) for p in parts), node.spread_count))
        return every(found)

    def _spread(self, limb: Leaf, groups: Mapping[str, list[Cell]]) -> int:
        """Return the fewest groups whose members alone can meet a limb: so many always do."""
        form = self.forms[limb.form]
        most = {v: max(0, *w) * self.voters[v] for v, w in form.items()}
        named = [{c.voter for c in cells} for cells in groups.values()]
        alone = sorted((sum(most.get(v, 0) for v in own) for own in named), reverse=True)
        # Members of no group count for none.
        reached = sum(k for v, k in most.items() if v not in set().union(*named))
        number = 0
        while number < len(alone) and reached < limb.least:
            reached, number = reached + alone[number], number + 1
        return number

    def _by_reading(self, node: s.ByReading) -> Tree:
        chosen = self.scope.reading.get(node.reading)
        case = next((c for c in node.cases if c.alternative == chosen), None)
        if case is None:
            known = ", ".join(c.alternative for c in node.cases)
            what = f'the ballots depend on the reading "{node.reading}"'
            raise BadInput(Diagnostic("E144", what, node.place, known))
        return every([self.tree(i) for i in case.items])
