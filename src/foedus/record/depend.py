"""What waits for what: commitments that are due only after others, as arrows in layers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foedus.answer import Answer
from foedus.record.view import Item

#: How a condition names an earlier commitment: "after" and its id.
AFTER = "after "


@dataclass(frozen=True, slots=True)
class Arrow:
    """`then` waits for `first`, as a condition of `then` says."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Dependencies(Answer):
    """Commitments in layers: whoever is in a layer waits for somebody in the one before.

    `circle` is a shortest round of commitments that wait for one another, empty where none do;
    the commitments that can never begin because of a circle are in the last layer.
    """

    layers: tuple[tuple[str, ...], ...]
    arrows: tuple[Arrow, ...]
    names: dict[str, str]
    circle: tuple[str, ...]
    method: str = "longest paths (Kahn 1962); shortest cycle by breadth-first search"

    def rows(self) -> list[dict[str, Any]]:
        """Return a row an arrow."""
        return [{"first": a.first, "then": a.then} for a in self.arrows]


def dependencies(entries: Iterable[Item]) -> Dependencies:
    """Return the arrows between commitments whose conditions read "after ID".

    A condition in other words stays a condition and is no arrow. Commitments that nothing waits
    for and that wait for nothing are left out.
    """
    found = {i.id: i for i in entries if i.kind == "commitment" and not i.replaced_by}
    arrows = [
        Arrow(first, i.id)
        for i in found.values()
        for condition in i.body.get("conditions", ())
        if condition.startswith(AFTER) and (first := condition.removeprefix(AFTER)) in found
    ]
    named = dict.fromkeys(n for i in found for a in arrows if i in (a.first, a.then) for n in [i])
    before = {n: [a.first for a in arrows if a.then == n] for n in named}
    names = {n: str(found[n].body.get("article") or n) for n in named}
    return Dependencies(_layers(before), tuple(arrows), names, _circle(before))


def _layers(before: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    """Return layers such that each waits for one before it; a circle's members come last."""
    layers: list[tuple[str, ...]] = []
    done: set[str] = set()
    left = list(before)
    while left:
        ready = tuple(n for n in left if done.issuperset(before[n]))
        if not ready:
            layers.append(tuple(left))
            break
        layers.append(ready)
        done.update(ready)
        left = [n for n in left if n not in done]
    return tuple(layers)


def _circle(before: dict[str, list[str]]) -> tuple[str, ...]:
    """Return a shortest circle, each waiting for the next, or an empty tuple."""
    best: tuple[str, ...] = ()
    for start in before:
        paths: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while paths:
            path = paths.pop(0)
            if best and len(path) >= len(best):
                break
            for n in before[path[-1]]:
                if n == start:
                    best, paths = path, []
                    break
                if n not in seen:
                    seen.add(n)
                    paths.append((*path, n))
    return best
