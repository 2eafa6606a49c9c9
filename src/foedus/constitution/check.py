"""What sentences say together: names, groups, dates, readings, versions."""

from __future__ import annotations

from itertools import combinations
from math import prod

from foedus.constitution import syntax as s
from foedus.constitution.check_claims import check_claims, check_view
from foedus.constitution.check_federation import check_federation
from foedus.constitution.check_procedures import check_procedure
from foedus.constitution.check_references import check_references
from foedus.constitution.check_thresholds import check_weight
from foedus.constitution.parse import Parsed
from foedus.constitution.scope import Scope, declare, partitions
from foedus.errors import Diagnostic

#: The most combinations of readings that one file may have.
MAX_READINGS = 64


def check(parsed: Parsed) -> list[Diagnostic]:
    """Return every error of what the sentences of a file say together.

    Names in tables are not known here; they are checked when the tables are read.
    """
    constitution = parsed.constitution
    scope = declare(constitution, parsed.source, parsed.lost)
    scope.holes = parsed.holes
    _readings(scope)
    _sets(scope, constitution)
    _versions(scope)
    for node in constitution.statements:
        if isinstance(node, s.Body | s.Organ):
            _members(scope, node)
        if isinstance(node, s.Body | s.Electorate | s.Person | s.Units | s.Organ):
            _named(scope, node)
        elif isinstance(node, s.Procedure):
            check_procedure(scope, node)
        elif isinstance(node, s.View):
            check_view(scope, node)
        elif isinstance(node, s.Guarantee | s.Question | s.Expect):
            check_claims(scope, node)
        elif isinstance(node, s.Powers | s.LanguageRight):
            _powers(scope, node)
    check_federation(scope, constitution)
    check_references(scope)
    return scope.errors


def _readings(scope: Scope) -> None:
    seen: dict[str, s.Reading] = {}
    for reading in scope.readings.values():
        if len(reading.alternatives) < 2:
            scope.report(
                "E064", f'the reading "{reading.name}" has one answer only', reading.place,
                "two or more named answers", "a text read in one way needs no reading",
            )  # fmt: skip
        for alternative in reading.alternatives:
            if alternative in seen:
                scope.report(
                    "E041", f'the answer "{alternative}" is given to two readings',
                    reading.place, "each answer's name once in a file", "", alternative,
                    ((seen[alternative].place, "it is named here first"),),
                )  # fmt: skip
            seen[alternative] = reading
    count = prod(len(r.alternatives) for r in scope.readings.values())
    if count > MAX_READINGS:
        last = list(scope.readings.values())[-1]
        scope.report(
            "E055", f"the readings of this file combine in {count} ways", last.place,
            f"at most {MAX_READINGS} combinations",
            "leave out readings that change no answer, or use `undetermined` for a threshold",
        )  # fmt: skip


def _members(scope: Scope, node: s.Body | s.Organ) -> None:
    """Groups add up to the members; no count of seats exceeds them."""
    for partition in partitions(node) if isinstance(node, s.Body) else []:
        total = sum(g.count for g in partition.groups)
        if total != node.members:
            scope.report(
                "E046", f"the groups add up to {total}, {node.name} has {node.members} members",
                partition.place, f"groups that add up to {node.members}",
                "name the rest too: `of whom 35 A, 24 B, 1 Other`",
            )  # fmt: skip
        names = [g.name for g in partition.groups]
        for name in sorted({n for n in names if names.count(n) > 1}):
            scope.report(
                "E075", f'the group "{name}" stands twice', partition.place, "each group once",
                "", name,
            )  # fmt: skip
    chosen = sum(c.count for c in s.pick(node.details, s.ChosenBy))
    counts = [(c.count, c.place) for c in s.pick(node.details, s.SeatCount)]
    if isinstance(node, s.Organ) and node.members:
        counts += [(chosen, node.place)]
    for count, place in counts:
        if node.members and count > node.members:
            scope.report(
                "E047", f"{count} of {node.members} members", place,
                f"at most the {node.members} members of {node.name}",
                "a larger body of another time is a version of its own file",
            )  # fmt: skip


def _named(scope: Scope, node: s.Body | s.Electorate | s.Person | s.Units | s.Organ) -> None:
    """Persons, bodies and units that a declaration mentions are declared too."""
    if isinstance(node, s.Electorate) and node.units:
        found = scope.voters.get(node.units)
        if found is None or not isinstance(found, s.Units):
            units = {n for n, v in scope.voters.items() if isinstance(v, s.Units)}
            scope.unknown("E040", "units", node.units, node.place, units)
    for detail in node.details:
        if isinstance(detail, s.SeatRule):
            _seat_rule(scope, detail)
        if isinstance(detail, s.ChosenBy | s.Standing):
            for name in detail.names:
                _known_voter(scope, name, detail)


def _seat_rule(scope: Scope, node: s.SeatRule) -> None:
    found = scope.voters.get(node.units)
    if not isinstance(found, s.Units):
        units = {n for n, v in scope.voters.items() if isinstance(v, s.Units)}
        scope.unknown("E040", "units", node.units, node.place, units)
    elif node.method:
        check_weight(scope, node, found)


def _known_voter(scope: Scope, name: str, node: s.Node) -> None:
    known = set(scope.voters) | scope.listed()
    if name not in known and not scope.members_in_tables:
        scope.unknown("E040", "body, person or set", name, node.place, known)


def _sets(scope: Scope, constitution: s.Constitution) -> None:
    sets = constitution.all(s.SetOf)
    for node in sets:
        if node.of not in scope.voters:
            scope.unknown("E040", "units, body or set", node.of, node.place, set(scope.voters))
        _listed_members(scope, node)
        if _circular(scope, node):
            scope.report(
                "E060", f'the set "{node.name}" is defined by itself', node.place,
                "units, a body or another set", "", node.of,
            )  # fmt: skip
    for first, second in combinations(sets, 2):
        same = first.name == second.name and first.definition == second.definition
        if same or (first.name == second.name and not (first.definition and second.definition)):
            scope.report(
                "E059", f'two definitions of the set "{second.name}" cannot be told apart',
                second.place, 'a name for each definition: `set "S" as "by census": ...`',
                "", second.name, ((first.place, "the other definition"),),
            )  # fmt: skip


def _listed_members(scope: Scope, node: s.SetOf) -> None:
    of = scope.voters.get(node.of)
    known = set(of.names) if isinstance(of, s.Units | s.SetOf) else set()
    for name in node.names if known else ():
        if name not in known:
            scope.unknown("E040", f"member of {node.of}", name, node.place, known)


def _circular(scope: Scope, node: s.SetOf) -> bool:
    seen, at = {node.name}, node.of
    while isinstance(found := scope.voters.get(at), s.SetOf):
        if at in seen:
            return at == node.name
        seen.add(at)
        at = found.of
    return False


def _versions(scope: Scope) -> None:
    """Versions of one procedure hold at different times."""
    for versions in scope.procedures.values():
        for first, second in combinations(versions, 2):
            a, b = first.in_force, second.in_force
            apart = (a and b) and (
                (a.until and a.until <= b.start) or (b.until and b.until <= a.start)
            )
            if not apart:
                scope.report(
                    "E044", f'two versions of "{second.name}" are in force at the same time',
                    second.place, "`in force from ... until ...` so that they do not overlap",
                    "`until` is the first day on which the old version no longer holds", "",
                    ((first.place, "the other version"),),
                )  # fmt: skip


def _powers(scope: Scope, node: s.Powers | s.LanguageRight) -> None:
    if isinstance(node, s.LanguageRight):
        if node.of not in scope.voters:
            scope.unknown("E040", "units or set", node.of, node.place, set(scope.voters))
        return
    if scope.matters is not None and not node.residual and node.matter not in scope.matters:
        scope.unknown("E056", "matter", node.matter, node.place, scope.matters)
    for name in node.units:
        _known_voter(scope, name, node)
