"""Petitions: opponents sign, and a stricter rule is added or, where proved safe, replaces."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import prod
from random import Random

from foedus.constitution.compile_labels import label_of
from foedus.constitution.compile_scope import Scope
from foedus.constitution.compile_votes import threshold_gate
from foedus.constitution.stages import spoken
from foedus.constitution.syntax import Condition, Effect, Petition, Signed
from foedus.errors import BadInput, Diagnostic
from foedus.rules.gates import Node as GateNode
from foedus.rules.gates import Rule

Compile = Callable[..., GateNode | None]

#: Coalitions (of types) enumerated to prove that the strict rule implies the normal one.
ENUMERATE = 20_000


def petition_gate(
    scope: Scope,
    node: Petition,
    normal: GateNode | None,
    compile_condition: Compile,
    *,
    dual: bool,
) -> GateNode:
    """Return the gate "strict, or the petition is not triggered".

    Not triggered is the dual of the signatures, which the votes against give. With "instead" the
    conditions of the block are `normal`: the rule (normal AND not triggered) OR (strict AND
    triggered) is monotone where strict implies normal, and then equals normal AND (strict OR not
    triggered); otherwise BadInput (E145) shows a coalition in which one more "no" helps.
    """
    label = label_of(node, dual=dual)
    scope.articles.setdefault(label, scope.article)
    if node.delay is not None:
        scope.assume(f"A delay of {spoken(node.delay)} changes nobody's vote.")
        return scope.gates.constant(True, dual=dual)
    scope.assume("All opponents sign a petition, and nobody else does.")
    signed = [_signed(scope, s, dual=not dual) for s in node.signed]
    # `not triggered` is compiled in the other sense, so its own joining is swapped there too.
    join = scope.gates.some if node.joined == "or" else scope.gates.every
    quiet = join(signed, f"{label}: not filed", dual=not dual)
    assert node.condition is not None
    strict = compile_condition(scope, node.condition, dual=dual)
    if strict is None:
        return scope.gates.constant(True, dual=dual)
    if node.effect is Effect.INSTEAD and normal is not None:
        _check_implied(scope, node, strict, normal, dual)
    return scope.gates.some([strict, quiet], label, dual=dual)


def _signed(scope: Scope, node: Signed, *, dual: bool) -> GateNode:
    pools = scope.subject(node.subject)
    label = label_of(node, dual=dual)
    gates = [threshold_gate(scope, p, node.threshold, label, dual=dual) for p in pools]
    if node.spread_count:
        for pool in pools:
            groups = scope.groups(pool, node.spread, node)
            parts = [
                scope.gates.some(
                    [scope.voter(c) for c in cells if c.filled],
                    f"unless {group} signs" if dual else f"{group} signs",
                    dual=dual,
                )
                for group, cells in groups.items()
            ]
            need = node.spread_count
            quota = len(parts) - need + 1 if dual else need
            text = f"{label}: from {need} {node.spread}"
            gates.append(scope.at_least(quota, parts, text))
    return scope.gates.every(gates, label, dual=dual)


def _check_implied(
    scope: Scope, node: Condition, strict: GateNode, normal: GateNode, dual: bool
) -> None:
    first, second = (normal, strict) if dual else (strict, normal)
    if first == second or scope.gates.is_constant(first) is False:
        return
    a, b = scope.gates.build(first), scope.gates.build(second)
    if structurally_implied(a, b):
        return
    witness, proved = counterexample(a, b)
    if witness is None and proved:
        return
    if witness is None:
        what = "it is not proved that the stricter rule implies the rule it replaces"
        help = 'write "then also" where both must hold'
        raise BadInput(Diagnostic("E145", what, node.place, "a stricter rule", help))
    yes = ", ".join(f"{n} ({k})" for n, k in witness.items() if k) or "nobody"
    what = f"one more no would make this pass: with yes from {yes} the petition's rule is met"
    what += " and the rule it replaces is not"
    help = 'write "then also" where both must hold'
    raise BadInput(Diagnostic("E145", what, node.place, "a stricter rule", help))


def structurally_implied(a: Rule, b: Rule) -> bool:
    """Return True only if every coalition that passes `a` passes `b`, by comparing gates.

    Sound, not complete: equal rows with quotas, AND on either side, OR on either side. The rules
    are taken from one assembler, so their voters are the same.
    """
    n = len(a.voters)

    def parts(rule: Rule, node: int) -> tuple[list[int], int, int]:
        gate = rule.gates[node - n]
        items = rule.rows[gate.row].items
        unit = all(w == 1 and (k >= n or rule.voters[k].count == 1) for k, w in items)
        return [k for k, _ in items] if unit else [], gate.quota, gate.row

    def key(rule: Rule, node: int) -> object:
        if node < n:
            return node
        gate = rule.gates[node - n]
        return frozenset((key(rule, k), w) for k, w in rule.rows[gate.row].items)

    def implied(x: int, y: int) -> bool:
        if x < n and y < n:
            return x == y
        if x >= n and y >= n and key(a, x) == key(b, y):
            return a.gates[x - n].quota >= b.gates[y - n].quota
        left, need, _ = parts(a, x) if x >= n else ([], 0, 0)
        right, want, _ = parts(b, y) if y >= n else ([], 0, 0)
        if right and want == len(right):
            return all(implied(x, k) for k in right)
        if left and need == 1:
            return all(implied(k, y) for k in left)
        if left and need == len(left) and any(implied(k, y) for k in left):
            return True
        return bool(right) and want == 1 and any(implied(x, k) for k in right)

    return implied(a.root, b.root)


def counterexample(a: Rule, b: Rule) -> tuple[dict[str, int] | None, bool]:
    """Return a coalition that passes `a` and not `b`, and whether the search was complete."""
    used = [v for v in a.voters if v.name in _reached(a) | _reached(b)]
    names = [v.name for v in used]
    if prod(v.count + 1 for v in used) <= ENUMERATE:
        for counts in product(*(range(v.count + 1) for v in used)):
            coalition = dict(zip(names, counts, strict=True))
            if a.passes(coalition) and not b.passes(coalition):
                return coalition, True
        return None, True
    draw = Random(0)
    for _ in range(2000):
        coalition = {v.name: draw.choice((0, v.count, draw.randint(0, v.count))) for v in used}
        if a.passes(coalition) and not b.passes(coalition):
            return coalition, False
    return None, False


def _reached(rule: Rule) -> set[str]:
    n = len(rule.voters)
    nodes = {k for row in rule.rows for k, _ in row.items} | {rule.root}
    return {rule.voters[k].name for k in nodes if k < n}
