"""Rules as JSON-ready data, both ways; reading checks everything and reports every fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foedus.rules.gates import Gate, Row, Rule, Voter

FORMAT = "foedus.rule/1"


def to_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain data: voters, rows as [node, weight] pairs, gates, root."""
    return {
        "format": FORMAT,
        "voters": [{"name": v.name, "count": v.count} for v in rule.voters],
        "rows": [[[node, weight] for node, weight in row.items] for row in rule.rows],
        "gates": [{"row": g.row, "quota": g.quota, "label": g.label} for g in rule.gates],
        "root": rule.root,
    }


def from_json(data: Any) -> Rule:
    """Return the rule in `data`.

    Raises ValueError, naming every fault with its path, where the data is not a rule.
    """
    faults: list[str] = []
    if not isinstance(data, Mapping):
        raise ValueError("a rule is an object with format, voters, rows, gates and root")
    if data.get("format") != FORMAT:
        faults.append(f'format: expected "{FORMAT}", found {data.get("format")!r}')
    voters = [_voter(v, f"voters[{k}]", faults) for k, v in _list(data, "voters", faults)]
    rows = [_row(r, f"rows[{k}]", faults) for k, r in _list(data, "rows", faults)]
    gates = [_gate(g, f"gates[{k}]", faults) for k, g in _list(data, "gates", faults)]
    root = _integer(data.get("root"), "root", faults)
    rule = Rule(tuple(voters), tuple(rows), tuple(gates), root)
    if not faults:
        _check_shape(rule, faults)
    if faults:
        raise ValueError("; ".join(faults))
    return rule


def _list(data: Mapping[str, Any], key: str, faults: list[str]) -> list[tuple[int, Any]]:
    found = data.get(key)
    if isinstance(found, list):
        return list(enumerate(found))
    faults.append(f"{key}: expected a list")
    return []


def _integer(value: Any, where: str, faults: list[str], *, least: int | None = None) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        if least is None or value >= least:
            return value
        faults.append(f"{where}: expected at least {least}, found {value}")
    else:
        faults.append(f"{where}: expected an integer, found {value!r}")
    return 0


def _voter(value: Any, where: str, faults: list[str]) -> Voter:
    if not isinstance(value, Mapping) or not isinstance(value.get("name"), str):
        faults.append(f"{where}: expected a name and a count")
        return Voter("")
    return Voter(value["name"], _integer(value.get("count", 1), f"{where}.count", faults, least=1))


def _row(value: Any, where: str, faults: list[str]) -> Row:
    pairs = value if isinstance(value, list) else None
    if pairs is None or not all(isinstance(p, list) and len(p) == 2 for p in pairs):
        faults.append(f"{where}: expected a list of [node, weight] pairs")
        return Row(())
    items = [
        (
            _integer(p[0], f"{where}[{k}].node", faults, least=0),
            _integer(p[1], f"{where}[{k}].weight", faults, least=1),
        )
        for k, p in enumerate(pairs)
    ]
    return Row(tuple(sorted(items)))


def _gate(value: Any, where: str, faults: list[str]) -> Gate:
    if not isinstance(value, Mapping):
        faults.append(f"{where}: expected a row and a quota")
        return Gate(0, 0)
    row = _integer(value.get("row"), f"{where}.row", faults, least=0)
    quota = _integer(value.get("quota"), f"{where}.quota", faults)
    label = value.get("label", "")
    if not isinstance(label, str):
        faults.append(f"{where}.label: expected text")
        label = ""
    return Gate(row, quota, label)


def _check_shape(rule: Rule, faults: list[str]) -> None:
    n = len(rule.voters)
    names = rule.names
    faults += [
        f"voters[{k}]: the name {name!r} appears twice"
        for k, name in enumerate(names)
        if name in names[:k]
    ]
    for k, row in enumerate(rule.rows):
        nodes = [node for node, _ in row.items]
        if len(set(nodes)) < len(nodes):
            faults.append(f"rows[{k}]: a node appears twice")
    for g, gate in enumerate(rule.gates):
        if gate.row >= len(rule.rows):
            faults.append(f"gates[{g}].row: there is no row {gate.row}")
        elif any(node >= n + g for node, _ in rule.rows[gate.row].items):
            faults.append(f"gates[{g}]: a child is this gate, a later one, or missing")
    if not 0 <= rule.root < n + len(rule.gates):
        faults.append(f"root: there is no node {rule.root}")
