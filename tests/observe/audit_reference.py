"""Slow, obvious references for audits, and small worlds they are played in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations, product

from conftest import SIDECAR
from foedus.constitution.model import Model
from foedus.constitution.parse import parse
from foedus.country import parse_table
from foedus.proof.ballots import Votes

Card = tuple[str, ...]


def slow_alpha(
    values: Sequence[Fraction], cards: int | None, upper: Fraction, eta: Fraction, d: int,
    gap: float, null: Fraction = Fraction(1, 2),
) -> float:  # fmt: skip
    """The risk by the formula of the paper, card by card, T in exact fractions of floats' bets."""
    total, t, best = Fraction(0), Fraction(1), Fraction(1)
    betting = True
    for j, x in enumerate(values, 1):
        mu = null if cards is None else (cards * null - total) / (cards - j + 1)
        if mu < 0:
            return 0.0
        betting = betting and 0 < mu < upper
        if betting:
            guess = (d * eta + total) / (d + j - 1)
            guess = max(guess, mu + Fraction(gap / (d + j - 1) ** 0.5))
            guess = max(min(guess, upper * (1 - Fraction(1, 2**20))), mu)
            t *= (x * guess / mu + (upper - x) * (upper - guess) / (upper - mu)) / upper
            best = max(best, t)
        total += x
    if cards is not None and total > cards * null:
        return 0.0
    return float(1 / best)


def slow_irv(cards: Mapping[Card, int], names: Sequence[str]) -> set[str]:
    """Every winner that some way of breaking ties gives."""
    if len(names) == 1:
        return set(names)
    votes = dict.fromkeys(names, 0)
    for card, n in cards.items():
        first = next((c for c in card if c in votes), None)
        if first is not None:
            votes[first] += n
    least = min(votes.values())
    found: set[str] = set()
    for c in names:
        if votes[c] == least:
            found |= slow_irv(cards, [x for x in names if x != c])
    return found


def slow_seats(
    votes: Mapping[str, int], seats: int, divisors: Sequence[Fraction]
) -> dict[str, int] | None:
    """Highest averages by sorting every quotient; None where the last one is tied."""
    table = sorted(
        ((Fraction(v) / divisors[k], p) for p, v in votes.items() for k in range(seats)),
        reverse=True,
    )
    if seats < len(table) and table[seats - 1][0] == table[seats][0]:
        return None
    given = dict.fromkeys(votes, 0)
    for _, p in table[:seats]:
        given[p] += 1
    return given


def every_count(names: Sequence[str], most: int) -> list[dict[str, int]]:
    """Every way of counts from 0 to `most`."""
    return [dict(zip(names, n, strict=True)) for n in product(range(most + 1), repeat=len(names))]


#: Votes of each region in the world below.
VOTES = {"Alpha": 3, "Beta": 2, "Gamma": 2, "Delta": 1}


def slow_passes(procedure: str, rows: Sequence[Votes], reading: str = "") -> bool:
    """Whether a proposal passes in the world below: each article in plain sums."""
    people = {r.unit: r.cells for r in rows if r.body == "People"}
    house = {r.unit: r.cells for r in rows if r.body == "House"}
    person = {r.body: r.cells for r in rows if r.body in ("President", "Speaker")}

    def sum_of(where: Mapping[str, Mapping[str, int | None]], *marks: str) -> int:
        return sum(c.get(m) or 0 for c in where.values() for m in marks)

    yes, no = sum_of(people, "yes"), sum_of(people, "no")
    blank, register = sum_of(people, "abstain", "invalid"), sum_of(people, "registered")
    for_it, against = sum_of(house, "yes"), sum_of(house, "no")
    majority = 2 * yes > yes + no
    wide = 2 * yes > yes + no + blank
    regions = [u for u, c in people.items() if (c["yes"] or 0) > (c["no"] or 0)]
    double = majority and 2 * sum(VOTES[u] for u in regions) > sum(VOTES.values())
    if procedure == "Double":
        return double
    if procedure == "Quorum":
        return majority and 2 * (yes + no + blank) >= register
    if procedure == "Register":
        return 4 * yes >= register
    if procedure == "Unless":
        cast = {u: (c["yes"] or 0) + (c["no"] or 0) for u, c in people.items()}
        # As written: of no vote at all, no vote is at least two thirds.
        firm = [u for u, c in people.items() if 3 * (c["no"] or 0) >= 2 * cast[u]]
        return wide and len(firm) < 2
    if procedure == "Either":
        return 3 * yes >= 2 * (yes + no) or (for_it > 5 and majority)
    if procedure == "TwoOf":
        return (for_it > against) + bool(person["President"]["yes"]) + majority >= 2
    if procedure == "Tie":
        return for_it > against or (for_it == against and bool(person["Speaker"]["yes"]))
    if procedure == "Groups":
        each = all((c["yes"] or 0) > (c["no"] or 0) for c in house.values())
        return each and 3 * (house["Blue"]["yes"] or 0) >= for_it + against
    if procedure == "Border":
        return double and "Beta" in regions
    return {"Cast": majority, "Valid": wide}[reading]


META = (
    SIDECAR.encode()
    + b"""[columns.votes]
kind = "integer"
[columns.people]
kind = "integer"
"""
)
TABLE = b"region,votes,people\nAlpha,3,50\nBeta,2,30\nGamma,2,15\nDelta,1,5\n"
HEAD = """constitution Test
body House: 10 members, of whom 6 Blue, 4 Red
person President
person Speaker
units Regions: table "regions.csv", weight votes as of 2000
  each decided by its people by more than 1/2 of votes cast
electorate People: people of Regions as of 2000
reading Count: Cast, Valid
procedure Double under "Art. 1"
  passes when all of
    People approve by more than 1/2 of votes cast
    Regions approve by more than 1/2 of votes as of 2000
procedure Quorum under "Art. 2"
  passes when all of
    People take part by at least 1/2 of registered voters
    People approve by more than 1/2 of votes cast
procedure Register under "Art. 3"
  passes when People approve by at least 1/4 of registered voters
procedure Unless under "Art. 4"
  passes when all of
    People approve by more than 1/2 of votes cast including blank and invalid
    unless Regions reject by at least 2 units, each by at least 2/3 of votes cast
procedure Either under "Art. 5"
  passes when any of
    People approve by at least 2/3 of votes cast
    all of
      House approve by more than 1/2 of members
      People approve by more than 1/2 of votes cast
procedure TwoOf under "Art. 6"
  passes when at least 2 of
    House approve by more than 1/2 of votes cast
    President assents
    People approve by more than 1/2 of votes cast
procedure Tie under "Art. 7"
  passes when House approve by more than 1/2 of votes cast, ties broken by Speaker
procedure Groups under "Art. 8"
  passes when all of
    each of Blue, Red in House approve by more than 1/2 of votes cast
    yes votes of Blue in House reach at least 1/3 of votes cast in House
procedure Border under "Art. 9"
  passes when all of
    procedure Double passes
    every unit concerned of Regions approve
procedure Read under "Art. 10"
  passes when by reading Count
    when Cast
      People approve by more than 1/2 of votes cast
    when Valid
      People approve by more than 1/2 of votes cast including blank and invalid
procedure Never under "Art. 11"
  passes when never
"""
HEADER = "body,unit,yes,no,abstain,absent,invalid,registered\n"


def world() -> Model:
    """A country of four regions with a procedure for each kind of condition."""
    table = parse_table(TABLE, META, "regions.csv", "regions.meta.toml")
    return Model(parse(HEAD, "test.foedus"), {"regions.csv": table}, file="test.foedus")


def every_order(candidates: Iterable[str], winner: str) -> Iterable[tuple[str, ...]]:
    """Yield every elimination order with another winner: the obvious check of small contests."""
    return (o for o in permutations(sorted(candidates)) if o[-1] != winner)
