"""A procedure under real votes as a monotone rule over its conditions, each one read off cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from foedus.constitution import syntax as s
from foedus.constitution.compile_scope import Pool
from foedus.constitution.model import Model
from foedus.constitution.readings import with_others
from foedus.constitution.render import line
from foedus.errors import BadInput, Diagnostic
from foedus.observe.audit.plurality import refuse
from foedus.proof.ballots import Votes
from foedus.proof.counting import PRESENT, TURNOUT, Count, start
from foedus.proof.forms import Form
from foedus.rules.gates import Builder, Node, Rule

#: What a card can show; `absent` and `registered` are no cards but figures that are trusted.
MARKS = ("yes", "no", "abstain", "invalid")
HALF = s.Threshold(s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST)


@dataclass(frozen=True, slots=True)
class Limb:
    """One condition as "the weights of the cards sum to more than `bound`", all integers.

    `weights` maps (row, mark) to a weight, `rows` are those whose cards are meant; `total` is
    the reported sum; `tied` is 1 where an equal sum would be decided by somebody else.
    """

    key: str
    sentence: str
    article: str
    weights: Mapping[tuple[int, str], int]
    bound: int
    rows: tuple[int, ...]
    total: int
    trusted: tuple[str, ...]
    tied: int = 0

    @property
    def met(self) -> bool:
        """Whether the reported votes meet it."""
        return self.total > self.bound


@dataclass(frozen=True, slots=True)
class Limbs:
    """A procedure's conditions and the rule that says which of them decide the outcome."""

    rule: Rule
    limbs: Mapping[str, Limb]
    rows: tuple[Votes, ...]
    procedure: str
    article: str
    assumptions: tuple[str, ...]

    @property
    def met(self) -> tuple[str, ...]:
        """The conditions that the reported votes meet."""
        return tuple(k for k, x in self.limbs.items() if x.met)

    @property
    def passed(self) -> bool:
        """Whether the reported votes adopt the proposal."""
        return self.rule.passes(self.met)


def limbs_of(
    model: Model, procedure: str, votes: tuple[Votes, ...], *,
    reading: Mapping[str, str] | None = None, unit: str = "",
) -> Limbs:  # fmt: skip
    """Return a procedure's conditions under a vote file, one reading at a time.

    Raises BadInput: E910 for a figure that is missing or left open, and as `proof.tally`.
    """
    walk = _Walk(model, votes, {**model.reading, **(reading or {})}, unit, procedure)
    decl = walk.count.scope.book.procedure(procedure)
    root = walk.node(decl.passes, False)
    if walk.missing:
        names = ", ".join(dict.fromkeys(walk.missing))
        raise refuse(f"unknown are {names}: an audit needs a reported outcome", "every figure")
    rule = walk.builder.build(root)
    return Limbs(rule, walk.limbs, walk.count.rows, decl.name, decl.article,
                 tuple(dict.fromkeys(walk.assumed)))  # fmt: skip


class _Walk:
    """Turns sentences into gates; `no` set means the opposite of the sentence (below unless)."""

    def __init__(
        self, model: Model, votes: tuple[Votes, ...], reading: Mapping[str, str], unit: str,
        procedure: str,
    ) -> None:  # fmt: skip
        book = model.book()
        nodes = list(with_others(book, book.procedure(procedure)))
        wanted = [n for x in nodes if isinstance(x, s.Subject) for n in x.names]
        self.count: Count = start(model, votes, wanted)
        self.reading, self.unit = reading, unit
        self.builder, self.limbs = Builder(), dict[str, Limb]()
        self.assumed: list[str] = []
        self.missing: list[str] = []
        self.article = book.procedure(procedure).article

    def node(self, node: s.Item, no: bool) -> Node:
        match node:
            case s.Vote():
                pools = self.count.scope.subject(node.subject)
                return self.every([self.vote(node, p, len(pools) > 1, no) for p in pools], no)
            case s.YesVotes():
                return self.yes_votes(node, no)
            case s.Assents():
                return self.assents(node, no)
            case s.Concerned():
                return self.concerned(node, no)
            case s.PassesToo():
                return self.passes_too(node, no)
            case s.Never():
                return self.builder.always() if no else self.builder.never()
            case s.Block():
                parts = [self.node(i, no) for i in node.items]
                return self.every(parts, no is not (node.mode is s.Mode.ANY))
            case s.AtLeast():
                parts = [self.node(i, no) for i in node.items]
                need = len(parts) - node.count + 1 if no else node.count
                return self.builder.gate(dict.fromkeys(parts, 1), need, line(node))
            case s.Unless():
                return self.node(node.condition, not no)
            case s.Petition():
                return self.petition(node, no)
            case s.ByReading():
                return self.by_reading(node, no)
            case _:
                return self.builder.never() if no else self.builder.always()

    def every(self, parts: list[Node], no: bool) -> Node:
        """AND, or OR of the opposites."""
        if len(parts) == 1:
            return parts[0]
        return self.builder.any_of(parts) if no else self.builder.all_of(parts)

    # ------------------------------------------------------------------ votes

    def vote(self, node: s.Vote, pool: Pool, named: bool, no: bool) -> Node:
        sentence = line(node) + (f": {pool.name}" if named else "")
        if node.again:
            self.assumed.append(f"the votes given for {pool.name} are taken for the vote again too")
        if node.verb in (s.Verb.ATTEND, s.Verb.TAKE_PART):
            present = PRESENT if node.verb is s.Verb.ATTEND else TURNOUT
            return self.leaf(sentence, *self.count.form(pool, present, node.threshold), no=no)
        counted = ("no",) if node.verb is s.Verb.REJECT else ("yes",)
        if pool.kind == "units" and node.threshold.base in (s.Base.UNITS, s.Base.WEIGHT):
            return self.standing(sentence, pool, node, counted, no)
        form, missing = self.count.form(pool, counted, node.threshold)
        return self.leaf(sentence, form, missing, no=no, tied=int(bool(node.tie_breaker)))

    def standing(
        self, sentence: str, pool: Pool, node: s.Vote, counted: tuple[str, ...], no: bool
    ) -> Node:
        threshold = node.threshold
        if not isinstance(threshold, s.Threshold):
            what = "the text leaves this threshold open: votes cannot be held against it"
            raise BadInput(Diagnostic("E148", what, threshold.place, "a chosen threshold"))
        weights = self.count.weights(pool, threshold)
        gate: dict[Node, Fraction] = {}
        for of in pool.cells:
            form, missing, assumed = self.count.unit_form(pool, of, node.each_by, counted)
            self.assumed += [assumed] if assumed else []
            child = self.leaf(f"{of.label}: {sentence}", form, missing, no=no)
            gate[child] = gate.get(child, Fraction(0)) + weights[of.voter] * of.seats
        total = sum(gate.values(), Fraction(0))
        bound = threshold.amount * total if threshold.share else threshold.amount
        strict = threshold.op is s.Op.MORE_THAN
        if no:
            bound, strict = total - bound, not strict
        make = self.builder.more_than if strict else self.builder.gate
        return make(gate, bound, sentence)

    def yes_votes(self, node: s.YesVotes, no: bool) -> Node:
        whole = self.count.scope.subject(node.among)[0]
        of = self.count.scope.subject(node.of)
        merged = of[0].part(", ".join(p.name for p in of), [c for p in of for c in p.cells])
        return self.leaf(line(node), *self.count.form(merged, ("yes",), node.threshold, whole),
                         no=no)  # fmt: skip

    def assents(self, node: s.Assents, no: bool) -> Node:
        pool = self.count.scope.pool(node.name, node)
        form, missing = self.count.form(pool, ("yes",), HALF)
        if missing and node.silence == "consent":
            self.assumed.append(f"{node.name} was silent, which is consent")
            return self.builder.never() if no else self.builder.always()
        return self.leaf(line(node), form, missing, no=no)

    def concerned(self, node: s.Concerned, no: bool) -> Node:
        if not self.unit:
            raise refuse(f"{line(node)}: the unit concerned is not named", "--unit NAME")
        whole = self.count.scope.pool(node.organ or node.units, node)
        part = self.count.scope.named_part(whole, self.unit, node)
        counted = ("no",) if node.verb is s.Verb.REJECT else ("yes",)
        found = []
        for of in part.cells:
            if node.organ:
                own = whole.part(of.label, [of])
                form, missing = self.count.form(own, counted, node.threshold or HALF)
            else:
                form, missing, assumed = self.count.unit_form(whole, of, node.threshold, counted)
                self.assumed += [assumed] if assumed else []
            found.append(self.leaf(f"{line(node)}: {of.label}", form, missing, no=no))
        return self.every(found, no)

    def passes_too(self, node: s.PassesToo, no: bool) -> Node:
        decl = self.count.scope.book.procedure(node.procedure)
        outer, self.article = self.article, decl.article
        found = self.node(decl.passes, no)
        self.article = outer
        return found

    def petition(self, node: s.Petition, no: bool) -> Node:
        if node.delay is None:
            self.assumed.append(f"no petition was filed ({line(node)}): the file counts votes only")
        return self.builder.never() if no else self.builder.always()

    def by_reading(self, node: s.ByReading, no: bool) -> Node:
        chosen = self.reading.get(node.reading)
        case = next((c for c in node.cases if c.alternative == chosen), None)
        if case is None:
            known = ", ".join(c.alternative for c in node.cases)
            what = f'the votes depend on the reading "{node.reading}"'
            raise BadInput(Diagnostic("E144", what, node.place, known, "--reading ANSWER"))
        return self.every([self.node(i, no) for i in case.items], no)

    # ------------------------------------------------------------------ leaves

    def leaf(
        self, sentence: str, form: Form, missing: tuple[str, ...], *, no: bool, tied: int = 0
    ) -> Node:
        """Return the voter that stands for "the form is met", or for "it is not"."""
        unknown = (*missing, *form.unknown(self.count.rows))
        self.missing += unknown
        if unknown:
            return self.builder.never()
        text = f"not ({sentence})" if no else sentence
        limb = limb_of(text, self.article, form, self.count.rows, no, tied)
        known = next((k for k, x in self.limbs.items() if _same(x, limb)), None)
        key = known or self._key(limb.sentence)
        if known is None:
            self.limbs[key] = Limb(key, limb.sentence, limb.article, limb.weights, limb.bound,
                                   limb.rows, limb.total, limb.trusted, limb.tied)  # fmt: skip
        return self.builder.voter(key)

    def _key(self, sentence: str) -> str:
        key, n = sentence, 2
        while key in self.limbs:
            key, n = f"{sentence} ({n})", n + 1
        return key


def _same(a: Limb, b: Limb) -> bool:
    return (a.weights, a.bound, a.rows, a.tied) == (b.weights, b.bound, b.rows, b.tied)


def limb_of(
    sentence: str, article: str, form: Form, rows: tuple[Votes, ...], no: bool, tied: int = 0
) -> Limb:
    """Return "form is met" (or "is not met") as integer weights of cards above an integer.

    Cells that are no cards (absent, registered) go into the bound and are named as trusted.
    """
    scale = lcm(1, *(f.denominator for f in form.terms.values()))
    constant, trusted = form.constant * scale, list[str]()
    weights: dict[tuple[int, str], int] = {}
    for (row, cell), factor in form.terms.items():
        if cell in MARKS:
            weights[row, cell] = int(factor * scale)
        elif factor:
            constant += factor * scale * (rows[row].cells[cell] or 0)
            trusted.append(f"{cell} of {rows[row].name}")
    # sum > -constant (strict) or sum >= -constant, in integers "more than bound".
    bound = (-constant).__floor__() if form.strict else (-constant).__ceil__() - 1
    total = sum(w * (rows[r].cells[c] or 0) for (r, c), w in weights.items())
    where = tuple(sorted({r for r, _ in weights}))
    if no:
        # sum <= bound; where somebody else decides a tie, sum < bound is what is sure.
        weights = {k: -w for k, w in weights.items()}
        total, bound = -total, -bound - 1 + tied
        tied = 0
    return Limb("", sentence, article, weights, bound, where, total, tuple(trusted), tied)


def opposite(limb: Limb) -> Limb:
    """Return "the condition is not met" as a limb of its own."""
    weights = {k: -w for k, w in limb.weights.items()}
    return Limb(limb.key, f"not met: {limb.sentence}", limb.article, weights,
                -limb.bound - 1 + limb.tied, limb.rows, -limb.total, limb.trusted)  # fmt: skip
