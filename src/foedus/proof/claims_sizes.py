"""Claims about least amounts: the smallest coalition or share that passes or blocks; vacancies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from foedus.answer import Label
from foedus.constitution.compile_types import Compiled
from foedus.constitution.syntax import Bound, Counting, Goal, Op, Smallest, Vacancies
from foedus.errors import BadInput, Diagnostic, did_you_mean
from foedus.proof.court import Court, arithmetic, in_words, percent
from foedus.proof.engine import Solution, Verdict
from foedus.proof.games import Setting
from foedus.proof.least import bare_majorities, trimmed
from foedus.proof.properties import everyone
from foedus.proof.query import Claim, Query
from foedus.proof.recheck import as_json
from foedus.proof.verdicts import Finding, Status
from foedus.proof.witnesses import Does, cheapest


def smallest(court: Court, claim: Smallest, setting: Setting) -> list[Finding]:
    """Find (or compare) the least number of voters, or share of a column, that passes or blocks."""
    game = court.game(claim.of, setting)
    price, total = prices(game, claim)
    passing = claim.goal is Goal.PASSES
    claims, fixed = (Claim(game.rule, passing),), {}
    free = [] if passing or price is None else [n for n in game.rule.names if n not in price]
    if free:
        fixed = {v.name: (v.count, v.count) for v in game.rule.voters if v.name in free}
    answer, second = court.decide(Query(claims, fixed, price=price, most=not passing))
    if free and answer.verdict is Verdict.NONE:
        free = []
        answer, second = court.decide(Query(claims, price=price, most=True))
    if answer.verdict is Verdict.NONE:
        return [_impossible(game, claim, answer, second)]
    if answer.coalition is None or answer.value is None or answer.bound is None:
        return [_finding(game, Status.UNDECIDED, answer.argument, answer, second)]
    whole = sum(_members(game, price).values())
    cost, floor = (answer.value, answer.bound) if passing else (
        whole - answer.value, whole - answer.bound)  # fmt: skip
    coalition = (
        trimmed(game, answer.coalition, price) if passing else _missing(game, answer.coalition)
    )
    found = _sized(game, claim, answer, second, (floor, cost, total), coalition)
    alike = cheapest(game.rule, coalition, price, blocks=not passing, yes=free)
    found = replace(found, alike=alike)
    if free:
        text = f"{', '.join(dict.fromkeys(free))} are taken to say yes: {claim.column} counts units"
        found = replace(found, assumptions=(*found.assumptions, text))
    return [found]


def prices(game: Compiled, claim: Smallest) -> tuple[dict[str, int] | None, int]:
    """Return what a member of each voter costs and the whole column's sum; None counts voters.

    Voters without a price (a chamber beside the units) are taken to say yes where the least that
    blocks is sought. "Bare majorities" costs floor(p / 2) + 1 to pass and ceil(p / 2) to block in
    each unit of p (a tie does not approve). Raises BadInput (E252) for an unknown column.
    """
    if not claim.column:
        return None, game.rule.size
    key = f"{claim.column} as of {claim.as_of}" if claim.as_of else claim.column
    if key not in game.prices:
        known = ", ".join(game.prices) or "a column of the units' table"
        what = f'no column "{key}" prices the voters of "{game.procedure}"'
        raise BadInput(Diagnostic("E252", what, claim.place, known, did_you_mean(key, game.prices)))
    price, total = dict(game.prices[key]), game.price_totals[key]
    if claim.counting is Counting.MAJORITIES:
        price = bare_majorities(price, passing=claim.goal is Goal.PASSES)
    return price, total


def _members(game: Compiled, price: dict[str, int] | None) -> dict[str, int]:
    return {
        v.name: v.count * (1 if price is None else price.get(v.name, 0)) for v in game.rule.voters
    }


def _missing(game: Compiled, have: Mapping[str, int]) -> dict[str, int]:
    no = {v.name: v.count - have.get(v.name, 0) for v in game.rule.voters}
    return {n: k for n, k in no.items() if k}


def _impossible(game: Compiled, claim: Smallest, answer: Solution, second: str) -> Finding:
    doing = "pass it" if claim.goal is Goal.PASSES else "stop it"
    status = Status.ANSWER if claim.bound is None else Status.FAILS
    return _finding(game, status, f"no coalition can {doing}: {answer.argument}", answer, second)


def _sized(
    game: Compiled,
    claim: Smallest,
    answer: Solution,
    second: str,
    amounts: tuple[int, int, int],
    coalition: dict[str, int],
) -> Finding:
    floor, cost, total = amounts
    members = sum(coalition.values())
    low, high = Fraction(floor), Fraction(cost)
    if claim.column:
        low, high = low / total, high / total
    status = Status.ANSWER if claim.bound is None else compare(claim.bound, low, high)
    doing = "passes it" if claim.goal is Goal.PASSES else "stops it"
    if claim.column:
        how = " in bare majorities" if claim.counting is Counting.MAJORITIES else ""
        amount = f"{cost:,} of {total:,} {claim.column}{how}, {percent(high)}"
    else:
        amount = f"{cost:,} of {total:,} voters"
    if floor != cost:
        amount += f" (no less than {floor:,}; the exact least lies between)"
    start, rest = f"{amount}: one such coalition of {members:,} {doing}", ""
    left = everyone(game.rule)
    if claim.goal is Goal.BLOCKS:
        left = {n: k - coalition.get(n, 0) for n, k in left.items()}
        rest = f"; then {arithmetic(game, left)}"
    reason = f"{start}: {in_words(game, coalition)}{rest}"
    found = _finding(game, status, reason, answer, second, coalition, high, low)
    return replace(found, brief=f"{start}, …{rest}")


def compare(bound: Bound, low: Fraction, high: Fraction) -> Status:
    """Return whether an amount known to lie in [low, high] is as a guarantee says."""
    amount = bound.amount
    sure, wrong = {
        Op.MORE_THAN: (low > amount, high <= amount),
        Op.AT_LEAST: (low >= amount, high < amount),
        Op.AT_MOST: (high <= amount, low > amount),
        Op.LESS_THAN: (high < amount, low >= amount),
        Op.EXACTLY: (low == high == amount, low > amount or high < amount),
    }[bound.op]
    if sure:
        return Status.HOLDS
    return Status.FAILS if wrong else Status.UNDECIDED


def _finding(
    game: Compiled,
    status: Status,
    reason: str,
    answer: Solution,
    second: str,
    coalition: dict[str, int] | None = None,
    value: Fraction | None = None,
    bound: Fraction | None = None,
) -> Finding:
    label = Label.EXACT if value == bound else Label.BOUND
    return Finding(
        status, reason, coalition, value, bound, answer.engine, second,
        article=game.article, assumptions=game.assumptions, label=label,
        method=answer.method, reference=answer.reference, rule=as_json(game.rule),
    )  # fmt: skip


def vacancies(court: Court, claim: Vacancies, setting: Setting) -> list[Finding]:
    """Find the fewest empty seats of a body with which nothing can pass, everybody left at yes.

    A seat is empty where nobody votes in it; thresholds of all members stay as they are.
    """
    game = court.game(claim.of, setting)
    named = court.voters(game, [claim.body], claim.place)[claim.body]
    if not named:
        return [court.no_vote(game, [claim.body])]
    fixed = {v.name: (v.count, v.count) for v in game.rule.voters if v.name not in named}
    price = dict.fromkeys(named, 1)
    query = Query((Claim(game.rule, False),), fixed=fixed, price=price, most=True)
    answer, second = court.decide(query)
    if answer.verdict is Verdict.NONE:
        reason = f"it can pass without any member of {claim.body}"
        status = Status.ANSWER if claim.bound is None else Status.FAILS
        return [_finding(game, status, reason, answer, second)]
    if answer.value is None or answer.bound is None or answer.coalition is None:
        return [_finding(game, Status.UNDECIDED, answer.argument, answer, second)]
    seats = sum(named.values())
    high, low = Fraction(seats - answer.value), Fraction(seats - answer.bound)
    status = Status.ANSWER if claim.bound is None else compare(claim.bound, low, high)
    filled = {n: answer.coalition.get(n, k) for n, k in everyone(game.rule).items()}
    reason = (
        f"{high} of {seats} seats of {claim.body} empty: even with every member left at yes, "
        f"{arithmetic(game, {**filled, **{n: answer.coalition.get(n, 0) for n in named}})}"
    )
    empty = {n: k - answer.coalition.get(n, 0) for n, k in named.items()}
    found = _finding(game, status, reason, answer, second, empty, high, low)
    alike = cheapest(game.rule, empty, None, blocks=True, yes=fixed, does=Does.EMPTY)
    return [replace(found, alike=alike)]
