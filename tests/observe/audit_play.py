"""Elections whose reported outcome is wrong, and audits played on them to the last card."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from audit_reference import Card, slow_irv, slow_seats

from foedus.observe.audit.contest import Contest, plan_of
from foedus.observe.audit.plan import AuditPlan, card_from
from foedus.observe.audit.risk import assess
from foedus.observe.audit.sample import Read

LIMIT = Fraction(1, 10)


def text(card: Card, rule: str) -> str:
    return (">" if rule == "irv" else ";").join(card)


def outcome(contest: Contest, cards: Mapping[Card, int]) -> object:
    """The outcome by a slow count, or None where it is tied."""
    if contest.rule == "irv":
        names = sorted({c for k in cards for c in k})
        winners = slow_irv(cards, names)
        return winners.pop() if len(winners) == 1 else None
    votes = {c: 0 for k in cards for c in k}
    for card, n in cards.items():
        for mark in card if len(card) <= contest.most else ():
            votes[mark] += n
    if contest.rule == "supermajority":
        top, low = contest.share.numerator, contest.share.denominator
        gap = votes.get(contest.choice, 0) * low - top * sum(votes.values())
        return None if gap == 0 else gap > 0
    if contest.rule == "divisor":
        found = slow_seats(votes, contest.seats, [Fraction(k) for k in range(1, 12)])
        return found and tuple(sorted(found.items()))
    order = sorted(votes.values(), reverse=True)
    if order[contest.seats - 1] == order[contest.seats]:
        return None
    return tuple(sorted(k for k, v in votes.items() if v >= order[contest.seats - 1]))


def random_tally(draw: random.Random, contest: Contest) -> dict[Card, int]:
    names = "ABC"
    tally: dict[Card, int] = {}
    for name in names:
        tally[(name,)] = draw.randint(15, 40)
    if contest.rule == "irv":
        for _ in range(5):
            tally[tuple(draw.sample(names, draw.randint(2, 3)))] = draw.randint(1, 20)
    if contest.most > 1:
        for _ in range(2):
            tally[tuple(sorted(draw.sample(names, 2)))] = draw.randint(1, 20)
    return tally


def moved(draw: random.Random, tally: Mapping[Card, int]) -> dict[Card, int]:
    """The same number of cards, some of them counted as others."""
    found = dict(tally)
    kinds = list(found)
    for _ in range(draw.randint(1, 25)):
        a, b = draw.choice(kinds), draw.choice(kinds)
        if found[a]:
            found[a] -= 1
            found[b] += 1
    return found


def wrong_pair(draw: random.Random, contest: Contest) -> tuple[dict[Card, int], dict[Card, int]]:
    """A true and a reported tally with different outcomes: as close as chance brings them."""
    while True:
        true = random_tally(draw, contest)
        for _ in range(8):
            reported = moved(draw, true)
            right, said = outcome(contest, true), outcome(contest, reported)
            if said is not None and right != said:
                return true, reported


@cache
def wrong_world(contest: Contest, seed: int) -> tuple[dict[Card, int], dict[Card, int]]:
    """The wrong outcome of a seed, polled and compared alike."""
    return wrong_pair(random.Random(seed), contest)


def play(contest: Contest, mode: str, seed: int, design: str = "simple") -> bool:
    """Audit one wrong outcome with every card in a random order; whether it was ever confirmed."""
    true, reported = wrong_world(contest, seed)
    draw = random.Random(f"{mode} {design} {seed}")
    tally = {"all": {text(k, contest.rule): n for k, n in reported.items()}}
    cards = {"all": sum(true.values())}
    plan = plan_of("t", contest, tally, cards, risk_limit=LIMIT, mode=mode, design=design)
    return assess(plan, reads(draw, plan, true, reported)).confirmed


def reads(
    draw: random.Random, plan: AuditPlan, true: Mapping[Card, int], reported: Mapping[Card, int]
) -> Sequence[Read]:
    """Every card but the last few, in a random order, with its record beside it."""
    seen = [c for c, n in true.items() for _ in range(n)]
    record = pair_up(seen, reported)
    order = list(range(len(seen)))
    draw.shuffle(order)
    # Not the last: with every card read the hand count decides and nothing is left to chance.
    return [Read("all", "all", 1, seen[i], record[i]) for i in order[: len(order) * 9 // 10]]


def pair_up(seen: Sequence[Card], reported: Mapping[Card, int]) -> list[Card]:
    """A record for each card that agrees wherever the reported totals allow it."""
    left = dict(reported)
    record: list[Card | None] = []
    for card in seen:
        if left.get(card, 0):
            left[card] -= 1
            record.append(card)
        else:
            record.append(None)
    rest = [c for c, n in left.items() for _ in range(n)]
    return [rest.pop() if c is None else c for c in record]


__all__ = ["LIMIT", "card_from", "outcome", "play", "reads", "wrong_pair"]
