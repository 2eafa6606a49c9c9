"""The risk limit kept where a constitution's procedure decides, and where strata stand apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

import pytest
from audit_reference import slow_passes, world
from test_audit_compiled import PEOPLE, _cells

from conftest import FULL
from foedus.errors import BadInput
from foedus.observe.audit.compiled import certificate, strata_of
from foedus.observe.audit.contest import Contest, plan_of
from foedus.observe.audit.limbs import MARKS, limbs_of
from foedus.observe.audit.plan import AuditPlan, plan_vote
from foedus.observe.audit.risk import assess
from foedus.observe.audit.sample import Read
from foedus.proof.ballots import Votes

WORLD = world()
LIMIT = Fraction(1, 10)
#: Simulated wrong outcomes: by procedure or design, in the full run and in the short one.
PLAYS = {"Double": (10_000, 500), "simple": (10_000, 150), "stratified": (1_000, 20)}


def close_votes(draw: random.Random) -> tuple[Votes, ...]:
    """Regions of 20 to 60 cards that stand near one half, and a house that approves."""
    rows = []
    for unit in PEOPLE:
        cards = draw.randint(20, 60)
        yes = max(0, min(cards, cards // 2 + draw.randint(-4, 4)))
        rows.append(Votes("People", unit, _cells(yes, cards - yes, 0, draw.randint(0, 9), 0)))
    rows.append(Votes("House", "Blue", _cells(5, 1, 0, 0, 0)))
    rows.append(Votes("House", "Red", _cells(3, 1, 0, 0, 0)))
    return tuple(rows)


def moved(draw: random.Random, rows: tuple[Votes, ...]) -> tuple[Votes, ...]:
    """The same cards of the people reported otherwise."""
    found = []
    for row in rows:
        cells = dict(row.cells)
        if row.body == "People":
            shift = draw.randint(-6, 6)
            yes, no = cells["yes"] or 0, cells["no"] or 0
            shift = max(-yes, min(no, shift))
            cells["yes"], cells["no"] = yes + shift, no - shift
        found.append(Votes(row.body, row.unit, cells))
    return tuple(found)


def wrong_reports(procedure: str, draw: random.Random) -> tuple[tuple[Votes, ...], ...]:
    """True and reported votes with different outcomes."""
    while True:
        true = close_votes(draw)
        right = slow_passes(procedure, true)
        for _ in range(6):
            reported = moved(draw, true)
            if slow_passes(procedure, reported) is not right:
                return true, reported


def every_read(plan: AuditPlan, true: tuple[Votes, ...], draw: random.Random) -> Iterator[Read]:
    """Nine tenths of the cards of each scope, each scope in an order of its own."""
    rows = dict(zip(strata_of(true), true, strict=True))
    for scope, strata in plan.scopes().items():
        cards = [(h, m) for h in strata for m in MARKS for _ in range(rows[h].cells[m] or 0)]
        draw.shuffle(cards)
        for h, mark in cards[: len(cards) * 9 // 10]:
            yield Read(scope, h, 1, (mark,), None)


@pytest.mark.parametrize("procedure", ["Double", "Register", "Unless"])
@pytest.mark.parametrize("design", ["simple", "stratified"])
def test_wrong_outcomes_of_a_procedure_are_confirmed_no_more_often_than_the_limit(
    procedure: str, design: str
) -> None:
    kind = procedure if (procedure, design) == ("Double", "simple") else design
    plays = PLAYS[kind][0 if FULL else 1]
    confirmed = played = seed = 0
    while played < plays:
        seed += 1
        draw = random.Random(f"{procedure}{seed}")
        if procedure == "Register" and seed > 20 * plays:
            break
        try:
            true, reported = wrong_reports(procedure, draw) if procedure != "Register" else (
                near_the_register(draw)
            )  # fmt: skip
            limbs = limbs_of(WORLD, procedure, reported)
            plan = plan_vote(limbs, certificate(limbs), risk_limit=LIMIT, mode="polling",
                             design=design)  # fmt: skip
        except BadInput:
            continue
        played += 1
        confirmed += assess(plan, list(every_read(plan, true, draw))).confirmed
    assert played == plays
    assert confirmed <= LIMIT * plays


def near_the_register(draw: random.Random) -> tuple[tuple[Votes, ...], ...]:
    """Yes votes just below a quarter of the register, reported at it or above."""
    while True:
        rows = []
        for unit in PEOPLE:
            yes, no = draw.randint(8, 15), draw.randint(5, 20)
            rows.append(Votes("People", unit, _cells(yes, no, 0, 3 * yes - no + 4, 0)))
        true = tuple(rows)
        for _ in range(6):
            reported = moved(draw, true)
            sides = [slow_passes("Register", v) for v in (true, reported)]
            if sides[0] is not sides[1]:
                return true, reported


def two_strata(draw: random.Random, mode: str) -> tuple[AuditPlan, list[Read]]:
    """A tie or a loss reported as a win, cards drawn from two strata apart."""
    sizes = {"n": draw.randint(20, 50), "s": draw.randint(20, 50)}
    whole = sum(sizes.values())
    wins = whole // 2 - draw.randint(0, 2)
    n = max(0, min(sizes["n"], draw.randint(0, wins)))
    n = max(n, wins - sizes["s"])
    true = {"n": n, "s": wins - n}
    up = whole // 2 + draw.randint(1, 8) - wins
    reported = {h: {"A": a, "B": sizes[h] - a} for h, a in true.items()}
    for h in ("n", "s"):
        more = min(up, reported[h]["B"])
        reported[h] = {"A": reported[h]["A"] + more, "B": reported[h]["B"] - more}
        up -= more
    plan = plan_of("t", Contest("plurality"), reported, sizes, risk_limit=LIMIT, mode=mode,
                   design="stratified")  # fmt: skip
    rows = []
    for h, a in true.items():
        # Each card beside its record: as many records of A as reported, agreeing where they can.
        cards = ["A"] * a + ["B"] * (sizes[h] - a)
        records = ["A"] * reported[h]["A"] + ["B"] * reported[h]["B"]
        pairs = list(zip(cards, records, strict=True))
        draw.shuffle(pairs)
        rows += [Read(h, h, 1, (c,), (r,)) for c, r in pairs[: len(pairs) * 4 // 5]]
    return plan, rows


@pytest.mark.parametrize("mode", ["polling", "comparison"])
def test_wrong_outcomes_in_strata_are_confirmed_no_more_often_than_the_limit(mode: str) -> None:
    plays = 1000 if FULL else 40
    confirmed = 0
    for seed in range(plays):
        plan, rows = two_strata(random.Random(seed), mode)
        confirmed += assess(plan, rows).confirmed
    assert confirmed <= LIMIT * plays


def test_right_outcomes_of_a_procedure_are_confirmed_by_enough_cards() -> None:
    rows = tuple(
        [Votes("People", u, _cells(900, 300, 0, 10, 0)) for u in PEOPLE]
        + [Votes("House", "Blue", _cells(6, 0, 0, 0, 0))]
    )
    limbs = limbs_of(WORLD, "Double", rows)
    plan = plan_vote(limbs, certificate(limbs), risk_limit=Fraction(1, 20), mode="polling",
                     design="simple")  # fmt: skip
    found = assess(plan, list(every_read(plan, rows, random.Random(1))))
    assert found.confirmed
    assert {a.state for a in found.assertions} == {"confirmed"}
    assert len(found.assertions) == 3, "the people, and the regions of 3 and 2 of 8 votes"
