"""Checks of `procedure X passes`: no procedure leads back to itself, none leads too deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from foedus.constitution import syntax as s
from foedus.constitution.scope import Scope

#: The most levels of blocks and procedures, one inside another, that a procedure may lead through.
MAX_DEPTH = 80


@dataclass(slots=True)
class _References:
    """Procedure -> the procedures it refers to, each with the levels of blocks around it."""

    of: dict[str, dict[str, int]] = field(default_factory=dict)

    def leads_back(self, name: str) -> bool:
        """Return whether a procedure is reached from itself."""
        waiting, seen = list(self.of[name]), set[str]()
        while waiting:
            current = waiting.pop()
            if current == name:
                return True
            if current not in seen:
                seen.add(current)
                waiting += self.of[current]
        return False


def check_references(scope: Scope) -> None:
    """Report each procedure that passes when it passes (E061), and each first one too deep (E031).

    Leaves first (Kahn 1962): what remains leads into a circle, and only that is searched.
    """
    references = _References()
    for name, versions in scope.procedures.items():
        references.of[name] = _referred(scope, versions)
    depth = _depths(references)
    for name, versions in scope.procedures.items():
        if name not in depth and references.leads_back(name):
            for node in versions:
                scope.report(
                    "E061", f'"{name}" passes when "{name}" passes', node.place,
                    "conditions that lead to votes", "write out the conditions of one of them",
                    name,
                )  # fmt: skip
        deepest = max((depth.get(n, 0) for n in references.of[name]), default=0)
        if depth.get(name, 0) > MAX_DEPTH >= deepest:
            scope.report(
                "E031", f'"{name}" leads through {depth[name]} levels of procedures and blocks',
                versions[0].place, f"at most {MAX_DEPTH} levels, one inside another",
                "write out the votes of the innermost procedures", name,
            )  # fmt: skip


def _referred(scope: Scope, versions: list[s.Procedure]) -> dict[str, int]:
    found: dict[str, int] = {}
    for version in versions:
        for passes in s.pick(version.details, s.Passes):
            for name, levels in _walk(passes.condition):
                if name in scope.procedures:
                    found[name] = max(found.get(name, 0), levels)
    return found


def _walk(condition: s.Node) -> Iterator[tuple[str, int]]:
    waiting: list[tuple[s.Node, int]] = [(condition, 1)]
    while waiting:
        node, levels = waiting.pop()
        if isinstance(node, s.PassesToo):
            yield node.procedure, levels
        inner = getattr(node, "condition", None)
        lower = [*getattr(node, "items", ()), *getattr(node, "cases", ())]
        waiting += [(n, levels + 1) for n in [*lower, *([inner] if inner else [])]]


def _depths(references: _References) -> dict[str, int]:
    """Return the levels below each procedure that leads into no circle."""
    users: dict[str, list[str]] = {name: [] for name in references.of}
    for name, referred in references.of.items():
        for other in referred:
            users[other].append(name)
    open_ = {name: len(referred) for name, referred in references.of.items()}
    ready = [name for name, count in open_.items() if not count]
    depth: dict[str, int] = {}
    while ready:
        name = ready.pop()
        depth[name] = max(
            (levels + depth[o] for o, levels in references.of[name].items()), default=1
        )
        for user in users[name]:
            open_[user] -= 1
            if not open_[user]:
                ready.append(user)
    return depth
