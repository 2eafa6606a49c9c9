"""An audit's plan: what is asserted, about which cards, at what risk limit, on whose word."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.audit.assertion import HALF, Assertion, Card, mean_of
from foedus.observe.audit.compiled import Certificate, strata_of
from foedus.observe.audit.draw import CEREMONY, RECIPE
from foedus.observe.audit.irv import RankedAssertion
from foedus.observe.audit.limbs import MARKS, Limbs
from foedus.observe.audit.sizes import comparison_size, polling_size
from foedus.observe.whole import LARGEST

TRUSTED = (
    "the manifest: how many cards there are, and where",
    "custody: the cards are those that the voters cast, all of them and no others",
    "the seed was made in public after the reported outcome and the manifest were published",
    "people read the cards as the law says",
)
MODES = ("polling", "comparison")
DESIGNS = ("simple", "stratified")
#: Between the preferences of a ranked card, and between the marks of another.
RANK, MARK = ">", ";"


@dataclass(frozen=True, slots=True)
class AuditPlan(Answer):
    """Assertions that imply the reported outcome, with the reported counts they are planned from.

    `tally` maps stratum -> card as text -> reported cards, `cards` stratum -> all cards. In a
    "simple" design the cards of an assertion are drawn from its strata together, in a
    "stratified" one from each stratum by itself. `proof` is what shows that the assertions imply
    the outcome. `digest` commits to everything.
    """

    title: str
    outcome: str
    risk_limit: Fraction
    mode: str
    design: str
    cards: Mapping[str, int]
    tally: Mapping[str, Mapping[str, int]]
    assertions: tuple[Assertion | RankedAssertion, ...]
    argument: str
    proof: Mapping[str, Any] = field(default_factory=dict)
    trusted: tuple[str, ...] = TRUSTED
    assumptions: tuple[str, ...] = ()
    ceremony: str = CEREMONY
    recipe: str = RECIPE
    label: Label = Label.EXACT
    method: str = "each assertion is tested at the risk limit; no correction is needed"
    reference: str = "Stark 2020, sec. 2: a wrong outcome makes at least one assertion false"

    @property
    def digest(self) -> str:
        """The SHA-256 of the plan's canonical JSON."""
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def strata(self, assertion: Assertion | RankedAssertion) -> tuple[str, ...]:
        """Return the strata whose cards an assertion is about."""
        return assertion.scope or tuple(self.cards)

    def scope_name(self, assertion: Assertion | RankedAssertion) -> str:
        """Return the name under which an assertion's cards are drawn (simple design)."""
        strata = self.strata(assertion)
        return "all" if len(strata) == len(self.cards) and len(strata) > 1 else "+".join(strata)

    def scopes(self) -> dict[str, tuple[str, ...]]:
        """Return every scope that cards are drawn from, with its strata."""
        if self.design == "stratified":
            return {h: (h,) for a in self.assertions for h in self.strata(a)}
        return {self.scope_name(a): self.strata(a) for a in self.assertions}

    def size(self, assertion: Assertion | RankedAssertion) -> int:
        """Return how many cards an assertion is about."""
        return sum(self.cards[h] for h in self.strata(assertion))

    def mean(
        self, assertion: Assertion | RankedAssertion, strata: Sequence[str] | None = None
    ) -> Fraction:
        """Return the reported mean of an assertion's assorter, over these strata."""
        names = self.strata(assertion) if strata is None else strata
        return mean_of(self._values(assertion, names))

    def _values(
        self, assertion: Assertion | RankedAssertion, strata: Sequence[str]
    ) -> list[tuple[int, Fraction]]:
        """Return (cards, assorter's value) of every kind of card reported in these strata."""
        found = []
        for h in strata:
            known = self.tally.get(h, {})
            found += [(n, assertion.value(card_from(k), h)) for k, n in known.items()]
            found.append((self.cards[h] - sum(known.values()), assertion.value((), h)))
        return found

    def expected(self, assertion: Assertion | RankedAssertion) -> int:
        """Return about how many cards an assertion takes where the report is right."""
        values = self._values(assertion, self.strata(assertion))
        mean, limit = mean_of(values) - Fraction(1, 2), float(self.risk_limit)
        cards = self.size(assertion)
        if self.mode == "comparison":
            return min(cards, comparison_size(limit, 2 * mean, assertion.upper))
        square = mean_of([(n, (v - Fraction(1, 2)) ** 2) for n, v in values])
        return min(cards, polling_size(limit, float(mean), float(square),
                                       float(assertion.upper)))  # fmt: skip


def card_from(text: str) -> Card:
    """Return a card from its text: "A>B" a ranking, "A;B" marks, "" none."""
    sign = RANK if RANK in text else MARK
    return tuple(part.strip() for part in text.split(sign) if part.strip())


def plan_contest(
    title: str, outcome: str, assertions: Sequence[Assertion | RankedAssertion],
    tally: Mapping[str, Mapping[str, int]], cards: Mapping[str, int], *,
    risk_limit: Fraction, mode: str, design: str, argument: str,
) -> AuditPlan:  # fmt: skip
    """Return the plan of a contest. Raises BadInput (E913) for counts that do not fit the cards.

    Every reported mean must be above 1/2: otherwise the report contradicts its own outcome.
    """
    if not 0 < risk_limit < 1 or mode not in MODES or design not in DESIGNS:
        raise _bad(f"risk limit {risk_limit}, {mode}, {design}", "0 < limit < 1; " + str(MODES))
    errors = [
        f"{sum(t.values())} ballots are reported on {cards.get(h, 0)} cards of {h}"
        for h, t in tally.items() if sum(t.values()) > cards.get(h, 0)
    ]  # fmt: skip
    if errors:
        raise BadInput([Diagnostic("E913", e, Place("audit plan"), "no more") for e in errors])
    plan = AuditPlan(title, outcome, risk_limit, mode, design, dict(cards), tally,
                     tuple(assertions), argument)  # fmt: skip
    for a in assertions:
        if plan.mean(a) <= Fraction(1, 2):
            raise _bad(f'the reported counts do not give "{a.text}"', "counts of the outcome")
    return plan


def plan_vote(
    limbs: Limbs, found: Certificate, *, risk_limit: Fraction, mode: str, design: str
) -> AuditPlan:
    """Return the plan of a vote under a constitution's procedure, from its certificate."""
    rows = limbs.rows
    names = strata_of(rows)
    used = sorted({h for p in found.parts if p.assertion for h in p.assertion.scope})
    at = {h: i for i, h in enumerate(names)}
    tally = {h: {m: rows[at[h]].cells.get(m) or 0 for m in MARKS} for h in used}
    cards = {h: sum(t.values()) for h, t in tally.items()}
    assertions = [p.assertion for p in found.parts if p.assertion]
    if not assertions:
        raise _bad("no condition of the certificate is decided by cards", "a vote with ballots")
    passed = "passed" if found.passed else "failed"
    plan = plan_contest(
        f"{found.procedure}, {found.article}", passed, assertions, tally, cards,
        risk_limit=risk_limit, mode=mode, design=design, argument=found.argument,
    )  # fmt: skip
    figures = dict.fromkeys(f"{t} ({p.sentence})" for p in found.parts for t in p.trusted)
    kept = {"parts": [{"sentence": p.sentence, "note": p.note} for p in found.parts], **found.proof}
    return replace(plan, trusted=(*TRUSTED, *figures), proof=kept, assumptions=found.assumptions)


def _bad(what: str, expected: str) -> BadInput:
    return BadInput(Diagnostic("E913", what, Place("audit plan"), expected))


def plan_from(data: Any, file: str) -> AuditPlan:
    """Return a plan from its JSON; raises BadInput (E913) where it is none or was changed."""
    try:
        wanted = {k: data[k] for k in AuditPlan.__dataclass_fields__ if k != "label"}
        wanted["risk_limit"] = Fraction(wanted["risk_limit"])
        wanted["assertions"] = tuple(_assertion(a) for a in wanted["assertions"])
        wanted["trusted"], wanted["assumptions"] = (
            tuple(wanted["trusted"]), tuple(wanted["assumptions"]),
        )  # fmt: skip
        plan = AuditPlan(**wanted)
        _sound(plan)
        digest = plan.digest
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
        what = "this is no plan that `foedus observe audit plan` wrote"
        raise BadInput(Diagnostic("E913", what, Place(file), "a plan")) from None
    if data.get("digest", digest) != digest:
        what = "the plan was changed: its digest is not that of its content"
        raise BadInput(Diagnostic("E913", what, Place(file), digest))
    return plan


def _sound(plan: AuditPlan) -> None:
    """Raise ValueError or TypeError for fields that no plan has: it may come from anywhere."""
    texts = (plan.title, plan.outcome, plan.argument, plan.ceremony, plan.recipe, plan.method,
             *plan.trusted, *plan.assumptions)  # fmt: skip
    names = [*plan.cards, *(k for t in plan.tally.values() for k in t)]
    counts = [*plan.cards.values(), *(n for t in plan.tally.values() for n in t.values())]
    right = all(isinstance(x, str) for x in (*texts, *names))
    right &= all(type(n) is int and 0 <= n <= LARGEST for n in counts)
    right &= all(sum(t.values()) <= plan.cards[h] for h, t in plan.tally.items())
    right &= 0 < plan.risk_limit < 1 and plan.mode in MODES and plan.design in DESIGNS
    if not right or not plan.assertions:
        raise ValueError
    for a in plan.assertions:
        # A reported mean of 1/2 or less contradicts the outcome that the assertion is to imply.
        claims = set(plan.strata(a)) <= set(plan.cards) and HALF < plan.mean(a) <= a.upper
        if not claims or plan.expected(a) < 0 or not all(isinstance(x, str) for x in _words(a)):
            raise ValueError


def _words(a: Assertion | RankedAssertion) -> tuple[object, ...]:
    found = (a.name, a.text, a.kind, a.method, a.reference, *a.scope)
    return (*found, a.winner, a.loser, *a.remaining) if isinstance(a, RankedAssertion) else found


def _assertion(data: Mapping[str, Any]) -> Assertion | RankedAssertion:
    fields = dict(data)
    fields.pop("label")
    fields["scope"], fields["upper"] = tuple(fields["scope"]), Fraction(fields["upper"])
    if fields["kind"] == "ranked":
        fields["remaining"] = tuple(fields["remaining"])
        return RankedAssertion(**fields)
    fields["blank"] = Fraction(fields["blank"])
    fields["scores"] = {k: Fraction(v) for k, v in fields["scores"].items()}
    return Assertion(**fields)
