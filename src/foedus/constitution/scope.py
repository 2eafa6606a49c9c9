"""What a file declares, and the report of what its sentences say wrongly together."""

from __future__ import annotations

from dataclasses import dataclass, field

from foedus.constitution import syntax as s
from foedus.constitution.lines import Source
from foedus.constitution.words import as_name, quoted
from foedus.errors import Diagnostic, Place, did_you_mean

#: Stands among the lost names where a line that names a table could not be read.
UNREAD_TABLE = "table "

Voters = s.Body | s.Electorate | s.Person | s.Units | s.SetOf | s.Organ


@dataclass(slots=True)
class Scope:
    """The names of a file by kind.

    `lost` are the names of lines that could not be read, `holes` the numbers of lines with such a
    line directly below them: what they lack may stand there.
    """

    source: Source
    lost: frozenset[str]
    voters: dict[str, Voters] = field(default_factory=dict)
    procedures: dict[str, list[s.Procedure]] = field(default_factory=dict)
    views: dict[tuple[str, str], s.View] = field(default_factory=dict)
    readings: dict[str, s.Reading] = field(default_factory=dict)
    matters: set[str] | None = None
    errors: list[Diagnostic] = field(default_factory=list)
    holes: frozenset[int] = frozenset()

    @property
    def alternatives(self) -> dict[str, s.Reading]:
        """Return every answer of every reading."""
        return {a: r for r in self.readings.values() for a in r.alternatives}

    @property
    def members_in_tables(self) -> bool:
        """Whether some names (units, groups) stand in tables and are known only at load."""
        return UNREAD_TABLE in self.lost or any(
            (isinstance(v, s.Units) and v.table)
            or (isinstance(v, s.Body | s.Organ) and s.pick(v.details, s.Composition))
            for v in self.voters.values()
        )

    def listed(self) -> set[str]:
        """Return the names of units and groups that are written in the file itself.

        A group of a body is a voter by the name `BODY: GROUP` too.
        """
        found: set[str] = set()
        for voter in self.voters.values():
            if isinstance(voter, s.Units | s.SetOf):
                found |= set(voter.names)
            if isinstance(voter, s.Body):
                groups = {g.name for p in partitions(voter) for g in p.groups}
                found |= groups | {f"{voter.name}: {g}" for g in groups}
        return found

    def report(
        self, code: str, what: str, place: Place, expected: str, help: str = "", name: str = "",
        related: tuple[tuple[Place, str], ...] = (),
    ) -> None:  # fmt: skip
        """Collect an error; with `name`, only that name is underlined."""
        text = self.source.text_of(place)
        place = narrow(place, text, name) if name else place
        self.errors.append(Diagnostic(code, what, place, expected, help, text, related))

    def unknown(self, code: str, kind: str, name: str, place: Place, known: set[str]) -> None:
        """Report a name that nothing declares, unless the line that declares it is broken."""
        if name in self.lost or not name.strip():
            return
        some = ", ".join(as_name(k) for k in sorted(known)[:8])
        more = ", ..." if len(known) > 8 else ""
        expected = f"one of: {some}{more}" if known else f"{kind} declared in this file"
        group, _, body = name.rpartition(" in ")
        hint = f'write "{body}: {group}"' if f"{body}: {group}" in known else ""
        hint = hint or did_you_mean(name, known)
        hint = hint or f"declare it, or mend the spelling of {quoted(name)}"
        what = f'there is no {kind} "{name}" in this file'
        self.report(code, what, place, expected, hint, name)


def narrow(place: Place, text: str, name: str) -> Place:
    """Return the place of a name within a place, where it is written there."""
    for written in (quoted(name), name):
        at = text.find(written, max(0, place.column - 1), max(place.end_column - 1, 0))
        if at >= 0:
            return Place(place.file, place.line, at + 1, at + 1 + len(written))
    return place


def partitions(body: s.Body) -> list[s.Partition]:
    """Return every `of whom` of a body, the one on its own line first."""
    return [*filter(None, [body.groups]), *s.pick(body.details, s.Partition)]


def declare(constitution: s.Constitution, source: Source, lost: frozenset[str]) -> Scope:
    """Return what a file declares; names declared twice are reported."""
    scope = Scope(source, lost)
    for node in constitution.statements:
        if isinstance(node, s.Body | s.Electorate | s.Person | s.Units | s.SetOf | s.Organ):
            _declare_voter(scope, node)
        elif isinstance(node, s.Procedure):
            scope.procedures.setdefault(node.name, []).append(node)
        elif isinstance(node, s.View):
            key = (node.name, node.procedure)
            _once(scope, f"view of {node.procedure}", node.name, node.place, scope.views.get(key))
            scope.views.setdefault(key, node)
        elif isinstance(node, s.Reading):
            _once(scope, "reading", node.name, node.place, scope.readings.get(node.name))
            scope.readings.setdefault(node.name, node)
        elif isinstance(node, s.Matters):
            scope.matters = (scope.matters or set()) | set(node.names)
    return scope


def _declare_voter(scope: Scope, node: Voters) -> None:
    other = scope.voters.get(node.name)
    if isinstance(node, s.SetOf) and isinstance(other, s.SetOf):
        return
    _once(scope, "name", node.name, node.place, other)
    scope.voters.setdefault(node.name, node)


def _once(scope: Scope, kind: str, name: str, place: Place, other: s.Node | None) -> None:
    if other is not None:
        scope.report(
            "E041",
            f'the {kind} "{name}" is declared twice',
            place,
            "each name once",
            "rename one of them, or remove the repetition",
            name,
            ((other.place, "it is declared here first"),),
        )
