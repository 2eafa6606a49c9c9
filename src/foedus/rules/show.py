"""A rule as text a person can read: one line a gate, indented by depth."""

from __future__ import annotations

from foedus.rules.gates import Rule

#: How many children a gate's line names before it says "and k more".
SHOWN = 8


def tree(rule: Rule) -> str:
    """Return the rule as an indented tree; a gate used twice is spelled out once."""
    kinds = f"{rule.size} voters" + (f" of {len(rule.voters)} types" if _has_types(rule) else "")
    lines = [f"Rule over {kinds}, {len(rule.gates)} gates"]
    _walk(rule, rule.root, 1, lines, set(), "")
    return "\n".join(lines)


def _has_types(rule: Rule) -> bool:
    return any(v.count > 1 for v in rule.voters)


def _walk(rule: Rule, node: int, depth: int, lines: list[str], seen: set[int], lead: str) -> None:
    n = len(rule.voters)
    pad = "  " * depth + lead
    if node < n:
        lines.append(f"{pad}{_voter(rule, node)}")
        return
    gate = rule.gates[node - n]
    name = f" ({gate.label})" if gate.label else ""
    if node in seen:
        lines.append(f"{pad}gate {node - n + 1}{name} again")
        return
    seen.add(node)
    items = rule.rows[gate.row].items
    inner = [k for k, _ in items if k >= n]
    head = headline(rule, node)
    if not inner:
        lines.append(f"{pad}{head}: {_children(rule, items)}{name}")
        return
    lines.append(f"{pad}{head} of{name}")
    for child, weight in items:
        mark = "" if weight == 1 else f"[{weight}] "
        _walk(rule, child, depth + 1, lines, seen, mark)


def headline(rule: Rule, node: int) -> str:
    """Return what a gate asks for: "all", "any", "at least k of m" or "weight q of W"."""
    gate = rule.gates[node - len(rule.voters)]
    items, total = rule.rows[gate.row].items, rule.total(gate.row)
    if gate.quota <= 0:
        return "always"
    if gate.quota > total:
        return "never"
    weights = [w for _, w in items]
    if gate.quota > total - min(weights):
        return "all"
    if min(weights) >= gate.quota:
        return "any"
    if set(weights) == {1}:
        return f"at least {gate.quota} of {total}"
    return f"weight {gate.quota} of {total}"


def _voter(rule: Rule, node: int) -> str:
    voter = rule.voters[node]
    return voter.name if voter.count == 1 else f"{voter.count} x {voter.name}"


def _children(rule: Rule, items: tuple[tuple[int, int], ...]) -> str:
    named = [
        _voter(rule, k) + ("" if all(x == 1 for _, x in items) else f" {w}")
        for k, w in items[:SHOWN]
    ]
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(named) + more
