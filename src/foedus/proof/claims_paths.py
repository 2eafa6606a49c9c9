"""Claims about paths: how a matter is taken, how a unit leaves, who appoints a court."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from foedus.constitution.compile_types import Compiled
from foedus.constitution.syntax import (
    Appointing,
    Change,
    Changing,
    ChosenBy,
    Decides,
    Names,
    Of,
    Organ,
    Procedure,
    Taking,
    pick,
)
from foedus.errors import BadInput, Diagnostic, did_you_mean
from foedus.proof.claims_pairs import bodies_that_block
from foedus.proof.court import Court, arithmetic, verdict
from foedus.proof.games import Setting
from foedus.proof.properties import everyone, vetoers
from foedus.proof.verdicts import Finding, Status

#: Who appoints together: at most this many appointers are combined.
APPOINTERS = 16


def taking(court: Court, claim: Taking, setting: Setting) -> list[Finding]:
    """Show each procedure that decides a matter, and whose consent it needs (a claim compares)."""
    explicit = [p for p in _procedures(court) if claim.matter in _matters(p)]
    paths = explicit or [p for p in _procedures(court) if any(d.other for d in p.decides)]
    what = f'"{claim.matter}"'
    return _paths(court, claim, setting, paths, what, residual=not explicit)


def changing(court: Court, claim: Changing, setting: Setting) -> list[Finding]:
    """Show each path by which a unit leaves, changes or loses something, and whose consent."""
    explicit = [p for p in _procedures(court) if claim.change in _changes(p)]
    paths = explicit or [p for p in _procedures(court) if any(d.other for d in p.decides)]
    return _paths(court, claim, setting, paths, _WORDS[claim.change], residual=not explicit)


_WORDS = {
    Change.LEAVING: "leaving",
    Change.BORDERS: "a change of borders",
    Change.POWERS: "a change of powers",
    Change.INTERVENTION: "intervention",
}


def _procedures(court: Court) -> list[Procedure]:
    return list(court.games.book.procedures.values())


def _matters(procedure: Procedure) -> set[str]:
    return {m for d in procedure.decides for m in _named(d)}


def _named(decides: Decides) -> tuple[str, ...]:
    return decides.matters


def _changes(procedure: Procedure) -> set[Change]:
    return {c for d in procedure.decides for c in d.changes}


def _paths(
    court: Court,
    claim: Taking | Changing,
    setting: Setting,
    paths: list[Procedure],
    what: str,
    *,
    residual: bool,
) -> list[Finding]:
    if not paths:
        reason = f"no procedure of this file decides {what}"
        return [Finding(Status.ANSWER if claim.needs is None else Status.UNDECIDED, reason)]
    found = []
    for procedure in paths:
        for one in court.games.settings([procedure.name], (claim.unit,)):
            merged = Setting({**setting.reading, **one.reading}, one.unit, setting.quotas)
            found.append(_path(court, claim, procedure, merged, residual))
    return found


def _path(
    court: Court, claim: Taking | Changing, procedure: Procedure, setting: Setting, residual: bool
) -> Finding:
    game = court.game(Of(procedure.name), setting)
    head = f'"{procedure.name}" ({game.article})' + (" as the residual rule" if residual else "")
    if not game.rule.passes(everyone(game.rule)):
        status = Status.ANSWER if claim.needs is None else Status.HOLDS
        return _finding(game, status, f"{head}: never, whoever agrees", setting)
    consent = court.games.once(("consent", id(game)), lambda: whose_consent(game))
    needs = ", ".join(consent) or "nobody's in particular"
    standing = court.voters(game, [claim.unit], claim.place)[claim.unit]
    if not standing:
        own = f"no vote for {claim.unit} under {game.article}"
    else:
        alone = not game.rule.passes(everyone(game.rule, standing))
        own = f"{claim.unit} {'can stop it alone' if alone else 'cannot stop it alone'}"
    reason = f"{head}: needs the consent of {needs}; {own}"
    if claim.needs is None:
        return _finding(game, Status.ANSWER, reason, setting)
    held, why = _needed(court, game, claim.needs)
    return _finding(game, held, f"{reason}; {why}", setting)


def _needed(court: Court, game: Compiled, needs: Names) -> tuple[Status, str]:
    named = court.named(game, needs)
    groups = list(named.values())
    if needs.joined == "or":
        groups = [{v: k for g in groups for v, k in g.items()}]
    for group in groups:
        if not group:
            return Status.NO_VOTE, court.no_vote(
                game, [n for n, g in named.items() if not g]
            ).reason
        tried = court.without(game, group)
        if tried.passes:
            return Status.FAILS, tried.reason
    out = {v for g in groups for v in g}
    return verdict(True), arithmetic(game, everyone(game.rule, out))


def whose_consent(game: Compiled) -> tuple[str, ...]:
    """Return everyone without whom it cannot pass: persons and units alone, others as a whole.

    A body, group, electorate or list of units is named where it cannot pass with all of its
    members saying no.
    """
    persons = [game.alone(v) for v in vetoers(game.rule)]
    blocs = bodies_that_block(game)
    return tuple(dict.fromkeys([*blocs, *persons]))


def _finding(game: Compiled, status: Status, reason: str, setting: Setting) -> Finding:
    return Finding(
        status, reason, article=game.article, assumptions=game.assumptions, where=setting.text
    )


def appointing(court: Court, claim: Appointing) -> list[Finding]:
    """Show who can appoint more than half of an organ, or decide whether these can."""
    organ = _organ(court, claim)
    shares = [(c.names, c.count or organ.members) for c in pick(organ.details, ChosenBy)]
    need = organ.members // 2 + 1
    minimal = _minimal(shares, need)
    text = "; ".join(" and ".join(m) for m in minimal) or "nobody"
    seats = ", ".join(f"{' and '.join(names)} {count}" for names, count in shares)
    reason = f"{need} of {organ.members} members are a majority; {seats}; enough together: {text}"
    if claim.who is None:
        return [Finding(Status.ANSWER, reason, engine="enumeration")]
    own = set(claim.who.names)
    can = any(set(m) <= own for m in minimal)
    return [Finding(verdict(can is claim.holds), reason, engine="enumeration")]


def _organ(court: Court, claim: Appointing) -> Organ:
    organs = court.games.book.organs
    if claim.organ in organs and organs[claim.organ].members:
        return organs[claim.organ]
    what = f'no organ "{claim.organ}" with a number of members'
    raise BadInput(
        Diagnostic("E253", what, claim.place, ", ".join(organs), did_you_mean(claim.organ, organs))
    )


def _minimal(shares: list[tuple[tuple[str, ...], int]], need: int) -> list[tuple[str, ...]]:
    """Return the smallest sets of appointers whose members, all agreeing, reach `need`."""
    everyone_ = list(dict.fromkeys(n for names, _ in shares for n in names))[:APPOINTERS]
    found: list[tuple[str, ...]] = []
    for size in range(1, len(everyone_) + 1):
        for chosen in combinations(everyone_, size):
            if not any(set(f) <= set(chosen) for f in found) and _sum(shares, chosen) >= need:
                found.append(chosen)
    return found


def _sum(shares: list[tuple[tuple[str, ...], int]], chosen: Iterable[str]) -> int:
    inside = set(chosen)
    return sum(count for names, count in shares if set(names) <= inside)
