"""Conditions put into gates, one construct a function; steps leave the coalition layer alone."""

from __future__ import annotations

from foedus.constitution.compile_labels import label_of
from foedus.constitution.compile_petitions import petition_gate
from foedus.constitution.compile_scope import Pool, Scope
from foedus.constitution.compile_types import Flag
from foedus.constitution.compile_votes import (
    breaks_ties,
    one_voter,
    quorum,
    threshold_gate,
    tie_gate,
    unit_gate,
)
from foedus.constitution.stages import spoken
from foedus.constitution.syntax import (
    Assents,
    AtLeast,
    Block,
    ByReading,
    Concerned,
    Condition,
    Effect,
    Endeavour,
    Item,
    Mode,
    Never,
    PassesToo,
    Petition,
    Step,
    StepKind,
    Threshold,
    Unless,
    Verb,
    Vote,
    YesVotes,
)
from foedus.errors import BadInput, Diagnostic
from foedus.rules.gates import Node as GateNode


def gate_of(scope: Scope, node: Condition, *, dual: bool = False) -> GateNode | None:
    """Return the gate of a condition; None where it is only recorded (`shall endeavour`).

    With `dual`, the gate of "the votes against do not satisfy the condition".
    """
    match node:
        case Vote():
            return _vote(scope, node, dual)
        case YesVotes():
            return _yes_votes(scope, node, dual)
        case Assents():
            return _labelled(scope, one_voter(scope, node.name, node, dual=dual), node)
        case Concerned():
            return _concerned(scope, node, dual)
        case PassesToo():
            return _passes_too(scope, node, dual)
        case Never():
            scope.flags.setdefault(Flag("unamendable", f"{scope.article}: never"))
            return scope.gates.constant(False, dual=dual)
        case Endeavour():
            scope.recorded.setdefault(f'shall endeavour "{node.text}"')
            return None
        case Unless():
            return gate_of(scope, node.condition, dual=not dual)
        case Block():
            return _block(scope, node, dual)
        case AtLeast():
            found = _gates(scope, node.items, dual)
            quota = len(found) - node.count + 1 if dual else node.count
            return scope.at_least(quota, found, _name(scope, node, dual))
        case Petition():
            return petition_gate(scope, node, None, gate_of, dual=dual)
        case ByReading():
            return _by_reading(scope, node, dual)


def _name(scope: Scope, node: Item, dual: bool = False) -> str:
    label = label_of(node, dual=dual)
    scope.articles.setdefault(label, scope.article)
    return label


def _labelled(scope: Scope, gate: GateNode, node: Item) -> GateNode:
    _name(scope, node)
    return gate


def _gates(scope: Scope, items: tuple[Condition, ...], dual: bool) -> list[GateNode]:
    found = [gate_of(scope, item, dual=dual) for item in items]
    return [g for g in found if g is not None]


# ------------------------------------------------------------------ votes


def _vote(scope: Scope, node: Vote, dual: bool) -> GateNode:
    label = _name(scope, node, dual)
    pools = scope.subject(node.subject)
    if node.verb in (Verb.ATTEND, Verb.TAKE_PART):
        turnout = node.verb is Verb.TAKE_PART
        met = [quorum(scope, p, node.threshold, label, turnout=turnout) for p in pools]
        scope.assume("Everyone who can take part does: quorums of presence and turnout are met.")
        return scope.gates.constant(all(met), dual=dual)
    _check_verb(node, dual)
    if node.again:
        scope.assume("Whoever votes again votes as before.")
    if node.after is not None:
        scope.assume(f"Waiting {spoken(node.after)} changes nobody's vote.")
    gates = [_approval(scope, node, p, _each_label(p, label, pools), dual) for p in pools]
    for p in pools if len(pools) > 1 else []:
        scope.articles.setdefault(_each_label(p, label, pools), scope.article)
    return scope.gates.every(gates, label, dual=dual)


def _each_label(pool: Pool, label: str, pools: list[Pool]) -> str:
    return label if len(pools) == 1 else f"{label}: {pool.name}"


def _check_verb(node: Vote, dual: bool) -> None:
    if dual is (node.verb is Verb.REJECT):
        return
    if dual:
        what, expected = "a proposal cannot depend on somebody not approving it", "reject"
    else:
        what, expected = "a proposal cannot pass because it is rejected", "approve"
    raise BadInput(Diagnostic("E140", what, node.place, f"{expected}, here"))


def _approval(scope: Scope, node: Vote, pool: Pool, label: str, dual: bool) -> GateNode:
    gate = threshold_gate(scope, pool, node.threshold, label, each_by=node.each_by, dual=dual)
    breaker = node.tie_breaker or pool.chair
    if not breaker or not breaks_ties(node.threshold):
        return gate
    assert isinstance(node.threshold, Threshold)
    silent = [c for c in pool.cells if c.silent]
    who = scope.voter(silent[0]) if silent else one_voter(scope, breaker, node, dual=dual)
    tied = tie_gate(scope, pool, node.threshold, who, label, dual)
    return scope.gates.some([gate, tied], f"{label}, or on a tie with {breaker}", dual=dual)


def _yes_votes(scope: Scope, node: YesVotes, dual: bool) -> GateNode:
    label = _name(scope, node)
    if dual:
        what = "the yes votes cannot be counted among the votes against"
        raise BadInput(Diagnostic("E140", what, node.place, "reject, here"))
    among = scope.subject(node.among)[0]
    counted = scope.subject(node.of)
    gates = [threshold_gate(scope, p, node.threshold, label, among=among) for p in counted]
    return scope.gates.every(gates, label)


def _concerned(scope: Scope, node: Concerned, dual: bool) -> GateNode:
    label = _name(scope, node, dual)
    units = scope.unit_list(node.units)
    if not scope.concerned:
        what = f"the rule differs with the unit concerned of {node.units}"
        help = f'choose one: unit="{next(iter(units.labels.values()))}"'
        raise BadInput(Diagnostic("E141", what, node.place, "the unit concerned", help))
    gates = []
    for name in scope.concerned:
        key = units.find(name)
        if key is None:
            continue
        gates.append(_consent(scope, node, key, f"{label}: {units.labels[key]}", dual))
        scope.articles.setdefault(f"{label}: {units.labels[key]}", scope.article)
    if not gates:
        what = f"{', '.join(scope.concerned)} is not one of {node.units}"
        raise BadInput(Diagnostic("E118", what, node.place, ", ".join(units.labels.values())))
    return scope.gates.every(gates, label, dual=dual)


def _consent(scope: Scope, node: Concerned, key: str, label: str, dual: bool) -> GateNode:
    units = scope.unit_list(node.units)
    organ = node.organ
    if not organ:
        pool = scope.pool(node.units, node)
        of = next(c for c in pool.cells if c.unit == key)
        if not of.filled:
            scope.flags.setdefault(Flag("never", f"{label}: no vote can be held there"))
            return scope.gates.constant(False, dual=dual)
        return unit_gate(scope, pool, of, node.threshold, dual)
    whole = scope.whole(organ, node)
    part = scope.named_part(whole, units.labels[key], node)
    if node.threshold is None:
        what = f"by how much must {part.name} approve?"
        raise BadInput(Diagnostic("E142", what, node.place, "by more than 1/2 of votes cast"))
    return threshold_gate(scope, part, node.threshold, label, dual=dual)


# ------------------------------------------------------------------ combinations


def _block(scope: Scope, node: Block, dual: bool) -> GateNode:
    label = _name(scope, node, dual)
    before = dict(scope.votes_after)
    gates: list[GateNode] = []
    replacing: list[Petition] = []
    for item in node.items:
        if isinstance(item, Step):
            _step(scope, item)
        elif isinstance(item, Petition) and item.effect is Effect.INSTEAD:
            replacing.append(item)
        else:
            gate = gate_of(scope, item, dual=dual)
            gates += [gate] if gate is not None else []
    scope.votes_after = before
    if node.mode is Mode.ANY:
        gates += [petition_gate(scope, p, None, gate_of, dual=dual) for p in replacing]
        return scope.gates.some(gates, label, dual=dual)
    normal = scope.gates.every(gates, label, dual=dual)
    strict = [petition_gate(scope, p, normal, gate_of, dual=dual) for p in replacing]
    return scope.gates.every([*gates, *strict], label, dual=dual)


def _step(scope: Scope, step: Step) -> None:
    if step.kind is StepKind.ELECTION:
        names = ", ".join(step.names)
        for name in step.names:
            scope.votes_after[name] = scope.votes_after.get(name, 0) + 1
        scope.assume(f"After the election of {names} its members are voters of their own.")
    elif step.kind is StepKind.NEXT_SESSION:
        scope.assume(f"In the next session of {', '.join(step.names)} everyone votes as before.")
    elif step.kind is StepKind.OPINION:
        scope.recorded.setdefault(f"opinion of {', '.join(step.names)}")


def _passes_too(scope: Scope, node: PassesToo, dual: bool) -> GateNode | None:
    if node.procedure in scope.inside:
        what = f'the procedure "{node.procedure}" refers to itself'
        raise BadInput(Diagnostic("E143", what, node.place, "a procedure that does not"))
    other = scope.book.procedure(node.procedure)
    outer, scope.article = scope.article, other.article
    scope.inside.append(node.procedure)
    gate = gate_of(scope, other.passes, dual=dual)
    scope.inside.pop()
    scope.article = outer
    return gate


def _by_reading(scope: Scope, node: ByReading, dual: bool) -> GateNode:
    cases = {c.alternative: c for c in node.cases}
    chosen = scope.reading.get(node.reading)
    if chosen not in cases:
        what = f'the reading "{node.reading}" is open: none is the default'
        help = f'choose one: reading {{"{node.reading}": "{next(iter(cases))}"}}'
        raise BadInput(Diagnostic("E144", what, node.place, " or ".join(cases), help))
    label = f"{_name(scope, node, dual)}: {chosen}"
    return scope.gates.every(_gates(scope, cases[chosen].items, dual), label, dual=dual)
