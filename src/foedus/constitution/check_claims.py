"""Checks of views, guarantees, questions and expected votes."""

from __future__ import annotations

import dataclasses

from foedus.constitution import syntax as s
from foedus.constitution.scope import Scope


def check_view(scope: Scope, node: s.View) -> None:
    """Report a view of a procedure, or with voters, that nothing declares."""
    _procedure(scope, node.procedure, node)
    for name in node.voters:
        _voter(scope, name, node)
    for detail in node.details:
        if isinstance(detail, s.EachWith):
            _declared(scope, "body or electorate", detail.body, detail)
        elif isinstance(detail, s.Others):
            _declared(scope, "body, electorate or person", detail.name, detail)


def check_claims(scope: Scope, node: s.Guarantee | s.Question | s.Expect) -> None:
    """Report what is wrong in a guarantee, a question or an expected vote."""
    if isinstance(node, s.Expect):
        _procedure(scope, node.procedure, node)
        if node.reading and node.reading not in scope.alternatives:
            known = set(scope.alternatives)
            scope.unknown("E065", "answer", node.reading, node.place, known)
        return
    for detail in node.details:
        if not isinstance(detail, s.Note | s.Source):
            _claim(scope, detail, inside_each=False, asked=isinstance(node, s.Question))


def _claim(scope: Scope, node: s.Claim, *, inside_each: bool, asked: bool) -> None:
    if isinstance(node, s.ForEach):
        for name in node.names:
            _declared(scope, "units, body or set", name, node)
        _claim(scope, node.claim, inside_each=True, asked=asked)
        return
    for part in dataclasses.fields(node):
        value = getattr(node, part.name)
        if isinstance(value, s.Of):
            _game(scope, value)
        elif isinstance(value, s.Names):
            _who(scope, value, inside_each)
    if isinstance(node, s.Taking | s.Changing):
        _one(scope, node.unit, node, inside_each)
    matters = scope.matters
    if isinstance(node, s.Taking) and matters is not None and node.matter not in matters:
        scope.unknown("E056", "matter", node.matter, node.place, matters)
    if isinstance(node, s.Interchangeable):
        _declared(scope, "units or set", node.units, node)
    if isinstance(node, s.Appointing):
        _declared(scope, "organ or body", node.organ, node)
    if isinstance(node, s.Vacancies):
        _declared(scope, "body", node.body, node)
    if isinstance(node, s.Smallest) and node.column:
        _price(scope, node)
    if not asked:
        _says_something(scope, node)


def _says_something(scope: Scope, node: s.Claim) -> None:
    """A guarantee states what holds; a bare question has no truth value."""
    open_ended = (
        (isinstance(node, s.Smallest | s.Vacancies) and node.bound is None)
        or (isinstance(node, s.Roles) and node.who is None and not node.nobody)
        or (isinstance(node, s.Taking | s.Changing) and node.needs is None)
        or (isinstance(node, s.Appointing) and node.who is None)
    )
    if open_ended:
        scope.report(
            "E070", "this asks, it does not say what should hold", node.place,
            "in a guarantee: `... is at least N`, `... are X`, `... needs X`, `X cannot ...`",
            "or put the line below a `question`",
        )  # fmt: skip


def _game(scope: Scope, node: s.Of) -> None:
    _procedure(scope, node.procedure, node)
    if node.view and (node.view, node.procedure) not in scope.views:
        known = {name for name, procedure in scope.views if procedure == node.procedure}
        scope.unknown("E043", f"view of {node.procedure}", node.view, node.place, known)


def _procedure(scope: Scope, name: str, node: s.Node) -> None:
    if name not in scope.procedures:
        scope.unknown("E042", "procedure", name, node.place, set(scope.procedures))


def _declared(scope: Scope, kind: str, name: str, node: s.Node) -> None:
    if name not in scope.voters:
        scope.unknown("E040", kind, name, node.place, set(scope.voters))


def _who(scope: Scope, node: s.Names, inside_each: bool) -> None:
    for name in node.names:
        _one(scope, name, node, inside_each)


def _one(scope: Scope, name: str, node: s.Node, inside_each: bool) -> None:
    if name != "it":
        _voter(scope, name, node)
    elif not inside_each:
        scope.report(
            "E051", '"it" stands for nothing here', node.place,
            "a name, or `for each of ...:` before the sentence", "", "it",
        )  # fmt: skip


def _voter(scope: Scope, name: str, node: s.Node) -> None:
    known = set(scope.voters) | scope.listed()
    if name not in known and not scope.members_in_tables:
        scope.unknown("E040", "voter or set", name, node.place, known)


def _price(scope: Scope, node: s.Smallest) -> None:
    """The column of a share names its date: its own, or the one date it is declared with."""
    units = [v for v in scope.voters.values() if isinstance(v, s.Units)]
    dates = {w.as_of for u in units for w in u.weights if w.column == node.column}
    if not node.as_of and len(dates) != 1:
        known = " or ".join(sorted(dates)) or "the date of the figures"
        scope.report(
            "E073", f"{node.column} of which date?", node.place,
            f"`{node.column} as of` {known}",
            "the units declare no single `weight` of this column", node.column,
        )  # fmt: skip
