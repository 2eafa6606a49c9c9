"""What a text leaves open: named readings (all combinations), units concerned, dated addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import product
from math import prod
from typing import Any

from foedus.constitution.model import Book
from foedus.constitution.syntax import (
    ByReading,
    Concerned,
    Constitution,
    Node,
    PassesToo,
    Procedure,
    Reading,
)
from foedus.errors import BadInput, Diagnostic, did_you_mean

#: The most combinations of readings that are decided one by one.
MOST_READINGS = 64


def walk(node: object) -> Iterator[Node]:
    """Yield a node and every node below it."""
    if isinstance(node, tuple):
        for item in node:
            yield from walk(item)
    elif isinstance(node, Node):
        yield node
        for name in _parts(type(node)):
            part = getattr(node, name)
            if isinstance(part, tuple | Node):
                yield from walk(part)


_PARTS: dict[Any, tuple[str, ...]] = {}


def _parts(kind: type[Node]) -> tuple[str, ...]:
    if kind not in _PARTS:
        _PARTS[kind] = tuple(f.name for f in fields(kind) if f.name != "place")
    return _PARTS[kind]


def with_others(book: Book, procedure: Procedure) -> tuple[Node, ...]:
    """Return every node of a procedure and of the procedures it refers to, each once."""
    # By identity: hashing a procedure walks all of it.
    key = id(procedure)
    if key not in book.nodes_of:
        book.nodes_of[key] = procedure, tuple(_with_others(book, procedure))
    return book.nodes_of[key][1]


def _with_others(book: Book, procedure: Procedure) -> Iterator[Node]:
    seen: set[str] = set()
    waiting = [procedure]
    while waiting:
        current = waiting.pop()
        if current.name in seen:
            continue
        seen.add(current.name)
        for node in walk(current):
            yield node
            if isinstance(node, PassesToo) and node.procedure in book.procedures:
                waiting.append(book.procedures[node.procedure])


def open_readings(book: Book, procedure: Procedure) -> tuple[Reading, ...]:
    """Return the readings that a procedure depends on, in file order."""
    used = {n.reading for n in with_others(book, procedure) if isinstance(n, ByReading)}
    return tuple(r for r in book.readings.values() if r.name in used)


def combinations(readings: tuple[Reading, ...]) -> tuple[dict[str, str], ...]:
    """Return every combination of answers, the first reading slowest; one empty one for none.

    Raises BadInput (E145) for more than 64.
    """
    count = prod(len(r.alternatives) for r in readings)
    if count > MOST_READINGS:
        what = f"the readings have {count} combinations"
        raise BadInput(Diagnostic("E146", what, readings[0].place, f"at most {MOST_READINGS}"))
    names = [r.name for r in readings]
    choices = product(*(r.alternatives for r in readings))
    return tuple(dict(zip(names, answers, strict=True)) for answers in choices)


def units_concerned(book: Book, procedure: Procedure) -> tuple[str, ...]:
    """Return the names of the lists whose units' consent a procedure needs, in file order."""
    found = (n.units for n in with_others(book, procedure) if isinstance(n, Concerned))
    return tuple(dict.fromkeys(found))


def read_address(constitution: Constitution, choice: str) -> Mapping[str, str]:
    """Return the readings that the part of an address after `#` chooses.

    `A` names an answer of one reading, `Count=A` says of which; several stand with commas.
    Raises BadInput (E147), with every unknown name.
    """
    readings = {r.name: r for r in constitution.all(Reading)}
    chosen: dict[str, str] = {}
    errors = []
    for part in (p.strip() for p in choice.split(",") if p.strip()):
        name, _, answer = part.rpartition("=")
        found = [
            r.name for r in readings.values() if answer in r.alternatives and name in ("", r.name)
        ]
        if len(found) == 1:
            chosen[found[0]] = answer
            continue
        known = [a for r in readings.values() for a in r.alternatives]
        what = f'no reading has the answer "{part}"'
        if found:
            what = f'"{answer}" answers {" and ".join(found)}'
        help = f"write #{found[0]}={answer}" if found else did_you_mean(answer, known)
        errors.append(
            Diagnostic("E147", what, constitution.place, ", ".join(known) or "a reading", help)
        )
    if errors:
        raise BadInput(errors)
    return chosen
