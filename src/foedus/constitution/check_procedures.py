"""Checks of procedures: one condition each, and every condition fits those it is about."""

from __future__ import annotations

from foedus.constitution import syntax as s
from foedus.constitution.check_thresholds import check_threshold
from foedus.constitution.scope import Scope, Voters, partitions


def check_procedure(scope: Scope, node: s.Procedure) -> None:
    """Report what is wrong in one procedure."""
    passes = s.pick(node.details, s.Passes)
    if len(passes) != 1 and (passes or node.place.line not in scope.holes):
        place = passes[1].place if passes else node.place
        many = f'"{node.name}" says {len(passes)} times when it passes'
        scope.report(
            "E045", many if passes else f'"{node.name}" does not say when it passes', place,
            "one `passes when` line",
            "several conditions stand below one `passes when all of` or `any of`",
        )  # fmt: skip
    for detail in node.details:
        if isinstance(detail, s.Passes):
            check_condition(scope, detail.condition, False, None)
        elif isinstance(detail, s.Decides):
            _decides(scope, detail)
        elif isinstance(detail, s.ProposedBy):
            for name in detail.names:
                known_voter(scope, name, detail)
            if detail.signed:
                _signed(scope, detail.signed)
        elif isinstance(detail, s.OptOut):
            _units(scope, detail.units, detail)


def _decides(scope: Scope, node: s.Decides) -> None:
    for matter in node.matters if scope.matters is not None else ():
        if scope.matters is not None and matter not in scope.matters:
            scope.unknown("E056", "matter", matter, node.place, scope.matters)


def check_condition(scope: Scope, node: s.Item, against: bool, block: s.Block | None) -> None:
    """Report what is wrong in a condition; `against` below `unless`, in the block it stands in."""
    if isinstance(node, s.Vote):
        _vote(scope, node, against)
    elif isinstance(node, s.YesVotes):
        check_subject(scope, node.of)
        check_subject(scope, node.among)
        check_threshold(scope, node.threshold, _kind(scope, node.among))
    elif isinstance(node, s.Assents):
        _assents(scope, node)
    elif isinstance(node, s.Concerned):
        _units(scope, node.units, node)
        _verb(scope, node.verb, against, node)
        if node.organ and node.organ not in scope.voters:
            known = set(scope.voters)
            scope.unknown("E040", "body or electorate", node.organ, node.place, known)
    elif isinstance(node, s.PassesToo):
        if node.procedure not in scope.procedures:
            known = set(scope.procedures)
            scope.unknown("E042", "procedure", node.procedure, node.place, known)
    elif isinstance(node, s.Block | s.AtLeast):
        _block(scope, node, against)
    elif isinstance(node, s.Unless):
        check_condition(scope, node.condition, not against, None)
    elif isinstance(node, s.Petition):
        _petition(scope, node, against, block)
    elif isinstance(node, s.ByReading):
        _by_reading(scope, node, against)
    elif isinstance(node, s.Step):
        for name in node.names:
            known_voter(scope, name, node)


def _block(scope: Scope, node: s.Block | s.AtLeast, against: bool) -> None:
    whole = node.place.line not in scope.holes
    if isinstance(node, s.AtLeast) and node.items and whole and node.count > len(node.items):
        scope.report(
            "E063", f"at least {node.count} of {len(node.items)} conditions", node.place,
            f"a number up to {len(node.items)}", "",
        )  # fmt: skip
    for item in node.items:
        check_condition(scope, item, against, node if isinstance(node, s.Block) else None)


def _vote(scope: Scope, node: s.Vote, against: bool) -> None:
    check_subject(scope, node.subject)
    _verb(scope, node.verb, against, node)
    kind = _kind(scope, node.subject)
    if isinstance(kind, s.Person):
        scope.report(
            "E057", f"{kind.name} is one person: no majority of one", node.place,
            f"`{kind.name} assents`", "a person's veto is its missing assent",
        )  # fmt: skip
        return
    check_threshold(scope, node.threshold, kind)
    if node.each_by is not None and kind is not None and not _of_units(scope, kind):
        scope.report(
            "E068", "only units have an inner vote each", node.each_by.place,
            "`, each by ...` after units", "",
        )  # fmt: skip
    if node.tie_breaker:
        known_voter(scope, node.tie_breaker, node)


def _verb(scope: Scope, verb: s.Verb, against: bool, node: s.Node) -> None:
    if (verb is s.Verb.REJECT) == against:
        return
    if against:
        what, expected = f'below `unless` the votes against are counted, not "{verb}"', "`reject`"
        help_ = "without `unless` the sentence says what must be reached"
    else:
        what = "votes against are counted only below `unless`"
        expected = "`approve`, or `unless X reject by ...`"
        help_ = "a sentence must say who stops it: write `unless` before it"
    scope.report("E053", what, node.place, expected, help_, str(verb))


def _assents(scope: Scope, node: s.Assents) -> None:
    found = scope.voters.get(node.name)
    if found is not None and not isinstance(found, s.Person):
        scope.report(
            "E057", f"{node.name} is no single person or unit", node.place,
            f"`{node.name} approve by` and a threshold", "`assents` is said of one voter",
            node.name,
        )  # fmt: skip
    elif found is None:
        known_voter(scope, node.name, node)


def _petition(scope: Scope, node: s.Petition, against: bool, block: s.Block | None) -> None:
    for signed in node.signed:
        _signed(scope, signed)
    alone = block is None or block.mode is not s.Mode.ALL or len(block.items) < 2
    alone = alone and not (block and block.place.line in scope.holes)
    if node.effect is s.Effect.INSTEAD and alone:
        scope.report(
            "E067", "`instead` has nothing to replace here", node.place,
            "an `all of` block with the normal conditions beside it",
            "`instead` replaces the other conditions of the `all of` block it stands in",
        )  # fmt: skip
    if node.condition is not None:
        check_condition(scope, node.condition, against, None)


def _signed(scope: Scope, node: s.Signed) -> None:
    check_subject(scope, node.subject)
    check_threshold(scope, node.threshold, _kind(scope, node.subject))


def _by_reading(scope: Scope, node: s.ByReading, against: bool) -> None:
    reading = scope.readings.get(node.reading)
    if reading is None:
        scope.unknown("E065", "reading", node.reading, node.place, set(scope.readings))
    else:
        given = [c.alternative for c in node.cases]
        for case in node.cases:
            if case.alternative not in reading.alternatives:
                known = set(reading.alternatives)
                scope.unknown("E065", "answer", case.alternative, case.place, known)
        missing = [a for a in reading.alternatives if a not in given]
        twice = sorted({g for g in given if given.count(g) > 1})
        if (missing and node.place.line not in scope.holes) or twice:
            what = f"without {', '.join(missing)}" if missing else f"twice {', '.join(twice)}"
            scope.report(
                "E066", f'the answers to "{node.reading}" stand here {what}', node.place,
                f"one `when` for each of: {', '.join(reading.alternatives)}",
                "no answer is the default",
            )  # fmt: skip
    for case in node.cases:
        for item in case.items:
            check_condition(scope, item, against, None)


def check_subject(scope: Scope, node: s.Subject) -> None:
    """Report names of a subject that nothing declares, groups that a body does not have."""
    if not node.inside:
        for name in node.names:
            if name not in scope.voters:
                known = set(scope.voters)
                scope.unknown("E040", "body, electorate, units or set", name, node.place, known)
        return
    body = scope.voters.get(node.inside)
    if body is None:
        scope.unknown("E040", "body", node.inside, node.place, set(scope.voters))
        return
    compositions = s.pick(getattr(body, "details", ()), s.Composition)
    if node.column:
        _column(scope, node, [c for x in compositions for c in x.columns])
    elif not compositions:
        _groups(scope, node, body)


def _groups(scope: Scope, node: s.Subject, body: Voters) -> None:
    groups = (
        {g.name for p in partitions(body) for g in p.groups} if isinstance(body, s.Body) else set()
    )
    sets = {n for n, v in scope.voters.items() if isinstance(v, s.SetOf)}
    for name in node.names:
        if name not in groups | sets:
            scope.unknown("E054", f"group of {node.inside}", name, node.place, groups)


def _column(scope: Scope, node: s.Subject, columns: list[str]) -> None:
    if node.column not in columns:
        known = set(columns)
        scope.unknown("E054", f"column of {node.inside}", node.column, node.place, known)


def _units(scope: Scope, name: str, node: s.Node) -> None:
    units = {n for n, v in scope.voters.items() if isinstance(v, s.Units | s.SetOf)}
    if name not in units:
        scope.unknown("E040", "units or set", name, node.place, units)


def known_voter(scope: Scope, name: str, node: s.Node) -> None:
    """Report a name that is neither declared nor possibly a unit or group in a table."""
    known = set(scope.voters) | scope.listed()
    if name not in known and not scope.members_in_tables:
        scope.unknown("E040", "voter", name, node.place, known)


def _kind(scope: Scope, node: s.Subject) -> Voters | None:
    """Return the declaration that says which bases fit a subject."""
    return scope.voters.get(node.inside or (node.names[0] if node.names else ""))


def _of_units(scope: Scope, node: Voters) -> bool:
    seen: set[str] = set()
    while isinstance(node, s.SetOf) and node.name not in seen:
        seen.add(node.name)
        found = scope.voters.get(node.of)
        if found is None:
            return True
        node = found
    return isinstance(node, s.Units)
