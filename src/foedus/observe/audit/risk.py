"""The risk after each round, and what to do next: confirmed, or go on, or count all by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from foedus.answer import Answer, Label
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.audit.alpha import Bet, Ints, alpha
from foedus.observe.audit.assertion import HALF, Assertion
from foedus.observe.audit.classic import bravo_risk, markov_risk
from foedus.observe.audit.irv import RankedAssertion
from foedus.observe.audit.plan import AuditPlan, card_from
from foedus.observe.audit.sample import Read
from foedus.observe.audit.sizes import comparison_bet
from foedus.observe.audit.strata import Stratum, cells_for, stratified

Claim = Assertion | RankedAssertion
TESTS = ("alpha", "bravo", "kaplan-markov")
CONFIRMED, NOT_YET, COUNTED = "confirmed", "not yet", "full hand count"


@dataclass(frozen=True, slots=True)
class AssertionRisk(Answer):
    """One assertion after one round: its risk, the cards read, and what is due.

    `state` is "confirmed", "not yet" or "full hand count" (every card was read: the hand count
    stands, whichever way it went, `holds` says which). `more` estimates the cards still needed.
    """

    name: str
    text: str
    round: int
    risk: float
    read: int
    cards: int
    state: str
    holds: bool | None
    more: int | None
    label: Label = Label.BOUND
    method: str = "sequential test; risk = 1 / largest value of the supermartingale"
    reference: str = "Stark 2022 (ALPHA); Lindeman, Stark & Yates 2012; Stark 2009"


@dataclass(frozen=True, slots=True)
class AuditState(Answer):
    """Every assertion round by round; `sentence` is all that the audit says."""

    sentence: str
    confirmed: bool
    rounds: tuple[tuple[int, float], ...]
    assertions: tuple[AssertionRisk, ...]
    test: str
    label: Label = Label.BOUND
    method: str = "the outcome is confirmed when every assertion is, at one and the same limit"
    reference: str = "Stark 2020, sec. 2"


def assess(plan: AuditPlan, sample: Sequence[Read], test: str = "alpha") -> AuditState:
    """Return the risk by round. Raises BadInput (E915) for a test that does not fit the plan."""
    if test not in TESTS:
        raise _unfit(f'there is no test "{test}"', ", ".join(TESTS))
    rounds = sorted({r.round for r in sample}) or [0]
    best: dict[str, float] = {}
    by_round, rows = [], list[AssertionRisk]()
    for number in rounds:
        done = [r for r in sample if r.round <= number]
        rows = [_after(plan, a, done, number, test, best) for a in plan.assertions]
        by_round.append((number, max(r.risk for r in rows)))
    return AuditState(*_sentence(plan, rows), tuple(by_round), tuple(rows), test)


def _after(
    plan: AuditPlan, a: Claim, done: list[Read], number: int, test: str, best: dict[str, float]
) -> AssertionRisk:
    own = _own(plan, a, done)
    cards = plan.size(a)
    risk = min(best.get(a.name, 1.0), risk_of(plan, a, own, test))
    best[a.name] = risk
    holds = _holds(a, own) if len(own) == cards else None
    confirmed = risk <= plan.risk_limit
    state = CONFIRMED if confirmed else COUNTED if holds is not None else NOT_YET
    more = None if state != NOT_YET else _more(plan, a, risk, len(own))
    return AssertionRisk(a.name, a.text, number, risk, len(own), cards, state, holds, more)


def _own(plan: AuditPlan, a: Claim, done: list[Read]) -> list[Read]:
    if plan.design == "stratified":
        strata = set(plan.strata(a))
        return [r for r in done if r.stratum in strata]
    scope = plan.scope_name(a)
    return [r for r in done if r.scope == scope]


def _holds(a: Claim, own: list[Read]) -> bool:
    total = sum((_seen(a, r) for r in own), Fraction(0))
    return total > HALF * len(own)


def _seen(a: Claim, r: Read) -> Fraction:
    return Fraction(0) if r.seen is None else a.value(r.seen, r.stratum)


def _more(plan: AuditPlan, a: Claim, risk: float, read: int) -> int:
    """Return about how many more cards: what is left of ln(1/limit), at the planned pace."""
    pace = math.log(1 / float(plan.risk_limit)) / max(1, plan.expected(a))
    left = math.log(max(risk, 1e-300) / float(plan.risk_limit))
    return min(plan.size(a) - read, max(1, math.ceil(left / pace)))


def _sentence(plan: AuditPlan, rows: list[AssertionRisk]) -> tuple[str, bool]:
    limit = f"{float(plan.risk_limit) * 100:g} %"
    if all(r.state == CONFIRMED or r.holds for r in rows):
        return f"outcome confirmed at risk limit {limit}: {plan.outcome}", True
    open_ = [r for r in rows if r.state != CONFIRMED and not r.holds]
    if any(r.state == COUNTED for r in open_):
        return "every card was read by hand: the result of the hand count stands", False
    count = f"{len(open_)} of {len(rows)} assertions are open at risk limit {limit}"
    heavy = any((r.more or 0) + r.read > r.cards / 2 for r in open_)
    advice = "a full hand count is likely to be less work" if heavy else "read the next round"
    return f"not yet: {count}; {advice}", False


# ---------------------------------------------------------------------- one assertion


def risk_of(plan: AuditPlan, a: Claim, own: Sequence[Read], test: str) -> float:
    """Return the risk of one assertion after the cards read for it, in the order read."""
    if not own:
        return 1.0
    if test == "bravo":
        return _bravo(plan, a, own)
    if test == "kaplan-markov":
        return _markov(plan, a, own)
    if plan.design == "stratified":
        cells = cells_for(plan.mean(a) - HALF, a.upper)
        parts = [_stratum(plan, a, h, own) for h in plan.strata(a)]
        return stratified(parts, a.upper, cells=cells).p
    values, unit, top = numbers(plan, a, own)
    return alpha(values, unit, top, plan.size(a), bet_of(plan, a), null=null_of(plan, a)).p


def numbers(plan: AuditPlan, a: Claim, own: Sequence[Read]) -> tuple[Ints, int, int]:
    """Return the values read as integers over a unit, and their bound.

    Polling: the assorter's value; comparison: u - reported + seen, between 0 and 2u.
    """
    upper = 2 * a.upper if plan.mode == "comparison" else a.upper
    kinds: dict[tuple[object, ...], Fraction] = {}
    keys = []
    for r in own:
        # Cards repeat: each kind of card is valued once.
        key = (r.seen, r.reported, r.stratum)
        if key not in kinds:
            kinds[key] = _value(plan, a, r)
        keys.append(key)
    unit = math.lcm(2, upper.denominator, *(x.denominator for x in kinds.values()))
    whole = {k: int(x * unit) for k, x in kinds.items()}
    return np.array([whole[k] for k in keys], np.int64), unit, int(upper * unit)


def _value(plan: AuditPlan, a: Claim, r: Read) -> Fraction:
    if plan.mode == "polling":
        return _seen(a, r)
    return a.upper - a.value(r.reported or (), r.stratum) + _seen(a, r)


def null_of(plan: AuditPlan, a: Claim) -> Fraction:
    """Return the mean that the values have at most where the assertion fails.

    1/2 for polling; for a comparison u - (reported mean - 1/2).
    """
    return HALF if plan.mode == "polling" else a.upper - (plan.mean(a) - HALF)


def bet_of(plan: AuditPlan, a: Claim) -> Bet:
    """Return the bet: the reported mean for polling, the expected overstatement for comparison."""
    if plan.mode == "polling":
        return Bet(min(float(plan.mean(a)), float(a.upper) * (1 - 1e-6)))
    margin = 2 * plan.mean(a) - 1
    found = comparison_bet(margin, a.upper)
    return Bet(found.eta * float(2 * a.upper - margin), found.d, 0.0)


def _stratum(plan: AuditPlan, a: Claim, name: str, own: Sequence[Read]) -> Stratum:
    rows = [r for r in own if r.stratum == name]
    values, unit, top = numbers(plan, a, rows)
    if plan.mode == "polling":
        eta = min(float(plan.mean(a, (name,))), float(a.upper) * (1 - 1e-6))
        return Stratum(name, plan.cards[name], values, unit, top, Bet(eta))
    # Values over 2u have the mean (u - reported mean + theta) / 2u: just below 1/2 without errors.
    double = 2 * a.upper
    shift = (a.upper - plan.mean(a, (name,))) / double
    whole = unit * double.numerator
    return Stratum(name, plan.cards[name], values * double.denominator, whole, whole,
                   Bet(0.5, 1e6), shift, double, HALF)  # fmt: skip


def _bravo(plan: AuditPlan, a: Claim, own: Sequence[Read]) -> float:
    sides = [_seen(a, r) * 2 - 1 for r in own]
    if plan.mode != "polling" or plan.design != "simple" or set(sides) - {-1, 0, 1}:
        raise _unfit("BRAVO polls cards that are for one side, the other, or neither", "alpha")
    gap = 2 * plan.mean(a) - 1
    either = Fraction(0)
    for h in plan.strata(a):
        for text, n in plan.tally.get(h, {}).items():
            either += n * abs(a.value(card_from(text), h) * 2 - 1)
    share = HALF + gap * plan.size(a) / either / 2
    return bravo_risk([int(x) for x in sides], float(share))


def _markov(plan: AuditPlan, a: Claim, own: Sequence[Read]) -> float:
    over = [int(2 * (a.value(r.reported or (), r.stratum) - _seen(a, r))) for r in own]
    if plan.mode != "comparison" or plan.design != "simple" or a.upper != 1:
        raise _unfit("Kaplan-Markov compares cards of a plurality contest or ranking", "alpha")
    counts = [over.count(k) for k in (1, 2, -1, -2)]
    return markov_risk(len(own), float(2 * plan.mean(a) - 1), *counts)


def _unfit(what: str, expected: str) -> BadInput:
    return BadInput(Diagnostic("E915", what, Place("--test"), expected))
