"""Files of their own for `foedus settle graph` and `winner`: states and orders, or points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foedus.case.reader import Record
from foedus.case.tomlfile import parse_toml
from foedus.errors import BadInput, Diagnostic


@dataclass(frozen=True, slots=True)
class GraphFile:
    """States, the moves and ranks of each party, and who says that a party ranks them so."""

    states: tuple[str, ...]
    moves: Mapping[str, Mapping[str, Sequence[str]]]
    ranks: Mapping[str, Mapping[str, int]]
    by: Mapping[str, str]


def read_graph(data: bytes, file: str) -> GraphFile:
    """Return the states of a conflict. Raises BadInput with every error (E302-E304, E728)."""
    errors: list[Diagnostic] = []
    toml = parse_toml(data, file)
    root = Record(toml, (), toml.data, errors)
    states = root.texts("states", needed=True)
    moves: dict[str, Mapping[str, Sequence[str]]] = {}
    ranks: dict[str, Mapping[str, int]] = {}
    by: dict[str, str] = {}
    for r in root.records("party"):
        name = r.text("name")
        if name in ranks:
            r.fail(
                "E728", f'the party "{name}" stands twice', "name", expected="names of their own"
            )
        moves[name], ranks[name] = _moves(r, states), _ranks(r, name, states)
        by[name] = r.text("order_by", "")
        r.done()
    if not ranks:
        root.fail("E728", "there is no party", expected="[[party]] with name, order and moves")
    if len(set(states)) < len(states):
        root.fail("E728", "a state stands twice", "states", expected="states of their own names")
    root.done()
    if errors:
        raise BadInput(errors)
    return GraphFile(states, moves, ranks, by)


def _ranks(r: Record, name: str, states: Sequence[str]) -> dict[str, int]:
    raw = r.data.get("order")
    r.read.add("order")
    if not isinstance(raw, list) or not all(isinstance(g, list | str) for g in raw):
        what = f'"{name}" has no order of the states'
        r.fail("E728", what, "order", expected='order = [["best"], ["worse", "as bad"]]')
        return {}
    groups = [g if isinstance(g, list) else [g] for g in raw]
    found = {str(s): k for k, group in enumerate(groups) for s in group}
    listed = [str(s) for group in groups for s in group]
    _states(r, listed, states, "order")
    missing = [s for s in states if s not in found]
    if missing or len(listed) > len(found):
        what = f'the order of "{name}" does not rank every state once'
        r.fail("E728", what, "order", expected=", ".join(missing) or "each state once")
    return found


def _moves(r: Record, states: Sequence[str]) -> dict[str, Sequence[str]]:
    raw: Any = r.data.get("moves", {})
    r.read.add("moves")
    fits = isinstance(raw, dict) and all(
        isinstance(v, list) and all(isinstance(s, str) for s in v) for v in raw.values()
    )
    if not fits:
        r.fail("E728", "moves cannot be read", "moves", expected='moves = { talks = ["war"] }')
        return {}
    _states(r, [*raw, *(s for v in raw.values() for s in v)], states, "moves")
    return dict(raw)


def _states(r: Record, found: Sequence[str], states: Sequence[str], key: str) -> None:
    for state in dict.fromkeys(found):
        if state not in states:
            what = f'there is no state "{state}"'
            r.fail("E728", what, key, word=state, expected=", ".join(states))


def read_points(data: bytes, file: str) -> list[tuple[str, dict[str, int]]]:
    """Return two parties with their points by issue. Raises BadInput (E302-E304, E729)."""
    errors: list[Diagnostic] = []
    toml = parse_toml(data, file)
    root = Record(toml, (), toml.data, errors)
    records = root.records("party")
    found = [(r.text("name"), r.numbers("points")) for r in records]
    for r, (name, points) in zip(records, found, strict=True):
        total = sum(points.values())
        if total != 100 or any(v < 0 for v in points.values()):
            r.fail("E729", f'the points of "{name}" sum to {total}', "points",
                   expected="whole numbers of zero or more that sum to 100")  # fmt: skip
        if set(points) != set(found[0][1]):
            r.fail("E729", f'"{name}" gives points to other issues', "points",
                   expected=", ".join(found[0][1]))  # fmt: skip
        r.done()
    if len(found) != 2:
        root.fail("E729", f"there are {len(found)} parties", expected="two [[party]]")
    root.done()
    if errors:
        raise BadInput(errors)
    return found
