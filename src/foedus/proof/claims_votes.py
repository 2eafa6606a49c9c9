"""Claims about single procedures: who can be outvoted, who alone can block, who has no vote."""

from __future__ import annotations

from dataclasses import replace

from foedus.constitution.compile_types import Compiled
from foedus.constitution.syntax import (
    Alone,
    Boycott,
    CanPass,
    Names,
    NoVote,
    OnlyWith,
    Outvoted,
    Power,
)
from foedus.errors import BadInput
from foedus.proof.ballot_compile import ballot_rule
from foedus.proof.ballot_layer import ASSUMED, turned
from foedus.proof.ballot_limbs import Unsized
from foedus.proof.ballot_query import shift
from foedus.proof.ballot_rule import Option
from foedus.proof.court import Court, arithmetic, in_words, verdict
from foedus.proof.engine import Verdict
from foedus.proof.games import Setting
from foedus.proof.recheck import as_json, confirm
from foedus.proof.verdicts import UNCERTIFIED, Finding, Status


def _groups(
    court: Court, game: Compiled, who: Names, *, merged: str
) -> tuple[list[dict[str, int]], Finding | None]:
    """Return the voters of each name, as one group where the names are joined by `merged`.

    Where some of them have no vote, that finding is returned and there are no groups.
    """
    named = court.named(game, who)
    empty = [n for n, voters in named.items() if not voters]
    if empty:
        return [], court.no_vote(game, empty)
    groups = list(named.values())
    if who.joined == merged:
        groups = [{v: k for g in groups for v, k in g.items()}]
    return groups, None


def outvoted(court: Court, claim: CanPass | Outvoted, setting: Setting) -> list[Finding]:
    """Decide "P can pass without X", "X can be outvoted in P": X says no, all others may say yes.

    Names joined by "and" say no together; joined by "or" it is enough that it passes without one.
    """
    game = court.game(claim.of, setting)
    groups, no_vote_ = _groups(court, game, claim.who, merged="and")
    if no_vote_:
        return [no_vote_]
    tried = [court.without(game, out) for out in groups]
    shown = next((t for t in tried if t.passes), tried[0])
    return [shown.finding(game, verdict(shown.passes is claim.holds))]


def only_with(court: Court, claim: OnlyWith, setting: Setting) -> list[Finding]:
    """Decide "only with X or Y" (not with both at no) and "with X and Y" (not without either)."""
    game = court.game(claim.of, setting)
    groups, no_vote_ = _groups(court, game, claim.who, merged="or")
    if no_vote_:
        return [no_vote_]
    tried = [court.without(game, out) for out in groups]
    shown = next((t for t in tried if t.passes), tried[0])
    return [shown.finding(game, verdict(not shown.passes))]


def alone(court: Court, claim: Alone, setting: Setting) -> list[Finding]:
    """Decide "X alone can block P" (all others at yes) and "X can pass P" (all others at no)."""
    game = court.game(claim.of, setting)
    groups, no_vote_ = _groups(court, game, claim.who, merged="and")
    if no_vote_:
        return [no_vote_]
    if claim.power is Power.BLOCK:
        tried = [court.without(game, out) for out in groups]
        shown = next((t for t in tried if not t.passes), tried[0])
        return [shown.finding(game, verdict((not shown.passes) is claim.holds))]
    yes = next((g for g in groups if game.rule.passes(g)), groups[0])
    can = game.rule.passes(yes)
    data = as_json(game.rule)
    confirm(data, yes, can)
    reason = f"with {in_words(game, yes)} at yes and nobody else: {arithmetic(game, yes)}"
    status = verdict(can is claim.holds)
    return [_finding(game, status, reason, dict(yes) if can else None)]


def no_vote(court: Court, claim: NoVote, setting: Setting) -> list[Finding]:
    """Decide "X has no vote in P"."""
    game = court.game(claim.of, setting)
    named = court.named(game, claim.who)
    have = [n for n, voters in named.items() if voters]
    if have:
        listed = "; ".join(f"{n} votes through {in_words(game, named[n])}" for n in have)
        return [_finding(game, Status.FAILS, listed)]
    found = court.no_vote(game, named)
    return [_finding(game, Status.HOLDS, found.reason)]


def boycott(court: Court, claim: Boycott, setting: Setting) -> list[Finding]:
    """Decide whether a voter who stays away instead of voting no can defeat what would pass.

    Where ballots cannot be counted (citizens without a number, an open threshold) a quorum alone
    decides, and the reason says so.
    """
    game = court.game(claim.of, setting)
    try:
        rule = ballot_rule(
            court.games.model, claim.of.procedure, reading=setting.reading, unit=setting.unit,
            filled=court.games.filled,
        )  # fmt: skip
    except (Unsized, BadInput) as exc:
        why = exc.diagnostics[0].what if isinstance(exc, BadInput) else str(exc)
        flags = [f.text for f in game.flags if f.kind == "boycott-sensitive"]
        reason = "; ".join(flags) or "no quorum: who stays away changes no base"
        return [_finding(game, verdict(bool(flags) is claim.holds), f"{reason} ({why})")]
    pair = shift(rule, Option.NO, Option.ABSENT, passes=True, seconds=court.seconds)
    turn = turned(pair, Option.NO, Option.ABSENT, True)
    if pair.verdict is Verdict.UNDECIDED:
        found = _finding(game, Status.UNDECIDED, "undecided within the limit")
    else:
        reason = turn.text if turn else "nobody defeats it by staying away instead of voting no"
        found = _finding(game, verdict((turn is not None) is claim.holds), reason)
    # What coalitions assume (everyone present, citizens in blocs) is not assumed of ballots.
    again = "the count of both ballots" if turn else UNCERTIFIED
    second = again if court.certify else ""
    return [replace(found, assumptions=ASSUMED, engine="branch", certified=second)]


def _finding(
    game: Compiled, status: Status, reason: str, coalition: dict[str, int] | None = None
) -> Finding:
    return Finding(
        status,
        reason,
        coalition,
        article=game.article,
        assumptions=game.assumptions,
        certified="evaluator over JSON" if coalition else "",
    )
