"""Claims about pairs and roles: implication, equality, symmetry, vetoers, dummies, dictators."""

from __future__ import annotations

from foedus.constitution.compile_types import Compiled
from foedus.constitution.syntax import Implies, Interchangeable, Role, Roles, Same
from foedus.errors import BadInput, Diagnostic, Place
from foedus.proof import properties
from foedus.proof.court import Court, arithmetic, in_words, verdict
from foedus.proof.engine import Solution, Verdict
from foedus.proof.games import Setting
from foedus.proof.query import Claim, Query
from foedus.proof.recheck import as_json
from foedus.proof.verdicts import Finding, Status
from foedus.proof.witnesses import apart, between


def implies(court: Court, claim: Implies, setting: Setting) -> list[Finding]:
    """Decide whether whatever passes the first passes the second."""
    a, b = court.game(claim.first, setting), court.game(claim.second, setting)
    answer, second = _gap(court, a, b, claim.place)
    return [_directed(a, b, answer, second, claim.holds)]


def same(court: Court, claim: Same, setting: Setting) -> list[Finding]:
    """Decide whether the same coalitions pass both."""
    a, b = court.game(claim.first, setting), court.game(claim.second, setting)
    found = []
    for x, y in ((a, b), (b, a)):
        answer, second = _gap(court, x, y, claim.place)
        found.append(_directed(x, y, answer, second, True))
    statuses = [f.status for f in found]
    if claim.holds:
        return found
    if Status.FAILS in statuses:
        differ = found[statuses.index(Status.FAILS)]
        return [_with(differ, Status.HOLDS)]
    return [_with(f, Status.FAILS if f.status is Status.HOLDS else f.status) for f in found[:1]]


def _gap(court: Court, a: Compiled, b: Compiled, place: Place) -> tuple[Solution, str]:
    counts = [{v.name: v.count for v in g.rule.voters} for g in (a, b)]
    shared = counts[0].keys() & counts[1].keys()
    differ = [n for n in shared if counts[0][n] != counts[1][n]]
    only = [
        n
        for n in set(a.members) & set(b.members)
        if a.members[n] and b.members[n] and set(a.members[n]) != set(b.members[n])
        and a.kinds.get(n) == "body"
    ]  # fmt: skip
    if differ or only:
        names = ", ".join(sorted([*differ, *only]))
        what = f'"{a.procedure}" and "{b.procedure}" count the members of {names} differently'
        raise BadInput(
            Diagnostic("E251", what, place, "the same voters in both", "compare views of both")
        )
    return court.decide(Query((Claim(a.rule, True), Claim(b.rule, False))))


def _directed(a: Compiled, b: Compiled, answer: Solution, second: str, holds: bool) -> Finding:
    assumptions = tuple(dict.fromkeys((*a.assumptions, *b.assumptions)))
    if answer.verdict is Verdict.UNDECIDED:
        status, reason = Status.UNDECIDED, answer.argument
    elif answer.verdict is Verdict.NONE:
        status = verdict(holds)
        reason = f'whatever passes "{a.procedure}" passes "{b.procedure}": {answer.argument}'
    else:
        status = verdict(not holds)
        yes = answer.coalition or {}
        own = {n: k for n, k in yes.items() if n in b.rule.names}
        reason = (
            f'{in_words(a, yes)}: passes "{a.procedure}" but not "{b.procedure}": '
            f"{arithmetic(b, own)}"
        )
    return Finding(
        status, reason, answer.coalition, engine=answer.engine, certified=second,
        article=f"{a.article}; {b.article}", assumptions=assumptions, label=answer.label,
        method=answer.method, reference=answer.reference, rule=as_json(b.rule),
        alike=between(a.rule, b.rule, answer.coalition) if answer.coalition else None,
    )  # fmt: skip


def _with(finding: Finding, status: Status) -> Finding:
    from dataclasses import replace

    return replace(finding, status=status)


def interchangeable(court: Court, claim: Interchangeable, setting: Setting) -> list[Finding]:
    """Decide whether any two units can be swapped without changing an outcome."""
    game = court.game(claim.of, setting)
    names = court.voters(game, [claim.units], claim.place)[claim.units]
    if not names:
        return [court.no_vote(game, [claim.units])]
    second: dict[str, None] = {}
    ask = court.asking(second)
    answer, alike = properties.symmetry(game.rule, names, seconds=court.seconds, ask=ask), None
    if answer.verdict is Verdict.UNDECIDED:
        status, reason = Status.UNDECIDED, answer.argument
    elif answer.holds:
        status = verdict(claim.holds)
        reason = f"{answer.argument} (symmetric in the game, not equal in weight)"
    else:
        status = verdict(not claim.holds)
        coalition = answer.coalition or {}
        alike = apart(game.rule, coalition, answer.stronger, answer.weaker)
        strong, weak = game.alone(answer.stronger), game.alone(answer.weaker)
        others = in_words(game, coalition)
        reason = f"with {others}: passes when {strong} joins, not when {weak} does"
    return [
        Finding(status, reason, answer.coalition,
                engine="branch" if answer.queries else "evaluation", article=game.article,
                assumptions=game.assumptions, method=answer.method, reference=answer.reference,
                rule=as_json(game.rule), alike=alike, certified=", ".join(second))
    ]  # fmt: skip


def roles(court: Court, claim: Roles, setting: Setting) -> list[Finding]:
    """Say who the vetoers, dummies or dictators are, or decide whether they are those named."""
    game = court.game(claim.of, setting)
    named = court.named(game, claim.who) if claim.who is not None else {}
    if named and not any(named.values()):
        return [court.no_vote(game, named)]
    unsure: tuple[str, ...] = ()
    second: dict[str, None] = {}
    if claim.role is Role.DUMMIES:
        found = properties.dummies(game.rule, seconds=court.seconds, ask=court.asking(second))
        names, unsure = found.names, found.undecided
    elif claim.role is Role.VETOERS:
        names = properties.vetoers(game.rule)
    else:
        names = properties.dictators(game.rule)
    listed = ", ".join(game.alone(n) for n in names) or "nobody alone"
    reason = f"{claim.role.value}: {listed}"
    if unsure:
        reason += f"; undecided within the limit: {', '.join(game.alone(n) for n in unsure)}"
    if claim.role is Role.VETOERS:
        blocs = bodies_that_block(game)
        reason += f"; as a whole: {', '.join(blocs)}" if blocs else ""
    status = Status.ANSWER
    if claim.nobody or claim.who is not None:
        wanted = {v for voters in named.values() for v in voters}
        status = Status.UNDECIDED if unsure else verdict(set(names) == wanted)
    return [
        Finding(status, reason, article=game.article, assumptions=game.assumptions,
                certified=", ".join(second))
    ]  # fmt: skip


def bodies_that_block(game: Compiled) -> list[str]:
    """Return the bodies, groups, electorates and lists of units that can stop it by saying no.

    One whose part does it already is left out in favour of the part; units that can stop it alone
    are no part of their list, so that the others are named where they can stop it too.
    """
    found: dict[str, frozenset[str]] = {}
    voters_ = game.rule.voters
    if not game.rule.wins([v.count for v in voters_]):
        return []
    single = frozenset(properties.vetoers(game.rule))
    # Bodies come before lists of units, as a text names them.
    for name in sorted(game.members, key=lambda n: game.kinds.get(n) == "units"):
        kind, voters = game.kinds.get(name), game.members[name]
        own = frozenset(voters) - (single if kind == "units" else frozenset())
        if not own or kind in ("set", "unit"):
            continue
        if not game.rule.wins([0 if v.name in own else v.count for v in voters_]):
            found[name] = own
    alone = {frozenset([v]) for v in single}
    kept: dict[frozenset[str], str] = {}
    for name, own in found.items():
        part = any(other < own for other in [*found.values(), *alone])
        if not part and own not in alone:
            kept.setdefault(own, name)
    return list(kept.values())
