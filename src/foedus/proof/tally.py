"""The ballot layer: real votes held against a procedure, limb by limb."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from foedus.constitution import syntax as s
from foedus.constitution.compile_scope import Pool
from foedus.constitution.model import Model
from foedus.constitution.readings import with_others
from foedus.constitution.render import line
from foedus.errors import BadInput, Diagnostic
from foedus.proof.ballots import Votes
from foedus.proof.counting import PRESENT, TURNOUT, Count, start
from foedus.proof.forms import Form
from foedus.proof.open_tally import Chosen, Held, for_every, thresholds
from foedus.proof.tally_result import LimbResult, Tally, Truth, at_least, either, every
from foedus.proof.unit_votes import standing

__all__ = ["LimbResult", "Tally", "Truth", "Walk", "at_least", "either", "every", "tally"]


def tally(
    model: Model,
    procedure: str,
    votes: tuple[Votes, ...],
    *,
    reading: Mapping[str, str] | None = None,
    unit: str = "",
    filled: Mapping[str, int] | None = None,
) -> Tally:
    """Return what a vote file decides under a procedure, in one reading.

    `unit` is the unit concerned where the procedure needs its consent; `filled` says who can take
    part, by body, group or unit, beside the seats by law. Thresholds that the text leaves open are
    decided for every one, with where the outcome turns. Raises BadInput for names nobody bears
    (E262), more votes than seats (E264) and a reading left open (E144).
    """

    def hold(chosen: Chosen) -> Held:
        walk = Walk(model, votes, {**model.reading, **(reading or {})}, unit, procedure, filled)
        walk.count.chosen = chosen
        return _held(walk, procedure)

    book = model.book()
    opened = thresholds(with_others(book, book.procedure(procedure)))
    return for_every(opened, hold) if opened else hold({}).tally


def _held(walk: Walk, procedure: str) -> Held:
    decl = walk.count.scope.book.procedure(procedure)
    adopted = walk.outcome(decl.passes)
    found = Tally(
        decl.name,
        decl.article,
        adopted,
        tuple(walk.limbs),
        any(limb.quorum for limb in walk.limbs),
        tuple(dict.fromkeys(walk.assumed)),
        walk.reading,
    )
    return Held(found, walk.opened)


class Walk:
    """Walks the conditions of one procedure over one file of votes."""

    def __init__(
        self,
        model: Model,
        votes: tuple[Votes, ...],
        reading: Mapping[str, str],
        unit: str,
        procedure: str,
        filled: Mapping[str, int] | None = None,
    ) -> None:

        book = model.book()
        decl = book.procedure(procedure)
        nodes = list(with_others(book, decl))
        wanted = [n for x in nodes if isinstance(x, s.Subject) for n in x.names]
        self.count: Count = start(model, votes, wanted, filled)
        self.reading, self.unit = dict(reading), unit
        self.article = decl.article
        self.limbs: list[LimbResult] = []
        self.assumed: list[str] = []
        self.opened: dict[int, s.Undetermined] = {}

    def outcome(self, node: s.Item) -> Truth:
        """Return whether a condition holds, its limbs added."""
        before = len(self.limbs)
        result = self._outcome(node)
        threshold = getattr(node, "threshold", None)
        if isinstance(threshold, s.Undetermined):
            self.opened |= dict.fromkeys(range(before, len(self.limbs)), threshold)
        return result

    def _outcome(self, node: s.Item) -> Truth:
        match node:
            case s.Vote():
                return self.vote(node)
            case s.YesVotes():
                return self.yes_votes(node)
            case s.Assents():
                return self.assents(node)
            case s.Concerned():
                return self.concerned(node)
            case s.PassesToo():
                return self.passes_too(node)
            case s.Never():
                return self.never(node)
            case s.Block():
                results = [self.outcome(i) for i in node.items]
                return either(results) if node.mode is s.Mode.ANY else every(results)
            case s.AtLeast():
                return at_least(node.count, [self.outcome(i) for i in node.items])
            case s.Unless():
                return self.unless(node)
            case s.Petition():
                return self.petition(node)
            case s.ByReading():
                return self.by_reading(node)
            case _:
                return True

    # ------------------------------------------------------------------ votes

    def vote(self, node: s.Vote) -> Truth:
        pools = self.count.scope.subject(node.subject)
        return every([self._vote_of(node, pool, len(pools) > 1) for pool in pools])

    def _vote_of(self, node: s.Vote, pool: Pool, named: bool) -> Truth:
        sentence = line(node) + (f": {pool.name}" if named else "")
        if node.again:
            self.assumed.append(f"the votes given for {pool.name} are taken for the vote again too")
        if node.verb in (s.Verb.ATTEND, s.Verb.TAKE_PART):
            present: tuple[str, ...] = PRESENT if node.verb is s.Verb.ATTEND else TURNOUT
            form, missing = self.count.form(pool, present, node.threshold)
            return self._add(sentence, form, missing, quorum=True)
        counted = _counted(node.verb)
        if pool.kind == "units" and node.threshold.base in (s.Base.UNITS, s.Base.WEIGHT):
            return self._standing(sentence, pool, node, counted)
        form, missing = self.count.form(pool, counted, node.threshold)
        if node.tie_breaker and form.met(self.count.rows) is False:
            return self._tie(sentence, form, missing, node)
        return self._add(sentence, form, missing)

    def yes_votes(self, node: s.YesVotes) -> Truth:
        whole = self.count.scope.subject(node.among)[0]
        of = self.count.scope.subject(node.of)
        merged = of[0].part(", ".join(p.name for p in of), [c for p in of for c in p.cells])
        form, missing = self.count.form(merged, ("yes",), node.threshold, whole)
        return self._add(line(node), form, missing)

    def _tie(self, sentence: str, form: Form, missing: tuple[str, ...], node: s.Vote) -> Truth:
        low, high = form.ends(self.count.rows)
        if low == high == 0 and form.strict:
            person = self.count.scope.pool(node.tie_breaker, node)
            half = s.Threshold(s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST)
            chair, lacking = self.count.form(person, ("yes",), half)
            return self._add(f"{sentence} (a tie)", chair, (*missing, *lacking))
        return self._add(sentence, form, missing)

    def _standing(self, sentence: str, pool: Pool, node: s.Vote, counted: tuple[str, ...]) -> Truth:
        found = standing(self.count, pool, node.threshold, node.each_by, counted)
        self.assumed += found.assumed
        self.limbs.append(
            LimbResult(
                sentence, self.article, found.met, found.text, found.margin, found.changes,
                found.unknown, found.units,
            )
        )  # fmt: skip
        return found.met

    def _add(
        self, sentence: str, form: Form, missing: tuple[str, ...], *, quorum: bool = False
    ) -> Truth:
        rows = self.count.rows
        met = None if missing else form.met(rows)
        low, high = form.ends(rows)
        unknown = (*form.unknown(rows), *missing) if met is None else ()
        reached, needed = self._amounts(form)
        text = "open: unknown are " + ", ".join(unknown) if met is None else (
            f"{reached:,} of {needed}; {'met' if met else 'not met'}"
        )  # fmt: skip
        margin = low if low == high and not missing else None
        changes = None if missing else form.changes(rows)
        boycott = None
        if quorum and met:
            opponents = sum(rows[i].cells.get("no") or 0 for i in {k[0] for k in form.terms})
            boycott = changes if changes is not None and changes <= opponents else None
        self.limbs.append(
            LimbResult(sentence, self.article, met, text, margin, changes, unknown, (), quorum,
                       boycott)
        )  # fmt: skip
        return met

    def _amounts(self, form: Form) -> tuple[int, str]:
        """Return the votes counted and the least number of them that is enough, in words."""
        rows = self.count.rows
        reached = need = Fraction(0)
        for (row, cell), factor in form.terms.items():
            value = rows[row].cells.get(cell) or 0
            counted = factor > 0 or (cell in ("yes", "no") and factor == 0)
            if counted:
                share = 1 - factor
                reached += value
                need += share * value
            else:
                need -= factor * value
        need -= form.constant
        quota = need.__floor__() + 1 if form.strict else need.__ceil__()
        return int(reached), f"{quota:,} needed"

    # ------------------------------------------------------------------ the rest

    def assents(self, node: s.Assents) -> Truth:
        pool = self.count.scope.pool(node.name, node)
        half = s.Threshold(s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST)
        form, missing = self.count.form(pool, ("yes",), half)
        if missing and node.silence == "consent":
            self.assumed.append(f"{node.name} was silent, which is consent")
            return True
        return self._add(line(node), form, missing)

    def concerned(self, node: s.Concerned) -> Truth:
        if not self.unit:
            self._open(line(node), "the unit concerned is not named")
            return None
        whole = self.count.scope.pool(node.organ or node.units, node)
        part = self.count.scope.named_part(whole, self.unit, node)
        counted = _counted(node.verb)
        results: list[Truth] = []
        for of in part.cells:
            if node.organ:
                threshold = node.threshold or s.Threshold(
                    s.Op.MORE_THAN, Fraction(1, 2), s.Base.CAST
                )
                form, missing = self.count.form(whole.part(of.label, [of]), counted, threshold)
            else:
                form, missing, assumed = self.count.unit_form(whole, of, node.threshold, counted)
                self.assumed += [assumed] if assumed else []
            results.append(self._add(f"{line(node)}: {of.label}", form, missing))
        return every(results)

    def passes_too(self, node: s.PassesToo) -> Truth:
        decl = self.count.scope.book.procedure(node.procedure)
        outer, self.article = self.article, decl.article
        result = self.outcome(decl.passes)
        self.article = outer
        return result

    def never(self, node: s.Never) -> Truth:
        self.limbs.append(LimbResult(line(node), self.article, False, "nothing may change this"))
        return False

    def unless(self, node: s.Unless) -> Truth:
        before = len(self.limbs)
        result = self.outcome(node.condition)
        for i in range(before, len(self.limbs)):
            limb = self.limbs[i]
            told = {True: "rejected so", False: "not rejected so", None: limb.text}[limb.met]
            text = limb.text.replace("; met", f"; {told}").replace("; not met", f"; {told}")
            met = None if limb.met is None else not limb.met
            self.limbs[i] = LimbResult(
                f"unless {limb.sentence}", limb.article, met, text,
                None if limb.margin is None else -limb.margin, limb.changes, limb.unknown,
                limb.units, limb.quorum, limb.boycott,
            )  # fmt: skip
        return None if result is None else not result

    def petition(self, node: s.Petition) -> Truth:
        if node.delay is None:
            self.assumed.append(f"no petition was filed ({line(node)}): the file counts votes only")
        return True

    def by_reading(self, node: s.ByReading) -> Truth:
        chosen = self.reading.get(node.reading)
        case = next((c for c in node.cases if c.alternative == chosen), None)
        if case is None:
            known = ", ".join(c.alternative for c in node.cases)
            what = f'the votes depend on the reading "{node.reading}"'
            raise BadInput(
                Diagnostic("E144", what, node.place, known, "name one: `in reading ...`")
            )
        return every([self.outcome(i) for i in case.items])

    def _open(self, sentence: str, why: str) -> None:
        text = f"open: {why}"
        self.limbs.append(LimbResult(sentence, self.article, None, text, unknown=(why,)))


def _counted(verb: s.Verb) -> tuple[str, ...]:
    return ("no",) if verb is s.Verb.REJECT else ("yes",)
