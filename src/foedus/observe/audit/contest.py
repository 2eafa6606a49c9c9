"""A contest's reported cards, and the assertions that imply its outcome under a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from foedus.csvfile import parse_sheet
from foedus.elect.ballots.instant_runoff import irv
from foedus.elect.ballots.profile import from_rankings
from foedus.errors import BadInput, Diagnostic, Place
from foedus.observe.audit.assertion import Assertion, Card
from foedus.observe.audit.divisors import divisor
from foedus.observe.audit.irv import RankedAssertion, instant_runoff
from foedus.observe.audit.plan import RANK, AuditPlan, card_from, plan_contest
from foedus.observe.audit.plurality import plurality, refuse, supermajority
from foedus.observe.whole import whole

RULES = ("plurality", "supermajority", "divisor", "irv")


@dataclass(frozen=True, slots=True)
class Contest:
    """What is to be audited: the rule with its parameters.

    `seats` are to be filled, `most` marks allowed on a card, `choice` and `share` are those of a
    supermajority, `method` and `bar` (a share of valid votes) those of a divisor method.
    """

    rule: str
    seats: int = 1
    most: int = 1
    choice: str = ""
    share: Fraction = Fraction(1, 2)
    method: str = "dhondt"
    bar: Fraction | None = None


def read_reported(data: bytes, file: str) -> dict[str, dict[str, int]]:
    """Return stratum -> card -> ballots of a CSV: card, ballots[, stratum].

    A card is "A", "A;B" (marks) or "A>B>C" (a ranking). Raises BadInput (E916).
    """
    sheet = parse_sheet(data, file, code="E916")
    if not {"card", "ballots"} <= set(sheet.header) <= {"card", "ballots", "stratum"}:
        what = f"the columns are {', '.join(sheet.header)}"
        raise BadInput(Diagnostic("E916", what, Place(file, 1), "card, ballots[, stratum]"))
    strata = sheet.column("stratum") if "stratum" in sheet.header else ("all",) * len(sheet.rows)
    found: dict[str, dict[str, int]] = {}
    errors = []
    pairs = zip(sheet.column("card"), sheet.column("ballots"), strata, strict=True)
    for i, (card, ballots, stratum) in enumerate(pairs):
        table = found.setdefault(stratum, {})
        number = whole(ballots)
        if number is None:
            what = f'"{ballots}" is no number of ballots'
            errors.append(Diagnostic("E916", what, sheet.place(i, "ballots"), "0, 1, 2, ..."))
        elif card in table:
            what = f'the card "{card}" is there already'
            errors.append(Diagnostic("E916", what, sheet.place(i, "card"), "each card once"))
        else:
            table[card] = number
    if errors or not found:
        raise BadInput(errors or Diagnostic("E916", "no card is reported", Place(file), "a row"))
    return found


def cards_together(tally: Mapping[str, Mapping[str, int]]) -> dict[Card, int]:
    """Return all strata's reported cards as marks or rankings with their ballots."""
    found: dict[Card, int] = {}
    for table in tally.values():
        for text, n in table.items():
            card = card_from(text)
            found[card] = found.get(card, 0) + n
    return found


def votes_of(cards: Mapping[Card, int], most: int) -> dict[str, int]:
    """Return the valid votes of each choice: cards with no more than `most` different marks."""
    votes = {m: 0 for card in cards for m in card}
    for card, n in cards.items():
        marks = set(card)
        for mark in marks if len(marks) <= most else ():
            votes[mark] += n
    return votes


def assertions_of(
    contest: Contest, cards: Mapping[Card, int]
) -> tuple[list[Assertion] | list[RankedAssertion], str, str]:
    """Return (assertions, the outcome in words, why they imply it). Raises BadInput (E910)."""
    if contest.rule not in RULES:
        raise refuse(f'there is no rule "{contest.rule}"', ", ".join(RULES))
    if contest.rule == "irv":
        return _irv(cards)
    votes = votes_of(cards, contest.most)
    if contest.rule == "plurality":
        order = sorted(votes, key=lambda k: -votes[k])[: contest.seats]
        found = plurality(votes, contest.seats, most=contest.most)
        return found, f"elected: {', '.join(order)}", "each elected has more votes than each other"
    if contest.rule == "supermajority":
        one = supermajority(votes, contest.choice, contest.share)
        return one, one[0].text, "the outcome is this one sentence"
    many = divisor(votes, contest.seats, contest.method, bar=contest.bar)
    outcome = f"seats by {contest.method} as reported"
    why = "the last seat of each list comes before the next of every other: nobody can swap a seat"
    return many, outcome, why


def _irv(cards: Mapping[Card, int]) -> tuple[list[RankedAssertion], str, str]:
    names = sorted({c for card in cards for c in card})
    at = {name: i for i, name in enumerate(names)}
    twice = [k for k in cards if len(set(k)) < len(k)]
    if twice:
        what = f'the ranking "{RANK.join(twice[0])}" names a choice twice'
        raise BadInput(Diagnostic("E916", what, Place("reported cards"), "each choice once a card"))
    profile = from_rankings(names, [([at[c] for c in k], n) for k, n in cards.items()])
    count = irv(profile)
    # A tie that a lot decides may be of no matter to who wins: then one candidate's set exists.
    for winner in count.winners if count.decided else names:
        try:
            found = instant_runoff(cards, winner)
        except BadInput:
            continue
        why = f"every elimination order that ends with another than {winner} is contradicted"
        return found, f"elected: {winner}", why
    raise refuse("the count has a tie that only a lot decides")


def plan_of(
    title: str, contest: Contest, tally: Mapping[str, Mapping[str, int]],
    cards: Mapping[str, int], *, risk_limit: Fraction, mode: str, design: str,
) -> AuditPlan:  # fmt: skip
    """Return the audit plan of a contest; errors as in `assertions_of` and `plan_contest`."""
    found, outcome, why = assertions_of(contest, cards_together(tally))
    return plan_contest(title, outcome, found, tally, cards, risk_limit=risk_limit, mode=mode,
                        design=design, argument=why)  # fmt: skip
